"""会议筹备 › 排会, what stands under the board: who comes when, conditions, what changed, versions with their change lists."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets

from workbench.apps.meeting.conditions import change_fields, change_of, conditions, fields
from workbench.apps.meeting.parts import Listing, acts
from workbench.apps.meeting.rounds import RoundModel
from workbench.apps.meeting.rows import calling_rows, version_facts, version_rows, word_rows
from workbench.apps.panel_parts import Given, Panel, button, buttons, rows, show_if
from workbench.meetings.rounds import WordKind
from workbench.widgets import FactList, Form, columns
from workbench.widgets.choice import Choice

CALLINGS: Final[list[dict[str, Any]]] = [
    {"key": "sitting", "title": "会次", "width": 215},
    {"key": "arrives", "title": "到会", "width": 62},
    {"key": "leaves", "title": "离会", "width": 62},
    {"key": "who", "title": "单位（职务）", "width": 230},
    {"key": "presence", "title": "到会方式", "width": 180},
    {"key": "matters", "title": "事项", "kind": "tags"},
    {"key": "waiting", "title": "等候分钟", "kind": "number", "width": 88},
]
WORDS: Final[list[dict[str, Any]]] = [
    {"key": "kind", "title": "类别", "width": 64},
    {"key": "sentence", "title": "条件"},
    {"key": "why", "title": "理由", "width": 180},
    {"key": "actor", "title": "登记人", "width": 84},
    {"key": "at", "title": "登记于", "width": 130},
]
VERSIONS: Final[list[dict[str, Any]]] = [
    {"key": "number", "title": "版", "kind": "number", "width": 44},
    {"key": "how", "title": "来历", "width": 56},
    {"key": "state", "title": "状态", "kind": "status", "width": 84, "tones": {"已发布": "ok"}},
    {"key": "heard", "title": "排入", "kind": "number", "width": 56},
    {"key": "left_out", "title": "未排入", "kind": "number", "width": 68},
    {"key": "attendances", "title": "到会人次", "kind": "number", "width": 84},
    {"key": "waiting", "title": "等候分钟", "kind": "number", "width": 84},
    {"key": "saved", "title": "比前一版少等", "kind": "number", "width": 106},
    {"key": "gap", "title": "离最好", "width": 66},
    {"key": "change", "title": "变动"},
    {"key": "by", "title": "保存", "width": 140},
]  # fmt: skip


def callings(model: RoundModel) -> Panel:
    """Each unit and post: called for its first matter, free after its last."""
    listing = Listing(model.office, "谁何时到会", CALLINGS, lambda: _named(model), height=280, empty="还没有排入事项")

    def read() -> None:
        found = calling_rows(model)
        listing.title = f"谁何时到会（{len(found)} 人次，共等候 {sum(row['waiting'] for row in found)} 分钟）"
        listing.show(found)

    return listing, read


def words(model: RoundModel) -> Panel:
    """Conditions with who said them; one is added by a form of its kind, one is taken back with a reason."""
    listing = Listing(
        model.office, "条件（点击一条可撤回）", WORDS, lambda: _named(model), height=300, empty="还没有条件"
    )
    kind = Choice(options=[one.value for one in WordKind], layout=ipywidgets.Layout(width="120px"))
    form = Form((), title="新增条件", submit="登记条件")
    why = ipywidgets.Text(placeholder="撤回的理由", layout=ipywidgets.Layout(width="220px"))

    def take_back() -> None:
        if model.unsay(listing.selected, why.value):
            why.value = ""

    drop = buttons(why, button("撤回这一条", take_back))

    def draw(_change: Any = None) -> None:
        if model.state is None:
            return
        form.show(fields(WordKind(kind.value), model.opened), title=f"新增条件：{kind.value}", submit="登记条件")

    def said(given: Given) -> bool:
        return model.say(conditions(WordKind(kind.value), given), given.get("why", ""))

    def read() -> None:
        listing.show(word_rows(model))
        show_if(drop, listing.selected)

    kind.observe(draw, "value")
    listing.observe(lambda _: show_if(drop, listing.selected), "selected")
    model.observe(draw, "stamp")
    draw()
    add = rows(buttons(ipywidgets.Label("类别"), kind), acts(model, form, said))
    return columns(rows(listing, drop), add, weights=(3, 2)), read


def changes(model: RoundModel) -> Panel:
    """What changed after a plan stood; the new version moves as few comings as possible."""
    form = Form((), title="变动重排", submit="重排", note="在最新一版上改，尽量少动已通知的人；变动同时留作条件")
    acts(model, form, lambda given: model.change(change_of(given, model.opened.problem.today), given.get("why", "")))
    moved = FactList([])

    def read() -> None:
        note = "在最新一版上改，尽量少动已通知的人；变动同时留作条件"
        form.show(change_fields(model.opened), title="变动重排", submit="重排", closed=model.latest is None,
                  note=note if model.latest else "还没有方案，请先计算或手工排出第一版")  # fmt: skip
        if model.latest:
            moved.show(version_facts(model.latest), title=f"第{model.latest.number}版（{model.latest.how}）的变动")

    return columns(form, moved), read


def versions(model: RoundModel) -> Panel:
    """All versions; one picked shows its change list and may be taken onto the board."""
    listing = Listing(
        model.office, "版本（点击看变动一览）", VERSIONS, lambda: _named(model), height=220, empty="还没有方案"
    )
    told = FactList([])
    load = button("把这一版放到板上", lambda: model.show_version(int(listing.selected)))

    def pick(_change: Any = None) -> None:
        found = next((one for one in model.opened.versions if str(one.number) == listing.selected), None)
        show_if(told, found)
        show_if(load, found)
        if found:
            told.show(version_facts(found), title=f"第{found.number}版变动一览")

    def read() -> None:
        listing.show(version_rows(model))
        pick()

    listing.observe(pick, "selected")
    return rows(listing, buttons(load), told), read


def _named(model: RoundModel) -> str:
    version = f"，第{model.latest.number}版" if model.latest else ""
    return f"轮次 {model.round_id}（{model.opened.title}{version}）" + ("，板上未保存的排法" if model.is_moved else "")
