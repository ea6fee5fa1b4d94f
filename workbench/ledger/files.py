"""Opening what was handed in (打开文件): what kind of file it really is, guards against bombs, text encodings, sheets.

Measured in design/security.md: a 2 KB workbook can abort the reader, so this runs only in the reader's own process.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

from workbench.ledger.cellfaults import sheet_faults
from workbench.ledger.grid import Grid, Merge
from workbench.ledger.result import LedgerError
from workbench.ledger.slices import read_sliced

UNPACKED_LIMIT: Final = 1 << 30
_RATIO_LIMIT: Final = 150
_RATIO_FROM: Final = 64 << 20
_ENTRIES_LIMIT: Final = 10_000
_CELLS_LIMIT: Final = 60_000_000
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_DELIMITERS: Final = (",", "\t", ";", "|")


def guard(path: Path) -> None:
    """Refuse what must not be opened: empty files, other kinds of file, bombs; LedgerError says which."""
    head = _head(path)
    if not head:
        raise LedgerError(f"“{path.name}”是空文件（0 字节）；请向报送单位重新索取")
    if head.startswith(b"PK"):
        _guard_zip(path)
    elif head.startswith(_OLE):
        _refuse_ole(path)
    else:
        _refuse_foreign(path, head)


def open_grids(path: Path) -> tuple[list[Grid], list[str]]:
    """All visible sheets with something in them of a guarded file, and the names of hidden ones; LedgerError if unreadable."""
    return _workbook(path) if _head(path).startswith((b"PK", _OLE)) else ([_delimited(path)], [])


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8192)


def _guard_zip(path: Path) -> None:
    """Refuse a package that unpacks beyond measure, or that is no workbook."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise LedgerError(f"“{path.name}”已损坏，打不开；请用 Excel 或 WPS 打开后另存，或重新索取") from error
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked / max(path.stat().st_size, 1)
    if len(entries) > _ENTRIES_LIMIT:
        raise LedgerError(
            f"“{path.name}”内含 {len(entries)} 个部件，超出安全限度，未读入；请用 Excel 或 WPS 打开后另存"
        )
    if unpacked > UNPACKED_LIMIT or (unpacked > _RATIO_FROM and ratio > _RATIO_LIMIT):
        raise LedgerError(
            f"“{path.name}”解压后达 {unpacked >> 20} MB，超出安全限度，未读入；请删去空白区域和图片后另存，或按批次拆分"
        )
    names = {entry.filename for entry in entries}
    if not any(name.startswith("xl/") or name == "content.xml" for name in names):
        raise LedgerError(f"“{path.name}”不是电子表格（可能是 Word 文档或压缩包）；请提供 xlsx、xls、ods 或 csv 文件")


