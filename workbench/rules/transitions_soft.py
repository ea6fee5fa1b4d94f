"""What is not in order but may really have happened (次序、时限核对): refused unless recorded as it happened, and told for ever.

Most of it is what the folds of axis A and B would report with the step and do not without it; a few checks look only at
the step to be taken. Each finding names its article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from workbench.domain.codes import Pathway, ProceduralState, Trilean
from workbench.domain.codes import StepKind as K
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.domain.finding import Finding
from workbench.reference.calendar import Calendar, CalendarMissing
from workbench.rules.clock import ClockError, due, rule
from workbench.rules.procedure import fits, moves, procedural_state, state_before
from workbench.rules.procedure_pathway import PATHWAY, leaves_the_clock, recoded
from workbench.rules.resolution import DECIDING, resolution_state
from workbench.rules.step_order import in_order
from workbench.rules.transitions_hard import finding
from workbench.rules.transitions_needs import PERIOD_OVER

_TOLD_AS_MISSING: Final = frozenset(
    {"OBJECT_NO_REASON", "REFUSE_NO_REASON", "NLA_NO_BASIS", "HANDOFF_NO_ORGAN", "EXT_NO_APPROVER", "END_NO_DOCUMENT",
     "REMOVE_NO_APPROVAL", "UNREGISTERED_STEP", "DELIVER_NO_OPINION", "DELIVER_EARLY", "DELIVER_NO_DAY"}
)  # fmt: skip
_NO_REFUSAL: Final = frozenset({"STATED_STATE", "REBOUND", "RESOLVED_NO_DAY", "RESOLUTION_DIFFERS", "RESOLUTION_WORD"})
"""Findings about the ledger's word or about what came of a step: no reason against taking it."""
_OTHER_PATHS: Final = frozenset({Pathway.JUDICIAL, Pathway.ARBITRATION, Pathway.PARTY_APPEAL, Pathway.ADMINISTRATIVE})
_DATED: Final = frozenset(
    {K.FORWARD, K.OBJECT, K.ACCEPT, K.EXTEND, K.OPINION, K.DELIVER, K.REVIEW_ASK, K.REVIEW_ANSWER, K.REREVIEW_ASK,
     K.REREVIEW_ANSWER, K.HEARING_START, K.HEARING_END}
)  # fmt: skip
"""Steps that start, end or stop a clock: only an exact day does."""
_ENDED: Final = (ProceduralState.ENDED, ProceduralState.REREVIEWED)
_STARTS_ANEW: Final = frozenset({K.FORWARD, K.ACCEPT, K.EXTEND, K.OPINION})


def soft_findings(
    record: RecordFacts, matter: MatterFacts | None, step: Step, on: date, calendar: Calendar
) -> Iterator[Finding]:
    """Everything that speaks against the step though it can be recorded as it really happened."""
    found = [*_by_fold(record, step), *_by_state(record, matter, step, on)]
    yield from found
    if not found and moves(step.kind) and not fits(record, step):
        state = state_before(record, step).value
        said = f"程序状态为“{state}”时不能办理“{step.kind.value}”，次序不合"
        yield finding("ILLEGAL_STEP", record, step, said, "先登记此前缺少的步骤；已经登记过的，不重复登记")
    if step.kind in _DATED and step.day and step.exact is None:
        said = f"“{step.kind.value}”的日期{step.day}不确切，期限无从起算或终止"
        yield finding("DAY_INEXACT", record, step, said, "查明确切日期后登记")
    if check := _CHECKS.get(step.kind):
        yield from check(record, step, calendar)
    if step.kind in _STARTS_ANEW:
        yield from _ended_elsewhere(record, matter, step)
    elif step.kind in (K.TAKE, K.DECLINE):
        yield from _not_offered(record, matter, step)
    elif step.kind is K.RESOLVE:
        yield from _ended_unresolved(record, matter or alone(record, on), step)


def _new(before: tuple[Finding, ...], after: tuple[Finding, ...], step: Step) -> Iterator[Finding]:
    """What the fold reports with the step and did not without it.

    A step that lacked something before and now lacks something else was mended in part: that speaks for the new step.
    """
    known, own = {(one.rule, *_of(one)) for one in before}, (step.kind.value, str(step.day or "不明"))
    faulty = {_of(one) for one in before}
    for one in after:
        mended = _of(one) != own and _of(one) in faulty
        if (one.rule, *_of(one)) not in known and not mended and one.rule not in _TOLD_AS_MISSING | _NO_REFUSAL:
            yield one


def _of(one: Finding) -> tuple[str, str]:
    """The step a finding is about."""
    return one.facts.get("步骤", ""), one.facts.get("日期", "")


def _by_fold(record: RecordFacts, step: Step) -> Iterator[Finding]:
    if moves(step.kind):
        after = procedural_state(replace(record, steps=(*record.steps, step)))
        yield from _new(procedural_state(record).findings, after.findings, step)


