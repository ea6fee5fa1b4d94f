"""A process of its own that writes into a store: `writer.py import|events|hold URL NAME COUNT`; run by test_concurrency."""

from __future__ import annotations

import importlib.util
import sys
import time
from datetime import datetime
from pathlib import Path
from types import ModuleType

from workbench.domain.events import Event, EventKind
from workbench.store import Store, ingest, open_store


def _invented() -> ModuleType:
    spec = importlib.util.spec_from_file_location("invented", Path(__file__).with_name("invented.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _events(store: Store, name: str, count: int) -> None:
    for number in range(count):
        step = Event(EventKind.STEP, f"{name}-{number}", name, datetime(2026, 11, 22), payload={"kind": "进展"})
        store.append(step)
        print(number, flush=True)


def _imports(store: Store, name: str, count: int) -> None:
    """Small files: each changes five shared records and brings five of its own."""
    invented = _invented()
    for number in range(count):
        shared = invented.rows(5).assign(team=f"{name}-{number}")
        own = invented.rows(5, first=1000 * int(name) + 5 * number)
        for frame in (shared, own):
            invented.put(store, frame, file_name=f"{name}-{number}.xlsx", actor=name)
        print(number, flush=True)


def _hold(store: Store) -> None:
    """Stop in the middle of an import, with rows written and nothing committed, until somebody kills this process."""
    invented = _invented()

    def wait(*_: object) -> None:
        print("written", flush=True)
        time.sleep(60)

    ingest._write_events = wait
    invented.put(store, invented.rows(2_000, first=50_000))


def main() -> None:
    what, url, name, count = sys.argv[1:]
    with open_store(url) as store:
        print("open", flush=True)
        if what == "hold":
            _hold(store)
        else:
            {"events": _events, "import": _imports}[what](store, name, int(count))


main()
