"""源头治理, a panel for each tab: table, surges and the matters opened; causes; policy gaps; advice letters."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets

from workbench.apps.panel_parts import Given, rows
from workbench.apps.sources import lines
from workbench.apps.sources.figures import TOTAL, heat_figure, heat_height, months_figure
from workbench.apps.sources.model import SourcesModel
from workbench.apps.sources.parts import Listing, records
from workbench.campaign.advice import AdviceKind, Outcome
from workbench.domain.dates import PartialDate
from workbench.store.views import narrowed
from workbench.usecases import advise, find_sources
from workbench.widgets import CaseTable, Chart, Field, Form, MetricRow, Notice, columns, section

HEAT_HIGH: Final = 320


def heat(model: SourcesModel) -> ipywidgets.Widget:
    """Topic × place, the surges beside it; below, the months and the matters of what was clicked."""
    table, picture = (
        Chart(heat_figure(model), height=heat_height(model), label="内容分类与问题属地"),
        Chart(months_figure(model), height=210, label="每月新发事项"),
    )
    surges = Listing(
        model,
        "突增与集中",
        lines.SURGES,
        height=236,
        empty="本期没有事项",
        words=lambda: f"{model.found.asked.period.words}；{model.found.method_line}",
    )
    method, rests = Notice(""), Notice("")
    matters = Listing(model, "事项", lines.MATTERS, height=300, empty="没有符合的事项")

    def draw(_change: Any = None) -> None:
        table.height = heat_height(model)
        table.show(heat_figure(model))
        names = {code: model.name(code) for code in model.heat.places}
        surges.show(lines.surge_lines(model.found, names))
        method.say(model.found.method_line, tone="warn" if model.found.problem else "info")
        rests.say("")

    def listed(_change: Any = None) -> None:
        names = {row["place"]: model.name(row["place"]) for row in model.rows if row["place"]}
        matters.title = f"事项（{model.focus_words}，{len(model.rows)} 件）"
        matters.show(lines.matter_rows(model.rows, names))
        picture.show(months_figure(model))

    def cell(change: Any) -> None:
        topic, _, place = str(change["new"]["customdata"]).partition("|")
        model.focus = {name: value for name, value in (("topic", topic), ("place", place)) if value != TOTAL}

    def surge(change: Any) -> None:
        if change["new"]:
            model.focus = dict(zip(("topic", "place", "unit"), change["new"].split("|"), strict=True))
            rests.say((surges.selected_row or {}).get("sentence", ""))

    def month(change: Any) -> None:
        model.focus = {**model.focus, "month": str(change["new"]["customdata"])}

    table.observe(cell, "clicked")
    surges.observe(surge, "selected")
    picture.observe(month, "clicked")
    model.observe(draw, "heat")
    model.observe(listed, "rows")
    draw()
    listed()
    frame = ipywidgets.VBox([table], layout=ipywidgets.Layout(max_height=f"{HEAT_HIGH}px", overflow="auto"))
    frame.add_class("wb-wide")  # on a phone the table keeps its width and is pushed aside
    note = "件数 / 该分类各地合计；点击一格列出事项"
    left = rows(section("内容分类 × 问题属地", note), frame)
    right = rows(surges, method, rests)
    low = columns(rows(section("每月新发事项", "近24个月，深色为本期；点击看当月"), picture), matters, weights=(1, 2))
    return rows(columns(left, right, weights=(4, 3)), low)


# --- causes -------------------------------------------------------------------------------------------------------------

_CAUSES: Final[list[dict[str, Any]]] = [
    {"key": "origin", "title": "来源", "width": 84},
    {"key": "cause", "title": "成因", "width": 170},
    {"key": "fraction", "title": "事项（占有成因的）", "width": 150},
    {"key": "means", "title": "说明"},
]
_COMMON: Final[list[dict[str, Any]]] = [
    {"key": "topic", "title": "内容分类", "width": 130},
    {"key": "place", "title": "属地", "width": 76},
    {"key": "about", "title": "共同之处", "width": 130},
    {"key": "many", "title": "事项", "kind": "number", "width": 50},
    {"key": "open", "title": "未化解", "width": 66},
    {"key": "sentence", "title": "说明"},
]


def causes(model: SourcesModel) -> ipywidgets.Widget:
    """Causes with their fractions, causes several matters share; below, the matters of the one clicked."""
    stated = Listing(
        model,
        "成因",
        _CAUSES,
        height=290,
        empty="本期的事项没有写明成因",
        words=lambda: f"本期 {model.found.asked.period.words}",
    )
    shared = Listing(
        model,
        "共性原因（关联提出，请核对）",
        _COMMON,
        height=290,
        empty="本视图不含共性原因" if narrowed(model.edition) else "还没有提出共性原因",
        words=lambda: "全部事项",
    )
    matters, held = _matters(model), dict[str, tuple[str, tuple[str, ...]]]()

    def read(_change: Any = None) -> None:
        found = find_sources.count_causes(model.edition, model.found.asked)
        common = find_sources.common_causes(model.edition)
        held.update({f"{one.origin}|{one.cause}": (f"{one.origin}：{one.cause}", one.ratio.ids) for one in found})
        held.update({row["cause_id"]: (f"{row['place']} {row['about']}", tuple(row["matters"])) for row in common})
        stated.show(lines.cause_line(one) for one in found)
        shared.show(lines.common_line(row) for row in common)

    def choose(change: Any) -> None:
        if change["new"]:
            _fill(model, matters, *held[change["new"]])

    stated.observe(choose, "selected")
    shared.observe(choose, "selected")
    model.observe(read, "found")
    read()
    note = Notice(
        "成因只写单位一侧的：台账所记的，和“重新研究”中由人认定的。一个事项可有几个成因，比例相加可超过 100%。"
    )
    return rows(note, columns(stated, shared, weights=(2, 3)), matters)


def _matters(model: SourcesModel) -> CaseTable:
    return Listing(model, "事项", lines.MATTERS, height=300, empty="点击上面一行列出事项", words=lambda: "上表所选一行")


def _fill(model: SourcesModel, table: CaseTable, title: str, ids: tuple[str, ...]) -> None:
    """The matters named, whatever their period."""
    wanted = set(ids)
    found = [row for row in find_sources.behind(model.edition, model.found.asked, "") if row["matter_id"] in wanted]
    table.title = f"事项（{title}，{len(found)} 件）"
    table.show(lines.matter_rows(found, {row["place"]: model.name(row["place"]) for row in found if row["place"]}))


# --- policy gaps --------------------------------------------------------------------------------------------------------

_GAPS: Final[list[dict[str, Any]]] = [
    {"key": "state", "title": "认定", "kind": "status", "width": 76},
    {"key": "topic", "title": "内容分类（二级）", "width": 180},
    {"key": "basis", "title": "依据", "width": 130},
    {"key": "signs", "title": "情形", "width": 100},
    {"key": "matters", "title": "事项", "kind": "number", "width": 50},
    {"key": "open", "title": "未化解", "width": 70},
    {"key": "ground", "title": "凭什么提出"},
    {"key": "said", "title": "认定意见", "width": 230},
]
_RULINGS: Final = ("成立", "不成立")


def gaps(model: SourcesModel) -> ipywidgets.Widget:
    """Gaps proposed, each with its matters; a person rules on the one clicked."""
    listing = Listing(
        model,
        "政策缺口（系统提出，由人认定）",
        _GAPS,
        height=240,
        empty="没有可提出的政策缺口",
        words=lambda: "全部事项",
    )
    form, matters, held = Form(closed=True), _matters(model), dict[str, tuple[str, ...]]()

    def read(_change: Any = None) -> None:
        found = model.gaps()
        held.update({gap.gap_id: gap.matters for gap, _ in found})
        listing.show(lines.gap_line(gap, ruling) for gap, ruling in found)

    def choose(_change: Any = None) -> None:
        topic = (listing.selected_row or {}).get("topic", "")
        fields = [Field("ruling", "认定", "choice", True, _RULINGS), Field("why", "理由", "long", True)]
        form.show(
            fields if topic else (),
            title=f"认定：{topic}" if topic else "先点击一行",
            submit="登记认定",
            closed=not topic,
        )
        if topic:
            _fill(model, matters, topic, held[listing.selected])

    def rule(given: Given, seen: int) -> Any:
        return find_sources.rule_gap(
            model.office, listing.selected, given["ruling"] == "成立", why=given["why"], seen=seen
        )

    records(
        model,
        form,
        rule,
        lambda said: f"已认定为{'成立' if said.holds else '不成立'}；成立的可在“三项建议”中提出完善政策的建议",
    )
    listing.observe(choose, "selected")
    model.observe(read, "stamp")
    read()
    choose()
    return rows(listing, columns(form, matters, weights=(2, 5)))


# --- advice -------------------------------------------------------------------------------------------------------------

_LETTERS: Final[list[dict[str, Any]]] = [
    {"key": "state", "title": "状态", "kind": "status", "width": 96},
    {"key": "id", "title": "编号", "width": 126},
    {"key": "kind", "title": "种类", "width": 76},
    {"key": "number", "title": "文号", "width": 140},
    {"key": "unit", "title": "收文单位", "width": 170},
    {"key": "topic", "title": "内容分类", "width": 120},
    {"key": "matters", "title": "事项", "kind": "number", "width": 50},
    {"key": "day", "title": "日期", "kind": "date", "width": 92},
    {"key": "sentence", "title": "情况"},
]


def advice(model: SourcesModel) -> ipywidgets.Widget:
    """Letters with their states as fractions; the one clicked is answered; a new one is written from a gap or a cell."""
    cards, form, new = MetricRow(), Form(closed=True), Form()
    listing = Listing(
        model, "建议书", _LETTERS, height=220, empty="还没有建议书", words=lambda: focus[0] or "全部建议书"
    )
    focus = [""]

    def read(_change: Any = None) -> None:
        found, on = model.letters(), model.office.settings.today
        cards.show(lines.letter_cards(found, on))
        kept = [one for one in found if focus[0] in ("", one.kind.value, one.state(on).value)]
        listing.title = f"建议书{f'：{focus[0]}' if focus[0] else ''}（点击一行登记反馈）"
        listing.show(lines.letter_line(one, on) for one in reversed(kept))
        new.show(_new_fields(model), title="新的建议书", submit="登记并打印")

    def narrow(change: Any) -> None:
        key = str(change["new"].get("key", ""))
        focus[0] = "" if key == focus[0] else key
        read()

    def choose(_change: Any = None) -> None:
        chosen = listing.selected
        form.show(
            _answer_fields(model) if chosen else (),
            title=f"登记 {chosen} 的反馈" if chosen else "登记反馈：先点击一行",
            submit="登记反馈",
            closed=not chosen,
        )

    def reply(given: Given, seen: int) -> Any:
        return advise.answer(
            model.office,
            listing.selected,
            Outcome(given["outcome"]),
            text=given.get("text", ""),
            number=given.get("number", ""),
            day=_day(given.get("day", "")),
            why=given.get("why", ""),
            seen=seen,
        )

    records(model, form, reply, lambda one: f"已登记：{one.sentence(model.office.settings.today)}")
    records(
        model,
        new,
        lambda given, seen: _advised(model, given, seen),
        lambda made: f"已登记 {made.advice.advice_id}，存为 {made.path}",
    )
    cards.observe(narrow, "clicked")
    listing.observe(choose, "selected")
    model.observe(read, "stamp")
    read()
    choose()
    return rows(cards, listing, columns(new, form, weights=(3, 2)))


def _new_fields(model: SourcesModel) -> list[Field]:
    sources = [(_CELL, f"热表所列：{model.focus_words}（{len(model.rows)} 件）")] if model.rows else []
    sources += [
        (gap.gap_id, f"政策缺口：{gap.topic}（{len(gap.matters)} 件）")
        for gap, said in model.gaps()
        if not said or said.holds
    ]
    return [
        Field("kind", "种类", "choice", True, [one.value for one in AdviceKind]),
        Field("source", "所依据的事项", "choice", True, sources),
        Field("unit", "收文单位", "unit", True, model.units),
        Field("about", "所涉单位", "unit", choices=model.units, hint="只有追究责任要填"),
        Field("number", "文号", required=True, placeholder=f"清联建〔{model.office.settings.today.year}〕1号"),
        Field("signer", "签发人职务", required=True),
        Field("problem", "发现的问题", "long"),
        Field("text", "建议（一行一条）", "long", True),
    ]


_CELL: Final = "热表"


def _answer_fields(model: SourcesModel) -> list[Field]:
    return [
        Field("outcome", "结果", "choice", True, [one.value for one in Outcome]),
        Field("day", "反馈日期", "day", hint=f"不填为今天 {model.office.settings.today}"),
        Field("number", "反馈文号"),
        Field("text", "反馈内容、理由", "long"),
        Field("why", "改登的理由", hint="已登记过反馈的才要填"),
    ]


def _advised(model: SourcesModel, given: Given, seen: int) -> Any:
    """The letter resting on what is opened in the table, or on a gap."""
    said = given["source"]
    if said == _CELL:
        ids, topic, place = (
            [row["matter_id"] for row in model.rows],
            model.focus.get("topic", ""),
            model.focus.get("place", ""),
        )
    else:
        (ids, topic), place = advise.matters_meant(model.office, gap=said), ""
    return advise.advise(
        model.office,
        AdviceKind(given["kind"]),
        given["unit"],
        text=given["text"],
        number=given["number"],
        signer=given["signer"],
        matters=ids,
        topic=topic,
        place=model.name(place) if place else "",
        about=given.get("about", ""),
        problem=given.get("problem", ""),
        seen=seen,
    )


def _day(text: str) -> Any:
    """The one day a field holds, None if empty; ValueError for a month only."""
    day = PartialDate.parse(text).exact if text else None
    if text and day is None:
        raise ValueError(f"反馈日期须写到日，现为“{text}”")
    return day
