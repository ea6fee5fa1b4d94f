"""排查到位 and 调处到位: reports against the ledger, steps against clocks."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.domain.codes import Trilean
from workbench.rules.in_place import InHand, settled, swept

LAST, DURING, AFTER = date(2026, 11, 15), date(2026, 11, 12), date(2026, 11, 18)


@pytest.mark.parametrize(
    ("state", "on", "found", "answer", "word"),
    [
        ("已报", AFTER, 3, Trilean.YES, "已报"),
        ("零报告", AFTER, 0, Trilean.YES, "不矛盾"),
        ("零报告", AFTER, 2, Trilean.NO, "新事项 2 件，相互矛盾"),
        ("未报", AFTER, 0, Trilean.NO, "未报"),
        ("未报", DURING, 0, Trilean.UNKNOWN, "本期未满"),
        ("退回", DURING, 0, Trilean.UNKNOWN, "退回待补"),
        ("退回", AFTER, 0, Trilean.NO, "退回未补"),
    ],
)
def test_a_sweep_is_in_place_when_its_report_stands(
    state: str, on: date, found: int, answer: Trilean, word: str
) -> None:
    outcome, told = swept(state, LAST, on, found)
    assert outcome is answer and word in told


def test_a_matter_is_in_hand_by_steps_within_its_clocks() -> None:
    done, late = InHand("M1", "a", 2), InHand("M2", "b", 2, ("受理告知",))
    new, idle = InHand("M3", "c", 0, waiting=True), InHand("M4", "d", 0)
    assert [one.answer for one in (done, late, new, idle)] == [Trilean.YES, Trilean.NO, Trilean.UNKNOWN, Trilean.NO]
    assert late.told == "超期：受理告知" and idle.told == "没有办理步骤登记"
    assert settled([]) == (None, "本期没有新事项")
    assert settled([done, new]) == (Trilean.UNKNOWN, "在办 1 / 2 件，期限未到 1 件")
    assert settled([done, late, idle, new]) == (Trilean.NO, "在办 1 / 4 件，未到位 2 件，期限未到 1 件")
