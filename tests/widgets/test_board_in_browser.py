"""The board in a real page: cards dragged, moved by keys and by menu, clashes at once, hostile text inert, picture saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import Chromium, Served, View

pytestmark = pytest.mark.browser
EVIL = "<img src=x onerror=window.__hit=1>"


@pytest.fixture
def view(server: Served, browser: Chromium) -> Iterator[View]:
    found = browser.open(server, "board.ipynb")
    found.page.locator(".wb-mat").first.wait_for(timeout=30_000)
    yield found
    assert (found.foreign, found.complaints, found.hit()) == ([], [], False)
    assert found.page.locator(".wb-box img").count() == 0
    found.page.close()


def said(view: View, text: str) -> None:
    expect(view.page.locator(".said")).to_contain_text(text, timeout=15_000)


def card(view: View, matter: str) -> Locator:
    return view.page.locator(f".wb-mat[data-id={matter}]")


def sit(view: View, sitting: str) -> Locator:
    return view.page.locator(f".wb-sit[data-sitting='{sitting}']")


def test_columns_say_how_full_they_are_and_cards_what_they_lack(view: View) -> None:
    expect(view.page.locator(".wb-board .wb-count")).to_have_text("3 次会 · 已排 3 件 · 未排入 1 件")
    expect(sit(view, "S1")).to_contain_text("已用 50 / 105 分")
    expect(sit(view, "S1")).to_contain_text("2 / 5 件")
    expect(card(view, "M2")).to_contain_text("材料缺 1")
    expect(card(view, "M2")).to_contain_text("不能发布")
    expect(sit(view, "")).to_contain_text(f"可排的会次都已满{EVIL}")
    expect(view.page.locator(".wb-clashes")).to_contain_text("→ 请补齐")
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_a_card_is_dragged_and_the_clash_is_seen_before_and_after(view: View) -> None:
    page = view.page
    box, to = card(view, "M1").bounding_box(), sit(view, "S2").bounding_box()
    assert box and to
    page.mouse.move(box["x"] + 30, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(to["x"] + 60, to["y"] + 140, steps=8)
    expect(sit(view, "S2").locator(".wb-sit-why")).to_have_text(f"县级事项，不能排入{EVIL}", timeout=10_000)
    expect(sit(view, "S1").locator(".wb-sit-why")).to_be_empty()
    page.mouse.up()
    said(view, "S1=M2 S2=M1 S3=M4")
    expect(card(view, "M1")).to_contain_text("不能排入")
    expect(page.locator(".wb-clash").first).to_contain_text("县级事项，不能排入乡联席会议")
    expect(sit(view, "S2").locator(".wb-sit-why")).to_be_empty()


def test_a_card_lands_where_it_is_dropped_among_others(view: View) -> None:
    card(view, "M4").drag_to(card(view, "M2"), target_position={"x": 40, "y": 4})
    said(view, "S1=M1,M4,M2 S2= S3= ")
    card(view, "M2").drag_to(sit(view, "").locator("header"))
    said(view, "S1=M1,M4 S2= S3= ")
    expect(view.page.locator(".wb-board .wb-count")).to_contain_text("未排入 2 件")


def test_keys_walk_and_move(view: View) -> None:
    card(view, "M1").focus()
    page = view.page
    page.keyboard.press("ArrowDown")
    expect(card(view, "M2")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    said(view, "S1=M2,M1")
    expect(card(view, "M2")).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    said(view, "S1=M1 S2=M2")
    page.keyboard.press("Enter")
    said(view, "选M2")
    page.keyboard.press("Alt+Delete")
    said(view, "S1=M1 S2= S3=M4")
    page.keyboard.press("ArrowRight")
    expect(card(view, "M1")).to_be_focused()


def test_the_menu_says_where_it_cannot_go(view: View) -> None:
    page = view.page
    card(view, "M1").click()
    card(view, "M1").get_by_role("button", name="移到…").click()
    entry = page.locator(".wb-board-menu [data-to=S2]")
    expect(entry).to_contain_text(f"县级事项，不能排入{EVIL}")
    expect(entry).to_contain_text("余 105 分、2 件")
    page.keyboard.press("Escape")
    expect(page.locator(".wb-board-menu")).to_be_hidden()
    expect(card(view, "M1")).to_be_focused()
    page.keyboard.press("m")
    page.locator(".wb-board-menu [data-to=S3]").click()
    said(view, "S1=M2 S2= S3=M4,M1")


def test_the_time_axis_draws_minutes_and_the_picture_is_saved(view: View, tmp_path: Path) -> None:
    page = view.page
    page.get_by_role("button", name="时间轴").click()
    heights = [card(view, matter).bounding_box()["height"] for matter in ("M1", "M2")]  # type: ignore[index]
    assert heights[1] > 1.3 * heights[0]  # 30 minutes beside 20
    for kind in ("SVG", "PNG"):
        with page.expect_download() as found:
            page.get_by_role("button", name=kind).click()
        found.value.save_as(tmp_path / kind)
    drawn = (tmp_path / "SVG").read_text("utf-8")
    assert "反映拆迁补偿&lt;img" in drawn and "11月24日 周二" in drawn and "第 1 版" in drawn and "<img" not in drawn
    assert (tmp_path / "PNG").read_bytes()[:4] == b"\x89PNG"
