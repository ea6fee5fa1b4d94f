"""What units hand in for each report (报送登记): received, late, sent back, excused, missing; by unit, period by period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from workbench.campaign.measures import Period
from workbench.campaign.ratio import Ratio
from workbench.campaign.report_parts import ReportKind
from workbench.campaign.report_period import ReportRefused, window
from workbench.domain.events import Event, EventKind
from workbench.reference.parameters import parameter
from workbench.usecases.meeting_register import banned
from workbench.usecases.office import Office
from workbench.usecases.recording import record

DUE: Final[Mapping[ReportKind, str]] = {
    ReportKind.WEEK: "report.due.week", ReportKind.MONTH: "report.due.month", ReportKind.QUARTER: "report.due.quarter",
    ReportKind.HALF_YEAR: "report.due.half-year", ReportKind.YEAR: "report.due.year",
}  # fmt: skip


class SubmissionState(StrEnum):
    """What is on record of a unit's material (报送状态)."""

    RECEIVED = "已报"
    SENT_BACK = "退回"
    EXCUSED = "免报"


@dataclass(frozen=True, slots=True)
class Submission:
    """One unit's material for one period: `day` it came (None: not yet), `label` in words, as of a day."""

    unit: str
    due: date
    state: str
    day: date | None
    label: str
    note: str = ""

    @property
    def row(self) -> Mapping[str, str]:
        return {
            "单位": self.unit,
            "期限": self.due.isoformat(),
            "状态": self.label,
            "报送日": str(self.day or "未登记"),
            "说明": self.note or "无",
        }


@dataclass(frozen=True, slots=True)
class Submissions:
    """All units of one period, by name; `in_time` of those whose day has come, excused ones on neither side."""

    kind: ReportKind
    period: Period
    as_of: date
    clause: str
    units: tuple[Submission, ...]

    @property
    def in_time(self) -> Ratio:
        owed = [one for one in self.units if not one.label.startswith(("免报", "未到期"))]
        return Ratio.of(
            "按期报送", tuple(one.unit for one in owed if one.label == "按期"), tuple(one.unit for one in owed)
        )

    @property
    def sentence(self) -> str:
        late = [one for one in self.units if one.label.startswith("迟报")]
        missing = [one.unit for one in self.units if one.label.startswith("逾期未报")]
        told = f"{self.kind.value}（{self.period.words}）按期报送 {self.in_time.full}，迟报 {len(late)} 个单位，逾期未报 {len(missing)} 个单位"
        return f"{told}{'：' + '、'.join(missing) if missing else ''}（截至 {self.as_of}）。"


def submitted(
    office: Office, kind: ReportKind, period: Period, unit: str, *, state: SubmissionState = SubmissionState.RECEIVED,
    day: date | None = None, file: str = "", note: str = "", actor: str = "",
) -> Event:  # fmt: skip
    """Record that a unit handed in its material, that it was sent back, or that the unit is excused (with a reason).

    ReportRefused for days that are no window of this report, a day to come or before the period's end, a unit not in the register,
    material sent back that never came, and an excuse or a sending back without a reason.
    """
    on, name = day or office.settings.today, unit.strip()
    due_parameter(kind)
    _window_of(kind, period)
    known = unit_names_of(office)
    before = _words(office, kind, period).get(known.get(name, name), [])
    _refuse([
        "" if name in known else f"单位名册里没有“{name}”；请用名册里的名称，或先在 units.csv 登记",
        f"报送日 {on} 在今天（{office.settings.today}）之后；请改正" if on > office.settings.today else "",
        "退回、免报须写明原因" if state is not SubmissionState.RECEIVED and not note.strip() else "",
        f"{name}在 {period.words} 还没有报送，不能退回" if state is SubmissionState.SENT_BACK and not _came(before) else "",
        f"报送日 {on} 早于本期期末 {period.last}；请改正期间或日期" if state is SubmissionState.RECEIVED and on < period.last else "",
        *banned(note),
    ])  # fmt: skip
    return record(
        office, EventKind.SUBMISSION, _subject(kind, period, known[name]), actor, note, day=on.isoformat(), state=state.value, file=file.strip(),
        note=note.strip(),
    )  # fmt: skip


