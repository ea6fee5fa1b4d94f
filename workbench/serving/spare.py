"""A kernel kept ready (备用内核): it has imported what a page needs and knows nothing yet; the next page gets it at once.

Not Voilà's own preheating: that runs the notebook before there is a request, and asks for the request by a websocket this
server does not offer. Here only modules are loaded; the page's environment is handed over when the page is asked for.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from typing import Any, Final

from traitlets import Integer, Unicode

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        self._ready: list[str] = []
        self._apart: set[str] = set()  # ready and getting ready
        self._making: set[asyncio.Task[None]] = set()

    async def start_kernel(self, **kwargs: Any) -> str:  # type: ignore[override]
        """A ready kernel with this request's environment, or a new one; another is then made ready."""
        kernel_id = await self._taken(kwargs) or await super().start_kernel(**kwargs)
        self.prepare(kwargs.get("kernel_name", "python3"), kwargs.get("path", ""))
        return kernel_id

    def prepare(self, kernel_name: str, path: str) -> None:
        """Make ready what is missing, beside everything else."""
        if len(self._ready) + len(self._making) < self.spare:
            task = asyncio.ensure_future(self._make(kernel_name, path))
            self._making.add(task)
            task.add_done_callback(self._making.discard)

    async def _make(self, kernel_name: str, path: str) -> None:
        """A kernel that failed to get ready is ended: the next page starts its own."""
        kernel_id = await super().start_kernel(kernel_name=kernel_name, path=path, env=dict(os.environ))
        self._apart.add(kernel_id)
        try:
            await self._run(kernel_id, self.warm_up)
            self._ready.append(kernel_id)
        except (TimeoutError, RuntimeError, KeyError) as problem:
            _LOG.warning("备用内核没有备好（%s），已结束", type(problem).__name__)
            self._apart.discard(kernel_id)
            if kernel_id in self:
                await self.shutdown_kernel(kernel_id, now=True)  # type: ignore[no-untyped-call]

    async def _taken(self, kwargs: dict[str, Any]) -> str | None:
        """The first ready kernel, told what this page is; None when there is none or it is gone."""
        if not self._ready or self._is_full():
            return None
        kernel_id = self._ready.pop(0)
        self._apart.discard(kernel_id)
        if kernel_id not in self or not await self.is_alive(kernel_id):
            return None
        told = {
            "env": without_secrets(kwargs.get("env") or os.environ),
            "cwd": self.cwd_for_path(kwargs.get("path", "")),  # type: ignore[no-untyped-call]
        }
        await self._run(kernel_id, _HANDED.format(told=json.dumps(told)))
        return kernel_id

    async def _run(self, kernel_id: str, code: str) -> None:
        client: Any = self.get_kernel(kernel_id).client()
        client.start_channels(stdin=False, hb=False)
        try:
            await client.wait_for_ready(timeout=_SECONDS)
            reply = await client.execute(code, silent=True, store_history=False, reply=True, timeout=_SECONDS)
        finally:
            client.stop_channels()
        if reply["content"]["status"] != "ok":
            raise RuntimeError(reply["content"].get("ename", ""))

    # --- beside the bound -----------------------------------------------------------------------------------------

    def _is_full(self) -> bool:
        return len(self) - len(self._apart) + self._starting >= self.max_kernels

    def _quiet_since(self, kernel_id: str) -> Any:
        return None if kernel_id in self._apart else super()._quiet_since(kernel_id)

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        if kernel_id not in self._apart:
            await super().cull_kernel_if_idle(kernel_id)  # type: ignore[no-untyped-call]
