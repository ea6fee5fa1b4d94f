"""Attachments: bytes once by their hash, closed to other accounts, told when gone or changed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from workbench.usecases.keep_file import FileRefused, file_path, keep_file, open_file
from workbench.usecases.office import Office
from workbench.usecases.study_matter import study_matter


@pytest.fixture
def matter(own_office: Office) -> str:
    return str(own_office.edition().query("SELECT matter_id FROM matters WHERE NOT locked LIMIT 1")["matter_id"][0])


def test_kept_once_and_read_back(own_office: Office, matter: str, tmp_path: Path) -> None:
    scan = tmp_path / "送达回证.pdf"
    scan.write_bytes(b"%PDF-1.4 receipt")
    for subject in (matter, matter.removeprefix("M-")):
        keep_file(own_office, subject, scan, "送达回证", why="补交")
    first, second = study_matter(own_office, matter).file.files
    assert first.sha256 == second.sha256 and first.name == "送达回证.pdf" and first.size == 16
    assert open_file(own_office, first) == scan.read_bytes()
    path = file_path(own_office, first.sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and all(
        stat.S_IMODE(folder.stat().st_mode) == 0o700 for folder in (path.parent, path.parent.parent)
    )
    assert len(list(path.parent.iterdir())) == 1


def test_a_changed_or_missing_original_is_told(own_office: Office, matter: str, tmp_path: Path) -> None:
    scan = tmp_path / "意见书.pdf"
    scan.write_bytes(b"opinion")
    keep_file(own_office, matter, scan, "意见书")
    (kept,) = study_matter(own_office, matter).file.files
    path = file_path(own_office, kept.sha256)
    path.write_bytes(b"another")
    with pytest.raises(FileRefused, match="与登记时不一致"):
        open_file(own_office, kept)
    path.unlink()
    with pytest.raises(FileRefused, match="从备份恢复"):
        open_file(own_office, kept)


def test_refused_without_a_trace(own_office: Office, matter: str, tmp_path: Path) -> None:
    empty, before = tmp_path / "空.pdf", own_office.store.last_seq()
    empty.touch()
    for path, kind, said in (
        (empty, "意见书", "是空的"),
        (tmp_path / "无.pdf", "意见书", "找不到文件"),
        (empty, "日记", "不认识"),
    ):
        with pytest.raises(FileRefused, match=said):
            keep_file(own_office, matter, path, kind)
    with pytest.raises(LookupError, match="R999999"):
        keep_file(own_office, "M-R999999", empty, "意见书")
    assert own_office.store.last_seq() == before and not (own_office.settings.home / "files").exists()
