"""`workbench case …` on duties (责任): confirm, negotiate, contested, apply, hand-over, leaders, liaisons, trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings
from workbench.domain.codes import DutyRole
from workbench.rules.leadership import LeaderRole

commands = typer.Typer(no_args_is_help=True, help="责任：确认、协商、争议、提请会商、移交、包案、挂点、倒查")

Matter = Annotated[str, typer.Argument(help="事项编号、信访件记录号或信访件编号")]
Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]
Why = Annotated[str, typer.Option(help="理由")]
DayText = Annotated[str, typer.Option(help="日期，如 2026-05-06；不填为今日")]
Basis = Annotated[str, typer.Option(help="依据条款")]
Listed = Annotated[list[str] | None, typer.Option()]


@commands.command("duty")
@in_words
def show_duty(matter: Matter, json_: AsJson = False) -> None:
    """一件事项的责任：建议与确认、争议状态、协商各轮、移交登记与双方时限。"""
    from workbench.usecases.hand_over import hand_over_book
    from workbench.usecases.office import Office
    from workbench.usecases.settle_duty import duty_contest, open_case

    office = Office(settings())
    duties, found, book = (
        open_case(office, matter).dossier.duties,
        duty_contest(office, matter),
        hand_over_book(office, matter),
    )
    rounds = [held.row for held in found.rounds]
    answer = {
        "duties": duties,
        "contest": found.row,
        "rounds": rounds,
        "hand_overs": book.rows,
        "clocks": book.clock_rows,
    }
    lines = [f"{row['role']}  {row['unit'] or row['place']}  {_confirmed(row)}  {row['reason']}" for row in duties]
    say(answer, json_, "\n".join([*lines, found.sentence, *_lines((*rounds, *book.rows, *book.clock_rows))]))


def _confirmed(row: Mapping[str, str]) -> str:
    return f"已由{row['confirmed_by']}确认" if row["confirmed_by"] else "待确认"


@commands.command("confirm")
@in_words
def confirm(
    matter: Matter, role: DutyRole, unit: str, place: str = "", basis: Basis = "", why: Why = "", actor: Actor = ""
) -> None:
    """确认责任单位；被反映单位和已回避的单位不得确认。"""
    from workbench.usecases.office import Office
    from workbench.usecases.settle_duty import confirm_duty

    event = confirm_duty(Office(settings()), matter, role, place, unit, basis=basis, why=why, actor=actor)
    _kept(event.event_id, f"已确认{role.value}：{unit or place}")


@commands.command("recuse")
@in_words
def recuse_(
    matter: Matter,
    who: str,
    decided_by: Annotated[str, typer.Option(help="决定回避的人（职务）")],
    why: Why,
    unit: Annotated[bool, typer.Option("--unit/--post", help="回避的是单位还是职务")] = True,
    actor: Actor = "",
) -> None:
    """登记回避（单位或职务）。"""
    from workbench.usecases.office import Office
    from workbench.usecases.settle_duty import recuse

    event = recuse(Office(settings()), matter, who, is_unit=unit, decided_by=decided_by, why=why, actor=actor)
    _kept(event.event_id, f"已登记回避：{who}")


@commands.command("negotiate")
@in_words
def negotiate(
    matter: Matter,
    day: str,
    say_: Annotated[list[str], typer.Option("--says", help="单位：意见；每个单位写一次")],
    cites: Annotated[list[str] | None, typer.Option(help="单位：援引的依据")] = None,
    agreed: Listed = None,
    open_: Annotated[list[str] | None, typer.Option("--open", help="仍有分歧的问题")] = None,
    reached: Annotated[bool | None, typer.Option("--reached/--split", help="协商一致，或有分歧")] = None,
    why: Why = "",
    actor: Actor = "",
) -> None:
    """登记一轮协商：各单位意见、依据、一致点和分歧点。"""
    from workbench.usecases.office import Office
    from workbench.usecases.settle_duty import record_round

    event = record_round(
        Office(settings()), matter, day, _said(say_), basis=_said(cites or ()), agreed=agreed or (),
        open_points=open_ or (), reached=reached, why=why, actor=actor,
    )  # fmt: skip
    _kept(event.event_id, f"已登记{event.payload['text']}")


@commands.command("contested")
@in_words
def contested_(json_: AsJson = False) -> None:
    """全部争议责任：各方主张和依据、争议天数、内部时间、由谁协调。"""
    from workbench.usecases.office import Office
    from workbench.usecases.settle_duty import contested

    rows = [one.row for one in contested(Office(settings()))]
    say(rows, json_, "\n".join(_lines(rows)) or "没有未了的责任争议")


@commands.command("apply")
@in_words
def apply(
    matter: Matter,
    ask: Annotated[list[str] | None, typer.Option(help="提请决定的事项：定主办、定方案、定资金渠道、定时限")] = None,
    open_: Annotated[list[str] | None, typer.Option("--open", help="仍有分歧的问题")] = None,
    attach: Annotated[list[str] | None, typer.Option(help="附件")] = None,
    applicant: Annotated[str, typer.Option(help="申请单位；不填为主办单位")] = "",
    day: DayText = "",
    draft: Annotated[bool, typer.Option("--draft", help="只看填好的申请，不提交")] = False,
    actor: Actor = "",
    json_: AsJson = False,
) -> None:
    """提请会商：按共同的最低层级填好申请；缺项会逐一指出。"""
    from workbench.rules.conference import Wish
    from workbench.usecases.office import Office
    from workbench.usecases.settle_duty import apply_to_conference, draft_application

    office, wish = Office(settings()), Wish(applicant, tuple(ask or ()), tuple(open_ or ()), tuple(attach or ()))
    if draft:
        form, number = draft_application(office, matter, wish), ""
    else:
        applied = apply_to_conference(office, matter, wish, day=day, actor=actor)
        form, number = applied.application, applied.event.event_id
    answer = {"fields": dict(form.fields), "missing": form.missing, "blocking": form.blocking, "event": number}
    lines = [f"{name}：{value or '缺'}" for name, value in form.fields]
    say(
        answer,
        json_,
        "\n".join([*lines, f"缺项：{'、'.join(form.missing) or '无'}", *([f"已提请（{number}）"] * bool(number))]),
    )


@commands.command("offer")
@in_words
def offer_(
    matter: Matter, giver: str, receiver: str, day: str,
    reasons: Annotated[str, typer.Option(help="移交理由")], basis: Basis = "", why: Why = "", actor: Actor = "",
) -> None:  # fmt: skip
    """提出移交：核对被反映单位和回避。"""
    from workbench.usecases.hand_over import offer
    from workbench.usecases.office import Office

    office = Office(settings())
    event = offer(office, matter, giver, receiver, day, reasons=reasons, basis=basis, why=why, actor=actor)
    _kept(event.event_id, f"{giver}已向{receiver}提出移交")


@commands.command("take")
@in_words
def take_(
    matter: Matter, receiver: str, day: str,
    receipt: Annotated[str, typer.Option(help="回执：签收单号或签收日期")], why: Why = "", actor: Actor = "",
) -> None:  # fmt: skip
    """接收移交，附回执。"""
    from workbench.usecases.hand_over import take
    from workbench.usecases.office import Office

    event = take(Office(settings()), matter, receiver, day, receipt=receipt, why=why, actor=actor)
    _kept(event.event_id, f"{receiver}已接收")


@commands.command("decline")
@in_words
def decline_(
    matter: Matter, receiver: str, day: str, reasons: Annotated[str, typer.Option(help="不接收的理由")],
    basis: Annotated[str, typer.Option(help="依据条款")], why: Why = "", actor: Actor = "",
) -> None:  # fmt: skip
    """不接收移交，写明理由和依据；事项仍在原单位。"""
    from workbench.usecases.hand_over import decline
    from workbench.usecases.office import Office

    event = decline(Office(settings()), matter, receiver, day, reasons=reasons, basis=basis, why=why, actor=actor)
    _kept(event.event_id, f"{receiver}不接收，事项仍在原单位，争议开始计算")


@commands.command("assign")
@in_words
def assign_(
    matter: Matter, post: str,
    role: Annotated[LeaderRole, typer.Option(help="职责")] = LeaderRole.CASE,
    level: Annotated[str, typer.Option(help="层级：县、乡……")] = "",
    unit: Annotated[str, typer.Option(help="责任单位；不填为台账责任单位")] = "",
    office_: Annotated[str, typer.Option("--office", help="责任科室")] = "",
    team: Annotated[str, typer.Option(help="工作专班")] = "",
    due: Annotated[str, typer.Option(help="化解时限")] = "",
    result: Annotated[str, typer.Option(help="结果")] = "",
    day: DayText = "", why: Why = "", actor: Actor = "",
) -> None:  # fmt: skip
    """落实包案：只登记职务；职责不含对人的管理。"""
    from workbench.usecases.assign_leaders import assign
    from workbench.usecases.office import Office

    event = assign(
        Office(settings()), matter, post, role=role, level=level, unit=unit, inner_office=office_, team=team, due=due,
        result=result, day=day, why=why, actor=actor,
    )  # fmt: skip
    _kept(event.event_id, f"已登记{role.value}：{post}")


@commands.command("liaison")
@in_words
def liaison(
    place: Annotated[str, typer.Argument(help="区划代码；不填则列出挂点联系表")] = "",
    post: Annotated[str, typer.Argument(help="领导职务；填“-”则取消")] = "",
    department: Annotated[str, typer.Argument(help="带领的部门")] = "",
    why: Why = "",
    actor: Actor = "",
    json_: AsJson = False,
) -> None:
    """挂点联系：登记或列出（领导、部门、地区）；事项按事发地继承。"""
    from workbench.usecases.assign_leaders import liaison_rows, set_liaison
    from workbench.usecases.office import Office

    office = Office(settings())
    if place:
        if not post:
            raise ValueError("登记挂点联系须写明领导职务；要取消请填“-”")
        event = set_liaison(office, place, "" if post == "-" else post, department, why=why, actor=actor)
        _kept(event.event_id, f"已登记{office.divisions.full_name(place)}的挂点联系")
        return
    rows = liaison_rows(office)
    say(rows, json_, "\n".join(_lines(rows)) or "还没有登记挂点联系")


@commands.command("leaders")
@in_words
def leaders_(
    matter: Annotated[str, typer.Argument(help="一件事项；不填则按单位列出缺项")] = "",
    unit: Annotated[str, typer.Option(help="只看一个责任单位")] = "",
    json_: AsJson = False,
) -> None:
    """包案落实检查：五个一、三定一包、四要素、三落实、两级包案；缺什么、缺在哪个单位。"""
    from workbench.usecases.assign_leaders import leaders, missing_by_unit
    from workbench.usecases.office import Office

    office = Office(settings())
    if matter:
        one = leaders(office, matter)
        rows = [*one.assignment_rows, *(check.row for check in one.checks)]
        say(
            {"row": one.row, "rows": rows},
            json_,
            "\n".join([*_lines(rows), *(found.sentence for found in one.findings)]),
        )
        return
    by_unit = {name: [one.row for one in found] for name, found in missing_by_unit(office, unit).items()}
    lines = [f"{name}（{len(rows)}件）\n" + "\n".join(f"  {row['事项']} {row['标题']}：{row['缺项']}" for row in rows)
             for name, rows in by_unit.items()]  # fmt: skip
    say(by_unit, json_, "\n".join(lines) or "没有缺项")


@commands.command("trace")
@in_words
def trace_(matter: Matter, json_: AsJson = False) -> None:
    """倒查一案一查：单位行为、间隔、未按期时限和对照条款；不作责任认定，不列个人。"""
    from workbench.usecases.office import Office
    from workbench.usecases.trace_duty import trace_duty

    sheet = trace_duty(Office(settings()), matter)
    fields = [f"{name}：{value}" for name, value in sheet.fields]
    lines = [f"{row['日期']}  {row['事实']}  {row['单位']}  {row['内容']}  {row['对照条款']}" for row in sheet.rows]
    answer = {"fields": dict(sheet.fields), "rows": sheet.rows, "unknown": sheet.unknown}
    say(answer, json_, "\n".join([*fields, *lines, *sheet.unknown]))


def _said(parts: Iterable[str]) -> dict[str, str]:
    """甲局：意见 as unit → words; ValueError for a part without a unit."""
    said: dict[str, str] = {}
    for part in parts:
        unit, _, words = part.replace(":", "：", 1).partition("：")
        if not words.strip():
            raise ValueError(f"“{part}”应写成“单位：意见”")
        said[unit.strip()] = words.strip()
    return said


def _lines(rows: Iterable[Mapping[str, str]]) -> list[str]:
    return ["  ".join(f"{name}：{value}" for name, value in row.items() if value) for row in rows]


def _kept(event_id: str, told: str) -> None:
    out.print(f"{told}（{event_id}）", markup=False, soft_wrap=True, highlight=False)
