"""The real dashboards over the small invented county, and one browser before them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Chromium, Served, needs_chromium

DASHBOARDS = Path(__file__).resolve().parents[2] / "dashboards"


@pytest.fixture(scope="module")
def served(demo_home: Path) -> Iterator[Served]:
    with Served(DASHBOARDS, demo_home) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    needs_chromium()
    with Chromium() as running:
        yield running
