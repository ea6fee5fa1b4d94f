"""难案标志 HF1–HF12 (spec 7.3): facts about the matter, each answered 是/否/待核 with its evidence; no total score.

No flag reads a field about the petitioner's conduct or attitude; HF5 reads the rating of the unit's work that 条例
第二十一条第二款 provides for. Thresholds come from `reference/parameters/hard_flags.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from workbench.domain.codes import StepKind, Trilean
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.domain.finding import ClockFinding, ClockStatus, Finding, SeparationFinding
from workbench.reference.parameters import Parameter, parameter
from workbench.rules.evidence import History, history_of
from workbench.rules.places import all_of, any_of, level_named

NAMES = {
    "HF1": "时间跨度长",
    "HF2": "涉及人数多",
    "HF3": "政策性强",
    "HF4": "三跨三分离",
    "HF5": "多次交办仍不满意",
    "HF6": "多次督办无进展",
    "HF7": "已复核仍反复",
    "HF8": "单位意见不一致",
    "HF9": "跨年未化解无方案",
    "HF10": "上级交办",
    "HF11": "主体灭失、证据缺失或资金缺口",
    "HF12": "群体性共性问题",
}
_ANSWERS = {"K1": "跨地区", "K2": "跨部门", "K3": "跨行业", "F1": "人事分离", "F2": "人户分离", "F3": "人事户分离"}


@dataclass(frozen=True, slots=True)
class _Case:
    """One matter as the flags see it."""

    facts: MatterFacts
    history: History
    clocks: Sequence[ClockFinding]
    separation: SeparationFinding
    cluster_size: int | None

    def setting(self, name: str) -> Parameter:
        return parameter(f"hard_flags.{name}", self.facts.as_of)


def hard_flags(
    facts: MatterFacts,
    clocks: Sequence[ClockFinding],
    separation: SeparationFinding,
    *,
    cluster_size: int | None = None,
) -> tuple[Finding, ...]:
    """All twelve flags of one matter as of its day, HF1 first; `cluster_size` as `topic_clusters` counts it.

    `clocks` are shown as evidence only. LookupError if a parameter is not in force on the matter's day (before 2018).
    """
    case = _Case(facts, history_of(facts), clocks, separation, cluster_size)
    return tuple(rule(case) for rule in _RULES)


def is_stubborn(findings: Sequence[Finding], on: date | None = None) -> bool:
    """骨头案、钉子案: HF1 and at least three flags known to be 是 (a label of the case; 待核 does not count)."""
    found = _found(findings)
    return "HF1" in found and len(found) >= int(parameter("hard_flags.stubborn.count", on or date.max).value)


def needs_county_leader(findings: Sequence[Finding], on: date | None = None) -> bool:
    """县级领导包案 required: HF1, HF2 and HF3 together, or 骨头案, or 三跨三分离 (S004; known flags only)."""
    found = _found(findings)
    return found >= {"HF1", "HF2", "HF3"} or "HF4" in found or is_stubborn(findings, on)


def _found(findings: Sequence[Finding]) -> set[str]:
    return {finding.rule for finding in findings if finding.outcome is Trilean.YES and finding.rule in NAMES}


def _answer(
    rule: str, outcome: Trilean, setting: Parameter, told: str, facts: Mapping[str, str], change: str
) -> Finding:
    sentence = f"{NAMES[rule]}：{outcome}。{told}。"
    return Finding(rule, outcome, setting.clause, sentence, facts, change=change)


def _hf1(case: _Case) -> Finding:
    setting, as_of = case.setting("HF1.years"), case.facts.as_of
    mark = _years_before(as_of, int(setting.value))
    earliest, latest = case.history.first_days
    long = Trilean.YES if latest and latest <= mark else Trilean.of(False if earliest and earliest > mark else None)
    shown = f"首次信访不晚于{latest}" if latest else "首次信访日期未登记"
    undated = "" if earliest else "，有信访件没有日期"
    told = f"{shown}{undated}，截至{as_of}，标准为满{setting.value}年（不晚于{mark}）"
    facts = {"首次信访": str(latest or "未登记"), "截至": str(as_of), "标准": f"{setting.value}年"}
    return _answer("HF1", long, setting, told, facts, f"首次信访日期核实为{mark}以后则为否，以前（含当日）则为是")


def _years_before(day: date, years: int) -> date:
    """The same day some years earlier; 29 February becomes the 28th."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year - years, day.month, last)


