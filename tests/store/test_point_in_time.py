"""PostgreSQL brought back to a moment: a base backup, the archived log, and everything written after that moment gone."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from workbench.domain.events import Event, EventKind
from workbench.store import Store, open_store
from workbench.store.table_digests import digests

pytestmark = pytest.mark.postgres
_SCRIPTS = Path(__file__).resolve().parents[2] / "deploy" / "postgres"


class Cluster:
    """Throw-away clusters below one folder, run by an unprivileged account."""

    def __init__(self, folder: Path, binaries: Path, user: str | None) -> None:
        self.folder, self.binaries, self.user = folder, binaries, user
        self.password, self.running = secrets.token_hex(12), set[str]()

    def run(self, *command: str) -> str:
        prefix = ["runuser", "-u", self.user, "--"] if self.user else []
        environment = {**os.environ, "PATH": f"{self.binaries}:{os.environ['PATH']}", "PGPASSWORD": self.password}
        done = subprocess.run(
            [*prefix, *command], env=environment, capture_output=True, text=True, cwd="/", timeout=60, check=False
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def make(self, name: str) -> None:
        secret = self.folder / "password"
        secret.write_text(self.password, encoding="ascii")
        if self.user:
            shutil.chown(secret, self.user)
        options = [
            "-U",
            "workbench",
            "-A",
            "scram-sha-256",
            "--pwfile",
            str(secret),
            "-E",
            "UTF8",
            "--locale",
            "C.UTF-8",
        ]
        self.run("initdb", "-D", str(self.folder / name), *options, "--no-sync")

    def start(self, name: str, *settings: str) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        told = [f"port={port}", f"unix_socket_directories={self.folder}", "listen_addresses=127.0.0.1", *settings]
        options = " ".join(f"-c {one}" for one in (*told, "fsync=off", "shared_buffers=16MB"))
        self.run(
            "pg_ctl",
            "-D",
            str(self.folder / name),
            "-w",
            "-l",
            str(self.folder / f"{name}.log"),
            "-o",
            options,
            "start",
        )
        self.running.add(name)
        return f"postgresql+psycopg://workbench:{self.password}@127.0.0.1:{port}/postgres"

    def stop(self, name: str) -> None:
        self.running.discard(name)
        self.run("pg_ctl", "-D", str(self.folder / name), "-m", "fast", "-w", "stop")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    if not found or not (found[0] / "pg_verifybackup").exists():
        pytest.skip("没有 PostgreSQL 服务器程序")
    accounts = {account.pw_name for account in pwd.getpwall()}
    user = next((name for name in ("postgres", "nobody") if name in accounts), None) if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="workbench-pitr-"))
    (folder / "wal").mkdir()
    shutil.copytree(_SCRIPTS, folder / "scripts")
    if user:
        for path in (folder, folder / "wal"):
            shutil.chown(path, user)
    made = Cluster(folder, found[0], user)
    try:
        yield made
    finally:
        for name in list(made.running):
            made.stop(name)
        shutil.rmtree(folder, ignore_errors=True)


def _write(store: Store, word: str, count: int) -> None:
    steps = [
        Event(EventKind.STEP, f"M-{word}-{number}", "甲", datetime(2026, 11, 22), payload={"kind": "进展"})
        for number in range(count)
    ]
    store.append_many(steps)


def _moment(store: Store) -> str:
    with store.reading() as connection:
        return str(connection.execute(sa.text("SELECT clock_timestamp()::text")).scalar_one())


def _recovered(url: str) -> None:
    """Wait until the server takes writes; a store's own connection asks for them as it begins."""
    import psycopg

    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for _ in range(300):
            if connection.execute("SELECT pg_is_in_recovery()").fetchone() == (False,):
                return
            time.sleep(0.1)
    raise AssertionError("恢复没有在 30 秒内完成")


def test_back_to_a_moment_row_for_row(cluster: Cluster) -> None:
    scripts, wal = cluster.folder / "scripts", cluster.folder / "wal"
    cluster.make("first")
    archiving = (scripts / "archive.conf").read_text(encoding="utf-8")
    archiving = archiving.replace("/opt/workbench/deploy/postgres", str(scripts)).replace(
        "/var/backups/workbench-wal", str(wal)
    )
    with (cluster.folder / "first" / "postgresql.conf").open("a", encoding="utf-8") as opened:
        opened.write(archiving)
    url = cluster.start("first", "wal_level=replica")
    port = url.rsplit(":", 1)[1].split("/")[0]
    with open_store(url) as store:
        _write(store, "before", 20)
        base = cluster.run(
            str(scripts / "base-backup.sh"),
            str(cluster.folder / "base"),
            "-h",
            "127.0.0.1",
            "-p",
            port,
            "-U",
            "workbench",
        ).strip()
        _write(store, "after the base", 30)
        with store.reading() as connection:
            kept = digests(connection)
        time.sleep(0.2)
        moment = _moment(store)
        time.sleep(0.2)
        _write(store, "by mistake", 10)
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("SELECT pg_switch_wal()"))
    cluster.stop("first")  # a fast stop archives what is complete
    assert len(list(wal.iterdir())) >= 2
    cluster.run(str(scripts / "restore-to-time.sh"), base, str(wal), str(cluster.folder / "second"), moment)
    url = cluster.start("second")
    _recovered(url)
    with open_store(url) as store:
        with store.reading() as connection:
            assert digests(connection) == kept
        assert store.last_seq() == 50
        _write(store, "and on", 1)  # it takes events again, numbered on
        assert store.last_seq() == 51


def test_a_restore_over_something_is_refused(cluster: Cluster) -> None:
    (cluster.folder / "taken").mkdir()
    (cluster.folder / "taken" / "x").touch()
    with pytest.raises(AssertionError, match="不是空目录"):
        cluster.run(
            str(cluster.folder / "scripts" / "restore-to-time.sh"), "b", "w", str(cluster.folder / "taken"), "t"
        )


def test_an_archived_piece_is_never_overwritten(cluster: Cluster) -> None:
    script, wal = str(cluster.folder / "scripts" / "archive-wal.sh"), str(cluster.folder / "wal")
    for name, content in (("one", b"a"), ("two", b"b")):
        (cluster.folder / name).write_bytes(content)
        (cluster.folder / name).chmod(0o644)
    for _ in range(2):
        cluster.run(script, str(cluster.folder / "one"), "0001", wal)
    with pytest.raises(AssertionError, match="没有覆盖"):
        cluster.run(script, str(cluster.folder / "two"), "0001", wal)
    assert [path.name for path in Path(wal).iterdir()] == ["0001"]
