"""Which pairs of records are weighed (候选对): what ledgers, petitioners, identical texts, rare names and near texts bring.

Compared by text are records of one county and one first-level topic; a record that lacks either is compared with all it
does not contradict. Stated duplicates, cited case numbers, identical texts and a common petitioner are looked at anywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from workbench.domain.linking import LinkProposal
from workbench.linkage.limits import Limits, LinkNotes
from workbench.linkage.matter.citations import Pair
from workbench.linkage.matter.corpus import Corpus
from workbench.linkage.matter.facts import Kind
from workbench.linkage.matter.grounds import FLAGS, OTHER, PERHAPS, UNKNOWN, Pairs, Rarity, fact_ids
from workbench.linkage.matter.model import Model
from workbench.linkage.matter.near import Block
from workbench.linkage.matter.vectors import Bools, Floats, Ints, row_sums

Persons = pd.DataFrame | Iterable[Pair | LinkProposal]
_SURE = 0.99
_PAIRING = (Kind.COMPANY, Kind.ESTATE, Kind.PROJECT, Kind.SCHOOL, Kind.POLICY)


@dataclass(frozen=True)
class Evidence:
    """What is known of pairs beside their texts, as pair keys (one · rows + other): each sorted, each key once."""

    rows: int
    persons: Ints
    person_scores: Floats
    stated: Ints
    number: Ints
    cited: Ints
    prints: Any  # sparse rows of text fingerprints, those that say nothing left out
    identical: Ints
    named: Ints
    notes: LinkNotes

    @property
    def keys(self) -> list[Ints]:
        """Every pair any of it brings."""
        return [self.persons, self.stated, self.number, self.cited, self.identical, self.named]


def find_evidence(
    corpus: Corpus, persons: Persons, rarity: Rarity, limits: Limits, model: Model, first_new: int = 0
) -> Evidence:
    """All evidence on pairs of the corpus, and what was set aside. Names are only looked up for rows from `first_new`."""
    keys, scores = _person_keys(corpus, persons)
    bearers = _bearers(corpus)
    number, number_notes = _shared(bearers, corpus, limits)
    prints, identical, text_notes = _identical(corpus, limits)
    return Evidence(
        len(corpus),
        keys,
        scores,
        _stated(corpus, bearers),
        number,
        _cited(corpus),
        prints,
        identical,
        _named(corpus, rarity, model.name_pairs_up_to, first_new),
        number_notes + text_notes,
    )


def _keys(corpus: Corpus, one: Any, other: Any) -> Ints:
    """Sorted keys of pairs of row numbers, each once; a row with itself is none."""
    left, right = np.asarray(one, dtype=np.int64), np.asarray(other, dtype=np.int64)
    apart = left != right
    low, high = np.minimum(left, right)[apart], np.maximum(left, right)[apart]
    keys: Ints = np.unique(low * len(corpus) + high)
    return keys


def _bearers(corpus: Corpus) -> pd.DataFrame:
    """Which rows bear which number, as their own (信访件编号) or the upper level's (上级编号): columns row, number."""
    parts = [corpus.table[name].rename("number") for name in ("case_no", "case_no_upper")]
    borne = pd.concat([part[part != ""] for part in parts])
    bearers: pd.DataFrame = borne.rename_axis("row").reset_index().drop_duplicates()
    return bearers


def _shared(bearers: pd.DataFrame, corpus: Corpus, limits: Limits) -> tuple[Ints, LinkNotes]:
    """Rows bearing one number (the same item in two ledgers, or one number of the upper level), each with the first."""
    several = bearers[bearers["number"].duplicated(keep=False)]
    notes, pairs = [], []
    for number, group in several.groupby("number", sort=False)["row"]:
        rows = sorted(group.tolist())
        if limits.too_common(len(rows), len(corpus)):
            notes.append(f"编号“{number}”出现在 {len(rows)} 件上，不作为同一事项依据；请核对该列是否批次号")
        else:
            pairs += [(rows[0], other) for other in rows[1:]]
    return _keys(corpus, [one for one, _ in pairs], [other for _, other in pairs]), LinkNotes(tuple(notes))


