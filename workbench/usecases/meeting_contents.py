"""What a meeting's papers say (会议材料内容): agenda, seats, opening item and topics as they stand now, masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from workbench.access.masking import Secrets, scrub_with
from workbench.access.unit_copy import Topic, UnitCopy, is_same
from workbench.meetings.agenda import AgendaItem
from workbench.meetings.bodies import Body, Meeting, Member
from workbench.meetings.follow_up import first_item
from workbench.meetings.follow_up import follow_up as tasks_in
from workbench.meetings.kinds import MeetingState, MemberRole
from workbench.meetings.register import Register
from workbench.meetings.schedule.problem import clock
from workbench.reports.agenda_paper import AgendaContent, Item
from workbench.reports.filling import Stamp
from workbench.reports.sign_in import Seat
from workbench.review.paper_source import scrubbed
from workbench.usecases.kept_papers import stamp_of
from workbench.usecases.meeting_register import open_register, records_of, the_meeting, titles_of
from workbench.usecases.office import Office
from workbench.usecases.plan_meeting import DECLINED, MeetingPlan, plan_meeting
from workbench.usecases.round_problem import Gathered, gather
from workbench.usecases.study_matter import Dossier, study_for_list
from workbench.usecases.who_may_print import check_may_print, whom_not_to_name

if TYPE_CHECKING:
    from workbench.reports.leaks import Forbidden

MOST_LEFT_OUT: Final = 30  # named in the annex; of a county's hundreds the rest are counted
_OTHER_TOPIC: Final = "（其他议题）"
_BEFORE_ISSUE: Final = {"T-07"}
"""Triggers that propose an interview (约谈建议): a unit hears of it once it is signed (spec 8.2)."""


@dataclass(frozen=True)
class MeetingContents:
    """A meeting with its agenda; `secrets` and `forbidden` are of every matter its papers speak of."""

    office: Office
    register: Register
    meeting: Meeting
    body: Body
    plan: MeetingPlan
    gathered: Gathered
    locked: frozenset[str]
    secrets: Secrets
    forbidden: Forbidden
    actor: str
    now: datetime | None

    @property
    def items(self) -> tuple[AgendaItem, ...]:
        """The agenda's matters; accusations are on no paper (条例第三十条第三款)."""
        return tuple(one for one in self.plan.agenda.listed if one.matter_id and one.matter_id not in self.locked)

    def hide(self, text: str) -> str:
        return scrub_with(text, self.secrets)

    def stamp(self, *, with_cases: bool = False) -> Stamp:
        """What every page says; with cases it counts what was recorded of them since the edition."""
        since = sum(len(one.newer) for one in self.dossiers.values()) if with_cases else 0
        day = self.office.settings.as_of if with_cases else None
        return stamp_of(self.office, self.office.edition(), actor=self.actor, now=self.now, as_of=day, since=since)

    def lead(self, matter_id: str) -> str:
        found = self.gathered.matters.get(self.gathered.names.get(matter_id, matter_id))
        return found.lead if found else ""

    @cached_property
    def dossiers(self) -> dict[str, Dossier]:
        """The dossier of each matter on the agenda, in its order, as its own paper has it."""
        names, day = self.gathered.names, self.office.settings.as_of
        return {
            one.matter_id: study_for_list(self.office, names.get(one.matter_id, one.matter_id), day)
            for one in self.items
        }

    def may_print(self, matter_id: str) -> None:
        """NotForMeetings where the actor stands aside on a matter."""
        check_may_print(self.dossiers[matter_id], self.actor)


def open_meeting(office: Office, meeting_id: str, actor: str = "", now: datetime | None = None) -> MeetingContents:
    """A meeting's papers to be; LookupError for an unknown meeting, ValueError for one called off."""
    register = open_register(office)
    meeting, body = the_meeting(register, meeting_id)
    if meeting.state is MeetingState.CANCELLED:
        raise ValueError(f"{meeting.title}（{meeting_id}）：会议已取消，不再印发材料；请选其他会议")
    plan = plan_meeting(office, meeting.day, meeting=meeting_id)
    gathered = gather(office, [one.matter_id for one in plan.agenda.listed if one.matter_id], posts=[meeting.chair])
    spoken = {*gathered.names.values(), *plan.matters, *_decided(register)}
    secrets, forbidden = whom_not_to_name(office, records_of(office, spoken))
    return MeetingContents(
        office, register, meeting, body, plan, gathered, _locked(plan, gathered, office), secrets, forbidden,
        actor or office.settings.actor, now,
    )  # fmt: skip


def _decided(register: Register) -> set[str]:
    return {one.matter_id for one in register.decisions.values() if one.matter_id}


def _locked(plan: MeetingPlan, gathered: Gathered, office: Office) -> frozenset[str]:
    """Ids of accusations among everything the plan names, under the name the plan has."""
    now = {**dict.fromkeys(plan.matters), **gathered.names}
    current = {one: told or one for one, told in now.items()}
    rows = office.edition().rows("matters", "matter_id", sorted(set(current.values())), ["matter_id", "locked"])
    secret = {row["matter_id"] for row in rows if row["locked"]}
    return frozenset(one for one, name in current.items() if name in secret)


