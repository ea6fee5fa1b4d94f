"""The gate before use cases: roles, relations to a matter, recusal at once, and every refusal in the trail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.codes import DutyRole, StepKind
from workbench.domain.events import EventKind
from workbench.domain.roles import AccessDenied, Allowed, DataKind, Relation, Role
from workbench.review.paper import NotForMeetings
from workbench.usecases.audit_trail import entries
from workbench.usecases.decide import undo
from workbench.usecases.gate import KIND_OF_EVENT, matters_in, require
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.office import Office
from workbench.usecases.print_case import print_case
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.recording import record
from workbench.usecases.relations import relation_to
from workbench.usecases.settle_duty import confirm_duty, recuse
from workbench.usecases.study_matter import study_matter
from workbench.usecases.trace_cells import trace_cells
from workbench.usecases.work_on_case import take_step

LED = "SELECT matter_id, lead_unit FROM matters WHERE NOT locked AND is_open AND lead_unit <> '' ORDER BY 1"


def played(office: Office, *roles: Role, actor: str = "", unit: str = "") -> Office:
    told = {"roles": roles, "actor": actor or office.settings.actor, "unit": unit}
    return Office(office.settings.model_copy(update=told))


def unit_with_view(office: Office, unit: str) -> Office:
    """A unit's session; its view is here the office's own edition, as the gate must hold even where a view is too wide."""
    played_ = played(office, Role.UNIT, actor="单位联络员", unit=unit)
    view = Path(played_.settings.editions)
    view.parent.mkdir(parents=True, exist_ok=True)
    view.symlink_to(office.settings.editions)
    return played_


@pytest.fixture
def matter(own_office: Office) -> str:
    """An open matter with a responsible unit."""
    return str(own_office.edition().query(LED)["matter_id"][0])


def lead_of(office: Office, matter: str) -> str:
    return str(office.edition().rows("matters", "matter_id", [matter])[0]["lead_unit"])


# --- roles --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ANALYST, Role.DIRECTOR, Role.UNIT)])
def test_only_the_office_records(own_office: Office, matter: str, role: Role) -> None:
    other = played(own_office, role, actor="旁人", unit="清澜县住建局")
    with pytest.raises(AccessDenied, match="旁人"):
        record(other, EventKind.CLAIM, matter, "", "因由", number="1")
    with pytest.raises(AccessDenied):
        record(other, EventKind.BODY_SET, "县联席会议", "", "因由", name="x")
    refused = entries(own_office, actor="旁人")
    assert [(one.act, one.object, one.subject) for one in refused] == [
        ("拒绝访问", "案情与期限", matter), ("拒绝访问", "会议材料", "会议材料"),
    ]  # fmt: skip
    assert all(event.actor != "旁人" for event in own_office.store.events())


def test_nobody_else_imports_or_publishes(own_office: Office, tmp_path: Path) -> None:
    other = played(own_office, Role.STATISTICIAN, actor="统计员")
    with pytest.raises(AccessDenied, match="台账导入"):
        import_ledger(other, tmp_path / "无.xlsx")
    with pytest.raises(AccessDenied, match="台账导入"):
        publish_edition(other)


def test_every_kind_of_event_writes_a_kind_of_data() -> None:
    assert set(KIND_OF_EVENT) == set(EventKind)


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("R000001|R000002", ["R000001", "R000002"]),
        ("H2026-01|M-R000007", ["M-R000007"]),
        ("M-R1000007", ["M-R1000007"]),
        ("县联席会议", []),
        ("Rest|R12", []),
    ],
)
def test_matters_in_a_subject(subject: str, found: list[str]) -> None:
    assert matters_in(subject) == found


def test_an_opinion_is_its_own_kind_of_data(own_office: Office, matter: str) -> None:
    """A step that gives or delivers an opinion is refused as 意见与送达, any other as 案情与期限."""
    leader = played(own_office, Role.LEADER, actor="领导")
    for kind, named in (
        (StepKind.OPINION, "意见与送达"),
        (StepKind.PROGRESS, "案情与期限"),
        (StepKind.SUPERVISE, "督办文稿"),
    ):
        with pytest.raises(AccessDenied, match=named):
            record(leader, EventKind.STEP, matter[2:], "", "", kind=kind.value, day="2026-11-20")


# --- units --------------------------------------------------------------------------------------------------------------


def test_a_unit_has_its_own_matters_and_no_others(own_office: Office, matter: str) -> None:
    unit = unit_with_view(own_office, lead_of(own_office, matter))
    assert require(unit, DataKind.CASE, Allowed.WRITE, matter).may_write
    assert relation_to(unit, DataKind.CASE, matter) in (Relation.OWN, Relation.ASSIGNED)
    rows = own_office.edition().query(LED).to_dict("records")
    strange = next(row["matter_id"] for row in rows if row["lead_unit"] != unit.settings.unit
                   and relation_to(unit, DataKind.CASE, row["matter_id"]) is Relation.NONE)  # fmt: skip
    for ask in (study_matter, print_case):
        with pytest.raises(AccessDenied, match="现为“无”"):
            ask(unit, strange)
    assert entries(own_office, actor="单位联络员")[-1].subject == strange


def test_a_units_contact_data_wait_for_the_duty_taken_over(own_office: Office) -> None:
    rows = own_office.edition().query(LED).to_dict("records")
    for row in rows:
        unit = played(own_office, Role.UNIT, unit=row["lead_unit"])
        Path(unit.settings.editions).parent.mkdir(parents=True, exist_ok=True)
        if not Path(unit.settings.editions).exists():
            Path(unit.settings.editions).symlink_to(own_office.settings.editions)
        if relation_to(unit, DataKind.CONTACT, row["matter_id"]) is Relation.OWN:
            break
    else:
        pytest.fail("no matter whose duty is not taken over yet")
    with pytest.raises(AccessDenied, match="承办"):
        require(unit, DataKind.CONTACT, Allowed.READ, row["matter_id"])
    confirm_duty(own_office, row["matter_id"], DutyRole.LEAD, "", row["lead_unit"], why="属地管理")
    assert relation_to(unit, DataKind.CONTACT, row["matter_id"]) is Relation.ASSIGNED
    assert not require(unit, DataKind.CONTACT, Allowed.READ, row["matter_id"]).masked


def test_a_unit_decides_nothing_for_the_office(own_office: Office, matter: str) -> None:
    unit = unit_with_view(own_office, lead_of(own_office, matter))
    record(unit, EventKind.STEP, matter[2:], "", "", kind=StepKind.PROGRESS.value, day="2026-11-20", text="已约谈")
    for kind in (EventKind.DUTY_CONFIRMED, EventKind.CLOSING_REVIEW, EventKind.RECUSED, EventKind.FLAG_RULED):
        with pytest.raises(AccessDenied):
            record(unit, kind, matter, "", "因由")


def test_a_unit_complained_of_has_nothing_of_the_matter(own_office: Office, matter: str) -> None:
    from workbench.usecases import relations

    lead = lead_of(own_office, matter)
    unit = unit_with_view(own_office, lead)
    asked = relations.asked_for(unit, matter)
    for accused, expected in (
        (lead, Relation.NONE),
        (f"某镇政府、{lead}", Relation.NONE),
        ("别的县水务局", Relation.OWN),
    ):
        told = relations.Asked(matter, asked.row, [{"record_id": matter[2:], "accused_unit": accused}])
        found = relations._of_unit(unit, unit.settings.viewer, told)
        assert (found if found is Relation.NONE else Relation.OWN) is expected, accused


# --- recusal ------------------------------------------------------------------------------------------------------------


def _acts(office: Office, matter: str, folder: Path) -> dict[str, Callable[[], Any]]:
    record_id = office.edition().rows("groups", "matter_id", [matter])[0]["record_id"]
    return {
        "dossier": lambda: study_matter(office, matter),
        "dossier by record": lambda: study_matter(office, record_id),
        "paper": lambda: print_case(office, matter, folder),
        "step": lambda: take_step(office, record_id, StepKind.PROGRESS, "2026-11-20", text="x"),
        "word": lambda: record(office, EventKind.CLAIM, matter, "", "因由", number="1"),
        "link": lambda: record(office, EventKind.JUDGEMENT, f"R000001|{record_id}", "", "", kind="person"),
        "cells": lambda: trace_cells(office, record_id),
    }


def test_who_stands_aside_loses_the_matter_at_once(own_office: Office, matter: str, tmp_path: Path) -> None:
    wang, li = played(own_office, Role.ANALYST, actor="王承办"), played(own_office, Role.ANALYST, actor="李承办")
    study_matter(wang, matter)
    event = recuse(own_office, matter, "王承办", is_unit=False, decided_by="主任", why="近亲属")
    for name, act in _acts(wang, matter, tmp_path).items():
        with pytest.raises((AccessDenied, ValueError)) as caught:
            act()
        assert "回避" in str(caught.value), name
    with pytest.raises(AccessDenied, match="回避"):
        undo(wang, event.event_id, why="自行撤销")
    assert study_matter(li, matter).matter["matter_id"] == matter
    other = str(own_office.edition().query(LED)["matter_id"][1])
    assert study_matter(wang, other).matter["matter_id"] == other
    undo(own_office, event.event_id, why="误登")
    assert study_matter(wang, matter).matter["matter_id"] == matter


def test_another_name_on_the_deed_does_not_help(own_office: Office, matter: str, tmp_path: Path) -> None:
    recuse(own_office, matter, "王承办", is_unit=False, decided_by="主任", why="近亲属")
    with pytest.raises(AccessDenied, match="回避"):
        record(own_office, EventKind.CLAIM, matter, "王承办", "因由", number="1")
    wang = played(own_office, Role.ANALYST, actor="王承办")
    with pytest.raises(AccessDenied, match="回避"):
        record(wang, EventKind.CLAIM, matter, "李承办", "因由", number="1")
    with pytest.raises(NotForMeetings, match="回避"):
        print_case(own_office, matter, tmp_path, actor="王承办")


def test_a_unit_that_stands_aside_has_nothing_of_the_matter(own_office: Office, matter: str) -> None:
    unit = unit_with_view(own_office, lead_of(own_office, matter))
    assert require(unit, DataKind.CASE, Allowed.READ, matter).may_read
    recuse(own_office, matter, unit.settings.unit, is_unit=True, decided_by="县长", why="直接利害关系")
    with pytest.raises(AccessDenied, match="回避"):
        require(unit, DataKind.CASE, Allowed.READ, matter)


def test_a_refusal_that_cannot_be_entered_is_a_refusal_still(
    own_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench.store.errors import StoreError
    from workbench.usecases import gate

    def full(*_: Any, **__: Any) -> None:
        raise StoreError("磁盘已满")

    monkeypatch.setattr(gate, "note", full)
    with pytest.raises(AccessDenied, match="未能记入审计日志：磁盘已满"):
        require(played(own_office, Role.LEADER), DataKind.LEDGER, Allowed.READ)
