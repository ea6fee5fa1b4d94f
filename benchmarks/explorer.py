"""The explorer in a real Chromium against ipysigma and a network drawn with plotly: picture, panning, click to Python.

    python3.11 -m venv /tmp/peers_viz && /tmp/peers_viz/bin/pip install ipysigma plotly anywidget voila networkx
    .venv/bin/python benchmarks/explorer.py --peers /tmp/peers_viz [--nodes 200 2000 5000]

Each contender is a notebook of its own with the same invented graph (twice as many links as nodes), ours served by our server,
the peers' by stock Voilà of their own venv; one page at a time, the same Chromium, the same mouse. plotly has no layout of its
own and gets the places for nothing.

`picture`: from asking for the page to the first picture on the canvas, start of the kernel included. `widget`: of that, from the
page being shown with its kernel's work done. `rests`: until the layout no longer moves. `fps`: frames drawn by the page in a
second while the mouse pans. `to Python`: from the mouse button let go over a node to the observer running in the kernel, by the
clock of the machine; `and back`: to the page showing what the observer wrote. Medians of several nodes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser import Chromium, Served, free_port

SAY = """from ipywidgets import Label, VBox
import json, time
graph = json.load(open({graph!r}))
said = Label("-")
_ = said.add_class("said")
def say(what): said.value = f"{{time.time() * 1000}} {{what}}"
"""
OURS = """from workbench.widgets import Explorer
view = Explorer(graph["nodes"], graph["edges"], height=560)
view.observe(lambda change: change["new"] and say(change["new"]), "selected")
VBox([said, view])
"""
IPYSIGMA = """import networkx as nx
from ipysigma import Sigma
g = nx.MultiGraph()
for n in graph["nodes"]: g.add_node(n["id"], label=n["label"], kind=n["type"])
for e in graph["edges"]: g.add_edge(e["source"], e["target"])
view = Sigma(g, node_color="kind", start_layout={seconds}, height=560, background_color="white")
view.observe(lambda change: change["new"] and say(change["new"]), "selected_node")
VBox([said, view])
"""
PLOTLY = """import plotly.graph_objects as go
at = graph["places"]
xs, ys = [], []
for e in graph["edges"]:
    xs += [at[e["source"]][0], at[e["target"]][0], None]
    ys += [at[e["source"]][1], at[e["target"]][1], None]
ids = [n["id"] for n in graph["nodes"]]
colour = {"unit": "#c8650a", "matter": "#2b6cb0"}
lines = go.Scattergl(x=xs, y=ys, mode="lines", line={"color": "#bbb", "width": 0.6}, hoverinfo="skip")
dots = go.Scattergl(x=[at[i][0] for i in ids], y=[at[i][1] for i in ids], mode="markers", text=[n["label"] for n in graph["nodes"]],
                    marker={"size": 9, "color": [colour[n["type"]] for n in graph["nodes"]]})
