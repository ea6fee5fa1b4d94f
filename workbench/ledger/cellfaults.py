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
MOST: Final = 10_000
"""Faults told of in one file."""
_SHEET: Final = re.compile(rb'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_TARGET: Final = re.compile(rb'<Relationship\b(?=[^>]*\bId="([^"]*)")(?=[^>]*\bTarget="([^"]*)")')
_ERROR: Final = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3}\d{1,7})"[^>]*>')
_UNCOMPUTED: Final = re.compile(rb'<c\b[^>]*\br="([A-Z]{1,3}\d{1,7})"[^>]*><f\b[^<]*(?:</f>)?(?:<v\s*/>|<v></v>)?</c>')
_PLACE: Final = re.compile(r"([A-Z]+)(\d+)")


class CellFault(NamedTuple):
    """A cell of a sheet, and whether it holds an error value or a formula without result."""

    row: int
    letter: str
    error: bool


def sheet_faults(path: Path, name: str) -> list[CellFault]:
    """Faults of one sheet of an xlsx, at most ten thousand; none for other files."""
    if not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as package:
        part = dict(sheet_parts(package)).get(name)
        return list(_of_part(package, part))[:MOST] if part else []


def faults_in(xml: bytes) -> list[CellFault]:
    """Faults of the cells in a piece of a sheet's XML."""
    found: dict[str, bool] = {}
    if b't="e"' in xml:
        found.update((place.decode(), True) for place in _ERROR.findall(xml))
    if b"f" in xml and b"<f" in xml:  # one letter, rare in a ledger, is found forty times as fast as two signs
        found.update((place.decode(), False) for place in _UNCOMPUTED.findall(xml))
    matches = ((_PLACE.fullmatch(place), error) for place, error in found.items())
    return [CellFault(int(match[2]), match[1], error) for match, error in matches if match]


def sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Sheet name → its part in the package; none in a package that is no xlsx."""
    names = set(package.namelist())
    if "xl/workbook.xml" not in names:
        return
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


def _of_part(package: zipfile.ZipFile, part: str) -> dict[CellFault, None]:
    """Faults in the order they were found; pieces overlap, so some are found twice."""
    found: dict[CellFault, None] = {}
    with package.open(part) as stream:
        tail = b""
        while (chunk := stream.read(_CHUNK)) and len(found) < MOST:
            block = tail + chunk
            found.update(dict.fromkeys(faults_in(block)))
            tail = block[-_OVERLAP:]
    return found
