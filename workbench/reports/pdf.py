"""A Word document as a PDF (转换为 PDF): by LibreOffice without a window, in a profile of its own, within a time limit.

LibreOffice is a program of the machine, not a library: where it is missing the docx still comes, and the sentence of
`PdfMissing` says how the PDF is had.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

SECONDS: Final = 180.0
_PROGRAMS: Final = ("soffice", "libreoffice")
_FILTER: Final = (
    'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"},'
    '"InitialView":{"type":"long","value":"1"}}'
)
"""Headings become the PDF's outline, which a reader shows beside the pages."""


class PdfMissing(RuntimeError):
    """No PDF was made; the sentence says why and what to do. The docx is not touched by it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a PDF's outline: its words, how deep (0 outermost), and its page, counted from 1."""

    title: str
    depth: int
    page: int


def office_program() -> str | None:
    """Where LibreOffice is on this machine, or None."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def to_pdf(document: bytes, *, seconds: float = SECONDS) -> bytes:
    """The docx as a PDF. PdfMissing without LibreOffice, when it takes longer than `seconds`, or when it fails."""
    program = office_program()
    if program is None:
        raise PdfMissing(
            "本机没有安装 LibreOffice，未生成 PDF；请用 Word 或 WPS 打开 docx 另存为 PDF，或请管理员安装 LibreOffice"
        )
    with tempfile.TemporaryDirectory(prefix="workbench-pdf-", ignore_cleanup_errors=True) as name:  # mode 0700
        folder = Path(name)
        (folder / "paper.docx").write_bytes(document)
        told = _run(program, folder, seconds)
        made = folder / "paper.pdf"
        if not made.is_file() or not made.stat().st_size:
            raise PdfMissing(f"LibreOffice 没有生成 PDF（{told or '没有说明原因'}）；请用 Word 或 WPS 打开 docx 另存")
        return made.read_bytes()


def _run(program: str, folder: Path, seconds: float) -> str:
    """Convert `paper.docx` in a folder; what the program said last. Its whole process group ends with it."""
    command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
               "--nolockcheck", "--convert-to", _FILTER, "--outdir", str(folder), str(folder / "paper.docx")]  # fmt: skip
    held = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}  # nothing of the paper stays elsewhere
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder, env=held,
        text=True, errors="replace", start_new_session=True,
    ) as process:  # fmt: skip
        try:
            told, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise PdfMissing(
                f"LibreOffice 转换超过{seconds:g}秒，已停止；请稍后再试，或用 Word、WPS 打开 docx 另存为 PDF"
            ) from None
    return told.strip().splitlines()[-1] if told.strip() else ""


def outline(content: bytes) -> tuple[Heading, ...]:
    """A PDF's headings in order with their pages."""
    with _opened(content) as opened:
        found = [(mark.get_title() or "", mark.level, mark.get_dest()) for mark in opened.get_toc(max_depth=3)]
        return tuple(
            Heading(" ".join(title.split()), depth, place.get_index() + 1) for title, depth, place in found if place
        )


def page_texts(content: bytes) -> tuple[str, ...]:
    """The text of each page of a PDF."""
    texts = []
    with _opened(content) as opened:
        for page in opened:
            held = page.get_textpage()
            texts.append(held.get_text_range().replace("\r\n", "\n"))
            held.close()
            page.close()
    return tuple(texts)


def _opened(content: bytes) -> Any:
    from pypdfium2 import PdfDocument

    return PdfDocument(content)
