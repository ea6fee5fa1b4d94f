"""Why 37 became 41 (数字为何变动): between two editions, every case that moved a number and what moved it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workbench.campaign.measures import Asked, Measure, Period, rows_sql
from workbench.campaign.moved import ABSENT, CHANGED_SQL, KEYS_SQL, Shift, rows_of_sql, shifts
from workbench.campaign.ratio import Ratio
from workbench.campaign.sql_words import sql_day, sql_texts
from workbench.domain.events import EventKind
from workbench.reference.metrics import MetricKind
from workbench.store.edition import Edition
from workbench.store.edition_pair import NOW, WAS, EditionPair
from workbench.store.editions import list_editions
from workbench.usecases.measure import Measured, asked_of, measure, unit_names
from workbench.usecases.office import Office


@dataclass(frozen=True, slots=True)
class Moved:
    """One case that moved the number, and why in words, the surest ground first."""

    shift: Shift
    reasons: tuple[str, ...]

    @property
    def row(self) -> Mapping[str, str]:
        return {
            "事项": self.shift.matter_id, "标题": self.shift.title, "单位": self.shift.unit or "—", "变动": self.shift.words,
            "原因": "；".join(self.reasons),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Movement:
    """A number in two editions and everything that moved it; the steps of `moved`, and `rest` of those not listed, add up to
    the difference. `unlisted` of them are only counted, where there are more than are asked for."""

    before: str
    after: str
    was: Measure
    now: Measure
    moved: tuple[Moved, ...]
    unlisted: int = 0
    rest: tuple[int, int] = (0, 0)

    @property
    def sentence(self) -> str:
        told = f"{self.now.metric.name}：{self.was.text}（{self.before}）→ {self.now.text}（{self.after}）"
        more = f"，另有 {self.unlisted} 件只计数、不列出" if self.unlisted else ""
        return f"{told}；{len(self.moved)} 件归属有变{more}" if self.moved else f"{told}；没有一件的归属有变"

    @property
    def explained(self) -> bool:
        """Whether the cases found add up to the change of numerator and denominator."""
        steps = [*(one.shift.step for one in self.moved), self.rest]
        wanted = tuple(now - was for was, now in zip(_sides(self.was), _sides(self.now), strict=True))
        return (sum(step[0] for step in steps), sum(step[1] for step in steps)) == wanted


def _sides(one: Measure) -> tuple[int, int]:
    """Numerator and denominator; of a balance (M-18) the moves of its flows."""
    if one.metric.kind is not MetricKind.BALANCE:
        return one.ratio.numerator, one.ratio.denominator
    moves = sum(many for name, many in one.flows.items() if name not in ("期初", "期末"))
    return moves, moves


MOST: Final = 10_000
"""Cases listed at most; all are counted."""


def why_moved(
    before: Edition,
    after: Edition,
    metric: str,
    period: Period | None = None,
    *,
    group: tuple[str, str] | None = None,
    chosen: Mapping[str, str] | None = None,
    most: int = MOST,
) -> Movement:
    """What moved a metric from one edition to another, over the same period, group ((by, value)) and filters.

    Compared inside DuckDB: only what differs comes into memory, `most` cases of it. Errors as `measure`; a period neither
    edition reaches is refused there.
    """
    by, value = group or ("", None)
    was, now = (_one(measure(edition, metric, period, by=by, chosen=chosen), value) for edition in (before, after))
    asked = [asked_of(edition, metric, period, by, chosen) for edition in (before, after)]
    with EditionPair(before, after) as pair:
        pair.view(
            "counted", *(_counted(edition, one, value) for edition, one in zip((before, after), asked, strict=True))
        )
        pair.keep("keys", KEYS_SQL)
        many = pair.keep("changed", CHANGED_SQL)
        listed = pair.keep("listed", f"SELECT * FROM changed ORDER BY id, unit LIMIT {int(most)}")
        found = shifts(pair.rows(rows_of_sql(WAS)), pair.rows(rows_of_sql(NOW)))
        why = _Why(pair, before, after, found)
        rest = pair.rows(_REST)[0]
    told = tuple(Moved(one, tuple(why.of(one))) for one in found)
    return Movement(
        before.id, after.id, was, now, told, many - listed, (int(rest["upper"] or 0), int(rest["lower"] or 0))
    )


_REST: Final = "SELECT SUM(c.upper) AS upper, SUM(c.lower) AS lower FROM changed c ANTI JOIN listed l ON l.id = c.id AND l.unit = c.unit"


def _counted(edition: Edition, asked: Asked, group: str | None) -> str:
    """The rows a number counts, of one group if asked for, whatever its units are spelt like."""
    rows = rows_sql(asked)
    if asked.metric.kind is MetricKind.BALANCE and asked.period:  # its rows are of all days, its flows of the period
        rows = f"SELECT * FROM ({rows}) every WHERE day BETWEEN {sql_day(asked.period.first)} AND {sql_day(asked.period.last)}"
    if group is None:
        return rows
    names = unit_names(edition) if asked.by == "unit" else {}
    spelt = {other for other, unit in names.items() if unit == group}
    spelt |= {group} if names.get(group, group) == group else set()
    return f"SELECT * FROM ({rows}) counted WHERE COALESCE(CAST(grp AS VARCHAR), '') IN ({sql_texts(sorted(spelt)) or 'NULL'})"


def two_editions(office: Office, before: str = "", after: str = "") -> tuple[Edition, Edition]:
    """Editions by id; by default the one in force and the one before it. LookupError naming those there are."""
    every = list_editions(office.settings.editions)
    known = {one.id: one for one in every}
    for wanted in filter(None, (before, after)):
        if wanted not in known:
            raise LookupError(f"没有版次“{wanted}”；留存的有：{'、'.join(known) or '（没有）'}")
    last = known[after] if after else office.edition()
    earlier = [one for one in every if one.id < last.id]
    if not before and not earlier:
        raise LookupError(f"版次 {last.id} 之前没有留存的版次，无从比较；再发布一次之后可以比较")
    return known[before] if before else earlier[-1], last


def _one(found: Measured, value: str | None) -> Measure:
    """The measure of one group, nothing counted where the edition has no such group."""
    if value is None:
        return found.whole
    metric = found.asked.metric
    return next((one for one in found.groups if one.group == value), Measure(metric, value, Ratio(0, 0, metric.name)))


class _Why:
    """What changed between two editions about the things that are counted otherwise, by record and matter."""

    def __init__(self, pair: EditionPair, before: Edition, after: Edition, found: Sequence[Shift]) -> None:
        self.before, self.after = before, after
        self.last = int(before.greatest("events", "seq") or 0)
        pair.keep(
            "things", "SELECT UNNEST(?) AS thing", [sorted({*(s.id for s in found), *(s.matter_id for s in found)})]
        )
        pair.keep("wanted", _WANTED)
        self.groups = [_matter_of(pair, side) for side in (WAS, NOW)]
        self.records: dict[str, list[str]] = defaultdict(list)
        for record, matter in self.groups[1].items():
            self.records[matter].append(record)
        self.events = self._events(pair)

    def _events(self, pair: EditionPair) -> Mapping[str, list[Mapping[str, Any]]]:
        """Events since the earlier edition by record, matter or other subject; of a pair under both its sides."""
        found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        new = pair.rows(_EVENTS.format(which="seq > ?"), [self.last])
        undone = pair.rows(
            _EVENTS.format(which="event_id IN (SELECT subject FROM now.events WHERE kind = ? AND seq > ?)"),
            [EventKind.UNDO.value, self.last],
        )
        for row in [*new, *({**row, "undo": True} for row in undone)]:
            for part in str(row["subject"]).split("|"):
                found[part].append(row)
        return found

    def of(self, shift: Shift) -> Iterator[str]:
        """Reasons a thing is counted otherwise; a sentence that none was found rather than none."""
        records = self._records_of(shift)
        told = [
            *self._grouping(shift, records),
            *self._imported(records),
            *self._said({*records, shift.matter_id, shift.id}),
        ]
        if not told and self.before.as_of != self.after.as_of:
            told.append(f"截至日由 {self.before.as_of} 到 {self.after.as_of}，期限或观察期随之到期")
        if not told and self.before.meta["version"] != self.after.meta["version"]:
            told.append(f"程序由 {self.before.meta['version']} 升级到 {self.after.meta['version']}，口径有变")
        yield from told or ["两版之间没有登记可以说明，请核对程序与参数"]

    def _records_of(self, shift: Shift) -> list[str]:
        if shift.id in self.groups[0] or shift.id in self.groups[1]:
            return [shift.id]
        return self.records.get(shift.matter_id, [])

    def _grouping(self, shift: Shift, records: Sequence[str]) -> Iterator[str]:
        for record in records:
            was, now = self.groups[0].get(record), self.groups[1].get(record)
            if was and now and was != now:
                yield f"信访件 {record} 由事项 {was} 归入 {now}"
        if not records and shift.after == ABSENT:
            yield f"事项 {shift.matter_id} 已并入其他事项或不再单列"

    def _imported(self, records: Sequence[str]) -> Iterator[str]:
        for record in records:
            if record not in self.groups[0]:
                yield f"信访件 {record} 为两版之间新导入"

    def _said(self, subjects: set[str]) -> Iterator[str]:
        seen = set()
        for subject in sorted(subjects):
            for row in self.events.get(subject, ()):
                if row["event_id"] not in seen:
                    seen.add(row["event_id"])
                    yield _told(row)


_WANTED: Final = """SELECT record_id FROM now.groups WHERE matter_id IN (SELECT thing FROM things)
  UNION SELECT thing FROM things"""
_EVENTS: Final = """SELECT e.* FROM now.events e WHERE {which} AND EXISTS (SELECT 1 FROM UNNEST(STRING_SPLIT(e.subject, '|')) p(part)
  WHERE p.part IN (SELECT record_id FROM wanted)) ORDER BY e.seq"""


def _matter_of(pair: EditionPair, side: str) -> Mapping[str, str]:
    """The matter of each record that may say why."""
    rows = pair.rows(
        f"SELECT record_id, matter_id FROM {side}.groups WHERE record_id IN (SELECT record_id FROM wanted) ORDER BY record_id"
    )
    return {row["record_id"]: row["matter_id"] for row in rows}


def _told(row: Mapping[str, Any]) -> str:
    payload = json.loads(row["payload"] or "{}")
    what = payload.get("verdict") or payload.get("kind") or payload.get("act") or payload.get("choice") or ""
    undone = "（已撤销）" if row.get("undo") or row.get("undone") is True else ""
    why = f"：{row['why']}" if row["why"] else ""
    return f"{str(row['at'])[:10]} {row['actor']} {row['kind']}{what}{undone}{why}"
