"""排查到位 and 调处到位 of a unit over a period (S001): was the sweep of problems reported, and is each new matter in hand.

Both are read from records: the unit's own reports, and the steps and clocks of matters it leads. Two of four; what is not
about problems and duties is not here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from workbench.domain.codes import StepKind as K
from workbench.domain.codes import Trilean
from workbench.domain.finding import ClockStatus

HANDLING: Final = frozenset(
    {K.ACCEPT, K.REFUSE, K.HAND_OFF, K.RECEIVE, K.VISIT, K.STUDY, K.MEDIATE, K.NEGOTIATE, K.PLAN, K.PROGRESS, K.OPINION,
     K.FEEDBACK, K.AID, K.CLOSE, K.WITHDRAW, K.REPORT_DONE, K.RESOLVE, K.OFFER}
)  # fmt: skip
"""Steps that show the unit took a matter in hand; being handed one shows nothing."""
LATE: Final = frozenset({ClockStatus.OVERDUE.value, ClockStatus.DONE_LATE.value})
WAITING: Final = frozenset(
    {ClockStatus.RUNNING.value, ClockStatus.YELLOW.value, ClockStatus.ORANGE.value, ClockStatus.GRACE.value}
)


@dataclass(frozen=True, slots=True)
class InHand:
    """One matter found in the period: steps of handling on it, its clocks that are past (by name), whether any still runs."""

    matter_id: str
    title: str
    steps: int
    late: tuple[str, ...] = ()
    waiting: bool = False

    @property
    def answer(self) -> Trilean:
        """是: in hand and nothing late. 否: late, or nothing done and nothing left to wait for. 待核: its first clock still runs."""
        if self.late:
            return Trilean.NO
        if self.steps:
            return Trilean.YES
        return Trilean.UNKNOWN if self.waiting else Trilean.NO

    @property
    def told(self) -> str:
        """Why, in words."""
        if self.late:
            return f"超期：{'、'.join(self.late)}"
        if self.steps:
            return f"已有 {self.steps} 个办理步骤，期限内"
        return "尚无办理步骤，期限未到" if self.waiting else "没有办理步骤登记"


def swept(state: str, last: date, on: date, found: int) -> tuple[Trilean, str]:
    """排查到位: whether the unit's report of a period stands as of a day; `found` are new matters in its ledger.

    A zero report beside new matters is a contradiction and does not stand; before the period is over nothing is owed yet.
    """
    if state == "零报告" and found:
        return Trilean.NO, f"报“零报告”，而台账在本期内有新事项 {found} 件，相互矛盾，请核对"
    if state in ("已报", "零报告"):
        return Trilean.YES, f"{state}，与台账不矛盾" if state == "零报告" else state
    if on <= last:
        return Trilean.UNKNOWN, "本期未满" + ("，退回待补" if state == "退回" else "")
    return Trilean.NO, "退回未补" if state == "退回" else "未报"


def settled(found: Sequence[InHand]) -> tuple[Trilean | None, str]:
    """调处到位: whether every matter found in the period is in hand within its clocks, with the fraction; None: there is none."""
    if not found:
        return None, "本期没有新事项"
    many = {answer: sum(one.answer is answer for one in found) for answer in Trilean}
    told = f"在办 {many[Trilean.YES]} / {len(found)} 件"
    told += f"，未到位 {many[Trilean.NO]} 件" if many[Trilean.NO] else ""
    told += f"，期限未到 {many[Trilean.UNKNOWN]} 件" if many[Trilean.UNKNOWN] else ""
    answer = Trilean.NO if many[Trilean.NO] else Trilean.UNKNOWN if many[Trilean.UNKNOWN] else Trilean.YES
    return answer, told
