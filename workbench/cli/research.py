"""`workbench research …` (研究版): tables and networks without persons, for one project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, say, settings

research = typer.Typer(no_args_is_help=True, help="研究版：供研究使用，无人员、无文字、小数受保护")


@research.callback()
def research_main() -> None:
    """研究版。"""  # keeps `export` a subcommand while it is the only one


@research.command("export")
@in_words
def research_export(
    project: Annotated[str, typer.Option(help="项目名称；代称按项目固定")],
    out: Annotated[Path, typer.Option(help="导出到的新文件夹")],
    k: Annotated[int, typer.Option(help="最小件数，不小于5")] = 5,
    json_: AsJson = False,
) -> None:
    """把当前版次导出为研究版。"""
    from workbench.usecases.export_research import export_research
    from workbench.usecases.office import Office

    told = export_research(Office(settings()), project, out, k=k)
    say(told.as_json(), json_, told.as_text())
