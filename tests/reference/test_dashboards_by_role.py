"""Which role has which dashboard: what is not in the table is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.domain.roles import Role
from workbench.reference.dashboards_by_role import BUT, EVERY, _table, may_open

BOARDS = {path.stem for path in (Path(__file__).parents[2] / "dashboards").glob("*.ipynb")}
READING = {"overview", "supervision", "campaign", "sources", "separation", "followup", "sweep"}


@pytest.mark.parametrize("role", Role)
def test_only_those_who_work_on_cases_have_every_dashboard(role: Role) -> None:
    has = {board for board in BOARDS if may_open([role], board)}
    assert (has == BOARDS - {"accusations"}) == (role in {Role.ANALYST, Role.DIRECTOR})
    assert role in {Role.ANALYST, Role.DIRECTOR, Role.DISCIPLINE} or has <= READING


def test_accusations_are_for_the_discipline_contact_alone() -> None:
    assert [role for role in Role if may_open([role], "accusations")] == [Role.DISCIPLINE]
    assert {board for board in BOARDS if may_open([Role.DISCIPLINE], board)} == {"accusations"}


def test_researchers_and_nobody_have_none() -> None:
    assert not any(may_open([Role.RESEARCHER], board) or may_open([], board) for board in BOARDS)


def test_names_in_the_table_are_there() -> None:
    named = {board for boards in _table().values() for board in boards}
    assert {board.removeprefix(BUT) for board in named - {EVERY}} <= BOARDS
