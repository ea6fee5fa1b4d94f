"""会议筹备 › 排会: the board with what clashes, its buttons, and below who comes when, conditions, changes, versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import ipywidgets

from workbench.apps.meeting import board_parts
from workbench.apps.meeting.model import MeetingModel
from workbench.apps.meeting.parts import follow, tell
from workbench.apps.meeting.rounds import RoundModel
from workbench.apps.meeting.rows import board_cards, board_sittings, clash_rows
from workbench.apps.panel_parts import Panel, Reader, button, buttons, rows, show_if
from workbench.widgets import Board, Notice

PARTS: Final[dict[str, Callable[[RoundModel], Panel]]] = {
    "谁何时到会": board_parts.callings,
    "条件": board_parts.words,
    "变动重排": board_parts.changes,
    "版本": board_parts.versions,
}
NONE: Final = "还没有轮次。请在页首“新建轮次”：写明名称和起止日，其间已安排的会议就是会次。"


def panel(page: MeetingModel) -> Panel:
    """The board and its parts; a sentence instead while no round is open."""
    model = page.rounds
    missing, notes, board = Notice(NONE, tone="warn"), Notice(""), _board(model)
    whole = rows(_acts(model), tell(model, Notice("")), notes, board, _parts(model))

    def read() -> None:
        show_if(missing, model.state is None)
        show_if(whole, model.state is not None)
        if model.state is None:
            return
        lacking = [] if model.state.problem.matters else ["本轮还没有列入的事项；请在“议题”页选“整轮”，逐件列入"]
        lacking += [] if model.state.problem.sittings else ["本轮没有可排的会次；请先安排会议，再刷新"]
        notes.say("；".join([*lacking, *model.state.notes]), tone="warn" if lacking else "info")

    model.observe(lambda _: read(), "stamp")
    return rows(missing, whole), read


def _board(model: RoundModel) -> Board:
    """Cards moved on the board are the plan in hand; the answer follows at once."""
    board = Board(height=344)

    def feed(_change: Any = None) -> None:
        if model.state:
            version = f"第{model.latest.number}版" if model.latest else "还没有方案"
            board.title = f"{model.state.title} · {version}"
            board.stamp = f"{model.state.title} {version} · {model.round_id}"
            board.show(board_sittings(model), board_cards(model), model.order)
            answer()

    def answer(_change: Any = None) -> None:
        if model.state is None:
            return
        if _plain(board.order) != _plain(model.order):
            board.order = {one: list(matters) for one, matters in model.order.items()}
        board.answer(times=model.times(), clashes=clash_rows(model), reasons=model.waits(), can_undo=model.can_undo)

    board.observe(lambda change: model.arrange(change["new"]), "order")
    board.observe(lambda _: model.undo(), "back")
    follow(board, lambda matter: board.block(matter, model.barred(matter)), "asked")
    model.observe(answer, "order")
    model.observe(feed, "stamp")
    model.observe(lambda change: setattr(board, "locked", "正在计算，暂不能移动" if change["new"] else ""), "busy")
    feed()
    return board


def _plain(order: Any) -> dict[str, list[str]]:
    return {one: list(matters) for one, matters in order.items() if matters}


def _acts(model: RoundModel) -> ipywidgets.HBox:
    """Reckon, keep, restore, release; the reason goes with what is kept."""
    why = ipywidgets.Text(placeholder="理由（可不填）", layout=ipywidgets.Layout(width="260px"))
    draw = button("计算方案", lambda: model.draw_up(why.value), "primary", "按全部条件求最好的排法，存为新一版")
    keep = button("保存手工方案", lambda: model.keep(why.value), "", "把板上的排法存为新一版")
    back = button("还原", model.restore, "", "板上回到最新一版")
    release = button("发布", lambda: model.release(why.value), "", "各会次的议题列入会议议程")
    stands = ipywidgets.Label("")

    def look(_change: Any = None) -> None:
        for one in (draw, keep, back, release):
            one.disabled = bool(model.busy)
        keep.disabled = back.disabled = bool(model.busy) or not model.is_moved
        stands.value = _stands(model)

    model.observe(look, ["busy", "order", "stamp"])
    look()
    return buttons(draw, keep, back, release, why, stands)


def _stands(model: RoundModel) -> str:
    if model.state is None:
        return ""
    if model.is_moved:
        return "板上有未保存的移动"
    released = model.state.released
    return f"第{released}版已发布" if released else "尚未发布" if model.latest else ""


def _parts(model: RoundModel) -> ipywidgets.Tab:
    """Parts made when first opened, read again when the round or the plan in hand changed while they are open."""
    tab = ipywidgets.Tab([ipywidgets.VBox() for _ in PARTS], titles=list(PARTS))
    tab.add_class("wb-case-tabs")
    readers: dict[int, Reader] = {}

    def read(_change: Any = None) -> None:
        at = tab.selected_index or 0
        if model.state is None:
            return
        if at not in readers:
            part, readers[at] = list(PARTS.values())[at](model)
            tab.children[at].children = [part]
        readers[at]()

    tab.observe(read, "selected_index")
    model.observe(read, ["stamp", "order"])
    read()
    return tab
