"""What a run of linking leaves on disk (关联批次): one private folder a run, written aside and flipped to when it is finished.

A run that is broken off (Ctrl-C, a crash, a full disk) leaves the last finished one in force. The folders hold contacts
and texts prepared for comparing: they are the office's alone (0700) and never part of an edition.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from workbench.private import folder, settle

_CURRENT: Final = "current"
_DRAFT: Final = ".draft-"
_FORM: Final = 2


@dataclass(frozen=True)
class LinkRun:
    """A finished run, or one being written. Frames: `FRAMES`; `meta` says what it was made of."""

    path: Path

    @cached_property
    def meta(self) -> dict[str, Any]:
        """form, number, engine, full (whether everything was compared anew), why, records, fresh, notes, made_by."""
        found: dict[str, Any] = json.loads((self.path / "meta.json").read_text(encoding="utf-8"))
        return found

    @property
    def unusable(self) -> str:
        """Why no new month may be compared with it, in words; "" if it may: same form, programme and parameters, whole."""
        if self.meta.get("form") != _FORM:
            return "上一次关联的留存由旧版程序写成，不能接着比对"
        if self.meta.get("made_by") != made_by():
            return "上一次关联之后程序版本或关联参数变了"
        from workbench.linkage.person.kept import Prepared

        return "上一次关联的留存不完整，不能接着比对" if Prepared(self.persons_folder).unreadable else ""

    @property
    def persons_folder(self) -> Path:
        return self.path / "persons"

    @property
    def matters_folder(self) -> Path:
        return self.path / "matters"

    def frame(self, name: str) -> pd.DataFrame:
        """seen (record_id, digest), person_links, persons, matter_links."""
        return pd.read_parquet(self._file(name))

    def as_text(self) -> str:
        """What the run did, for a person."""
        told = self.meta
        how = "全部比对" if told["full"] else f"新增或变动 {told['fresh']} 件，与已有的比对"
        how += f"（{told['why']}）" if told["why"] else ""
        lines = [f"第 {told['number']} 次关联：信访件 {told['records']} 件，{how}（{told['engine']}）"]
        return "\n".join([*lines, *(f"  未采用的依据：{note}" for note in told["notes"])])

    def write(self, name: str, frame: pd.DataFrame) -> None:
        frame.to_parquet(self._file(name), index=False)
        settle(self._file(name))

    def write_links(self, name: str, found: pd.DataFrame, earlier: LinkRun | None, touched: Collection[str]) -> None:
        """The links found now, after those of the earlier run between records that are not `touched`.

        The earlier ones stay in columns from file to file: there may be a hundred times as many.
        """
        import pyarrow.parquet as pq

        held = pq.read_table(earlier._file(name)) if earlier else None
        if held is None or not held.num_rows:
            self.write(name, found)
            return
        parts = [_without(held, touched)]
        if len(found):
            parts.append(pa.Table.from_pandas(found, schema=held.schema, preserve_index=False))
        pq.write_table(pa.concat_tables(parts), self._file(name))
        settle(self._file(name))

    def _file(self, name: str) -> Path:
        return self.path / f"{name}.parquet"


def _without(links: Any, touched: Collection[str]) -> Any:
    """Links (Arrow table) of which neither record is one of these."""
    import pyarrow.compute as pc

    gone = pa.array(sorted(touched), type=links.schema.field("left").type)
    left, right = (pc.is_in(links.column(side), value_set=gone) for side in ("left", "right"))
    return links.filter(pc.invert(pc.or_(left, right)))


def made_by() -> str:
    """What weights depend on: this programme's version and the parameters of linking."""
    parameters = files("workbench.reference.parameters").joinpath("linkage.yaml").read_bytes()
    return f"{version('case-review-workbench')}-{hashlib.sha256(parameters).hexdigest()[:16]}"


def last_run(root: Path) -> LinkRun | None:
    """The last finished run of an office, None where there is none."""
    link = root / _CURRENT
    return LinkRun(link.resolve()) if (link / "meta.json").exists() else None


@contextmanager
def draft_run(root: Path, earlier: LinkRun | None) -> Iterator[LinkRun]:
    """A run to write, begun with the contacts `earlier` keeps; thrown away unless `finish` was called on it."""
    folder(root)
    for left in root.glob(f"{_DRAFT}*"):
        shutil.rmtree(left, ignore_errors=True)
    run = LinkRun(root / f"{_DRAFT}{uuid.uuid4().hex}")
    folder(run.path)
    try:
        if earlier:
            shutil.copytree(earlier.persons_folder, run.persons_folder, copy_function=os.link)
        yield run
    finally:
        shutil.rmtree(run.path, ignore_errors=True)


def finish(run: LinkRun, meta: dict[str, Any], *, keep_earlier: bool = True) -> LinkRun:
    """Make a written run the one in force. `keep_earlier` False leaves no trace of the runs before it."""
    root = run.path.parent
    numbers = [int(path.name.removeprefix("run-")) for path in root.glob("run-*")]
    number = max(numbers, default=0) + 1
    meta = {"form": _FORM, "number": number, "made_by": made_by(), **meta}
    (run.path / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1), encoding="utf-8")
    finished = run.path.rename(root / f"run-{number:06d}")
    link = root / f".{_CURRENT}-{uuid.uuid4().hex}"
    link.symlink_to(finished.name)
    link.replace(root / _CURRENT)
    for old in sorted(root.glob("run-*"))[: -2 if keep_earlier else -1]:
        shutil.rmtree(old, ignore_errors=True)
    return LinkRun(finished)
