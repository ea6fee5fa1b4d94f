"""Columns of text as Arrow arrays (列运算): each distinct value is read once, plain ones by patterns over the whole column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

BLANK: Final = (
    "",
    "-",
    "--",
    "—",
    "——",
    "－",
    "/",
    "\\",
    "null",
    "NULL",
    "Null",
    "None",
    "none",
    "nan",
    "NaN",
    "N/A",
    "n/a",
    "#N/A",
)
"""What systems and typists put where there is nothing."""
NOTHING: Final = (*BLANK, "无", "暂无", "不详", "未知", "没有", "无此项")
"""The same, for names, numbers, units and days, where 无 is no value either."""

Positions = np.ndarray[Any, np.dtype[np.int64]]
Note = tuple[Positions, str]
"""Rows (positions) and a note code."""


class Read(NamedTuple):
    """A column of values and the notes on some of its rows."""

    values: pa.Array
    notes: list[Note]


def trimmed(column: pa.Array, blank: Sequence[str] = BLANK) -> pa.Array:
    """Text without white space around it, blank marks as null; a dictionary stays one."""
    if pa.types.is_dictionary(column.type):
        return pa.DictionaryArray.from_arrays(column.indices, trimmed(column.dictionary, blank))
    text = pc.utf8_trim_whitespace(column.cast(pa.large_string()))
    empty = pc.is_in(text, value_set=pa.array(blank, pa.large_string()))
    return pc.if_else(empty, pa.scalar(None, pa.large_string()), text) if pc.any(empty).as_py() else text


def whole(column: pa.ChunkedArray) -> pa.Array:
    """A table's column in one piece; one that is so already is not copied."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def plain_text(column: pa.Array) -> pa.Array:
    """Text, no longer a dictionary."""
    return column.dictionary.take(column.indices) if pa.types.is_dictionary(column.type) else column


def encoded(column: pa.Array) -> tuple[pa.Array, list[str | None]]:
    """Positions of each row's value (null for none) and the distinct values."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    return column.indices, column.dictionary.to_pylist()


def each_value(column: pa.Array, read: Callable[[str], tuple[Any, str]], kind: pa.DataType) -> Read:
    """`read` (value, note) over the distinct values of a column."""
    indices, distinct = encoded(column)
    answers = [(None, "") if value is None else read(value) for value in distinct]
    values = pa.array([value for value, _ in answers], kind).take(indices)
    return Read(values, _noted(indices, [note for _, note in answers]))


def _noted(indices: pa.Array, notes: Sequence[str]) -> list[Note]:
    codes = sorted(set(notes) - {""})
    if not codes:
        return []
    at = np.asarray(indices.fill_null(-1))
    return [(np.flatnonzero(np.isin(at, [i for i, note in enumerate(notes) if note == code])), code) for code in codes]


def with_pattern(column: pa.Array, plain: str, read: Callable[[str], tuple[Any, str]]) -> Read:
    """As `each_value` for text, but values that match `plain` (RE2) are taken as they are."""
    if pa.types.is_dictionary(column.type):
        return each_value(column, read, pa.large_string())
    taken = pc.match_substring_regex(column, plain)
    rest = each_value(pc.if_else(taken, pa.scalar(None, pa.large_string()), column), read, pa.large_string())
    return Read(pc.if_else(pc.fill_null(taken, False), column, rest.values), rest.notes)


def where(column: pa.Array, pattern: str) -> Positions:
    """Rows whose text matches a pattern (RE2) anywhere."""
    if pa.types.is_dictionary(column.type):
        hits = where(column.dictionary, pattern)
        if not len(hits):
            return hits
        return np.flatnonzero(np.isin(np.asarray(column.indices.fill_null(-1)), hits))
    return np.flatnonzero(np.asarray(pc.fill_null(pc.match_substring_regex(column, pattern), False)))


def longer_than(column: pa.Array, limit: int) -> Positions:
    """Rows with at least this many characters."""
    if pa.types.is_dictionary(column.type):
        hits = longer_than(column.dictionary, limit)
        return np.flatnonzero(np.isin(np.asarray(column.indices.fill_null(-1)), hits)) if len(hits) else hits
    if (pc.max(pc.binary_length(column)).as_py() or 0) < limit:
        return np.empty(0, np.int64)
    return np.flatnonzero(np.asarray(pc.fill_null(pc.greater_equal(pc.utf8_length(column), limit), False)))


def replace_rows(column: pa.Array, changes: Sequence[tuple[int, str | None]]) -> pa.Array:
    """The column with other texts at some positions."""
    texts = plain_text(column).to_pylist()
    for position, text in changes:
        texts[position] = text
    return pa.array(texts, pa.large_string())


def joined(columns: Sequence[pa.Array], between: str) -> pa.Array:
    """Texts of several columns side by side, empty ones left out; null where all are empty.

    Pair by pair: binary_join_element_wise(null_handling="skip") of pyarrow 26 loses the rows where all are null.
    """
    both, sign = plain_text(columns[0]), pa.scalar(between, pa.large_string())
    for column in columns[1:]:
        text = plain_text(column)
        pair = pc.binary_join_element_wise(both, text, sign)
        both = pc.coalesce(pair, both, text)
    return both


def first_of(columns: Sequence[pa.Array]) -> tuple[pa.Array, Positions]:
    """The first value of each row, and the rows where a further column holds another one."""
    texts = [plain_text(column) for column in columns]
    first = pc.coalesce(*texts)
    differs = np.zeros(len(first), bool)
    for text in texts:
        differs |= np.asarray(pc.fill_null(pc.not_equal(text, first), False))
    return first, np.flatnonzero(differs)


def combinations(columns: Sequence[pa.Array]) -> tuple[Positions, Positions]:
    """Position of the first row of each different combination of values, and which combination each row has."""
    which = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        if column.null_count == len(column):
            continue
        indices, distinct = encoded(column)
        values = np.asarray(indices.fill_null(len(distinct)), np.int64)
        _, which = np.unique(which * (len(distinct) + 1) + values, return_inverse=True)
    return np.unique(which, return_index=True)[1], which
