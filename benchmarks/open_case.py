"""Opening the dossier of a matter with 200 recorded steps in an office of 100,000 matters: in Python, and in a real Chromium.

    .venv/bin/python benchmarks/open_case.py [--home /tmp/case100k] [--skip-page]
    .venv/bin/python benchmarks/open_case.py --only-page --home DIR     (any office that has an edition, e.g. of `workbench demo`)

The office is made once (`large_office`) and kept. In Python: `read_matter` (the edition alone), `study_matter` with nothing newer
than the edition, with five newer events, and as of an earlier day; each for matters of 200 steps and for matters drawn at
random, every matter asked once (nothing is asked twice, so nothing is remembered but open files).

In the browser: 案件研判 behind the narrowed Voilà server, five visits of two views, each visit with an empty browser cache: the
first view fetches every script, the second finds them. A view begins when the browser leaves for the address and ends with the
timeline drawn, by the browser's own clock; between views the server has time to make its next kernel ready (`--pause`).
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
from workbench.settings import Settings
from workbench.usecases.office import Office
from workbench.usecases.recording import event
from workbench.usecases.study_matter import read_matter, search_matters, study_matter

NEWER, RUNS = 5, 25
SEEN = """window.seen = {};
new MutationObserver(() => {
  const note = (name, selector) => { if (!seen[name] && document.querySelector(selector)) seen[name] = performance.now(); };
  note("kernel given", "#jupyter-config-data");
  note("page head drawn", ".wb-header");
  note("timeline drawn", ".wb-timeline .wb-item");
}).observe(document, { childList: true, subtree: true });
window.WebSocket = class extends WebSocket {
  constructor(...given) { super(...given); this.addEventListener("open", () => { seen.connected = performance.now(); }); }
};"""
PHASES = """() => {
  const [page] = performance.getEntriesByType("navigation"), files = performance.getEntriesByType("resource");
  return { "first byte": page.responseStart, "page written": page.responseEnd, "page loaded": page.loadEventEnd, ...window.seen,
           "files": files.length, "kB fetched": files.reduce((sum, file) => sum + file.transferSize, 0) / 1024 };
}"""
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


def in_the_browser(home: Path, matters: list[str], visits: int, pause: float) -> dict[str, dict[str, list[float]]]:
    """Of first and second views: milliseconds from leaving for the page to each phase, of a filter; files, kB, MB."""
    from tests.browser import Chromium, Served

    dashboards = Path(__file__).parents[1] / "dashboards"
    found: dict[str, dict[str, list[float]]] = {"first view": {}, "second view": {}}
    asked = iter(matters)
    with Served(dashboards, home, ("--max-kernels", "30")) as server, Chromium() as browser:
        for _ in range(visits):
            page = browser.bare(server)
            page.add_init_script(SEEN)
            page.goto(f"{server.url}/?token={server.token}")
            for name in found:
                page.wait_for_timeout(1000 * pause)
                figures = view(page, f"{server.url}/voila/render/case.ipynb?matter={next(asked)}")
                figures["kernel MB"] = kernel_memory(server.process.pid)
                for phase, value in figures.items():
                    found[name].setdefault(phase, []).append(value)
            page.context.close()
    return found


def view(page: Any, address: str) -> dict[str, float]:
    """One view, and a filter in its timeline, painting included."""
    page.goto(address, wait_until="commit", timeout=120_000)
    page.wait_for_selector(".wb-timeline .wb-item", timeout=120_000)
    page.wait_for_function("window.seen.connected", timeout=120_000)
    page.wait_for_timeout(1000)
    phases: dict[str, float] = page.evaluate(PHASES)
    items = page.locator(".wb-timeline .wb-item").count()
    return {**phases, "items": items, "filter ms": page.evaluate(FILTER)}


def kernel_memory(server: int) -> float:
    """Resident megabytes of the largest kernel: the page's, beside one that is being made ready."""
    told = subprocess.run(["ps", "-o", "rss=", "--sort=rss", "--ppid", str(server)], capture_output=True, text=True)
    return float(told.stdout.split()[-1]) / 1024 if told.stdout.split() else math.nan


def show(found: dict[str, dict[str, float]]) -> None:
    for name, figures in found.items():
        print(f"| {name} | " + " | ".join(f"{value:,.0f}" for value in figures.values()) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--home", type=Path, default=Path("/tmp/case100k"))
    parser.add_argument("--matters", type=int, default=100_000)
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--pause", type=float, default=5.0, help="seconds between views")
    parser.add_argument("--skip-page", action="store_true")
    parser.add_argument("--only-page", action="store_true")
    given = parser.parse_args()
    if given.only_page:
        show_page(in_the_browser(given.home, longest(given.home, 2 * given.visits), given.visits, given.pause))
        return
    office, long = large_office(given.home, given.matters)
    print(f"load {os.getloadavg()[0]:.1f}; {office.edition().meta['rows']}")
    print("| asked | first ms | median ms | p95 ms | cpu ms |\n|---|---|---|---|---|")
    show(in_python(office, long))
    if not given.skip_page:
        print("\nfresh Python:", {name: round(value, 2) for name, value in in_a_kernel(given.home, long[0]).items()})
        show_page(in_the_browser(given.home, long[1:], given.visits, given.pause))


def longest(home: Path, number: int) -> list[str]:
    """Matters of an office with most records, none of an accusation."""
    asked = "SELECT matter_id FROM matters WHERE NOT locked ORDER BY records DESC, matter_id LIMIT ?"
    return [str(one) for one in Office(Settings(home=home)).edition().query(asked, [number])["matter_id"]]


def show_page(found: dict[str, dict[str, list[float]]]) -> None:
    print(f"load {os.getloadavg()[0]:.1f}\n| view | phase | median | least–most |\n|---|---|---|---|")
    for name, phases in found.items():
        for phase, values in sorted(phases.items(), key=lambda item: statistics.median(item[1])):
            print(f"| {name} | {phase} | {statistics.median(values):,.0f} | {min(values):,.0f}–{max(values):,.0f} |")


if __name__ == "__main__":
    main()
