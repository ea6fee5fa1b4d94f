"""The whole reading of a file (读入一个台账): process, sheets, keys, rows set aside, and the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from workbench.domain.fields import STORED
from workbench.domain.tables import LEDGER_EXTRA
from workbench.ledger import checks
from workbench.ledger.arrays import whole
from workbench.ledger.assembly import SheetRows, sheet_rows
from workbench.ledger.dates import title_year
from workbench.ledger.process import RawLedger, RawReader
from workbench.ledger.result import (
    ColumnReading,
    ControlTotal,
    HeaderQuestion,
    ParsedLedger,
    Problem,
    Progress,
    Quarantined,
)

_DELIMITED: Final = (".csv", ".txt", ".tsv")


def parse_ledger(
    path: Path, digest: str, reader: RawReader, answers: Mapping[str, str], progress: Progress | None
) -> ParsedLedger:
    """See `workbench.ledger.parse`; `digest` is the file's SHA-256, `reader` is reading it already."""
    tell = progress or _silent
    tell("正在读取文件", 0.0)
    raw = reader.finish(answers)
    tell("正在识别各栏取值", 0.6)
    parts = [_sheet(path, raw, at) for at in range(len(raw.sheets))]
    table = pa.concat_tables([part.table for part in parts])
    table = table.append_column("key", checks.keys(table))
    faults = _faults(parts, table)
    tell("正在整理结果", 0.9)
    result = _result(path, digest, raw, parts, table, faults)
    tell("读取完成", 1.0)
    return result


def _silent(_: str, __: float) -> None:
    return None


def _sheet(path: Path, raw: RawLedger, at: int) -> SheetRows:
    sheet = raw.sheets[at]
    year = title_year(str(sheet.meta["title"]), str(sheet.meta["sheet"]), path.stem)
    return sheet_rows(sheet, year, path.suffix.lower() not in _DELIMITED)


def _faults(parts: Sequence[SheetRows], table: pa.Table) -> dict[int, tuple[str, str]]:
    """Position in the whole file → field and reason; the first fault of a row is the one given."""
    found: dict[int, tuple[str, str]] = {}
    start = 0
    for part in parts:
        for at, name, reason in part.faults:
            found.setdefault(start + at, (name, reason))
        start += part.table.num_rows
    sheets, rows = table["sheet"].to_pylist(), table["row"].to_pylist()
    for at, name, reason in checks.keyless(whole(table["key"])) + checks.contradictions(table, sheets, rows):
        found.setdefault(at, (name, reason))
    return found


def _result(
    path: Path,
    digest: str,
    raw: RawLedger,
    parts: Sequence[SheetRows],
    table: pa.Table,
    faults: Mapping[int, tuple[str, str]],
) -> ParsedLedger:
    metas = [sheet.meta for sheet in raw.sheets]
    columns = tuple(_public(each) for meta in metas for each in meta["columns"])
    quarantined = _quarantined(table, faults)
    problems = [Problem(**each) for each in raw.problems]
    problems += [Problem(**each) for meta in metas for each in meta["problems"]]
    problems += [problem for part in parts for problem in part.problems]
    totals = tuple(ControlTotal(**each) for meta in metas for each in meta["totals"])
    problems += _disagreeing(totals)
    problems += _set_aside(quarantined, columns)
    return ParsedLedger(
        file_name=path.name,
        sha256=digest,
        signature=str(metas[0]["signature"]),
        columns=columns,
        table=_kept(table, faults),
        problems=tuple(problems),
        quarantined=quarantined,
        read=table.num_rows,
        raw={str(sheet.meta["sheet"]): sheet.cells for sheet in raw.sheets},
        questions=_questions(metas),
        control_totals=totals,
    )


def _public(column: Mapping[str, Any]) -> ColumnReading:
    """A leader's post is read beside the leader's name and belongs to that field."""
    return ColumnReading(**{**column, "field": column["field"].partition(".")[0] if column["field"] else None})


def _quarantined(table: pa.Table, faults: Mapping[int, tuple[str, str]]) -> tuple[Quarantined, ...]:
    places = table.select(["sheet", "row"]).take(pa.array(sorted(faults), pa.int64())).to_pylist()
    return tuple(
        Quarantined(place["sheet"], place["row"], *faults[at]) for at, place in zip(sorted(faults), places, strict=True)
    )


def _disagreeing(totals: Sequence[ControlTotal]) -> list[Problem]:
    return [
        Problem(
            each.sheet,
            each.row,
            "",
            each.what,
            "",
            f"合计行写的“{each.what}”是 {each.stated}，读到的是 {each.counted}；请核对有无漏行",
        )
        for each in totals
        if not each.agrees
    ]


def _set_aside(quarantined: Sequence[Quarantined], columns: Sequence[ColumnReading]) -> list[Problem]:
    where = {(column.sheet, column.field): column for column in reversed(columns) if column.field}
    problems = []
    for each in quarantined:
        column = where.get((each.sheet, each.field))
        letter, header = (column.letter, column.header) if column else ("", "")
        problems.append(Problem(each.sheet, each.row, letter, header, each.field, each.reason, "quarantine"))
    return problems


def _questions(metas: Sequence[Mapping[str, Any]]) -> tuple[HeaderQuestion, ...]:
    """Each question once: sheets with the same header ask the same."""
    asked: dict[str, HeaderQuestion] = {}
    for meta in metas:
        for each in meta["questions"]:
            question = HeaderQuestion(**{**each, "candidates": tuple(each["candidates"])})
            asked.setdefault(question.key, question)
    return tuple(asked.values())


def _kept(table: pa.Table, faults: Mapping[int, tuple[str, str]]) -> pa.Table:
    table = table.select([*STORED, *LEDGER_EXTRA])
    if not faults:
        return table
    kept = np.ones(table.num_rows, bool)
    kept[list(faults)] = False
    return table.filter(pa.array(kept))
