"""Propose a meeting's agenda (会议筹备): which matters, in which order, each with its reasons; what was left out and why.

Where the meeting is planned: what became of the last decisions, when each item is heard, when it ends, who comes when. A
released schedule's matters and order go before the triggers'.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import accumulate, pairwise
from typing import Any

from workbench.domain.codes import Level
from workbench.domain.events import EventKind
from workbench.meetings.agenda import Agenda, AgendaItem, AgendaProposal, case_minutes, propose_agenda
from workbench.meetings.bodies import Body, Meeting
from workbench.meetings.kinds import MeetingKind, MeetingState
from workbench.meetings.register import Register
from workbench.meetings.rounds import Minutes, Round, Version, released_for
from workbench.meetings.schedule.plan import Attendance, Plan, attendances
from workbench.meetings.schedule.problem import Matter, Problem, Recused, clock
from workbench.review.facts import Row, rows_of
from workbench.store.editions import Edition
from workbench.usecases.follow_up import next_agenda_item
from workbench.usecases.keep_units import presence
from workbench.usecases.meeting_register import open_register, the_meeting
from workbench.usecases.office import Office
from workbench.usecases.open_round import choices_of, known_rounds
from workbench.usecases.round_problem import Gathered, gather, sitting_of
from workbench.usecases.round_state import Choice

DECLINED, CHOSEN = "不列入", "列入"


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """An agenda with what its matters are called; `choices` is what a person decided about each (列入/不列入, who, why).

    Of a meeting in the register: `opening` are the lines of item 1, `times` each item's begin and end in minutes after
    midnight by matter id ("" for item 1), `ends` the computed end, `callings` who comes when. Empty where it isn't planned.
    `released` names the round and version whose order this is. `presence`: how units called come, where it is registered.
    """

    edition: str
    day: date
    agenda: Agenda
    matters: Mapping[str, Row]
    choices: Mapping[str, tuple[str, str, str]]
    meeting: Meeting | None = None
    body: Body | None = None
    opening: tuple[str, ...] = ()
    times: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    ends: int = 0
    callings: tuple[Attendance, ...] = ()
    released: str = ""
    presence: Mapping[str, str] = field(default_factory=dict)

    def title(self, item: AgendaItem) -> str:
        return str(self.matters[item.matter_id]["title"]) if item.matter_id else item.title

    def as_json(self) -> dict[str, Any]:
        """Plain values: items listed and left out, each with its triggers and reasons."""
        return {
            "edition": self.edition,
            "day": self.day.isoformat(),
            "minutes": self.agenda.minutes,
            "meeting": self.meeting.meeting_id if self.meeting else "",
            "starts": self.meeting.start if self.meeting else "",
            "ends": clock(self.ends) if self.ends else "",
            "overrun": self.overrun,
            "released": self.released,
            "opening": list(self.opening),
            "callings": [{**one.row, "到会方式": self.presence.get(one.who, "未登记")} for one in self.callings],
            "listed": [self._plain(item) for item in self.agenda.listed],
            "left_out": [self._plain(item) for item in self.agenda.left_out],
        }

    @property
    def overrun(self) -> int:
        """Minutes by which the items need more than the meeting was planned for."""
        return max(0, self.agenda.minutes - self.meeting.minutes) if self.meeting else 0

    def when(self, item: AgendaItem) -> str:
        """An item's time as 09:15–09:40; "" where the meeting isn't planned."""
        begin, end = self.times.get(item.matter_id, (0, 0))
        return f"{clock(begin)}–{clock(end)}" if end else ""

    def as_text(self) -> str:
        """The agenda as a person reads it, the first ten left out named."""
        lines = list(self._head())
        for item in self.agenda.listed:
            lines.append(f"{item.order}. {f'{self.when(item)} ' if self.when(item) else ''}{self.title(item)}")
            lines += [f"   {one.trigger} {one.reason}" for one in item.proposals]
            lines += [f"   {line}" for line in self.opening] if not item.matter_id else []
        lines.append(f"未列入 {len(self.agenda.left_out)} 件：")
        lines += [f"   {self.title(item)}：{item.why}" for item in self.agenda.left_out[:10]]
        if self.callings:
            lines.append("到会：")
            lines += [f"   {clock(one.arrives)}–{clock(one.leaves)} {self.comes(one.who)}" for one in self.callings]
        return "\n".join(lines)

    def _head(self) -> Iterator[str]:
        yield f"{self.day} 会议建议议题（版次 {self.edition}，预计 {self.agenda.minutes} 分钟）"
        if self.meeting:
            place = f"，{self.meeting.place}" if self.meeting.place else ""
            yield f"{self.meeting.meeting_id} {self.meeting.title}，{self.meeting.start} 开始，预计 {clock(self.ends)} 结束{place}"
        if self.overrun:
            yield f"超出安排的时长 {self.overrun} 分钟；请减少议题或延长会议"
        if self.released:
            yield f"议题和次序按{self.released}"

    def comes(self, who: str) -> str:
        """A unit called, with how it comes where that is registered: 清澜县民政局 在场（集中常驻县信访接待室）."""
        return f"{who} {self.presence[who]}" if who in self.presence else who

    def _plain(self, item: AgendaItem) -> dict[str, Any]:
        reasons = [{"trigger": one.trigger, "reason": one.reason, "clause": one.clause} for one in item.proposals]
        return {
            "order": item.order,
            "matter": item.matter_id,
            "title": self.title(item),
            "minutes": item.minutes,
            "when": self.when(item),
            "why": item.why,
            "reasons": reasons,
        }


def meeting_id(day: date) -> str:
    """The working meeting of a day (工作会议)."""
    return f"H{day:%Y%m%d}"


def next_monday(day: date) -> date:
    """The Monday after a day: the weekly sitting."""
    return day + timedelta(days=7 - day.weekday())


Choices = Mapping[str, tuple[str, str, str]]
"""Matter → (列入 or 不列入, who, why)."""


def plan_meeting(office: Office, day: date, *, limit: int = 5, meeting: str = "") -> MeetingPlan:
    """The agenda of the edition in force for `day`, or for a meeting by its id, with every choice made until now.

    LookupError for an unknown meeting; ValueError for a limit below 1.
    """
    register = open_register(office)
    planned = the_meeting(register, meeting)[0] if meeting else _of_day(register, day)
    day, number = (planned.day, planned.meeting_id) if planned else (day, meeting_id(day))
    choices = choices_of(office, [number], register.seen)
    told = {one.matter: (CHOSEN if one.listed else DECLINED, one.actor, one.why) for one in choices}
    plan = propose_meeting(office.edition(), day, limit=limit, choices=told)
    if planned and planned.kind is MeetingKind.SPECIAL_REPORT:
        plan = _only_chosen(plan, {matter for matter, word in told.items() if word[0] == CHOSEN})
    if planned is None:
        return plan
    return _at_its_time(office, register, plan, planned, choices)


def _of_day(register: Register, day: date) -> Meeting | None:
    """The day's working meeting, else its first meeting that isn't called off."""
    found = [one for one in register.meetings.values() if one.day == day and one.state is not MeetingState.CANCELLED]
    return min(found, key=lambda one: (one.meeting_id != meeting_id(day), one.start, one.meeting_id), default=None)


def _at_its_time(
    office: Office, register: Register, plan: MeetingPlan, planned: Meeting, choices: Collection[Choice]
) -> MeetingPlan:
    """The agenda of a planned meeting: by its released schedule if there is one, with clock times and who comes."""
    released = released_for(known_rounds(office, as_of_seq=register.seen), planned.meeting_id)
    if released:
        plan = _by_schedule(office, plan, _order(*released, planned, choices), *released)
    listed, opening = plan.agenda.listed, next_agenda_item(office, planned.day, body=planned.body_id)
    body = register.bodies[planned.body_id]
    sitting = sitting_of(planned, body)
    bounds = list(accumulate((item.minutes for item in listed), initial=sitting.start))
    times = {item.matter_id: pair for item, pair in zip(listed, pairwise(bounds), strict=True)}
    found = gather(office, [item.matter_id for item in listed[1:]], posts=[planned.chair])
    aside = released[0].of(Recused) if released else []
    problem = Problem(planned.day, (sitting,), tuple(_matters(listed[1:], found)), recusals=(*found.recusals, *aside))
    came = attendances(problem, Plan({sitting.id: tuple(problem.matter)}))
    callings = tuple(sorted((one for one in came if one.who), key=lambda one: (one.arrives, one.who)))
    return replace(
        plan, meeting=planned, body=body, opening=opening, times=times, ends=bounds[-1], callings=callings,
        presence=presence(office, [one.who for one in callings]),
    )  # fmt: skip


def _matters(items: Iterable[AgendaItem], found: Gathered) -> Iterator[Matter]:
    """Items as matters of a schedule; one nobody leads yet still takes its time."""
    for item in items:
        matter = found.matters.get(found.names.get(item.matter_id, ""))
        nobody = Matter(item.matter_id, item.minutes, Level.VILLAGE, "", item.since or date.min)
        yield replace(matter or nobody, id=item.matter_id, minutes=item.minutes)


def _order(one: Round, version: Version, planned: Meeting, choices: Collection[Choice]) -> list[str]:
    """What the released plan has this meeting hear, less what was declined since, and then what was chosen since."""
    off = {choice.matter for choice in choices if not choice.listed}
    since = [
        choice.matter for choice in choices if choice.listed and not choice.round_id and choice.seq > one.released_at
    ]
    return [matter for matter in dict.fromkeys((*version.plan.order[planned.meeting_id], *since)) if matter not in off]


def _by_schedule(office: Office, plan: MeetingPlan, order: Sequence[str], one: Round, version: Version) -> MeetingPlan:
    """The agenda in a released plan's order; what it leaves out waits."""
    follow_up, *cases = (*plan.agenda.listed, *plan.agenda.left_out)
    by_id, told = {item.matter_id: item for item in cases}, f"{one.title}第{version.number}版排会方案"
    minutes = {said.matter: said.minutes for said in one.of(Minutes)}
    usual = case_minutes(plan.day)
    listed = [follow_up]
    for place, matter in enumerate(order, 2):
        item = by_id.get(matter) or AgendaItem(place, f"研究信访事项{matter}", matter, (), None, None, usual, "")
        why = f"按{told}排在议题第{place - 1}位"
        listed.append(replace(item, order=place, minutes=minutes.get(matter, usual), why=why))
    waits = [item for item in cases if item.matter_id not in order]
    left = [
        replace(item, order=number, why=f"{told}没有排入本次会议；{_bare(item)}")
        for number, item in enumerate(waits, len(listed) + 1)
    ]
    rows = office.edition().rows("matters", "matter_id", sorted(set(order) - set(plan.matters)))
    matters = {**plan.matters, **{row["matter_id"]: row for row in rows}}
    agenda = Agenda(tuple(listed), tuple(left), sum(item.minutes for item in listed))
    return replace(plan, agenda=agenda, matters=matters, released=told)


