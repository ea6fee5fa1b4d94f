"""Grounds for and against each pair (依据), as strengths 0..1 and then as bits: one weighing for words, chart and score."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd

from workbench.linkage.limits import Limits
from workbench.linkage.matter.corpus import NO_DAY, Corpus
from workbench.linkage.matter.facts import NAMES, Kind
from workbench.linkage.matter.model import CODES, COLUMN, Model, Weights
from workbench.linkage.matter.swaps import swap_strength
from workbench.linkage.matter.vectors import Bools, Floats, Ints, row_sums

_ALIKE = 0.35
_RARE_BITS, _RARE_SPAN, _FEW_TEXTS = 3.0, 5.0, 1000
_COMMON_ROWS, _COMMON_SHARE = 20, 0.05
_CODE_OF: Final = {kind: kind.name.lower() for kind in Kind}
_DIFFERS: Final = {Kind.VILLAGE: "village_differs", Kind.GROUP: "group_differs", Kind.ROAD: "road_differs",
                   Kind.MONEY: "money_differs", Kind.AREA: "area_differs", Kind.YEAR: "year_differs", Kind.TOWN: "town_differs"}  # fmt: skip
_NAMED: Final = [COLUMN[code] for code in ("company", "estate", "project", "school", "road", "village")]
_REST = 0.4
UNKNOWN: Final = np.float32(np.nan)
"""Person score of a pair of which nobody can say whether the petitioners are one."""

PERHAPS: Final = 0.3
"""Person score of two records whose masked names agree and that nothing else joins: no ground either way."""

OTHER: Final = 0.01


def telling(count: Any, total: int) -> Floats:
    """How much a value that `count` of `total` records have tells, 0..1: rare ones all, common ones nothing."""
    count = np.asarray(count, dtype=np.float32)
    bits = np.log2(max(total, _FEW_TEXTS) / np.maximum(count, 1))
    strength = np.clip((bits - _RARE_BITS) / _RARE_SPAN, 0.0, 1.0)
    common = count > max(_COMMON_ROWS, _COMMON_SHARE * total)
    return np.where(common, 0.0, strength).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Rarity:
    """In how many of `texts` records each particular is (frozen with the scale): columns fact ("kind key"), count."""

    counts: pd.Series
    texts: int

    @classmethod
    def of(cls, facts: pd.DataFrame, texts: int) -> Rarity:
        return cls(fact_ids(facts).value_counts().sort_index(), texts)

    def less(self, facts: pd.DataFrame) -> Rarity:
        """Without what some records named."""
        counts = self.counts.sub(fact_ids(facts).value_counts(), fill_value=0).astype("int64")
        return Rarity(counts[counts > 0], self.texts)

    def of_facts(self, facts: pd.DataFrame) -> Floats:
        """Strength of each row of a facts table; one never seen before counts as seen once."""
        found = self.counts.reindex(fact_ids(facts)).fillna(1).to_numpy()
        return telling(found, self.texts)


def fact_ids(facts: pd.DataFrame) -> pd.Series:
    return (facts["kind"].astype("str") + " " + facts["key"]).rename("fact")


@dataclass(frozen=True)
class Pairs:
    """Pairs of row numbers with what is known beside the texts: one < other; `flags` has a column for each of FLAGS."""

    one: Ints
    other: Ints
    person: Floats
    flags: Bools

    def __len__(self) -> int:
        return len(self.one)

    def part(self, keep: Any) -> Pairs:
        return Pairs(self.one[keep], self.other[keep], self.person[keep], self.flags[keep])


FLAGS: Final = ("stated", "number", "cited", "text_same")


class Weigher:
    """Weighs pairs of some `rows` of one corpus; what only other rows hold is not looked at."""

    def __init__(self, corpus: Corpus, rarity: Rarity, limits: Limits, model: Model, rows: Ints) -> None:
        self._corpus, self._rarity, self._limits, self._model = corpus, rarity, limits, model
        looked_at = np.zeros(len(corpus), dtype=np.bool_)
        looked_at[rows] = True
        self._named = corpus.facts[looked_at[corpus.facts["row"].to_numpy()]]
        self._chars = corpus.table["chars"].to_numpy()
        self._day = corpus.table["day"].to_numpy()
        names = ("county", "topic_l1", "topic_l2", "town", "lead_unit", "accused_unit")
        self._codes = {name: corpus.codes(name) for name in names}

    @cached_property
    def _facts(self) -> tuple[Any, Any, dict[Kind, tuple[int, int]]]:
        """Particulars as sparse rows (strength, and 1 for each), columns sorted by kind; each kind's column range."""
        from scipy import sparse

        facts = self._named
        ids, _ = pd.factorize(pd.MultiIndex.from_frame(facts[["kind", "key"]]), sort=True)
        shape = (len(self._corpus), int(ids.max(initial=-1)) + 1)
        where = (facts["row"].to_numpy(), ids)
        strength = self._rarity.of_facts(facts)
        ranges = _ranges(facts["kind"].to_numpy(), ids)
        have = sparse.csr_matrix((np.ones(len(ids), np.float32), where), shape=shape)
        return sparse.csr_matrix((strength, where), shape=shape), have, ranges

    @cached_property
    def _owned(self) -> Bools:
        """Which kinds of particular each record has, a column each."""
        owned = np.zeros((len(self._corpus), len(Kind)), dtype=np.bool_)
        owned[self._named["row"].to_numpy(), self._named["kind"].to_numpy()] = True
        return owned

    def cosines(self, pairs: Pairs) -> Floats:
        """Cosine of the texts; nan where either has none."""
        found = np.minimum(row_sums(self._corpus.matrix, self._corpus.matrix, pairs.one, pairs.other), 1.0)
        empty = (self._chars[pairs.one] == 0) | (self._chars[pairs.other] == 0)
        return np.where(empty, np.nan, found).astype(np.float32)

    def strengths(self, pairs: Pairs) -> Floats:
        """Strength 0..1 of each ground but text and person, a row for each pair and a column for each of CODES."""
        out = np.zeros((len(pairs), len(CODES)), dtype=np.float32)
        for number, flag in enumerate(FLAGS):
            out[:, COLUMN[flag]] = pairs.flags[:, number]
        self._particulars(pairs, out)
        self._structure(pairs, out)
        self._days(pairs, out)
        return out

    def swapped(self, pairs: Pairs, cosines: Floats) -> Floats:
        """Strength 0..1 of: one wording, other particulars; looked at where texts are alike."""
        out = np.zeros(len(pairs), dtype=np.float32)
        alike = np.flatnonzero((cosines >= _ALIKE) & ~pairs.flags[:, FLAGS.index("text_same")])
        left, right = (self._told(rows[alike]) for rows in (pairs.one, pairs.other))
        out[alike] = [swap_strength(*pair) for pair in zip(left, right, strict=True)]
        return out

    def _told(self, rows: Ints) -> list[str]:
        """What each row tells, without its title: titles are worded anew each time."""
        part = self._corpus.table[["text", "head"]].take(rows)
        return [text[head:] for text, head in zip(part["text"], part["head"], strict=True)]

    def _particulars(self, pairs: Pairs, out: Floats) -> None:
        strength, have, ranges = self._facts
        weak, both = (
            strength[pairs.one].multiply(have[pairs.other]).tocsc(),
            have[pairs.one].multiply(have[pairs.other]).tocsc(),
        )
        shared = np.zeros((len(pairs), len(Kind)), dtype=np.bool_)
        for kind, (start, end) in ranges.items():
            out[:, COLUMN[_CODE_OF[kind]]] = weak[:, start:end].max(axis=1).toarray().ravel()
            shared[:, kind] = np.asarray(both[:, start:end].sum(axis=1)).ravel() > 0
        apart = self._owned[pairs.one] & self._owned[pairs.other] & ~shared
        for kind, code in _DIFFERS.items():
            out[:, COLUMN[code]] = apart[:, kind]
        group = COLUMN["group"]
        out[:, group] = (shared[:, Kind.GROUP] & shared[:, Kind.VILLAGE]).astype(np.float32)
        names, whole = list(NAMES), [Kind.COMPANY, Kind.ESTATE, Kind.SCHOOL]
        other = apart[:, names].any(axis=1) & ~shared[:, names].any(axis=1)
        here = shared[:, [Kind.VILLAGE, Kind.ROAD]].any(axis=1)  # a project is called many things where it is
        strength = np.where(apart[:, whole].any(axis=1), 1.0, 0.6) * np.where(here, 0.4, 1.0)
        out[:, COLUMN["name_differs"]] = other * strength

    def _structure(self, pairs: Pairs, out: Floats) -> None:
        agree = {name: self._agree(name, pairs) for name in self._codes}
        differ = {name: self._differ(name, pairs) for name in ("county", "topic_l1", "town")}
        told = out[:, COLUMN["town_differs"]] > 0  # by what the texts say
        apart = np.where(agree["town"], False, differ["town"] | told) & ~differ["county"]
        out[:, COLUMN["town"]] = np.maximum(agree["town"], out[:, COLUMN["town"]]) * ~differ["county"] * ~apart
        out[:, COLUMN["town_differs"]] = apart
        for code in ("village", "group"):  # villages of two towns may bear one name
            out[:, COLUMN[code]] *= ~(apart | differ["county"])
        wide = 1 - 0.8 * out[:, COLUMN["policy"]]  # one policy reaches many places
        for code in ("town_differs", "road_differs", "village_differs"):
            out[:, COLUMN[code]] *= wide
        out[:, COLUMN["county_differs"]] = differ["county"]
        out[:, COLUMN["topic"]] = np.maximum(agree["topic_l2"], 0.4 * agree["topic_l1"])
        out[:, COLUMN["topic_differs"]] = differ["topic_l1"]
        for name, code in (("lead_unit", "unit"), ("accused_unit", "accused")):
            out[:, COLUMN[code]] = agree[name] * self._tells(name)[pairs.one]

    def _agree(self, name: str, pairs: Pairs) -> Bools:
        left, right = self._codes[name][pairs.one], self._codes[name][pairs.other]
        same: Bools = (left == right) & (left > 0)
        return same

    def _differ(self, name: str, pairs: Pairs) -> Bools:
        left, right = self._codes[name][pairs.one], self._codes[name][pairs.other]
        apart: Bools = (left != right) & (left > 0) & (right > 0)
        return apart

    def _tells(self, name: str) -> Floats:
        """How telling each record's unit is; a unit that leads much still says a little."""
        codes = self._codes[name]
        counts = np.bincount(codes)[codes]
        return np.maximum(telling(counts, len(codes)), 0.3)

    def _days(self, pairs: Pairs, out: Floats) -> None:
        left, right = self._day[pairs.one], self._day[pairs.other]
        known = (left != NO_DAY) & (right != NO_DAY)
        gap = np.abs(left - right)
        out[:, COLUMN["near"]] = known & (gap <= self._limits.near_days)
        out[:, COLUMN["apart"]] = known & (gap > 365.25 * self._model.years_apart)

    def bits(self, pairs: Pairs, weights: Weights, strengths: Floats, cosines: Floats) -> Floats:
        """Bits of every ground of every pair; their sum and the prior make the score."""
        found: Floats = strengths * weights.bits
        _discount(found)
        text = np.nan_to_num(np.interp(cosines, *weights.text), nan=0.0).astype(np.float32)
        short = np.minimum(self._chars[pairs.one], self._chars[pairs.other]) < self._limits.identical_min_chars
        text = np.where(short, np.clip(text, -self._model.short_text_most, self._model.short_text_most), text)
        found[:, COLUMN["text"]] = np.where(strengths[:, COLUMN["text_same"]] > 0, 0.0, text)
        person = np.nan_to_num(np.interp(pairs.person, *weights.person), nan=0.0).astype(np.float32)
        found[:, COLUMN["person"]] = np.maximum(person, 0.0)
        found[:, COLUMN["person_other"]] = np.minimum(person, 0.0)
        return found


def _discount(bits: Floats) -> None:
    """An estate, its school and its road are one place: the weightiest name counts in full, the others in part."""
    named = bits[:, _NAMED]
    most = named.argmax(axis=1)
    rest = named * _REST
    rest[np.arange(len(bits)), most] = named[np.arange(len(bits)), most]
    bits[:, _NAMED] = rest


def _ranges(kinds: Ints, ids: Ints) -> dict[Kind, tuple[int, int]]:
    """First and last column (exclusive) of each kind; ids are sorted by kind."""
    found = pd.DataFrame({"kind": kinds, "id": ids}).groupby("kind")["id"].agg(["min", "max"])
    return {Kind(int(str(kind))): (int(low), int(high) + 1) for kind, low, high in found.itertuples()}
