"""Publish an edition (发布版次): snapshot the record of truth, link, group, study every matter, flip to the new one."""

from __future__ import annotations

from datetime import date

import pandas as pd

from workbench.campaign.moves import moves_table
from workbench.campaign.performance import unit_table
from workbench.domain import tables
from workbench.domain.linking import LinkKind
from workbench.domain.progress import Progress, silent
from workbench.domain.roles import Allowed, AuditAct, DataKind
from workbench.linkage.judging.words import Judgement, about
from workbench.linkage.normal import open_rows
from workbench.linkage.unit.link import UnitAlias, UnitNames, unit_names
from workbench.linkage.unit.register import UnitRegister
from workbench.network.build import network_tables
from workbench.review.case_file import case_files
from workbench.review.facts import step_events
from workbench.store.edition import Edition
from workbench.store.errors import NoEdition
from workbench.store.snapshot import snapshot
from workbench.usecases.audit_trail import anchor
from workbench.usecases.derive import derive
from workbench.usecases.follow_up import tasks_table
from workbench.usecases.gate import require
from workbench.usecases.link_records import link_records
from workbench.usecases.linked_tables import causes_table, links_table, matter_groups, said_in
from workbench.usecases.office import Office
from workbench.usecases.publish_views import publish_views
from workbench.usecases.snapshot_edition import write_edition
from workbench.usecases.surroundings import names_given


def publish_edition(office: Office, *, full: bool = False, progress: Progress = silent) -> Edition:
    """Make and publish a new edition of everything known now, as of `settings.today`; readers keep the one they hold.

    `full` links everything anew instead of only what came since the last run.
    """
    require(office, DataKind.LEDGER, Allowed.WRITE)
    progress("取快照", 0, 1)
    snap = snapshot(office.store, office.find_place)
    records = snap["records"].to_pandas()
    events = snap["events"].to_pandas()
    readable = open_rows(records)
    said = said_in(events, readable)
    run = link_records(office, records, full=full, judged=about(said, LinkKind.PERSON), progress=progress)
    groups = matter_groups(records, said, _former_groups(office))
    units = _units(office, records, said)
    brought = _brought_by(records, office.settings.today)
    named = _with_units_named(brought, units)
    derived = derive(
        named,
        groups.matter_of,
        step_events(events),
        case_files(events, groups.matter_of),
        settings=office.settings,
        calendar=office.calendar,
        place_name=office.divisions.name,
        units=names_given(brought, named),
        progress=progress,
    )
    derived["links"] = links_table(run, units.proposals, said)
    derived["groups"] = groups.frame()
    derived["persons"] = run.frame("persons")
    derived["causes"] = causes_table(readable, run, said, groups)
    derived["moves"] = moves_table(derived["matters"], derived["steps"])
    derived["tasks"] = tasks_table(office, groups.matter_of)
    derived["units"] = unit_table(
        derived["matters"], derived["clocks"], {unit.name: unit.aliases for unit in units.units}
    )
    derived["register"] = pd.DataFrame([_entry(unit) for unit in units.units], columns=list(tables.REGISTER))
    derived.update(network_tables({**snap, **derived}, place_name=office.divisions.name))
    progress("写入版次", 0, 1)
    edition = write_edition(office, {**snap, **derived})
    progress("写入版次", 1, 1)
    publish_views(office, edition, progress=progress)
    anchor(office, AuditAct.PUBLISH, DataKind.LEDGER, edition.id, detail={"as_of": edition.as_of.isoformat()})
    return edition


def _former_groups(office: Office) -> dict[str, str]:
    """Record → matter of the edition in force, so that a matter keeps its name; empty for a first edition."""
    try:
        groups = office.edition().table("groups")
    except (NoEdition, KeyError):
        return {}
    return dict(zip(groups["record_id"], groups["matter_id"], strict=True))


def _units(office: Office, records: pd.DataFrame, said: list[Judgement]) -> UnitNames:
    """The register of units as written; a name alone may mean two units, so the township goes with it."""
    words = [(word.left, word.right, word.verdict.value) for word in about(said, LinkKind.UNIT)]
    own, upper, day = office_names(office), upper_names(office), office.settings.today
    towns = sorted(records["town"].dropna().unique())
    place = office.settings.office_place or ""
    register = UnitRegister.expand(
        own, place=place, towns=towns, upper=upper, own_file=office.settings.home / "units.csv"
    )
    return unit_names(_units_written(records), own, day, judged=words, register=register, upper_names=upper)


def _entry(unit: UnitAlias) -> dict[str, object]:
    return {name: getattr(unit, "name" if name == "unit" else name) for name in tables.REGISTER}


def _brought_by(records: pd.DataFrame, day: date) -> pd.DataFrame:
    """Records to study as of a day: those registered after it are no matter yet. A day still to come is a slip: kept."""
    registered = pd.to_datetime(records["reg_time"])
    return records[~((registered > pd.Timestamp(day)) & (registered <= pd.Timestamp(date.today())))]


def office_names(office: Office) -> tuple[str, ...]:
    """What may stand before one of the county's own units: its name, in full and without 县/区/市."""
    return _with_stem(office.divisions.name(office.settings.office_place)) if office.settings.office_place else ()


def upper_names(office: Office) -> tuple[str, ...]:
    """Names of the city and province above."""
    codes = (office.settings.office_place[:digits] for digits in (4, 2)) if office.settings.office_place else ()
    return tuple(name for code in codes for name in _with_stem(office.divisions.name(code)))


def _with_stem(name: str) -> tuple[str, ...]:
    return (name, name[:-1]) if len(name) > 2 else (name,) if name else ()


def _units_written(records: pd.DataFrame) -> pd.DataFrame:
    """Every unit as written: a responsible one with its number where the ledger gives one, all with the township."""
    places = records["town"]
    leading = pd.DataFrame({"unit": records["lead_unit"], "unit_id": records["lead_unit_code"], "place": places})
    receiving = pd.DataFrame({"unit": records["to_office"], "place": places})
    helping = pd.DataFrame({"unit": records["assist_units"], "place": places}).explode("unit")
    return pd.concat([leading, receiving, helping], ignore_index=True).dropna(subset=["unit"])


def _with_units_named(records: pd.DataFrame, units: UnitNames) -> pd.DataFrame:
    """Records with every unit under the one name it goes by; the edition's `records` keep what was written."""
    named, towns = records.copy(), records["town"].fillna("")
    keys = zip(named["lead_unit"], named["lead_unit_code"].fillna(""), towns, strict=True)
    named["lead_unit"] = [units.canonical(*key) if isinstance(key[0], str) else None for key in keys]
    named["to_office"] = [units.canonical(name, place=town) if isinstance(name, str) else None
                          for name, town in zip(named["to_office"], towns, strict=True)]  # fmt: skip
    named["assist_units"] = [
        list(dict.fromkeys(units.canonical(name, place=town) for name in ([] if written is None else written)))
        for written, town in zip(named["assist_units"], towns, strict=True)
    ]
    return named
