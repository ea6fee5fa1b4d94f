"""Cells calamine gives back as empty though something stands there (公式错误): #N/A and the like, formulas never computed.

The sheet's XML is looked through as a stream while calamine works, so that nothing becomes blank in silence.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

_CHUNK: Final = 1 << 20
_OVERLAP: Final = 4096
_MOST: Final = 10_000
_SHEET: Final = re.compile(rb'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_TARGET: Final = re.compile(rb'<Relationship\b(?=[^>]*\bId="([^"]*)")(?=[^>]*\bTarget="([^"]*)")')
_ERROR: Final = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3}\d{1,7})"[^>]*>')
_UNCOMPUTED: Final = re.compile(rb'<c\b[^>]*\br="([A-Z]{1,3}\d{1,7})"[^>]*><f\b[^<]*(?:</f>)?(?:<v\s*/>|<v></v>)?</c>')
_PLACE: Final = re.compile(r"([A-Z]+)(\d+)")


class CellFault(NamedTuple):
    """A cell of a sheet, and whether it holds an error value or a formula without result."""

    sheet: str
    row: int
    letter: str
    error: bool


def cell_faults(path: Path) -> list[CellFault]:
    """Faults of every sheet of an xlsx, at most ten thousand; none for other files."""
    if not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as package:
        if "xl/workbook.xml" not in package.namelist():
            return []
        found = [fault for name, part in _parts(package) for fault in _of_sheet(package, name, part)]
    return found[:_MOST]


def _parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Sheet name → its part in the package."""
    names = set(package.namelist())
    relations = "xl/_rels/workbook.xml.rels"
    targets = dict(_TARGET.findall(package.read(relations))) if relations in names else {}
    for name, relation in _SHEET.findall(package.read("xl/workbook.xml")):
        target = PurePosixPath(targets.get(relation, b"").decode("utf-8", "replace"))
        part = str(target).lstrip("/") if target.is_absolute() else str("xl" / target)
        if part in names:
            yield _unescaped(name.decode("utf-8", "replace")), part


def _unescaped(text: str) -> str:
    for mark, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(mark, sign)
    return text


def _of_sheet(package: zipfile.ZipFile, name: str, part: str) -> Iterator[CellFault]:
    found: dict[str, bool] = {}
    with package.open(part) as stream:
        tail = b""
        while (chunk := stream.read(_CHUNK)) and len(found) < _MOST:
            block = tail + chunk
            if b't="e"' in block:
                found.update((place.decode(), True) for place in _ERROR.findall(block))
            if b"<f" in block:
                found.update((place.decode(), False) for place in _UNCOMPUTED.findall(block))
            tail = block[-_OVERLAP:]
    for place, error in found.items():
        match = _PLACE.fullmatch(place)
        if match:
            yield CellFault(name, int(match[2]), match[1], error)
