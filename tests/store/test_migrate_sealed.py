"""A record of truth of an earlier programme gets its seals' columns and triggers, and goes back as long as nothing is sealed."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa
from alembic import command

from workbench.store import Store, StoreError, migrate, open_store
from workbench.store.engine import writing
from workbench.store.keyring import KeyRing
from workbench.store.resealing import seal_plain


def _to(store: Store, revision: str, step: str) -> None:
    with writing(store.engine, "试") as connection:
        config = migrate.alembic_config()
        config.attributes["connection"] = connection
        getattr(command, step)(config, revision)


def _columns(store: Store, table: str) -> set[str]:
    return {column["name"] for column in sa.inspect(store.engine).get_columns(table)}


def test_down_and_up_again_with_rows_in_it(store: Store, database_url: str, invented: ModuleType) -> None:
    invented.put(store, invented.rows(5))
    before = store.identity()
    _to(store, "r0003", "downgrade")
    assert "sealed" not in _columns(store, "identity") and "locked_sealed" not in _columns(store, "import_source")
    for statement in ("UPDATE identity SET name = 'x'", "DELETE FROM identity"):
        with pytest.raises(StoreError, match="只增不改"), writing(store.engine, "试") as connection:
            connection.exec_driver_sql(statement)
    with open_store(database_url) as again:  # a start brings it up to date
        assert again.identity().equals(before)
        assert {"sealed", "key_id", "marks"} <= _columns(again, "accusation")
        with pytest.raises(StoreError, match="只增不改"), writing(again.engine, "试") as connection:
            connection.exec_driver_sql("UPDATE identity SET name = 'x'")


def test_what_is_sealed_does_not_go_back(store: Store, tmp_path: Path, invented: ModuleType) -> None:
    keys = KeyRing(tmp_path / "keys", tmp_path / "keys")
    keys.create(tmp_path / "discipline", "2026-11-22")
    invented.put(store, invented.rows(5))
    seal_plain(store.engine, keys, lambda _table, _done: None)
    with pytest.raises(RuntimeError, match="不能降级"):
        _to(store, "r0003", "downgrade")
    assert "sealed" in _columns(store, "identity")
