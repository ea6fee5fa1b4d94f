"""专项行动 in a real browser: figures with fractions, the path as a picture, the list behind a number, why it moved."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import Chromium, Served, View
from tests.campaign_homes import played
from workbench.apps.campaign.model import TABS

pytestmark = pytest.mark.browser
WAIT = 30_000


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the worked campaign of 95 cases: lists are taken out into it."""
    folder = tmp_path_factory.mktemp("campaign-served")
    return Path(shutil.copytree(played("s004", tmp_path_factory), folder / "home", symlinks=True))


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
    view = browser.open(served, "campaign.ipynb", query=query)
    clean.append(view)
    view.page.locator(".wb-metric").first.wait_for(timeout=WAIT)
    return view


def test_the_first_screen_has_figures_path_and_milestones(browser: Chromium, served: Served, clean: list[View]) -> None:
    page = opened(browser, served, clean, "cohort=C1").page
    expect(page.locator("nav a[aria-current]")).to_have_text("专项行动", use_inner_text=True)
    expect(page.locator(".wb-headline").first).to_contain_text("集中治理重复信访专项 · 交办 95 件")
    cards = [text.replace("\n", " ") for text in page.locator(".wb-metric").all_inner_texts()]
    assert len(cards) == 7 and all(re.search(r"\d+ / \d+", card) for card in cards)
    page.locator(".wb-chart .scatterlayer .trace").first.wait_for(timeout=WAIT)
    assert page.locator(".wb-chart .modebar-btn[data-title]").count() >= 1  # the picture can be kept
    rows = page.locator("tbody").first.locator("tr")
    assert [re.sub(r"\s+", " ", text)[:24] for text in rows.all_inner_texts()] == [
        "2020-12-31 65% 62 / 95 6", "2021-12-31 85% 81 / 95 8", "2022-12-31 100% 95 / 95 ",
    ]  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    assert page.locator(".lm-TabBar-tab, .p-TabBar-tab").first.bounding_box()["y"] < 768


def test_a_number_opens_its_matters_of_the_milestone_chosen(
    browser: Chromium, served: Served, clean: list[View]
) -> None:
    page = opened(browser, served, clean, "cohort=C1").page
    page.locator("tbody tr", has_text="2021-12-31").first.click()
    page.locator(".wb-metric", has_text="报结待审").click()
    expect(page.locator(".wb-table-title", has_text="报结待审（2021-12-31 节点）")).to_be_visible(timeout=WAIT)
    expect(page).to_have_url(re.compile("focus=queued&day=2021-12-31"))
    expect(page.locator("tbody").last.locator("tr")).to_have_count(5)
    assert "case.ipynb?matter=M-R" in (page.locator("tbody").last.locator("a").first.get_attribute("href") or "")
    page.get_by_role("button", name="回到截止日").click()
    expect(page.locator(".wb-table-title", has_text="报结待审（截至 2022-12-31）")).to_be_visible(timeout=WAIT)


def test_another_cohort_has_its_own_milestones_and_removals(
    browser: Chromium, served: Served, clean: list[View]
) -> None:
    page = opened(browser, served, clean, "cohort=C1").page
    page.locator("select").first.select_option(label="其他交办和自办")
    expect(page.locator(".wb-headline").first).to_contain_text("其他交办和自办", timeout=WAIT)
    expect(page.locator("tbody").first.locator("tr")).to_have_count(1)
    page.get_by_role("tab", name="核减", exact=True).click()
    page.get_by_text("交办 20 件，核减 2 件，现基数 18 件").wait_for(timeout=WAIT)
    expect(page.locator("tbody:visible").last.locator("tr").first).to_contain_text("岚溪区信访工作联席会议办公室")


def test_every_tab_opens_by_its_link(browser: Chromium, served: Served, clean: list[View]) -> None:
    page = opened(browser, served, clean, "cohort=C1").page
    shown = {
        "各单位": "按名称列出，只看比例", "目标": "还没有设定目标",
        "阶段与任务": "尚无已定稿的议定事项", "为何变动": "16 件归属有变", "名单": "没有这样的事项",
    }  # fmt: skip
    keys = {title: key for key, title in TABS.items()}
    for title, words in shown.items():
        page.get_by_role("tab", name=title, exact=True).click()
        page.get_by_text(words).locator("visible=true").first.wait_for(timeout=WAIT)
        expect(page).to_have_url(re.compile(f"tab={keys[title]}$"))


def test_a_unit_opens_its_matters(browser: Chromium, served: Served, clean: list[View]) -> None:
    page = opened(browser, served, clean, "cohort=C2&tab=units").page
    page.locator("tbody:visible tr", has_text="柳湾街道办事处").click()
    expect(page.locator(".wb-table-title", has_text="柳湾街道办事处的事项")).to_be_visible(timeout=WAIT)
    expect(page.locator("tbody:visible").last.locator("tr")).to_have_count(3)


def test_a_list_is_taken_out(browser: Chromium, served: Served, clean: list[View], home: Path) -> None:
    page = opened(browser, served, clean, "cohort=C2&focus=net&day=2022-12-31").page
    page.get_by_role("button", name="导出").last.click()
    page.get_by_text("已存为").wait_for(timeout=WAIT)
    assert (home / "exports" / "已化解_C2_2022-12-31_E20221231-01.xlsx").stat().st_size > 5_000


def test_a_phone_reads_it(browser: Chromium, served: Served, clean: list[View]) -> None:
    page = opened(browser, served, clean, "cohort=C1").page
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".wb-metric").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
