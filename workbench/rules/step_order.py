"""Steps in the order they happened (步骤次序): by day, and an undated step where the procedure puts it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from workbench.domain.codes import StepKind as K
from workbench.domain.facts import RecordFacts, Step

_PROCEDURE = (
    (K.PETITION,),
    (K.REGISTER,),
    (K.FORWARD,),
    (K.OBJECT,),
    (K.RETURN, K.KEEP),
    (K.ACCEPT, K.REFUSE, K.NO_LONGER_ACCEPT),
    (K.EXTEND, K.HAND_OFF),
    (K.OPINION,),
    (K.DELIVER,),
    (K.CLOSE, K.WITHDRAW),
    (K.REVIEW_ASK,),
    (K.REVIEW_ANSWER,),
    (K.REREVIEW_ASK,),
    (K.HEARING_START,),
    (K.HEARING_END,),
    (K.REREVIEW_ANSWER,),
)
STAGE: Final[Mapping[K, int]] = MappingProxyType({kind: n for n, kinds in enumerate(_PROCEDURE) for kind in kinds})
"""How far along the procedure an act lies; acts without a stage (走访, 督办…) move nothing."""


def in_order(record: RecordFacts, as_of: date | None) -> list[Step]:
    """Steps of a record up to a day, by first possible day; on one day 办结 comes last.

    A ledger often gives 送达 or 申请复查 without a day. Such a step goes before the first dated one of a later stage;
    its day stays unknown, and no clock is started or ended by it.
    """
    dated: list[tuple[date, bool, Step]] = []
    undated: list[Step] = []
    for step in record.steps:
        if step.day is None:
            undated.append(step)
        elif as_of is None or step.day.start <= as_of:
            dated.append((step.day.start, step.kind is K.CLOSE, step))
    dated.sort(key=lambda item: item[:2])
    order = [step for _, _, step in dated]
    for step in undated:
        order.insert(_place(order, step), step)
    return order


def _place(order: list[Step], step: Step) -> int:
    stage = STAGE.get(step.kind)
    if stage is not None:
        for index, other in enumerate(order):
            if STAGE.get(other.kind, -1) > stage:
                return index
    return len(order)


_REDO_WORDS = ("撤销", "重办", "重新办理", "重新处理", "重新作出")


def orders_redo(step: Step) -> bool:
    """Does a 复查 or 复核 answer send the matter back to be handled anew (撤销、责令重办)?"""
    result = step.detail.get("result", "")
    return "不予撤销" not in result and any(word in result for word in _REDO_WORDS)
