"""dedupe 3 as its users run it: string fields, labelled pairs, learnt blocking, clusters at its own threshold 0.5.

Run by the peers' Python. The written score is the lower confidence of the pair's two memberships.
"""

import random
from itertools import combinations

import common
import dedupe
from dedupe import variables
from dedupe.canopy_index import CanopyIndex, mass_weightedUnion


def apply(index, query_list, threshold, start=0, count=None):
    """CanopyIndex.apply of dedupe 3.0.3 without `byValue`, which BTrees 6.5 has dropped (dedupe issue 1230)."""
    known = [index._wids_dict[term] for term in query_list if term in index._wids_dict]
    least = threshold * sum(weight**2 for _, weight in known) ** 0.5
    found = mass_weightedUnion([(index.index._wordinfo[wid], weight) for wid, weight in known])
    return sorted(((value, key) for key, value in found.items() if value >= least), reverse=True)


CanopyIndex.apply = apply


USED = {
    "febrl": ("given_name", "surname", "address_1", "suburb", "date_of_birth", "soc_sec_id"),
    "contacts": ("name", "id_no", "phone", "address"),
}
SHORT = {"date_of_birth", "soc_sec_id", "id_no", "phone"}


def fields(kind):
    """The telling fields, numbers as short strings as its guide says."""
    return [
        (variables.ShortString if name in SHORT else variables.String)(name, has_missing=True) for name in USED[kind]
    ]


def records(path, kind):
    key, names = common.KEY[kind], common.FIELDS[kind]
    return {row[key]: {name: row[name].strip().lower() or None for name in names} for row in common.read(path)}


def some(data, needed, count=1500):
    """The labelled records and others at random: on all 5,000 of FEBRL 3 its training takes more than 20 GB."""
    rest = sorted(data.keys() - needed)
    kept = needed & data.keys() | set(random.sample(rest, max(0, min(len(rest), count - len(needed)))))
    return {key: data[key] for key in sorted(kept)}


def link(task):
    random.seed(7)
    kind = task["kind"]
    left = records(task["left"], kind)
    right = records(task["right"], kind) if task["right"] else None
    everything = {**left, **(right or {})}
    match, distinct = common.labels(task)
    told = {
        "match": [(everything[a], everything[b]) for a, b in match],
        "distinct": [(everything[a], everything[b]) for a, b in distinct],
    }
    needed = {key for pair in match + distinct for key in pair}
    if right is None:
        deduper = dedupe.Dedupe(fields(kind), num_cores=1)
        deduper.prepare_training(some(left, needed))
        deduper.mark_pairs(told)
        deduper.train(index_predicates=False)
        return list(cluster_pairs(deduper.partition(left, 0.5)))
    linker = dedupe.RecordLink(fields(kind), num_cores=1)
    linker.prepare_training(some(left, needed), some(right, needed))
    linker.mark_pairs(told)
    linker.train(index_predicates=False)
    return [(a, b, float(score)) for (a, b), score in linker.join(left, right, 0.5)]


def cluster_pairs(clusters):
    for ids, scores in clusters:
        for (a, one), (b, other) in combinations(zip(ids, scores, strict=True), 2):
            yield a, b, float(min(one, other))


if __name__ == "__main__":
    common.run(link)
