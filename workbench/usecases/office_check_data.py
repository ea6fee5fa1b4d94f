"""Inspection of the data (部署检查·数据): the record of truth, files' rights, keys, edition, backups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbench.reference.database_grants import OWNER
from workbench.reference.office_files import Place
from workbench.usecases import doctor_data
from workbench.usecases.doctor import Finding
from workbench.usecases.office import Office
from workbench.usecases.office_check import Check, Deployment, bad, good, note
from workbench.usecases.office_permissions import check_permissions

if TYPE_CHECKING:
    import sqlalchemy as sa

OLDEST_BACKUP: Final = timedelta(hours=36)
OLDEST_VERIFIED: Final = timedelta(days=9)
_SETTINGS: Final[Mapping[str, tuple[str, str]]] = {
    "listen_addresses": ("", "数据库不应监听网络"),
    "fsync": ("on", "断电会丢登记"),
    "full_page_writes": ("on", "断电会坏页"),
    "synchronous_commit": ("on", "断电会丢最后几条登记"),
    "data_checksums": ("on", "磁盘坏页发现不了；须重建集群"),
    "password_encryption": ("scram-sha-256", "口令摘要过弱"),
    "log_statement": ("none", "日志会记下身份信息"),
    "log_min_error_statement": ("panic", "日志会记下出错语句里的身份信息"),
    "log_error_verbosity": ("terse", "日志会记下出错的整行"),
}
_MEND: Final = "workbench office database create 重写设置，再 systemctl restart workbench-postgres"
_MANY: Final = 20


@contextmanager
def _asking(d: Deployment, role: str = OWNER) -> Iterator[sa.Connection]:
    from workbench.store.engine import make_engine, reading

    assert d.cluster is not None
    engine = make_engine(d.cluster.url(role))
    try:
        with reading(engine, "检查记录库") as connection:
            yield connection
    finally:
        engine.dispose()


def database(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Is it PostgreSQL, does it answer, are its tables of this programme?"""
    from workbench.store.migrate import HEAD

    if d.cluster is None:
        told = "database 不是本机套接字上的 PostgreSQL；多人同用须用它"
        yield bad(
            "记录库", told, d.hub_file, "workbench office database create，再写 database = …（docs/deployment.md）"
        )
        return
    with _asking(d) as connection:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if found != HEAD:
        yield bad("记录库", f"表结构 {found}，程序要 {HEAD}", d.cluster.socket, "workbench office database upgrade")
    else:
        yield good("记录库", f"可连接，表结构 {found}", d.cluster.socket)


