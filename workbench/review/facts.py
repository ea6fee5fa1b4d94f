"""From the edition's tables to the facts the rules read (事项事实): records and step events, gathered by matter."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import pandas as pd

from workbench.domain.case import EMPTY, CaseFile
from workbench.domain.codes import Channel, Level, Pathway, Purpose, StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.events import EventKind
from workbench.domain.facts import MatterFacts, Places, RecordFacts, Source, Step
from workbench.review.conflicts import with_rulings
from workbench.review.ledger_steps import ledger_steps, supervise_count
from workbench.rules.leadership import level_of_post

Row = Mapping[str, Any]
_STEP_FIELDS = ("kind", "day", "unit", "target", "text")
_T = TypeVar("_T")
_OUTWEIGHED = frozenset({StepKind.RESOLVE, StepKind.CLOSE})


def step_events(events: pd.DataFrame) -> dict[str, tuple[Step, ...]]:
    """Steps that persons recorded, by record id; `events` has the columns of `tables.EVENTS`."""
    steps: dict[str, list[Step]] = defaultdict(list)
    chosen = events[(events["kind"] == EventKind.STEP.value) & ~events["undone"].astype(bool)]
    for event_id, subject, payload in zip(chosen["event_id"], chosen["subject"], chosen["payload"], strict=True):
        steps[subject].append(_event_step(event_id, subject, json.loads(payload)))
    return {record: tuple(found) for record, found in steps.items()}


def _event_step(event_id: str, record_id: str, payload: Mapping[str, str]) -> Step:
    detail = {key: value for key, value in payload.items() if key not in _STEP_FIELDS}
    day = PartialDate.parse(payload["day"]) if payload.get("day") else None
    return Step(
        StepKind(payload["kind"]),
        day,
        record_id,
        payload.get("unit", ""),
        payload.get("target", ""),
        payload.get("text", ""),
        detail,
        Source(event_id=event_id),
    )


def gather_matters(
    records: pd.DataFrame,
    groups: Mapping[str, str],
    steps: Mapping[str, Sequence[Step]],
    files: Mapping[str, CaseFile],
    as_of: date,
) -> Iterator[tuple[MatterFacts, list[Row]]]:
    """Each matter's facts with its rows, by matter id; `records` as `tables.RECORDS`, `groups` record id → matter id.

    `files` says what persons ruled where ledgers quarrel. Locked rows (检举控告) are left out: no rule reads them.
    """
    by_matter: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(records[~records["locked"].astype(bool)]):
        by_matter[groups[row["record_id"]]].append(row)
    for matter_id, rows in by_matter.items():
        rows = with_rulings(rows, files.get(matter_id, EMPTY).conflicts)
        yield matter_facts(matter_id, rows, steps, as_of), rows


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Rows as plain mappings with None for every missing value and `date` for days."""
    columns = {name: _plain(frame[name]) for name in frame.columns}
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _plain(column: pd.Series[Any]) -> list[Any]:
    values = column.astype(object)
    values = values.where(values.notna(), None)
    return [value.date() if isinstance(value, pd.Timestamp) else value for value in values.tolist()]


def matter_facts(matter_id: str, rows: Sequence[Row], steps: Mapping[str, Sequence[Step]], as_of: date) -> MatterFacts:
    """The facts of one matter from its rows (≥1) and the steps recorded on them."""
    ordered = sorted(rows, key=lambda row: (row["reg_time"] or date.max, row["record_id"]))
    records = tuple(record_facts(row, steps.get(row["record_id"], ())) for row in ordered)
    lead = _latest(ordered, "lead_unit") or ""
    assist = _distinct(
        unit for row in ordered for unit in (row["assist_units"] if row["assist_units"] is not None else ())
    )
    issues = _distinct(row["issue"] for row in ordered)
    issue = _most_telling(issues)
    return MatterFacts(
        matter_id=matter_id,
        as_of=as_of,
        records=records,
        places=Places(
            hukou=_most_telling(_distinct(row["hukou"] for row in reversed(ordered))),
            residence=_most_telling(_distinct(row["residence"] for row in reversed(ordered))),
            issue=issue,
            other_issues=tuple(code for code in issues if issue and not issue.startswith(code)),
        ),
        departments=_distinct([lead, *assist]),
        systems=_distinct(row["ssxt"] for row in ordered),
        lead_unit=lead,
        assist_units=assist,
        accused_unit=_latest(ordered, "accused_unit") or "",
        topic_l1=_latest(ordered, "topic_l1") or "",
        topic_l2=_latest(ordered, "topic_l2") or "",
        place_label=_latest(ordered, "town") or _latest(ordered, "issue_text") or "",
        involved=max((int(row["involved"]) for row in ordered if row["involved"] is not None), default=None),
        tags=frozenset(_distinct(row["cause"] for row in ordered)),
        leader_post=_latest(ordered, "case_leader") or "",
        leader_level=level_of_post(_latest(ordered, "case_leader") or ""),
        team=_latest(ordered, "team") or "",
        plan=_latest(ordered, "plan") or "",
        due=_day(_latest(ordered, "due_date")),
        stated_cross=_latest(ordered, "cross_flag") or "",
        resolution_stated=_latest(ordered, "resolve_state") or "",
    )


