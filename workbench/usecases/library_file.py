"""The file of the case library (案例库文件): one JSON line an act, only ever added to; who, when and why on each."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from workbench.private import folder, opened

FILE: Final = "library.jsonl"
ADDED, WITHDRAWN = "加入", "撤回"


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """One published case without anyone in it. `source` is the matter it came from: for the office, never shown or exported.

    `told` are its generalised descriptors (period, topic, place, people), each shared with at least k matters;
    `taken` counts what was taken out by sort.
    """

    entry: str
    problem: str
    method: str
    basis: str
    result: str
    told: Mapping[str, str]
    taken: Mapping[str, int]
    by: str
    at: str
    why: str
    edition: str
    source: str = ""
    withdrawn: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return f"{self.problem}{self.method}{self.result}"

    def as_row(self) -> dict[str, str]:
        """What may be shown, printed and exported: never the matter it came from."""
        told = {"年份": "period", "内容分类": "topic", "地区": "place", "涉及人数": "people"}
        return {
            "编号": self.entry,
            **{title: self.told.get(name, "") for title, name in told.items()},
            "问题": self.problem,
            "做法": self.method,
            "依据": self.basis,
            "结果": self.result,
            "发布人": self.by,
            "发布时间": self.at,
            "发布理由": self.why,
        }


def read_entries(home: Path) -> list[LibraryEntry]:
    """Every entry ever published, in order, those withdrawn too; ValueError naming the line for a file that is damaged."""
    path = home / FILE
    if not path.exists():
        return []
    entries: dict[str, LibraryEntry] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            _apply(entries, json.loads(line))
        except (ValueError, KeyError, TypeError) as problem:
            raise ValueError(
                f"案例库文件 {path} 第 {number} 行读不出来（{problem}）；请从备份恢复，不要手工修改"
            ) from problem
    return list(entries.values())


def _apply(entries: dict[str, LibraryEntry], line: dict[str, Any]) -> None:
    act = line.pop("act")
    if act == ADDED:
        entries[line["entry"]] = LibraryEntry(**line)
        return
    before = asdict(entries[line["entry"]])
    entries[line["entry"]] = LibraryEntry(**{**before, "withdrawn": {name: line[name] for name in ("by", "at", "why")}})


def add_line(home: Path, make: Callable[[Sequence[LibraryEntry]], dict[str, Any]]) -> dict[str, Any]:
    """Add the line that `make(entries)` gives, alone with the file, and bring it to the disk; whole or not at all."""
    handle = opened(folder(home) / FILE, os.O_RDWR | os.O_APPEND)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        line: dict[str, Any] = make(read_entries(home))
        data = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        if os.write(handle, data) != len(data):
            raise OSError(f"案例库文件 {home / FILE} 没有写完整；请检查磁盘空间，并删去最后半行")
        os.fsync(handle)
    finally:
        os.close(handle)
    return line
