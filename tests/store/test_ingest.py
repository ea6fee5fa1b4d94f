"""A file is kept whole or not at all, once, and what it said before stays."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
import sqlalchemy as sa

from workbench.domain import fields
from workbench.domain.events import EventKind
from workbench.store import BatchResult, Store, StoreError, ingest, schema


def _count(store: Store, table: sa.Table) -> int:
    with store.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def _all(store: Store, table: sa.Table) -> list[dict[str, object]]:
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def test_a_file_is_counted_and_a_second_time_adds_nothing(store: Store, invented: ModuleType) -> None:
    frame = invented.rows(20)
    assert invented.put(store, frame) == BatchResult("B000001", 20, 20, 0, 0, 0)
    assert invented.put(store, frame) == BatchResult("B000002", 20, 0, 20, 0, 0)
    assert _count(store, schema.record_version) == _count(store, schema.record) == 20
    assert _count(store, schema.import_source) == 1
    assert [event.payload["imported"] for event in store.events([EventKind.IMPORT])] == ["20", "0"]


def test_every_value_comes_back_as_it_was_given(store: Store, invented: ModuleType) -> None:
    frame = invented.rows(3)
    frame.loc[1, "claim"] = '换行\n"引号", 逗号\t和\\反斜杠'
    frame.loc[1, "title"] = ""
    frame.loc[1, "headcount"] = pd.NA
    invented.put(store, frame)
    kept = _all(store, schema.record_version)[1]
    assert kept["claim"] == '换行\n"引号", 逗号\t和\\反斜杠'
    assert kept["title"] is None and kept["headcount"] is None
    assert json.loads(str(kept["assist_units"])) == ["乙县财政局", "丙镇人民政府"]
    assert kept["first_nat"] is bool(frame.loc[1, "first_nat"]) and kept["times"] == frame.loc[1, "times"]
    assert {name: kept[name] for name in ("reg_time", "lead_unit")} == {
        name: frame.loc[1, name] for name in ("reg_time", "lead_unit")
    }


def test_changed_row_gets_a_version_and_an_event(store: Store, invented: ModuleType) -> None:
    frame = invented.rows(5)
    invented.put(store, frame)
    frame.loc[2, "petition_state"] = "已办结"
    frame["row"] += 7
    frame["notes"] = '{"phone": "ODD"}'
    assert invented.put(store, pd.concat([frame, invented.rows(2, first=90)], ignore_index=True)) == BatchResult(
        "B000002", 7, 3, 4, 1, 0
    )
    assert store.versions("R000003")["petition_state"].tolist() == ["内容000003", "已办结"]
    changed = store.events([EventKind.RECORD_CHANGED])
    assert [(event.subject, dict(event.payload)) for event in changed] == [
        ("R000003", {"batch": "B000002", "version": "2"})
    ]


def test_content_that_returns_is_a_change_again(store: Store, invented: ModuleType) -> None:
    before, after = invented.rows(1), invented.rows(1)
    after.loc[0, "team"] = "新专班"
    files = ((before, "1" * 64), (after, "2" * 64), (before, "3" * 64))
    assert [invented.put(store, frame, sha256=sha256).updated for frame, sha256 in files] == [0, 1, 1]
    assert len(store.versions("R000001")) == 3


def test_the_same_file_again_does_not_bring_old_content_back(store: Store, invented: ModuleType) -> None:
    before, after = invented.rows(1), invented.rows(1)
    after.loc[0, "team"] = "新专班"
    assert [invented.put(store, frame).updated for frame in (before, after, before)] == [0, 1, 0]
    assert store.versions("R000001")["team"].tolist()[-1] == "新专班"


def test_key_repeated_in_a_file(store: Store, invented: ModuleType) -> None:
    same = invented.rows(1)
    other = invented.rows(1).assign(team="另一专班")
    frame = pd.concat([same, other, same, same], ignore_index=True)
    assert invented.put(store, frame) == BatchResult("B000001", 4, 2, 2, 1, 0)
    assert store.versions("R000001")["team"].tolist() == ["另一专班", "内容000001"]
    assert invented.put(store, frame).unchanged == 4


def test_a_column_the_file_lacks_is_the_same_as_an_empty_one(store: Store, invented: ModuleType) -> None:
    frame = invented.rows(4).assign(team=None)
    invented.put(store, frame)
    assert invented.put(store, frame.drop(columns=["team", "notes"])).unchanged == 4


def test_numbers_of_records_follow_the_order_of_files(store: Store, invented: ModuleType) -> None:
    invented.put(store, invented.rows(2))
    invented.put(store, invented.rows(4))
    with store.reading() as connection:
        found = connection.execute(sa.select(schema.record.c.record_id, schema.record.c.key)).fetchall()
    assert sorted(map(tuple, found)) == [(f"R00000{n}", f"202600000{n}") for n in (1, 2, 3, 4)]


def test_identity_stands_in_a_table_of_its_own(store: Store, invented: ModuleType) -> None:
    frame = invented.rows(2)
    frame.loc[0, "co_contacts"] = json.dumps([{"name": "卫甲乙"}], ensure_ascii=False)
    invented.put(store, frame)
    assert not set(schema.SECRET_FIELDS) & set(schema.record_version.c.keys())
    assert not set(fields.RESTRICTED) & set(schema.record_version.c.keys())
    known = store.identity(["R000002", "R000001", "R000009"])
    assert known["record_id"].tolist() == ["R000001", "R000002"]
    assert known["name"].tolist() == [invented.name(1), invented.name(2)]
    assert known["phone"].tolist() == [invented.phone(1), invented.phone(2)]
    assert known["co_contacts"][0] == '[{"name": "卫甲乙"}]'
    assert len(store.identity()) == 2 and store.identity([]).empty
    assert _all(store, schema.restricted)[0]["aid"] == "内容000001"


def test_words_of_an_accusation_stand_in_the_locked_table_only(store: Store, invented: ModuleType) -> None:
    frame = invented.rows(3)
    invented.lock(frame, 1)
    invented.put(store, frame)
    for table in (schema.record_version, schema.identity, schema.restricted, schema.event, schema.quarantine):
        told = str([row for row in _all(store, table) if row.get("record_id") == "R000002"])
        assert invented.ACCUSATION not in told and invented.name(2) not in told and "某局" not in told
    content = json.loads(str(_all(store, schema.accusation)[0]["content"]))
    assert (content["accused"], content["name"]) == (invented.ACCUSATION, invented.name(2)) or content[
        "accused"
    ] == invented.ACCUSED
    assert set(fields.CONTENT) | {"accused_unit", "name", "phone"} <= set(content)
    assert store.identity(["R000002"]).empty
    assert store.is_accused("R000002", "乙县某局") and store.is_accused("R000002", "甲市乙县某局办公室")
    assert not store.is_accused("R000002", "乙县纪委") and not store.is_accused("R000001", "乙县某局")


def test_what_was_set_aside_is_counted_by_row(store: Store, invented: ModuleType) -> None:
    aside = [("积案", 90, "id_no", "位数不足"), ("积案", 90, "phone", "位数不足"), ("积案", 3, "reg_time", "不是日期")]
    result = invented.put(store, invented.rows(4), quarantined=aside, read=5)
    assert (result.read, result.imported, result.quarantined) == (5, 4, 1)
    assert [tuple(row) for row in store.quarantined("B000001").itertuples(index=False)] == aside
    batches = store.batches()
    assert batches.loc[0, ["file_name", "actor", "read", "imported"]].tolist() == ["积案.xlsx", "测试员", 5, 4]
    assert json.loads(batches.loc[0, "columns"]) == invented.COLUMNS


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reg_time": "去年冬天"}, "第 2 行：“登记时间”不是规范日期"),
        ({"headcount": "三个"}, "“信访人数”的值类型不对"),
        ({"locked": None}, "缺少“locked”"),
        ({"stability": "x"}, "不认识的列：stability"),
    ],
)
def test_rows_that_cannot_be_kept_are_refused_with_their_place(
    store: Store, invented: ModuleType, change: dict[str, object], sentence: str
) -> None:
    with pytest.raises(StoreError, match=sentence):
        invented.put(store, invented.rows(2).assign(**change))
    assert store.batches().empty


def test_control_characters_of_old_systems_are_dropped(store: Store, invented: ModuleType) -> None:
    invented.put(store, invented.rows(1).assign(claim="甲\x00乙\x1f丙\n丁", team="\x01"))
    kept = store.versions("R000001").iloc[0]
    assert kept["claim"] == "甲乙丙\n丁" and kept["team"] is None


def test_an_error_on_the_way_leaves_the_store_as_it_was(
    store: Store, invented: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    invented.put(store, invented.rows(2))
    monkeypatch.setattr(schema.accusation, "name", "no_such_table")
    frame = invented.rows(6)
    invented.lock(frame, 5)
    with pytest.raises(StoreError, match="导入“积案"):
        invented.put(store, frame)
    assert [_count(store, table) for table in (schema.record, schema.import_batch, schema.event)] == [2, 1, 1]


def test_a_file_in_pieces_is_kept_whole_and_in_its_order(
    store: Store, invented: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "_PIECE", 4)
    frame = invented.rows(11)
    frame.loc[9:, "title"] = None  # one piece more knows nothing of a column than the others
    assert invented.put(store, frame) == BatchResult("B000001", 11, 11, 0, 0, 0)
    kept = _all(store, schema.record_version)
    assert [row["row"] for row in kept] == frame["row"].tolist()
    assert [row["title"] for row in kept] == [None if pd.isna(text) else text for text in frame["title"]]
    assert [row["record_id"] for row in kept] == [row["record_id"] for row in _all(store, schema.record)]
    if store.engine.dialect.name == "sqlite":
        assert not list(Path(str(store.engine.url.database)).parent.glob(".staging_*"))


def test_the_largest_import_attaches_no_more_files_than_there_may_be(
    store: Store, invented: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "_PIECE", 1)
    frame = invented.rows(12)
    invented.lock(frame, 3)
    invented.put(store, frame)
    frame["petition_state"] = "已办结"
    again = pd.concat([frame, invented.rows(5, first=90)], ignore_index=True)
    result = invented.put(store, again, quarantined=[("台账", 99, "", "整行错位")])
    assert (result.updated, result.imported, result.quarantined) == (12, 17, 1)
