"""One pair laid before a clerk (成对比对): two records, or two names, with what differs marked and nobody named."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from workbench.domain.linking import FieldPair, LinkKind, Reason, by_weight
from workbench.domain.roles import Allowed, AuditAct, DataKind
from workbench.linkage.judging.side_by_side import APART, NEAR, NEITHER, ONE_SIDED, SAME, compared, field_pairs
from workbench.linkage.judging.words import question
from workbench.linkage.normal import identity_key, phone_keys, split_names
from workbench.review.facts import Row, rows_of
from workbench.usecases.audit_trail import note
from workbench.usecases.gate import require
from workbench.usecases.office import Office
from workbench.usecases.review_state import Desk

_LOCKED: Final = "信访件 {} 属检举控告，不参加关联比对，内容不在此处显示"
_ABSENT: Final = "版次 {} 中没有编号为“{}”的信访件；请核对编号，新导入的请先发布版次"
_SAID: Final[Mapping[str, str]] = {SAME: "{}相同", NEAR: "{}末四位相同", APART: "{}不同"}


def fields_of(office: Office, at: Desk, left: str, right: str, kind: LinkKind) -> tuple[FieldPair, ...]:
    """The fields of both sides. LookupError for a record that is not in the edition, or an accusation."""
    if kind is LinkKind.UNIT:
        written = [at.unit_names.get(name, (name,)) for name in (left, right)]
        return tuple(_about_names(written[0][0], written[1][0], [_unit_use(at, names) for names in written]))
    if kind is LinkKind.PLACE:
        return tuple(_about_names(left, right, [_place_use(office, at, name) for name in (left, right)]))
    one, other = _rows(at, left, right)
    people = [_Contact.of(rows) for rows in _identity(office, left, right)]
    return (
        *_people(one, other, *people),
        *field_pairs(one, other, office.divisions.name),
    )


def reasons_of(at: Desk, left: str, right: str, kind: LinkKind) -> tuple[tuple[Reason, ...], float]:
    """The grounds the pair was proposed on, strongest first, and the weight before them; none if nobody proposed it."""
    proposed = rows_of(at.links.iloc[list(at.where.get((left, right), ()))])
    rows = [row for row in proposed if question(LinkKind(row["kind"])) is question(kind)]
    if not rows:
        return (), 0.0
    row = min(rows, key=lambda one: (one["kind"] != kind.value, -(one["score"] or 0.0)))
    words = _listed(row["reasons"])
    weights = _listed(row.get("weights")) or [0.0] * len(words)
    grounds = [Reason(word, word, float(weight)) for word, weight in zip(words, weights, strict=True)]
    return tuple(by_weight(grounds)), float(row.get("prior") or 0.0)


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value)


def _rows(at: Desk, left: str, right: str) -> tuple[Row, Row]:
    check_readable(at, left, right)
    found = rows_of(at.edition.query("SELECT * FROM records WHERE record_id IN (?, ?)", [left, right]))
    by_id = {row["record_id"]: row for row in found}
    return by_id[left], by_id[right]


def check_readable(at: Desk, *records: str) -> None:
    """LookupError for a record that is not in the edition, or an accusation (检举控告)."""
    for record in records:
        if record not in at.matter_of:
            raise LookupError(_ABSENT.format(at.edition.id, record))
        if record in at.locked:
            raise LookupError(_LOCKED.format(record))


# --- who, in words ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Contact:
    """One record's petitioners, to be compared and never shown."""

    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> _Contact:
        cells = [cell for row in rows for cell in (row, *json.loads(row["co_contacts"] or "[]"))]
        return cls(
            frozenset(name for cell in cells for name in split_names(cell.get("name") or "")),
            frozenset(key for cell in cells for key in phone_keys(cell.get("phone") or "")),
            frozenset(filter(None, (identity_key(cell.get("id_no") or "") for cell in cells))),
        )


