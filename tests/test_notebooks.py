"""Tutorials and studies run from top to bottom and end in an assertion."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TUTORIALS = [path for part in ("tutorials", "studies") for path in sorted((ROOT / "notebooks" / part).glob("*.ipynb"))]


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_ends_in_an_assertion(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    last = [cell for cell in cells if cell["cell_type"] == "code"][-1]
    assert any(line.startswith("assert ") for line in last["source"])


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("default")  # what Jupyter's own client warns of is not ours to forbid
def test_a_tutorial_runs(path: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    assert notebook.cells[-1].get("execution_count")
