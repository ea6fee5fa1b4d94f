"""会议筹备, what it knows: the agenda proposed for a sitting, and what a person decided about each matter; no widget here."""

from __future__ import annotations

from datetime import date
from typing import Any

import traitlets

from workbench.apps.words import trigger_names
from workbench.meetings.agenda import AgendaItem
from workbench.usecases.decide import decide_agenda
from workbench.usecases.office import Office
from workbench.usecases.plan_meeting import MeetingPlan, meeting_id, next_monday, propose_meeting, spoken_choices


class MeetingModel(traitlets.HasTraits):
    """Set `day` or `limit`: `plan` follows. `wanted` is the matter whose reasons are shown."""

    day = traitlets.Instance(date)
    limit = traitlets.Int(5)
    plan = traitlets.Instance(MeetingPlan)
    wanted = traitlets.Unicode("")
    said = traitlets.Unicode("")

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office, self.edition = office, office.edition()
        self.day = next_monday(self.edition.as_of)

    @traitlets.observe("day", "limit")
    def _propose(self, _change: Any = None) -> None:
        self.plan = propose_meeting(self.edition, self.day, limit=self.limit, choices=self._choices())

    def _choices(self) -> dict[str, tuple[str, str, str]]:
        """What was decided until now: the record of truth is ahead of the edition."""
        return spoken_choices(self.office, meeting_id(self.day))

    def decide(self, listed: bool, why: str) -> None:
        """Record a person's choice about the matter shown; `said` tells what was recorded or why not."""
        if not self.wanted:
            self.said = "请先在议题清单中点选一件"
            return
        try:
            event = decide_agenda(self.office, meeting_id(self.day), self.wanted, listed, why=why)
        except ValueError as refused:
            self.said = str(refused)
            return
        self._propose()
        self.said = f"已记录：{self.wanted} {event.payload['choice']}（{event.actor}）"

    def rows(self, listed: bool) -> list[dict[str, Any]]:
        """Items on the agenda, or those left out with the reason."""
        items = self.plan.agenda.listed if listed else self.plan.agenda.left_out
        return ([] if listed else self._declined()) + [self._row(item) for item in items]

    def _row(self, item: AgendaItem) -> dict[str, Any]:
        matter = self.plan.matters.get(item.matter_id, {})
        return {
            "id": item.matter_id,
            "order": item.order,
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

    def reasons(self) -> list[dict[str, Any]]:
        """Why the matter shown is proposed, as findings with their evidence."""
        items = (*self.plan.agenda.listed, *self.plan.agenda.left_out)
        found = next((item for item in items if item.matter_id == self.wanted and self.wanted), None)
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
