"""Voilà's scripts in one file, and our own small one: whole, named by what is in them, and all that a page needs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.browser import Chromium, Served
from workbench.serving import bundle
from workbench.serving.voila_app import HERE

EARLY = HERE / "labextensions" / "@workbench" / "early-draw"
WAIT = 20_000


def test_chunks_stand_in_order_and_what_is_missing_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    static, extensions = tmp_path / "static", tmp_path / "extensions"
    for path, text in ((static / "1.js", "one"), (extensions / "e" / "2.js", "two"), (static / bundle.STARTS, "start")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(bundle, "wanted", lambda: ["1.js", "e/2.js", "none.js"])
    parts = bundle.chunks([static], [tmp_path / "nowhere", extensions])
    assert bundle.write_bundle(parts, tmp_path).read_text(encoding="utf-8") == "one\n;\ntwo\n;\nstart\n;\n"


def test_without_the_script_that_starts_the_page_nothing_is_served(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="重新安装 voila"):
        bundle.chunks([tmp_path], [])


def test_our_own_script_is_named_by_what_is_in_it() -> None:
    """Browsers keep it a week: after a change `static/early.<first 12 of sha256>.js` and package.json must be renamed."""
    (script,) = (EARLY / "static").iterdir()
    package = json.loads((EARLY / "package.json").read_text(encoding="utf-8"))
    assert script.name == f"early.{hashlib.sha256(script.read_bytes()).hexdigest()[:12]}.js"
    assert package["jupyterlab"]["_build"]["load"] == f"static/{script.name}"


@pytest.mark.browser
def test_a_page_asks_for_no_chunk_by_itself_and_draws_before_it_is_connected(server: Served, browser: Chromium) -> None:
    page = browser.bare(server)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split("?")[0]))
    page.route_web_socket("**/channels*", lambda socket: None)  # a connection that never says anything
    page.goto(f"{server.url}/?token={server.token}")
    page.goto(f"{server.url}/voila/render/probe.ipynb")
    page.get_by_text("环境：").wait_for(timeout=WAIT)
    page.get_by_role("button", name="出错", exact=True).wait_for(timeout=WAIT)
    single = [url.rpartition("/")[2] for url in asked if "/voila/static/" in url or "/voila/labextensions/" in url]
    assert [name for name in single if not name.startswith(("remoteEntry", "early"))] == []
    page.close()
