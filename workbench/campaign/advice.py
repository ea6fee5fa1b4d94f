"""三项建议 and their answers (《信访工作条例》第四十条): letters folded from events, their state on a day, the adoption rate.

A letter is to a unit about its work, a policy or a duty; it has no petitioner and names none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from workbench.campaign.ratio import Ratio
from workbench.domain.events import EventKind

FEEDBACK: Final = "《信访工作条例》第四十条第四款"


class AdviceKind(StrEnum):
    """The three suggestions (三项建议)."""

    WORK = "改进工作"
    POLICY = "完善政策"
    DUTY = "追究责任"


class Outcome(StrEnum):
    """What a unit answered (采纳情况)."""

    ADOPTED = "采纳"
    PARTLY = "部分采纳"
    REFUSED = "不采纳"
    SILENT = "未反馈"


class AdviceState(StrEnum):
    """Where a letter stands on a day."""

    ADOPTED = "采纳"
    PARTLY = "部分采纳"
    REFUSED = "不采纳"
    WAITING = "待反馈"
    OVERDUE = "逾期未反馈"


CLAUSES: Final[Mapping[AdviceKind, str]] = MappingProxyType(
    {
        AdviceKind.WORK: "《信访工作条例》第四十条第一款",
        AdviceKind.POLICY: "《信访工作条例》第四十条第二款",
        AdviceKind.DUTY: "《信访工作条例》第四十条第三款",
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A unit's answer as recorded; a later one takes its place."""

    day: date
    outcome: Outcome
    text: str
    number: str
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """One letter: `unit` receives it, `about` is the unit whose work it is on (empty: the receiver, or a policy)."""

    advice_id: str
    kind: AdviceKind
    unit: str
    about: str
    topic: str
    place: str
    matters: tuple[str, ...]
    text: str
    number: str
    signer: str
    day: date
    due: date
    file: str = ""
    actor: str = ""
    answers: tuple[Answer, ...] = ()

    def answer(self, on: date) -> Answer | None:
        """The answer that stands on a day."""
        return next((one for one in reversed(self.answers) if one.day <= on), None)

    def state(self, on: date) -> AdviceState:
        """On a day; no feedback by the last day is overdue, whether or not somebody wrote 未反馈."""
        known = self.answer(on)
        if known and known.outcome is not Outcome.SILENT:
            return AdviceState(known.outcome.value)
        return AdviceState.OVERDUE if on > self.due or known else AdviceState.WAITING

    def overdue_days(self, on: date) -> int:
        """Days past the last day without an answer, or that an answer came late; 0 in time."""
        known = self.answer(on)
        until = known.day if known and known.outcome is not Outcome.SILENT else on
        return max(0, (until - self.due).days)

    def sentence(self, on: date) -> str:
        """Where it stands in words, with days."""
        known, late = self.answer(on), self.overdue_days(on)
        state = self.state(on)
        if state is AdviceState.OVERDUE:
            return f"应于{self.due}前书面反馈，已逾期{late}日；可提醒或督办（{FEEDBACK}，期限为内部要求）"
        if state is AdviceState.WAITING:
            return f"应于{self.due}前书面反馈，尚有{(self.due - on).days}日"
        assert known is not None
        told = f"（{known.text}）" if known.text else ""
        return f"{known.day}反馈：{known.outcome.value}{told}{f'，逾期{late}日' if late else ''}"


def letters_of(events: Iterable[Mapping[str, Any]]) -> tuple[Advice, ...]:
    """Letters with their answers, oldest first, from events as mappings (kind, subject, actor, payload) that stand."""
    found: dict[str, Advice] = {}
    for one in events:
        told = one["payload"]
        if one["kind"] == EventKind.ADVICE.value:
            found[one["subject"]] = _advice(one["subject"], told, one["actor"])
        elif one["kind"] == EventKind.ADVICE_ANSWER.value and one["subject"] in found:
            known = found[one["subject"]]
            found[one["subject"]] = replace(known, answers=(*known.answers, _answer(told, one["actor"])))
    return tuple(sorted(found.values(), key=lambda one: (one.day, one.advice_id)))


def _advice(advice_id: str, told: Mapping[str, str], actor: str) -> Advice:
    return Advice(
        advice_id, AdviceKind(told["kind"]), told["unit"], told.get("about", ""), told.get("topic", ""),
        told.get("place", ""), tuple(filter(None, told.get("matters", "").split("；"))), told.get("text", ""),
        told.get("number", ""), told.get("signer", ""), date.fromisoformat(told["day"]), date.fromisoformat(told["due"]),
        told.get("file", ""), actor,
    )  # fmt: skip


def _answer(told: Mapping[str, str], actor: str) -> Answer:
    return Answer(
        date.fromisoformat(told["day"]), Outcome(told["outcome"]), told.get("text", ""), told.get("number", ""), actor
    )


def adoption(letters: Sequence[Advice], on: date, label: str = "三项建议采纳率") -> Ratio:
    """采纳率: (采纳 + 部分采纳) ÷ (已反馈 + 逾期未反馈); what is still within its days is on neither side."""
    due = [one for one in letters if one.state(on) is not AdviceState.WAITING]
    adopted = [one for one in due if one.state(on) in (AdviceState.ADOPTED, AdviceState.PARTLY)]
    return Ratio.of(f"{label}（采纳和部分采纳 / 已反馈和逾期未反馈）", _ids(adopted), _ids(due))


def feedback(letters: Sequence[Advice], on: date) -> Ratio:
    """反馈率: answered within the days ÷ (answered + overdue)."""
    due = [one for one in letters if one.state(on) is not AdviceState.WAITING]
    kept = [one for one in due if one.state(on) is not AdviceState.OVERDUE and not one.overdue_days(on)]
    return Ratio.of("三项建议按期反馈率（按期反馈 / 已反馈和逾期未反馈）", _ids(kept), _ids(due))


def by_state(letters: Sequence[Advice], on: date) -> Mapping[AdviceState, Ratio]:
    """Every state of all letters."""
    every = _ids(letters)
    return {
        state: Ratio.of(f"{state.value} / 全部建议", _ids([one for one in letters if one.state(on) is state]), every)
        for state in AdviceState
    }


def letter_row(one: Advice, on: date) -> Mapping[str, str]:
    """A letter as a line of a list."""
    known = one.answer(on)
    return {
        "编号": one.advice_id, "种类": one.kind.value, "文号": one.number, "单位": one.unit, "内容分类": one.topic or "—",
        "属地": one.place or "—", "事项": str(len(one.matters)), "日期": one.day.isoformat(), "反馈期限": one.due.isoformat(),
        "状态": one.state(on).value, "反馈日期": known.day.isoformat() if known else "", "情况": one.sentence(on),
    }  # fmt: skip


def _ids(letters: Sequence[Advice]) -> tuple[str, ...]:
    return tuple(one.advice_id for one in letters)
