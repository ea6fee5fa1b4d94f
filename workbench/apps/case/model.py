"""案件研判, what it knows: one matter's dossier, the day it is looked at, and what was said to the analyst; no widget here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

import traitlets

from workbench.apps.said import Said, words_of
from workbench.domain.facts import MatterFacts
from workbench.domain.roles import AccessDenied
from workbench.network.index import open_index
from workbench.network.picture import Picture
from workbench.review.facts import Row
from workbench.store.errors import ChangedMeanwhile, StoreError
from workbench.usecases.office import Office
from workbench.usecases.study_matter import Dossier, MatterNotFound, search_matters, study_matter

TABS: Final[dict[str, str]] = {
    "overview": "总要",
    "claims": "诉求",
    "clocks": "期限",
    "duties": "责任",
    "work": "办理",
    "links": "关联",
    "similar": "相似",
    "flags": "标识",
    "pathway": "途径",
    "restudy": "重新研究",
    "plans": "方案",
    "closing": "销号",
    "review_sheet": "复查复核",
    "papers": "材料",
    "records": "信访件与出处",
}
"""Tabs by the name the link calls them, in order."""


class CaseModel(traitlets.HasTraits):
    """Set `wanted` to a matter id or case number: `dossier` follows, or `problem` says why it does not.

    `tab` is the tab shown, `record` the record worked on, `as_of` the day looked at (None: now). `stamp` grows with every
    reading of the dossier. `meanwhile` are sentences on what others recorded since this page last read the case.
    """

    wanted = traitlets.Unicode("")
    words = traitlets.Unicode("")
    tab = traitlets.Unicode("overview")
    record = traitlets.Unicode("")
    as_of = traitlets.Instance(date, allow_none=True)
    dossier = traitlets.Instance(Dossier, allow_none=True)
    problem = traitlets.Unicode("")
    results: traitlets.List[Any] = traitlets.List()
    meanwhile: traitlets.List[str] = traitlets.List(traitlets.Unicode())
    said = traitlets.Instance(Said, args=())
    stamp = traitlets.Int(0)

    def __init__(self, office: Office, asked: dict[str, str] | str = "") -> None:
        super().__init__()
        self.office, self.edition = office, office.edition()
        given = {"matter": asked} if isinstance(asked, str) else asked
        self.tab = given.get("tab", "") if given.get("tab") in TABS else "overview"
        self._start_day(given.get("asof", ""))
        self.wanted = given.get("matter", "")
        if not self.wanted:
            self.results = search_matters(self.edition, "", limit=20)

    def _start_day(self, text: str) -> None:
        """The day the link names; a day that is none is told and left out."""
        try:
            self.as_of = date.fromisoformat(text) if text else None
        except ValueError:
            self.said = Said(f"链接中的日期“{text}”读不出来，已按现在的情形打开", "overdue")

    # --- reading ------------------------------------------------------------------------------------------------------

    @traitlets.observe("wanted", "as_of")
    def _study(self, change: Any) -> None:
        if change["name"] == "wanted":
            self.record = ""
        self.reload()

    def reload(self) -> None:
        """The case read again, with everything recorded up to this moment."""
        if not self.wanted.strip():
            return
        try:
            self.dossier, self.problem = self._read(self.wanted.strip()), ""
        except (MatterNotFound, AccessDenied) as missing:
            self.dossier, self.problem = None, str(missing.args[0])
        if self.dossier and self.record not in self.record_ids:
            self.record = self.record_ids[-1] if self.record_ids else ""
        self.stamp += 1

    def _read(self, wanted: str) -> Dossier:
        """As of the day asked for; else the edition's day, or today once something newer than the edition is known."""
        found = study_matter(self.office, wanted, self.as_of)
        today = self.office.settings.today
        if self.as_of is None and found.newer and today > found.as_of:
            return study_matter(self.office, wanted, today)
        return found

    @traitlets.observe("words")
    def _search(self, _change: Any) -> None:
        self.results = search_matters(self.edition, self.words)

    @property
    def opened(self) -> Dossier:
        """The dossier; MatterNotFound while none is open."""
        if self.dossier is None:
            raise MatterNotFound("尚未选定事项")
        return self.dossier

    @property
    def matter_id(self) -> str:
        return str(self.opened.matter["matter_id"])

    @property
    def facts(self) -> MatterFacts | None:
        """What the rules read; None of an accusation."""
        return self.opened.facts

    @property
    def record_ids(self) -> list[str]:
        """The matter's records, the oldest first; none of an accusation may be worked on here."""
        return [str(row["record_id"]) for row in self.opened.records if not row["locked"]]

    @property
    def record_names(self) -> list[tuple[str, str]]:
        """(name, id) of the records, as a picker shows them."""
        readable = [row for row in self.opened.records if not row["locked"]]
        return [(_name(row), str(row["record_id"])) for row in readable]

    def network(self) -> Picture:
        """Records, units, places, projects and topics two steps around the matter; no contact is in it."""
        return open_index(self.edition.network_folder).around(f"matter:{self.matter_id}")

    # --- the address --------------------------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        """State in the link: the matter, the tab, and the day if it is not now."""
        if self.dossier is None:
            return ""
        given = {"matter": self.matter_id, "tab": self.tab, "asof": self.as_of.isoformat() if self.as_of else ""}
        return "?" + urlencode({name: value for name, value in given.items() if value})

    @property
    def is_past(self) -> bool:
        """Whether an earlier or later day is looked at; then one may look, not record."""
        return self.as_of is not None

    # --- acting -------------------------------------------------------------------------------------------------------

    def do(self, act: Callable[[int], Any], done: str | Callable[[Any], str]) -> bool:
        """One act of the analyst: `act` gets the number of the last event this page knows, `done` says what was recorded.

        False (and `said`) where it was refused or somebody else wrote on the case meanwhile; what was typed stays, the
        case is read again, and the act may be asked for once more.
        """
        if self.is_past:
            return self.refuse(f"正在看 {self.as_of} 当日的情形，不能登记；请在“期限”页回到现在")
        try:
            outcome = act(self.opened.seen)
        except ChangedMeanwhile as changed:
            self.reload()
            self.meanwhile = [_told(event) for event in changed.events]
            return self.refuse("未登记：您打开之后，他人已在本事项上登记（见页首）。所填内容仍在，请看过后再次提交")
        except (LookupError, ValueError, StoreError, OSError) as refused:
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


def _name(row: Row) -> str:
    day, channel = row["reg_time"] or "登记日不详", row["channel"] or ""
    return f"{row['case_no'] or row['record_id']}（{f'{day} {channel}'.strip()}）"


def _told(event: Any) -> str:
    """Who recorded what and when, without its words."""
    what = event.payload.get("kind") or event.kind.value
    day = f"（日期 {event.payload['day']}）" if event.payload.get("day") else ""
    return f"{event.actor} 于 {event.at:%m-%d %H:%M} 登记“{what}”{day}"
