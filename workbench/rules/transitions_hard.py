"""What can never be recorded (不得登记): missing fields and documents, impossible days, a number used twice, control words.

These are not breaches of law that really happened but facts that cannot be: each finding's `rule` is one of `HARD`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from workbench.domain.codes import Pathway, Purpose, Trilean
from workbench.domain.codes import StepKind as K
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.domain.finding import Finding
from workbench.reference.headers import text_words
from workbench.rules.exclusion import BLOCK, WARN
from workbench.rules.procedure import state_before
from workbench.rules.procedure_pathway import PATHWAY, PURPOSE
from workbench.rules.step_order import orders_redo
from workbench.rules.transitions_needs import (
    CLAIM_RESULTS,
    DAY,
    OWN,
    PATHWAYS,
    FieldNeed,
    clause_of,
    is_missing,
    needs_of,
    value_of,
)

MISSING_FIELD, MISSING_DOCUMENT, BAD_VALUE = "MISSING_FIELD", "MISSING_DOCUMENT", "BAD_VALUE"
DAY_IN_FUTURE, DAY_BEFORE_CAUSE = "DAY_IN_FUTURE", "DAY_BEFORE_CAUSE"
NOT_REGISTERED, DELIVER_NO_OPINION, DELIVER_EARLY = "UNREGISTERED_STEP", "DELIVER_NO_OPINION", "DELIVER_EARLY"
NUMBER_USED, RECUSED, CONTROL_WORD, LOCKED = "NUMBER_USED", "RECUSED", "CONTROL_WORD", "LOCKED"
HARD: Final = frozenset(
    {MISSING_FIELD, MISSING_DOCUMENT, BAD_VALUE, DAY_IN_FUTURE, DAY_BEFORE_CAUSE, NOT_REGISTERED, DELIVER_NO_OPINION,
     DELIVER_EARLY, NUMBER_USED, RECUSED, CONTROL_WORD, LOCKED, BLOCK, WARN}
)  # fmt: skip
BLOCKING: Final = frozenset(
    {DAY_IN_FUTURE, DAY_BEFORE_CAUSE, NOT_REGISTERED, DELIVER_NO_OPINION, DELIVER_EARLY, LOCKED}
)
"""Findings after which it says nothing to look whether the step is in order."""

_DOCUMENTS: Final = frozenset({K.OPINION, K.REVIEW_ANSWER, K.REREVIEW_ANSWER})
_CAUSES: Final[Mapping[K, tuple[K, ...]]] = MappingProxyType(
    {
        K.OBJECT: (K.FORWARD,),
        K.RETURN: (K.OBJECT,),
        K.KEEP: (K.OBJECT,),
        K.EXTEND: (K.ACCEPT, K.REVIEW_ANSWER, K.REREVIEW_ANSWER),
        K.OPINION: (K.ACCEPT, K.REVIEW_ANSWER, K.REREVIEW_ANSWER),
        K.REVIEW_ASK: (K.OPINION,),
        K.REVIEW_ANSWER: (K.REVIEW_ASK,),
        K.REREVIEW_ASK: (K.REVIEW_ANSWER,),
        K.REREVIEW_ANSWER: (K.REREVIEW_ASK,),
        K.HEARING_END: (K.HEARING_START,),
        K.SEND_BACK: (K.REPORT_DONE,),
        K.RESOLVE: (K.REPORT_DONE,),
        K.REOPEN: (K.RESOLVE, K.REMOVE, K.REREVIEW_ANSWER),
        K.TAKE: (K.OFFER,),
        K.DECLINE: (K.OFFER,),
    }
)
"""What must have happened on or before the day of a step; where none of it is on file, the order of steps is asked."""
_BY_MATTER: Final = frozenset({K.SEND_BACK, K.RESOLVE, K.REOPEN})
_NUMBERED: Final[Mapping[K, tuple[str, ...]]] = MappingProxyType(
    {
        K.OPINION: ("number",),
        K.REVIEW_ANSWER: ("number",),
        K.REREVIEW_ANSWER: ("number",),
        K.SUPERVISE: ("number",),
        K.FORWARD: ("number",),
        K.ACCEPT: ("notice",),
        K.REFUSE: ("notice",),
        K.NO_LONGER_ACCEPT: ("notice",),
        K.HAND_OFF: ("notice",),
        K.EXTEND: ("notice",),
        K.MEDIATE: ("number",),
    }
)
"""Fields in which a step names a document of its own; no two steps may name the same."""
_LAWFUL_WORDS: Final = frozenset(
    {"拘留", "训诫", "前科", "宗教", "精神病", "精神状", "失信", "黑名单", "火车票", "车票", "航班", "涉军", "技侦", "性格",
     "偏执", "轨迹", "维稳", "管控", "专业户", "风险等级", "危险等级"}
)  # fmt: skip
"""Quarantine words that may well be what a matter is about (不服拘留、宗教场所用地): not looked for in sentences."""


def hard_findings(
    record: RecordFacts, matter: MatterFacts | None, step: Step, on: date, numbers: Mapping[str, str]
) -> Iterator[Finding]:
    """Everything that forbids recording the step at all; `numbers` maps a number as compared to where it stands."""
    needs = needs_of(step.kind, record, state_before(record, step))
    yield from _registered(record, step)
    yield from _missing(record, step, needs)
    yield from _bad_values(record, step, needs)
    yield from _day(record, matter, step, on)
    yield from _delivery(record, step)
    yield from _numbers(record, step, numbers)
    yield from _words(record, step)


def same_number(number: str) -> str:
    """A document number as compared: 〔2026〕, [2026] and （2026） are one, spaces and width do not matter."""
    plain = "".join(unicodedata.normalize("NFKC", number).split())
    return plain.translate(str.maketrans("〔【[{〕】]}", "(((())))")).casefold()


def own_numbers(step: Step) -> tuple[str, ...]:
    """Numbers of the documents a step itself puts on file, as compared; a kept file's id is no number."""
    told = (step.detail.get(name, "") for name in _NUMBERED.get(step.kind, ()))
    return tuple(same_number(number) for number in told if number.strip() and not is_file_id(number))


