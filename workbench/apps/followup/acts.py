"""议定落实 and the use cases: each thing a person does is a call of one use case with the number last seen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from workbench.apps.followup.model import FollowUpModel
from workbench.domain.dates import PartialDate
from workbench.domain.events import Event
from workbench.meetings.bodies import Meeting, Reception
from workbench.meetings.kinds import MeetingKind, RosterKind
from workbench.meetings.minutes import Minutes, Written
from workbench.meetings.receptions import attendees_of
from workbench.rules.decisions import ActKind, Decision, DecisionType, Task
from workbench.rules.letters import LetterKind
from workbench.rules.minutes import MinutesAct
from workbench.rules.supervision import Rung
from workbench.rules.unit_cards import FIELDS
from workbench.usecases import count_receptions, follow_up, hold_meeting, keep_bodies, keep_units, write_minutes
from workbench.usecases.decide import decide_agenda
from workbench.usecases.kept_papers import PAPERS, keep_paper, stamp_of

Given = Mapping[str, str]
FINAL, DRAFT = "定稿", "草稿"
HAPPENED = "补登"
MARKET_DAYS = "赶集日"


def day_of(text: str, name: str) -> date | None:
    """The one day a field holds, None if empty; ValueError for a month or a year only."""
    if not text:
        return None
    day = PartialDate.parse(text).exact
    if day is None:
        raise ValueError(f"{name}须写到日，现为“{text}”")
    return day


def must_day(text: str, name: str) -> date:
    day = day_of(text, name)
    if day is None:
        raise ValueError(f"须写明{name}")
    return day


def parts_of(text: str, marks: str = "；;\n") -> tuple[str, ...]:
    """Parts of a list as typed; posts may hold a 、 of their own, so only ； and line ends part them unless said."""
    return tuple(part.strip() for part in re.split(f"[{marks}]", text) if part.strip())


def units_of(text: str) -> tuple[str, ...]:
    return parts_of(text, "；;、，,\n")


# --- the meeting --------------------------------------------------------------------------------------------------------


def plan(model: FollowUpModel, given: Given, seen: int, meeting_id: str = "") -> Meeting:
    """Plan a meeting, or move the one named."""
    known = model.register.meetings.get(meeting_id)
    minutes = given.get("minutes", "") or "120"
    if not minutes.isdecimal():
        raise ValueError(f"时长“{minutes}”应写整数分钟，如 120")
    return hold_meeting.plan(
        model.office, known.body_id if known else given["body"], known.kind if known else MeetingKind(given["kind"]),
        must_day(given["day"], "会议日期"), title=given.get("title", "") or (known.title if known else ""),
        start=given.get("start", "") or "09:00", minutes=int(minutes), place=given.get("place", ""),
        chair=given.get("chair", ""), meeting_id=meeting_id, as_it_happened=bool(given.get("happened")),
        why=given.get("why", ""), seen=seen,
    )  # fmt: skip


def cancel(model: FollowUpModel, given: Given, _seen: int) -> Event:
    return hold_meeting.cancel(model.office, model.meeting, why=given["why"])


def choose(model: FollowUpModel, given: Given, _seen: int) -> Event:
    """Put a matter on this meeting's agenda or leave it off."""
    matter = given["matter"].partition(" ")[0]
    return decide_agenda(model.office, model.meeting, matter, given["choice"] == "列入", why=given.get("why", ""))


def hold(model: FollowUpModel, given: Given, seen: int, posts: Sequence[str]) -> Meeting:
    """Record who came; posts are ticked by their place in the list, since a post may hold a 、 of its own."""

    def ticked(name: str) -> tuple[str, ...]:
        return tuple(posts[int(place)] for place in given.get(name, "").split("、") if place)

    heard = [*(one for one in given.get("heard", "").split("、") if one), *units_of(given.get("more", ""))]
    return hold_meeting.hold(
        model.office, model.meeting, present=(*ticked("present"), *parts_of(given.get("guests", ""))),
        excused=ticked("excused"), observers=parts_of(given.get("observers", "")), chair=given.get("chair", ""),
        heard=list(dict.fromkeys(heard)), why=given.get("why", ""), seen=seen,
    )  # fmt: skip


