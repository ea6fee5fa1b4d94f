"""A kernel kept ready (备用内核): it has imported what a page needs and knows nothing yet; the next page gets it at once.

Not Voilà's own preheating: that runs the notebook before there is a request, and asks for the request by a websocket this
server does not offer. Here only modules are loaded; the page's environment is handed over when the page is asked for.

The connection that warmed a kernel stays open and goes to the page with it: a new one costs half a second of waiting in
jupyter_client (it listens 0.2 s for silence after every first answer). The next kernel is made when a page has been left in
peace for `pause` seconds: a starting Python beside an opening page makes that page half as fast.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import uuid
from typing import Any, Final

from jupyter_server._tz import utcnow
from traitlets import Float, Integer, Unicode

from workbench.serving.headers import without_secrets
from workbench.serving.kernels import BoundedKernels

_HANDED: Final = """
import json as _wb_json, os as _wb_os
_wb_told = _wb_json.loads({told!r})
_wb_os.environ.clear(); _wb_os.environ.update(_wb_told["env"]); _wb_os.chdir(_wb_told["cwd"])
del _wb_json, _wb_os, _wb_told
"""
_SECONDS: Final = 60
_LOG: Final = logging.getLogger("tornado.application")


class SpareKernels(BoundedKernels):
    """Bounded kernels with `spare` ready ones beside them, which the bound does not count and nobody culls."""

    spare = Integer(1, config=True, help="备用内核数；0 为不备")
    warm_up = Unicode("import workbench.apps.warm", config=True, help="备用内核事先载入的模块")

    pause = Float(0.6, config=True, help="页面打开后过多少秒再备下一个内核")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        self._ready: dict[str, Any] = {}  # the connection of each, the one that warmed it
        self._handed: dict[str, Any] = {}  # the same, of a kernel just given to a page
        self._apart: set[str] = set()  # ready and getting ready
        self._making: set[asyncio.Task[None]] = set()

    async def start_kernel(self, **kwargs: Any) -> str:  # type: ignore[override]
        """A ready kernel with this request's environment, or a new one."""
        return await self._taken(kwargs) or await super().start_kernel(**kwargs)

    def connection(self, kernel_id: str) -> Any:
        """The open connection of a kernel that was ready, once: whoever asks uses and closes it. None of a new kernel."""
        return self._handed.pop(kernel_id, None)

    def prepare_soon(self, kernel_name: str = "python3", path: str = "") -> None:
        """Make ready what is missing when the page just served has had time to open."""
        asyncio.get_running_loop().call_later(self.pause, self.prepare, kernel_name, path)

    def prepare(self, kernel_name: str = "python3", path: str = "") -> None:
        """Make ready what is missing, beside everything else; nothing while no page could have it."""
        if not self._is_full() and len(self._ready) + len(self._making) < self.spare:
            task = asyncio.ensure_future(self._make(kernel_name, path))
            self._making.add(task)
            task.add_done_callback(self._making.discard)

    async def _make(self, kernel_name: str, path: str) -> None:
        """One more ready kernel."""
        kernel_id = str(uuid.uuid4())
        self._apart.add(kernel_id)  # before it is there: the bound must not count it for a moment
        await self._start(kernel_id=kernel_id, kernel_name=kernel_name, path=path, env=dict(os.environ))
        client: Any = self.get_kernel(kernel_id).client()
        client.start_channels(stdin=False, hb=False)
        try:
            await client.wait_for_ready(timeout=_SECONDS)
            await _run(client, self.warm_up)
            self._ready[kernel_id] = client
        except (TimeoutError, RuntimeError, KeyError) as problem:
            await self._give_up(kernel_id, client, problem)

    async def _taken(self, kwargs: dict[str, Any]) -> str | None:
        """The first ready kernel, told what this page is; None when there is none or it is gone.

        One that is being made is waited for: it is further on than a new one would be.
        """
        if self._is_full():
            return None
        if not self._ready and self._making:
            await asyncio.wait(self._making, return_when=asyncio.FIRST_COMPLETED)
        if not self._ready or self._is_full():
            return None
        kernel_id = next(iter(self._ready))
        client = self._ready.pop(kernel_id)
        self._starting += 1  # counted from now on, but not yet to be ended as one that nobody uses
        try:
            told = {"env": without_secrets(kwargs.get("env") or os.environ), "cwd": self._folder(kwargs)}
            return await self._given(kernel_id, client, _HANDED.format(told=json.dumps(told)))
        finally:
            self._starting -= 1
            self._apart.discard(kernel_id)

    async def _given(self, kernel_id: str, client: Any, code: str) -> str | None:
        """The kernel, if it lives and has taken in what this page is; its connection is kept for `connection`."""
        try:
            if kernel_id not in self or not await self.is_alive(kernel_id):
                raise RuntimeError("dead")
            await _run(client, code)
        except (TimeoutError, RuntimeError) as problem:
            await self._give_up(kernel_id, client, problem)
            return None
        kernel: Any = self.get_kernel(kernel_id)
        kernel.last_activity = utcnow()
        self._handed[kernel_id] = client
        return kernel_id

    async def _give_up(self, kernel_id: str, client: Any, problem: Exception) -> None:
        """End a kernel that did not get ready: the next page starts its own."""
        _LOG.warning("备用内核没有备好（%s），已结束", type(problem).__name__)
        client.stop_channels()
        self._apart.discard(kernel_id)
        if kernel_id in self:
            await self.shutdown_kernel(kernel_id, now=True)  # type: ignore[no-untyped-call]

    def _folder(self, kwargs: dict[str, Any]) -> str:
        return str(self.cwd_for_path(kwargs.get("path", "")))  # type: ignore[no-untyped-call]

    # --- beside the bound -----------------------------------------------------------------------------------------

    def _is_full(self) -> bool:
        return len(self) - sum(kernel_id in self for kernel_id in self._apart) + self._starting >= self.max_kernels

    def _quiet_since(self, kernel_id: str) -> Any:
        return None if kernel_id in self._apart else super()._quiet_since(kernel_id)

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        if kernel_id not in self._apart:
            await super().cull_kernel_if_idle(kernel_id)


async def _run(client: Any, code: str) -> None:
    reply = await client.execute(code, silent=True, store_history=False, reply=True, timeout=_SECONDS)
    if reply["content"]["status"] != "ok":
        raise RuntimeError(reply["content"].get("ename", ""))
