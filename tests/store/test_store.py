"""Opening a store: its tables, its privacy, and what a person is told when it cannot be."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa

from workbench.store import Store, StoreError, migrate, open_store, schema
from workbench.store.engine import reading, writing


def test_migrations_lead_to_the_tables_the_programme_uses(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []
        assert context.get_current_revision() == migrate.HEAD
    assert ScriptDirectory.from_config(migrate.alembic_config()).get_heads() == [migrate.HEAD]


def test_a_store_opens_again_as_it_was(database_url: str, invented: ModuleType) -> None:
    with open_store(database_url) as store:
        invented.put(store, invented.rows(2))
    with open_store(database_url) as store:
        assert len(store.identity()) == 2


def test_a_newer_database_is_refused(database_url: str) -> None:
    with open_store(database_url) as store, writing(store.engine, "试") as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'r9999'")
    with pytest.raises(StoreError, match="请先升级程序"):
        open_store(database_url)


def test_sqlite_is_private_and_durable(sqlite_store: Store, tmp_path: Path, invented: ModuleType) -> None:
    invented.put(sqlite_store, invented.rows(1))
    folder = tmp_path / "private"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    with sqlite_store.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_an_existing_folder_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    open_store(f"sqlite:///{tmp_path / 'a.sqlite'}").close()
    assert tmp_path.stat().st_mode & 0o777 == 0o755 and (tmp_path / "a.sqlite").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite://", "不能放在内存里"),
        ("mysql://x/y", "不支持的数据库“mysql”"),
        ("无", "数据库地址写法不对"),
        ("postgresql://nobody:x@127.0.0.1:1/none", "连不上数据库服务器"),
        ("sqlite:////proc/none/a.sqlite", "不能建立或打开数据库文件"),
    ],
)
def test_what_cannot_be_opened_is_said(url: str, sentence: str) -> None:
    with pytest.raises(StoreError, match=sentence):
        open_store(url)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_bytes("不是数据库".encode() * 500)
    with pytest.raises(StoreError, match="已损坏，或不是本工作台的数据库"):
        open_store(f"sqlite:///{tmp_path / 'a.sqlite'}")


def test_a_locked_database_is_said_and_nothing_is_kept(
    sqlite_store: Store, invented: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(sqlite_store.engine, "占用"):
        impatient = sa.create_engine(sqlite_store.engine.url, connect_args={"timeout": 0.1})
        sa.event.listen(impatient, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        sa.event.listen(impatient, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        with Store(impatient) as second, pytest.raises(StoreError, match="正被别的程序占用"):
            invented.put(second, invented.rows(1))
    assert sqlite_store.batches().empty


def test_a_reader_does_not_wait_for_a_writer(store: Store, invented: ModuleType) -> None:
    invented.put(store, invented.rows(2))
    with writing(store.engine, "占用") as connection:
        connection.exec_driver_sql("UPDATE record SET current_version = 2 WHERE record_id = 'R000001'")
        assert len(store.identity()) == 2


def test_a_limit_on_pages_is_a_full_disk(sqlite_store: Store, invented: ModuleType) -> None:
    invented.put(sqlite_store, invented.rows(2))
    with reading(sqlite_store.engine) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    sa.event.listen(sqlite_store.engine, "begin", lambda c: c.exec_driver_sql(f"PRAGMA max_page_count={pages + 20}"))
    with pytest.raises(StoreError, match="磁盘已满，本次写入已全部撤回"):
        invented.put(sqlite_store, invented.rows(2_000))
    assert len(sqlite_store.identity()) == 2 and len(sqlite_store.batches()) == 1


def test_a_full_disk_leaves_the_store_as_it_was(tmp_path: Path, invented: ModuleType) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"不能挂载小磁盘：{mounted.stderr.strip()}")
    try:
        with open_store(f"sqlite:///{disk / 'a.sqlite'}") as store:
            invented.put(store, invented.rows(10))
            with pytest.raises(StoreError, match="磁盘已满"):
                invented.put(store, invented.rows(5_000))
            assert len(store.identity()) == 10 and len(store.batches()) == 1
            assert invented.put(store, invented.rows(12)).imported == 2
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_errors_never_quote_a_row(store: Store, invented: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = invented.rows(2)
    monkeypatch.setattr("workbench.store.plan.next_ids", lambda _, column, letter, count: [f"{letter}000001"] * count)
    with pytest.raises(StoreError) as caught:
        invented.put(store, frame)
    told = f"{caught.value} {caught.value.__cause__} {caught.value.__suppress_context__}"
    assert invented.name(1) not in told and "2026000001" not in told and caught.value.__suppress_context__
