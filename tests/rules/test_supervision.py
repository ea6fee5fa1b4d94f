"""The ladder: one rung after another, each with its facts, none without an overdue task."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from workbench.rules.decisions import ActKind, Decision, Task, TaskAct, task_of
from workbench.rules.supervision import (
    LADDER,
    Rung,
    Signed,
    TopicSupervisor,
    next_rung,
    propose_rung,
    signer_for,
    signing_gaps,
)

MET, DUE = date(2026, 10, 12), date(2026, 10, 31)


def task(over: int, *acts: TaskAct) -> Task:
    made = Decision("H-01", "H", MET, "补发安置费", "M-R1", unit="甲局", due=DUE)
    return task_of(made, acts, DUE + timedelta(days=over))


def signed(
    *rungs: Rung, day: date = DUE + timedelta(days=1), due: date | None = None, unit: str = "甲局"
) -> list[Signed]:
    return [Signed(rung, day, unit, "县委副书记", "督1号", due) for rung in rungs]


def rung(over: int, before: list[Signed] | None = None, *acts: TaskAct) -> str:
    found = propose_rung(task(over, *acts), before or [])
    return found.rung.value if found else ""


def test_nothing_is_proposed_before_the_day_is_past() -> None:
    assert [rung(over) for over in (-5, 0, 1)] == ["", "", "催报反馈"]


def test_no_rung_is_skipped_however_late() -> None:
    assert rung(300) == "催报反馈"
    assert rung(300, signed(Rung.FEEDBACK)) == "督办函"
    assert rung(300, signed(*LADDER[:3])) == "约谈建议" and rung(300, signed(*LADDER)) == ""


@pytest.mark.parametrize(("over", "expected"), [(7, ""), (8, "督办函")])
def test_a_letter_waits_for_its_week(over: int, expected: str) -> None:
    assert rung(over, signed(Rung.FEEDBACK)) == expected


def test_the_day_given_in_a_letter_is_waited_for() -> None:
    letter = signed(Rung.FEEDBACK, Rung.LETTER, day=DUE + timedelta(days=10), due=DUE + timedelta(days=30))
    assert [rung(over, letter) for over in (25, 30, 31)] == ["", "", "挂牌督办"]


def test_a_report_in_time_an_extension_and_an_acceptance_stop_the_ladder() -> None:
    report = TaskAct(ActKind.REPORT, DUE, "甲局", evidence="函")
    longer = TaskAct(ActKind.EXTEND, DUE, due=DUE + timedelta(days=60))
    done = TaskAct(ActKind.ACCEPT, DUE + timedelta(days=2), evidence="函")
    assert [rung(20, [], act) for act in (report, longer, done)] == ["", "", ""]


def test_another_unit_begins_at_the_lowest_rung() -> None:
    moved = TaskAct(ActKind.REASSIGN, DUE + timedelta(days=2), "乙局")
    assert rung(40, signed(Rung.FEEDBACK, Rung.LETTER), moved) == "催报反馈"


def test_a_proposal_names_unit_days_and_clause_and_no_sanction() -> None:
    found = propose_rung(task(60), signed(*LADDER[:3]))
    assert found is not None and found.unit == "甲局"
    told = found.finding
    assert told.facts["超期"] == "60日" and "由人签发" in told.sentence and "第三十九条" in told.clause
    assert not any(word in told.sentence for word in ("处分", "问责", "通报批评", "追责"))


def test_what_signing_needs() -> None:
    proposed = propose_rung(task(20), signed(Rung.FEEDBACK))
    day = DUE + timedelta(days=20)
    assert signing_gaps(proposed, Rung.LETTER, "县委副书记", "督1号", day, day + timedelta(days=15)) == ()
    assert len(signing_gaps(proposed, Rung.LISTED, "", "", day, day + timedelta(days=16))) == 4
    assert "现在没有可签" in signing_gaps(None, Rung.FEEDBACK, "主任", "", day, None)[0]
    assert next_rung([]) is Rung.FEEDBACK and next_rung(signed(*LADDER)) is None


def test_who_supervises_a_topic_is_proposed_while_the_term_lasts() -> None:
    one = TopicSupervisor("城乡建设", "分管副县长", "县人民政府", date(2026, 1, 1), date(2026, 6, 30))
    two = TopicSupervisor("城乡建设", "常务副县长", since=date(2026, 7, 1))
    known = [one, two, TopicSupervisor("", "无")]
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [signer_for("城乡建设", known, day) for day in days] == [None, one, one, two]
    assert signer_for("民政", known, days[1]) is None and signer_for("", known, days[1]) is None
    assert one.words == "分管副县长（县人民政府）" and two.words == "常务副县长" and two.row["止"] == "现任"
