"""First view of 总览, server warm: ours beside a stock Voilà notebook and the same page in Streamlit, Panel and Dash.

Every server is started, visited once to be warm, then visited five times by a Chromium with a new context each (no cache);
time is from navigation until the third picture is drawn. Stock Voilà is this venv's own, without any of our serving.

    .venv/bin/python benchmarks/first_view.py --home /tmp/demo_office --peers /tmp/peers_dash --visits 5
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser import Chromium, Served, free_port

PEERS = Path(__file__).parent / "peers"
PICTURES = ".js-plotly-plot:has(.main-svg), .wb-chart:has(.wb-light)"
GOAL = 0.35


@contextmanager
def running(command: list[str], home: Path, port: int) -> Iterator[str]:
    """A server as a process of its own, until it answers; stopped at the end."""
    env = {**os.environ, "WORKBENCH_HOME": str(home)}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log, cwd=PEERS)
        try:
            _answer(f"http://127.0.0.1:{port}/", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _answer(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"server ended: {process.args}")
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"server does not answer: {process.args}")


def visits(browser: Chromium, url: str, many: int, first: str = "") -> list[float]:
    """Seconds from navigation to the third picture, each in a context of its own; the first visit is left out."""
    found = []
    for _ in range(many + 1):
        context = browser._browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        page = context.new_page()
        if first:
            page.goto(first)
        began = time.monotonic()
        page.goto(url)
        page.locator(PICTURES).nth(2).wait_for(state="attached", timeout=120_000)  # sees into Panel's shadow roots too
        found.append(time.monotonic() - began)
        context.close()
        time.sleep(3)  # the next kernel is made ready meanwhile; the same pause for all
    return found[1:]


def commands(peers: Path, port: int) -> dict[str, tuple[list[str], str]]:
    """How each peer is served, and the path of its page."""
    python = str(peers / "bin" / "python")
    return {
        "stock Voilà": ([sys.executable, "-m", "voila", "stock_overview.ipynb", "--no-browser", f"--port={port}"], "/"),
        "Streamlit": ([python, "-m", "streamlit", "run", "overview_streamlit.py", "--server.headless=true",
                       "--browser.gatherUsageStats=false", f"--server.port={port}"], "/"),
        "Panel": ([python, "-m", "panel", "serve", "overview_panel.py", "--port", str(port)], "/overview_panel"),
        "Dash": ([python, "overview_dash.py", str(port)], "/"),
    }  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--peers", type=Path, default=Path("/tmp/peers_dash"))
    asked.add_argument("--visits", type=int, default=5)
    asked.add_argument("--only", default="")
    given = asked.parse_args()
    found: dict[str, float] = {}
    with Chromium() as browser:
        dashboards = Path(__file__).parents[1] / "dashboards"
        with Served(dashboards, given.home.resolve()) as served:
            told = visits(
                browser,
                f"{served.url}/voila/render/overview.ipynb",
                given.visits,
                f"{served.url}/?token={served.token}",
            )
        found["ours"] = _say("ours", told)
        for name in commands(given.peers, 0):
            if given.only and name not in given.only.split(","):
                continue
            port = free_port()
            command, path = commands(given.peers, port)[name]
            if not shutil.which(command[0]):
                print(f"{name}: {command[0]} is not there; left out")
                continue
            with running(command, given.home.resolve(), port) as url:
                found[name] = _say(name, visits(browser, url + path, given.visits))
    for name, seconds in found.items():
        if name != "ours":
            print(f"ours / {name}: {found['ours'] / seconds:.2f}")
    if "stock Voilà" in found:
        print("met" if found["ours"] <= GOAL * found["stock Voilà"] else "not met", f"(goal {GOAL})")


def _say(name: str, told: list[float]) -> float:
    middle = statistics.median(told)
    print(f"{name}: {middle:.2f} s (median of {len(told)}; least {min(told):.2f})", flush=True)
    return middle


if __name__ == "__main__":
    main()
