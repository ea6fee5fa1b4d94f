"""源头治理 in a real browser: a cell clicked lists its matters and exports them, a gap is ruled on, a letter written and answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, expect

from tests.browser import Chromium, Served, View

pytestmark = pytest.mark.browser
WAIT = 30_000
EVIL = "<img src=x onerror=window.__hit=1>"


@pytest.fixture
def clean() -> Iterator[list[View]]:
    """Views a test opens; none may complain, ask another host, run a script of the data or say that something broke."""
    views: list[View] = []
    yield views
    for view in views:
        assert (view.foreign, view.complaints, view.hit()) == ([], [], False)
        assert view.page.get_by_text("此处出错").count() == 0
        view.page.close()


def opened(browser: Chromium, served: Served, clean: list[View], query: str) -> Page:
    view = browser.open(served, "sources.ipynb", query=query)
    clean.append(view)
    view.page.locator(".wb-case-tabs").wait_for(timeout=WAIT)
    page: Page = view.page
    return page


def test_a_cell_lists_its_matters_and_exports_them(
    browser: Chromium, served: Served, clean: list[View], home: Path
) -> None:
    page = opened(browser, served, clean, "days=365&topic=一级")
    expect(page.locator("nav a[aria-current]")).to_have_text("源头治理", use_inner_text=True)
    chart = page.locator(".wb-chart").first
    title = page.locator(".wb-table-title:visible", has_text="事项（")
    expect(title).to_contain_text("全部")
    label = chart.locator("text").filter(has_text=re.compile(r"^\d+/\d+$")).first
    label.wait_for(timeout=WAIT)
    many = int(str(label.text_content()).split("/")[0])
    box = label.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(title).to_contain_text(f"{many} 件）", timeout=WAIT)
    page.get_by_role("button", name="导出").locator("visible=true").last.click()
    expect(page.locator(".wb-told:visible").last).to_contain_text("已存为", timeout=WAIT)
    assert list((home / "exports").glob("事项_*.xlsx"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_each_tab_opens_and_the_link_follows(browser: Chromium, served: Served, clean: list[View]) -> None:
    page = opened(browser, served, clean, "")
    for title, key, words in (
        ("成因", "causes", "共性原因"),
        ("政策缺口", "gaps", "系统提出，由人认定"),
        ("三项建议", "advice", "新的建议书"),
        ("热表与突增", "heat", "突增与集中"),
    ):
        page.get_by_role("tab", name=title, exact=True).click()
        page.get_by_text(words).locator("visible=true").first.wait_for(timeout=WAIT)
        expect(page).to_have_url(re.compile(f"tab={key}&"))


def test_from_a_gap_to_an_answered_letter(browser: Chromium, served: Served, clean: list[View], home: Path) -> None:
    page = opened(browser, served, clean, "tab=gaps")
    page.locator("tbody tr:visible").first.click()
    form = page.locator(".wb-form:visible")
    form.locator("[data-name=ruling] select").select_option("成立")
    form.locator("[data-name=why] textarea").fill(f"新旧标准不衔接{EVIL}")
    page.get_by_role("button", name="登记认定").click()
    expect(page.locator("tbody tr:visible").first).to_contain_text("成立", timeout=WAIT)
    page.get_by_role("tab", name="三项建议", exact=True).click()
    form = page.locator(".wb-form:visible", has_text="新的建议书")
    form.locator("[data-name=kind] select").select_option("完善政策")
    form.locator("[data-name=source] select").select_option(index=2)
    for name, text in (("unit", "清澜县人民政府"), ("number", "清联建〔2026〕7号"), ("signer", "县委副书记")):
        form.locator(f"[data-name={name}] input").fill(text)
    form.locator("[data-name=text] textarea").fill(f"明确衔接办法{EVIL}")
    page.get_by_role("button", name="登记并打印").click()
    row = page.locator("tbody tr:visible", has_text="清联建〔2026〕7号")
    expect(row).to_contain_text("待反馈", timeout=WAIT)
    assert list((home / "papers").glob("完善政策建议书_*.docx"))
    row.click()
    reply = page.locator(".wb-form:visible", has_text="的反馈")
    reply.locator("[data-name=outcome] select").select_option("不采纳")
    page.get_by_role("button", name="登记反馈").click()
    expect(reply.locator(".wb-form-said")).to_contain_text("须写明单位说明的理由", timeout=WAIT)
    reply.locator("[data-name=text] textarea").fill("上级已在修订")
    page.get_by_role("button", name="登记反馈").click()
    expect(page.locator("tbody tr:visible", has_text="清联建〔2026〕7号")).to_contain_text("不采纳", timeout=WAIT)
    expect(page.locator(".wb-metric").first).to_contain_text("0 / 1 件")
