"""`workbench sweep` (清查清单): how many matters stand on each list, one with its reasons; `sweep-report` what units reported."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings

if TYPE_CHECKING:
    from workbench.campaign.measures import Period


@in_words
def sweep(
    name: Annotated[str, typer.Argument(metavar="清单", help="清单编号，如 WEEK；不填为各清单的件数")] = "",
    unit: Annotated[str, typer.Option(help="责任单位")] = "",
    topic: Annotated[str, typer.Option(help="内容分类（一级）")] = "",
    campaign: Annotated[str, typer.Option(help="专项批次")] = "",
    xlsx: Annotated[Path | None, typer.Option(help="另存为 Excel 文件")] = None,
    json_: AsJson = False,
) -> None:
    """清查清单：日清周清月清、积案、缺漏，每件说明理由。"""
    from workbench.usecases.office import Office
    from workbench.usecases.sweep_cases import LIST_COLUMNS, sweep_cases, sweep_counts

    office = Office(settings())
    chosen = {"unit": unit, "topic_l1": topic, "campaign": campaign}
    if not name:
        counts = sweep_counts(office.edition(), **chosen)
        rows = [{"id": one.sweep.id, "name": one.sweep.name, "matters": one.matters, "entries": one.entries,
                 "definition": one.sweep.definition} for one in counts]  # fmt: skip
        say(
            rows,
            json_,
            "\n".join(f"{row['id']:<6}{row['matters']:>5} 件  {row['name']}：{row['definition']}" for row in rows),
        )
        return
    found = sweep_cases(office.edition(), name, **chosen)
    lines = [f"{row['matter_id']}  {row['title']}  {row['unit']}  {row['sentence']}" for row in found.rows]
    say(list(found.rows), json_, "\n".join([found.told, *lines]))
    if xlsx:
        from workbench.usecases.export_list import export_list

        words = "；".join(
            f"{key}：{value}" for key, value in (("责任单位", unit), ("内容分类", topic), ("批次", campaign)) if value
        )
        export_list(
            office,
            found.sweep.name,
            LIST_COLUMNS,
            found.rows,
            f"{found.sweep.definition}{'；' if words else ''}{words}",
            xlsx,
        )


reports = typer.Typer(no_args_is_help=True, help="矛盾纠纷排查报告：已报、零报告、未报，排查到位和调处到位")

_First = Annotated[datetime | None, typer.Option("--first", formats=["%Y-%m-%d"], help="期间第一天；不填为上一整周")]
_Last = Annotated[
    datetime | None, typer.Option("--last", formats=["%Y-%m-%d"], help="期间最后一天；只填第一天的为当日")
]


@reports.command("list")
@in_words
def list_reports(first: _First = None, last: _Last = None, json_: AsJson = False) -> None:
    """各单位的排查报告：谁已报、谁零报告、谁未报，零报告与台账是否矛盾，新事项是否都在办。"""
    from workbench.usecases.office import Office
    from workbench.usecases.report_sweeps import sweep_reports

    office = Office(settings())
    found = sweep_reports(office, _period(first, last, office.settings.today))
    rows = [dict(one.row) for one in found.units]
    lines = [
        f"{row['单位']}：{row['报告']}；排查到位 {row['排查到位']}（{row['排查说明']}）；调处到位 {row['调处到位']}（{row['调处说明']}）"
        for row in rows
    ]
    say({"sentence": found.sentence, "units": rows}, json_, "\n".join([found.sentence, *lines]))


@reports.command("set")
@in_words
def set_report(
    unit: Annotated[str, typer.Argument(metavar="单位")],
    state: Annotated[str, typer.Argument(metavar="报告", help="已报、零报告、退回")] = "已报",
    first: _First = None,
    last: _Last = None,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="报送日；不填为今天")] = None,
    file: Annotated[str, typer.Option(help="文件名或文号")] = "",
    note: Annotated[str, typer.Option(help="说明；退回须写原因")] = "",
    actor: Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")] = "",
) -> None:
    """登记一个单位的排查报告；报“零报告”而台账有新事项的，照登并提示矛盾。"""
    from workbench.usecases.office import Office
    from workbench.usecases.report_sweeps import report_sweep, sweep_reports

    office = Office(settings())
    period = _period(first, last, office.settings.today)
    event = report_sweep(
        office, unit, period, state, day=day.date() if day else None, file=file, note=note, actor=actor
    )
    name = event.subject.rpartition("|")[2]
    told = next((one.swept_told for one in sweep_reports(office, period).units if one.unit == name), state)
    out.print(f"已登记：{name} {period.words} {told}", markup=False, soft_wrap=True, highlight=False)


def _period(first: datetime | None, last: datetime | None, today: date) -> Period:
    from workbench.campaign.measures import Period
    from workbench.usecases.report_sweeps import last_week

    if first is None and last is not None:
        raise ValueError("期间只写了最后一天；请同时写 --first")
    if first is None:
        return last_week(today)
    return Period(first.date(), (last or first).date())
