"""One narrowed server and one browser for the room's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Chromium, Served, needs_chromium

DASHBOARDS = Path(__file__).parent / "dashboards"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(DASHBOARDS, tmp_path_factory.mktemp("widgets")) as running:
        yield running


@pytest.fixture(scope="module")  # two at once in one thread are not possible
def browser() -> Iterator[Chromium]:
    needs_chromium()
    with Chromium() as running:
        yield running
