"""Clean-up lists (清查): which matters stand on which list as of a day, each with the sentence that says why.

积案 has no single legal definition (spec 7.2): each preset is a list of its own and its definition is printed with it.
日清周清月清 are deadlines units owe, by the day, the week and the month they fall in. Nothing here is about a person.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from workbench.domain.codes import Channel, Trilean
from workbench.domain.codes import StepKind as K
from workbench.domain.facts import MatterFacts, Step
from workbench.domain.finding import ClockFinding, ClockStatus, Finding
from workbench.reference.parameters import Parameter, parameter
from workbench.rules.evidence import History, history_of

OWED: Final = frozenset({"C01", "C02", "C03", "C05", "C06", "C08", "C10"})
"""Clocks a unit owes; C04, C07 and C09 are rights that lapse, S5 and S7 are references."""

RUNNING: Final = frozenset(
    {ClockStatus.RUNNING, ClockStatus.YELLOW, ClockStatus.ORANGE, ClockStatus.GRACE, ClockStatus.OVERDUE}
)
_ANSWERS: Final = frozenset(
    {K.OPINION, K.REFUSE, K.NO_LONGER_ACCEPT, K.HAND_OFF, K.CLOSE, K.WITHDRAW, K.REVIEW_ANSWER, K.REREVIEW_ANSWER}
)
_TOLD: Final = _ANSWERS | {K.FEEDBACK, K.RECEIVE, K.DELIVER, K.ACCEPT, K.MEDIATE, K.VISIT_BACK}


@dataclass(frozen=True, slots=True)
class Sweep:
    """One list: its name and the definition that is printed with it."""

    id: str
    name: str
    group: str
    definition: str


SWEEPS: Final[Mapping[str, Sweep]] = MappingProxyType(
    {
        one.id: one
        for one in (
            Sweep("DAY", "今日到期", "日清周清月清", "今日届满、尚未完成的单位期限"),
            Sweep("WEEK", "本周到期", "日清周清月清", "本周（周一至周日）内届满、尚未完成的单位期限"),
            Sweep("MONTH", "本月到期", "日清周清月清", "本月内届满、尚未完成的单位期限"),
            Sweep("LATE", "已超期", "日清周清月清", "已过届满日、尚未完成的单位期限（节假日宽限期内的不在内）"),
            Sweep("FT", "初信初访临期", "早发现", "只有一件信访件的事项，最近的单位期限临期"),
            Sweep("JA1", "积案：一年以上", "积案", "自首次受理（没有受理日的自首次反映）起未化解满一年"),
            Sweep("JA2", "积案：跨年", "积案", "首次反映在往年，至今未化解"),
            Sweep("JA3", "积案：多次信访", "积案", "已出具意见后仍有三件以上信访件，未化解"),
            Sweep("JA4", "积案：上级标注", "积案", "台账标注为积案，未化解"),
            Sweep("JA5", "积案：近三年排查", "积案", "首次反映在近三年内，未化解"),
            Sweep("PLAN", "跨年无方案", "缺漏", "跨年未化解，又没有化解方案（HF9）"),
            Sweep("FIVE", "五要素不全", "缺漏", "未化解而责任单位、包案领导、工作专班、化解方案、化解时限缺任一项"),
            Sweep("NR", "无答复在卷", "缺漏", "登记满六十日，没有任何书面答复、告知或移送"),
            Sweep("FB", "多日未告知进展", "缺漏", "未化解而九十日内没有答复、接访或告知信访人"),
            Sweep("PLACE", "要素待核", "缺漏", "三跨三分离所需的地点不全"),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A matter on a list: since when, what is due, which unit owes it, what is missing, and why in a sentence."""

    sweep: str
    sentence: str
    clause: str
    unit: str = ""
    since: date | None = None
    due: date | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Case:
    facts: MatterFacts
    history: History
    clocks: Sequence[ClockFinding]
    flags: Mapping[str, Finding]
    missing_places: Sequence[str]

    def setting(self, name: str) -> Parameter:
        return parameter(f"sweeps.{name}", self.facts.as_of)

    @property
    def on(self) -> date:
        return self.facts.as_of

    @property
    def owed(self) -> list[ClockFinding]:
        """Running clocks a unit owes, earliest first."""
        found = [one for one in self.clocks if one.clock in OWED and one.status in RUNNING and one.due]
        return sorted(found, key=lambda one: one.due.due if one.due else date.max)


