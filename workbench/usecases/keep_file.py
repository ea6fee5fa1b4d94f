"""Keep an attachment (附件): its bytes once, by their hash, and the word on whose case they are; nothing is overwritten.

Files hold identity: they stay in the office's own folder (0700), are never copied into an edition, and are opened only
by the office's people.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from pathlib import Path
from typing import Final

from workbench.domain.case import FileKept
from workbench.domain.events import Event, EventKind
from workbench.private import keep
from workbench.review.case_file import MATTER
from workbench.usecases.office import Office
from workbench.usecases.recording import record

FILES: Final = "files"
KINDS: Final = ("意见书", "送达回证", "受理告知书", "复查意见", "复核意见", "包案领导意见", "回访记录", "调解协议", "法律意见",
                "履行凭证", "会议材料", "其他")  # fmt: skip
LARGEST: Final = 50_000_000
"""Bytes; a scan of some hundred pages."""


class FileRefused(ValueError):
    """The file cannot be kept or opened; the sentence says why."""


def keep_file(
    office: Office, subject: str, path: Path, kind: str, *, why: str = "", actor: str = "", seen: int | None = None
) -> Event:
    """Keep a file for a record ("R000007") or a matter ("M-R000007").

    FileRefused for one that is not there, empty, too large or of an unknown kind; LookupError for an unknown record.
    """
    if kind not in KINDS:
        raise FileRefused(f"附件类别“{kind}”不认识；可用：{'、'.join(KINDS)}")
    if office.store.versions(subject.removeprefix(MATTER)).empty:
        raise LookupError(f"没有编号为“{subject}”的信访件或事项，附件未登记")
    content = _read(path)
    digest = hashlib.sha256(content).hexdigest()
    _write(file_path(office, digest), content)
    said = {"file_id": file_id(digest), "sha256": digest, "name": path.name, "kind": kind, "size": str(len(content))}
    return record(office, EventKind.ATTACHED, subject, actor, why, seen=seen, **said)


def file_id(sha256: str) -> str:
    """A short name of a file, of letters and the digits 2 to 7: it never looks like a telephone or identity number."""
    return "F" + b32encode(bytes.fromhex(sha256)).decode()[:12]


def file_path(office: Office, sha256: str) -> Path:
    """Where the bytes with this hash are kept."""
    return office.settings.home / FILES / sha256[:2] / sha256


def open_file(office: Office, kept: FileKept) -> bytes:
    """The bytes of a kept file. FileRefused if they are gone or no longer what was kept."""
    path = file_path(office, kept.sha256)
    if not path.is_file():
        raise FileRefused(f"附件“{kept.name}”（{kept.file_id}）的原件不在 {path.parent}；请从备份恢复")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise FileRefused(f"附件“{kept.name}”（{kept.file_id}）与登记时不一致，可能已损坏或被改动；请从备份恢复")
    return content


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise FileRefused(f"找不到文件 {path}，附件未登记")
    size = path.stat().st_size
    if not 0 < size <= LARGEST:
        told = f"超过 {LARGEST // 1_000_000} MB" if size else "是空的"
        raise FileRefused(f"文件“{path.name}”{told}，附件未登记")
    return path.read_bytes()


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all; bytes that are there already are the same bytes."""
    if path.exists():
        return
    keep(path, content)
