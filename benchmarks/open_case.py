"""Opening the dossier of a matter with 200 recorded steps in an office of 100,000 matters: in Python, and in a real Chromium.

    .venv/bin/python benchmarks/open_case.py [--home /tmp/case100k] [--skip-page]

The office is made once (`large_office`) and kept. In Python: `read_matter` (the edition alone), `study_matter` with nothing newer
than the edition, with five newer events, and as of an earlier day; each for matters of 200 steps and for matters drawn at
random, every matter asked once (nothing is asked twice, so nothing is remembered but open files).

In the browser: 案件研判 behind the narrowed Voilà server. A first visit warms the browser's cache and the disk's; the next ones
each begin at the click on a link and end with the timeline drawn and with the tabs there to click.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.large_office import DAY, large_office
from workbench.domain.events import EventKind
from workbench.usecases.office import Office
from workbench.usecases.recording import event
from workbench.usecases.study_matter import read_matter, search_matters, study_matter

NEWER, RUNS = 5, 25
FILTER = """() => new Promise((done) => {
  const box = document.querySelector(".wb-timeline input[type=search]");
  const began = performance.now();
  box.value = "第10次";
  box.dispatchEvent(new Event("input", { bubbles: true }));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
})"""


def timed(call: Callable[[str], Any], asked: Iterable[str]) -> dict[str, float]:
    """Milliseconds of a call: median and 95th percentile by the clock, median of the processor."""
    wall, cpu = [], []
    for matter in asked:
        began, worked = time.perf_counter(), time.process_time()
        call(matter)
        wall.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - worked))
    first, rest = wall[0], sorted(wall[1:])
    return {"first": first, "median": statistics.median(rest), "p95": rest[int(0.95 * len(rest))],
            "cpu": statistics.median(cpu[1:])}  # fmt: skip


def in_python(office: Office, long: list[str]) -> dict[str, dict[str, float]]:
    """Every way of asking, for long matters and for any."""
    edition = office.edition()
    known = edition.query("SELECT matter_id FROM matters WHERE NOT locked ORDER BY matter_id")["matter_id"].tolist()
    any_matter = random.Random(7).sample(known, RUNS)
    middle = len(long) // 2
    same, fresh = long[middle - RUNS : middle], long[middle : middle + RUNS]
    for matter in fresh:
        say_more(office, matter)
    earlier = DAY - timedelta(days=365)
    fresh_edition = lambda: office.edition()  # noqa: E731
    return {
        "read_matter, long": timed(lambda one: read_matter(fresh_edition(), one), same),
        "read_matter, any": timed(lambda one: read_matter(fresh_edition(), one), any_matter),
        "study_matter, nothing newer": timed(lambda one: study_matter(office, one), same),
        "study_matter, any, nothing newer": timed(lambda one: study_matter(office, one), any_matter),
        "study_matter, 5 newer events": timed(lambda one: study_matter(office, one), fresh),
        "study_matter, a year earlier": timed(lambda one: study_matter(office, one, earlier), same),
        "search_matters, two words": timed(lambda words: search_matters(edition, words), ["竹岭 土地"] * 6),
    }


def say_more(office: Office, matter: str) -> None:
    """Five steps recorded after the edition, unless they are there from an earlier run."""
    dossier = study_matter(office, matter)
    record_id = dossier.records[-1]["record_id"]
    told = {"kind": "汇报", "day": DAY.isoformat(), "unit": "清澜县信访局", "target": "", "text": "版次之后登记"}
    missing = NEWER - len(dossier.newer)
    office.store.append_many(
        [event(office, EventKind.STEP, record_id, "测量员", "演示登记", **told) for _ in range(missing)]
    )


# --- in a kernel and in the browser -------------------------------------------------------------------------------------


def in_a_kernel(home: Path, matter: str) -> dict[str, float]:
    """What a fresh Python needs for the page's cells: the imports, then the page of one matter; seconds, MB of memory."""
    code = """import time, resource, sys, os
began = time.perf_counter()
from workbench.apps.case import view
from workbench.apps.frame import open_office
there = time.perf_counter()
view.build(open_office(), {"matter": sys.argv[1]})
done = time.perf_counter()
view.build(open_office(), {"matter": sys.argv[1]})
again = time.perf_counter()
print(there - began, done - there, again - done, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"""
    env = {**os.environ, "WORKBENCH_HOME": str(home)}
    runs = [
        [float(part) for part in subprocess.run([sys.executable, "-c", code, matter], env=env, capture_output=True,
                                                text=True, check=True).stdout.split()]
        for _ in range(5)
    ]  # fmt: skip
    names = ("imports s", "page s", "page again s", "memory MB")
    return dict(zip(names, map(statistics.median, zip(*runs, strict=True)), strict=True))


