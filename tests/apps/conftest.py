"""Widgets of a test end with it: ipywidgets keeps every one, with the model and the office's connections it holds."""

from __future__ import annotations

from collections.abc import Iterator

import ipywidgets
import pytest


@pytest.fixture(autouse=True)
def widgets_closed() -> Iterator[None]:
    yield
    ipywidgets.Widget.close_all()