def _hf2(case: _Case) -> Finding:
    people, homes = case.setting("HF2.involved"), case.setting("HF2.households")
    involved, households = case.facts.involved, case.facts.households
    present = max((record.headcount or 0 for record in case.history.records), default=0)
    many = Trilean.of(None if involved is None else involved >= people.value)
    if present >= people.value:
        many = Trilean.YES
    # A household has at least one person, so fewer people than the limit of households settle that side too.
    few = involved is not None and involved < homes.value
    full = Trilean.of(households >= homes.value if households is not None else False if few else None)
    facts = {"涉及人数": _shown(involved), "涉及户数": _shown(households), "单次信访人数最多": _shown(present or None)}
    told = "，".join(f"{name}{value}" for name, value in facts.items())
    told += f"；标准为{people.value}人或{homes.value}户"
    return _answer("HF2", any_of((many, full)), people, told, facts, f"涉及{people.value}人或{homes.value}户以上则为是")


def _shown(value: object) -> str:
    return "未登记" if value in (None, "") else str(value)


def _hf3(case: _Case) -> Finding:
    words, gaps, facts = case.setting("HF3.words"), case.setting("HF3.tags"), case.facts
    texts = [facts.topic_l2 or facts.topic_l1, *sorted(facts.tags)]
    hits = [text for text in texts if text in gaps.value or any(word in text for word in words.value)]
    strong = Trilean.of(True if hits else None if not facts.topic_l2 else False)
    told = f"内容分类“{_shown(facts.topic_l2 or facts.topic_l1)}”，成因标签{'、'.join(texts[1:]) or '无'}"
    told += (
        f"；符合的有：{'、'.join(hits)}" if hits else "；不在政策性强的类别里" if facts.topic_l2 else "；二级分类未登记"
    )
    evidence = {"内容分类": _shown(facts.topic_l2 or facts.topic_l1), "成因标签": "、".join(texts[1:]) or "无"}
    return _answer("HF3", strong, words, told, evidence, "改正二级内容分类，或登记、撤下政策缺失的成因")


def _hf4(case: _Case) -> Finding:
    answers = {**case.separation.crossings, **case.separation.flags}
    facts = {_ANSWERS[code]: str(answer) for code, answer in answers.items()}
    told = "，".join(f"{name}{value}" for name, value in facts.items())
    lacking = "、".join(case.separation.missing)
    change = f"核实{lacking}后重算" if lacking else "地点、部门或系统的登记改变后重算"
    return _answer("HF4", any_of(answers.values()), case.setting("HF4"), told, facts, change)


def _hf5(case: _Case) -> Finding:
    setting = case.setting("HF5.times")
    stated = [record.assign_times for record in case.history.records if record.assign_times is not None]
    steps = len(case.history.of(StepKind.FORWARD))
    times = max((*stated, steps)) if stated or steps else None
    often = Trilean.of(None if times is None else times >= setting.value)
    rating, word = _rating(case)
    facts = {"交办次数": _shown(times), "最近评价": word or "未登记"}
    told = (
        f"交办{_shown(times)}次，最近一次对办理结果的评价为{word or '未登记'}；标准为交办{setting.value}次以上仍不满意"
    )
    change = f"交办不足{setting.value}次，或最近一次评价为满意，则为否"
    return _answer("HF5", all_of((often, rating)), setting, told, facts, change)


def _rating(case: _Case) -> tuple[Trilean, str]:
    """Whether the latest record that has a rating says the handling was not satisfactory, and its words."""
    for record in sorted(case.history.records, key=_registered, reverse=True):
        words = "、".join(word for word in (record.satisfaction_unit, record.ptr_opinion) if word)
        words = words.replace("无不同意见", "同意")
        if any(word in words for word in case.setting("HF5.dissatisfied").value):
            return Trilean.YES, words
        if words:
            return Trilean.of(False if _satisfied(case, words) else None), words
    return Trilean.UNKNOWN, ""


