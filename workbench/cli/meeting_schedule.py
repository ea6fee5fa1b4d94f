"""`workbench meeting round …` (排会): a round's sittings and matters, conditions, plans, change and release."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings
from workbench.meetings.schedule.problem import Absence, Half, Recused, Wish, WishKind

if TYPE_CHECKING:
    from workbench.meetings.rounds import Condition
    from workbench.usecases.schedule_round import RoundState, Version

commands = typer.Typer(no_args_is_help=True, help="排会：轮次、事项、条件、方案、变动、发布")

Round = Annotated[str, typer.Argument(metavar="轮次", help="轮次编号，如 P20261123")]
Matter = Annotated[str, typer.Argument(metavar="事项", help="事项编号、记录编号或信访件编号")]
Sitting = Annotated[str, typer.Argument(metavar="会次", help="会议编号，如 H20261123")]
DayArgument = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="日期")]
MaybeDay = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]
Why = Annotated[str, typer.Option(help="理由")]
Seen = Annotated[int | None, typer.Option(help="看到的最后一个事件号；其后他人有改动则不保存")]
Seconds = Annotated[float, typer.Option(min=0.5, max=600, help="最多算多少秒")]
Many = list[str] | None


@commands.command("list")
@in_words
def show_rounds(json_: AsJson = False) -> None:
    """所有轮次、各有几版方案、发布到哪一版。"""
    from workbench.usecases.office import Office
    from workbench.usecases.schedule_round import rounds

    rows = [
        {"轮次": one.round_id, "名称": one.title, "起": str(one.since), "止": str(one.until),
         "机构": "、".join(one.bodies) or "全部", "方案": f"{len(one.versions)}版",
         "发布": f"第{one.released}版" if one.released else "未发布"}
        for one in rounds(Office(settings()))
    ]  # fmt: skip
    say(rows, json_, "\n".join("  ".join(row.values()) for row in rows) or "尚无排会轮次")


@commands.command("set")
@in_words
def set_one(
    title: Annotated[str, typer.Argument(metavar="名称", help="如 十二月会商")],
    since: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="起日")],
    until: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="止日")],
    body: Annotated[Many, typer.Option(help="会议机构编号，可多次；不填为全部")] = None,
    edit: Annotated[str, typer.Option(help="修改的轮次编号；不填为新设")] = "",
    why: Why = "",
    actor: Actor = "",
    seen: Seen = None,
) -> None:
    """设立一个轮次：起止日之间这些机构已安排的会议就是会次。"""
    from workbench.usecases.office import Office
    from workbench.usecases.schedule_round import open_round, set_round

    office = Office(settings())
    made = set_round(office, title, since.date(), until.date(), bodies=body or (), round_id=edit, why=why, actor=actor, seen=seen)  # fmt: skip
    state = open_round(office, made)
    out.print(f"{made} {state.title}：会次 {len(state.problem.sittings)} 次", highlight=False)
    for note in state.notes:
        out.print(note, highlight=False)


@commands.command("show")
@in_words
def show(round_id: Round, json_: AsJson = False) -> None:
    """现在的方案：每次会议几点研究哪件、谁几点到会、有哪些冲突、哪些没有排入。"""
    from workbench.cli.round_words import as_json, as_text

    state = _state(round_id)
    say(as_json(state), json_, as_text(state))


def _state(round_id: str) -> RoundState:
    from workbench.usecases.office import Office
    from workbench.usecases.schedule_round import open_round

    return open_round(Office(settings()), round_id)


@commands.command("choose")
@in_words
def choose_one(
    round_id: Round,
    matter: Annotated[list[str], typer.Argument(metavar="事项", help="一件或几件")],
    decline: Annotated[bool, typer.Option("--decline", help="不列入，须写理由")] = False,
    why: Why = "",
    actor: Actor = "",
) -> None:
    """把事项列入本轮，或不列入；几件一起，有一件不行就都不登记。"""
    from workbench.usecases.office import Office
    from workbench.usecases.schedule_round import choose
    from workbench.usecases.together import Together

    deed = Together(Office(settings()))
    told = [choose(deed.office, round_id, one, not decline, why=why, actor=actor) for one in matter]
    deed.keep()
    named = "、".join(one.subject.partition("|")[2] for one in told)
    out.print(f"{'不列入' if decline else '列入'}：{named}", highlight=False, soft_wrap=True)


# --- conditions -------------------------------------------------------------------------------------------------------


def _say(round_id: str, conditions: list[Condition], why: str, actor: str) -> None:
    from workbench.meetings.rounds import told
    from workbench.usecases.office import Office
    from workbench.usecases.schedule_round import say_all

    said = say_all(Office(settings()), round_id, conditions, why=why, actor=actor)
    for one, event in zip(conditions, said, strict=True):
        out.print(f"已登记：{told(one)}（{event.event_id}）", highlight=False, soft_wrap=True)


@commands.command("away")
@in_words
def away(
    round_id: Round,
    who: Annotated[str, typer.Argument(metavar="单位或职务")],
    on: DayArgument,
    until: MaybeDay = None,
    half: Annotated[Half, typer.Option(help="全天、上午或下午")] = Half.DAY,
    why: Why = "",
    actor: Actor = "",
) -> None:
    """某单位或职务哪天不能到会；不登记缘由。"""
    _say(round_id, list(_absences(who, on, until, half)), why, actor)


def _absences(who: str, on: datetime, until: datetime | None, half: Half) -> list[Absence]:
    last = until or on
    if last < on:
        raise ValueError(f"止日{last:%Y-%m-%d}早于起日{on:%Y-%m-%d}")
    return [Absence(who.strip(), on.date() + timedelta(days=one), half) for one in range((last - on).days + 1)]


@commands.command("recuse")
@in_words
def recuse(
    round_id: Round,
    matter: Matter,
    who: Annotated[str, typer.Argument(metavar="单位或职务")],
    why: Why = "",
    actor: Actor = "",
) -> None:
    """某单位或职务在一件事项上回避，须写理由。"""
    _say(round_id, [Recused(who, matter)], why, actor)


@commands.command("pin")
@in_words
def pin(round_id: Round, matter: Matter, sitting: Sitting, why: Why = "", actor: Actor = "") -> None:
    """指定一件事项在哪次会议研究。"""
    from workbench.meetings.rounds import Pin

    _say(round_id, [Pin(matter, sitting)], why, actor)


@commands.command("minutes")
@in_words
def minutes(
    round_id: Round,
    matter: Matter,
    length: Annotated[int, typer.Argument(metavar="分钟")],
    why: Why = "",
    actor: Actor = "",
) -> None:
    """一件事项需要多少分钟。"""
    from workbench.meetings.rounds import Minutes

    _say(round_id, [Minutes(matter, length)], why, actor)


@commands.command("wish")
@in_words
def wish(
    round_id: Round,
    kind: Annotated[WishKind, typer.Argument(help="件数上限、连排、同会、同日、期限前、必须上会")],
    name: Annotated[str, typer.Option(help="怎么说这一条；不填自动写")] = "",
    hard: Annotated[bool, typer.Option("--hard", help="必须做到；不写为尽量")] = False,
    weight: Annotated[int, typer.Option(min=0, help="尽量的，每违反一处折合多少分钟")] = 60,
    who: Annotated[str, typer.Option(help="哪个单位或职务")] = "",
    matter: Annotated[Many, typer.Option(help="哪些事项，可多次")] = None,
    sitting: Annotated[Many, typer.Option(help="哪些会次，可多次")] = None,
    value: Annotated[int, typer.Option(help="件数上限")] = 0,
    why: Why = "",
    actor: Actor = "",
) -> None:
    """一条意愿：必须（--hard）或尽量。某次会议的件数上限（主持人定）写 --hard --sitting。"""
    matters, sittings = tuple(matter or ()), tuple(sitting or ())
    told = name or "".join([kind.value, f"{value}件" if value else "", who, "、".join((*matters, *sittings))])
    _say(round_id, [Wish(kind, told, hard, weight, who, matters, sittings, value)], why, actor)


@commands.command("unsay")
@in_words
def unsay_one(
    round_id: Round,
    event_id: Annotated[str, typer.Argument(metavar="条件", help="条件的编号，见 round show")],
    why: Why = "",
    actor: Actor = "",
) -> None:
    """撤回一个条件。"""
    from workbench.usecases.office import Office
    from workbench.usecases.schedule_round import unsay

    unsay(Office(settings()), round_id, event_id, why=why, actor=actor)
    out.print(f"已撤回条件 {event_id}", highlight=False)


# --- plans ------------------------------------------------------------------------------------------------------------


@commands.command("draw-up")
@in_words
def draw_up_one(round_id: Round, seconds: Seconds = 10.0, why: Why = "", actor: Actor = "", seen: Seen = None) -> None:
    """计算一版方案，连同已证明的差距；排不出来就说明哪些条件不能同时满足。"""
    from workbench.usecases.office import Office
    from workbench.usecases.schedule_round import draw_up

    _told(draw_up(Office(settings()), round_id, seconds=seconds, why=why, actor=actor, seen=seen))


@commands.command("move")
@in_words
def move(
    round_id: Round,
    matter: Matter,
    sitting: Annotated[str, typer.Argument(metavar="会次", help="会议编号；写“-”为移出")],
    at: Annotated[int, typer.Option(min=0, help="排第几项；0 为最后")] = 0,
    why: Why = "",
    actor: Actor = "",
    seen: Seen = None,
) -> None:
    """手工把一件事项排到某次会议，成为下一版。"""
    from workbench.meetings.schedule.changes import still
    from workbench.usecases.office import Office
    from workbench.usecases.schedule_round import arrange, open_round

    office = Office(settings())
    state = open_round(office, round_id)
    order = {one: [m for m in matters if m != matter] for one, matters in still(state.plan, state.problem).items()}
    if sitting != "-":
        there = order.setdefault(sitting, [])
        there.insert(at - 1 if at else len(there), matter)
    _told(arrange(office, round_id, order, why=why, actor=actor, seen=state.known(seen)))


@commands.command("change")
@in_words
def change_one(
    round_id: Round,
    away_: Annotated[
        Many, typer.Option("--away", help="不能到会：单位或职务@日期，如 财政局局长@2026-12-01，可加 @上午")
    ] = None,
    withdraw: Annotated[Many, typer.Option(help="撤回的事项，可多次")] = None,
    add: Annotated[Many, typer.Option(help="新增的事项，可多次")] = None,
    cancel: Annotated[Many, typer.Option(help="不用的会次，可多次")] = None,
    may_wait: Annotated[bool, typer.Option("--may-wait", help="新增的排不下可以等下一轮")] = False,
    seconds: Seconds = 5.0,
    why: Why = "",
    actor: Actor = "",
    seen: Seen = None,
) -> None:
    """有变动：改动最少的人次重排，并把变动记为条件。"""
    from workbench.meetings.schedule.changes import Change
    from workbench.usecases.office import Office
    from workbench.usecases.schedule_round import added
    from workbench.usecases.schedule_round import change as change_round

    office = Office(settings())
    gone = tuple(_absence(one) for one in away_ or ())
    new = added(office, add or ())
    changed = Change(gone, tuple(withdraw or ()), new, tuple(cancel or ()), not may_wait)
    if changed.words(_state(round_id).problem) == "没有变动":
        raise ValueError("没有写明变动；请用 --away、--withdraw、--add 或 --cancel")
    _told(change_round(office, round_id, changed, seconds=seconds, why=why, actor=actor, seen=seen))


def _absence(text: str) -> Absence:
    who, _, rest = text.partition("@")
    day, _, half = rest.partition("@")
    try:
        return Absence(who, date.fromisoformat(day), Half(half or Half.DAY))
    except ValueError as fault:
        raise ValueError(f"“{text}”应写作 单位或职务@2026-12-01，半天的再加 @上午 或 @下午") from fault


@commands.command("release")
@in_words
def release_one(round_id: Round, why: Why = "", actor: Actor = "", seen: Seen = None) -> None:
    """发布最新一版：各会次的事项列入该会议的议程。"""
    from workbench.usecases.office import Office
    from workbench.usecases.schedule_round import release

    version = release(Office(settings()), round_id, why=why, actor=actor, seen=seen)
    out.print(f"已发布第{version.number}版，各会次议题已列入会议议程", highlight=False)


@commands.command("versions")
@in_words
def versions(round_id: Round, json_: AsJson = False) -> None:
    """各版方案：怎么来的、改了什么、少等多少分钟。"""
    from workbench.cli.round_words import version_json, version_text
    from workbench.usecases.office import Office
    from workbench.usecases.open_round import known_rounds, the_round

    one = the_round(known_rounds(Office(settings())), round_id)
    text = "\n".join(version_text(version, one.released) for version in one.versions) or "尚无方案"
    rows: list[dict[str, Any]] = [version_json(version, one.released) for version in one.versions]
    say(rows, json_, text)


def _told(version: Version) -> None:
    from workbench.cli.round_words import version_text

    out.print(version_text(version, None), markup=False, highlight=False, soft_wrap=True)
