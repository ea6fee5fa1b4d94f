"""Form and stepper in a real page: required fields, days as people write them, keyboard, refusals that lose nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import Chromium, Served, View

pytestmark = pytest.mark.browser
EVIL = "<img src=x onerror=window.__hit=1>"


@pytest.fixture
def view(server: Served, browser: Chromium) -> Iterator[View]:
    found = browser.open(server, "form.ipynb")
    found.page.locator(".wb-form textarea").wait_for(timeout=30_000)
    yield found
    assert (found.foreign, found.complaints, found.hit()) == ([], [], False)
    assert found.page.locator(".wb-box img").count() == 0
    found.page.close()


def said(view: View, text: str) -> None:
    expect(view.page.locator(".said")).to_have_text(text, timeout=15_000)


def test_a_page_without_a_title_has_no_empty_heading(view: View) -> None:
    expect(view.page.locator("h1")).to_have_count(0)


def test_the_path_says_where_it_stands(view: View) -> None:
    stages = view.page.locator(".wb-stage")
    expect(stages).to_have_count(4)
    assert view.page.locator("[aria-current=step]").inner_text().startswith(f"已受理{EVIL}")
    expect(stages.nth(1)).to_have_attribute("title", "已转交 · 未经过")


def test_a_refused_step_says_why_in_a_sentence(view: View) -> None:
    page = view.page
    expect(page.locator(".wb-next .wb-choice")).to_have_text(["出具意见书", "延期", "走访调查"], use_inner_text=True)
    page.get_by_text("现在还不能办的 1 步").click()
    page.get_by_role("button", name="送达").click()
    said(view, "选 送达")
    expect(page.locator(".wb-why")).to_have_text(f"尚未出具意见书{EVIL}（《信访工作条例》第三十二条）")
    page.get_by_role("button", name="延期").press("Enter")
    said(view, "选 延期")
    expect(page.locator(".wb-why")).to_have_text("已受理，第 12 日")


def test_what_must_be_filled_is_asked_for(view: View) -> None:
    page = view.page
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("[data-name=day] .wb-wrong")).to_have_text("请填写“日期”")
    expect(page.locator("[data-name=unit] .wb-wrong")).to_have_text("请填写“单位”")
    expect(page.locator("[data-name=day] input").first).to_be_focused()
    page.wait_for_timeout(300)
    said(view, "未提交")


@pytest.mark.parametrize(
    ("typed", "sent"),
    [("2026年1月9日", "2026-01-09"), ("2026.1.9", "2026-01-09"), ("20260109", "2026-01-09"), ("2026年1月", "2026-01")],
)
def test_a_day_may_be_written_as_people_write_it(view: View, typed: str, sent: str) -> None:
    page = view.page
    page.get_by_label("日期*", exact=True).fill(typed)
    page.get_by_label("单位*").fill("县住建局")
    page.get_by_label("方式").select_option("J")
    page.get_by_label("走访").check()
    page.get_by_label(f"内容{EVIL}").fill("已上门")
    page.get_by_label(f"内容{EVIL}").press("Control+Enter")
    said(view, f"day={sent} unit=县住建局 way=J days= ticks=走访 text=已上门")
    expect(page.get_by_label("日期*", exact=True)).to_have_value("")  # recorded: empty again
    expect(page.locator(".wb-form-said")).to_have_text("已登记")


def test_a_refusal_loses_nothing(view: View) -> None:
    page = view.page
    page.get_by_label("日期*", exact=True).fill("2026-01-09")
    page.get_by_label("单位*").fill("县住建局")
    page.get_by_label(f"内容{EVIL}").fill("拒")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".wb-form-said")).to_have_text("未登记：缺文号", timeout=15_000)
    expect(page.locator("[data-name=unit] .wb-wrong")).to_have_text("单位已回避")
    expect(page.get_by_label("单位*")).to_have_value("县住建局")
    expect(page.get_by_label(f"内容{EVIL}")).to_have_value("拒")
    page.get_by_label(f"内容{EVIL}").fill("改过")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".wb-form-said")).to_have_text("已登记", timeout=15_000)
