"""What happened, for the paper (案情、途径、已做工作): the time line, the legal pathway and reviews, the units' work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from workbench.domain.codes import Pathway, StepKind
from workbench.review.paper_parts import (
    Line,
    LineKind,
    Row,
    Section,
    day_words,
    detail_of,
    distinct,
    ended,
    gap,
    note,
    short,
    state_words,
    text_of,
    told,
)
from workbench.review.paper_source import PaperSource

LONGEST: Final = 12
"""Lines of the time line (spec 3.5)."""
_WORK_LINES: Final = 40
_LONG, _LINE, _CELL = 800, 60, 240
"""Characters of a paragraph, a line of the time line, a cell; the file holds the rest."""

_DECISIVE: Final = frozenset({
    StepKind.ACCEPT, StepKind.REFUSE, StepKind.NO_LONGER_ACCEPT, StepKind.OPINION, StepKind.REVIEW_ANSWER,
    StepKind.REREVIEW_ANSWER, StepKind.DECISION, StepKind.RESOLVE, StepKind.REOPEN, StepKind.REMOVE,
})  # fmt: skip
_NEXT: Final = frozenset({
    StepKind.DELIVER, StepKind.OBJECT, StepKind.RETURN, StepKind.KEEP, StepKind.HAND_OFF, StepKind.RECODE,
    StepKind.SUPERVISE, StepKind.APPLY_CONFERENCE, StepKind.PLAN, StepKind.REPORT_DONE, StepKind.SEND_BACK,
    StepKind.PERFORM, StepKind.MEETING, StepKind.ASSIGN_LEADER, StepKind.INSTRUCT, StepKind.HEARING_END,
    StepKind.MEDIATE, StepKind.EXTEND, StepKind.TAKE, StepKind.DECLINE,
})  # fmt: skip
CHOSEN_HOW: Final = (
    "先取首次信访及受理、意见、复查复核、议定、化解等决定性步骤，再取送达、退回、督办、包案、方案等，"
    "最后取其他步骤；同类取较近的"
)
_WORK: Final = frozenset({
    StepKind.VISIT, StepKind.STUDY, StepKind.MEDIATE, StepKind.RECEIVE, StepKind.APPOINT, StepKind.PROGRESS,
    StepKind.FEEDBACK, StepKind.PERFORM, StepKind.BRIEF, StepKind.CONSULT, StepKind.LEGAL_OPINION, StepKind.HEARING_END,
    StepKind.AID, StepKind.VISIT_BACK, StepKind.LEADER_OPINION, StepKind.PLAN,
    StepKind.NEGOTIATE, StepKind.SUPERVISE, StepKind.REPORT_DONE, StepKind.ASSIGN_LEADER,
})  # fmt: skip
_PATH: Final = (StepKind.ACCEPT, StepKind.REFUSE, StepKind.NO_LONGER_ACCEPT, StepKind.HAND_OFF, StepKind.RECODE,
                StepKind.OPINION, StepKind.DELIVER)  # fmt: skip
_REVIEW: Final = (StepKind.REVIEW_ASK, StepKind.REVIEW_ANSWER, StepKind.HEARING_START, StepKind.HEARING_END,
                  StepKind.REREVIEW_ASK, StepKind.REREVIEW_ANSWER)  # fmt: skip
PATHWAYS: Final = {
    Pathway.JUDICIAL: "诉讼、复议等政法程序（条例第三十一条第一项）",
    Pathway.ARBITRATION: "仲裁（条例第三十一条第二项）",
    Pathway.PARTY_APPEAL: "党员申诉、申请复审（条例第三十一条第三项）",
    Pathway.ADMINISTRATIVE: "行政复议、裁决、确认、许可、处罚等行政程序（条例第三十一条第四项）",
    Pathway.ENFORCEMENT: "查处违法行为、履行法定职责（条例第三十一条第五项）",
    Pathway.PETITION: "信访程序，出具信访处理意见书（条例第三十一条第六项）",
    Pathway.SUGGESTION: "建议意见（条例第二十九条）",
}
_RESULT_KEYS: Final = (("result", "结果："), ("number", ""), ("way", ""), ("signed", ""), ("crux", "症结："),
                       ("answer", "答复："), ("due", "限于"))  # fmt: skip


def brief(source: PaperSource) -> Section:
    """一、案情简介: who brought it (masked), since when, where, what; then at most 12 lines of the time line."""
    rows, left_out = timeline(source.steps)
    lines = [Line(_opening(source)), told("基本情况", short(_summary(source.records), _LONG))]
    notes = (
        (note(f"大事记共{len(rows) + left_out}项，列示{len(rows)}项：{CHOSEN_HOW}；其余见卷宗。"),) if left_out else ()
    )
    return Section("brief", "一、案情简介", tuple(lines), rows, notes if rows else (gap("办理步骤"),))


def _opening(source: PaperSource) -> str:
    matter = source.matter
    who = text_of(matter, "petitioner") or "（信访人未登记）"
    count = matter.get("records") or len(source.records)
    where = text_of(matter, "issue_name") or text_of(matter, "town") or "（未登记：问题属地）"
    topic = (
        "／".join(filter(None, (text_of(matter, "topic_l1"), text_of(matter, "topic_l2")))) or "（未登记：内容分类）"
    )
    number = f"，涉及{matter['involved']}人" if matter.get("involved") else "，涉及人数未登记"
    return (
        f"信访人{who}{text_of(matter, 'title') or '（未登记：标题）'}。首次信访{day_words(matter.get('first_day'))}，"
        f"最近一次信访{day_words(matter.get('last_day'))}，共登记信访件{count}件{number}。问题属地{where}，内容分类{topic}。"
    )


def _summary(records: Iterable[Row]) -> str:
    return next((text_of(row, "summary") for row in records if text_of(row, "summary")), "")


def timeline(steps: Iterable[Row], most: int = LONGEST) -> tuple[tuple[dict[str, str], ...], int]:
    """At most `most` lines of the steps in order of days (undated last), and how many were left out (see CHOSEN_HOW)."""
    found = _joined(sorted(steps, key=_order))
    keep = sorted(range(len(found)), key=lambda at: (_tier(found, at), -_order(found[at]).toordinal(), at))[:most]
    rows = tuple({"day": _day(found[at]), "what": short(sentence(found[at]), _LINE)} for at in sorted(keep))
    return rows, len(found) - len(rows)


def _joined(steps: list[Row]) -> list[Row]:
    """One of each step that two records tell alike (same day, kind and units)."""
    keyed = {(step.get("day_text"), step.get("start"), step["kind"], step.get("unit"), step.get("target")): step
             for step in reversed(steps)}  # fmt: skip
    kept = {id(step) for step in keyed.values()}
    return [step for step in steps if id(step) in kept]


def _tier(steps: list[Row], at: int) -> int:
    kind = StepKind(steps[at]["kind"])
    first = kind is StepKind.PETITION and not any(step["kind"] == kind for step in steps[:at])
    return 0 if first or kind in _DECISIVE else 1 if kind in _NEXT else 2


def _order(step: Row) -> date:
    start = step.get("start")
    return start if isinstance(start, date) else date.max


def _day(step: Row) -> str:
    return day_words(step.get("start"), text_of(step, "day_text"))


def sentence(step: Row) -> str:
    """A step in words: who did what to whom, its number and result. Aid is only said to have been given (class S)."""
    kind = StepKind(step["kind"])
    unit, target, text = (text_of(step, key) for key in ("unit", "target", "text"))
    if kind is StepKind.PETITION:
        return "首次信访" if detail_of(step).get("first") == "是" else f"信访{f'（{text}）' if text else ''}"
    who = f"{unit}{kind.value}" if unit else kind.value
    whom = f"（{target}）" if target else ""
    if kind is StepKind.AID:
        return f"{who}{whom}"
    more = "；".join(filter(None, (text.rstrip("。；") if text != kind.value else "", result_of(step))))
    return f"{who}{whom}{f'：{more}' if more else ''}"


def result_of(step: Row) -> str:
    """What a step says came of it and its text does not: result, number, way of delivery, crux."""
    detail, text = detail_of(step), text_of(step, "text")
    return "，".join(
        f"{name}{detail[key]}" for key, name in _RESULT_KEYS if detail.get(key) and detail[key] not in text
    )


# --- four: legal pathway and reviews ------------------------------------------------------------------------------------


def pathway(source: PaperSource) -> Section:
    """四、法定途径和复查复核情况: the pathway on record, the procedure's state, reviews, and statutory limits not kept."""
    lines = [_pathway_line(source.records), told("办理程序状态", state_words(text_of(source.matter, "state_a")))]
    lines += _steps_in_lines(source.steps, _PATH, "受理和处理意见")
    lines += _steps_in_lines(source.steps, _REVIEW, "复查、复核")
    return Section("pathway", "四、法定途径和复查复核情况", tuple(lines))


