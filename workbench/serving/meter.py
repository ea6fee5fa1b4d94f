"""The session meter (会话表): which pages are live, since when, how large; told to the administrator, never who looked at what.

Kept as one small file (0600) that is replaced whole every few seconds, so that `workbench sessions` and `workbench doctor`
need no way into the server.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import psutil  # type: ignore[import-untyped]  # it comes with every kernel

from workbench.serving.logs import short

FOLDER: Final = "run"
NAME: Final = "sessions.json"
EVERY: Final = 3.0  # seconds
STALE: Final = 20.0  # seconds without news: the server has stopped or hangs


class Meter:
    """Measures a kernel manager's kernels and writes what it finds."""

    def __init__(self, kernels: Any, folder: Path, port: int) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._kernels, self.path, self._port = kernels, folder / NAME, port
        self._shown: dict[str, str] = {}
        self._since = _now()

    def shown(self, kernel_id: str, page: str) -> None:
        """A kernel was given to a page."""
        self._shown[kernel_id] = page

    def measured(self) -> dict[str, Any]:
        """What is live now: kernels of pages against the bound, and the spare ones beside it."""
        ids = list(self._kernels.list_kernel_ids())
        self._shown = {one: page for one, page in self._shown.items() if one in ids}
        apart = set(getattr(self._kernels, "_apart", ()))
        pages = [self._kernel(one) for one in ids if one not in apart]
        bound = int(self._kernels.max_kernels)
        return {
            "at": _now(), "pid": os.getpid(), "port": self._port, "since": self._since, "bound": bound, "used": len(pages),
            "left": max(bound - len(pages), 0), "kernels": pages, "spare": [self._kernel(one) for one in ids if one in apart],
        }  # fmt: skip

    def write(self) -> None:
        """Replace the file by what is live now; a reader meets the old one or the new one, whole."""
        handle, draft = tempfile.mkstemp(dir=self.path.parent, prefix=".", suffix=".json")  # made with mode 0600
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(self.measured(), out, ensure_ascii=False)
        Path(draft).replace(self.path)

    def forget(self) -> None:
        """The server ends: nothing is live."""
        self.path.unlink(missing_ok=True)

    def _kernel(self, kernel_id: str) -> dict[str, Any]:
        kernel = self._kernels.get_kernel(kernel_id)
        pid = getattr(getattr(kernel, "provisioner", None), "pid", None)
        active = kernel.last_activity if kernel.trait_has_value("last_activity") else None  # none while it starts
        return {
            "kernel": short(kernel_id), "page": self._shown.get(kernel_id, ""), "pid": pid,
            "since": _started(pid), "last": active.astimezone().isoformat(timespec="seconds") if active else "",
            "watched": int(self._kernels._kernel_connections.get(kernel_id, 0)), "rss_mb": rss_mb(pid),
        }  # fmt: skip


def rss_mb(pid: int | None) -> int:
    """Memory of a process in MiB; 0 if it is gone."""
    try:
        return int(psutil.Process(pid).memory_info().rss) >> 20 if pid else 0
    except psutil.Error:
        return 0


def _started(pid: int | None) -> str:
    try:
        moment = psutil.Process(pid).create_time() if pid else None
    except psutil.Error:
        moment = None
    return datetime.fromtimestamp(moment).astimezone().isoformat(timespec="seconds") if moment else ""


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def as_text(told: Mapping[str, Any]) -> str:
    """The meter's file in words, one line per kernel."""
    head = (
        f"看板服务（进程 {told['pid']}，端口 {told['port']}）自 {told['since']} 起；"
        f"页面 {told['used']}/{told['bound']}，尚可再开 {told['left']} 个"
    )
    rows = [_line(one, one["page"] or "（未知页面）") for one in told["kernels"]]
    return "\n".join([head, *rows, *(_line(one, "（备用）") for one in told["spare"])])


def _line(one: Mapping[str, Any], page: str) -> str:
    watched = f"{one['watched']} 个窗口" if one["watched"] else "无人查看"
    return f"  {one['kernel']}  {page}  {one['rss_mb']} MB  自 {one['since']}  最近活动 {one['last'] or '—'}  {watched}"
