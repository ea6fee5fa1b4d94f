"""责任 › 包案与五个一: who answers on which level, what is missing of 五个一 and 三定一包, and briefings."""

from __future__ import annotations

from typing import Final

from workbench.apps.case import acts, acts_duty
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing, records
from workbench.apps.case.rows import columns_of, keyed
from workbench.apps.panel_parts import Panel, rows
from workbench.domain.codes import Level
from workbench.rules.leadership import LeaderRole
from workbench.widgets import Field, FindingList, Form, Notice, Side, SideBySide, columns

ASSIGNED: Final = ("职务", "角色", "层级", "单位", "科室", "专班", "时限", "日期")


def panel(model: CaseModel) -> Panel:
    """The duty sheet as checks side by side, who was assigned, what they were told, and the forms for both."""
    lacking, checks, found = Notice(""), SideBySide(), FindingList()
    people = Listing(model, "包案登记", [], height=170, empty="没有包案登记")
    told = Listing(model, "向包案领导汇报", [], height=150, empty="没有汇报记录")
    assign = records(
        model,
        Form(_assign(model), title="登记包案", submit="登记包案"),
        lambda given, seen: acts_duty.assign(model, given, seen),
        "包案已登记",
    )
    brief = records(
        model,
        Form(_brief(model), title="登记汇报", submit="登记汇报"),
        lambda given, seen: acts_duty.brief(model, given, seen),
        "汇报已登记",
    )

    def read() -> None:
        sheet = acts_duty.leaders(model)
        lacking.say(
            f"缺：{'；'.join(sheet.missing)}" if sheet.missing else "包案各项齐全",
            tone="warn" if sheet.missing else "info",
        )
        checks.show(
            [Side(check.name, "齐全" if not check.missing else f"缺 {len(check.missing)} 项",
                  [(f"第 {n} 项", f"{one.name}：{one.value or '缺'}") for n, one in enumerate(check.elements, 1)]) for check in sheet.checks],
            title="包案要素",
        )  # fmt: skip
        found.show([sheet.county, sheet.briefing, *sheet.warnings], title="核对")
        for listing, known in ((people, sheet.assignment_rows), (told, sheet.briefing_rows)):
            listing.columns = columns_of(known[0]) if known else columns_of(ASSIGNED)
            listing.show(keyed(known))

    return rows(
        lacking, columns(checks, found, weights=(3, 2)), people, told, columns(assign, brief, weights=(3, 2))
    ), read


def _assign(model: CaseModel) -> list[Field]:
    return [
        Field("post", "领导职务", "text", True, hint="只写职务，如“分管副县长”"),
        Field("role", "角色", "choice", True, [role.value for role in LeaderRole]),
        Field("level", "层级", "choice", choices=[level.label for level in (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWN)]),
        Field("unit", "责任单位", "unit", choices=acts.units(model)),
        Field("inner_office", "责任科室", "text"), Field("team", "专班", "text"), Field("due", "化解时限", "day"), Field("day", "日期", "day"),
        Field("result", "目标", "text"), Field("why", "备注", "text", wide=True),
    ]  # fmt: skip


def _brief(model: CaseModel) -> list[Field]:
    return [
        Field("unit", "汇报单位", "unit", True, acts.units(model)), Field("day", "日期", "day"),
        Field("to", "听取汇报的领导职务", "text", hint="不填即包案领导"), Field("content", "汇报内容", "long", True),
    ]  # fmt: skip
