"""The samples in data/samples yield what stands beside them, and are those their tool writes."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"
tool = runpy.run_path(str(ROOT / "tools" / "write_samples.py"))


def _expected() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
    return found


def test_importing_the_samples_yields_what_is_written(tmp_path: Path) -> None:
    files = [SAMPLES / name for name in _expected()]
    assert tool["yields"](files, tmp_path / "first") == _expected()


def test_the_tool_writes_these_very_samples(tmp_path: Path) -> None:
    tool["write"](tmp_path / "samples")
    for name in (*_expected(), "expected.json"):
        assert (tmp_path / "samples" / name).read_bytes() == (SAMPLES / name).read_bytes(), name
