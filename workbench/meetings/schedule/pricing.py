"""What a sitting is worth at given prices of matters (定价): the best set of matters for it, quickly and exactly."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.meetings.schedule.board import Board

Floats = NDArray[np.float64]
_SCALE = 10
_TRIES = 16
_SHUT = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Found:
    """Contents found (rows): their sitting, their matters (the first `many` of a row) and what they cost."""

    sitting: NDArray[np.int64]
    matters: NDArray[np.int64]
    many: NDArray[np.int64]
    cost: Floats

    def worth(self, prices: Floats) -> Floats:
        """What each is worth at other prices of matters."""
        inside = np.arange(self.matters.shape[1])[None, :] < self.many[:, None]
        worth: Floats = np.where(inside, prices[self.matters], 0.0).sum(axis=1) - self.cost
        return worth


class Pricing:
    """Searches contents of sittings; its randomness comes from a fixed seed.

    People come to few matters, so products go by sparse matrices: dense ones would set every core spinning.
    """

    def __init__(self, board: Board, *, workers: int = 2, seed: int = 0) -> None:
        from scipy.sparse import csr_array

        self.board, self.workers = board, workers
        self._draw = np.random.default_rng(seed)
        self._sitting = np.repeat(np.arange(len(board.problem.sittings)), _TRIES)
        self._seat = board.seat.T.astype(np.float32)
        self._called = csr_array(board.called.astype(np.float32))
        self._alone = (self._called @ self._seat.T).T  # S × M: what each matter costs in comings by itself

    def only(self, sittings: Sequence[int]) -> Pricing:
        """The same for some sittings."""
        other = copy(self)
        other._sitting = np.repeat(np.array(sittings, np.int64), _TRIES)
        return other

    def quick(self, prices: Floats) -> Found:
        """Good contents, built by taking the matter worth most from several starts at once; S × 16 at most."""
        board, where = self.board, self._sitting
        rows, limits, room = np.arange(len(where)), board.limit[where], board.room[where].copy()
        gain = self._gain(prices)
        present = np.zeros((len(where), board.called.shape[1]), np.bool_)
        total, best, kept = np.zeros(len(where)), np.zeros(len(where)), np.zeros(len(where), np.int64)
        taken: list[NDArray[np.int64]] = []
        for size in range(int(limits.max(initial=0))):
            pick = (self._spread(gain) if size == 0 else gain).argmax(axis=1)
            total = np.where(size < limits, total + gain[rows, pick], -np.inf)
            taken.append(pick)
            better = total > best
            best, kept = np.where(better, total, best), np.where(better, size + 1, kept)
            fresh = board.called[pick] & ~present
            present |= fresh
            room -= board.minutes[pick]
            gain += (
                self._called @ np.ascontiguousarray((fresh * self._seat[where]).T)
            ).T  # who is there comes for nothing
            gain[rows, pick] = _SHUT
            if room.min() < board.minutes.max():
                gain[board.minutes[None, :] > room[:, None]] = _SHUT
        sets = np.stack(taken, axis=1) if taken else np.zeros((len(where), 0), np.int64)
        found = Found(where, sets, kept, np.zeros(len(where)))
        return replace(found, cost=found.worth(prices) - best)

    def _gain(self, prices: Floats) -> NDArray[np.float32]:
        """What each matter is worth in each sitting by itself; S·16 × M."""
        worth: Any = (prices[None, :] - self.board.late.T - self._alone).astype(np.float32)
        worth[~self.board.fits.T] = _SHUT
        found: NDArray[np.float32] = worth[self._sitting]
        return found

    def _spread(self, gain: NDArray[np.float32]) -> NDArray[np.float32]:
        """Worth with luck, so that starts differ; half of the comings are taken to be shared."""
        luck = self._draw.standard_normal(gain.shape, np.float32) * np.float32(40)
        comings: NDArray[np.float32] = self._alone[self._sitting] / np.float32(2)
        return gain + luck + comings

    def exact(self, prices: Floats, *, until: float) -> tuple[Floats, list[tuple[int, list[int]]]]:
        """Upper bound on every sitting's worth (S), proven, and the best contents found."""
        sittings = range(len(self.board.problem.sittings))
        with ThreadPoolExecutor(self.workers) as pool:
            found = list(pool.map(lambda sitting: self._worth(sitting, prices, until), sittings))
        return np.array([bound for bound, _ in found]), [
            (s, matters) for s, (_, matters) in enumerate(found) if matters
        ]

    def _worth(self, sitting: int, prices: Floats, until: float) -> tuple[float, list[int]]:
        """A bound on one sitting's worth and the best set; falls back to the sum of prices when no time is left."""
        worth = prices - self.board.late[:, sitting]
        rows = np.flatnonzero(self.board.fits[:, sitting] & (worth > 0))
        left = until - time.monotonic()
        if left <= 0.02 or not len(rows):
            return self._loose(sitting, worth, rows), []
        return self._solve(sitting, worth, rows, left)

    def _loose(self, sitting: int, worth: Floats, rows: NDArray[np.int64]) -> float:
        return float(np.sort(worth[rows])[::-1][: self.board.limit[sitting]].sum())

    def _solve(self, sitting: int, worth: Floats, rows: NDArray[np.int64], left: float) -> tuple[float, list[int]]:
        from ortools.sat.python import cp_model

        board, model = self.board, cp_model.CpModel()
        here = {int(matter): model.new_bool_var("") for matter in rows}
        comings = []
        for person in np.flatnonzero(board.called[rows].any(axis=0) & (board.seat[:, sitting] > 0)):
            theirs = [here[int(matter)] for matter in rows if board.called[matter, person]]
            come = model.new_bool_var("")
            model.add(sum(theirs) <= int(board.limit[sitting]) * come)
            for one in theirs:
                model.add_implication(one, come)
            comings.append(int(board.seat[person, sitting]) * come)
        model.add(sum(here.values()) <= int(board.limit[sitting]))
        model.add(sum(int(board.minutes[matter]) * one for matter, one in here.items()) <= int(board.room[sitting]))
        gains = [int(np.ceil(worth[matter] * _SCALE)) * one for matter, one in here.items()]
        model.maximize(sum(gains) - _SCALE * sum(comings))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.max_time_in_seconds = left
        status = solver.solve(model)
        known = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        bound = min(solver.best_objective_bound / _SCALE, self._loose(sitting, worth, rows))
        return bound, [matter for matter, one in here.items() if solver.value(one)] if known else []
