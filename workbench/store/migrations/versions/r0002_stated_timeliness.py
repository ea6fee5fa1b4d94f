"""What a ledger itself says of time limits (按期标志), and the number of the responsible unit (责任单位代码)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None

COLUMNS = ("timely", "lead_unit_code")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("record_version", sa.Column(name, sa.Text, nullable=True))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("record_version", name)
