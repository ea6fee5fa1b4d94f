"""总览 in a real browser: one screen at 1366×768, each number opens its cases, a filter narrows, paper and phone readable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import Chromium, Served, View
from workbench.settings import Settings
from workbench.usecases.office import Office

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


def opened(browser: Chromium, served: Served, clean: list[View], width: int = 1366, height: int = 768) -> View:
    view = browser.open(served, "overview.ipynb", width=width, height=height)
    clean.append(view)
    view.page.locator(".wb-metric").first.wait_for(timeout=WAIT)
    view.page.locator(".wb-chart .wb-light").nth(2).wait_for(timeout=WAIT)
    return view


def test_one_screen_numbers_with_fractions_and_the_edition(
    browser: Chromium, served: Served, clean: list[View], home: Path
) -> None:
    page = opened(browser, served, clean).page
    assert Office(Settings(home=home)).edition().id in page.locator(".wb-header").inner_text()
    height, width = page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
    assert (height, width) <= (768, 1366)
    cards = page.locator(".wb-metric").all_inner_texts()
    assert len(cards) >= 8 and all(re.search(r"\d+ / \d+|—", card) for card in cards), "每个数字都要带分数"


def test_a_number_opens_its_cases_and_a_filter_narrows_them(
    browser: Chromium, served: Served, clean: list[View], home: Path
) -> None:
    page = opened(browser, served, clean).page
    card = page.locator(".wb-metrics").last.locator(".wb-metric", has_text="未化解").first
    many = int(re.findall(r"(\d+) / \d+", card.inner_text())[0])
    card.click()
    drawer = page.locator(".wb-drawer")
    expect(drawer).to_contain_text("未化解的事项", timeout=WAIT)
    expect(drawer).to_contain_text(f"共 {many} 件")
    drawer.get_by_role("button", name="导出").click()
    expect(drawer).to_contain_text(f"已导出 {many} 条，存到", timeout=WAIT)
    assert list((home / "exports").glob("未化解的事项*.xlsx"))
    drawer.get_by_role("button", name="关闭").click()
    expect(drawer).to_be_hidden()
    page.locator("select").first.select_option(index=1)
    expect(card).not_to_contain_text(f"{many} / ", timeout=WAIT)
    card.click()
    expect(drawer).not_to_contain_text(f"共 {many} 件", timeout=WAIT)
    drawer.locator("table a").first.click()
    page.wait_for_url("**/case.ipynb?matter=**", timeout=WAIT)


def test_on_a_phone_nothing_is_wider_than_the_screen(browser: Chromium, served: Served, clean: list[View]) -> None:
    page = opened(browser, served, clean, 400, 860).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.locator(".wb-metric").last.click()
    expect(page.locator(".wb-drawer")).to_be_visible(timeout=WAIT)
    assert page.locator(".wb-drawer").bounding_box()["width"] <= 400


def test_on_paper_nothing_is_cut_and_filters_are_not_printed(
    browser: Chromium, served: Served, clean: list[View]
) -> None:
    page = opened(browser, served, clean).page
    import pypdfium2

    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    text = "".join(sheet.get_textpage().get_text_range() for sheet in paper)
    assert len(paper) <= 2 and "清除筛选" not in text
    assert all(words in text for words in ("总览", "未化解", "每月登记与办结", "单位履职", "截至"))
