"""Where two ledgers, or a ledger and a recorded step, say different things of one record (出处矛盾): shown, never settled silently.

The latest version stands until a person says which value is right; that word (出处认定) then stands in every finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from workbench.domain.case import CaseFile, ConflictRuling
from workbench.domain.codes import StepKind
from workbench.domain.dates import exact_day
from workbench.domain.fields import FIELDS

Row = Mapping[str, Any]

COMPARED: Final = (
    "petition_date", "first_date", "reg_time", "assign_time", "accept_date", "due_date", "done_date", "lead_unit", "to_office",
    "case_leader", "petition_state", "resolve_state", "opinion_no", "headcount", "involved",
)  # fmt: skip
"""Fields whose difference matters to a clock, a duty or a count."""

STEP_OF: Final = {
    "accept_date": StepKind.ACCEPT, "assign_time": StepKind.FORWARD, "reg_time": StepKind.REGISTER, "done_date": StepKind.CLOSE,
}  # fmt: skip
"""Days of a ledger that are the day of a step a person may have recorded as well."""


@dataclass(frozen=True, slots=True)
class Told:
    """One value and where it stands: file, sheet and row, or the event."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field of one record with what each source says, oldest first; `ruling` is a person's word, if there is one."""

    record_id: str
    field: str
    name: str
    told: tuple[Told, ...]
    ruling: ConflictRuling | None = None

    @property
    def sentence(self) -> str:
        said = "；".join(f"{one.source}写“{one.value}”" for one in self.told)
        ruled = f"{self.ruling.said.by}认定为“{self.ruling.value}”" if self.ruling else "请核对后认定以哪一处为准"
        return f"{self.name}各处不一：{said}。{ruled}。"


def conflicts(
    record_id: str, versions: Sequence[Row], files: Mapping[str, str], steps: Iterable[Row], file: CaseFile
) -> tuple[Conflict, ...]:
    """Fields on which the versions of a record that came from different files differ, or a step a person recorded does.

    `versions` oldest first as the store keeps them, `files` batch id → file name, `steps` the matter's rows of `STEPS`.
    A later issue of the same ledger replaces the earlier one and is no conflict; an empty cell contradicts nothing.
    """
    ruled = {(one.record_id, one.field): one for one in file.conflicts}
    recorded = [step for step in steps if step["record_id"] == record_id and step["source"].startswith("登记事件")]
    found = []
    for field in COMPARED:
        told = [*_by_file(field, versions, files), *_by_step(field, recorded)]
        if len({one.value for one in told}) > 1:
            found.append(Conflict(record_id, field, FIELDS[field].zh, tuple(told), ruled.get((record_id, field))))
    return tuple(found)


def _by_file(field: str, versions: Sequence[Row], files: Mapping[str, str]) -> list[Told]:
    """The latest value each file gives."""
    latest: dict[str, Told] = {}
    for version in versions:
        value = version[field]
        if value is not None and str(value).strip() not in ("", "nan", "<NA>"):
            name = files[version["batch_id"]]
            latest[name] = Told(str(value), f"{name}〔{version['sheet']}〕第{version['row']}行")
    return list(latest.values())


def _by_step(field: str, recorded: Sequence[Row]) -> list[Told]:
    kind = STEP_OF.get(field)
    return [
        Told(step["day_text"], step["source"])
        for step in recorded
        if kind and step["kind"] == kind.value and step["day_text"]
    ]


def with_rulings(rows: Sequence[Row], rulings: Sequence[ConflictRuling]) -> list[Row]:
    """The rows with what persons ruled in place of what the latest ledger says."""
    if not rulings:
        return list(rows)
    said: dict[str, dict[str, Any]] = {}
    for ruling in rulings:
        said.setdefault(ruling.record_id, {})[ruling.field] = _typed(ruling)
    return [{**row, **said.get(row["record_id"], {})} for row in rows]


def _typed(ruling: ConflictRuling) -> str | int | date | None:
    kind = FIELDS[ruling.field].type
    if kind == "int":
        return int(ruling.value)
    return exact_day(ruling.value) if kind == "date" else ruling.value