def _satisfied(case: _Case, words: str) -> bool:
    return any(word in words for word in case.setting("HF5.satisfied").value)


def _registered(record: RecordFacts) -> date:
    return record.reg_day.start if record.reg_day else date.min


def _hf6(case: _Case) -> Finding:
    setting, supervised = case.setting("HF6.times"), case.history.of(StepKind.SUPERVISE)
    stated = [record.supervise_times for record in case.history.records if record.supervise_times is not None]
    total = max((*stated, len(supervised))) if stated or case.history.steps else None
    kinds = _progress_kinds(case.facts.as_of)
    progress = [step for step in case.history.of(*kinds) if _is_progress(case, step)]
    last = max((step.day.start for step in progress if step.day), default=None)
    stalled = _stalled(total, int(setting.value), supervised, progress, last)
    facts = {"督办次数": _shown(total), "最近实质性进展": str(last) if last else ("日期未登记" if progress else "无")}
    told = f"督办{_shown(total)}次，最近实质性进展：{facts['最近实质性进展']}；标准为其后又督办{setting.value}次以上"
    return _answer("HF6", stalled, setting, told, facts, "登记督办之后的实质性进展（意见书、送达、议定等）则为否")


@lru_cache(maxsize=256)
def _progress_kinds(on: date) -> tuple[StepKind, ...]:
    """Kinds of step that may be progress on a day: those of the parameter, and 进展 for its text."""
    return (StepKind.PROGRESS, *(StepKind(word) for word in parameter("hard_flags.HF6.progress", on).value))


def _is_progress(case: _Case, step: Step) -> bool:
    """Whether a step is progress in substance; 进展 is if it says more than that work goes on."""
    if step.kind is not StepKind.PROGRESS:
        return True
    process = case.setting("HF6.process_words").value
    return bool(step.text.strip()) and not any(word in step.text for word in process)


def _stalled(
    total: int | None, times: int, supervised: Sequence[Step], progress: Sequence[Step], last: date | None
) -> Trilean:
    """是 if enough supervisions came after the last progress; 待核 if undated steps could turn the answer."""
    if total is None or total < times:
        return Trilean.of(None if total is None else False)
    if not progress:
        return Trilean.YES
    if any(step.day is None for step in progress):
        return Trilean.UNKNOWN
    after = sum(1 for step in supervised if step.day and last and step.day.start > last)
    undated = total - sum(1 for step in supervised if step.day)
    return Trilean.of(True if after >= times else False if after + undated < times else None)


def _hf7(case: _Case) -> Finding:
    ending = case.history.ending
    again = _again(case, ending.day.end if ending.day else None)
    new = next(
        (record for record in case.history.records if _after(record, ending.day.end if ending.day else None)), None
    )
    later = f"其后又有信访件{new.case_no or new.record_id}（{new.reg_day}）" if new else "其后未见新的信访件登记日期"
    facts = {"程序终结": ending.shown_by, "终结后信访件": (new.case_no or new.record_id) if new else "未见"}
    change = "复核被撤销重办，或新的信访件属新的事实（另立事项），则为否"
    return _answer(
        "HF7", all_of((ending.answer, again)), case.setting("HF7"), f"{ending.shown_by}；{later}", facts, change
    )


def _again(case: _Case, end: date | None) -> Trilean:
    """Whether a record came after the end; 待核 if the end or a further record has no day."""
    records = case.history.records
    if any(_after(record, end) for record in records):
        return Trilean.YES
    unsure = len(records) > 1 and (end is None or any(record.reg_day is None for record in records))
    return Trilean.of(None if unsure else False)


def _after(record: RecordFacts, end: date | None) -> bool:
    return end is not None and record.reg_day is not None and record.reg_day.start > end


