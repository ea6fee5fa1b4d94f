"""What an invented county holds (虚构县): people, matters, ledger records, steps, and the truth about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workbench.domain.facts import Places, Step
from workbench.synth.people import Contact, Person
from workbench.synth.units import Unit


@dataclass(frozen=True, slots=True)
class LedgerRecord:
    """One registered record (信访件): canonical fields (`domain.fields`) as text, dates EDTF, blanks left out.

    `contacts` are the people written on it, the first one also in `values`; `book` is the file it comes in: 台账 (the
    county's), 积案 (the campaign's), 乡镇 (a township's CSV), 新增 (the last month's).
    """

    case_no: str
    matter_id: str
    reg: date
    book: str
    values: Mapping[str, str]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """One claim-set (信访事项) with who brings it and who is competent."""

    matter_id: str
    topic: str
    title: str
    lead_unit: str
    person_ids: tuple[str, ...]
    case_nos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatterTruth:
    """What rules and linkage must find out about a matter from the ledger and the steps.

    `places` are township codes as far as the ledger shows them; `separation` is the label of spec 2.3 at county level, or
    "" where more than one place is hidden. `flags` holds the hard flags whose answer is certain, `closing` by case number
    the PD flags (程序性办结) whose answer is.
    """

    matter_id: str
    case_nos: tuple[str, ...]
    person_ids: tuple[str, ...]
    places: Places
    separation: str
    flags: Mapping[str, bool]
    first_day: date
    locked: bool
    campaign: bool
    resolution: str
    rebound: bool
    closing: Mapping[str, Mapping[str, bool]]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A faulty ledger row of no matter, and what is wrong; `set_aside` if it must not be imported, else it gets a note.

    `case_no` is its own; "" for the row that has none, and two rows share one where that is the fault.
    """

    book: str
    case_no: str
    reason: str
    set_aside: bool
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Truth:
    """Who is who, which records are one matter, and what was planted."""

    matter_of: Mapping[str, str]
    people_of: Mapping[str, tuple[str, ...]]
    matters: Mapping[str, MatterTruth]
    duplicates: tuple[tuple[str, str], ...]
    locked: frozenset[str]
    campaign: tuple[str, ...]
    updated: tuple[str, ...]
    bad_rows: tuple[BadRow, ...]
    excluded_headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class County:
    """Everything invented for one seed."""

    seed: int
    end: date
    home: str
    office: str
    people: tuple[Person, ...]
    units: tuple[Unit, ...]
    matters: tuple[Matter, ...]
    records: tuple[LedgerRecord, ...]
    steps: tuple[Step, ...]
    truth: Truth
