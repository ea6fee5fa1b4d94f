"""Publish an edition (发布版次): snapshot the record of truth, link, group, study every matter, flip to the new one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pandas as pd

from workbench.campaign.performance import unit_table
from workbench.domain import tables
from workbench.domain.events import EventKind, LinkProposal
from workbench.linkage.groups import derive_groups, ledger_judgements
from workbench.linkage.matter import same_matter_candidates
from workbench.linkage.normal import ordered
from workbench.linkage.person import same_person
from workbench.linkage.units import UnitNames, unit_names
from workbench.review.facts import step_events
from workbench.store.edition import Edition
from workbench.store.snapshot import snapshot
from workbench.usecases.derive import derive
from workbench.usecases.office import Office, Progress, silent
from workbench.usecases.snapshot_edition import write_edition


def publish_edition(office: Office, *, progress: Progress = silent) -> Edition:
    """Make and publish a new edition of everything known now, as of `settings.today`; readers keep the one they hold."""
    progress("取快照", 0, 1)
    snap = snapshot(office.store, office.divisions.find)
    records = snap["records"].to_pandas()
    events = snap["events"].to_pandas()
    progress("查找关联", 0, 1)
    proposals = propose_links(office, records)
    judged = judgements(events, records[~records["locked"].astype(bool)])
    groups = derive_groups(
        list(records.sort_values("reg_time", na_position="last")["record_id"]),
        [(left, right, verdict) for (left, right), (verdict, _) in judged.items()],
    )
    units = unit_names(_units_written(records), office_names(office), office.settings.today)
    derived = derive(
        _with_units_named(_brought_by(records, office.settings.today), units),
        groups.matter_of,
        step_events(events),
        settings=office.settings,
        calendar=office.calendar,
        place_name=office.divisions.name,
        confirmed=confirmed_duties(events),
        progress=progress,
    )
    derived["links"] = links_table(proposals, judged)
    derived["groups"] = groups.frame()
    derived["units"] = unit_table(
        derived["matters"], derived["clocks"], {unit.name: unit.aliases for unit in units.units}
    )
    progress("写入版次", 0, 1)
    edition = write_edition(office, {**snap, **derived})
    progress("写入版次", 1, 1)
    return edition


def _brought_by(records: pd.DataFrame, day: date) -> pd.DataFrame:
    """Records to study as of a day: those registered after it are no matter yet. A day still to come is a slip: kept."""
    registered = pd.to_datetime(records["reg_time"])
    return records[~((registered > pd.Timestamp(day)) & (registered <= pd.Timestamp(date.today())))]


def propose_links(office: Office, records: pd.DataFrame) -> list[LinkProposal]:
    """Pairs that may be the same person or matter; locked records (检举控告) are never compared."""
    readable = records[~records["locked"].astype(bool)]
    persons = same_person(office.store.identity(readable["record_id"].tolist()))
    return [*persons, *same_matter_candidates(readable, persons)]


def office_names(office: Office) -> tuple[str, ...]:
    """What may stand before one of the county's own units: its name, in full and without 县/区/市."""
    name = office.divisions.name(office.settings.office_place) if office.settings.office_place else ""
    return (name, name[:-1]) if len(name) > 2 else (name,) if name else ()


def _units_written(records: pd.DataFrame) -> pd.DataFrame:
    """Every unit as written, a responsible unit with its number where the ledger gives one."""
    leading = records[["lead_unit", "lead_unit_code"]].set_axis(["unit", "unit_id"], axis=1)
    others = pd.DataFrame({"unit": pd.concat([records["to_office"], records["assist_units"].explode()])})
    return pd.concat([leading, others]).dropna(subset=["unit"])


def _with_units_named(records: pd.DataFrame, units: UnitNames) -> pd.DataFrame:
    """Records with every unit under the one name it goes by; the edition's `records` keep what was written."""
    named = records.copy()
    pairs = zip(named["lead_unit"], named["lead_unit_code"].fillna(""), strict=True)
    named["lead_unit"] = [units.canonical(name, code) if isinstance(name, str) else None for name, code in pairs]
    offices = {name: units.canonical(name) for name in named["to_office"].dropna().unique()}
    named["to_office"] = named["to_office"].map(offices)
    written = named["assist_units"].map(lambda units_: [] if units_ is None else list(units_))
    named["assist_units"] = written.map(lambda names: list(dict.fromkeys(units.canonical(name) for name in names)))
    return named


def judgements(events: pd.DataFrame, records: pd.DataFrame) -> dict[tuple[str, str], tuple[str, str]]:
    """The standing judgement on each pair of `records`: what the ledger states (重复信访件编号), then clerks; last word wins.

    `records` are the readable ones: an accusation is one matter by itself, whatever number a ledger gives beside it.
    """
    judged = {ordered(left, right): (verdict, "台账") for left, right, verdict in ledger_judgements(records)}
    here = set(records["record_id"])
    spoken = events[(events["kind"] == EventKind.JUDGEMENT.value) & ~events["undone"].astype(bool)].sort_values("seq")
    for subject, actor, payload in zip(spoken["subject"], spoken["actor"], spoken["payload"], strict=True):
        left, _, right = subject.partition("|")
        if {left, right} <= here:
            judged[ordered(left, right)] = (json.loads(payload)["verdict"], actor)
    return judged


def confirmed_duties(events: pd.DataFrame) -> dict[tuple[str, str], str]:
    """(matter id, role) → who confirmed that duty, the latest word standing."""
    chosen = events[(events["kind"] == EventKind.DUTY_CONFIRMED.value) & ~events["undone"].astype(bool)]
    spoken = zip(chosen["subject"], chosen["actor"], chosen["payload"], strict=True)
    return {(subject, json.loads(payload)["role"]): actor for subject, actor, payload in spoken}


def links_table(proposals: list[LinkProposal], judged: Mapping[tuple[str, str], tuple[str, str]]) -> pd.DataFrame:
    """Proposals and judgements as `tables.LINKS`: a judged pair nobody proposed has a row too."""
    rows = []
    proposed = set()
    for found in proposals:
        pair = ordered(found.left, found.right)
        proposed.add(pair)
        verdict, by = judged.get(pair, ("", ""))
        rows.append((*pair, found.kind, found.score, list(found.reasons), verdict, by))
    rows += [(*pair, "同事", 1.0, ["台账注明重复件" if by == "台账" else "人工认定"], verdict, by)
             for pair, (verdict, by) in judged.items() if pair not in proposed]  # fmt: skip
    return pd.DataFrame(rows, columns=list(tables.LINKS))
