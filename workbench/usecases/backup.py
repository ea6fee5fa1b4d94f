"""A backup of the office (备份): the record of truth as of one moment while people work, the files beside it, and a manifest.

One folder: `manifest.json`, `database/` with one dump, `home/` with the files. Left out: what can be made again (`links/`,
editions but the current one and those reports rest on), and every key. Keys go to another medium, or nowhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from workbench.domain.progress import Progress, silent
from workbench.domain.roles import AuditAct, DataKind
from workbench.store import file_seal
from workbench.store.dumping import Dumped, dump
from workbench.store.errors import NoEdition, StoreError
from workbench.store.pins import PINS, pinned
from workbench.usecases.audit_trail import ANCHORS, anchor
from workbench.usecases.office import Office

MANIFEST: Final = "manifest.json"
DATABASE: Final = "database"
HOME: Final = "home"
LEFT_OUT: Final = frozenset({"links", "views", "keys", "editions", "evaluation", ANCHORS})
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """What was put aside (备份结果): the archive folder, rows of every table, files and bytes."""

    folder: Path
    rows: Mapping[str, int]
    files: int
    size: int
    last_seq: int

    def as_text(self) -> str:
        return (
            f"已备份到 {self.folder}：事件至第 {self.last_seq} 号，{sum(self.rows.values())} 行，"
            f"{self.files} 个文件，{self.size / 1e6:.1f} MB。密钥不在备份里，请另行保管"
        )


def backup(
    office: Office, to: Path, *, public: Path | None = None, keys_to: Path | None = None, progress: Progress = silent
) -> Backup:
    """Put the office aside into a new folder below `to`; whole or not there at all.

    `public`: seal every file for this public key. `keys_to`: copy the keys there, refused on the medium the backup is on.
    Raises StoreError in words (disk full, no permission); the office is as before.
    """
    moment = datetime.now().astimezone()
    draft = to / f".draft-{secrets.token_hex(6)}"
    try:
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_beside_home(office, to)
        if keys_to is not None:
            _refuse_same_medium(to, keys_to)
        draft.mkdir(mode=0o700)
        dumped, told = _fill(office, draft, public, progress)
        manifest = {"made_at": moment.isoformat(timespec="seconds"), **told, **_counted(dumped)}
        _write(draft / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        folder = _settle(draft, to, moment)
        if keys_to is not None:
            _copy_keys(office, keys_to / folder.name)
    except OSError as error:
        raise StoreError(
            f"备份失败：{error.strerror}（{to}）；没有留下不完整的备份，记录库不受影响，请检查备份盘的空间与权限后重做"
        ) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    done = Backup(folder, {name: table["rows"] for name, table in manifest["tables"].items()}, len(manifest["files"]),
                  sum(one["size"] for one in manifest["files"].values()), dumped.last_seq)  # fmt: skip
    _note(office, done)
    return done


def _fill(office: Office, draft: Path, public: Path | None, progress: Progress) -> tuple[Dumped, dict[str, Any]]:
    """The database first: what is added to files meanwhile is more than it speaks of, never less. Only the anchors of the
    audit trail come before it: each must be found in the database."""
    key, wrapped = file_seal.new_key(public) if public else (None, "")
    home, edition = office.settings.home, _edition(office)
    files: dict[str, dict[str, Any]] = {}
    if (home / ANCHORS).exists():
        files[f"{HOME}/{ANCHORS}"] = _put(home / ANCHORS, draft / HOME / ANCHORS, key, f"{HOME}/{ANCHORS}")
    (draft / DATABASE).mkdir(mode=0o700)
    dumped = dump(office.store.engine, draft / DATABASE)
    chosen = list(_chosen(home, edition, office.settings.database_url))
    for number, (name, source) in enumerate([(f"{DATABASE}/{dumped.file.name}", dumped.file), *chosen]):
        files[name] = _put(source, draft / name, key, name)
        progress("备份文件", number + 1, len(chosen) + 1)
    folders = {_relative(home, path.parent): path.parent.stat().st_mode & 0o777 for _, path in chosen}
    told = {
        "format": 1,
        "version": version("case-review-workbench"),
        "edition": edition,
        "sealed_key": wrapped,
        "folders": folders,
        "files": files,
    }
    return dumped, told


def _counted(dumped: Dumped) -> dict[str, Any]:
    tables = {name: asdict(table) for name, table in dumped.tables.items()}
    head = {"seq": dumped.audit_seq, "hash": dumped.audit_hash}
    return {"tables": tables, "last_seq": dumped.last_seq, "audit_head": head}


def _edition(office: Office) -> str:
    """The edition in force, "" before the first."""
    from workbench.store.editions import current_edition

    try:
        return current_edition(office.settings.home / "editions").id
    except NoEdition:
        return ""


def _chosen(home: Path, edition: str, url: str) -> Iterator[tuple[str, Path]]:
    """(name in the archive, file) of what is kept of home; symbolic links are not followed."""
    editions = home / "editions"
    wanted = {edition, *pinned(editions), PINS} - {""} if editions.is_dir() else set()
    roots = [editions / name for name in sorted(wanted)]
    roots += [path for path in sorted(home.iterdir()) if path.name not in LEFT_OUT and not _is_database(path, url)]
    for root in roots:
        for path in [root] if root.is_file() else sorted(root.rglob("*")):
            if stat.S_ISREG(path.lstat().st_mode):
                yield f"{HOME}/{path.relative_to(home).as_posix()}", path


def _is_database(path: Path, url: str) -> bool:
    """The SQLite file with its log, which the dump stands for, and drafts of files being written."""
    return path.name.startswith(".") or (url.startswith("sqlite") and f"{path.name}".startswith(f"{Path(url).name}"))


def _relative(home: Path, path: Path) -> str:
    return path.relative_to(home).as_posix()


def _put(source: Path, target: Path, key: bytes | None, name: str) -> dict[str, Any]:
    """One file into the archive; its digest is of what lies there."""
    mode = source.stat().st_mode & 0o777
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    put = target.with_name(f"{target.name}.sealed") if key else target
    if key or source != target:
        with os.fdopen(os.open(put, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            if key:
                file_seal.seal_file(source, opened, key, name)
            else:
                with source.open("rb") as reading:
                    shutil.copyfileobj(reading, opened, _PIECE)
            opened.flush()
            os.fsync(opened.fileno())
    if key and source == target:
        source.unlink()
    return {"sha256": digest_of(put), "size": put.stat().st_size, "mode": mode}


def digest_of(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())


def _settle(draft: Path, to: Path, moment: datetime) -> Path:
    """The finished folder under its name; a second one of the same second gets a number."""
    for number in range(1, 1000):
        folder = to / (f"backup-{moment:%Y%m%d-%H%M%S}" + (f"-{number}" if number > 1 else ""))
        if not folder.exists():
            draft.rename(folder)
            return folder
    raise StoreError(f"{to} 里同一秒的备份太多；请稍后重试")


def _refuse_beside_home(office: Office, to: Path) -> None:
    home = office.settings.home.resolve()
    if home == to.resolve() or home in to.resolve().parents:
        raise StoreError(f"备份不能放在数据目录 {home} 里：它会和数据一起丢失，还会备份自己；请放到另一块盘")


def _refuse_same_medium(to: Path, keys_to: Path) -> None:
    keys_to.mkdir(mode=0o700, parents=True, exist_ok=True)
    if to.stat().st_dev == keys_to.stat().st_dev:
        raise StoreError(
            f"密钥不能与备份放在同一介质上（{to} 与 {keys_to}）：谁拿到这块盘就什么都能打开；请把密钥放到另一块盘或移动介质"
        )


def _copy_keys(office: Office, to: Path) -> None:
    """The ring, the master and what else lies with them; accusations' private keys only if this account may read them."""
    for name, folder in (("keys", office.keys.folder), ("masters", office.keys.masters)):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            if path.is_file():
                (to / name / path.relative_to(folder)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _write(to / name / path.relative_to(folder), path.read_bytes())


def _note(office: Office, done: Backup) -> None:
    told = {"files": str(done.files), "rows": str(sum(done.rows.values())), "last_seq": str(done.last_seq)}
    anchor(office, AuditAct.BACKUP, DataKind.LEDGER, done.folder.name, detail=told)
