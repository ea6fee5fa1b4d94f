"""联系信息 on the case page, in a real browser: masked until a purpose and reason are given, gone after a minute, kept nowhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import Chromium, Served, View
from workbench.domain.roles import AuditAct
from workbench.settings import Settings
from workbench.usecases.audit_trail import entries
from workbench.usecases.office import Office

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def person(home: Path) -> dict[str, str]:
    """A matter with its one record's petitioner."""
    office = Office(Settings(home=home))
    people = office.store.identity()
    matters = office.edition().query("SELECT matter_id FROM matters WHERE NOT locked AND records = 1 ORDER BY 1")
    ids = {matter[2:] for matter in matters["matter_id"]}
    full = people[people["name"].notna() & people["phone"].str.len().eq(11) & people["record_id"].isin(ids)]
    row = full.sort_values("record_id").iloc[0]
    return {name: str(row[name]) for name in ("record_id", "name", "phone")}


@pytest.fixture
def view(browser: Chromium, served: Served, person: dict[str, str]) -> Iterator[View]:
    found = browser.open(served, "case.ipynb", query=f"matter=M-{person['record_id']}&tab=records", height=1100)
    found.page.get_by_role("button", name="按用途显示…").click()
    found.page.locator(".wb-form textarea, .wb-form input").first.wait_for()
    yield found
    assert (found.foreign, found.complaints) == ([], [])
    found.page.close()


def ask(view: View, purpose: str, why: str) -> None:
    form = view.page.locator(".wb-form").filter(has_text="用途")
    if purpose:
        form.locator("select").select_option(purpose)
    form.locator("[data-name=why] input, [data-name=why] textarea").fill(why)
    form.get_by_role("button", name="显示", exact=True).click()


def test_shown_for_a_purpose_then_gone(view: View, home: Path, person: dict[str, str]) -> None:
    page = view.page
    page.clock.install()
    before = page.content()
    assert person["phone"] not in before and person["name"] not in before
    ask(view, "电话回访", "回访是否收到意见书")
    lines = page.locator(".wb-revealed-lines")
    expect(lines).to_contain_text(person["phone"])
    expect(lines).to_contain_text(person["name"])
    assert person["phone"] not in page.url and person["name"] not in page.url
    kept = entries(Office(Settings(home=home)), act=AuditAct.REVEAL)[-1]
    assert (kept.subject, kept.purpose) == (person["record_id"], "电话回访")
    page.clock.run_for(61_000)
    expect(lines).to_have_text("")
    assert person["phone"] not in page.content()


def test_gone_when_another_tab_is_opened(view: View, person: dict[str, str]) -> None:
    page = view.page
    ask(view, "送达文书", "送达答复意见书")
    expect(page.locator(".wb-revealed-lines")).to_contain_text(person["phone"])
    if folder := os.environ.get("WORKBENCH_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/contact.png", full_page=True)
    page.get_by_role("tab", name="总要").click()
    expect(page.locator(".wb-revealed-lines")).to_have_text("")


def test_hidden_at_once_by_its_button(view: View, person: dict[str, str]) -> None:
    ask(view, "送达文书", "送达答复意见书")
    expect(view.page.locator(".wb-revealed-lines")).to_contain_text(person["phone"])
    view.page.get_by_role("button", name="立即隐去").click()
    expect(view.page.locator(".wb-revealed-lines")).to_have_text("")


def test_refused_without_a_reason(view: View, person: dict[str, str]) -> None:
    ask(view, "电话回访", "回访")
    expect(view.page.get_by_text("请写明理由（为办理哪一步")).to_be_visible()
    assert person["phone"] not in view.page.content()
