"""What is proposed and asked of the meeting, for the paper (各单位意见、建议方案、提请会议决定事项、附件)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from workbench.domain.case import Treatment
from workbench.domain.codes import DutyRole, ProceduralState, ResolutionState, StepKind, Trilean
from workbench.review.paper_claims import latest
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
    missing,
    note,
    text_of,
)
from workbench.review.paper_source import PaperSource
from workbench.rules.negotiation import by_unit

_YES_NO, _UNIT, _DAY, _MONEY = "是／否", "单位名称", "日期", "渠道和负担单位"
_ABOUT_MONEY: Final = re.compile("资金|经费|预算")
_SPOKEN: Final = (StepKind.OBJECT, StepKind.KEEP, StepKind.OFFER, StepKind.DECLINE, StepKind.NEGOTIATE,
                  StepKind.APPLY_CONFERENCE, StepKind.CONSULT, StepKind.LEGAL_OPINION)  # fmt: skip


def positions(source: PaperSource) -> Section:
    """八、各单位意见: each unit's latest word and the basis it cites."""
    said: dict[str, dict[str, str]] = {}
    for step in source.steps:
        for unit, words, basis in _words(step):
            before = said.pop(unit, {"position": "", "basis": ""})
            said[unit] = {"unit": unit, "position": words or before["position"], "basis": basis or before["basis"]}
    rows = tuple({key: cell or "（未登记）" for key, cell in row.items()} for row in said.values())
    return Section("positions", "八、各单位意见", () if rows else (gap("各单位意见"),), rows)


def _words(step: Row) -> Iterator[tuple[str, str, str]]:
    """(unit, what it says, basis it cites) of one step."""
    kind, detail, unit = StepKind(step["kind"]), detail_of(step), text_of(step, "unit")
    if kind not in _SPOKEN:
        return
    if kind is StepKind.NEGOTIATE:
        told, cited = by_unit(detail.get("positions", ""), unit), by_unit(detail.get("basis", ""), unit)
        for name in dict.fromkeys((*told, *cited)):
            yield name, told.get(name, ""), cited.get(name, "")
        return
    who = text_of(step, "target") if kind is StepKind.CONSULT else unit
    words = detail.get("answer") or detail.get("reasons") or detail.get("sender_note") or text_of(step, "text")
    if who and words:
        yield who, words, detail.get("basis", "")


# --- nine: the plan ---------------------------------------------------------------------------------------------------------

