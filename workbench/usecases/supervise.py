"""督办: how units keep their duties (履职), what is due and overdue by unit, and one unit's duties; never a person.

Rates are metrics of the edition; lists of clocks are a page with their total, counted by query.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from workbench.campaign.measures import Measure
from workbench.campaign.ranking import Ranked, ranked
from workbench.campaign.ratio import Ratio
from workbench.campaign.sql_words import sql_texts
from workbench.reference.parameters import parameter
from workbench.reference.view_columns import Audience
from workbench.review.facts import rows_of
from workbench.rules.decisions import Task
from workbench.rules.letters import Letter
from workbench.rules.supervision import Proposal, TopicSupervisor, signer_for
from workbench.store.edition import Edition
from workbench.store.views import narrowed
from workbench.usecases.follow_up import proposals, tasks
from workbench.usecases.keep_units import topic_supervisors
from workbench.usecases.look_over import PAGE, Listed, spellings
from workbench.usecases.measure import Measured, measure
from workbench.usecases.meeting_register import current_matters
from workbench.usecases.office import Office
from workbench.usecases.print_letter import letters

MEASURES: Final = ("M-01", "M-02", "M-12", "M-14", "M-15")
"""What units are put in order by."""
DUE, OVERDUE = "due", "overdue"
_PENDING: Final = "'在办', '临期黄', '临期橙', '宽限(节假日)'"
_RIGHTS: Final = "'C04', 'C07', 'C09'"  # rights that lapse, not duties; as in metric M-02C


@dataclass(frozen=True, slots=True)
class Standing:
    """A metric of all units together and unit by unit in honest order; units with nothing counted are in `uncounted`."""

    measured: Measured
    order: tuple[Ranked, ...]
    uncounted: tuple[str, ...]

    @property
    def whole(self) -> Measure:
        return self.measured.whole


@dataclass(frozen=True, slots=True)
class UnitClocks:
    """A unit's duties that still run: how many are due within the days, how many overdue, of how many."""

    unit: str
    due: int
    overdue: int
    running: int


@dataclass(frozen=True, slots=True)
class UnitDuties:
    """One unit's page (单位页): its rates, its open clocks, its decided tasks, letters to it and rungs proposed for it."""

    unit: str
    rates: tuple[Measure, ...]
    overdue: Listed
    due: Listed
    tasks: tuple[Task, ...]
    letters: tuple[Letter, ...]
    proposals: tuple[Proposal, ...]


def standings(edition: Edition, metric: str) -> Standing:
    """A metric by unit, the best drawn fraction first. KeyError, NotCounted as `measure` and `ranked`."""
    found = _own_only(edition, measure(edition, metric, by="unit"))
    named = [one for one in found.groups if one.group]
    return Standing(found, ranked(named), tuple(one.group for one in named if not one.ratio.denominator))


def rates(edition: Edition) -> tuple[Measure, ...]:
    """The metrics units are put in order by, all units together."""
    by = "unit" if _own_unit(edition) else ""
    return tuple(_own_only(edition, measure(edition, name, by=by)).whole for name in MEASURES)


def _own_unit(edition: Edition) -> str:
    """Of a unit's view that unit; else ""."""
    view = narrowed(edition)
    return view.title if view and view.audience is Audience.UNIT else ""


def _own_only(edition: Edition, found: Measured) -> Measured:
    """In a unit's view only its own numbers: of others it holds a few matters, and a few make no rate."""
    unit = _own_unit(edition)
    if not unit:
        return found
    own = spellings(edition, unit)
    return replace(found, groups=tuple(one for one in found.groups if one.group in own))


def soon(edition: Edition) -> int:
    """Within how many days "due soon" is."""
    return int(parameter("count.due_soon", edition.as_of).value)


def unit_clocks(edition: Edition) -> tuple[UnitClocks, ...]:
    """Units with a duty that still runs, by name; a duty without a unit is under ""."""
    sql = f"""SELECT COALESCE(c.unit, '') AS unit, {_many(f"c.status IN ({_PENDING}) AND c.days_left BETWEEN 0 AND {soon(edition)}")} AS due,
      {_many("c.status = '超期未完成'")} AS overdue, COUNT(*) AS running {_open_clocks()} GROUP BY 1"""
    named: dict[str, list[int]] = {}
    of = _main_names(edition)
    for row in rows_of(edition.query(sql)):
        counts = named.setdefault(of.get(str(row["unit"]), str(row["unit"])), [0, 0, 0])
        for place, name in enumerate(("due", "overdue", "running")):
            counts[place] += int(row[name])
    unit = _own_unit(edition)
    only = spellings(edition, unit) if unit else tuple(named)
    return tuple(UnitClocks(unit, *named[unit]) for unit in sorted(named) if unit in only)


