"""The worked campaigns as offices for tests, each played once in a run however many modules ask for it.

from tests.campaign_homes import played
home = played("s004", tmp_path_factory)
"""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.settings import Settings
from workbench.usecases.build_campaign_example import build_campaign_example
from workbench.usecases.office import Office

_PLAYED: dict[str, Path] = {}


def played(name: str, folders: pytest.TempPathFactory) -> Path:
    """Home of an example; copy it before writing to it."""
    if name not in _PLAYED:
        home = folders.mktemp(f"campaign-{name}") / "home"
        build_campaign_example(home, name)
        _PLAYED[name] = home
    return _PLAYED[name]


def office(name: str, folders: pytest.TempPathFactory) -> Office:
    """The example's office, for reading only."""
    return Office(Settings(home=played(name, folders), actor="测试员"))
