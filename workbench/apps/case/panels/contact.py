"""联系信息: masked as everywhere; unmasked for a minute, for a purpose and a reason, entered in the audit trail first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.access.gate import decide
from workbench.apps.case.model import CaseModel
from workbench.apps.panel_parts import Panel, folded, rows
from workbench.apps.said import words_of
from workbench.domain.roles import DataKind, Relation, RevealPurpose
from workbench.store.errors import StoreError
from workbench.usecases.reveal_contact import Contact, reveal_contact
from workbench.widgets import FactList, Field, Form
from workbench.widgets.revealed import SECONDS, Revealed

FIELDS = [
    Field("purpose", "用途", "choice", True, [one.value for one in RevealPurpose]),
    Field("why", "理由", required=True, placeholder="为办理哪一步、需要联系谁", wide=True),
]
NOTE = f"须选用途、写理由，先记入审计日志再显示，{SECONDS} 秒后隐去；证件号不显示"


def panel(model: CaseModel, chosen: Callable[[], str]) -> Panel:
    """The masked row of the record `chosen` names, and, folded away, the form that asks for more."""
    facts = FactList([])

    def read() -> None:
        row = next((one for one in model.opened.records if one["record_id"] == chosen()), None)
        facts.show(_masked(row) if row else [], title="联系信息")

    form = folded("按用途显示…", lambda: _form(model, chosen)) if may_ask(model) else None
    return rows(facts, form), read


def may_ask(model: CaseModel) -> bool:
    """Whether this role ever sees contact data unmasked; whether here, the gate says when asked."""
    grant = decide(model.office.settings.viewer, DataKind.CONTACT, Relation.ASSIGNED)
    return grant.may_read and not grant.masked


def _masked(row: Any) -> list[tuple[str, str]]:
    """One quiet line: 张某某 · 某县某镇 · what more there is."""
    known = [row["petitioner"], row["residence_text"] or row["hukou_text"], "电话、地址按用途显示"]
    return [(row["case_no"] or row["record_id"], " · ".join(word for word in known if word))]


def _form(model: CaseModel, chosen: Callable[[], str]) -> Any:
    form, shown = Form(FIELDS, note=NOTE, submit="显示"), Revealed()

    def answer(_change: Any) -> None:
        shown.clear()
        given = form.given
        try:
            found = reveal_contact(model.office, chosen(), _purpose(given), given.get("why", ""))
        except (LookupError, ValueError, OSError, StoreError) as refused:
            form.answer(ok=False, said=words_of(refused))
            return
        shown.show(_lines(found))
        form.answer(ok=True, said=f"{found.record_id}：已记入审计日志（{found.purpose.value}）")

    form.observe(answer, "asked")
    model.observe(lambda _: shown.clear(), ["wanted", "record", "tab"])
    return rows(form, shown)


def _purpose(given: dict[str, str]) -> RevealPurpose:
    if given.get("purpose") not in set(RevealPurpose):
        raise ValueError(f"请选用途：{'、'.join(RevealPurpose)}")
    return RevealPurpose(given["purpose"])


def _lines(found: Contact) -> list[tuple[str, str]]:
    names = ("姓名", "电话", "现住址", "户籍地址")
    told = [zip(names, (one.name, one.phone, one.address, one.permanent_address), strict=True) for one in found.people]
    return [(label, text) for person in told for label, text in person if text]
