"""The public face as a notebook uses it, one method per thing a person does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workbench import Workbench
from workbench.domain.codes import StepKind, Verdict
from workbench.usecases.office import Office


@pytest.fixture
def bench(own_office: Office) -> Workbench:
    return Workbench(own_office)


def test_open_and_demo(demo_home: Path) -> None:
    bench = Workbench.open(demo_home, actor="测试员")
    assert bench.office.settings.actor == "测试员" and bench.edition.id == "E20261120-02"
    assert Workbench.demo(demo_home).edition.id == bench.edition.id  # what stands is left as it is


def test_from_a_ledger_to_the_agenda(tmp_path: Path) -> None:
    file = tmp_path / "台账.csv"
    file.write_text("信访件编号,登记时间,主要诉求,责任单位\nXF1,2023-01-05,要求修复村道,某县住建局\n", encoding="utf-8")
    bench = Workbench.open(tmp_path / "home", as_of=date(2024, 6, 30))
    assert (bench.import_ledger(file).imported, bench.import_ledger(file).imported) == (1, 0)
    bench.publish()
    (matter,) = bench.matters().index
    assert bench.study("XF1").matter["matter_id"] == matter == bench.search("村道")["matter_id"][0]
    assert [item.matter_id for item in bench.agenda(date(2024, 7, 1)).agenda.listed] == ["", matter]


def test_a_judgement_counts_from_the_next_edition_and_can_be_undone(bench: Workbench) -> None:
    left, right = (
        matter.removeprefix("M-") for matter in bench.matters().query("records == 1 and not locked").index[:2]
    )
    before = len(bench.matters())
    spoken = bench.judge(left, right, Verdict.SAME, "同一诉求")
    assert len(bench.matters()) == before
    bench.publish()
    assert len(bench.matters()) == before - 1
    bench.undo(spoken.event.event_id, "看错了")
    bench.publish()
    assert len(bench.matters()) == before
    with pytest.raises(ValueError, match="不能与自身比较"):
        bench.judge(left, left, Verdict.SAME, "")


def test_a_recorded_step_is_studied(bench: Workbench) -> None:
    record = bench.matters().query("records == 1 and not locked").index[0].removeprefix("M-")
    with pytest.raises(ValueError, match="不是可识别的日期"):
        bench.record_step(record, StepKind.SUPERVISE, "三月初")
    bench.record_step(record, StepKind.SUPERVISE, date(2026, 11, 2), unit="联席办", text="发函督办", number="3号")
    with pytest.raises(LookupError, match="没有编号为“R999999”的信访件"):
        bench.record_step("R999999", StepKind.SUPERVISE, date(2026, 11, 2))
    bench.publish()
    (step,) = [step for step in bench.study(record).steps if step["kind"] == "督办"]
    assert (step["day_text"], step["unit"], step["text"]) == ("2026-11-02", "联席办", "发函督办")
    assert step["detail"] == '{"number": "3号"}' and step["source"].startswith("登记事件")


def test_an_agenda_follows_choices_made_after_the_edition(bench: Workbench) -> None:
    from workbench.usecases.decide import decide_agenda
    from workbench.usecases.plan_meeting import meeting_id

    day = date(2026, 11, 23)
    first = bench.agenda(day).agenda.listed[1].matter_id
    decide_agenda(bench.office, meeting_id(day), first, False, why="下月再议")
    assert first not in [item.matter_id for item in bench.agenda(day).agenda.listed]


def test_the_rules_answer_directly(bench: Workbench) -> None:
    assert bench.due("C05", date(2024, 1, 10), extension=30)["due"] == "2024-04-09"
    assert bench.separation("640104", "640106", "640121")["label"] == "人事户分离"
    assert bench.separation("640104", None, "640121")["label"] == "待核(缺常住)"
