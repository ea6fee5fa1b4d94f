"""Habits the repository keeps: no personal numbers, no outputs in notebooks, thin dashboards, files one can read."""

from __future__ import annotations

import json
import runpy
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
scan = runpy.run_path(str(ROOT / "tools" / "scan_personal_data.py"))


def _tracked(*patterns: str) -> list[Path]:
    names = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.splitlines() if (ROOT / name).exists()]


def test_no_identity_number_or_phone_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert [line for path in _tracked() for line in scan["findings"](path.relative_to(ROOT))] == []


def test_the_scan_sees_what_it_should(tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    bad.write_text("编号 " + "110101" + "19900101" + "0015" + "\n电话 " + "138" + "0013" + "8000", encoding="utf-8")
    assert [line.rsplit("疑似")[1][:4] for line in scan["findings"](bad)] == ["身份证号", "手机号，"]


def test_notebooks_carry_no_outputs() -> None:
    for path in _tracked("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert not any(cell.get("outputs") for cell in cells), f"{path.name} 带有输出，请运行 nbstripout"


def test_dashboards_only_call_an_app() -> None:
    for path in _tracked("dashboards/*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        assert 3 <= len(cells) <= 5, path.name
        assert not any(word in code for word in ("def ", "class ", "for ", "while ")), path.name


def test_no_module_is_over_500_lines() -> None:
    long = [
        path for path in _tracked("workbench/*.py", "workbench/**/*.py") if len(path.read_text().splitlines()) > 500
    ]
    assert long == []