# --- the agenda -----------------------------------------------------------------------------------------------------------


def agenda_content(
    found: MeetingContents, *, opening: Sequence[str], copy: UnitCopy | None = None, apart: bool = False
) -> AgendaContent:
    """The agenda with every text masked; in a unit's copy other topics keep only their time, and only its coming shows."""
    items = tuple(_items(found, copy))
    shown = {item.matter_id for item in items if item.matter_id}
    callings = tuple(replace(one, matters=tuple(m for m in one.matters if m in shown)) for one in found.plan.callings)
    content = AgendaContent(
        found.meeting, items, tuple(opening), found.plan.ends,
        tuple(one for one in callings if one.matters and (copy is None or is_same(copy.unit, one.who))),
        () if copy else tuple(_left_out(found)), 0 if copy else max(0, len(_waiting(found)) - MOST_LEFT_OUT),
        copy is None, apart, found.plan.presence,
    )  # fmt: skip
    masked: AgendaContent = scrubbed(content, found.hide)
    return masked


def _items(found: MeetingContents, copy: UnitCopy | None) -> Iterator[Item]:
    for one in found.plan.agenda.listed:
        begins, ends = found.plan.times[one.matter_id]
        if one.matter_id in found.locked:
            continue
        if copy and one.matter_id and one.order not in copy.shown:
            yield Item(one.order, "", _OTHER_TOPIC, one.minutes, begins, ends)
            continue
        told = (said for said in one.proposals if copy is None or said.trigger not in _BEFORE_ISSUE)
        why = [*(f"{said.trigger} {said.reason}" for said in told), one.why]
        lead = found.lead(one.matter_id) if one.matter_id else ""
        yield Item(
            one.order, one.matter_id, found.plan.title(one), one.minutes, begins, ends, lead, tuple(filter(None, why))
        )


def _left_out(found: MeetingContents) -> Iterator[tuple[str, str]]:
    """First what a person declined, with the reason given; then what waits, in order, up to a number."""
    for matter, (choice, actor, why) in found.plan.choices.items():
        if choice == DECLINED and matter in found.plan.matters and matter not in found.locked:
            title = str(found.plan.matters[matter]["title"])
            yield title, f"{actor}决定不列入：{why or '（未登记：理由）'}"
    for one in _waiting(found)[:MOST_LEFT_OUT]:
        yield found.plan.title(one), one.why


def _waiting(found: MeetingContents) -> list[AgendaItem]:
    return [one for one in found.plan.agenda.left_out if one.matter_id not in found.locked]


def opening_lines(found: MeetingContents, unit: str = "") -> tuple[str, ...]:
    """上次议定事项落实情况, masked; for a unit only the tasks it owes or helps with."""
    if not unit:
        return tuple(found.hide(line) for line in found.plan.opening)
    day = min(found.meeting.day, found.office.settings.today)
    every = tasks_in(found.register, day, body_id=found.body.body_id)
    mine = [
        task for task in every.tasks if any(is_same(unit, one) for one in (task.course.unit, *task.decision.assist))
    ]
    titles = titles_of(found.office, {task.decision.matter_id for task in mine if task.decision.matter_id})
    return tuple(found.hide(line) for line in first_item(replace(every, tasks=tuple(mine)), titles))


# --- who comes, and what a unit may see -----------------------------------------------------------------------------------


def seats(found: MeetingContents) -> tuple[Seat, ...]:
    """Chair, members and observers by the register, then who is called for single items with the time of coming."""
    chair = found.meeting.chair
    members = [one for one in found.body.members_on(found.meeting.day) if one.post != chair]
    sitting = sorted(members, key=lambda one: one.role is MemberRole.OBSERVER)
    known = [Seat(chair, "主持")] if chair else []
    known += [Seat(_post(one), one.role.value) for one in sitting]
    leads = {found.lead(one.matter_id) for one in found.items}
    posts = {chair, *(one.post for one in members)}
    called = (one for one in found.plan.callings if one.who not in posts and not found.locked.issuperset(one.matters))
    return (*known, *(Seat(one.who, "汇报" if one.who in leads else "参加", clock(one.arrives)) for one in called))


def _post(member: Member) -> str:
    return f"{member.post}（{member.unit}）" if member.unit and member.unit not in member.post else member.post


def topics(found: MeetingContents) -> tuple[Topic, ...]:
    """The agenda's matters as a unit's copy is divided by."""
    made = []
    for one in found.items:
        dossier = found.dossiers[one.matter_id]
        matter = found.gathered.matters.get(found.gathered.names.get(one.matter_id, one.matter_id))
        if dossier.facts is not None:
            lead, assists = (matter.lead, matter.assists) if matter else ("", ())
            made.append(Topic(one.order, lead, tuple(assists), dossier.facts, dossier.file.recusals))
    return tuple(made)
