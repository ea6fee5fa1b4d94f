"""The audit trail in the database (审计日志): each entry sealed with SHA-256 to the one before, so that no change goes unseen.

What is sealed is a JSON list of texts, written the same by Python and by PostgreSQL (`audit_sql`). An entry never holds a
personal value: ids, counts, file names and purposes only. 《个人信息保护法》§51、§54; spec 8 R1, R11.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final

import sqlalchemy as sa

from workbench.store import schema
from workbench.store.engine import reading, writing
from workbench.store.errors import explain

GENESIS: Final = "0" * 64
"""What the first entry is sealed to."""
LONGEST: Final[Mapping[str, int]] = {
    "act": 64,
    "role": 200,
    "object": 64,
    "subject": 400,
    "purpose": 400,
    "detail": 20_000,
}
"""Characters of each text; the same limits hold in `append_audit`."""
_AT_ONCE: Final = 2_000
_DOING: Final = "写入审计日志"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry (审计条目): when, who in which role did what to which kind of data; `detail` is JSON text."""

    seq: int
    at: str
    actor: str
    role: str
    act: str
    object: str
    subject: str
    purpose: str
    detail: str
    before: str
    hash: str

    @property
    def told(self) -> Mapping[str, str]:
        """The detail as a mapping; {} where it cannot be read (then the entry was changed)."""
        try:
            found = json.loads(self.detail)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be entered (待记事项)."""

    at: str
    actor: str
    role: str
    act: str
    object: str
    subject: str
    purpose: str = ""
    detail: str = "{}"


def canonical(*parts: str) -> str:
    """The text that is hashed: a JSON list as PostgreSQL's `json_build_array(…)::text` writes it."""
    return json.dumps(parts, ensure_ascii=False)


def seal(seq: int, deed: Deed, before: str) -> str:
    """SHA-256, in hex, of an entry and the hash of the entry before it."""
    values = (deed.at, deed.actor, deed.role, deed.act, deed.object, deed.subject, deed.purpose, deed.detail)
    return hashlib.sha256(canonical(str(seq), *values, before).encode()).hexdigest()


def append(engine: sa.Engine, deed: Deed) -> Entry:
    """Keep one entry, in a transaction alone among writers. ValueError for what may not be entered, StoreError."""
    _check(deed)
    if engine.dialect.name == "postgresql" and not _may_insert(engine):
        return _append_by_function(engine, deed)
    with writing(engine, _DOING) as connection:
        last, before = last_entry(connection)
        kept = Entry(seq=last + 1, **asdict(deed), before=before, hash=seal(last + 1, deed, before))
        connection.execute(sa.insert(schema.audit).values(asdict(kept)))
        return kept


_LAST: Final = sa.select(schema.audit.c.seq, schema.audit.c.hash).order_by(schema.audit.c.seq.desc()).limit(1)


def last_entry(connection: sa.Connection) -> tuple[int, str]:
    """Number and hash of the newest entry; (0, GENESIS) before the first."""
    found = connection.execute(_LAST).first()
    return (int(found.seq), str(found.hash)) if found else (0, GENESIS)


def read(connection: sa.Connection, where: sa.ColumnElement[bool] | None = None) -> Iterator[Entry]:
    """Entries in order, a few at a time."""
    query = sa.select(schema.audit).order_by(schema.audit.c.seq)
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(query if where is None else query.where(where))
    for row in rows.mappings():
        yield Entry(**{one.name: row[one.name] for one in fields(Entry)})


def may_read(connection: sa.Connection, table: str) -> bool:
    """Whether this account may read a table; on SQLite whoever has the file may."""
    return connection.dialect.name != "postgresql" or _privilege(connection, table, "SELECT")


def _may_insert(engine: sa.Engine) -> bool:
    with reading(engine, _DOING) as connection:
        return _privilege(connection, "audit", "INSERT")


def _privilege(connection: sa.Connection, table: str, act: str) -> bool:
    return bool(connection.execute(sa.select(sa.func.has_table_privilege(table, act))).scalar_one())


def _append_by_function(engine: sa.Engine, deed: Deed) -> Entry:
    """An account that may not write the table goes through `append_audit`, which takes actor, time and lock itself."""
    function = sa.func.append_audit(deed.act, deed.object, deed.subject, deed.purpose, deed.detail, deed.role)
    try:
        with engine.begin() as connection:
            row = connection.execute(sa.select(sa.text("*")).select_from(function)).mappings().one()
            return Entry(**{one.name: row[one.name] for one in fields(Entry)})
    except sa.exc.SQLAlchemyError as error:
        raise explain(error, _DOING) from None


def _check(deed: Deed) -> None:
    for one in fields(Deed):
        text = getattr(deed, one.name)
        if "\x00" in text or len(text) > LONGEST.get(one.name, 200):
            raise ValueError(f"审计日志的“{one.name}”过长或含空字符，未记；请缩短后重试")
    if not deed.actor.strip() or not deed.act.strip():
        raise ValueError("审计日志须有经办人和事项，未记；请设置 WORKBENCH_ACTOR")
