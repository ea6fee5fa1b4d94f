"""The clean-up lists of an edition (清查): how many matters stand on each, by unit, and one list's rows with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from workbench.review.facts import Row, rows_of
from workbench.rules.sweeps import SWEEPS, Sweep
from workbench.store.edition import Edition

LIST_COLUMNS: Final = (
    {"key": "title", "title": "事项"},
    {"key": "unit", "title": "责任单位"},
    {"key": "due", "title": "届满", "kind": "date"},
    {"key": "since", "title": "自", "kind": "date"},
    {"key": "missing", "title": "缺什么、哪项期限", "kind": "tags"},
    {"key": "state_b", "title": "化解状态"},
    {"key": "sentence", "title": "理由"},
)
"""Columns of a list taken out."""

FILTERS: Final = ("unit", "topic_l1", "issue_name", "campaign")
"""What a list can be narrowed by; `unit` is who owes what the list asks for."""


@dataclass(frozen=True, slots=True)
class SweepCount:
    """One list: how many matters and, of deadlines, how many of these stand on it."""

    sweep: Sweep
    matters: int
    entries: int


@dataclass(frozen=True, slots=True)
class SweepList:
    """One list's rows: the matter's head with why it is on the list; `units` counts matters by who owes."""

    sweep: Sweep
    edition: str
    rows: Sequence[Row]
    units: Sequence[Row]
    told: str


def sweep_counts(edition: Edition, **chosen: str | None) -> tuple[SweepCount, ...]:
    """Every list in its order, empty ones too; narrowed to `chosen` (see `FILTERS`). KeyError for an unknown filter."""
    where, values = _where(chosen)
    sql = f"""SELECT s.sweep, count(DISTINCT s.matter_id) AS matters, count(*) AS entries
              FROM sweeps s JOIN matters m USING (matter_id) WHERE {where} GROUP BY 1"""
    found = {row["sweep"]: row for row in rows_of(edition.query(sql, values))}
    zero = {"matters": 0, "entries": 0}
    return tuple(
        SweepCount(sweep, *(int(found.get(name, zero)[key]) for key in ("matters", "entries")))
        for name, sweep in SWEEPS.items()
    )


def sweep_cases(edition: Edition, sweep: str, **chosen: str | None) -> SweepList:
    """One list, what is due first on top, then what waits longest. KeyError for an unknown list or filter."""
    if sweep not in SWEEPS:
        raise KeyError(f"没有清查清单“{sweep}”；可用：{'、'.join(SWEEPS)}")
    where, values = _where(chosen)
    sql = f"""SELECT s.*, m.title, m.petitioner, m.lead_unit, m.state_a, m.state_b, m.issue_name, m.topic_l1, m.case_leader,
                     m.first_day, m.records
              FROM sweeps s JOIN matters m USING (matter_id) WHERE s.sweep = ? AND {where}
              ORDER BY s.due NULLS LAST, s.since NULLS LAST, s.matter_id"""
    rows = rows_of(edition.query(sql, [sweep, *values]))
    sql = f"""SELECT s.unit, count(DISTINCT s.matter_id) AS matters FROM sweeps s JOIN matters m USING (matter_id)
              WHERE s.sweep = ? AND {where} GROUP BY 1 ORDER BY 2 DESC, 1"""
    units = rows_of(edition.query(sql, [sweep, *values]))
    matters = len({row["matter_id"] for row in rows})
    total = edition.query("SELECT count(*) AS n FROM matters WHERE is_open AND NOT locked")["n"][0]
    told = (
        f"{SWEEPS[sweep].name}：{matters} 件事项（全部未化解事项 {total} 件）。口径：{SWEEPS[sweep].definition}。"
        f"截至 {edition.as_of}，版次 {edition.id}。"
    )
    return SweepList(SWEEPS[sweep], edition.id, rows, units, told)


def _where(chosen: dict[str, str | None]) -> tuple[str, list[str]]:
    tests, values = ["TRUE"], []
    for name, value in chosen.items():
        if name not in FILTERS:
            raise KeyError(f"清查不能按“{name}”筛选；可用：{'、'.join(FILTERS)}")
        if value:
            tests.append(f"{'s' if name == 'unit' else 'm'}.{name} = ?")
            values.append(value)
    return " AND ".join(tests), values
