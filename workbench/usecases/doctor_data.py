"""The office's data (体检·数据): record of truth, edition, clock, audit trail, keys, backups. Read only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from workbench.domain.roles import AuditAct, DataKind
from workbench.store import schema
from workbench.store.engine import make_engine, reading
from workbench.store.migrate import HEAD
from workbench.usecases.doctor import Check, Finding, Level
from workbench.usecases.office import Office

OLD: Final = timedelta(days=3)
BACKUP: Final = timedelta(days=8)
SLACK: Final = timedelta(minutes=5)
_SQLITE: Final = "sqlite"


def has_database(office: Office) -> bool:
    """Whether there is a record of truth yet; asking must not make one."""
    target = sa.engine.make_url(office.settings.database_url)
    return target.get_backend_name() != _SQLITE or bool(target.database and Path(target.database).exists())


def is_ready(office: Office) -> bool:
    """Whether the store can be opened without changing it: opening one of an earlier form would migrate it."""
    return has_database(office) and _revision(office) == HEAD


def _revision(office: Office) -> str | None:
    """The form of the tables as the database has it; None for one without tables."""
    engine = make_engine(office.settings.database_url)
    try:
        with reading(engine, "体检") as connection:
            named = sa.inspect(connection).has_table("alembic_version")
            return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() if named else None
    finally:
        engine.dispose()


def _place(office: Office) -> str:
    return sa.engine.make_url(office.settings.database_url).render_as_string(hide_password=True)


def database(office: Office, _now: datetime) -> Iterator[Finding]:
    """Can it be reached, and does its form match this programme? Nothing is migrated here."""
    if not has_database(office):
        yield Finding("记录库", Level.NOTE, "还没有建立", _place(office), "首次导入台账（workbench import）时自动建立")
        return
    found = _revision(office)
    if found == HEAD:
        yield Finding("记录库", Level.GOOD, f"可以打开，表结构 {HEAD}", _place(office))
    elif found and found > HEAD:
        yield Finding(
            "记录库", Level.BAD, f"表结构 {found} 比程序的 {HEAD} 新", _place(office), "请先升级程序；不要用旧程序写入"
        )
    else:
        told = f"表结构是 {found or '空'}，程序要 {HEAD}"
        yield Finding(
            "记录库", Level.NOTE, told, _place(office), "先备份，再运行任一命令（如 workbench publish）即自动升级"
        )


def edition(office: Office, now: datetime) -> Iterator[Finding]:
    """Is there one, of which day, and was anything imported or recorded since it was made?"""
    from workbench.store.errors import NoEdition

    where = str(office.settings.editions)
    try:
        current = office.edition()
        made = datetime.fromisoformat(current.meta["created_at"]).astimezone()
    except NoEdition:
        yield Finding("版次", Level.NOTE, "还没有发布过", where, "导入台账后运行 workbench publish")
        return
    newer = _newer(office, made) if is_ready(office) else ""
    if newer:
        yield Finding(
            "版次", Level.NOTE, f"{current.id} 之后{newer}，清单和总数还没有算进去", where, "运行 workbench publish"
        )
    if now - made > OLD:
        told = f"{current.id} 是 {(now - made).days} 天前发布的（统计截止 {current.as_of}），期限状态可能已过时"
        yield Finding("版次", Level.NOTE, told, where, "运行 workbench publish")
    if not newer and now - made <= OLD:
        yield Finding("版次", Level.GOOD, f"{current.id}，{made:%Y-%m-%d %H:%M} 发布", where)


def _newer(office: Office, made: datetime) -> str:
    """Imports and events since a moment, in words."""
    with office.store.reading() as connection:
        imports = _after(connection, schema.import_batch.c.imported_at, made)
        events = _after(connection, schema.event.c.at, made)
    parts = [f"又导入 {imports} 次"] if imports else []
    return "、".join(parts + ([f"又有 {events} 条登记"] if events else []))


def _after(connection: sa.Connection, column: Any, moment: datetime) -> int:
    """How many moments of a column are later; compared as moments, for texts of two time zones do not sort."""
    day = (moment - timedelta(days=1)).date().isoformat()
    found = connection.execute(sa.select(column).where(column >= day)).scalars()
    return sum(_moment(one) > moment for one in found)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone()


def clock(office: Office, now: datetime) -> Iterator[Finding]:
    """The machine's clock must not stand before what was already recorded: clocks of duties would run backwards."""
    if not is_ready(office):
        return
    latest = _latest(office)
    if latest is None:
        yield Finding("时钟", Level.GOOD, "还没有登记，无可比对")
    elif latest > now + SLACK:
        told = f"本机时间 {now:%Y-%m-%d %H:%M} 早于最近一次登记 {latest:%Y-%m-%d %H:%M}"
        todo = "核对本机时间和时区（timedatectl），改正之前不要登记、导入、发布"
        yield Finding("时钟", Level.BAD, told, "本机时钟", todo)
    else:
        yield Finding("时钟", Level.GOOD, f"最近一次登记 {latest:%Y-%m-%d %H:%M}，在本机时间之前")