def _identity(office: Office, left: str, right: str) -> tuple[list[Row], list[Row]]:
    """Both records' identity, AccessDenied where either is not open to the user; the reading is entered in the audit trail."""
    for record_id in (left, right):
        require(office, DataKind.LINKS, Allowed.READ, record_id)
    told = {"records": "2"}
    note(office, AuditAct.READ_IDENTITY, DataKind.LINKS, f"{left}|{right}", purpose="关联审核比对", detail=told)
    rows = rows_of(office.store.identity([left, right]))
    return [row for row in rows if row["record_id"] == left], [row for row in rows if row["record_id"] == right]


def _people(one: Row, other: Row, left: _Contact, right: _Contact) -> tuple[FieldPair, ...]:
    """Names masked, telephone and identity number only as words: the marks come from what is not shown."""
    names = (one["petitioner"] or "", other["petitioner"] or "")
    return (
        compared("petitioner", "信访人", *names, mark=_name_mark(left.names, right.names, *names)),
        _in_words("phone", "电话（不显示号码）", "号码", left.phones, right.phones),
        _in_words("id_no", "证件（不显示号码）", "证件号", left.numbers, right.numbers),
    )


def _name_mark(left: frozenset[str], right: frozenset[str], shown: str, other: str) -> str:
    """A name in common; names that sound alike are near; masked ones (张某某) can be near at best."""
    if left and right:
        if left & right:
            return SAME
        return NEAR if _sounds(left) & _sounds(right) else APART
    if not (shown and other):
        return ONE_SIDED if shown or other else NEITHER
    return NEAR if shown == other and "匿名" not in shown else APART


def _sounds(names: Iterable[str]) -> set[str]:
    from pypinyin import lazy_pinyin  # takes a while to import

    return {" ".join(lazy_pinyin(name)) for name in names}


def _in_words(field: str, title: str, what: str, left: frozenset[str], right: frozenset[str]) -> FieldPair:
    mark = _number_mark(left, right, near=field == "phone")
    said = _SAID[mark].format(what) if mark in _SAID else f"有{what}"
    return FieldPair(field, title, said if left else "", said if right else "", mark)


def _number_mark(left: frozenset[str], right: frozenset[str], *, near: bool) -> str:
    if not (left and right):
        return ONE_SIDED if left or right else NEITHER
    if left & right:
        return SAME
    return NEAR if near and {key[-4:] for key in left} & {key[-4:] for key in right} else APART


# --- names of units and places ----------------------------------------------------------------------------------------


def _about_names(left: str, right: str, uses: list[dict[str, str]]) -> Iterable[FieldPair]:
    one, other = uses
    yield compared("name", "名称", left, right)
    for title in one:
        yield compared(title, title, one[title], other[title])


def _unit_use(at: Desk, names: tuple[str, ...]) -> dict[str, str]:
    return {"其他写法": "、".join(names[1:]), **_use(at, "list_contains(?1, lead_unit)", [list(names)])}


def _place_use(office: Office, at: Desk, name: str) -> dict[str, str]:
    full = office.divisions.full_name(name) if name.isdigit() else ""
    return {"区划全称": full, **_use(at, "(issue = ?1 OR issue_text = ?1)", [name])}


def _use(at: Desk, condition: str, values: list[object]) -> dict[str, str]:
    """How a name is used in readable records: how often, when, in which towns."""
    sql = (
        "SELECT count(*) AS n, min(reg_time) AS first, max(reg_time) AS last, "
        "list_slice(list_sort(list(DISTINCT town) FILTER (town IS NOT NULL)), 1, 5) AS towns "
        f"FROM records WHERE NOT locked AND {condition}"
    )
    row = rows_of(at.edition.query(sql, values))[0]
    towns = _listed(row["towns"])
    return {
        "信访件数": str(row["n"]),
        "登记日期": "" if row["first"] is None else f"{_day(row['first'])} 至 {_day(row['last'])}",
        "所涉乡镇": "、".join(towns),
    }


def _day(value: date | pd.Timestamp) -> str:
    return f"{value:%Y-%m-%d}"
