"""Every widget in a real page, fed with hostile text: nothing of it runs, clicks reach Python, nothing foreign is asked for."""

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
WITHOUT_PLACE = """
new MutationObserver(() => document.querySelector('meta[name="workbench-static"]')?.remove())
  .observe(document, { childList: true, subtree: true });
"""
EVIL = "<img src=x onerror=window.__hit=1>"


def opened(server: Served, browser: Chromium, notebook: str, ready: str) -> Iterator[View]:
    view = browser.open(server, notebook, query="matter=M0007")
    view.page.locator(ready).first.wait_for(timeout=30_000)
    yield view
    assert (view.foreign, view.complaints, view.hit()) == ([], [], False)
    view.page.close()


@pytest.fixture(scope="module")
def overview(server: Served, browser: Chromium) -> Iterator[View]:
    yield from opened(server, browser, "overview.ipynb", ".wb-chart .sankey-node")


@pytest.fixture(scope="module")
def case(server: Served, browser: Chromium) -> Iterator[View]:
    yield from opened(server, browser, "case.ipynb", ".wb-timeline svg")


@pytest.fixture(scope="module")
def links(server: Served, browser: Chromium) -> Iterator[View]:
    yield from opened(server, browser, "links.ipynb", "[data-ready='46']")


def said(view: View, text: str | re.Pattern[str]) -> None:
    """The page's label, which only Python changes, says what was clicked."""
    expect(view.page.locator(".said")).to_have_text(text, timeout=15_000)


def test_chart_outside_our_server_asks_python_for_plotly_once(server: Served, browser: Chromium) -> None:
    """As in JupyterLab: the page does not say where our files are."""
    page, asked = browser.bare(server), []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{server.url}/?token={server.token}")
    page.add_init_script(WITHOUT_PLACE)
    page.goto(f"{server.url}/voila/render/overview.ipynb")
    expect(page.locator(".wb-chart .main-svg").nth(7)).to_be_visible(timeout=30_000)
    assert not [address for address in asked if "plotly.min.js" in address]
    page.close()


def test_metric_click_reaches_python(overview: View) -> None:
    overview.page.get_by_role("button", name=re.compile("^超期未办结")).click()
    said(overview, re.compile(r"'key': 'late'"))


def test_bar_click_brings_its_customdata_back_exactly(overview: View) -> None:
    bar = overview.page.locator(".wb-chart").first.locator(".barlayer .trace").nth(1).locator(".point path").first
    box = bar.bounding_box()
    overview.page.mouse.move(box["x"] + 9, box["y"] + 9)
    overview.page.mouse.click(box["x"] + 10, box["y"] + 10)
    said(overview, re.compile(r"'customdata': 'u0<&', 'label': '城关街道办事处', 'curve': 1, 'point': 0"))


def test_flow_click_brings_the_place(overview: View) -> None:
    overview.page.locator(".sankey-node .node-rect").first.click()
    said(overview, re.compile(r"'customdata': \{'stage': '户籍地', 'place': '甲县'\}"))


def test_hostile_label_of_a_chart_is_shown_as_text(overview: View) -> None:
    expect(overview.page.locator(".wb-chart .ytick text", has_text=EVIL)).to_have_count(1)
    assert overview.page.locator(".wb-chart img, .wb-table img, .wb-metrics img").count() == 0


def test_chart_speaks_chinese_and_carries_no_logo(overview: View) -> None:
    titles = overview.page.locator(".modebar-btn").evaluate_all("nodes => nodes.map(node => node.dataset.title)")
    assert set(titles) == {"下载图表为PNG格式", "重置轴", "重置视图"}  # and none that sends the data to plotly.com
    expect(overview.page.locator(".wb-chart").first).to_have_attribute("aria-label", "各责任单位在办与超期")


def test_table_row_is_selected_by_mouse_and_keyboard(overview: View) -> None:
    row = overview.page.locator("tr[data-id='M0002']")
    row.click()
    said(overview, "M0002")
    expect(row).to_have_attribute("aria-selected", "true")
    row.press("ArrowDown")
    overview.page.keyboard.press("Enter")
    said(overview, "M0003")


