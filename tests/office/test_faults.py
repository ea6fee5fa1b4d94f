"""kill -9 of kernel, session, hub and proxy: an open page says so within 30 s, and everything works again within 30 s."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Chromium
from tests.office.client import Person
from workbench.usecases.office_demo import RunningOffice, answers

SECONDS = 30
BUSY = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
"""How many want each processor: what must be back in 30 s on a machine of its own takes so much longer on this one."""
pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Chromium, office: RunningOffice) -> Iterator[Any]:
    """The leader's page in Chromium, signed in by the form, open and alive."""
    one = next(one for one in office.accounts if one.name == "lingdao")
    context = browser._browser.new_context(locale="zh-CN")
    shown = context.new_page()
    shown.goto(f"{office.address}/hub/login")
    shown.fill("#username_input", one.name)
    shown.fill("#password_input", one.password)
    shown.click("#login_submit")
    shown.wait_for_url("**/user/lingdao/", timeout=90_000 * BUSY)
    shown.goto(address(office))
    alive(shown)
    yield shown
    context.close()


def address(office: RunningOffice) -> str:
    return f"{office.address}/user/lingdao/voila/render/supervision.ipynb"


def alive(page: Any) -> None:
    """The page's widgets are drawn and nothing says it has stopped."""
    page.wait_for_selector("text=probe", timeout=60_000 * BUSY)
    assert page.locator("#wb-stopped").count() == 0


def said_so(page: Any) -> str:
    """The banner's words, which must come in time."""
    page.wait_for_selector("#wb-stopped", timeout=SECONDS * 1000 * BUSY)
    return str(page.inner_text("#wb-stopped"))


def back(page: Any) -> None:
    """After 重新载入 (again where the server is not there yet) the page lives again, in time."""
    began, longest = time.monotonic(), SECONDS * BUSY
    while time.monotonic() - began < longest and not comes(page):
        time.sleep(0.5)
    alive(page)
    assert time.monotonic() - began < longest


def comes(page: Any) -> bool:
    """Does the page come when it is loaded anew? No: the hub still opens the session, or nobody answers."""
    from playwright.sync_api import Error

    try:
        page.reload(timeout=60_000)
        page.wait_for_selector("text=probe", timeout=15_000 * BUSY)
    except Error:
        return False
    return True


def kernel_pid(office: RunningOffice, page: Any) -> int:
    """Process number of the kernel of an open page, by its id on the command line."""
    kernel = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f"kernel-{kernel}.json" in entry.read_bytes().decode("utf-8", "replace"):
                return int(entry.parent.name)
        except OSError:
            continue
    raise LookupError(kernel)


def test_kernel(page: Any, office: RunningOffice) -> None:
    os.kill(kernel_pid(office, page), signal.SIGKILL)
    assert "后台已结束" in said_so(page)
    back(page)


def test_session(page: Any, office: RunningOffice) -> None:
    before = office.session_pid("lingdao")
    os.kill(before, signal.SIGKILL)
    assert "连不上" in said_so(page)
    back(page)
    assert office.session_pid("lingdao") != before


def test_proxy(page: Any, office: RunningOffice) -> None:
    before = office.supervisor.restarts["proxy"]
    os.kill(office.supervisor.pid("proxy"), signal.SIGSTOP)  # one that hangs first: the page must not wait for it
    assert "连不上" in said_so(page)
    os.kill(office.supervisor.pid("proxy"), signal.SIGKILL)
    back(page)
    assert office.supervisor.restarts["proxy"] == before + 1


def test_hub(page: Any, office: RunningOffice, people: dict[str, Person]) -> None:
    """Open pages stay alive meanwhile; whoever signs in must wait for the hub to be back, not longer than that."""
    session, before = office.session_pid("lingdao"), office.supervisor.restarts["hub"]
    os.kill(office.supervisor.pid("hub"), signal.SIGKILL)
    began = time.monotonic()
    assert until(lambda: office.supervisor.restarts["hub"] == before + 1 and answers(office.address), SECONDS * BUSY)
    assert time.monotonic() - began < SECONDS * BUSY
    assert people["lingdao2"].start(seconds=3 * SECONDS * BUSY).status == 200
    assert office.session_pid("lingdao") == session
    back(page)


def until(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.3)
    return False
