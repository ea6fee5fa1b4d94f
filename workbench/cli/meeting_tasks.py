"""`workbench meeting tasks|act|opening|supervise`: decided tasks, what is done on them, the ladder."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings
from workbench.rules.decisions import ActKind
from workbench.rules.supervision import Rung

commands = typer.Typer(no_args_is_help=True, help="议定事项落实与督办")

Decision = Annotated[str, typer.Argument(metavar="议定事项", help="编号，如 H20261123-01")]
Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]
Why = Annotated[str, typer.Option(help="理由")]
MaybeDay = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


@commands.command("tasks")
@in_words
def show_tasks(
    as_of: MaybeDay = None,
    body: Annotated[str, typer.Option(help="只看一个机构")] = "",
    unit: Annotated[str, typer.Option(help="只看一个牵头单位")] = "",
    every: Annotated[bool, typer.Option("--all", help="连同已落实的")] = False,
    json_: AsJson = False,
) -> None:
    """议定事项各到什么程度：按期完成、推进中、超期、需提交会议。"""
    from workbench.usecases.follow_up import abolished, tasks
    from workbench.usecases.office import Office

    office = Office(settings())
    found = tasks(office, as_of=as_of.date() if as_of else None, body=body, unit=unit)
    shown = found.tasks if every else found.open
    notes = list(abolished(office, found).values())
    lines = [f"截至{found.as_of}：{'，'.join(f'{name}{count}' for name, count in found.counts().items())}"]
    lines += [f"{one.decision.decision_id} 〔{one.label}〕{one.decision.text}：{one.sentence}" for one in shown]
    answer = {"as_of": found.as_of, "counts": found.counts(), "tasks": [dict(one.row) for one in shown], "notes": notes}
    say(answer, json_, "\n".join([*lines, *notes]))


@commands.command("act")
@in_words
def act_on(
    decision: Decision,
    kind: Annotated[ActKind, typer.Argument(help="落实动态")],
    day: MaybeDay = None,
    unit: Annotated[str, typer.Option(help="单位；改办时为接办单位")] = "",
    text: Annotated[str, typer.Option(help="内容或理由")] = "",
    evidence: Annotated[str, typer.Option(help="证据：附件编号或文号")] = "",
    due: MaybeDay = None,
    by: Annotated[str, typer.Option(help="采信人、批准人或决定人职务")] = "",
    why: Why = "",
    actor: Actor = "",
) -> None:
    """登记落实动态；由联席办采信的证据才算落实。"""
    from workbench.usecases.follow_up import act
    from workbench.usecases.office import Office

    task = act(Office(settings()), decision, kind, day=day.date() if day else None, unit=unit, text=text,
               evidence=evidence, due=due.date() if due else None, by=by, why=why, actor=actor)  # fmt: skip
    out.print(f"{decision} 〔{task.label}〕{task.sentence}", markup=False, highlight=False)


@commands.command("opening")
@in_words
def opening(
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="会议日期")],
    body: Annotated[str, typer.Option(help="只看一个机构")] = "",
    json_: AsJson = False,
) -> None:
    """下次会议的第一项：上次议定事项落实情况。"""
    from workbench.usecases.follow_up import next_agenda_item
    from workbench.usecases.office import Office

    lines = next_agenda_item(Office(settings()), day.date(), body=body)
    say(list(lines), json_, "\n".join(lines))


@commands.command("supervise")
@in_words
def supervise(
    decision: Annotated[str | None, typer.Argument(metavar="议定事项", help="不填则列出建议")] = None,
    rung: Annotated[Rung | None, typer.Option(help="签发哪一级")] = None,
    signer: Annotated[str, typer.Option(help="签发人职务")] = "",
    number: Annotated[str, typer.Option(help="文号")] = "",
    due: MaybeDay = None,
    text: str = "",
    why: Why = "",
    actor: Actor = "",
    json_: AsJson = False,
) -> None:
    """督办阶梯的建议（附事实）；写明编号、层级和签发人的，予以签发登记。"""
    from workbench.usecases.follow_up import proposals, sign_rung
    from workbench.usecases.office import Office
    from workbench.usecases.supervise import signers

    office = Office(settings())
    if decision is None:
        found = proposals(office)
        signer_of = {key: one.words for key, one in signers(office, found).items()}
        rows = [
            {"decision": one.decision_id, "rung": one.rung.value, "unit": one.unit, "facts": dict(one.finding.facts),
             "signer": signer_of.get(one.decision_id, ""),
             "sentence": one.finding.sentence, "clause": one.finding.clause}
            for one in found
        ]  # fmt: skip
        lines = [
            f"{one.decision_id} {one.finding.sentence}依据：{one.finding.clause}"
            + (f"；对口督办：{signer_of[one.decision_id]}" if one.decision_id in signer_of else "")
            for one in found
        ]
        say(rows, json_, "\n".join(lines) or "没有可签的督办")
        return
    if rung is None:
        raise ValueError(f"签发督办须写明层级 --rung：{'、'.join(one.value for one in Rung)}")
    event = sign_rung(office, decision, rung, signer, number=number, due=due.date() if due else None, text=text,
                      why=why, actor=actor)  # fmt: skip
    out.print(f"已签发：{decision} {rung.value}（{event.event_id}）", highlight=False)