def open_clocks(edition: Edition, state: str, unit: str | None = None, *, limit: int = PAGE) -> Listed:
    """Duties due soon (`DUE`) or overdue (`OVERDUE`), the earliest first; of one unit, whatever its spelling ("" is none named)."""
    if state not in (DUE, OVERDUE):
        raise KeyError(f"没有“{state}”这份清单；可用：{DUE}（即将到期）、{OVERDUE}（超期未完成）")
    said = f"AND {_state(edition, state)}"
    if unit is not None:
        said += f" AND COALESCE(c.unit, '') IN ({sql_texts(spellings(edition, unit))})"
    source = f"{_open_clocks()} {said}"
    sql = f"""SELECT c.matter_id, c.record_id, c.clock, c.name, c.unit, c.status, c.due, c.days_left, m.title, c.clause {source}
      ORDER BY c.due, c.matter_id, c.clock LIMIT {int(limit)}"""
    rows = rows_of(edition.query(sql))
    total = len(rows) if len(rows) < limit else int(edition.query(f"SELECT COUNT(*) AS n {source}")["n"][0])
    return Listed(rows, total)


def _state(edition: Edition, state: str) -> str:
    if state == OVERDUE:
        return "c.status = '超期未完成'"
    return f"c.status IN ({_PENDING}) AND c.days_left BETWEEN 0 AND {soon(edition)}"


def _open_clocks() -> str:
    return f"""FROM clocks c JOIN matters m ON m.matter_id = c.matter_id
      WHERE NOT m.locked AND c.clock NOT IN ({_RIGHTS}) AND c.status IN ({_PENDING}, '超期未完成')"""


def _many(said: str) -> str:
    return f"SUM(CASE WHEN {said} THEN 1 ELSE 0 END)"


def _main_names(edition: Edition) -> dict[str, str]:
    found = edition.query("SELECT unit, UNNEST(aliases) AS other FROM units")
    return dict(zip(found["other"], found["unit"], strict=True))


def unit_duties(office: Office, edition: Edition, unit: str) -> UnitDuties:
    """Everything one unit owes, as of the edition; letters and tasks from the record. LookupError for a unit there is not."""
    spelt = set(spellings(edition, unit))
    if not edition.query("SELECT 1 FROM units WHERE unit = ?", [unit]).shape[0]:
        raise LookupError(f"版次 {edition.id} 里没有单位“{unit}”；请从单位清单中点选")
    owed = tasks(office, as_of=edition.as_of).tasks
    return UnitDuties(
        unit,
        tuple(_of_unit(measure(edition, name, by="unit"), unit) for name in MEASURES),
        open_clocks(edition, OVERDUE, unit),
        open_clocks(edition, DUE, unit),
        tuple(one for one in owed if one.course.unit in spelt),
        tuple(one for one in letters(office) if one.unit in spelt),
        tuple(one for one in proposed(office, edition) if one.unit in spelt),
    )


def _of_unit(found: Measured, unit: str) -> Measure:
    metric = found.asked.metric
    return next((one for one in found.groups if one.group == unit), Measure(metric, unit, Ratio(0, 0, metric.name)))


def proposed(office: Office, edition: Edition) -> Sequence[Proposal]:
    """What the ladder proposes as of the edition's day, longest overdue first; a person signs or leaves it.

    Nothing in a view: what is not signed is the office's own draft (spec 8.2).
    """
    return () if narrowed(edition) else proposals(office, as_of=edition.as_of)


def titles(edition: Edition, matters: Sequence[str]) -> dict[str, str]:
    """Titles of matters that are no accusations."""
    rows = edition.rows("matters", "matter_id", [one for one in matters if one], ["matter_id", "title", "locked"])
    return {row["matter_id"]: row["title"] for row in rows if not row["locked"]}


def signers(office: Office, found: Iterable[Proposal], on: date | None = None) -> dict[str, TopicSupervisor]:
    """Decision → who supervises the topic of its matter (对口督办) on a day: proposed as signer, never signed for anybody.

    A decision of no single matter, an accusation, and a topic nobody supervises are not in it.
    """
    known = topic_supervisors(office)
    asked = {one.decision_id: one.matter_id for one in found if one.matter_id} if known else {}
    now = current_matters(office, asked.values())
    rows = (
        office.edition().rows("matters", "matter_id", sorted(set(now.values())), ["matter_id", "topic_l1", "locked"])
        if now
        else []
    )
    topic = {row["matter_id"]: str(row["topic_l1"] or "") for row in rows if not row["locked"]}
    day = on or office.settings.today
    named = ((key, signer_for(topic.get(now.get(matter, ""), ""), known, day)) for key, matter in asked.items())
    return {key: one for key, one in named if one}
