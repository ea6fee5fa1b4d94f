"""办结报告 and 回访记录 (spec 3.8): how a matter was handled, and what was heard when the office asked again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbench.domain.codes import StepKind
from workbench.reports.forms import FormSection, fields_section
from workbench.reports.letters.opinion import DRAFT
from workbench.reports.letters.parts import (
    LetterSource,
    LetterText,
    claims,
    contact,
    detail,
    lines_or_gap,
    ordered,
    origin,
    place,
    signature,
    step_day,
    topic,
)
from workbench.review.paper_history import sentence
from workbench.review.paper_parts import Line, Row, day_words, distinct, ended, gap, missing, note, text_of

_WORK: Final = (StepKind.VISIT, StepKind.STUDY, StepKind.MEDIATE, StepKind.RECEIVE, StepKind.CONSULT,
                StepKind.LEGAL_OPINION, StepKind.PROGRESS, StepKind.PERFORM, StepKind.HEARING_END)  # fmt: skip
_REVIEWS: Final = (StepKind.REVIEW_ANSWER, StepKind.REREVIEW_ANSWER)


def report_text(source: LetterSource) -> LetterText:
    """办结报告: the order it answers, the petitioner's basics (masked), claims, handling, opinion and delivery, view."""
    matter = source.matter
    sections = (
        FormSection("交办情况", (Line(ended(told)) if (told := ordered(source)) else gap("交办日期和文号"),)),
        fields_section("信访人和信访件基本情况", _basics(source)),
        FormSection("主要问题和诉求", lines_or_gap([claim for _number, claim in claims(source)], "主要问题和诉求")),
        FormSection("调查和办理情况", lines_or_gap(list(_handled(source)), "调查和办理情况")),
        FormSection("意见出具和送达情况", tuple(_opinions(source))),
        FormSection("信访人意见", (_view(source),)),
    )
    who, title = text_of(matter, "petitioner") or missing("信访人"), text_of(matter, "title") or missing("标题")
    about = title if title.startswith(("反映", "要求", "请求", "申请")) else f"反映{title}"
    about = about.removesuffix("问题").removesuffix("的")
    return LetterText(
        f"关于{who}{about}信访事项办理情况的报告", sections, source.number, source.signer,
        source.word("to") or (source.order.sender if source.order else "") or source.sender, tuple(_annexes(source)),
        (source.unit, day_words(source.day)), (contact(source),), DRAFT,
    )  # fmt: skip


def _basics(source: LetterSource) -> Iterator[tuple[str, str]]:
    matter = source.matter
    yield "信访人", text_of(matter, "petitioner")
    yield "事项编号", text_of(matter, "matter_id")
    yield "信访件编号", "、".join(distinct(row.get("case_no") for row in source.records))
    yield "来源", origin(source.records)
    yield "首次信访", day_words(matter["first_day"]) if matter.get("first_day") else ""
    yield "信访件数", str(matter.get("records") or "")
    yield "涉及人数", str(matter.get("involved") or "")
    yield "问题属地", place(matter)
    yield "内容分类", topic(matter)


def _handled(source: LetterSource) -> Iterator[str]:
    if found := source.word("found"):
        yield found
    for step in source.steps(*_WORK):
        yield f"{step_day(step)}{sentence(step)}"
    if source.case:
        for row in source.case.claims:
            if row.get("performed"):
                yield f"诉求{text_of(row, 'number')}已于{day_words(row['performed'])}履行"


def _opinions(source: LetterSource) -> Iterator[Line]:
    for kind, what in ((StepKind.OPINION, "书面处理意见"), (StepKind.DELIVER, "意见书送达情况")):
        steps = source.steps(kind)
        for step in steps:
            yield Line(ended(f"{step_day(step)}{sentence(step)}"))
        if not steps:
            yield gap(what)
    for step in source.steps(*_REVIEWS):
        yield Line(ended(f"{step_day(step)}{sentence(step)}"))


