"""倒查一案一查: the acts of units on one matter in order, the silences between them, missed clocks, and articles beside.

S004: a fact sheet. It finds no fault and names no officer: the words of steps are not copied, only kind, unit, day,
document number and result. 条例第四十二条至第四十六条 stand beside a fact for a person to compare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from workbench.domain.codes import StepKind as K
from workbench.domain.facts import MatterFacts, Step
from workbench.domain.finding import ClockFinding, ClockStatus
from workbench.reference.parameters import parameter
from workbench.rules.evidence import History, history_of, is_accusation
from workbench.rules.first_handler import FirstHandler, first_handler
from workbench.rules.handover import Moves, count_moves
from workbench.rules.resolution import resolution_state
from workbench.rules.unit_kinds import is_petition_office

NOTE: Final = "本表只列单位行为和时间，不作责任认定；是否适用所列条款，由有权机关核实后认定。"
_PETITIONER: Final = frozenset({K.PETITION, K.REVIEW_ASK, K.REREVIEW_ASK, K.WITHDRAW})
_T: Final = "《信访工作条例》"
_COMPARE_DELAY, _COMPARE_NOTICE = "第四十五条（一）", "第四十四条（三）"
_COMPARE_FORWARD, _COMPARE_REFUSE = "第四十三条", "第四十四条（二）"
_COMPARE_PERFORM: Final = "第四十二条（四）"
_RULES: Final[Mapping[K, tuple[str, str]]] = MappingProxyType({
    K.REGISTER: ("第二十二条第一款", _COMPARE_FORWARD), K.FORWARD: ("第二十二条第一款", _COMPARE_FORWARD),
    K.OBJECT: ("第二十三条第三款", ""), K.RETURN: ("第二十三条第三款", _COMPARE_DELAY), K.KEEP: ("第二十三条第三款", ""),
    K.ACCEPT: ("第二十三条", _COMPARE_NOTICE), K.REFUSE: ("第二十三条", _COMPARE_REFUSE),
    K.OFFER: ("第二十四条第一款", _COMPARE_DELAY), K.TAKE: ("第二十四条第一款", ""),
    K.DECLINE: ("第二十四条第一款", _COMPARE_DELAY), K.NEGOTIATE: ("第二十四条第一款", ""),
    K.APPLY_CONFERENCE: ("第二十四条第一款", ""), K.DECISION: ("第十一条、第十三条", ""), K.HAND_OFF: ("第三十一条", ""),
    K.EXTEND: ("第三十四条", _COMPARE_DELAY), K.OPINION: ("第三十二条", "第四十五条（二）"), K.DELIVER: ("第三十二条", ""),
    K.REVIEW_ANSWER: ("第三十五条", ""), K.REREVIEW_ANSWER: ("第三十六条", ""), K.NO_LONGER_ACCEPT: ("第三十六条第三款", ""),
    K.SUPERVISE: ("第四十条", "第四十三条"), K.PERFORM: ("第三十二条", _COMPARE_PERFORM), K.CLOSE: ("第三十四条", ""),
})  # fmt: skip
_CLOCK_COMPARE: Final[Mapping[str, str]] = MappingProxyType({
    "C01": _COMPARE_FORWARD, "C02": _COMPARE_NOTICE, "C03": _COMPARE_NOTICE, "C04": "", "C05": _COMPARE_DELAY,
    "C06": _COMPARE_DELAY, "C08": "第四十五条（四）", "C10": "第四十五条（四）", "C11": _COMPARE_DELAY,
})  # fmt: skip
_HANDLING: Final = "第二十八条第一款"
_ENDS: Final = frozenset(
    {K.CLOSE, K.DELIVER, K.RESOLVE, K.REMOVE, K.REFUSE, K.NO_LONGER_ACCEPT, K.HAND_OFF, K.REREVIEW_ANSWER, K.PERFORM}
)
_SILENCE, _CLOCK = "间隔", "时限"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the sheet (事实). `what` is 首次接触, 首次告知, a kind of step, 间隔 or 时限; `days` it lasted or was late."""

    day: date | None
    day_text: str
    what: str
    unit: str
    told: str
    article: str
    compare: str
    days: int | None = None
    record_id: str = ""
    source: str = ""

    @property
    def row(self) -> Mapping[str, str]:
        return {
            "日期": self.day_text, "事实": self.what, "单位": self.unit or "未登记", "内容": self.told,
            "日数": "" if self.days is None else str(self.days), "依据条款": self.article,
            "对照条款": f"{_T}{self.compare}（供对照）" if self.compare else "", "出处": self.source,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactSheet:
    """The traced course of one matter (倒查事实清单): label and value fields, facts in order, and what is not known."""

    matter_id: str
    as_of: date
    facts: tuple[Fact, ...]
    moves: Moves
    first: FirstHandler
    fields: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    note: str = NOTE

    @property
    def rows(self) -> tuple[Mapping[str, str], ...]:
        return tuple(fact.row for fact in self.facts)

    def of(self, what: str) -> tuple[Fact, ...]:
        """Facts of one sort (间隔, 时限, 转送交办…)."""
        return tuple(fact for fact in self.facts if fact.what == what)


def trace(facts: MatterFacts, clocks: Sequence[ClockFinding], *, title: str = "") -> FactSheet:
    """The fact sheet of a matter as of its day; `clocks` are the findings on the same facts.

    ValueError for an accusation: its course is the 纪检监察 organ's (条例第三十条).
    """
    if is_accusation(facts):
        raise ValueError(f"事项 {facts.matter_id} 是检举控告，不在此倒查；由纪检监察机关依规处理（{_T}第三十条）")
    history = history_of(facts)
    acts = tuple(step for step in history.steps if step.kind not in _PETITIONER)
    found = [*_contact(history), *_acts(acts), *_silences(facts, acts), *_missed(clocks, facts.as_of)]
    found.sort(key=lambda fact: (fact.day or date.max, fact.what in (_SILENCE, _CLOCK)))
    moves, first = count_moves(facts), first_handler(facts)
    return FactSheet(
        facts.matter_id, facts.as_of, tuple(found), moves, first, _fields(facts, title, found, moves, first),
        tuple(_unknown(history, clocks)),
    )  # fmt: skip


def _contact(history: History) -> Iterator[Fact]:
    """First contact: the earliest dated petition or registration of any record."""
    steps = [step for step in history.of(K.PETITION, K.REGISTER) if step.day]
    if steps:
        first = min(steps, key=lambda step: step.day.start if step.day else date.max)
        yield _fact(first, "首次接触", "信访事项首次提出或登记", f"{_T}第二十二条第一款", "")


def _acts(acts: Sequence[Step]) -> Iterator[Fact]:
    noticed = False
    for step in acts:
        article, compare = _RULES.get(step.kind, (_HANDLING, ""))
        first = step.kind in (K.ACCEPT, K.REFUSE) and not noticed
        noticed = noticed or first
        what = "首次告知" if first else step.kind.value
        yield _fact(step, what, _act(step), f"{_T}{article}", compare)


def _fact(step: Step, what: str, told: str, article: str, compare: str) -> Fact:
    day = step.day.start if step.day else None
    text = str(step.day) if step.day else "日期未登记"
    return Fact(day, text, what, step.unit, told, article, compare, record_id=step.record_id, source=str(step.source))


def _act(step: Step) -> str:
    """An act in units and numbers; its free text and the names in it stay out."""
    towards = f"→{step.target}" if step.target else ""
    number = f"，文号{step.detail['number']}" if step.detail.get("number") else ""
    result = f"，结论：{step.detail['result']}" if step.kind in _ANSWERS and step.detail.get("result") else ""
    return f"{step.kind.value}{towards}{number}{result}"


_ANSWERS: Final = frozenset({K.REVIEW_ANSWER, K.REREVIEW_ANSWER})


def _silences(facts: MatterFacts, acts: Sequence[Step]) -> Iterator[Fact]:
    """Gaps of more than N days between dated acts of units, and from the last one to now while the matter is open."""
    setting = parameter("duty.silence.days", facts.as_of)
    dated = [step for step in acts if step.day]
    holder = facts.lead_unit
    for before, after in pairwise([*dated, None]):
        assert before is not None and before.day is not None
        holder = _holder(before) or holder
        if after is None and not resolution_state(facts).state.is_open:
            continue
        until = after.day.start if after and after.day else facts.as_of
        days = (until - before.day.end).days
        if days > setting.value:
            until_told = f"至{after.kind.value}" if after else f"截至{facts.as_of}"
            yield _silence(before, before.day.end, holder, until_told, days)


def _silence(before: Step, since: date, holder: str, until: str, days: int) -> Fact:
    """A gap; after an end of handling nothing was due from the unit as such, so no article stands beside it."""
    ended = before.kind in _ENDS
    told = f"{before.day}{before.kind.value}之后{days}日未见单位行为登记，{until}"
    told += "（其前已办结、送达或移出）" if ended else ""
    article = "" if ended else f"{_T}{_HANDLING}"
    return Fact(since, str(since), _SILENCE, holder, told, article, "" if ended else _COMPARE_DELAY, days)


def _holder(step: Step) -> str:
    """The unit that has the matter after an act that moves it."""
    names = {K.FORWARD: (step.target,), K.TAKE: (step.unit,), K.ACCEPT: (step.unit, step.target)}.get(step.kind, ())
    return next((name for name in names if name and not is_petition_office(name)), "")


def _missed(clocks: Sequence[ClockFinding], as_of: date) -> Iterator[Fact]:
    for clock in clocks:
        if clock.status not in (ClockStatus.OVERDUE, ClockStatus.DONE_LATE) or not _is_units(clock):
            continue
        day = clock.due.due if clock.due else None
        compare = _CLOCK_COMPARE.get(clock.clock, "")
        told = f"{clock.name}{clock.status.value}：{clock.sentence}"
        late = ((clock.done or as_of) - day).days if day else None
        yield Fact(
            day, str(day or "日期未登记"), _CLOCK, clock.unit, told, clock.clause, compare, late, clock.record_id
        )


def _is_units(clock: ClockFinding) -> bool:
    """C07 and C09 are the petitioner's own time for asking a review."""
    return clock.clock not in ("C07", "C09")


def _fields(
    facts: MatterFacts, title: str, found: Sequence[Fact], moves: Moves, first: FirstHandler
) -> tuple[tuple[str, str], ...]:
    silences = [fact for fact in found if fact.what == _SILENCE]
    notice = next((fact.day_text for fact in found if fact.what == "首次告知"), "未见")
    contact = next((fact.day_text for fact in found if fact.what == "首次接触"), "未登记")
    longest = max((fact.days or 0 for fact in silences), default=0)
    limit = parameter("duty.silence.days", facts.as_of).value
    return (
        ("事项", facts.matter_id), ("标题", title or "未登记"), ("截止日", str(facts.as_of)), ("首次接触", contact),
        ("首办单位", first.unit or "未登记"), ("首次告知", notice),
        ("转送交办", f"{moves.forwards}次"), ("移交接收", f"{moves.taken}次"), ("退回", f"{moves.returns}次"),
        ("移交不接收", f"{moves.declined}次"), ("经手单位", "、".join(moves.units) or "未登记"),
        (f"超过{limit}日的间隔", f"{len(silences)}处，最长{longest}日" if silences else "无"),
        ("未按期时限", f"{sum(fact.what == _CLOCK for fact in found)}项"), ("说明", NOTE),
    )  # fmt: skip


def _unknown(history: History, clocks: Sequence[ClockFinding]) -> Iterator[str]:
    """What the sheet cannot place in time."""
    undated = [step for step in history.steps if step.day is None and step.kind not in _PETITIONER]
    for kind in dict.fromkeys(step.kind for step in undated):
        yield f"{kind.value}{sum(step.kind is kind for step in undated)}次日期未登记，不能计入间隔"
    yield from (f"{clock.name}：{clock.sentence}" for clock in clocks if clock.status is ClockStatus.UNKNOWN)
