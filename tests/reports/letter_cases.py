"""Invented letters: one of each kind of a full matter, and of one nothing is known of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from docx.document import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from tests.reports.paper_cases import empty, full, step
from workbench.domain.dates import PartialDate
from workbench.reports.letters import LetterSource
from workbench.rules.decisions import ActKind, Decision, DecisionType, Task, TaskAct, task_of
from workbench.rules.letters import LetterKind, Order
from workbench.rules.supervision import Rung, Signed

DAY, UNIT, OFFICE = date(2026, 11, 22), "县水利局", "清澜县信访工作联席会议办公室"
NUMBERS = {
    LetterKind.ORDER: "清联交〔2026〕7号", LetterKind.SUPERVISE: "清联督〔2026〕3号", LetterKind.LISTED: "清联督〔2026〕5号",
    LetterKind.OPINION: "清水信〔2024〕1号", LetterKind.REPORT: "清水报〔2026〕9号",
}  # fmt: skip
SIGNERS = {
    LetterKind.ORDER: "联席办主任", LetterKind.SUPERVISE: "副县长", LetterKind.LISTED: "县委副书记", LetterKind.TALK: "县委副书记",
    LetterKind.REPORT: "县水利局局长",
}  # fmt: skip
_ORDER = Order(UNIT, "清信交〔2024〕6号", PartialDate.parse("2024-03-05"), "县信访局", "2026-12-20", "每月报送进度")
_OWN: dict[LetterKind, dict[str, str]] = {
    LetterKind.ORDER: {"feedback": "书面报联席办"}, LetterKind.SUPERVISE: {"reason": "未反馈办理结果", "contact": "联席办督查科科长"},
    LetterKind.LISTED: {"delisting": "管网全部更换并通水", "contact": "联席办督查科科长"},
    LetterKind.TALK: {"post": "县水利局分管副局长", "text": "请说明招标迟延的经过"},
    LetterKind.OPINION: {"found": "管网使用三十一年，漏损率四成", "review_organ": "清澜县人民政府"},
    LetterKind.REPORT: {"contact": "县水利局办公室主任"}, LetterKind.VISIT_BACK: {"visitor": "联席办副主任"},
}  # fmt: skip


def task() -> Task:
    """A task of the unit, put off once and 22 days overdue."""
    decision = Decision("H20261012-01", "H20261012", date(2026, 10, 12), "完成管网招标", "M-R000001", DecisionType.LIMIT, UNIT,
                        ("云栖镇人民政府",), date(2026, 10, 20), "联席办", "中标通知书", record_id="R000001")  # fmt: skip
    put_off = TaskAct(ActKind.EXTEND, date(2026, 10, 19), text="等评审", due=date(2026, 10, 31), by="县委副书记")
    return task_of(decision, [put_off], DAY)


def rungs() -> tuple[Signed, ...]:
    return (
        Signed(Rung.FEEDBACK, date(2026, 11, 2), UNIT, "联席办主任"),
        Signed(Rung.LETTER, date(2026, 11, 9), UNIT, "副县长", "清联督〔2026〕1号", date(2026, 11, 20)),
    )


def late_clock() -> dict[str, Any]:
    return {"clock": "C05", "name": "办理期限", "status": "超期未完成", "unit": UNIT, "due": date(2026, 11, 10),
            "sentence": "应于2026-11-10前出具意见，已超期12日。", "clause": "《信访工作条例》第三十四条"}  # fmt: skip


def source(kind: LetterKind, **changed: Any) -> LetterSource:
    """A letter of a matter everything is known of."""
    case = full()
    visits = [
        step("回访", "2026-11-01", OFFICE, "电话询问通水情况", way="电话", ptr_opinion="同意", signed="电话回访未签字")
    ]
    case = replace(case, clocks=[*case.clocks, late_clock()], steps=[*case.steps, *visits])
    told = {"number": NUMBERS.get(kind, ""), "signer": SIGNERS.get(kind, ""), "own": _OWN[kind], "case": case,
            "due": date(2026, 12, 5), "order": _ORDER, "nth": 2}  # fmt: skip
    if kind in (LetterKind.LISTED, LetterKind.TALK):
        told |= {"task": task(), "signed": rungs(), "late": (task(),), "convenors": ("县委副书记",)}
    if kind is LetterKind.LISTED:
        told |= {"list_number": "〔2026〕第2号", "delisting": "管网全部更换并通水"}
    return LetterSource(kind, DAY, UNIT, OFFICE, **{**told, **changed})


def bare(kind: LetterKind) -> LetterSource:
    """A letter of a matter only the id is known of."""
    return LetterSource(kind, DAY, UNIT, OFFICE, case=empty())


def in_order(document: Document) -> str:
    """All text of a letter as it stands on paper, a table row in one line."""
    lines = []
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph):
            lines.append(part.text)
        elif isinstance(part, Table):
            lines += [" | ".join(cell.text for cell in row.cells) for row in part.rows]
    return "\n".join(lines).strip() + "\n"
