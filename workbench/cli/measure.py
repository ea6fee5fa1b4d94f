"""`workbench measure list|show|cases|why|rank` (指标): a number with its fraction, the cases behind it, why it moved."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.common import AsJson, in_words, say, settings

if TYPE_CHECKING:
    from workbench.campaign.measures import Period

measures = typer.Typer(no_args_is_help=True, help="指标：数字、分子分母、背后的事项、为何变动")

Name = Annotated[str, typer.Argument(metavar="指标", help="编号或名称，如 M-02")]
First = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="期间起日；不填为全部")]
Last = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="期间止日（含）")]
By = Annotated[str, typer.Option(help="分组：unit、town、topic_l1、topic_l2、campaign、issue_name、month")]
Only = Annotated[list[str] | None, typer.Option("--only", help="筛选，如 topic_l1=城乡建设，可多次")]


@measures.command("list")
@in_words
def show_list(json_: AsJson = False) -> None:
    """所有指标及其算法、口径、出处。"""
    from workbench.reference.metrics import metrics

    rows = [
        {"id": one.id, "name": one.name, "counts": one.counts, "formula": one.formula, "cohort": one.cohort,
         "source": one.source, "confidence": one.confidence}
        for one in metrics().values()
    ]  # fmt: skip
    say(rows, json_, "\n".join(f"{row['id']} {row['name']}：{row['formula']}；{row['cohort']}" for row in rows))


@measures.command("show")
@in_words
def show(
    name: Annotated[str | None, typer.Argument(metavar="指标", help="编号或名称；不填为全部")] = None,
    first: First = None,
    last: Last = None,
    by: By = "",
    only: Only = None,
    json_: AsJson = False,
) -> None:
    """一个指标（或全部）的数：分子 / 分母、不计的、版次和口径。"""
    from workbench.reference.metrics import metrics
    from workbench.usecases.measure import measure
    from workbench.usecases.office import Office

    edition = Office(settings()).edition()
    period, chosen = _period(first, last), _chosen(only)
    found = [measure(edition, one, period, by=by, chosen=chosen) for one in ([name] if name else metrics())]
    rows = [
        {"metric": one.asked.metric.id, "name": one.asked.metric.name, "group": part.group, "text": part.text,
         "excluded": dict(part.excluded), "edition": one.edition, "as_of": one.asked.as_of}
        for one in found for part in one.groups
    ]  # fmt: skip
    lines = [_line(row) for row in rows]
    say(
        rows,
        json_,
        "\n".join([*lines, found[0].source_line if name else f"版次 {edition.id}，统计截止 {edition.as_of}"]),
    )


def _line(row: dict[str, object]) -> str:
    excluded = row["excluded"]
    assert isinstance(excluded, dict)
    out = f"；不计：{'、'.join(f'{reason}{many}' for reason, many in excluded.items())}" if excluded else ""
    return f"{row['metric']} {row['name']}{'　' + str(row['group']) if row['group'] else ''}：{row['text']}{out}"


@measures.command("cases")
@in_words
def cases(
    name: Name,
    part: Annotated[str, typer.Option(help="分子、分母（未达到的）或 不计；不填为全部")] = "",
    first: First = None,
    last: Last = None,
    by: By = "",
    group: Annotated[str | None, typer.Option(help="只看一组")] = None,
    only: Only = None,
    json_: AsJson = False,
) -> None:
    """一个数背后的件，逐件列出归属和原因。"""
    from workbench.usecases.measure import cases_behind
    from workbench.usecases.office import Office

    found = cases_behind(
        Office(settings()).edition(), name, _period(first, last), part=part, by=by, group=group, chosen=_chosen(only)
    )
    rows = found.to_dict("records")
    lines = [
        f"{row['id']} {row['title']} {row['unit'] or ''} {row['day']} {row['part']}：{row['reason']}" for row in rows
    ]
    say(rows, json_, "\n".join([*lines, f"共 {len(rows)} 件"]))


@measures.command("why")
@in_words
def why(
    name: Name,
    before: Annotated[str, typer.Option(help="先前的版次；不填为上一版")] = "",
    after: Annotated[str, typer.Option(help="后来的版次；不填为现行版")] = "",
    first: First = None,
    last: Last = None,
    unit: Annotated[str | None, typer.Option(help="只看一个单位")] = None,
    only: Only = None,
    json_: AsJson = False,
) -> None:
    """两个版次之间数字为何变动：逐件列出，合计等于变动。"""
    from workbench.usecases.office import Office
    from workbench.usecases.why_moved import two_editions, why_moved

    old, new = two_editions(Office(settings()), before, after)
    found = why_moved(
        old, new, name, _period(first, last), group=("unit", unit) if unit else None, chosen=_chosen(only)
    )
    rows = [dict(one.row) for one in found.moved]
    lines = [f"{row['事项']} {row['标题']}：{row['变动']}。{row['原因']}" for row in rows]
    answer = {"before": found.was.text, "after": found.now.text, "explained": found.explained, "moved": rows}
    say(answer, json_, "\n".join([found.sentence, *lines]))


@measures.command("rank")
@in_words
def rank(name: Name, first: First = None, last: Last = None, only: Only = None, json_: AsJson = False) -> None:
    """单位按比例排列：分数、区间、向整体收缩后的比例；相邻分不出高下的照实说。"""
    from workbench.campaign.ranking import ranked
    from workbench.usecases.measure import measure
    from workbench.usecases.office import Office

    found = measure(Office(settings()).edition(), name, _period(first, last), by="unit", chosen=_chosen(only))
    order = ranked(found.groups)
    rows = [
        {"unit": one.unit, "fraction": one.ratio.full, "interval": one.interval, "drawn": round(one.drawn, 4), "tied": one.tied,
         "sentence": one.sentence}
        for one in order
    ]  # fmt: skip
    lines = [
        f"{one.unit}：{one.ratio.full}，区间 {one.interval}，收缩后 {one.drawn:.1%}　{one.sentence}" for one in order
    ]
    say(rows, json_, "\n".join([*lines, found.source_line]))


def _period(first: datetime | None, last: datetime | None) -> Period | None:
    from workbench.campaign.measures import NotCounted, Period

    if (first is None) != (last is None):
        raise NotCounted("期间须同时写明 --from 和 --to")
    return Period(first.date(), last.date()) if first and last else None


def _chosen(only: list[str] | None) -> dict[str, str]:
    from workbench.campaign.measures import NotCounted

    parts = [one.partition("=") for one in only or ()]
    if any(not sign for _, sign, _ in parts):
        raise NotCounted("筛选应写作 --only 栏=值，如 --only topic_l1=城乡建设")
    return {name: value for name, _, value in parts}
