"""关联网络 in a real browser: a picture grows from one start, table and picture choose together, and it leads to work."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pyarrow as pa
import pytest
from playwright.sync_api import Page, expect, expect

from tests.browser import Chromium, Served, View
from workbench.domain.events import EventKind
from workbench.domain.network import LinkType, NodeType
from workbench.network.build import network_tables
from workbench.network.index import write_index
from workbench.network.picture import Picture
from workbench.settings import Settings
from workbench.usecases.explore_network import Network, network, start, waiting
from workbench.usecases.keep_pictures import kept_pictures
from workbench.usecases.office import Office

pytestmark = pytest.mark.browser
WAIT = 30_000
HOSTILE = '<img src=x onerror="window.__hit=1">'


@pytest.fixture(scope="module")
def home(home: Path) -> Path:
    """The invented county with its network, in which one matter and every unit are called by what must not run."""
    office = Office(Settings(home=home, actor="测试员"))
    edition = office.edition()
    made = network_tables({name: edition.arrow(name) for name in edition.tables}, place_name=office.divisions.name)
    nodes = made["nodes"]
    labels = [
        f"{label}{HOSTILE}" if kind in (NodeType.UNIT, NodeType.MATTER) else label
        for label, kind in zip(nodes["label"].to_pylist(), nodes["type"].to_pylist(), strict=True)
    ]
    place = nodes.column_names.index("label")
    write_index(edition.network_folder, nodes.set_column(place, "label", pa.array(labels, pa.string())), made["edges"])
    return home


@pytest.fixture(scope="module")
def net(home: Path) -> Network:
    return network(Office(Settings(home=home, actor="测试员")))


@pytest.fixture(scope="module")
def office(home: Path) -> Office:
    return Office(Settings(home=home, actor="测试员"))


@pytest.fixture(scope="module")
def unit(net: Network) -> str:
    sql = "SELECT lead_unit FROM matters WHERE NOT locked AND lead_unit <> '' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    return f"unit:{net.edition.query(sql)['lead_unit'][0]}"


@pytest.fixture
def views() -> Iterator[list[View]]:
    """Views a test opens; at its end none has complained, asked another host, run what was in the data, or broken."""
    views: list[View] = []
    yield views
    for view in views:
        check(view)


@pytest.fixture(scope="module")
def drawn(browser: Chromium, served: Served, unit: str) -> Iterator[Page]:
    """The page with the unit's picture: one for the tests that leave it as it is."""
    view = browser.open(served, "network.ipynb", query=f"start={quote(unit)}")
    nodes_drawn(view.page)
    yield view.page
    check(view)


def check(view: View) -> None:
    """Nothing complained, asked another host, ran out of the data, or broke."""
    assert (view.foreign, view.complaints, view.hit()) == ([], [], False)
    assert view.page.get_by_text("此处出错").count() == 0
    view.page.close()