def _refuse_ole(path: Path) -> None:
    """The old container holds an xls, or an encrypted xlsx, or another program's document."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise LedgerError(f"“{path.name}”设有打开密码；请在 Excel 或 WPS 中去掉密码后另存再导入")
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise LedgerError(f"“{path.name}”不是电子表格（可能是旧版 Word 文档）；请提供 xlsx、xls、ods 或 csv 文件")


def _refuse_foreign(path: Path, head: bytes) -> None:
    start = head.lstrip(codecs.BOM_UTF8).lstrip()[:64].lower()
    if head.startswith(_PICTURES) and (b"\x00" in head or not head.startswith(b"BM")):
        raise LedgerError(f"“{path.name}”其实是一张图片，不是电子表格；请向报送单位索取原始表格文件")
    if start.startswith(b"%pdf"):
        raise LedgerError(f"“{path.name}”其实是 PDF 文件，不是电子表格；请向报送单位索取原始表格文件")
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"mime-version")):
        raise LedgerError(f"“{path.name}”其实是网页格式；请用 Excel 或 WPS 打开后另存为 xlsx 再导入")


def _workbook(path: Path) -> tuple[list[Grid], list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            hidden = [sheet.name for sheet in sheets if sheet.visible != SheetVisibleEnum.Visible]
            grids = [_sheet(path, book, sheet.name) for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    except PasswordError as error:
        raise LedgerError(f"“{path.name}”设有打开密码；请在 Excel 或 WPS 中去掉密码后另存再导入") from error
    except CalamineError as error:
        raise LedgerError(f"“{path.name}”已损坏，打不开；请用 Excel 或 WPS 打开后另存，或重新索取") from error
    return [grid for grid in grids if grid.rows], hidden


def _sheet(path: Path, book: object, name: str) -> Grid:
    if (sliced := read_sliced(path, name, _CELLS_LIMIT)) is not None:
        grid = sliced.grid
        merges = _relative(sliced.merges, grid.top, grid.left, len(grid.rows), grid.width)
        return replace(grid, merges=tuple(merges))
    with ThreadPoolExecutor(1) as beside:  # calamine holds no lock while it works
        faults = beside.submit(sheet_faults, path, name)
        sheet = book.get_sheet_by_name(name)  # type: ignore[attr-defined]
        if sheet.start is None:
            return Grid(name, [])
        top, left = sheet.start
        if sheet.height * sheet.width > _CELLS_LIMIT:
            raise MemoryError
        merges = _relative(sheet.merged_cell_ranges or [], top, left, sheet.height, sheet.width)
        return Grid(name, sheet.to_python(), top, left, tuple(merges), faults=tuple(faults.result()))


def _relative(
    ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]], top: int, left: int, height: int, width: int
) -> Iterator[Merge]:
    """Merges counted within the grid and cut to it; those that begin outside it hold nothing."""
    for (first, start), (last, end) in ranges:
        if first >= top and start >= left and first - top < height and start - left < width:
            yield first - top, start - left, min(last - top, height - 1), min(end - left, width - 1)


def _delimited(path: Path) -> Grid:
    text = decode(path.read_bytes(), path.name)
    csv.field_size_limit(1 << 30)
    rows = _records(text, _delimiter(text), path.name)
    width = max(map(len, rows), default=0)
    if width * len(rows) > _CELLS_LIMIT:
        raise MemoryError
    for row in rows:
        row.extend([""] * (width - len(row)))
    return Grid(path.stem, rows, ragged=True)


def _records(text: str, delimiter: str, name: str) -> list[list[object]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(map(list, reader))
    except csv.Error as error:
        raise LedgerError(
            f"“{name}”第 {reader.line_num} 行附近的引号不成对，不能可靠分列，未读入；请改正该行，或用 Excel 另存为 xlsx"
        ) from error


def _delimiter(text: str) -> str:
    """The sign that gives the first lines the most columns."""
    lines = [line for line in text[:20_000].splitlines()[:40] if line.strip()]
    return max(
        _DELIMITERS, key=lambda sign: sorted(line.count(sign) for line in lines)[len(lines) // 2] if lines else 0
    )


def decode(content: bytes, name: str) -> str:
    """Text of a CSV: by its byte order mark, else UTF-8 strictly, else GB18030 strictly if the characters are ordinary."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark) and not content.startswith(codecs.BOM_UTF32_LE):
            return _strictly(content, encoding) or _refuse_text(name)
    text = _strictly(content, "utf-8")
    if text is None:
        text = _strictly(content, "gb18030")
        text = text if text is not None and _is_ordinary(text) else None
    return text if text is not None and "\x00" not in text else _refuse_text(name)


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _refuse_text(name: str) -> str:
    raise LedgerError(f"“{name}”的文字编码认不出来（不是 UTF-8 或 GB18030），未读入；请用 Excel 打开核对后另存为 xlsx")


def _is_ordinary(text: str) -> bool:
    """Whether GB18030 was the right reading: another encoding read so shows rare characters, kana or private-use ones.

    At most one in twenty characters beyond ASCII may be outside GB 2312, and none a control character.
    """
    beyond = re.sub(r"[\x00-\x7f]", "", text)
    if re.search("[\x80-\x9f\ufffd]", beyond):
        return False
    odd = len(beyond) - len(beyond.encode("gb2312", "ignore").decode("gb2312"))
    foreign = len(re.findall("[\u3040-\u30ff\u0370-\u04ff\u2500-\u257f\ue000-\uf8ff]", beyond))
    return (odd + foreign) * 20 <= max(len(beyond), 20)
