"""The campaign's own tables of a closing report (专项行动总结): every target of every cohort, and the path towards them.

Both come from `campaign.standing`, as the page 专项行动 does: one definition of who is in a cohort and where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from workbench.campaign.measures import Period
from workbench.campaign.milestones import Milestone, MilestonePoint, target_path
from workbench.campaign.report_outline import PATH, TARGETS
from workbench.campaign.report_parts import Source, Table
from workbench.campaign.standing import point_of
from workbench.settings import Campaign, Cohort
from workbench.store.edition import Edition
from workbench.usecases.campaign_state import cohort_history, cohort_standings

_MONTHS: Final = 12
"""Rows of the path at most: the last months of it."""
_TARGET_HEAD: Final = (
    "节点", "交办数", "核减", "需化解", "已化解（报上级口径）", "扣除反弹", "报结待审", "结果", "所需进度",
)  # fmt: skip
_PATH_HEAD: Final = ("截至", "基数", "节点要求", "已化解（报上级口径）", "已化解（扣除反弹）", "报结待审")


def targets_table(edition: Edition, campaign: Campaign, period: Period, source: Source) -> Table:
    """Each target by cohort: needed, as accepted on its day, net of rebounds, in queue, and the pace still needed."""
    rows = [
        _target_row(point, one if len(campaign.cohorts) > 1 else None)
        for one in campaign.cohorts for point in _points(edition, one, period.last)
    ]  # fmt: skip
    cohort = "列入本专项各批次的事项；已过的节点按节点日，未到的按期末；需化解数按整数进位"
    return Table(TARGETS, "节点目标", _TARGET_HEAD, tuple(rows), source, cohort)


def _points(edition: Edition, cohort: Cohort, last: date) -> Iterator[MilestonePoint]:
    for target in sorted(cohort.targets, key=lambda one: one.day):
        mark = Milestone(cohort.id, cohort.title, target.day, target.percent)
        yield point_of(mark, cohort_standings(edition, cohort, min(target.day, last), last), last)


def _target_row(one: MilestonePoint, cohort: Cohort | None) -> tuple[str, ...]:
    name = f"{cohort.title} " if cohort else ""
    return (
        f"{name}{one.milestone.day} {one.milestone.pct}%", str(one.handed_down), str(len(one.removed)), str(one.need), one.accepted.full,
        one.net.full, str(len(one.queued)), "达到" if one.met else f"差 {one.gap}", one.pace_text if one.gap_net else "—",
    )  # fmt: skip


def path_table(edition: Edition, campaign: Campaign, period: Period, source: Source) -> Table:
    """Where all cohorts together stood at the end of each month (the last twelve) and on the last day, beside what targets
    up to that day demanded."""
    days = _month_ends(period)
    rows = [_summed(day, points) for day, points in zip(days, _paths(edition, campaign, days), strict=True)]
    return Table(
        PATH, "化解进度（按月末）", _PATH_HEAD, tuple((day, *map(str, figures)) for day, figures in rows), source,
        "列入本专项各批次的事项，各月末和期末当日的状态；节点要求为截至当日已到节点的需化解数",
        figures=tuple((None, *figures) for _, figures in rows), lines=tuple((day,) for day, _ in rows),
    )  # fmt: skip


def _paths(edition: Edition, campaign: Campaign, days: Sequence[date]) -> Iterator[tuple[Any, ...]]:
    """The points of all cohorts, day by day."""
    curves = []
    for one in campaign.cohorts:
        marks = [Milestone(one.id, one.title, target.day, target.percent) for target in one.targets]
        ids = [found.matter_id for found in cohort_standings(edition, one, days[-1], days[-1])]
        curves.append(target_path(marks, ids, cohort_history(edition, one), days))
    yield from zip(*curves, strict=True) if curves else (() for _ in days)


def _summed(day: date, points: Sequence[Any]) -> tuple[str, tuple[int, ...]]:
    names = ("base", "needed", "accepted", "net", "queued")
    return day.isoformat(), tuple(sum(getattr(point, name) for point in points) for name in names)


def _month_ends(period: Period) -> tuple[date, ...]:
    """Ends of the months in the period, at most twelve, and its last day."""
    ends, day = [period.last], period.last.replace(day=1) - timedelta(days=1)
    while day >= period.first and len(ends) <= _MONTHS:
        ends.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return tuple(reversed(ends))
