"""Publish views (发布视图): after an edition, what each audience may read of it, cut narrower (`store/views`).

A unit's view holds the matters it leads or assists, but for those that complain of it or on which it stands aside
(第十八条第四款、第二十八条第三款): they are left out and not counted, as in its copy of a meeting's papers. The members' view
holds what is on the agenda of a coming or a held meeting. Accusations are in no view (第三十条第三款).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from workbench.campaign.sql_words import sql_text, sql_texts
from workbench.domain.codes import Purpose, Trilean
from workbench.domain.events import EventKind
from workbench.domain.progress import Progress, silent
from workbench.meetings.kinds import MeetingState
from workbench.private import folder, keep_text
from workbench.reference.view_columns import Audience
from workbench.review.case_file import MATTER
from workbench.rules.exclusion import check_transfer
from workbench.rules.unit_kinds import UnitRelation, relation_with
from workbench.settings import VIEWS, unit_slug
from workbench.store.edition import Edition, current_edition
from workbench.store.views import NUMBERS, Cutter, View, cutting, views_folder
from workbench.usecases.meeting_register import open_register
from workbench.usecases.office import Office

LIST: Final = "views.toml"
"""In home: `units = ["…"]` whose views are published, `members` and `statistics` (true unless said otherwise)."""
MEMBER, STATISTICS = "member", "statistics"
_ASIDE: Final = (UnitRelation.SAME, UnitRelation.SUBORDINATE, UnitRelation.POSSIBLE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which views an office publishes (视图清单)."""

    units: tuple[str, ...] = ()
    members: bool = True
    statistics: bool = True


@dataclass(frozen=True, slots=True)
class Published:
    """A view as published: its edition, its matters, and how many were left out without saying so to its reader."""

    view: View
    edition: Edition
    matters: int
    withheld: int


def wanted_views(office: Office) -> Wanted | None:
    """What home/views.toml asks for; None without the file: an office of one machine has no views. ValueError says what is wrong in it."""
    file = office.settings.home / LIST
    if not file.exists():
        return None
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        units = told.get("units", [])
        if not isinstance(units, list) or not all(isinstance(one, str) and one.strip() for one in units):
            raise ValueError("units 应写成单位全称的列表")
        if strange := sorted(set(told) - {"units", "members", "statistics"}):
            raise ValueError(f"不认识“{'、'.join(strange)}”")
    except (tomllib.TOMLDecodeError, ValueError) as fault:
        raise ValueError(
            f'{file} 读不懂：{fault}；写法：units = ["甲局", "乙镇人民政府"]，members = true，statistics = true'
        ) from None
    names = tuple(dict.fromkeys(one.strip() for one in units))
    return Wanted(names, bool(told.get("members", True)), bool(told.get("statistics", True)))


def add_unit(office: Office, unit: str) -> Wanted:
    """Have this unit's view published from now on (a unit is given an account). ValueError for no name."""
    if not unit.strip():
        raise ValueError("没有写明单位，不能发布其视图；请写单位全称，与版次里的单位名一致")
    known = wanted_views(office) or Wanted()
    told = replace(known, units=tuple(dict.fromkeys([*known.units, unit.strip()])))
    units = json.dumps(told.units, ensure_ascii=False)
    keep_text(
        office.settings.home / LIST,
        f"units = {units}\nmembers = {str(told.members).lower()}\nstatistics = {str(told.statistics).lower()}\n",
    )
    return told


def publish_views(
    office: Office, edition: Edition | None = None, *, progress: Progress = silent
) -> tuple[Published, ...]:
    """Cut every view asked for (`home/views.toml`) from an edition, by default the one in force; none without the file.

    ValueError for a file that cannot be read; StoreError where a view cannot be written: its readers keep the one before.
    """
    wanted = wanted_views(office)
    if wanted is None:
        return ()
    source = edition or current_edition(office.settings.whole_editions)
    folder(office.settings.home / VIEWS)
    with cutting(source, office.settings.home / NUMBERS) as cutter:
        return tuple(_published(office, cutter, wanted, progress))


