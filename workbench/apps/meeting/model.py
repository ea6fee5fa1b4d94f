"""会议筹备 › 议题, what it knows: the agenda proposed for a sitting or a round, and what a person decided; no widget here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

import traitlets

from workbench.apps.meeting.rounds import RoundModel
from workbench.apps.words import trigger_names
from workbench.domain.roles import AccessDenied
from workbench.meetings.agenda import AgendaItem
from workbench.meetings.bodies import Meeting
from workbench.meetings.kinds import MeetingState
from workbench.meetings.schedule.problem import clock
from workbench.store.errors import StoreError
from workbench.usecases import hold_meeting
from workbench.usecases.decide import decide_agenda
from workbench.usecases.office import Office
from workbench.usecases.plan_meeting import MeetingPlan, meeting_id, next_monday, plan_meeting

TABS: Final[Mapping[str, str]] = {"agenda": "议题", "board": "排会", "papers": "材料"}
"""Tabs by the name the link calls them, in order."""
ROUND: Final = "round"
"""The scope of a whole round; any other is a meeting's id, or "" for a day nothing is planned for yet."""

_NUMBERED: Final = re.compile(r"(\d+)[．.、]\s*(.+)", re.DOTALL)


class MeetingModel(traitlets.HasTraits):
    """Set `scope`, `day` or `limit`: `plan` follows. `wanted` is the matter whose reasons are shown.

    `scope` is a planned meeting's id, `ROUND` for the round that is open in `rounds`, or "" for the sitting of `day`.
    """

    tab = traitlets.Unicode("agenda")
    scope = traitlets.Unicode("")
    day = traitlets.Instance(date)
    limit = traitlets.Int(5)
    plan = traitlets.Instance(MeetingPlan)
    wanted = traitlets.Unicode("")
    said = traitlets.Unicode("")

    def __init__(self, office: Office, asked: Mapping[str, str] | None = None) -> None:
        super().__init__()
        given = asked or {}
        self.office, self.edition = office, office.edition()
        self.rounds = RoundModel(office)
        self.tab = given.get("tab", "") if given.get("tab") in TABS else "agenda"
        self.meetings = self._planned()
        known = [key for _, key in self.rounds.rounds()]
        self.rounds.round_id = given.get("round", "") or next(iter(known), "")
        self.day = next_monday(self.edition.as_of)
        self.scope = self._first_scope(given.get("meeting", ""))

    def _planned(self) -> dict[str, Meeting]:
        """Meetings that are planned and not over, by id."""
        today = self.office.settings.today
        found = hold_meeting.meetings(self.office)
        return {one.meeting_id: one for one in found if one.state is MeetingState.PLANNED and one.day >= today}

    def _first_scope(self, asked: str) -> str:
        """What the link names, else the next planned meeting, else the coming Monday."""
        if asked in self.meetings or (asked == ROUND and self.rounds.state):
            return asked
        return next(iter(self.meetings), "")

    def scopes(self) -> list[tuple[str, str]]:
        """(name, scope) of everything an agenda can be for."""
        whole = [(f"整轮：{self.rounds.state.title}", ROUND)] if self.rounds.state else []
        planned = [(f"{one.day:%m-%d} {one.start} {one.title}", key) for key, one in self.meetings.items()]
        return [*planned, *whole, ("按日期（会议尚未安排）", "")]

    @property
    def is_whole(self) -> bool:
        """Whether the agenda of the whole round is shown."""
        return self.scope == ROUND and self.rounds.state is not None

    @property
    def subject(self) -> str:
        """What a choice is recorded for."""
        if self.is_whole:
            return self.rounds.round_id
        return self.scope if self.scope in self.meetings else meeting_id(self.day)

    def reload(self) -> None:
        """Everything read again: meetings planned since, the round, the agenda."""
        self.meetings = self._planned()
        self.rounds.reload()
        self._propose()

    @traitlets.observe("scope")
    def _scoped(self, _change: Any = None) -> None:
        meeting = self.meetings.get(self.scope)
        if meeting and meeting.day != self.day:
            self.day = meeting.day  # proposes anew
        else:
            self._propose()

    @traitlets.observe("day", "limit")
    def _propose(self, _change: Any = None) -> None:
        meeting = self.scope if self.scope in self.meetings else ""
        self.plan = plan_meeting(self.office, self.day, limit=self.limit, meeting=meeting)

    def decide(self, listed: bool, why: str) -> None:
        """Record a person's choice about the matter shown; `said` tells what was recorded or why not."""
        if not self.wanted:
            self.said = "请先在议题清单中点选一件"
            return
        if self.is_whole:
            self.rounds.choose(self.wanted, listed, why)
            self._said_by_round()
            return
        try:
            event = decide_agenda(self.office, self.subject, self.wanted, listed, why=why)
        except (ValueError, StoreError, AccessDenied) as refused:
            self.said = str(refused)
            return
        self._propose()
        self.said = f"已记录：{self.wanted} {event.payload['choice']}（{event.actor}）"

    def _said_by_round(self) -> None:
        self._propose()
        self.said = self.rounds.said.text

    # --- rows ---------------------------------------------------------------------------------------------------------

    def rows(self, listed: bool) -> list[dict[str, Any]]:
        """Items on the agenda, or those left out with the reason."""
        if self.is_whole:
            return self._chosen() if listed else self._waiting()
        items = self.plan.agenda.listed if listed else self.plan.agenda.left_out
        return ([] if listed else self._declined()) + [self._row(item) for item in items]

    def _row(self, item: AgendaItem) -> dict[str, Any]:
        matter = self.plan.matters.get(item.matter_id, {})
        return {
            "id": item.matter_id,
            "order": item.order,
            "time": _span(self.plan.times.get(item.matter_id)) if item in self.plan.agenda.listed else "",
            "title": self.plan.title(item),
            "triggers": trigger_names(one.trigger for one in item.proposals),
            "reason": "；".join(one.reason for one in item.proposals),
            "unit": matter.get("lead_unit", ""),
            "due": item.due,
            "minutes": item.minutes,
            "why": item.why,
            "choice": self._choice(item.matter_id),
        }

    def _choice(self, matter_id: str) -> str:
        choice, actor, _why = self.plan.choices.get(matter_id, ("", "", ""))
        return f"{choice}（{actor}）" if choice else ""

    def _declined(self) -> list[dict[str, Any]]:
        return [
            {"id": matter, "title": self.plan.matters[matter]["title"], "triggers": [], "unit": self.plan.matters[matter]["lead_unit"],
             "why": f"经 {actor} 决定不列入：{why}", "due": None}
            for matter, (choice, actor, why) in self.plan.choices.items()
            if choice == "不列入" and matter in self.plan.matters
        ]  # fmt: skip

    def _chosen(self) -> list[dict[str, Any]]:
        """The matters of the round, with the sitting the plan in hand has them in."""
        state = self.rounds.opened
        place, times = self.rounds.plan.place, self.rounds.times()
        said = {one.matter: one for one in state.choices if one.listed}
        named = {one.id: one for one in state.problem.matters}
        return [
            {"id": key, "order": number, "time": _where(self.rounds, place.get(key, ""), times.get(key)), "title": one.title or key,
             "triggers": self._triggers(key), "unit": one.lead, "due": one.deadline, "minutes": one.minutes,
             "choice": f"列入（{said[key].actor}）" if key in said else ""}
            for number, (key, one) in enumerate(named.items(), 1)
        ]  # fmt: skip

    def _waiting(self) -> list[dict[str, Any]]:
        """Matters proposed and not chosen, chosen and not schedulable, or declined: each with why."""
        state = self.rounds.opened
        waiting = [self._left(key, state.reasons.get(key, "")) for key in state.waiting]
        here = {*state.waiting, *state.problem.matter}
        declined = [
            self._left(one.matter, f"经 {one.actor} 决定不列入：{one.why}")
            for one in state.choices
            if not one.listed and one.where == state.round_id and one.matter not in here
        ]
        return [*declined, *waiting]

    def _left(self, matter: str, why: str) -> dict[str, Any]:
        row = self.plan.matters.get(matter, {})
        title = self.rounds.opened.titles.get(matter) or row.get("title") or matter
        unit = row.get("lead_unit", "")
        return {"id": matter, "title": title, "triggers": self._triggers(matter), "unit": unit, "due": None, "why": why}

    def _triggers(self, matter: str) -> list[str]:
        item = self._item(matter)
        return trigger_names(one.trigger for one in item.proposals) if item else []

    def _item(self, matter: str) -> AgendaItem | None:
        items = (*self.plan.agenda.listed, *self.plan.agenda.left_out)
        return next((item for item in items if item.matter_id == matter and matter), None)

    def reasons(self) -> list[dict[str, Any]]:
        """Why the matter shown is proposed, as findings with their evidence."""
        found = self._item(self.wanted)
        return [
            {
                "rule": one.trigger,
                "outcome": "是",
                "sentence": one.reason,
                "clause": one.clause,
                "facts": dict(one.evidence),
            }
            for one in (found.proposals if found else ())
        ]

    def name(self, matter: str) -> str:
        """What a matter is called here, "" where it isn't known."""
        row = self.plan.matters.get(matter)
        return str(row["title"]) if row else self.rounds.state.titles.get(matter, "") if self.rounds.state else ""

    def opening(self) -> list[tuple[str, str]]:
        """Lines of the first item 上次议定事项落实情况: the sum, then each by its number."""
        found = (_NUMBERED.match(line) for line in self.plan.opening)
        return [
            (f"第 {one[1]} 项" if one else "合计", one[2] if one else line)
            for one, line in zip(found, self.plan.opening, strict=True)
        ]

    def headline(self) -> str:
        """What the agenda comes to, in a line: how many matters, how long, till when."""
        if self.is_whole:
            state = self.rounds.opened
            out = len(self.rounds.out())
            return f"{state.title}：本轮 {len(state.problem.matters)} 件，{len(state.problem.sittings)} 次会，未排入 {out} 件"
        agenda = self.plan.agenda
        name = self.meetings[self.scope].title if self.scope in self.meetings else ""
        until = f"，预计 {clock(self.plan.ends)} 结束" if self.plan.ends else ""
        head = f"{self.day} {name}".strip()
        return f"{head} 建议议题 {len(agenda.listed) - 1} 件，预计 {agenda.minutes} 分钟{until}"

    @property
    def address(self) -> str:
        """State in the link: tab, round and meeting."""
        given = {"tab": self.tab, "round": self.rounds.round_id, "meeting": self.scope}
        return "?" + urlencode({name: value for name, value in given.items() if value})


def _span(times: tuple[int, int] | None) -> str:
    return f"{clock(times[0])}–{clock(times[1])}" if times else ""


def _where(rounds: RoundModel, sitting: str, times: tuple[int, int] | None) -> str:
    """The sitting's day and the matter's time."""
    found = rounds.opened.problem.sitting.get(sitting)
    return f"{found.day:%m-%d} {_span(times)}".strip() if found else "未排入"
