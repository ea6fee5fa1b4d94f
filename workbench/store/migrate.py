"""Bringing a database to the tables this version of the programme knows (升级表结构)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from workbench.store.engine import reading, writing
from workbench.store.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "r0004"
"""Newest migration; a test holds it equal to what `migrations/versions` ends in, so a start needs no Alembic."""

_NEWER: Final = "数据库由更新版本的程序建立，本程序不认识它的表结构；请先升级程序"


def to_head(engine: sa.Engine) -> None:
    """Run what is missing, all in one transaction; StoreError if the database is newer than the programme."""
    found = _revision(engine)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise StoreError(_NEWER)
    if not _may_migrate(engine):
        raise StoreError(
            f"记录库的表结构是 {found or '空'}，本程序要 {HEAD}，您的账户无权升级；"
            "请管理员运行 workbench office database upgrade"
        )
    from alembic import command
    from alembic.util import CommandError

    with writing(engine, "升级数据库表结构") as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise StoreError(_NEWER) from None


def _revision(engine: sa.Engine) -> str | None:
    with reading(engine, "打开记录库") as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _may_migrate(engine: sa.Engine) -> bool:
    """On an office server accounts only use the tables; their owner alone changes them. SQLite knows no owner."""
    if engine.dialect.name != "postgresql":
        return True
    owns = "SELECT has_schema_privilege(current_user, 'public', 'CREATE')"
    with reading(engine, "打开记录库") as connection:
        return bool(connection.execute(sa.text(owns)).scalar())


def alembic_config() -> Config:
    """Alembic's settings, without an ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