view = go.FigureWidget([lines, dots], layout={"height": 560, "dragmode": "pan", "showlegend": False})
view.data[1].on_click(lambda trace, points, state: points.point_inds and say(ids[points.point_inds[0]]))
VBox([said, view])
"""
DRAWN = """selector => {
  const box = document.querySelector(selector);
  return !!box && box.clientWidth > 0 && [...box.querySelectorAll("canvas")].some((one) => one.width > 100);
}"""
FRAMES = """() => {
  window.__n = 0;
  window.__on = true;
  const step = () => { window.__n++; window.__on && requestAnimationFrame(step); };
  requestAnimationFrame(step);
}"""
WATCH = """() => {
  document.addEventListener("mouseup", () => { window.__up = performance.timeOrigin + performance.now(); }, true);
  const said = document.querySelector(".said");
  const note = () => { window.__took = [parseFloat(said.textContent) - window.__up, performance.timeOrigin + performance.now() - window.__up]; };
  new MutationObserver(note).observe(said, { childList: true, characterData: true, subtree: true });
}"""


@dataclass(frozen=True)
class Contender:
    """How to draw, where the canvas is, and when it has come to rest."""

    name: str
    code: str
    canvas: str
    rests: str  # a selector that appears at rest, "" where nothing moves or nothing tells


CONTENDERS = (
    Contender("ours", OURS, ".wb-explorer-canvas", ".wb-explorer[data-rested='1']"),
    Contender("ipysigma", IPYSIGMA, ".ipysigma-container, [id^='ipysigma-container']", ""),
    Contender("plotly", PLOTLY, ".js-plotly-plot", ""),
)
IPYSIGMA_SECONDS = 3  # how long its layout is told to run


def graph(nodes: int) -> dict[str, Any]:
    """Units with their matters, most of them in groups; places for who has no layout."""
    draw = random.Random(7)
    units = [f"unit:{n}" for n in range(max(4, nodes // 40))]
    matters = [f"matter:{n}" for n in range(nodes - len(units))]
    pairs = [(units[n % len(units)], matter) for n, matter in enumerate(matters)]
    for number in range(len(matters)):
        near = (number + len(units) * draw.randint(1, 5)) % len(matters)
        pairs.append((matters[number], matters[near]))
    rows = [{"id": one, "type": one.partition(":")[0], "label": one} for one in (*units, *matters)]
    places = {row["id"]: [draw.gauss(0, 1), draw.gauss(0, 1)] for row in rows}
    edges = [{"source": a, "target": b, "type": "主办" if a.startswith("unit") else "相关"} for a, b in pairs if a != b]
    return {"nodes": rows, "edges": edges, "places": places}


def notebook(folder: Path, contender: Contender, data: Path) -> Path:
    """A dashboard of two cells."""
    cells = [SAY.format(graph=str(data)), contender.code.replace("{seconds}", str(IPYSIGMA_SECONDS))]
    made = [
        {"cell_type": "code", "id": str(n), "metadata": {}, "outputs": [], "execution_count": None, "source": cell}
        for n, cell in enumerate(cells)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / f"{contender.name}.ipynb"
    path.write_text(json.dumps({"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}))
    return path


@contextmanager
def served(contender: Contender, folder: Path, peers: Path) -> Iterator[tuple[str, str]]:
    """Where to log in (or "") and the address of the page."""
    if contender.name == "ours":
        with Served(folder, folder / "home") as server:
            yield f"{server.url}/?token={server.token}", f"{server.url}/voila/render/ours.ipynb"
        return
    port = free_port()
    command = [str(peers / "bin" / "voila"), str(folder), "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"]
    env = {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1", "PATH": f"{peers / 'bin'}:{os.environ['PATH']}"}
    with (folder / "voila.log").open("w") as log:
        process = subprocess.Popen(
            [str(one) for one in command if not str(one).startswith("--token")], stdout=log, stderr=log, env=env
        )
    try:
        _answers(f"http://127.0.0.1:{port}/voila/static/main.js", process)
        yield "", f"http://127.0.0.1:{port}/voila/render/{contender.name}.ipynb"
    finally:
        process.terminate()
        process.wait(20)


def _answers(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(400):
        if process.poll() is not None:
            raise RuntimeError("Voilà ended at once; see voila.log")
        try:
            urlopen(address, timeout=5)
            return
        except OSError as error:
            if "HTTP Error" in str(error):
                return
            time.sleep(0.1)
    raise RuntimeError("Voilà does not answer")


def measure(browser: Chromium, login: str, address: str, contender: Contender) -> dict[str, float | None]:
    """Open the page and take all figures."""
    page = browser._browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN").new_page()
    if login:
        page.goto(login)
    began = time.monotonic()
    page.goto(address, timeout=120_000)
    page.wait_for_selector(".said", timeout=120_000)
    shown = time.monotonic()
    page.wait_for_function(DRAWN, arg=contender.canvas, timeout=120_000)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    drawn = time.monotonic()
    if contender.rests:
        page.wait_for_selector(contender.rests, timeout=120_000)
    rested = time.monotonic() if contender.rests else None
    page.wait_for_timeout(IPYSIGMA_SECONDS * 1000 + 1000)
    box = page.locator(contender.canvas).first.bounding_box()
    fps = frames(page, box)
    found = {"picture": drawn - began, "widget": drawn - shown, "rests": rested and rested - began}
    there, back = clicks(page, box)
    return {**found, "fps": fps, "there": there, "back": back}


def frames(page: Any, box: dict[str, float]) -> float:
    """Frames in a second while the mouse pans to and fro for three seconds."""
    x, y = box["x"] + 100, box["y"] + box["height"] - 110  # inside plotly's axes too
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(FRAMES)
    began, step = time.monotonic(), 0
    while time.monotonic() - began < 3:
        step += 1
        page.mouse.move(x + 60 + 50 * (-1) ** (step // 12) * (step % 12) / 12, y - (step % 40))
    took = time.monotonic() - began
    many = page.evaluate("() => { window.__on = false; return window.__n; }")
    page.mouse.move(x, y)
    page.mouse.up()
    page.wait_for_timeout(600)
    return many / took


def clicks(page: Any, box: dict[str, float], wanted: int = 5) -> tuple[float | None, float | None]:
    """Median milliseconds from letting the button go over a node to Python, and to the page showing what Python wrote."""
    page.evaluate(WATCH)
    draw, took = random.Random(3), list[tuple[float, float]]()
    for _ in range(60):
        x = box["x"] + box["width"] * draw.uniform(0.2, 0.8)
        y = box["y"] + box["height"] * draw.uniform(0.2, 0.8)
        page.evaluate("window.__took = null")
        page.mouse.move(x, y)
        page.wait_for_timeout(250)  # what pointing at a node draws is done
        page.mouse.click(x, y)
        page.wait_for_timeout(700)
        found = page.evaluate("window.__took")
        took += [tuple(found)] if found else []
        if len(took) == wanted:
            break
    if not took:
        return None, None
    return statistics.median(there for there, _ in took), statistics.median(back for _, back in took)


def _ms(value: float) -> str:
    return f"{value:.0f} ms"


def line(contender: str, nodes: int, found: dict[str, float | None]) -> str:
    shape: dict[str, Callable[[float], str]] = {"fps": lambda v: f"{v:.0f}", "there": _ms, "back": _ms}
    cells = [
        shape.get(key, lambda v: f"{v:.1f} s")(value) if value is not None else "–" for key, value in found.items()
    ]
    return f"| {nodes:,} | {contender} | " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, default=Path("/tmp/peers_viz"))
    parser.add_argument("--nodes", type=int, nargs="+", default=[200, 2000, 5000])
    parser.add_argument("--only", nargs="+", default=[one.name for one in CONTENDERS])
    given = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f}")
    print(
        "| nodes | contender | picture | widget | rests | fps while panning | click to Python | and back |\n|---|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as made, Chromium() as browser:
        for nodes in given.nodes:
            data = Path(made) / f"graph{nodes}.json"
            data.write_text(json.dumps(graph(nodes)))
            for contender in (one for one in CONTENDERS if one.name in given.only):
                folder = Path(made) / f"{contender.name}{nodes}"
                folder.mkdir()
                notebook(folder, contender, data)
                with served(contender, folder, given.peers) as (login, address):
                    print(line(contender.name, nodes, measure(browser, login, address, contender)), flush=True)


if __name__ == "__main__":
    main()
