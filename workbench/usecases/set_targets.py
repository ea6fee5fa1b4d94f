"""Set targets and see where they stand (目标设定, 责任状): of the office or of a unit, each with the paper it comes from.

What a target counts is measured by `usecases.measure` and nowhere else; what may be a target is `campaign.targets`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from workbench.campaign.measures import Measure, Period
from workbench.campaign.report_period import alike, days_in
from workbench.campaign.targets import (
    CASES,
    NOTHING,
    PERCENT,
    POINTS,
    Amount,
    Direction,
    Figure,
    Target,
    TargetState,
    amount_of,
    figure_of,
    offered,
    state_of,
    targets_of,
)
from workbench.domain.events import EventKind
from workbench.store.edition import Edition
from workbench.store.editions import list_editions
from workbench.usecases.measure import measure, unit_names
from workbench.usecases.meeting_register import banned, refuse_if, unit_gone
from workbench.usecases.office import Office
from workbench.usecases.recording import record

BY_UNIT = "unit"


def targets(office: Office, *, withdrawn: bool = False) -> tuple[Target, ...]:
    """Every target as it stands; those taken back (撤下) only if asked for."""
    found = targets_of(office.store.events([EventKind.TARGET_SET]))
    return tuple(one for one in found if withdrawn or not one.withdrawn)


def the_target(office: Office, target_id: str) -> Target:
    """One target; LookupError naming those there are."""
    found = {one.target_id: one for one in targets(office, withdrawn=True)}
    if target_id not in found:
        raise LookupError(f"没有编号为“{target_id}”的目标；有：{'、'.join(found) or '（还没有设定）'}")
    return found[target_id]


# --- setting ------------------------------------------------------------------------------------------------------------


def set_target(
    office: Office,
    metric: str,
    direction: Direction | str,
    amount: str,
    period: Period,
    *,
    source: str,
    unit: str = "",
    base: Period | None = None,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Target:
    """Set a target on a metric for the office, or for one unit (责任状).

    `amount` 95%, 5个百分点 or 120件; empty with 下降 or 上升: any change. TargetRefused where no target is set on such a
    figure, LookupError for an unknown metric or unit, MeetingRefused (a ValueError) says everything else in the way.
    """
    what, way, far = offered(metric), _direction(direction), amount_of(amount)
    known_until = office.store.last_seq() if seen is None else seen
    name = _unit_named(office, unit)
    standing = targets(office, withdrawn=True)
    wanted = Target(_next_id(standing, period), what, name, way, far, base, period, source.strip())
    refuse_if("目标", [*_gaps(wanted, why), *_form_gaps(wanted), *_base_gaps(wanted), *_twice(wanted, standing)]
              + ([unit_gone(office, name, period.first)] if name else []))  # fmt: skip
    return _kept(office, wanted, why, actor, known_until)


def withdraw_target(office: Office, target_id: str, *, why: str, actor: str = "", seen: int | None = None) -> Target:
    """Take a target back with a reason; it stays on record. LookupError for none of that id."""
    known = the_target(office, target_id)
    until = office.store.last_seq() if seen is None else seen
    reasons = banned(why, "理由") if why.strip() else ["撤下目标须写明理由"]
    refuse_if(f"目标 {target_id} 的撤下", [*reasons, "它已经撤下" if known.withdrawn else ""])
    return _kept(office, replace(known, withdrawn=True), why, actor, until)


def _kept(office: Office, one: Target, why: str, actor: str, seen: int) -> Target:
    told = {
        "metric": one.offered.key, "unit": one.unit, "direction": one.direction.value,
        "amount": one.amount.text.replace(" ", "") if one.amount else "", "source": one.source,
        "base_first": one.base.first.isoformat() if one.base else "", "base_last": one.base.last.isoformat() if one.base else "",
        "first": one.period.first.isoformat(), "last": one.period.last.isoformat(), "withdrawn": "是" if one.withdrawn else "否",
    }  # fmt: skip
    record(office, EventKind.TARGET_SET, one.target_id, actor, why, seen=seen, about={one.target_id}, **told)
    return the_target(office, one.target_id)


def _direction(text: Direction | str) -> Direction:
    known = [one.value for one in Direction]
    if str(text) not in known:
        raise ValueError(f"目标方向“{text}”不认识；可用：{'、'.join(known)}")
    return Direction(str(text))


def _unit_named(office: Office, unit: str) -> str:
    """The name a unit goes by in the edition in force; LookupError for one that leads nothing there."""
    wanted = unit.strip()
    if not wanted:
        return ""
    edition = office.edition()
    name = unit_names(edition).get(wanted, wanted)
    if edition.query("SELECT unit FROM units WHERE unit = ?", [name]).empty:
        raise LookupError(
            f"版次 {edition.id} 中没有单位“{wanted}”；请用各单位清单（workbench measure show M-02 --by unit）里的名称"
        )
    return name


def _next_id(standing: Sequence[Target], period: Period) -> str:
    """MB2026-01: the next of the year the target ends in."""
    head = f"MB{period.last.year}-"
    used = [int(one.target_id.removeprefix(head)) for one in standing if one.target_id.startswith(head)]
    return f"{head}{max(used, default=0) + 1:02d}"


def _gaps(one: Target, why: str) -> Iterator[str]:
    if not one.source:
        yield "须写明出自哪份责任状、方案或文件"
    if one.unit and not one.offered.of_unit:
        yield f"“{one.offered.title}”不列入单位责任状：不按信访数量考核单位；请设为全体目标，或改用及时受理率、按期答复率等履职指标"
    if one.offered.low is not one.direction.wants_low:
        better = "低" if one.offered.low else "高"
        yield f"“{one.offered.title}”以{better}为好，目标不能是“{one.direction.value}”"
    yield from banned("".join((one.source, why)))


def _form_gaps(one: Target) -> Iterator[str]:
    """Whether the amount is one of the figure: a rate, points, or cases."""
    far, what = one.amount, one.offered
    if far is None:
        if not one.direction.from_base:
            yield f"“{one.direction.value}”须写明数：比例写 95%，件数写 120件"
        return
    if far.unit == CASES and not what.counts:
        yield f"“{what.title}”是比例，目标写百分比，不写件数"
    if far.unit == PERCENT and what.part and not one.direction.from_base:
        yield f"“{what.title}”数的是件数，“{one.direction.value}”后写件数，如 120件"
    if far.unit == PERCENT and one.direction.from_base and not what.part:
        yield f"“{what.title}”是比例，升降写百分点（如 5个百分点），以免与百分比相混"
    if far.unit == POINTS and (what.part or not one.direction.from_base):
        yield "百分点只用于比例的升降"
    yield from _too_far(one, far)


def _too_far(one: Target, far: Amount) -> Iterator[str]:
    if far.unit != CASES and far.value > 100 and not (one.direction is Direction.UP and one.offered.part):
        yield f"幅度{far.text}超过 100"
    if not far.value and one.direction.from_base:
        yield "升降的幅度不能是 0"


def _base_gaps(one: Target) -> Iterator[str]:
    """A change needs a base period: before the target's, known to be past, and as long where a number grows with time."""
    if not one.direction.from_base:
        if one.base:
            yield f"“{one.direction.value}”不需要基期；写“下降”或“上升”的才与基期比"
        return
    if one.offered.is_point:
        yield f"“{one.offered.title}”是时点数，没有期间可作基期；请写“不高于”或“不低于”一个数，存量的升降用 M-18·期末"
        return
    if one.base is None:
        yield f"“{one.direction.value}”须写明基期的起止日"
        return
    if one.base.last >= one.period.first:
        yield f"基期 {one.base.words} 应在目标期间 {one.period.words} 之前"
    if one.offered.is_flow and not alike(one.period, one.base):
        days = f"{days_in(one.base)} 天、{days_in(one.period)} 天"
        yield f"基期与目标期间长短不一（{days}），件数不能直接相比；请改成同样长短的期间"


