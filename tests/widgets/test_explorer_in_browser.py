"""The explorer in a real page: clicks reach Python, what is asked is counted first, filters filter, hostile text is text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import Chromium, Served, View

pytestmark = pytest.mark.browser
EVIL = "<img src=x onerror=window.__hit=1>"
SPOT = """(root, node) => {
  const { sigma } = root.wbView;
  const [box, at] = [sigma.getContainer().getBoundingClientRect(), sigma.framedGraphToViewport(sigma.getNodeDisplayData(node))];
  return [box.x + at.x, box.y + at.y];
}"""
LOOK = "(root, node) => { const { hidden, size, color } = root.wbView.sigma.getNodeDisplayData(node); return { hidden: !!hidden, size, color }; }"
PLACES = "root => Object.fromEntries(root.wbView.sigma.getGraph().mapNodes((node, { x, y }) => [node, [x, y]]))"


@pytest.fixture
def view(server: Served, browser: Chromium) -> Iterator[View]:
    view = browser.open(server, "explorer.ipynb")
    rested(view, 27)
    yield view
    assert (view.foreign, view.complaints, view.hit()) == ([], [], False)
    assert view.page.locator(".wb-explorer img").count() == 0
    view.page.close()


def root(view: View) -> Any:
    return view.page.locator(".wb-explorer").first


def rested(view: View, nodes: int) -> None:
    ready = f".wb-explorer[data-ready='{nodes}'][data-rested='1']"
    view.page.locator(ready).first.wait_for(timeout=40_000)
    view.page.wait_for_timeout(150)


def click(view: View, node: str, **how: Any) -> None:
    root(view).scroll_into_view_if_needed()
    x, y = root(view).evaluate(SPOT, node)
    view.page.mouse.move(x - 2, y - 2)
    view.page.mouse.click(x, y, **how)


def said(view: View, text: str | re.Pattern[str]) -> None:
    expect(view.page.locator(".said")).to_contain_text(text, timeout=15_000)


def told(view: View, text: str) -> None:
    expect(root(view).locator(".wb-explorer-strip")).to_contain_text(text, timeout=15_000)


def test_picture_and_table_select_together(view: View) -> None:
    click(view, "matter:M5")
    said(view, "selected ['matter:M5']")
    expect(view.page.locator("tr[data-id='matter:M5']")).to_have_attribute("aria-selected", "true")
    view.page.locator("tr[data-id='unit:住建局']").click()
    said(view, "selected ['unit:住建局']")
    expect(root(view).locator(".wb-explorer-head")).to_contain_text("住建局")


def test_two_are_chosen_with_a_key_and_none_by_a_click_beside(view: View) -> None:
    click(view, "matter:M5")
    said(view, "selected ['matter:M5']")
    view.page.keyboard.down("Control")
    click(view, "matter:M7")
    view.page.keyboard.up("Control")
    said(view, "selected ['matter:M5', 'matter:M7']")
    box = root(view).locator(".wb-explorer-canvas").bounding_box()
    view.page.mouse.click(box["x"] + 4, box["y"] + 4)
    said(view, "selected []")


def test_neighbours_are_counted_then_added_beside_what_stays(view: View) -> None:
    click(view, "unit:住建局")
    steps = root(view).locator(".wb-explorer-steps")
    expect(steps.get_by_role("button")).to_have_text(["主办 +30 / 212", "协办 +3", "全部类型 +30 / 215"])
    before = root(view).evaluate(PLACES)
    steps.get_by_role("button", name="协办 +3").click()
    told(view, f"已办 expand unit:住建局 协办 {EVIL}")
    rested(view, 28)
    after = root(view).evaluate(PLACES)
    assert all(after[node] == pytest.approx(place, abs=0.02) for node, place in before.items())
    assert len(after) == 28


def test_path_is_asked_from_one_node_to_another(view: View) -> None:
    tool = root(view).get_by_role("button", name="路径", exact=True)
    tool.click()
    told(view, "请点选起点")
    click(view, "contact:P1")
    told(view, "不能作路径的一端")
    click(view, "matter:M3")
    told(view, "起点“事项3”，请点选终点")
    click(view, "matter:M9")
    told(view, "已办 path matter:M3 matter:M9")
    expect(tool).to_have_attribute("aria-pressed", "false")
    assert (
        root(view).evaluate(LOOK, "matter:M4")["color"]
        == "#e1e6ec"
        != root(view).evaluate(LOOK, "unit:住建局")["color"]
    )


def test_types_are_hidden_and_a_contact_goes_with_its_record(view: View) -> None:
    root(view).get_by_label("显示信访件").uncheck()
    said(view, "'hidden': ['record']")
    assert root(view).evaluate(LOOK, "record:R1")["hidden"] and root(view).evaluate(LOOK, "contact:P1")["hidden"]
    expect(root(view).locator(".wb-explorer-count")).to_contain_text("显示 25 / 27 个节点")


def test_degree_filter_leaves_contacts_alone(view: View) -> None:
    root(view).get_by_label("相连数最少").fill("2")
    root(view).get_by_label("相连数最少").press("Enter")
    said(view, "'degrees': [2, 0]")
    hidden = {
        node: root(view).evaluate(LOOK, node)["hidden"]
        for node in ("matter:M5", "matter:M0", "record:R1", "contact:P1")
    }
    assert hidden == {"matter:M5": True, "matter:M0": False, "record:R1": False, "contact:P1": False}


def test_time_axis_cuts_by_month(view: View) -> None:
    root(view).get_by_role("button", name="时间轴").click()
    start = root(view).get_by_label("开始月份")
    for _ in range(3):
        start.press("ArrowRight")
    said(view, "'window': ['2024-04-01', '2024-12-31']")
    assert root(view).evaluate(LOOK, "matter:M0")["hidden"] and not root(view).evaluate(LOOK, "matter:M3")["hidden"]
    assert not root(view).evaluate(LOOK, "unit:住建局")["hidden"]
    root(view).get_by_role("button", name="全部").click()
    said(view, "'window': []")


def test_legend_says_what_a_link_means(view: View) -> None:
    expect(root(view).locator(".wb-explorer-row[data-key='主办']")).to_contain_text("单位主办该事项")
    expect(root(view).locator(".wb-explorer-row[data-key='退回移交']")).to_have_count(0)  # none in this picture


def test_colour_by_topic_names_hostile_values_as_text(view: View) -> None:
    root(view).get_by_label("着色").select_option("topic")
    said(view, "'color': 'topic'")
    expect(root(view).locator(".wb-explorer-group", has_text="颜色")).to_contain_text(EVIL)


def test_hover_tells_and_hostile_text_stays_text(view: View) -> None:
    x, y = root(view).evaluate(SPOT, "matter:M2")
    view.page.mouse.move(x - 1, y)
    view.page.mouse.move(x, y)
    tip = root(view).locator(".wb-tip")
    expect(tip).to_be_visible()
    assert (
        EVIL in tip.inner_text()
        and "2024-03-11 至 2024-03-20" in tip.inner_text()
        and f"责任单位：{EVIL}" in tip.inner_text()
    )
    click(view, "matter:M2")
    expect(root(view).locator(".wb-explorer-head strong")).to_have_text(EVIL)


def test_contact_is_small_and_offers_nothing(view: View) -> None:
    assert root(view).evaluate(LOOK, "contact:P1")["size"] < root(view).evaluate(LOOK, "record:R1")["size"]
    click(view, "contact:P1")
    card = root(view).locator(".wb-explorer-card")
    expect(card).to_contain_text("不统计、不展开、没有单独页面")
    expect(card.get_by_role("button")).to_have_count(0)


def test_found_in_the_picture(view: View) -> None:
    box = root(view).get_by_label("在图中查找")
    box.fill("事项7")
    box.press("Enter")
    said(view, "selected ['matter:M7']")
    box.fill("没有的")
    box.press("Enter")
    told(view, "图中没有“没有的”")


def test_node_is_dragged_and_python_is_told(view: View) -> None:
    before = root(view).evaluate(PLACES)["matter:M5"]
    x, y = root(view).evaluate(SPOT, "matter:M5")
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x + 30, y + 40, steps=4)
    view.page.mouse.up()
    view.page.wait_for_timeout(200)
    after = root(view).evaluate(PLACES)
    assert after["matter:M5"] != before


@pytest.mark.parametrize("kind", ["png", "svg", "json", "gexf"])
def test_picture_is_exported(view: View, kind: str) -> None:
    with view.page.expect_download() as download:
        root(view).get_by_label("导出").select_option(kind)
    content = Path(download.value.path()).read_bytes()
    if kind == "json":
        held = json.loads(content)
        assert held["graph"]["edition"] == "第 12 版" and len(held["nodes"]) == 27 and len(held["links"]) == 26
    assert content.startswith({"png": b"\x89PNG", "svg": b"<svg", "json": b"{", "gexf": b"<gexf/>"}[kind])
    if kind == "svg":
        assert "第 12 版" in content.decode() and "<img" not in content.decode()


def test_picture_is_saved_by_name_and_listed(view: View) -> None:
    root(view).get_by_role("button", name="保存", exact=True).click()
    root(view).get_by_label("保存这张图，名称：").fill("东街片区")
    root(view).get_by_label("保存这张图，名称：").press("Enter")
    told(view, "已办 save   东街片区")
    assert root(view).get_by_label("打开").locator("option").all_inner_texts()[1:] == ["东街片区"]


def test_same_data_comes_to_rest_the_same_way(view: View, server: Served, browser: Chromium) -> None:
    first = root(view).evaluate(PLACES)
    other = browser.open(server, "explorer.ipynb")
    rested(other, 27)
    assert root(other).evaluate(PLACES) == first
    other.page.close()


def test_nothing_and_one_node_say_what_they_are(view: View) -> None:
    expect(view.page.locator(".wb-explorer-blank").nth(1)).to_contain_text("作为起点")
    expect(view.page.locator(".wb-explorer-count").nth(2)).to_have_text("1 个节点 · 0 条连线")
    told(view, "有 1 条关联的一端不在图中")
