"""From the imported ledgers to the meeting, its minutes and what became of its decision: all of it clicked on the page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import Chromium, Served, View
from workbench.domain.codes import Level
from workbench.domain.events import EventKind
from workbench.meetings.kinds import MemberRole
from workbench.settings import Settings
from workbench.usecases import follow_up, keep_bodies, write_minutes
from workbench.usecases.office import Office

pytestmark = pytest.mark.browser
WAIT = 30_000
DASHBOARDS = Path(__file__).resolve().parents[2] / "dashboards"
MONDAY, WEEK_LATER, NEXT = date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)
CONVENOR, DEPUTY, UNIT = "县委副书记", "县委常委、政法委书记", "清澜县财政局"
BATCH, PROOF = "第一批", "财发〔2026〕31号"
WANTED = """SELECT DISTINCT matter_id FROM agenda JOIN matters USING (matter_id) JOIN groups USING (matter_id)
    JOIN records USING (record_id) WHERE is_open AND NOT matters.locked AND state_b LIKE '1%' AND batch = ? ORDER BY 1"""


@dataclass
class Desk:
    """The page a clerk works on."""

    page: Any

    def tab(self, title: str) -> None:
        self.page.get_by_role("tab", name=title, exact=True).click()

    def form(self, title: str) -> Any:
        named = self.page.locator(".wb-form:visible", has=self.page.locator(".wb-table-title", has_text=title))
        named.first.wait_for(timeout=WAIT)
        return named.first

    def fill(self, title: str, **values: str) -> None:
        form = self.form(title)
        for name, value in values.items():
            field = form.locator(f"[data-name={name}]")
            if field.locator("select").count():
                field.locator("select").select_option(value)
            else:
                field.locator("input:not([type=date]), textarea").first.fill(value)

    def send(self, button: str, said: str) -> str:
        """Press the form's button; the sentence beside it."""
        self.page.locator("button[type=submit]:visible", has_text=re.compile(f"^{button}$")).click()
        told = self.page.locator(".wb-form-said:visible", has_text=said).first
        expect(told).to_contain_text(said, timeout=WAIT)
        return str(told.inner_text())

    def choose(self, kind: str) -> None:
        self.page.locator(f".wb-choice[data-kind={kind}]:visible").click()

    def row(self, words: str) -> Any:
        return self.page.locator("tbody tr:visible", has_text=words).first

    def card(self, label: str) -> tuple[int, int]:
        """Numerator and denominator a card shows; nothing of nothing is 0 of 0."""
        card = self.page.locator(".wb-metric:visible", has_text=label).first
        card.wait_for(timeout=WAIT)
        found = re.search(r"(\d+) / (\d+)", card.inner_text())
        return (int(found[1]), int(found[2])) if found else (0, 0)


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented county, its ledgers imported and published, and a conference set up."""
    home = Path(shutil.copytree(demo_home, tmp_path_factory.mktemp("line") / "home", symlinks=True))
    office = Office(Settings(home=home, as_of=MONDAY))
    keep_bodies.set_body(office, "LINE", "清澜县专题联席会议", Level.COUNTY, since=date(2024, 1, 1))
    for post, role in (
        (CONVENOR, MemberRole.CONVENOR),
        (DEPUTY, MemberRole.DEPUTY),
        ("县财政局局长", MemberRole.MEMBER),
    ):
        keep_bodies.set_member(office, "LINE", post, role=role, since=date(2024, 1, 1))
    return home


@pytest.fixture(scope="module")
def office(home: Path) -> Office:
    return Office(Settings(home=home))


@contextmanager
def page_of(browser: Chromium, home: Path, day: date) -> Iterator[Callable[[str], Desk]]:
    """The dashboards as served on a day; no page may complain, ask another host, or say that something broke."""
    views: list[View] = []

    def opened(query: str) -> Desk:
        views.append(browser.open(served, "followup.ipynb", query=query))
        views[-1].page.locator(".wb-headline").first.wait_for(timeout=WAIT)
        return Desk(views[-1].page)

    with Served(DASHBOARDS, home, environment={"WORKBENCH_AS_OF": str(day)}) as served:
        yield opened
        for view in views:
            assert (view.foreign, view.complaints) == ([], [])
            assert view.page.get_by_text("此处出错").count() == 0
            view.page.close()


def planned(at: Desk, day: date) -> str:
    """A meeting planned on the page; its number."""
    at.tab("会议")
    at.fill("安排会议", body="LINE", kind="工作会议", day=str(day), start="09:30", place="县委三楼会议室")
    told = at.send("安排会议", "已安排")
    return re.findall(r"H\d{8}\w*", told)[0]


def test_from_the_agenda_to_the_evidence_accepted(browser: Chromium, home: Path, office: Office) -> None:
    matter = str(office.edition().query(WANTED, [BATCH])["matter_id"][0])
    with page_of(browser, home, MONDAY) as opened:
        at = opened("body=LINE")
        meeting = planned(at, MONDAY)
        expect(at.page.locator(".wb-headline").first).to_contain_text(meeting)
        _agenda(at, matter)
        _held(at, matter)
        decision = _decided(at, matter, meeting)
        _minutes(at, opened(f"tab=minutes&meeting={meeting}"))
    assert write_minutes.open_minutes(office, meeting).is_frozen
    with page_of(browser, home, WEEK_LATER) as opened:
        at = opened(f"tab=tasks&body=LINE&task={decision}")
        expect(at.row(decision)).to_contain_text("推进中", timeout=WAIT)
        before = at.card(f"{BATCH}·按期完成")
        _done(at, decision)
        after = at.card(f"{BATCH}·按期完成")
        assert after == (before[0] + 1, before[1] + 1), "the campaign's number counts the decision"
        at.page.locator(".wb-metric:visible", has_text=f"{BATCH}·按期完成").click()
        expect(at.row(decision)).to_contain_text("按期完成", timeout=WAIT)
        _next_meeting(at, decision)
    told = follow_up.settled(Office(Settings(home=home, as_of=WEEK_LATER)), batch=BATCH)
    assert decision in told.in_time.ids and (told.in_time.numerator, told.in_time.denominator) == after
    assert {one.kind for one in office.store.events() if meeting in one.subject} == {
        EventKind.MEETING_PLANNED, EventKind.AGENDA_DECIDED, EventKind.MEETING_HELD, EventKind.DECIDED,
        EventKind.MINUTES, EventKind.TASK,
    }  # fmt: skip


def _agenda(at: Desk, matter: str) -> None:
    at.tab("议题")
    at.page.locator(".wb-search:visible").fill(matter)
    at.row(matter).locator("td").first.click()
    expect(at.form("本次会议的议题").locator("[data-name=matter] input")).to_have_value(matter, timeout=WAIT)
    at.fill("本次会议的议题", choice="列入", why="久未议定，提请会商")
    at.send("登记取舍", f"已登记：{matter} 列入")
    expect(at.row(matter)).to_contain_text("列入")


def _held(at: Desk, matter: str) -> None:
    at.tab("召开")
    form = at.form("登记召开")
    expect(form.get_by_label(re.compile(matter))).to_be_checked(timeout=WAIT)
    for post in (CONVENOR, DEPUTY):
        form.locator("[data-name=present]").get_by_label(post, exact=True).check()
    form.locator("[data-name=excused]").get_by_label("县财政局局长", exact=True).check()
    at.send("登记召开", "已登记召开：出席 2，请假 1，上会事项 1")
    expect(at.page.locator(".wb-headline").first).to_contain_text("已召开")


def _decided(at: Desk, matter: str, meeting: str) -> str:
    at.tab("议定")
    said = {"text": "对安置补偿差额逐户核算并公示", "matter": matter, "kind": "定方案", "evidence": "公示照片", "final": "定稿",
            "why": "由主管单位牵头"}  # fmt: skip
    at.fill("新的议定事项", **said)
    at.send("登记议定事项", "缺牵头单位、落实期限，不能定稿")
    at.fill("新的议定事项", unit=UNIT, due="2026年12月20日")
    at.send("登记议定事项", f"已登记 {meeting}-01（定稿）")
    expect(at.row(f"{meeting}-01")).to_contain_text("定稿")
    return f"{meeting}-01"


def _minutes(at: Desk, other: Desk) -> None:
    """草稿 → 送审 → 签发 → 印发; a colleague's page left open over it is refused in a sentence and keeps its words."""
    at.tab("纪要")
    at.choose("起草")
    at.fill("起草", views="要依法分类处理、限期落实。")
    at.send("存为草稿", "纪要现为“草稿”")
    other.page.get_by_role("button", name="刷新", exact=True).click()
    other.choose("起草")
    other.fill("起草", requires="另加一条")
    at.choose("送审")
    at.send("确认送审", "纪要现为“送审”")
    at.choose("签发")
    at.fill("签发", by=DEPUTY)
    at.send("确认签发", "纪要现为“签发”")
    at.choose("印发")
    at.send("确认印发", "纪要现为“印发”")
    paper = at.page.locator(".wb-facts:visible").first
    expect(paper).to_contain_text("对安置补偿差额逐户核算并公示")
    expect(paper).to_contain_text("〔2026〕第")
    at.page.get_by_text("步，以及为什么").locator("visible=true").click()
    at.page.locator(".wb-cannot:visible .wb-choice[data-kind=起草]").click()
    expect(at.page.locator(".wb-why-not:visible")).to_contain_text("纪要已印发，文字不再改动")
    other.send("存为草稿", "纪要已印发，文字不再改动")
    expect(other.form("起草").locator("[data-name=requires] textarea")).to_have_value("另加一条")


def _done(at: Desk, decision: str) -> None:
    at.choose("报落实")
    at.fill("报落实", unit=UNIT, text="已逐户核算并公示")
    at.page.get_by_role("button", name="登记报落实", exact=True).click()
    expect(at.form("报落实").locator(".wb-wrong", has_text="请填写")).to_be_visible()
    at.fill("报落实", evidence=PROOF)
    at.send("登记报落实", "待联席办核实采信")
    at.choose("采信")
    at.fill("采信", by="联席办主任")
    at.send("登记采信", "现为“按期完成”")
    expect(at.row(decision)).to_contain_text("按期完成", timeout=WAIT)


def _next_meeting(at: Desk, decision: str) -> None:
    following = planned(at, NEXT)
    expect(at.page.locator(".wb-headline").first).to_contain_text(following)
    at.tab("下次会议第一项")
    at.page.locator("select:visible", has=at.page.locator("option", has_text=str(NEXT))).select_option(
        label=f"{NEXT} 清澜县专题联席会议工作会议"
    )
    line = at.row(decision)
    expect(line).to_contain_text("〔按期完成〕", timeout=WAIT)
    expect(line).to_contain_text(PROOF)
