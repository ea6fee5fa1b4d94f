"""清查清单's tab 排查报告: the period chosen, units' reports, a report recorded, what a contradiction says."""

from __future__ import annotations

from datetime import date

import pytest

from tests.apps.test_case_panels import inside
from workbench.apps.sweep import reports_panel, view
from workbench.apps.sweep.model import SweepModel
from workbench.campaign.measures import Period
from workbench.usecases.office import Office
from workbench.widgets import CaseTable, Form, MetricRow
from workbench.widgets.choice import Choice


def test_periods_start_with_the_last_whole_week_and_are_named_apart() -> None:
    found = reports_panel.periods(date(2026, 11, 20))
    names = list(found)
    assert found[names[0]] == Period(date(2026, 11, 9), date(2026, 11, 15)) and names[1].endswith("（未满）")
    assert len(found) == reports_panel.WEEKS + 1 + 2 + 7 and "日 2026-11-20" in names
    assert Period(date(2026, 10, 1), date(2026, 10, 31)) in found.values()


def test_a_report_is_recorded_and_the_unit_is_no_longer_missing(own_office: Office) -> None:
    part, read = reports_panel.panel(own_office, own_office.edition())
    read()
    (cards,), (form,), (period,) = inside(part, MetricRow), inside(part, Form), inside(part, Choice)
    table, matters = inside(part, CaseTable)
    before = cards.metrics[0]["value"]
    assert before == len(table.rows) and {row["报告"] for row in table.rows} == {"未报"}
    unit = table.rows[0]["id"]
    table.selected = unit
    assert form.values["unit"] == unit and matters.title == f"{unit}本期新事项"
    given = {"unit": unit, "state": "退回", "day": "", "file": "", "note": ""}
    form.asked = {"seq": 1, "values": given}
    assert not form.answered["ok"] and "退回须写明原因" in form.said
    form.asked = {"seq": 2, "values": {**given, "state": "零报告"}}
    assert form.answered["ok"] and f"已登记：{unit} 零报告" in form.said
    assert cards.metrics[0]["value"] == before - 1 and table.rows[0]["报告"] == "零报告"
    period.value = period.options[-1] if isinstance(period.options[-1], str) else period.options[-1][1]
    assert {row["报告"] for row in table.rows} == {"未报"}


def test_the_tab_is_made_when_opened_and_named_in_the_link(own_office: Office) -> None:
    page = view.build(own_office, {"tab": "reports"})
    assert inside(page, Form)
    closed = view.build(own_office, {})
    assert not inside(closed, Form)
    model = SweepModel(own_office.edition(), {"tab": "reports"})
    assert model.tab == "reports" and model.address.endswith("tab=reports") and not model.problem


@pytest.mark.parametrize("tab", ["people", "<b>"])
def test_a_tab_that_is_not_there_is_told(own_office: Office, tab: str) -> None:
    model = SweepModel(own_office.edition(), {"tab": tab})
    assert model.tab == "lists" and f"没有“{tab}”" in model.problem
