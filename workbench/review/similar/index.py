"""Ask an index of likeness (查类案): the matters most like one of the edition, or like a text, with the reasons.

Likeness orders the answer and says nothing else: seven parts in ten are words in common, three are features. Only the
inverted lists of the asked text's own n-grams are read, so an answer over 100,000 matters takes a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from workbench.domain.codes import ResolutionState
from workbench.review.similar import files
from workbench.review.similar.build import MOST_GRAMS
from workbench.review.similar.features import BY_NAME, FEATURES, FLAGS_WEIGHT, amount_band
from workbench.review.similar.phrases import Shared, Weigh, shared_phrases
from workbench.review.similar.texts import Ints, grams, plain
from workbench.review.similar.weights import weighted

TEXT_SHARE: Final = 0.7
"""Of likeness that words make up; features make up the rest."""
LEAST: Final = 0.02
"""Likeness below which a matter is not named at all."""
_AMOUNT_WEIGHT: Final = BY_NAME["amount"].weight
Floats = npt.NDArray[np.float64]
Where = Mapping[str, str | Collection[str]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A matter found: its place in the order (`score`, 0 to 1), words in common and features in common, strongest first."""

    matter_id: str
    title: str
    score: float
    words: tuple[Shared, ...]
    features: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What the index knows of one matter: its features in words, its hard flags, title and text."""

    matter_id: str
    title: str
    text: str
    values: Mapping[str, str]
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Query:
    """A text's n-grams and their weights (unit length) with the features asked for, as codes (0: any)."""

    text: str
    columns: Ints
    data: Floats
    codes: Ints
    flags: int


def open_similar(folder: Path) -> SimilarIndex:
    """The index in a folder; LookupError in words if there is none (an edition published before there were any)."""
    return SimilarIndex(folder)


