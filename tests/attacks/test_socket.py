"""A viewer's socket: seventeen kinds of message a page has no business with, on every channel and in both protocols; 0 executed."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.attacks.conftest import SERVING
from tests.browser import Served
from workbench.serving.channel import ALLOWED, PROTOCOL_V1

CHANNELS = ("shell", "control", "stdin", "iopub", "heartbeat")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(SERVING, tmp_path_factory.mktemp("socket")) as running:
        yield running


@pytest.fixture(scope="module")
def kernel(server: Served) -> str:
    found = re.search(r'"kernelId": "([\w-]+)"', server.get("/voila/render/probe.ipynb").text)
    assert found
    return found[1]


def kinds(trace: Path) -> dict[str, dict[str, Any]]:
    """Every kind with content that would leave a trace if anything ran it."""
    code = f"open({str(trace)!r}, 'w').close()"
    run = {"code": code, "silent": False, "store_history": True, "user_expressions": {"x": code}, "allow_stdin": True}
    comm = {"comm_id": uuid.uuid4().hex, "data": {"method": "update", "state": {"value": code}, "code": code}}
    return {
        "execute_request": run,
        "inspect_request": {"code": code, "cursor_pos": 4, "detail_level": 1},
        "complete_request": {"code": code, "cursor_pos": 4},
        "history_request": {"hist_access_type": "tail", "n": 100, "output": True, "raw": True},
        "is_complete_request": {"code": code},
        "input_reply": {"value": code, "status": "ok"},
        "shutdown_request": {"restart": False},
        "interrupt_request": {},
        "debug_request": {"type": "request", "seq": 1, "command": "evaluate", "arguments": {"expression": code}},
        "create_subshell_request": {},
        "delete_subshell_request": {"subshell_id": "x"},
        "list_subshell_request": {},
        "usage_request": {},
        "apply_request": run,
        "connect_request": {},
        "abort_request": {},
        "clear_request": {},
        "comm_open to a target of the kernel's": {**comm, "target_name": "jupyter.widget.control"},
        "comm_open to no target": {**comm, "target_name": "os.system"},
        "comm_open to a module": {**comm, "target_name": "x", "target_module": "antigravity"},
        "comm_msg to no comm": comm,
        "comm_msg that calls back": {**comm, "data": {"method": "custom", "content": {"do": "execute", "code": code}}},
    }


def message(kind: str, content: dict[str, Any], channel: str) -> dict[str, Any]:
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind.split(" ")[0],
        "username": "",
        "session": "s",
        "version": "5.3",
    }
    return {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": channel}


async def connected(server: Served, kernel: str, protocol: str) -> WebSocketClientConnection:
    request = HTTPRequest(
        f"ws://127.0.0.1:{server.port}/api/kernels/{kernel}/channels",
        headers={"Authorization": f"token {server.token}"},
    )
    return await websocket_connect(request, subprotocols=[protocol] if protocol else None)


async def sent(socket: WebSocketClientConnection, protocol: str, one: dict[str, Any]) -> None:
    if not protocol:
        await socket.write_message(json.dumps(one))
        return
    parts = [json.dumps(one[part]).encode() for part in ("header", "parent_header", "metadata", "content")]
    await socket.write_message(serialize_msg_to_ws_v1(parts, one["channel"]), binary=True)  # type: ignore[no-untyped-call]


async def answers(socket: WebSocketClientConnection) -> list[str]:
    """Kinds of messages until the kernel has answered the question that was asked last."""
    heard: list[str] = []
    while True:
        got = await asyncio.wait_for(socket.read_message(), 60)
        assert got is not None, "连接被关闭"
        text = got if isinstance(got, str) else got.decode("utf-8", "replace")
        heard += re.findall(r'"msg_type": ?"(\w+)"', text)
        if "kernel_info_reply" in heard:
            return heard


async def hang_up(socket: WebSocketClientConnection) -> None:
    """Close, and wait until the other side has."""
    socket.close()
    while await socket.read_message() is not None:
        pass
    await asyncio.sleep(0.05)


@pytest.mark.parametrize("protocol", ["", PROTOCOL_V1], ids=["json", "v1"])
def test_nothing_but_widgets_is_answered_and_nothing_is_executed(
    server: Served, kernel: str, tmp_path: Path, protocol: str
) -> None:
    trace = tmp_path / "executed"
    attacks = kinds(trace)
    assert len({kind.split(" ")[0] for kind in attacks}) >= 17

    async def attack() -> list[str]:
        socket = await connected(server, kernel, protocol)
        for kind, content in attacks.items():
            for channel in CHANNELS:
                await sent(socket, protocol, message(kind, content, channel))
        await sent(socket, protocol, message("kernel_info_request", {}, "shell"))
        heard = await answers(socket)
        await hang_up(socket)
        return heard

    heard = set(asyncio.run(attack()))
    refused = {
        kind.split(" ")[0].replace("_request", "_reply") for kind in attacks if kind.split(" ")[0] not in ALLOWED
    }
    assert not heard & refused and not heard & {"execute_input", "execute_result", "display_data", "input_request"}
    assert not trace.exists() and server.get(f"/api/kernels/{kernel}").status == 200


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "{",
        "null",
        "[]",
        '{"channel":"shell"}',
        json.dumps({"channel": "shell", "header": {"msg_type": ["x"]}}),
        "\x00" * 64,
    ],
)
def test_a_socket_that_talks_nonsense_does_no_harm(server: Served, kernel: str, junk: str) -> None:
    async def attack() -> None:
        socket = await connected(server, kernel, "")
        await socket.write_message(junk)
        await hang_up(socket)

    asyncio.run(attack())
    assert server.get(f"/api/kernels/{kernel}").status == 200
    assert server.token not in server.log and "Traceback" not in server.log


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "token " + "0" * 32}, {"Cookie": "username-127-0-0-1=x"}],
    ids=["none", "wrong", "cookie"],
)
def test_a_socket_without_the_token_is_refused(server: Served, kernel: str, headers: dict[str, str]) -> None:
    async def attack() -> None:
        await websocket_connect(
            HTTPRequest(f"ws://127.0.0.1:{server.port}/api/kernels/{kernel}/channels", headers=headers)
        )

    with pytest.raises(Exception, match=r"403|302"):
        asyncio.run(attack())