def decide(model: FollowUpModel, given: Given, seen: int, decision_id: str = "") -> Decision:
    """Record a decision, final or as a draft; with a number a draft is completed."""
    return hold_meeting.decide(
        model.office, model.meeting, given["text"], kind=DecisionType(given["kind"]), matter=given.get("matter", ""),
        unit=given.get("unit", ""), assist=units_of(given.get("assist", "")), due=day_of(given.get("due", ""), "落实期限"),
        report_to=given.get("report_to", ""), evidence_required=given.get("evidence", ""),
        final=given.get("final", FINAL) != DRAFT, decision_id=decision_id, why=given.get("why", ""), seen=seen,
    )  # fmt: skip


def take_back(model: FollowUpModel, decision_id: str, given: Given, _seen: int) -> list[Event]:
    return hold_meeting.take_back(model.office, decision_id, why=given["why"])


# --- minutes ------------------------------------------------------------------------------------------------------------


def write(model: FollowUpModel, given: Given, seen: int) -> Minutes:
    """The draft from what is on record and what was typed; on a first draft what is left empty is drawn up."""
    first = write_minutes.open_minutes(model.office, model.meeting).text is None
    lines = {name: parts_of(given.get(name, ""), "\n") for name in ("heard", "views", "requires", "distribution")}
    told = {name: None if first and not found else found for name, found in lines.items()}
    return write_minutes.draft(model.office, model.meeting, Written(**told, lead=given.get("lead") or None), seen=seen)


def pass_on(model: FollowUpModel, kind: MinutesAct, given: Given, seen: int) -> Minutes:
    """送审, 退回修改, 签发, 印发 or 更正."""
    office, meeting = model.office, model.meeting
    match kind:
        case MinutesAct.WRITE:
            return write(model, given, seen)
        case MinutesAct.SUBMIT:
            return write_minutes.submit(office, meeting, seen=seen)
        case MinutesAct.SEND_BACK:
            return write_minutes.send_back(office, meeting, note=given["note"], seen=seen)
        case MinutesAct.SIGN:
            return write_minutes.sign(office, meeting, given["by"], seen=seen)
        case MinutesAct.ISSUE:
            return write_minutes.issue(office, meeting, given.get("number", ""), seen=seen)
        case MinutesAct.CORRECT:
            return write_minutes.correct(office, meeting, note=given["note"], seen=seen)


# --- tasks and the ladder -----------------------------------------------------------------------------------------------


def act(model: FollowUpModel, kind: ActKind, given: Given, seen: int) -> Task:
    return follow_up.act(
        model.office, model.task, kind, day=day_of(given.get("day", ""), "日期"), unit=given.get("unit", ""),
        text=given.get("text", ""), evidence=given.get("evidence", ""), due=day_of(given.get("due", ""), "新的期限"),
        by=given.get("by", ""), why=given.get("why", ""), seen=seen,
    )  # fmt: skip


def sign_rung(model: FollowUpModel, decision_id: str, rung: Rung, given: Given, seen: int) -> Event:
    return follow_up.sign_rung(
        model.office, decision_id, rung, given["signer"], number=given.get("number", ""),
        due=day_of(given.get("due", ""), "另定的期限"), text=given.get("text", ""), why=given.get("why", ""), seen=seen,
    )  # fmt: skip


# --- receptions ---------------------------------------------------------------------------------------------------------


def plan_receptions(model: FollowUpModel, body_id: str, given: Given, _seen: int) -> tuple[Reception, ...]:
    return keep_bodies.plan_receptions(
        model.office, body_id, _rule(given), must_day(given["since"], "起日"), must_day(given["until"], "止日"),
        posts=parts_of(given.get("posts", "")), place=given.get("place", ""), hours=given.get("hours", "") or "09:00-11:30",
        kind=RosterKind(given.get("kind", "") or RosterKind.LEADER), station=given.get("station", ""),
        weekday="一二三四五六日".index(given.get("weekday", "") or "一") + 1, why=given.get("why", ""),
    )  # fmt: skip


