"""会议议程: the opening item with its lines, matters with their clock times, who comes from when to when, why, what is left out.

Source: spec 3.4 (every item with its reason; what was left out and why), 3.6 (first item 上次议定事项落实情况).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from workbench.meetings.agenda import FOLLOW_UP
from workbench.meetings.bodies import Meeting
from workbench.meetings.schedule.plan import Attendance
from workbench.meetings.schedule.problem import clock
from workbench.reports.filling import Stamp
from workbench.reports.pack import part_docx
from workbench.reports.parts import Block, Part
from workbench.review.paper_parts import Line, LineKind, day_words, gap, note

NAME: Final = "agenda"
_WEEKDAYS: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the agenda; `begins` and `ends` are minutes after midnight, `why` its reasons for being listed."""

    number: int
    matter_id: str
    title: str
    minutes: int
    begins: int
    ends: int
    lead: str = ""
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgendaContent:
    """All that an agenda prints; `items` begin with the opening item, whose lines are `opening`."""

    meeting: Meeting
    items: tuple[Item, ...]
    opening: tuple[str, ...]
    ends: int
    callings: tuple[Attendance, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()  # title, why
    more_left_out: int = 0  # not named here
    whole: bool = True  # False: a unit's copy, which says nothing of what was left out
    opening_apart: bool = False  # the opening item's lines are a part of their own in the pack
    presence: Mapping[str, str] = field(default_factory=dict)  # how a unit called comes, where it is registered


def meeting_words(meeting: Meeting) -> str:
    """2026年11月23日（星期一）09:00，三楼会议室"""
    place = f"，{meeting.place}" if meeting.place else ""
    return f"{day_words(meeting.day)}（星期{_weekday(meeting.day)}）{meeting.start}{place}"


def _weekday(day: date) -> str:
    return _WEEKDAYS[day.weekday()]


def agenda_part(content: AgendaContent) -> Part:
    """The agenda's parts in the order printed."""
    blocks = (
        Block("一、会议安排", table="fields", rows=_arrangement(content)),
        Block("二、会议议题", table="items", rows=tuple(map(_item, content.items))),
        _callings("三、到会时间", content),
        Block(f"四、{FOLLOW_UP}", _opening(content)),
        _reasons("五、列入理由", content.items),
        *([_left_out("附：未列入的事项及原因", content)] if content.whole else ()),
    )
    return Part(f"{content.meeting.title}议程", f"（{meeting_words(content.meeting)}）", blocks)


def _arrangement(content: AgendaContent) -> tuple[tuple[str, str], ...]:
    meeting = content.meeting
    begins = content.items[0].begins if content.items else content.ends
    spare = meeting.minutes - (content.ends - begins)
    over = f"，超出会议时长{-spare}分钟" if spare < 0 else ""
    return (
        ("会议", f"{meeting.title}（{meeting.meeting_id}）"),
        (
            "时间",
            f"{day_words(meeting.day)}（星期{_weekday(meeting.day)}）{clock(begins)}，会议时长{meeting.minutes}分钟",
        ),
        ("预计结束", f"{clock(content.ends)}（{len(content.items)}项，共{content.ends - begins}分钟{over}）"),
        ("地点", meeting.place or "（未登记）"),
        ("主持", meeting.chair or "（未登记）"),
    )


def _item(item: Item) -> tuple[str, ...]:
    times = f"{clock(item.begins)}–{clock(item.ends)}"
    lead = item.lead or ("—" if not item.matter_id else "（未登记）")
    return str(item.number), times, item.title, str(item.minutes), lead


def _opening(content: AgendaContent) -> tuple[Line, ...]:
    if content.opening_apart:
        return (Line(f"见本册“{FOLLOW_UP}”。"),)
    return tuple(map(Line, content.opening)) or (gap(FOLLOW_UP),)


def opening_part(opening: Sequence[str]) -> Part:
    """上次议定事项落实情况 as a part of its own: one line per task."""
    first, *tasks = opening or (gap(FOLLOW_UP).text,)
    return Part(FOLLOW_UP, "", (Block(lines=(Line(first, LineKind.HEAD), *map(Line, tasks))),))


def _reasons(title: str, items: Sequence[Item]) -> Block:
    """A row per reason; number and title stand before the first."""
    rows: list[tuple[str, str, str]] = []
    for item in items:
        if item.matter_id:
            first, *others = item.why or (gap("列入理由").text,)
            rows += [(str(item.number), item.title, first), *(("", "", why) for why in others)]
    return Block(title, () if rows else (Line("本次会议没有研究个案的议题。"),), "reasons", tuple(rows))


def _callings(title: str, content: AgendaContent) -> Block:
    if not content.callings:
        return Block(title, (gap("各单位到会时间"),))
    numbers = {item.matter_id: item.number for item in content.items}
    ordered = sorted(content.callings, key=lambda one: (one.arrives, one.who))
    rows = tuple(_calling(one, numbers, content.presence.get(one.who, "")) for one in ordered)
    return Block(title, (), "callings", rows, (note("主持人全程参加；各单位按到会时间提前五分钟候会。"),))


def _calling(one: Attendance, numbers: Mapping[str, int], comes: str) -> tuple[str, ...]:
    items = "、".join(f"第{numbers[matter]}项" for matter in one.matters if matter in numbers)
    return f"{one.who} {comes}".strip(), clock(one.arrives), clock(one.leaves), items or "—"


def _left_out(title: str, content: AgendaContent) -> Block:
    count = len(content.left_out) + content.more_left_out
    if not count:
        return Block(title, (Line("无。"),))
    rows = tuple((str(number), name, why) for number, (name, why) in enumerate(content.left_out, 1))
    more = f"其余{content.more_left_out}件按法定期限、提出时间排在以上各件之后，名单见“会议筹备”。"
    return Block(title, (Line(f"经提出而未列入本次会议的，共{count}件。"),), "left", rows,
                 (note(more),) if content.more_left_out else ())  # fmt: skip


def agenda_docx(content: AgendaContent, stamp: Stamp, own_templates: Path | None = None) -> bytes:
    """The agenda as a document; a county's own template is `agenda.docx`."""
    return part_docx(agenda_part(content), stamp, own_templates, name=NAME)
