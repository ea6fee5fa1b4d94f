"""A backup is one moment's state, restores row for row, and what is damaged or stands in the way is named."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from workbench.domain.events import Event, EventKind
from workbench.settings import Settings
from workbench.store import StoreError
from workbench.store.table_digests import digests
from workbench.usecases.audit_trail import anchor, verify
from workbench.usecases.backup import backup
from workbench.usecases.keep_file import file_path, keep_file
from workbench.usecases.office import Office
from workbench.usecases.restore import restore, verify_backup
from workbench.usecases.rotate_keys import init_keys, seal_rows


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


def _attach(office: Office, tmp_path: Path) -> None:
    scan = tmp_path / "回证.txt"
    scan.write_text("已签收", encoding="utf-8")
    keep_file(office, "R000001", scan, "送达回证")


def _tree(home: Path) -> dict[str, bytes]:
    left_out = ("links", "views", "keys", "evaluation")
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and not path.name.startswith("workbench.sqlite") and path.name != "audit.anchors"
        and path.relative_to(home).parts[0] not in left_out
    }  # fmt: skip


def test_a_restored_office_is_the_same_row_for_row(own_office: Office, tmp_path: Path, shelf: Path) -> None:
    _attach(own_office, tmp_path)
    anchor(own_office)
    with own_office.store.reading() as connection:
        before = digests(connection)
    made = backup(own_office, shelf)
    assert made.rows == {name: table.rows for name, table in before.items()} and made.rows["event"] > 100
    assert verify_backup(made.folder).rows == made.rows
    home = tmp_path / "restored"
    done = restore(made.folder, home)
    assert done.last_seq == made.last_seq == own_office.store.last_seq()
    again = Office(Settings(home=home))
    with again.store.reading() as connection:
        found = digests(connection)
    assert {name: table for name, table in found.items() if name != "audit"} == {
        name: table for name, table in before.items() if name != "audit"
    }
    assert found["audit"].rows == before["audit"].rows + 1  # that it was restored
    assert again.edition().id == own_office.edition().id
    older = [
        path.name for path in own_office.settings.editions.iterdir() if path.name not in {again.edition().id, "current"}
    ]
    everything = _tree(own_office.settings.home)
    assert _tree(home) == {
        name: held for name, held in everything.items() if not any(f"/{id}/" in name for id in older)
    }
    assert (home / "workbench.sqlite").stat().st_mode & 0o777 == 0o600 and home.stat().st_mode & 0o777 == 0o700
    assert verify(Office(Settings(home=home, roles=("auditor",)))).is_whole
    kept = again.store.events([EventKind.ATTACHED])[-1]
    assert file_path(again, kept.payload["sha256"]).read_text(encoding="utf-8") == "已签收"


def test_writers_go_on_while_it_is_made(own_office: Office, shelf: Path) -> None:
    stop, written = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            step = Event(EventKind.STEP, "M-R000001", "甲", datetime.now().astimezone(), payload={"kind": "进展"})
            written.append(own_office.store.append(step).seq)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backup(own_office, shelf) for _ in range(3)]
    finally:
        stop.set()
        writer.join()
    assert written == list(range(written[0], written[0] + len(written))) and len(written) > 3
    for one in made:
        assert verify_backup(one.folder).last_seq == one.last_seq
    assert made[0].last_seq < made[2].last_seq


@pytest.mark.parametrize("victim", ["database/workbench.sqlite", "home/office.toml"])
def test_a_damaged_file_is_named_and_nothing_restored(
    own_office: Office, tmp_path: Path, shelf: Path, victim: str
) -> None:
    (own_office.settings.home / "office.toml").write_text('actor = "甲"\n', encoding="utf-8")
    folder = backup(own_office, shelf).folder
    damaged = bytearray((folder / victim).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (folder / victim).write_bytes(damaged)
    for act in (lambda: restore(folder, tmp_path / "r"), lambda: verify_backup(folder)):
        with pytest.raises(StoreError, match=f"文件 {victim} 已损坏"):
            act()
    (folder / victim).unlink()
    with pytest.raises(StoreError, match=f"缺文件 {victim}"):
        verify_backup(folder)
    assert not (tmp_path / "r").exists()


def test_a_manifest_that_tells_other_rows_is_found_out(own_office: Office, tmp_path: Path, shelf: Path) -> None:
    folder = backup(own_office, shelf).folder
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["tables"]["event"]["digest"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(StoreError, match="表 event 行数相同"):
        restore(folder, tmp_path / "r")
    assert not (tmp_path / "r").exists() and not list(tmp_path.glob(".r-restoring*"))
    manifest["files"]["home/../../x"] = {"sha256": "", "size": 0, "mode": 0o600}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(StoreError, match="不合规的文件名"):
        restore(folder, tmp_path / "r")


def test_what_stands_in_the_way_is_said(own_office: Office, tmp_path: Path, shelf: Path) -> None:
    made = backup(own_office, shelf)
    with pytest.raises(StoreError, match="不是空目录"):
        restore(made.folder, own_office.settings.home)
    with pytest.raises(StoreError, match="不是完整的备份"):
        restore(tmp_path / "nothing", tmp_path / "r")
    with pytest.raises(StoreError, match="不能放在数据目录"):
        backup(own_office, own_office.settings.home / "backup")
    with pytest.raises(StoreError, match="同一介质"):
        backup(own_office, shelf, keys_to=tmp_path / "elsewhere")
    assert [path.name for path in shelf.iterdir()] == [made.folder.name]


def test_a_sealed_backup_opens_with_its_key_only(own_office: Office, tmp_path: Path, shelf: Path) -> None:
    from workbench.store.file_seal import make_pair

    private, public = make_pair(tmp_path / "pair")
    folder = backup(own_office, shelf, public=public).folder
    name = own_office.store.identity()["name"].dropna().iloc[0].encode()
    assert not [path for path in folder.rglob("*") if path.is_file() and name in path.read_bytes()]
    with pytest.raises(StoreError, match="请用 --key"):
        verify_backup(folder)
    other, _ = make_pair(tmp_path / "other")
    with pytest.raises(StoreError, match="打不开这份备份"):
        verify_backup(folder, key=other)
    restore(folder, tmp_path / "r", key=private)
    assert Office(Settings(home=tmp_path / "r")).store.last_seq() == own_office.store.last_seq()


def test_keys_stay_out_and_go_to_another_medium(own_office: Office, tmp_path: Path, shelf: Path, disk: Path) -> None:
    init_keys(own_office)
    seal_rows(own_office)
    folder = backup(own_office, shelf, keys_to=disk / "keys").folder
    assert not [path for path in folder.rglob("*") if path.suffix in {".key", ".keys"}]
    home = tmp_path / "r"
    shutil.copytree(disk / "keys" / folder.name / "keys", home / "keys")
    restore(folder, home)
    assert Office(Settings(home=home)).store.identity().equals(own_office.store.identity())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own (24 MB); skipped where one cannot be mounted."""
    import os
    import subprocess

    if os.geteuid() != 0:
        pytest.skip("只有 root 能挂载小盘")
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], check=False).returncode:
        pytest.skip("这里不能挂载 tmpfs")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_backup_disk_is_said_and_leaves_nothing(own_office: Office, disk: Path) -> None:
    (disk / "ballast").write_bytes(b"0" * (23 << 20))
    seq = own_office.store.last_seq()
    with pytest.raises(StoreError, match=r"(备份失败|磁盘已满)"):
        backup(own_office, disk / "shelf")
    assert list((disk / "shelf").iterdir()) == [] and own_office.store.last_seq() == seq
    (disk / "ballast").unlink()
    assert verify_backup(backup(own_office, disk / "shelf").folder)


