"""Kernels: what a viewer's socket may send, how many there are, and that they end."""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.browser import Served
from workbench.serving.kernels import BoundedKernels

DASHBOARDS = Path(__file__).parent / "dashboards"
REFUSED = (
    "execute_request", "complete_request", "inspect_request", "history_request", "is_complete_request",
    "shutdown_request", "interrupt_request", "debug_request", "input_reply", "create_subshell_request",
)  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Room for two kernels, which end after two seconds without anyone."""
    limits = ("--cull-seconds", "2", "--cull-interval", "1", "--max-kernels", "2")
    with Served(DASHBOARDS, tmp_path_factory.mktemp("small"), limits) as running:
        yield running


def opened(server: Served) -> str:
    """Id of the kernel of a page just made."""
    answer = server.get("/voila/render/probe.ipynb")
    found = re.search(r'"kernelId": "([\w-]+)"', answer.text)
    assert found, answer.text[:500]
    return found[1]


async def connect(server: Served, kernel: str, origin: str = "") -> WebSocketClientConnection:
    headers = {"Authorization": f"token {server.token}"}
    if origin:
        cookie = server.get(f"/?token={server.token}", token=False).headers["Set-Cookie"].split(";")[0]
        headers = {"Cookie": cookie, "Origin": origin}
    address = f"ws://127.0.0.1:{server.port}/api/kernels/{kernel}/channels"
    return await websocket_connect(HTTPRequest(address, headers=headers))


async def hang_up(socket: WebSocketClientConnection) -> None:
    socket.close()
    while await socket.read_message() is not None:
        pass
    await asyncio.sleep(0.05)


def message(kind: str, content: dict[str, Any], channel: str = "shell") -> str:
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "username": "", "session": "s", "version": "5.3"}
    return json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": channel})


async def replies(socket: WebSocketClientConnection, until: str) -> list[str]:
    """Types of the messages that come until one of the given type."""
    kinds: list[str] = []
    while until not in kinds:
        received = await asyncio.wait_for(socket.read_message(), 20)
        assert received is not None, "连接被关闭"
        kinds.append(json.loads(received)["header"]["msg_type"])
    return kinds


def test_only_widget_messages_reach_the_kernel(server: Served, tmp_path: Path) -> None:
    kernel, trace = opened(server), tmp_path / "executed"
    code = f"open({str(trace)!r}, 'w').close()"

    async def attack() -> list[str]:
        socket = await connect(server, kernel)
        for kind in REFUSED:
            for channel in ("shell", "control", "stdin"):
                await socket.write_message(message(kind, {"code": code, "silent": False, "value": code}, channel))
        await socket.write_message(message("kernel_info_request", {}))
        kinds = await replies(socket, "kernel_info_reply")
        await hang_up(socket)
        return kinds

    kinds = asyncio.run(attack())
    assert not {kind.replace("_request", "_reply") for kind in REFUSED} & set(kinds)
    assert not trace.exists() and server.get(f"/api/kernels/{kernel}").status == 200


def test_kernels_speak_encrypted_where_the_library_can() -> None:
    assert BoundedKernels().transport_encryption == ("required" if zmq.has("curve") else "disabled")


def test_socket_of_another_site_is_refused(server: Served) -> None:
    kernel = opened(server)
    with pytest.raises(Exception, match="403"):
        asyncio.run(connect(server, kernel, "http://evil.example"))


def test_kernels_are_bounded_and_end_when_nobody_looks(small: Served) -> None:
    async def story() -> None:
        watched, left = opened(small), opened(small)
        socket = await connect(small, watched)
        full = small.get("/voila/render/probe.ipynb")
        assert full.status == 503 and "打开的页面太多" in full.text
        deadline = time.monotonic() + 15
        while small.get(f"/api/kernels/{left}").status == 200 and time.monotonic() < deadline:
            await asyncio.sleep(0.3)
        assert small.get(f"/api/kernels/{left}").status == 404
        assert small.get(f"/api/kernels/{watched}").status == 200
        await hang_up(socket)

    asyncio.run(story())
