"""会议筹备 › 材料, what it knows: of one meeting which papers lack, and printing them into the office's own folder; no widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final

import traitlets

from workbench.apps.meeting.working import beside
from workbench.apps.said import Said, words_of
from workbench.meetings.bodies import Meeting
from workbench.store.errors import StoreError
from workbench.usecases import hold_meeting, print_case, print_meeting
from workbench.usecases.office import Office
from workbench.usecases.plan_meeting import plan_meeting

_REFUSALS: Final = (LookupError, ValueError, StoreError, OSError, RuntimeError)
PAPERS: Final[Mapping[str, Callable[[Office, str], Path]]] = {
    "议程": print_meeting.print_agenda,
    "签到表": print_meeting.print_sign_in,
}
"""Single papers of a meeting, by name."""


class PapersModel(traitlets.HasTraits):
    """Set `meeting`: `ready` follows. `busy` says what is being made; `withheld` what a unit's copy leaves out."""

    meeting = traitlets.Unicode("")
    ready: traitlets.List[Any] = traitlets.List()
    busy = traitlets.Unicode("")
    withheld: traitlets.List[str] = traitlets.List(traitlets.Unicode())
    said = traitlets.Instance(Said, args=())

    def __init__(self, office: Office, meeting: str = "") -> None:
        super().__init__()
        self.office = office
        self.meeting = meeting

    def meetings(self) -> list[tuple[str, str]]:
        """(name, id) of all meetings, the next first, those past last."""
        today = self.office.settings.today
        found = sorted(hold_meeting.meetings(self.office), key=lambda one: (one.day < today, one.day, one.start))
        return [(_name(one), one.meeting_id) for one in found]

    def units(self) -> list[str]:
        """Units that lead or assist a matter of this meeting: each may have its own copy."""
        day = next((one.day for one in hold_meeting.meetings(self.office) if one.meeting_id == self.meeting), None)
        if day is None:
            return []
        plan = plan_meeting(self.office, day, meeting=self.meeting)
        leads = [str(plan.matters[one.matter_id]["lead_unit"] or "") for one in plan.agenda.listed if one.matter_id]
        called = [one.who for one in plan.callings]
        return list(dict.fromkeys(one for one in (*leads, *called) if one))

    @traitlets.observe("meeting")
    def _look(self, _change: Any = None) -> None:
        self.reload()

    def reload(self) -> None:
        """Readiness read again."""
        self.withheld = []
        try:
            self.ready = list(print_meeting.readiness(self.office, self.meeting)) if self.meeting else []
        except _REFUSALS as refused:
            self.ready = []
            self.tell(words_of(refused), "overdue")

    def rows(self) -> list[dict[str, Any]]:
        """Readiness as table rows."""
        return [
            {"id": one.matter_id, "title": one.title, "state": f"缺 {len(one.missing)}" if one.missing else "齐",
             "missing": list(one.missing), "gaps": list(one.gaps), "printed": one.printed_at[:16].replace("T", " ")}
            for one in self.ready
        ]  # fmt: skip

    def lacking(self) -> str:
        """How far the papers are, in a sentence."""
        if not self.meeting:
            return "请先安排会议，再选择会议"
        done = sum(not one.missing for one in self.ready)
        return f"{done} / {len(self.ready)} 件材料齐备" if self.ready else "本次会议还没有列入的事项"

    def print_one(self, paper: str) -> None:
        """议程 or 签到表."""
        self._make(f"正在打印{paper}", lambda office: PAPERS[paper](office, self.meeting), lambda path: f"{paper}已存为 {path}")  # fmt: skip

    def print_matter(self, matter: str) -> None:
        """会商材料 of one matter."""
        if not matter:
            self.tell("请先在上表点选一件", "overdue")
            return
        self._make("正在打印会商材料", lambda office: print_case.print_case(office, matter), lambda path: f"会商材料已存为 {path}")  # fmt: skip

    def print_pack(self, unit: str = "") -> None:
        """The whole pack as docx and PDF, or a unit's own copy with the list of what was withheld."""

        def done(pack: Any) -> str:
            self.withheld = list(pack.withheld)
            whose = f"{unit}的分送本" if unit else "会议材料汇编"
            pdf = f"；PDF：{pack.pdf}" if pack.pdf else ""
            note = f"。{pack.note}" if pack.note else ""
            return f"{whose}已存为 {pack.docx}{pdf}{note}"

        self._make("正在合成材料", lambda office: print_meeting.print_pack(office, self.meeting, unit=unit), done)

    def print_copy(self, unit: str) -> None:
        """A unit's own copy."""
        if unit:
            self.print_pack(unit)
        else:
            self.tell("本次会议还没有主办或协办单位", "overdue")

    def _make(self, doing: str, make: Callable[[Office], Any], done: Callable[[Any], str]) -> None:
        if self.busy or not self.meeting:
            self.tell("正在合成，请等它完成" if self.busy else "请先选择会议", "overdue")
            return
        self.said, self.withheld, self.busy = Said(), [], f"{doing}…"

        def tick(gone: int) -> None:
            self.busy = f"{doing}… 已 {gone} 秒"

        def finish(future: Future[Any]) -> None:
            self.busy = ""
            try:
                outcome = future.result()
            except _REFUSALS as refused:
                self.tell(words_of(refused), "overdue")
                return
            self.reload()
            self.tell(done(outcome))

        own = Office(self.office.settings)
        beside(lambda: make(own), tick, finish)

    def tell(self, sentence: str, tone: str = "ok") -> None:
        self.said = Said()
        self.said = Said(sentence, tone)


def _name(one: Meeting) -> str:
    return f"{one.day:%m-%d} {one.start} {one.title}（{one.state.value}）"
