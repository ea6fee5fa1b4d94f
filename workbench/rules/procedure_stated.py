"""The ledger's own word for the state of a record (台账状态用语) against the state its steps lead to."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from workbench.domain.codes import ProceduralState as S
from workbench.domain.codes import Trilean
from workbench.domain.facts import RecordFacts
from workbench.domain.finding import Finding

_REVIEWS: Final = frozenset({S.REVIEWING, S.REVIEWED, S.REREVIEWING, S.REREVIEWED})
_DONE: Final = frozenset({S.DELIVERED, S.CLOSED, S.ENDED, S.HANDED_OFF}) | _REVIEWS
_WORDS: Final = (
    (("复核办结", "已复核"), frozenset({S.REREVIEWED, S.ENDED})),
    (("复核",), frozenset({S.REREVIEWING})),
    (("复查办结", "已复查"), frozenset({S.REVIEWED, S.CLOSED})),
    (("复查",), frozenset({S.REVIEWING})),
    (("不予受理", "不再受理"), frozenset({S.CLOSED, S.ENDED})),
    (("未登记", "待登记"), frozenset({S.UNREGISTERED})),
    (("未受理", "待受理", "已转送", "已转交", "已交办", "已转办", "待签收"), frozenset({S.FORWARDED, S.OBJECTED})),
    (("异议",), frozenset({S.OBJECTED})),
    (("未办结", "办理中", "正在办理", "在办", "未结"), frozenset({S.FORWARDED, S.OBJECTED, S.ACCEPTED, S.OPINION})),
    (("终结",), frozenset({S.REREVIEWED, S.ENDED})),
    (("移送", "导入"), frozenset({S.HANDED_OFF})),
    (("送达",), frozenset({S.DELIVERED}) | _DONE),
    (("办结", "已结", "办毕", "结案"), _DONE),
    (("已出具", "已答复", "已回复"), frozenset({S.OPINION}) | _DONE),
    (("受理",), frozenset({S.ACCEPTED, S.OPINION})),
    (("登记", "待转", "待交办"), frozenset({S.REGISTERED})),
)
"""Words in the order they are looked for: 复查办结 before 办结, 未办结 before 办结, 不予受理 before 受理."""


@lru_cache(maxsize=4096)
def meant_by(word: str) -> frozenset[S] | None:
    """States a ledger's word is compatible with; None for a word not known."""
    for words, states in _WORDS:
        if any(known in word for known in words):
            return states
    return None


def compare(record: RecordFacts, state: S) -> tuple[Trilean, tuple[Finding, ...]]:
    """Whether the stated word fits, and a finding where it does not. The word itself stays as it is."""
    meant = meant_by(record.stated_state)
    if meant is None:
        return Trilean.UNKNOWN, ()
    if state in meant:
        return Trilean.YES, ()
    sentence = (
        f"台账信访件状态写“{record.stated_state}”，而已登记步骤只说明“{state.value}”。"
        "台账原文不改；请补登缺少的步骤，或核对台账。"
    )
    facts = {"台账状态": record.stated_state, "步骤所示状态": state.value}
    return Trilean.NO, (
        Finding(
            "STATED_STATE",
            Trilean.YES,
            "《信访工作条例》第二十一条第二款",
            sentence,
            facts,
            record.record_id,
            "补登步骤后两者一致即消除",
        ),
    )
