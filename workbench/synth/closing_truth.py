"""Which closings of the county are paper only (办结真值): read off its records and steps, never off a rule's answer."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from workbench.domain.codes import StepKind
from workbench.domain.facts import Step
from workbench.synth import texts
from workbench.synth.closing import ASIDE, TEMPLATES
from workbench.synth.matters import Filed
from workbench.synth.model import LedgerRecord

Flags = dict[str, bool]
_FIELD = re.compile("现场|入户|勘|查看|实地|走访|见面|调解")
_MET = frozenset({StepKind.VISIT, StepKind.RECEIVE, StepKind.HEARING_START, StepKind.MEDIATE})
_SAID_DONE = frozenset({StepKind.REPORT_DONE, StepKind.RESOLVE})


def closing_truth(filed: Sequence[Filed], copies: frozenset[str]) -> dict[str, Flags]:
    """Case number → PD rule → whether it is so; what the ledger leaves open is not listed. `copies` have no entry."""
    county = _County(filed)
    open_ones = (item for item in filed if item.plan.topic.path not in ("P7", "P8"))
    return {
        record.case_no: dict(_flags(county, item, record))
        for item in open_ones
        for record in item.records
        if record.case_no not in copies and "done_date" in record.values
    }


class _County:
    """What only the whole shows: texts used on several matters, and how units spread their closings."""

    def __init__(self, filed: Sequence[Filed]) -> None:
        self.topics_of: dict[str, set[str]] = defaultdict(set)
        self.matters_of: dict[str, set[str]] = defaultdict(set)
        self.on_day: Counter[tuple[str, str]] = Counter()
        self.on_unit: Counter[str] = Counter()
        self.days: dict[str, set[str]] = defaultdict(set)
        self.dated: Counter[str] = Counter()
        self.near: Counter[str] = Counter()
        for item in filed:
            for record in item.records if item.plan.topic.path != "P8" else ():
                self._count(item, record.values)

    def _count(self, item: Filed, values: Mapping[str, str]) -> None:
        if "done_date" not in values:
            return
        unit, text = item.plan.lead.name, values.get("opinion", "")
        self.topics_of[text].add(item.plan.topic.key)
        self.matters_of[text].add(item.plan.matter_id)
        self.on_day[unit, values["done_date"]] += 1
        self.on_unit[unit] += 1
        self.days[unit].add(values["done_date"])
        self.dated[unit] += "due_date" in values
        self.near[unit] += near_deadline(values)


def near_deadline(values: Mapping[str, str]) -> bool:
    """Closed on the last day or the one before."""
    if "due_date" not in values:
        return False
    left = date.fromisoformat(values["due_date"]) - date.fromisoformat(values["done_date"])
    return timedelta(0) <= left <= timedelta(days=1)


def _flags(county: _County, item: Filed, record: LedgerRecord) -> Iterator[tuple[str, bool]]:
    values, done = record.values, date.fromisoformat(record.values["done_date"])
    own = [step for step in item.steps if step.record_id == record.case_no]
    yield "PD12", _recoded(own, values)
    if values["petition_state"] != "已办结":
        yield from _turned_away(item, record, own)
        return
    yield from _paper(county, item, values)
    yield from _course(item, values, own, done)
    yield from _crowded(county, item, values)
    closed = {done, *(step.exact for step in own if step.kind in _SAID_DONE and step.exact)}
    yield "PD7", any(day < other.reg <= day + timedelta(days=90) for day in closed for other in item.records)


def _recoded(own: Sequence[Step], values: Mapping[str, str]) -> bool:
    accepted = values.get("accept_date", "9999")
    return any(step.kind is StepKind.RECODE and step.day and step.day.text > accepted for step in own)


def _turned_away(item: Filed, record: LedgerRecord, own: Sequence[Step]) -> Iterator[tuple[str, bool]]:
    """不予受理 with reason and notice is in order; 不再受理 needs an earlier opinion that was let stand."""
    if record.values["petition_state"] == "不予受理":
        yield "PD11", not any(step.kind is StepKind.REFUSE and "reasons" in step.detail for step in own)
        return
    done = record.values["done_date"]
    earlier = [one.values for one in item.records if one.values.get("done_date", "9999") < done and one is not record]
    if not any("opinion" in values or "opinion_no" in values for values in earlier):
        yield "PD11", True
    lapsed = (date.fromisoformat(done) - timedelta(days=40)).isoformat()
    if any(values["delivered"][:10] < lapsed for values in earlier if _served(values)):
        yield "PD11", False


def _served(values: Mapping[str, str]) -> bool:
    return "opinion_no" in values and "签收" in values.get("delivered", "")


def _paper(county: _County, item: Filed, values: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """What the texts and documents show: PD1, PD3, PD4, PD5, PD10."""
    text = values["opinion"]
    process = text in {pattern.format_map(item.plan.facts) for pattern in texts.PROCESS_ONLY}
    if _path_shown(item):
        petition = item.plan.topic.path == "P6"
        yield "PD1", petition and "opinion_no" not in values
        undelivered = "delivered" not in values or "代签" in values["delivered"]
        yield "PD10", petition and undelivered
    yield "PD3", process
    if len(re.sub(r"\W", "", text)) >= 15 and len(county.topics_of[text]) > 1:
        yield "PD4", True
    elif len(county.matters_of[text]) == 1:
        yield "PD4", False
    if not process:
        yield "PD5", text in TEMPLATES or any(two in values["claim"] and two not in text for two in ASIDE)


def _path_shown(item: Filed) -> bool:
    return any("legal_path" in record.values for record in item.records)


def _course(item: Filed, values: Mapping[str, str], own: Sequence[Step], done: date) -> Iterator[tuple[str, bool]]:
    """What the steps show: PD2, PD6, PD8."""
    if item.plan.topic.path == "P6" and _path_shown(item):
        passed_on = any(step.kind is StepKind.ACCEPT for step in own)
        if passed_on or "accept_date" in values:
            yield "PD2", passed_on
    before = [step for step in item.steps if step.exact and step.exact <= done]
    met = any(step.kind in _MET for step in before)
    if met or (before and not _FIELD.search(values["opinion"])):
        yield "PD6", not met
    if any(step.kind is StepKind.OPINION and step.detail.get("result") == "支持" for step in own):
        yield "PD8", not any(step.kind is StepKind.PERFORM for step in own)


def _crowded(county: _County, item: Filed, values: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """PD9: five or more of one unit on a day, or a unit most of whose closings are at the deadline."""
    unit = item.plan.lead.name
    many = county.on_day[unit, values["done_date"]]
    usual = (county.on_unit[unit] - many) / max(1, len(county.days[unit]) - 1)
    share = county.near[unit] / max(1, county.dated[unit])
    habit = county.near[unit] >= 5 and share >= 0.5 and near_deadline(values)
    if many >= max(5, 3 * usual) or habit:
        yield "PD9", True
    elif many < 4 and (share < 0.4 or not near_deadline(values)):
        yield "PD9", False
