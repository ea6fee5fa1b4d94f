"""What of each record is compared with another's (比对要素), one entry a row; what a later run needs is all in here.

Locked rows and accusations are left out before anything is read from them (spec 8.1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import pandas as pd

from workbench.domain.codes import Level
from workbench.linkage.limits import Limits, LinkNotes
from workbench.linkage.matter.citations import TEXTS, citation_prints, number_print, plain_number, split_numbers
from workbench.linkage.matter.facts import facts_frame
from workbench.linkage.matter.vectors import Bools, Ints, Scale, scale_of, vectors
from workbench.linkage.normal import half_width, open_rows, plain_text
from workbench.reference.parameters import parameter
from workbench.rules.places import at_level

NO_DAY: Final = -1_000_000
_WORDS: Final = ("topic_l1", "topic_l2", "town", "lead_unit", "accused_unit", "petitioner")
_BORNE: Final = ("case_no", "case_no_upper")
_NUMBERS: Final = ("case_no", "case_no_upper", "dup_of_no")
_RAGGED: Final = ("prints", "cited", "facts")
_TOLD: Final = ("title", "summary", "claim")


@dataclass(frozen=True)
class Corpus:
    """Records ready to compare, row n of each table belonging to record n.

    `table`: record_id, digest (of everything read from the record), county, topic_l1, topic_l2, town, lead_unit,
    accused_unit, petitioner (masked; "" if unknown or anonymous), case_no, case_no_upper (plain numbers) and
    their fingerprints …_mark (0: none), dup_of_no (plain numbers, a blank between), text (normalised),
    head (how much of it is title), chars (its length), day (day number or NO_DAY). `prints` (row, mark): fingerprints of whole texts; `cited`
    (row, mark): of numbers a text names; `facts` (row, kind, key, text). `matrix`: text vectors, a row each.
    """

    table: pd.DataFrame
    prints: pd.DataFrame
    cited: pd.DataFrame
    facts: pd.DataFrame
    matrix: Any

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def at(self) -> dict[str, int]:
        """Row number of each record id."""
        return {record_id: row for row, record_id in enumerate(self.table["record_id"])}

    def codes(self, column: str) -> Ints:
        """A text column as numbers; "" is 0."""
        numbers, words = pd.factorize(self.table[column])
        blank = np.flatnonzero(np.asarray(words, dtype=object) == "")
        shifted: Ints = numbers.astype(np.int64) + 1
        return np.where(numbers == blank[0], 0, shifted) if len(blank) else shifted

    def only(self, keep: Bools) -> Corpus:
        """The corpus with the marked rows only."""
        number = np.cumsum(keep) - 1
        prints, cited, facts = (_kept(part, keep, number) for part in (self.prints, self.cited, self.facts))
        return Corpus(self.table[keep].reset_index(drop=True), prints, cited, facts, self.matrix[keep])

    def joined(self, more: Corpus) -> Corpus:
        """The rows of another corpus below these."""
        from scipy import sparse

        prints, cited, facts = (_below(getattr(self, name), getattr(more, name), len(self)) for name in _RAGGED)
        table = pd.concat([self.table, more.table], ignore_index=True)
        return Corpus(table, prints, cited, facts, sparse.vstack([self.matrix, more.matrix], format="csr"))


def _kept(part: pd.DataFrame, keep: Any, number: Ints) -> pd.DataFrame:
    part = part[keep[part["row"].to_numpy()]].reset_index(drop=True)
    return part.assign(row=number[part["row"].to_numpy()])


def _below(part: pd.DataFrame, more: pd.DataFrame, rows: int) -> pd.DataFrame:
    return pd.concat([part, more.assign(row=more["row"] + rows)], ignore_index=True)


@dataclass(frozen=True, slots=True)
class Reading:
    """A corpus with the scale it was weighed by, and what was set aside."""

    corpus: Corpus
    scale: Scale
    notes: LinkNotes


def read_corpus(records: pd.DataFrame, limits: Limits, most: int, scale: Scale | None = None) -> Reading:
    """From columns of RECORDS, of which only record_id is needed; `scale` if rarity was learnt before.

    ValueError if record ids are missing or repeated.
    """
    rows = open_rows(records)
    ids = cells_of(rows, "record_id")
    if len(set(ids)) != len(ids) or "" in ids:
        raise ValueError("信访件编号（record_id）有空缺或重复，无法比对；请重新生成版次")
    raw = list(zip(*(map(half_width, cells_of(rows, name)) for name in _TOLD), strict=True))
    plain = [tuple(map(plain_text, parts)) for parts in raw]
    texts, notes = _telling(plain, limits)
    scale = scale or scale_of(texts)
    corpus = Corpus(
        _table(rows, ids, texts, [_head(parts) for parts in plain]),
        _marks(map(_prints(limits.identical_min_chars), plain)),
        _marks(map(citation_prints, map("\n".join, zip(*(cells_of(rows, name) for name in TEXTS), strict=True)))),
        facts_frame(["\n".join(dict.fromkeys(parts)) if text else "" for parts, text in zip(raw, texts, strict=True)]),
        vectors(texts, scale, most),
    )
    return Reading(corpus, scale, notes + LinkNotes(locked_rows=len(records) - len(rows)))


def _head(parts: tuple[str, ...]) -> int:
    """Length of the title before what is told; 0 where nothing else is told."""
    title, *told = parts
    return len(title) if any(part and part != title for part in told) else 0


def cells_of(frame: pd.DataFrame, name: str) -> list[str]:
    """A column as text, missing cells and a missing column as ""; quick for the text columns of an edition."""
    if name not in frame.columns:
        return [""] * len(frame)
    column = frame[name]
    cells: list[str] = np.where(column.isna(), "", column.astype("str").to_numpy(dtype=object)).tolist()
    return cells


def _telling(plain: Sequence[tuple[str, ...]], limits: Limits) -> tuple[list[str], LinkNotes]:
    """Normalised texts, cut to length; a text that nearly every record has says nothing and is left out."""
    texts = ["".join(dict.fromkeys(parts))[: limits.max_chars] for parts in plain]
    notes = []
    for text, many in Counter(texts).most_common(1):
        if text and many >= 10 and many >= limits.shared_share * len(texts):
            notes.append(f"同一段文字出现在 {many} 件上（共 {len(texts)} 件），不作为文本依据；请核对该列是否整列误填")
            texts = ["" if other == text else other for other in texts]
    if texts and not any(texts):
        notes.append(f"{len(texts)} 件都没有可比对的标题、概况或诉求，未作文本比对；请核对表头对应")
    return texts, LinkNotes(tuple(notes))


def _table(rows: pd.DataFrame, ids: list[str], texts: list[str], heads: list[int]) -> pd.DataFrame:
    words = {name: cells_of(rows, name) for name in _WORDS}
    numbers = {name: [plain_number(cell) if cell else "" for cell in cells_of(rows, name)] for name in _BORNE}
    numbers["dup_of_no"] = [" ".join(split_numbers(cell)) if cell else "" for cell in cells_of(rows, "dup_of_no")]
    anonymous = rows["is_anon"].eq(True).fillna(False).tolist() if "is_anon" in rows.columns else [False] * len(ids)
    words["petitioner"] = ["" if hidden else name for hidden, name in zip(anonymous, words["petitioner"], strict=True)]
    county = counties(cells_of(rows, "issue"))
    table = pd.DataFrame({"record_id": ids, "county": county, **words, **numbers}, dtype="str")
    table["text"] = pd.Series(texts, dtype="str", index=table.index)
    for name in _BORNE:
        table[f"{name}_mark"] = np.array([number_print(number) for number in numbers[name]], dtype=np.int64)
    table["head"] = np.array(heads, dtype=np.int64)
    table["chars"] = np.array([len(text) for text in texts], dtype=np.int64)
    table["day"] = _days(rows)
    table.insert(1, "digest", digests(rows))
    return table


def digests(rows: pd.DataFrame) -> list[str]:
    """Fingerprint of everything a corpus reads from each row: a changed record is a new one."""
    names = (*dict.fromkeys((*_TOLD, *_WORDS, *_NUMBERS, *TEXTS, "issue", "is_anon", "reg_time", "petition_date")),)
    cells = zip(*(cells_of(rows, name) for name in names), strict=True)
    return [blake2b("\x1f".join(row).encode("utf-8", "replace"), digest_size=12).hexdigest() for row in cells]


def counties(codes: list[str]) -> list[str]:
    """The six digits that name each place's county (GB/T 2260), "" where a code names none (a whole province or city)."""
    whole = frozenset(str(code) for code in parameter("separation.whole_cities", date.max).value)
    return [at_level(code, Level.COUNTY, whole) or "" if code.isdecimal() and len(code) > 1 else "" for code in codes]


def _prints(shortest: int) -> Any:
    """Fingerprint of the whole summary of a row, of its claim or title where there is none; of a short one none."""

    def prints(parts: tuple[str, str, str]) -> set[int]:
        title, summary, claim = parts
        whole = summary or claim or title
        return {_print(whole)} if len(whole) >= shortest else set()

    return prints


def _print(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)


def _marks(found: Any) -> pd.DataFrame:
    """Rows and their fingerprints below one another; each once a row, in order."""
    pairs = [(row, mark) for row, marks in enumerate(found) for mark in sorted(set(marks))]
    return pd.DataFrame(pairs, columns=["row", "mark"]).astype({"row": "int64", "mark": "int64"})


def _days(records: pd.DataFrame) -> Ints:
    """Day number of registration, else of the petition; NO_DAY if neither is known."""
    days = pd.Series(pd.NaT, index=records.index, dtype="datetime64[s]")
    for name in ("reg_time", "petition_date"):
        if name in records.columns:
            days = days.fillna(pd.to_datetime(records[name]).astype("datetime64[s]"))
    numbers = days.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(days.isna().to_numpy(), NO_DAY, numbers)
