"""Every panel of 案件研判 can be made and read for every kind of matter, and read again after something was recorded."""

from __future__ import annotations

from typing import Any

import ipywidgets
import pytest

from workbench.apps.case import acts, panels, view
from workbench.apps.case.model import TABS, CaseModel
from workbench.apps.case.parts import Listing
from workbench.apps.panel_parts import unreadable_days
from workbench.domain.codes import StepKind
from workbench.usecases.office import Office
from workbench.widgets import Form, MetricRow, Stepper, Timeline

KINDS = "SELECT min(matter_id) AS matter_id FROM matters GROUP BY locked, label <> '', records > 3 ORDER BY 1"
BUSY = (
    "SELECT matter_id FROM steps JOIN matters USING (matter_id) WHERE NOT locked GROUP BY 1 ORDER BY count(*) DESC, 1"
)


def inside(part: Any, kind: type[Any]) -> list[Any]:
    """Widgets of a kind within another, in order."""
    found = [part] if isinstance(part, kind) else []
    return found + [one for child in getattr(part, "children", ()) for one in inside(child, kind)]


@pytest.fixture
def model(own_office: Office) -> CaseModel:
    return CaseModel(own_office, str(own_office.edition().query(BUSY)["matter_id"][0]))


@pytest.mark.parametrize("tab", TABS)
def test_a_panel_of_every_kind_of_matter(demo_office: Office, tab: str) -> None:
    for matter in demo_office.edition().query(KINDS)["matter_id"]:
        part, read = panels.make(tab, CaseModel(demo_office, str(matter)))
        read()
        read()
        assert isinstance(part, ipywidgets.Widget)


def test_every_part_of_duty_opens(model: CaseModel) -> None:
    part, read = panels.make("duties", model)
    read()
    for place in range(1, len(part.children)):
        part.selected_index = place
        assert part.children[place].children


def test_panels_are_made_when_first_opened(model: CaseModel) -> None:
    page = view.build(model.office, {"matter": model.matter_id, "tab": "clocks"})
    (tab,) = inside(page, ipywidgets.Tab)
    filled = [bool(box.children) for box in tab.children]
    assert filled.count(True) == 1 and filled[list(TABS).index("clocks")]
    tab.selected_index = list(TABS).index("flags")
    assert [bool(box.children) for box in tab.children].count(True) == 2


def test_a_figure_opens_its_tab(model: CaseModel) -> None:
    part, read = panels.make("overview", model)
    read()
    (cards,) = inside(part, MetricRow)
    cards.clicked = {"key": "duties", "seq": 1}
    assert model.tab == "duties"


def test_the_stepper_s_form_records_and_the_timeline_follows(own_office: Office, model: CaseModel) -> None:
    page = view.build(own_office, {"matter": model.matter_id, "tab": "work"})
    (picture,), (stepper,) = inside(page, Timeline), inside(page, Stepper)
    form = inside(page, Form)[0]
    before = len(picture.items)
    stepper.chosen = StepKind.VISIT.value
    assert {field["name"] for field in form.fields} >= {"day", "unit", "text", "why"} and not form.closed
    form.asked = {"seq": 1, "values": {"day": "2026-11-19", "unit": "清澜县住房和城乡建设局", "text": ""}}
    assert not form.answered["ok"] and form.said and len(picture.items) == before
    form.asked = {"seq": 2, "values": {"day": "2026-11-19", "unit": "清澜县住房和城乡建设局", "text": "上门核实"}}
    assert form.answered == {"seq": 2, "ok": True} and "已登记“走访调查”" in form.said
    assert len(picture.items) == before + 1 and stepper.chosen == ""


def test_a_step_that_can_never_be_recorded_has_no_form(own_office: Office, model: CaseModel) -> None:
    part, read = panels.make("work", model)
    read()
    (stepper,) = inside(part, Stepper)
    form = inside(part, Form)[0]
    _, _, steps = acts.standing(model, model.record)
    from workbench.rules.transitions import is_hard

    shut = next((one for one in steps if one.refusal and is_hard(one.refusal)), None)
    soft = next(one for one in steps if one.refusal and not is_hard(one.refusal))
    stepper.chosen = soft.kind.value
    assert form.fields and not form.closed
    if shut:
        stepper.chosen = shut.kind.value
        assert form.closed and not form.fields


def test_a_list_is_exported_where_the_page_says(model: CaseModel) -> None:
    part, read = panels.make("clocks", model)
    read()
    (listing,) = inside(part, Listing)
    listing.exported += 1
    assert listing.told.startswith("已存为 ") and listing.told.endswith(".xlsx")


def test_a_day_that_is_none_is_told_at_its_field() -> None:
    fields = [{"name": "day", "label": "日期", "kind": "day"}, {"name": "text", "label": "内容", "kind": "text"}]
    assert unreadable_days(fields, {"day": "2026-11", "text": "13 月"}) == {}
    assert unreadable_days(fields, {"day": ""}) == {}
    for text in ("2026-13-40", "2026-02-30", "昨天"):
        assert f"填的“{text}”不是日期" in unreadable_days(fields, {"day": text})["day"]
