"""How long work tells how far it is (进度)."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with a stage's Chinese name, how much of it is done and how much there is."""


def silent(_stage: str, _done: int, _total: int) -> None:
    """Progress nobody watches."""
