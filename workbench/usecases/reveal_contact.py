"""Show how to reach a petitioner (调阅联系信息), for a purpose: asked at the gate, entered in the trail, then shown and not kept.

Masked is the rule (spec 8.1(5)); this is the one way to a name or a telephone. The identity number is never shown. Source:
《个人信息保护法》§6, §34; spec 4.3, 8.2 (contact data: "need", "own after duty accepted").
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from workbench.access.gate import decide
from workbench.access.masking import mask_name, mask_phone, scrub_with, township
from workbench.domain.roles import AccessDenied, Allowed, AuditAct, DataKind, Relation, RevealPurpose
from workbench.review.facts import rows_of
from workbench.store.hidden import secrets_from
from workbench.usecases.audit_trail import note
from workbench.usecases.gate import require
from workbench.usecases.office import Office
from workbench.usecases.record_now import check_known

SHORTEST_REASON = 4
"""Characters of a reason; fewer say nothing."""


@dataclass(frozen=True, slots=True)
class Person:
    """One petitioner of a record as the ledger has it; what it looks like printed by accident is masked."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(default="", repr=False)
    permanent_address: str = field(default="", repr=False)

    @property
    def masked(self) -> str:
        """张某某 *******0001 某县某镇."""
        parts = (mask_name(self.name), mask_phone(self.phone), township(self.address))
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Contact:
    """Who petitioned in a record and how to reach them (联系信息); never kept, never a part of a page's state."""

    record_id: str
    purpose: RevealPurpose
    people: tuple[Person, ...] = field(repr=False)

    def __str__(self) -> str:
        told = "；".join(person.masked for person in self.people)
        return f"{self.record_id} 的联系信息（{self.purpose.value}）：{told}"


def reveal_contact(office: Office, record_id: str, purpose: RevealPurpose, why: str) -> Contact:
    """The people of a record, unmasked, for one of the listed purposes and a reason; entered in the trail before it is shown.

    LookupError for an unknown record or one without contact data, ValueError without a reason, AccessDenied for an
    accusation, a role whose grant is masked or none, a unit that has not taken the duty over, and who stands aside.
    """
    purpose, why = RevealPurpose(purpose), why.strip()
    if not decide(office.settings.viewer, DataKind.CONTACT, Relation.ASSIGNED).may_read:
        require(office, DataKind.CONTACT, Allowed.READ, record_id)  # refused before the database is asked for anything
    check_known(office, record_id)
    _check_open(office, record_id)
    grant = require(office, DataKind.CONTACT, Allowed.READ, record_id)
    if grant.masked:
        _refuse(
            office,
            record_id,
            f"按权限表，您只能看隐名后的联系信息（{grant.why}）；须联系信访人的，请由联席办承办人办理",
        )
    if len(why) < SHORTEST_REASON:
        raise ValueError("请写明理由（为办理哪一步、需要联系谁），至少四个字；理由随调阅记入审计日志")
    row = _identity(office, record_id)
    detail = {"why": scrub_with(why, secrets_from(row))}
    note(office, AuditAct.REVEAL, DataKind.CONTACT, record_id, purpose=purpose.value, detail=detail)
    return Contact(record_id, purpose, tuple(_people(row)))


def _check_open(office: Office, record_id: str) -> None:
    if office.store.versions(record_id).iloc[-1]["locked"]:
        _refuse(
            office, record_id, f"{record_id} 属检举控告，其信访人信息不在此处显示（《信访工作条例》第三十条第三款）"
        )


def _refuse(office: Office, record_id: str, sentence: str) -> None:
    note(office, AuditAct.REFUSED, DataKind.CONTACT, record_id)
    raise AccessDenied(sentence)


def _identity(office: Office, record_id: str) -> dict[str, Any]:
    rows = rows_of(office.store.identity([record_id]))
    if not rows:
        raise LookupError(f"信访件 {record_id} 的台账没有登记联系信息")
    return dict(rows[0])


def _people(row: dict[str, Any]) -> list[Person]:
    first = Person(_text(row, "name"), _text(row, "phone"), _text(row, "addr_now"), _text(row, "addr_hukou"))
    further = json.loads(row["co_contacts"]) if row["co_contacts"] else []
    return [first, *(Person(_text(one, "name"), _text(one, "phone")) for one in further if isinstance(one, dict))]


def _text(row: dict[str, Any], name: str) -> str:
    return str(row.get(name) or "")
