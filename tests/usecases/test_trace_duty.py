"""倒查 over the invented county: every open matter can be traced, in order, without an officer's name or a fault found."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.rules.trace import NOTE
from workbench.usecases.office import Office
from workbench.usecases.trace_duty import first_duty, trace_duty


def test_every_matter_can_be_traced(demo_office: Office) -> None:
    edition = demo_office.edition()
    matters = list(edition.query("SELECT matter_id FROM matters WHERE NOT locked ORDER BY 1")["matter_id"])[::15]
    for matter in matters:
        sheet = trace_duty(demo_office, matter)
        days = [fact.day or date.max for fact in sheet.facts]
        assert days == sorted(days) and sheet.note == NOTE
        assert all(fact.told and (fact.article or fact.what == "间隔") for fact in sheet.facts)
        assert all((fact.days or 0) > 30 for fact in sheet.of("间隔"))
        assert first_duty(demo_office, matter) == sheet.first


def test_officers_of_the_ledger_do_not_appear(demo_office: Office) -> None:
    edition = demo_office.edition()
    sql = "SELECT matter_id, case_leader FROM matters WHERE case_leader LIKE '% %' AND NOT locked LIMIT 3"
    rows = edition.query(sql)
    assert len(rows)
    for matter, leader in zip(rows["matter_id"], rows["case_leader"], strict=True):
        sheet = trace_duty(demo_office, matter)
        assert leader.split()[-1] not in str([*map(dict, sheet.rows), sheet.fields])


def test_an_accusation_is_refused(demo_office: Office) -> None:
    locked = demo_office.edition().query("SELECT matter_id FROM matters WHERE locked ORDER BY 1")["matter_id"][0]
    with pytest.raises(ValueError, match="纪检监察"):
        trace_duty(demo_office, locked)
