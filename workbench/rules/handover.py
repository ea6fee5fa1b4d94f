"""单位之间移交: offered, taken or declined; both units' clocks, moves counted, and who may not receive the matter.

E8: the 15 days of 条例第二十三条第三款 run on from the first receipt; a hand-over between units starts nothing anew and the
60 days are untouched. Exclusion (第三十条第三款、第二十二条) and recusal (第二十八条第三款) are looked at every time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from workbench.domain.case import Recusal
from workbench.domain.codes import Purpose, Trilean
from workbench.domain.codes import StepKind as K
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.domain.finding import Due, Finding
from workbench.reference.calendar import Calendar, CalendarMissing
from workbench.reference.parameters import parameter
from workbench.rules.clock import ClockError, due
from workbench.rules.evidence import history_of, is_accusation
from workbench.rules.exclusion import WARN, check_transfer, is_blocked
from workbench.rules.unit_kinds import UnitRelation, distinct_units, is_petition_office, relation_with, unit_relation

PENDING, TAKEN, DECLINED = "待答复", "已接收", "不接收"
RECUSAL: Final = "RECUSAL"
RECUSAL_CLAUSE: Final = "《信访工作条例》第二十八条第三款"
_RESULTS: Final = frozenset({K.OPINION, K.REPORT_DONE, K.CLOSE, K.REFUSE})
_NEAR: Final = (UnitRelation.SAME, UnitRelation.SUBORDINATE)


@dataclass(frozen=True, slots=True)
class HandOver:
    """One hand-over (移交) with its receipt and the result sent back; `number` counts the offers of the matter."""

    number: int
    record_id: str
    giver: str
    receiver: str
    offered: PartialDate | None
    answer: str = PENDING
    answered: PartialDate | None = None
    reasons: str = ""
    basis: str = ""
    receipt: str = ""
    result: str = ""
    result_day: PartialDate | None = None

    @property
    def row(self) -> Mapping[str, str]:
        return {
            "次序": str(self.number), "信访件": self.record_id, "移交单位": self.giver, "接收单位": self.receiver,
            "提出日期": _shown(self.offered), "答复": self.answer,
            "答复日期": "" if self.answer == PENDING else _shown(self.answered),
            "理由": self.reasons, "依据": self.basis, "回执": self.receipt or ("缺" if self.answer == TAKEN else ""),
            "结果反馈": f"{_shown(self.result_day)}{self.result}" if self.result else "未见",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moves:
    """How often a matter was moved (流转次数): acts counted, whatever their order. `units` held or were sent it."""

    forwards: int
    taken: int
    declined: int
    objections: int
    returns: int
    units: tuple[str, ...]

    @property
    def transfers(self) -> int:
        """Forwards to units that handle, and hand-overs taken."""
        return self.forwards + self.taken

    @property
    def row(self) -> Mapping[str, str]:
        return {
            "转送交办": str(self.forwards), "移交接收": str(self.taken), "移交不接收": str(self.declined),
            "异议": str(self.objections), "同意退回": str(self.returns), "经手单位数": str(len(self.units)),
            "经手单位": "、".join(self.units),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitClock:
    """One clock of giver or receiver (移交双方时限); `last` is None where its start is not known."""

    side: str
    unit: str
    clock: str
    name: str
    start: date | None
    last: date | None
    clause: str
    sentence: str
    record_id: str = ""

    @property
    def row(self) -> Mapping[str, str]:
        return {
            "一方": self.side, "单位": self.unit, "时限": f"{self.clock} {self.name}".strip(),
            "起算": str(self.start or "待核"), "届满": str(self.last or "待核"), "依据": self.clause,
            "说明": self.sentence,
        }  # fmt: skip


def hand_overs(facts: MatterFacts) -> tuple[HandOver, ...]:
    """Every hand-over offered up to the matter's day with its answer, receipt and result; oldest first."""
    found: list[HandOver] = []
    for step in history_of(facts).steps:
        if step.kind is K.OFFER:
            found.append(_offered(len(found) + 1, step))
        elif step.kind in (K.TAKE, K.DECLINE):
            _answer(found, step)
        elif step.kind in _RESULTS or step.kind is K.PROGRESS:
            _result_back(found, step)
    return tuple(found)


def pending(facts: MatterFacts, receiver: str = "") -> HandOver | None:
    """The latest offer not answered yet (to `receiver`, if named)."""
    waiting = [one for one in hand_overs(facts) if one.answer == PENDING]
    return next((one for one in reversed(waiting) if not receiver or _is(one.receiver, receiver)), None)


