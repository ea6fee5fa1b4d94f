"""The pair card in a real page: keys, focus, marks, hostile text, and the grounds that wait."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import Chromium, Served, View

pytestmark = pytest.mark.browser
EVIL = "<img src=x onerror=window.__hit=1>"


@pytest.fixture
def card(server: Served, browser: Chromium) -> Iterator[View]:
    view = browser.open(server, "pair.ipynb")
    view.page.locator(".wb-pair-fields tbody tr").first.wait_for(timeout=30_000)
    yield view
    assert (view.foreign, view.complaints, view.hit()) == ([], [], False)
    view.page.close()


def said(view: View, text: str) -> None:
    expect(view.page.locator(".said")).to_have_text(text, timeout=15_000)


def test_fields_stand_side_by_side_with_marks(card: View) -> None:
    rows = card.page.locator(".wb-pair-fields tbody tr")
    assert rows.count() == 7 and card.page.locator(".wb-pair-rest").inner_text() == "双方均未填：起因"
    signs = [text.replace("\n", "") for text in rows.locator(".wb-pair-mark").all_inner_texts()]
    assert signs == ["≈相近", "≈相近", "≠不同", "＝一致", "◐单方", "≠不同", "≈相近"]
    expect(rows.nth(1).locator("mark")).to_have_text(
        ["甲", "乙"], use_inner_text=True
    )  # after a character of two units
    expect(rows.nth(4).locator(".wb-none")).to_have_text("未填", use_inner_text=True)


def test_hostile_text_is_text(card: View) -> None:
    card.page.keyboard.press("1")
    expect(card.page.locator(".wb-pair-score")).to_be_visible(timeout=15_000)
    box = card.page.locator(".wb-pair")
    expect(box.locator("img")).to_have_count(0)
    for place in (".wb-pair-fields td", ".wb-pair-word", ".wb-pair-said", ".wb-pair-presets button", ".wb-count"):
        assert box.locator(place, has_text=EVIL).count() >= 1, place
    assert EVIL in str(box.locator("textarea").get_attribute("placeholder"))


def test_grounds_wait_for_the_clerk_or_the_switch(card: View) -> None:
    page = card.page
    assert page.locator(".wb-pair-lines").count() == 0 and page.get_by_text("证件一致").count() == 0
    page.get_by_label("先看依据").check()
    expect(page.locator(".wb-pair-score")).to_contain_text("73.9%")
    words = page.locator(".wb-pair-lines .wb-pair-word").all_inner_texts()
    assert words == ["起点（未看依据前）", "证件一致", "姓名同音", "同一乡镇", f"年龄相差九岁{EVIL}", "合计"]
    bits = page.locator(".wb-pair-lines .wb-pair-bits").all_inner_texts()
    assert bits == ["−9.0", "+11.2", "+3.1", "+0.8", "−4.6", "+1.5"]
    page.get_by_label("先看依据").uncheck()
    expect(page.locator(".wb-pair-lines")).to_have_count(0)


def test_bars_of_the_waterfall_join(card: View) -> None:
    card.page.get_by_label("先看依据").check()
    bars = card.page.locator(".wb-pair-bar rect")
    expect(bars).to_have_count(6)
    ends = bars.evaluate_all("nodes => nodes.map(n => [n.x.baseVal.value, n.x.baseVal.value + n.width.baseVal.value])")
    prior, one, two, three, against, total = ends
    assert one[0] == pytest.approx(prior[0], abs=0.1)  # the first ground starts where the prior ends, on the left
    assert [two[0], three[0]] == pytest.approx([one[1], two[1]], abs=0.1)
    assert against[1] == pytest.approx(three[1], abs=0.1) and against[0] == pytest.approx(total[1], abs=0.1)


def test_keys_judge_move_and_undo_without_a_click(card: View) -> None:
    page = card.page
    page.keyboard.press("1")
    said(card, "judge R000001 相同 1")
    expect(page.locator("[data-verdict='相同']")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("j")
    said(card, "next R000001 2")
    expect(page.locator("thead th").nth(1)).to_have_text("R000002")
    assert "pair=R000002%7CR000003" in page.url
    page.keyboard.press("ArrowLeft")
    said(card, "back R000002 3")
    page.keyboard.press("u")
    said(card, "undo R000001 4")
    expect(page.locator("[data-verdict='相同']")).to_have_attribute("aria-pressed", "false")


def test_a_reason_is_asked_and_a_key_gives_it(card: View) -> None:
    page = card.page
    page.keyboard.press("2")
    expect(page.locator(".wb-pair-said")).to_contain_text("判为“不同”请说明理由：按 1–3 选一条")
    page.keyboard.press("Escape")
    expect(page.locator(".wb-pair-asking")).to_have_count(0)
    page.keyboard.press("3")
    page.keyboard.press("2")
    said(card, "judge R000001 相关 模板信 1")
    expect(page.locator("textarea")).to_have_value("")
    page.keyboard.press("1")  # another word than before: why?
    expect(page.locator(".wb-pair-said")).to_contain_text("您先前判为“相关”，改判请说明理由")


def test_typing_is_typing(card: View) -> None:
    page = card.page
    page.keyboard.press("/")
    page.keyboard.type("1j2u 同一地块")
    expect(page.locator("textarea")).to_have_value("1j2u 同一地块")
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    said(card, "judge R000001 不同 1j2u 同一地块 1")
    page.get_by_placeholder("别处的输入框").click()
    page.keyboard.type("12ju")
    page.wait_for_timeout(400)
    said(card, "judge R000001 不同 1j2u 同一地块 1")


def test_a_key_pressed_twice_judges_once(card: View) -> None:
    page = card.page
    page.evaluate(
        "for (const key of ['1', '4']) document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code: 'Digit' + key, bubbles: true}))"
    )
    said(card, "judge R000001 相同 1")


def test_a_step_asked_for_too_early_is_not_lost(card: View) -> None:
    page = card.page
    page.evaluate(
        "for (const key of ['1', 'j']) document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
    )
    said(card, "next R000001 2")
    expect(page.locator("thead th").nth(1)).to_have_text("R000002")


def test_long_texts_scroll_inside_and_both_sides_together(card: View) -> None:
    page = card.page
    sizes = page.locator(".wb-pair-scroll").evaluate("node => [node.scrollHeight, node.clientHeight]")
    assert sizes[0] > sizes[1] > 250
    page.keyboard.press("PageDown")
    assert page.locator(".wb-pair-scroll").evaluate("node => node.scrollTop") > 100
    tops = page.locator("[data-field='summary'] td").evaluate_all(
        "nodes => nodes.map(n => n.getBoundingClientRect().top)"
    )
    assert tops[0] == tops[1]
    assert page.locator(".wb-pair").evaluate("node => node.getBoundingClientRect().height") <= 768
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_mouse_does_what_keys_do(card: View) -> None:
    page = card.page
    page.get_by_role("button", name=re.compile("^存疑")).click()
    said(card, "judge R000001 存疑 1")
    page.get_by_role("button", name="模板信").click()
    expect(page.locator("textarea")).to_have_value("模板信")
    page.get_by_role("button", name=re.compile("^下一对")).click()
    said(card, "next R000001 2")
    expect(page.locator("textarea")).to_have_value("")
