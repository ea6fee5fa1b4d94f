"""The list of dashboards."""

from __future__ import annotations

import json
from pathlib import Path

from workbench.serving.pages import Dashboard, dashboards_in


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
