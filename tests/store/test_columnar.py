"""Whole columns are what a cursor would give, in the order asked for."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest

from workbench.store import Store, columnar
from workbench.store.engine import make_engine
from workbench.store.errors import StoreError

CHOSEN = {"record_id": "v.record_id", "row": "v.row", "locked": "v.locked", "summary": "v.summary", "plan": "v.plan"}
KINDS = {"row": pa.int64(), "locked": pa.bool_()}
SOURCE = "FROM record_version v"


def _cursor(store: Store) -> dict[str, list[object]]:
    query = f"SELECT {', '.join(CHOSEN.values())} {SOURCE} ORDER BY v.record_id"
    with store.reading() as connection:
        rows = connection.exec_driver_sql(query).fetchall()
    return {name: list(values) for name, values in zip(CHOSEN, zip(*rows, strict=True), strict=True)}


def test_columns_are_what_a_cursor_gives(store: Store, invented: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the first rows of a column, by which ADBC takes its type, are all unknown."""
    frame = invented.rows(6)
    frame["summary"] = [None, None, "一，二\n三", "x" * 5000, "'\"|", "完"]
    invented.put(store, frame)
    monkeypatch.setattr(columnar, "_ROWS_AT_ONCE", 2)
    with columnar.reader(store.engine) as reader:
        found = reader.columns(CHOSEN, SOURCE, "v.record_id", KINDS)
    assert {name: column.to_pylist() for name, column in found.items()} == _cursor(store)
    assert found["row"].type == pa.int64() and found["locked"].type == pa.bool_() and found["plan"].type == pa.string()


def test_all_questions_to_one_reader_see_one_state(store: Store, invented: ModuleType) -> None:
    invented.put(store, invented.rows(2))
    with columnar.reader(store.engine) as reader:
        before = reader.columns(CHOSEN, SOURCE, "v.record_id", KINDS)
        invented.put(store, invented.rows(5))
        assert reader.columns(CHOSEN, SOURCE, "v.record_id", KINDS) == before
    assert len(_cursor(store)["row"]) == 5


def test_a_broken_database_is_said_in_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database" * 500)
    with (
        pytest.raises(StoreError, match="不是本工作台的数据库"),
        columnar.reader(make_engine(f"sqlite:///{broken}")) as reader,
    ):
        reader.columns({"x": "x"}, "FROM x", "x")


def test_each_different_text_is_asked_once() -> None:
    asked: list[str] = []

    def length(text: str) -> int | None:
        asked.append(text)
        return len(text) or None

    column = pa.array(["ab", None, "", "ab"], pa.string())
    assert columnar.each(column, length, pa.int64()).to_pylist() == [2, None, None, 2] and asked == ["ab", ""]
    assert columnar.distinct(column) == ["ab", ""]


def test_an_empty_table_has_empty_columns(store: Store) -> None:
    with columnar.reader(store.engine) as reader:
        found = reader.columns(CHOSEN, SOURCE, "v.record_id", KINDS)
    assert [len(column) for column in found.values()] == [0] * len(CHOSEN)