def _latest(office: Office) -> datetime | None:
    """The latest moment recorded by the machine: imports, the audit trail, and the last thousand events."""
    last = schema.event.c
    with office.store.reading() as connection:
        moments = [
            *connection.execute(sa.select(schema.import_batch.c.imported_at)).scalars(),
            *connection.execute(sa.select(last.at).order_by(last.seq.desc()).limit(1000)).scalars(),
            *connection.execute(sa.select(schema.audit.c.at).order_by(schema.audit.c.seq.desc()).limit(100)).scalars(),
        ]
    return max(map(_moment, moments), default=None)


def audit(office: Office, _now: datetime) -> Iterator[Finding]:
    """Is the chain of the audit trail whole?"""
    from workbench.access.gate import decide
    from workbench.usecases.audit_trail import verify

    if not is_ready(office):
        return
    if not decide(office.settings.viewer, DataKind.ACCESS_LOG).may_read:
        yield Finding("审计链", Level.NOTE, "本账户无权核对", todo="由联席办主任或审计人员运行 workbench audit verify")
        return
    found = verify(office)
    if found.is_whole:
        yield Finding("审计链", Level.GOOD, found.sentence)
    else:
        todo = "不要再写入；保全数据库文件和备份，请审计人员用 workbench audit verify 复核"
        yield Finding("审计链", Level.BAD, found.sentence, _place(office), todo)


def keys(office: Office, _now: datetime) -> Iterator[Finding]:
    """Can this account open what is sealed, and is anything sealed with a key that is gone?"""
    from workbench.store.keyring import KeyMissing

    ring = office.keys
    if not ring.is_there:
        todo = "多人使用或有备份外存的，请用 workbench keys 建立密钥"
        yield Finding("密钥", Level.NOTE, "没有密钥环，身份信息没有加密保存，只靠文件权限", todo=todo)
        return
    try:
        held = ring.ring()
        ring.cipher(held.current)
    except KeyMissing as missing:
        yield Finding("密钥", Level.BAD, str(missing), str(ring.folder), "见上；不要另建新密钥")
        return
    live = sum(bool(key.wrapped) for key in held.keys)
    yield Finding(
        "密钥", Level.GOOD, f"主密钥 {held.master}，数据密钥 {live} 个，在用 {held.current}", str(ring.folder)
    )


def backup(office: Office, now: datetime) -> Iterator[Finding]:
    """When was the last backup, as the audit trail has it?"""
    if not is_ready(office):
        return
    table = schema.audit.c
    with office.store.reading() as connection:
        found = connection.execute(sa.select(sa.func.max(table.at)).where(table.act == AuditAct.BACKUP.value)).scalar()
    if found is None:
        yield Finding(
            "备份", Level.NOTE, "没有备份的记录", todo="运行 workbench backup，并把备份放到另一台机器或磁盘上"
        )
        return
    age = now - _moment(found)
    if age > BACKUP:
        yield Finding(
            "备份", Level.BAD, f"最近一次备份在 {age.days} 天前", todo="运行 workbench backup；并核对定时任务"
        )
    else:
        yield Finding("备份", Level.GOOD, f"最近一次备份 {_moment(found):%Y-%m-%d %H:%M}")


CHECKS: Final[dict[str, Check]] = {
    "记录库": database, "版次": edition, "时钟": clock, "审计链": audit, "密钥": keys, "备份": backup,
}  # fmt: skip
