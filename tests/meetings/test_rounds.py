"""Rounds folded from events: words, versions and releases as they were said, and nothing for a round never set."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Level
from workbench.domain.events import Event, EventKind
from workbench.meetings.rounds import (
    Cancelled,
    Condition,
    How,
    Minutes,
    Pin,
    Version,
    WordKind,
    comings_of,
    condition_of,
    entry_of,
    kind_of,
    mentioned,
    moved,
    names_of,
    next_round_id,
    read_rounds,
    released_for,
    told,
    version_of,
    version_payload,
)
from workbench.meetings.schedule.plan import Plan, cost_of
from workbench.meetings.schedule.problem import Absence, Half, Matter, Problem, Recused, Sitting, Wish, WishKind

AT = datetime.fromisoformat("2026-11-22T09:00:00+08:00")
DAY = date(2026, 11, 23)
WORDS: list[Condition] = [
    Absence("财政局", DAY, Half.MORNING), Recused("副县长", "M1"), Pin("M1", "S1"), Minutes("M1", 40), Cancelled("S2"),
    Wish(WishKind.TOGETHER, "两件同会", weight=90, who="财政局", matters=("M1", "M2"), sittings=("S1",)),
]  # fmt: skip
SITTINGS = tuple(Sitting(f"S{day}", date(2026, 11, 22 + day), 540, 180, "三楼", Level.COUNTY, "县长") for day in (1, 2))
PROBLEM = Problem(
    date(2026, 11, 22), SITTINGS,
    tuple(Matter(f"M{one}", 25, Level.COUNTY, unit, DAY) for one, unit in enumerate(("财政局", "财政局", "住建局"), 1)),
)  # fmt: skip


def said(kind: EventKind, seq: int, /, **payload: str) -> Event:
    return Event(kind, "P1", "测试员", AT, "", payload, f"e{seq}", seq)


def made(number: int, order: dict[str, tuple[str, ...]]) -> Version:
    plan = Plan(order, number)
    return Version(
        number, plan, How.SOLVED, "测试员", AT, cost_of(PROBLEM, plan), 60, "改了", ("一句",), -5, {"M3": "满了"},
        comings_of(PROBLEM, plan), names_of(PROBLEM), event_id="e9",
    )  # fmt: skip


@pytest.mark.parametrize("word", WORDS, ids=lambda word: type(word).__name__)
def test_a_condition_is_read_back_as_said(word: Condition) -> None:
    kind = kind_of(word)
    assert condition_of(kind, entry_of(word)) == word and condition_of(WordKind(kind.value), entry_of(word)) == word
    assert told(word)


def test_what_conditions_name() -> None:
    assert [mentioned(word) for word in WORDS] == [
        ((), ()), (("M1",), ()), (("M1",), ("S1",)), (("M1",), ()), ((), ("S2",)), (("M1", "M2"), ("S1",)),
    ]  # fmt: skip


def test_a_version_is_read_back_as_kept() -> None:
    version = made(1, {"S1": ("M1", "M2"), "S2": ()})
    assert version_of(said(EventKind.SCHEDULED, 9, **version_payload(version))) == version
    assert version.gap == pytest.approx((version.cost.total - 60) / (version.cost.total - version.cost.left_out_cost))


def test_what_moves_between_two_versions() -> None:
    lines = moved(made(1, {"S1": ("M1", "M2")}), made(2, {"S1": ("M1",), "S2": ("M2", "M3")}))
    assert lines == (
        "M2由11月23日09:00三楼改到11月24日09:00三楼",
        "M3列入11月24日09:00三楼",
        "住建局：增加11月24日09:00三楼",
        "财政局：增加11月24日09:00三楼",
    )
    same = made(1, {"S1": ("M1",)})
    assert moved(same, same) == ()


def test_a_round_from_its_events() -> None:
    one, two = made(1, {"S1": ("M1",)}), made(2, {"S1": ("M2",), "S2": ("M1",)})
    days = {"since": "2026-11-23", "until": "2026-12-13"}
    events = [
        said(EventKind.SCHEDULED, 1, **version_payload(one)),  # of a round never set: nothing
        said(EventKind.ROUND_SET, 2, title="旧名", bodies="A；B", **days),
        said(EventKind.ROUND_WORD, 3, kind="指定", entry=entry_of(WORDS[2])),
        said(EventKind.SCHEDULED, 4, **version_payload(one)),
        said(EventKind.SCHEDULED, 5, **version_payload(two)),
        said(EventKind.SCHEDULE_RELEASED, 6, version="1"),
        said(EventKind.ROUND_SET, 7, title="新名", bodies="", **days),
    ]
    assert read_rounds(events[:1]) == {}
    found = read_rounds(events)
    assert (
        found["P1"].title == "新名" and found["P1"].bodies == () and read_rounds(events[:2])["P1"].bodies == ("A", "B")
    )
    assert found["P1"].of(Pin) == [WORDS[2]] and [one.number for one in found["P1"].versions] == [1, 2]
    assert found["P1"].released == 1 and found["P1"].in_force == found["P1"].versions[0]
    assert released_for(found, "S1") == (found["P1"], found["P1"].versions[0]) and released_for(found, "S2") is None


@given(st.integers(0, 6))
def test_a_free_id(many: int) -> None:
    taken: list[str] = []
    for _ in range(many):
        taken.append(next_round_id(DAY, taken))
    assert len(set(taken)) == many and next_round_id(DAY, taken) not in taken
