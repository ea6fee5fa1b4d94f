"""The database itself refuses to change or delete what was kept."""

from __future__ import annotations

from types import ModuleType

import pytest
import sqlalchemy as sa

from workbench.store import Store, StoreError, schema
from workbench.store.audit import Deed, append
from workbench.store.engine import writing


def _filled(store: Store, invented: ModuleType) -> None:
    frame = invented.rows(3)
    invented.lock(frame, 0)
    invented.put(store, frame, quarantined=[("积案", 9, "", "空行")])
    append(store.engine, Deed("2026-11-22T09:00:00+08:00", "甲", "analyst", "导出", "案情与期限", "清单"))


def _refused(store: Store, statement: str) -> None:
    with pytest.raises(StoreError, match="只增不改"), writing(store.engine, "试改") as connection:
        connection.exec_driver_sql(statement)


def test_every_append_only_table_refuses_update_and_delete(store: Store, invented: ModuleType) -> None:
    _filled(store, invented)
    assert {table.name for table in schema.metadata.sorted_tables} == {*schema.APPEND_ONLY, "record"}
    for table in schema.APPEND_ONLY:
        column = schema.metadata.tables[table].primary_key.columns[0].name
        _refused(store, f"UPDATE {table} SET {column} = {column}")
        _refused(store, f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET key = 'x'",
        "UPDATE record SET current_version = 0",
        "UPDATE record SET current_version = 2, first_batch = 'B000009'",
        "DELETE FROM record",
    ],
)
def test_a_record_only_moves_on(store: Store, invented: ModuleType, statement: str) -> None:
    _filled(store, invented)
    _refused(store, statement)


def test_sqlite_refuses_to_replace(sqlite_store: Store, invented: ModuleType) -> None:
    _filled(sqlite_store, invented)
    _refused(sqlite_store, "INSERT OR REPLACE INTO event SELECT * FROM event")


@pytest.mark.postgres
def test_postgres_refuses_to_truncate(postgres_url: str, invented: ModuleType) -> None:
    from workbench.store import open_store

    with open_store(postgres_url) as store:
        _filled(store, invented)
        for table in (*schema.APPEND_ONLY, "record"):
            _refused(store, f"TRUNCATE {table} CASCADE")


def test_all_is_still_there_after_the_attempts(store: Store, invented: ModuleType) -> None:
    _filled(store, invented)
    for table in schema.APPEND_ONLY:
        _refused(store, f"DELETE FROM {table}")
    with store.reading() as connection:
        counts = [
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (schema.record, schema.record_version, schema.accusation, schema.identity, schema.quarantine)
        ]
    assert counts == [3, 3, 1, 2, 1]
