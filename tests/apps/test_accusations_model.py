"""检举控告: only the discipline contact has the list, a text needs a reason, and each reading is in the trail first."""

from __future__ import annotations

from pathlib import Path

import pytest
from ipywidgets.widgets.widget import _instances  # every widget alive; no public name for it

from workbench.apps.accusations import view
from workbench.apps.accusations.model import AccusationsModel
from workbench.domain.roles import AccessDenied, AuditAct, Role
from workbench.settings import Settings
from workbench.usecases.audit_trail import entries
from workbench.usecases.office import Office
from workbench.widgets import CaseTable, Form
from workbench.widgets.revealed import Revealed


@pytest.fixture
def contact(own_office: Office) -> Office:
    """The discipline contact at a copy of the invented county's office."""
    return Office(Settings(home=own_office.settings.home, actor="纪检员", roles=(Role.DISCIPLINE,)))


def read_by(home: Path) -> list[str]:
    auditor = Office(Settings(home=home, actor="审计员", roles=(Role.AUDITOR,)))
    return [one.subject for one in entries(auditor, act=AuditAct.OPEN_ACCUSATION.value)]


def test_the_list_has_numbers_dates_and_organs_only(contact: Office) -> None:
    model = AccusationsModel(contact)
    locked = contact.edition().query("SELECT count(*) AS n FROM records WHERE locked")["n"][0]
    assert len(model.rows) == locked > 0
    assert {name for row in model.rows for name in row} == {column["key"] for column in view.LIST}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DISCIPLINE])
def test_nobody_else_has_it(own_office: Office, role: Role) -> None:
    home = own_office.settings.home
    with pytest.raises(AccessDenied):
        AccusationsModel(Office(Settings(home=home, actor="他人", roles=(role,), unit="某局")))


def test_a_text_is_read_for_a_reason_and_entered_first(contact: Office) -> None:
    model = AccusationsModel(contact)
    assert model.read("核查线索") == [] and model.said.text == "请先点选一件"
    model.chosen = model.rows[0]["record_id"]
    assert model.read(" ") == [] and "理由" in model.said.text and read_by(contact.settings.home) == []
    parts = dict(model.read("核查线索"))
    assert any(len(text) > 10 for text in parts.values())
    assert read_by(contact.settings.home) == [model.chosen] and model.said.tone == "ok"


def test_what_is_read_is_in_no_widget_s_state(contact: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[list[tuple[str, str]]] = []
    monkeypatch.setattr(Revealed, "show", lambda _part, lines: sent.append(list(lines)))
    page = view.build(contact)
    held = list(_instances.values())
    table, form = (
        next(one for one in held if isinstance(one, CaseTable)),
        next(one for one in held if isinstance(one, Form)),
    )
    table.selected = table.rows[0]["record_id"]
    form.asked = {"seq": 1, "values": {"why": "核查线索"}}
    longest = max((text for _, text in sent[-1]), key=len)
    assert len(longest) > 10 and page.children
    assert all(longest not in str(one.get_state()) for one in _instances.values())
