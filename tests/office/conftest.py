"""One office server for the room: PostgreSQL, hub and proxy as in `make office-demo`, with more accounts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser import Chromium, needs_chromium
from tests.office.client import Person
from workbench.domain.roles import Role
from workbench.usecases.office_demo import DemoAccount, RunningOffice, office_demo, proxy_program

TOP = Path(__file__).parents[2]
ACCOUNTS = (
    ("fenxi", Role.ANALYST, "", ""),
    ("lingdao", Role.LEADER, "", ""),
    ("lingdao2", Role.LEADER, "", ""),
    ("yanjiu", Role.RESEARCHER, "", ""),
    ("zhujian", Role.UNIT, "zhujian", "住建局"),
    ("tongji", Role.STATISTICIAN, "", ""),
    ("shenji", Role.AUDITOR, "", ""),
    ("zhuren", Role.DIRECTOR, "", ""),
)
PROBE = """import json, os, ipywidgets
print("I-AM", os.environ["WORKBENCH_ACTOR"], *json.loads(os.environ["WORKBENCH_ROLES"]), "END")
print("SECRETS", [name for name in os.environ if "TOKEN" in name or "SECRET" in name])
ipywidgets.Label("probe")"""


def probe_dashboards(folder: Path) -> Path:
    """The real dashboards, but 督办 is a page that says whose kernel it runs in."""
    shutil.copytree(TOP / "dashboards", folder)
    path = folder / "supervision.ipynb"
    kept = json.loads(path.read_text(encoding="utf-8"))
    cell = {"cell_type": "code", "execution_count": None, "id": "0", "metadata": {}, "outputs": [], "source": PROBE}
    path.write_text(json.dumps({**kept, "cells": [cell]}), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, demo_home: Path) -> Iterator[RunningOffice]:
    pytest.importorskip("jupyterhub", reason="没有安装 JupyterHub")
    pytest.importorskip("psycopg", reason="没有安装 psycopg")
    dashboards = probe_dashboards(tmp_path_factory.mktemp("office") / "dashboards")
    people = tuple(DemoAccount(*one) for one in ACCOUNTS)
    try:
        proxy_program()
    except LookupError as missing:
        pytest.skip(str(missing))
    options = {"dashboards": str(dashboards), "refresh_seconds": 2, "kernels": 8}
    with office_demo(people, county=demo_home, options=options) as running:
        yield running


@pytest.fixture(scope="session")
def people(office: RunningOffice) -> dict[str, Person]:
    """Everyone at a browser of their own; who has not started yet has not signed in."""
    found = {one.name: Person(office.address, one.name, one.password) for one in office.accounts}
    return {**found, "nobody": Person(office.address)}


@pytest.fixture(scope="session")
def at_work(people: dict[str, Person]) -> Callable[[str], Person]:
    """A person whose session runs; started at the first asking."""
    started: set[str] = set()

    def begin(name: str) -> Person:
        if name not in started:
            people[name].start()
            started.add(name)
        return people[name]

    return begin


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    needs_chromium()
    with Chromium() as running:
        yield running
