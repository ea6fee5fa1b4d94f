"""Rows that are set aside (隔离行): shifted rows, cut cells, rows that cannot be told apart; and each row's key (唯一键).

A row set aside is named with its reason and not imported; nothing is dropped in silence (spec 4.1(11), 6.2).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.domain.fields import FIELDS, STORED
from workbench.ledger.arrays import Positions, longer_than, where, whole
from workbench.ledger.values import Source

CELL_LIMIT: Final = 32_767
"""Characters a workbook cell can hold; text that long was probably cut when written (openpyxl cuts without a word)."""

_ID: Final = r"^\s*\d{17}[\dXx]\s*$"
_MOBILE: Final = r"^\s*1[3-9]\d{9}\s*$"
_DATE: Final = r"^\s*\d{4}\s*[-./年]\s*\d{1,2}"
_PLAIN_CASE_NO: Final = r"^[0-9A-Z_.-]+$"
_CONTENT: Final = ("claim", "summary", "claim_orig", "title")

Fault = tuple[int, str, str]
"""Position of the row, field at fault, reason."""


def structural_faults(sources: Mapping[str, Sequence[Source]], workbook: bool) -> list[Fault]:
    """Shifted rows, and cells as long as a workbook allows; `sources` are the texts of each field's columns."""
    faults: list[Fault] = []
    for name, columns in sources.items():
        for column, text in columns:
            where_in = f"“{column.header}”"
            for pattern, what in _misplaced(name):
                faults += [
                    (int(at), name, f"{where_in}栏里是{what}，疑似整行错位；请核对后重新导入")
                    for at in where(text, pattern)
                ]
            if workbook:
                cut = longer_than(text, CELL_LIMIT)
                reason = f"{where_in}达到单元格 {CELL_LIMIT} 字的上限，内容可能已被截断；请补全后重新导入"
                faults += [(int(at), name, reason) for at in cut]
    return faults


def _misplaced(name: str) -> Iterable[tuple[str, str]]:
    """What must not stand in a field, and what it is called."""
    if name == "id_no":
        return ((_DATE, "日期"), (_MOBILE, "手机号"))
    if name == "name":
        return ((_ID, "证件号码"), (_MOBILE, "手机号"), (_DATE, "日期"))
    if name in FIELDS and FIELDS[name].type in ("date", "int", "bool", "code"):
        return ((_ID, "证件号码"), (_MOBILE, "手机号"))
    return ()


def keys(table: pa.Table) -> pa.Array:
    """What tells rows apart: the case number, else "h:" and a hash of name, content and day; null where neither is known."""
    case_no = pc.utf8_upper(whole(table["case_no"]))
    odd = pc.and_(
        pc.is_valid(case_no), pc.invert(pc.fill_null(pc.match_substring_regex(case_no, _PLAIN_CASE_NO), True))
    )
    found = case_no.to_pylist() if _any(odd) or case_no.null_count else None
    if found is None:
        return case_no
    for at in np.flatnonzero(np.asarray(odd)):
        found[at] = _folded_number(str(found[at]))
    missing = np.flatnonzero(np.asarray(case_no.is_null()))
    for at, key in zip(missing, _hashes(table.take(pa.array(missing))), strict=True):
        found[at] = key
    return pa.array(found, pa.large_string())


def _any(mask: pa.Array) -> bool:
    return bool(pc.any(mask).as_py())


def _folded_number(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()


def _hashes(table: pa.Table) -> list[str | None]:
    names = table["name"].to_pylist()
    contents = pc.coalesce(*(table[name] for name in _CONTENT)).to_pylist()
    days = pc.coalesce(table["reg_time"], table["petition_date"]).to_pylist()
    return [_hash(name, content, day) for name, content, day in zip(names, contents, days, strict=True)]


def _hash(name: str | None, content: str | None, day: str | None) -> str | None:
    if not name or not content:
        return None
    parts = [re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", part)).casefold() for part in (name, content)]
    return "h:" + hashlib.sha256("\x1f".join([*parts, day or ""]).encode()).hexdigest()


def keyless(key: pa.Array) -> list[Fault]:
    """Rows without number and without name and content."""
    reason = "没有编号，也没有“姓名加诉求”，无法认定是哪一件；请补上编号后重新导入"
    return [(int(at), "case_no", reason) for at in np.flatnonzero(np.asarray(key.is_null()))]


def contradictions(table: pa.Table, sheets: Sequence[str], rows: Sequence[int]) -> list[Fault]:
    """Rows with one case number and different content: which one holds cannot be known, so all of them are set aside.

    Identical repeats stay: the store counts them as unchanged.
    """
    repeated = _repeated(whole(table["key"]))
    if not len(repeated):
        return []
    subset = table.take(pa.array(repeated)).select([name for name in STORED if name in table.column_names])
    contents = zip(*(_comparable(subset[name]) for name in subset.column_names), strict=True)
    groups: dict[str, dict[tuple[object, ...], list[int]]] = {}
    for at, key, content in zip(
        repeated.tolist(), table["key"].take(pa.array(repeated)).to_pylist(), contents, strict=True
    ):
        groups.setdefault(key, {}).setdefault(content, []).append(at)
    faults = []
    for versions in groups.values():
        if len(versions) > 1:
            positions = sorted(at for each in versions.values() for at in each)
            faults += [(at, "case_no", _contradicts(at, positions, sheets, rows)) for at in positions]
    return faults


def _repeated(key: pa.Array) -> Positions:
    """Positions of case numbers that stand more than once (hashed keys agree in content by their making)."""
    counts = key.value_counts()
    again = counts.field("values").filter(pc.greater(counts.field("counts"), 1)).drop_null()
    again = again.filter(pc.invert(pc.starts_with(again, "h:")))
    return np.flatnonzero(np.asarray(pc.is_in(key, value_set=again))) if len(again) else np.empty(0, np.int64)


def _comparable(column: pa.ChunkedArray) -> list[object]:
    values = column.to_pylist()
    return [tuple(value) if isinstance(value, list) else value for value in values]


def _contradicts(at: int, positions: Sequence[int], sheets: Sequence[str], rows: Sequence[int]) -> str:
    others = [f"“{sheets[other]}”第 {rows[other]} 行" for other in positions if other != at]
    shown = "、".join(others[:3]) + (f"等 {len(others)} 处" if len(others) > 3 else "")
    return f"编号与{shown}相同而内容不同，分不清以哪一行为准；请核对后重新导入"