def test_table_sorts_searches_and_pages(overview: View) -> None:
    page = overview.page
    first = page.locator(".wb-table tbody tr").first
    page.get_by_role("button", name="剩余天数").click()
    expect(page.get_by_role("columnheader", name="剩余天数")).to_have_attribute("aria-sort", "ascending")
    expect(first.locator("td").nth(4)).to_have_text("-29")
    page.get_by_role("button", name="剩余天数").click()
    expect(first.locator("td").nth(4)).to_have_text("60")
    page.get_by_role("button", name="剩余天数").click()
    page.get_by_role("button", name="下一页").click()
    expect(first).to_have_attribute("data-id", "M0051")
    page.get_by_label("在表中查找").fill("农业农村局 m002")
    expect(page.locator(".wb-table-bar .wb-count")).to_have_text("找到 2 条（共 240 条）")
    page.get_by_label("在表中查找").fill("没有这样的事项")
    expect(page.locator(".wb-empty")).to_have_text("没有符合条件的记录")
    page.get_by_label("在表中查找").fill("")
    expect(page.locator(".wb-table-bar .wb-count")).to_have_text("共 240 条")


def test_links_lead_within_the_site_only(overview: View) -> None:
    hrefs = overview.page.locator(".wb-table a").evaluate_all("nodes => nodes.map(node => node.getAttribute('href'))")
    assert len(hrefs) == 49 and all(href.startswith("/voila/render/case.ipynb?matter=M") for href in hrefs)
    expect(overview.page.locator("tr[data-id='M0003'] td").last).to_have_text(
        "打开", use_inner_text=True
    )  # a word, not a link


def test_filter_reaches_python(overview: View) -> None:
    overview.page.locator(".wb-filters select").first.select_option(label="自然资源局")
    said(overview, re.compile(r"'unit': '自然资源局', 'state': None, 'town': None, 'search': ''"))
    overview.page.get_by_role("button", name="清除筛选").click()
    said(overview, re.compile(r"'unit': None"))


def test_page_fits_a_small_screen(overview: View) -> None:
    assert overview.page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_facts_and_findings_are_text(case: View) -> None:
    page = case.page
    expect(page.locator(".wb-facts dd").first).to_have_text("M0007")  # out of the page's address
    assert page.locator(".wb-facts img, .wb-findings img, .wb-notice img").count() == 0
    page.get_by_text("依据的事实").first.click()
    expect(page.locator(".wb-findings table").first).to_contain_text(EVIL)


def test_timeline_draws_dots_ranges_flags_and_today(case: View) -> None:
    line = case.page.locator(".wb-timeline").first
    expect(line.locator(".wb-item")).to_have_count(10)
    expect(line.locator("rect[stroke-dasharray]")).to_have_count(3)  # 2025-02, a range of days, a pause
    assert line.get_by_text("今天").count() == 1 and line.locator("img").count() == 0


def test_timeline_item_tells_and_is_selected(case: View) -> None:
    line = case.page.locator(".wb-timeline").first
    line.locator("[data-id='c']").hover()
    expect(line.locator(".wb-tip")).to_have_text(f"{EVIL}\n2025年6月20日\n{EVIL}", use_inner_text=True)
    line.locator("[data-id='e']").click()
    said(case, "e")


def test_timeline_zooms_and_goes_back(case: View) -> None:
    line = case.page.locator(".wb-timeline").first
    everything = line.locator(".wb-item").count()
    for _ in range(4):
        line.get_by_role("button", name="放大").click()
    assert line.locator(".wb-item").count() < everything
    line.get_by_role("button", name="全部时间").click()
    expect(line.locator(".wb-item")).to_have_count(everything)


@pytest.mark.parametrize(("name", "begins"), [("存为 SVG", b"<svg"), ("存为 PNG", b"\x89PNG")])
def test_timeline_is_saved(case: View, name: str, begins: bytes) -> None:
    with case.page.expect_download() as download:
        case.page.locator(".wb-timeline").first.get_by_role("button", name=name).click()
    assert Path(download.value.path()).read_bytes().startswith(begins)


