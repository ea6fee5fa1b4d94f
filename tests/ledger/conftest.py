"""Ledgers made on the spot: every person, number and place in them is invented and built in code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter

Merges = Sequence[tuple[int, int, int, int]]
Write = Callable[..., Path]

HEAD = ["信访件编号", "信访人姓名", "证件号码", "联系电话", "登记时间", "主要诉求", "责任单位"]


def id_number(serial: int, area: str = "320999") -> str:
    """An invented identity number with a right check digit."""
    body = f"{area}19{60 + serial % 40}0{1 + serial % 9}1{serial % 10}{serial % 1000:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def mobile(serial: int) -> str:
    """An invented mobile number."""
    return "1" + "30" + f"{serial:08}"


def case_row(serial: int) -> list[object]:
    """One complete record under HEAD."""
    day = f"2023-0{1 + serial % 9}-1{serial % 10}"
    return [
        f"XF{serial:06}",
        f"赵{'甲乙丙丁'[serial % 4]}",
        id_number(serial),
        mobile(serial),
        day,
        f"要求处理第{serial}号事项",
        "某县住建局",
    ]


class Invented:
    """What tests build rows from."""

    head = HEAD
    row = staticmethod(case_row)
    id_number = staticmethod(id_number)
    mobile = staticmethod(mobile)


@pytest.fixture
def invented() -> type[Invented]:
    return Invented


@pytest.fixture
def book(tmp_path: Path) -> Write:
    """Write sheets ({name: rows}) to an xlsx; `merges` (first row, first column, last row, last column) of the first sheet."""

    def write(
        rows: Sequence[Sequence[object]] | dict[str, Sequence[Sequence[object]]],
        merges: Merges = (),
        name: str = "台账.xlsx",
        hidden: Sequence[str] = (),
    ) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "strings_to_formulas": False}) as workbook:
            sheets = rows if isinstance(rows, dict) else {"Sheet1": rows}
            for position, (title, lines) in enumerate(sheets.items()):
                sheet = workbook.add_worksheet(title)
                for at, line in enumerate(lines):
                    sheet.write_row(at, 0, line)
                for top, left, bottom, right in merges if position == 0 else ():
                    sheet.merge_range(top, left, bottom, right, lines[top][left])
                if title in hidden:
                    sheet.hide()
        return path

    return write