def _offered(number: int, step: Step) -> HandOver:
    reasons = step.detail.get("reasons", "") or step.text
    return HandOver(
        number, step.record_id, step.unit, step.target, step.day, reasons=reasons, basis=step.detail.get("basis", "")
    )


def _answer(found: list[HandOver], step: Step) -> None:
    """An answer belongs to the latest offer to that unit still open on that record."""
    for index in range(len(found) - 1, -1, -1):
        one = found[index]
        if one.answer == PENDING and one.record_id == step.record_id and _is(one.receiver, step.unit):
            taken = step.kind is K.TAKE
            found[index] = replace(
                one,
                answer=TAKEN if taken else DECLINED,
                answered=step.day,
                reasons=one.reasons if taken else step.detail.get("reasons", "") or step.text,
                basis=one.basis if taken else step.detail.get("basis", ""),
                receipt=step.detail.get("receipt", "") if taken else "",
            )
            return


def _result_back(found: list[HandOver], step: Step) -> None:
    for index, one in enumerate(found):
        told_giver = step.kind in _RESULTS or _is(step.target, one.giver)
        mine = one.record_id == step.record_id and _is(one.receiver, step.unit)
        if one.answer == TAKEN and not one.result and mine and told_giver:
            found[index] = replace(one, result=step.kind.value, result_day=step.day)


def count_moves(facts: MatterFacts) -> Moves:
    """Moves of a matter up to its day; offices that only forward petitions are no units that handled it."""
    steps = history_of(facts).steps
    forwards = [step for step in steps if step.kind is K.FORWARD and _handles(step.target)]
    taken = [step for step in steps if step.kind is K.TAKE]
    names = [*(step.target for step in forwards), *(step.unit for step in taken if _handles(step.unit))]
    counts = {kind: sum(step.kind is kind for step in steps) for kind in (K.DECLINE, K.OBJECT, K.RETURN)}
    return Moves(len(forwards), len(taken), counts[K.DECLINE], counts[K.OBJECT], counts[K.RETURN], units_of(names))


def units_of(names: Iterable[str]) -> tuple[str, ...]:
    """Different units, the same ones whatever the order of names: longest names first, then by spelling."""
    return distinct_units(sorted(set(names), key=lambda name: (-len(name), name)))


def ping_pong(facts: MatterFacts) -> Finding:
    """T-12: three units or two returns (同意退回 and 移交不接收 together); thresholds as `triggers.T-12`."""
    moves, on = count_moves(facts), facts.as_of
    units, returns = parameter("triggers.T-12.units", on), parameter("triggers.T-12.returns", on)
    back = moves.returns + moves.declined
    over = len(moves.units) >= units.value or back >= returns.value
    sentence = (
        f"先后经{len(moves.units)}个承办单位（{'、'.join(moves.units) or '未登记'}），退回{moves.returns}次、移交不接收"
        f"{moves.declined}次；标准为{units.value}个单位或{returns.value}次退回"
        f"{'，宜提请会商明确主办' if over else ''}。"
    )
    change = "明确主办并由其受理，或核实流转记录有误"
    return Finding("T-12", Trilean.of(over), units.clause, sentence, dict(moves.row), change=change)


