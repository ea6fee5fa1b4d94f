"""责任 › 协商与争议: both claims side by side with their clauses, rounds of talks, and the application to the conference."""

from __future__ import annotations

from typing import Any, Final

from workbench.apps.case import acts, acts_duty
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing, records
from workbench.apps.case.rows import columns_of, keyed
from workbench.apps.panel_parts import Given, Panel, rows, show_if
from workbench.rules.conference import ASKS
from workbench.widgets import FactList, Field, Form, Notice, Side, SideBySide

ROUND: Final = ("轮次", "日期", "参加单位", "各方意见", "依据", "一致点", "分歧点", "是否一致")


def panel(model: CaseModel) -> Panel:
    """Where the quarrel stands, who says what on which clause, the rounds, and what to do about it."""
    told, claims = Notice(""), SideBySide(empty="没有单位提出不同主张")
    listing = Listing(
        model,
        "协商轮次",
        columns_of(ROUND, widths={"轮次": 64, "日期": 96, "是否一致": 84}),
        height=180,
        empty="没有协商记录",
    )
    paper = FactList([])
    talk = records(
        model, Form(talk_fields(model), title="登记一轮协商", submit="登记协商"), _talk(model), "协商记录已登记"
    )
    apply = records(
        model,
        Form(apply_fields(model), title="提请联席会议会商", submit="提请"),
        _apply(model),
        "提请已登记，进入议题建议",
    )

    def read() -> None:
        found = acts_duty.contest(model)
        told.say(found.sentence or f"责任争议：{found.state.value}", tone="warn" if found.state.is_open else "info")
        claims.show(sides(found), title="各方主张（并列）")
        listing.show(keyed(held.row for held in found.rounds))
        drafted = acts_duty.application(model)
        show_if(paper, found.state.is_open)
        paper.show(drafted.fields, title=f"提请会商申请（{drafted.decider.name or '协调主体待核'}）")
        apply.note = (
            f"还缺：{'、'.join(drafted.blocking)}"
            if drafted.blocking
            else f"可补：{'、'.join(drafted.missing)}"
            if drafted.missing
            else ""
        )

    return rows(told, claims, listing, talk, paper, apply), read


def sides(found: Any) -> list[Side]:
    """The claims of the units, one column each."""
    return [
        Side(
            claim.unit,
            claim.act,
            [(label, value) for label, value in claim.row.items() if label not in ("单位", "见于")],
        )
        for claim in found.claims
    ]


def talk_fields(model: CaseModel) -> list[Field]:
    units = acts.units(model)
    return [
        Field("day", "协商日期", "day", True),
        Field("reached", "结果", "choice", choices=[("是", "协商一致"), ("否", "未达成一致")]),
        Field("one", "一方单位", "unit", True, units), Field("one_says", "一方意见", "text", True), Field("one_basis", "一方依据", "text"),
        Field("other", "另一方单位", "unit", True, units), Field("other_says", "另一方意见", "text", True),
        Field("other_basis", "另一方依据", "text"),
        Field("agreed", "一致点", "text"), Field("open", "分歧点", "text"),
        Field("why", "备注", "text"),
    ]  # fmt: skip


def apply_fields(model: CaseModel) -> list[Field]:
    return [
        Field("applicant", "提请单位", "unit", choices=acts.units(model)),
        Field("day", "提请日期", "day"),
        Field("asks", "提请决定", "ticks", True, ASKS),
        Field("open", "需会议决定的分歧", "long"),
        Field("why", "备注", "text", wide=True),
    ]


def _talk(model: CaseModel) -> Any:
    def act(given: Given, seen: int) -> Any:
        return acts_duty.record_round(model, given, seen)

    return act


def _apply(model: CaseModel) -> Any:
    def act(given: Given, seen: int) -> Any:
        return acts_duty.apply_to_conference(model, given, seen)

    return act
