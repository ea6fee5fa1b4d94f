"""`workbench case review-sheet|review-item|review-list|means` (复查复核审查、手段): procedure and substance apart; what resolved."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings
from workbench.rules.review_sheet import Answered, Round

commands = typer.Typer(no_args_is_help=True, help="复查复核审查表；综合运用的手段")

Record = Annotated[str, typer.Argument(metavar="信访件", help="记录编号或信访件编号")]
Turn = Annotated[Round | None, typer.Option("--round", help="复查或复核；不填为最近的一个环节")]
Actor = Annotated[str, typer.Option(help="审查人；不填则为本单位设置的经办人")]
Folder = Annotated[Path | None, typer.Option(help="存到这个文件夹；不填则存到本单位的 papers 文件夹")]


@commands.command("review-sheet")
@in_words
def show_sheet(
    record: Record,
    turn: Turn = None,
    print_: Annotated[bool, typer.Option("--print", help="打印审查表（Word）")] = False,
    folder: Folder = None,
    actor: Actor = "",
    json_: AsJson = False,
) -> None:
    """一件复查、复核的审查表：程序和实体分开，逐项附条款；出了意见而没有实体审查的提示。"""
    from workbench.usecases.check_review import review_sheet
    from workbench.usecases.office import Office
    from workbench.usecases.print_checks import print_review_sheet

    office = Office(settings())
    if print_:
        made = print_review_sheet(office, record, turn or "", folder, actor)
        out.print(f"已生成：{made}", markup=False, soft_wrap=True, highlight=False)
        return
    found = review_sheet(office, record, turn or "")
    rows = [dict(line.row) for line in found.sheet.lines]
    lines = [
        f"{row['序号']} {row['部分']} {row['结论']}：{row['审查内容']}（{row['条款']}）{row['认定理由']}"
        for row in rows
    ]
    head = f"{found.record_id} {found.turn.value}：{found.sentence}"
    answer = {"record": found.record_id, "round": found.turn.value, "state": found.sheet.state, "told": found.sentence}
    say({**answer, "items": rows}, json_, "\n".join([head, *lines]))


@commands.command("review-item")
@in_words
def answer(
    record: Record,
    item: Annotated[str, typer.Argument(metavar="项目", help="P1–P8 程序，S1–S8 实体")],
    verdict: Annotated[Answered, typer.Argument(metavar="结论", help="是、否、不适用")],
    basis: Annotated[str, typer.Option(help="认定理由：看了什么材料、为什么；实体审查必填")] = "",
    turn: Turn = None,
    why: Annotated[str, typer.Option(help="备注")] = "",
    actor: Actor = "",
) -> None:
    """回答审查表的一项；实体审查每一项都要写理由。"""
    from workbench.usecases.check_review import answer_item, review_sheet
    from workbench.usecases.office import Office

    office = Office(settings())
    event = answer_item(office, record, item, verdict, turn=turn or "", basis=basis, why=why, actor=actor)
    found = review_sheet(office, record, turn or "")
    out.print(
        f"已登记（{event.actor}，{event.event_id}）：{found.sentence}", markup=False, soft_wrap=True, highlight=False
    )


@commands.command("review-list")
@in_words
def unlooked(json_: AsJson = False) -> None:
    """已出复查、复核意见而实体审查没有答完的信访件。"""
    from workbench.usecases.check_review import unlooked_reviews
    from workbench.usecases.office import Office

    rows = [dict(one.row) for one in unlooked_reviews(Office(settings()))]
    lines = [f"{row['信访件']} {row['环节']} {row['意见日期']} {row['事项']}：{row['情况']}" for row in rows]
    say(rows, json_, "\n".join([*lines, f"共 {len(rows)} 件"]))


@commands.command("means")
@in_words
def means(
    only: Annotated[
        list[str] | None, typer.Argument(metavar="手段", help="法律、政策、经济、行政、疏导、救助；同时用到的才列")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="连同没有化解的")] = False,
    json_: AsJson = False,
) -> None:
    """重新研究表里综合运用的手段：已化解事项各用了哪些，可按手段筛选。"""
    from workbench.usecases.count_means import means_used
    from workbench.usecases.office import Office

    found = means_used(Office(settings()))
    rows = [dict(one.row) for one in found.having(only or (), resolved_only=not every)]
    lines = [f"{row['事项']} {row['标题']}（{row['单位']}）{row['化解状态']}：{row['手段']}" for row in rows]
    say({"counts": found.counts, "matters": rows}, json_, "\n".join([found.sentence, *lines]))
