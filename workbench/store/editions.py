"""Publishing an edition (发布数据版本): written aside, flushed to disk, renamed into place, and only then made current.

A reader meets the old edition or the new one, whole (0 bad in 1,000 reads; writing in place gave 819).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from workbench import private
from workbench.domain.tables import ALL
from workbench.store.arrow import fit
from workbench.store.edition import CURRENT, LOOKUP, META, NETWORK, SIMILAR, Edition, current_edition, list_editions
from workbench.store.errors import NoEdition, StoreError
from workbench.store.pins import pinned

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Draft", "Edition", "current_edition", "draft_edition", "list_editions", "prune"]

KEEP: Final = 3
KEEP_DAYS: Final = 7
ORDER: Final = {"records": "record_id", "cube": "face"} | dict.fromkeys(
    (
        "steps",
        "clocks",
        "findings",
        "duties",
        "separations",
        "matters",
        "agenda",
        "claims",
        "gate",
        "sweeps",
        "context",
    ),
    "matter_id",
)
"""The column a table is in order of, so that one matter's rows lie together; rows of one matter stay as they came."""
ALSO: Final = {"events": ("subject",), "links": ("left", "right"), "groups": ("matter_id", "record_id")}
"""Tables kept once more in other orders (`edition.LOOKUP`); their own file stays as it came."""
_PART: Final = 8_192  # rows read at once to find one: smaller parts pack worse, larger ones take longer
_PARTS: Final = {"records": 2_048}  # one of 87 columns
_KEYS: Final = {*ORDER.values(), *(column for columns in ALSO.values() for column in columns), "case_no"}
_SUMMED: Final = {"int", "float", "bool", "day"}
_DRAFT: Final = ".draft-"
_GONE: Final = ".gone-"
_FOLDER_MODE: Final = (
    0o750  # group: roles by operating-system group on an office server; the home above is 0700 by default
)
_FILE_MODE: Final = 0o640


class Draft:
    """An edition being written, in a hidden folder; nobody sees it before `commit`."""

    def __init__(self, root: Path, as_of: date, created_at: datetime) -> None:
        self.root, self.as_of, self.created_at = root, as_of, created_at
        self.path = root / f"{_DRAFT}{uuid.uuid4().hex}"
        self._files: dict[str, tuple[int, str]] = {}
        self.told: dict[str, Any] = {}
        """What `meta.json` says beside the usual."""
        self.edition: Edition | None = None

    def write(self, name: str, data: pd.DataFrame | pa.Table) -> None:
        """Write a table of `workbench.domain.tables`; ValueError where columns or types are not that table's."""
        if name in self._files:
            raise ValueError(f"表“{name}”在本版本里已经写过")
        table = fit(name, data)
        if name in ORDER:
            table = _in_order(table, ORDER[name])
        file = self.path / f"{name}.parquet"
        _write_parts(name, table, file)
        self._files[name] = (table.num_rows, _sha256(file))
        for column in ALSO.get(name, ()):
            (self.path / LOOKUP).mkdir(mode=_FOLDER_MODE, exist_ok=True)
            _write_parts(name, _in_order(table, column), self.path / LOOKUP / f"{name}.{column}.parquet")

    def so_far(self) -> Edition:
        """The tables written until now, to count from; close it before `commit`."""
        self._write_meta(self.path.name)
        return Edition(self.path)

    def written(self, name: str) -> None:
        """Take in a table that its maker wrote to `path` himself, as `<name>.parquet` with that table's columns."""
        file = self.path / f"{name}.parquet"
        found = pq.ParquetFile(file)
        if found.schema_arrow.names != list(ALL[name]):
            raise ValueError(f"表“{name}”的列不对：{found.schema_arrow.names}")
        self._files[name] = (found.metadata.num_rows, _sha256(file))

    @property
    def network_folder(self) -> Path:
        """Where the index of the network of cases goes; whoever makes it writes it there before `commit`."""
        return self.path / NETWORK

    @property
    def similar_folder(self) -> Path:
        """Where the index of matters by likeness goes, likewise."""
        return self.path / SIMILAR

    def commit(self) -> Edition:
        """Make the edition current; StoreError if nothing was written or it is committed already."""
        if self.edition is not None or not self._files:
            raise StoreError("这个数据版本已经发布过，或还没有写入任何表")
        folder_mode, file_mode = _modes(self.root)
        for file in self.path.rglob("*"):
            file.chmod(folder_mode if file.is_dir() else file_mode)
            _flush(file)
        self.edition = self._rename()
        _make_current(self.root, self.edition.id)
        prune(self.root)
        return self.edition

    def _rename(self) -> Edition:
        """Under the first number of the day that is free; another publisher may take one in between."""
        while True:
            name = _next_id(self.root, self.as_of)
            self._write_meta(name)
            _flush(self.path)
            try:
                self.path.rename(self.root / name)
            except OSError:
                if not (self.root / name).exists():
                    raise
                continue
            _flush(self.root)
            return Edition(self.root.resolve() / name)

    def _write_meta(self, name: str) -> None:
        meta: dict[str, Any] = {
            "id": name,
            "as_of": self.as_of.isoformat(),
            "created_at": self.created_at.isoformat(),
            "version": version("case-review-workbench"),
            "rows": {table: rows for table, (rows, _) in self._files.items()},
            "sha256": {f"{table}.parquet": digest for table, (_, digest) in self._files.items()},
            **self.told,
        }
        file = self.path / META
        file.write_text(json.dumps(meta, ensure_ascii=False, indent=1), encoding="utf-8")
        file.chmod(_modes(self.root)[1])
        _flush(file)


