"""What moved since the last meeting, in sentences; nothing where nothing moved."""

from __future__ import annotations

from datetime import date
from typing import Any

from workbench.review.since_meeting import View, changes, last_meeting

MATTER = {"state_a": "A2 已转交", "state_b": "0 未启动", "lead_unit": "甲局", "case_leader": "", "label": "不分离"}
CLOCK = {
    "record_id": "R1",
    "clock": "C03",
    "name": "受理告知",
    "unit": "甲局",
    "start": date(2026, 3, 1),
    "status": "在办",
}


def _step(kind: str, day: date | None, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "start": day, "day_text": str(day or ""), "unit": "甲局", "text": "", **more}


def test_the_last_meeting_before_a_day() -> None:
    steps = [
        _step("上会", date(2026, 3, 2)),
        _step("议定", date(2026, 4, 2)),
        _step("受理", date(2026, 4, 9)),
        _step("上会", None),
    ]
    assert last_meeting(steps, date(2026, 5, 1)) == date(2026, 4, 2)
    assert last_meeting(steps, date(2026, 4, 2)) == date(2026, 3, 2) and last_meeting(steps, date(2026, 3, 1)) is None


def test_states_flags_deadlines_and_steps() -> None:
    then = View(MATTER, [{"rule": "HF8", "outcome": "否"}, {"rule": "HF1", "outcome": "是"}], [CLOCK])
    now = View({**MATTER, "state_b": "1 化解中", "case_leader": "副县长"},
               [{"rule": "HF8", "outcome": "是"}, {"rule": "HF1", "outcome": "是"}], [{**CLOCK, "status": "超期未完成"}])  # fmt: skip
    steps = [_step("上会", date(2026, 3, 2)), _step("走访调查", date(2026, 3, 9), text="看现场")]
    assert [one.sentence for one in changes(then, now, steps, date(2026, 3, 2))] == [
        "化解状态：0 未启动 → 1 化解中",
        "包案领导：未登记 → 副县长",
        "疑难标识 HF8：否 → 是",
        "受理告知（甲局）：在办 → 超期未完成",
        "2026-03-09 走访调查：甲局，看现场",
    ]


def test_nothing_moved() -> None:
    same = View(MATTER, [{"rule": "HF1", "outcome": "是"}], [CLOCK])
    assert changes(same, same, [_step("上会", date(2026, 3, 2))], date(2026, 3, 2)) == ()