def test_timeline_shows_lanes_records_and_words_asked_for(case: View) -> None:
    line = case.page.locator(".wb-timeline").nth(1)
    everything = line.locator(".wb-item").count()
    line.get_by_role("button", name="督办").click()
    expect(line.locator(".wb-item")).to_have_count(everything - 60)
    line.get_by_role("button", name="督办").click()
    line.get_by_label("只看一件信访件的步骤").select_option("QL-1")
    expect(line.locator(".wb-item")).to_have_count(100)
    line.get_by_label("查找步骤").fill("第10次")
    expect(line.locator(".wb-item")).to_have_count(1)
    expect(line.locator(".wb-count")).to_have_text("1 / 300 个节点", use_inner_text=True)
    line.get_by_label("查找步骤").fill("没有这一步")
    expect(line.locator(".wb-empty")).to_have_text("没有符合筛选的步骤")
    line.get_by_label("查找步骤").fill("")
    line.get_by_label("只看一件信访件的步骤").select_option("")
    expect(line.locator(".wb-item")).to_have_count(everything)


def test_a_filter_of_300_items_takes_no_time(case: View) -> None:
    """A reader's filter answers in 300 ms and less, here without the browser's own painting."""
    took = case.page.evaluate("""() => {
      const box = document.querySelectorAll(".wb-timeline")[1].querySelector("input[type=search]");
      const began = performance.now();
      box.value = "次记录";
      box.dispatchEvent(new Event("input", { bubbles: true }));
      const took = performance.now() - began;
      box.value = "";
      box.dispatchEvent(new Event("input", { bubbles: true }));
      return took;
    }""")
    assert took < 300


def test_timeline_draws_a_clock_with_its_pause_and_lateness(case: View) -> None:
    bar = case.page.locator(".wb-timeline").first.locator("[data-id='k']")
    expect(bar.locator(".wb-pause")).to_have_count(1)
    widths = bar.locator("g rect").evaluate_all("nodes => nodes.map(node => node.width.baseVal.value)")
    assert len(widths) == 3 and widths[0] > widths[1] > 0 and widths[2] > 0  # clock, pause, days beyond
    expect(bar.locator("line")).to_have_count(1)  # the day it was done


def test_timeline_card_says_where_a_step_was_read(case: View) -> None:
    line = case.page.locator(".wb-timeline").first
    line.locator("[data-id='d']").click()
    card = line.locator(".wb-step-card")
    expect(card).to_contain_text("县台账.xlsx〔2025〕D12")
    expect(card).to_contain_text(EVIL)
    expect(card.locator("img")).to_have_count(0)
    card.get_by_role("button", name="关闭").click()
    expect(card).to_be_hidden()
    line.locator(".wb-undated button").click()  # a day nobody wrote down: listed, and its card opens all the same
    expect(card).to_contain_text("日期未写明")
    card.press("Escape")
    expect(card).to_be_hidden()


def test_labels_of_a_full_timeline_do_not_overlap(case: View) -> None:
    boxes: list[dict[str, float]] = (
        case.page.locator(".wb-timeline")
        .nth(1)
        .locator(".wb-item text")
        .evaluate_all("nodes => nodes.map(node => node.getBoundingClientRect().toJSON())")
    )
    assert len(boxes) > 100
    assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if _overlap(a, b)]


def test_graph_node_is_found_selected_and_let_go(links: View) -> None:
    page = links.page
    page.get_by_label("查找节点").fill("单位3")
    page.get_by_label("查找节点").press("Enter")
    said(links, "U3")
    page.get_by_role("button", name="复位").click()
    said(links, "")


def test_graph_is_saved(links: View) -> None:
    with links.page.expect_download() as download:
        links.page.get_by_role("button", name="导出图片").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def _overlap(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return (
        a["left"] < b["right"] - 1
        and b["left"] < a["right"] - 1
        and a["top"] < b["bottom"] - 4
        and b["top"] < a["bottom"] - 4
    )


def test_dashboards_are_three_to_five_short_cells() -> None:
    for path in (Path(__file__).parent / "dashboards").glob("*.ipynb"):
        assert 3 <= len(json.loads(path.read_text("utf-8"))["cells"]) <= 5, path.name
