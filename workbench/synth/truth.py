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

STRONG_POLICY = frozenset({"土地征收", "房屋拆迁", "水库移民", "改制养老", "退役安置"})
"""Topics whose class is 政策性强 whatever the cause."""
POLICY_CAUSES = frozenset({"历史遗留", "政策缺失", "政策调整衔接", "主体灭失/改制"})
LOST_CAUSES = frozenset({"资金不到位", "资金缺口", "证据缺失", "主体灭失", "主体灭失/改制"})


def matter_truth(filed: Filed, end: date, closings: Mapping[str, Mapping[str, bool]]) -> MatterTruth:
    """The truth of one matter; `closings` holds the PD flags of every record of the county by case number."""
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
        {record.case_no: closings[record.case_no] for record in filed.records if record.case_no in closings},
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
    return {**flags, **_of_the_matter(filed, rows), **_of_dispute(filed)}


def _of_the_matter(filed: Filed, rows: Sequence[Mapping[str, str]]) -> dict[str, bool]:
    """HF2–HF4, HF11 from the plan; where the ledger hides how many households there are, HF2 is left open."""
    plan, causes = filed.plan, {row["cause"] for row in rows if "cause" in row}
    told = max((int(row["involved"]) for row in rows if "involved" in row), default=0)
    flags = {
        "HF3": plan.topic.key in STRONG_POLICY or bool(causes & POLICY_CAUSES),
        "HF11": bool(causes & LOST_CAUSES),
    }
    if max(plan.heads, told) >= 30 or plan.heads < 10:
        flags["HF2"] = max(plan.heads, told) >= 30
    apart = separation(visible_places(filed))
    alone = all("assist_units" not in row for row in rows)
    if "分离" in apart and apart != "不分离":
        flags["HF4"] = True
    elif apart == "不分离" and alone and plan.lead.place[:6] == plan.issue.town.county:
        flags["HF4"] = False
    return flags


def _of_dispute(filed: Filed) -> dict[str, bool]:
    """HF8: sent back twice or more, or a talk between units that came to no agreement."""
    kinds = [step.kind for step in filed.steps]
    talks = [step for step in filed.steps if step.kind in (StepKind.NEGOTIATE, StepKind.APPLY_CONFERENCE)]
    last = max(talks, key=lambda step: (step.day.start if step.day else date.min, talks.index(step)), default=None)
    open_talk = last is not None and "result" not in last.detail
    return {"HF8": kinds.count(StepKind.RETURN) >= 2 or open_talk}


def _registered(row: Mapping[str, str]) -> str:
    return row["reg_time"]


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, 28) if day.month == 2 else day.day)
