"""`workbench source surges|causes|gaps|rule|advise|answer|letters` (源头治理): what petitions come from, and what is advised on it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings

source = typer.Typer(no_args_is_help=True, help="源头治理：突增、成因、政策缺口、三项建议")

Days = Annotated[int, typer.Option(help="本期天数；不填为同类集中（T-09）的天数")]
Topic = Annotated[str, typer.Option("--topic-level", help="内容分类：一级、二级")]
Place = Annotated[str, typer.Option("--place-level", help="问题属地：市、县、乡")]
Unit = Annotated[str, typer.Option(help="只看一个单位")]
Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]
Why = Annotated[str, typer.Option(help="理由")]


@source.command("surges")
@in_words
def surges(days: Days = 0, topic: Topic = "二级", place: Place = "乡", unit: Unit = "",
           by_unit: Annotated[bool, typer.Option(help="各单位分开")] = True,
           every: Annotated[bool, typer.Option("--all", help="连同平常的格")] = False, json_: AsJson = False) -> None:  # fmt: skip
    """突增：内容分类 × 属地 × 单位，本期件数与此前各期相比，附区间和误报比例。"""
    from workbench.usecases.find_sources import asked_of, find_sources, surge_rows
    from workbench.usecases.office import Office

    office = Office(settings())
    edition = office.edition()
    found = find_sources(edition, asked_of(edition, days=days, topic=topic, place=place, by_unit=by_unit, unit=unit))
    known = {cell.place for cell in found.cells}
    names = {code: office.divisions.name(code) for code in known if code in office.divisions}
    rows = surge_rows(found, names, only=not every)
    lines = [f"{row['topic']} {row['place']} {row['unit']}：{row['sentence']}" for row in rows]
    none = [] if lines or found.problem else ["没有突增"]
    answer_ = {"rows": rows, "edition": found.edition, "as_of": found.asked.as_of, "out": dict(found.out), "method": found.method_line}  # fmt: skip
    say(answer_, json_, "\n".join([*lines, *none, found.method_line, found.source_line]))


@source.command("causes")
@in_words
def causes(days: Days = 365, unit: Unit = "", json_: AsJson = False) -> None:
    """成因：台账所记和研究认定的单位一侧成因，附分数；几个事项共有的原因。"""
    from workbench.usecases.find_sources import asked_of, common_causes, count_causes
    from workbench.usecases.office import Office

    edition = Office(settings()).edition()
    asked = asked_of(edition, days=days, unit=unit)
    found, common = count_causes(edition, asked), common_causes(edition)
    rows = [{"origin": one.origin, "cause": one.cause, "fraction": one.ratio.full, "matters": one.ratio.ids} for one in found]  # fmt: skip
    lines = [f"{one.origin}　{one.cause}：{one.ratio.full}" for one in found] or ["本期没有写明的成因"]
    shared = [f"共性原因 {row['cause_id']}：{row['sentence']}" for row in common]
    say(
        {"causes": rows, "common": [row["cause_id"] for row in common]},
        json_,
        "\n".join([*lines, *shared, f"版次 {edition.id}，统计截止 {edition.as_of}，本期 {asked.period.words}"]),
    )


@source.command("gaps")
@in_words
def gaps(json_: AsJson = False) -> None:
    """政策缺口：同一内容分类（二级）多个事项缺同一依据或依据有争议的，提出来由人认定。"""
    from workbench.usecases.find_sources import find_gaps
    from workbench.usecases.office import Office

    found = find_gaps(Office(settings()))
    rows = [
        {"id": gap.gap_id, "sentence": gap.sentence, "matters": gap.matters,
         "ruling": ("成立" if said.holds else "不成立") if said else "", "why": said.why if said else ""}
        for gap, said in found
    ]  # fmt: skip
    lines = [f"{row['id']}〔{row['ruling'] or '待认定'}〕{row['sentence']}" for row in rows]
    say(rows, json_, "\n".join(lines) or "没有可提出的政策缺口")


@source.command("rule")
@in_words
def rule(gap: Annotated[str, typer.Argument(metavar="缺口", help="编号，如 ZC|土地征收|")],
         holds: Annotated[bool, typer.Option("--holds/--not", help="成立或不成立")] = True, why: Why = "",
         actor: Actor = "") -> None:  # fmt: skip
    """认定一个政策缺口是否成立，须写理由。"""
    from workbench.usecases.find_sources import rule_gap
    from workbench.usecases.office import Office

    said = rule_gap(Office(settings()), gap, holds, why=why, actor=actor)
    _told(f"已认定：{gap} {'成立' if said.holds else '不成立'}（{said.by}：{said.why}）")


@source.command("advise")
@in_words
def advise_(
    kind: Annotated[str, typer.Argument(metavar="种类", help="改进工作、完善政策、追究责任")],
    unit: Annotated[str, typer.Argument(metavar="收文单位")],
    text: Annotated[str, typer.Option(help="建议，一行一条（用 ； 或换行分开）")] = "",
    number: Annotated[str, typer.Option(help="文号，如 清联建〔2026〕1号")] = "",
    signer: Annotated[str, typer.Option(help="签发人职务")] = "",
    matter: Annotated[list[str] | None, typer.Option("--matter", help="所依据的事项编号，可多次")] = None,
    gap: Annotated[str, typer.Option(help="所依据的政策缺口编号：用其事项和内容分类")] = "",
    topic: Annotated[str, typer.Option(help="内容分类（二级）：用近一年的事项")] = "",
    place: Annotated[str, typer.Option(help="问题属地，如 云栖镇：同内容分类一并限定")] = "",
    about: Annotated[str, typer.Option(help="追究责任所涉单位")] = "",
    problem: Annotated[str, typer.Option(help="发现的问题")] = "",
    contact: Annotated[str, typer.Option(help="联系人职务")] = "",
    due: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="反馈期限；不填为30日")] = None,
    why: Why = "",
    folder: Annotated[Path | None, typer.Option(help="存到这个文件夹")] = None,
    actor: Actor = "",
) -> None:
    """写一份三项建议的建议书并登记，打印为 Word 文档。"""
    from workbench.campaign.advice import AdviceKind
    from workbench.usecases.advise import advise, matters_meant
    from workbench.usecases.office import Office

    if kind not in {one.value for one in AdviceKind}:
        raise ValueError(f"没有“{kind}”这种建议；可用：{'、'.join(AdviceKind)}")
    office = Office(settings())
    ids, topic = matters_meant(office, matter or (), gap=gap, topic=topic, place=place)
    made = advise(
        office, AdviceKind(kind), unit, text=text.replace("；", "\n"), number=number, signer=signer, matters=ids, topic=topic,
        place=place, about=about, problem=problem, contact=contact, due=due.date() if due else None, why=why,
        folder=folder, actor=actor,
    )  # fmt: skip
    _told(f"已登记 {made.advice.advice_id}，所依据事项 {len(made.advice.matters)} 件，反馈期限 {made.advice.due}；已生成：{made.path}")  # fmt: skip


@source.command("answer")
@in_words
def answer_(
    advice: Annotated[str, typer.Argument(metavar="建议书", help="编号，如 JY20261122-01")],
    outcome: Annotated[str, typer.Argument(metavar="结果", help="采纳、部分采纳、不采纳、未反馈")],
    text: Annotated[str, typer.Option(help="反馈内容或不采纳的理由")] = "",
    number: Annotated[str, typer.Option(help="反馈文号")] = "",
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="反馈日期；不填为今天")] = None,
    why: Why = "",
    actor: Actor = "",
) -> None:
    """登记单位对建议的书面反馈。"""
    from workbench.campaign.advice import Outcome
    from workbench.usecases.advise import answer
    from workbench.usecases.office import Office

    if outcome not in {one.value for one in Outcome}:
        raise ValueError(f"没有“{outcome}”这种反馈结果；可用：{'、'.join(Outcome)}")
    office = Office(settings())
    known = answer(
        office, advice, Outcome(outcome), text=text, number=number, day=day.date() if day else None, why=why, actor=actor
    )  # fmt: skip
    _told(f"已登记：{known.advice_id} {known.sentence(office.settings.today)}")


@source.command("letters")
@in_words
def letters_(json_: AsJson = False) -> None:
    """建议书和反馈情况：采纳率附分数，逾期未反馈的列明。"""
    from workbench.campaign.advice import adoption, feedback, letter_row
    from workbench.usecases.advise import letters
    from workbench.usecases.office import Office

    office = Office(settings())
    on, found = office.settings.today, letters(office)
    rate, kept = adoption(found, on), feedback(found, on)
    rows = [dict(letter_row(one, on)) for one in found]
    lines = [f"{row['编号']} {row['种类']} {row['文号']} {row['单位']}〔{row['状态']}〕{row['情况']}" for row in rows]
    told = [f"采纳率 {rate.full}；按期反馈 {kept.full}（统计截止 {on}）"] if rows else ["还没有建议书"]
    say({"letters": rows, "adoption": rate.full, "in_time": kept.full, "as_of": on}, json_, "\n".join([*lines, *told]))


def _told(sentence: str) -> None:
    out.print(sentence, markup=False, soft_wrap=True, highlight=False)