def _view(source: LetterSource) -> Line:
    told = _opinion_of(source)
    return Line(f"信访人意见：{told}。") if told else gap("信访人意见")


def _opinion_of(source: LetterSource) -> str:
    """The latest view on record: a visit back first, else the ledger's column."""
    heard = [detail(step, "ptr_opinion") for step in source.steps(StepKind.VISIT_BACK)]
    stated = [text_of(row, "ptr_opinion") for row in source.records]
    return next((word for word in (*reversed(heard), *reversed(stated)) if word), "")


def _annexes(source: LetterSource) -> Iterator[str]:
    """The signed-for opinion, and the answer of the unit above where there was a review; what is not kept says so."""
    files = source.case.file.files if source.case else ()
    kept = [f"{one.name}（{one.kind}）" for one in files if one.kind in ("意见书", "送达回证")]
    yield from kept or [missing("经签收的处理意见书")]
    answers = source.steps(*_REVIEWS)
    reviews = [f"{one.name}（{one.kind}）" for one in files if one.kind in ("复查意见", "复核意见")]
    numbers = [f"{step['kind']}（{detail(step, 'number')}）" for step in answers if detail(step, "number")]
    yield from reviews or numbers or ([missing("复查、复核意见")] if answers else [])


# --- 回访记录 -------------------------------------------------------------------------------------------------------------


def visit_back_text(source: LetterSource) -> LetterText:
    """回访记录: one table of the last visit back; what nobody asked or wrote down is a gap to be filled on the visit."""
    visits = source.steps(StepKind.VISIT_BACK)
    sections = (
        fields_section("事项", (("事项编号", text_of(source.matter, "matter_id")), ("标题", text_of(source.matter, "title")),
                               ("信访人", text_of(source.matter, "petitioner")),
                               ("责任单位", text_of(source.matter, "lead_unit")))),
        fields_section("回访情况", _visited(source, visits[-1] if visits else {"detail": {}})),
        FormSection("签字", (Line("回访人（签字）："), Line("信访人（签字）："))),
    )  # fmt: skip
    tail = (note(f"本事项已登记回访{len(visits)}次，表中为最近一次；空缺的在回访时填写。"),)
    return LetterText("信访事项回访记录", sections, source.number, "", closing=signature(source), tail=tail)


def _visited(source: LetterSource, visit: Row) -> Iterator[tuple[str, str]]:
    yield "回访机构", text_of(visit, "unit") or source.unit
    yield "回访人", source.word("visitor") or detail(visit, "post")
    yield "回访方式", detail(visit, "way")
    yield "回访时间", step_day(visit) if visit.get("start") or text_of(visit, "day_text") else ""
    yield "是否收到意见书", source.word("received") or _delivered(source)
    yield "意见是否落实", source.word("performed") or _performed(source)
    yield "信访人意见", detail(visit, "ptr_opinion")
    yield "对信访部门满意度", _last(source, "sat_dept")
    yield "对责任单位满意度", _last(source, "sat_unit")
    yield "不满意的原因", source.word("reasons")
    yield "签字或未签字的原因", source.word("signature") or detail(visit, "signed") or detail(visit, "reasons")
    yield "回访内容", text_of(visit, "text")


def _delivered(source: LetterSource) -> str:
    """What the record of delivery says; whether it was received is asked on the visit."""
    steps = source.steps(StepKind.DELIVER)
    if not steps:
        return ""
    signed = detail(steps[-1], "signed") or missing("签收情况")
    return f"据送达登记：{step_day(steps[-1])}，{signed}"


def _performed(source: LetterSource) -> str:
    steps = source.steps(StepKind.PERFORM)
    return f"据履行登记：{step_day(steps[-1])}{text_of(steps[-1], 'text')}" if steps else ""


def _last(source: LetterSource, column: str) -> str:
    return next((text for row in reversed(source.records) if (text := text_of(row, column))), "")
