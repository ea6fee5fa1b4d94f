"""责任 › 移交与回避: hand-overs with their answers and both units' clocks, how often the matter moved, who stands aside."""

from __future__ import annotations

from typing import Final

from workbench.apps.case import acts, acts_duty
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing, records
from workbench.apps.case.rows import columns_of, keyed
from workbench.apps.panel_parts import Panel, rows
from workbench.widgets import FactList, Field, FindingList, Form, columns

MOVES: Final = (
    "次序",
    "信访件",
    "移交单位",
    "接收单位",
    "提出日期",
    "答复",
    "答复日期",
    "理由",
    "依据",
    "回执",
    "结果反馈",
)
CLOCKS: Final = ("一方", "单位", "时限", "起算", "届满", "依据", "说明")
RECUSED: Final = ("回避", "种类", "决定人", "登记", "理由")


def panel(model: CaseModel) -> Panel:
    """The book of hand-overs; forms to offer, to answer, and to recuse."""
    moves = Listing(
        model,
        "单位之间移交",
        columns_of(MOVES, widths={"次序": 48, "提出日期": 92, "答复日期": 92}),
        height=180,
        empty="没有移交",
    )
    clocks = Listing(
        model,
        "双方时限",
        columns_of(CLOCKS, widths={"一方": 56, "起算": 92, "届满": 92}),
        height=160,
        empty="没有在走的移交时限",
    )
    counted, pushed = FactList([]), FindingList()
    aside = Listing(model, "回避", columns_of(RECUSED), height=120, empty="没有回避")
    offer = records(
        model,
        Form(_offer(model), title="移交提出", submit="登记移交"),
        lambda given, seen: acts_duty.offer(model, given, seen),
        "移交已登记，等待接收单位答复",
    )
    answer = records(
        model,
        Form(_answer(model), title="移交答复", submit="登记答复"),
        lambda given, seen: acts_duty.answer_offer(model, given, seen),
        "答复已登记",
    )
    recuse = records(
        model,
        Form(_recuse(model), title="登记回避", submit="登记回避"),
        lambda given, seen: acts_duty.recuse(model, given, seen),
        "回避已登记；此后不得向其移交",
    )

    def read() -> None:
        book = acts_duty.hand_over_book(model)
        moves.show(keyed(book.rows))
        clocks.show(keyed(book.clock_rows))
        counted.show(list(book.moves.row.items()), title="流转次数")
        pushed.show([book.ping_pong], title="推诿扯皮核对")
        aside.show(keyed(acts_duty.recusal_rows(model)))

    return rows(moves, columns(offer, answer), clocks, columns(counted, pushed), columns(aside, recuse)), read


def _offer(model: CaseModel) -> list[Field]:
    units = acts.units(model)
    return [
        Field("giver", "移交单位", "unit", True, units), Field("receiver", "接收单位", "unit", True, units),
        Field("day", "提出日期", "day", True), Field("basis", "依据", "text"),
        Field("reasons", "理由", "text", True, wide=True), Field("why", "负责人说明（涉及被反映单位时必填）", "text", wide=True),
    ]  # fmt: skip


def _answer(model: CaseModel) -> list[Field]:
    return [
        Field("receiver", "接收单位", "unit", True, acts.units(model)), Field("day", "答复日期", "day", True),
        Field("take", "答复", "choice", True, ["接收", "不接收"]), Field("receipt", "回执（接收时必填）", "text"),
        Field("reasons", "理由（不接收时必填）", "text", wide=True), Field("basis", "依据", "text", wide=True),
    ]  # fmt: skip


def _recuse(model: CaseModel) -> list[Field]:
    return [
        Field("who", "回避的单位或职务", "unit", True, acts.units(model)), Field("is_unit", "种类", "choice", True, ["单位", "职务"]),
        Field("decided_by", "决定人（职务）", "text", True), Field("why", "理由", "text", True),
    ]  # fmt: skip
