"""A small county to plan for: three sittings, a handful of matters, everybody invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from workbench.domain.codes import Level
from workbench.meetings.schedule.problem import Matter, Problem, Sitting

TODAY = date(2026, 11, 23)


def sitting(name: str, day: int, **kept: Any) -> Sitting:
    """A county sitting `day` days after TODAY at nine, two hours and a quarter."""
    one = Sitting(name, TODAY + timedelta(days=day), 9 * 60, 135, "县联席会议室", Level.COUNTY, "县委副书记")
    return replace(one, **kept)


def matter(name: str, lead: str = "县水利局", **kept: Any) -> Matter:
    return replace(Matter(name, 20, Level.COUNTY, lead, TODAY - timedelta(days=30)), **kept)


def county(*matters: Matter, sittings: tuple[Sitting, ...] | None = None, **kept: Any) -> Problem:
    """Three sittings (26 and 30 November, 3 December) unless others are given."""
    held = sittings or (sitting("S1", 3), sitting("S2", 7), sitting("S3", 10))
    return Problem(TODAY, held, matters, **kept)


def day(after: int) -> date:
    return TODAY + timedelta(days=after)
