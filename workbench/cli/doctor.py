"""`workbench doctor` and `workbench sessions` (体检、会话): is the workbench well, and which pages are open."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, say, settings


@in_words
def doctor(json_: AsJson = False) -> None:
    """体检：版本、磁盘、日历、版次、记录库、审计链、权限、时钟、密钥、备份；有须处理的返回 1。"""
    from workbench.usecases.doctor import look_over_all
    from workbench.usecases.office import Office

    found = look_over_all(Office(settings()))
    say(found.as_json(), json_, found.as_text())
    if not found.is_well:
        raise typer.Exit(1)


@in_words
def sessions(
    json_: AsJson = False,
    folder: Annotated[Path | None, typer.Option(help="服务的状态目录（默认数据目录下的 run）")] = None,
) -> None:
    """看板服务正开着哪些页面：看板、内核、内存、自何时、最近活动；不含谁在看什么案件。"""
    from workbench.serving import meter

    file = (folder or settings().home / meter.FOLDER) / meter.NAME
    if not file.exists():
        say({"running": False}, json_, "看板服务没有在运行")
        return
    told = json.loads(file.read_text(encoding="utf-8"))
    age = (datetime.now().astimezone() - datetime.fromisoformat(told["at"])).total_seconds()
    late = f"注意：{age:.0f} 秒没有消息，服务可能已异常退出\n" if age > meter.STALE else ""
    say({"running": not late, **told}, json_, late + meter.as_text(told))
