"""`workbench sweep` (清查清单): how many matters stand on each list, and one list with its reasons."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, say, settings


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
