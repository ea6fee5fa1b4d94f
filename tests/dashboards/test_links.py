"""关联审核 in a real browser: a key records a word, grounds come after it, an undo takes it back, a link opens its pair."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import Chromium, Served, View
from workbench.domain.codes import Verdict
from workbench.domain.events import Event, EventKind
from workbench.settings import Settings
from workbench.usecases import review_links
from workbench.usecases.office import Office

pytestmark = pytest.mark.browser
WAIT = 30_000


@pytest.fixture
def office(home: Path) -> Office:
    return Office(Settings(home=home))


@pytest.fixture
def opened(browser: Chromium, served: Served) -> Iterator[View]:
    view = browser.open(served, "links.ipynb")
    view.page.locator(".wb-pair-fields tbody tr").first.wait_for(timeout=WAIT)
    yield view
    assert (view.foreign, view.complaints, view.hit()) == ([], [], False)
    assert view.page.get_by_text("此处出错").count() == 0
    view.page.close()


def spoken(office: Office) -> list[Event]:
    """What this server's clerk said and did not take back."""
    events = office.store.events(kinds=[EventKind.JUDGEMENT])
    return [one for one in events if one.actor == office.settings.actor]


def test_queue_and_card_fit_one_screen(opened: View) -> None:
    page = opened.page
    expect(page.locator("nav a[aria-current]")).to_have_text("关联审核", use_inner_text=True)
    for part in (".wb-pair", ".wb-pair-queue .wb-box"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 768, part
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    sizes = page.locator(".wb-pair-scroll").evaluate("node => [node.clientHeight, node.clientWidth]")
    assert sizes[0] > 400 and sizes[1] > 600


def test_a_key_records_grounds_follow_and_undo_takes_back(opened: View, office: Office) -> None:
    page, before = opened.page, len(spoken(office))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    words = review_links.queue(office, limit=1)[0].words
    expect(page.locator(".wb-pair-lines")).to_have_count(0)
    telling = [word for word in words if len(word) > 4]  # 同人 and the like are choices of the page as well
    assert telling and not any(word in page.locator(".wb-page").inner_text() for word in telling)
    expect(page.locator(".wb-pair-place")).to_contain_text("第 1 /")
    page.keyboard.press("1")
    page.locator(".wb-pair-lines").wait_for(timeout=WAIT)
    expect(page.locator(".wb-pair-lines .wb-pair-word")).to_have_count(len(words) + 2)
    expect(page.locator(".wb-pair-said")).to_contain_text("已记录：相同")
    said = spoken(office)[-1]
    assert (said.subject, said.payload["verdict"], said.payload["kind"]) == (asked["pair"], "相同", asked["kind"])
    expect(page.locator(".wb-pair-queue tbody tr").first).to_contain_text("相同")
    expect(page.locator(".wb-count[role=status]", has_text="今日")).to_contain_text("相同 1")
    page.keyboard.press("u")
    expect(page.locator(".wb-pair-said")).to_contain_text("已撤销“相同”", timeout=WAIT)
    expect(page.locator(".wb-pair-lines")).to_have_count(0)
    assert len(spoken(office)) == before


def test_two_keys_tell_apart_with_a_reason_and_j_goes_on(opened: View, office: Office) -> None:
    page = opened.page
    first = page.url
    page.keyboard.press("2")
    page.keyboard.press("2")
    page.locator(".wb-pair-lines").wait_for(timeout=WAIT)
    said = spoken(office)[-1]
    assert said.payload["verdict"] == "不同" and said.why == page.locator(".wb-pair-presets button").nth(1).inner_text()
    page.keyboard.press("j")
    expect(page.locator(".wb-pair-place")).to_contain_text("第 2 /", timeout=WAIT)
    assert page.url != first
    page.keyboard.press("k")
    expect(page.locator("[data-verdict='不同']")).to_have_attribute("aria-pressed", "true", timeout=WAIT)
    page.keyboard.press("u")
    expect(page.locator(".wb-pair-said")).to_contain_text("已撤销", timeout=WAIT)


def test_a_row_of_the_queue_opens_its_pair(opened: View) -> None:
    row = opened.page.locator(".wb-pair-queue tbody tr").nth(2)
    left, right, _kind = str(row.get_attribute("data-id")).split("|")
    row.click()
    heads = opened.page.locator(".wb-pair-fields thead th")
    expect(heads.nth(1)).to_have_text(left, timeout=WAIT)
    expect(heads.nth(2)).to_have_text(right)
    expect(opened.page.locator(".wb-pair-place")).to_contain_text("第 3 /")


def test_typing_in_the_queue_s_search_judges_nothing(opened: View, office: Office) -> None:
    before = len(spoken(office))
    opened.page.locator(".wb-pair-queue .wb-search").click()
    opened.page.keyboard.type("1j4")
    opened.page.wait_for_timeout(800)
    assert len(spoken(office)) == before


def test_a_quarrel_opens_its_pair(browser: Chromium, served: Served, office: Office) -> None:
    records = office.edition().query(
        "SELECT min(g.record_id) AS id FROM groups g JOIN records r USING (record_id) WHERE NOT r.locked "
        "GROUP BY g.matter_id HAVING count(*) = 1 ORDER BY 1"
    )["id"]
    a, b, c = records[:3]
    for left, right, verdict in ((a, b, Verdict.SAME), (b, c, Verdict.SAME), (a, c, Verdict.DIFFERENT)):
        review_links.judge(office, left, right, verdict, why="复核", actor="乙")
    view = browser.open(served, "links.ipynb", query=f"pair={b}|{c}&kind=同事")
    page = view.page
    expect(page.locator(".wb-pair-fields thead th").nth(1)).to_have_text(b, timeout=WAIT)
    row = page.locator("tbody tr", has_text=f"{a} = {b} = {c}")
    row.click()
    expect(page.locator(".wb-pair-fields thead th").nth(2)).to_have_text(c, timeout=WAIT)
    expect(page.locator(".wb-pair-fields thead th").nth(1)).to_have_text(a)
    for tab, text in (("薄弱连接", "只靠一项认定相连"), ("一致性", "结论不同的对子"), ("归并变化", "使归并有何变化")):
        page.get_by_role("tab", name=tab, exact=True).click()
        page.get_by_text(text).first.wait_for(timeout=WAIT)
    expect(page.locator(".wb-box", has_text="使归并有何变化")).to_contain_text(f"{b} = {c}", timeout=WAIT)
    assert (view.foreign, view.complaints) == ([], [])
    page.close()


def test_what_is_not_there_is_said(browser: Chromium, served: Served) -> None:
    view = browser.open(served, "links.ipynb", query="pair=R999999|R999998")
    expect(view.page.locator(".wb-pair-said")).to_contain_text("没有编号为“R999998”的信访件", timeout=WAIT)
    view.page.close()