def _pathway_line(records: Iterable[Row]) -> Line:
    codes = distinct(row.get("legal_path") for row in records)
    names = [PATHWAYS[Pathway(code)] for code in codes if code in {path.value for path in PATHWAYS}]
    return told("法定途径", "；".join(names))


def _steps_in_lines(steps: Iterable[Row], kinds: tuple[StepKind, ...], what: str) -> list[Line]:
    wanted = {kind.value for kind in kinds}
    found = _joined(sorted((step for step in steps if step["kind"] in wanted), key=_order))
    if not found:
        return [gap(what)]
    return [Line(what, LineKind.HEAD), *(Line(f"{_day(step)}，{ended(sentence(step))}") for step in found)]


# --- five: work done ------------------------------------------------------------------------------------------------------


def work_done(source: PaperSource) -> Section:
    """五、已做工作: the units' acts with day and result; what ledgers say of earlier handling and progress."""
    wanted = {kind.value for kind in _WORK}
    found = _joined(sorted((step for step in source.steps if step["kind"] in wanted), key=_order))
    rows = tuple(_work_row(step) for step in found[-_WORK_LINES:])
    lines = [told("以往处理情况", _all(source.records, "prior")), told("工作进展", _all(source.records, "progress"))]
    if not rows:
        lines.append(gap("责任单位已做的工作"))
    more = len(found) - len(rows)
    notes = (note(f"工作共{len(found)}项，列示最近{len(rows)}项；其余见卷宗。"),) if more else ()
    return Section("work", "五、已做工作", tuple(lines), rows, notes)


def _all(records: Iterable[Row], key: str) -> str:
    return short("".join(map(ended, distinct(row.get(key) for row in records))), _LONG)


def _work_row(step: Row) -> dict[str, str]:
    kind = StepKind(step["kind"])
    text = "" if kind is StepKind.AID or text_of(step, "text") == kind.value else text_of(step, "text")
    what = f"{kind.value}{f'：{text}' if text else ''}"
    unit = text_of(step, "unit") or "（未登记）"
    return {"day": _day(step), "unit": unit, "what": short(what, _CELL), "result": short(result_of(step), _CELL)}
