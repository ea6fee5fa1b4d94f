"""A served page in a real browser: state in the link, errors that say nothing, and a page that says when it is dead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import Chromium, Served

pytestmark = pytest.mark.browser
WAIT = 20_000


def test_kernel_knows_the_link_and_the_office_and_no_secret(server: Served, browser: Chromium) -> None:
    view = browser.open(server, "probe.ipynb", query="matter=M0007&from=list")
    text = view.page.get_by_text("环境：").inner_text(timeout=WAIT)
    assert "QUERY_STRING=matter=M0007&from=list" in text
    assert f"WORKBENCH_HOME={server.home.resolve()}" in text and "WORKBENCH_ACTOR=测试员" in text
    assert all(f"{name}=无" in text for name in ("MY_TOKEN", "OFFICE_PASSWORD", "WORKBENCH_SERVE_TOKEN"))
    assert (view.foreign, view.complaints) == ([], [])
    assert view.page.evaluate("document.documentElement.lang") == "zh-CN"
    kernel = json.loads(view.page.locator("#jupyter-config-data").text_content())["kernelId"]
    assert server.get(f"/api/kernels/{kernel}").status == 200
    view.page.goto(server.url)
    for _ in range(20):  # leaving the page ends its kernel, at once but for what else the machine does
        if server.get(f"/api/kernels/{kernel}").status == 404:
            break
        view.page.wait_for_timeout(250)
    else:
        pytest.fail("离开页面后内核没有结束")
    view.page.close()


def test_login_by_hand(server: Served, browser: Chromium) -> None:
    page = browser.bare(server)
    page.goto(f"{server.url}/voila/render/probe.ipynb?matter=M3")
    page.get_by_label("口令").fill("错的口令")
    page.get_by_role("button", name="登录").click()
    page.get_by_text("口令不对").wait_for()
    page.get_by_label("口令").fill(server.token)
    page.get_by_role("button", name="登录").click()
    assert "QUERY_STRING=matter=M3" in page.get_by_text("环境：").inner_text(timeout=60_000)
    page.close()


def test_traceback_of_a_callback_does_not_reach_the_page(server: Served, browser: Chromium) -> None:
    frames: list[str] = []
    page = browser.bare(server)
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(_text(frame))))
    page.goto(f"{server.url}/?token={server.token}")
    page.goto(f"{server.url}/voila/render/probe.ipynb")
    page.get_by_text("框内出错").click(timeout=60_000)
    page.get_by_role("button", name="出错", exact=True).click()
    page.get_by_text("已按").wait_for(timeout=WAIT)
    page.get_by_text("此处出错").first.wait_for(timeout=WAIT)
    assert any("已按" in frame or "\\u5df2\\u6309" in frame for frame in frames), "没有截到消息"
    assert not [frame for frame in frames if "Sanfeng" in frame or "ValueError" in frame]
    assert "Sanfeng" not in page.content() and "Sanfeng" not in server.log
    assert "ValueError @" in server.log
    page.close()


def test_dead_kernel_is_said_and_reload_brings_it_back(server: Served, browser: Chromium) -> None:
    view = browser.open(server, "probe.ipynb")
    page = view.page
    page.get_by_role("button", name="退出").click(timeout=WAIT)
    _until_stopped(page, "后台已结束")
    page.get_by_role("button", name="重新载入").click()
    page.get_by_text("环境：").wait_for(timeout=60_000)
    expect(page.locator("#wb-stopped")).to_have_count(0)
    page.close()


def test_stopped_server_is_said(browser: Chromium, tmp_path: Path) -> None:
    with Served(Path(__file__).parent / "dashboards", tmp_path) as server:
        page = browser.open(server, "probe.ipynb").page
    _until_stopped(page, "连不上服务")
    page.close()


def _until_stopped(page: object, reason: str) -> None:
    """Come back to the tab until the banner is there (otherwise it takes one or two beats of ten seconds)."""
    banner = page.locator("#wb-stopped")  # type: ignore[attr-defined]
    for _ in range(60):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # type: ignore[attr-defined]
        page.wait_for_timeout(250)  # type: ignore[attr-defined]
        if banner.count():
            break
    assert "本页已停止更新" in banner.inner_text() and reason in banner.inner_text()


def _text(frame: str | bytes) -> str:
    return frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
