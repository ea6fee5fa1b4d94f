"""The record of truth: batches, records and their versions, identity and accusations apart, events.

Column names are written out here and not taken from `domain.fields`: this migration must stay what it was.
"""

import sqlalchemy as sa
from alembic import op

from workbench.store.migrations import triggers

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

_OPEN = """
    case_no case_no_upper dup_of_no linked_ids batch source_level reg_time petition_date first_date
    first_office channel reg_office reg_person visit_place addressee is_anon joint headcount
    involved group_kind title summary claim claim_orig dispute_focus cause topic purpose hot_topic
    ssxt legit place_issue town cross_flag first_here first_nat repeat times backlog legal_suit
    urgent skip_level public_ok handle_way to_office assign_time assign_times lead_unit assist_units
    lead_office case_leader team accept_date due_date extend done_date plan prior progress opinion
    opinion_no delivered ptr_opinion petition_state resolve_state end_flag review rereview hearing
    legal_path supervise visitback sat_dept sat_unit sat_state leader_note remark
"""
_WHOLE_NUMBERS = "headcount involved times assign_times"
_TRUTHS = "is_anon joint first_here first_nat repeat backlog legal_suit urgent skip_level public_ok"
_SECRET = "name id_type id_no phone email addr_now addr_hukou workplace proxy query_code co_contacts"
_APPEND_ONLY = "import_batch import_source record_version identity restricted accusation quarantine event"


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    _batches()
    _records()
    _side_tables()
    _events()
    statements = triggers.functions(dialect) + triggers.only_moves_on(dialect)
    for table in _APPEND_ONLY.split():
        statements += triggers.append_only(dialect, table)
    for statement in statements:
        op.execute(statement)


def _text(name: str, *, empty: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=empty)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.{column}"], name=f"fk_{table}_{column}")


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _batches() -> None:
    op.create_table(
        "import_batch",
        *(_text(name) for name in ["batch_id", "file_name", "sha256", "signature", "imported_at", "actor"]),
        *(_number(name) for name in ["read", "imported", "unchanged", "updated", "quarantined"]),
        _text("columns"),
        _text("problems"),
        _key("import_batch", "batch_id"),
    )
    op.create_table(
        "import_source",
        _text("batch_id"),
        _text("sheet"),
        sa.Column("cells", sa.LargeBinary, nullable=False),
        _key("import_source", "batch_id", "sheet"),
        _refers("import_source", "batch_id", "import_batch"),
    )
    op.create_table(
        "quarantine",
        _text("batch_id"),
        _number("number"),
        _text("sheet"),
        _number("row"),
        _text("field"),
        _text("reason"),
        _key("quarantine", "batch_id", "number"),
        _refers("quarantine", "batch_id", "import_batch"),
    )


def _records() -> None:
    op.create_table(
        "record",
        _text("record_id"),
        _text("key"),
        _text("first_batch"),
        _number("current_version"),
        _key("record", "record_id"),
        sa.UniqueConstraint("key", name="uq_record_key"),
        sa.ForeignKeyConstraint(["first_batch"], ["import_batch.batch_id"], name="fk_record_first_batch"),
    )
    op.create_table(
        "record_version",
        _text("record_id"),
        _number("version"),
        _text("batch_id"),
        _text("sheet"),
        _number("row"),
        _text("content_hash"),
        sa.Column("locked", sa.Boolean, nullable=False),
        _text("accused_unit", empty=True),
        _text("notes", empty=True),
        *(_field(name) for name in _OPEN.split()),
        _key("record_version", "record_id", "version"),
        _refers("record_version", "record_id", "record"),
        _refers("record_version", "batch_id", "import_batch"),
    )


def _field(name: str) -> sa.Column[object]:
    if name in _WHOLE_NUMBERS.split():
        return sa.Column(name, sa.BigInteger)
    return sa.Column(name, sa.Boolean if name in _TRUTHS.split() else sa.Text)


def _side_tables() -> None:
    contents = {
        "identity": [_text(name, empty=True) for name in _SECRET.split()],
        "restricted": [_text("accused", empty=True), _text("aid", empty=True)],
        "accusation": [_text("content")],
    }
    for table, columns in contents.items():
        op.create_table(
            table,
            _text("record_id"),
            _number("version"),
            *columns,
            _key(table, "record_id", "version"),
            _refers(table, "record_id", "record"),
        )


def _events() -> None:
    op.create_table(
        "event",
        sa.Column("seq", sa.BigInteger, nullable=False, autoincrement=False),
        *(_text(name) for name in ["event_id", "kind", "subject", "actor", "at", "why", "payload"]),
        _key("event", "seq"),
        sa.UniqueConstraint("event_id", name="uq_event_event_id"),
    )
    op.create_index("ix_event_subject", "event", ["subject"])
    op.create_index("ix_event_kind", "event", ["kind"])
