"""docx to PDF: an outline, nothing left behind, and sentences where it cannot be done."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from workbench.reports import pdf
from workbench.reports.layout import H1, TITLE, new_document
from workbench.reports.pdf import PdfMissing, office_program, outline, page_texts, to_pdf

needs_office = pytest.mark.skipif(not office_program(), reason="没有 LibreOffice")


def document(tmp_path: Path) -> bytes:
    made = new_document()
    made.add_paragraph("第一份材料", style=TITLE)
    made.add_paragraph("一、案情", style=H1)
    made.add_paragraph("正文在此。")
    file = tmp_path / "made.docx"
    made.save(str(file))
    return file.read_bytes()


def program(folder: Path, script: str) -> str:
    """A stand-in for LibreOffice: a shell script."""
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    file.chmod(stat.S_IRWXU)
    return str(file)


@needs_office
def test_text_and_outline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    content = document(tmp_path)
    made = to_pdf(content)
    assert made.startswith(b"%PDF") and "正文在此。" in page_texts(made)[0]
    assert [(one.title, one.page) for one in outline(made)] == [("一、案情", 1)]
    assert [one.name for one in tmp_path.iterdir()] == ["made.docx"]  # profile and copies are gone


@needs_office
def test_what_is_no_document_is_said() -> None:
    with pytest.raises(PdfMissing, match="没有生成 PDF"):
        to_pdf(b"PK\x03\x04 nothing of a document")


def test_without_the_program_the_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(PdfMissing, match=r"没有安装 LibreOffice.*Word 或 WPS"):
        to_pdf(b"")


def test_a_hanging_program_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "child"
    hanging = program(tmp_path, f"sleep 60 & echo $! > {told}\nwait")
    monkeypatch.setattr(pdf, "office_program", lambda: hanging)
    with pytest.raises(PdfMissing, match="超过1秒，已停止"):
        to_pdf(b"", seconds=1)
    child = int(told.read_text())
    for _ in range(50):
        if not _runs(child):
            break
        time.sleep(0.05)
    assert not _runs(child)


def _runs(process: int) -> bool:
    """Whether a process is there and not just waiting to be collected."""
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_a_failing_programs_last_words_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = program(tmp_path, "echo one; echo disk is full")
    monkeypatch.setattr(pdf, "office_program", lambda: failing)
    with pytest.raises(PdfMissing, match=r"没有生成 PDF（disk is full）"):
        to_pdf(b"")
