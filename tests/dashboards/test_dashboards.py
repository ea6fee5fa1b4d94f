"""Dashboards in a real browser: they render, a filter changes what is shown, a click opens its case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Chromium, Served, View
from workbench.settings import Settings
from workbench.usecases.office import Office
from workbench.usecases.plan_meeting import next_monday, propose_meeting

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


def _open(browser: Chromium, served: Served, clean: list[View], notebook: str, query: str = "") -> View:
    view = browser.open(served, notebook, query=query)
    view.page.wait_for_selector(".wb-header", timeout=WAIT)
    clean.append(view)
    return view


def _rows(view: View, table: int = 0) -> int:
    """How many rows a table says it holds (共 n 条)."""
    return int(
        re.findall(r"共 ([\d,]+) 条", view.page.locator(".wb-count").nth(table).inner_text(timeout=WAIT))[0].replace(
            ",", ""
        )
    )


def test_separation_flow_and_row_open_the_finding(browser: Chromium, served: Served, clean: list[View]) -> None:
    view = _open(browser, served, clean, "separation.ipynb")
    page = view.page
    page.wait_for_selector(".sankey-link", timeout=WAIT)
    everything = _rows(view)
    page.locator(".sankey-node .node-rect").last.click(force=True)
    page.get_by_text(f"共 {everything} 条").wait_for(state="detached", timeout=WAIT)
    assert 0 < _rows(view) < everything
    page.locator("tbody tr").first.locator("td").nth(1).click()
    page.get_by_text("认定全文").wait_for(timeout=WAIT)
    finding = page.locator(".wb-facts").inner_text()
    assert "第二十二条" in finding and "按县级比较" in finding
    page.locator(".wb-table-title", has_text="责任建议").wait_for(timeout=WAIT)


def test_meeting_gives_reasons_and_records_the_choice(
    browser: Chromium, served: Served, clean: list[View], home: Path
) -> None:
    office = Office(Settings(home=home))
    plan = propose_meeting(office.edition(), next_monday(office.edition().as_of))
    first = plan.agenda.listed[1]
    view = _open(browser, served, clean, "meeting.ipynb")
    page = view.page
    page.get_by_text("上次议定事项落实情况").wait_for(timeout=WAIT)
    page.locator("tbody tr").nth(1).locator("td").nth(2).click()
    page.get_by_text(first.proposals[0].reason[:12]).first.wait_for(timeout=WAIT)
    page.get_by_role("button", name="不列入").click()
    page.get_by_text("不列入议程须说明理由").wait_for(timeout=WAIT)
    page.locator("textarea").fill("待承办单位补充材料")
    page.locator("textarea").blur()
    page.get_by_role("button", name="不列入").click()
    page.get_by_text("已记录").wait_for(timeout=WAIT)
    page.get_by_text("决定不列入：待承办单位补充材料").wait_for(timeout=WAIT)
    spoken = office.store.events()[-1]
    assert (spoken.payload["choice"], spoken.why) == ("不列入", "待承办单位补充材料")
