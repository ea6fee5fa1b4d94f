"""Facts, findings, notices and the page's frame: everything said is escaped, nothing unknown is filled in."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest

from workbench.domain.codes import Trilean
from workbench.domain.finding import Finding
from workbench.widgets import Fact, FactList, FindingList, Notice, columns, dashboard_link, page, query, section

EVIL = "<img src=x onerror=window.__hit=1>"


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())


def test_facts_show_what_is_known_and_where_from() -> None:
    read = _Tags(
        FactList([Fact("登记日", date(2025, 3, 4), "县台账.xlsx〔2025〕D12"), ("常住地", None)], title="基本情况").value
    )
    words = [word for word in read.words if word][1:]  # the first is the style
    assert words == ["基本情况", "登记日", "2025-03-04", "县台账.xlsx〔2025〕D12", "常住地", "—"]


def test_findings_show_outcome_clause_and_facts() -> None:
    finding = Finding("HF1", Trilean.UNKNOWN, "第三十四条", "受理日不详。", {"受理日": ""}, change="补录受理日")
    words = [word for word in _Tags(FindingList([finding]).value).words if word][1:]
    assert words == [
        "HF1",
        "待核",
        "受理日不详。",
        "第三十四条",
        "依据的事实",
        "受理日",
        "—",
        "结论改变的条件",
        "补录受理日",
    ]
    assert "没有认定" in FindingList([]).value


@pytest.mark.parametrize(
    "markup",
    [
        FactList([Fact(EVIL, EVIL, EVIL)], title=EVIL).value,
        FindingList(
            [{"rule": EVIL, "outcome": EVIL, "sentence": EVIL, "clause": EVIL, "facts": {EVIL: EVIL}, "change": EVIL}],
            title=EVIL,
        ).value,
        Notice(EVIL).value,
        section(EVIL, EVIL).value,
        page(EVIL, EVIL, [], lead=EVIL, nav=[(EVIL, EVIL)], current=EVIL).children[0].value,
    ],
)
def test_hostile_text_stays_text(markup: str) -> None:
    read = _Tags(markup)
    assert "img" not in read.tags and any(EVIL in word for word in read.words)


def test_notice_says_and_falls_silent() -> None:
    notice = Notice("已保存")
    assert 'wb-tone-info" role="status"' in notice.value
    notice.say("没能保存", tone="error")
    assert 'role="alert"' in notice.value and "没能保存" in notice.value
    notice.say("")
    assert notice.value == "" and notice.layout.display == "none"
    with pytest.raises(ValueError, match="提示的种类"):
        notice.say("x", tone="red")


def test_page_names_edition_day_and_where_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOILA_BASE_URL", raising=False)
    links = [("总览", dashboard_link("overview")), ("外面", "http://evil.example")]
    body = section("甲")
    whole = page("总览", "第 12 版", [body], as_of=date(2025, 12, 31), nav=links)
    head = whole.children[0].value
    assert "第 12 版" in head and "2025-12-31" in head and whole.children[1] is body
    assert '<a href="/voila/render/overview.ipynb" aria-current=page>总览</a>' in head
    assert "evil.example" not in head


def test_links_carry_state_and_pages_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOILA_BASE_URL", "/user/a/")
    assert dashboard_link("case", matter="M 1&2", unit="") == "/user/a/voila/render/case.ipynb?matter=M+1%262"
    assert query({"QUERY_STRING": "matter=M+1%262&unit="}) == {"matter": "M 1&2"}
    assert query({}) == {}


def test_columns_take_their_weights() -> None:
    grid = columns(section("甲"), section("乙"), weights=[3, 2])
    assert grid.layout.grid_template_columns == "minmax(0, 3fr) minmax(0, 2fr)"
    with pytest.raises(ValueError, match="2 栏"):
        columns(section("甲"), section("乙"), weights=[1])