def propose_meeting(edition: Edition, day: date, *, limit: int = 5, choices: Choices | None = None) -> MeetingPlan:
    """The agenda proposed for `day`; matters a person declined for this meeting stay off it, those chosen are on it.

    `choices` are those known now (`spoken_choices`); without them, the edition's.
    """
    choices = agenda_choices(edition, meeting_id(day)) if choices is None else choices
    rows = rows_of(edition.table("agenda"))
    wanted = [row for row in rows if choices.get(row["matter_id"], ("",))[0] != DECLINED]
    chosen = {matter for matter, (choice, _actor, _why) in choices.items() if choice == CHOSEN}
    proposed = [*(_proposal(row, edition.as_of) for row in wanted), *_brought_in(rows, choices, edition.as_of)]
    agenda = _with_chosen(propose_agenda(proposed, limit=limit, on=day), chosen, limit)
    sql = "SELECT * FROM matters WHERE matter_id IN (SELECT matter_id FROM agenda) OR list_contains(?, matter_id)"
    named = rows_of(edition.query(sql, [sorted(chosen)]))
    return MeetingPlan(edition.id, day, agenda, {row["matter_id"]: row for row in named}, choices)


def _brought_in(rows: list[Row], choices: Choices, as_of: date) -> list[AgendaProposal]:
    """Matters a person put on the agenda that no trigger proposes: T-10 成员提出."""
    known = {row["matter_id"] for row in rows}
    return [
        AgendaProposal(matter, "T-10", f"{actor}提出列入：{why}", "", as_of)
        for matter, (choice, actor, why) in choices.items()
        if choice == CHOSEN and matter not in known
    ]


