"""Every value leads back to its cell, and the way shows nobody's name."""

from __future__ import annotations

from types import ModuleType

import pyarrow as pa
import pytest

from workbench.domain.cells import column_letters, column_position
from workbench.store import Store, sources


def test_a_field_leads_to_its_cell(store: Store, invented: ModuleType) -> None:
    invented.put(store, invented.rows(3))
    found = store.provenance("R000002")
    assert found["case_no"] == ("积案.xlsx", "积案", "B3", "2026000002")
    assert found["summary"][:3] == ("积案.xlsx", "积案", "AC3")
    assert set(found) == {"name", "case_no", "summary"}


def test_the_way_shows_nobody(store: Store, invented: ModuleType) -> None:
    invented.put(store, invented.rows(2))
    found = store.provenance("R000001")
    assert found["name"] == ("积案.xlsx", "积案", "A2", sources.NOT_SHOWN)
    assert found["summary"][3] == "钱某某反映征地补偿款未到位，电话*******0001，家住甲市乙县丙镇。"


def test_of_an_accusation_only_where(store: Store, invented: ModuleType) -> None:
    frame = invented.rows(2)
    invented.lock(frame, 1)
    invented.put(store, frame)
    assert {name: cell[3] for name, cell in store.provenance("R000002").items()} == {
        "name": sources.NOT_SHOWN,
        "case_no": "2026000002",
        "summary": sources.NOT_SHOWN,
    }


def test_the_way_leads_to_the_current_version(store: Store, invented: ModuleType) -> None:
    invented.put(store, invented.rows(2))
    changed = invented.rows(2).assign(summary="改写的概况", row=[41, 42])
    invented.put(store, changed, file_name="第二次.xlsx", sha256="1" * 64)
    assert store.provenance("R000001")["summary"] == ("第二次.xlsx", "积案", "AC41", "改写的概况")


def test_an_unknown_record_is_said(store: Store) -> None:
    with pytest.raises(KeyError, match="没有编号为“R000009”的信访件"):
        store.provenance("R000009")


@pytest.mark.parametrize(("name", "position"), [("A", 0), ("Z", 25), ("AA", 26), ("XFD", 16383)])
def test_columns_are_named_as_in_a_workbook(name: str, position: int) -> None:
    assert (column_letters(position), column_position(name)) == (name, position)


def test_a_name_that_is_no_column() -> None:
    with pytest.raises(ValueError, match="不是列名"):
        column_position("A1")


def test_raw_cells_are_packed_without_loss() -> None:
    table = pa.table({"row": [1, 2], "A": ["信访人", None], "B": ["编号", "007"]})
    assert sources.unpack(sources.pack(table)).equals(table)
    assert sources.row_position(table, 2) == 1 and sources.row_position(table, 7) is None
    assert sources.row_position(table.drop_columns("row"), 2) == 1
