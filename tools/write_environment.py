"""Write environment.yml (conda, mamba, Binder) with the very versions uv.lock holds for Python 3.11 on Linux."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
# Written by tools/write_environment.py from uv.lock; tests/test_environment.py holds the two together.
name: case-review-workbench
channels: [conda-forge, nodefaults]
dependencies:
  - python=3.11
  - pip
  - pip:
"""


def locked_pins(root: Path = ROOT, uv: str = "uv") -> list[str]:
    """`name==version` of every package a base install has on Linux with Python 3.11; CalledProcessError if uv fails."""
    command = [uv, "export", "--frozen", "--no-hashes", "--no-emit-project", "--no-header", "--no-annotate", "--no-dev"]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return [line for line in map(str.strip, done.stdout.splitlines()) if line and not line.startswith("#")]


def environment_text(pins: list[str]) -> str:
    return HEAD + "".join(f'      - "{pin}"\n' for pin in pins) + '      - "-e ."\n'


if __name__ == "__main__":
    (ROOT / "environment.yml").write_text(environment_text(locked_pins(uv=sys.argv[1] if len(sys.argv) > 1 else "uv")))
