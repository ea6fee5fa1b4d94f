"""From weighed pairs to proposals in words (关联建议): what stands in a frame is what the score was made from."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.domain.codes import Verdict
from workbench.domain.linking import LinkKind, LinkProposal, Reason
from workbench.linkage.matter.corpus import Corpus
from workbench.linkage.matter.facts import Kind
from workbench.linkage.matter.grounds import Pairs, Weigher
from workbench.linkage.matter.model import CODES, COLUMN, WORDS, Model
from workbench.linkage.matter.vectors import Bools, Floats, Ints
from workbench.linkage.normal import ordered

COLUMNS: Final = ("left", "right", "kind", "score", "prior", "codes", "words", "weights")
_SAME_PERSON, _OTHER_PERSON = 0.5, 0.1
_QUOTED: Final = {
    COLUMN[kind.name.lower()]: kind
    for kind in Kind
    if kind not in (Kind.GROUP, Kind.YEAR, Kind.TOWN)
}  # fmt: skip


def proposals_frame(corpus: Corpus, weigher: Weigher, pairs: Pairs, model: Model, floor: float) -> pd.DataFrame:
    """Pairs with a score of at least `floor`, weighed as 同事 or 相关; columns COLUMNS."""
    strengths, cosines = weigher.strengths(pairs), weigher.cosines(pairs)
    strengths[:, COLUMN["swapped"]] = weigher.swapped(pairs, cosines)
    same, cause = (
        np.round(weigher.bits(pairs, weights, strengths, cosines), 2) for weights in (model.same, model.cause)
    )
    as_cause = _is_cause(pairs, same.sum(axis=1) + model.same.prior, cause.sum(axis=1) + model.cause.prior)
    bits = np.where(as_cause[:, None], cause, same).astype(np.float64).round(2)
    prior = np.where(as_cause, model.cause.prior, model.same.prior)
    score = 1.0 / (1.0 + np.exp2(-np.clip(bits.sum(axis=1) + prior, -60.0, 60.0)))
    keep = np.flatnonzero(score >= floor)
    told = _Words(corpus, pairs.part(keep), bits[keep], cosines[keep])
    ids = corpus.table["record_id"].to_numpy(dtype=object)
    ends = [ordered(*pair) for pair in zip(ids[pairs.one[keep]], ids[pairs.other[keep]], strict=True)]
    kinds = np.where(as_cause[keep], LinkKind.CAUSE.value, LinkKind.MATTER.value)
    left, right = ([end[at] for end in ends] for at in (0, 1))
    return pd.DataFrame(
        {
            "left": pd.Series(left, dtype="str"),
            "right": pd.Series(right, dtype="str"),
            "kind": pd.Series(kinds, dtype="str"),
            "score": score[keep],
            "prior": prior[keep],
            "codes": pd.Series(told.codes, dtype=object),
            "words": pd.Series(told.words, dtype=object),
            "weights": pd.Series(told.weights, dtype=object),
        },
        columns=list(COLUMNS),
    )


def _is_cause(pairs: Pairs, same: Floats, cause: Floats) -> Bools:
    """Whether a pair is weighed as 相关: other petitioners, and the ledger does not say that it is one item.

    Where nobody can say whether the petitioners are one, as what it is likelier to be.
    """
    unsure: Bools = np.isnan(pairs.person) | ((pairs.person > _OTHER_PERSON) & (pairs.person < _SAME_PERSON))
    other = pairs.person <= _OTHER_PERSON
    stated = pairs.flags[:, :2].any(axis=1)
    answer: Bools = ~stated & (other | (unsure & (cause > same)))
    return answer


class _Words:
    """Codes, words and weights of the grounds of each pair, strongest for it first: a list each."""

    def __init__(self, corpus: Corpus, pairs: Pairs, bits: npt.NDArray[np.float64], cosines: Floats) -> None:
        row, column = np.nonzero(bits)
        weight = bits[row, column]
        codes = np.array(CODES, dtype=object)
        rank = np.argsort(np.argsort(codes))  # equal weights by code, as `by_weight` has them
        order = np.lexsort((rank[column], -weight, row))
        row, column, weight = row[order], column[order], weight[order]
        ends = np.searchsorted(row, np.arange(len(pairs) + 1))
        words = self._worded(corpus, pairs, row, column, weight, cosines)
        self.codes = _cut(codes[column].tolist(), ends)
        self.words = _cut(words, ends)
        self.weights = _cut(weight.tolist(), ends)

    def _worded(
        self, corpus: Corpus, pairs: Pairs, row: Ints, column: Ints, weight: npt.NDArray[np.float64], cosines: Floats
    ) -> list[str]:
        words = np.array([WORDS[code] for code in CODES], dtype=object)[column]
        for at in np.flatnonzero(column == COLUMN["text"]).tolist():
            likeness = "文本相似" if weight[at] > 0 else "文本不相似"
            words[at] = f"{likeness}（{cosines[row[at]]:.2f}）"
        quoted = np.flatnonzero(np.isin(column, list(_QUOTED)))
        named = _Names(corpus, np.unique(np.concatenate([pairs.one[row[quoted]], pairs.other[row[quoted]]])))
        for at in quoted.tolist():
            name = named.common(int(pairs.one[row[at]]), int(pairs.other[row[at]]), _QUOTED[int(column[at])])
            words[at] += f"“{name}”" if name else ""
        return list(words)


def _cut(flat: list[Any], ends: Ints) -> list[list[Any]]:
    return [flat[start:end] for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)]


class _Names:
    """What the particulars of some records are called."""

    def __init__(self, corpus: Corpus, rows: Ints) -> None:
        facts = corpus.facts[np.isin(corpus.facts["row"].to_numpy(), rows)]
        self._texts: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
        cells = zip(*(facts[name].tolist() for name in ("row", "kind", "key", "text")), strict=True)
        for row, kind, key, text in cells:
            self._texts[row, kind][key] = text

    def common(self, one: int, other: int, kind: Kind) -> str:
        """What the two records' names of a kind have in common, the longest; "" if it is not to be quoted."""
        left, right = self._texts[one, kind], self._texts[other, kind]
        names = [_common_end(left[key], right[key]) for key in left.keys() & right.keys()]
        return max(sorted(names), key=len, default="")


def _common_end(one: str, other: str) -> str:
    """What two writings of a name end in alike; the shorter, where only the ends of the names before it agree."""
    if one == other or not (one and other):
        return one if one == other else ""
    same = 0
    while same < min(len(one), len(other)) and one[-1 - same] == other[-1 - same]:
        same += 1
    return one[len(one) - same :] if same >= 3 else min(one, other, key=len)


def proposal_list(frame: pd.DataFrame) -> list[LinkProposal]:
    """Rows of a proposals frame as domain objects."""
    return [
        LinkProposal(left, right, LinkKind(kind), _reasons(codes, words, weights), prior)
        for left, right, kind, _, prior, codes, words, weights in frame[list(COLUMNS)].itertuples(index=False)
    ]


def _reasons(codes: list[str], words: list[str], weights: list[float]) -> tuple[Reason, ...]:
    return tuple(Reason(*ground) for ground in zip(codes, words, weights, strict=True))


def suggest(proposal: LinkProposal) -> Verdict:
    """What the grounds speak for: 相同, 相关 or 不同. To be shown only after the clerk has spoken."""
    if proposal.score < 0.5:
        return Verdict.DIFFERENT
    return Verdict.RELATED if proposal.kind is LinkKind.CAUSE else Verdict.SAME