def nodes_drawn(page: Page, least: int = 1) -> int:
    """How many nodes the picture shows, when it shows at least so many."""
    box = page.locator(".wb-explorer")
    box.wait_for(timeout=WAIT)
    until(page, lambda: int(box.get_attribute("data-ready") or 0) >= least)
    return int(box.get_attribute("data-ready") or 0)


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for something of the page; its content security policy lets no test wait within it."""
    for _ in range(WAIT // 100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{WAIT / 1000} 秒后仍未出现：{page.url}")


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def test_a_search_begins_and_the_address_follows(
    browser: Chromium, served: Served, views: list[View], unit: str
) -> None:
    view = browser.open(served, "network.ipynb")
    views.append(view)
    page = view.page
    page.get_by_text("可从这里开始").wait_for(timeout=WAIT)
    expect(page.locator(".wb-explorer")).to_have_count(0)
    expect(page.locator("nav a[aria-current]")).to_have_text("关联网络", use_inner_text=True)
    box = page.get_by_placeholder("检索事项、单位、地点")
    box.fill(unit.partition(":")[2])
    box.press("Enter")
    page.locator("tbody tr", has_text="单位").first.click()
    page.get_by_role("button", name="从此画起").click()
    assert nodes_drawn(page, 10) > 10
    expect(page.get_by_text("可从这里开始")).to_be_hidden()
    until(page, lambda: "start=" in page.url)
    assert parse_qs(urlsplit(page.url).query) == {"start": [unit]}


def test_all_fits_one_screen(drawn: Page) -> None:
    assert drawn.evaluate("document.documentElement.scrollWidth") <= 1366
    box = drawn.locator(".wb-explorer").bounding_box()
    assert box and box["y"] + box["height"] <= 768 and box["width"] > 900
    canvas = drawn.locator(".wb-explorer-canvas").bounding_box()
    assert canvas and canvas["height"] > 420
    side = drawn.locator(".jupyter-widget-tab, .widget-tab").first.bounding_box()
    assert side and side["y"] + side["height"] <= 768


def test_remarks_are_in_words(drawn: Page) -> None:
    tab(drawn, "研判")
    expect(drawn.locator("tbody tr:visible", has_text="整体")).to_contain_text("关联组", timeout=WAIT)


def test_a_cluster_goes_on_the_agenda_with_a_reason(drawn: Page, office: Office, net: Network, unit: str) -> None:
    tab(drawn, "办理")
    drawn.get_by_role("button", name="列入下次会议议程").click()
    expect(drawn.locator(".wb-explorer-strip")).to_contain_text("须说明理由", timeout=WAIT)
    matter = next(node for node in start(net, unit).nodes if node.type == NodeType.MATTER)
    tab(drawn, "清单")
    drawn.locator(f'tr[data-id="{matter.id}"] td').first.click()
    tab(drawn, "办理")
    drawn.locator("textarea").fill("集中研究")
    drawn.locator("textarea").blur()
    drawn.get_by_role("button", name="列入下次会议议程").click()
    expect(drawn.locator(".wb-explorer-strip")).to_contain_text("已记录", timeout=WAIT)
    said = office.store.events(kinds=[EventKind.AGENDA_DECIDED])[-1]
    assert (said.subject.partition("|")[2], said.why) == (matter.id.partition(":")[2], "集中研究")


def test_a_picture_is_kept_and_opened_by_its_name(
    drawn: Page, browser: Chromium, served: Served, views: list[View], office: Office
) -> None:
    shown = nodes_drawn(drawn)
    tab(drawn, "存取")
    drawn.get_by_placeholder("给这张图起个名").fill("浏览器 图")
    drawn.get_by_placeholder("给这张图起个名").blur()
    drawn.locator(".jupyter-button", has_text="保存").click()
    expect(drawn.locator(".wb-explorer-strip")).to_contain_text("已保存为“浏览器 图”", timeout=WAIT)
    assert "浏览器 图" in [one.name for one in kept_pictures(office)]
    view = browser.open(served, "network.ipynb", query=f"picture={quote('浏览器 图')}")
    views.append(view)
    assert nodes_drawn(view.page, shown) == shown
    expect(view.page.locator(".wb-explorer-strip")).to_contain_text("保存于", timeout=WAIT)


@pytest.mark.parametrize(("query", "words"), [("start=M-NOBODY", "没有“M-NOBODY”"), ("start=contact:P-R000001", "信访人只作"),
                                              ("picture=nothing", "没有名为“nothing”")])  # fmt: skip
def test_what_is_not_there_is_said(
    browser: Chromium, served: Served, views: list[View], query: str, words: str
) -> None:
    view = browser.open(served, "network.ipynb", query=query)
    views.append(view)
    view.page.get_by_text(words).first.wait_for(timeout=WAIT)


def test_expanding_is_counted_undone_and_in_the_address(
    browser: Chromium, served: Served, views: list[View], net: Network, unit: str
) -> None:
    picture = start(net, unit)
    matter = next(node.id for node in picture.nodes if waits_for_place(net, picture, node.id))
    show = quote(json.dumps([["d", matter, ""], ["a", matter, ""]]))
    view = browser.open(served, "network.ipynb", query=f"start={quote(unit)}&show={show}")
    views.append(view)
    page, before = view.page, len(picture.nodes)
    assert nodes_drawn(page, before) == before
    button = page.locator(".wb-explorer-steps button", has_text="事发地").first
    expect(button).to_contain_text("事发地 +1", timeout=WAIT)
    button.click()
    assert nodes_drawn(page, before + 1) == before + 1
    until(page, lambda: "%22e%22" in page.url)
    address = json.loads(parse_qs(urlsplit(page.url).query)["show"][0])
    assert address[2:] == [["e", matter, "事发地"]]
    page.get_by_role("button", name="收起").click()
    until(page, lambda: page.locator(".wb-explorer").get_attribute("data-ready") != str(before + 1))
    page.get_by_role("button", name="撤销").click()
    assert nodes_drawn(page, before + 1) == before + 1


def waits_for_place(net: Network, picture: Picture, node: str) -> bool:
    """Whether a matter's place is not in the picture."""
    return node.startswith("matter:") and waiting(net, picture, node).get(LinkType.AT, (0, 0))[0] == 1


def test_table_and_picture_choose_together_and_evidence_opens_its_case(drawn: Page, net: Network, unit: str) -> None:
    matter = next(node for node in start(net, unit).nodes if node.type == NodeType.MATTER)
    tab(drawn, "清单")
    drawn.locator(f'tr[data-id="{matter.id}"] td').first.click()
    expect(drawn.locator(".wb-explorer-head strong")).to_have_text(matter.label, timeout=WAIT)
    tab(drawn, "关联")
    row = drawn.locator("tbody tr:visible", has_text="归并").first
    row.click()
    expect(drawn.locator(".wb-facts")).to_contain_text("归并：信访件属于该事项", timeout=WAIT)
    drawn.locator("tr:visible", has_text="依据").locator("a").first.click()
    drawn.wait_for_url("**/case.ipynb?matter=R**", timeout=WAIT)
    drawn.locator(".wb-timeline .wb-item").first.wait_for(timeout=WAIT)
