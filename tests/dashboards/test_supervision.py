"""督办 in a real browser: units in order with intervals, a unit's page by click and by link, tabs, one screen."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser import Chromium, Served, View

pytestmark = pytest.mark.browser
WAIT = 30_000


@pytest.fixture
def clean() -> Iterator[list[View]]:
    """Views a test opens; at its end none has complained, asked another host, or said that something broke."""
    views: list[View] = []
    yield views
    for view in views:
        assert (view.foreign, view.complaints) == ([], [])
        assert view.page.get_by_text("此处出错").count() == 0
        view.page.close()


def opened(browser: Chromium, served: Served, clean: list[View], query: str = "") -> View:
    view = browser.open(served, "supervision.ipynb", query=query)
    clean.append(view)
    view.page.locator(".wb-metric").first.wait_for(timeout=WAIT)
    return view


def test_units_in_order_and_a_units_page(browser: Chromium, served: Served, clean: list[View]) -> None:
    page = opened(browser, served, clean).page
    assert page.evaluate("document.documentElement.scrollHeight") <= 768
    expect(page.get_by_text("没有实质差别").first).to_be_visible(timeout=WAIT)
    page.locator(".wb-metric", has_text="按期答复率").click()
    expect(page.locator(".wb-section", has_text="M-02 按期答复率")).to_be_visible(timeout=WAIT)
    row = page.locator("tbody tr").first
    unit = row.locator("td").nth(1).inner_text()
    row.click()
    drawer = page.locator(".wb-drawer")
    expect(drawer).to_contain_text(f"{unit}：应履行的职责", timeout=WAIT)
    page.wait_for_url(f"**metric=M-02&unit={quote(unit)}", timeout=WAIT)
    again = opened(browser, served, clean, page.url.partition("?")[2]).page
    expect(again.locator(".wb-drawer")).to_contain_text(f"{unit}：应履行的职责", timeout=WAIT)


def test_clocks_proposals_and_letters_have_their_tabs(browser: Chromium, served: Served, clean: list[View]) -> None:
    page = opened(browser, served, clean).page
    page.get_by_role("tab", name="超期时限", exact=True).click()
    expect(page.get_by_text("超期未完成的时限").first).to_be_visible(timeout=WAIT)
    page.get_by_role("tab", name="督办建议", exact=True).click()
    expect(page.get_by_text("没有到了应督办程度的议定事项").first).to_be_visible(timeout=WAIT)
    page.get_by_role("tab", name="督办文书", exact=True).click()
    expect(page.get_by_text("还没有印过督办文书").first).to_be_visible(timeout=WAIT)
