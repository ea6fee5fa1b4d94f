"""The office server's record of truth on PostgreSQL (记录库服务器): its own cluster, roles, tables and grants.

One cluster of its own, reached by a socket on this machine only; who connects is who the operating system says (peer).
Everything here can be run again: what is there stays, what differs is brought to the table.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import workbench
from workbench.reference.database_grants import OWNER, database_grants
from workbench.usecases.office_commands import Runner, need_root

if TYPE_CHECKING:
    import sqlalchemy as sa

DATABASE: Final = "workbench"
SUPERUSER: Final = "postgres"
_FILES: Final = ("workbench.conf", "pg_hba.conf", "pg_ident.conf")
_INCLUDE: Final = "include = 'workbench.conf'\ninclude_dir = 'conf.d'\n"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster is: its data, the socket's folder, the account its server runs as."""

    data: Path = Path("/var/lib/workbench-postgres/data")
    socket: Path = Path("/run/workbench-postgres")
    server: str = "postgres"
    port: int = 5432

    def url(self, role: str = "", database: str = DATABASE) -> str:
        """SQLAlchemy's address; without a role the one of the account that connects."""
        who = f"{quote(role)}@" if role else ""
        port = "" if self.port == 5432 else f"&port={self.port}"
        return f"postgresql:///{database}?host={quote(str(self.socket), safe='/')}{port}".replace("///", f"//{who}/")

    @property
    def is_made(self) -> bool:
        return (self.data / "PG_VERSION").exists()


def deploy_folder() -> Path:
    """`deploy/` of the programme's folder; ValueError where the programme was installed without it."""
    folder = Path(workbench.__file__).resolve().parent.parent / "deploy"
    if not (folder / "postgres").is_dir():
        raise ValueError(
            f"找不到部署文件 {folder}；请把程序的源代码文件夹放在服务器上，在其中安装（docs/deployment.md）"
        )
    return folder


def binaries() -> Path:
    """The folder of the newest PostgreSQL server programs; LookupError with what to install."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    folders += [Path(on_path).resolve().parent] if on_path else []
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise LookupError("找不到 PostgreSQL 服务器程序（initdb、pg_ctl）；请安装：apt-get install postgresql")


def create_database(cluster: Cluster, run: Runner) -> list[str]:
    """Make cluster, roles, database, tables and grants; sentences of what was done. Leaves the server as it found it.

    PermissionError for anyone but root, LookupError without PostgreSQL, CommandFailed, StoreError.
    """
    if not run.dry:
        need_root("建立记录库服务器")
    told = []
    if not cluster.is_made:
        initialise(cluster, run)
        told.append(f"已在 {cluster.data} 建立数据库集群（带页面校验）")
    write_configuration(cluster, run)
    with running(cluster, run):
        if not run.dry:
            told += set_up(cluster)
    return told


def set_up(cluster: Cluster) -> list[str]:
    """Roles, database, newest tables and the grants, on a running cluster; sentences of what was new."""
    from workbench.store import grants

    told = []
    with _connected(cluster, SUPERUSER, "postgres") as connection:
        if made := grants.make_roles(connection):
            told.append(f"已建立数据库角色 {'、'.join(made)}")
        if not _has_database(connection):
            connection.exec_driver_sql(f"CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8'")
            told.append(f"已建立数据库 {DATABASE}")
    told.append(upgrade(cluster))
    with _connected(cluster, SUPERUSER, DATABASE) as connection:
        grants.close_database(connection, DATABASE)
    return [*told, f'office.toml 里写：database = "{cluster.url()}"']


def upgrade(cluster: Cluster) -> str:
    """Bring the tables to this programme, as their owner, and grant anew; which revision they have now."""
    from workbench.store import actor_sql, audit_sql, grants, migrate
    from workbench.store.engine import make_engine, writing

    engine = make_engine(cluster.url(OWNER))
    try:
        migrate.to_head(engine)
        with writing(engine, "授权") as connection:
            for statement in (*audit_sql.statements(), *actor_sql.statements()):
                grants.run_plain(connection, statement)
            grants.apply(connection)
    finally:
        engine.dispose()
    return f"表结构为 {migrate.HEAD}，权限已按 database_grants.yaml 授予"


def add_role(cluster: Cluster, account: str, groups: Sequence[str]) -> None:
    """The database role of an account, member of these group roles and of no other."""
    from workbench.store.grants import VIEWER_LIMIT, quoted

    name, others = quoted(account), set(database_grants().groups).difference(groups)
    with _connected(cluster, SUPERUSER, "postgres") as connection:
        if not _has_role(connection, account):
            connection.exec_driver_sql(f"CREATE ROLE {name}")
        connection.exec_driver_sql(
            f"ALTER ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT {VIEWER_LIMIT}"
        )
        connection.exec_driver_sql(f"REVOKE {', '.join(map(quoted, others))} FROM {name}")
        connection.exec_driver_sql(f"GRANT {', '.join(map(quoted, groups))} TO {name}")


def close_role(cluster: Cluster, account: str) -> None:
    """An account's role may no longer connect, and its connections end."""
    import sqlalchemy as sa

    from workbench.store.grants import quoted

    with _connected(cluster, SUPERUSER, "postgres") as connection:
        if _has_role(connection, account):
            connection.exec_driver_sql(f"ALTER ROLE {quoted(account)} NOLOGIN")
            ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = :name"
            connection.execute(sa.text(ending), {"name": account})


