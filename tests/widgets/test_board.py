"""The board as Python sees it: what it sends, what it refuses, what it forgets."""

from __future__ import annotations

import json

import pytest

from tests.widgets.test_assets import _mark
from workbench.meetings.schedule.clashes import ClashLevel
from workbench.widgets import Board, BoardCard, BoardSitting
from workbench.widgets.board import CLASH_LEVELS
from workbench.widgets.theme import asset

SITTINGS = [BoardSitting("S1", "县联席会议", "11月24日"), BoardSitting("S2", "乡联席会议", "11月25日")]
CARDS = [BoardCard("M1", "补偿", missing=("意见",)), BoardCard("M2", "工资")]


def test_the_bundle_is_built_from_the_sources_as_they_are() -> None:
    assert asset("board.js").startswith(f"/* sources {_mark()};")


def test_a_board_sends_plain_values_and_drops_a_choice_that_is_gone() -> None:
    board = Board()
    board.show(SITTINGS, CARDS, {"S1": ("M1", "M2")})
    board.selected = "M2"
    board.show(SITTINGS, CARDS[:1], {"S1": ("M1",)})
    assert board.selected == "" and board.order == {"S1": ["M1"]}
    assert board.cards[0]["missing"] == ["意见"]
    json.dumps(board.get_state(["sittings", "cards", "order", "clashes", "times", "blocked"]))


def test_what_is_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="会次“S1”给了两次"):
        Board().show([SITTINGS[0], SITTINGS[0]], CARDS, {})
    with pytest.raises(ValueError, match="事项“M1”给了两次"):
        Board().show(SITTINGS, [CARDS[0], CARDS[0]], {})


def test_an_answer_marks_every_level_there_is() -> None:
    assert list(CLASH_LEVELS) == [level.value for level in ClashLevel]
    board = Board()
    rows = [{"level": level, "sentence": "因为", "todo": "改", "sitting": "S1", "matter": "M1"} for level in ClashLevel]
    board.answer(times={"M1": (555, 575)}, clashes=rows, reasons={"M2": "已满\u202e"}, can_undo=True)
    assert [row["mark"] for row in board.clashes] == ["placing", "release", "note"]
    assert board.times == {"M1": [555, 575]} and board.reasons == {"M2": "已满"} and board.can_undo
    with pytest.raises(ValueError, match="冲突等级不认识：大概"):
        board.answer(times={}, clashes=[{"level": "大概"}])


def test_where_a_matter_cannot_go_is_said_of_that_matter() -> None:
    board = Board()
    board.block("M1", {"S2": "县级事项"})
    assert board.blocked == {"matter": "M1", "why": {"S2": "县级事项"}}
