"""The tables of the record of truth (记录库): what is kept of ledgers, who may never be seen, and what persons did.

Append-only but for `record.current_version`, which only grows; triggers in the database refuse the rest
(`migrations/triggers.py`). JSON is kept as text, days as EDTF text, moments as ISO 8601 text: the same on SQLite and
PostgreSQL.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from workbench.domain import fields

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

OPEN_FIELDS: Final = tuple(name for name in fields.STORED if name not in fields.IDENTITY + fields.RESTRICTED)
"""Ledger fields kept in `record_version`."""

SECRET_FIELDS: Final = (*fields.IDENTITY, "co_contacts")
"""Ledger fields kept in `identity`."""

_TYPES: Final[dict[str, Any]] = {"int": sa.BigInteger, "bool": sa.Boolean}


def column_type(field: str) -> Any:
    """Database type of a ledger field: whole number, truth value or text."""
    return _TYPES.get(fields.FIELDS[field].type, sa.Text) if field in fields.FIELDS else sa.Text


def _text(name: str, *, empty: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=empty)


def _batch_key() -> sa.Column[str]:
    return sa.Column("batch_id", sa.Text, sa.ForeignKey("import_batch.batch_id"), nullable=False)


def _version_key() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("record_id", sa.Text, sa.ForeignKey("record.record_id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    )


def _seal(*further: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Columns of a row that may be sealed (`sealing`): plain columns are empty where `sealed` is known."""
    return sa.Column("sealed", sa.LargeBinary), *(
        sa.Column(name, sa.Text if name.endswith("key_id") else sa.LargeBinary) for name in ("key_id", *further)
    )


def _by_key(table: str, name: str = "key_id") -> sa.Index:
    """Which rows a key is needed for; of an office without keys it is empty and costs nothing."""
    where = sa.text(f"{name} IS NOT NULL")
    return sa.Index(f"ix_{table}_{name}", name, sqlite_where=where, postgresql_where=where)


import_batch = sa.Table(
    "import_batch",
    metadata,
    sa.Column("batch_id", sa.Text, primary_key=True),
    *(_text(name) for name in ("file_name", "sha256", "signature", "imported_at", "actor")),
    *(
        sa.Column(name, sa.Integer, nullable=False)
        for name in ("read", "imported", "unchanged", "updated", "quarantined")
    ),
    _text("columns"),
    _text("problems"),
)

import_source = sa.Table(
    "import_source",
    metadata,
    sa.Column("batch_id", sa.Text, sa.ForeignKey("import_batch.batch_id"), primary_key=True),
    sa.Column("sheet", sa.Text, primary_key=True),
    sa.Column("cells", sa.LargeBinary, nullable=False),
    *_seal("locked_sealed", "locked_key_id"),
    _by_key("import_source"),
    _by_key("import_source", "locked_key_id"),
)

record = sa.Table(
    "record",
    metadata,
    sa.Column("record_id", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("first_batch", sa.Text, sa.ForeignKey("import_batch.batch_id"), nullable=False),
    sa.Column("current_version", sa.Integer, nullable=False),
)

record_version = sa.Table(
    "record_version",
    metadata,
    *_version_key(),
    _batch_key(),
    _text("sheet"),
    sa.Column("row", sa.Integer, nullable=False),
    _text("content_hash"),
    sa.Column("locked", sa.Boolean, nullable=False),
    _text("accused_unit", empty=True),
    _text("notes", empty=True),
    *(sa.Column(name, column_type(name), nullable=True) for name in OPEN_FIELDS),
)

identity = sa.Table(
    "identity",
    metadata,
    *_version_key(),
    *(_text(name, empty=True) for name in SECRET_FIELDS),
    *_seal(),
    _by_key("identity"),
)

restricted = sa.Table(
    "restricted",
    metadata,
    *_version_key(),
    *(_text(name, empty=True) for name in fields.RESTRICTED),
    *_seal(),
    _by_key("restricted"),
)

accusation = sa.Table("accusation", metadata, *_version_key(), _text("content"), *_seal("marks"), _by_key("accusation"))

quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("batch_id", sa.Text, sa.ForeignKey("import_batch.batch_id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _text("sheet"),
    sa.Column("row", sa.Integer, nullable=False),
    _text("field"),
    _text("reason"),
)

event = sa.Table(
    "event",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.Text, nullable=False, unique=True),
    *(_text(name) for name in ("kind", "subject", "actor", "at", "why", "payload")),
    sa.Index("ix_event_subject", "subject"),
    sa.Index("ix_event_kind", "kind"),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    *(
        _text(name)
        for name in ("at", "actor", "role", "act", "object", "subject", "purpose", "detail", "before", "hash")
    ),
)
"""The audit trail (审计日志): `hash` is over the entry and the `before` of the entry before it."""

APPEND_ONLY: Final = tuple(table.name for table in metadata.sorted_tables if table.name != "record")
