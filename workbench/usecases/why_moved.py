"""Why 37 became 41 (数字为何变动): between two editions, every case that moved a number and what moved it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.campaign.measures import Measure, Period
from workbench.campaign.moved import ABSENT, Shift, shifts
from workbench.campaign.ratio import Ratio
from workbench.domain.events import EventKind
from workbench.store.edition import Edition
from workbench.store.editions import list_editions
from workbench.usecases.measure import Measured, cases_behind, measure
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
    """A number in two editions and everything that moved it; the steps of `moved` add up to the difference."""

    before: str
    after: str
    was: Measure
    now: Measure
    moved: tuple[Moved, ...]

    @property
    def sentence(self) -> str:
        told = f"{self.now.metric.name}：{self.was.text}（{self.before}）→ {self.now.text}（{self.after}）"
        return f"{told}；{len(self.moved)} 件归属有变" if self.moved else f"{told}；没有一件的归属有变"

    @property
    def explained(self) -> bool:
        """Whether the cases listed add up to the change of numerator and denominator."""
        steps = [one.shift.step for one in self.moved]
        wanted = (
            self.now.ratio.numerator - self.was.ratio.numerator,
            self.now.ratio.denominator - self.was.ratio.denominator,
        )
        return (sum(step[0] for step in steps), sum(step[1] for step in steps)) == wanted


def why_moved(
    before: Edition,
    after: Edition,
    metric: str,
    period: Period | None = None,
    *,
    group: tuple[str, str] | None = None,
    chosen: Mapping[str, str] | None = None,
) -> Movement:
    """What moved a metric from one edition to another, over the same period, group ((by, value)) and filters.

    Errors as `measure`; a period neither edition reaches is refused there.
    """
    by, value = group or ("", None)
    frames = [cases_behind(edition, metric, period, by=by, group=value, chosen=chosen) for edition in (before, after)]
    found = shifts(*(frame.to_dict("records") for frame in frames))  # type: ignore[arg-type]
    why = _Why(before, after)
    was, now = (_one(measure(edition, metric, period, by=by, chosen=chosen), value) for edition in (before, after))
    return Movement(before.id, after.id, was, now, tuple(Moved(one, tuple(why.of(one))) for one in found))


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
    """What changed between two editions, by record and matter."""

    def __init__(self, before: Edition, after: Edition) -> None:
        self.before, self.after = before, after
        self.last = int(before.greatest("events", "seq") or 0)
        self.groups = [_matter_of(edition) for edition in (before, after)]
        self.records: dict[str, list[str]] = defaultdict(list)
        for record, matter in self.groups[1].items():
            self.records[matter].append(record)
        self.events = self._events()

    def _events(self) -> Mapping[str, list[Mapping[str, Any]]]:
        """Events since the earlier edition by record, matter or other subject; of a pair under both its sides."""
        found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        new = self.after.query("SELECT * FROM events WHERE seq > ? ORDER BY seq", [self.last])
        undone = self.after.query(
            "SELECT e.* FROM events e WHERE e.event_id IN (SELECT subject FROM events WHERE kind = ? AND seq > ?)",
            [EventKind.UNDO.value, self.last],
        )
        for row in [*new.to_dict("records"), *({**row, "undo": True} for row in undone.to_dict("records"))]:
            for part in str(row["subject"]).split("|"):
                found[part].append(row)  # type: ignore[arg-type]
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


def _matter_of(edition: Edition) -> Mapping[str, str]:
    groups = edition.table("groups")
    return dict(zip(groups["record_id"], groups["matter_id"], strict=True))


def _told(row: Mapping[str, Any]) -> str:
    payload = json.loads(row["payload"] or "{}")
    what = payload.get("verdict") or payload.get("kind") or payload.get("act") or payload.get("choice") or ""
    undone = "（已撤销）" if row.get("undo") or row.get("undone") is True else ""
    why = f"：{row['why']}" if row["why"] else ""
    return f"{str(row['at'])[:10]} {row['actor']} {row['kind']}{what}{undone}{why}"
