"""联系信息 on the case page: what the kernel holds afterwards has nothing of what was shown; roles without it see no form."""

from __future__ import annotations

import json
from typing import Any

import ipywidgets
import pytest

from workbench.apps.case.model import CaseModel
from workbench.apps.case.panels import contact
from workbench.domain.roles import Role
from workbench.usecases.office import Office
from workbench.usecases.settle_duty import recuse
from workbench.widgets import FactList, Form
from workbench.widgets.revealed import Revealed


def inside(part: Any, kind: type[Any]) -> list[Any]:
    found = [part] if isinstance(part, kind) else []
    return found + [one for child in getattr(part, "children", ()) for one in inside(child, kind)]


@pytest.fixture
def model(own_office: Office) -> CaseModel:
    people = own_office.store.identity()
    named = people[people["name"].notna() & people["phone"].str.len().eq(11)].sort_values("record_id")
    groups = own_office.edition().rows("groups", "record_id", [named["record_id"].iloc[0]])
    found = CaseModel(own_office, str(groups[0]["matter_id"]))
    found.record = str(named["record_id"].iloc[0])
    return found


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Messages to the page that are no part of a widget's state."""
    told: list[Any] = []
    monkeypatch.setattr(Revealed, "send", lambda _self, content, *_: told.append(content["lines"]))
    return told


def asked(model: CaseModel, purpose: str, why: str) -> tuple[Form, Any]:
    part, read = contact.panel(model, lambda: model.record)
    read()
    inside(part, ipywidgets.Button)[0].click()
    (form,) = inside(part, Form)
    form.asked = {"seq": 1, "values": {"purpose": purpose, "why": why}}
    return form, part


def states(part: Any) -> str:
    """Every synced value of the part's widgets."""
    held = inside(part, ipywidgets.Widget)
    return json.dumps([one.get_state() for one in held], ensure_ascii=False, default=str)


def test_what_is_shown_is_sent_once_and_held_nowhere(model: CaseModel, sent: list[Any]) -> None:
    row = model.office.store.identity([model.record]).iloc[0]
    form, part = asked(model, "电话回访", "回访是否收到意见书")
    assert [row["name"], row["phone"]] == [text for label, text in sent[-1] if label in ("姓名", "电话")][:2]
    assert form.tone == "ok" and "已记入审计日志" in form.said
    told = states(part) + json.dumps(model.trait_values(), default=str, ensure_ascii=False)
    assert row["phone"] not in told and row["name"] not in told and row["phone"] not in model.address


def test_the_masked_row_reads_no_identity(model: CaseModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model.office.store, "identity", lambda *_: pytest.fail("identity was read"))
    part, read = contact.panel(model, lambda: model.record)
    read()
    (facts,) = inside(part, FactList)
    assert "某某" in states(facts) or "匿名" in states(facts)


def test_another_record_or_tab_takes_it_away(model: CaseModel, sent: list[Any]) -> None:
    asked(model, "电话回访", "回访是否收到意见书")
    model.tab = "work"
    assert sent[-1] == []


@pytest.mark.parametrize(("purpose", "why", "said"), [("", "回访意见书", "请选用途"), ("电话回访", "", "请写明理由")])
def test_refused_in_a_sentence(model: CaseModel, sent: list[Any], purpose: str, why: str, said: str) -> None:
    form, _part = asked(model, purpose, why)
    assert said in form.said and form.tone == "overdue" and not any(sent)


def test_who_stands_aside_is_told_so(model: CaseModel, sent: list[Any]) -> None:
    recuse(model.office, model.matter_id, "测试员", is_unit=False, decided_by="主任", why="近亲属")
    form, _part = asked(model, "电话回访", "回访是否收到意见书")
    assert "回避" in form.said and not any(sent)
    model.reload()
    assert model.dossier is None and "回避" in model.problem


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_a_role_without_it_has_no_form(own_office: Office, role: Role) -> None:
    matter = str(own_office.edition().query("SELECT min(matter_id) m FROM matters WHERE NOT locked")["m"][0])
    other = Office(own_office.settings.model_copy(update={"roles": (role,)}))
    part, read = contact.panel(CaseModel(other, matter), lambda: matter[2:])
    read()
    assert inside(part, ipywidgets.Button) == []
