"""Accusations (检举控告) for the discipline contact alone: the list, and one text at a time, each reading in the trail.

《信访工作条例》§30③, §46(五); spec 8.1(1). No search, no export, no print; the auditor sees that it was read, never what.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from workbench.access.masking import Secrets, scrub_with
from workbench.domain.fields import FIELDS
from workbench.domain.roles import Allowed, AuditAct, DataKind
from workbench.review.facts import Row, rows_of
from workbench.store import schema
from workbench.store.hidden import merged, secrets_from
from workbench.store.resealing import content_of
from workbench.usecases.audit_trail import note
from workbench.usecases.gate import require
from workbench.usecases.office import Office

SHOWN = ("record_id", "case_no", "reg_time", "reg_office", "to_office", "petition_state")
"""All an edition shows of an accusation: number, date, receiving organ, state."""
_ENGLISH = {"accused_unit": "被反映单位", "co_contacts": "其他信访人"}


@dataclass(frozen=True, slots=True)
class Accusation:
    """One accusation's content, by the Chinese name of the ledger's field; not shown when printed by accident."""

    record_id: str
    parts: Mapping[str, str] = field(repr=False)


def list_accusations(office: Office) -> list[Row]:
    """Accusations of the edition in force: number, dates, receiving organ, state. AccessDenied for all but the contact."""
    require(office, DataKind.ACCUSATION, Allowed.READ)
    sql = f"SELECT {', '.join(SHOWN)} FROM records WHERE locked ORDER BY reg_time, record_id"
    return rows_of(office.edition().query(sql))


def read_accusation(office: Office, record_id: str, why: str) -> Accusation:
    """The text of an accusation, entered in the trail before it is shown.

    AccessDenied for all but the discipline contact, ValueError without a reason, LookupError for a record that is none,
    KeyMissing where the contact's key is not at hand.
    """
    require(office, DataKind.ACCUSATION, Allowed.READ, record_id)
    if not why.strip():
        raise ValueError("调阅检举控告须写明理由；理由随调阅记入审计日志")
    content = _content(office, record_id)
    told = {name: value for name, value in json.loads(content).items() if value}
    reason = scrub_with(why.strip()[:200], _named(told))
    note(office, AuditAct.OPEN_ACCUSATION, DataKind.ACCUSATION, record_id, purpose=reason)
    return Accusation(record_id, {_zh(name): _words(value) for name, value in told.items()})


def _content(office: Office, record_id: str) -> str:
    table, record = schema.accusation, schema.record.c
    query = (
        sa.select(table)
        .join(schema.record, record.record_id == table.c.record_id)
        .where(table.c.record_id == record_id, table.c.version == record.current_version)
    )
    with office.store.reading() as connection:
        row = connection.execute(query).mappings().first()
    if row is None:
        raise LookupError(f"没有编号为“{record_id}”的检举控告；请核对编号（workbench accusation list）")
    return content_of(office.keys, dict(row))


def _named(told: Mapping[str, Any]) -> Secrets:
    """Whom the text names as petitioner or accused: not to be read in the reason either."""
    petitioner = secrets_from({name: told.get(name) for name in schema.SECRET_FIELDS})
    return merged([petitioner, Secrets.of([told.get("accused")])])


def _zh(name: str) -> str:
    return FIELDS[name].zh if name in FIELDS else _ENGLISH.get(name, name)


def _words(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