_PLAN_PARTS: Final = (
    ("what", "做什么"),
    ("who", "由谁办"),
    ("money", "资金来源"),
    ("basis", "法律政策依据"),
    ("due", "何时完成"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposed way out: what, who, money, basis, by when; each may be empty."""

    what: str = ""
    who: str = ""
    money: str = ""
    basis: str = ""
    due: str = ""


def plans(source: PaperSource) -> tuple[Plan, Plan]:
    """The main plan and the fallback: from the worksheet, the last 化解方案 step, else the ledger's text."""
    sheet = latest(source.file.worksheets)
    main, other = (
        Plan(**{key: sheet.get(f"{way}_{key}", "") for key, _ in _PLAN_PARTS}) for way in ("main", "fallback")
    )
    step = next((step for step in reversed(source.steps) if step["kind"] == StepKind.PLAN.value), {})
    detail = detail_of(step)
    due = detail.get("due", "")
    held = Plan(
        main.what or text_of(source.matter, "plan") or text_of(step, "text"),
        main.who or text_of(step, "unit") or text_of(source.matter, "lead_unit"),
        main.money or detail.get("money", "") or sheet.get("money", ""),
        main.basis or detail.get("basis", ""),
        main.due or (day_words(None, due) if due else ""),
    )
    return (held if held.what else main), other


def proposal(source: PaperSource) -> Section:
    """九、建议方案: main and fallback side by side."""
    main, other = plans(source)
    rows = tuple(
        {"part": name, "main": getattr(main, key) or "（未登记）", "fallback": getattr(other, key) or "（未登记）"}
        for key, name in _PLAN_PARTS
    )
    lines = [gap(name) for name, plan in (("主方案", main), ("备选方案", other)) if not plan.what]
    versions = sum(1 for step in source.steps if step["kind"] == StepKind.PLAN.value)
    notes = (note(f"化解方案登记{versions}版，主方案据最近一版。"),) if versions > 1 else ()
    return Section("plan", "九、建议方案", tuple(lines), rows if main.what or other.what else (), notes)


# --- ten: what the meeting is asked ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the meeting; `answer` says in what it is answered: yes or no, a unit, a day."""

    text: str
    answer: str


def questions(source: PaperSource) -> tuple[Question, ...]:
    """Questions that open points raise, in the order: who leads, plan, money, deadline, policy, closing."""
    parts = (_lead(source), _plan(source), _money(source), _deadline(source), _policy(source), _closing(source))
    return tuple(question for question in parts if question)


def decisions(source: PaperSource) -> Section:
    """十、提请会议决定事项, numbered; each answerable by yes or no, a name or a day."""
    asked = [Line(f"{at}．{one.text}（请议定：{one.answer}）") for at, one in enumerate(questions(source), 1)]
    notes = [note(ended(text)) for text in _applied(source.steps)]
    if not asked:
        asked = [Line("（未登记：据登记情况没有未决问题，提请决定的事项请经办人补充）", LineKind.GAP)]
    return Section("decisions", "十、提请会议决定事项", tuple(asked), notes=tuple(notes))


def _applied(steps: Iterable[Row]) -> Iterator[str]:
    for step in steps:
        asked = detail_of(step).get("ask") or detail_of(step).get("reasons")
        if step["kind"] == StepKind.APPLY_CONFERENCE.value and asked:
            yield f"{text_of(step, 'unit')}于{day_words(step.get('start'), text_of(step, 'day_text'))}提请：{asked}"


def _lead(source: PaperSource) -> Question | None:
    """Who leads, while nobody confirmed it."""
    row = next((row for row in source.duties if row["role"] == DutyRole.LEAD.value), None)
    if any(duty.role is DutyRole.LEAD for duty in source.file.duties) or (row and text_of(row, "confirmed_by")):
        return None
    unit = text_of(row, "unit") if row else ""
    if not row or not unit or "待核" in unit or "待协调" in unit:
        return Question("主办单位由哪个单位承担？", _UNIT)
    others = distinct(row["unit"] for row in source.duties if row["role"] == DutyRole.ASSIST.value)
    helped = f"、由{'、'.join(others)}协办" if others else ""
    return Question(f"是否确定由{unit}主办{helped}？依据：{text_of(row, 'clause') or missing('依据')}", _YES_NO)


def _plan(source: PaperSource) -> Question | None:
    main, other = plans(source)
    if _decided_after_plan(source.steps):
        return None
    if not main.what:
        return Question("由哪个单位、于何日前提出化解方案？", f"{_UNIT}、{_DAY}")
    fallback = "；不能实施的，是否改按备选方案办理" if other.what else ""
    return Question(f"是否同意第九项主方案{fallback}？", _YES_NO)


def _decided_after_plan(steps: Sequence[Row]) -> bool:
    """A decision stands that is not older than the last plan."""
    days = {
        kind: max((step.get("start") or date.min for step in steps if step["kind"] == kind.value), default=None)
        for kind in (StepKind.DECISION, StepKind.PLAN)
    }
    decided, planned = days[StepKind.DECISION], days[StepKind.PLAN]
    return decided is not None and (planned is None or decided >= planned)


def _money(source: PaperSource) -> Question | None:
    """Money, where a plan names its source, or the causes or the units' words say it is wanting."""
    main, _other = plans(source)
    if main.money:
        return Question(f"是否同意所需资金按主方案由“{main.money}”解决？", _YES_NO)
    spoken = [detail_of(step) for step in source.steps if StepKind(step["kind"]) in _SPOKEN]
    texts = [text_of(row, "cause") for row in source.records]
    texts += [f"{detail.get('positions')}{detail.get('reasons')}{detail.get('ask')}" for detail in spoken]
    short = any(_ABOUT_MONEY.search(text) for text in texts)
    return Question("所需资金由哪一渠道解决、由哪个单位负担？", _MONEY) if short else None


def _deadline(source: PaperSource) -> Question | None:
    """By when, while the matter is open."""
    if not source.matter.get("is_open", True):
        return None
    main, _other = plans(source)
    due = main.due
    late = source.matter.get("overdue_days") or 0
    over = f"（现已超期{late}日）" if late else ""
    if due:
        return Question(f"化解期限是否定为{due}{over}？", _YES_NO)
    return Question(f"化解期限定为何日{over}？", _DAY)


def _policy(source: PaperSource) -> Question | None:
    shared = [text_of(row, "number") for row in source.claims if row.get("treatment") == Treatment.POLICY.value]
    if not shared:
        return None
    return Question(f"诉求{'、'.join(shared)}属共性政策问题，是否形成政策建议报送有权机关？", _YES_NO)


def _closing(source: PaperSource) -> Question | None:
    """Closing: a reported one to be reviewed, or law exhausted while the matter stays open (never shown as resolved)."""
    state_a, state_b = text_of(source.matter, "state_a"), text_of(source.matter, "state_b")
    lacking = distinct(row.get("name") for row in source.gate if row["answer"] != Trilean.YES.value)
    if state_b == ResolutionState.REPORTED.value:
        if lacking:
            return Question(f"责任单位已报结，尚缺：{'、'.join(lacking)}。是否退回补充？", _YES_NO)
        return Question("责任单位已报结，销号要件齐备，是否同意销号？", _YES_NO)
    ended_in_law = state_a in (ProceduralState.ENDED.value, ProceduralState.REREVIEWED.value)
    if ended_in_law and source.matter.get("is_open", True) and state_b != ResolutionState.ENDED_UNRESOLVED.value:
        return Question("信访程序已终结而事项未化解，是否按“程序终结未化解”管理，并确定帮扶解释的责任单位？", _YES_NO)
    return None


def annexes(source: PaperSource) -> tuple[str, ...]:
    """附件: files kept with the matter, then documents known by number only."""
    kept = [f"{file.name}（{file.kind}）" if file.kind else file.name for file in source.file.files]
    numbers: Mapping[str, str] = {
        detail_of(step)["number"]: f"{step['kind']}（{detail_of(step)['number']}）"
        for step in source.steps
        if detail_of(step).get("number") and step["kind"] != StepKind.PLAN.value
    }
    return (*kept, *numbers.values())
