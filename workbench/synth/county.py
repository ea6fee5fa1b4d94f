"""An invented county of any size (虚构县): same seed, matters and last day, same bytes; no real person in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from workbench.synth import places, row, units
from workbench.synth.closing import plant_closings
from workbench.synth.closing_truth import closing_truth
from workbench.synth.draw import Draw
from workbench.synth.faults import bad_rows
from workbench.synth.matters import Clerk, Filed
from workbench.synth.model import County, LedgerRecord, Matter, Truth
from workbench.synth.plan import Planner
from workbench.synth.truth import EXCLUDED_HEADERS, matter_truth

BATCH = 95
"""Matters of 第一批 in a county of full size."""


def make_county(*, seed: int, matters: int, end: date, years: int = 5) -> County:
    """An invented county with `matters` matters over the `years` before `end`; about twice as many records."""
    if matters < 1 or years < 1:
        raise ValueError(f"虚构县至少要有一个事项、一年时间（matters={matters}，years={years}）")
    draw = Draw(f"{seed}|{matters}|{end.isoformat()}|{years}")
    begin = end - timedelta(days=round(365.25 * years))
    planner = Planner(draw, begin, end, batch_window(begin, end))
    clerk = Clerk(draw, end)
    batch = min(BATCH, matters // 4)
    chosen = frozenset(draw.sample(range(matters), batch))
    filed = [clerk.file(planner.plan(number, number in chosen)) for number in range(matters)]
    plant_closings(Draw(f"{seed}|{matters}|{end.isoformat()}|closings"), filed, end)
    copies = _duplicates(draw, filed, end)
    records = _shelve(draw, filed, copies, end)
    return County(
        seed,
        end,
        places.HOME,
        places.OFFICE,
        tuple(planner.people),
        units.units(),
        tuple(_matter(item) for item in filed),
        records,
        tuple(step for item in filed for step in item.steps),
        _truth(draw, filed, records, copies, end),
    )


def batch_window(begin: date, end: date) -> tuple[date, date]:
    """Registration days of the campaign's batch: 2019-01-01 to 2020-06-30, or eighteen months from the middle of the period."""
    first, last = date(2019, 1, 1), date(2020, 6, 30)
    if begin <= first and last <= end:
        return first, last
    start = begin + (end - begin) / 2
    return start, min(end, start + timedelta(days=546))


def _duplicates(draw: Draw, filed: Sequence[Filed], end: date) -> list[tuple[str, LedgerRecord]]:
    """One record in seventy registered once more under another number: the same words through another channel."""
    copies: list[tuple[str, LedgerRecord]] = []
    for item in filed:
        for record in item.records[:]:
            if not draw.chance(0.014):
                continue
            reg = min(end, record.reg + timedelta(days=draw.number(0, 2)))
            number = row.case_number("县", reg, 90_000_000 + len(copies))
            values = {**record.values, "case_no": number, "reg_time": reg.isoformat(), "source_level": "县"}
            values["channel"] = draw.pick(("网上信访", "来信", "12345转来"))
            copy = replace(record, case_no=number, reg=reg, values=values)
            item.records.append(copy)
            copies.append((record.case_no, copy))
    return copies


def _shelve(
    draw: Draw, filed: Sequence[Filed], copies: Sequence[tuple[str, LedgerRecord]], end: date
) -> tuple[LedgerRecord, ...]:
    """Which file each record comes in: campaign list, a township's CSV, the last month's list or the county's ledger."""
    township = places.towns(places.HOME)[1].name
    batch = {number for item in filed if item.plan.in_batch for number in _batch_record(item)}
    put = partial(_book, draw, batch, township, end - timedelta(days=31))
    return tuple(_shelved(item, record, put(record)) for item in filed for record in item.records)


def _shelved(item: Filed, record: LedgerRecord, book: str) -> LedgerRecord:
    """The campaign's list tells where the whole matter stands, the other files where the record stood."""
    state = {"resolve_state": item.resolution} if book == "积案" else {}
    return replace(record, book=book, values={**record.values, **state})


def _book(draw: Draw, batch: set[str], township: str, recent: date, record: LedgerRecord) -> str:
    if record.case_no in batch:
        return "积案"
    if record.reg > recent:
        return "新增"
    return "乡镇" if record.values.get("town") == township and draw.chance(0.5) else "台账"


def _batch_record(item: Filed) -> list[str]:
    """The one record by which the matter stands in the campaign: the first brought to the nation or the province."""
    return [record.case_no for record in item.records if record.values["source_level"] in ("国家", "省")][:1]


def _matter(item: Filed) -> Matter:
    plan = item.plan
    return Matter(
        plan.matter_id,
        plan.topic.key,
        plan.title,
        plan.lead.name,
        tuple(person.person_id for person in plan.people),
        tuple(record.case_no for record in item.records),
    )


def _truth(
    draw: Draw,
    filed: Sequence[Filed],
    records: Sequence[LedgerRecord],
    copies: Sequence[tuple[str, LedgerRecord]],
    end: date,
) -> Truth:
    ledger = [record for record in records if record.book == "台账"]
    closings = closing_truth(filed, frozenset(copy.case_no for _, copy in copies))
    return Truth(
        {record.case_no: record.matter_id for record in records},
        {record.case_no: tuple(contact.person_id for contact in record.contacts) for record in records},
        {item.plan.matter_id: matter_truth(item, end, closings) for item in filed},
        tuple((first, copy.case_no) for first, copy in copies),
        frozenset(record.case_no for record in records if record.values["purpose"] == "检举控告"),
        tuple(record.case_no for record in records if record.book == "积案"),
        tuple(record.case_no for record in draw.some(ledger, max(1, len(ledger) // 60))) if ledger else (),
        bad_rows(draw, end),
        EXCLUDED_HEADERS,
    )
