"""Retention at the command line (留存与到期删除)."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.common import in_words, out, settings

retention = typer.Typer(no_args_is_help=True, help="到期身份信息、附件的清单和删除")


@retention.command("plan")
@in_words
def retention_plan() -> None:
    """列出到期可删的件数和不删的原因；只有数，没有姓名。"""
    from workbench.usecases.office import Office
    from workbench.usecases.retention import plan_retention

    out.print(plan_retention(Office(settings())).as_text(), markup=False, soft_wrap=True, highlight=False)


@retention.command("apply")
@in_words
def retention_apply(
    confirmed_by: Annotated[str, typer.Option(help="确认人（联席办主任）；删除不能撤销")] = "",
) -> None:
    """删除清单所列；不能撤销，记入审计日志。"""
    from workbench.usecases.office import Office
    from workbench.usecases.retention import apply_retention, plan_retention

    office = Office(settings())
    plan = plan_retention(office)
    if plan.is_empty:
        out.print("没有到期的内容，没有删除。", highlight=False)
        return
    out.print(apply_retention(office, plan, confirmed_by).as_text(), markup=False, soft_wrap=True, highlight=False)
