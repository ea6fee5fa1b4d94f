"""难案标志 from the course of a matter (HF1, HF5–HF9): time, forwarding, supervision, review, dispute, plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from workbench.domain.codes import StepKind, Trilean
from workbench.domain.facts import RecordFacts, Step
from workbench.domain.finding import ClockStatus, Finding
from workbench.rules.dated import parameters_of
from workbench.rules.evidence import History
from workbench.rules.flag_case import Case, answer, shown
from workbench.rules.places import all_of


def hf1(case: Case) -> Finding:
    setting, as_of = case.setting("HF1.years"), case.facts.as_of
    mark = _years_before(as_of, int(setting.value))
    earliest, latest = case.history.first_days
    long = Trilean.YES if latest and latest <= mark else Trilean.of(False if earliest and earliest > mark else None)
    shown = f"首次信访不晚于{latest}" if latest else "首次信访日期未登记"
    undated = "" if earliest else "，有信访件没有日期"
    told = f"{shown}{undated}，截至{as_of}，标准为满{setting.value}年（不晚于{mark}）"
    facts = {"首次信访": str(latest or "未登记"), "截至": str(as_of), "标准": f"{setting.value}年"}
    return answer("HF1", long, setting, told, facts, f"首次信访日期核实为{mark}以后则为否，以前（含当日）则为是")


def _years_before(day: date, years: int) -> date:
    """The same day some years earlier; 29 February becomes the 28th."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year - years, day.month, last)


def hf5(case: Case) -> Finding:
    setting = case.setting("HF5.times")
    stated = [record.assign_times for record in case.history.records if record.assign_times is not None]
    steps = len(case.history.of(StepKind.FORWARD))
    times = max((*stated, steps)) if stated or steps else None
    often = Trilean.of(None if times is None else times >= setting.value)
    rating, word = _rating(case)
    facts = {"交办次数": shown(times), "最近评价": word or "未登记"}
    told = (
        f"交办{shown(times)}次，最近一次对办理结果的评价为{word or '未登记'}；标准为交办{setting.value}次以上仍不满意"
    )
    change = f"交办不足{setting.value}次，或最近一次评价为满意，则为否"
    return answer("HF5", all_of((often, rating)), setting, told, facts, change)


def _rating(case: Case) -> tuple[Trilean, str]:
    """Whether the latest record that has a rating says the handling was not satisfactory, and its words."""
    for record in sorted(case.history.records, key=_registered, reverse=True):
        words = "、".join(filter(None, (record.satisfaction_unit, record.ptr_opinion)))
        if words:
            return _read(case.facts.as_of, words), words
    return Trilean.UNKNOWN, ""


@lru_cache(maxsize=4096)
def _read(on: date, words: str) -> Trilean:
    """Whether the words of a rating say 不满意; 待核 for words that say neither."""
    settings, plain = parameters_of("hard_flags", on), words.replace("无不同意见", "同意")
    if any(word in plain for word in settings["HF5.dissatisfied"].value):
        return Trilean.YES
    return Trilean.of(False if any(word in plain for word in settings["HF5.satisfied"].value) else None)


def _registered(record: RecordFacts) -> date:
    return record.reg_day.start if record.reg_day else date.min


def hf6(case: Case) -> Finding:
    setting, supervised = case.setting("HF6.times"), case.history.of(StepKind.SUPERVISE)
    stated = [record.supervise_times for record in case.history.records if record.supervise_times is not None]
    total = max((*stated, len(supervised))) if stated or case.history.steps else None
    kinds = _progress_kinds(case.facts.as_of)
    progress = [step for step in case.history.of(*kinds) if _is_progress(case, step)]
    last = max((step.day.start for step in progress if step.day), default=None)
    stalled = _stalled(total, int(setting.value), supervised, progress, last)
    facts = {"督办次数": shown(total), "最近实质性进展": str(last) if last else ("日期未登记" if progress else "无")}
    told = f"督办{shown(total)}次，最近实质性进展：{facts['最近实质性进展']}；标准为其后又督办{setting.value}次以上"
    return answer("HF6", stalled, setting, told, facts, "登记督办之后的实质性进展（意见书、送达、议定等）则为否")


@lru_cache(maxsize=1024)
def _progress_kinds(on: date) -> tuple[StepKind, ...]:
    """Kinds of step that may be progress on a day: those of the parameter, and 进展 for its text."""
    return (StepKind.PROGRESS, *(StepKind(word) for word in parameters_of("hard_flags", on)["HF6.progress"].value))


def _is_progress(case: Case, step: Step) -> bool:
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


def hf7(case: Case) -> Finding:
    ending = case.history.ending
    again = _again(case, ending.day.end if ending.day else None)
    new = next(
        (record for record in case.history.records if _after(record, ending.day.end if ending.day else None)), None
    )
    later = f"其后又有信访件{new.case_no or new.record_id}（{new.reg_day}）" if new else "其后未见新的信访件登记日期"
    facts = {"程序终结": ending.shown_by, "终结后信访件": (new.case_no or new.record_id) if new else "未见"}
    change = "复核被撤销重办，或新的信访件属新的事实（另立事项），则为否"
    return answer(
        "HF7", all_of((ending.answer, again)), case.setting("HF7"), f"{ending.shown_by}；{later}", facts, change
    )


def _again(case: Case, end: date | None) -> Trilean:
    """Whether a record came after the end; 待核 if the end or a further record has no day."""
    records = case.history.records
    if any(_after(record, end) for record in records):
        return Trilean.YES
    unsure = len(records) > 1 and (end is None or any(record.reg_day is None for record in records))
    return Trilean.of(None if unsure else False)


def _after(record: RecordFacts, end: date | None) -> bool:
    return end is not None and record.reg_day is not None and record.reg_day.start > end


def hf8(case: Case) -> Finding:
    setting, history = case.setting("HF8.returns"), case.history
    returns = len(history.of(StepKind.RETURN))
    talk = open_dispute(history)
    split = Trilean.of(True if talk or returns >= setting.value else False if history.steps else None)
    facts = {"退回次数": str(returns), "未了的协商或会商申请": f"{talk.day or '日期未登记'}" if talk else "无"}
    told = f"同意退回{returns}次，未了的协商或会商申请：{facts['未了的协商或会商申请']}；标准为有未了协商，或退回{setting.value}次以上"
    if not history.steps:
        told = f"没有任何办理步骤登记，{told}"
    return answer("HF8", split, setting, told, facts, "登记协商一致、会议议定或受理，则为否")


def open_dispute(history: History) -> Step | None:
    """The last 协商 or 提请会商 step that no agreement, decision or withdrawal follows; None if there is none."""
    opened = history.of(StepKind.NEGOTIATE, StepKind.APPLY_CONFERENCE)
    last = opened[-1] if opened else None
    if last is None or any(word in last.detail.get("result", "") for word in ("一致", "达成", "撤回")):
        return None
    if last.exact and history.since((StepKind.DECISION,), last.exact):
        return None
    return last


def hf9(case: Case) -> Finding:
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
    told = "，".join([f"{name}{value}" for name, value in facts.items()])
    outcome = all_of((crossed, still, Trilean.of(not planned)))
    return answer("HF9", outcome, setting, told, facts, "登记化解方案，或化解销号，则为否")
