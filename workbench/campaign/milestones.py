"""Campaign targets (攻坚节点): how many matters of a batch must be resolved by a day, and how far along it is.

Three figures stand side by side, as accepted at that day (报上级口径), net of rebounds since, and in queue (报结待审);
核减 changes the number the percentage is of, so both are shown. Source: S004, spec 6.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import pandas as pd

from workbench.campaign.moves import History, MoveKind, State
from workbench.campaign.ratio import EMPTY, Ratio, half_up
from workbench.reference.parameters import parameter


def needed(total: int, pct: int) -> int:
    """Matters to resolve for `pct` per cent of `total`: rounded up, in integers (95 at 65 % is 62, not 61.75)."""
    if total < 0 or not 0 <= pct <= 100:
        raise ValueError(f"目标应为 0–100 的百分数、总数不为负；现为 {total} 件的 {pct}%")
    return (total * pct + 99) // 100


@dataclass(frozen=True, slots=True)
class Milestone:
    """A share of one batch (批次) due by a day; `pct` is a whole per cent, 100 is all."""

    cohort: str
    name: str
    day: date
    pct: int


def milestones(campaign: str, on: date) -> tuple[Milestone, ...]:
    """The milestones of a campaign as in force on a day, by batch and day; KeyError for an unknown campaign."""
    rows = parameter(f"campaign.{campaign}.milestones", on).value
    found = (Milestone(row["cohort"], row["name"], row["day"], row["pct"]) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.cohort, one.day)))


@dataclass(frozen=True, slots=True)
class MilestonePoint:
    """Where a batch stands towards one milestone as of a day.

    `handed_down` matters less `removed` ones (核减) are the base of the percentage. For a milestone that is past,
    `accepted` is as of its day, `net` those of them that have not come back since.
    """

    milestone: Milestone
    as_of: date
    handed_down: int
    removed: tuple[str, ...]
    accepted: Ratio
    net: Ratio
    queued: tuple[str, ...]

    @property
    def base(self) -> int:
        return self.handed_down - len(self.removed)

    @property
    def need(self) -> int:
        return needed(self.base, self.milestone.pct)

    @property
    def gap(self) -> int:
        """Still to resolve, as accepted."""
        return max(0, self.need - self.accepted.numerator)

    @property
    def gap_net(self) -> int:
        """Still to resolve, net of rebounds."""
        return max(0, self.need - self.net.numerator)

    @property
    def met(self) -> bool:
        return self.gap == 0

    @property
    def days_left(self) -> int:
        """Negative when the day is past."""
        return (self.milestone.day - self.as_of).days

    @property
    def pace(self) -> Fraction | None:
        """Matters to resolve a week from now on, net of rebounds; None when no day is left."""
        return Fraction(self.gap_net * 7, self.days_left) if self.days_left > 0 else None

    @property
    def pace_text(self) -> str:
        if self.pace is None:
            return EMPTY
        hundredths = half_up(self.pace.numerator * 100, self.pace.denominator)
        return f"每周 {hundredths // 100}.{hundredths % 100:02d} 件"


def milestone_point(milestone: Milestone, members: Sequence[str], past: History, as_of: date) -> MilestonePoint:
    """One milestone for the matters of its batch; every member not removed by `as_of` counts in the base."""
    at = min(milestone.day, as_of)
    then, now = past.states(at), past.states(as_of)
    batch = tuple(dict.fromkeys(members))
    removed = tuple(matter for matter in batch if then.get(matter) is State.REMOVED)
    base = tuple(matter for matter in batch if matter not in set(removed))
    ever = _resolved_by(past, at)
    accepted = tuple(matter for matter in base if matter in ever)
    net = tuple(matter for matter in accepted if _stands(then.get(matter)) and _stands(now.get(matter)))
    queued = tuple(matter for matter in base if then.get(matter) is State.QUEUED)
    ratios = (Ratio.of("已化解（报上级口径）", accepted, base), Ratio.of("已化解（扣除反弹）", net, base))
    return MilestonePoint(milestone, as_of, len(batch), removed, *ratios, queued)


def _resolved_by(past: History, day: date) -> set[str]:
    return {move.matter_id for move in past.moves if move.kind is MoveKind.RESOLVED and move.day <= day}


def _stands(state: State | None) -> bool:
    """Resolved and not come back; one removed afterwards (核减) has not come back either."""
    return state in (State.RESOLVED, State.REMOVED)


@dataclass(frozen=True, slots=True)
class PathPoint:
    """One day of the target path: `needed` is what milestones up to that day demand, `next_needed` what the next one will."""

    day: date
    base: int
    needed: int
    next_needed: int
    accepted: int
    net: int
    queued: int


def target_path(
    stages: Iterable[Milestone], members: Sequence[str], past: History, days: Iterable[date]
) -> tuple[PathPoint, ...]:
    """The curve of one batch over `days`, each day as it stood then. All `stages` must be of one batch."""
    ordered = sorted(stages, key=lambda stage: stage.day)
    if len({stage.cohort for stage in ordered}) > 1:
        raise ValueError("目标曲线一次只画一个批次，各批次的总数和节点不同；请分别取用")
    return tuple(_path_point(ordered, members, past, day) for day in days)


def _path_point(stages: Sequence[Milestone], members: Sequence[str], past: History, day: date) -> PathPoint:
    point = milestone_point(Milestone("", "", day, 100), members, past, day)
    due = [stage.pct for stage in stages if stage.day <= day]
    ahead = [stage.pct for stage in stages if stage.day >= day]
    needs = (needed(point.base, max(due, default=0)), needed(point.base, ahead[0] if ahead else max(due, default=0)))
    return PathPoint(day, point.base, *needs, point.accepted.numerator, point.net.numerator, len(point.queued))


def week_ends(first: date, last: date) -> tuple[date, ...]:
    """Sundays from the week of `first` to the last day itself, for a weekly curve."""
    sunday = first + timedelta(days=6 - first.weekday())
    days = (sunday + timedelta(weeks=week) for week in range(max(0, (last - sunday).days // 7 + 1)))
    return tuple(dict.fromkeys((*days, last)))


def campaign_records(records: pd.DataFrame, campaign: str, on: date) -> tuple[str, ...]:
    """Ids of records a campaign covers: registered within its window (both days included), at a high enough level, repeated.

    Columns of RECORDS: record_id, reg_time, source_level, repeat; where one is unknown the record is not covered.
    """
    window = parameter(f"campaign.{campaign}.window", on).value
    lowest = parameter(f"campaign.{campaign}.lowest_source_level", on).value
    days = pd.to_datetime(records["reg_time"]).dt.normalize()
    inside = days.between(pd.Timestamp(window["first"]), pd.Timestamp(window["last"]))
    high = pd.to_numeric(records["source_level"]).le(lowest).fillna(False)
    covered = inside & high & records["repeat"].eq(True).fillna(False)
    return tuple(records.loc[covered.astype(bool), "record_id"].astype(str))
