"""`workbench audit …` (审计日志): list it, recompute it, anchor it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, say, settings

audit = typer.Typer(no_args_is_help=True, help="审计日志：谁在何时调阅、显示、导出、打印、被拒绝；每条与前一条封连")


@audit.command("list")
@in_words
def audit_list(
    act: Annotated[str, typer.Option(help="只看某类事项，如 导出、按用途显示联系信息、拒绝访问")] = "",
    actor: Annotated[str, typer.Option(help="只看某人")] = "",
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="只看某日")] = None,
    last: Annotated[int | None, typer.Option(help="只看最近若干条")] = None,
    json_: AsJson = False,
) -> None:
    """列出审计条目；审计人员和联席办主任看全部，承办人看本人的。"""
    from workbench.usecases.audit_trail import entries
    from workbench.usecases.office import Office

    found = entries(Office(settings()), act=act, actor=actor, day=day.date() if day else None, last=last)
    lines = [
        f"{one.seq:>6}  {one.at[:19]}  {one.actor}（{one.role}）  {one.act}  {one.object}  {one.subject}"
        + (f"  用途：{one.purpose}" if one.purpose else "")
        for one in found
    ]
    say([asdict(one) for one in found], json_, "\n".join(lines) or "没有符合的审计条目")


@audit.command("verify")
@in_words
def audit_verify(json_: AsJson = False) -> None:
    """重算整条审计链和锚定的事件；有改动、缺失、截断的，逐处说明，退出码 3。"""
    from workbench.usecases.audit_trail import verify
    from workbench.usecases.office import Office

    found = verify(Office(settings()))
    say({**asdict(found), "is_whole": found.is_whole}, json_, found.sentence)
    if not found.is_whole:
        raise typer.Exit(3)


@audit.command("anchor")
@in_words
def audit_anchor(json_: AsJson = False) -> None:
    """锚定：把至今全部事件的摘要记入审计链，并把链尾写入 audit.anchors（请另存一份到库外）。"""
    from workbench.usecases.audit_trail import anchor
    from workbench.usecases.office import Office

    entry = anchor(Office(settings()))
    text = f"已锚定：审计第 {entry.seq} 条，事件至第 {entry.told['events']} 号；链尾摘要 {entry.hash}"
    say(asdict(entry), json_, text)
