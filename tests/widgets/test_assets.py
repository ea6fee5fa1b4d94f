"""The committed bundles and styles fit their sources and the palette."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from workbench.widgets.theme import TONES, asset

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "workbench" / "widgets" / "js"
BUNDLES = ("board", "chart", "table", "metrics", "timeline", "network", "pair", "explorer", "form", "stepper")


def _mark() -> str:
    """The hash tools/build_js writes into every bundle."""
    digest = hashlib.sha256()
    for path in sorted(SOURCES.glob("*.js")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    digest.update((ROOT / "tools" / "build_js" / "package.json").read_bytes())
    return digest.hexdigest()[:16]


@pytest.mark.parametrize("name", BUNDLES)
def test_bundle_is_built_from_the_sources_as_they_are(name: str) -> None:
    assert asset(f"{name}.js").startswith(f"/* sources {_mark()};"), (
        "请在 tools/build_js 里运行 npm ci && npm run build"
    )


@pytest.mark.parametrize(
    "path", sorted((ROOT / "workbench" / "widgets" / "static").iterdir()), ids=lambda path: path.name
)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    found = set(re.findall(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s\"'`]*", path.read_text(encoding="utf-8")))
    assert {address for address in found if "w3.org" not in address} == set()


def test_sources_never_write_markup() -> None:
    for path in SOURCES.glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", path.read_text("utf-8")
        ), path


def test_palette_of_css_is_the_palette_of_python() -> None:
    written = dict(re.findall(r"--wb-([a-z]+): (#[0-9a-f]{6});", asset("palette.css")))
    assert {name: written[name] for name in TONES} == dict(TONES)
