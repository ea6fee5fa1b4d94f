"""What stands where (总览): counts with their fractions and lists, trend, campaign path, units by duties kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pandas as pd

from workbench.campaign.counts import Trend, monthly_trend, overview
from workbench.campaign.milestones import Milestone, MilestonePoint, PathPoint, milestone_point, target_path, week_ends
from workbench.campaign.moves import MoveKind, history, moves_of
from workbench.campaign.performance import Performance, in_time_counts, metric, ordered, total
from workbench.campaign.ratio import Ratio
from workbench.settings import Campaign
from workbench.store.editions import Edition

FILTERS = ("topic_l1", "issue_name", "lead_unit", "campaign", "label")
"""Columns of `matters` the overview can be narrowed by."""


@dataclass(frozen=True, slots=True)
class CampaignView:
    """One campaign's curve and where it stands towards its next target (the last one when all are past)."""

    campaign: Campaign
    path: tuple[PathPoint, ...]
    stages: tuple[Milestone, ...]
    next: MilestonePoint


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the first page, of one edition, for the matters chosen."""

    edition: str
    matters: pd.DataFrame
    records: pd.DataFrame
    counts: Mapping[str, Ratio]
    locked: int
    trend: Trend
    units: tuple[Performance, ...]
    campaigns: tuple[CampaignView, ...] = field(default=())


_RECORDS = "SELECT record_id, reg_time, done_date, locked, matter_id FROM records JOIN groups USING (record_id)"


def look_over(edition: Edition, campaigns: tuple[Campaign, ...] = (), **chosen: str | None) -> Overview:
    """The overview of an edition narrowed to `chosen` (see `FILTERS`; None or "" is everything).

    KeyError for an unknown filter. Accusations are counted once as `locked`, and in nothing else.
    """
    matters = _narrowed(edition.table("matters"), chosen)
    clocks = edition.table("clocks")
    clocks = clocks[clocks["matter_id"].isin(matters["matter_id"])]
    records = edition.query(_RECORDS)
    records = records[records["matter_id"].isin(matters["matter_id"])]
    counted = overview(matters, edition.as_of)
    by_unit = {name: metric(clocks, name, edition.as_of) for name in ("M-01", "M-02")}
    counts = {
        "open": counted.open,
        "overdue": counted.overdue,
        "due_soon": counted.due_soon,
        "disputed": counted.disputed,
        "separated": counted.separated,
        "hard": counted.hard,
        "accepted": _by_matter(total(by_unit["M-01"], "及时受理率"), clocks),
        "answered": _by_matter(total(by_unit["M-02"], "按期答复率"), clocks),
    }
    return Overview(
        edition.id,
        matters[~matters["locked"].astype(bool)],
        records,
        counts,
        counted.locked,
        monthly_trend(records, edition.as_of, months=18),
        ordered(in_time_counts(clocks[clocks["unit"].fillna("").ne("")], "按期履职"), "fraction"),
        tuple(view for campaign in campaigns if (view := _campaign(edition, campaign, matters))),
    )


def _narrowed(matters: pd.DataFrame, chosen: Mapping[str, str | None]) -> pd.DataFrame:
    for column, value in chosen.items():
        if column not in FILTERS:
            raise KeyError(f"总览不能按“{column}”筛选；可用：{'、'.join(FILTERS)}")
        if value:
            matters = matters[matters[column] == value]
    return matters


def _by_matter(ratio: Ratio, clocks: pd.DataFrame) -> Ratio:
    """The same fraction of records, its lists turned to the matters they belong to (to open them)."""
    matter_of = dict(zip(clocks["record_id"], clocks["matter_id"], strict=True))
    late = Counter(ratio.base_ids) - Counter(ratio.ids)  # a record may keep one unit's deadline and miss another's
    missed = tuple(dict.fromkeys(matter_of[record] for record in late))
    return Ratio(ratio.numerator, ratio.denominator, ratio.label, missed, ratio.base_ids)


def _campaign(edition: Edition, campaign: Campaign, matters: pd.DataFrame) -> CampaignView | None:
    members = matters[matters["campaign"] == campaign.batch]
    if members.empty or not campaign.targets:
        return None
    steps = edition.query("SELECT matter_id, kind, start FROM steps WHERE matter_id IN (SELECT matter_id FROM matters WHERE campaign = ?)",
                          [campaign.batch])  # fmt: skip
    moves, _undated = moves_of(members, steps)
    past = history(moves)
    ids = tuple(members["matter_id"])
    stages = tuple(Milestone(campaign.batch, campaign.name, one.day, one.percent) for one in campaign.targets)
    closed = [move.day for move in past.moves if move.kind is MoveKind.RESOLVED]
    first = min([*closed, *(stage.day for stage in stages)]) - timedelta(days=30)
    path = target_path(stages, ids, past, week_ends(first, edition.as_of))
    ahead = next((stage for stage in sorted(stages, key=lambda one: one.day) if stage.day >= edition.as_of), stages[-1])
    return CampaignView(campaign, path, stages, milestone_point(ahead, ids, past, edition.as_of))
