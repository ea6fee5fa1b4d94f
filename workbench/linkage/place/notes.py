"""Sentences for the clerk about a written place: abolished divisions, namesakes, several places, codes that do not fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from workbench.linkage.place.grounds import change_word
from workbench.reference.divisions import Division, Divisions, How, Reading, Step

_LISTED = 4
"""Places named in one sentence; of more it says how many there are."""
FullName = Callable[[str], str]


def about(reading: Reading, table: Divisions, on: date | None) -> str:
    """What a clerk should know of one place read; "" if all is plain."""
    if reading.other_code:
        return f"文中的区划代码 {reading.other_code} 与所写地名不是一处，请核对后改正"
    said = [_abolished(reading, table, on), _kin(reading, table), _open(reading, table)]
    return "；".join(filter(None, said))


def nothing(text: str) -> str:
    return "未从中读出地名；请补写省、市、县（区）" if text.strip() else ""


def several(readings: Sequence[Reading], full_name: FullName) -> str:
    named = [f"{reading.label}{full_name(reading.code) if reading.code else '（未读出）'}" for reading in readings]
    return f"文中有几处地名：{'、'.join(named)}；请分栏填写或指明以哪一处为准"


def quarrel(codes: Sequence[str], full_name: FullName) -> str:
    return f"经办人对此写法的认定不一致：{'、'.join(map(full_name, codes))}；请统一后再用"


def change(step: Step, code: str, table: Divisions) -> str:
    """撤县设区 and the like for a name of the past and the place it is today; "" if it cannot be told."""
    before = _former(step, table)
    return change_word(before.name, table.name(code)) if before else ""


def _former(step: Step, table: Divisions) -> Division | None:
    """The latest row of the past that the name stands for."""
    rows = [row for code in step.was for row in table.spans(code) if row.end and row.name.startswith(step.name)]
    return max(rows, key=lambda row: row.end, default=None)


def _abolished(reading: Reading, table: Divisions, on: date | None) -> str:
    said = []
    for step in reading.names:
        row = _former(step, table) if step.how in (How.PAST, How.CODE) else None
        if step.how is How.CODE and step.was and not row:
            row = next((each for code in step.was for each in reversed(table.spans(code)) if each.end), None)
        if row and not (on and row.valid(on)):
            said.append(_gone(row, step, table))
    return "；".join(said)


def _gone(row: Division, step: Step, table: Divisions) -> str:
    now = [code for code in step.codes if code not in step.was or table.name(code) != row.name]
    when = f"{row.end} 年底前" if len(row.end) == 4 else f"{row.end} 止"
    if not now:
        return f"“{row.name}”已不在现行区划中（{when}列有），后继未载，请核定"
    if len(now) == 1:
        return f"“{row.name}”为旧称（{when}使用），今为{table.full_name(now[0])}"
    return f"“{row.name}”已撤销（{when}使用），分属{'、'.join(map(table.name, now[:_LISTED]))}，请据乡镇或街道核定"


def _kin(reading: Reading, table: Divisions) -> str:
    last = reading.names[-1] if reading.names else None
    if last is None or last.how is not How.KIN:
        return ""
    return f"“{last.name}”不在乡镇表中，可能是{table.name(last.codes[0])}，请核定"


def _open(reading: Reading, table: Divisions) -> str:
    if not reading.candidates or reading.names[-1].how in (How.KIN, How.PAST):
        return ""
    codes = reading.candidates
    listed = "、".join(table.full_name(code) for code in codes[:_LISTED])
    more = f"等 {len(codes)} 处" if len(codes) > _LISTED else f"，共 {len(codes)} 处"
    return f"“{reading.names[-1].name}”同名：{listed}{more}；请补写上级地名"
