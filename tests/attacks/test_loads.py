"""Many pages at once and one after another (负荷): the bound holds, who is too many is told, and nothing is left when all have gone."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.attacks.conftest import SERVING
from tests.attacks.test_socket import hang_up
from tests.browser import Answer, Served

BOUND, LOADS, CULL = 12, 50, 4
PAGE = "/voila/render/probe.ipynb"

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    limits = ("--cull-seconds", str(CULL), "--cull-interval", "1", "--max-kernels", str(BOUND))
    with Served(SERVING, tmp_path_factory.mktemp("loads"), limits) as running:
        yield running


def kernel_of(answer: Answer) -> str:
    found = re.search(r'"kernelId": "([\w-]+)"', answer.text)
    assert found, answer.text[:300]
    return found[1]


def live(server: Served) -> int:
    """Kernels of pages, as the server's own table has them now."""
    return int(json.loads((server.home / "run" / "sessions.json").read_text(encoding="utf-8"))["used"])


def children(server: Served) -> list[int]:
    """Kernel processes the server has, the spare ones among them."""
    found = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return [int(pid) for pid in found if b"ipykernel" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def until(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.3)
    return holds()


async def watch(server: Served, kernel: str) -> WebSocketClientConnection:
    address = f"ws://127.0.0.1:{server.port}/api/kernels/{kernel}/channels"
    return await websocket_connect(
        HTTPRequest(address, headers={"Authorization": f"token {server.token}"}, connect_timeout=60, request_timeout=60)
    )


def test_twelve_pages_at_once_and_the_thirteenth_is_told(server: Served) -> None:
    async def looking(turn: asyncio.Semaphore) -> WebSocketClientConnection:
        async with turn:  # opened and looked at, as a browser does, so that it may be taken from nobody
            return await watch(server, kernel_of(await asyncio.to_thread(server.get, PAGE)))

    async def story() -> Answer:
        turn = asyncio.Semaphore(4)
        sockets = await asyncio.gather(*(looking(turn) for _ in range(BOUND)))
        refused = server.get(PAGE)
        for socket in sockets:
            await hang_up(socket)
        return refused

    refused = asyncio.run(story())
    assert refused.status == 503 and "打开的页面太多" in refused.text and "请关闭一个" in refused.text
    assert until(lambda: live(server) == 0, 60)


def test_nothing_is_left_of_fifty_pages(server: Served) -> None:
    began = time.monotonic()
    statuses: list[int] = []
    kernels: list[str] = []
    while len(kernels) < LOADS and time.monotonic() - began < 400:
        answer = server.get(PAGE)
        statuses.append(answer.status)
        if answer.status == 200:
            kernels.append(kernel_of(answer))
            beacon = {"Origin": server.url} if len(kernels) % 2 else {}  # half say that they leave, half just go
            server.get(f"/voila/api/shutdown/{kernels[-1]}", method="POST", headers=beacon)
        else:
            time.sleep(1)
    assert len(set(kernels)) == LOADS and set(statuses) <= {200, 503}
    told = f"{LOADS} pages in {time.monotonic() - began:.0f} s"
    assert until(lambda: live(server) == 0, CULL + 60)
    assert all(server.get(f"/api/kernels/{kernel}").status == 404 for kernel in kernels)
    assert until(lambda: len(children(server)) <= 1, 30)  # the one kept ready
    print(told)
