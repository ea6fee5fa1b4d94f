"""Meetings on the desk (会议案头): what a notebook calls to prepare, hold, write up and follow up; each the same use case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.domain.events import Event
from workbench.meetings.bodies import Meeting as Planned
from workbench.meetings.minutes import Minutes, Written
from workbench.rules.decisions import ActKind, Decision, Task
from workbench.rules.supervision import Rung
from workbench.usecases import follow_up, hold_meeting, write_minutes
from workbench.usecases.meeting_register import open_register, the_meeting
from workbench.usecases.office import Office
from workbench.usecases.plan_meeting import MeetingPlan, plan_meeting

if TYPE_CHECKING:
    from workbench.usecases.schedule_round import Change, RoundState, Version


class Meeting:
    """One meeting by its id, as of this moment; after an act, ask again: nothing is held."""

    def __init__(self, office: Office, meeting_id: str) -> None:
        self.office = office
        self.meeting_id = the_meeting(open_register(office), meeting_id)[0].meeting_id

    @property
    def planned(self) -> Planned:
        """What the register has of it: kind, day, hour, place, chair, state, who came, what was heard."""
        return the_meeting(open_register(self.office), self.meeting_id)[0]

    def agenda(self, *, limit: int = 5) -> MeetingPlan:
        """Its agenda with the opening item, times and who comes when."""
        return plan_meeting(self.office, self.planned.day, limit=limit, meeting=self.meeting_id)

    def take(self, matter: str, *, why: str = "") -> Event:
        """Put a matter on the agenda (列入)."""
        from workbench.usecases.decide import decide_agenda

        return decide_agenda(self.office, self.meeting_id, matter, True, why=why)

    def decline(self, matter: str, *, why: str) -> Event:
        """Keep a matter off the agenda (不列入), with a reason."""
        from workbench.usecases.decide import decide_agenda

        return decide_agenda(self.office, self.meeting_id, matter, False, why=why)

    # --- holding --------------------------------------------------------------------------------------------------

    def hold(self, present: Sequence[str], *, heard: Sequence[str] = (), **more: Any) -> Planned:
        """It took place: who came by post, which matters were heard; all of it kept or nothing."""
        return hold_meeting.hold(self.office, self.meeting_id, present=present, heard=heard, **more)

    def decide(self, text: str, *, matter: str = "", unit: str = "", due: date | None = None, **more: Any) -> Decision:
        """What it decided, with a unit and a day; `final=False` keeps a draft."""
        return hold_meeting.decide(self.office, self.meeting_id, text, matter=matter, unit=unit, due=due, **more)

    def decisions(self) -> pd.DataFrame:
        """Its decisions as they stand today: unit, day, state, what happened."""
        mine = open_register(self.office).of_meeting(self.meeting_id)
        found = {task.decision.decision_id: dict(task.row) for task in follow_up.tasks(self.office).tasks}
        return pd.DataFrame([found[one.decision_id] for one in mine if one.decision_id in found])

    # --- minutes --------------------------------------------------------------------------------------------------

    def minutes(self) -> Minutes:
        """The minutes as they stand; `.as_text()` to read them."""
        return write_minutes.open_minutes(self.office, self.meeting_id)

    def draft(self, *, why: str = "", **written: Sequence[str] | str) -> Minutes:
        """Draft the minutes, or revise the draft: views, requires, heard, distribution, lead as people write them."""
        said = {name: text if isinstance(text, str) else tuple(text) for name, text in written.items()}
        return write_minutes.draft(self.office, self.meeting_id, Written(**said), why=why)  # type: ignore[arg-type]

    def submit(self) -> Minutes:
        """Hand the draft to the convenor (送审)."""
        return write_minutes.submit(self.office, self.meeting_id)

    def sign(self, by: str) -> Minutes:
        """Signed by the convenor or a deputy, by post (签发)."""
        return write_minutes.sign(self.office, self.meeting_id, by)

    def issue(self, number: str = "") -> Minutes:
        """Print and freeze them (印发)."""
        return write_minutes.issue(self.office, self.meeting_id, number)

    # --- papers ---------------------------------------------------------------------------------------------------

    def print(self, kind: str = "议程") -> Path:
        """议程, 签到表 or 纪要 as docx in the office's papers folder; ValueError for another word."""
        from workbench.usecases import print_meeting

        kinds = {
            "议程": print_meeting.print_agenda,
            "签到表": print_meeting.print_sign_in,
            "纪要": print_meeting.print_minutes,
        }
        if kind not in kinds:
            raise ValueError(f"不认识的会议文书“{kind}”；可用：{'、'.join(kinds)}；整份会议材料用 pack()")
        return kinds[kind](self.office, self.meeting_id)

    def pack(self, *, unit: str = "", pdf: bool = True) -> Any:
        """The whole pack as docx and PDF; with `unit` that unit's own copy and what was withheld from it."""
        from workbench.usecases.print_meeting import print_pack

        return print_pack(self.office, self.meeting_id, unit=unit, pdf=pdf)


