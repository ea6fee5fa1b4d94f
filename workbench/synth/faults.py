"""Faulty rows planted in the invented files (问题行): what a reader must set aside, and what it must note."""

from __future__ import annotations

from datetime import date, timedelta

from workbench.synth.draw import Draw
from workbench.synth.identity import identity_number, mobile
from workbench.synth.model import BadRow
from workbench.synth.places import HOME


def bad_rows(draw: Draw, end: date) -> tuple[BadRow, ...]:
    """Shifted rows, a row nobody could find again, a number given twice, and dates that are none."""
    day = (end - timedelta(days=40)).isoformat()
    later = date(end.year + 3, end.month, 1).isoformat()
    told = {"name": "甲某", "claim": "要求答复。", "summary": "反映问题。", "purpose": "申诉求决", "reg_time": day}
    shifted = {**told, "name": identity_number(draw, HOME, date(1966, 5, 4), "男"), "id_no": mobile(draw)}
    rows = [
        BadRow("台账", "QLBAD-001", "整行错位：姓名栏是证件号码", True, shifted),
        BadRow("台账", "", "没有编号，也没有姓名和诉求", True, {"reg_time": day, "lead_unit": "清澜县信访局"}),
        BadRow("台账", "QLBAD-002", "同一编号两行内容不同", True, told),
        BadRow("台账", "QLBAD-002", "同一编号两行内容不同", True, told | {"name": "乙某", "claim": "要求赔偿。"}),
        BadRow("台账", "QLBAD-003", "登记时间不是日期", False, told | {"reg_time": "2023-13-45"}),
        BadRow("台账", "QLBAD-004", "登记时间晚于导入日", False, told | {"reg_time": later}),
        BadRow("乡镇", "QLBAD-005", "整行错位：姓名栏是证件号码", True, shifted),
        BadRow("新增", "QLBAD-006", "登记时间不是日期", False, told | {"reg_time": "二月三十日"}),
    ]
    return tuple(row if not row.case_no else _numbered(row) for row in rows)


def _numbered(row: BadRow) -> BadRow:
    return BadRow(row.book, row.case_no, row.reason, row.set_aside, {"case_no": row.case_no, **row.values})
