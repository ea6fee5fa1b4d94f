"""`workbench office demo`: the office server for real, on this machine, until Ctrl-C."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

from workbench.cli.common import in_words, out


@in_words
def demo(
    port: Annotated[int, typer.Option(help="端口")] = 8000,
    matters: Annotated[int, typer.Option(help="虚构县的事项数")] = 150,
) -> None:
    """在本机试用办公室服务器：PostgreSQL、登录、代理和三个账户，数据全部虚构，停止即删除。"""
    from workbench.usecases.office_demo import as_text, office_demo

    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    out.print("正在准备：建数据库、造虚构县、启动服务，约需一两分钟…", highlight=False)
    with office_demo(port=port, matters=matters) as office:
        out.print(as_text(office), markup=False, highlight=False, soft_wrap=True)
        stopped.wait()
    out.print("已停止，演示数据已删除。", highlight=False)