class Tasks:
    """What was decided and what became of it (议定事项落实)."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def frame(self, as_of: date | None = None, *, body: str = "", unit: str = "", every: bool = True) -> pd.DataFrame:
        """One row a task as of a day; only those not settled where `every` is false."""
        found = follow_up.tasks(self.office, as_of=as_of, body=body, unit=unit)
        return pd.DataFrame([dict(one.row) for one in (found.tasks if every else found.open)])

    def counts(self, as_of: date | None = None) -> Mapping[str, int]:
        """How many stand where: 按期完成, 推进中, 超期, 需提交会议."""
        return follow_up.tasks(self.office, as_of=as_of).counts()

    def act(self, decision_id: str, kind: ActKind | str, **said: Any) -> Task:
        """Something happened to a task; refused in words where evidence, unit or order is lacking."""
        return follow_up.act(self.office, decision_id, ActKind(kind), **said)

    def settled(self, *, batch: str = "", as_of: date | None = None) -> follow_up.Settled:
        """Fractions settled in time, overdue, to a meeting; of a campaign's matters with `batch`."""
        return follow_up.settled(self.office, as_of=as_of, batch=batch)

    def opening(self, day: date, *, body: str = "") -> tuple[str, ...]:
        """The first item of a meeting to come: 上次议定事项落实情况."""
        return follow_up.next_agenda_item(self.office, day, body=body)

    def ladder(self) -> pd.DataFrame:
        """Rungs of supervision proposed now, each with its facts; a person signs or not."""
        columns = ["decision", "rung", "unit", "sentence", "clause"]
        rows = [(one.decision_id, one.rung.value, one.unit, one.finding.sentence, one.finding.clause)
                for one in follow_up.proposals(self.office)]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    def sign(self, decision_id: str, rung: Rung | str, signer: str, **said: Any) -> Event:
        """Sign a proposed rung (催报反馈, 督办函, 挂牌督办, 约谈建议)."""
        return follow_up.sign_rung(self.office, decision_id, Rung(rung), signer, **said)


class Round:
    """One round of meetings to be scheduled (排会轮次), by its id."""

    def __init__(self, office: Office, round_id: str) -> None:
        self.office, self.round_id = office, round_id
        self.state()

    def state(self) -> RoundState:
        """Sittings, matters, conditions, versions, papers, what waits and why. LookupError for an unknown round."""
        from workbench.usecases.schedule_round import open_round

        return open_round(self.office, self.round_id)

    def choose(self, matter: str, *, why: str = "", listed: bool = True) -> Event:
        """Take a matter into the round, or (`listed` false, with a reason) leave it out."""
        from workbench.usecases.schedule_round import choose

        return choose(self.office, self.round_id, matter, listed, why=why)

    def say(self, condition: Any, *, why: str = "") -> Event:
        """A condition: Absence, Recused, Pin, Wish, Minutes, Cancelled of `usecases.schedule_round`."""
        from workbench.usecases.schedule_round import say

        return say(self.office, self.round_id, condition, why=why)

    def draw_up(self, *, seconds: float = 10.0, why: str = "") -> Version:
        """Reckon the next version with its proven gap."""
        from workbench.usecases.schedule_round import draw_up

        return draw_up(self.office, self.round_id, seconds=seconds, why=why)

    def arrange(self, order: Mapping[str, Sequence[str]], *, why: str = "") -> Version:
        """The next version by hand: sitting → matters in order."""
        from workbench.usecases.schedule_round import arrange

        return arrange(self.office, self.round_id, order, why=why)

    def change(self, change: Change, *, seconds: float = 5.0, why: str = "") -> Version:
        """Plan anew with the fewest moved, keeping the change as a condition."""
        from workbench.usecases import schedule_round

        return schedule_round.change(self.office, self.round_id, change, seconds=seconds, why=why)

    def release(self, *, why: str = "") -> Version:
        """Release the latest version: its matters go on the agendas of its meetings."""
        from workbench.usecases.schedule_round import release

        return release(self.office, self.round_id, why=why)

    def versions(self) -> pd.DataFrame:
        """All versions: how made, what changed, minutes waited and saved, the proven gap."""
        rows = [(one.number, one.how.value, one.change, one.cost.waiting, one.cost.attendances, one.saved, one.gap)
                for one in self.state().versions]  # fmt: skip
        return pd.DataFrame(rows, columns=["version", "how", "change", "waiting", "attendances", "saved", "gap"])
