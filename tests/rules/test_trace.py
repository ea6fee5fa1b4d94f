"""倒查与首办: gaps, missed clocks and articles beside facts; no fault found, no name of an officer."""

from __future__ import annotations

import runpy
from datetime import date
from pathlib import Path

import pytest

from workbench.domain.finding import ClockFinding, ClockStatus
from workbench.rules.first_handler import first_handler
from workbench.rules.trace import NOTE, trace

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "reader.py"))
CASES = READ["situations"]("duty_trace")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict) -> None:
    facts = READ["facts"](case["facts"])
    sheet = trace(facts, ())
    if "silences" in case:
        found = [{"days": one.days, "unit": one.unit, "compare": one.compare} for one in sheet.of("间隔")]
        assert found == case["silences"]
    if want := case.get("first"):
        first = first_handler(facts)
        assert (first.unit, first.finding.outcome.value) == (want["unit"], want["late"])
        assert first.owner == want.get("owner", first.owner) and first == sheet.first
    if "notice" in case:
        assert dict(sheet.fields)["首次告知"] == str(case["notice"])


def _clock(name: str, status: ClockStatus, done: date | None = None) -> ClockFinding:
    made = READ["clock"]({"due": "2025-04-01", "status": "超期未完成", "unit": "甲局"})
    return ClockFinding(name, made.name, "R1", "甲局", status, made.due, done, None, "超期。", made.clause)


def test_missed_clocks_stand_beside_their_article() -> None:
    clocks = [
        _clock("C05", ClockStatus.OVERDUE),
        _clock("C03", ClockStatus.DONE_LATE, date(2025, 4, 11)),
        _clock("C04", ClockStatus.RUNNING),
        _clock("C07", ClockStatus.OVERDUE),
    ]
    found = trace(READ["facts"]({}), clocks).of("时限")
    assert [(one.compare, one.days) for one in found] == [("第四十五条（一）", 61), ("第四十四条（三）", 10)]


def test_no_words_of_steps_and_no_officer_are_copied() -> None:
    detail = {"approver": "张三丰局长", "reasons": "李四海拒办", "owner": "王五常", "number": "清信处〔2025〕1号"}
    steps = [
        {"kind": kind, "day": "2025-05-01", "unit": "甲局", "target": "乙局", "text": "赵六合经办", "detail": detail}
        for kind in ("转送交办", "异议", "延期", "出具意见书", "移交不接收", "督办")
    ]
    sheet = trace(READ["facts"]({"records": [{"steps": steps}]}), ())
    told = str([*map(dict, sheet.rows), sheet.fields])
    assert not any(name in told for name in ("张三丰", "李四海", "王五常", "赵六合")) and "清信处〔2025〕1号" in told
    assert NOTE in told and "过错" not in told and "失职" not in told


def test_undated_acts_are_named_and_stand_last() -> None:
    steps = [{"kind": "督办", "unit": "联席办"}, {"kind": "督办"}, {"kind": "登记", "day": "2025-05-20"}]
    sheet = trace(READ["facts"]({"records": [{"steps": steps}]}), ())
    assert sheet.unknown == ("督办2次日期未登记，不能计入间隔",)
    assert [row["事实"] for row in sheet.rows][-2:] == ["督办", "督办"]


def test_an_accusation_is_not_traced_here() -> None:
    with pytest.raises(ValueError, match="第三十条"):
        trace(READ["facts"]({"records": [{"purpose": "检举控告"}]}), ())
