"""议定落实 in a real browser: each tab by its link, a refusal in a sentence, the second writer told, hostile text inert."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import Chromium, Served, View
from workbench.apps.followup.model import TABS
from workbench.domain.codes import Level
from workbench.meetings.kinds import MeetingKind, MemberRole
from workbench.rules.decisions import ActKind
from workbench.settings import Settings
from workbench.usecases import follow_up, hold_meeting, keep_bodies, write_minutes
from workbench.usecases.office import Office

pytestmark = pytest.mark.browser
WAIT = 30_000
EVIL = "<img src=x onerror=window.__hit=1>"
TODAY, MET, UNIT, CONVENOR = date(2026, 11, 20), date(2026, 10, 12), "清澜县财政局", "县委副书记"


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(demo_home, tmp_path_factory.mktemp("followed") / "home", symlinks=True))


@pytest.fixture(scope="module")
def office(home: Path) -> Office:
    """The invented county with a conference of our own and one meeting held."""
    found = Office(Settings(home=home, as_of=TODAY))
    keep_bodies.set_body(found, "TST", "清澜县专题联席会议", Level.COUNTY, since=date(2024, 1, 1))
    keep_bodies.set_member(found, "TST", CONVENOR, role=MemberRole.CONVENOR, since=date(2024, 1, 1))
    return found


@pytest.fixture(scope="module")
def met(office: Office) -> str:
    number = hold_meeting.plan(office, "TST", MeetingKind.WORKING, MET, as_it_happened=True, why="补登").meeting_id
    hold_meeting.hold(office, number, present=[CONVENOR])
    hold_meeting.decide(office, number, f"修订补偿办法{EVIL}", unit=UNIT, due=date(2026, 10, 31))
    write_minutes.draft(office, number)
    return number


@pytest.fixture
def clean() -> Iterator[list[View]]:
    """Views a test opens; none may complain, ask another host, run a script of the data or say that something broke."""
    views: list[View] = []
    yield views
    for view in views:
        assert (view.foreign, view.complaints, view.hit()) == ([], [], False)
        assert view.page.get_by_text("此处出错").count() == 0
        view.page.close()


def opened(browser: Chromium, served: Served, clean: list[View], query: str) -> View:
    view = browser.open(served, "followup.ipynb", query=query)
    clean.append(view)
    view.page.locator(".wb-headline").first.wait_for(timeout=WAIT)
    return view


def test_each_tab_opens_and_the_link_follows(browser: Chromium, served: Served, clean: list[View], met: str) -> None:
    page = opened(browser, served, clean, f"body=TST&meeting={met}&task={met}-01").page
    expect(page.locator("nav a[aria-current]")).to_have_text("议定落实", use_inner_text=True)
    expect(page.locator(".wb-headline").first).to_contain_text(met)
    shown = {
        "议题": "建议议题与取舍", "召开": "更正到会情况", "议定": "新的议定事项", "纪要": "纪要现为“草稿”", "落实": "落实率",
        "督办": "可签的督办", "频次与接访": "开会与接访频次", "单位与接访": "登记一次接访的统计",
        "下次会议第一项": "上次议定事项落实情况", "会议": "安排会议",
    }  # fmt: skip
    keys = {title: key for key, title in TABS.items()}
    for title, words in shown.items():
        page.get_by_role("tab", name=title, exact=True).click()
        page.get_by_text(words).locator("visible=true").first.wait_for(timeout=WAIT)
        expect(page).to_have_url(re.compile(f"tab={keys[title]}&"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_the_first_screen_of_tasks_shows_fractions_picture_and_list(
    browser: Chromium, served: Served, clean: list[View], met: str
) -> None:
    page = opened(browser, served, clean, f"tab=tasks&body=TST&task={met}-01").page
    page.locator(".wb-timeline .wb-item").first.wait_for(timeout=WAIT)
    cards = [text.replace("\n", " ") for text in page.locator(".wb-metric").all_inner_texts()]
    assert all(re.search(r"\d+ / \d+|—", card) for card in cards)
    expect(page.locator("tbody tr", has_text="修订补偿办法").first).to_contain_text(EVIL)  # hostile text is text
    assert page.locator(".wb-box img").count() == 0
    box = page.locator(".wb-table-title:visible", has_text="议定事项（点击一行登记落实动态）").bounding_box()
    assert box["y"] < 768


def test_a_refusal_keeps_what_was_typed(
    browser: Chromium, served: Served, clean: list[View], office: Office, met: str
) -> None:
    page = opened(browser, served, clean, f"tab=tasks&body=TST&task={met}-01").page
    page.locator(".wb-next .wb-choice[data-kind=进展]").click()
    form = page.locator(".wb-form:visible")
    form.locator("[data-name=text] textarea").fill("已起草文本")
    form.locator("[data-name=day] input").first.fill("2027年1月5日")
    before = office.store.last_seq()
    page.get_by_role("button", name="登记进展").click()
    expect(form.locator(".wb-form-said")).to_contain_text("日期2027-01-05还没有到", timeout=WAIT)
    expect(form.locator("[data-name=text] textarea")).to_have_value("已起草文本")
    assert office.store.last_seq() == before


def test_who_writes_second_is_told_and_loses_nothing(
    browser: Chromium, served: Served, clean: list[View], office: Office, met: str
) -> None:
    page = opened(browser, served, clean, f"tab=tasks&body=TST&task={met}-01").page
    page.locator(".wb-next .wb-choice[data-kind=进展]").click()
    form = page.locator(".wb-form:visible")
    form.locator("[data-name=text] textarea").fill("已征求意见")
    follow_up.act(office, f"{met}-01", ActKind.PROGRESS, unit=UNIT, text="已起草", actor="同事乙")
    page.get_by_role("button", name="登记进展").click()
    expect(page.locator(".wb-notice.wb-tone-warn", has_text="同事乙")).to_contain_text("进展", timeout=WAIT)
    expect(form.locator("[data-name=text] textarea")).to_have_value("已征求意见")
    page.get_by_role("button", name="登记进展").click()
    expect(page.locator(".wb-form-said:visible")).to_contain_text("已登记", timeout=WAIT)
    register = [one.payload["text"] for one in office.store.events() if one.subject.startswith(f"{met}-01|")]
    assert register[-2:] == ["已起草", "已征求意见"]


def test_a_list_is_exported_into_the_office_s_folder(
    browser: Chromium, served: Served, clean: list[View], office: Office, met: str
) -> None:
    page = opened(browser, served, clean, f"tab=decided&meeting={met}").page
    page.get_by_role("button", name="导出").locator("visible=true").first.click()
    expect(page.locator(".wb-told:visible").first).to_contain_text("已存为", timeout=WAIT)
    assert list((office.settings.home / "exports").glob("议定事项_*.xlsx"))


def test_a_meeting_that_is_not_there_is_said(browser: Chromium, served: Served, clean: list[View], met: str) -> None:
    page = opened(browser, served, clean, "meeting=H19990101").page
    page.get_by_text("没有编号为“H19990101”的会议").wait_for(timeout=WAIT)