def _hf8(case: _Case) -> Finding:
    setting, history = case.setting("HF8.returns"), case.history
    returns = len(history.of(StepKind.RETURN))
    talk = open_dispute(history)
    split = Trilean.of(True if talk or returns >= setting.value else False if history.steps else None)
    facts = {"退回次数": str(returns), "未了的协商或会商申请": f"{talk.day or '日期未登记'}" if talk else "无"}
    told = f"同意退回{returns}次，未了的协商或会商申请：{facts['未了的协商或会商申请']}；标准为有未了协商，或退回{setting.value}次以上"
    if not history.steps:
        told = f"没有任何办理步骤登记，{told}"
    return _answer("HF8", split, setting, told, facts, "登记协商一致、会议议定或受理，则为否")


def open_dispute(history: History) -> Step | None:
    """The last 协商 or 提请会商 step that no agreement, decision or withdrawal follows; None if there is none."""
    opened = history.of(StepKind.NEGOTIATE, StepKind.APPLY_CONFERENCE)
    last = opened[-1] if opened else None
    if last is None or any(word in last.detail.get("result", "") for word in ("一致", "达成", "撤回")):
        return None
    if last.exact and history.since((StepKind.DECISION,), last.exact):
        return None
    return last


def _hf9(case: _Case) -> Finding:
    setting, as_of = case.setting("HF9"), case.facts.as_of
    earliest, latest = case.history.first_days
    crossed = Trilean.of(
        True if latest and latest.year < as_of.year else False if earliest and earliest.year == as_of.year else None
    )
    planned = bool(case.facts.plan.strip() or case.history.of(StepKind.PLAN))
    still = Trilean.of(case.history.is_open)
    late = [clock.name for clock in case.clocks if clock.status is ClockStatus.OVERDUE]
    facts = {
        "首次信访": str(latest or "未登记"),
        "化解": "未化解" if case.history.is_open else "已化解或核减",
        "方案": "有" if planned else "无",
        "超期时限": "、".join(late) or "无",
    }
    told = "，".join(f"{name}{value}" for name, value in facts.items())
    outcome = all_of((crossed, still, Trilean.of(not planned)))
    return _answer("HF9", outcome, setting, told, facts, "登记化解方案，或化解销号，则为否")


def _hf10(case: _Case) -> Finding:
    setting = case.setting("HF10.level")
    limit = level_named(str(setting.value))
    levels = [record.source_level for record in case.history.records]
    highest = min((level for level in levels if level is not None), default=None)
    above = True if highest is not None and highest <= limit else None if None in levels or not levels else False
    shown = highest.label if highest is not None else "未登记"
    told = f"来源层级最高为{shown}，标准为{limit.label}级以上"
    return _answer("HF10", Trilean.of(above), setting, told, {"来源层级": shown}, "来源层级登记或更正后重算")


def _hf11(case: _Case) -> Finding:
    setting, tags = case.setting("HF11.tags"), case.facts.tags
    hits = sorted(tag for tag in tags if tag in setting.value)
    found = Trilean.of(True if hits else False if tags else None)
    shown = "、".join(sorted(tags)) or "未登记"
    told = f"成因标签：{shown}" + (f"；符合的有：{'、'.join(hits)}" if hits else "")
    return _answer("HF11", found, setting, told, {"成因标签": shown}, "登记或更正成因标签后重算")


def _hf12(case: _Case) -> Finding:
    setting, size = case.setting("HF12.matters"), case.cluster_size
    days = case.setting("HF12.days").value
    common = Trilean.of(None if size is None else size >= setting.value)
    told = f"{days}日内同地同类事项{_shown(size)}件（含本件），标准为{setting.value}件"
    facts = {"同地同类事项": _shown(size), "窗口": f"{days}日", "标准": f"{setting.value}件"}
    return _answer("HF12", common, setting, told, facts, "补齐二级分类、事发地和首次信访日期后重算")


_RULES: tuple[Callable[[_Case], Finding], ...] = (
    _hf1, _hf2, _hf3, _hf4, _hf5, _hf6, _hf7, _hf8, _hf9, _hf10, _hf11, _hf12,
)  # fmt: skip