def check_receiver(
    facts: MatterFacts, receiver: str, recusals: Sequence[Recusal] = (), parents: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """Whether a unit may be handed this matter, or have its duty confirmed: exclusion, then recusal.

    A rule EXCLUSION_BLOCK or RECUSAL that is 是 stops it; EXCLUSION_WARN asks a head for a reason. ValueError for no unit.
    """
    purpose = Purpose.ACCUSATION if is_accusation(facts) else Purpose.CLAIM
    excluded = check_transfer(receiver, facts.accused_unit, purpose=purpose, parents=parents)
    return (excluded, *(_recused(receiver, one, parents) for one in recusals if one.is_unit))


def stops(found: Finding) -> bool:
    """Whether this finding forbids the hand-over; a recused unit may not have it at all."""
    return is_blocked(found) or (found.rule == RECUSAL and found.outcome is Trilean.YES)


def needs_reason(found: Finding) -> bool:
    """Whether a head must say why it goes there all the same (被反映单位, or names too general to tell apart)."""
    return found.outcome is not Trilean.NO and found.rule in (WARN, RECUSAL) and not stops(found)


def _recused(receiver: str, recusal: Recusal, parents: Mapping[str, str] | None) -> Finding:
    relation = relation_with(receiver, recusal.who, parents)
    hit = True if relation in _NEAR else None if relation is UnitRelation.POSSIBLE else False
    facts = {"去向单位": receiver, "已回避单位": recusal.who, "两者关系": relation.value, "决定": recusal.decided_by}
    said = {True: "已决定回避，不得再承办、接收本事项", None: "可能就是已回避的单位，请核实", False: "不是已回避的单位"}
    sentence = f"{receiver}{said[hit]}（{recusal.who}经{recusal.decided_by or '（决定人未登记）'}决定回避）。"
    return Finding(RECUSAL, Trilean.of(hit), RECUSAL_CLAUSE, sentence, facts, change="撤销回避决定，或改由其他单位承办")


def both_clocks(facts: MatterFacts, over: HandOver, calendar: Calendar) -> tuple[UnitClock, ...]:
    """The clocks of giver and receiver in a hand-over: 受理告知 from the first receipt, 60 days untouched, the answer."""
    record = next(one for one in facts.records if one.record_id == over.record_id)
    first = first_receipt(record, over.offered)
    found = [_notice("移交单位", over.giver, record, first, calendar)]
    if over.answer != DECLINED:
        found.append(_notice("接收单位", over.receiver, record, first, calendar))
    if over.answer == PENDING:
        found.append(_answer_clock(over, facts.as_of, calendar))
    return (*found, *_handling(over, record, calendar))


def first_receipt(record: RecordFacts, before: PartialDate | None = None) -> PartialDate | None:
    """The day the chain of hand-overs began: the latest forward to a unit up to a day (E8); None if no day is known."""
    limit = before.end if before else date.max
    days = [
        step.day
        for step in record.of(K.FORWARD)
        if step.day and step.day.start <= limit and not is_petition_office(step.target)
    ]
    return max(days, key=lambda day: day.start, default=None)


def _notice(side: str, unit: str, record: RecordFacts, first: PartialDate | None, calendar: Calendar) -> UnitClock:
    again = "移交不另行起算，" if side == "接收单位" else "提出移交不停算，"
    done = next((step for step in record.of(K.ACCEPT, K.REFUSE) if _is(step.unit, unit)), None)
    met = f"{done.unit}已于{_shown(done.day)}{done.kind.value}。" if done else ""
    return _clocked(side, unit, "C03", first, record.record_id, calendar, f"{again}自首次收到起连续计算（E8）。{met}")


def _handling(over: HandOver, record: RecordFacts, calendar: Calendar) -> Iterator[UnitClock]:
    for step in record.of(K.ACCEPT)[-1:]:
        told = f"{step.unit or over.giver}受理后的60日不因移交改变。"
        unit = over.receiver if over.answer == TAKEN else over.giver
        yield _clocked("事项", unit, "C05", step.day, record.record_id, calendar, told)


def _clocked(
    side: str, unit: str, clock: str, start: PartialDate | None, record_id: str, calendar: Calendar, told: str
) -> UnitClock:
    name = {"C03": "受理告知", "C05": "信访程序办结"}[clock]
    day = start.exact if start else None
    found, why = _due(clock, day, calendar)
    clause = (
        found.clause
        if found
        else "《信访工作条例》第二十三条第三款"
        if clock == "C03"
        else "《信访工作条例》第三十四条"
    )
    sentence = f"{told}{found.why if found else why}"
    return UnitClock(side, unit, clock, name, day, found.due if found else None, clause, _stop(sentence), record_id)


def _due(clock: str, day: date | None, calendar: Calendar) -> tuple[Due | None, str]:
    if day is None:
        return None, "首次收到的日期未登记或不是确切的一天，无法计算，请补登"
    try:
        return due(clock, day, calendar=calendar), ""
    except (ClockError, CalendarMissing) as reason:
        return None, str(reason)


def _answer_clock(over: HandOver, as_of: date, calendar: Calendar) -> UnitClock:
    days, day = parameter("duty.offer.days", as_of), over.offered.exact if over.offered else None
    last, told = None, "移交提出日期不确切，答复期限无法计算"
    if day:
        try:
            last = calendar.add_workdays(day, int(days.value))
            told = f"自{day}起{days.value}个工作日内答复接收或不接收（内部时间，非法定）"
            told += f"，已过{(as_of - last).days}日" if as_of > last else ""
        except CalendarMissing as missing:
            told = str(missing)
    return UnitClock("接收单位", over.receiver, "", "答复移交", day, last, days.clause, _stop(told), over.record_id)


def _handles(unit: str) -> bool:
    return bool(unit.strip()) and not is_petition_office(unit)


def _is(one: str, other: str) -> bool:
    return unit_relation(one, other) is UnitRelation.SAME


def _stop(sentence: str) -> str:
    return sentence if sentence.endswith("。") else f"{sentence}。"


def _shown(day: PartialDate | None) -> str:
    return str(day) if day else "日期未登记"
