"""Same and related matters (同事、相关): proposals with their grounds, for a clerk to judge.

Same matter needs the same petitioner and the same facts and claim (同人 + 同事); other petitioners with the same cause are
相关信访事项, for joint handling and source governance. Locked rows and accusations never take part (spec 7.1, 8.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from workbench.domain.linking import LinkProposal
from workbench.domain.progress import Progress, silent
from workbench.linkage.limits import Limits, LinkNotes
from workbench.linkage.matter.candidates import Evidence, Persons, blocks, find_evidence, with_evidence
from workbench.linkage.matter.causes import Cause, common_causes
from workbench.linkage.matter.citations import Pair
from workbench.linkage.matter.corpus import Corpus, digests, read_corpus
from workbench.linkage.matter.grounds import Rarity, Weigher
from workbench.linkage.matter.known import Known, admitted
from workbench.linkage.matter.model import Model
from workbench.linkage.matter.near import affordable, nearest, rare_part
from workbench.linkage.matter.proposals import proposal_list, proposals_frame
from workbench.linkage.matter.vectors import Ints
from workbench.linkage.normal import open_rows

_PAIRS_AT_ONCE = 200_000


@dataclass(frozen=True)
class MatterRun:
    """What a run found. `proposals`: columns left, right, kind, score, prior, codes, words, weights; best first.

    With records known from an earlier run only pairs that touch a new record are in it, and `causes` only rest on these:
    call `common_causes` with the earlier proposals and the judgements too. `known` is for the next run.
    """

    proposals: pd.DataFrame
    notes: LinkNotes
    known: Known
    model: Model

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """Common causes these proposals alone bear out."""
        return common_causes(self.known.corpus.table, self.proposals, model=self.model)

    def links(self) -> list[LinkProposal]:
        """The proposals as domain objects; for runs of moderate size."""
        return proposal_list(self.proposals)


def link_matters(
    records: pd.DataFrame,
    persons: Persons = (),
    *,
    limits: Limits | None = None,
    model: Model | None = None,
    known: Known | None = None,
    progress: Progress = silent,
) -> MatterRun:
    """Proposals of kinds 同事 and 相关, common causes, and what was set aside.

    `records` has columns of the edition table RECORDS; only record_id is needed, columns it lacks give no evidence.
    `persons` are pairs of one person: a frame (left, right, score), proposals of kind 同人, or pairs of record ids.
    `known`: what an earlier run left. Then `records` may hold everything or only what came since: rows known and
    unchanged are skipped, changed ones are new again, locked ones are forgotten. The result is that of a full run
    restricted to pairs with a new record, as far as words and names count as rare as they did in the earlier run.
    """
    limits, model = limits or Limits.on(), model or Model.on()
    progress("读取文本", 0, 1)
    known, notes, first_new = _grown(records, known, limits, model)
    progress("查找线索", 0, 1)
    evidence = find_evidence(known.corpus, persons, known.rarity, limits, model, first_new)
    known, keys = _near(known, first_new, limits, progress)
    keys = _touching(np.unique(np.concatenate([keys, *evidence.keys])), len(known), first_new)
    proposals = _weighed(known, keys, evidence, limits, model, progress)
    return MatterRun(proposals, notes + evidence.notes, known, model)


def weigh_pairs(
    records: pd.DataFrame,
    pairs: Iterable[Pair],
    persons: Persons = (),
    *,
    limits: Limits | None = None,
    model: Model | None = None,
) -> pd.DataFrame:
    """The given pairs weighed among `records`, whatever their score; for evaluation. Columns as `MatterRun.proposals`."""
    limits, model = limits or Limits.on(), model or Model.on()
    known, _, _ = _grown(records, None, limits, model)
    evidence = find_evidence(known.corpus, persons, known.rarity, limits, model)
    at = known.corpus.at
    rows = [sorted((at[left], at[right])) for left, right in pairs if left in at and right in at]
    keys = np.unique(np.array([one * len(known) + other for one, other in rows], dtype=np.int64))
    return _weighed(known, keys, evidence, limits, model, silent, floor=-1.0)


def _grown(records: pd.DataFrame, known: Known | None, limits: Limits, model: Model) -> tuple[Known, LinkNotes, int]:
    """All records to compare, how many of them were known, and what was left aside in reading."""
    if known is None:
        reading = read_corpus(records, limits, model.ngrams)
        rarity = Rarity.of(reading.corpus.facts, len(reading.corpus))
        return (
            _first(reading.corpus, Known(reading.corpus, reading.scale, rarity, 0, _none(0, limits)), limits, model),
            reading.notes,
            0,
        )
    known, new = _split(records, known)
    reading = read_corpus(new, limits, model.ngrams, known.scale)
    first_new = len(known)
    corpus = known.corpus.joined(reading.corpus) if first_new else reading.corpus
    nearest_ = np.concatenate([known.nearest, _none(len(reading.corpus), limits)])
    return Known(corpus, known.scale, known.rarity, known.commonest, nearest_), reading.notes, first_new


def _first(corpus: Corpus, known: Known, limits: Limits, model: Model) -> Known:
    """A first run's: how common an n-gram may be follows from the blocks."""
    work = affordable(corpus.matrix, known.scale.frequency, blocks(corpus), model.work_per_record)
    return Known(corpus, known.scale, known.rarity, work, _none(len(corpus), limits))