def _stated(corpus: Corpus, bearers: pd.DataFrame) -> Ints:
    """Rows and the ones their ledger calls the original (重复信访件编号)."""
    stated = corpus.table["dup_of_no"]
    told = stated[stated != ""].str.split(" ").explode().rename("number").rename_axis("stating").reset_index()
    found = told.merge(bearers, on="number")
    return _keys(corpus, found["stating"], found["row"])


def _cited(corpus: Corpus) -> Ints:
    """Rows whose text names another row's number in full."""
    marks = pd.concat([corpus.table[f"{name}_mark"].rename("mark") for name in ("case_no", "case_no_upper")])
    borne = marks[marks != 0].rename_axis("bearing").reset_index()
    found = corpus.cited[corpus.cited["mark"].isin(borne["mark"])].merge(borne, on="mark")
    return _keys(corpus, found["row"], found["bearing"])


def _person_keys(corpus: Corpus, persons: Persons) -> tuple[Ints, Floats]:
    """Keys and scores of pairs of one person, the highest score of a pair that comes twice."""
    frame = persons if isinstance(persons, pd.DataFrame) else _person_frame(persons)
    index = pd.Index(corpus.table["record_id"])
    left, right = (index.get_indexer(frame[name].astype("str")) for name in ("left", "right"))
    keep = (left >= 0) & (right >= 0) & (left != right)
    one, other = np.minimum(left, right)[keep], np.maximum(left, right)[keep]
    score = frame["score"].to_numpy(dtype=np.float32)[keep]
    keys = one.astype(np.int64) * len(corpus) + other
    order = np.lexsort((-score, keys))
    keys, first = np.unique(keys[order], return_index=True)
    return keys, score[order][first]


def _person_frame(persons: Iterable[Pair | LinkProposal]) -> pd.DataFrame:
    rows = [(pair.left, pair.right, pair.score) if isinstance(pair, LinkProposal) else (*pair, _SURE)
            for pair in persons]  # fmt: skip
    return pd.DataFrame(rows, columns=["left", "right", "score"])


def _identical(corpus: Corpus, limits: Limits) -> tuple[Any, Ints, LinkNotes]:
    """Fingerprints as sparse rows, pairs of records that share one, and what was set aside.

    Every pair of a small group; of a large one each record with the first, which links the group just as completely.
    """
    from scipy import sparse

    several = corpus.prints[corpus.prints["mark"].duplicated(keep=False)]
    marks, _ = pd.factorize(several["mark"])
    rows = several["row"].to_numpy()
    groups: dict[int, list[int]] = defaultdict(list)
    for mark, row in zip(marks.tolist(), rows.tolist(), strict=True):
        groups[mark].append(row)
    silent, notes = _too_common(groups, len(corpus), limits)
    pairs = [pair for mark, group in groups.items() if mark not in silent for pair in _paired(group, limits)]
    keep = ~np.isin(marks, list(silent))
    shape = (len(corpus), len(groups))
    prints = sparse.csr_matrix((np.ones(int(keep.sum()), np.float32), (rows[keep], marks[keep])), shape=shape)
    return prints, _keys(corpus, [one for one, _ in pairs], [other for _, other in pairs]), notes


def _paired(group: list[int], limits: Limits) -> Iterable[tuple[int, int]]:
    whole = len(group) <= limits.identical_all_pairs
    return combinations(group, 2) if whole else ((group[0], other) for other in group[1:])


def _too_common(groups: dict[int, list[int]], rows: int, limits: Limits) -> tuple[set[int], LinkNotes]:
    """Texts that nearly all records have; texts of very many are only noted."""
    silent: set[int] = set()
    notes = []
    for mark, group in groups.items():
        if len(group) >= 10 and len(group) >= limits.shared_share * rows:
            silent.add(mark)
            notes.append(
                f"有一段文本在 {len(group)} 件上完全相同（共 {rows} 件），不作为同一事项依据；请核对是否整列误填或重复导入"
            )
        elif len(group) >= limits.shared_rows:
            notes.append(
                f"有一段文本在 {len(group)} 件上完全相同，每件只与最早一件相对，不逐对提出；请核对是否联名信、模板信"
            )
    return silent, LinkNotes(tuple(notes))


