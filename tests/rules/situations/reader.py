"""Reads the situations (情形) a jurist can add to: facts in Chinese YAML in, domain types out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from workbench.domain.codes import Level, Pathway, Purpose, StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, Places, RecordFacts, Step
from workbench.domain.finding import ClockFinding, ClockStatus, Due

HERE = Path(__file__).resolve().parent


def situations(name: str) -> list[Any]:
    """All situations of one file, each with a name and its facts."""
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def day(value: object) -> PartialDate | None:
    return PartialDate.parse(str(value)) if value else None


def facts(given: dict[str, Any]) -> MatterFacts:
    """One matter's facts; record ids default to R1, R2 …"""
    given = dict(given)
    records = tuple(record(number, one) for number, one in enumerate(given.pop("records", [{}]), 1))
    places = Places(**given.pop("places", {}))
    as_of = date.fromisoformat(str(given.pop("as_of", "2025-06-01")))
    lists = {key: tuple(given.pop(key, ())) for key in ("departments", "systems", "assist_units")}
    tags = frozenset(given.pop("tags", ()))
    return MatterFacts(given.pop("matter_id", "M1"), as_of, records, places, tags=tags, **lists, **given)


def record(number: int, given: dict[str, Any]) -> RecordFacts:
    given = dict(given)
    name = given.pop("record_id", f"R{number}")
    steps = tuple(step(name, one) for one in given.pop("steps", ()))
    purpose, pathway, level = given.pop("purpose", None), given.pop("pathway", None), given.pop("source_level", None)
    return RecordFacts(
        name,
        purpose=Purpose(purpose) if purpose else None,
        pathway=Pathway(pathway) if pathway else None,
        source_level=Level.from_label(level) if level else None,
        reg_day=day(given.pop("reg_day", None)),
        steps=steps,
        **given,
    )


def step(record_id: str, given: dict[str, Any]) -> Step:
    given = dict(given)
    return Step(StepKind(given.pop("kind")), day(given.pop("day", None)), record_id, **given)


def clock(given: dict[str, Any]) -> ClockFinding:
    due = date.fromisoformat(str(given["due"]))
    rolled = date.fromisoformat(str(given.get("rolled", due)))
    deadline = Due("C05", date(2024, 1, 10), due, rolled, "《信访工作条例》第三十四条", "60日")
    status = ClockStatus(given["status"])
    return ClockFinding(
        "C05", "办理60日", "R1", given.get("unit", ""), status, deadline, None, None, "", deadline.clause
    )
