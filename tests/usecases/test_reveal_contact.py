"""Contact data shown for a purpose: who may, what is never shown, and that the trail has it first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.domain.codes import DutyRole
from workbench.domain.roles import AccessDenied, AuditAct, RevealPurpose, Role
from workbench.face_case import Case
from workbench.store.errors import StoreError
from workbench.usecases import reveal_contact as module
from workbench.usecases.audit_trail import entries, verify
from workbench.usecases.office import Office
from workbench.usecases.reveal_contact import Contact, reveal_contact
from workbench.usecases.settle_duty import confirm_duty, recuse

WHY = "回访是否收到意见书"


def played(office: Office, role: Role, actor: str, unit: str = "") -> Office:
    return Office(office.settings.model_copy(update={"roles": (role,), "actor": actor, "unit": unit}))


def shown(office: Office, record: str) -> Contact:
    return reveal_contact(office, record, RevealPurpose.CALL_BACK, WHY)


@pytest.fixture
def record(own_office: Office) -> str:
    """A record whose petitioner has a name and a telephone."""
    people = own_office.store.identity()
    named = people[people["name"].notna() & people["phone"].notna() & people["id_no"].notna()]
    return str(named.sort_values("record_id")["record_id"].iloc[0])


def test_the_people_of_a_record_are_shown_as_the_ledger_has_them(own_office: Office, record: str) -> None:
    found = shown(own_office, record)
    row = own_office.store.identity([record]).iloc[0]
    assert (found.people[0].name, found.people[0].phone) == (row["name"], row["phone"])
    assert found.people[0].address == (row["addr_now"] or "")


def test_the_identity_number_is_nowhere_in_it(own_office: Office, record: str) -> None:
    found, row = shown(own_office, record), own_office.store.identity([record]).iloc[0]
    told = [text for one in found.people for text in (one.name, one.phone, one.address, one.permanent_address)]
    assert all(row["id_no"] not in text for text in told)


def test_printed_by_accident_it_is_masked(own_office: Office, record: str) -> None:
    found = shown(own_office, record)
    for told in (repr(found), str(found), repr(found.people)):
        assert found.people[0].name not in told and found.people[0].phone not in told
    assert found.people[0].phone[-4:] in str(found)


def test_the_trail_has_who_why_and_what_for_and_no_value(own_office: Office, record: str) -> None:
    name = str(own_office.store.identity([record]).iloc[0]["name"])
    reveal_contact(own_office, record, RevealPurpose.DELIVERY, f"向{name}送达意见书")
    kept = entries(own_office)[-1]
    assert (kept.act, kept.object, kept.subject, kept.purpose) == (AuditAct.REVEAL, "联系信息", record, "送达文书")
    assert (
        name not in json.dumps([kept.subject, kept.purpose, kept.detail], ensure_ascii=False)
        and "送达意见书" in kept.told["why"]
    )
    assert verify(own_office).is_whole


def test_what_cannot_be_entered_is_not_shown(own_office: Office, record: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError("磁盘已满")

    monkeypatch.setattr(module, "note", full)
    with pytest.raises(StoreError, match="磁盘已满"):
        shown(own_office, record)


@pytest.mark.parametrize("why", ["", "  ", "回访"])
def test_a_reason_is_owed(own_office: Office, record: str, why: str) -> None:
    with pytest.raises(ValueError, match="请写明理由"):
        reveal_contact(own_office, record, RevealPurpose.CALL_BACK, why)
    assert all(one.act != AuditAct.REVEAL for one in entries(own_office))


def test_a_purpose_that_is_none_of_the_list(own_office: Office, record: str) -> None:
    with pytest.raises(ValueError, match="核实情况"):
        reveal_contact(own_office, record, "核实情况", WHY)  # type: ignore[arg-type]


def test_an_unknown_record(own_office: Office) -> None:
    with pytest.raises(LookupError, match="R999999"):
        shown(own_office, "R999999")


def test_an_accusation_is_refused_and_that_is_kept(own_office: Office) -> None:
    locked = str(own_office.edition().query("SELECT min(record_id) r FROM records WHERE locked")["r"][0])
    with pytest.raises(AccessDenied, match="检举控告"):
        shown(own_office, locked)
    assert (entries(own_office)[-1].act, entries(own_office)[-1].subject) == (AuditAct.REFUSED, locked)


@pytest.mark.parametrize(
    "role", [Role.LEADER, Role.MEMBER, Role.RESEARCHER, Role.DISCIPLINE, Role.STATISTICIAN, Role.AUDITOR]
)
def test_other_roles_are_refused(own_office: Office, record: str, role: Role) -> None:
    with pytest.raises(AccessDenied):
        shown(played(own_office, role, "旁人"), record)
    assert [one.act for one in entries(own_office, actor="旁人")] == [AuditAct.REFUSED]


def test_a_director_may_and_a_recused_analyst_may_not(own_office: Office, record: str) -> None:
    assert shown(played(own_office, Role.DIRECTOR, "主任"), record).people
    wang = played(own_office, Role.ANALYST, "王承办")
    assert shown(wang, record).people
    recuse(own_office, record, "王承办", is_unit=False, decided_by="主任", why="近亲属")
    with pytest.raises(AccessDenied, match="回避"):
        shown(wang, record)


def test_a_unit_only_where_it_has_taken_the_duty_over(own_office: Office) -> None:
    sql = "SELECT matter_id, lead_unit FROM matters WHERE NOT locked AND is_open AND lead_unit <> '' ORDER BY 1"
    refused = None
    for row in own_office.edition().query(sql).to_dict("records"):
        unit = played(own_office, Role.UNIT, "联络员", row["lead_unit"])
        view = Path(unit.settings.editions)
        view.parent.mkdir(parents=True, exist_ok=True)
        if not view.exists():
            view.symlink_to(own_office.settings.editions)
        record_id = row["matter_id"][2:]
        if own_office.store.identity([record_id]).empty:
            continue
        try:
            shown(unit, record_id)
        except AccessDenied as denied:
            refused = denied
            break
    assert refused is not None and "承办" in str(refused)
    confirm_duty(own_office, row["matter_id"], DutyRole.LEAD, "", row["lead_unit"], why="属地管理")
    assert shown(unit, record_id).people


def test_a_notebook_asks_the_same_way(own_office: Office, record: str) -> None:
    case = Case(own_office, record)
    assert case.reveal(record, "电话回访", WHY).people
    with pytest.raises(ValueError, match="理由"):
        case.reveal(record, "电话回访", "")
