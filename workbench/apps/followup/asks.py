"""议定落实, what it asks of the office: titles, units, the agenda and the minutes of the meeting looked at, fractions by campaign."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from workbench.apps.followup import rows
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.words import trigger_names
from workbench.campaign.ratio import Ratio
from workbench.meetings.agenda import AgendaItem
from workbench.meetings.follow_up import FollowUp, ladder
from workbench.meetings.follow_up import follow_up as tasks_in
from workbench.meetings.kinds import MeetingState
from workbench.meetings.minutes import Minutes
from workbench.rules.minutes import MinutesAct, MinutesFacts, minutes_gaps, next_number
from workbench.rules.supervision import Proposal, TopicSupervisor
from workbench.usecases import (
    count_receptions,
    follow_up,
    keep_bodies,
    keep_units,
    plan_meeting,
    supervise,
    write_minutes,
)
from workbench.usecases.meeting_register import titles_of

ALL_TASKS: Final = "全部"
RATIOS: Final = ("in_time", "overdue", "to_meeting")
_TONES: Final = {"in_time": "done", "overdue": "overdue", "to_meeting": "orange"}
LISTED: Final = "列入"
MOST_PUT_RIGHT: Final = 30
"""Receptions with numbers that a form still offers."""


def titles(model: FollowUpModel, matters: Iterable[str]) -> dict[str, str]:
    """What matters are called, by id; accusations are not named."""
    return titles_of(model.office, {one for one in matters if one})


def units(model: FollowUpModel) -> list[str]:
    """Units by the name they go by, the busiest first: what a form offers."""
    found = model.edition.query("SELECT unit FROM units ORDER BY matters DESC, unit LIMIT 300")
    return [str(unit) for unit in found["unit"]]


def posts(model: FollowUpModel) -> list[str]:
    """Posts that sat in any body today, convenors first: what a form offers for who decides or signs."""
    today = model.office.settings.today
    found = [one.post for body in model.bodies for one in body.members_on(today)]
    return list(dict.fromkeys(found))


# --- meetings and their agenda ------------------------------------------------------------------------------------------


def meeting_rows(model: FollowUpModel) -> list[dict[str, Any]]:
    """Meetings of the body chosen, the latest first, each with its decisions and where its minutes stand."""
    standing = _minutes_states(model)
    names = {body.body_id: body.name for body in model.bodies}
    register = model.register
    return [
        rows.meeting_row(one, names.get(one.body_id, ""), register.of_meeting(one.meeting_id), standing.get(one.meeting_id, ""))
        for one in model.meetings
    ]  # fmt: skip


def _minutes_states(model: FollowUpModel) -> dict[str, str]:
    """Meeting → state of its minutes; 未起草 for one held without any."""
    held = [one.meeting_id for one in model.meetings if one.state is MeetingState.HELD]
    found = {meeting: write_minutes.open_minutes(model.office, meeting).state for meeting in held}
    return {meeting: state.value if state else "未起草" for meeting, state in found.items()}


def choices(model: FollowUpModel) -> dict[str, tuple[str, str, str]]:
    """Matter → (列入 or 不列入, who, why) for the meeting looked at."""
    return plan_meeting.spoken_choices(model.office, model.meeting)


def on_agenda(model: FollowUpModel) -> dict[str, str]:
    """Matters on the meeting's agenda, and those recorded as heard: id → title."""
    chosen = [matter for matter, (choice, _, _) in choices(model).items() if choice == LISTED]
    wanted = list(dict.fromkeys([*model.opened[0].heard, *chosen]))
    names = titles(model, wanted)
    return {matter: names.get(matter, matter) for matter in wanted}


def agenda(model: FollowUpModel) -> plan_meeting.MeetingPlan:
    """The agenda of the meeting looked at: its released schedule if there is one, else as triggers rank it."""
    return plan_meeting.plan_meeting(model.office, model.opened[0].day, meeting=model.meeting)


