"""Why a matter is in no sitting (未列入原因), in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from workbench.meetings.schedule.board import Board
from workbench.meetings.schedule.problem import listed


def why_left_out(board: Board, sets: Sequence[Sequence[int]]) -> dict[str, str]:
    """Matter → reason, for every matter heard nowhere: what keeps it from each sitting, or that those are taken."""
    heard = {one for matters in sets for one in matters}
    return {one.id: _why(board, row, sets) for row, one in enumerate(board.problem.matters) if row not in heard}


def _why(board: Board, row: int, sets: Sequence[Sequence[int]]) -> str:
    matter, sittings = board.problem.matters[row], board.problem.sittings
    open_ = [int(one) for one in np.flatnonzero(board.fits[row])]
    if not open_:
        counted = Counter(b.demand for one in sittings for b in board.placing.barriers(matter, one))
        reasons = listed([demand for demand, _ in counted.most_common(3)])
        return f"没有可排的会次：{reasons}" if reasons else "本轮没有会次"
    full = [
        s for s in open_ if len(sets[s]) >= board.limit[s] or _minutes(board, sets[s]) + matter.minutes > board.room[s]
    ]
    if len(full) == len(open_):
        due = f"，期限{matter.deadline}" if matter.deadline else "，没有法定期限"
        return f"可排的{len(open_)}次会议都已满{due}，{matter.since}提出，留待下一轮"
    return f"可排的{len(open_)}次会议中，排入会多占他人时间或与同时段会议冲突，留待下一轮"


def _minutes(board: Board, matters: Sequence[int]) -> int:
    return int(board.minutes[list(matters)].sum())
