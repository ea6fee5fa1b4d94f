"""打开一轮会议 (读排会现状): its sittings from the meetings, its matters from the choices, its conditions from the events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from workbench.domain.events import EventKind
from workbench.meetings.bodies import Body, Meeting
from workbench.meetings.kinds import MeetingKind, MeetingState
from workbench.meetings.register import Register
from workbench.meetings.rounds import KINDS, Cancelled, Minutes, Pin, Round, mentioned, read_rounds
from workbench.meetings.schedule.problem import STANDARD_WISHES, Absence, Problem, Recused, Sitting, Wish, WishKind
from workbench.usecases.meeting_register import open_register
from workbench.usecases.office import Office
from workbench.usecases.round_problem import Gathered, gather, sitting_of, units_gone
from workbench.usecases.round_state import LISTED, Choice, RoundState

_RECEPTIONS: Final = (MeetingKind.RECEPTION, MeetingKind.JOINT_RECEPTION)


def known_rounds(office: Office, *, as_of_seq: int | None = None) -> dict[str, Round]:
    """All rounds by id as they stand now, or stood at an event number."""
    return read_rounds(office.store.events(KINDS, as_of_seq=as_of_seq))


def the_round(known: Mapping[str, Round], round_id: str) -> Round:
    """A round; LookupError naming those there are."""
    if round_id not in known:
        there = "、".join(f"{one.round_id}（{one.title}）" for one in known.values()) or "尚无，请先设立"
        raise LookupError(f"没有编号为“{round_id}”的排会轮次；已有：{there}")
    return known[round_id]


def matters_named(office: Office, wanted: Iterable[str]) -> dict[str, str]:
    """What matters go by, each given by matter id, record id or case number. ValueError for an accusation."""
    from workbench.usecases.study_matter import find_matter

    edition = office.edition()
    found = {one: find_matter(edition, one) for one in wanted}
    for row in edition.rows("matters", "matter_id", sorted(set(found.values())), ["matter_id", "locked"]):
        if row["locked"]:
            raise ValueError(
                f"“{row['matter_id']}”是检举控告件，不上会，由纪检监察机关依规处理（《信访工作条例》第三十条）"
            )
    return found


# --- reading ----------------------------------------------------------------------------------------------------------


def open_round(office: Office, round_id: str) -> RoundState:
    """A round as it stands now. LookupError if there is none by this id."""
    register = open_register(office)
    one = the_round(known_rounds(office, as_of_seq=register.seen), round_id)
    meetings = meetings_of(register, one)
    choices = choices_of(office, [round_id, *(found.meeting_id for found in meetings)], register.seen)
    over = tuple(found for found in meetings if found.state is MeetingState.HELD)
    wanted, heard = _wanted(one, choices, over)
    bodies = {key: register.bodies[key] for key in {found.body_id for found in meetings} if key in register.bodies}
    since = {found.matter: found.at.date() for found in choices}
    proposed = _proposed(office, wanted, choices)
    gathered = gather(office, wanted, posts=_chairs(meetings), since=since)
    sittings, notes = _sittings(office, one, meetings, register.bodies)
    problem, lost = _problem(office, one, sittings, gathered)
    reasons = {**proposed, **heard, **gathered.missing}
    units = {unit for matter in problem.matters for unit in matter.units}
    return RoundState(
        round_id, one.title, one.since, one.until, one.bodies, problem, one.versions, one.released, gathered.papers,
        {**_titles(office, proposed), **gathered.titles}, tuple(reasons), register.seen, reasons, one.words, choices,
        units_gone(office, units, problem.horizon), tuple(found.meeting_id for found in over), _posts(bodies.values(), one), (*notes, *lost),
    )  # fmt: skip


def meetings_of(register: Register, one: Round) -> tuple[Meeting, ...]:
    """Meetings of a round's bodies within its days, by time; reception days are none."""
    found = (
        meeting
        for meeting in register.meetings.values()
        if one.since <= meeting.day <= one.until
        and (not one.bodies or meeting.body_id in one.bodies)
        and meeting.kind not in _RECEPTIONS
    )
    return tuple(sorted(found, key=lambda meeting: (meeting.day, meeting.start, meeting.meeting_id)))


def choices_of(office: Office, wheres: Collection[str], as_of_seq: int | None = None) -> tuple[Choice, ...]:
    """The last word on each matter for these rounds and meetings, in the order spoken."""
    asked, found = set(wheres), {}
    for event in office.store.events([EventKind.AGENDA_DECIDED], as_of_seq=as_of_seq):
        where, _, matter = event.subject.partition("|")
        if where in asked:
            listed, said = event.payload["choice"] == LISTED, event.payload.get("round", "")
            found[where, matter] = Choice(where, matter, listed, event.actor, event.why, event.at, event.seq, said)
    return tuple(sorted(found.values(), key=lambda one: one.seq))


def _wanted(one: Round, choices: Collection[Choice], over: Collection[Meeting]) -> tuple[list[str], dict[str, str]]:
    """Matters chosen for the round or a meeting of it, and of those heard already where; chosen anew they count again."""
    own = {found.matter: found for found in choices if found.where == one.round_id}
    listed = {found.matter: found for found in choices if found.listed}
    wanted = [
        matter for matter, found in listed.items() if matter not in own or own[matter].listed or own[matter].seq < found.seq
    ]  # fmt: skip
    heard = {matter: meeting for meeting in over for matter in meeting.heard}
    again = {matter for matter in heard if matter in own and own[matter].listed and own[matter].at.date() > heard[matter].day}  # fmt: skip
    done = {m: f"已在{heard[m].day}的{heard[m].title}研究" for m in wanted if m in heard and m not in again}
    return [matter for matter in wanted if matter not in done], done


