"""`workbench accusation …` (检举控告): for the discipline contact alone; every reading is entered in the audit trail."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, say, settings

accusation = typer.Typer(no_args_is_help=True, help="检举控告：仅纪检联络人员可用，每次调阅记入审计日志")


@accusation.command("list")
@in_words
def accusation_list(json_: AsJson = False) -> None:
    """列出检举控告的编号、日期、登记机构、接收机关和状态，不含内容。"""
    from workbench.usecases.office import Office
    from workbench.usecases.read_accusation import SHOWN, list_accusations

    found = list_accusations(Office(settings()))
    lines = ["  ".join(str(row[name] or "—") for name in SHOWN) for row in found]
    say(found, json_, "\n".join(lines) or "本版次没有检举控告")


@accusation.command("show")
@in_words
def accusation_show(record: str, why: Annotated[str, typer.Option(help="调阅理由，记入审计日志")]) -> None:
    """显示一件检举控告的内容；只在屏幕上显示，不另存。"""
    from workbench.usecases.office import Office
    from workbench.usecases.read_accusation import read_accusation

    found = read_accusation(Office(settings()), record, why)
    say(None, False, "\n".join(f"{name}：{text}" for name, text in found.parts.items()))
