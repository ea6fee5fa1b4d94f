"""Kernels of the dashboards (内核): a bounded number, culled when nobody looks, encrypted, without secrets."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import datetime
from typing import Any

import zmq
from jupyter_server._tz import utcnow
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets import Integer, default

from workbench.serving.headers import without_secrets


class BoundedKernels(AsyncMappingKernelManager):
    """At most `max_kernels` live; when full the longest-quiet one that nobody is connected to makes room."""

    max_kernels = Integer(8, config=True, help="页面（内核）同时打开的上限")
    grace_seconds = Integer(20, config=True, help="未连接但可能仍在载入的宽限秒数")
    _starting = 0
    on_ended: Callable[[str, str], None] | None = None
    """Told of a kernel that was ended here, and why: "idle" or "room"."""

    @default("transport_encryption")
    def _encrypted(self) -> str:
        # another account on the machine can listen on loopback TCP: 17 messages overheard without, 0 with
        return "required" if zmq.has("curve") else "disabled"

    async def start_kernel(self, **kwargs: Any) -> str:  # type: ignore[override]
        """Start one kernel; HTTPError 503 when the bound is reached and every kernel is being looked at."""
        if self._is_full():
            await self._make_room()
        if self._is_full():
            raise HTTPError(503, "同时打开的页面太多，请关闭一个后重新载入")
        self._starting += 1
        try:
            return await self._start(**kwargs)
        finally:
            self._starting -= 1

    async def _start(self, **kwargs: Any) -> str:
        """Start one kernel whatever the bound."""
        kwargs["env"] = without_secrets(kwargs.get("env") or os.environ)
        # a kernel's own log repeats tracebacks with their values; what may be known of them comes by the socket
        kwargs["stderr"] = subprocess.DEVNULL
        return str(await super().start_kernel(**kwargs))

    def _is_full(self) -> bool:
        return len(self) + self._starting >= self.max_kernels

    async def _make_room(self) -> None:
        quiet = [
            (last, kernel_id)
            for kernel_id in self.list_kernel_ids()
            if (last := self._quiet_since(kernel_id)) and (utcnow() - last).total_seconds() > self.grace_seconds
        ]
        if quiet:
            await self.shutdown_kernel(min(quiet)[1], now=True)  # type: ignore[no-untyped-call]
            self._ended(min(quiet)[1], "room")

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        await super().cull_kernel_if_idle(kernel_id)  # type: ignore[no-untyped-call]
        if kernel_id not in self:
            self._ended(kernel_id, "idle")

    def _ended(self, kernel_id: str, reason: str) -> None:
        if self.on_ended is not None:
            self.on_ended(kernel_id, reason)

    def _quiet_since(self, kernel_id: str) -> datetime | None:
        """When a kernel nobody is connected to was last active; None while connected or still starting."""
        if self._kernel_connections.get(kernel_id, 0):
            return None
        kernel: Any = self.get_kernel(kernel_id)
        return kernel.last_activity if kernel.trait_has_value("last_activity") else None
