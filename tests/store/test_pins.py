"""Editions that stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.store.pins import pin, pinned


def test_an_edition_is_kept_for_each_holder_once(tmp_path: Path) -> None:
    assert pinned(tmp_path) == {}
    (tmp_path / "E20260101-01").mkdir()
    for holder in ("month-1", "month-1", "week-1"):
        pin(tmp_path, "E20260101-01", holder)
    assert pinned(tmp_path) == {"E20260101-01": ("month-1", "week-1")}


def test_an_edition_that_went_cannot_be_kept(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="版次 E20260101-01 已不在"):
        pin(tmp_path, "E20260101-01", "month-1")
    assert pinned(tmp_path) == {}
