"""专项行动, what it knows: one campaign and cohort as of the edition, the list behind the figure chosen; no widget here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

import traitlets

from workbench.apps.exports import kept_list
from workbench.apps.said import Said, words_of
from workbench.store.editions import list_editions
from workbench.store.errors import StoreError
from workbench.usecases import campaign_rows as lines
from workbench.usecases.campaign_state import (
    NEEDS,
    WHICH,
    CampaignState,
    CohortState,
    Stage,
    campaign_state,
    campaign_why,
    edition_named,
    the_campaign,
)
from workbench.usecases.office import Office
from workbench.usecases.why_moved import Movement

TABS: Final = {
    "cases": "名单",
    "removed": "核减",
    "units": "各单位",
    "phases": "阶段与任务",
    "targets": "目标",
    "accept": "验收",
    "why": "为何变动",
}


class CampaignModel(traitlets.HasTraits):
    """`campaign`, `cohort`, `focus` (a list of `WHICH`) and `day` (a milestone's, "" for now) are what is looked at.

    `shown` follows the campaign, `rows` the rest. `problem` says what the link named that is not there.
    """

    campaign = traitlets.Unicode("")
    cohort = traitlets.Unicode("")
    focus = traitlets.Unicode("left")
    day = traitlets.Unicode("")
    tab = traitlets.Unicode("cases")
    shown = traitlets.Instance(CampaignState)
    rows: traitlets.List[Any] = traitlets.List()
    problem = traitlets.Unicode("")
    said = traitlets.Instance(Said, args=())

    def __init__(self, office: Office, asked: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.office, self.edition = office, office.edition()
        self.seen = office.store.last_seq()
        wanted = asked or {}
        self.shown = self._state(wanted.get("campaign", ""))
        self.set_trait("campaign", self.shown.campaign.name)
        self.cohort = self._first_cohort(wanted.get("cohort", ""))
        self.focus = self._known(wanted.get("focus", ""), WHICH, "left", "名单")
        self.tab = self._known(wanted.get("tab", ""), TABS, "cases", "页签")
        self.day = self._known(wanted.get("day", ""), {one.day.isoformat() for one in self.stages}, "", "节点")
        self._list()

    def _state(self, name: str) -> CampaignState:
        """The campaign the link names; the first, and a sentence, where there is none of that name."""
        names = [one.name for one in self.office.settings.campaigns]
        if name and names and name not in names:
            self._tell(f"没有名为“{name}”的专项行动，链接里的这一项未用")
            name = ""
        return campaign_state(self.office, the_campaign(self.office, name).name, edition=self.edition)

    def _first_cohort(self, wanted: str) -> str:
        ids = [one.cohort.id for one in self.shown.cohorts]
        return self._known(wanted, ids, ids[0] if ids else "", "批次")

    def _known(self, wanted: str, there: Iterable[str], otherwise: str, what: str) -> str:
        if wanted and wanted not in there:
            self._tell(f"没有{what}“{wanted}”，链接里的这一项未用")
        return wanted if wanted in there else otherwise

    def _tell(self, sentence: str) -> None:
        self.problem = "；".join(filter(None, (self.problem, sentence)))

    # --- what is looked at --------------------------------------------------------------------------------------------

    @traitlets.observe("campaign")
    def _other_campaign(self, change: Any) -> None:
        if change["old"]:
            self.day, self.shown = "", campaign_state(self.office, change["new"], edition=self.edition)
            self.cohort = self._first_cohort("")
            self._list()

    @traitlets.observe("cohort")
    def _other_cohort(self, _change: Any) -> None:
        """Milestones are a cohort's own."""
        self.day = ""

    @traitlets.observe("cohort", "focus", "day")
    def _list(self, _change: Any = None) -> None:
        chosen = self.chosen
        self.rows = [lines.case_row(one) for one in chosen.rows(self.focus, self.stage)] if chosen else []

    @property
    def chosen(self) -> CohortState | None:
        """The cohort looked at; None where the campaign has none."""
        return next((one for one in self.shown.cohorts if one.cohort.id == self.cohort), None)

    @property
    def stages(self) -> tuple[Stage, ...]:
        return self.chosen.stages if self.chosen else ()

    @property
    def stage(self) -> Stage | None:
        """The milestone looked at; None for now."""
        return next((one for one in self.stages if one.day.isoformat() == self.day), None)

    @property
    def focus_title(self) -> str:
        """What the list is of, in words."""
        when = f"{self.day} 节点" if self.day else f"截至 {self.shown.as_of}"
        return f"{WHICH[self.focus]}（{when}）"

    @property
    def filter_words(self) -> str:
        """What is printed on an exported list: campaign, cohort, day."""
        cohort = self.chosen.cohort.title if self.chosen else "未登记批次"
        return f"专项：{self.shown.campaign.name}，批次：{cohort}，{f'节点：{self.day}，' if self.day else ''}{self.shown.source_line}"

    @property
    def told(self) -> tuple[str, ...]:
        """Sentences on what is missing, and where a past milestone's figures come from."""
        cohort = self.chosen
        past = tuple(stage.told for stage in self.stages if stage.told)
        return (*self.shown.told, *(cohort.told if cohort else ()), *past)

    @property
    def address(self) -> str:
        """State in the link."""
        given = {
            "campaign": self.campaign,
            "cohort": self.cohort,
            "focus": self.focus,
            "day": self.day,
            "tab": self.tab,
        }
        return "?" + urlencode({name: value for name, value in given.items() if value})

    # --- targets ------------------------------------------------------------------------------------------------------

    def do(self, act: Callable[[int], Any], done: str | Callable[[Any], str]) -> bool:
        """One act of the clerk with the number of the last event this page knows; False (and `said`) where it was refused."""
        try:
            outcome = act(self.seen)
        except (LookupError, ValueError, StoreError, OSError) as refused:
            self.said = Said(words_of(refused), "overdue")
            return False
        finally:
            self.seen = self.office.store.last_seq()
        self.said = Said(done if isinstance(done, str) else done(outcome), "ok")
        return True

    # --- compared and taken out ---------------------------------------------------------------------------------------

    @property
    def earlier(self) -> tuple[str, ...]:
        """Editions kept from before this one that can be compared with it, the latest first."""
        every = list_editions(self.office.settings.editions)
        return tuple(one.id for one in reversed(every) if one.id < self.edition.id and set(NEEDS) <= set(one.tables))

    def why(self, before: str) -> tuple[Movement, ...]:
        """What moved the cohort's share since an earlier edition."""
        cohort = self.chosen
        return campaign_why(edition_named(self.office, before), self.edition, cohort.cohort) if cohort else ()

    def export(self, title: str, columns: Sequence[Mapping[str, Any]], rows: Iterable[Any]) -> str:
        """The list as a workbook in the office's own folder; where it lies, in a sentence."""
        return kept_list(
            self.office, title, columns, list(rows), self.filter_words, self.cohort, self.day, self.edition.id
        )
