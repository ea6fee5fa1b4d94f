"""The list of dashboards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.domain.roles import Role, Viewer
from workbench.serving.pages import Dashboard, Shelf, dashboards_in, in_words


def _write(path: Path, **metadata: object) -> None:
    path.write_text(json.dumps({"metadata": metadata, "cells": []}), encoding="utf-8")


def test_ordered_titled_and_described_by_their_metadata(tmp_path: Path) -> None:
    _write(tmp_path / "b.ipynb", title="事项研判", description="一件一看", order=1)
    _write(tmp_path / "a.ipynb", title="议题", order=2)
    _write(tmp_path / "c.ipynb")
    (tmp_path / "bad.ipynb").write_text("{", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    _write(tmp_path / "sub" / "d.ipynb")
    assert dashboards_in(tmp_path) == (
        Dashboard("b.ipynb", "事项研判", "一件一看", 1.0),
        Dashboard("a.ipynb", "议题", "", 2.0),
        Dashboard("bad.ipynb", "bad", "（文件损坏，无法打开）", 1000.0),
        Dashboard("c.ipynb", "c", "", 1000.0),
    )


@pytest.mark.parametrize(
    ("roles", "shown"),
    [((Role.ANALYST,), {"case", "overview"}), ((Role.LEADER,), {"overview"}), ((Role.RESEARCHER,), set()), ((), set())],
)
def test_shelf_holds_what_the_role_has(tmp_path: Path, roles: tuple[Role, ...], shown: set[str]) -> None:
    for name in ("case", "overview"):
        _write(tmp_path / f"{name}.ipynb", title=name)
    shelf = Shelf(tmp_path, Viewer("张三", roles))
    assert {one.title for one in shelf.dashboards()} == shown
    assert shelf.holds("case.ipynb") == ("case" in shown)
    assert not shelf.holds("case") and not shelf.holds("../case.ipynb") and not shelf.holds("")


def test_viewer_in_words() -> None:
    assert in_words(Viewer("zhangsan", (Role.UNIT,), "住建局")) == "zhangsan · 责任单位 · 住建局"
