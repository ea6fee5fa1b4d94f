"""Held or missing per period: situations, and periods that cover every day once."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Level
from workbench.meetings.bodies import Body, Meeting, Reception, frequency_rules, rule_names
from workbench.meetings.frequency import held_or_missed, period_label, periods
from workbench.meetings.kinds import MeetingKind, MeetingState, RosterKind
from workbench.reference.calendar import default_calendar

CASES = yaml.safe_load((Path(__file__).parent / "situations" / "frequency.yaml").read_text(encoding="utf-8"))


def found_in(case: dict) -> list:
    rules = tuple(f"{name}" for name in case.get("rules", ()))
    body = Body("B", "会", Level.from_label(case["level"]), rules=rules, since=case.get("body_since", date(2016, 1, 1)),
                until=case.get("body_until"))  # fmt: skip
    held = [Meeting(f"H{n}", "B", MeetingKind(kind), "会", day, state=MeetingState.HELD)
            for n, (kind, day) in enumerate(case["held"])]  # fmt: skip
    received = [Reception("B", day, f"领导{n}", state="已接访") for n, day in enumerate(case.get("received", ()))]
    calendar = default_calendar() if case.get("calendar") else None
    found = held_or_missed(body, held, case["since"], case["until"], receptions=received, as_of=case.get("as_of"), calendar=calendar)  # fmt: skip
    return [one for one in found if one.rule == f"meetings.{case['rule']}"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict) -> None:
    found = found_in(case)
    assert [one.result.value for one in found] == case["expect"]
    assert case.get("note", "") in found[0].note and (found[0].note or "note" not in case)
    assert all(one.clause and one.sentence.endswith("。") and len(one.row) == 8 for one in found)


def test_only_held_meetings_of_this_body_count() -> None:
    body = Body("B", "会", Level.TOWN)
    others = [
        Meeting("H1", "A", MeetingKind.TOWN, "会", date(2026, 9, 10), state=MeetingState.HELD),
        Meeting("H2", "B", MeetingKind.TOWN, "会", date(2026, 9, 10)),
        Meeting("H3", "B", MeetingKind.TOWN, "会", date(2026, 9, 10), state=MeetingState.CANCELLED),
    ]
    found = held_or_missed(body, others, date(2026, 9, 1), date(2026, 9, 30), receptions=[Reception("B", date(2026, 9, 1), "镇长")])  # fmt: skip
    assert {one.result.value for one in found if one.rule == "meetings.town_monthly"} == {"缺"}
    assert "已开" not in {one.result.value for one in found}


def test_each_level_has_its_own_rules() -> None:
    def names(level: Level) -> set[str]:
        found = frequency_rules(Body("B", "会", level), date(2026, 1, 1))
        return {one.name.removeprefix("meetings.") for one in found}

    assert names(Level.TOWN) == {"town_monthly", "reception_town"}
    assert names(Level.COUNTY) == {"monday", "supervision_monthly", "analysis_quarterly", "with_congress", "reception_county"}  # fmt: skip
    assert names(Level.CITY) == {"reception_city"} and names(Level.VILLAGE) == set()
    assert len(rule_names(date(2026, 1, 1))) == 12


@given(
    st.sampled_from(["周", "月", "季", "半年", "年"]), st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 800)
)
def test_periods_follow_each_other_and_cover_the_span(period: str, since: date, length: int) -> None:
    until = since + timedelta(days=length)
    found = list(periods(period, since, until))
    assert found[0][0] <= since <= found[0][1] and found[-1][0] <= until <= found[-1][1]
    assert all(after[0] - before[1] == timedelta(days=1) for before, after in pairwise(found))
    assert len({period_label(period, start) for start, _ in found}) == len(found)


def test_bad_spans_are_told() -> None:
    with pytest.raises(ValueError, match="倒置"):
        held_or_missed(Body("B", "会", Level.TOWN), [], date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(ValueError, match="不认识的周期“旬”"):
        list(periods("旬", date(2026, 1, 1), date(2026, 2, 1)))


def test_duty_at_a_station_is_no_leaders_reception_and_a_market_day_is() -> None:
    body = Body("B", "会", Level.TOWN)
    for kind, result in (
        (RosterKind.STATION, "缺"),
        (RosterKind.DELEGATE, "缺"),
        (RosterKind.MARKET, "已开"),
        (RosterKind.JOINT, "已开"),
    ):
        one = Reception("B", date(2026, 9, 8), "镇长", state="已接访", kind=kind)
        found = held_or_missed(body, [], date(2026, 9, 7), date(2026, 9, 13), receptions=[one])
        assert [one.result.value for one in found if one.rule == "meetings.reception_town"] == [result]
