"""`workbench meeting agenda-paper|sign-in|minutes-paper|pack|readiness` (会议材料): a meeting's papers as docx and PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings

commands = typer.Typer(no_args_is_help=True, help="会议材料：议程、签到表、纪要、整本材料、齐备情况")

Meeting = Annotated[str, typer.Argument(metavar="会议", help="会议编号，如 H20261123")]
Folder = Annotated[Path | None, typer.Option(help="存到这个文件夹；不填则存到本单位的 papers 文件夹")]
Actor = Annotated[str, typer.Option(help="打印人；不填则为本单位设置的经办人")]


@commands.command("agenda-paper")
@in_words
def agenda_paper(meeting: Meeting, folder: Folder = None, actor: Actor = "") -> None:
    """议程（Word）：第一项上次议定事项落实情况，各议题的时间、理由，到会时间，未列入的及原因。"""
    from workbench.usecases.office import Office
    from workbench.usecases.print_meeting import print_agenda

    _told(print_agenda(Office(settings()), meeting, folder, actor))


@commands.command("sign-in")
@in_words
def sign_in(meeting: Meeting, folder: Folder = None, actor: Actor = "") -> None:
    """签到表（Word）：只列职务和单位，签名处空白。"""
    from workbench.usecases.office import Office
    from workbench.usecases.print_meeting import print_sign_in

    _told(print_sign_in(Office(settings()), meeting, folder, actor))


@commands.command("minutes-paper")
@in_words
def minutes_paper(
    meeting: Meeting,
    version: Annotated[int | None, typer.Option("--revision", help="第几版；不填为现行一版")] = None,
    folder: Folder = None,
    actor: Actor = "",
) -> None:
    """会议纪要（Word，纪要格式）；未印发的每页印“草稿”。"""
    from workbench.usecases.office import Office
    from workbench.usecases.print_meeting import print_minutes

    _told(print_minutes(Office(settings()), meeting, folder, actor, version=version))


@commands.command("pack")
@in_words
def pack(
    meeting: Meeting,
    unit: Annotated[str, typer.Option(help="只出这个单位的用件：它主办、协办的议题")] = "",
    pdf: Annotated[bool, typer.Option(help="同时生成 PDF（需要 LibreOffice）")] = True,
    folder: Folder = None,
    actor: Actor = "",
) -> None:
    """整本会议材料（Word 和 PDF）：目录、议程、签到表、上次议定事项落实情况、每件一份会商材料。"""
    from workbench.usecases.office import Office
    from workbench.usecases.print_meeting import print_pack

    made = print_pack(Office(settings()), meeting, folder, actor, unit=unit, pdf=pdf)
    for path in (made.docx, made.pdf):
        if path:
            _told(path)
    if made.handed:
        out.print(f"单位用件已放到各自视图：{'、'.join(made.handed)}", markup=False, soft_wrap=True, highlight=False)
    for line in (*(f"未编入：{one}" for one in made.withheld), *([f"说明：{made.note}"] if made.note else [])):
        out.print(line, markup=False, soft_wrap=True, highlight=False)


@commands.command("readiness")
@in_words
def readiness(meeting: Meeting, json_: AsJson = False) -> None:
    """各议题会商材料是否齐备、尚缺什么、何时打印过。"""
    from dataclasses import asdict

    from workbench.usecases.office import Office
    from workbench.usecases.print_meeting import readiness as ready

    found = ready(Office(settings()), meeting)
    lines = [
        f"{one.matter_id} {one.title}：{'缺' + '、'.join(one.missing) if one.missing else '齐备'}"
        f"{'；未登记的部分：' + '、'.join(one.gaps) if one.gaps else ''}"
        f"{'；' + one.printed_at[:16].replace('T', ' ') + '打印' if one.printed_at else '；未打印'}"
        for one in found
    ]
    say([asdict(one) for one in found], json_, "\n".join(lines) or "本次会议没有研究个案的议题。")


def _told(path: Path) -> None:
    out.print(f"已生成：{path}", markup=False, soft_wrap=True, highlight=False)
