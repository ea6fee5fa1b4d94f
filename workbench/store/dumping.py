"""The record of truth into one file and back (转储与装回): SQLite by its online backup while writers work, PostgreSQL by pg_dump."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from workbench.store import schema
from workbench.store.engine import make_engine, reading
from workbench.store.errors import StoreError, explain
from workbench.store.table_digests import TableDigest, digests

SQLITE_FILE: Final = "workbench.sqlite"
POSTGRES_FILE: Final = "workbench.pgdump"
_SECONDS: Final = 6 * 3600


@dataclass(frozen=True, slots=True)
class Dumped:
    """One dump (转储): its file, what every table held, and how far events and audit trail had come."""

    file: Path
    tables: Mapping[str, TableDigest]
    last_seq: int
    audit_seq: int
    audit_hash: str


def dump(engine: sa.Engine, folder: Path) -> Dumped:
    """The whole database as it stood at one moment, into `folder`; writers are not held up. StoreError in words."""
    if engine.dialect.name == "sqlite":
        return _dump_sqlite(engine, folder / SQLITE_FILE)
    return _dump_postgres(engine, folder / POSTGRES_FILE)


def load(file: Path, url: str) -> dict[str, TableDigest]:
    """Put a dump into an empty place and say what every table there holds now. StoreError where it is not empty."""
    if file.name == SQLITE_FILE:
        _load_sqlite(file, url)
    else:
        _load_postgres(file, url)
    engine = make_engine(url)
    try:
        with reading(engine, "核对恢复的记录库") as connection:
            return digests(connection)
    finally:
        engine.dispose()


def _told(connection: sa.Connection, file: Path) -> Dumped:
    last = connection.execute(sa.select(sa.func.coalesce(sa.func.max(schema.event.c.seq), 0))).scalar_one()
    audit = schema.audit.c
    head = connection.execute(sa.select(audit.seq, audit.hash).order_by(audit.seq.desc()).limit(1)).first()
    return Dumped(file, digests(connection), int(last), *(tuple(head) if head else (0, "")))


# --- SQLite ---------------------------------------------------------------------------------------------------------


def _dump_sqlite(engine: sa.Engine, file: Path) -> Dumped:
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(str(engine.url.database))) as source, closing(sqlite3.connect(file)) as copy:
            source.backup(copy)  # all pages in one step: one moment's state; in WAL mode no writer waits for it
            copy.execute("PRAGMA journal_mode=DELETE").fetchone()  # one file, nothing beside it
    except sqlite3.Error as error:
        raise explain(error, "备份记录库") from None
    return _told_of_file(file)


def _told_of_file(file: Path) -> Dumped:
    engine = sa.create_engine("sqlite://", creator=lambda: sqlite3.connect(f"file:{file}?mode=ro", uri=True))
    try:
        with engine.connect() as connection:
            return _told(connection, file)
    except sa.exc.SQLAlchemyError as error:
        raise explain(error, "核对备份的记录库") from None
    finally:
        engine.dispose()


def _load_sqlite(file: Path, url: str) -> None:
    target = sa.engine.make_url(url)
    if target.get_backend_name() != "sqlite" or not target.database:
        raise StoreError("这份备份是 SQLite 的，要恢复到 SQLite 文件；设置 database 应为空或 sqlite:///路径")
    path = Path(target.database)
    if path.exists():
        raise StoreError(f"{path} 已经存在，没有覆盖；请恢复到空目录")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(file, path)
    path.chmod(0o600)


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


def _dump_postgres(engine: sa.Engine, file: Path) -> Dumped:
    """pg_dump sees the very view the digests are counted in: it is handed this transaction's snapshot."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with reading(engine, "备份记录库") as connection:
        shot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        _run("pg_dump", ["--format=custom", f"--snapshot={shot}", f"--file={file}"], engine.url, "备份记录库")
        return _told(connection, file)


def _load_postgres(file: Path, url: str) -> None:
    target = sa.engine.make_url(url)
    if target.get_backend_name() not in {"postgresql", "postgres"}:
        raise StoreError("这份备份是 PostgreSQL 的，请用 --database 给出一个空的 PostgreSQL 库")
    engine = make_engine(url)
    try:
        with reading(engine, "恢复记录库") as connection:
            if sa.inspect(connection).get_table_names():
                raise StoreError(f"数据库 {target.database} 不是空的，没有恢复；请另建一个空库")
    finally:
        engine.dispose()
    options = [
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        f"--dbname={target.database}",
    ]
    _run("pg_restore", [*options, str(file)], target, "恢复记录库")


def _run(program: str, options: list[str], url: sa.URL, doing: str) -> None:
    """One of PostgreSQL's own programs; the password goes by the environment, which other accounts cannot read."""
    given = {"PGHOST": url.query.get("host") or url.host, "PGPORT": url.port, "PGUSER": url.username}
    given |= {"PGPASSWORD": url.password, "PGDATABASE": url.database}
    environment = {**os.environ, **{name: str(value) for name, value in given.items() if value}}
    try:
        done = subprocess.run(
            [_program(program), *options],
            env=environment,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise StoreError(f"{doing}：{program} 六小时没有做完，已停止；请查看数据库服务器") from None
    if done.returncode:
        raise (
            explain(RuntimeError(done.stderr), doing)
            if _is_known(done.stderr)
            else StoreError(
                f"{doing}：{program} 没有成功（退出码 {done.returncode}）；请由管理员用同一账户手工运行 {program} 查看原因"
            )
        )


def _is_known(said: str) -> bool:
    return "no space left" in said.lower() or "could not connect" in said.lower() or "permission denied" in said.lower()


def _program(name: str) -> str:
    """The newest of PostgreSQL's programs here: an older pg_dump refuses a newer server."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    found = next((str(folder / name) for folder in folders if (folder / name).exists()), shutil.which(name))
    if not found:
        raise StoreError(f"这台机器上没有 {name}；请安装 PostgreSQL 的客户端程序（Debian：postgresql-client）")
    return found
