"""Where the matters of a cohort stand on a day (批次台账): one query over an edition, from which every campaign figure is taken.

The stock moves (MOVES) hold only moves possible one after another, so a matter's last move up to a day says where it stands
that day. Accusations are in no figure. Source: S004, spec 6.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from workbench.campaign.milestones import Milestone, MilestonePoint
from workbench.campaign.moves import MoveKind, State
from workbench.campaign.ratio import Ratio
from workbench.campaign.sql_words import sql_day, sql_texts
from workbench.domain.codes import ResolutionState

_AFTER: Final[Mapping[str | None, State]] = {
    None: State.ABSENT, MoveKind.NEW.value: State.OPEN, MoveKind.REBOUND.value: State.OPEN, MoveKind.RETURNED.value: State.OPEN,
    MoveKind.REPORTED.value: State.QUEUED, MoveKind.RESOLVED.value: State.RESOLVED, MoveKind.REMOVED.value: State.REMOVED,
}  # fmt: skip
"""Where a matter stands after its last move."""


def standing_sql(batches: Sequence[str], day: date, as_of: date) -> str:
    """The query: each matter of the batches that is no accusation, its last move up to `day` and up to `as_of`, and its days."""
    listed = sql_texts(batches)
    then, now = (f"v.day <= {sql_day(one)}" for one in (min(day, as_of), as_of))
    resolved, back, removed = (f"v.kind = '{one}'" for one in (MoveKind.RESOLVED, MoveKind.REBOUND, MoveKind.REMOVED))
    return f"""SELECT m.matter_id, ANY_VALUE(m.title) AS title, ANY_VALUE(m.lead_unit) AS unit, ANY_VALUE(m.state_b) AS stated,
  ARG_MAX(v.kind, v.number) FILTER ({then}) AS then_kind, ARG_MAX(v.kind, v.number) FILTER ({now}) AS now_kind,
  MIN(v.day) FILTER (v.kind = '{MoveKind.NEW}') AS came, MAX(v.day) FILTER ({resolved} AND {then}) AS resolved_on,
  MAX(v.day) FILTER ({back} AND {now}) AS back_on, MAX(v.day) FILTER ({removed} AND {now}) AS removed_on
FROM matters m LEFT JOIN moves v ON v.matter_id = m.matter_id
WHERE COALESCE(m.locked, FALSE) = FALSE AND m.campaign IN ({listed}) GROUP BY m.matter_id ORDER BY m.matter_id"""


@dataclass(frozen=True, slots=True)
class Standing:
    """One matter of a cohort: where it stood on the day asked (`then`) and stands now, and the days that say so.

    `resolved_on` is its last resolution up to the day asked, `back_on` its last rebound; `stated` the resolution state of
    the edition, which may rest on undated words of the ledger.
    """

    matter_id: str
    title: str
    unit: str
    then: State
    now: State
    stated: str
    came: date | None = None
    resolved_on: date | None = None
    back_on: date | None = None
    removed_on: date | None = None

    @property
    def accepted(self) -> bool:
        """Resolved by the day asked, whatever came after (报上级口径)."""
        return self.resolved_on is not None and self.then is not State.REMOVED

    @property
    def stands(self) -> bool:
        """Accepted and not come back, by then nor since."""
        return self.accepted and self.then is State.RESOLVED and self.now in (State.RESOLVED, State.REMOVED)

    @property
    def undated(self) -> bool:
        """Resolved or removed by what the edition says, but on no known day: in no milestone's figure."""
        closed = self.stated in (ResolutionState.RESOLVED.value, ResolutionState.REMOVED.value)
        return closed and self.now not in (State.RESOLVED, State.REMOVED)


def standings(rows: Iterable[Mapping[str, Any]]) -> tuple[Standing, ...]:
    """Rows of `standing_sql` as they come (unknown is None)."""
    return tuple(_standing(row) for row in rows)


def _standing(row: Mapping[str, Any]) -> Standing:
    matter_id, title, unit, stated = (str(row[name] or "") for name in ("matter_id", "title", "unit", "stated"))
    came, resolved, back, removed = (row[name] or None for name in ("came", "resolved_on", "back_on", "removed_on"))
    then, now = (_AFTER[row[name] or None] for name in ("then_kind", "now_kind"))
    return Standing(matter_id, title, unit, then, now, stated, came, resolved, back, removed)


def point_of(milestone: Milestone, found: Sequence[Standing], as_of: date) -> MilestonePoint:
    """The three figures of a milestone from the matters of its cohort as they stood on its day."""
    base = [one for one in found if one.then is not State.REMOVED]
    ids = _ids(base)
    return MilestonePoint(
        milestone, as_of, len(found), _ids(one for one in found if one.then is State.REMOVED),
        Ratio.of("已化解（报上级口径）", _ids(one for one in base if one.accepted), ids),
        Ratio.of("已化解（扣除反弹）", _ids(one for one in base if one.stands), ids),
        _ids(one for one in base if one.then is State.QUEUED),
    )  # fmt: skip


def unit_shares(found: Sequence[Standing], name_of: Mapping[str, str]) -> tuple[tuple[str, Ratio], ...]:
    """By unit, in order of names: resolved and not come back, of its matters not removed; `name_of` other spellings → name."""
    base = [one for one in found if one.then is not State.REMOVED]
    units: dict[str, list[Standing]] = {}
    for one in base:
        units.setdefault(name_of.get(one.unit, one.unit) or "主办单位待核", []).append(one)
    return tuple(
        (unit, Ratio.of("已化解（扣除反弹）", _ids(one for one in units[unit] if one.stands), _ids(units[unit])))
        for unit in sorted(units)
    )


def _ids(found: Iterable[Standing]) -> tuple[str, ...]:
    return tuple(one.matter_id for one in found)
