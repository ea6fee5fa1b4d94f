"""`workbench meeting bodies|body|member|frequency|roster|received|count|receptions|notice|ics`: who meets, how often, who receives."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings
from workbench.meetings.kinds import MemberRole, RosterKind
from workbench.meetings.receptions import attendees_of

commands = typer.Typer(no_args_is_help=True, help="会议机构、频次、接访日")

Body = Annotated[str, typer.Argument(metavar="机构", help="机构编号")]
Since = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="起日")]
Until = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="止日")]
MaybeDay = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]
Why = Annotated[str, typer.Option(help="理由")]


@commands.command("bodies")
@in_words
def show_bodies(json_: AsJson = False) -> None:
    """会议机构及现任成员。"""
    from workbench.usecases.keep_bodies import bodies
    from workbench.usecases.office import Office

    office = Office(settings())
    found, today = bodies(office), office.settings.today
    lines = []
    for body in found:
        lines.append(f"{body.body_id} {body.name}（{body.level.label}级）")
        lines += [f"   {one.role.value}：{one.post}（{one.unit or '单位未登记'}）" for one in body.members_on(today)]
    say([asdict(body) for body in found], json_, "\n".join(lines) or "尚未设立会议机构")


@commands.command("body")
@in_words
def body_set(
    body: Body,
    name: Annotated[str, typer.Argument(help="名称，如 清澜县信访工作联席会议")],
    level: Annotated[str, typer.Argument(help="层级：省、市、县、乡")],
    place: Annotated[str, typer.Option(help="区划代码")] = "",
    office: Annotated[str, typer.Option(help="办公室名称")] = "",
    rule: Annotated[list[str] | None, typer.Option(help="频次规则；不填用该层级通常的规则")] = None,
    since: MaybeDay = None,
    until: MaybeDay = None,
    why: Why = "",
    actor: Actor = "",
) -> None:
    """设立或变更会议机构。"""
    from workbench.usecases.keep_bodies import set_body
    from workbench.usecases.office import Office

    event = set_body(Office(settings()), body, name, level, place=place, office_name=office, rules=rule or (),
                     since=day(since), until=day(until), why=why, actor=actor)  # fmt: skip
    out.print(f"已登记会议机构：{body} {name}（{event.event_id}）", highlight=False)


@commands.command("member")
@in_words
def member(
    body: Body,
    post: Annotated[str, typer.Argument(help="职务，如 县委副书记")],
    unit: Annotated[str, typer.Option(help="单位")] = "",
    role: Annotated[MemberRole, typer.Option(help="会议职务")] = MemberRole.MEMBER,
    since: MaybeDay = None,
    until: MaybeDay = None,
    why: Why = "",
    actor: Actor = "",
) -> None:
    """登记成员的起止；只登记职务。"""
    from workbench.usecases.keep_bodies import set_member
    from workbench.usecases.office import Office

    event = set_member(Office(settings()), body, post, unit=unit, role=role, since=day(since), until=day(until),
                       why=why, actor=actor)  # fmt: skip
    out.print(f"已登记成员：{post}（{event.event_id}）", highlight=False)


@commands.command("frequency")
@in_words
def show_frequency(body: Body, since: Since, until: Until, json_: AsJson = False) -> None:
    """各期该开的会、该有的接访，已开还是缺；不作评分。"""
    from workbench.usecases.keep_bodies import frequency
    from workbench.usecases.office import Office

    found = frequency(Office(settings()), body, since.date(), until.date())
    say([dict(one.row) for one in found], json_, "\n".join(f"{one.sentence}依据：{one.clause}" for one in found))


@commands.command("roster")
@in_words
def roster(
    body: Body,
    period: Annotated[str | None, typer.Argument(help="周、月、季、半年、每天、每个工作日、逢3、8；不填只列出")] = None,
    since: MaybeDay = None,
    until: MaybeDay = None,
    post: Annotated[list[str] | None, typer.Option(help="依次接访的职务；不填按成员次序")] = None,
    place: str = "",
    hours: str = "09:00-11:30",
    weekday: Annotated[int, typer.Option(help="星期几，1 至 7")] = 1,
    kind: Annotated[RosterKind, typer.Option(help="种类")] = RosterKind.LEADER,
    station: Annotated[str, typer.Option(help="接待场所，如 县信访接待室")] = "",
    as_it_happened: Annotated[bool, typer.Option("--as-it-happened", help="如实补登已过去的，须写理由")] = False,
    why: Why = "",
    json_: AsJson = False,
    actor: Actor = "",
) -> None:
    """列出接访日和值班；给出周期和起止日的，先排好并登记。"""
    from workbench.usecases.keep_bodies import plan_receptions
    from workbench.usecases.keep_bodies import roster as known
    from workbench.usecases.office import Office

    office = Office(settings())
    if period:
        if since is None or until is None:
            raise ValueError("排接访日须写明 --since 和 --until")
        plan_receptions(office, body, period, since.date(), until.date(), posts=post or (), place=place, hours=hours,
                        weekday=weekday, kind=kind, station=station, as_it_happened=as_it_happened, why=why,
                        actor=actor)  # fmt: skip
    found = known(office, body)
    say([asdict(one) for one in found], json_,
        "\n".join(f"{one.day} {one.hours} {one.post} {one.kind.value}{one.station} {one.state}" for one in found) or "尚未排接访日")  # fmt: skip


@commands.command("received")
@in_words
def received(
    body: Body,
    on: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="日期")],
    post: Annotated[str, typer.Argument(help="职务")],
    cancelled: Annotated[bool, typer.Option("--cancelled", help="取消，须写理由")] = False,
    why: Why = "",
    actor: Actor = "",
) -> None:
    """登记某日已接访或取消；不登记谁来访。"""
    from workbench.usecases.keep_bodies import mark_reception
    from workbench.usecases.office import Office

    state = "已取消" if cancelled else "已接访"
    mark_reception(Office(settings()), body, on.date(), post, state, why=why, actor=actor)
    out.print(f"{on:%Y-%m-%d} {post}：{state}", highlight=False)


@commands.command("count")
@in_words
def count(
    body: Body,
    on: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="日期")],
    post: Annotated[str, typer.Argument(help="职务")],
    batches: Annotated[int, typer.Option(min=0, help="接待批次")],
    persons: Annotated[int, typer.Option(min=0, help="接待人次")],
    resolved: Annotated[int, typer.Option(min=0, help="当场化解批次")] = 0,
    present: Annotated[list[str] | None, typer.Option(help="参加接访的身份和人数，如 人大代表=2；可写多次")] = None,
    why: Why = "",
    actor: Actor = "",
) -> None:
    """登记一次接访的批次、人次、化解数和参加接访的各类人数；只有数，不登记谁来访。"""
    from workbench.usecases.count_receptions import record_count
    from workbench.usecases.office import Office

    record_count(Office(settings()), body, on.date(), post, batches=batches, persons=persons, resolved=resolved,
                 present=attendees_of(present or ()), why=why, actor=actor)  # fmt: skip
    out.print(f"{on:%Y-%m-%d} {post}：{batches}批{persons}人次，当场化解{resolved}批", highlight=False)


@commands.command("receptions")
@in_words
def receptions(
    since: Since, until: Until, body: Annotated[str, typer.Option(help="只看一个机构")] = "", json_: AsJson = False
) -> None:
    """接访统计：按机构、接待场所、种类，和参加接访的身份。"""
    from workbench.usecases.count_receptions import reception_statistics
    from workbench.usecases.office import Office

    found = reception_statistics(Office(settings()), since.date(), until.date(), body=body)
    lines = [found.sentence, *("  ".join(f"{name} {text}" for name, text in row.items()) for row in found.rows)]
    lines += ["  ".join(f"{name} {text}" for name, text in row.items()) for row in found.role_rows]
    say({"lines": found.rows, "roles": found.role_rows}, json_, "\n".join(lines))


@commands.command("notice")
@in_words
def show_notice(body: Body, on: MaybeDay = None) -> None:
    """接访日公告的文字。"""
    from workbench.usecases.keep_bodies import notice
    from workbench.usecases.office import Office

    out.print(notice(Office(settings()), body, day(on)), markup=False, highlight=False, soft_wrap=True)


@commands.command("ics")
@in_words
def ics(
    body: Body, file: Annotated[Path, typer.Argument(metavar="文件", help="写到哪个 .ics 文件")], since: MaybeDay = None
) -> None:
    """会议和接访日的日历文件，可导入手机和电脑日历；不含事项内容。"""
    from workbench.usecases.keep_bodies import calendar_of
    from workbench.usecases.office import Office

    text = calendar_of(Office(settings()), body, day(since))
    file.write_text(text, encoding="utf-8", newline="")
    out.print(f"已写入 {file}（{text.count('BEGIN:VEVENT')} 项）", highlight=False)


def day(given: datetime | None) -> date | None:
    return given.date() if given else None
