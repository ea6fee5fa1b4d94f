"""Conditions read and written: the same again, and faults named by entry and field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.meetings.schedule.small import county
from workbench.meetings.schedule.instances import instance
from workbench.meetings.schedule.problem import STANDARD_WISHES, Half
from workbench.meetings.schedule.reading import ProblemFault, read_problem


def test_what_is_written_is_read_again() -> None:
    problem = instance(3, matters=12, units=8, sittings=4)
    assert read_problem(json.dumps(problem.as_dict(), ensure_ascii=False)) == problem
    assert read_problem(problem.as_dict()) == problem


def test_without_wishes_the_standard_ones_hold() -> None:
    plain = instance(3, matters=3, units=8, sittings=2).as_dict()
    del plain["wishes"]
    assert read_problem(plain).wishes == STANDARD_WISHES
    assert read_problem({**plain, "wishes": []}).wishes == ()


def _broken(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    plain = instance(3, matters=3, units=8, sittings=2).as_dict()
    at = plain
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return plain


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("today",), "明天", "规划日期应写成"),
        (("sittings", 0, "day"), "3月2日", "第1个会次的“day”应写成"),
        (("sittings", 0, "level"), "片区", "第1个会次的“level”不能是“片区”"),
        (("sittings", 0, "minutes"), 10, "的时间不对"),
        (("sittings", 1, "id"), "S01", "会次编号“S01”出现2次"),
        (("matters", 1, "lead"), " ", "没有主办单位，请先确定主办单位"),
        (("matters", 1, "pin"), "S99", "指定的会次“S99”不存在"),
        (("matters", 1, "minutes"), 2.5, "应是整数"),
        (("matters", 1, "papers_ready"), "是", "应是 true 或 false"),
        (("matters", 1, "assists"), "县水利局", "应是一列名称"),
        (("matters", 1, "score"), 3, "不认识的字段“score”"),
        (("wishes", 0, "value"), 0, "件数上限应至少为1"),
        (("recusals",), [{"who": "县长", "matter": "M-9999"}], "回避的事项“M-9999”不在本轮"),
        (("absences",), [{"who": "县长"}], "第1个不在缺字段“day”"),
    ],
)
def test_faults_say_where(path: tuple[Any, ...], value: Any, said: str) -> None:
    with pytest.raises(ProblemFault, match=said):
        read_problem(_broken(path, value))


def test_text_that_is_no_json() -> None:
    with pytest.raises(ProblemFault, match="第1行第2列"):
        read_problem("{")
    with pytest.raises(ProblemFault, match="应是一个对象"):
        read_problem("[]")


def test_half_days() -> None:
    morning, *_ = county().sittings
    assert morning.touches(morning.day, Half.MORNING) and morning.touches(morning.day, Half.DAY)
    assert not morning.touches(morning.day, Half.AFTERNOON)