def in_the_browser(home: Path, matters: list[str]) -> dict[str, list[float]]:
    """Seconds from asking for the page: first byte, timeline drawn, tabs there, all quiet; milliseconds of a filter; MB."""
    from tests.browser import Chromium, Served

    dashboards = Path(__file__).parents[1] / "dashboards"
    found: dict[str, list[float]] = {}
    with Served(dashboards, home, ("--max-kernels", "30")) as server, Chromium() as browser:
        page = browser.bare(server)
        page.goto(f"{server.url}/?token={server.token}")
        for number, matter in enumerate(matters):
            figures = visit(page, f"{server.url}/voila/render/case.ipynb?matter={matter}")
            figures["kernel MB"] = kernel_memory(server.process.pid)
            for name, value in figures.items() if number else ():  # the first visit warms the browser's cache
                found.setdefault(name, []).append(value)
    return found


def visit(page: Any, address: str) -> dict[str, float]:
    """One visit, and a filter in the timeline, painting included."""
    began = time.monotonic()
    page.goto(address, wait_until="commit", timeout=120_000)
    byte = time.monotonic()
    page.wait_for_selector(".wb-timeline .wb-item", timeout=120_000)
    drawn = time.monotonic()
    page.wait_for_selector(".wb-case-tabs .lm-TabBar-tabLabel", timeout=120_000)
    usable = time.monotonic()
    items = page.locator(".wb-timeline .wb-item").count()
    page.wait_for_timeout(1000)
    filtered = page.evaluate(FILTER)
    return {"first byte s": byte - began, "timeline drawn s": drawn - began, "tabs s": usable - began, "items": items,
            "filter ms": filtered}  # fmt: skip


def kernel_memory(server: int) -> float:
    """Resident megabytes of the server's newest kernel."""
    told = subprocess.run(
        ["ps", "-o", "rss=", "--sort=start_time", "--ppid", str(server)], capture_output=True, text=True
    )
    return float(told.stdout.split()[-1]) / 1024 if told.stdout.split() else math.nan


def show(found: dict[str, dict[str, float]]) -> None:
    for name, figures in found.items():
        print(f"| {name} | " + " | ".join(f"{value:,.0f}" for value in figures.values()) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--home", type=Path, default=Path("/tmp/case100k"))
    parser.add_argument("--matters", type=int, default=100_000)
    parser.add_argument("--visits", type=int, default=10)
    parser.add_argument("--skip-page", action="store_true")
    given = parser.parse_args()
    office, long = large_office(given.home, given.matters)
    print(f"load {os.getloadavg()[0]:.1f}; {office.edition().meta['rows']}")
    print("| asked | first ms | median ms | p95 ms | cpu ms |\n|---|---|---|---|---|")
    show(in_python(office, long))
    if given.skip_page:
        return
    print("\nfresh Python:", {name: round(value, 2) for name, value in in_a_kernel(given.home, long[0]).items()})
    for name, values in in_the_browser(given.home, long[1 : given.visits + 2]).items():
        low, *_, high = sorted(values)
        print(f"| {name} | {statistics.median(values):.2f} | {low:.2f}–{high:.2f} |")


if __name__ == "__main__":
    main()
