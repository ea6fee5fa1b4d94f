"""Invented ledger rows for the store's tests: shaped like what `workbench.ledger` hands over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from workbench.domain import fields
from workbench.domain.tables import LEDGER_EXTRA
from workbench.store import Store, open_store

AT = datetime(2026, 11, 22, 9, 30)
_COLUMNS = (*LEDGER_EXTRA, *fields.STORED)


def _phone(number: int) -> str:
    return "138" + f"{number:08d}"


def _id_number(number: int) -> str:
    return "110101" + "19800101" + f"{number % 1000:03d}" + "X"


def ledger_rows(count: int, *, first: int = 1, sheet: str = "积案") -> pd.DataFrame:
    """`count` rows with every stored field filled, case numbers from `first`; every tenth topic repeats."""
    numbers = np.arange(first, first + count)
    texts = pd.Series([f"{number:06d}" for number in numbers], dtype="str")
    names = pd.Series(
        [f"{'赵钱孙李周吴郑王'[n % 8]}{'甲乙丙丁戊己庚辛'[n // 8 % 8]}{'子丑寅卯'[n // 64 % 4]}" for n in numbers]
    )
    frame = pd.DataFrame({name: "内容" + texts for name in fields.STORED})
    for name in fields.STORED:
        kind = fields.FIELDS[name].type
        if kind == "int":
            frame[name] = pd.array(numbers % 7, dtype="Int64")
        elif kind == "bool":
            frame[name] = pd.array(numbers % 2 == 0, dtype="boolean")
        elif kind == "date":
            frame[name] = pd.Series([f"2026-0{n % 9 + 1}-1{n % 10}" for n in numbers], dtype="str")
    phones = pd.Series([_phone(n) for n in numbers])
    frame["case_no"] = "2026" + texts
    frame["name"], frame["phone"] = names, phones
    frame["id_no"] = [_id_number(int(n)) for n in numbers]
    frame["email"], frame["query_code"], frame["proxy"] = None, None, None
    frame["addr_now"] = "甲市乙县丙镇丁村" + texts + "号"
    frame["addr_hukou"] = "甲市乙县戊乡己村" + texts + "号"
    frame["place_issue"] = "乙县丙镇丁村"
    frame["summary"] = names + "反映征地补偿款未到位，电话" + phones + "，家住甲市乙县丙镇丁村" + texts + "号。"
    frame["topic"] = "农村农业/土地承包经营"
    frame["purpose"] = "申诉求决"
    frame["source_level"] = "4"
    frame["assist_units"] = [["乙县财政局", "丙镇人民政府"]] * count
    frame["key"], frame["sheet"], frame["row"] = frame["case_no"], sheet, numbers + 1
    frame["locked"], frame["accused_unit"] = False, None
    frame["co_contacts"], frame["notes"] = None, None
    return frame[list(_COLUMNS)]


def lock(rows: pd.DataFrame, position: int) -> None:
    """Make one row an accusation against an invented unit."""
    place = rows.index[position]
    rows.loc[place, ["purpose", "accused", "accused_unit"]] = ["检举控告", "乙县某局李局长", "乙县某局"]
    rows.loc[place, "locked"] = True


def raw_of(rows: pd.DataFrame) -> dict[str, pa.Table]:
    """The sheet the rows came from: header in row 1, name in A, case number in B, summary in C."""
    cells = {"A": "name", "B": "case_no", "C": "summary"}
    heads = {"A": "信访人", "B": "信访件编号", "C": "反映内容"}
    return {"积案": pa.table({at: pa.array([heads[at], *rows[name]], pa.string()) for at, name in cells.items()})}


COLUMNS = [
    {"sheet": "积案", "column": "A", "header": "信访人", "field": "name"},
    {"sheet": "积案", "column": "B", "header": "信访件编号", "field": "case_no"},
    {"sheet": "积案", "column": "C", "header": "反映内容", "field": "summary"},
    {"sheet": "积案", "column": "D", "header": "稳控责任人", "field": ""},
]


def put(store: Store, rows: pd.DataFrame, **changes: Any) -> Any:
    """Import the rows as file 积案.xlsx."""
    given: dict[str, Any] = {
        "file_name": "积案.xlsx",
        "sha256": "0" * 64,
        "signature": "签名",
        "rows": rows,
        "raw": raw_of(rows),
        "columns": COLUMNS,
        "problems": [],
        "quarantined": [],
        "read": len(rows),
        "actor": "测试员",
        "at": AT,
    }
    return store.import_batch(**{**given, **changes})


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with open_store(database_url) as opened:
        yield opened


@pytest.fixture
def ledger() -> Callable[..., pd.DataFrame]:
    return ledger_rows
