"""督办函、挂牌督办通知、约谈建议 (spec 3.8; T§38–40): the overdue duty, its days and clause, and what is asked.

Which clock or task, how many days, what was done before: facts only. No sanction is ever named.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbench.domain.codes import StepKind
from workbench.domain.finding import ClockStatus
from workbench.reports.forms import FormSection, fields_section
from workbench.reports.letters.parts import (
    BLANK,
    LetterSource,
    LetterText,
    contact,
    detail,
    lines_or_gap,
    matter_name,
    ordered,
    signature,
    step_day,
)
from workbench.review.paper_parts import Line, Row, day_words, ended, gap, missing, note, text_of
from workbench.rules.decisions import Task
from workbench.rules.letters import RUNGS, LetterKind
from workbench.rules.sweeps import OWED

BASIS: Final = "《信访工作条例》第四十条：对不按规定受理、办理，推诿、敷衍、拖延，拒不执行处理意见等情形，应当及时督办并提出改进工作的建议。"
LISTING_BASIS: Final = "《信访工作条例》第三十八条、第三十九条：联席会议及其办公室可以督导、挂牌督办，责令限期整改。"
TALK_BASIS: Final = "《信访工作条例》第三十九条"


def supervising_text(source: LetterSource) -> LetterText:
    """督办函: cause, orders, what is late, demands, basis; 挂牌督办通知 has its list number and 摘牌条件 beside."""
    listed = source.kind is LetterKind.LISTED
    sections = [
        FormSection("督办事由", _cause(source)),
        FormSection("交办情况", _orders(source)),
        _problems(source),
        FormSection("督办要求", _demands(source)),
        FormSection("依据", (Line(BASIS), *((Line(LISTING_BASIS),) if listed else ()))),
    ]
    if listed:
        fields = (
            ("挂牌编号", source.list_number),
            ("挂牌日期", day_words(source.day)),
            ("摘牌条件", source.delisting),
        )
        sections.insert(3, fields_section("挂牌编号和摘牌条件", fields))
    title = "信访事项挂牌督办通知" if listed else "信访事项督办函"
    return LetterText(
        title, tuple(sections), source.number, source.signer, source.unit, closing=signature(source),
        tail=(contact(source),),
    )  # fmt: skip


def _cause(source: LetterSource) -> tuple[Line, ...]:
    if source.task:
        decision = source.task.decision
        told = f"你单位承担的会议议定事项“{decision.text}”（编号{decision.decision_id}）逾期未落实"
    else:
        told = f"你单位承办的{matter_name(source)}{'超过办理时限' if late_clocks(source) else '需要督办'}"
    reason = source.word("reason")
    lines = [Line(ended(told))]
    if source.task and source.case:
        lines.append(Line(f"所涉信访事项：{matter_name(source)}。"))
    return (*lines, *([Line(f"督办情形：{reason}。")] if reason else []))


def _orders(source: LetterSource) -> tuple[Line, ...]:
    lines = [Line(ended(_decided(source.task)))] if source.task else []
    if told := ordered(source):
        lines.append(Line(ended(told)))
    return tuple(lines) or (gap("交办日期和文号"),)


def _decided(task: Task) -> str:
    decision, course = task.decision, task.course
    put_off = f"，其间延期{course.extensions}次" if course.extensions else ""
    helped = f"、{'、'.join(decision.assist)}配合" if decision.assist else ""
    return (
        f"{day_words(decision.day)}会议（{decision.meeting}）议定由{decision.unit}牵头{helped}，"
        f"限{day_words(course.due) if course.due else missing('期限')}前落实{put_off}"
    )


def _problems(source: LetterSource) -> FormSection:
    """Overdue clocks by id with days, the task's days, and how it was supervised before."""
    lines = [Line(f"截至{day_words(source.task.as_of)}：{source.task.sentence}")] if source.task else []
    cells = tuple(_clock_cells(row, source) for row in late_clocks(source))
    before = tuple(_before(source))
    told = ended(f"此前督办：{'；'.join(before)}") if before else "此前没有督办登记。"
    if not (cells or lines):
        lines.append(Line("记录中没有超期的时限，督办情形见前。"))
    head = ("时限", "届满日", "超期", "情况和依据") if cells else ()
    return FormSection("超期和问题", tuple(lines), head, cells, (Line(told),))


