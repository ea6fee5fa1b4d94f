"""What reading a ledger answers (导入结果): columns as understood, rows, what was set aside and why, and the raw cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ColumnStatus = Literal["field", "quarantined", "unknown", "not_imported"]
Severity = Literal["quarantine", "note"]
Progress = Callable[[str, float], None]
"""Called with what is being done (Chinese) and the share done, 0..1."""


class LedgerError(Exception):
    """A file that cannot be read as a ledger; `sentence` names the file and says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How one column was understood. `header` is as written, "父/子" for two-row headers; `field` None if not read."""

    sheet: str
    letter: str
    header: str
    field: str | None
    status: ColumnStatus
    note: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should look at: where it is and what is odd; severity "quarantine" means the row was set aside."""

    sheet: str
    row: int
    column: str
    header: str
    field: str
    reason: str
    severity: Severity = "note"


class Quarantined(NamedTuple):
    """A row that was read and not imported, with the field at fault and the reason."""

    sheet: str
    row: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class HeaderQuestion:
    """A heading of two meanings. `key` ("signature:header") is what `answers` is looked up by; `meanwhile` is used until then."""

    signature: str
    sheet: str
    letter: str
    header: str
    candidates: tuple[str, ...]
    meanwhile: str

    @property
    def key(self) -> str:
        return f"{self.signature}:{self.header}"


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """A number in a 合计 row against what was read: `what` is 件数 or a heading."""

    sheet: str
    row: int
    what: str
    stated: int
    counted: int

    @property
    def agrees(self) -> bool:
        return self.stated == self.counted


@dataclass(frozen=True)
class ParsedLedger:
    """A ledger as read.

    `table` has exactly the columns `fields.STORED` + `tables.LEDGER_EXTRA`: text, numbers as int64, yes/no as bool,
    `source_level` as "1" 国家 … "6" 村, dates as EDTF text. `raw` holds the cell texts of imported columns by column letter,
    with the sheet's row number in "row"; accusations' texts are in it too.
    `read` counts records seen: len(table) + len(quarantined).
    """

    file_name: str
    sha256: str
    signature: str
    columns: tuple[ColumnReading, ...]
    table: pa.Table
    problems: tuple[Problem, ...]
    quarantined: tuple[Quarantined, ...]
    read: int
    raw: Mapping[str, pa.Table]
    questions: tuple[HeaderQuestion, ...]
    control_totals: tuple[ControlTotal, ...]

    @cached_property
    def rows(self) -> pd.DataFrame:
        """`table` as pandas: text as `str`, numbers as Int64, yes/no as boolean, lists as list[str] or None."""
        import pandas as pd

        kinds = {"int64": pd.Int64Dtype(), "bool": pd.BooleanDtype()}
        lists = [column.name for column in self.table.schema if str(column.type).startswith("list<")]
        frame: pd.DataFrame = self.table.drop_columns(lists).to_pandas(types_mapper=lambda kind: kinds.get(str(kind)))
        for name in lists:
            values = pd.Series(self.table[name].to_pylist(), dtype=object, index=frame.index)
            frame.insert(self.table.column_names.index(name), name, values)
        return frame
