"""`workbench rules …` (直接询问规则): what a clock or three places come to, by the same rules as everywhere."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.common import AsJson, Day, in_words, say, settings

rules = typer.Typer(no_args_is_help=True, help="直接询问规则：期限、三跨三分离")


@rules.command("due")
@in_words
def rules_due(
    clock: Annotated[str, typer.Option(help="期限编号，如 C05")],
    start: Day,
    extension: Annotated[int, typer.Option(help="延长天数")] = 0,
    excluded: Annotated[int, typer.Option(help="不计入的天数（如听证）")] = 0,
    json_: AsJson = False,
) -> None:
    """某一期限何日届满。"""
    from workbench.usecases.answer_rules import answer_due
    from workbench.usecases.office import Office

    answer = answer_due(Office(settings()), clock, start.date(), extension=extension, excluded_days=excluded)
    say(
        answer,
        json_,
        f"{answer['due']}（顺延后 {answer['rolled'] or '待核'}）\n{answer['why']}\n依据：{answer['clause']}",
    )


@rules.command("separation")
@in_words
def rules_separation(
    hukou: Annotated[str | None, typer.Option(help="户籍地区划代码")] = None,
    residence: Annotated[str | None, typer.Option(help="常住地区划代码")] = None,
    incident: Annotated[str | None, typer.Option(help="事发地区划代码")] = None,
    level: Annotated[str, typer.Option(help="比较层级：省、市、县、乡")] = "",
    json_: AsJson = False,
) -> None:
    """三地是否分离、由谁主办；不知道的地点不填。"""
    from workbench.usecases.answer_rules import answer_separation
    from workbench.usecases.office import Office

    answer = answer_separation(Office(settings()), hukou, residence, incident, level=level)
    say(answer, json_, f"{answer['label']}\n{answer['why']}\n依据：{answer['clause']}")
