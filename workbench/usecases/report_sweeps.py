"""矛盾纠纷排查报告: what each unit reported of its sweep of problems in a period, 零报告 included, against its ledger (S001).

A sweep looks for problems, never for persons. 零报告 says that a unit found nothing new; where its own ledger has new matters
in the same days, that is said. 排查到位 and 调处到位 follow from the reports and from steps and clocks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from workbench.campaign.measures import Period
from workbench.campaign.ratio import Ratio
from workbench.campaign.sql_words import sql_day, sql_texts
from workbench.domain.codes import Trilean
from workbench.domain.events import Event, EventKind
from workbench.domain.roles import AccessDenied
from workbench.review.facts import Row, rows_of
from workbench.rules.in_place import HANDLING, LATE, WAITING, InHand, settled, swept
from workbench.rules.sweeps import OWED, week_of
from workbench.store.edition import Edition
from workbench.store.views import narrowed
from workbench.usecases.meeting_register import banned, refuse_if
from workbench.usecases.office import Office
from workbench.usecases.recording import record
from workbench.usecases.submit_reports import unit_names_of

KIND: Final = "矛盾纠纷排查"
"""What the report is of, as the subject of its events begins."""
NOTHING: Final = "无新事项"
"""What stands instead of an answer where there is nothing to settle."""
LONGEST: Final = 92
"""Days of the longest period: a quarter."""


class SweepState(StrEnum):
    """What is on record of a unit's report (排查报告状态)."""

    REPORTED = "已报"
    ZERO = "零报告"
    SENT_BACK = "退回"


