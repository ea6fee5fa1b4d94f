"""The reader's own process (读取进程): `python -m workbench.ledger.reader REQUEST OUT`.

It takes a JSON request {path, memory_mb}, limits its own memory, and leaves in OUT either `error.json` (one sentence) or
`meta.json` with one Arrow IPC file of texts per sheet. What is never to be read stays behind in it. The answers about
headings come as JSON by standard input; the file is being opened meanwhile.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from workbench.ledger.cellfaults import MOST, CellFault
from workbench.ledger.result import LedgerError, Problem
from workbench.ledger.sheets import SheetReading, read_sheet

_KEYS: Final = frozenset({"case_no", "name", "claim", "summary", "title", "claim_orig"})
_FAULTS: Final = {
    True: "公式出错（如 #N/A、#REF!），按空白处理；请改正公式或填入实际内容后重新导入",
    False: "公式没有计算结果，按空白处理；请用 Excel 或 WPS 打开、保存后重新导入",
}
OUT_OF_MEMORY: Final = "内存"


def main(arguments: list[str], leave: Callable[[int], int] = int) -> int:
    """Read one file; 0 when read, 3 with `error.json` when refused. `leave` is called before anything read is let go."""
    request = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    out = Path(arguments[1])
    _limit_memory(int(request["memory_mb"]))
    sys.meta_path.insert(0, _WithoutPandas)
    gc.disable()  # a short-lived process with millions of cells: collecting only walks them again and again
    try:
        found = _read(Path(request["path"]))
        _write(out, *found)
        return leave(0)
    except LedgerError as error:
        return _refuse(out, error.sentence)
    except MemoryError:
        return _refuse(out, OUT_OF_MEMORY)


class _WithoutPandas:
    """pyarrow looks for pandas when it makes its first array; loading it would take a tenth of this process's life."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _limit_memory(megabytes: int) -> None:
    """Address space of this process; on Windows there is no such limit and only the time limit holds."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold petitioners' data


def _refuse(out: Path, sentence: str) -> int:
    (out / "error.json").write_text(json.dumps({"sentence": sentence}, ensure_ascii=False), encoding="utf-8")
    return 3


def _read(path: Path) -> tuple[list[SheetReading], list[Problem]]:
    from concurrent.futures import ThreadPoolExecutor

    from workbench.ledger.files import guard, open_grids

    guard(path)
    with ThreadPoolExecutor(1) as beside:  # calamine holds no lock while it works
        beside.submit(import_module, "pyarrow.compute")
        grids, hidden = open_grids(path)
    if not grids:
        raise LedgerError(f"“{path.name}”里没有内容：各工作表都是空的；请核对是否发错了文件")
    problems = [_about(name, "隐藏的工作表，未读入；如需导入，请先取消隐藏") for name in hidden]
    faults = [(grid.name, fault) for grid in grids for fault in grid.faults][:MOST]
    answers: Mapping[str, str] = json.load(sys.stdin)
    readings = []
    while grids:  # each grid is let go once read
        grid = grids.pop(0)
        reading = read_sheet(grid, answers)
        if reading is None:
            problems.append(_about(grid.name, "没有找到可识别的表头，未读入"))
        else:
            readings.append(reading)
    kept, problems = _wanted(path, readings, problems)
    return kept, problems + _blank_cells(kept, faults)


def _blank_cells(readings: Iterable[SheetReading], faults: Iterable[tuple[str, CellFault]]) -> list[Problem]:
    """Cells of imported columns and data rows that came out empty though a formula stands there."""
    columns = {(each.sheet, column.letter): column for each in readings for column in each.columns if column.field}
    rows = {each.sheet: set(each.numbers) for each in readings} if faults else {}
    return [
        Problem(sheet, fault.row, fault.letter, column.header, column.field or "", _FAULTS[fault.error])
        for sheet, fault in faults
        if (column := columns.get((sheet, fault.letter))) and fault.row in rows[sheet]
    ]


def _about(sheet: str, reason: str) -> Problem:
    return Problem(sheet, 0, "", "", "", f"工作表“{sheet}”：{reason}")


def _wanted(
    path: Path, readings: list[SheetReading], problems: list[Problem]
) -> tuple[list[SheetReading], list[Problem]]:
    """Sheets that hold records; a sheet without number, name or content (a summary) is reported, not read."""
    kept = [reading for reading in readings if _KEYS & {column.field for column in reading.columns}]
    problems += [
        _about(each.sheet, "没有编号、姓名、诉求等栏，像是汇总表，未读入") for each in readings if each not in kept
    ]
    if not kept:
        raise LedgerError(
            f"“{path.name}”里没有找到可识别的表头（前 40 行内应有“信访件编号、信访人、诉求”等栏名）；请核对文件，或补上表头再导入"
        )
    if not any(reading.numbers for reading in kept):
        raise LedgerError(f"“{path.name}”只有表头，没有数据行；请核对是否发错了文件")
    first = kept[0].signature
    other = "表头与第一张表不同，已按它自己的表头读入，请核对"
    problems += [_about(each.sheet, other) for each in kept if each.signature != first]
    return kept, problems


def _write(out: Path, readings: Iterable[SheetReading], problems: list[Problem]) -> None:
    sheets = []
    for position, reading in enumerate(readings):
        _write_cells(out / f"sheet-{position}.arrow", reading)
        sheets.append(_meta(reading))
    meta = {"sheets": sheets, "problems": [asdict(problem) for problem in problems]}
    (out / "meta.json").write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")


def _write_cells(path: Path, reading: SheetReading) -> None:
    import pyarrow as pa

    table = pa.table({"row": pa.array(reading.numbers, pa.int32()), **reading.cells})
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def _meta(reading: SheetReading) -> dict[str, Any]:
    return {
        "sheet": reading.sheet,
        "signature": reading.signature,
        "title": reading.title,
        "columns": [asdict(column) for column in reading.columns],
        "questions": [asdict(question) for question in reading.questions],
        "problems": [asdict(problem) for problem in reading.problems],
        "records": reading.records if len(reading.records) < len(reading.numbers) else None,
        "joined": {letter: list(values.items()) for letter, values in reading.joined.items()},
        "contacts": list(reading.contacts.items()),
        "flags": reading.flags,
        "overflow": reading.overflow,
        "totals": [asdict(total) for total in reading.totals],
    }


if __name__ == "__main__":
    # What is to be handed over is written; taking millions of cells down one by one would only cost time.
    sys.exit(main(sys.argv[1:], leave=os._exit))