def record_facts(row: Row, recorded: Sequence[Step] = ()) -> RecordFacts:
    """One record's facts: its row's own steps and those persons recorded, by day (undated last)."""
    written = _not_recorded(ledger_steps(row), recorded)
    steps = sorted((*written, *recorded), key=lambda step: step.day.start if step.day else date.max)
    return RecordFacts(
        record_id=row["record_id"],
        case_no=row["case_no"] or "",
        purpose=_member(Purpose, row["purpose"]),
        pathway=_pathway(row["legal_path"]),
        channel=_member(Channel, row["channel"]),
        source_level=Level(int(row["source_level"])) if row["source_level"] is not None else None,
        reg_day=_day(row["reg_time"]),
        reg_office=row["reg_office"] or "",
        lead_unit=row["lead_unit"] or "",
        headcount=int(row["headcount"]) if row["headcount"] is not None else None,
        is_anonymous=row["is_anon"],
        first_national=row["first_nat"],
        due_stated=_day(row["due_date"]),
        ptr_opinion=row["ptr_opinion"] or "",
        assign_times=int(row["assign_times"]) if row["assign_times"] is not None else None,
        supervise_times=supervise_count(row["supervise"]),
        satisfaction_unit=row["sat_unit"] or "",
        satisfaction_office=row["sat_dept"] or "",
        stated_state=row["petition_state"] or "",
        timely=row["timely"] or "",
        claim=row["claim"] or "",
        summary=row["summary"] or "",
        opinion=row["opinion"] or "",
        opinion_no=row["opinion_no"] or "",
        legit=row["legit"] or "",
        backlog=row["backlog"],
        repeat=row["repeat"],
        steps=tuple(steps),
    )


def _not_recorded(written: Sequence[Step], recorded: Sequence[Step]) -> Iterator[Step]:
    """Steps of the row no person recorded: a cell tells the same act once more, with its day or without one.

    A cell's 办结 and 化解 give way to any recorded one: its 办结时间 is not the day of 销号.
    """
    days = {(step.kind, step.day.text) for step in recorded if step.day}
    left = Counter(step.kind for step in recorded)
    for step in written:
        told_anyhow = step.kind in _OUTWEIGHED and left[step.kind] > 0
        if told_anyhow or (step.day and (step.kind, step.day.text) in days):
            continue
        if step.day is None and left[step.kind] > 0:
            left[step.kind] -= 1
            continue
        yield step


def _day(value: date | None) -> PartialDate | None:
    return PartialDate(value.isoformat(), value, value) if value is not None else None


def _member(kind: type[_T], text: str | None) -> _T | None:
    try:
        return kind(text) if text else None  # type: ignore[call-arg]
    except ValueError:  # a word outside the code list: shown as written, not used by rules
        return None


def _pathway(text: str | None) -> Pathway | None:
    words = {
        "信访程序": "P6",
        "行政复议": "P4",
        "复议": "P1",
        "诉讼": "P1",
        "仲裁": "P2",
        "申诉": "P3",
        "履": "P5",
        "查处": "P5",
        "行政": "P4",
    }
    if not text:
        return None
    code = text[:2] if text[:1] == "P" else next((code for word, code in words.items() if word in text), "")
    return _member(Pathway, code)


def _latest(rows: Sequence[Row], field: str) -> Any:
    return next((row[field] for row in reversed(rows) if row[field]), None)


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _most_telling(codes: Sequence[str]) -> str | None:
    """The first code, made more specific by any other that lies within it (9901 → 990121003)."""
    if not codes:
        return None
    return max((code for code in codes if code.startswith(codes[0])), key=len)
