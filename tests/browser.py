"""A served folder of dashboards and a real Chromium before it, for tests: what the page asked for and what it complained of.

with Served(dashboards, home) as server, Chromium() as browser:
    view = browser.open(server, "cases.ipynb")
    view.page.get_by_text("…").click()
    assert view.foreign == [] and view.complaints == []
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
QUIET = (
    "swiftshader",  # Chromium about its own software rendering
    "GPU stall",
    "GL Driver",
    "of shared singleton module @jupyterlab/",  # Voilà's frontend is built against an older JupyterLab than its extensions
    "of shared module @jupyterlab/",
)


def needs_chromium() -> None:
    """Skip the test where there is no Chromium."""
    if not CHROMIUM.exists():
        pytest.skip("没有 /usr/bin/chromium")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


@dataclass
class Served:
    """The narrowed server over a folder of dashboards, as a process of its own; stopped at the end of the block."""

    dashboards: Path
    home: Path
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def __enter__(self) -> Served:
        self.home.mkdir(parents=True, exist_ok=True)
        self._log = self.home / "server.log"
        command = [sys.executable, "-m", "workbench.serving", "--home", self.home, "--port", self.port]
        command += ["--dashboards", self.dashboards, *self.arguments]
        env = {**os.environ, "WORKBENCH_SERVE_TOKEN": self.token, **self.environment}
        with self._log.open("w") as out:
            self.process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=out, env=env)
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)

    def get(
        self, path: str, *, token: bool = True, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> Answer:
        """One request, redirects not followed; with the token in a header unless told otherwise."""
        sent = {**({"Authorization": f"token {self.token}"} if token else {}), **(headers or {})}
        request = urllib.request.Request(
            self.url + path, headers=sent, method=method, data=b"" if method == "POST" else None
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
        try:
            with opener.open(request, timeout=60) as reply:
                return Answer(reply.status, dict(reply.headers), reply.read().decode("utf-8", "replace"))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read().decode("utf-8", "replace"))

    def _wait(self) -> None:
        for _ in range(300):
            if self.process.poll() is not None:
                raise RuntimeError(f"server ended at once:\n{self.log}")
            try:
                self.get("/login", token=False)
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise RuntimeError(f"server does not answer:\n{self.log}")


@dataclass
class View:
    """An open page, what it asked of other hosts, what it put on the console, and how long it took (seconds)."""

    page: Any
    foreign: list[str]
    complaints: list[str]
    seconds: float = 0.0

    def hit(self) -> bool:
        """Did any script out of the data run? (Hostile test data set `window.__hit`.)"""
        return bool(self.page.evaluate("window.__hit !== undefined"))


class Chromium:
    """One browser; every page in a context of its own."""

    def __enter__(self) -> Chromium:
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._browser.close()
        self._playwright.stop()

    def open(self, server: Served, notebook: str, *, query: str = "", width: int = 1366, height: int = 768) -> View:
        """Log in by token and open one dashboard; returns when its cells are shown."""
        page = self.bare(server, width, height)
        view = View(page, [], [])
        watch(view, server)
        page.goto(f"{server.url}/?token={server.token}")
        began = time.monotonic()
        page.goto(f"{server.url}/voila/render/{notebook}{'?' + query if query else ''}")
        page.wait_for_selector("#rendered_cells", state="visible", timeout=60_000)
        view.seconds = time.monotonic() - began
        return view

    def bare(self, server: Served, width: int = 1366, height: int = 768) -> Any:
        """A page of a new context that has not logged in."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", accept_downloads=True
        )
        return context.new_page()


def watch(view: View, server: Served) -> None:
    """Note requests to any other host, errors, warnings and failed answers of the page."""
    home = urlsplit(server.url).netloc

    def asked(request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != home:
            view.foreign.append(request.url)

    def said(message: Any) -> None:
        if message.type in {"error", "warning"} and not any(word in message.text for word in QUIET):
            view.complaints.append(f"{message.type}: {message.text[:300]} {message.location.get('url', '')}")

    view.page.on("request", asked)
    view.page.on("console", said)
    view.page.on("pageerror", lambda error: view.complaints.append(f"pageerror: {str(error)[:300]}"))


def copy_dashboards(source: Path, target: Path) -> Path:
    """A copy of a folder of dashboards to serve, so that a test may not change the original."""
    shutil.copytree(source, target)
    return target
