"""`workbench meeting minutes draft|submit|return|sign|issue|correct|show` (会议纪要)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings

if TYPE_CHECKING:
    from workbench.meetings.minutes import Minutes

commands = typer.Typer(no_args_is_help=True, help="会议纪要：起草、送审、退回、签发、印发、更正")

Meeting = Annotated[str, typer.Argument(metavar="会议", help="会议编号，如 H20261123")]
Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]
Seen = Annotated[int | None, typer.Option(help="看到的最后一个事件号；其后他人有改动则不保存")]
Lines = Annotated[list[str] | None, typer.Option(help="一段一次，可多次；不写则保留原文")]


@commands.command("draft")
@in_words
def draft_one(
    meeting: Meeting,
    heard: Lines = None,
    view: Lines = None,
    require: Lines = None,
    send_to: Lines = None,
    lead: Annotated[str | None, typer.Option(help="首段；不填自动生成")] = None,
    seen: Seen = None,
    actor: Actor = "",
) -> None:
    """由议程、到会和议定事项起草；再次起草即修改。"""
    from workbench.meetings.minutes import Written
    from workbench.usecases.office import Office
    from workbench.usecases.write_minutes import draft

    written = Written(_lines(heard), _lines(view), _lines(require), _lines(send_to), lead)
    _told(draft(Office(settings()), meeting, written, actor=actor, seen=seen))


def _lines(given: list[str] | None) -> tuple[str, ...] | None:
    return None if given is None else tuple(given)


@commands.command("submit")
@in_words
def submit_one(meeting: Meeting, seen: Seen = None, actor: Actor = "") -> None:
    """送审。"""
    from workbench.usecases.office import Office
    from workbench.usecases.write_minutes import submit

    _told(submit(Office(settings()), meeting, actor=actor, seen=seen))


@commands.command("return")
@in_words
def return_one(meeting: Meeting, note: Annotated[str, typer.Option(help="退回理由")] = "", actor: Actor = "") -> None:
    """退回修改。"""
    from workbench.usecases.office import Office
    from workbench.usecases.write_minutes import send_back

    _told(send_back(Office(settings()), meeting, note=note, actor=actor))


@commands.command("sign")
@in_words
def sign_one(
    meeting: Meeting,
    by: Annotated[str, typer.Option(help="签发人职务（召集人或副召集人）")] = "",
    seen: Seen = None,
    actor: Actor = "",
) -> None:
    """签发。"""
    from workbench.usecases.office import Office
    from workbench.usecases.write_minutes import sign

    _told(sign(Office(settings()), meeting, by, actor=actor, seen=seen))


@commands.command("issue")
@in_words
def issue_one(
    meeting: Meeting,
    number: Annotated[str, typer.Option(help="期号，如 〔2026〕第1期；不填用下一号")] = "",
    seen: Seen = None,
    actor: Actor = "",
) -> None:
    """印发；此后文字不再改动。"""
    from workbench.usecases.office import Office
    from workbench.usecases.write_minutes import issue

    _told(issue(Office(settings()), meeting, number, actor=actor, seen=seen))


@commands.command("correct")
@in_words
def correct_one(meeting: Meeting, note: Annotated[str, typer.Option(help="更正说明")] = "", actor: Actor = "") -> None:
    """对已印发的纪要另出一版。"""
    from workbench.usecases.office import Office
    from workbench.usecases.write_minutes import correct

    _told(correct(Office(settings()), meeting, note=note, actor=actor))


@commands.command("show")
@in_words
def show(meeting: Meeting, json_: AsJson = False) -> None:
    """纪要全文、状态和各版。"""
    from workbench.usecases.office import Office
    from workbench.usecases.write_minutes import open_minutes

    minutes = open_minutes(Office(settings()), meeting)
    answer = {
        "meeting": meeting, "state": minutes.state and minutes.state.value, "version": minutes.version,
        "number": minutes.number, "signer": minutes.signer, "seen": minutes.seen,
        "sections": minutes.text.sections if minutes.text else [],
        "issued": [{"version": one.version, "number": one.number, "at": one.at, "note": one.note} for one in minutes.issued],
    }  # fmt: skip
    say(answer, json_, minutes.as_text())


def _told(minutes: Minutes) -> None:
    number = f" {minutes.number}" if minutes.number else ""
    out.print(f"{minutes.meeting_id} 纪要：{minutes.state}（第{minutes.version}版）{number}", highlight=False)
