"""Putting a backup back (恢复): every file checked first, an empty home only, then compared row for row with the manifest."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from workbench.domain.progress import Progress, silent
from workbench.domain.roles import AuditAct, DataKind
from workbench.settings import Settings
from workbench.store import file_seal
from workbench.store.dumping import SQLITE_FILE, load
from workbench.store.edition import CURRENT
from workbench.store.errors import StoreError
from workbench.store.table_digests import TableDigest, differences
from workbench.usecases.backup import DATABASE, HOME, MANIFEST, digest_of
from workbench.usecases.office import Office

_ALLOWED: Final = frozenset({"keys", "office.toml"})
"""What may lie in a home that is restored to: its keys, put back beforehand, and its settings."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restored or tried-out backup holds (恢复结果), the same as its manifest says."""

    made_at: str
    rows: Mapping[str, int]
    files: int
    last_seq: int

    def as_text(self) -> str:
        return (
            f"{self.made_at} 的备份：{len(self.rows)} 张表 {sum(self.rows.values())} 行逐行相符，{self.files} 个文件相符，"
            f"事件至第 {self.last_seq} 号"
        )


def restore(
    archive: Path,
    home: Path,
    *,
    database: str = "",
    key: Path | None = None,
    actor: str = "",
    progress: Progress = silent,
) -> Restored:
    """Put an archive back into an empty `home` (and, of PostgreSQL, an empty database); nothing is left half done.

    Raises StoreError naming the file that is damaged, the table that differs, or what stands in the way.
    """
    manifest = read_manifest(archive)
    _check_files(archive, manifest, progress)
    _refuse_taken(home)
    draft = home.with_name(f".{home.name}-restoring-{secrets.token_hex(4)}")
    try:
        draft.mkdir(mode=0o700, parents=True)
        done = _restore_into(archive, manifest, draft, database, key)
        _move_in(draft, home)
    except OSError as error:
        raise StoreError(f"恢复失败：{error.strerror}（{home}）；{home} 没有改动，请检查空间与权限后重做") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _note(home, database, actor, archive.name, done)
    return done


def verify_backup(
    archive: Path,
    *,
    database: str = "",
    key: Path | None = None,
    scratch: Path | None = None,
    progress: Progress = silent,
) -> Restored:
    """Restore an archive to a temporary place, compare every table row for row, and remove it again.

    Of PostgreSQL `database` is an empty scratch database; what is put into it stays, for its owner to drop.
    """
    manifest = read_manifest(archive)
    _check_files(archive, manifest, progress)
    with tempfile.TemporaryDirectory(prefix="workbench-verify-", dir=scratch) as folder:
        try:
            return _restore_into(archive, manifest, Path(folder), database, key)
        except OSError as error:
            raise StoreError(f"试恢复失败：{error.strerror}（{folder}）；请用 --scratch 指定空间足够的目录") from None


def read_manifest(archive: Path) -> dict[str, Any]:
    """What the archive says of itself; StoreError where it is no archive or of a newer programme."""
    try:
        manifest: dict[str, Any] = json.loads((archive / MANIFEST).read_text(encoding="utf-8"))
        known = manifest["format"] == 1
    except (OSError, ValueError, KeyError):
        raise StoreError(f"{archive} 不是完整的备份（没有可读的 {MANIFEST}）；请核对路径，或换一份备份") from None
    if not known:
        raise StoreError(f"{archive} 由更新的程序备份（格式 {manifest['format']}）；请先升级程序")
    return manifest


def _check_files(archive: Path, manifest: Mapping[str, Any], progress: Progress) -> None:
    """Every file as the manifest has it, before anything is written anywhere."""
    for number, (name, told) in enumerate(manifest["files"].items(), start=1):
        path = _in_archive(archive, manifest, name)
        if not path.is_file():
            raise StoreError(f"备份 {archive.name} 缺文件 {name}，没有恢复；请换一份备份")
        if digest_of(path) != told["sha256"]:
            raise StoreError(f"备份 {archive.name} 里的文件 {name} 已损坏或被改动，没有恢复；请换一份备份")
        progress("核对备份", number, len(manifest["files"]))


def _in_archive(archive: Path, manifest: Mapping[str, Any], name: str) -> Path:
    """Where a named file lies; a name that leads out of the archive is refused."""
    parts = PurePosixPath(name).parts
    if not parts or parts[0] not in {DATABASE, HOME} or ".." in parts:
        raise StoreError(f"备份 {archive.name} 的清单里有不合规的文件名，没有恢复；这份清单可能被改动过")
    return archive / (f"{name}.sealed" if manifest["sealed_key"] else name)


def _refuse_taken(home: Path) -> None:
    if home.exists() and {path.name for path in home.iterdir()} - _ALLOWED:
        raise StoreError(f"{home} 不是空目录，没有恢复；请恢复到空目录，核对无误后再换用")


def _restore_into(archive: Path, manifest: Mapping[str, Any], draft: Path, database: str, key: Path | None) -> Restored:
    secret = file_seal.unwrap(manifest["sealed_key"], key) if manifest["sealed_key"] else None
    dumped = ""
    for name, told in manifest["files"].items():
        target = (
            draft / PurePosixPath(name).relative_to(HOME)
            if name.startswith(f"{HOME}/")
            else draft / ".dump" / Path(name).name
        )
        _take(_in_archive(archive, manifest, name), target, secret, name)
        target.chmod(told["mode"])
        dumped = target.name if name.startswith(f"{DATABASE}/") else dumped
    for name, mode in manifest["folders"].items():
        (draft / name).chmod(mode if name != "." else 0o700)
    if manifest["edition"]:
        (draft / "editions" / CURRENT).symlink_to(manifest["edition"])
    url = database or f"sqlite:///{draft / SQLITE_FILE}"
    _compare(manifest, load(draft / ".dump" / dumped, url))
    shutil.rmtree(draft / ".dump")
    rows = {name: told["rows"] for name, told in manifest["tables"].items()}
    return Restored(manifest["made_at"], rows, len(manifest["files"]), manifest["last_seq"])


def _take(source: Path, target: Path, key: bytes | None, name: str) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        if key:
            file_seal.open_file(source, opened, key, name)
        else:
            with source.open("rb") as reading:
                shutil.copyfileobj(reading, opened, 1 << 20)


def _compare(manifest: Mapping[str, Any], found: dict[str, TableDigest]) -> None:
    told = {name: TableDigest(**table) for name, table in manifest["tables"].items()}
    if different := differences(told, found):
        raise StoreError(f"恢复出来的记录库与备份时不同：{'；'.join(different)}。没有换用；请换一份备份")


def _move_in(draft: Path, home: Path) -> None:
    """Into place: the whole folder at once where there is none, else what the home lacks."""
    if not home.exists():
        draft.rename(home)
        return
    for path in draft.iterdir():
        if not (home / path.name).exists():
            path.rename(home / path.name)


def _note(home: Path, database: str, actor: str, name: str, done: Restored) -> None:
    """The restored office's own trail says that it was restored."""
    from workbench.usecases.audit_trail import note

    told = {"home": home} | ({"database": database} if database else {}) | ({"actor": actor} if actor else {})
    office = Office(Settings.model_validate(told))
    with closing(office.store):
        detail = {"made_at": done.made_at, "last_seq": str(done.last_seq), "files": str(done.files)}
        note(office, AuditAct.RESTORE, DataKind.LEDGER, name, detail=detail)