def _by_state(record: RecordFacts, matter: MatterFacts | None, step: Step, on: date) -> Iterator[Finding]:
    """On axis B, whose deciding acts are about the matter as a whole."""
    if step.kind not in DECIDING:
        return
    known = replace(matter or alone(record, on), as_of=on)
    records = tuple(with_step(one, step) if one.record_id == record.record_id else one for one in known.records)
    after = resolution_state(replace(known, records=records))
    yield from _new(resolution_state(known).findings, after.findings, step)


def alone(record: RecordFacts, on: date) -> MatterFacts:
    """A matter of this one record."""
    return MatterFacts(f"M-{record.record_id}", on, (record,), lead_unit=record.lead_unit)


def with_step(record: RecordFacts, step: Step) -> RecordFacts:
    """The record with a further step."""
    return replace(record, steps=(*record.steps, step))


def _ended_elsewhere(record: RecordFacts, matter: MatterFacts | None, step: Step) -> Iterator[Finding]:
    """Another record of the matter went through 复核: the same facts are not taken up again (T§36③)."""
    others = (one for one in (matter.records if matter else ()) if one.record_id != record.record_id)
    for other in others:
        state = procedural_state(other, step.day.start if step.day else None).state
        if state in _ENDED:
            said = f"同一事项的信访件 {other.case_no or other.record_id} 已经复核终结，同一事实和理由不再受理"
            yield finding("MATTER_ENDED", record, step, said, "登记“不再受理”；确有新事实的，由人认定为另一事项后办理",
                          "《信访工作条例》第三十六条第三款")  # fmt: skip
            return


def _not_offered(record: RecordFacts, matter: MatterFacts | None, step: Step) -> Iterator[Finding]:
    """An answer to a hand-over that waits for none."""
    steps = [one for one in (matter or record).steps if one.day is None or _by(one, step)]
    offers = sum(one.kind is K.OFFER for one in steps)
    if offers <= sum(one.kind in (K.TAKE, K.DECLINE) for one in steps):
        yield finding(
            "ILLEGAL_STEP", record, step, f"没有等待答复的移交，却登记“{step.kind.value}”", "先登记“移交提出”"
        )


def _by(one: Step, step: Step) -> bool:
    return one.day is not None and step.day is not None and one.day.start <= step.day.end


def _ended_unresolved(record: RecordFacts, matter: MatterFacts, step: Step) -> Iterator[Finding]:
    """The law is exhausted and nowhere does it say that the petitioner agrees: that is 程序终结未化解, not 已化解."""
    ended = [one for one in matter.records if procedural_state(one, step.day.end if step.day else None).state in _ENDED]
    views = [one.ptr_opinion for one in matter.records]
    views += [one.detail.get("ptr_opinion", "") for one in matter.steps if one.kind is K.VISIT_BACK]
    if ended and "同意" not in views:
        said = f"信访件 {ended[0].case_no or ended[0].record_id} 程序已终结，未见信访人同意；程序终结不等于化解"
        yield finding("ENDED_UNRESOLVED", record, step, said, "保持“程序终结未化解”，继续疏导帮扶；信访人已同意的，先登记回访意见",
                      "《信访工作条例》第三十六条第三款、第三十七条第三款")  # fmt: skip


def _again(record: RecordFacts, step: Step, calendar: Calendar) -> Iterator[Finding]:
    """Registered, or closed, already: the table lets a ledger say it twice, a person need not."""
    before = next((one for one in record.of(step.kind) if one.day is None or _by(one, step)), None)
    if before is None and step.kind is K.REGISTER and record.reg_day:
        before = Step(K.REGISTER, record.reg_day, record.record_id)
    if before is not None and fits(record, step):
        said = f"信访件已于{before.day or '（日期不明）'}登记“{step.kind.value}”，不重复登记"
        yield finding("ILLEGAL_STEP", record, step, said, "先前的日期有误的，撤销后重新登记")


def _object(record: RecordFacts, step: Step, calendar: Calendar) -> Iterator[Finding]:
    """C04: five working days after the organ's own receipt."""
    received = _received(record, step)
    if received is None or step.exact is None:
        return
    try:
        last = due("C04", received, calendar=calendar).due
    except CalendarMissing as missing:
        said = f"{missing.year}年尚无放假安排，5个工作日的异议期是否已过待核"
        yield finding(
            "OBJECT_LATE", record, step, said, "先用 workbench calendar add 补上该年节假日表", "", Trilean.UNKNOWN
        )
        return
    except ClockError:  # before the regulation: no such period then
        return
    if step.exact > last:
        said = f"异议{step.exact}提出，收到之日{received}起5个工作日的异议期已于{last}届满"
        yield finding(
            "OBJECT_LATE", record, step, said, f"异议在{last}以前提出的，更正日期；收到日期不同的，填“收到之日”"
        )


def _received(record: RecordFacts, step: Step) -> date | None:
    told = step.detail.get("received", "")
    if told:
        return PartialDate.parse(told).exact if _is_day(told) else None
    forwards = [one for one in record.of(K.FORWARD) if one.exact and step.exact and one.exact <= step.exact]
    own = [one for one in forwards if one.target == step.unit]
    return max((one.exact for one in own or forwards if one.exact), default=None)