def agenda_rows(model: FollowUpModel, plan: plan_meeting.MeetingPlan) -> list[dict[str, Any]]:
    """Items in their order with the time each begins, then what a person left off, then what waits."""
    spoken = choices(model)
    items = {item.matter_id: item for item in (*plan.agenda.listed, *plan.agenda.left_out) if item.matter_id}
    listed = [item.matter_id for item in plan.agenda.listed if item.matter_id]
    wanted = list(dict.fromkeys([*listed, *spoken, *items]))
    names = titles(model, wanted)
    return [
        _agenda_row(matter, items.get(matter), spoken.get(matter), names.get(matter, matter), plan) for matter in wanted
    ]


def _agenda_row(
    matter: str, item: AgendaItem | None, spoken: tuple[str, str, str] | None, title: str, plan: plan_meeting.MeetingPlan
) -> dict[str, Any]:  # fmt: skip
    proposals = item.proposals if item else ()
    choice, actor, why = spoken or ("待定", "", "")
    return {
        "id": matter, "matter_id": matter, "title": title, "due": item.due if item else None,
        "time": plan.when(item) if item else "", "triggers": trigger_names(one.trigger for one in proposals),
        "reason": "；".join(one.reason for one in proposals),
        "choice": {"text": choice, "tone": {"列入": "ok", "不列入": "neutral"}.get(choice, "unknown")},
        "why": f"{actor}：{why}" if actor and why else actor,
    }  # fmt: skip


# --- minutes ------------------------------------------------------------------------------------------------------------


def minutes(model: FollowUpModel) -> Minutes:
    return write_minutes.open_minutes(model.office, model.meeting)


def minutes_choices(model: FollowUpModel, known: Minutes) -> list[dict[str, str]]:
    """What may be done with the minutes now; what may not carries its reason from the rules."""
    meeting, body = model.opened
    facts = MinutesFacts(
        known.state, model.register.of_meeting(model.meeting), meeting.chair, body.convenors(meeting.day)
    )
    convenor = next(iter(facts.convenors), "（召集人）")
    number = free_number(model, known)
    held = meeting.state is MeetingState.HELD
    found = []
    for kind in MinutesAct:
        gaps = minutes_gaps(facts, kind, number=number, by=convenor, note="（待填）")
        first = () if held else (f"会议{meeting.state.value}，尚未登记召开；请先在“召开”页登记到会情况",)
        found.append({"kind": kind.value, "group": "可办", "refusal": "；".join(first or gaps)})
    return found


def free_number(model: FollowUpModel, known: Minutes) -> str:
    """The number these minutes have, or the next of the meeting's year."""
    year = model.opened[0].day.year
    return known.number or next_number(year, write_minutes.numbers_used(model.office, model.meeting))


# --- tasks --------------------------------------------------------------------------------------------------------------


def tasks(model: FollowUpModel) -> FollowUp:
    """Every decided task as of today, of the body chosen or of all."""
    return tasks_in(model.register, model.office.settings.today, body_id=model.body)


def scopes(model: FollowUpModel) -> dict[str, str]:
    """What fractions are counted over: name → batch; all decided tasks, then each campaign's."""
    batches = dict.fromkeys(one.batch for one in model.office.settings.campaigns)
    return {ALL_TASKS: "", **{batch: batch for batch in batches}}


def fractions(model: FollowUpModel) -> dict[str, Ratio]:
    """`scope:ratio` → fraction of the office's decided tasks, for all and for each campaign batch."""
    found = {scope: follow_up.settled(model.office, batch=batch) for scope, batch in scopes(model).items()}
    return {f"{scope}:{name}": getattr(told, name) for scope, told in found.items() for name in RATIOS}


def fraction_cards(found: dict[str, Ratio], scope: str) -> list[dict[str, Any]]:
    """A card for each fraction of a scope; a click lists what its numerator counts."""
    return [_fraction_card(key, ratio) for key, ratio in found.items() if key.partition(":")[0] == scope]


