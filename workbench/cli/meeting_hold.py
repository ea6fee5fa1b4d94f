"""`workbench meeting list|plan|cancel|hold|decide|take-back`: plan a meeting, record it and what it decided."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings
from workbench.meetings.kinds import MeetingKind
from workbench.rules.decisions import DecisionType

commands = typer.Typer(no_args_is_help=True, help="安排、召开、议定")

Meeting = Annotated[str, typer.Argument(metavar="会议", help="会议编号，如 H20261123")]
Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]
Why = Annotated[str, typer.Option(help="理由")]
Many = list[str] | None


@commands.command("list")
@in_words
def show_meetings(body: Annotated[str, typer.Option(help="只看一个机构")] = "", json_: AsJson = False) -> None:
    """所有会议及其状态。"""
    from workbench.usecases.hold_meeting import meetings
    from workbench.usecases.office import Office

    rows = [dict(one.row) for one in meetings(Office(settings()), body)]
    say(rows, json_, "\n".join("  ".join(row.values()) for row in rows) or "尚无会议")


@commands.command("plan")
@in_words
def plan_one(
    body: Annotated[str, typer.Argument(metavar="机构")],
    kind: Annotated[MeetingKind, typer.Argument(help="会议种类")],
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="日期")],
    title: str = "",
    start: Annotated[str, typer.Option(help="开始时间")] = "09:00",
    minutes: Annotated[int, typer.Option(help="时长（分钟）")] = 120,
    place: Annotated[str, typer.Option(help="地点")] = "",
    chair: Annotated[str, typer.Option(help="主持人职务；不填为召集人")] = "",
    move: Annotated[str, typer.Option(help="改期的会议编号")] = "",
    as_it_happened: Annotated[bool, typer.Option("--as-it-happened", help="如实补登已开过的会议，须写理由")] = False,
    why: Why = "",
    actor: Actor = "",
) -> None:
    """安排一次会议，或改期。"""
    from workbench.usecases.hold_meeting import plan
    from workbench.usecases.office import Office

    planned = plan(Office(settings()), body, kind, day.date(), title=title, start=start, minutes=minutes, place=place,
                   chair=chair, meeting_id=move, as_it_happened=as_it_happened, why=why, actor=actor)  # fmt: skip
    out.print(f"已安排：{planned.meeting_id} {planned.title} {planned.day} {planned.start}", highlight=False)


@commands.command("cancel")
@in_words
def cancel_one(meeting: Meeting, why: Why = "", actor: Actor = "") -> None:
    """取消一次已安排的会议。"""
    from workbench.usecases.hold_meeting import cancel
    from workbench.usecases.office import Office

    cancel(Office(settings()), meeting, why=why, actor=actor)
    out.print(f"已取消：{meeting}", highlight=False)


@commands.command("hold")
@in_words
def hold_one(
    meeting: Meeting,
    present: Annotated[Many, typer.Option(help="出席职务，可多次")] = None,
    excused: Annotated[Many, typer.Option(help="请假职务，可多次")] = None,
    observer: Annotated[Many, typer.Option(help="列席单位或职务，可多次")] = None,
    heard: Annotated[Many, typer.Option(help="上会的事项，可多次")] = None,
    chair: str = "",
    why: Why = "",
    actor: Actor = "",
) -> None:
    """登记会议召开、到会情况和上会事项。"""
    from workbench.usecases.hold_meeting import hold
    from workbench.usecases.office import Office

    held = hold(Office(settings()), meeting, present=present or (), excused=excused or (), observers=observer or (),
                heard=heard or (), chair=chair, why=why, actor=actor)  # fmt: skip
    out.print(
        f"已登记召开：{meeting}，出席 {len(held.present)}，请假 {len(held.excused)}，上会事项 {len(held.heard)}",
        highlight=False,
    )


@commands.command("decide")
@in_words
def decide_one(
    meeting: Meeting,
    text: Annotated[str, typer.Argument(help="议定内容")],
    kind: Annotated[DecisionType, typer.Option("--type", help="议定类型")] = DecisionType.PLAN,
    matter: Annotated[str, typer.Option(help="事项编号；不填为会议全体")] = "",
    unit: Annotated[str, typer.Option(help="牵头单位")] = "",
    assist: Annotated[Many, typer.Option(help="配合单位，可多次")] = None,
    due: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="落实期限")] = None,
    report_to: Annotated[str, typer.Option(help="报谁")] = "",
    evidence: Annotated[str, typer.Option(help="要求的落实凭证")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="草稿：暂缺单位或期限")] = False,
    number: Annotated[str, typer.Option(help="补齐一份草稿：议定事项编号")] = "",
    why: Why = "",
    actor: Actor = "",
) -> None:
    """登记一项议定事项；定稿的须有单位和期限。"""
    from workbench.usecases.hold_meeting import decide
    from workbench.usecases.office import Office

    told = decide(Office(settings()), meeting, text, kind=kind, matter=matter, unit=unit, assist=assist or (),
                  due=due.date() if due else None, report_to=report_to, evidence_required=evidence, final=not draft,
                  decision_id=number, why=why, actor=actor)  # fmt: skip
    out.print(f"已登记议定事项 {told.decision_id}（{'定稿' if told.final else '草稿'}）", highlight=False)


@commands.command("take-back")
@in_words
def take_one_back(
    decision: Annotated[str, typer.Argument(metavar="议定事项", help="编号，如 H20261123-01")],
    why: Why = "",
    actor: Actor = "",
) -> None:
    """撤回一项登记错的议定事项，连同案卷里的步骤。"""
    from workbench.usecases.hold_meeting import take_back
    from workbench.usecases.office import Office

    take_back(Office(settings()), decision, why=why, actor=actor)
    out.print(f"已撤回：{decision}", highlight=False)