def _none(rows: int, limits: Limits) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.full((rows, limits.top_n), -np.inf, dtype=np.float32)


def _split(records: pd.DataFrame, known: Known) -> tuple[Known, pd.DataFrame]:
    """What stays known, and the rows to read: new and changed ones."""
    usable = open_rows(records)
    locked = set(records.loc[~records.index.isin(usable.index), "record_id"].astype("str"))
    before = known.corpus.table
    at = pd.Index(before["record_id"]).get_indexer(usable["record_id"].astype("str"))
    held = np.append(before["digest"].to_numpy(dtype=object), "")[at]  # the last, "", is for those not known
    marks = np.array(digests(usable), dtype=object)
    changed = usable["record_id"].astype("str")[(at >= 0) & (held != marks)]
    return known.without(locked | set(changed)), records[~records.index.isin(usable.index[held == marks])]


def _near(known: Known, first_new: int, limits: Limits, progress: Progress) -> tuple[Known, Ints]:
    """Pairs near by text, and what is known with them."""
    todo = blocks(known.corpus, first_new)
    total = sum(len(block.left) for block in todo)
    done = 0

    def tick(rows: int) -> None:
        nonlocal done
        done += rows
        progress("比对文本", done, total)

    hits = nearest(rare_part(known.corpus.matrix, known.rare), todo, limits.candidate_floor, limits.top_n, tick)
    hits, found = admitted(hits, known.nearest, first_new)
    one, other = np.minimum(hits.one, hits.other), np.maximum(hits.one, hits.other)
    grown = Known(known.corpus, known.scale, known.rarity, known.commonest, found)
    return grown, np.unique(one * len(known) + other)


def _touching(keys: Ints, rows: int, first_new: int) -> Ints:
    """Pairs of which one record at least is new."""
    return keys[keys % max(1, rows) >= first_new] if first_new else keys


def _weighed(
    known: Known, keys: Ints, evidence: Evidence, limits: Limits, model: Model, progress: Progress,
    floor: float | None = None,
) -> pd.DataFrame:  # fmt: skip
    rows = np.union1d(keys // max(1, len(known)), keys % max(1, len(known)))
    weigher = Weigher(known.corpus, known.rarity, limits, model, rows)
    parts = []
    for at in range(0, len(keys), _PAIRS_AT_ONCE):
        pairs = with_evidence(known.corpus, keys[at : at + _PAIRS_AT_ONCE], evidence)
        parts.append(proposals_frame(known.corpus, weigher, pairs, model, model.floor if floor is None else floor))
        progress("衡量依据", min(at + _PAIRS_AT_ONCE, len(keys)), len(keys))
    if not parts:
        parts = [proposals_frame(known.corpus, weigher, with_evidence(known.corpus, keys, evidence), model, 1.0)]
    frame = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    return frame.sort_values(["score", "left", "right"], ascending=[False, True, True], ignore_index=True)
