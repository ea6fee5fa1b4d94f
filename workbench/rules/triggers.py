"""会商议题触发条件 T-01–T-13 (spec 3.4): what proposes a matter for the agenda, each with its reason; a person accepts.

Accusations (检举控告) trigger nothing here: they never enter meeting papers. Thresholds: `parameters/triggers.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.domain.codes import StepKind, Trilean
from workbench.domain.facts import MatterFacts
from workbench.domain.finding import ClockFinding, ClockStatus, Finding, SeparationFinding
from workbench.reference.parameters import Parameter, parameter
from workbench.rules.clusters import topic_clusters
from workbench.rules.dated import parameters_of
from workbench.rules.evidence import History, history_of, is_accusation
from workbench.rules.flag_case import NAMES as FLAG_NAMES
from workbench.rules.flags_history import open_dispute
from workbench.rules.handover import ping_pong
from workbench.rules.places import any_of
from workbench.rules.unit_kinds import distinct_units

__all__ = ["CampaignNeed", "DecidedTask", "topic_clusters", "triggers"]


@dataclass(frozen=True, slots=True)
class CampaignNeed:
    """What a unit must have closed by the next milestone of the campaign this matter is in (攻坚节点), in matters."""

    milestone: date
    need: int
    closed: int
    unit: str


@dataclass(frozen=True, slots=True)
class DecidedTask:
    """One task a conference decided on this matter (议定事项), with the unit and the day it is due."""

    text: str
    unit: str
    due: date
    decision_id: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """One matter as the triggers see it; `flags` holds the hard flags that are 是."""

    facts: MatterFacts
    history: History
    clocks: Sequence[ClockFinding]
    separation: SeparationFinding
    flags: Mapping[str, Finding]
    campaign: CampaignNeed | None
    cluster_size: int | None
    tasks: Sequence[DecidedTask]
    settings: Mapping[str, Parameter]

    @property
    def as_of(self) -> date:
        return self.facts.as_of

    def setting(self, name: str) -> Parameter:
        return self.settings[name]

    def holds(self, flag: str) -> bool:
        return flag in self.flags


def triggers(
    facts: MatterFacts,
    clocks: Sequence[ClockFinding],
    separation: SeparationFinding,
    flags: Sequence[Finding],
    *,
    campaign: CampaignNeed | None = None,
    cluster_size: int | None = None,
    decided_tasks_overdue: Sequence[DecidedTask] = (),
) -> tuple[Finding, ...]:
    """The triggers that fire for one matter as of its day, T-01 first; what is 待核 fires nothing.

    T-07, T-08, T-10 and T-13 also fire for a matter stated as resolved. `clocks`, `separation` and `flags` are the
    findings on the same facts.
    """
    if is_accusation(facts):
        return ()
    by_rule = {flag.rule: flag for flag in flags if flag.outcome is Trilean.YES}
    settings = parameters_of("triggers", facts.as_of)
    tasks = decided_tasks_overdue
    case = _Case(facts, history_of(facts), clocks, separation, by_rule, campaign, cluster_size, tasks, settings)
    rules = (*_OPEN_ONLY, *_ALWAYS) if case.history.is_open else _ALWAYS
    fired = [finding for rule in rules if (finding := rule(case))]
    return tuple(sorted(fired, key=lambda finding: finding.rule))


def _fire(rule: str, setting: Parameter, sentence: str, facts: Mapping[str, str], record_id: str = "") -> Finding:
    return Finding(rule, Trilean.YES, setting.clause, sentence, facts, record_id)


def _t01(case: _Case) -> Finding | None:
    setting, objections = case.setting("T-01"), case.history.of(StepKind.OBJECT)
    if not objections:
        return None
    units = distinct_units(step.unit for step in objections)
    steps = case.history.steps
    if len(units) < setting.value or _accepted_after(case, steps.index(objections[-1])):
        return None
    said = any("共同上级" in step.text or "共同的上一级" in step.text for step in objections)
    if case.separation.crossings["K3"] is not Trilean.YES and not said:
        return None
    named = "、".join(units)
    sentence = f"{named}对受理都提出异议，尚无单位受理，且分属不同系统、没有共同的上一级，由共同的联席会议协调。"
    return _fire("T-01", setting, sentence, {"提出异议的单位": named, "最近异议": _day(objections[-1].day)})


def _accepted_after(case: _Case, index: int) -> bool:
    return any(step.kind is StepKind.ACCEPT for step in case.history.steps[index:])


def _day(day: object) -> str:
    return str(day) if day else "日期未登记"


def _t02(case: _Case) -> Finding | None:
    dispute = open_dispute(case.history)
    if dispute is None or dispute.kind is not StepKind.APPLY_CONFERENCE:
        return None
    answers = (*case.separation.crossings.values(), *case.separation.flags.values())
    crossing = any_of(answers)
    if crossing is Trilean.NO:
        return None
    known = case.separation.label if crossing is Trilean.YES else f"三跨三分离待核（{case.separation.label}）"
    sentence = f"{dispute.unit or '主办单位'}于{_day(dispute.day)}提请会商，尚未议定；{known}，需联席会议协调。"
    facts = {"提请单位": dispute.unit or "未登记", "提请日期": _day(dispute.day), "三跨三分离": case.separation.label}
    return _fire("T-02", case.setting("T-02"), sentence, facts, dispute.record_id)


def _t03(case: _Case) -> Finding | None:
    setting = case.setting("T-03.days")
    flagged = [name for rule, name in FLAG_NAMES.items() if case.holds(rule)]
    tagged = sorted(tag for tag in case.facts.tags if "疑难" in tag or "复杂" in tag)
    if not tagged and len(flagged) < case.setting("T-03.flags").value:
        return None
    decided = [step.exact for step in case.history.of(StepKind.DECISION) if step.exact]
    mark = max(decided, default=case.history.first_days[1])
    if mark is None or (waited := (case.as_of - mark).days) <= setting.value:
        return None
    since = "最近一次议定" if decided else "首次信访"
    sentence = f"疑难复杂事项（{'、'.join((*tagged, *flagged))}），自{since}{mark}起{waited}日没有议定，超过{setting.value}日。"
    return _fire("T-03", setting, sentence, {"疑难标志": "、".join((*tagged, *flagged)), since: str(mark)})


def _from_flag(rule: str, flag: str, lead: str) -> Callable[[_Case], Finding | None]:
    """A trigger that a hard flag already answers: its sentence and evidence are taken over."""

    def fire(case: _Case) -> Finding | None:
        if not case.holds(flag):
            return None
        found = case.flags[flag]
        return _fire(rule, case.setting(rule), f"{lead}：{found.sentence}", found.facts)

    return fire


def _t07(case: _Case) -> Finding | None:
    setting = case.setting("T-07.days")
    late = [(days, clock) for clock in case.clocks if (days := _overdue(clock, case.as_of)) > setting.value]
    if not late:
        return None
    days, clock = max(late, key=lambda item: item[0])
    sentence = (
        f"{clock.unit or '承办单位'}的{clock.name}已超期{days}日，超过{setting.value}日；列入约谈建议，由人决定。"
    )
    facts = {"时限": clock.name, "承办单位": clock.unit or "未登记", "超期": f"{days}日", "依据": clock.clause}
    return _fire("T-07", setting, sentence, facts, clock.record_id)


def _overdue(clock: ClockFinding, as_of: date) -> int:
    """Days past the deadline (past the rolled day where there is one), 0 if not overdue."""
    if clock.status is not ClockStatus.OVERDUE:
        return 0
    if clock.due is None:
        return -clock.days_left if clock.days_left is not None else 0
    return (as_of - (clock.due.rolled or clock.due.due)).days


def _t08(case: _Case) -> Finding | None:
    setting = case.setting("T-08.closings")
    closings = case.history.of(*(StepKind(word) for word in setting.value))
    record = case.history.came_back(closings)
    if record is None and "反弹" not in case.facts.resolution_stated:
        return None
    number = (record.case_no or record.record_id) if record else ""
    shown = f"其后又有信访件{number}（{record.reg_day}登记）" if record else f"台账载明“{case.facts.resolution_stated}”"
    closed = _day(closings[-1].day) if closings else "日期未登记"
    sentence = f"销号或报结（{closed}）后反弹：{shown}；请回访核实并研究。"
    return _fire("T-08", setting, sentence, {"销号或报结": closed, "其后": shown}, record.record_id if record else "")


def _t09(case: _Case) -> Finding | None:
    least = parameter("hard_flags.HF12.matters", case.as_of).value
    days = parameter("hard_flags.HF12.days", case.as_of).value
    if case.cluster_size is None or case.cluster_size < least:
        return None
    where = case.facts.place_label or case.facts.places.issue or ""
    sentence = f"{where}{days}日内“{case.facts.topic_l2}”类事项已有{case.cluster_size}件（标准{least}件），宜研究共性和政策问题。"
    facts = {"二级分类": case.facts.topic_l2, "地点": where, "件数": str(case.cluster_size)}
    return _fire("T-09", case.setting("T-09"), sentence, facts)


def _t10(case: _Case) -> Finding | None:
    setting = case.setting("T-10.tags")
    hits = "、".join(sorted(case.facts.tags.intersection(setting.value)))
    return _fire("T-10", setting, f"成员单位提请研究（{hits}）。", {"标签": hits}) if hits else None


def _t11(case: _Case) -> Finding | None:
    setting, need = case.setting("T-11.days"), case.campaign
    if (
        need is None
        or need.closed >= need.need
        or not 0 <= (left := (need.milestone - case.as_of).days) <= setting.value
    ):
        return None
    short = need.need - need.closed
    sentence = f"距攻坚节点{need.milestone}还有{left}日，{need.unit}应化解{need.need}件、已化解{need.closed}件，还差{short}件。"
    facts = {"节点": str(need.milestone), "单位": need.unit, "应化解": str(need.need), "已化解": str(need.closed)}
    return _fire("T-11", setting, sentence, facts)


def _t12(case: _Case) -> Finding | None:
    found = ping_pong(case.facts)
    return found if found.outcome is Trilean.YES else None


def _t13(case: _Case) -> Finding | None:
    late = sorted((task for task in case.tasks if task.due < case.as_of), key=lambda task: task.due)
    if not late:
        return None
    told = "；".join(f"{task.unit or '未明确单位'}“{task.text}”应于{task.due}前落实" for task in late)
    facts = {f"议定事项{number}": f"{task.unit} {task.due}" for number, task in enumerate(late, 1)}
    return _fire("T-13", case.setting("T-13"), f"议定事项超期未落实{len(late)}项：{told}。", facts)


_Rule = Callable[[_Case], Finding | None]
_OPEN_ONLY: tuple[_Rule, ...] = (
    _t01,
    _t02,
    _t03,
    _from_flag("T-04", "HF9", "跨年未化解且没有方案"),
    _from_flag("T-05", "HF5", "交办三次以上仍不满意"),
    _from_flag("T-06", "HF6", "多次督办没有实质进展"),
    _t09,
    _t11,
    _t12,
)
_ALWAYS: tuple[_Rule, ...] = (_t07, _t08, _t10, _t13)
