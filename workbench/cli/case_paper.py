"""`workbench case paper|application|trace-sheet|list` (打印与导出): papers of one matter, and lists as workbooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import in_words, out, settings

commands = typer.Typer(no_args_is_help=True, help="打印会商材料、申请、事实清单，导出清单")

Matter = Annotated[str, typer.Argument(metavar="事项", help="事项编号、记录编号或信访件编号")]
Folder = Annotated[Path | None, typer.Option(help="存到这个文件夹；不填则存到本单位的 papers 文件夹")]
Actor = Annotated[str, typer.Option(help="打印人；不填则为本单位设置的经办人")]


@commands.command("paper")
@in_words
def case_paper(matter: Matter, folder: Folder = None, actor: Actor = "") -> None:
    """会商材料（Word）：固定十项，隐名；没有登记的印作“（未登记：…）”。"""
    from workbench.usecases.office import Office
    from workbench.usecases.print_case import print_case

    _told(print_case(Office(settings()), matter, folder, actor))


@commands.command("application")
@in_words
def case_application(
    matter: Matter,
    ask: Annotated[list[str] | None, typer.Option(help="提请决定的事项，可多次")] = None,
    folder: Folder = None,
    actor: Actor = "",
) -> None:
    """提请会商申请（Word）：各单位意见、依据、协商情况、共同层级。"""
    from workbench.usecases.office import Office
    from workbench.usecases.print_case import print_application

    _told(print_application(Office(settings()), matter, folder, actor, asks=ask or ()))


@commands.command("trace-sheet")
@in_words
def case_trace_sheet(matter: Matter, folder: Folder = None, actor: Actor = "") -> None:
    """倒查事实清单（Word）：单位行为、间隔和未按期时限，不作责任认定。"""
    from workbench.usecases.office import Office
    from workbench.usecases.print_case import print_fact_sheet

    _told(print_fact_sheet(Office(settings()), matter, folder, actor))


@commands.command("list")
@in_words
def case_list(
    name: Annotated[str, typer.Argument(metavar="清单", help="事项、时限、责任、议题、清理")],
    words: Annotated[list[str] | None, typer.Argument(metavar="词", help="只要含这些词的行")] = None,
    open_only: Annotated[bool, typer.Option("--open", help="只要未化解的")] = False,
    file: Annotated[Path | None, typer.Option("--file", help="存为；不填则为本文件夹的 清单-日期.xlsx")] = None,
    actor: Actor = "",
) -> None:
    """把一张清单导出为 xlsx，印明筛选、版次、截止日和行数；不含检举控告。"""
    from workbench.usecases.export_list import export_standard
    from workbench.usecases.office import Office

    path = file or Path(f"{name}-{date.today():%Y%m%d}.xlsx")
    _told(export_standard(Office(settings()), name, path, words=words or (), open_only=open_only, actor=actor))


def _told(path: Path) -> None:
    out.print(f"已生成：{path}", markup=False, soft_wrap=True, highlight=False)