def is_file_id(text: str) -> bool:
    """Is this the id of a kept file (F and twelve letters or digits 2–7)?"""
    return len(text) == 13 and text[0] == "F" and set(text[1:]) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def control_words(text: str) -> tuple[str, ...]:
    """Person-control words in an office's text (spec 8.1 (6)): they are no part of handling a matter."""
    return tuple(word for word in text_words() if word in text and word not in _LAWFUL_WORDS)


def finding(
    name: str, record: RecordFacts, step: Step, said: str, change: str, clause: str = "", outcome: Trilean = Trilean.YES
) -> Finding:
    """A finding about a step that is to be taken."""
    facts = {"步骤": step.kind.value, "日期": str(step.day or "不明"), "信访件": record.case_no or record.record_id}
    return Finding(name, outcome, clause or clause_of(step.kind), f"{said}。", facts, record.record_id, change)


def _registered(record: RecordFacts, step: Step) -> Iterator[Finding]:
    if step.kind in (K.REGISTER, K.PETITION) or record.reg_day or record.of(K.REGISTER):
        return
    said = f"信访件尚未登记（没有登记时间），不能登记“{step.kind.value}”"
    yield finding(NOT_REGISTERED, record, step, said, "先登记“登记”步骤，写明登记日期、信访形式和内容",
                  "《信访工作条例》第二十二条、第二十三条")  # fmt: skip


def _missing(record: RecordFacts, step: Step, needs: Sequence[FieldNeed]) -> Iterator[Finding]:
    labels = {need.name: need.label for need in needs}
    for need in needs:
        if is_missing(need, step):
            others = "".join(f"，或{labels[name]}" for name in need.instead if name in labels)
            rule = MISSING_DOCUMENT if need.kind == "file" or need.name in ("number", "notice") else MISSING_FIELD
            said = f"“{step.kind.value}”未填“{need.label}”{others}"
            yield finding(rule, record, step, said, f"补填“{need.label}”{others}")


def _bad_values(record: RecordFacts, step: Step, needs: Sequence[FieldNeed]) -> Iterator[Finding]:
    for need in needs:
        value = value_of(step, need.name)
        if value and need.name != DAY and (wrong := _wrong(need, value, step)):
            yield finding(BAD_VALUE, record, step, f"“{step.kind.value}”的“{need.label}”填“{value}”，{wrong}",
                          f"更正“{need.label}”")  # fmt: skip
    yield from _bad_code(record, step)


def _wrong(need: FieldNeed, value: str, step: Step) -> str:
    """What is wrong with a value, "" for nothing."""
    if need.kind == "number" and not (value.isdecimal() and 0 < int(value) < 10_000):
        return "应为大于0的整数"
    if need.kind == "day":
        return _wrong_day(need, value, step)
    if need.kind == "choice" and not (value in need.choices or (_by_claim(need) and _results(value))):
        return f"不在可选范围内：{'、'.join(need.choices)}"
    return ""


def _wrong_day(need: FieldNeed, value: str, step: Step) -> str:
    try:
        day = PartialDate.parse(value)
    except ValueError:
        return "不是日期，应写成 2026-11-20 的样子"
    if step.day is None:
        return ""
    if need.name == "received":
        return f"晚于本步骤的日期{step.day}" if day.start > step.day.end else ""
    return f"早于本步骤的日期{step.day}" if day.end < step.day.start else ""


def _by_claim(need: FieldNeed) -> bool:
    return need.choices == CLAIM_RESULTS


def _results(value: str) -> bool:
    """ "1=支持；2=解释说明": each claim by number with its result."""
    parts = [part.strip().partition("=") for part in unicodedata.normalize("NFKC", value).split(";")]
    return all(number.strip() and equals and result.strip() in CLAIM_RESULTS for number, equals, result in parts)


