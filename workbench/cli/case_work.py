"""`workbench case register|next|step|undo|difficulty` (信访件登记与办理): work on a record from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings
from workbench.domain.codes import Channel, StepKind

if TYPE_CHECKING:
    from workbench.rules.transitions import FieldNeed, NextStep

commands = typer.Typer(no_args_is_help=True, help="信访件的登记与办理")

Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]
More = Annotated[list[str] | None, typer.Option("--set", help="其他栏目，写作 栏目=内容，可多次")]


@commands.command("register")
@in_words
def case_register(
    channel: Annotated[Channel, typer.Argument(help="信访形式")],
    day: Annotated[str, typer.Argument(help="登记时间，如 2026-11-20")],
    content: Annotated[str, typer.Argument(help="信访内容（诉求、事实、理由）")],
    place: Annotated[str, typer.Option(help="事发地；不明的填“待核”")] = "待核",
    fields: More = None,
    actor: Actor = "",
) -> None:
    """登记一件来信来访；检举控告自动锁定。"""
    from workbench.usecases.office import Office
    from workbench.usecases.register_record import register_record

    named = pairs(fields or ())
    record_id = register_record(
        Office(settings()), channel=channel, day=day, content=content, place=place, actor=actor, **named
    )
    out.print(f"已登记：{record_id}", highlight=False)


@commands.command("next")
@in_words
def case_next(
    record_id: Annotated[str, typer.Argument(metavar="信访件", help="记录编号，如 R000123")],
    every: Annotated[bool, typer.Option("--all", help="连同现在不能办的，附理由")] = False,
    json_: AsJson = False,
) -> None:
    """现在可以办什么，每一步需要填什么，为什么不能办。"""
    from workbench.usecases.office import Office
    from workbench.usecases.work_on_case import next_steps

    steps = next_steps(Office(settings()), record_id)
    rows = [{**asdict(one), "kind": one.kind.value} for one in steps]
    say(rows, json_, "\n".join(_line(one) for one in steps if every or one.refusal is None))


@commands.command("step")
@in_words
def case_step(
    record_id: Annotated[str, typer.Argument(metavar="信访件")],
    kind: Annotated[StepKind, typer.Argument(help="办理步骤")],
    day: Annotated[str, typer.Argument(help="日期，如 2026-11-20")],
    unit: Annotated[str, typer.Option(help="办理单位")] = "",
    target: Annotated[str, typer.Option(help="去向或对方单位")] = "",
    text: Annotated[str, typer.Option(help="内容")] = "",
    fields: More = None,
    why: Annotated[str, typer.Option(help="理由")] = "",
    as_it_happened: Annotated[
        bool, typer.Option("--as-it-happened", help="如实补登：次序或期限不合也登记，须写理由")
    ] = False,
    seen: Annotated[int | None, typer.Option(help="看到的最后一个事件号；其后他人有新登记则不保存")] = None,
    actor: Actor = "",
) -> None:
    """登记一个办理步骤；缺什么、违反哪一条，会逐条说明，不会只存一半。"""
    from workbench.rules.transitions import needs_of
    from workbench.usecases.office import Office
    from workbench.usecases.work_on_case import take_step

    detail = pairs(fields or (), needs_of(kind))
    event = take_step(Office(settings()), record_id, kind, day, unit=unit, target=target, text=text, why=why,
                      actor=actor, seen=seen, as_it_happened=as_it_happened, **detail)  # fmt: skip
    out.print(f"已登记：{record_id} {kind.value} {day}（{event.actor}，{event.event_id}）", highlight=False)


@commands.command("undo")
@in_words
def case_undo(
    event_id: Annotated[str, typer.Argument(metavar="事件", help="要撤销的事件编号")],
    why: Annotated[str, typer.Option(help="理由")],
    actor: Actor = "",
) -> None:
    """撤销一个登记；原登记与撤销都保留。"""
    from workbench.usecases.decide import undo
    from workbench.usecases.office import Office

    event = undo(Office(settings()), event_id, why=why, actor=actor)
    out.print(f"已撤销：{event_id}（{event.actor}，{event.event_id}）", highlight=False)


@commands.command("difficulty")
@in_words
def case_difficulty(
    matter: Annotated[str, typer.Argument(metavar="事项", help="事项编号、信访件记录号或信访件编号")],
    difficulty: Annotated[str, typer.Argument(metavar="难易", help="简单、复杂、疑难；不填则只看建议")] = "",
    level: Annotated[str, typer.Option(help="应办层级（村、乡、县、市…）；不填则按规则表")] = "",
    why: Annotated[str, typer.Option(help="理由；与建议不同的必填")] = "",
    actor: Actor = "",
    json_: AsJson = False,
) -> None:
    """难易分类：看建议和理由，或由人认定，并定应由哪一级办理。"""
    from workbench.usecases.classify_difficulty import difficulty_of, set_difficulty
    from workbench.usecases.office import Office

    office = Office(settings())
    if difficulty:
        event = set_difficulty(office, matter, difficulty, level=level, why=why, actor=actor)
        told = event.payload
        out.print(
            f"已定为{told['difficulty']}，由{told['level']}级办理（{event.actor}，{event.event_id}）", highlight=False
        )
        return
    found = difficulty_of(office, matter)
    say(dict(found.row), json_, f"{found.sentence}（{found.proposal.clause}）")


def pairs(given: Sequence[str], needs: Sequence[FieldNeed] = ()) -> dict[str, str]:
    """ "name=value" by name; a field may be named by its Chinese label too. ValueError for what is neither."""
    by_label = {need.label.partition("（")[0]: need.name for need in needs}
    found = {}
    for one in given:
        name, equals, value = one.partition("=")
        name = by_label.get(name.strip(), name.strip())
        if not equals or (needs and name not in by_label.values()):
            known = f"；可用的栏目：{_fields(needs)}" if needs else ""
            raise ValueError(f"--set {one} 不认识：写作 栏目=内容{known}")
        found[name] = value
    return found


def _line(one: NextStep) -> str:
    from workbench.rules.transitions import told

    if one.refusal is not None:
        return f"✗ {one.kind.value}  {told(one.refusal)}"
    return f"○ {one.kind.value}  {_fields(one.fields)}"


def _fields(needs: Sequence[FieldNeed]) -> str:
    return "；".join(_named(need) for need in needs)


def _named(need: FieldNeed) -> str:
    choices = f"〔{'|'.join(need.choices)}〕" if need.choices else ""
    instead = f"（或 {'、'.join(need.instead)}）" if need.instead else ""
    only = f"（{need.only_if[0]}={need.only_if[1]} 时）" if need.only_if else ""
    return f"{'*' if need.required else ''}{need.name} {need.label}{choices}{instead}{only}"
