"""The whole audit trail recomputed (审计核验): every entry, every anchor of events, and what the anchors' file remembers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from workbench.store import schema
from workbench.store.audit import GENESIS, Deed, Entry, may_read, read, seal
from workbench.store.event_digest import EventAnchor, difference


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that is not as it was entered (断点); `seq` is the entry where it shows, 0: of the anchors' file."""

    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a recomputation of the whole trail found (核验结果). `events` None: this account may not read events."""

    entries: int
    anchors: int
    events: int | None
    last_hash: str
    broken: tuple[Broken, ...]

    @property
    def is_whole(self) -> bool:
        return not self.broken

    @property
    def first(self) -> Broken | None:
        """The first thing found wrong."""
        return self.broken[0] if self.broken else None

    @property
    def sentence(self) -> str:
        events = "（无权读取事件，未核对事件）" if self.events is None else f"，锚定的事件 {self.events} 条"
        if self.first is None:
            return f"审计链完整：{self.entries} 条，锚点 {self.anchors} 个{events}；末条摘要 {self.last_hash[:16]}…"
        told = "；".join(one.what for one in self.broken[:3])
        more = f"等 {len(self.broken)} 处" if len(self.broken) > 3 else ""
        return f"审计链不完整：{told}{more}。请保全数据库、备份和本次核验结果，报告审计人员。"


@dataclass(frozen=True, slots=True)
class FileAnchor:
    """A line of the anchors' file (锚定文件): an entry's number and hash, and the events covered then."""

    seq: int
    hash: str
    events: int
    digest: str
    at: str = ""

    def line(self) -> str:
        told = {"at": self.at, "seq": self.seq, "hash": self.hash, "events": self.events, "digest": self.digest}
        return json.dumps(told) + "\n"


def file_anchors(text: str) -> Iterator[FileAnchor | int]:
    """Lines of the anchors' file; the number of a line that is none."""
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            told = json.loads(line)
            yield FileAnchor(
                int(told["seq"]), str(told["hash"]), int(told["events"]), str(told["digest"]), str(told["at"])
            )
        except (ValueError, KeyError, TypeError):
            yield number


def check(connection: sa.Connection, remembered: str | None, *, file_expected: bool) -> Verified:
    """Recompute everything; `remembered` is the anchors' file's text, None where there is none or it may not be read.

    `file_expected`: a trail that has anchors must have the file too, else its end could be cut off unseen.
    """
    broken: list[Broken] = []
    hashes: dict[int, str] = {}
    anchors: list[tuple[Entry, EventAnchor]] = []
    before = GENESIS
    for number, entry in enumerate(read(connection), start=1):
        broken += _wrong_with(entry, number, before, hashes)
        before = hashes[entry.seq] = entry.hash
        broken += _collect(entry, anchors)
    events, wrong = _events(connection, anchors)
    broken += wrong
    broken += _remembered(remembered, hashes, expected=file_expected and bool(anchors))
    return Verified(len(hashes), len(anchors), events, before, tuple(broken))


def _wrong_with(entry: Entry, number: int, before: str, earlier: dict[int, str]) -> Iterator[Broken]:
    """A gap is told once: the count is taken up again after it."""
    expected = max(earlier, default=0) + 1
    if entry.seq != expected:
        yield Broken(entry.seq, f"第 {expected} 条起缺 {entry.seq - expected} 条（其后一条为第 {entry.seq} 条）")
    if entry.before != before:
        yield Broken(entry.seq, f"第 {entry.seq} 条与前一条不衔接")
    values = (entry.at, entry.actor, entry.role, entry.act, entry.object, entry.subject, entry.purpose, entry.detail)
    if seal(entry.seq, Deed(*values), entry.before) != entry.hash:
        yield Broken(entry.seq, f"第 {entry.seq} 条内容与其摘要不符，已被改动")


def _collect(entry: Entry, anchors: list[tuple[Entry, EventAnchor]]) -> Iterator[Broken]:
    try:
        anchor = EventAnchor.of(entry.told)
    except (ValueError, KeyError, TypeError):
        yield Broken(entry.seq, f"第 {entry.seq} 条的事件锚点不能识别")
        return
    if anchor is not None:
        anchors.append((entry, anchor))


def _events(connection: sa.Connection, anchors: Sequence[tuple[Entry, EventAnchor]]) -> tuple[int | None, list[Broken]]:
    """How many events the anchors cover, and what of them is not as it was."""
    if not may_read(connection, schema.event.name):
        return None, []
    known, broken = {(0, GENESIS)}, []
    for entry, anchor in anchors:
        if (anchor.since, anchor.after) not in known:
            broken.append(Broken(entry.seq, f"第 {entry.seq} 条的事件锚点与先前的锚点不衔接"))
        if told := difference(connection, anchor):
            broken.append(
                Broken(entry.seq, f"{told}与第 {entry.seq} 条审计（{entry.at[:19]}）锚定时不同，已被改动或删去")
            )
        known.add((anchor.events, anchor.digest))
    return max((anchor.events for _, anchor in anchors), default=0), broken


def _remembered(text: str | None, hashes: dict[int, str], *, expected: bool) -> Iterator[Broken]:
    if text is None:
        if expected:
            yield Broken(0, "锚定文件 audit.anchors 不在，不能确认审计链末尾没有被截去")
        return
    last = max(hashes, default=0)
    for anchor in file_anchors(text):
        if isinstance(anchor, int):
            yield Broken(0, f"锚定文件第 {anchor} 行不能识别，已被改动")
        elif anchor.seq > last:
            yield Broken(anchor.seq, f"第 {last + 1} 条至第 {anchor.seq} 条已被截去（{anchor.at[:19]} 锚定时还在）")
            return
        elif hashes.get(anchor.seq) != anchor.hash:
            yield Broken(anchor.seq, f"第 {anchor.seq} 条与锚定文件所记不符，已被替换")