def _twice(one: Target, standing: Sequence[Target]) -> Iterator[str]:
    for other in standing:
        same = (other.offered.key, other.unit) == (one.offered.key, one.unit) and not other.withdrawn
        if same and other.period.first <= one.period.last and one.period.first <= other.period.last:
            yield f"{other.period.words}已有{other.who}“{other.offered.title}”的目标 {other.target_id}；改目标的，先撤下原目标"


# --- where they stand ---------------------------------------------------------------------------------------------------


def target_states(
    office: Office, edition: Edition | None = None, *, unit: str = "", year: int | None = None, withdrawn: bool = False
) -> tuple[TargetState, ...]:
    """Each target as of an edition (default: the one in force), of one unit (its 责任状) and of one year if asked for."""
    held = edition or office.edition()
    name = unit_names(held).get(unit, unit)
    found = [
        one
        for one in targets(office, withdrawn=withdrawn)
        if (not name or one.unit == name) and (year is None or one.period.first.year <= year <= one.period.last.year)
    ]
    counting = _Counting(office, held)
    return tuple(counting.state(one) for one in found)


class _Counting:
    """Measures for targets over one edition, each asked once however many targets want it."""

    def __init__(self, office: Office, edition: Edition) -> None:
        self.office, self.edition = office, edition
        self._known: dict[tuple[str, str, Period | None, bool], dict[str, Measure]] = {}

    def state(self, one: Target) -> TargetState:
        now, held, note = self._now(one)
        base, unsure = self._base(one)
        told = "；".join(filter(None, (note, unsure)))
        return state_of(one, now, base, edition=held.id, as_of=self.edition.as_of, note=told)

    def _now(self, one: Target) -> tuple[Figure, Edition, str]:
        """The number so far, or of the whole period; of a day that is past, as the last edition up to it had it."""
        as_of = self.edition.as_of
        if one.offered.is_point:
            if one.period.last <= as_of:
                return self._of_day(one)
            return self._figure(self.edition, one, None), self.edition, ""
        if one.period.first > as_of:
            return NOTHING, self.edition, ""
        return self._figure(self.edition, one, Period(one.period.first, min(one.period.last, as_of))), self.edition, ""

    def _of_day(self, one: Target) -> tuple[Figure, Edition, str]:
        day, root = one.period.last, self.office.settings.editions
        kept = [
            each for each in list_editions(root) if one.period.first <= each.as_of <= day and each.id <= self.edition.id
        ]
        if self.edition.as_of == day:
            kept = [self.edition]
        if not kept:
            return NOTHING, self.edition, f"{one.period.words}没有留存的版次，时点数无从取得"
        held = max(kept, key=lambda each: (each.as_of, each.id))
        note = "" if held.as_of == day else f"时点数取自期末前最近的版次 {held.id}（截至 {held.as_of}）"
        return self._figure(held, one, None), held, note

    def _base(self, one: Target) -> tuple[Figure | None, str]:
        if one.base is None:
            return None, ""
        if one.base.last > self.edition.as_of:
            return NOTHING, f"基期 {one.base.words} 尚未结束"
        return self._figure(self.edition, one, one.base), ""

    def _figure(self, edition: Edition, one: Target, period: Period | None) -> Figure:
        key = (edition.id, one.offered.metric, period, bool(one.unit))
        if key not in self._known:
            found = measure(edition, one.offered.metric, period, by=BY_UNIT if one.unit else "")
            self._known[key] = {each.group: each for each in found.groups}
        return figure_of(one, self._known[key].get(one.unit))


def year_of(day: date) -> Period:
    """The year a day is in, which a 责任状 is for."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))