def sweeps(
    facts: MatterFacts, clocks: Sequence[ClockFinding], flags: Sequence[Finding], missing_places: Sequence[str] = ()
) -> tuple[Hit, ...]:
    """Every list the matter stands on as of its day; `missing_places` as the separation names them."""
    case = _Case(facts, history_of(facts), clocks, {found.rule: found for found in flags}, missing_places)
    hits = [hit for rule in _DUE for hit in rule(case)]
    if case.history.is_open:
        hits += [hit for rule in _OPEN for hit in rule(case)]
    return tuple(hits)


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of a day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_of(day: date) -> tuple[date, date]:
    """First and last day of a day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _deadlines(case: _Case) -> Iterator[Hit]:
    """Each running deadline on the lists of the day, the week and the month it falls in; or on the list of the late."""
    spans = {"DAY": (case.on, case.on), "WEEK": week_of(case.on), "MONTH": month_of(case.on)}
    for clock in case.owed:
        assert clock.due is not None
        if clock.status is ClockStatus.OVERDUE:
            yield _clock_hit("LATE", clock)
        for sweep, (first, last) in spans.items():
            if max(first, case.on) <= clock.due.due <= last:
                yield _clock_hit(sweep, clock)


def _clock_hit(sweep: str, clock: ClockFinding) -> Hit:
    assert clock.due is not None and clock.days_left is not None
    left = f"剩余{clock.days_left}日" if clock.days_left >= 0 else f"已过{-clock.days_left}日"
    said = f"{clock.name}自{clock.due.start}起算，至{clock.due.due}届满，{left}（{clock.status.value}）。"
    return Hit(sweep, said, clock.clause, clock.unit, clock.due.start, clock.due.due, (clock.name,))


def _first_time(case: _Case) -> Iterator[Hit]:
    near = int(case.setting("FT.days").value)
    records = [one for one in case.facts.records if one.channel is not Channel.PRE_MEDIATION]
    if len(records) != 1 or records[0].repeat or not case.owed:
        return
    clock = case.owed[0]
    assert clock.due is not None
    left = (clock.due.due - case.on).days
    if 0 <= left <= near:
        said = f"初次信访，{clock.name}期限剩余{left}日（至{clock.due.due}），由{clock.unit or '承办单位'}抓紧办理。"
        yield Hit("FT", said, case.setting("FT.days").clause, clock.unit, clock.due.start, clock.due.due, (clock.name,))


def _old(case: _Case) -> Iterator[Hit]:
    setting, accepted = case.setting("JA1.years"), _days(case.history.of(K.ACCEPT))
    start = min(accepted, default=None) or case.facts.first_day
    if start and _years(start, case.on) >= setting.value:
        what = "首次受理" if accepted else "首次反映（受理日未登记）"
        yield _hit(case, "JA1", f"自{what}{start}起未化解，已{(case.on - start).days}日。", setting.clause, start)


def _cross_year(case: _Case) -> Iterator[Hit]:
    first = case.facts.first_day
    if first and first.year < case.on.year:
        yield _hit(
            case,
            "JA2",
            f"首次反映{first}，跨{case.on.year - first.year}个年度未化解。",
            "积案口径二（办公室设置）",
            first,
        )


def _many(case: _Case) -> Iterator[Hit]:
    setting, opinions = case.setting("JA3.records"), _days(case.history.of(K.OPINION))
    count = sum(one.channel is not Channel.PRE_MEDIATION for one in case.history.records)
    if opinions and count >= setting.value:
        said = f"{min(opinions)}已出具意见，事项现有{count}件信访件，未化解。"
        yield _hit(case, "JA3", said, setting.clause, min(opinions))


def _listed(case: _Case) -> Iterator[Hit]:
    named = next((record for record in case.history.records if record.backlog), None)
    if named:
        said = f"台账把信访件{named.case_no or named.record_id}标注为积案，未化解。"
        yield _hit(case, "JA4", said, "台账“积案”标注", case.facts.first_day)


def _recent_years(case: _Case) -> Iterator[Hit]:
    setting, first = case.setting("JA5.years"), case.facts.first_day
    if first and _years(first, case.on) < setting.value:
        yield _hit(case, "JA5", f"首次反映{first}，在近{setting.value}年内，未化解。", setting.clause, first)


def _no_plan(case: _Case) -> Iterator[Hit]:
    flag = case.flags.get("HF9")
    if flag and flag.outcome is Trilean.YES:
        yield _hit(case, "PLAN", flag.sentence, flag.clause, case.facts.first_day, ("化解方案",))


def _five(case: _Case) -> Iterator[Hit]:
    """责任单位、包案领导、工作专班、化解方案、化解时限, of the ledger or of the steps."""
    facts, assigned, plans = case.facts, case.history.of(K.ASSIGN_LEADER), case.history.of(K.PLAN)
    held = {
        "责任单位": bool(facts.lead_unit),
        "包案领导": bool(facts.leader_post or any(step.detail.get("post") or step.text for step in assigned)),
        "工作专班": bool(facts.team or any(step.detail.get("team") for step in assigned)),
        "化解方案": bool(facts.plan or plans),
        "化解时限": bool(facts.due or any(step.detail.get("due") for step in (*assigned, *plans))),
    }
    missing = tuple(name for name, there in held.items() if not there)
    if missing:
        said = f"五要素缺{len(missing)}项：{'、'.join(missing)}。请补登，或在包案、方案中写明。"
        yield _hit(
            case, "FIVE", said, "逐案明确包案领导、责任单位、工作专班、化解时限（县级方案）", facts.first_day, missing
        )


def _no_reply(case: _Case) -> Iterator[Hit]:
    setting = case.setting("NR.days")
    for record in case.history.records:
        if record.channel is Channel.PRE_MEDIATION:  # nobody petitioned: no written answer is owed
            continue
        start = record.reg_day.end if record.reg_day else None
        waited = (case.on - start).days if start else 0
        if start and waited >= setting.value and not (record.opinion or record.of(*_ANSWERS)):
            said = f"信访件{record.case_no or record.record_id}登记{waited}日，没有书面答复、不予受理告知或移送登记。"
            yield Hit("NR", said, setting.clause, record.lead_unit or case.facts.lead_unit, start, None, ("书面答复",))
            return


def _silent(case: _Case) -> Iterator[Hit]:
    setting, told = case.setting("FB.days"), _days(case.history.of(*_TOLD))
    last = max(told, default=None) or case.facts.first_day
    if last and (case.on - last).days >= setting.value:
        what = f"最近一次答复、接访或告知在{last}" if told else f"首次反映{last}以来没有答复、接访或告知登记"
        said = f"{what}，已{(case.on - last).days}日未向信访人告知进展。"
        yield _hit(case, "FB", said, setting.clause, last, ("告知进展",))


def _places(case: _Case) -> Iterator[Hit]:
    if case.missing_places:
        said = f"三跨三分离待核：{'、'.join(case.missing_places)}。请向登记单位核实后补登。"
        yield _hit(case, "PLACE", said, "要素待核（三值判断）", case.facts.first_day, tuple(case.missing_places))


def _hit(case: _Case, sweep: str, said: str, clause: str, since: date | None, missing: tuple[str, ...] = ()) -> Hit:
    return Hit(sweep, said, clause, case.facts.lead_unit, since, None, missing)


def _days(steps: Sequence[Step]) -> list[date]:
    return [step.day.start for step in steps if step.day]


def _years(start: date, on: date) -> int:
    """Whole years from one day to another."""
    return on.year - start.year - ((on.month, on.day) < (start.month, start.day))


_Rule = Callable[[_Case], Iterator[Hit]]
_DUE: Final[tuple[_Rule, ...]] = (_deadlines, _first_time, _no_reply)
_OPEN: Final[tuple[_Rule, ...]] = (
    _old, _cross_year, _many, _listed, _recent_years, _no_plan, _five, _silent, _places,
)  # fmt: skip
