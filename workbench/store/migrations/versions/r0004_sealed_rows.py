"""Sealed rows (加密保存): a seal and its key's number beside what says who a person is, and triggers that allow sealing only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workbench.store.migrations import triggers

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None

_IDENTITY = "name id_type id_no phone email addr_now addr_hukou workplace proxy query_code co_contacts"
_BLOB = sa.LargeBinary
ADDED = {
    "identity": {"sealed": _BLOB, "key_id": sa.Text},
    "restricted": {"sealed": _BLOB, "key_id": sa.Text},
    "accusation": {"sealed": _BLOB, "key_id": sa.Text, "marks": _BLOB},
    "import_source": {"sealed": _BLOB, "key_id": sa.Text, "locked_sealed": _BLOB, "locked_key_id": sa.Text},
}
KEPT = {
    "identity": ("record_id", "version"),
    "restricted": ("record_id", "version"),
    "accusation": ("record_id", "version"),
    "import_source": ("batch_id", "sheet"),
}
PLAIN = {
    "identity": dict.fromkeys(_IDENTITY.split(), "NULL"),
    "restricted": {"accused": "NULL", "aid": "NULL"},
    "accusation": {"content": "''"},
    "import_source": {"cells": "EMPTY"},
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table, columns in ADDED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
        for name in ("key_id", "locked_key_id"):
            if name in columns:
                where = sa.text(f"{name} IS NOT NULL")
                op.create_index(f"ix_{table}_{name}", table, [name], sqlite_where=where, postgresql_where=where)
        statements = triggers.drop_append_only(dialect, table) + triggers.only_seals(
            dialect, table, KEPT[table], PLAIN[table], [name for name in columns if name.endswith("sealed")]
        )
        for statement in statements:
            op.execute(statement)


def downgrade() -> None:
    bind = op.get_bind()
    for table in ADDED:
        if bind.exec_driver_sql(f"SELECT 1 FROM {table} WHERE key_id IS NOT NULL LIMIT 1").first():
            raise RuntimeError(f"表 {table} 里有加密的行，旧版程序读不了；不能降级，请恢复加密之前的备份")
    for table, columns in ADDED.items():
        for statement in triggers.drop_only_seals(bind.dialect.name, table):
            op.execute(statement)
        for name in columns:
            if name in ("key_id", "locked_key_id"):
                op.drop_index(f"ix_{table}_{name}", table)
        for name in columns:
            op.drop_column(table, name)
        for statement in triggers.append_only(bind.dialect.name, table):
            op.execute(statement)
