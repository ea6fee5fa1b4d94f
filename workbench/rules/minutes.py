"""会议纪要的办文状态 (spec 3.7): 草稿→送审→签发→印发; after 印发 the text is frozen, a correction is a new version.

What a state still lacks is said before the act; the number 〔年〕第×期 is one of its kind. W/K: GB/T 9704-2012 纪要格式.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from workbench.rules.decisions import Decision, gaps

_NUMBER: Final = re.compile(r"^[〔\[［(（](\d{4})[〕\]］)）]第(\d{1,3})期$")


class MinutesState(StrEnum):
    """Where the minutes stand (纪要状态)."""

    DRAFT = "草稿"
    SUBMITTED = "送审"
    SIGNED = "签发"
    ISSUED = "印发"


class MinutesAct(StrEnum):
    """What is done with them (办文)."""

    WRITE = "起草"
    SUBMIT = "送审"
    SEND_BACK = "退回修改"
    SIGN = "签发"
    ISSUE = "印发"
    CORRECT = "更正"  # opens a new version of issued minutes


_TO: Final[Mapping[tuple[MinutesState | None, MinutesAct], MinutesState]] = MappingProxyType(
    {
        (None, MinutesAct.WRITE): MinutesState.DRAFT,
        (MinutesState.DRAFT, MinutesAct.WRITE): MinutesState.DRAFT,
        (MinutesState.DRAFT, MinutesAct.SUBMIT): MinutesState.SUBMITTED,
        (MinutesState.SUBMITTED, MinutesAct.SEND_BACK): MinutesState.DRAFT,
        (MinutesState.SUBMITTED, MinutesAct.SIGN): MinutesState.SIGNED,
        (MinutesState.SIGNED, MinutesAct.SEND_BACK): MinutesState.DRAFT,
        (MinutesState.SIGNED, MinutesAct.ISSUE): MinutesState.ISSUED,
        (MinutesState.ISSUED, MinutesAct.CORRECT): MinutesState.DRAFT,
    }
)
_NOTED: Final = frozenset({MinutesAct.SEND_BACK, MinutesAct.CORRECT})


@dataclass(frozen=True, slots=True)
class MinutesFacts:
    """What the rules look at: the state, the decisions they print, who chaired, who may sign, and numbers in use."""

    state: MinutesState | None
    decisions: Sequence[Decision] = ()
    chair: str = ""
    convenors: Collection[str] = ()
    numbers: Collection[str] = ()


def next_state(state: MinutesState | None, act: MinutesAct) -> MinutesState | None:
    """The state after an act; None where it may not be done."""
    return _TO.get((state, act))


def allowed(state: MinutesState | None) -> tuple[MinutesAct, ...]:
    """Acts that may follow."""
    return tuple(act for before, act in _TO if before is state)


def minutes_gaps(facts: MinutesFacts, act: MinutesAct, *, number: str = "", by: str = "", note: str = "") -> tuple[str, ...]:  # fmt: skip
    """Everything that stands in the way of an act, one sentence each; empty when it may be done."""
    if next_state(facts.state, act) is None:
        return (_out_of_turn(facts.state, act),)
    found = [f"{act.value}须写明理由"] if act in _NOTED and not note.strip() else []
    if act in (MinutesAct.SUBMIT, MinutesAct.SIGN, MinutesAct.ISSUE):
        found += _unfinished(facts)
    if act is MinutesAct.SIGN:
        found += _signer(by, facts.convenors)
    if act is MinutesAct.ISSUE:
        found += _numbered(number, facts.numbers)
    return tuple(found)


def _out_of_turn(state: MinutesState | None, act: MinutesAct) -> str:
    if state is None:
        return f"还没有纪要草稿，不能{act.value}；请先起草"
    if state is MinutesState.ISSUED:
        return f"纪要已印发，文字不再改动，不能{act.value}；确有错误的，请用“更正”另出一版并写明理由"
    can = "、".join(one.value for one in allowed(state))
    return f"纪要现为“{state.value}”，不能{act.value}；现在可以：{can}"


def _unfinished(facts: MinutesFacts) -> list[str]:
    found = [] if facts.chair.strip() else ["未登记主持人"]
    for decision in facts.decisions:
        lacking = list(gaps(decision)) or ([] if decision.final else ["定稿"])
        if lacking:
            found.append(f"议定事项 {decision.decision_id}“{decision.text}”缺{'、'.join(lacking)}，不能定稿")
    return found


def _signer(by: str, convenors: Collection[str]) -> list[str]:
    if not by.strip():
        return ["签发须写明签发人职务"]
    if convenors and by.strip() not in convenors:
        return [f"签发人“{by.strip()}”不是召集人或副召集人（{'、'.join(convenors)}）；纪要由召集人签发"]
    return []


def _numbered(number: str, used: Collection[str]) -> list[str]:
    plain = plain_number(number)
    if plain is None:
        return [f"期号“{number}”应写作〔2026〕第1期"]
    return [f"期号{plain}已经用过；可用的下一号是{next_number(int(plain[1:5]), used)}"] if plain in used else []


def plain_number(number: str) -> str | None:
    """The number as printed (〔2026〕第3期), whatever brackets or leading noughts it was typed with; None for another text."""
    found = _NUMBER.match("".join(number.split()))
    return f"〔{found[1]}〕第{int(found[2])}期" if found and int(found[2]) else None


def next_number(year: int, used: Collection[str]) -> str:
    """The number after the highest used in a year."""
    read = (_NUMBER.match(one) for one in used)
    taken = [int(found[2]) for found in read if found and int(found[1]) == year]
    return f"〔{year}〕第{max(taken, default=0) + 1}期"
