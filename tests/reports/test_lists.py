"""Lists as workbooks, read again with openpyxl: marks, kinds, nothing that runs, nothing lost."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from tests.reports.paper_cases import HOSTILE, STAMP
from workbench.reports.lists import HEAD_ROWS, list_xlsx, sheet_name

COLUMNS = [
    {"key": "id", "title": "编号"}, {"key": "what", "title": "内容", "kind": "text"}, {"key": "n", "title": "数", "kind": "number"},
    {"key": "day", "title": "到期", "kind": "date"}, {"key": "tags", "title": "标签", "kind": "tags"},
    {"key": "state", "title": "状态", "kind": "status"}, {"key": "link", "title": "链接", "kind": "link"},
]  # fmt: skip
PHONE = "139" + "0000" + "1234"


def sheet(rows: list[dict[str, Any]], title: str = "超期清单", words: str = "单位：县水利局") -> Any:
    book = openpyxl.load_workbook(io.BytesIO(list_xlsx(title, COLUMNS, rows, words, STAMP)))
    return book.active


def row(**changed: Any) -> dict[str, Any]:
    return {"id": "M-R000001", "what": "管网", "n": 3, "day": date(2026, 1, 2), "tags": ["甲", "乙"],
            "state": {"text": "超期", "tone": "bad"}, "link": {"text": "看", "href": "/case?m=1"}, **changed}  # fmt: skip


def test_what_stands_above_the_rows() -> None:
    held = sheet([row(), row()])
    assert [held.cell(at, 1).value for at in range(1, HEAD_ROWS)] == [
        "超期清单", "筛选：单位：县水利局", "数据版次 E20261120-01　统计截止 2026-11-20　共 2 行", "内部　测试员　2026-11-22 16:40 导出",
    ]  # fmt: skip
    assert [cell.value for cell in held[HEAD_ROWS]] == [column["title"] for column in COLUMNS]
    assert held.freeze_panes == "A6" and held.auto_filter.ref == "A5:G7"
    assert held.print_title_rows == "$5:$5" and held.max_row == HEAD_ROWS + 2


def test_kinds_are_kept() -> None:
    values = [cell.value for cell in sheet([row()])[HEAD_ROWS + 1]]
    assert values == ["M-R000001", "管网", 3, datetime(2026, 1, 2), "甲、乙", "超期", "看"]
    assert sheet([row()])["D6"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize(("day", "shown"), [
    ("2026-01-02", datetime(2026, 1, 2)), ("2026-01", "2026-01"), ("2020-10-26/2020-10-30", "2020-10-26/2020-10-30"),
    ("2026-13-45", "2026-13-45"), (None, None), (date(1899, 1, 1), "1899-01-01"), (float("nan"), None),
])  # fmt: skip
def test_days_are_days_where_they_are_exact(day: Any, shown: Any) -> None:
    assert sheet([row(day=day)])["D6"].value == shown


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "http://example.invalid", "{=1}", "\t=1"]
)
def test_nothing_runs(text: str) -> None:
    cell = sheet([row(what=text)])["B6"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text.strip(), None)


@pytest.mark.parametrize("text", HOSTILE, ids=["xml-jinja-control", "formula", "breaks", "20000"])
def test_hostile_text_is_whole(text: str) -> None:
    held = sheet([row(what=text)], title=text, words=text)
    assert len(held["B6"].value) >= min(len(text) - 10, 20)
    assert len(held.title) <= 31


def test_a_text_no_cell_holds_is_cut_and_says_so() -> None:
    assert sheet([row(what="长" * 40_000)])["B6"].value.endswith("（过长已截断，全文见系统）")


def test_numbers_of_persons_are_hidden_and_accusations_left_out() -> None:
    held = sheet([row(what=f"联系{PHONE}"), row(locked=True, id="JJ")])
    assert held["B6"].value == "联系*******1234"
    assert "共 1 行（检举控告1件不导出）" in held["A3"].value and held.max_row == HEAD_ROWS + 1


def test_an_empty_list_is_a_list() -> None:
    held = sheet([], words="")
    assert held["A2"].value == "筛选：无（全部）" and "共 0 行" in held["A3"].value


def test_a_list_without_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="没有列"):
        list_xlsx("清单", [], [], "", STAMP)
    with pytest.raises(ValueError, match="没有 key"):
        list_xlsx("清单", [{"key": "a"}], [], "", STAMP)


def test_sheet_names() -> None:
    assert sheet_name("a[b]:c*?/\\'" + "长" * 40) == ("a b c " + "长" * 40)[:31]
    assert sheet_name("???") == "清单"
