"""Write the ledger-field table of docs/glossary.md from `workbench.domain.fields`; the rest of that file is written by hand.

.venv/bin/python tools/write_glossary.py
"""

from __future__ import annotations

from pathlib import Path

from workbench.domain import fields, tables
from workbench.domain.fields import FIELDS, Field
from workbench.reference.headers import words

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "glossary.md"
BEGIN = "<!-- fields:begin 由 tools/write_glossary.py 写出，请勿手改 -->"
END = "<!-- fields:end -->"
TYPES = {
    "str": "文字",
    "text": "长文字",
    "int": "整数",
    "bool": "是否",
    "date": "日期",
    "code": "代码",
    "place": "地点",
    "list": "多项",
}
CLASSES = {"N": "非个人", "P": "个人信息", "S": "敏感", "U": "单位与公务"}
_PLACE = "（区划代码和乡镇以上地名进版次）"
SHOWN = {"name": "（版次中遮掩为“张某某”）", "addr_now": _PLACE, "addr_hukou": _PLACE}
"""What an edition still shows of an identity field."""
EXAMPLES = 4
"""Ledger headings named for each field."""


def glossary_text(written: str) -> str:
    """The glossary as it stands with its field table made anew; ValueError where the marks are missing."""
    before, begin, rest = written.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{TARGET.name} 中缺少字段表的起止标记")
    return f"{before}{BEGIN}\n\n{field_table()}\n\n{END}{after}"


def field_table() -> str:
    lines = ["| 术语 | 字段 | 类型 | 类别 | 去向 | 台账常见表头 |", "| --- | --- | --- | --- | --- | --- |"]
    return "\n".join([*lines, *map(_row, FIELDS.values())])


def _row(field: Field) -> str:
    cells = (field.zh, f"`{field.name}`", TYPES[field.type], CLASSES[field.protection], _kept(field), _headings(field))
    return "| " + " | ".join(cells) + " |"


def _kept(field: Field) -> str:
    """Where the value goes."""
    if field.name in fields.NOT_IMPORTED:
        return "识别后不导入"
    if field.name in fields.IDENTITY:
        return "身份表，不进版次" + SHOWN.get(field.name, "")
    if field.name in fields.RESTRICTED:
        return "限制表，不进版次" + ("（是单位的，单位名进版次）" if field.name == "accused" else "")
    return "版次" if field.name in {*tables.RECORDS, "place_issue"} else "记录库，不进版次"


def _headings(field: Field) -> str:
    """The first headings of county ledgers that are read as this field (no codes of exchange formats)."""
    own = [word.header for word in words() if word.field == field.name and not word.header.isascii()]
    return "、".join(own[:EXAMPLES]).replace("|", "\\|") or "—"


if __name__ == "__main__":
    TARGET.write_text(glossary_text(TARGET.read_text(encoding="utf-8")), encoding="utf-8")
