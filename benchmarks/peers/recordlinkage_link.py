"""recordlinkage 0.16: blocking on every telling field, Jaro–Winkler and exact comparisons, then ECM (no labels) or, with
`"classifier": "logistic"` in the task, its logistic regression trained on the labelled pairs. Run by the peers' Python.
"""

import warnings

import common
import pandas
import recordlinkage

warnings.filterwarnings("ignore")
BLOCKS = {
    "febrl": ("given_name", "surname", "date_of_birth", "soc_sec_id", "postcode", "address_1"),
    "contacts": ("name", "id_no", "phone", "address"),
}
EXACT = {"febrl": ("postcode", "state", "street_number"), "contacts": ()}


def frame(path, kind):
    key = common.KEY[kind]
    rows = pandas.DataFrame(common.read(path)).set_index(key)[list(common.FIELDS[kind])]
    rows = rows.apply(lambda column: column.str.strip().str.lower())
    return rows.where(rows != "", None)


def candidates(kind, left, right):
    indexer = recordlinkage.Index()
    for name in BLOCKS[kind]:
        indexer.block(name)
    return indexer.index(left) if right is None else indexer.index(left, right)


def features(kind, pairs, left, right, binary):
    compare = recordlinkage.Compare(n_jobs=1)
    for name in common.FIELDS[kind]:
        if name in EXACT[kind]:
            compare.exact(name, name, label=name)
        else:
            compare.string(name, name, method="jarowinkler", threshold=0.85 if binary else None, label=name)
    return compare.compute(pairs, left, right) if right is not None else compare.compute(pairs, left)


def link(task):
    kind, logistic = task["kind"], task.get("classifier") == "logistic"
    left = frame(task["left"], kind)
    right = frame(task["right"], kind) if task["right"] else None
    table = features(kind, candidates(kind, left, right), left, right, not logistic)
    if logistic:
        match, distinct = common.labels(task)
        trained = pandas.MultiIndex.from_tuples(match + distinct)
        known = features(kind, trained, left, right, False)
        classifier = recordlinkage.LogisticRegressionClassifier()
        classifier.fit(known, pandas.MultiIndex.from_tuples(match))
    else:
        classifier = recordlinkage.ECMClassifier(binarize=0.5)
        classifier.fit(table)
    chance = classifier.prob(table)
    chance = chance[chance >= 0.01]
    return [(a, b, float(score)) for (a, b), score in chance.items()]


if __name__ == "__main__":
    common.run(link)
