"""What a matter is about, as text and as character n-grams (事项文本与字组); nothing of who brought it or how.

Numbers, masked names and sentences on the petitioner's own conduct are left out before anything is counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

BITS: Final = 22
"""Of an n-gram's number: four million."""
MOST_CHARS: Final = 900
"""Of one matter's text: title, focus, claims and the first tellings; later records say the same again."""

_ROWS_AT_ONCE: Final = 1 << (32 - BITS)  # row and n-gram in one 32-bit number: sorts four times as fast as 64
_GAP: Final = "\x01"
_SENTENCE: Final = re.compile(r"(?<=[。；;！？!?\n])")
_CONDUCT: Final = re.compile(
    r"越级|缠访|闹访|非访|非正常上访|进京|赴京|赴省|滞留|扬言|情绪(?:激动|稳定|低落)|稳控|劝返|重点人员|无理取闹"
)
_MASKED_NAME: Final = re.compile(r"[\u4e00-\u9fff]{1,2}某某?")
_NOT_WORD: Final = re.compile(r"[\W\d_]+")


def sentences(text: str) -> list[str]:
    """Sentences of a text, with their stops; those on anyone's conduct in petitioning are left out."""
    parts = [part for piece in _SENTENCE.split(text) if (part := piece.strip())]
    return [part for part in parts if not _CONDUCT.search(part)] if _CONDUCT.search(text) else parts


def whole_text(title: str, parts: Iterable[str]) -> str:
    """One matter's text: its title, then every different sentence once, up to `MOST_CHARS`."""
    told: dict[str, None] = {}
    for part in (title, *parts):
        told.update(dict.fromkeys(sentences(part)))
    text = ""
    for sentence in told:
        if len(text) >= MOST_CHARS:
            break
        text += sentence if sentence[-1] in "。；;！？!?" else sentence + "。"
    return text[:MOST_CHARS]


def plain(text: str) -> str:
    """Letters and Chinese characters only, a gap wherever anything else stood; masked names are gaps too."""
    text = _NOT_WORD.sub(_GAP, _MASKED_NAME.sub(_GAP, text)).strip(_GAP)
    if not unicodedata.is_normalized("NFKC", text):  # asked after commas went: nearly every text has a full-width one
        text = _NOT_WORD.sub(_GAP, unicodedata.normalize("NFKC", text)).strip(_GAP)
    return text.lower()


def pieces(text: str) -> list[str]:
    """The runs of a plain text."""
    return [piece for piece in text.split(_GAP) if piece]


@dataclass(frozen=True, slots=True)
class Grams:
    """n-grams of some texts, row below row: `indptr`, `columns` (rising) and `counts` (at most 255), as in CSR."""

    indptr: Ints
    columns: npt.NDArray[np.int32]
    counts: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.indptr) - 1

    @property
    def rows(self) -> Ints:
        return np.repeat(np.arange(len(self)), np.diff(self.indptr))


def grams(texts: Sequence[str]) -> Grams:
    """Bi- and trigrams of plain texts and how often each has them."""
    sizes, columns, counts = [np.zeros(1, np.int64)], [np.zeros(0, np.int32)], [np.zeros(0, np.uint8)]
    for at in range(0, len(texts), _ROWS_AT_ONCE):
        part = texts[at : at + _ROWS_AT_ONCE]
        keys, many = np.unique(_keys(part), return_counts=True)
        sizes.append(np.bincount(keys >> BITS, minlength=len(part)))
        columns.append((keys & ((1 << BITS) - 1)).astype(np.int32))
        counts.append(np.minimum(many, 255).astype(np.uint8))
    return Grams(np.cumsum(np.concatenate(sizes)), np.concatenate(columns), np.concatenate(counts))


def _keys(texts: Sequence[str]) -> npt.NDArray[np.uint32]:
    """For each n-gram: its row's number (of these texts) shifted left by BITS, or'ed with its own."""
    joined = "\0".join(texts) + "\0\0"
    char = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    row = (np.cumsum(char == 0) - (char == 0)).astype(np.uint32)
    pairs, triples = _whole(char)
    hashes = np.concatenate([_hash(_pair(char)[pairs]), _hash(_triple(char)[triples])])
    rows = np.concatenate([row[:-2][pairs], row[:-2][triples]])
    keys: npt.NDArray[np.uint32] = (rows << np.uint32(BITS)) | hashes
    return keys


def _whole(char: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Where a bigram, and where a trigram, begins that holds no gap and no end of a text."""
    word = char > ord(_GAP)
    pair = word[:-2] & word[1:-1]
    return pair, pair & word[2:]


def _pair(char: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    wide = char.astype(np.uint64)
    joined: npt.NDArray[np.uint64] = (wide[:-2] << np.uint64(21)) | wide[1:-1]
    return joined


def _triple(char: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    joined: npt.NDArray[np.uint64] = (_pair(char) << np.uint64(21)) | char[2:].astype(np.uint64)
    return joined


def _hash(codes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    """Multiplicative (Fibonacci) hash to BITS bits; the same in every run, unlike Python's own."""
    mixed = (codes ^ (codes >> np.uint64(29))) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(64 - BITS)).astype(np.uint32)


def placed_grams(piece: str) -> tuple[Ints, Ints, Ints]:
    """Every n-gram of one run of characters: its number, where it begins and how long it is."""
    char = np.frombuffer((piece + "\0\0").encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    pairs, triples = (np.flatnonzero(found) for found in _whole(char))
    number = np.concatenate([_hash(_pair(char)[pairs]), _hash(_triple(char)[triples])]).astype(np.int64)
    length = np.repeat([2, 3], [len(pairs), len(triples)])
    return number, np.concatenate([pairs, triples]), length
