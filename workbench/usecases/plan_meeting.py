"""Propose a meeting's agenda (会议筹备): which matters, in which order, each with its reasons; what was left out and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from workbench.domain.events import EventKind
from workbench.meetings.agenda import Agenda, AgendaItem, AgendaProposal, propose_agenda
from workbench.review.facts import Row, rows_of
from workbench.store.editions import Edition
from workbench.usecases.office import Office

DECLINED, CHOSEN = "不列入", "列入"


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """An agenda with what its matters are called; `choices` is what a person decided about each (列入/不列入, who, why)."""

    edition: str
    day: date
    agenda: Agenda
    matters: Mapping[str, Row]
    choices: Mapping[str, tuple[str, str, str]]

    def title(self, item: AgendaItem) -> str:
        return str(self.matters[item.matter_id]["title"]) if item.matter_id else item.title

    def as_json(self) -> dict[str, Any]:
        """Plain values: items listed and left out, each with its triggers and reasons."""
        return {
            "edition": self.edition,
            "day": self.day.isoformat(),
            "minutes": self.agenda.minutes,
            "listed": [self._plain(item) for item in self.agenda.listed],
            "left_out": [self._plain(item) for item in self.agenda.left_out],
        }

    def as_text(self) -> str:
        """The agenda as a person reads it, the first ten left out named."""
        lines = [f"{self.day} 会议建议议题（版次 {self.edition}，预计 {self.agenda.minutes} 分钟）"]
        for item in self.agenda.listed:
            lines.append(f"{item.order}. {self.title(item)}")
            lines += [f"   {one.trigger} {one.reason}" for one in item.proposals]
        lines.append(f"未列入 {len(self.agenda.left_out)} 件：")
        lines += [f"   {self.title(item)}：{item.why}" for item in self.agenda.left_out[:10]]
        return "\n".join(lines)

    def _plain(self, item: AgendaItem) -> dict[str, Any]:
        reasons = [{"trigger": one.trigger, "reason": one.reason, "clause": one.clause} for one in item.proposals]
        return {
            "order": item.order,
            "matter": item.matter_id,
            "title": self.title(item),
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


def plan_meeting(office: Office, day: date, *, limit: int = 5) -> MeetingPlan:
    """The agenda of the edition in force for `day`, with every choice made until now."""
    return propose_meeting(office.edition(), day, limit=limit, choices=spoken_choices(office, meeting_id(day)))


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