def _published(office: Office, cutter: Cutter, wanted: Wanted, progress: Progress) -> Iterator[Published]:
    chosen = _Chooser(office, cutter)
    asked = [*(_unit_view(cutter, unit) for unit in wanted.units)]
    asked += [View(MEMBER, Audience.MEMBER, "成员单位")] if wanted.members else []
    asked += [View(STATISTICS, Audience.STATISTICS, "统计")] if wanted.statistics else []
    for number, view in enumerate(asked):
        progress("发布视图", number, len(asked))
        matters, withheld = chosen.matters(view)
        made = cutter.cut(view, matters, views_folder(office.settings, view.name))
        yield Published(view, made, len(matters), withheld)
    progress("发布视图", len(asked), len(asked))


def _unit_view(cutter: Cutter, unit: str) -> View:
    """The view of a unit, by every way its name is written in the edition."""
    name = sql_text(unit)
    rows = cutter.rows(
        f"""SELECT UNNEST(LIST_PREPEND(u.unit, u.aliases)) FROM (SELECT unit, COALESCE(aliases, []) AS aliases FROM units
        WHERE unit = {name} OR LIST_CONTAINS(aliases, {name}) ORDER BY unit <> {name} LIMIT 1) u"""
    )
    spelt = [unit, *(str(row[0]) for row in rows)]
    return View(f"unit-{unit_slug(unit)}", Audience.UNIT, unit, tuple(dict.fromkeys(spelt)))


class _Chooser:
    """Which matters a view has; what units may not have is read once for all of them."""

    def __init__(self, office: Office, cutter: Cutter) -> None:
        self._office, self._cutter = office, cutter
        self._matter_of = dict(self._pairs("SELECT record_id, matter_id FROM groups"))
        self._accused = tuple(
            self._pairs("""SELECT r.accused_unit, g.matter_id FROM records r JOIN groups g USING (record_id)
            WHERE NOT r.locked AND COALESCE(r.accused_unit, '') <> ''""")
        )
        said = office.store.events([EventKind.RECUSED])
        self._recused = tuple(
            (one.payload.get("who", ""), one.subject) for one in said if one.payload.get("is_unit") == "是"
        )

    def matters(self, view: View) -> tuple[frozenset[str], int]:
        """The matters of a view and how many are left out though the unit leads or assists."""
        if view.audience is Audience.STATISTICS:
            return self._open("TRUE"), 0
        if view.audience is Audience.MEMBER:
            return frozenset(self._on_an_agenda()), 0
        names = sql_texts(view.spelt)
        own = self._open(f"lead_unit IN ({names}) OR LIST_HAS_ANY(assist_units, [{names}])")
        kept = own - self._against(view.title)
        return kept, len(own) - len(kept)

    def _open(self, said: str) -> frozenset[str]:
        return frozenset(
            str(row[0]) for row in self._cutter.rows(f"SELECT matter_id FROM matters WHERE NOT locked AND ({said})")
        )

    def _against(self, unit: str) -> frozenset[str]:
        """Matters that complain of the unit or one above it, or on which it stands aside; also where names leave that open."""
        named = {name for name, _ in self._accused}
        of_it = {one for one in named if check_transfer(unit, one, purpose=Purpose.CLAIM).outcome is not Trilean.NO}
        aside = {subject for who, subject in self._recused if relation_with(unit, who) in _ASIDE}
        return frozenset([
            *(matter for name, matter in self._accused if name in of_it),
            *(self._matter_of[record] for subject in aside if (record := subject.removeprefix(MATTER)) in self._matter_of),
        ])  # fmt: skip

    def _on_an_agenda(self) -> Iterator[str]:
        """Matters heard at a meeting held, and those put on the agenda of one to come."""
        meetings = open_register(self._office).meetings
        today = self._office.settings.today
        coming = {one.meeting_id for one in meetings.values() if one.state is MeetingState.PLANNED and one.day >= today}
        heard = [matter for one in meetings.values() if one.state is MeetingState.HELD for matter in one.heard]
        choices = {
            one.subject: one.payload.get("choice") for one in self._office.store.events([EventKind.AGENDA_DECIDED])
        }
        listed = [subject.partition("|") for subject, choice in choices.items() if choice == "列入"]
        for matter in (*heard, *(matter for meeting, _, matter in listed if meeting in coming)):
            if found := self._matter_of.get(matter.removeprefix(MATTER)):
                yield found

    def _pairs(self, sql: str) -> Iterator[tuple[str, str]]:
        return ((str(left), str(right)) for left, right in self._cutter.rows(sql))