def memberships(cluster: Cluster) -> dict[str, set[str]]:
    """Each role that may connect, with the group roles it is in."""
    query = (
        "SELECT m.rolname, g.rolname FROM pg_roles m LEFT JOIN pg_auth_members a ON a.member = m.oid "
        "LEFT JOIN pg_roles g ON g.oid = a.roleid WHERE m.rolcanlogin"
    )
    found: dict[str, set[str]] = {}
    with _connected(cluster, SUPERUSER, "postgres") as connection:
        for member, group in connection.exec_driver_sql(query):
            found.setdefault(member, set()).update([group] if group else [])
    return found


def write_configuration(cluster: Cluster, run: Runner) -> None:
    """Our settings, who may connect and as whom; the server's own account reads them, nobody else."""
    for name in _FILES:
        if not run.note(f"写入 {cluster.data / name}"):
            continue
        text = (deploy_folder() / "postgres" / name).read_text(encoding="utf-8")
        text = text.replace(" SERVER ", f" {cluster.server} ")
        _private(cluster.data / name, text, cluster.server)
    if not run.dry:
        (cluster.data / "conf.d").mkdir(mode=0o700, exist_ok=True)
        shutil.chown(cluster.data / "conf.d", cluster.server)
        main = cluster.data / "postgresql.conf"
        kept = main.read_text(encoding="utf-8")
        if _INCLUDE not in kept:
            place = f"unix_socket_directories = '{cluster.socket}'\nport = {cluster.port}\n"
            _private(main, f"{kept.rstrip()}\n\n# 联席办工作台\n{place}{_INCLUDE}", cluster.server)


@contextmanager
def running(cluster: Cluster, run: Runner) -> Iterator[None]:
    """The server running: as it is, or started for as long as this lasts."""
    if (cluster.data / "postmaster.pid").exists():
        yield
        return
    control = (str(binaries() / "pg_ctl"), "-D", str(cluster.data), "-w")
    if run.note(f"install -d -o {cluster.server} -m 0755 {cluster.socket}"):
        cluster.socket.mkdir(mode=0o755, parents=True, exist_ok=True)
        shutil.chown(cluster.socket, cluster.server)
    run(*control, "-l", str(cluster.data / "start.log"), "start", account=cluster.server)
    try:
        yield
    finally:
        run(*control, "-m", "fast", "stop", account=cluster.server)


def initialise(cluster: Cluster, run: Runner) -> None:
    """Make the cluster's folder and files, owned by the server's account; nobody comes in but by peer on the socket."""
    if run.note(f"install -d -o {cluster.server} -m 0700 {cluster.data}"):
        cluster.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.chown(cluster.data, cluster.server)
    words = ("-D", str(cluster.data), "-U", SUPERUSER, "-E", "UTF8", "--locale", "C.UTF-8", "--data-checksums")
    run(str(binaries() / "initdb"), *words, "--auth-local=peer", "--auth-host=reject", account=cluster.server)


def _private(file: Path, text: str, owner: str) -> None:
    draft = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)
    shutil.chown(draft, owner)
    draft.replace(file)


@contextmanager
def _connected(cluster: Cluster, role: str, database: str) -> Iterator[sa.Connection]:
    """A connection that commits each statement; database errors become StoreError."""
    import sqlalchemy as sa

    from workbench.store.engine import make_engine
    from workbench.store.errors import explain

    engine = make_engine(cluster.url(role, database))
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection
    except sa.exc.SQLAlchemyError as error:
        raise explain(error, "设置记录库服务器") from None
    finally:
        engine.dispose()


def _has_database(connection: sa.Connection) -> bool:
    return bool(connection.exec_driver_sql(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'").scalar())


def _has_role(connection: sa.Connection, account: str) -> bool:
    import sqlalchemy as sa

    return bool(connection.scalar(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": account}))