def _named(corpus: Corpus, rarity: Rarity, most: int, first_new: int) -> Ints:
    """Pairs of records that name one company, estate, project, school or policy that hardly any other names."""
    facts = corpus.facts[corpus.facts["kind"].isin(_PAIRING)]
    facts = facts[facts["key"].isin(facts.loc[facts["row"] >= first_new, "key"].unique())]
    names = fact_ids(facts)
    known = rarity.counts.reindex(names).fillna(1).to_numpy()
    here = names.map(names.value_counts()).to_numpy()
    few = (known <= most) & (here <= most) & (here > 1)
    groups: dict[str, list[int]] = defaultdict(list)
    for name, row in zip(names[few], facts["row"][few].tolist(), strict=True):
        groups[name].append(row)
    found = [pair for group in groups.values() for pair in combinations(group, 2)]
    pairs = _keys(corpus, [one for one, _ in found], [other for _, other in found])
    rows = max(1, len(corpus))
    keep: Bools = _compatible(corpus)(pairs // rows, pairs % rows)
    return pairs[keep]


def with_evidence(corpus: Corpus, keys: Ints, evidence: Evidence) -> Pairs:
    """Pairs of those keys with person score and flags."""
    rows = max(1, evidence.rows)
    one, other = keys // rows, keys % rows
    flags = np.zeros((len(keys), len(FLAGS)), dtype=np.bool_)
    for number, name in enumerate(FLAGS[:3]):
        flags[:, number] = np.isin(keys, getattr(evidence, name), assume_unique=True)
    flags[:, 3] = row_sums(evidence.prints, evidence.prints, one, other) > 0
    return Pairs(one, other, _persons(corpus, keys, one, other, evidence), flags)


def _persons(corpus: Corpus, keys: Ints, one: Ints, other: Ints, evidence: Evidence) -> Floats:
    """Person score: as proposed; else by the masked names, of which different ones are different people."""
    petitioner = corpus.codes("petitioner")
    left, right = petitioner[one], petitioner[other]
    known = (left > 0) & (right > 0)
    scores = np.where(known, np.where(left == right, PERHAPS, OTHER), UNKNOWN).astype(np.float32)
    if len(evidence.persons):
        at = np.minimum(np.searchsorted(evidence.persons, keys), len(evidence.persons) - 1)
        scores = np.where(evidence.persons[at] == keys, evidence.person_scores[at], scores)
    return scores


def blocks(corpus: Corpus, first_new: int = 0) -> list[Block]:
    """Rows of each known (county, topic) among themselves, and rows that lack either with all they do not contradict.

    With `first_new`, rows before it are known from an earlier run: only new rows are compared, with all. A block whose
    left rows are known ones finds new rows that belong among their nearest.
    """
    place, topic = corpus.codes("county"), corpus.codes("topic_l1")
    wild = np.flatnonzero((place == 0) | (topic == 0))
    found: list[Block] = []
    for rows in _grouped(place, topic):
        new = rows if first_new == 0 else rows[rows >= first_new]
        found += [Block(new, rows)] if len(new) and len(rows) > 1 else []
        found += [Block(rows[rows < first_new], new)] if len(new) and first_new else []
    allowed, everyone = _compatible(corpus), np.arange(len(corpus))
    found.append(Block(wild[wild >= first_new], everyone, allowed))
    if first_new:
        found.append(Block(wild[wild < first_new], everyone[first_new:], allowed))
    return [block for block in found if len(block.left) and len(block.right)]


def _grouped(place: Ints, topic: Ints) -> list[Ints]:
    rows = np.flatnonzero((place > 0) & (topic > 0))
    order = rows[np.lexsort((rows, topic[rows], place[rows]))]
    cuts = np.flatnonzero((np.diff(place[order]) != 0) | (np.diff(topic[order]) != 0)) + 1
    return [part for part in np.split(order, cuts) if len(part)]


def _compatible(corpus: Corpus) -> Any:
    """Whether neither county nor topic contradicts, row by row; unknown (0) contradicts nothing."""
    columns = [corpus.codes(name) for name in ("county", "topic_l1")]

    def compatible(one: Ints, other: Ints) -> Bools:
        answer = np.ones(len(one), dtype=np.bool_)
        for codes in columns:
            left, right = codes[one], codes[other]
            answer &= (left == right) | (left == 0) | (right == 0)
        return answer

    return compatible