def _with_chosen(agenda: Agenda, chosen: set[str], limit: int) -> Agenda:
    """The agenda with what a person chose (列入) on it, in the proposed order; the last of the others make room."""
    follow_up, *cases = (*agenda.listed, *agenda.left_out)
    mine = [item for item in cases if item.matter_id in chosen]
    if not any(item.matter_id in chosen for item in agenda.left_out):
        return agenda
    kept = {item.matter_id for item in [*mine, *(item for item in cases if item not in mine)][: max(limit, len(mine))]}
    full = f"本次会议已满{len(kept)}件"
    listed = [replace(item, why=_bare(item)) for item in cases if item.matter_id in kept]
    waiting = [replace(item, why=f"{full}；{_bare(item)}") for item in cases if item.matter_id not in kept]
    numbered = [replace(item, order=order) for order, item in enumerate([*listed, *waiting], 2)]
    on = (follow_up, *numbered[: len(listed)])
    return Agenda(on, tuple(numbered[len(listed) :]), sum(item.minutes for item in on))


def _only_chosen(plan: MeetingPlan, chosen: Collection[str]) -> MeetingPlan:
    """The agenda of a 专题听取: a standing committee or an office meeting hears what was chosen for it and nothing else."""
    follow_up, *cases = (*plan.agenda.listed, *plan.agenda.left_out)
    mine = [
        replace(item, order=order) for order, item in enumerate((one for one in cases if one.matter_id in chosen), 2)
    ]
    waits = [one for one in cases if one.matter_id not in chosen]
    left = [
        replace(item, order=order, why=f"专题听取只听取选定的事项；{_bare(item)}")
        for order, item in enumerate(waits, len(mine) + 2)
    ]
    listed = (follow_up, *mine)
    return replace(plan, agenda=Agenda(listed, tuple(left), sum(item.minutes for item in listed)))


