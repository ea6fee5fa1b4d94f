"""议定落实, what it knows: the register of meetings, the meeting and task looked at, what was said to the clerk; no widget here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

import traitlets

from workbench.apps.said import Said, words_of
from workbench.domain.events import Event
from workbench.meetings.bodies import Body, Meeting
from workbench.meetings.kinds import MeetingState
from workbench.meetings.register import Register
from workbench.store.errors import ChangedMeanwhile, StoreError
from workbench.usecases.meeting_register import open_register, the_meeting
from workbench.usecases.office import Office

TABS: Final[dict[str, str]] = {
    "meetings": "会议",
    "agenda": "议题",
    "held": "召开",
    "decided": "议定",
    "minutes": "纪要",
    "tasks": "落实",
    "supervision": "督办",
    "frequency": "频次与接访",
    "units": "单位与接访",
    "opening": "下次会议第一项",
}
"""Tabs by the name the link calls them, in order."""
OF_MEETING: Final = frozenset({"agenda", "held", "decided", "minutes"})
"""Tabs about the one meeting chosen."""


class FollowUpModel(traitlets.HasTraits):
    """`body`, `meeting` and `task` are what is looked at; `focus` narrows the tasks to a state or a fraction.

    `register` is the record of truth as last read, `stamp` grows with every reading. `meanwhile` are sentences on what
    others recorded since this page last read it, `problem` what the link named that is not there.
    """

    body = traitlets.Unicode("")
    meeting = traitlets.Unicode("")
    task = traitlets.Unicode("")
    tab = traitlets.Unicode("meetings")
    focus = traitlets.Unicode("")
    register = traitlets.Instance(Register)
    problem = traitlets.Unicode("")
    meanwhile: traitlets.List[str] = traitlets.List(traitlets.Unicode())
    said = traitlets.Instance(Said, args=())
    stamp = traitlets.Int(0)

    def __init__(self, office: Office, asked: dict[str, str] | None = None) -> None:
        asked = asked or {}
        self.office, self.edition = office, office.edition()
        register = open_register(office)
        super().__init__(register=register, tab=asked.get("tab", "") if asked.get("tab") in TABS else "meetings")
        self.body = self._known("body", asked, register.bodies)
        self.task = self._known("task", asked, register.decisions)
        self.meeting = self._known("meeting", asked, register.meetings) or self._nearest()

    def _known(self, name: str, asked: dict[str, str], there: Any) -> str:
        """What the link names, if it is there; else it is told and left out."""
        wanted = asked.get(name, "").strip()
        if wanted and wanted not in there:
            self.problem = "；".join(
                filter(None, [self.problem, f"没有编号为“{wanted}”的{_NAMES[name]}，链接里的这一项未用"])
            )
        return wanted if wanted in there else ""

    # --- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """The register read again, with everything recorded up to this moment."""
        self.register = open_register(self.office)
        if not self.meeting:
            self.meeting = self._nearest()
        self.stamp += 1

    @traitlets.observe("body")
    def _other_body(self, _change: Any) -> None:
        """A body chosen brings one of its meetings with it."""
        known = self.register.meetings.get(self.meeting)
        if self.body and (known is None or known.body_id != self.body):
            self.meeting = self._nearest()

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """Meetings of the body chosen, or all; the latest first."""
        found = (one for one in self.register.meetings.values() if not self.body or one.body_id == self.body)
        return tuple(sorted(found, key=lambda one: (one.day, one.start, one.meeting_id), reverse=True))

    def _nearest(self) -> str:
        """The next meeting planned, else the last held, else none."""
        today, known = self.office.settings.today, self.meetings
        ahead = [one for one in known if one.state is MeetingState.PLANNED and one.day >= today]
        held = [one for one in known if one.state is MeetingState.HELD]
        return (ahead[-1:] or held[:1] or known[:1])[0].meeting_id if known else ""

    @property
    def opened(self) -> tuple[Meeting, Body]:
        """The meeting looked at and its body; LookupError while none is there."""
        return the_meeting(self.register, self.meeting)

    @property
    def bodies(self) -> tuple[Body, ...]:
        return tuple(sorted(self.register.bodies.values(), key=lambda body: (body.level, body.body_id)))

    @property
    def filter_words(self) -> str:
        """The filter as it is printed on an exported list."""
        return f"会议机构：{self.register.bodies[self.body].name}" if self.body else "全部会议机构"

    @property
    def address(self) -> str:
        """State in the link: the tab, and the body, meeting and task looked at."""
        given = {"tab": self.tab, "body": self.body, "meeting": self.meeting, "task": self.task}
        return "?" + urlencode({name: value for name, value in given.items() if value})

    # --- acting -------------------------------------------------------------------------------------------------------

    def do(self, act: Callable[[int], Any], done: str | Callable[[Any], str]) -> bool:
        """One act of the clerk: `act` gets the number of the last event this page knows, `done` says what was recorded.

        False (and `said`) where it was refused or somebody else wrote on it meanwhile; what was typed stays, the register
        is read again, and the act may be asked for once more.
        """
        try:
            outcome = act(self.register.seen)
        except ChangedMeanwhile as changed:
            self.reload()
            self.meanwhile = [_told(event) for event in changed.events]
            return self.refuse("未登记：您打开之后，他人已有登记（见页首）。所填内容仍在，请看过后再次提交")
        except (LookupError, ValueError, StoreError, OSError) as refused:
            if self.office.store.last_seq() != self.register.seen:  # refused for what another recorded: show it
                self.reload()
            return self.refuse(words_of(refused))
        self.meanwhile = []
        self.reload()
        self.said = Said()  # the same sentence twice is still said again
        self.said = Said(done if isinstance(done, str) else done(outcome), "ok")
        return True

    def refuse(self, sentence: str) -> bool:
        """Say why something was not done; always False."""
        self.said = Said()
        self.said = Said(sentence, "overdue")
        return False


_NAMES: Final = {"body": "会议机构", "meeting": "会议", "task": "议定事项"}


def _told(event: Event) -> str:
    """Who recorded what and when, without its words."""
    what = event.payload.get("act") or event.payload.get("kind") or event.kind.value
    return f"{event.actor} 于 {event.at:%m-%d %H:%M} 登记“{event.kind.value}{'' if what == event.kind.value else '：' + what}”"
