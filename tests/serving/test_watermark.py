"""Who is looking, over every page (屏幕水印): said by the server, escaped, in nobody's way; and a unit's papers behind its identity."""

from __future__ import annotations

import os
import pwd
import re
import shutil
from datetime import datetime
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from tests.browser import Chromium, Served, needs_chromium
from workbench.domain.roles import Role, Viewer
from workbench.serving.watermark import watermark_image, watermark_text
from workbench.settings import VIEWS, unit_slug

NOW = datetime(2026, 11, 23, 9, 5)
HOSTILE = "\"><script>window.__hit=1</script>'&甲"
UNIT = "清澜县自然资源局"


def test_it_says_name_account_and_minute() -> None:
    account = pwd.getpwuid(os.geteuid()).pw_name
    assert watermark_text(Viewer("周某", (Role.UNIT,), UNIT), NOW) == f"周某（{account}） 2026-11-23 09:05"
    assert watermark_text(Viewer(account, (Role.ANALYST,)), NOW) == f"{account} 2026-11-23 09:05"


def test_no_name_gets_out_of_the_picture() -> None:
    image = watermark_image(watermark_text(Viewer(HOSTILE, ()), NOW))
    assert not set(image) & set("\"'<>()&; ")
    drawn = unquote(image.partition(",")[2])
    assert "<script>" not in drawn and "&lt;script&gt;" in drawn


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "dashboards"
    found.mkdir()
    shutil.copy(Path("dashboards") / "supervision.ipynb", found)
    return found


def _home(tmp_path: Path) -> Path:
    papers = tmp_path / "home" / VIEWS / f"unit-{unit_slug(UNIT)}" / "papers"
    papers.mkdir(parents=True)
    (papers / "会议材料.docx").write_bytes(b"own")
    (papers / "口令.txt").write_bytes(b"no paper")
    others = tmp_path / "home" / VIEWS / "unit-other" / "papers"
    others.mkdir(parents=True)
    (others / "别家.docx").write_bytes(b"others")
    return tmp_path / "home"


@pytest.mark.browser
def test_a_page_bears_it_and_a_unit_saves_its_own_papers(tmp_path: Path, folder: Path) -> None:
    needs_chromium()
    told = {"WORKBENCH_ROLES": '["unit"]', "WORKBENCH_UNIT": UNIT, "WORKBENCH_ACTOR": HOSTILE}
    with Served(folder, _home(tmp_path), environment=told) as server, Chromium() as browser:
        view = browser.open(server, "supervision.ipynb")
        mark = view.page.locator(".wb-watermark")
        text = mark.get_attribute("data-text")
        assert text.startswith(HOSTILE) and re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d$", text) and not view.hit()
        style = view.page.evaluate(
            "e => [getComputedStyle(e).pointerEvents, getComputedStyle(e).position]", mark.element_handle()
        )
        assert style == ["none", "fixed"]
        assert unescape(view.page.locator("body").inner_text()).count("还没有") == 1  # no view: a sentence, no error
        own = server.get(f"/workbench/papers/{quote('会议材料.docx')}")
        assert (own.status, own.text, own.headers["Content-Disposition"]) == (200, "own", "attachment")
        for name in ("口令.txt", "别家.docx", "../papers/口令.txt", "..%2F..%2Funit-other%2Fpapers%2F别家.docx", ""):
            assert server.get(f"/workbench/papers/{quote(name, safe='%')}").status == 404, name
        assert server.get(f"/workbench/papers/{quote('会议材料.docx')}", token=False).status == 403
