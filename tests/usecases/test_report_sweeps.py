"""矛盾纠纷排查报告: 零报告 and its contradiction, who is missing, both checks against records, refusals."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from workbench.campaign.measures import Period
from workbench.domain.codes import Trilean
from workbench.settings import Settings
from workbench.usecases.decide import undo
from workbench.usecases.meeting_register import MeetingRefused
from workbench.usecases.office import Office
from workbench.usecases.report_sweeps import KIND, NOTHING, last_week, report_sweep, sweep_reports, week_about

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


@pytest.fixture
def office(own_office: Office) -> Office:
    return Office(Settings(home=Path(own_office.settings.home), actor="测试员", as_of=date(2026, 11, 20)))


def with_new(office: Office, period: Period) -> str:
    """A unit that leads a matter new in the period."""
    return next(one.unit for one in sweep_reports(office, period).units if one.found)


def without(office: Office, period: Period) -> str:
    return next(one.unit for one in sweep_reports(office, period).units if not one.found)


def months(office: Office) -> Period:
    """A month of the edition in which matters began."""
    sql = "SELECT MAX(first_day) AS day FROM matters WHERE NOT locked AND lead_unit <> '' AND first_day < DATE '2026-11-01'"
    day = office.edition().query(sql)["day"][0]
    first = date(day.year, day.month, 1)
    return Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def test_units_without_a_report_are_named_until_they_report(office: Office) -> None:
    period = months(office)
    before = sweep_reports(office, period)
    assert before.missing == tuple(one.unit for one in before.units) and len(before.units) > 2
    report_sweep(office, before.units[0].unit, period, "已报", day=date(2026, 11, 2), file="排查表.xlsx")
    after = sweep_reports(office, period)
    assert after.missing == before.missing[1:] and after.units[0].swept is Trilean.YES
    assert f"未报 {len(after.missing)}：" in after.sentence and "已报 1（其中零报告 0）" in after.sentence


def test_a_zero_report_beside_new_matters_is_kept_and_said_as_a_contradiction(office: Office) -> None:
    period = months(office)
    unit, quiet = with_new(office, period), without(office, period)
    for one in (unit, quiet):
        kept = report_sweep(office, one, period, "零报告")
        assert kept.subject == f"{KIND}|{period.first}至{period.last}|{one}" and kept.payload["state"] == "零报告"
    found = {one.unit: one for one in sweep_reports(office, period).units}
    assert found[unit].contradicts and found[unit].swept is Trilean.NO and "相互矛盾" in found[unit].swept_told
    assert not found[quiet].contradicts and found[quiet].swept is Trilean.YES
    assert sweep_reports(office, period).contradictions == (unit,)
    undo(office, kept.event_id, why="登错")
    assert quiet in sweep_reports(office, period).missing


def test_new_matters_are_in_hand_by_their_steps_and_clocks(office: Office) -> None:
    found = sweep_reports(office, months(office))
    ids = {one.matter_id for unit in found.units for one in unit.found}
    sql = "SELECT COUNT(*) AS n FROM matters WHERE NOT locked AND lead_unit <> '' AND first_day BETWEEN ? AND ?"
    assert len(ids) == office.edition().query(sql, [found.period.first, found.period.last])["n"][0] > 0
    late = set(
        office.edition().query("SELECT matter_id FROM clocks WHERE status = '超期未完成' AND clock = 'C05'")[
            "matter_id"
        ]
    )
    for unit in found.units:
        answers = {one.answer for one in unit.found}
        worst = next((one for one in (Trilean.NO, Trilean.UNKNOWN, Trilean.YES) if one in answers), None)
        assert unit.settled is worst and (unit.row["调处到位"] == NOTHING) is (not unit.found)
        assert all(one.answer is Trilean.NO for one in unit.found if one.matter_id in late)
    told = [one for one in found.units if one.settled in (Trilean.YES, Trilean.NO)]
    assert found.ratio("settled").denominator == len(told) < len(found.units)


def test_nothing_new_is_no_hundred_per_cent(office: Office) -> None:
    day = Period(date(1999, 1, 1), date(1999, 1, 1))
    found = sweep_reports(office, day)
    assert {one.settled for one in found.units} == {None} and found.ratio("settled").full == "—"
    assert "调处到位 —" in found.sentence


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"unit": "没有这个局"}, "单位名册里没有"),
        ({"state": "无"}, "“无”不认识"),
        ({"day": date(2026, 12, 1)}, "在今天（2026-11-20）之后"),
        ({"day": date(2026, 9, 20)}, "早于本期第一天"),
        ({"state": "零报告", "day": date(2026, 10, 20)}, "还不能报“零报告”"),
        ({"state": "退回"}, "退回须写明原因"),
        ({"state": "退回", "note": "缺表"}, "还没有报告，不能退回"),
        ({"period": Period(date(2026, 1, 1), date(2026, 10, 31))}, "超过 92 天"),
        ({"note": "稳控到位"}, "稳控"),
    ],
)
def test_what_is_not_taken_down(office: Office, said: dict[str, object], word: str) -> None:
    asked = {"unit": without(office, OCTOBER), "period": OCTOBER, "state": "已报", **said}
    before = office.store.last_seq()
    with pytest.raises(MeetingRefused, match=word):
        report_sweep(office, **asked)  # type: ignore[arg-type]
    assert office.store.last_seq() == before


def test_a_report_sent_back_is_owed_again(office: Office) -> None:
    unit = without(office, OCTOBER)
    report_sweep(office, unit, OCTOBER, "已报", day=date(2026, 11, 1))
    report_sweep(office, unit, OCTOBER, "退回", day=date(2026, 11, 3), note="缺附表")
    found = next(one for one in sweep_reports(office, OCTOBER).units if one.unit == unit)
    assert (found.state, found.swept, found.swept_told, found.note) == ("退回", Trilean.NO, "退回未补", "缺附表")


def test_before_the_period_is_over_nothing_is_missing_yet(office: Office) -> None:
    week = week_about(date(2026, 11, 20))
    assert week == Period(date(2026, 11, 16), date(2026, 11, 22)) and last_week(date(2026, 11, 20)).last == date(
        2026, 11, 15
    )
    found = sweep_reports(office, week)
    assert {one.swept for one in found.units} == {Trilean.UNKNOWN} and found.ratio("swept").full == "—"