def _proposed(office: Office, wanted: Collection[str], choices: Collection[Choice]) -> dict[str, str]:
    """Matters the triggers propose that nobody chose, with the triggers' reasons; declined ones are left out."""
    said = {*wanted, *(one.matter for one in choices)}
    found: dict[str, list[str]] = {}
    for row in office.edition().table("agenda", ["matter_id", "trigger", "reason"]).itertuples(index=False):
        if row.matter_id not in said:
            found.setdefault(str(row.matter_id), []).append(f"{row.trigger} {row.reason}")
    return {matter: "；".join(reasons) for matter, reasons in found.items()}


def _titles(office: Office, matters: Collection[str]) -> dict[str, str]:
    rows = office.edition().rows("matters", "matter_id", sorted(matters), ["matter_id", "title", "locked"])
    return {str(row["matter_id"]): str(row["title"]) for row in rows if not row["locked"]}


def _chairs(meetings: Iterable[Meeting]) -> list[str]:
    return list(dict.fromkeys(meeting.chair for meeting in meetings if meeting.chair))


def _posts(bodies: Iterable[Body], one: Round) -> tuple[str, ...]:
    members = (member for body in bodies for member in body.members_on(one.since))
    return tuple(dict.fromkeys(name for member in members for name in (member.post, member.unit) if name))


def _sittings(
    office: Office, one: Round, meetings: Iterable[Meeting], bodies: Mapping[str, Body]
) -> tuple[list[Sitting], list[str]]:
    """Planned meetings ahead as sittings, with the chair's own limits; and of the others why they are none."""
    off = {found.sitting for found in one.of(Cancelled)}
    limits = {s: wish.value for wish in one.of(Wish) if _is_limit(wish) for s in wish.sittings}
    found, notes = [], []
    for meeting in meetings:
        reason = _no_sitting(office, meeting, off)
        made = sitting_of(meeting, bodies[meeting.body_id], limit=limits.get(meeting.meeting_id, 0))
        reason = reason or ("" if made.room > 0 else f"只有{meeting.minutes}分钟，不够第一项{made.opening}分钟")
        if reason:
            notes.append(f"会议{meeting.meeting_id}（{meeting.day}）{reason}，不作为会次")
        else:
            found.append(made)
    return found, notes


def _no_sitting(office: Office, meeting: Meeting, off: Collection[str]) -> str:
    if meeting.state is not MeetingState.PLANNED:
        return meeting.state.value
    if meeting.day < office.settings.today:
        return "已过，尚未登记召开"
    return "本轮不用" if meeting.meeting_id in off else ""


def _is_limit(wish: Wish) -> bool:
    return wish.kind is WishKind.LIMIT and wish.hard


def _problem(office: Office, one: Round, sittings: Collection[Sitting], found: Gathered) -> tuple[Problem, list[str]]:
    """The conditions, as far as what they name is there; and those that apply to nothing any more."""
    there = {sitting.id for sitting in sittings}
    names = {word: found.names.get(word, word) for word in [m for w in one.words for m in mentioned(w.condition)[0]]}
    pins = {names[pin.matter]: pin.sitting for pin in one.of(Pin) if pin.sitting in there}
    minutes = {names[said.matter]: said.minutes for said in one.of(Minutes)}
    matters = tuple(
        replace(matter, pin=pins.get(matter.id, ""), minutes=minutes.get(matter.id, matter.minutes))
        for matter in found.matters.values()
        if matter.lead
    )
    known = {matter.id for matter in matters}
    recusals = [Recused(said.who, names[said.matter]) for said in one.of(Recused)]
    problem = Problem(
        office.settings.today, tuple(sittings), matters, tuple(one.of(Absence)),
        tuple(said for said in dict.fromkeys((*found.recusals, *recusals)) if said.matter in known),
        tuple(_wishes(one, names, known, there)),
    )  # fmt: skip
    return problem, list(_idle(one, names, known, there))


def _wishes(one: Round, names: Mapping[str, str], known: Collection[str], there: Collection[str]) -> Iterator[Wish]:
    """The standard wishes with the round's; its own general limit replaces the standard one, limits of a sitting are its own."""
    said = [wish for wish in one.of(Wish) if not (_is_limit(wish) and wish.sittings)]
    own_limit = any(_is_limit(wish) for wish in said)
    yield from (wish for wish in STANDARD_WISHES if not (own_limit and _is_limit(wish)))
    for wish in said:
        matters = tuple(dict.fromkeys(names[one] for one in wish.matters if names[one] in known))
        sittings = tuple(one for one in wish.sittings if one in there)
        lost = (wish.matters and not matters) or (wish.sittings and not sittings)
        if not lost and not (wish.kind is WishKind.TOGETHER and len(matters) < 2):
            yield replace(wish, matters=matters, sittings=sittings)


def _idle(one: Round, names: Mapping[str, str], known: Collection[str], there: Collection[str]) -> Iterator[str]:
    for word in one.words:
        matters, sittings = mentioned(word.condition)
        if isinstance(word.condition, Cancelled):
            continue
        lost = [m for m in matters if names[m] not in known] + [s for s in sittings if s not in there]
        if lost:
            yield f"条件“{word.sentence}”中的{'、'.join(lost)}已不在本轮，这部分不起作用"
