"""The truth of the invented county (真值): what linkage and rules must find from the ledger and the steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from workbench.domain.codes import StepKind
from workbench.domain.facts import Places
from workbench.synth.matters import Filed
from workbench.synth.model import LedgerRecord, MatterTruth

EXCLUDED_HEADERS = ("稳控责任人", "是否重点人员", "风险等级", "劝返情况")
"""Columns about controlling people, planted so that the reader must recognise and skip them."""


def matter_truth(filed: Filed, end: date) -> MatterTruth:
    places = visible_places(filed)
    first = first_day(filed.records)
    return MatterTruth(
        filed.plan.matter_id,
        tuple(record.case_no for record in filed.records),
        tuple(person.person_id for person in filed.plan.people),
        places,
        separation(places),
        _flags(filed, first, end),
        first,
        filed.plan.topic.path == "P8",
        filed.plan.in_batch,
        filed.resolution,
        filed.rebound,
    )


def visible_places(filed: Filed) -> Places:
    """Township codes of H, R and I if any record shows them; a ledger row shows where its first person lives."""
    people = {person.person_id: person for person in filed.plan.people}
    shown = [
        (record, people[contact.person_id], contact) for record in filed.records for contact in record.contacts[:1]
    ]
    hukou = [person.hukou.town.code for _, person, contact in shown if contact.addr_hukou]
    residence = [person.residence.town.code for _, person, contact in shown if contact.addr_now]
    issue = any("place_issue" in record.values for record in filed.records)
    return Places(
        hukou[0] if hukou else None,
        residence[0] if residence else None,
        filed.plan.issue.town.code if issue else None,
    )


def separation(places: Places) -> str:
    """The label of spec 2.3 at county level for 人事分离 = R≠I; "" where two or more places are hidden."""
    h, r, i = (code and code[:6] for code in (places.hukou, places.residence, places.issue))
    hidden = [word for word, code in (("缺户籍", h), ("缺常住", r), ("缺事发地", i)) if code is None]
    if hidden:
        return f"待核({hidden[0]})" if len(hidden) == 1 else ""
    if r != i and r != h and h != i:
        return "人事户分离"
    flags = [word for word, split in (("人事分离", r != i), ("人户分离", r != h)) if split]
    return "+".join(flags) or "不分离"


def first_day(records: Sequence[LedgerRecord]) -> date:
    """The earliest day any record tells of: first petition, petition or registration."""
    days = [record.values.get(key) for record in records for key in ("first_date", "petition_date", "reg_time")]
    return date.fromisoformat(min(day for day in days if day))


def _flags(filed: Filed, first: date, end: date) -> Mapping[str, bool]:
    """Hard flags whose answer is certain; one that the ledger leaves open is not listed."""
    rows = [record.values for record in filed.records]
    has_plan = any("plan" in row for row in rows) or any(step.kind is StepKind.PLAN for step in filed.steps)
    is_open = filed.resolution not in ("已化解", "核减")
    flags = {
        "HF1": first <= _years_before(end, 3),
        "HF9": is_open and first.year < end.year and not has_plan,
        "HF10": any(row["source_level"] in ("国家", "省", "市") for row in rows),
    }
    orders = [int(row["assign_times"]) for row in rows if "assign_times" in row]
    rated = [row for row in rows if row.get("ptr_opinion") or row.get("sat_unit")]
    if orders and max(orders) >= 3 and rated and max(rated, key=_registered).get("ptr_opinion") == "不同意":
        flags["HF5"] = True
    elif len(orders) == len(rows) and max(orders) < 3:
        flags["HF5"] = False
    return flags


def _registered(row: Mapping[str, str]) -> str:
    return row["reg_time"]


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, 28) if day.month == 2 else day.day)
