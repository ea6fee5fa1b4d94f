"""The real dashboards over the small invented county, and one browser before them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Chromium, Served, needs_chromium

DASHBOARDS = Path(__file__).resolve().parents[2] / "dashboards"


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the invented county: these tests record choices in it."""
    return Path(shutil.copytree(demo_home, tmp_path_factory.mktemp("served") / "home", symlinks=True))


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    with Served(DASHBOARDS, home) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    needs_chromium()
    with Chromium() as running:
        yield running
