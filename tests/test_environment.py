"""environment.yml, pyproject.toml and uv.lock install the same versions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent


def _environment_pins() -> dict[str, set[str]]:
    pip = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"][-1]["pip"]
    pins: dict[str, set[str]] = {}
    for line in pip[:-1]:
        name, version = re.split(r"==| ;", line)[:2]
        pins.setdefault(name.strip(), set()).add(version.strip())
    return pins


def _locked() -> dict[str, set[str]]:
    locked: dict[str, set[str]] = {}
    for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]:
        locked.setdefault(package["name"], set()).add(package.get("version", ""))
    return locked


def test_every_pin_of_the_conda_environment_is_the_locked_version() -> None:
    locked = _locked()
    wrong = {
        name: versions for name, versions in _environment_pins().items() if not versions <= locked.get(name, set())
    }
    assert wrong == {}


def test_every_declared_dependency_is_in_the_conda_environment() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.match(r"[A-Za-z0-9_.-]+", line)[0].lower().replace("_", "-") for line in declared}  # type: ignore[index]
    assert names <= set(_environment_pins())
