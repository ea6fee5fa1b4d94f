"""At which level organs stand and matters were resolved (机关层级、化解层级): of one edition, each line with its matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workbench.campaign.measures import Period
from workbench.campaign.resolution_level import ResolutionLevels, resolved_sql
from workbench.campaign.resolution_level import resolution_levels as counted
from workbench.domain.codes import Level
from workbench.rules.organ_level import organ_level
from workbench.store.edition import Edition
from workbench.usecases.office import Office

_NEEDS = ("matters", "moves")


def resolution_levels(office: Office, edition: Edition | None = None, period: Period | None = None) -> ResolutionLevels:
    """Resolved matters by the level of the organ that resolved them, over a period of their resolution or all time.

    LookupError for an edition of an earlier programme, without the table of moves.
    """
    held = edition or office.edition()
    if missing := [table for table in _NEEDS if table not in held.tables]:
        raise LookupError(
            f"版次 {held.id} 没有表 {'、'.join(missing)}，统计不出化解层级；请重新发布（workbench publish）"
        )
    rows = held.select(resolved_sql("steps" in held.tables)).to_pylist()
    levels = organ_levels(office, held, {str(row["unit"]) for row in rows})
    return counted(rows, levels, held.id, held.as_of, period)


def organ_levels(office: Office, edition: Edition, units: Iterable[str]) -> Mapping[str, Level | None]:
    """Level of each unit: by its name, a city's by the place it is named after, a bare one (财政局) by its kind of organ."""
    wanted = sorted({unit for unit in units if unit})
    by_name = {unit: organ_level(unit) for unit in wanted}
    bare = [unit for unit, level in by_name.items() if level is None]
    kinds = _by_kind(edition, bare)
    return {
        unit: _of_city(office, unit) if level is Level.CITY else level or kinds.get(unit)
        for unit, level in by_name.items()
    }


def _of_city(office: Office, unit: str) -> Level | None:
    """A written 市 may be a county-level city: told by its place, for 市…局 alone by what the office's own place is."""
    own = office.settings.office_place
    if unit.startswith("市"):
        return Level.COUNTY if own and office.divisions.name(own).endswith("市") else Level.CITY
    place = office.find_place(unit)
    return organ_level(unit, place or "")


def _by_kind(edition: Edition, units: list[str]) -> dict[str, Level]:
    """Units named without any place, by the level their kind of organ has in the table of kinds."""
    if not units or "register" not in edition.tables:
        return {}
    from workbench.linkage.unit.organs import organs

    types, rows = organs().types, edition.rows("register", "unit", units, ["unit", "organ"])
    kinds = {str(row["unit"]): types.get(str(row["organ"] or "")) for row in rows}
    return {unit: Level.from_label(kind.level) for unit, kind in kinds.items() if kind and kind.level}
