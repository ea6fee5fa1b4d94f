"""`workbench case …` on closing (销号): claims, closing items, rulings on flags, the worksheet, the review."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings
from workbench.domain.case import ClaimResult, Legitimacy, Treatment

commands = typer.Typer(no_args_is_help=True, help="销号：诉求、要件、程序性办结认定、重新研究、审核")

Matter = Annotated[str, typer.Argument(help="事项编号、信访件记录号或信访件编号")]
Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]
Why = Annotated[str, typer.Option(help="理由")]


@commands.command("claims")
@in_words
def show_claims(matter: Matter, json_: AsJson = False) -> None:
    """逐项诉求：台账提出的与已认定的，各类诉求应有而未见的结果。"""
    from workbench.usecases.close_case import claims_now
    from workbench.usecases.office import Office

    claims, findings = claims_now(Office(settings()), matter)
    rows = [
        {"number": one.number, "text": one.text, "result": one.result.value if one.result else "",
         "legitimacy": one.legitimacy.value, "said_by": one.said.by if one.said else ""}
        for one in claims
    ]  # fmt: skip
    lines = [f"{row['number']}. {row['text']}  {row['result'] or '尚无结论'}  {row['legitimacy']}"
             f"  {row['said_by'] or '台账提出，待认定'}" for row in rows]  # fmt: skip
    told = [one.sentence for one in findings]
    say({"claims": rows, "findings": told}, json_, "\n".join([*lines, *told]) or "台账没有写诉求")


@commands.command("claim")
@in_words
def claim(
    matter: Matter,
    number: Annotated[str, typer.Argument(help="诉求序号；新增写 0")],
    text: Annotated[str, typer.Option(help="诉求内容")] = "",
    result: Annotated[ClaimResult | None, typer.Option(help="办理结果")] = None,
    legitimacy: Annotated[Legitimacy | None, typer.Option(help="合理性；不合理须有理由、依据和复核人")] = None,
    treatment: Annotated[Treatment | None, typer.Option(help="分类施策")] = None,
    basis: Annotated[str, typer.Option(help="法律政策依据")] = "",
    outcome: Annotated[str, typer.Option(help="三到位：解决、解释答复、帮扶")] = "",
    due: Annotated[str, typer.Option(help="落实期限")] = "",
    performed: Annotated[str, typer.Option(help="履行日期")] = "",
    proof: Annotated[str, typer.Option(help="履行凭证：附件编号或文号")] = "",
    reviewer: Annotated[str, typer.Option(help="判定不合理时的复核人")] = "",
    why: Why = "",
    actor: Actor = "",
) -> None:
    """认定一项诉求；只改写出的各栏。"""
    from workbench.usecases.close_case import set_claim
    from workbench.usecases.office import Office

    words = {"result": result, "legitimacy": legitimacy, "treatment": treatment}
    said = {name: word.value for name, word in words.items() if word}
    said |= {"text": text, "basis": basis, "outcome": outcome, "due": due, "performed": performed, "proof": proof}
    wanted = "" if number == "0" else number
    kept = set_claim(Office(settings()), matter, wanted, reviewer=reviewer, why=why, actor=actor, seen=None, **said)
    out.print(f"已登记诉求{kept.payload['claim']}（{kept.actor}，{kept.event_id}）", highlight=False)


@commands.command("gate")
@in_words
def gate(
    matter: Matter,
    item: Annotated[str, typer.Option(help="要件 G1–G7；不填则只看")] = "",
    evidence: Annotated[str, typer.Option(help="依据：附件编号、文号或登记步骤")] = "",
    reason: Annotated[str, typer.Option(help="没有依据的理由")] = "",
    why: Why = "",
    actor: Actor = "",
    json_: AsJson = False,
) -> None:
    """销号要件十项：各项答案、依据、缺什么；给出 --item 则登记依据或理由。"""
    from workbench.usecases.close_case import fill_gate, gate_of
    from workbench.usecases.office import Office

    office = Office(settings())
    if item:
        fill_gate(office, matter, item, evidence=evidence, reason=reason, why=why, actor=actor)
    answers = gate_of(office, matter)
    rows = [{"item": one.item, "name": one.name, "answer": one.answer.value, "stands": one.stands,
             "evidence": one.evidence, "reason": one.reason, "missing": list(one.missing), "todo": one.todo}
            for one in answers]  # fmt: skip
    say(rows, json_, "\n".join(one.sentence for one in answers))


@commands.command("rule-flag")
@in_words
def rule_flag(
    matter: Matter,
    rule: Annotated[str, typer.Argument(help="PD1–PD12")],
    record: Annotated[str, typer.Argument(help="信访件记录号")],
    why: Annotated[str, typer.Option(help="理由")],
    holds: Annotated[bool, typer.Option("--holds/--not", help="成立或不成立")] = True,
    actor: Actor = "",
) -> None:
    """认定一条程序性办结标志成立或不成立。"""
    from workbench.usecases.close_case import rule_flag as keep
    from workbench.usecases.office import Office

    kept = keep(Office(settings()), matter, rule, record, holds, why=why, actor=actor)
    out.print(f"已认定：{rule} {kept.payload['verdict']}（{kept.actor}，{kept.event_id}）", highlight=False)


@commands.command("worksheet")
@in_words
def worksheet(
    matter: Matter,
    box: Annotated[list[str], typer.Option(help="栏目=内容，可重复；gaps、new_facts、reasonable 三项必填")],
    why: Why = "",
    actor: Actor = "",
) -> None:
    """登记一版三不限三重新重新研究表；成因只用单位一侧的代码。"""
    from workbench.usecases.office import Office
    from workbench.usecases.study_anew import study_anew

    if wrong := [part for part in box if "=" not in part]:
        raise ValueError(f"“{wrong[0]}”不是“栏目=内容”的写法，重新研究表未登记；如 --box gaps=面积少算")
    fields = dict(part.split("=", 1) for part in box)
    kept = study_anew(Office(settings()), matter, fields, why=why, actor=actor)
    out.print(f"已登记重新研究表（{kept.actor}，{kept.event_id}）", highlight=False)


@commands.command("review")
@in_words
def review(
    matter: Matter,
    passed: Annotated[bool, typer.Option("--pass/--return", help="通过并销号，或退回")],
    tick: Annotated[list[str] | None, typer.Option(help="质量五项 q1–q5，可重复")] = None,
    unit: Annotated[str, typer.Option(help="审核人所在单位；不填为联席会议办公室")] = "",
    why: Why = "",
    actor: Actor = "",
) -> None:
    """审核一件报结：通过则同时销号，退回须写理由；不能自办自审。"""
    from workbench.usecases.close_case import review_closing
    from workbench.usecases.office import Office

    ticks = dict.fromkeys(tick or (), True)
    kept = review_closing(Office(settings()), matter, passed, ticks, unit=unit, why=why, actor=actor)
    out.print(
        f"审核{kept[0].payload['outcome']}：已登记“{kept[1].payload['kind']}”（{kept[0].actor}）", highlight=False
    )
