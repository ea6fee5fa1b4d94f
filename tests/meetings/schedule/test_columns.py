"""The bound is a bound: never above the cheapest plan; a sitting's worth is as good as trying every set."""

from __future__ import annotations

import time
from itertools import combinations, product

import numpy as np
import pytest

from workbench.meetings.schedule.board import Board, board_of
from workbench.meetings.schedule.check import broken_rules
from workbench.meetings.schedule.columns import Columns, certify, dive, grow
from workbench.meetings.schedule.greedy import greedy_draft
from workbench.meetings.schedule.instances import instance
from workbench.meetings.schedule.picking import Improving, rebuilt, total
from workbench.meetings.schedule.plan import cost_of
from workbench.meetings.schedule.pricing import Pricing


def _cheapest(board: Board) -> int:
    """The price of the best plan, by trying every placing."""
    sizes = range(len(board.problem.sittings) + 1)
    sets = (
        [[m for m, s in enumerate(p) if s == one] for one in sizes[:-1]] for p in product(sizes, repeat=len(board.out))
    )
    plans = (board.plan(one) for one in sets)
    return min(cost_of(board.problem, plan).total for plan in plans if not broken_rules(board.problem, plan))


@pytest.mark.parametrize("seed", range(4))
def test_the_bound_is_below_every_plan_and_near_the_best(seed: int) -> None:
    board = board_of(instance(seed, matters=6, units=5, sittings=2, limit=3, span=6))
    best, later = _cheapest(board), time.monotonic() + 20
    columns, pricing = Columns(board), Pricing(board)
    columns.floor()
    assert 0 < columns.bound <= best + 1e-6
    columns.guide(2.0)
    grow(columns, pricing, until=later, rounds=5)
    columns.unguide()
    grow(columns, pricing, until=later, rounds=30)
    columns.bound = float("-inf")
    for _ in range(5):
        certify(columns, pricing, columns.solve()[0], until=later)
    assert 0.95 * best <= columns.bound <= best + 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_the_worth_of_a_sitting(seed: int) -> None:
    board = board_of(instance(seed, matters=14, units=6, sittings=3, limit=3, span=9))
    prices = np.random.default_rng(seed).uniform(0, 300, len(board.out))
    pricing = Pricing(board)
    worths, found = pricing.exact(prices, until=time.monotonic() + 20)
    quick = pricing.quick(prices)
    for sitting in range(3):
        rows = [int(one) for one in np.flatnonzero(board.fits[:, sitting])]
        sets = [
            list(one)
            for many in (1, 2, 3)
            for one in combinations(rows, many)
            if board.minutes[list(one)].sum() <= board.room[sitting]
        ]
        best = max(
            [0.0, *(prices[one].sum() - board.price(sitting, one) + board.waiting(sitting, one) for one in sets)]
        )
        assert best - 1e-6 <= max(0.0, worths[sitting]) <= best + 0.1 * 3
        assert max([0.0, *quick.worth(prices)[quick.sitting == sitting]]) <= best + 0.05
    assert all(board.fits[matters, sitting].all() for sitting, matters in found)


def test_without_time_a_worth_is_still_an_upper_bound() -> None:
    board = board_of(instance(1, matters=14, units=6, sittings=3, limit=3, span=9))
    prices, pricing = np.full(len(board.out), 250.0), Pricing(board)
    loose, none = pricing.exact(prices, until=time.monotonic() - 1)
    tight, _ = pricing.exact(prices, until=time.monotonic() + 20)
    assert none == [] and (loose >= tight - 1e-6).all()


def test_rounding_and_mending_make_a_lawful_cheaper_plan() -> None:
    board = board_of(instance(7, matters=60, units=16, sittings=10, limit=4, span=30))
    start, later = greedy_draft(board).sets, time.monotonic() + 20
    columns, pricing = Columns(board), Pricing(board)
    for sitting, matters in enumerate(start):
        columns.add(sitting, matters)
    grow(columns, pricing, until=later, rounds=25)
    sets = rebuilt(board, dive(columns, pricing, until=later))
    assert broken_rules(board.problem, board.plan(sets)) == []
    better = Improving(board, sets)
    before = better.price
    for _ in range(8):
        better.step(seconds=0.2, steps=0.0, workers=1)
    assert better.price <= before and better.price == total(board, better.sets) < total(board, start)
    assert broken_rules(board.problem, board.plan(better.sets)) == []