def submissions(
    office: Office, kind: ReportKind, period: Period, *, units: Iterable[str] = (), as_of: date | None = None
) -> Submissions:
    """Where every unit's material stands as of a day (default today): of `units`, else of units that lead open matters and
    those anything is recorded of."""
    _window_of(kind, period)
    on, setting = as_of or office.settings.today, due_parameter(kind, period.last)
    due, words = period.last + timedelta(days=int(setting[0])), _words(office, kind, period)
    named = unit_names_of(office)
    owed = {named.get(unit, unit) for unit in units} or set(_leading(office))
    found = (_standing(unit, due, words.get(unit, []), on) for unit in sorted(owed | set(words)))
    return Submissions(kind, period, on, setting[1], tuple(found))


def due_parameter(kind: ReportKind, on: date | None = None) -> tuple[int, str]:
    """How many days after the period's end material is due, and by what; ReportRefused for a report units hand nothing in for."""
    if kind not in DUE:
        raise ReportRefused(f"{kind.value}不要求单位报送材料；可登记：{'、'.join(one.value for one in DUE)}")
    found = parameter(DUE[kind], on or date.today())
    return int(found.value), found.clause


def window_about(kind: ReportKind, day: date) -> Period:
    """The window of a report a day is about, as `make_report` takes it."""
    due_parameter(kind)
    return window(kind, day)


def unit_names_of(office: Office) -> Mapping[str, str]:
    """Every spelling of the edition's units → the name each goes by."""
    units = office.edition().table("units", ["unit", "aliases"])
    spelt = {other: unit for unit, others in zip(units["unit"], units["aliases"], strict=True) for other in others}
    return {**spelt, **{unit: unit for unit in units["unit"] if unit}}


def _leading(office: Office) -> list[str]:
    return [
        str(unit) for unit in office.edition().query("SELECT unit FROM units WHERE open > 0 AND unit <> ''")["unit"]
    ]


def _standing(unit: str, due: date, words: list[Event], on: date) -> Submission:
    """The last word stands; material sent back is still owed, and counts from the day it comes again."""
    told = [event for event in words if event.payload["day"] <= on.isoformat()]
    last = told[-1] if told else None
    state = last.payload["state"] if last else ""
    day = date.fromisoformat(last.payload["day"]) if last and state == SubmissionState.RECEIVED else None
    return Submission(
        unit, due, state or "未报", day, _label(state, day, due, on), last.payload.get("note", "") if last else ""
    )


def _label(state: str, day: date | None, due: date, on: date) -> str:
    if state == SubmissionState.EXCUSED:
        return "免报"
    if day:
        return "按期" if day <= due else f"迟报 {(day - due).days} 日"
    what = "（退回待补）" if state == SubmissionState.SENT_BACK else ""
    return f"逾期未报 {(on - due).days} 日{what}" if on > due else f"未到期{what}"


def _came(words: list[Event]) -> bool:
    return bool(words) and words[-1].payload["state"] == SubmissionState.RECEIVED


def _subject(kind: ReportKind, period: Period, unit: str) -> str:
    return f"{kind.value}|{period.first}至{period.last}|{unit}"


def _words(office: Office, kind: ReportKind, period: Period) -> dict[str, list[Event]]:
    """What is recorded of this period, by unit, oldest first."""
    start, found = _subject(kind, period, ""), dict[str, list[Event]]()
    for event in office.store.events([EventKind.SUBMISSION]):
        if event.subject.startswith(start):
            found.setdefault(event.subject.removeprefix(start), []).append(event)
    return found


def _window_of(kind: ReportKind, period: Period) -> None:
    day = period.last + timedelta(days=1) if kind is ReportKind.WEEK else period.first
    if window(kind, day) != period:
        raise ReportRefused(
            f"{period.words} 不是{kind.value}的整期；{kind.value}含 {day} 的一期为 {window(kind, day).words}"
        )


def _refuse(reasons: Iterable[str]) -> None:
    found = [reason for reason in reasons if reason]
    if found:
        raise ReportRefused("报送未登记。" + "；".join(found))
