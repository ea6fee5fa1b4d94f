"""案件研判 in a real browser: opened by link, worked on, refused in a sentence, told of others, hostile text inert."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import Chromium, Served, View
from workbench.apps.case.model import TABS
from workbench.domain.codes import StepKind
from workbench.domain.events import Event, EventKind
from workbench.settings import Settings
from workbench.usecases import work_on_case
from workbench.usecases.office import Office

pytestmark = pytest.mark.browser
WAIT = 30_000
EVIL = "<img src=x onerror=window.__hit=1>"
BUSY = (
    "SELECT matter_id FROM steps JOIN matters USING (matter_id) WHERE NOT locked GROUP BY 1 ORDER BY count(*) DESC, 1"
)


@pytest.fixture(scope="module")
def office(home: Path) -> Office:
    return Office(Settings(home=home))


@pytest.fixture(scope="module")
def matter(office: Office) -> str:
    return str(office.edition().query(BUSY)["matter_id"][0])


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
    view = browser.open(served, "case.ipynb", query=query)
    clean.append(view)
    view.page.locator(".wb-timeline .wb-item").first.wait_for(timeout=WAIT)
    return view


def fill(view: View, day: str, unit: str, text: str) -> None:
    """The form of 走访调查."""
    form = view.page.locator(".wb-form").first
    form.locator("[data-name=day] input").first.fill(day)
    form.locator("[data-name=unit] input").fill(unit)
    form.locator("[data-name=text] textarea").fill(text)


def spoken(office: Office) -> Event:
    return office.store.events(kinds=[EventKind.STEP])[-1]


def test_the_first_screen_holds_head_picture_and_tabs(
    browser: Chromium, served: Served, clean: list[View], office: Office, matter: str
) -> None:
    view = opened(browser, served, clean, f"matter={matter}")
    page = view.page
    title = office.edition().query("SELECT title FROM matters WHERE matter_id = ?", [matter])["title"][0]
    assert page.locator("h1").inner_text() == title and page.locator("nav a[aria-current]").inner_text() == "案件研判"
    chips = page.locator(".wb-word").all_inner_texts()
    assert (
        chips[0] == matter and any(chip.startswith("办理 ") for chip in chips) and any("版次" in chip for chip in chips)
    )
    tabs = page.locator(".wb-case-tabs .lm-TabBar-tabLabel").all_inner_texts()
    assert tabs == list(TABS.values())
    box = page.get_by_role("tab", name="信访件与出处", exact=True).bounding_box()
    assert box["y"] + box["height"] < 560 and box["x"] + box["width"] < 1366
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_each_tab_opens_by_its_link_and_the_link_follows(
    browser: Chromium, served: Served, clean: list[View], matter: str
) -> None:
    view = opened(browser, served, clean, f"matter={matter}&tab=clocks")
    page = view.page
    page.get_by_text("届满（严格）").wait_for(timeout=WAIT)
    shown = {
        "总要": "疑难标识", "诉求": "新增一项诉求", "责任": "责任建议（点击一行确认或改定）", "办理": "办理哪一件信访件",
        "关联": "关联信访件", "相似": "只看已化解的", "标识": "程序性办结核对", "途径": "仅作提醒", "重新研究": "原认定与诉求的差距",
        "方案": "登记一版化解方案", "销号": "质量五项", "材料": "会商材料", "信访件与出处": "出处之间不一致的",
    }  # fmt: skip
    keys = {title: key for key, title in TABS.items()}
    for title, words in shown.items():
        page.get_by_role("tab", name=title, exact=True).click()
        page.get_by_text(words).first.wait_for(timeout=WAIT)
        expect(page).to_have_url(re.compile(f"tab={keys[title]}$"))


def test_a_record_shows_its_cells(browser: Chromium, served: Served, clean: list[View], matter: str) -> None:
    page = opened(browser, served, clean, f"matter={matter}&tab=records").page
    page.locator("tbody tr:visible").first.locator("td").first.click()
    page.get_by_text("各项出处").wait_for(timeout=WAIT)
    expect(page.locator(".wb-facts").filter(has_text=re.compile(r"〔.+〕[A-Z]+\d+")).last).to_be_visible()


def test_a_step_of_the_timeline_opens_its_card(
    browser: Chromium, served: Served, clean: list[View], matter: str
) -> None:
    page = opened(browser, served, clean, f"matter={matter}").page
    page.locator(".wb-item[aria-label^='登记 ']").first.click()
    card = page.locator(".wb-step-card")
    expect(card).to_contain_text("出处")
    assert re.search(r"〔.+〕[A-Z]+\d+", card.inner_text())


def test_a_step_is_recorded_and_stands_in_the_timeline(
    browser: Chromium, served: Served, clean: list[View], office: Office, matter: str
) -> None:
    view = opened(browser, served, clean, f"matter={matter}&tab=work")
    page = view.page
    before = page.locator(".wb-item").count()
    page.locator(".wb-next .wb-choice", has_text="走访调查").click()
    fill(view, "2026年11月19日", "清澜县住房和城乡建设局", f"上门核实{EVIL}")
    page.get_by_role("button", name="登记这一步").click()
    expect(page.locator(".wb-form-said").first).to_contain_text("已登记“走访调查”（2026-11-19）", timeout=WAIT)
    expect(page.locator(".wb-item")).to_have_count(before + 1)
    expect(page.locator(".wb-headline")).to_contain_text("之后另有 1 条登记")
    said = spoken(office)
    assert (said.payload["kind"], said.payload["day"]) == ("走访调查", "2026-11-19")
    page.locator(".wb-item[aria-label='走访调查 2026年11月19日']").click()
    expect(page.locator(".wb-step-card")).to_contain_text(f"上门核实{EVIL}")  # hostile text is text
    assert page.locator(".wb-box img").count() == 0


def test_a_refused_step_says_why_and_what_was_typed_stays(
    browser: Chromium, served: Served, clean: list[View], office: Office, matter: str
) -> None:
    view = opened(browser, served, clean, f"matter={matter}&tab=work")
    page, before = view.page, spoken(office)
    page.get_by_text("步，以及为什么").click()
    page.locator(".wb-cannot .wb-choice").first.click()
    expect(page.locator(".wb-why-not")).to_contain_text("依据：")
    page.locator(".wb-next .wb-choice", has_text="走访调查").click()
    fill(view, "2026-13-40", "清澜县住房和城乡建设局", "核实")
    page.get_by_role("button", name="登记这一步").click()
    expect(page.locator(".wb-form-said").first).to_contain_text("2026-13-40", timeout=WAIT)
    expect(page.locator(".wb-form").first.locator("[data-name=text] textarea")).to_have_value("核实")
    assert spoken(office) == before


def test_who_writes_second_is_told_and_loses_nothing(
    browser: Chromium, served: Served, clean: list[View], office: Office, matter: str
) -> None:
    view = opened(browser, served, clean, f"matter={matter}&tab=work")
    page = view.page
    page.locator(".wb-next .wb-choice", has_text="走访调查").click()
    fill(view, "2026-11-18", "清澜县住房和城乡建设局", "核实房屋面积")
    record = str(
        page.locator("select").filter(has=page.locator("option", has_text="来")).last.evaluate("node => node.value")
    )
    assert record  # the picker stands on a record; the colleague writes on the same matter
    latest = office.edition().query("SELECT record_id FROM groups WHERE matter_id = ? ORDER BY 1 DESC", [matter])[
        "record_id"
    ][0]
    work_on_case.take_step(
        office, latest, StepKind.PROGRESS, "2026-11-18", unit="清澜县财政局", text="资金已列支", actor="同事乙"
    )
    page.get_by_role("button", name="登记这一步").click()
    told = page.locator(".wb-notice.wb-tone-warn", has_text="同事乙")
    try:
        expect(told).to_contain_text("登记“进展”", timeout=WAIT)
    except AssertionError:
        pytest.fail(page.locator(".wb-form-said").first.inner_text())
    form = page.locator(".wb-form").first
    expect(form.locator("[data-name=text] textarea")).to_have_value("核实房屋面积")
    page.get_by_role("button", name="登记这一步").click()
    expect(page.locator(".wb-form-said").first).to_contain_text("已登记“走访调查”", timeout=WAIT)
    assert spoken(office).payload["text"] == "核实房屋面积"


def test_another_day_can_be_looked_at_but_not_written_on(
    browser: Chromium, served: Served, clean: list[View], matter: str
) -> None:
    page = opened(browser, served, clean, f"matter={matter}&tab=clocks&asof=2025-06-30").page
    expect(page.locator(".wb-headline")).to_contain_text("正在看 2025-06-30 的情形")
    page.get_by_role("button", name="回到现在").click()
    expect(page.locator(".wb-headline")).not_to_contain_text("正在看", timeout=WAIT)
    expect(page).not_to_have_url(re.compile("asof"))


def test_a_list_is_exported_into_the_office_s_folder(
    browser: Chromium, served: Served, clean: list[View], office: Office, matter: str
) -> None:
    page = opened(browser, served, clean, f"matter={matter}&tab=clocks").page
    page.get_by_role("button", name="导出").first.click()
    expect(page.locator(".wb-told").first).to_contain_text("已存为", timeout=WAIT)
    assert list((office.settings.home / "exports").glob("期限_*.xlsx"))


def test_network_is_drawn_when_asked_for(browser: Chromium, served: Served, clean: list[View], matter: str) -> None:
    page = opened(browser, served, clean, f"matter={matter}&tab=links").page
    page.get_by_role("button", name=re.compile("周围的关联图")).click()
    page.wait_for_selector("canvas", timeout=WAIT)


def test_a_case_that_is_not_there_is_said(browser: Chromium, served: Served, clean: list[View]) -> None:
    view = browser.open(served, "case.ipynb", query="matter=M-NOBODY")
    clean.append(view)
    view.page.get_by_text("没有编号为“M-NOBODY”的事项").wait_for(timeout=WAIT)


def test_a_filter_answers_at_once(browser: Chromium, served: Served, clean: list[View], matter: str) -> None:
    page = opened(browser, served, clean, f"matter={matter}").page
    began = time.monotonic()
    page.locator(".wb-lanes button").first.click()
    expect(page.locator(".wb-lanes button").first).to_have_attribute("aria-pressed", "false")
    assert (
        time.monotonic() - began < 2
    )  # with the driver's own round trips; the drawing itself is timed among the widgets
