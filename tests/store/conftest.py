"""A store on each database, and the invented rows that go into it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from workbench.store import Store, open_store


@pytest.fixture(scope="session")
def invented() -> ModuleType:
    """The module `invented.py` beside this file (tests are no package)."""
    spec = importlib.util.spec_from_file_location("invented", Path(__file__).with_name("invented.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with open_store(database_url) as opened:
        yield opened


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'private' / 'workbench.sqlite'}") as opened:
        yield opened
