"""单位之间移交 (移交提出、接收、不接收): each looks anew at exclusion and recusal; both units' clocks come with the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workbench.domain.codes import StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.events import Event
from workbench.domain.finding import Finding
from workbench.rules.handover import (
    HandOver,
    Moves,
    UnitClock,
    both_clocks,
    count_moves,
    hand_overs,
    pending,
    ping_pong,
)
from workbench.rules.unit_kinds import UnitRelation, unit_relation
from workbench.usecases.office import Office
from workbench.usecases.settle_duty import Case, guard_receiver, open_case, write_step

_CLAUSE = "《信访工作条例》第二十四条第一款"


@dataclass(frozen=True, slots=True)
class HandOverBook:
    """All hand-overs of a matter (移交登记): each with receipt and result, moves counted, clocks of the pending one."""

    matter_id: str
    hand_overs: tuple[HandOver, ...]
    moves: Moves
    ping_pong: Finding
    clocks: tuple[UnitClock, ...]

    @property
    def rows(self) -> tuple[Mapping[str, str], ...]:
        return tuple(one.row for one in self.hand_overs)

    @property
    def clock_rows(self) -> tuple[Mapping[str, str], ...]:
        return tuple(one.row for one in self.clocks)


def hand_over_book(office: Office, wanted: str) -> HandOverBook:
    """The hand-overs of a matter as of now; clocks are of the last one, answered or not."""
    facts = open_case(office, wanted).facts
    found = hand_overs(facts)
    clocks = both_clocks(facts, found[-1], office.calendar) if found else ()
    return HandOverBook(facts.matter_id, found, count_moves(facts), ping_pong(facts), clocks)


def offer(
    office: Office,
    wanted: str,
    giver: str,
    receiver: str,
    day: date | str,
    *,
    reasons: str,
    basis: str = "",
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """One unit offers the matter to another (移交提出). ReceiverRefused where the receiver may not have it."""
    case = open_case(office, wanted)
    if not giver.strip() or not receiver.strip() or not reasons.strip():
        raise ValueError(f"事项 {case.matter_id} 移交：须写明移交单位、接收单位和理由（{_CLAUSE}）")
    if unit_relation(giver, receiver) is UnitRelation.SAME:
        raise ValueError(f"事项 {case.matter_id}：{giver}不能移交给自己；内设机构之间分办不作移交登记")
    if (waiting := pending(case.facts)) is not None:
        raise ValueError(
            f"事项 {case.matter_id}：{waiting.giver}向{waiting.receiver}的移交（{waiting.offered}）还没有答复；"
            "请先登记接收或不接收，再提出新的移交"
        )
    guard_receiver(case, receiver, why)
    detail = {"reasons": reasons, "basis": basis}
    return write_step(office, case, wanted, StepKind.OFFER, day, giver, receiver, "", why, actor, seen, detail)


def take(
    office: Office,
    wanted: str,
    receiver: str,
    day: date | str,
    *,
    receipt: str,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """The receiver takes it over (移交接收) with a receipt; checked anew, since a recusal may have come meanwhile."""
    case = open_case(office, wanted)
    waiting = _waiting(case, receiver, day)
    if not receipt.strip():
        raise ValueError(f"事项 {case.matter_id} 移交接收：须写明回执（签收单号或签收日期），请补填")
    guard_receiver(case, receiver, why)
    detail = {"receipt": receipt}
    return _answer(office, case, waiting, StepKind.TAKE, day, receiver, why, actor, seen, detail)


def decline(
    office: Office,
    wanted: str,
    receiver: str,
    day: date | str,
    *,
    reasons: str,
    basis: str,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """The receiver does not take it over (移交不接收); reasons are owed, and the matter stays where it was (E8)."""
    case = open_case(office, wanted)
    waiting = _waiting(case, receiver, day)
    if not reasons.strip() or not basis.strip():
        raise ValueError(
            f"事项 {case.matter_id} 移交不接收：须详细说明理由并写明依据（比照《信访工作条例》第二十三条第三款）"
        )
    detail = {"reasons": reasons, "basis": basis}
    return _answer(office, case, waiting, StepKind.DECLINE, day, receiver, why, actor, seen, detail)


def _waiting(case: Case, receiver: str, day: date | str) -> HandOver:
    """The offer this answers; ValueError where there is none, or the answer is dated before it."""
    found = pending(case.facts, receiver)
    if found is None:
        raise ValueError(f"事项 {case.matter_id}：没有向{receiver or '该单位'}提出、尚未答复的移交；请先登记“移交提出”")
    answered = PartialDate.parse(str(day))
    if found.offered and answered.end < found.offered.start:
        raise ValueError(f"事项 {case.matter_id}：答复日期{day}早于移交提出日期{found.offered}；请核对两个日期")
    return found


def _answer(
    office: Office,
    case: Case,
    waiting: HandOver,
    kind: StepKind,
    day: date | str,
    receiver: str,
    why: str,
    actor: str,
    seen: int | None,
    detail: Mapping[str, str],
) -> Event:
    """Written on the record that was offered, so that the answer finds its offer."""
    return write_step(office, case, waiting.record_id, kind, day, receiver, waiting.giver, "", why, actor, seen, detail)