@pytest.mark.postgres
def test_postgres_restores_row_for_row(postgres_server: str, postgres_url: str, tmp_path: Path, shelf: Path) -> None:
    import psycopg

    office = Office(Settings(home=tmp_path / "home", database=postgres_url, actor="测试员"))
    events = [
        Event(EventKind.STEP, f"M-R00000{n}", "甲", datetime(2026, 11, 22), payload={"kind": "进展"}) for n in (1, 2)
    ]
    office.store.append_many(events)
    made = backup(office, shelf)
    with pytest.raises(StoreError, match="不是空的"):
        verify_backup(made.folder, database=postgres_url)
    plain = postgres_url.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS restored")
        connection.execute("CREATE DATABASE restored")
    try:
        other = f"{postgres_server}/restored"
        restore(made.folder, tmp_path / "r", database=other)
        again = Office(Settings(home=tmp_path / "r", database=other))
        assert [event.subject for event in again.store.events()] == ["M-R000001", "M-R000002"]
        with pytest.raises(StoreError, match="只增不改"):
            from workbench.store.engine import writing

            with writing(again.store.engine, "试改") as connection_:
                connection_.exec_driver_sql("DELETE FROM event")
        again.store.close()
    finally:
        office.store.close()
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute("DROP DATABASE restored WITH (FORCE)")
