"""交办单 (spec 3.8): who is to handle what until when, the five demands, and where the receipt is signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbench.domain.codes import StepKind
from workbench.reports.forms import FormSection, fields_section
from workbench.reports.letters.parts import (
    BLANK,
    LetterSource,
    LetterText,
    claims,
    detail,
    lines_or_gap,
    origin,
    place,
    signature,
    step_day,
    topic,
)
from workbench.review.paper_parts import Line, day_words, listed, text_of

DEMANDS: Final = (
    "查清事实，逐项核实诉求、理由和有关证据",
    "与信访人见面，当面听取意见、说明政策",
    "依照法律法规和政策提出处理意见，出具书面意见书",
    "将意见书送达信访人并取得签收凭证",
    "在办结时限内报送办结报告，附意见书、送达回证等材料",
)


def order_text(source: LetterSource) -> LetterText:
    """The order's parts; what the record does not hold is printed as a gap."""
    more = [text for text in (source.word("demand"), source.order.demand if source.order else "") if text]
    sections = (
        fields_section("交办事项", _fields(source)),
        FormSection("主要诉求", lines_or_gap([claim for _number, claim in claims(source)], "主要诉求")),
        FormSection("领导批示和会议议定", lines_or_gap(list(_said(source)), "领导批示或会议议定")),
        FormSection("办理要求", lines_or_gap([*DEMANDS, *dict.fromkeys(more)], "办理要求")),
        FormSection("签收", _receipt()),
    )
    return LetterText("信访事项交办单", sections, source.number, source.signer, closing=signature(source))


def _fields(source: LetterSource) -> Iterator[tuple[str, str]]:
    matter, decision = source.matter, source.task.decision if source.task else None
    assist = listed(matter.get("assist_units")) or (decision.assist if decision else ())
    yield "承办单位", source.unit
    yield "协办单位", "、".join(assist)
    yield "事项编号", text_of(matter, "matter_id") or (decision.decision_id if decision else "")
    yield "来源", origin(source.records) or (f"会议议定（{decision.meeting}）" if decision else "")
    yield "信访人", text_of(matter, "petitioner")
    yield "问题属地", place(matter)
    yield "内容分类", topic(matter)
    yield "包案领导", text_of(matter, "case_leader")
    yield "办结时限", day_words(source.due) if source.due else ""
    yield "反馈对象与方式", source.word("feedback") or (decision.report_to if decision else "")
    yield "交办次数", f"第{source.nth}次" if source.nth else ""


def _said(source: LetterSource) -> Iterator[str]:
    """Instructions of leaders by post, and what meetings decided."""
    if told := source.word("instruction"):
        yield told
    for step in source.steps(StepKind.INSTRUCT):
        yield f"{step_day(step)}{detail(step, 'post')}批示：{text_of(step, 'text')}"
    for step in source.steps(StepKind.DECISION):
        until = detail(step, "due")
        limit = f"，限{day_words(None, until)}前落实" if until else ""
        yield f"{step_day(step)}会议议定：{text_of(step, 'text').rstrip('。')}{limit}"
    if source.task and not source.steps(StepKind.DECISION):
        yield f"{day_words(source.task.decision.day)}会议议定（{source.task.decision.decision_id}）：{source.task.decision.text}"


def _receipt() -> tuple[Line, ...]:
    return (
        Line("签收单位（盖章）："),
        Line("签收人（签字）："),
        Line(f"签收时间：{BLANK}年　　月　　日"),
    )
