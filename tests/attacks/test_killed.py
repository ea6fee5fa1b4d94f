"""kill -9 (强行结束): of a page's kernel and of the whole server; the page says so within half a minute, and it comes back."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.conftest import SERVING
from tests.browser import Chromium, Served, needs_chromium

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
LIMIT = 30_000
PAGE = "probe.ipynb"


def sessions(server: Served) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((server.home / "run" / "sessions.json").read_text(encoding="utf-8"))
    return told


def pid_of(server: Served) -> int:
    """The process behind the one open page."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        pages = sessions(server)["kernels"]
        if len(pages) == 1 and pages[0]["pid"]:
            return int(pages[0]["pid"])
        time.sleep(0.3)
    raise AssertionError(sessions(server))


def said(page: Any, began: float) -> tuple[str, float]:
    """What the banner says, and after how many seconds; nobody touches the page meanwhile."""
    banner = page.locator("#wb-stopped")
    banner.wait_for(timeout=LIMIT - (time.monotonic() - began) * 1000)
    return banner.inner_text(), time.monotonic() - began


def test_a_killed_kernel_and_a_killed_server_are_said_within_half_a_minute(tmp_path: Path) -> None:
    needs_chromium()
    with Chromium() as browser:
        with Served(SERVING, tmp_path / "home") as server:
            page = browser.open(server, PAGE).page
            os.kill(pid_of(server), signal.SIGKILL)
            words, kernel_seconds = said(page, time.monotonic())
            assert "本页已停止更新" in words and "后台已结束" in words
            page.get_by_role("button", name="重新载入").click()
            page.get_by_text("环境：").wait_for(timeout=2 * LIMIT)
            kernels = [one["pid"] for kind in ("kernels", "spare") for one in sessions(server)[kind]]
            os.kill(server.process.pid, signal.SIGKILL)
            words, server_seconds = said(page, time.monotonic())
            assert "本页已停止更新" in words and "连不上服务" in words
        began = time.monotonic()
        with Served(SERVING, tmp_path / "home", token=server.token, port=server.port) as again:
            back = time.monotonic() - began
            page.goto(
                f"{again.url}/voila/render/{PAGE}", wait_until="commit", timeout=2 * LIMIT
            )  # the same cookie opens it
            page.get_by_text("环境：").wait_for(timeout=2 * LIMIT)
            assert back < 30
            left = [pid for pid in kernels if Path(f"/proc/{pid}").exists() and _is_kernel(pid)]
            assert left == []  # kernels of a server that was killed notice, and end
    print(f"kernel {kernel_seconds:.1f} s, server {server_seconds:.1f} s, back {back:.1f} s")


def _is_kernel(pid: int) -> bool:
    try:
        return b"ipykernel" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