def database_settings(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Nothing is lost in a power cut, nothing listens on the network, nothing personal is logged."""
    if d.cluster is None:
        return
    with _asking(d, "postgres") as connection:
        rows = connection.exec_driver_sql("SELECT name, setting FROM pg_settings")
        shown = {row.name: row.setting for row in rows}
    for name, (wanted, why) in _SETTINGS.items():
        if shown.get(name) != wanted:
            yield bad("数据库设置", f"{name} 是“{shown.get(name)}”，应为“{wanted}”：{why}", d.cluster.data, _MEND)


def who_connects(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Only the operating system says who somebody is; no network, no trust, no line that cannot be read."""
    import sqlalchemy as sa

    if d.cluster is None:
        return
    rules = sa.text("SELECT line_number, type, auth_method, error FROM pg_hba_file_rules ORDER BY line_number")
    idents = sa.text("SELECT line_number, error FROM pg_ident_file_mappings WHERE error IS NOT NULL")
    with _asking(d, "postgres") as connection:
        for row in connection.execute(rules):
            if row.error:
                yield bad("数据库登录", f"pg_hba.conf 第 {row.line_number} 行有误：{row.error}", d.cluster.data, _MEND)
            elif row.auth_method not in {"peer", "reject"} or (row.type != "local" and row.auth_method != "reject"):
                told = f"pg_hba.conf 第 {row.line_number} 行允许 {row.type} {row.auth_method}"
                yield bad("数据库登录", f"{told}；只应有本机套接字和 peer", d.cluster.data, _MEND)
        for row in connection.execute(idents):
            yield bad("数据库登录", f"pg_ident.conf 第 {row.line_number} 行有误：{row.error}", d.cluster.data, _MEND)


def database_roles(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """No superuser but the server's own account; nobody but that one makes roles or databases."""
    if d.cluster is None:
        return
    query = (
        "SELECT rolname FROM pg_roles WHERE (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)"
        " AND rolname <> 'postgres' AND rolname NOT LIKE 'pg\\_%%'"
    )
    with _asking(d, "postgres") as connection:
        for name in connection.exec_driver_sql(query).scalars():
            yield bad(
                "数据库角色",
                f"{name} 有管理权限",
                d.cluster.socket,
                f'ALTER ROLE "{name}" NOSUPERUSER NOCREATEROLE NOCREATEDB',
            )


def database_grants(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Exactly the grants of the table, the function by which viewers enter the audit trail, and that accounts write as themselves."""
    from workbench.store import actor_sql
    from workbench.store.grants import differences, missing_functions

    if d.cluster is None:
        return
    with _asking(d) as connection:
        (beyond, missing), absent = differences(connection), missing_functions(connection)
        unheld = actor_sql.missing(connection)
    for found, told in ((beyond, "多授"), (missing, "缺")):
        for role, table, column, privilege in sorted(found):
            what = f"{role} 在 {table}{f'({column})' if column else ''} 上{told} {privilege}"
            yield bad("数据库权限", what, d.cluster.socket, "workbench office database upgrade 重新授权")
    for name in sorted(absent):
        yield bad("数据库权限", f"没有函数 {name}", d.cluster.socket, "workbench office database upgrade")
    for table in unheld:
        yield bad(
            "数据库权限", f"{table} 的经办人未限定为本人账户", d.cluster.socket, "workbench office database upgrade"
        )


def files(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Rights of home, research editions and backups as the table has them."""
    hub = d.layout.places[Place.HUB]
    wrong = [one for one in check_permissions(d.layout) if not one.path.is_relative_to(hub)]
    for one in wrong[:_MANY]:
        yield bad("文件权限", one.what, one.path, "workbench office permissions --apply")
    if len(wrong) > _MANY:
        yield bad(
            "文件权限", f"另有 {len(wrong) - _MANY} 处", d.options.home, "workbench office permissions 可列出全部"
        )


def keys(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Keys apart from the data, all there; accusations' key apart from the rest (`files` looks at modes)."""
    settings, ring = d.settings, d.options.home / "keys" / "identity.keys"
    if settings.keys_dir is None or settings.keys_dir.resolve().is_relative_to(d.options.home.resolve()):
        yield bad(
            "密钥",
            "主密钥与数据在同一目录：拷走数据就能解开",
            d.options.home / "office.toml",
            'keys_dir = "/etc/workbench/keys"',
        )
    if not ring.exists():
        yield bad("密钥", "没有密钥环：身份信息没有加密保存", ring, "workbench keys init，再 workbench keys seal")
        return
    masters = settings.master_keys
    if not list(masters.glob("master-*.key")):
        yield bad("密钥", "没有主密钥，加密的内容打不开", masters, "从保管人处取回 master-*.key；不要另建")
    if not list((masters / "discipline").glob("accusation-*.key")):
        yield note(
            "密钥",
            "没有检举控告私钥，纪检联络打不开内容",
            masters / "discipline",
            "由纪检联络保管的，放回此处；否则不必处理",
        )


def office_file(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """The office's settings fit a shared server and hold no password."""
    settings, place = d.settings, d.options.home / "office.toml"
    if settings.share_group != "wb-office":
        yield bad("办公室设置", "没有 share_group，承办和主任互相读不到对方的文件", place, 'share_group = "wb-office"')
    if place.exists() and ":" in _user_info(place.read_text(encoding="utf-8")):
        yield bad("办公室设置", "database 里写了口令", place, "改用本机套接字（peer），不写口令")


def _user_info(text: str) -> str:
    """What stands before the @ of an address."""
    for line in text.splitlines():
        if line.strip().startswith("database") and "@" in line:
            return line.split("//", 1)[-1].split("@")[0]
    return ""


def edition(d: Deployment, now: datetime) -> Iterator[Finding]:
    yield from doctor_data.edition(Office(d.settings), now)


def backups(d: Deployment, now: datetime) -> Iterator[Finding]:
    """A backup of the last day and a half, and one of the last nine days that was restored to see that it can be."""
    found = sorted(d.backup.glob("*/manifest.json"), key=_made, reverse=True) if d.backup.is_dir() else []
    if not found:
        yield bad("备份", "还没有备份", d.backup, "systemctl start workbench-backup；并核对 workbench-backup.timer")
        return
    age = now.timestamp() - _made(found[0])
    told = f"最近一次 {datetime.fromtimestamp(_made(found[0])):%Y-%m-%d %H:%M}"
    if age > OLDEST_BACKUP.total_seconds():
        yield bad(
            "备份",
            f"{told}，已超过 {OLDEST_BACKUP.total_seconds() / 3600:.0f} 小时",
            found[0].parent,
            "journalctl -u workbench-backup 查原因",
        )
    else:
        yield good("备份", told, found[0].parent)
    mark = d.backup / "verified"
    if not mark.exists() or now.timestamp() - mark.stat().st_mtime > OLDEST_VERIFIED.total_seconds():
        yield note("备份", "九天内没有做过恢复核对", d.backup, "systemctl start workbench-backup-verify")
    if d.backup.exists() and d.options.home.exists() and d.backup.stat().st_dev == d.options.home.stat().st_dev:
        yield note("备份", "备份和数据在同一块磁盘上", d.backup, "另接一块磁盘或把备份拷到另一台机器")


def _made(manifest: Path) -> float:
    return manifest.stat().st_mtime


CHECKS: Final[dict[str, Check]] = {
    "记录库": database,
    "数据库设置": database_settings,
    "数据库登录": who_connects,
    "数据库角色": database_roles,
    "数据库权限": database_grants,
    "文件权限": files,
    "密钥": keys,
    "办公室设置": office_file,
    "版次": edition,
    "备份": backups,
}
