"""What units hand in: in time, late, sent back, excused, missing; and what is not taken down."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workbench.campaign.measures import Period
from workbench.campaign.report_parts import ReportKind
from workbench.campaign.report_period import ReportRefused
from workbench.reference.parameters import parameter
from workbench.settings import Settings
from workbench.usecases.office import Office
from workbench.usecases.submit_reports import SubmissionState, submissions, submitted

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


@pytest.fixture
def office(own_office: Office) -> Office:
    return Office(Settings(home=Path(own_office.settings.home), actor="测试员", as_of=date(2026, 11, 20)))


@pytest.fixture
def units(office: Office) -> tuple[str, ...]:
    return tuple(
        sorted(
            office.edition().query("SELECT unit FROM units WHERE open > 0 AND unit <> '' ORDER BY unit LIMIT 5")["unit"]
        )
    )


def test_in_time_late_sent_back_excused_and_missing(office: Office, units: tuple[str, ...]) -> None:
    days = int(parameter("report.due.month", OCTOBER.last).value)
    due = date(2026, 11, days)
    submitted(office, ReportKind.MONTH, OCTOBER, units[0], day=due, file="月报.docx")
    submitted(office, ReportKind.MONTH, OCTOBER, units[1], day=date(2026, 11, days + 3))
    submitted(office, ReportKind.MONTH, OCTOBER, units[2], day=due)
    submitted(
        office,
        ReportKind.MONTH,
        OCTOBER,
        units[2],
        state=SubmissionState.SENT_BACK,
        day=date(2026, 11, 6),
        note="缺附表",
    )
    submitted(
        office,
        ReportKind.MONTH,
        OCTOBER,
        units[3],
        state=SubmissionState.EXCUSED,
        day=date(2026, 11, 2),
        note="本月无信访事项",
    )
    found = submissions(office, ReportKind.MONTH, OCTOBER, units=units)
    assert [one.label for one in found.units] == [
        "按期",
        "迟报 3 日",
        f"逾期未报 {20 - days} 日（退回待补）",
        "免报",
        f"逾期未报 {20 - days} 日",
    ]
    assert found.in_time.full == "1 / 4（25.00%）"
    assert found.sentence.endswith(f"逾期未报 2 个单位：{units[2]}、{units[4]}（截至 2026-11-20）。")
    submitted(office, ReportKind.MONTH, OCTOBER, units[2], day=date(2026, 11, 18))
    again = submissions(office, ReportKind.MONTH, OCTOBER, units=units)
    assert again.units[2].label == f"迟报 {18 - days} 日"


def test_before_the_day_nothing_is_missing_and_nothing_counts(office: Office, units: tuple[str, ...]) -> None:
    found = submissions(office, ReportKind.MONTH, OCTOBER, units=units, as_of=date(2026, 11, 2))
    assert {one.label for one in found.units} == {"未到期"} and found.in_time.full == "—"


def test_without_a_list_the_units_with_open_matters_owe_it(office: Office) -> None:
    leading = set(office.edition().query("SELECT unit FROM units WHERE open > 0 AND unit <> ''")["unit"])
    assert {one.unit for one in submissions(office, ReportKind.MONTH, OCTOBER).units} == leading


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"unit": "没有这个局"}, "单位名册里没有“没有这个局”"),
        ({"day": date(2026, 12, 1)}, "在今天（2026-11-20）之后"),
        ({"day": date(2026, 10, 20)}, "早于本期期末 2026-10-31"),
        ({"state": SubmissionState.SENT_BACK, "note": "缺表"}, "还没有报送，不能退回"),
        ({"state": SubmissionState.EXCUSED}, "免报须写明原因"),
        ({"period": Period(date(2026, 10, 2), date(2026, 10, 31))}, "不是月通报的整期"),
        ({"kind": ReportKind.CONGRESS}, "不要求单位报送材料"),
        ({"note": "已做好稳控"}, "稳控"),
    ],
)
def test_what_is_not_taken_down(office: Office, units: tuple[str, ...], said: dict[str, object], sentence: str) -> None:
    asked = {"kind": ReportKind.MONTH, "period": OCTOBER, "unit": units[0], **said}
    before = office.store.last_seq()
    with pytest.raises(ReportRefused) as refused:
        submitted(office, **asked)  # type: ignore[arg-type]
    assert sentence in str(refused.value)
    assert office.store.last_seq() == before
