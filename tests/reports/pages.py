"""Pages of a document as a reader sees them (成页): made by LibreOffice, read and drawn by pypdfium2.

`pages_of` skips the test where LibreOffice is not installed; nothing else is skipped.
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

_HAN = re.compile("[\u4e00-\u9fff]")
_SCALE = 3.0  # pixels per point
_BIT = 32  # side of the square a glyph is compared in


@dataclass(frozen=True)
class Page:
    """One page: its text, its picture (grey levels, rows × columns), and where each character stands in the picture."""

    text: str
    image: np.ndarray
    boxes: tuple[
        tuple[str, tuple[int, int, int, int]], ...
    ]  # (character, (left, top, right, bottom)) of Han characters

    def __iter__(self) -> Any:
        """(text, image), for who needs no more."""
        return iter((self.text, self.image))


def pdf_of(document: bytes, folder: Path) -> bytes:
    """The docx as a PDF, made without a window in a profile of its own; skips without LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("没有 LibreOffice")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "paper.docx").write_bytes(document)
    command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", "--convert-to",
               "pdf", "--outdir", str(folder), str(folder / "paper.docx")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    made = folder / "paper.pdf"
    assert made.exists(), f"LibreOffice 没有生成 PDF：{done.stdout}{done.stderr}"
    return made.read_bytes()


def pages_of(document: bytes, folder: Path) -> list[Page]:
    """The pages a docx turns into; each unpacks as (text, image)."""
    return pages_of_pdf(pdf_of(document, folder))


def pages_of_pdf(content: bytes) -> list[Page]:
    """The pages of a PDF."""
    import pypdfium2

    opened = pypdfium2.PdfDocument(content)
    try:
        return [_page(opened[at]) for at in range(len(opened))]
    finally:
        opened.close()


def _page(page: Any) -> Page:
    height = page.get_height()
    picture = page.render(scale=_SCALE, grayscale=True)
    image = picture.to_numpy().reshape(picture.height, picture.width).copy()
    held = page.get_textpage()
    text = held.get_text_range().replace("\r\n", "\n")
    chars = [held.get_text_range(at, 1) for at in range(held.count_chars())]
    boxes = tuple(
        (char, _pixels(held.get_charbox(at), height)) for at, char in enumerate(chars) if _HAN.fullmatch(char)
    )
    held.close()
    page.close()
    return Page(text, image, boxes)


def _pixels(box: tuple[float, float, float, float], height: float) -> tuple[int, int, int, int]:
    left, bottom, right, top = box
    return (
        round(left * _SCALE),
        round((height - top) * _SCALE),
        round(right * _SCALE),
        round((height - bottom) * _SCALE),
    )


def assert_glyphs(pages: list[Page]) -> None:
    """Every Chinese character is drawn, and different characters look different: nothing is a box or a blank."""
    drawn: dict[str, bytes] = {}
    for page in pages:
        for char, (left, top, right, bottom) in page.boxes:
            crop = page.image[max(top, 0) : bottom, max(left, 0) : right]
            assert crop.size and crop.min() < 160, f"“{char}”没有印出来"
            drawn.setdefault(char, _shape(crop))
    assert len(drawn) > 20, "页上没有文字"
    shapes = len(set(drawn.values()))
    assert shapes >= 0.95 * len(drawn), f"{len(drawn)}个不同的字只有{shapes}种字形：字体缺字，印成了方框"


def _shape(crop: np.ndarray) -> bytes:
    """A glyph's picture in one size, black or white."""
    rows = np.linspace(0, crop.shape[0] - 1, _BIT).astype(int)
    columns = np.linspace(0, crop.shape[1] - 1, _BIT).astype(int)
    return np.packbits(crop[np.ix_(rows, columns)] < 128).tobytes()


def save(page: Page, file: Path) -> Path:
    """A page's picture as a PNG, to look at."""
    rows, columns = page.image.shape
    lines = b"".join(b"\0" + row.tobytes() for row in page.image)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines)),
        (b"IEND", b""),
    )
    packed = b"".join(
        struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held)) for name, held in parts
    )
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + packed)
    return file
