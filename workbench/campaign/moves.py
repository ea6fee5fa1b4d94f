"""What came onto the table and left it (存量流量): moves of matters, the stock on a day, and flows that must balance.

Axis B only (化解状态): an office that closes its procedure (办结) has not resolved the matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from workbench.domain.codes import StepKind
from workbench.domain.tables import MOVES


class MoveKind(StrEnum):
    """Moves on axis B; only the first five are of the stock, 报结 and 退回 say what is in the queue."""

    NEW = "新增"
    REBOUND = "反弹"
    RESOLVED = "化解"
    REMOVED = "核减"
    REPORTED = "报结"
    RETURNED = "退回"


class State(StrEnum):
    """Where a matter stands after its moves up to a day."""

    ABSENT = "未登记"
    OPEN = "未化解"
    QUEUED = "报结待审"
    RESOLVED = "已化解"
    REMOVED = "已核减"


@dataclass(frozen=True, slots=True)
class Move:
    """One move of one matter on one known day."""

    matter_id: str
    day: date
    kind: MoveKind


_NEXT = {
    (State.ABSENT, MoveKind.NEW): State.OPEN,
    (State.OPEN, MoveKind.REPORTED): State.QUEUED,
    (State.QUEUED, MoveKind.RETURNED): State.OPEN,
    (State.OPEN, MoveKind.RESOLVED): State.RESOLVED,
    (State.QUEUED, MoveKind.RESOLVED): State.RESOLVED,
    (State.RESOLVED, MoveKind.REBOUND): State.OPEN,
    (State.OPEN, MoveKind.REMOVED): State.REMOVED,
    (State.QUEUED, MoveKind.REMOVED): State.REMOVED,
    (State.RESOLVED, MoveKind.REMOVED): State.REMOVED,
}
_ON_TABLE = (State.OPEN, State.QUEUED)


@dataclass(frozen=True, slots=True)
class History:
    """The moves that are possible one after another, and those that are not (`odd`), for a person to look at."""

    moves: tuple[Move, ...]
    odd: tuple[Move, ...]

    def states(self, day: date) -> dict[str, State]:
        """Where every matter stands at the end of a day."""
        states: dict[str, State] = {}
        for move in self.moves:
            before = states.get(move.matter_id, State.ABSENT)
            states[move.matter_id] = _NEXT[before, move.kind] if move.day <= day else before
        return states

    def stock(self, day: date) -> tuple[str, ...]:
        """Matters on the table at the end of a day."""
        return tuple(sorted(matter for matter, state in self.states(day).items() if state in _ON_TABLE))


def history(moves: Iterable[Move]) -> History:
    """Sort moves by day (within a day as given) and set aside those that cannot follow what went before."""
    possible, odd = [], []
    states: dict[str, State] = defaultdict(lambda: State.ABSENT)
    for move in sorted(moves, key=lambda move: move.day):
        state = _NEXT.get((states[move.matter_id], move.kind))
        if state is None:
            odd.append(move)
        else:
            states[move.matter_id] = state
            possible.append(move)
    return History(tuple(possible), tuple(odd))


@dataclass(frozen=True, slots=True)
class StockFlow:
    """M-18: 期初 + 新增 + 反弹 − 化解 − 核减 = 期末, each as the list of matters moved (one may move twice)."""

    first: date
    last: date
    opening: tuple[str, ...]
    new: tuple[str, ...]
    rebound: tuple[str, ...]
    resolved: tuple[str, ...]
    removed: tuple[str, ...]
    closing: tuple[str, ...]

    @property
    def balanced(self) -> bool:
        """Whether the flows explain the closing stock, which is counted on its own."""
        flowed = len(self.opening) + len(self.new) + len(self.rebound) - len(self.resolved) - len(self.removed)
        return flowed == len(self.closing)

    @property
    def sentence(self) -> str:
        parts = f"期初 {len(self.opening)} + 新增 {len(self.new)} + 反弹 {len(self.rebound)}"
        return f"{parts} − 化解 {len(self.resolved)} − 核减 {len(self.removed)} = 期末 {len(self.closing)}"


def stock_flow(past: History, first: date, last: date) -> StockFlow:
    """The balance of the days from `first` to `last`, both included. Removing a resolved matter does not move the stock."""
    if last < first:
        raise ValueError(f"期间倒置：{first} 至 {last}")
    flows: dict[MoveKind, list[str]] = defaultdict(list)
    states: dict[str, State] = defaultdict(lambda: State.ABSENT)
    for move in past.moves:
        before = states[move.matter_id]
        after = states[move.matter_id] = _NEXT[before, move.kind]
        if first <= move.day <= last and (before in _ON_TABLE) != (after in _ON_TABLE):
            flows[move.kind].append(move.matter_id)
    new, rebound, resolved, removed = (
        tuple(flows[kind]) for kind in (MoveKind.NEW, MoveKind.REBOUND, MoveKind.RESOLVED, MoveKind.REMOVED)
    )
    opening = past.stock(date.fromordinal(first.toordinal() - 1))
    return StockFlow(first, last, opening, new, rebound, resolved, removed, past.stock(last))


def moves_table(matters: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """The derived table MOVES of matters that are no accusations: possible moves in order, with what each does to the stock."""
    moves, _undated = moves_of(matters[~matters["locked"].astype(bool)], steps)
    return table_of(history(moves).moves)


def table_of(moves: Iterable[Move]) -> pd.DataFrame:
    """Moves that are possible one after another as the table MOVES."""
    states: dict[str, State] = defaultdict(lambda: State.ABSENT)
    rows = []
    for number, move in enumerate(moves):
        before = states[move.matter_id]
        after = states[move.matter_id] = _NEXT[before, move.kind]
        effect = int(after in _ON_TABLE) - int(before in _ON_TABLE)
        rows.append((move.matter_id, number, move.day, move.kind.value, effect))
    return pd.DataFrame(rows, columns=list(MOVES), dtype=object)


_KINDS = {
    StepKind.RESOLVE.value: MoveKind.RESOLVED,
    StepKind.REMOVE.value: MoveKind.REMOVED,
    StepKind.REPORT_DONE.value: MoveKind.REPORTED,
    StepKind.SEND_BACK.value: MoveKind.RETURNED,
}
_COMES_BACK = (StepKind.PETITION.value, StepKind.REGISTER.value)


def moves_of(matters: pd.DataFrame, steps: pd.DataFrame) -> tuple[tuple[Move, ...], tuple[str, ...]]:
    """Moves by MATTERS (matter_id, first_day) and STEPS (matter_id, kind, start), and matters without a first day.

    A petition or registration on a later day than a resolution is a rebound (反弹); steps without a day move nothing.
    """
    first = pd.to_datetime(matters["first_day"])
    undated = tuple(matters.loc[first.isna(), "matter_id"].astype(str))
    known = matters.loc[first.notna(), "matter_id"].astype(str)
    came = [Move(matter, day.date(), MoveKind.NEW) for matter, day in zip(known, first.dropna(), strict=True)]
    return (*came, *_step_moves(steps, set(known))), undated


def _step_moves(steps: pd.DataFrame, known: set[str]) -> Iterator[Move]:
    dated = steps.assign(start=pd.to_datetime(steps["start"])).dropna(subset=["start"])
    resolved_on: dict[str, date] = {}
    dated = dated.sort_values("start", kind="stable")
    for matter, kind, start in zip(dated["matter_id"], dated["kind"], dated["start"], strict=True):
        day = start.date()
        if matter not in known:
            continue
        if kind in _KINDS:
            yield Move(matter, day, _KINDS[kind])
        if kind == StepKind.RESOLVE.value:
            resolved_on.setdefault(matter, day)
        elif kind in _COMES_BACK and matter in resolved_on and day > resolved_on[matter]:
            del resolved_on[matter]
            yield Move(matter, day, MoveKind.REBOUND)
