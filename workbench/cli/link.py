"""`workbench link …` (关联): find what may belong together, judge it, and see how good the finding is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import AsJson, bars, in_words, out, say, settings
from workbench.domain.codes import Verdict
from workbench.domain.linking import LinkKind

link = typer.Typer(no_args_is_help=True, help="关联：同人、同事、相关、同一单位、同一地点")

Kind = Annotated[LinkKind, typer.Option(help="关联种类")]
AnyKind = Annotated[LinkKind | None, typer.Option(help="关联种类；不填为全部")]
Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]


@link.command("run")
@in_words
def link_run(
    full: Annotated[bool, typer.Option(help="全部重新比对")] = False,
    engine: Annotated[str, typer.Option(help="duckdb 或 spark")] = "duckdb",
    json_: AsJson = False,
) -> None:
    """查找关联：新增和变动的信访件与全部已有的比对；中断时保留上次结果。"""
    from workbench.usecases.link_records import link_now
    from workbench.usecases.office import Office

    with bars() as progress:
        run = link_now(Office(settings()), full=full, engine=engine, progress=progress)
    say(run.meta, json_, run.as_text())


@link.command("queue")
@in_words
def link_queue(kind: AnyKind = None, limit: int = 20, actor: Actor = "", json_: AsJson = False) -> None:
    """待认定的成对清单，最值得先认定的在前；不显示分数。"""
    from workbench.usecases.office import Office
    from workbench.usecases.review_links import queue

    items = queue(Office(settings()), kind=kind, limit=limit, actor=actor)
    rows = [{"left": one.left, "right": one.right, "kind": one.kind.value,
             "titles": [one.left_title, one.right_title]} for one in items]  # fmt: skip
    text = "\n".join(
        f"{one.kind.value}  {one.left} | {one.right}  {one.left_title} ／ {one.right_title}" for one in items
    )
    say(rows, json_, text or "没有待认定的")


@link.command("judge")
@in_words
def link_judge(
    left: str, right: str, verdict: Verdict, why: str = "", kind: Kind = LinkKind.MATTER, actor: Actor = ""
) -> None:
    """认定一对：相同、相关、不同、存疑。"""
    from workbench.usecases.office import Office
    from workbench.usecases.review_links import judge

    spoken = judge(Office(settings()), left, right, verdict, kind=kind, why=why, actor=actor)
    out.print(
        f"已记录：{left} 与 {right} {verdict.value}（{spoken.event.actor}，{spoken.event.event_id}）", highlight=False
    )
    for quarrel in spoken.quarrels:
        out.print(quarrel.sentence, markup=False, soft_wrap=True, highlight=False)


@link.command("undo")
@in_words
def link_undo(actor: Actor = "") -> None:
    """撤回本人最近一条认定。"""
    from workbench.usecases.office import Office
    from workbench.usecases.review_links import undo_last

    word = undo_last(Office(settings()), actor)
    out.print(f"已撤回：{word.left} 与 {word.right} 的“{word.verdict.value}”", highlight=False)


@link.command("quarrels")
@in_words
def link_quarrels(json_: AsJson = False) -> None:
    """互相矛盾的认定，附最短的矛盾链。"""
    from workbench.usecases.office import Office
    from workbench.usecases.review_links import quarrels

    found = quarrels(Office(settings()))
    rows = [{"left": one.left, "right": one.right, "path": list(one.path), "sentence": one.sentence} for one in found]
    say(rows, json_, "\n".join(one.sentence for one in found) or "没有互相矛盾的认定")


@link.command("agreement")
@in_words
def link_agreement(one: str, other: str, json_: AsJson = False) -> None:
    """两名经办人对同一批成对件的认定是否一致。"""
    from workbench.usecases.office import Office
    from workbench.usecases.review_links import agreement

    told = agreement(Office(settings()), one, other)
    apart = [{"left": each.left, "right": each.right, one: each.one.verdict.value, other: each.other.verdict.value}
             for each in told.disagreeing]  # fmt: skip
    counts = {name: getattr(told, name) for name in ("pairs", "agreed", "kappa", "low", "high")}
    say({**counts, "disagreeing": apart}, json_, told.sentence)


@link.command("evaluate")
@in_words
def link_evaluate(
    records: Annotated[int, typer.Option(help="虚构县的信访件数")] = 10_000,
    freeze: Annotated[bool, typer.Option(help="把结果存为以后比较的基准")] = False,
    charts: Annotated[Path | None, typer.Option(help="把阈值图存到这个文件夹")] = None,
    json_: AsJson = False,
) -> None:
    """在虚构县和标注数据上测关联的准确率（查准、查全、F1 及区间），并与上次存下的比较；变差时退出码为 1。"""
    from workbench.usecases.evaluate_links import evaluate

    with bars() as progress:
        told = evaluate(None, county_records=records, freeze=freeze, progress=progress)
    if charts:
        told.write_charts(charts)
    say(told.as_json(), json_, told.as_text())
    if told.worse and not freeze:
        raise typer.Exit(1)
