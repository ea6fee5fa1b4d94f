"""What studying one closing needs to know of all the others (办结比对), for all matters at once.

Like opinion texts are found by their rarest pieces (prefix filter for Jaccard), then measured exactly; a unit's closing
days are counted; files kept under one hash on several matters are set side by side. Nothing here is about a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.domain.case import CaseFile
from workbench.domain.codes import StepKind
from workbench.domain.facts import MatterFacts, RecordFacts
from workbench.review.facts import Row
from workbench.review.like_texts import like_texts
from workbench.rules.claim_text import asked_in, plain_text, similarity
from workbench.rules.dated import parameters_of
from workbench.rules.pd_context import ClosingContext, Twin, UnitDays

_SIGNED = frozenset({"送达回证", "回访记录"})
_LOOKED_AT = 24
"""Of the many records with one text, how many differently worded claims are compared before giving up."""


@dataclass(frozen=True, slots=True)
class _Answered:
    """A record that was closed or answered, with what is compared of it."""

    matter_id: str
    record: RecordFacts
    unit: str
    closed: date | None
    text: str


def closing_contexts(
    gathered: Sequence[tuple[MatterFacts, Sequence[Row]]], files: Mapping[str, CaseFile]
) -> dict[str, ClosingContext]:
    """Matter id → its context, only for matters of which there is something to tell; `gathered` as `gather_matters` has it."""
    answered = [one for facts, _ in gathered for one in _answered(facts)]
    on = max((facts.as_of for facts, _ in gathered), default=date.max)
    twins = _twins(answered, on) if answered else {}
    units = _unit_days(answered, on)
    signatures = _signatures(files)
    return dict(_by_matter(answered, twins, units, signatures))


def _by_matter(
    answered: Sequence[_Answered],
    twins: Mapping[str, Twin],
    units: Mapping[str, UnitDays],
    signatures: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Iterator[tuple[str, ClosingContext]]:
    records: dict[str, list[str]] = defaultdict(list)
    for one in answered:
        if one.record.record_id in twins or one.record.record_id in units:
            records[one.matter_id].append(one.record.record_id)
    for matter_id in dict.fromkeys([*records, *signatures]):
        mine = records.get(matter_id, [])
        yield (
            matter_id,
            ClosingContext(
                {record: twins[record] for record in mine if record in twins},
                {record: units[record] for record in mine if record in units},
                signatures.get(matter_id, {}),
            ),
        )


def _answered(facts: MatterFacts) -> Iterator[_Answered]:
    for record in facts.records:
        closed, recorded, answered = None, "", False
        for step in record.steps:
            if step.day and step.day.start > facts.as_of:
                continue
            if step.kind is StepKind.CLOSE:
                closed, answered = step.exact or closed, True
            elif step.kind is StepKind.OPINION:
                recorded, answered = step.text or recorded, True
        if answered:
            yield _Answered(
                facts.matter_id, record, record.lead_unit or facts.lead_unit, closed, recorded or record.opinion
            )


# --- PD4: like texts ----------------------------------------------------------------------------------------------------


def _twins(answered: Sequence[_Answered], on: date) -> dict[str, Twin]:
    """Record id → the likest opinion on another matter whose claim is another one."""
    settings = parameters_of("closing", on)
    by_text: dict[str, list[_Answered]] = defaultdict(list)
    for one in answered:
        text = plain_text(one.text) if one.text else ""
        if len(text) >= settings["PD4.letters"].value:
            by_text[text].append(one)
    near = like_texts(list(by_text), float(settings["PD4.similarity"].value))
    apart = float(settings["PD4.claims"].value)
    found: dict[str, Twin] = {}
    for text, members in by_text.items():
        around = [(1.0, members), *((share, by_text[other]) for other, share in near.get(text, ()))]
        lists = [(share, _of_each_claim(others)) for share, others in around]
        found.update((one.record.record_id, twin) for one in members if (twin := _twin(one, lists, apart)))
    return found


def _of_each_claim(members: Sequence[_Answered]) -> list[_Answered]:
    """One or two records of each claim as worded (two, so that one of them is of another matter)."""
    first: dict[tuple[str, int], _Answered] = {}
    for one in members:
        spoken = first.setdefault((one.record.claim, 0), one)
        if spoken.matter_id != one.matter_id:
            first.setdefault((one.record.claim, 1), one)
    return list(first.values())


def _twin(one: _Answered, lists: Sequence[tuple[float, Sequence[_Answered]]], apart: float) -> Twin | None:
    for share, others in lists:
        for other in others[:_LOOKED_AT]:
            if other.matter_id != one.matter_id and _other_claim(one.record.claim, other.record.claim, apart):
                number = other.record.case_no or other.record.record_id
                return Twin(other.matter_id, number, round(share, 3), other.record.claim)
    return None


def _other_claim(claim: str, other: str, apart: float) -> bool:
    """Whether nothing one asks is like anything the other asks; an empty claim is not known to be another."""
    mine, theirs = asked_in(claim), asked_in(other)
    if not mine or not theirs or claim == other:
        return False
    return not any(similarity(one, two) >= apart for one in mine for two in theirs)


# --- PD9: a unit's days -------------------------------------------------------------------------------------------------


def _unit_days(answered: Sequence[_Answered], on: date) -> dict[str, UnitDays]:
    """Record id → its unit's closings on its day and at deadlines; only where one of the two is notable."""
    settings = parameters_of("closing", on)
    batch, near_days = int(settings["PD9.batch"].value), int(settings["PD9.near_days"].value)
    times = float(settings["PD9.batch_times"].value)
    share, least = float(settings["PD9.near_share"].value), int(settings["PD9.near_least"].value)
    closed = [(one, one.closed) for one in answered if one.closed and one.unit]
    on_day = Counter((one.unit, day) for one, day in closed)
    busy = Counter(unit for unit, _ in on_day)
    total = Counter(one.unit for one, _ in closed)
    left = {one.record.record_id: _left(one.record, day) for one, day in closed}
    dated = Counter(one.unit for one, _ in closed if left[one.record.record_id] is not None)
    near = Counter(one.unit for one, _ in closed if _is_near(left[one.record.record_id], near_days))
    found = {}
    for one, day in closed:
        is_near = _is_near(left[one.record.record_id], near_days)
        habit = is_near and near[one.unit] >= least and near[one.unit] >= share * dated[one.unit]
        same_day = on_day[one.unit, day]
        usual = (total[one.unit] - same_day) / max(1, busy[one.unit] - 1)
        if habit or same_day >= max(batch, times * usual):
            days = UnitDays(one.unit, day, same_day, near[one.unit], dated[one.unit], is_near, round(usual, 2))
            found[one.record.record_id] = days
    return found


def _left(record: RecordFacts, closed: date) -> int | None:
    """Days left to the stated deadline on the day of closing; None where no exact one is stated."""
    due = record.due_stated.exact if record.due_stated else None
    return (due - closed).days if due else None


def _is_near(left: int | None, near_days: int) -> bool:
    return left is not None and 0 <= left <= near_days


# --- PD10: one signed sheet on several matters --------------------------------------------------------------------------


def _signatures(files: Mapping[str, CaseFile]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Matter id → file id → other matters on which a signed sheet with the same hash was kept."""
    kept: dict[str, dict[str, str]] = defaultdict(dict)
    for matter_id, file in files.items():
        for one in file.files:
            if one.kind in _SIGNED:
                kept[one.sha256][matter_id] = one.file_id
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for owners in kept.values():
        for matter_id, file_id in owners.items() if len(owners) > 1 else ():
            found[matter_id][file_id] = tuple(sorted(owners.keys() - {matter_id}))
    return found
