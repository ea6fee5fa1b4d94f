"""Where a special campaign stands (专项行动): milestones by cohort, 核减 with approvals, queue, rebounds, phases, decided tasks.

Every figure comes from `campaign.standing` over one edition and opens its matters; what is said beside it (no cohort, a
milestone past without an edition of its day, matters resolved on no known day) are sentences, never silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from workbench.campaign.milestones import Milestone, MilestonePoint, PathPoint, target_path, week_ends
from workbench.campaign.moves import History, Move, MoveKind, State
from workbench.campaign.ratio import Ratio
from workbench.campaign.standing import Standing, point_of, standing_sql, standings, unit_shares
from workbench.domain.codes import StepKind
from workbench.settings import Campaign, Cohort, Phase
from workbench.store.edition import Edition
from workbench.store.editions import list_editions
from workbench.usecases.follow_up import Settled, settled
from workbench.usecases.measure import unit_names
from workbench.usecases.office import Office
from workbench.usecases.why_moved import Movement, why_moved

NEEDS: Final = ("moves", "matters", "steps")
"""Tables of an edition a campaign is counted from."""
WHICH: Final = {
    "accepted": "已化解（报上级口径）", "net": "已化解（扣除反弹）", "left": "尚未化解（扣除反弹）", "queued": "报结待审",
    "rebound": "化解后反弹", "removed": "核减", "members": "全部交办", "undated": "化解日期不明",
}  # fmt: skip
"""Lists behind the figures, by name."""


class NoCampaign(LookupError):
    """No campaign to show; the sentence says which there are and what to write into office.toml."""


@dataclass(frozen=True, slots=True)
class Removal:
    """One matter taken off the campaign (核减) by a recorded step, or by the ledger's words alone (no `day`)."""

    matter_id: str
    title: str
    unit: str
    day: date | None
    approver: str
    reason: str

    @property
    def told(self) -> str:
        """What is missing for it to stand."""
        lacks = [what for what, there in (("日期", self.day), ("批准单位", self.approver)) if not there]
        return f"未登记{'、'.join(lacks)}，请补登核减步骤" if lacks else ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One milestone of a cohort: the figures as of the edition, and those an edition of its own day reported then.

    `told` says where a past milestone's figures come from.
    """

    point: MilestonePoint
    found: tuple[Standing, ...]
    then: Ratio | None = None
    then_edition: str = ""
    told: str = ""

    @property
    def day(self) -> date:
        return self.point.milestone.day

    @property
    def past(self) -> bool:
        return self.day < self.point.as_of

    @property
    def name(self) -> str:
        return f"{self.day} {self.point.milestone.pct}%"


@dataclass(frozen=True, slots=True)
class CohortState:
    """One cohort as of the edition: handed down, removed, its milestones in order of day, its target path by week, its units.

    `now` is the cohort on the as-of day, as a milestone of the next percentage (or the last) would see it.
    """

    cohort: Cohort
    as_of: date
    found: tuple[Standing, ...]
    now: MilestonePoint
    stages: tuple[Stage, ...]
    removals: tuple[Removal, ...]
    path: tuple[PathPoint, ...]
    units: tuple[tuple[str, Ratio], ...]
    told: tuple[str, ...] = ()

    @property
    def next(self) -> Stage | None:
        """The next milestone; None when all are past or there is none."""
        return next((stage for stage in self.stages if not stage.past), None)

    def at(self, day: date) -> Stage:
        """The milestone of a day. NoCampaign naming those there are."""
        found = next((stage for stage in self.stages if stage.day == day), None)
        if found is None:
            known = "、".join(stage.day.isoformat() for stage in self.stages)
            raise NoCampaign(f"批次“{self.cohort.title}”没有 {day} 的节点；有：{known or '（没有）'}")
        return found

    def rows(self, which: str, stage: Stage | None = None) -> tuple[Standing, ...]:
        """Matters behind a figure (`WHICH`), of a milestone or as of now. KeyError for an unknown name."""
        if which not in WHICH:
            raise KeyError(
                f"专项没有名为“{which}”的名单；可用：{'、'.join(f'{key} {name}' for key, name in WHICH.items())}"
            )
        found, point = (stage.found, stage.point) if stage else (self.found, self.now)
        kept = _KEPT[which]
        return tuple(one for one in found if kept(one, point))


_KEPT: Final[Mapping[str, Any]] = {
    "accepted": lambda one, point: one.matter_id in point.accepted.ids,
    "net": lambda one, point: one.matter_id in point.net.ids,
    "left": lambda one, point: one.matter_id in set(point.net.base_ids) - set(point.net.ids),
    "queued": lambda one, point: one.matter_id in point.queued,
    "rebound": lambda one, point: one.matter_id in set(point.accepted.ids) - set(point.net.ids),
    "removed": lambda one, point: one.matter_id in point.removed,
    "members": lambda one, point: True,
    "undated": lambda one, point: one.undated,
}


@dataclass(frozen=True, slots=True)
class PhaseState:
    """A phase as of the edition: 未开始, 进行中 or 已结束, days left, and the milestones that fall in it."""

    phase: Phase
    state: str
    days_left: int
    due: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CampaignState:
    """A campaign as of one edition; `told` are sentences on what is not there."""

    edition: str
    as_of: date
    campaign: Campaign
    cohorts: tuple[CohortState, ...]
    phases: tuple[PhaseState, ...]
    tasks: Settled
    told: tuple[str, ...]

    def cohort(self, name: str = "") -> CohortState:
        """A cohort by its id or name, by default the first. NoCampaign where there is none of that name."""
        found = next((one for one in self.cohorts if name in ("", one.cohort.id, one.cohort.title)), None)
        if found is None:
            known = "、".join(one.cohort.id for one in self.cohorts)
            raise NoCampaign(f"专项“{self.campaign.name}”没有批次“{name}”；有：{known}" if known else self.told[0])
        return found

    @property
    def source_line(self) -> str:
        """What is printed beside every figure."""
        return f"版次 {self.edition}，统计截止 {self.as_of}" + (
            f"；依据 {self.campaign.source}" if self.campaign.source else ""
        )


def the_campaign(office: Office, name: str = "") -> Campaign:
    """A campaign of office.toml by name or batch, by default the first; NoCampaign says what to write."""
    known = office.settings.campaigns
    if not known:
        raise NoCampaign("没有登记专项行动；请在 office.toml 里写 [[campaigns]]：name、batch、targets")
    found = next((one for one in known if name in ("", one.name, one.batch)), None)
    if found is None:
        raise NoCampaign(f"没有名为“{name}”的专项行动；有：{'、'.join(one.name for one in known)}")
    return found


def campaign_state(office: Office, name: str = "", *, edition: Edition | None = None) -> CampaignState:
    """Everything about a campaign as of an edition (default: the one in force).

    NoCampaign for an unknown one; LookupError for an edition of an earlier programme, without the table of moves.
    """
    campaign, held = the_campaign(office, name), edition or office.edition()
    missing = [table for table in NEEDS if table not in held.tables]
    if missing:
        raise LookupError(
            f"版次 {held.id} 由较早的程序发布，没有存量流量表，算不出节点；请重新发布（workbench publish）"
        )
    kept = [one for one in list_editions(office.settings.editions) if set(NEEDS) <= set(one.tables)]
    units = unit_names(held)
    cohorts = tuple(_cohort(held, campaign, one, kept, units) for one in campaign.cohorts)
    told = (
        ()
        if cohorts
        else (
            f"专项“{campaign.name}”没有登记批次（cohort），没有可计数的事项；请在 office.toml 里写明 cohorts 或 batch",
        )
    )
    return CampaignState(
        held.id,
        held.as_of,
        campaign,
        cohorts,
        _phases(campaign, cohorts, held.as_of),
        _tasks(office, campaign, held.as_of),
        told,
    )


def edition_named(office: Office, name: str = "") -> Edition:
    """An edition kept, by id; by default the one in force. LookupError naming those there are."""
    if not name:
        return office.edition()
    known = {one.id: one for one in list_editions(office.settings.editions)}
    if name not in known:
        raise LookupError(f"没有版次“{name}”；留存的有：{'、'.join(known) or '（没有）'}")
    return known[name]


def campaign_why(before: Edition, after: Edition, cohort: Cohort) -> tuple[Movement, ...]:
    """What moved 化解率 (M-06) of a cohort between two editions, a movement for each of its batches."""
    return tuple(why_moved(before, after, "M-06", chosen={"campaign": batch}) for batch in cohort.batches)


# --- one cohort -------------------------------------------------------------------------------------------------------


def _cohort(
    edition: Edition, campaign: Campaign, cohort: Cohort, kept: Sequence[Edition], units: Mapping[str, str]
) -> CohortState:
    found = cohort_standings(edition, cohort, edition.as_of)
    marks = sorted((_milestone(cohort, one.day, one.percent) for one in cohort.targets), key=lambda one: one.day)
    ahead = next((one for one in marks if one.day >= edition.as_of), marks[-1] if marks else None)
    now = replace(ahead, day=edition.as_of) if ahead else _milestone(cohort, edition.as_of, 100)
    past = cohort_history(edition, cohort)
    days = _days(campaign, past, marks, edition.as_of)
    ids = [one.matter_id for one in found]
    return CohortState(
        cohort, edition.as_of, found, point_of(now, found, edition.as_of),
        tuple(_stage(edition, cohort, mark, kept) for mark in marks), _removals(edition, found),
        target_path(marks, ids, past, days) if ids else (), unit_shares(found, units),
        tuple(_cohort_told(cohort, found, marks)),
    )  # fmt: skip


def _milestone(cohort: Cohort, day: date, percent: int) -> Milestone:
    return Milestone(cohort.id, cohort.title, day, percent)


def cohort_standings(edition: Edition, cohort: Cohort, day: date, as_of: date | None = None) -> tuple[Standing, ...]:
    """Where every matter of a cohort stood on a day and stands as of another (default: the edition's)."""
    rows = edition.query(standing_sql(cohort.batches, day, as_of or edition.as_of)).to_dict("records")
    return standings(rows)  # type: ignore[arg-type]


def _stage(edition: Edition, cohort: Cohort, mark: Milestone, kept: Sequence[Edition]) -> Stage:
    found = cohort_standings(edition, cohort, mark.day)
    point = point_of(mark, found, edition.as_of)
    if mark.day >= edition.as_of:
        return Stage(point, found)
    of_day = [one for one in kept if one.as_of == mark.day and one.id <= edition.id]
    if not of_day:
        told = f"{mark.day} 当日没有留存的版次；数字由版次 {edition.id} 的历史推算，当时所报可能不同"
        return Stage(point, found, told=told)
    then = point_of(mark, cohort_standings(of_day[-1], cohort, mark.day), of_day[-1].as_of)
    return Stage(point, found, then.accepted, of_day[-1].id, _compared(point, then, of_day[-1].id))


def _compared(point: MilestonePoint, then: MilestonePoint, edition: str) -> str:
    """Whether what was reported on the day is what the history says of it now."""
    reported = f"当日版次 {edition} 所报 {then.accepted.full}"
    same = set(point.accepted.ids) == set(then.accepted.ids) and point.base == then.base
    return f"{reported}，与现在推算一致" if same else f"{reported}；其后补登或更正，现在推算为 {point.accepted.full}"


def _cohort_told(cohort: Cohort, found: Sequence[Standing], marks: Sequence[Milestone]) -> Iterator[str]:
    if not found:
        yield f"批次“{cohort.title}”在这个版次里没有事项；请核对台账“批次”一栏是否写作：{'、'.join(cohort.batches)}"
    if not marks:
        yield f"批次“{cohort.title}”没有登记节点；请在 office.toml 里写 targets"
    if undated := sum(one.undated for one in found):
        yield f"另有 {undated} 件台账写明已化解或核减而没有日期，不计入任何节点；请补登步骤的日期"


def cohort_history(edition: Edition, cohort: Cohort) -> History:
    """Every move of a cohort's matters in order."""
    marks = ", ".join("?" for _ in cohort.batches)
    sql = f"""SELECT v.matter_id, v.day, v.kind FROM moves v JOIN matters m ON m.matter_id = v.matter_id
        WHERE COALESCE(m.locked, FALSE) = FALSE AND m.campaign IN ({marks}) ORDER BY v.number"""
    rows = edition.query(sql, list(cohort.batches)).itertuples(index=False)
    return History(tuple(Move(matter, day, MoveKind(kind)) for matter, day, kind in rows), ())


def _days(campaign: Campaign, past: History, marks: Sequence[Milestone], as_of: date) -> tuple[date, ...]:
    """Weeks of the target path: from the first phase, else a month before the first milestone or resolution, to the as-of day."""
    closed = [move.day for move in past.moves if move.kind is MoveKind.RESOLVED and move.day <= as_of]
    begun = [one.first for one in campaign.phases]
    first = min(begun) if begun else min([*closed, *(mark.day for mark in marks), as_of]) - timedelta(days=30)
    return week_ends(min(first, as_of), as_of)


def _removals(edition: Edition, found: Sequence[Standing]) -> tuple[Removal, ...]:
    """Matters removed as of now, each with the last step that removed it; those the ledger calls removed without one."""
    gone = [one for one in found if one.now is State.REMOVED or one.stated.endswith("核减")]
    marks = ", ".join("?" for _ in gone)
    sql = f"SELECT matter_id, start, unit, text, detail FROM steps WHERE kind = ? AND matter_id IN ({marks}) ORDER BY start"
    rows = (
        edition.query(sql, [StepKind.REMOVE.value, *(one.matter_id for one in gone)]).to_dict("records") if gone else []
    )
    step = {row["matter_id"]: row for row in rows}
    return tuple(_removal(one, step.get(one.matter_id)) for one in gone)


def _removal(one: Standing, step: Mapping[Any, Any] | None) -> Removal:
    detail = json.loads(step["detail"] or "{}") if step else {}
    approver = str(detail.get("approver") or (step["unit"] if step else "") or "")
    reason = "，".join(filter(None, (str(detail.get("reasons", "")), str(step["text"] or "") if step else "")))
    return Removal(one.matter_id, one.title, one.unit, (step["start"] or None) if step else None, approver, reason)


# --- phases and tasks -------------------------------------------------------------------------------------------------


def _phases(campaign: Campaign, cohorts: Sequence[CohortState], as_of: date) -> tuple[PhaseState, ...]:
    return tuple(_phase(one, cohorts, as_of) for one in sorted(campaign.phases, key=lambda phase: phase.first))


def _phase(phase: Phase, cohorts: Sequence[CohortState], as_of: date) -> PhaseState:
    state = "未开始" if as_of < phase.first else "已结束" if as_of > phase.last else "进行中"
    due = [
        f"{stage.day} {one.cohort.title}须化解 {stage.point.need}/{stage.point.base}，扣除反弹 {stage.point.net.text}"
        for one in cohorts for stage in one.stages if phase.first <= stage.day <= phase.last
    ]  # fmt: skip
    return PhaseState(phase, state, (phase.last - as_of).days, tuple(due))


def _tasks(office: Office, campaign: Campaign, as_of: date) -> Settled:
    """Fractions of decided tasks on the campaign's matters, each decision once."""
    parts = [settled(office, as_of=as_of, batch=batch) for batch in campaign.batches]
    empty = Settled(as_of, *(Ratio(0, 0, "") for _ in range(3)))
    if not parts:
        return empty
    return Settled(
        as_of, *(_together([getattr(one, name) for one in parts]) for name in ("in_time", "overdue", "to_meeting"))
    )


def _together(parts: Sequence[Ratio]) -> Ratio:
    ids, base = (
        tuple(dict.fromkeys(one for part in parts for one in getattr(part, name))) for name in ("ids", "base_ids")
    )
    return Ratio.of(parts[0].label, ids, base)
