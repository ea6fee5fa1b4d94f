"""Where a record's facts were read (出处): every field's file, sheet, cell and the words in it."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.fields import FIELDS
from workbench.domain.roles import Allowed, DataKind
from workbench.usecases.gate import require
from workbench.usecases.office import Office


@dataclass(frozen=True, slots=True)
class Cell:
    """One field as it stands in the ledger; identity and locked words show as （不显示）."""

    field: str
    text: str
    file: str
    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.file}〔{self.sheet}〕{self.cell}"


def trace_cells(office: Office, record_id: str) -> tuple[Cell, ...]:
    """The cells of a record's current version, by field. KeyError for an unknown record, AccessDenied (`usecases.gate`)."""
    require(office, DataKind.CASE, Allowed.READ, record_id)
    found = office.store.provenance(record_id)
    return tuple(Cell(FIELDS[name].zh, text, file, sheet, cell) for name, (file, sheet, cell, text) in found.items())