def _fraction_card(key: str, ratio: Ratio) -> dict[str, Any]:
    scope, _, name = key.partition(":")
    short, _, base = ratio.label.partition(" / ")
    whose = "全部议定事项" if scope == ALL_TASKS else f"专项批次“{scope}”的议定事项"
    return {
        "label": f"{scope}·{short}", "value": ratio.text, "key": key,
        "tone": _TONES[name] if ratio.numerator else "neutral",
        "fraction": ratio.percent if ratio.denominator else "没有可计的事项",
        "hint": f"{whose}：{short} / {base}；点击列出",
    }  # fmt: skip


def proposals(model: FollowUpModel) -> tuple[Proposal, ...]:
    """What the ladder proposes today, longest overdue first."""
    return ladder(tasks(model), model.register)


# --- receptions and the next meeting ------------------------------------------------------------------------------------


def shown_body(model: FollowUpModel) -> str:
    """The body whose frequency is looked at: the one chosen, else that of the meeting, else the first."""
    known = model.register.meetings.get(model.meeting)
    first = model.bodies[0].body_id if model.bodies else ""
    return model.body or (known.body_id if known and known.body_id in model.register.bodies else first)


def half_year(model: FollowUpModel) -> tuple[date, date]:
    """From the first day of the month five months back to today."""
    today = model.office.settings.today
    month = today.year * 12 + today.month - 1 - 5
    return date(month // 12, month % 12 + 1, 1), today


def ahead(model: FollowUpModel) -> list[tuple[str, str]]:
    """(name, day) of the meetings planned from today on, and next Monday where none is."""
    today = model.office.settings.today
    planned = [one for one in model.meetings if one.state is MeetingState.PLANNED and one.day >= today]
    found = [(f"{one.day} {one.title}", f"{one.day}|{one.body_id}") for one in reversed(planned)]
    monday = plan_meeting.next_monday(today)
    return [*found, (f"{monday} 下周一（不限机构）", f"{monday}|{model.body}")]


def opening(model: FollowUpModel, chosen: str) -> tuple[str, ...]:
    """The lines of item 1 for a meeting planned: `chosen` is a value of `ahead`."""
    day, _, body = chosen.partition("|")
    return follow_up.next_agenda_item(model.office, date.fromisoformat(day), body=body)


def frequency(model: FollowUpModel, body: str, since: date, until: date) -> tuple[Any, ...]:
    return keep_bodies.frequency(model.office, body, since, until)


# --- units, the numbers of receptions, who supervises a topic -------------------------------------------------------------


def channels(model: FollowUpModel) -> keep_units.Channels:
    """Cards of units, and how many have all five channels."""
    return keep_units.channels(model.office)


def statistics(model: FollowUpModel, since: date, until: date) -> count_receptions.Statistics:
    """What receptions came to between two days, of the body chosen or of all."""
    return count_receptions.reception_statistics(model.office, since, until, body=model.body)


def to_count(model: FollowUpModel) -> list[tuple[str, str]]:
    """(value, label) of receptions that took place: first those without numbers, then the latest that may be put right."""
    names = {body.body_id: body.name for body in model.bodies}
    found = count_receptions.held(model.office, model.body)
    bare = [one for one in found if one.counted is None]
    return [rows.sitting_name(one, names) for one in (*bare, *[one for one in found if one.counted][:MOST_PUT_RIGHT])]


def supervisors(model: FollowUpModel) -> tuple[TopicSupervisor, ...]:
    return keep_units.topic_supervisors(model.office)


def signers(model: FollowUpModel, found: Iterable[Proposal]) -> dict[str, TopicSupervisor]:
    """Decision → who supervises its matter's topic (对口督办)."""
    return supervise.signers(model.office, found)


def stations(model: FollowUpModel) -> tuple[str, ...]:
    """Reception rooms and stations there are: what a form offers."""
    return keep_units.stations(model.office)


def at_station(model: FollowUpModel, station: str, day: date) -> keep_units.StationRoster:
    """Who is at a station on a day."""
    return keep_units.station_roster(model.office, station, day)