@dataclass(frozen=True, slots=True)
class UnitSweep:
    """One unit's period: what it reported, the new matters of its ledger, and both checks with their words."""

    unit: str
    state: str
    day: date | None
    note: str
    found: tuple[InHand, ...]
    swept: Trilean
    swept_told: str
    settled: Trilean | None  # None: no new matter in the period
    settled_told: str

    @property
    def contradicts(self) -> bool:
        """A zero report beside new matters in the ledger."""
        return self.state == SweepState.ZERO and bool(self.found)

    @property
    def row(self) -> Mapping[str, str]:
        settled = self.settled.value if self.settled else NOTHING
        return {
            "单位": self.unit, "报告": self.state, "报送日": str(self.day or "未登记"), "台账新事项": str(len(self.found)),
            "排查到位": self.swept.value, "排查说明": self.swept_told, "调处到位": settled, "调处说明": self.settled_told,
            "备注": self.note,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sweeps:
    """All units of a period, by name; `seen` is the number of the last event known."""

    period: Period
    as_of: date
    edition: str
    edition_day: date
    units: tuple[UnitSweep, ...]
    seen: int

    @property
    def missing(self) -> tuple[str, ...]:
        """Units without a report that stands: none at all, or sent back."""
        return tuple(one.unit for one in self.units if one.state not in (SweepState.REPORTED, SweepState.ZERO))

    @property
    def contradictions(self) -> tuple[str, ...]:
        return tuple(one.unit for one in self.units if one.contradicts)

    def ratio(self, check: str) -> Ratio:
        """How many units are in place by `swept` or `settled`, of those that can be told: a unit without matter settles none."""
        known = [one for one in self.units if getattr(one, check) in (Trilean.YES, Trilean.NO)]
        ids = tuple(one.unit for one in known if getattr(one, check) is Trilean.YES)
        return Ratio.of("排查到位" if check == "swept" else "调处到位", ids, tuple(one.unit for one in known))

    @property
    def head(self) -> str:
        """What the figures are of, and which units contradict themselves; the rest stands in figures and list."""
        told = f"{KIND}（{self.period.words}）：{len(self.units)} 个单位"
        against = f"；零报告与台账矛盾：{'、'.join(self.contradictions)}" if self.contradictions else ""
        return f"{told}{against}（{self._source}）。"

    @property
    def _source(self) -> str:
        short = "；台账只到版次截止日，其后的新事项未计" if self.edition_day < min(self.period.last, self.as_of) else ""
        return f"截至 {self.as_of}，版次 {self.edition}{short}"

    @property
    def sentence(self) -> str:
        """Everything in one line, with fractions, and which units are missing or contradict themselves."""
        zero = sum(one.state == SweepState.ZERO for one in self.units)
        told = [
            f"{KIND}（{self.period.words}）：{len(self.units)} 个单位，已报 {len(self.units) - len(self.missing)}（其中零报告 {zero}）"
        ]
        told += [f"未报 {len(self.missing)}：{'、'.join(self.missing)}"] if self.missing else []
        told += [f"零报告与台账矛盾：{'、'.join(self.contradictions)}"] if self.contradictions else []
        told += [f"排查到位 {self.ratio('swept').full}", f"调处到位 {self.ratio('settled').full}"]
        return f"{'；'.join(told)}（{self._source}）。"


def sweep_reports(office: Office, period: Period, *, as_of: date | None = None) -> Sweeps:
    """Where every unit stands as of a day (default today): units that lead open matters, those with new matters in the
    period, and those anything is recorded of. AccessDenied in a view: it holds too few units to say who is missing."""
    held, on = office.edition(), as_of or office.settings.today
    if narrowed(held):
        raise AccessDenied("排查报告由联席办汇总，本账户的视图里没有；请向联席办查询")
    names, seen = unit_names_of(office), office.store.last_seq()
    said = _said(office, period, names, on, seen)
    found = _found(held, period, names)
    leading = held.query("SELECT unit FROM units WHERE open > 0 AND unit <> ''")["unit"]
    owed = sorted({*map(str, leading), *said, *(unit for unit in found if unit)})
    units = tuple(_unit(unit, said.get(unit), found.get(unit, ()), period, on) for unit in owed)
    return Sweeps(period, on, held.id, held.as_of, units, seen)


def report_sweep(
    office: Office, unit: str, period: Period, state: str, *, day: date | None = None, file: str = "", note: str = "",
    actor: str = "", seen: int | None = None,
) -> Event:  # fmt: skip
    """Record a unit's report of a period: 已报, 零报告 (nothing found), or 退回 with its reason.

    A zero report beside new matters in the ledger is kept and said as a contradiction, never refused: it is what the unit
    said. MeetingRefused for a unit not in the register, a day to come or before the period begins, a zero report before the
    period is over, a period longer than a quarter, and a report sent back that never came or without reason.
    """
    on, name, today = day or office.settings.today, unit.strip(), office.settings.today
    known = unit_names_of(office)
    before = _said(office, period, known, today, None).get(known.get(name, name))
    come = before is not None and before.payload["state"] in (SweepState.REPORTED, SweepState.ZERO)
    refuse_if(
        f"{KIND}报告",
        [
            "" if name in known else f"单位名册里没有“{name}”；请用名册里的名称，或先在 units.csv 登记",
            "" if state in set(SweepState) else f"报告状态“{state}”不认识；可用：{'、'.join(SweepState)}",
            f"期间 {period.words} 超过 {LONGEST} 天；请按日、周、月或季登记" if _days(period) > LONGEST else "",
            f"报送日 {on} 在今天（{today}）之后；请改正" if on > today else "",
            f"报送日 {on} 早于本期第一天 {period.first}；请改正期间或日期" if on < period.first else "",
            f"本期到 {period.last} 才满，{on} 还不能报“零报告”"
            if state == SweepState.ZERO and on < period.last
            else "",
            "退回须写明原因" if state == SweepState.SENT_BACK and not note.strip() else "",
            f"{name}在 {period.words} 还没有报告，不能退回" if state == SweepState.SENT_BACK and not come else "",
            *banned(f"{note}{file}", "说明"),
        ],
    )
    return record(
        office, EventKind.SUBMISSION, subject_of(period, known[name]), actor, note, seen=seen, day=on.isoformat(),
        state=SweepState(state).value, file=file.strip(), note=note.strip(),
    )  # fmt: skip


def subject_of(period: Period, unit: str) -> str:
    """What a report's event is about."""
    return f"{KIND}|{period.first}至{period.last}|{unit}"


def week_about(day: date) -> Period:
    """The week (Monday to Sunday) a day is in: the period offered first."""
    return Period(*week_of(day))


def last_week(day: date) -> Period:
    """The last whole week before the day's own."""
    return week_about(day - timedelta(days=7))


# --- what is on record -------------------------------------------------------------------------------------------------


def _days(period: Period) -> int:
    return (period.last - period.first).days + 1


def _said(office: Office, period: Period, names: Mapping[str, str], on: date, seen: int | None) -> dict[str, Event]:
    """The last report of this period by unit, of those that came by the day."""
    start, found = subject_of(period, ""), dict[str, Event]()
    for event in office.store.events([EventKind.SUBMISSION], as_of_seq=seen):
        if event.subject.startswith(start) and event.payload["day"] <= on.isoformat():
            unit = event.subject.removeprefix(start)
            found[names.get(unit, unit)] = event
    return found


def _unit(unit: str, said: Event | None, found: Sequence[InHand], period: Period, on: date) -> UnitSweep:
    state = said.payload["state"] if said else "未报"
    day = date.fromisoformat(said.payload["day"]) if said and state != SweepState.SENT_BACK else None
    first, second = swept(state, period.last, on, len(found)), settled(found)
    return UnitSweep(unit, state, day, said.payload.get("note", "") if said else "", tuple(found), *first, *second)


def _found(edition: Edition, period: Period, names: Mapping[str, str]) -> dict[str, list[InHand]]:
    """Matters first known in the period, by the unit that leads them, each with its steps and clocks."""
    rows = rows_of(edition.query(_found_sql(period)))
    found = defaultdict[str, list[InHand]](list)
    for row in rows:
        unit = str(row["lead_unit"] or "")
        found[names.get(unit, unit)].append(_in_hand(row))
    return found


def _in_hand(row: Row) -> InHand:
    late = tuple(sorted(set(row["late"]))) if row["late"] is not None else ()
    return InHand(row["matter_id"], row["title"], int(row["steps"]), late, bool(row["waiting"]))


def _found_sql(period: Period) -> str:
    steps, owed = sql_texts(sorted(kind.value for kind in HANDLING)), sql_texts(sorted(OWED))
    late, waiting = sql_texts(sorted(LATE)), sql_texts(sorted(WAITING))
    return f"""SELECT m.matter_id, m.title, m.lead_unit,
        (SELECT COUNT(*) FROM steps s WHERE s.matter_id = m.matter_id AND s.kind IN ({steps})) AS steps,
        (SELECT LIST(c.name) FROM clocks c WHERE c.matter_id = m.matter_id AND c.clock IN ({owed}) AND c.status IN ({late})) AS late,
        EXISTS (SELECT 1 FROM clocks c WHERE c.matter_id = m.matter_id AND c.clock IN ({owed}) AND c.status IN ({waiting})) AS waiting
        FROM matters m WHERE NOT m.locked AND m.first_day >= {sql_day(period.first)} AND m.first_day <= {sql_day(period.last)}
        ORDER BY m.matter_id"""