def late_clocks(source: LetterSource) -> list[Row]:
    """The matter's clocks a unit owes that are past their day and not answered."""
    rows = source.case.clocks if source.case else ()
    return [row for row in rows if row["status"] == ClockStatus.OVERDUE.value and row["clock"] in OWED]


def _clock_cells(row: Row, source: LetterSource) -> tuple[str, str, str, str]:
    due = row.get("due")
    days = f"{(source.day - due).days}日" if due else missing("日数")
    name, told = text_of(row, "name"), text_of(row, "sentence")
    named = told if told.startswith(name) else f"{name}：{told}"
    return text_of(row, "clock"), str(due or missing("届满日")), days, f"{named}（{text_of(row, 'clause')}）"


def _before(source: LetterSource) -> Iterator[str]:
    """Earlier supervision: rungs signed of the task, else steps on the matter; this letter's own left out."""
    if source.task:
        for one in source.signed:
            if one.rung is not RUNGS.get(source.kind) or one.number != source.number:
                yield f"{day_words(one.day)}{one.rung.value}{one.number}"
        return
    for step in source.steps(StepKind.SUPERVISE):
        if detail(step, "number") != source.number or not source.number:
            yield f"{step_day(step)}{detail(step, 'way') or '督办'}{detail(step, 'number')}"


def _demands(source: LetterSource) -> tuple[Line, ...]:
    until = f"{day_words(source.due)}前" if source.due else missing("新的期限")
    own = source.word("demand")
    evidence = source.task.decision.evidence_required if source.task else ""
    texts = [
        f"于{until}落实到位，并报送{evidence or '办理结果和有关凭证'}",
        "书面说明超期原因、已做工作和下步措施，经单位主要负责人签字后一并报送",
        "确实不能按期落实的，在期限届满前书面说明理由，提请会议研究",
    ]
    return lines_or_gap([*texts, *([own] if own else [])], "督办要求")


# --- 约谈建议 -------------------------------------------------------------------------------------------------------------


def talk_text(source: LetterSource) -> LetterText:
    """约谈建议: the unit and post, facts by task and clock, who might call it; a person signs, nothing else follows from it."""
    convenor = source.word("convenor") or "、".join(source.convenors)
    whom = (("建议约谈单位", source.unit), ("建议约谈职务", source.word("post")), ("建议召集人", convenor))
    cells = (*(_task_cells(task) for task in source.late), *(_matter_cells(row, source) for row in late_clocks(source)))
    before = tuple(_before(source))
    facts = FormSection(
        "事实", () if cells else (gap("超期的事项"),), ("编号", "期限", "超期", "内容") if cells else (), cells,
        (Line(ended(f"此前督办：{'；'.join(before)}")) if before else gap("此前督办的日期和文号"),),
    )  # fmt: skip
    more = (FormSection("说明", (Line(ended(source.word("text"))),)),) if source.word("text") else ()
    sections = (fields_section("建议约谈对象", whom), facts, *more, FormSection("签批", _approval()))
    tail = (note(f"本建议只列事实，是否约谈、由谁约谈由签批人决定（{TALK_BASIS}）。"),)
    return LetterText(
        "约谈建议", sections, source.number, source.signer, convenor, closing=signature(source), tail=tail
    )


def _task_cells(task: Task) -> tuple[str, str, str, str]:
    return task.decision.decision_id, str(task.course.due or ""), f"{task.overdue_days}日", task.decision.text


def _matter_cells(row: Row, source: LetterSource) -> tuple[str, str, str, str]:
    clock, due, days, about = _clock_cells(row, source)
    return f"{text_of(source.matter, 'matter_id')} {clock}", due, days, about


def _approval() -> tuple[Line, ...]:
    return (Line("签批意见："), Line("签名："), Line(f"日期：{BLANK}年　　月　　日"))
