"""An edition's tables show cases and units; never who a petitioner is, and nothing an accusation says."""

from __future__ import annotations

import json
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from workbench.domain.events import Event, EventKind
from workbench.domain.tables import EVENTS, RECORDS
from workbench.store import Store, draft_edition, snapshot
from workbench.store.arrow import schema_of

_MODULE = import_module("workbench.store.snapshot")  # the package names the function so


def _record(tables: dict[str, pa.Table], record_id: str = "R000001") -> dict[str, Any]:
    return next(row for row in tables["records"].to_pylist() if row["record_id"] == record_id)


def _one(store: Store, invented: ModuleType, **changes: Any) -> dict[str, Any]:
    frame = invented.rows(1)
    for name, value in changes.items():
        frame[name] = [value]
    invented.put(store, frame)
    return _record(snapshot(store, lambda text: None))


def test_tables_are_as_written_down(store: Store, invented: ModuleType) -> None:
    invented.put(store, invented.rows(3))
    tables = snapshot(store, lambda text: None)
    assert {name: table.schema for name, table in tables.items()} == {
        "records": schema_of(RECORDS),
        "events": schema_of(EVENTS),
    }
    assert tables["records"].num_rows == 3 and tables["events"]["kind"].to_pylist() == ["导入台账"]


def test_records_read_in_halves_are_the_same(
    store: Store, invented: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = invented.rows(7)
    invented.put(store, frame)
    frame["summary"] = [f"{text}又反映道路不平。" if at % 2 else text for at, text in enumerate(frame["summary"])]
    invented.lock(frame, 5)
    invented.put(store, frame)
    whole = snapshot(store, lambda text: None)
    monkeypatch.setattr(_MODULE, "_HALVED", 2)
    halves = snapshot(store, lambda text: None)
    assert whole["records"].to_pylist() == halves["records"].to_pylist()
    assert whole["events"].equals(halves["events"])


def test_records_are_read_in_halves_only_if_both_connections_see_the_same(
    store: Store, invented: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_MODULE, "_HALVED", 2)
    invented.put(store, invented.rows(4))
    with store.reading() as connection, store.reading() as other:
        first, second = _MODULE._spans(connection, other)
        assert (first.connection, first.upto, second.connection, second.after) == (
            connection,
            "R000003",
            other,
            "R000003",
        )
    with store.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM record").one()
        invented.put(store, invented.rows(2, first=90))
        with store.reading() as other:
            assert [(span.connection, span.upto) for span in _MODULE._spans(connection, other)] == [(connection, None)]


def test_an_empty_store_gives_empty_tables(store: Store) -> None:
    assert {name: table.num_rows for name, table in snapshot(store, str).items()} == {"records": 0, "events": 0}


def test_a_record_keeps_its_case_and_loses_its_petitioner(store: Store, invented: ModuleType) -> None:
    row = _one(store, invented)
    assert row["petitioner"] == "钱某某"
    assert row["summary"] == "钱某某反映征地补偿款未到位，电话*******0001，家住甲市乙县丙镇。"
    assert (row["hukou_text"], row["residence_text"], row["issue_text"]) == ("甲市乙县戊乡", "甲市乙县丙镇", "乙县丙镇")
    assert (row["case_no"], row["file"], row["sheet"], row["row"]) == ("2026000001", "积案.xlsx", "积案", 2)
    assert (row["topic_l1"], row["topic_l2"]) == ("农村农业(农业农村)", "土地承包经营")
    assert (row["source_level"], row["legal_suit"], row["assist_units"]) == (4, "否", ["乙县财政局", "丙镇人民政府"])


def test_days_are_exact_or_stand_apart(store: Store, invented: ModuleType) -> None:
    row = _one(
        store, invented, reg_time="2020-10", done_date="2020-10-26/2020-10-30", accept_date="2020-10-27", due_date=None
    )
    assert (row["reg_time"], row["done_date"], row["accept_date"]) == (None, None, date(2020, 10, 27))
    assert json.loads(row["inexact_days"]) == {"done_date": "2020-10-26/2020-10-30", "reg_time": "2020-10"}


def test_places_are_asked_for_once_and_never_taken_from_the_town(store: Store, invented: ModuleType) -> None:
    frame = invented.rows(6)
    frame.loc[2, "place_issue"] = None
    invented.put(store, frame)
    asked: list[str] = []

    def resolve(text: str) -> str | None:
        asked.append(text)
        return "320721" if "丙镇" in text else None

    tables = snapshot(store, resolve)
    assert len(asked) == len(set(asked)) == 13
    row = _record(tables)
    assert (row["hukou"], row["residence"], row["issue"]) == (None, "320721", "320721")
    empty = _record(tables, "R000003")
    assert (empty["issue"], empty["issue_text"], empty["town"]) == (None, None, "内容000003")


@pytest.mark.parametrize(
    ("field", "told", "shown"),
    [
        ("claim", "请找 钱 甲 子 本人", "请找 钱某某 本人"),
        ("title", "卫丙丁等人反映", "卫某某等人反映"),
        ("progress", "已回访代理人郑午未", "已回访代理人郑某某"),
        ("remark", "现住甲市乙县丙镇丁村000001号，另有护照E1234567", "现住甲市乙县丙镇，另有护照（证件号不显示）"),
        ("lead_office", "钱甲子科长", "钱甲子科长"),
    ],
)
def test_texts_are_scrubbed_of_all_contacts(
    store: Store, invented: ModuleType, field: str, told: str, shown: str
) -> None:
    people = {
        "co_contacts": json.dumps([{"name": "卫丙丁", "id_no": "E1234567"}], ensure_ascii=False),
        "proxy": "郑午未",
    }
    assert _one(store, invented, **people, **{field: told})[field] == shown


def test_an_official_cell_loses_its_phone(store: Store, invented: ModuleType) -> None:
    leader = f"王强（副县长）{invented.phone(7)}"
    assert _one(store, invented, case_leader=leader)["case_leader"] == "王强（副县长）*******0007"


def test_an_earlier_spelling_of_the_name_is_hidden_too(store: Store, invented: ModuleType) -> None:
    for spelling in ("钱甲籽", "钱甲子"):
        invented.put(store, invented.rows(1).assign(name=spelling, claim="钱甲籽要求补偿"))
    assert _record(snapshot(store, str))["claim"] == "钱某某要求补偿"


def test_anonymous_and_groups(store: Store, invented: ModuleType) -> None:
    frame = invented.rows(2).assign(name=["钱甲子", "幸福小区业主"], is_anon=[True, False])
    invented.put(store, frame)
    assert snapshot(store, str)["records"]["petitioner"].to_pylist() == ["匿名", "幸福小区业主"]


def test_unknown_stays_unknown(store: Store, invented: ModuleType) -> None:
    row = _one(
        store,
        invented,
        headcount=pd.NA,
        first_nat=None,
        topic=None,
        assist_units=None,
        is_anon=None,
        source_level="某机关",
    )
    names = ("headcount", "first_nat", "topic_l1", "assist_units", "is_anon", "source_level")
    assert [row[name] for name in names] == [None] * 6


def test_an_accusation_shows_number_days_organs_and_state(store: Store, invented: ModuleType) -> None:
    frame = invented.rows(2)
    invented.lock(frame, 1)
    frame.loc[1, "to_office"] = invented.ACCUSATION * 5
    invented.put(store, frame)
    row = {
        name: value
        for name, value in _record(snapshot(store, lambda text: "320000"), "R000002").items()
        if value is not None
    }
    days = {name for name, kind in RECORDS.items() if kind == "day"}
    assert set(row) == {"record_id", "case_no", "locked", "purpose", "reg_office", "petition_state", *days}
    assert (row["purpose"], row["case_no"]) == ("检举控告", "2026000002")


def test_events_are_scrubbed_and_say_what_is_undone(store: Store, invented: ModuleType) -> None:
    frame = invented.rows(2)
    invented.lock(frame, 1)
    invented.put(store, frame)
    told = {"kind": "进展", "day": "2026-11-20", "text": f"联系{invented.name(1)} {invented.phone(1)}"}
    at = invented.AT
    step = store.append(Event(EventKind.STEP, "R000001", "王科员", at, f"{invented.name(1)}来电", told))
    store.append(Event(EventKind.UNDO, step.event_id, "王科员", at, f"{invented.name(1)}说错了"))
    store.append(
        Event(EventKind.STEP, "R000002", "王科员", at, invented.ACCUSATION, {**told, "text": invented.ACCUSATION})
    )
    _, first, undo, locked = snapshot(store, str)["events"].to_pylist()
    assert (first["undone"], undo["undone"]) == (True, False)
    assert (first["why"], undo["why"], locked["why"]) == ("钱某某来电", "钱某某说错了", "")
    assert json.loads(first["payload"]) == {"kind": "进展", "day": "2026-11-20", "text": "联系钱某某 *******0001"}
    assert json.loads(locked["payload"]) == {"kind": "进展", "day": "2026-11-20"}


def test_no_identity_and_no_word_of_an_accusation_in_any_file(
    store: Store, invented: ModuleType, tmp_path: Path
) -> None:
    frame = invented.rows(200)
    for position in range(0, 200, 9):
        invented.lock(frame, position)
    invented.put(store, frame)
    store.append(Event(EventKind.STEP, "R000001", "甲", invented.AT, "", {"text": invented.ACCUSATION}))
    with draft_edition(tmp_path / "editions", as_of=date(2026, 11, 22)) as draft:
        for name, table in snapshot(store, str).items():
            draft.write(name, table)
        edition = draft.commit()
    told = "\n".join(str(edition.arrow(name).to_pylist()) for name in edition.tables)
    files = [path for path in edition.path.rglob("*") if path.is_file()]
    told += "".join(path.read_text(encoding="utf-8", errors="ignore") for path in files)
    secret = [invented.ACCUSATION, invented.ACCUSED, "乙县某局"]
    for number in range(1, 201):
        secret += [invented.name(number), invented.phone(number), invented.id_number(number), f"丁村{number:06d}号"]
    assert [word for word in secret if word in told] == []
    assert "征地补偿款" in told