def _bad_code(record: RecordFacts, step: Step) -> Iterator[Finding]:
    """A recoding to a word outside the code lists, or to 检举控告, which only registration can lock."""
    told, what = step.detail.get("to", ""), step.detail.get("field", "")
    accuses = told in (Purpose.ACCUSATION, Pathway.ACCUSATION) or step.detail.get("pathway") == Pathway.ACCUSATION
    if accuses and step.kind in (K.RECODE, K.HAND_OFF, K.ACCEPT):
        said = "检举控告须先锁定材料，不能作为普通信访件办理或移送"
        yield finding(LOCKED, record, step, said, "在台账中把信访目的改为“检举控告”后重新导入（或另行登记），材料随即锁定，再转送纪检监察机关",
                      "《信访工作条例》第三十条第三款、第二十二条第二款")  # fmt: skip
    codes = {PATHWAY: PATHWAYS, PURPOSE: tuple(purpose.value for purpose in Purpose)}.get(what)
    if step.kind is K.RECODE and told and codes and told not in codes:
        said = f"变更后的{what}“{told}”不在代码表内：{'、'.join(codes)}"
        yield finding(BAD_VALUE, record, step, said, "更正“变更后”")


def _day(record: RecordFacts, matter: MatterFacts | None, step: Step, on: date) -> Iterator[Finding]:
    if step.day is None:
        return
    if step.day.start > on:
        said = f"“{step.kind.value}”的日期{step.day}在今天（{on}）之后，尚未发生"
        yield finding(DAY_IN_FUTURE, record, step, said, "更正日期；计划中的事请写入化解方案")
        return
    registered = record.reg_day or next((one.day for one in record.of(K.REGISTER) if one.day), None)
    if registered and step.kind not in (K.PETITION, K.REGISTER) and step.day.end < registered.start:
        said = f"“{step.kind.value}”的日期{step.day}早于登记日期{registered}"
        yield finding(DAY_BEFORE_CAUSE, record, step, said, "核对两个日期；步骤属于另一信访件的，登记在那一件上")
    elif cause := _later_cause(record, matter, step):
        said = f"“{step.kind.value}”的日期{step.day}早于“{cause.kind.value}”的日期{cause.day}，前因后果颠倒"
        yield finding(DAY_BEFORE_CAUSE, record, step, said, "核对两个日期后更正")


def _later_cause(record: RecordFacts, matter: MatterFacts | None, step: Step) -> Step | None:
    """The earliest cause, where every cause on file surely came after the step."""
    kinds = _CAUSES.get(step.kind, ())
    steps = matter.steps if matter and step.kind in _BY_MATTER else record.steps
    causes = [one for one in steps if one.kind in kinds and not _no_cause(step, one)]
    if step.kind is K.ACCEPT:
        causes = [one for one in steps if one.kind is K.FORWARD and one.target and one.target == step.unit]
    assert step.day is not None
    if not causes or any(one.day is None or one.day.start <= step.day.end for one in causes):
        return None
    return causes[0]


def _no_cause(step: Step, cause: Step) -> bool:
    """A review's answer starts handling anew only where it orders so."""
    redo = cause.kind in (K.REVIEW_ANSWER, K.REREVIEW_ANSWER) and step.kind in (K.EXTEND, K.OPINION)
    return redo and not orders_redo(cause)


def _delivery(record: RecordFacts, step: Step) -> Iterator[Finding]:
    if step.kind is not K.DELIVER:
        return
    documents = [one for one in record.steps if one.kind in _DOCUMENTS]
    if not documents:
        said = "未见意见书（或复查、复核意见），没有可以送达的文书"
        yield finding(DELIVER_NO_OPINION, record, step, said, "先登记出具意见书（文号、日期、办理结果）")
    elif step.day and all(one.day and one.day.start > step.day.end for one in documents):
        said = f"送达日期{step.day}早于{documents[0].kind.value}的日期{documents[0].day}"
        yield finding(DELIVER_EARLY, record, step, said, "核对送达日期和文书日期后更正")


def _numbers(record: RecordFacts, step: Step, numbers: Mapping[str, str]) -> Iterator[Finding]:
    for number in own_numbers(step):
        if where := numbers.get(number):
            told = next(
                value for name in _NUMBERED[step.kind] if same_number(value := step.detail.get(name, "")) == number
            )
            said = f"文号“{told}”已用于{where}，一个文号只能用一次"
            yield finding(NUMBER_USED, record, step, said, "核对文号；同一文书重复登记的，撤销其中一次")


def _words(record: RecordFacts, step: Step) -> Iterator[Finding]:
    told = " ".join((step.text, *(value for name, value in step.detail.items() if name not in OWN)))
    if words := control_words(told):
        said = f"“{step.kind.value}”的内容里有“{'、'.join(words)}”一类管人的内容，不属于事项办理"
        yield finding(CONTROL_WORD, record, step, said, "改写为单位做了什么、诉求怎样处理，删去对人的评价和管控",
                      "《信访工作条例》第十八条第四款；本系统只记录事项办理")  # fmt: skip
    if step.kind is K.AID and (step.text or step.detail):
        said = "帮扶救助的对象情况、内容和金额属于敏感个人信息，不在办理步骤中登记"
        yield finding(BAD_VALUE, record, step, said, "只登记日期和办理单位，材料由办理单位保存",
                      "《个人信息保护法》第二十八条；《信访工作条例》第三十七条第二款")  # fmt: skip