def _in_order(table: pa.Table, column: str) -> pa.Table:
    """The rows in order of a column, those of one value as they came."""
    return table.take(pc.sort_indices(table.column(column)))


def _write_parts(name: str, table: pa.Table, file: Path) -> None:
    """In parts that can be read alone, with their bounds where a part can be told by them; of long texts there are none."""
    told = [column for column, kind in ALL[name].items() if kind in _SUMMED or column in _KEYS]
    pq.write_table(table, file, compression="zstd", row_group_size=_PARTS.get(name, _PART), write_statistics=told)
    file.chmod(_FILE_MODE)


def _modes(root: Path) -> tuple[int, int]:
    """Modes of folders and files of an edition: those of the group that shares the home, where one does."""
    return private.modes(root, folder=_FOLDER_MODE, file=_FILE_MODE)


@contextmanager
def draft_edition(root: Path, *, as_of: date, created_at: datetime | None = None) -> Iterator[Draft]:
    """An edition to write tables into and commit; what is not committed is thrown away."""
    if not root.exists():
        private.folder(root.parent)
        root.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        root.chmod(_modes(root.parent)[0])
    draft = Draft(root, as_of, created_at or datetime.now().astimezone())
    draft.path.mkdir(mode=_FOLDER_MODE)
    draft.path.chmod(_modes(root)[0])
    try:
        yield draft
    except OSError as error:
        raise StoreError(
            f"写数据版本失败：{error.strerror}；原有版本不受影响，请检查磁盘空间与权限后重新发布"
        ) from error
    finally:
        shutil.rmtree(draft.path, ignore_errors=True)


def prune(root: Path, *, keep: int = KEEP, days: int = KEEP_DAYS, now: datetime | None = None) -> list[str]:
    """Delete old editions: never the newest `keep`, the current one, one younger than `days`, or one an issued report is of
    (`pins`); ids that went.
    """
    moment = now or datetime.now().astimezone()
    try:
        current = current_edition(root).id
    except NoEdition:
        current = ""
    by_age = sorted(list_editions(root), key=_created)
    old = [edition for edition in by_age[: -keep or None] if _created(edition) < moment - timedelta(days=days)]
    held = {current, *pinned(root)}
    gone = [edition.id for edition in old if edition.id not in held]
    for name in gone:
        with suppress(FileNotFoundError):  # another publisher pruned it first
            (root / name).rename(root / f"{_GONE}{name}-{uuid.uuid4().hex}")
    _sweep(root)
    return gone


def _created(edition: Edition) -> datetime:
    return datetime.fromisoformat(edition.meta["created_at"]).astimezone()


def _sweep(root: Path) -> None:
    """Remove pruned folders, and drafts that a crash left a day ago."""
    yesterday = time.time() - 86_400
    for path in root.iterdir():
        if path.name.startswith(_GONE) or (path.name.startswith(_DRAFT) and _untouched_since(path, yesterday)):
            shutil.rmtree(path, ignore_errors=True)


def _untouched_since(path: Path, moment: float) -> bool:
    """A draft that went away since it was listed is another publisher's, renamed just now: it is not abandoned."""
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:
        return False


def _next_id(root: Path, as_of: date) -> str:
    prefix = f"E{as_of:%Y%m%d}-"
    numbers = [int(path.name.removeprefix(prefix)) for path in root.glob(f"{prefix}*")]
    return f"{prefix}{max(numbers, default=0) + 1:02d}"


def _make_current(root: Path, name: str) -> None:
    """Flip the link in one step: a link of another name replaces it."""
    link = root / f".{CURRENT}-{uuid.uuid4().hex}"
    link.symlink_to(name)
    link.replace(root / CURRENT)
    _flush(root)


def _flush(path: Path) -> None:
    """Onto the disk, so that a power cut after the rename finds whole files."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