def _is_day(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except ValueError:  # told as a bad value already
        return False
    return True


def _accept(record: RecordFacts, step: Step, calendar: Calendar) -> Iterator[Finding]:
    pathway = recoded(with_step(record, step), step.exact).pathway
    if pathway in _OTHER_PATHS:
        said = f"法定途径为{pathway.value}，应导入相应程序，不按信访程序受理"
        yield finding("ACCEPT_NOT_P6", record, step, said, "登记“导入法定途径”；途径有误的，先登记“途径变更”",
                      "《信访工作条例》第三十一条")  # fmt: skip


def _extend(record: RecordFacts, step: Step, calendar: Calendar) -> Iterator[Finding]:
    pathway = recoded(record, step.exact).pathway
    if pathway not in (None, Pathway.PETITION):
        said = f"法定途径为{pathway.value}，不适用60日期限，也没有延期30日的规定"
        yield finding("EXT_NOT_P6", record, step, said, "按该途径的法律规定办理；途径有误的，先登记“途径变更”")


def _close(record: RecordFacts, step: Step, calendar: Calendar) -> Iterator[Finding]:
    yield from _again(record, step, calendar)
    if state_before(record, step) is not ProceduralState.DELIVERED or step.detail.get("reasons", "") not in (
        "",
        PERIOD_OVER,
    ):
        return
    delivered = next((one for one in reversed(in_order(record, None)) if one.kind is K.DELIVER), None)
    if delivered and delivered.exact:
        last = delivered.exact + timedelta(
            days=int(rule("clock.C07.days", max(delivered.exact, date(2005, 5, 1))).value)
        )
        said = f"意见书{delivered.exact}送达，申请复查的30日到{last}才届满"
    else:
        said = "送达日期不明，申请复查的30日是否届满不能判断"
    yield finding("CLOSE_EARLY", record, step, said, "期满后再办结；信访人已书面表示服从的，办结依据选“书面表示服从处理意见”",
                  "《信访工作条例》第三十五条")  # fmt: skip


def _ask(record: RecordFacts, step: Step, calendar: Calendar) -> Iterator[Finding]:
    contested = K.OPINION if step.kind is K.REVIEW_ASK else K.REVIEW_ANSWER
    steps = in_order(with_step(record, step), None)
    earlier = steps[: next(index for index, one in enumerate(steps) if one is step)]
    documents = [index for index, one in enumerate(earlier) if one.kind is contested]
    if documents and not any(one.kind is K.DELIVER for one in earlier[documents[-1] :]):
        name = "处理意见书" if contested is K.OPINION else "复查意见"
        said = f"{name}未见送达，30日的申请期无从起算"
        yield finding("REVIEW_NOT_DELIVERED", record, step, said, f"先登记{name}的送达日期和签收情况")


def _hearing(record: RecordFacts, step: Step, calendar: Calendar) -> Iterator[Finding]:
    hearings = [
        one
        for one in in_order(record, step.day.start if step.day else None)
        if one.kind in (K.HEARING_START, K.HEARING_END)
    ]
    is_open = bool(hearings) and hearings[-1].kind is K.HEARING_START
    if is_open is (step.kind is K.HEARING_START):
        said = "上一次听证尚未登记结束，又登记开始" if is_open else "没有正在进行的听证，却登记听证结束"
        yield finding("HEARING_ORDER", record, step, said, "先补登听证的开始或结束日期")


def _recode(record: RecordFacts, step: Step, calendar: Calendar) -> Iterator[Finding]:
    now = recoded(record, step.day.start if step.day else None)
    what = step.detail.get("field", "")
    current = now.pathway if what == PATHWAY else now.purpose
    told = step.detail.get("from", "")
    if told and told != (current.value if current else "待核"):
        said = f"变更前的{what}填“{told}”，而已登记的是“{current.value if current else '待核'}”"
        yield finding("RECODE_FROM", record, step, said, "按已登记的填写“变更前”；未登记的填“待核”")
    accepted = [one for one in record.of(K.ACCEPT) if one.day is None or (step.day and one.day.start <= step.day.end)]
    if accepted and leaves_the_clock(step, now.pathway):
        said = f"受理（{accepted[0].day or '日期不明'}）后变更{what}，事项将脱离60日办理期限；途径应在受理前确定"
        yield finding("RECODE_AFTER_ACCEPT", record, step, said, "确属误分类的，如实补登并写明依据，由审核人认定",
                      "《信访工作条例》第三十一条、第三十四条")  # fmt: skip


_Check = Callable[[RecordFacts, Step, Calendar], Iterator[Finding]]
_CHECKS: Final[Mapping[K, _Check]] = MappingProxyType(
    {
        K.REGISTER: _again,
        K.OBJECT: _object,
        K.ACCEPT: _accept,
        K.EXTEND: _extend,
        K.CLOSE: _close,
        K.REVIEW_ASK: _ask,
        K.REREVIEW_ASK: _ask,
        K.HEARING_START: _hearing,
        K.HEARING_END: _hearing,
        K.RECODE: _recode,
    }
)
