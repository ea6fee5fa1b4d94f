"""A long reckoning beside the page (后台计算): the page stays alive, its seconds are told, its outcome comes back in turn."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

Work = Callable[[], Any]
Done = Callable[["Future[Any]"], None]


def beside(work: Work, tick: Callable[[int], None], done: Done) -> None:
    """Run `work` in a thread of its own where an event loop runs (a kernel), else at once.

    `tick` gets the seconds gone by, each second; `done` the finished future. Both are called by the loop, never by the
    thread: what a page shows changes in one place only.
    """
    future: Future[Any] = Future()
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        _settle(future, work)
        done(future)
        return
    threading.Thread(target=_settle, args=(future, work), daemon=True).start()
    _wait(loop, future, 0, tick, done)


def _settle(future: Future[Any], work: Work) -> None:
    try:
        future.set_result(work())
    except BaseException as error:  # handed to whoever asks for the result
        future.set_exception(error)


def _wait(
    loop: asyncio.AbstractEventLoop,
    future: Future[Any],
    quarters: int,
    tick: Callable[[int], None],
    done: Done,
) -> None:
    if future.done():
        done(future)
        return
    if quarters % 4 == 0:
        tick(quarters // 4)
    loop.call_later(0.25, _wait, loop, future, quarters + 1, tick, done)