class SimilarIndex:
    """An opened index; arrays are mapped, so opening is quick and memory small. Safe to read from several threads."""

    def __init__(self, folder: Path) -> None:
        self.meta: Mapping[str, Any] = files.described(folder)
        self._at = files.mapped(folder)
        self._texts = files.Texts(folder / "texts.arrow")

    def __len__(self) -> int:
        return int(self.meta["matters"])

    def __contains__(self, matter_id: str) -> bool:
        return self._find(matter_id) is not None

    def like(
        self,
        matter_id: str,
        k: int = 5,
        *,
        only_resolved: bool = False,
        where: Where | None = None,
        exclude: Collection[str] = (),
    ) -> list[Hit]:
        """The `k` matters most like one of the index, itself left out; equals in the order of their ids.

        `where`: feature name (see `features.FEATURES`) → word or words it must have; KeyError for another name.
        LookupError if the matter is not in the index (accusations never are).
        """
        query = self._query_of(self.row(matter_id))
        return self._hits(query, k, self._allowed(only_resolved, where, (matter_id, *exclude)))

    def nearest(self, matter_id: str, k: int = 5) -> list[str]:
        """As `like`, the ids alone: for measuring, and where no reason is shown."""
        scores = np.where(
            self._allowed(False, None, (matter_id,)), self._scores(self._query_of(self.row(matter_id))), 0.0
        )
        return [self._at["ids"][row].decode() for row in _best(scores, k)]

    def like_text(self, text: str, k: int = 5, *, only_resolved: bool = False, where: Where | None = None) -> list[Hit]:
        """The `k` matters most like what a text tells; none if it shares no word with any."""
        return self._hits(self.query_text(text), k, self._allowed(only_resolved, where, ()))

    def profile(self, matter_id: str) -> Profile:
        """What is known of a matter of the index; LookupError if it is not there."""
        row = self.row(matter_id)
        title, text = self._texts.of(row)
        codes = self._at["features"][:, row]
        values = {
            feature.name: self._word(feature.name, int(code)) for feature, code in zip(FEATURES, codes, strict=True)
        }
        return Profile(matter_id, title, text, values, self._flag_names(int(self._at["flags"][row])))

    def row(self, matter_id: str) -> int:
        row = self._find(matter_id)
        if row is None:
            raise LookupError(f"类案索引里没有事项“{matter_id}”（检举控告件不参与比对）；请核对编号，或改用文字查找")
        return row

    def query_text(self, text: str) -> Query:
        """A text as it is asked for; the only feature read from it is the sum it names."""
        cleaned = plain(text)
        columns, data = self._vector(cleaned)
        codes = np.zeros(len(FEATURES), dtype=np.int64)
        if band := amount_band(text):
            words = self.meta["vocabulary"]["amount"]
            codes[_position("amount")] = words.index(band) if band in words else 0
        return Query(cleaned, columns, data, codes, 0)

    def likeness(self, one: str, other: str) -> tuple[float, tuple[Shared, ...]]:
        """Likeness of two texts by words alone (0 to 1), weighed as the index weighs them, and those words."""
        one, other = plain(one), plain(other)
        columns, products = _products(self._vector(one), self._vector(other))
        return float(products.sum()), shared_phrases(one, other, self._share_of(columns, products))

    def weigh(self, numbers: Ints) -> npt.NDArray[np.float32]:
        """Weight of n-grams by their number, 0 for those the index does not know."""
        words, weight = self._at["words"], self._at["weight"]
        if len(words) == 0:
            return np.zeros(len(numbers), dtype=np.float32)
        at = np.minimum(np.searchsorted(words, numbers), len(words) - 1)
        return np.where(words[at] == numbers, weight[at], np.float32(0))

    def _find(self, matter_id: str) -> int | None:
        ids = self._at["ids"]
        row = int(np.searchsorted(ids, matter_id.encode()))
        return row if row < len(ids) and ids[row] == matter_id.encode() else None

    def _share_of(self, columns: Ints, products: Floats) -> Weigh:
        """What each n-gram adds to a likeness, asked by its number."""
        numbers = self._at["words"][columns].astype(np.int64)

        def share(asked: Ints) -> Floats:
            at = np.minimum(np.searchsorted(numbers, asked), max(len(numbers) - 1, 0))
            return np.where(numbers[at] == asked, products[at], 0.0) if len(numbers) else np.zeros(len(asked))

        return share

    def _query_of(self, row: int) -> Query:
        columns, data = self._vector_of(row)
        codes = self._at["features"][:, row].astype(np.int64)
        return Query(plain(self._texts.of(row)[1]), columns, data, codes, int(self._at["flags"][row]))

    def _vector_of(self, row: int) -> tuple[Ints, Floats]:
        part = slice(int(self._at["row_ptr"][row]), int(self._at["row_ptr"][row + 1]))
        return self._at["row_word"][part].astype(np.int64), self._at["row_value"][part].astype(np.float64)

    def _vector(self, cleaned: str) -> tuple[Ints, Floats]:
        """Columns (places in `words`) and weights of a plain text at unit length."""
        found = grams([cleaned])
        _, columns, data = weighted(found, self.weigh(found.columns.astype(np.int64)), MOST_GRAMS)
        return np.searchsorted(self._at["words"], columns), data.astype(np.float64)

    def _hits(self, query: Query, k: int, allowed: npt.NDArray[np.bool_]) -> list[Hit]:
        scores = np.where(allowed, self._scores(query), 0.0)
        return [self._hit(query, int(row), float(scores[row])) for row in _best(scores, k)]

    def _scores(self, query: Query) -> Floats:
        return TEXT_SHARE * self._cosines(query) + (1 - TEXT_SHARE) * self._features_alike(query)

    def _cosines(self, query: Query) -> Floats:
        """Σ of products over the inverted lists of the query's own n-grams."""
        bounds = [(int(self._at["post_ptr"][word]), int(self._at["post_ptr"][word + 1])) for word in query.columns]
        if not bounds:
            return np.zeros(len(self))
        rows = np.concatenate([self._at["post_row"][start:end] for start, end in bounds])
        values = np.concatenate([self._at["post_value"][start:end] for start, end in bounds]).astype(np.float64)
        values *= np.repeat(query.data, [end - start for start, end in bounds])
        cosines: Floats = np.bincount(rows, weights=values, minlength=len(self)).astype(np.float64, copy=False)
        return cosines

    def _features_alike(self, query: Query) -> Floats:
        alike = np.zeros(len(self))
        for number, feature in enumerate(FEATURES):
            if feature.weight and (code := query.codes[number]):
                alike += feature.weight * (self._at["features"][number] == code)
        if query.flags:
            mine, theirs = np.uint32(query.flags), self._at["flags"]
            alike += FLAGS_WEIGHT * np.bitwise_count(theirs & mine) / np.bitwise_count(theirs | mine)
        return alike

    def _allowed(self, only_resolved: bool, where: Where | None, exclude: Iterable[str]) -> npt.NDArray[np.bool_]:
        allowed = np.ones(len(self), dtype=np.bool_)
        if only_resolved:
            allowed &= self._has("state_b", ResolutionState.RESOLVED.value)
        for name, wanted in (where or {}).items():
            allowed &= self._has(name, wanted)
        gone = [row for matter in exclude if (row := self._find(matter)) is not None]
        allowed[gone] = False
        return allowed

    def _has(self, name: str, wanted: str | Collection[str]) -> npt.NDArray[np.bool_]:
        if name not in BY_NAME:
            raise KeyError(
                f"类案不能按“{name}”筛选；可用：{'、'.join(f'{each.name}（{each.title}）' for each in FEATURES)}"
            )
        words = {wanted} if isinstance(wanted, str) else set(wanted)
        codes = [code for code, word in enumerate(self.meta["vocabulary"][name]) if word in words]
        found: npt.NDArray[np.bool_] = np.isin(self._at["features"][_position(name)], codes)
        return found

    def _hit(self, query: Query, row: int, score: float) -> Hit:
        title, text = self._texts.of(row)
        columns, products = _products((query.columns, query.data), self._vector_of(row))
        words = shared_phrases(query.text, plain(text), self._share_of(columns, TEXT_SHARE * products))
        return Hit(self._at["ids"][row].decode(), title, round(score, 6), words, self._shared_features(query, row))

    def _shared_features(self, query: Query, row: int) -> tuple[Shared, ...]:
        codes = self._at["features"][:, row]
        found = [Shared(f"{feature.title}：{self._word(feature.name, int(code))}", (1 - TEXT_SHARE) * feature.weight)
                 for feature, code, asked in zip(FEATURES, codes, query.codes, strict=True)
                 if feature.weight and code and code == asked]  # fmt: skip
        return tuple(sorted(found, key=lambda one: -one.weight))

    def _word(self, name: str, code: int) -> str:
        return str(self.meta["vocabulary"][name][code])

    def _flag_names(self, bits: int) -> frozenset[str]:
        return frozenset(name for number, name in enumerate(self.meta["flags"]) if bits >> number & 1)


def _products(one: tuple[Ints, Floats], other: tuple[Ints, Floats]) -> tuple[Ints, Floats]:
    """Columns two vectors have in common, rising, and the products there."""
    columns, at, to = np.intersect1d(one[0], other[0], assume_unique=True, return_indices=True)
    return columns, one[1][at] * other[1][to]


def _position(name: str) -> int:
    return next(number for number, feature in enumerate(FEATURES) if feature.name == name)


def _best(scores: Floats, k: int) -> Ints:
    """Rows of the `k` greatest scores that are worth naming; equal ones by row, so that runs agree."""
    if k < 1 or len(scores) == 0:
        return np.zeros(0, dtype=np.int64)
    least = max(np.partition(scores, -min(k, len(scores)))[-min(k, len(scores))], LEAST)
    rows = np.flatnonzero(scores >= least)
    return rows[np.lexsort((rows, -scores[rows]))][:k]
