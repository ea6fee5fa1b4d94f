"""The audit trail (审计日志): who read identity, exported, revealed or was refused; each entry sealed to the one before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workbench.store.migrations import triggers

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None

COLUMNS = ("at", "actor", "role", "act", "object", "subject", "purpose", "detail", "before", "hash")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger, nullable=False, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in COLUMNS),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    for statement in triggers.append_only(op.get_bind().dialect.name, "audit"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit")
