"""Columns read in blocks are what a cursor would give, in the order of the key."""

from __future__ import annotations

from types import ModuleType

import pyarrow as pa
import pytest

from workbench.store import Store, columnar
from workbench.store.errors import StoreError

CHOSEN = {"record_id": "v.record_id", "row": "v.row", "locked": "v.locked", "summary": "v.summary", "plan": "v.plan"}
KINDS = {"row": pa.int64(), "locked": pa.bool_()}
SOURCE = "FROM record_version v"


def _cursor(store: Store) -> dict[str, list[object]]:
    query = f"SELECT {', '.join(CHOSEN.values())} {SOURCE} ORDER BY v.record_id"
    with store.reading() as connection:
        rows = connection.exec_driver_sql(query).fetchall()
    return {name: list(values) for name, values in zip(CHOSEN, zip(*rows, strict=True), strict=True)}


@pytest.mark.parametrize("block", [2, 3, 100])
def test_blocks_are_what_a_cursor_gives(
    store: Store, invented: ModuleType, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    frame = invented.rows(6)
    frame["summary"] = ["一，二\n三", None, "x" * 5000, "'\"|", None, "完"]
    invented.put(store, frame)
    monkeypatch.setattr(columnar, "_BLOCK", block)
    with store.reading() as connection:
        found = columnar.read([columnar.Span(connection)], CHOSEN, SOURCE, "v.record_id", KINDS)
    assert {name: column.to_pylist() for name, column in found.items()} == _cursor(store)
    assert found["row"].type == pa.int64() and found["locked"].type == pa.bool_() and found["plan"].type == pa.string()


@pytest.mark.parametrize("block", [1, 2, 100])
def test_two_spans_beside_one_another_are_one(
    store: Store, invented: ModuleType, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    frame = invented.rows(9)
    frame["plan"] = [None] * 8 + ["末行才有"]
    frame["summary"] = ["首行才有"] + [None] * 8
    invented.put(store, frame)
    monkeypatch.setattr(columnar, "_BLOCK", block)
    monkeypatch.setattr(columnar, "_SAMPLE", block)
    with store.reading() as connection, store.reading() as other:
        halves = [columnar.Span(connection, upto="R000004"), columnar.Span(other, after="R000004")]
        found = columnar.read(halves, CHOSEN, SOURCE, "v.record_id", KINDS)
    assert {name: column.to_pylist() for name, column in found.items()} == _cursor(store)


def test_a_column_known_only_in_a_late_row_is_read(
    store: Store, invented: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = invented.rows(8)
    frame["plan"] = [None] * 5 + ["乙", None, "丙"]
    frame["summary"] = [None] * 8
    invented.put(store, frame)
    for name, size in {"_BLOCK": 3, "_SAMPLE": 2, "_ARGUMENTS": 1}.items():
        monkeypatch.setattr(columnar, name, size)
    with store.reading() as connection:
        found = columnar.read([columnar.Span(connection)], CHOSEN, SOURCE, "v.record_id", KINDS)
    assert {name: column.to_pylist() for name, column in found.items()} == _cursor(store)
    assert found["plan"].to_pylist() == [None] * 5 + ["乙", None, "丙"]
    assert found["summary"].to_pylist() == [None] * 8 and found["summary"].type == pa.string()


def test_a_text_that_would_shift_the_column_is_refused(store: Store, invented: ModuleType) -> None:
    if store.engine.dialect.name != "sqlite":
        pytest.skip("read by its cursor")
    invented.put(store, invented.rows(2))
    chosen = {"summary": "v.summary || char(31)"}
    with store.reading() as connection, pytest.raises(StoreError, match="控制字符"):
        columnar.read([columnar.Span(connection)], chosen, SOURCE, "v.record_id", {})


def test_each_different_text_is_asked_once() -> None:
    asked: list[str] = []

    def length(text: str) -> int | None:
        asked.append(text)
        return len(text) or None

    column = pa.array(["ab", None, "", "ab"], pa.string())
    assert columnar.each(column, length, pa.int64()).to_pylist() == [2, None, None, 2] and asked == ["ab", ""]
    assert columnar.distinct(column) == ["ab", ""]


def test_an_empty_table_has_empty_columns(store: Store) -> None:
    with store.reading() as connection:
        found = columnar.read([columnar.Span(connection)], CHOSEN, SOURCE, "v.record_id", KINDS)
    assert [len(column) for column in found.values()] == [0] * len(CHOSEN)
