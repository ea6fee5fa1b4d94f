"""The office's numbers on the desk (数字案头): what a notebook calls to count, open, compare and follow a campaign."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.usecases.office import Office

if TYPE_CHECKING:
    from workbench.campaign.measures import Period
    from workbench.store.edition import Edition
    from workbench.usecases.campaign_state import CampaignState, CohortState, Stage
    from workbench.usecases.measure import Measured
    from workbench.usecases.why_moved import Movement

Day = date | str | None


class Numbers:
    """Part of the workbench's face: every number with its fraction, edition and cases."""

    office: Office

    def measure(self, name: str, first: Day = None, last: Day = None, *, by: str = "", **only: str) -> Measured:
        """A metric (id or name) of the edition in force over a period; `by` groups it, keywords narrow it (topic_l1=…)."""
        from workbench.usecases.measure import measure

        return measure(self.office.edition(), name, _period(first, last), by=by, chosen=only)

    def measures(self, name: str, first: Day = None, last: Day = None, *, by: str = "", **only: str) -> pd.DataFrame:
        """The same as a frame: one row a group, printed as it may be printed."""
        found = self.measure(name, first, last, by=by, **only)
        return pd.DataFrame(
            [{"分组": one.group or "全部", "数": one.text, "不计": sum(one.excluded.values())} for one in found.groups]
        )

    def cases(self, name: str, first: Day = None, last: Day = None, *, part: str = "", **only: str) -> pd.DataFrame:
        """The cases behind a number; `part` 分子, 分母 (those that missed it) or 不计."""
        from workbench.usecases.measure import cases_behind

        return cases_behind(self.office.edition(), name, _period(first, last), part=part, chosen=only)

    def why(
        self, name: str, before: str = "", after: str = "", first: Day = None, last: Day = None, *, unit: str = "", **only: str
    ) -> Movement:  # fmt: skip
        """Why a number moved between two editions (default: the one in force and the one before it)."""
        from workbench.usecases.why_moved import two_editions, why_moved

        group = ("unit", unit) if unit else None
        return why_moved(
            *two_editions(self.office, before, after), name, _period(first, last), group=group, chosen=only
        )

    def rank(self, name: str, first: Day = None, last: Day = None, **only: str) -> pd.DataFrame:
        """Units in order of a fraction of duties kept, with interval, and in words where neighbours can't be told apart."""
        from workbench.campaign.ranking import ranked

        found = ranked(self.measure(name, first, last, by="unit", **only).groups)
        rows = [(one.unit, one.ratio.full, one.interval, f"{one.drawn:.1%}", one.sentence) for one in found]
        return pd.DataFrame(rows, columns=["单位", "比例", "区间", "收缩后", "与下一名"])

    def targets(self, unit: str = "", *, year: int | None = None) -> pd.DataFrame:
        """Targets (or a unit's 责任状) as of the edition in force: number, base, what is needed, met or not, and why."""
        from workbench.campaign.targets import ROW
        from workbench.usecases.set_targets import target_states

        return pd.DataFrame(
            [dict(one.row) for one in target_states(self.office, unit=unit, year=year)], columns=list(ROW)
        )

    def resolution_levels(self, first: Day = None, last: Day = None) -> pd.DataFrame:
        """At which level matters were resolved over a period (default: all time): each line with its fraction."""
        from workbench.usecases.organ_levels import resolution_levels

        found = resolution_levels(self.office, period=_period(first, last))
        lines = [*found.shares, ("不出村", found.within_village), ("不出镇", found.within_town)]
        return pd.DataFrame([(label, ratio.full) for label, ratio in lines], columns=["层级", "已化解的事项"])

    def handled_below(self) -> pd.DataFrame:
        """Open matters whose lead stands below the level that should handle them (分类分级办理)."""
        from workbench.usecases.classify_difficulty import ROW, handled_below

        return pd.DataFrame([dict(one.row) for one in handled_below(self.office).found], columns=list(ROW))

    def campaign(self, name: str = "", *, edition: str = "") -> CampaignDesk:
        """A special campaign by name (default: the first), as of the edition in force or one named."""
        from workbench.usecases.campaign_state import edition_named

        return CampaignDesk(self.office, name, edition_named(self.office, edition))


class CampaignDesk:
    """One campaign as of one edition."""

    def __init__(self, office: Office, name: str, edition: Edition) -> None:
        from workbench.usecases.campaign_state import campaign_state

        self.office = office
        self.state: CampaignState = campaign_state(office, name, edition=edition)

    def milestones(self) -> pd.DataFrame:
        """Every milestone of every cohort: needed, the three figures, gap, pace."""
        from workbench.usecases.campaign_rows import STAGES, in_words, stage_rows

        return pd.DataFrame(in_words(stage_rows(self.state), STAGES))

    def path(self, cohort: str = "") -> pd.DataFrame:
        """The target path of a cohort (default: the first) by week."""
        from workbench.usecases.campaign_rows import PATH, in_words, path_row

        return pd.DataFrame(in_words(map(path_row, self.state.cohort(cohort).path), PATH))

    def removed(self, cohort: str = "") -> pd.DataFrame:
        """Matters taken off (核减), who approved it and why."""
        from workbench.usecases.campaign_rows import REMOVALS, in_words, removal_row

        found = in_words(map(removal_row, self.state.cohort(cohort).removals), REMOVALS)
        return pd.DataFrame(found, columns=[column["title"] for column in REMOVALS])

    def cases(self, which: str, cohort: str = "", *, day: Day = None) -> pd.DataFrame:
        """Matters behind a figure (accepted, net, left, queued, rebound, removed, members, undated), now or at a milestone."""
        from workbench.usecases.campaign_rows import CASES, case_row, in_words

        chosen = self.state.cohort(cohort)
        found = in_words(map(case_row, chosen.rows(which, _stage(chosen, day))), CASES)
        return pd.DataFrame(found, columns=[column["title"] for column in CASES])

    def units(self, cohort: str = "") -> pd.DataFrame:
        """Each unit's fraction, by name."""
        from workbench.usecases.campaign_rows import UNITS, in_words, unit_rows

        return pd.DataFrame(in_words(unit_rows(self.state.cohort(cohort)), UNITS))

    def why(self, before: str = "", after: str = "", *, cohort: str = "") -> tuple[Movement, ...]:
        """Why 化解率 moved between two editions, a movement for each batch of the cohort."""
        from workbench.usecases.campaign_state import campaign_why
        from workbench.usecases.why_moved import two_editions

        return campaign_why(*two_editions(self.office, before, after), self.state.cohort(cohort).cohort)


def _stage(cohort: CohortState, day: Any) -> Stage | None:
    return cohort.at(_day(day)) if day else None


def _period(first: Day, last: Day) -> Period | None:
    """NotCounted where only one end is given."""
    from workbench.campaign.measures import NotCounted, Period

    if (first is None) != (last is None):
        raise NotCounted("期间须同时写明首日和末日")
    return Period(_day(first), _day(last)) if first and last else None


def _day(day: date | str) -> date:
    return day if isinstance(day, date) else date.fromisoformat(day)
