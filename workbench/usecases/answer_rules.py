"""Ask the rules directly (规则问答): the same functions the edition is studied with, as plain answers for the CLI."""

from __future__ import annotations

from datetime import date
from typing import Any

from workbench.domain.codes import Level
from workbench.domain.facts import Places
from workbench.rules.clock import due
from workbench.rules.separation import separation
from workbench.usecases.office import Office


def answer_due(
    office: Office, clock: str, start: date, *, extension: int = 0, excluded_days: int = 0
) -> dict[str, Any]:
    """When a clock ends: strict and rolled day, clause and arithmetic. Raises what `rules.clock.due` raises."""
    found = due(clock, start, extension=extension, excluded_days=excluded_days, calendar=office.calendar)
    rolled = found.rolled.isoformat() if found.rolled else None
    return {"due": found.due.isoformat(), "rolled": rolled, "clause": found.clause, "why": found.why}


def answer_separation(
    office: Office, hukou: str | None, residence: str | None, incident: str | None, *, level: str = ""
) -> dict[str, Any]:
    """三跨三分离 of three places given as division codes (None is unknown). ValueError for a malformed code or level."""
    found = separation(
        Places(hukou or None, residence or None, incident or None),
        level=Level.from_label(level or office.settings.comparing_level),
        definition=office.settings.separation_definition,
    )
    return {
        "flags": {flag: answer.value for flag, answer in found.flags.items()},
        "label": found.label,
        "lead": found.lead,
        "assist": list(found.assist),
        "support": list(found.support),
        "clause": found.clause,
        "why": found.why,
        "level": found.level,
        "missing": list(found.missing),
    }
