"""召开: who came, who was excused, which matters were heard; a correction says why."""

from __future__ import annotations

from typing import Any

from workbench.apps.followup import acts, asks
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.followup.parts import Panel, records
from workbench.meetings.bodies import Body, Meeting
from workbench.meetings.kinds import MeetingState
from workbench.widgets import FactList, Field, Form, columns


def panel(model: FollowUpModel) -> Panel:
    """What is on record of the meeting, and the form of its attendance."""
    facts, form = FactList(narrow=True), Form(submit="登记召开")
    filled: list[tuple[Any, ...]] = [()]
    posts: list[str] = []

    def read() -> None:
        meeting, body = model.opened
        agenda = asks.on_agenda(model)
        facts.show(_facts(meeting, agenda), title=f"{meeting.meeting_id} 会议登记")
        posts[:] = _posts(meeting, body)
        held = meeting.state is MeetingState.HELD
        key = (meeting.meeting_id, meeting.changes, tuple(agenda))
        values = _values(meeting, posts, agenda) if filled[0] != key else None
        filled[0] = key
        form.show(_fields(model, posts, agenda, held), title="更正到会情况" if held else "登记召开",
                  submit="登记更正" if held else "登记召开", values=values, note=_note(body, posts),
                  closed=meeting.state is MeetingState.CANCELLED)  # fmt: skip

    def again() -> None:
        filled[0] = ()
        read()

    records(model, form, lambda given, seen: acts.hold(model, given, seen, posts),
            lambda held: f"已登记召开：出席 {len(held.present)}，请假 {len(held.excused)}，上会事项 {len(held.heard)}", again)  # fmt: skip
    return columns(facts, form, weights=(1, 2)), read


def _posts(meeting: Meeting, body: Body) -> list[str]:
    """Members on the day, then whoever else is on record for this meeting."""
    members = [one.post for one in body.members_on(meeting.day)]
    return list(dict.fromkeys([*members, *meeting.present, *meeting.excused]))


def _note(body: Body, posts: list[str]) -> str:
    return (
        ""
        if posts
        else f"{body.name}还没有登记成员；出席的职务请填在“其他出席”，或先用 workbench meeting body 登记成员"
    )


def _fields(model: FollowUpModel, posts: list[str], agenda: dict[str, str], held: bool) -> list[Field]:
    ticks = [(str(place), post) for place, post in enumerate(posts)]
    heard = [(matter, f"{matter} {title}") for matter, title in agenda.items()]
    return [
        *([Field("present", "出席", "ticks", choices=ticks), Field("excused", "请假", "ticks", choices=ticks)] if ticks else []),
        *([Field("heard", "上会事项（来自本次议题）", "ticks", choices=heard)] if heard else []),
        Field("guests", "其他出席", hint="职务，用；分开"), Field("observers", "列席", hint="单位或职务，用；分开"),
        Field("chair", "主持人职务", "unit", choices=asks.posts(model), hint="不填为安排时的主持人"),
        Field("more", "其他上会事项", hint="事项编号，用、分开"),
        Field("why", "更正的理由" if held else "备注", required=held),
    ]  # fmt: skip


def _values(meeting: Meeting, posts: list[str], agenda: dict[str, str]) -> dict[str, str]:
    """What is on record, as the form shows it; before the meeting everything listed stands ticked as heard."""
    heard = meeting.heard if meeting.state is MeetingState.HELD else tuple(agenda)
    return {
        "present": "、".join(str(posts.index(one)) for one in meeting.present),
        "excused": "、".join(str(posts.index(one)) for one in meeting.excused),
        "heard": "、".join(heard), "observers": "；".join(meeting.observers), "chair": meeting.chair,
        "guests": "", "more": "", "why": "",
    }  # fmt: skip


def _facts(meeting: Meeting, agenda: dict[str, str]) -> list[tuple[str, Any]]:
    none = "无" if meeting.state is MeetingState.HELD else ""
    heard = "；".join(f"{matter} {agenda.get(matter, '')}" for matter in meeting.heard)
    return [
        ("会议", meeting.title), ("状态", meeting.state.value), ("日期", f"{meeting.day} {meeting.start}"), ("地点", meeting.place),
        ("主持", meeting.chair), ("时长", f"{meeting.minutes} 分钟"), ("出席", "、".join(meeting.present) or none),
        ("请假", "、".join(meeting.excused) or none), ("列席", "、".join(meeting.observers) or none), ("上会事项", heard or none),
    ]  # fmt: skip