def _rule(given: Given) -> str:
    """How often: what was chosen, or for market days the digits typed (3、8 → 逢3、8)."""
    if given["period"] != MARKET_DAYS:
        return given["period"]
    digits = given.get("market", "")
    if not digits:
        raise ValueError("须写明逢几赶集，如 3、8")
    return digits if "逢" in digits else f"逢{digits}"


def mark_reception(model: FollowUpModel, body_id: str, row: str, given: Given, _seen: int) -> Event:
    day, _, post = row.partition("|")
    return keep_bodies.mark_reception(
        model.office, body_id, date.fromisoformat(day), post, given["state"], why=given.get("why", "")
    )


def count(model: FollowUpModel, given: Given, seen: int) -> Event:
    """Record the numbers of a reception; roles are typed as 人大代表2、律师1."""
    body, day, post = given["reception"].split("|", 2)
    return count_receptions.record_count(
        model.office, body, date.fromisoformat(day), post, batches=number(given, "batches", "批次"),
        persons=number(given, "persons", "人次"), resolved=number(given, "resolved", "当场化解"),
        present=attendees_of(parts_of(given.get("present", ""), "；;、，,\n")),
        why=given.get("why", ""), seen=seen,
    )  # fmt: skip


def number(given: Given, name: str, label: str) -> int:
    """A whole number as typed, 0 where nothing was; ValueError for anything else."""
    text = given.get(name, "") or "0"
    if not text.isdecimal():
        raise ValueError(f"{label}“{text}”应写整数")
    return int(text)


# --- units ----------------------------------------------------------------------------------------------------------------


def set_card(model: FollowUpModel, given: Given, seen: int) -> Event:
    told = {name: given.get(name, "") for name in FIELDS}
    return keep_units.set_unit_card(model.office, given.get("unit", ""), told, why=given.get("why", ""), seen=seen)


def set_supervisor(model: FollowUpModel, given: Given, seen: int) -> Event:
    return keep_units.set_topic_supervisor(
        model.office, given.get("topic", ""), given.get("post", ""), unit=given.get("unit", ""),
        since=day_of(given.get("since", ""), "起日"), until=day_of(given.get("until", ""), "止日"),
        why=given.get("why", ""), seen=seen,
    )  # fmt: skip


# --- what leaves the page -----------------------------------------------------------------------------------------------


def _name(text: str) -> str:
    return re.sub(r"[^\w\-]+", "-", text)


def calendar_file(model: FollowUpModel, body_id: str) -> str:
    """Meetings and reception days of a body as an .ics file in the office's own papers."""
    text = keep_bodies.calendar_of(model.office, body_id)
    stamp = stamp_of(model.office, model.edition)
    path = model.office.settings.home / PAPERS / f"会议日历_{_name(body_id)}.ics"
    count = text.count("BEGIN:VEVENT")
    keep_paper(
        model.office, text.encode("utf-8"), path, stamp, {"paper": "会议日历", "subject": body_id, "items": count}
    )
    return f"已存为 {path}（{count} 项；只有会议和接访日的名称、时间、地点）"


def print_minutes(model: FollowUpModel) -> str:
    """The minutes of the meeting looked at as a docx; where it lies, in words."""
    from workbench.usecases.print_meeting import print_minutes

    return f"已存为 {print_minutes(model.office, model.meeting)}"


LETTERS: Final[Mapping[str, LetterKind]] = {
    Rung.LETTER.value: LetterKind.SUPERVISE,
    Rung.LISTED.value: LetterKind.LISTED,
    Rung.TALK.value: LetterKind.TALK,
}
"""The paper of each rung that has one."""


def print_rung(model: FollowUpModel, row: str) -> str:
    """The letter of a signed rung (`decision|place`) as a docx; where it lies, in words. It is kept as an event too."""
    from workbench.usecases.print_letter import print_letter

    decision, _, place = row.partition("|")
    one = model.register.signed[decision][int(place)]
    path = print_letter(
        model.office, LETTERS[one.rung.value], decision=decision, unit=one.unit, number=one.number, signer=one.signer, due=one.due
    )  # fmt: skip
    model.reload()
    return f"已存为 {path}"
