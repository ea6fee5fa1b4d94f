"""会议筹备 in a real browser: a round made, a matter dragged, the clash seen, kept, told of others, released, printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.apps.test_meeting_rounds import furnish, start_round
from tests.browser import Chromium, Served, View
from workbench.domain.codes import Level
from workbench.settings import Settings
from workbench.usecases import schedule_round
from workbench.usecases.office import Office

pytestmark = pytest.mark.browser
WAIT = 60_000


@pytest.fixture(scope="module")
def office(home: Path) -> Office:
    made = Office(Settings(home=home, actor="测试员"))
    furnish(made)
    return made


@pytest.fixture
def clean() -> Iterator[list[View]]:
    """Views a test opens; at its end none has complained, asked another host, or said that something broke."""
    views: list[View] = []
    yield views
    for view in views:
        assert (view.foreign, view.complaints) == ([], [])
        assert view.page.get_by_text("此处出错").count() == 0
        view.page.close()


def opened(browser: Chromium, served: Served, clean: list[View], query: str) -> Page:
    view = browser.open(served, "meeting.ipynb", query=query)
    view.page.wait_for_selector(".wb-case-tabs", timeout=WAIT)
    clean.append(view)
    return view.page


def card(page: Page, matter: str) -> Locator:
    return page.locator(f".wb-mat[data-id='{matter}']")


def sit(page: Page, sitting: str) -> Locator:
    return page.locator(f".wb-sit[data-sitting='{sitting}']")


def said(page: Page, text: str) -> None:
    expect(page.locator(".wb-notice", has_text=text).first).to_be_visible(timeout=WAIT)


def test_a_round_is_made_from_planned_meetings(
    browser: Chromium, served: Served, clean: list[View], office: Office
) -> None:
    page = opened(browser, served, clean, "tab=board")
    page.get_by_text("还没有轮次").wait_for(timeout=WAIT)
    page.get_by_role("button", name="新建轮次").click()
    page.locator("[data-name=title] input").fill("试排一轮")
    page.get_by_role("button", name="建立").click()
    expect(sit(page, "H20261124")).to_contain_text("11月24日 周二 09:00–11:00", timeout=WAIT)
    expect(page).to_have_url(re.compile(r"round=P2026"))
    said(page, "会议 4 次")
    expect(page.locator(".wb-notice", has_text="本轮还没有列入的事项")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_a_matter_is_dragged_clashes_is_kept_and_released(
    browser: Chromium, served: Served, clean: list[View], office: Office
) -> None:
    made = start_round(office)
    page = opened(browser, served, clean, f"tab=board&round={made}")
    card(page, "M-R000001").wait_for(timeout=WAIT)
    page.get_by_role("button", name="计算方案").click()
    said(page, "第1版（计算）已保存")
    expect(page.locator(".wb-board .wb-count")).to_contain_text("未排入 0 件")
    state = schedule_round.open_round(office, made)
    town = next(one.id for one in state.problem.sittings if one.level is Level.TOWN)
    matter = next(
        one.id for one in state.problem.matters if state.plan.place[one.id] != town and one.level is Level.COUNTY
    )
    here = state.plan.place[matter]

    card(page, matter).scroll_into_view_if_needed()
    box, to = card(page, matter).bounding_box(), sit(page, town).bounding_box()
    assert box and to
    page.mouse.move(box["x"] + 40, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(to["x"] + 60, to["y"] + 150, steps=8)
    expect(sit(page, town).locator(".wb-sit-why")).to_contain_text("不能排入", timeout=WAIT)
    page.mouse.move(to["x"] + 64, to["y"] + 154, steps=2)  # a hand is never quite still
    page.mouse.up()
    expect(card(page, matter)).to_have_class(re.compile("wb-mat-placing"), timeout=WAIT)
    expect(page.locator(".wb-clash").first).to_contain_text("不能排入")
    page.get_by_role("button", name="保存手工方案").click()
    said(page, "不能排入")
    expect(sit(page, town).locator(f"[data-id='{matter}']")).to_be_visible()  # refused, and still in hand

    open_ = [one.id for one in state.problem.sittings if one.id not in (town, here)]
    other = min(open_, key=lambda one: len(state.plan.order.get(one, ())))
    card(page, matter).click()
    card(page, matter).get_by_role("button", name="移到…").click()
    page.locator(f".wb-board-menu [data-to='{other}']").click()
    expect(sit(page, other).locator(f"[data-id='{matter}']")).to_be_visible(timeout=WAIT)
    expect(page.locator(".wb-mat-placing")).to_have_count(0, timeout=WAIT)
    page.get_by_role("button", name="保存手工方案").click()
    said(page, "第2版（手工）已保存")
    assert matter in schedule_round.open_round(office, made).plan.order[other]

    page.get_by_role("tab", name="版本").click()
    page.locator("tr:visible", has_text="手工").click()
    expect(page.locator(".wb-facts", has_text="等候比前一版")).to_contain_text("改到")
    page.get_by_role("button", name="发布").click()
    said(page, "第2版已发布")
    assert schedule_round.open_round(office, made).released == 2

    page.get_by_role("tab", name="议题").click()
    name = f"{state.problem.sitting[other].day:%m-%d} 09:00 清澜县信访工作联席会议工作会议"
    page.locator("select:visible", has_text="按日期").select_option(label=name)
    expect(page.locator(f"tr[data-id='{matter}']:visible", has_text="列入（")).to_have_count(1, timeout=WAIT)


def test_who_keeps_second_is_told_and_the_board_stays(
    browser: Chromium, served: Served, clean: list[View], office: Office
) -> None:
    made = start_round(office, 4)
    schedule_round.draw_up(office, made, seconds=2)
    page = opened(browser, served, clean, f"tab=board&round={made}")
    state = schedule_round.open_round(office, made)
    matter, here = next(iter(state.plan.place.items()))
    card(page, matter).wait_for(timeout=WAIT)
    card(page, matter).focus()
    page.keyboard.press("Alt+Delete")
    expect(sit(page, "").locator(f"[data-id='{matter}']")).to_be_visible(timeout=WAIT)
    schedule_round.arrange(office, made, {here: state.plan.order[here][::-1]}, actor="同事乙")
    page.get_by_role("button", name="保存手工方案").click()
    said(page, "同事乙")
    expect(sit(page, "").locator(f"[data-id='{matter}']")).to_be_visible()
    page.get_by_role("button", name="保存手工方案").click()
    said(page, "第3版（手工）已保存")


def test_a_condition_is_said_and_a_change_replans(
    browser: Chromium, served: Served, clean: list[View], office: Office
) -> None:
    made = start_round(office, 5)
    schedule_round.draw_up(office, made, seconds=2)
    state = schedule_round.open_round(office, made)
    lead = state.problem.matters[0].lead
    day = state.problem.sitting[state.plan.place[state.problem.matters[0].id]].day
    page = opened(browser, served, clean, f"tab=board&round={made}")
    page.get_by_role("tab", name="变动重排").click()
    form = page.locator(".wb-form", has_text="尽量少动")
    form.locator("[data-name=who] input").fill(lead)
    form.locator("[data-name=since] input").first.fill(day.isoformat())
    form.get_by_role("button", name="重排").click()
    said(page, "第2版（重排）已保存")
    page.get_by_role("tab", name="条件").click()
    row = page.locator("tr", has_text=f"{lead} {day:%-m月%-d日}不在")
    row.click()
    page.get_by_placeholder("撤回的理由").fill("已回")
    page.get_by_placeholder("撤回的理由").blur()
    page.get_by_role("button", name="撤回这一条").click()
    said(page, "条件已撤回")
    expect(row).to_have_count(0, timeout=WAIT)


def test_papers_say_where_they_lie(browser: Chromium, served: Served, clean: list[View], office: Office) -> None:
    page = opened(browser, served, clean, "tab=papers&meeting=H20261126")
    page.get_by_text("材料齐备：").first.wait_for(timeout=WAIT)
    page.get_by_role("button", name="议程").click()
    said(page, "议程已存为")
    assert list((office.settings.home / "papers").glob("*议程*.docx"))
