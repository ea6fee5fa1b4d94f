"""专项行动 › 目标 and 案件研判 › 难易与层级: lists, forms that record or say why not, levels that open their matters."""

from __future__ import annotations

from typing import Any

import ipywidgets
import pytest

from workbench.apps.campaign import panels
from workbench.apps.campaign.model import TABS, CampaignModel
from workbench.apps.case.model import CaseModel
from workbench.apps.case.panels import duties_difficulty
from workbench.domain.roles import Role
from workbench.settings import Settings
from workbench.usecases.classify_difficulty import handled_below
from workbench.usecases.office import Office
from workbench.usecases.set_targets import targets
from workbench.widgets import CaseTable, FactList, Form, Notice


def inside(part: Any, kind: type[Any]) -> list[Any]:
    found = [part] if isinstance(part, kind) else []
    return found + [one for child in getattr(part, "children", ()) for one in inside(child, kind)]


def opened(office: Office) -> tuple[ipywidgets.Widget, list[CaseTable], list[Form]]:
    part, read = panels.make("targets", CampaignModel(office, {"tab": "targets"}))
    read()
    for button in inside(part, ipywidgets.Button):
        button.click()
    return part, inside(part, CaseTable), inside(part, Form)


GIVEN = {
    "metric": "M-01", "direction": "不低于", "amount": "95%", "unit": "", "first": "2026-01-01", "last": "2026-12-31",
    "base_first": "", "base_last": "", "source": "责任书", "why": "",
}  # fmt: skip


def test_the_tab_lists_targets_and_sets_one(own_office: Office) -> None:
    assert TABS["targets"] == "目标"
    _, (listing, *_), (off, form) = opened(own_office)
    assert [row["编号"] for row in listing.rows] == [one.target_id for one in targets(own_office)]
    assert off.layout.display == "none" and form.values["first"] == "2026-01-01"
    form.asked = {"seq": 1, "values": {**GIVEN, "amount": ""}}
    assert not form.answered["ok"] and "须写明数" in form.said
    form.asked = {"seq": 2, "values": {**GIVEN, "first": "2026-01"}}
    assert not form.answered["ok"] and "“起日”须写明年月日" in form.said
    form.asked = {"seq": 3, "values": GIVEN}
    assert form.answered["ok"] and "已设目标 MB2026-04" in form.said
    assert "MB2026-04" in [row["编号"] for row in listing.rows]


def test_a_target_chosen_is_withdrawn(own_office: Office) -> None:
    _, (listing, *_), (off, _form) = opened(own_office)
    listing.selected = "MB2026-01"
    assert off.layout.display == "" and off.title == "撤下 MB2026-01"
    off.asked = {"seq": 1, "values": {"why": "责任书已修订"}}
    assert off.answered["ok"] and "MB2026-01" not in [row["编号"] for row in listing.rows]
    assert off.closed and off.said


def test_a_level_opens_its_matters_and_the_low_ones_are_listed(own_office: Office) -> None:
    _, (_, levels, low, matters), _ = opened(own_office)
    assert [row["层级"] for row in levels.rows] == ["村（社区）", "乡（镇、街道）", "县", "市以上", "层级待核"]
    levels.selected = "县"
    assert matters.title == "在县化解的事项" and matters.rows and "case.ipynb" in matters.rows[0]["标题"]["href"]
    assert [row["事项"] for row in low.rows] == [one.matter_id for one in handled_below(own_office).found]


def test_who_only_reads_has_no_form(own_office: Office) -> None:
    leader = Office(Settings(home=own_office.settings.home, actor="某领导", roles=(Role.LEADER,)))
    _, (listing, *_), (off,) = opened(leader)
    listing.selected = "MB2026-01"
    assert listing.rows and off.layout.display == "none"


def test_a_view_says_that_it_holds_none_of_it(own_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.apps.campaign import targets_panel

    monkeypatch.setattr(targets_panel, "narrowed", lambda _edition: object())
    part, lists, forms = opened(own_office)
    assert isinstance(part, Notice) and "本视图不含" in part.value and (lists, forms) == ([], [])


@pytest.fixture
def case(own_office: Office) -> CaseModel:
    return CaseModel(own_office, handled_below(own_office).found[0].matter_id)


def test_the_case_shows_the_proposal_and_records_what_a_person_says(case: CaseModel) -> None:
    part, read = duties_difficulty.panel(case)
    read()
    (state,), (facts,), (form,) = (inside(part, kind) for kind in (Notice, FactList, Form))
    assert "低于应办层级" in state.value and "建议" in facts.value
    form.asked = {"seq": 1, "values": {"difficulty": "疑难", "level": "市", "why": "跨县"}}
    assert form.answered["ok"] and "已定为疑难，由市级办理" in form.said
    read()
    assert "市级（测试员" in facts.value