def _bare(item: AgendaItem) -> str:
    """Why it ranks where it does, without the word that the session is full."""
    return item.why.rpartition("；")[2]


def agenda_choices(edition: Edition, meeting: str) -> dict[str, tuple[str, str, str]]:
    """What an edition holds of choices for one meeting; the last word stands."""
    sql = (
        "SELECT subject, actor, why, payload FROM events WHERE kind = ? AND subject LIKE ? AND NOT undone ORDER BY seq"
    )
    spoken = edition.query(sql, [EventKind.AGENDA_DECIDED.value, f"{meeting}|%"])
    return {
        subject.partition("|")[2]: (json.loads(payload)["choice"], actor, why)
        for subject, actor, why, payload in spoken.itertuples(index=False)
    }


def spoken_choices(office: Office, meeting: str) -> dict[str, tuple[str, str, str]]:
    """The same from the record of truth: choices made since the edition count too."""
    events = office.store.events(kinds=[EventKind.AGENDA_DECIDED])
    mine = (event for event in events if event.subject.startswith(f"{meeting}|"))
    return {event.subject.partition("|")[2]: (event.payload["choice"], event.actor, event.why) for event in mine}


def _proposal(row: Row, as_of: date) -> AgendaProposal:
    evidence = json.loads(row["evidence"] or "{}")
    since = row["since"] or as_of
    return AgendaProposal(row["matter_id"], row["trigger"], row["reason"], row["clause"], since, row["due"], evidence)
