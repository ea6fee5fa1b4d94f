"""`workbench target set|list|withdraw|levels|below` (目标与层级): targets of the office and of units, and who resolves at what level."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings

if TYPE_CHECKING:
    from workbench.campaign.measures import Period

targets = typer.Typer(no_args_is_help=True, help="目标与层级：设目标、单位责任状、在哪一级化解、应由上级办理的事项")

Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]
First = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="起日；不填为本年首日")]
Last = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="止日（含）；不填为本年末日")]
BaseFirst = Annotated[datetime | None, typer.Option("--base-from", formats=["%Y-%m-%d"], help="基期起日（升降才要）")]
BaseLast = Annotated[datetime | None, typer.Option("--base-to", formats=["%Y-%m-%d"], help="基期止日")]


@targets.command("set")
@in_words
def set_(
    metric: Annotated[str, typer.Argument(metavar="指标", help="如 M-02、按期答复率、M-18·新增、N-01")],
    direction: Annotated[str, typer.Argument(metavar="方向", help="不低于、不高于、下降、上升")],
    amount: Annotated[str, typer.Argument(metavar="幅度", help="95%、5个百分点、120件；升降不写为有变即可")] = "",
    source: Annotated[str, typer.Option(help="出自哪份责任状、方案或文件")] = "",
    unit: Annotated[str, typer.Option(help="单位（责任状）；不填为全体")] = "",
    first: First = None,
    last: Last = None,
    base_first: BaseFirst = None,
    base_last: BaseLast = None,
    why: Annotated[str, typer.Option(help="说明")] = "",
    actor: Actor = "",
) -> None:
    """设一个目标；进京、到访、人次一类不设。"""
    from workbench.usecases.office import Office
    from workbench.usecases.set_targets import set_target, year_of

    office = Office(settings())
    one = set_target(
        office, metric, direction, amount, _period(first, last) or year_of(office.settings.today), source=source, unit=unit,
        base=_period(base_first, base_last), why=why, actor=actor,
    )  # fmt: skip
    out.print(f"已设目标 {one.target_id}：{one.who} {one.words}（{one.period.words}）", highlight=False)


@targets.command("list")
@in_words
def list_(
    unit: Annotated[str, typer.Option(help="只看一个单位的责任状")] = "",
    year: Annotated[int | None, typer.Option(help="只看一年")] = None,
    all_: Annotated[bool, typer.Option("--all", help="连同已撤下的")] = False,
    json_: AsJson = False,
) -> None:
    """各项目标的现状：分数、基期数、应达到、是否达标、版次。"""
    from workbench.usecases.office import Office
    from workbench.usecases.set_targets import target_states

    office = Office(settings())
    found = target_states(office, unit=unit, year=year, withdrawn=all_)
    lines = [
        f"{row['编号']} {row['单位']} {row['目标']}（{row['期间']}）：现在 {row['现在']}"
        + (f"，基期 {row['基期']}" if row["基期"] else "")
        + f"，应达到 {row['应达到']}，{row['结果']}" + (f"；{row['说明']}" if row["说明"] else "") + f"　{row['版次']}"
        for row in (one.row for one in found)
    ]  # fmt: skip
    say([dict(one.row) for one in found], json_, "\n".join(lines) or "还没有设定目标")


@targets.command("withdraw")
@in_words
def withdraw(
    target_id: Annotated[str, typer.Argument(metavar="目标", help="编号，如 MB2026-01")],
    why: Annotated[str, typer.Option(help="理由")] = "",
    actor: Actor = "",
) -> None:
    """撤下一个目标；原目标与撤下都留存。"""
    from workbench.usecases.office import Office
    from workbench.usecases.set_targets import withdraw_target

    one = withdraw_target(Office(settings()), target_id, why=why, actor=actor)
    out.print(f"已撤下目标 {one.target_id}：{one.who} {one.words}", highlight=False)


@targets.command("levels")
@in_words
def levels(
    first: First = None,
    last: Last = None,
    label: Annotated[
        str, typer.Option("--matters", help="列出一级的事项：村（社区）、乡（镇、街道）、县、市以上、层级待核")
    ] = "",
    json_: AsJson = False,
) -> None:
    """已化解的事项是在哪一级化解的（小事不出村、大事不出镇）；不写起止日为全部。"""
    from workbench.usecases.office import Office
    from workbench.usecases.organ_levels import resolution_levels

    found = resolution_levels(Office(settings()), period=_period(first, last))
    shares = [*found.shares, ("不出村", found.within_village), ("不出镇", found.within_town)]
    rows = [{"level": name, "share": ratio.full} for name, ratio in shares]
    behind = (
        [{"matter_id": one.matter_id, "title": one.title, "unit": one.unit, "day": one.day} for one in found.of(label)]
        if label
        else []
    )
    lines = [f"{name}：{ratio.full}" for name, ratio in shares]
    lines += [
        f"{one['matter_id']} {one['title']} {one['unit'] or '单位未登记'} {one['day'] or '日期不明'}" for one in behind
    ]
    answer = {"levels": rows, "matters": behind, "undated": found.undated, "source": found.source_line}
    say(answer, json_, "\n".join([*lines, found.source_line]))


@targets.command("below")
@in_words
def below(json_: AsJson = False) -> None:
    """按难易应由上级办理、而主办单位层级偏低的未化解事项。"""
    from workbench.usecases.classify_difficulty import handled_below
    from workbench.usecases.office import Office

    found = handled_below(Office(settings()))
    rows = [dict(one.row) for one in found.found]
    lines = [f"{one.matter_id} {one.title}：{one.sentence}" for one in found.found]
    say(
        {"found": rows, "share": found.ratio.full, "unknown": found.unknown},
        json_,
        "\n".join([*lines, f"{found.sentence}　版次 {found.edition}"]),
    )


def _period(first: datetime | None, last: datetime | None) -> Period | None:
    from workbench.campaign.measures import NotCounted, Period

    if (first is None) != (last is None):
        raise NotCounted("起日和止日须同时写明")
    return Period(first.date(), last.date()) if first and last else None
