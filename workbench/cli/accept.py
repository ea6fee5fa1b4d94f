"""`workbench accept list|show|set|print` (检查验收): each unit of a campaign by five items, decided by a person, printed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings
from workbench.rules.acceptance import Verdict

accept = typer.Typer(no_args_is_help=True, help="检查验收：台账、组织机构、方案、化解情况、帮扶救助")

Unit = Annotated[str, typer.Argument(metavar="单位", help="主办单位")]
Campaign = Annotated[str, typer.Option(help="专项名称；不填为第一个")]
CohortName = Annotated[str, typer.Option("--cohort", help="批次；不填为第一个")]
Actor = Annotated[str, typer.Option(help="检查人；不填则为本单位设置的经办人")]
Folder = Annotated[Path | None, typer.Option(help="存到这个文件夹；不填则存到本单位的 papers 文件夹")]


@accept.command("list")
@in_words
def list_units(campaign: Campaign = "", cohort: CohortName = "", json_: AsJson = False) -> None:
    """各单位验收到哪一步：未开始、进行中、通过、未通过。"""
    from workbench.usecases.accept_units import acceptance
    from workbench.usecases.office import Office

    found = acceptance(Office(settings()), campaign, cohort)
    lines = [f"{one.sentence}化解 {one.share.full}" for one in found.units]
    say([dict(one.row) for one in found.units], json_, "\n".join([found.sentence, *lines]))


@accept.command("show")
@in_words
def show_unit(unit: Unit, campaign: Campaign = "", cohort: CohortName = "", json_: AsJson = False) -> None:
    """一个单位的五项：记录显示什么，检查人怎么认定，依据是什么。"""
    from workbench.usecases.accept_units import acceptance
    from workbench.usecases.office import Office

    sheet = acceptance(Office(settings()), campaign, cohort).unit(unit)
    rows = [
        {"item": one.item.id, "name": one.item.name, "verdict": one.verdict, "shown": one.shown,
         "evidence": one.answer.evidence if one.answer else "", "note": one.answer.note if one.answer else "",
         "by": one.answer.by if one.answer else "", "event": one.answer.event_id if one.answer else ""}
        for one in sheet.lines
    ]  # fmt: skip
    lines = [f"{row['item']} {row['name']} {row['verdict']}：{row['shown']}{_words(row)}" for row in rows]
    say({"unit": sheet.unit, "state": sheet.state.value, "items": rows}, json_, "\n".join([sheet.sentence, *lines]))


def _words(row: dict[str, str]) -> str:
    told = "；".join(part for part in (row["evidence"], row["note"], row["by"], row["event"]) if part)
    return f"〔{told}〕" if told else ""


@accept.command("set")
@in_words
def set_item(
    unit: Unit,
    item: Annotated[
        str, typer.Argument(metavar="项目", help="A1 台账、A2 组织机构、A3 方案、A4 化解情况、A5 帮扶救助")
    ],
    verdict: Annotated[Verdict, typer.Argument(metavar="结论", help="合格、不合格、不适用")],
    evidence: Annotated[str, typer.Option(help="依据：附件编号、文号或查看了什么（合格必填）")] = "",
    note: Annotated[str, typer.Option(help="说明：缺什么、怎么改；不适用的理由")] = "",
    day: Annotated[str, typer.Option(help="检查日期，如 2026-11-20；不填为今天")] = "",
    campaign: Campaign = "",
    cohort: CohortName = "",
    actor: Actor = "",
) -> None:
    """认定一个单位的一项；再次认定的以后一次为准，前一次留痕。"""
    from workbench.usecases.accept_units import accept as decide
    from workbench.usecases.accept_units import acceptance
    from workbench.usecases.office import Office

    office = Office(settings())
    event = decide(
        office,
        unit,
        item,
        verdict,
        campaign=campaign,
        cohort=cohort,
        day=day,
        evidence=evidence,
        note=note,
        actor=actor,
    )
    sheet = acceptance(office, campaign, cohort).unit(unit)
    _told(f"已登记（{event.actor}，{event.event_id}）：{sheet.sentence}")


@accept.command("print")
@in_words
def print_sheets(
    unit: Annotated[str, typer.Argument(metavar="单位", help="不填则打印全部单位的情况表")] = "",
    campaign: Campaign = "",
    cohort: CohortName = "",
    folder: Folder = None,
    actor: Actor = "",
) -> None:
    """检查验收表（Word）：一个单位的逐项表，或全部单位的情况。"""
    from workbench.usecases.office import Office
    from workbench.usecases.print_checks import print_acceptance, print_acceptance_list

    office = Office(settings())
    made = (
        print_acceptance(office, unit, campaign, cohort, folder, actor)
        if unit
        else print_acceptance_list(office, campaign, cohort, folder, actor)
    )
    _told(f"已生成：{made}")


def _told(text: str) -> None:
    out.print(text, markup=False, soft_wrap=True, highlight=False)
