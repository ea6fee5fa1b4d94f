"""What a person decides is an event; material does not go to the unit complained of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from workbench.domain.codes import DutyRole, StepKind, Verdict
from workbench.settings import Settings
from workbench.usecases.decide import (
    confirm_duty,
    decide_agenda,
    judge_link,
    undo,
)
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.work_on_case import take_step

HEADER = "信访件编号,姓名,登记时间,信访目的,主要诉求,责任单位,被反映人或单位\n"
ROWS = (
    "甲1,赵一,2026-05-06,申诉求决,要求补发征地款,清澜县自然资源局,清澜县自然资源局\n"
    "甲2,钱二,2026-05-07,检举控告,反映占用集体资金,清澜县纪委监委,桐澜镇人民政府\n"
    "甲3,孙三,2026-05-08,申诉求决,要求办理不动产权证,清澜县自然资源局,\n"
)


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Office:
    ledger = tmp_path / "台账.csv"
    ledger.write_text(HEADER + ROWS, encoding="utf-8")
    opened = Office(settings)
    assert import_ledger(opened, ledger).imported == 3
    return opened


def _record(office: Office, number: str) -> str:
    frames = [office.store.versions(f"R{place:06d}") for place in (1, 2, 3)]
    found = pd.concat(frames).set_index("case_no")["record_id"]
    return str(found[number])


def test_a_declined_matter_needs_a_reason(office: Office) -> None:
    with pytest.raises(ValueError, match="不列入议程须说明理由"):
        decide_agenda(office, "H20261123", "M-R000001", False, why=" ")
    assert decide_agenda(office, "H20261123", "M-R000001", False, why="材料未齐").payload["choice"] == "不列入"


def test_judgements_and_undo_stay_on_record(office: Office) -> None:
    judged = judge_link(office, "R000003", "R000001", Verdict.DIFFERENT, why="诉求不同")
    assert judged.subject == "R000001|R000003"
    with pytest.raises(ValueError, match="不能与自身比较"):
        judge_link(office, "R000001", "R000001", Verdict.SAME, why="")
    undo(office, judged.event_id, why="点错了")
    assert judged.event_id not in {event.event_id for event in office.store.events()}
    assert judged.event_id in {event.event_id for event in office.store.events(include_undone=True)}


def test_a_confirmed_duty_names_role_place_and_unit(office: Office) -> None:
    event = confirm_duty(office, "M-R000001", DutyRole.LEAD, "990121", "清澜县自然资源局", why="三定规定")
    assert dict(event.payload) == {"role": "主办", "place": "990121", "unit": "清澜县自然资源局"}


def test_an_overdue_decision_comes_back_to_the_next_agenda(office: Office) -> None:
    record = _record(office, "甲3")
    take_step(
        office,
        record,
        StepKind.DECISION,
        date(2026, 9, 7),
        unit="联席会议",
        target="清澜县自然资源局",
        text="首次登记",
        due="2026-10-31",
    )
    agenda = publish_edition(office).table("agenda")
    (reason,) = agenda.loc[agenda["trigger"] == "T-13", "reason"]
    assert "清澜县自然资源局“首次登记”应于2026-10-31前落实" in reason
    take_step(office, record, StepKind.REPORT_DONE, date(2026, 11, 2), unit="清澜县自然资源局")
    unit = "信访工作联席会议办公室"
    take_step(
        office, record, StepKind.PROGRESS, date(2026, 11, 3), unit=unit, text="已核实", result="采信"
    )  # the unit's word alone closes nothing
    assert "T-13" not in set(publish_edition(office).table("agenda")["trigger"])
