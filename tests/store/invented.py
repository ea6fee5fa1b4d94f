"""Invented ledger rows for the store's tests, shaped like what `workbench.ledger` hands over."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.domain import fields
from workbench.domain.tables import LEDGER_EXTRA
from workbench.store import BatchResult, Store

AT = datetime(2026, 11, 22, 9, 30)
COLUMNS = [
    {"sheet": "积案", "letter": "A", "header": "信访人", "field": "name", "status": "field"},
    {"sheet": "积案", "letter": "B", "header": "信访件编号", "field": "case_no", "status": "field"},
    {"sheet": "积案", "letter": "AC", "header": "反映内容", "field": "summary", "status": "field"},
    {"sheet": "积案", "letter": "D", "header": "稳控责任人", "field": None, "status": "quarantined"},
]
ACCUSED = "某局李局长"
ACCUSATION = "举报其虚报冒领补助"


def phone(number: int) -> str:
    return "138" + f"{number:08d}"


def id_number(number: int) -> str:
    return "110101" + "19800101" + f"{number % 1000:03d}" + "X"


def name(number: int) -> str:
    parts = "赵钱孙李周吴郑王", "甲乙丙丁戊己庚辛", "子丑寅卯"
    return parts[0][number % 8] + parts[1][number // 8 % 8] + parts[2][number // 64 % 4]


def rows(count: int, *, first: int = 1) -> pd.DataFrame:
    """`count` rows with nearly every stored field filled, case numbers from `first`."""
    numbers = np.arange(first, first + count)
    texts = pd.Series([f"{number:06d}" for number in numbers], dtype="str")
    frame = pd.DataFrame({field: _values(field, numbers, texts) for field in fields.STORED})
    names, phones = pd.Series([name(int(n)) for n in numbers]), pd.Series([phone(int(n)) for n in numbers])
    frame["case_no"], frame["name"], frame["phone"] = "2026" + texts, names, phones
    frame["id_no"] = [id_number(int(n)) for n in numbers]
    frame[["email", "query_code", "proxy"]] = None
    frame["addr_now"] = "甲市乙县丙镇丁村" + texts + "号"
    frame["addr_hukou"] = "甲市乙县戊乡己村" + texts + "号"
    frame["place_issue"] = "乙县丙镇丁村"
    frame["summary"] = names + "反映征地补偿款未到位，电话" + phones + "，家住甲市乙县丙镇丁村" + texts + "号。"
    frame["topic"], frame["purpose"], frame["source_level"] = "农业农村/土地承包经营", "申诉求决", "4"
    frame["is_anon"] = False
    frame["assist_units"] = [["乙县财政局", "丙镇人民政府"]] * count
    return frame.assign(
        key=frame["case_no"],
        sheet="积案",
        row=numbers - first + 2,
        locked=False,
        accused_unit=None,
        co_contacts=None,
        notes=None,
    )[[*LEDGER_EXTRA, *fields.STORED]]


def _values(field: str, numbers: Any, texts: pd.Series) -> Any:
    kind = fields.FIELDS[field].type
    if kind == "int":
        return pd.array(numbers % 7, dtype="Int64")
    if kind == "bool":
        return pd.array(numbers % 2 == 0, dtype="boolean")
    if kind == "date":
        return pd.Series([f"2026-0{n % 9 + 1}-1{n % 10}" for n in numbers], dtype="str")
    return "内容" + texts


def lock(frame: pd.DataFrame, position: int) -> None:
    """Make one row an accusation against an invented person and unit."""
    place = frame.index[position]
    told = {"purpose": "检举控告", "accused": ACCUSED, "accused_unit": "乙县某局", "locked": True}
    for field in (*fields.CONTENT, *told):
        frame.loc[place, field] = told.get(field, ACCUSATION)


def raw_of(frame: pd.DataFrame) -> dict[str, pa.Table]:
    """The sheet the rows came from, as the ledger room hands it over."""
    cells = {"A": "name", "B": "case_no", "AC": "summary"}
    texts = {letter: pa.array(frame[field], pa.string(), from_pandas=True) for letter, field in cells.items()}
    return {"积案": pa.table({"row": pa.array(frame["row"], pa.int32()), **texts})}


def put(store: Store, frame: pd.DataFrame, **changes: Any) -> BatchResult:
    """Import the rows as file 积案.xlsx."""
    given: dict[str, Any] = {
        "file_name": "积案.xlsx",
        "sha256": hashlib.sha256(frame.to_json().encode()).hexdigest(),  # other rows are another file
        "signature": "签名",
        "rows": frame,
        "raw": raw_of(frame),
        "columns": COLUMNS,
        "problems": [],
        "quarantined": [],
        "read": len(frame),
        "actor": "测试员",
        "at": AT,
    }
    return store.import_batch(**{**given, **changes})
