"""`workbench campaign show|path|cases|why|example` (专项行动): where a campaign stands, its target path, the matters behind it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.common import AsJson, bars, in_words, out, say, settings

if TYPE_CHECKING:
    from workbench.usecases.campaign_state import CampaignState

campaigns = typer.Typer(no_args_is_help=True, help="专项行动：节点、目标曲线、核减、背后的事项")

Name = Annotated[str, typer.Argument(metavar="专项", help="名称；不填为第一个")]
CohortName = Annotated[str, typer.Option("--cohort", help="批次；不填为第一个")]
At = Annotated[datetime | None, typer.Option("--at", formats=["%Y-%m-%d"], help="节点日期；不填为统计截止日")]
EditionId = Annotated[str, typer.Option("--edition", help="版次；不填为现行版")]


@campaigns.command("show")
@in_words
def show(name: Name = "", edition: EditionId = "", json_: AsJson = False) -> None:
    """各节点的三个口径、差额、需要进度，阶段，核减，议定事项落实。"""
    from workbench.usecases import campaign_rows as rows

    state = _state(name, edition)
    answer = {
        "campaign": state.campaign.name, "edition": state.edition, "as_of": state.as_of, "milestones": rows.stage_rows(state),
        "removed": {one.cohort.id: [rows.removal_row(removal) for removal in one.removals] for one in state.cohorts},
        "phases": [rows.phase_row(one) for one in state.phases], "told": [*state.told, *_told(state)],
    }  # fmt: skip
    say(answer, json_, "\n".join([*_lines(state), state.source_line]))


@campaigns.command("path")
@in_words
def path(name: Name = "", cohort: CohortName = "", edition: EditionId = "", json_: AsJson = False) -> None:
    """目标曲线：每周应化解多少、化解了多少（报上级口径、扣除反弹）。"""
    from workbench.usecases.campaign_rows import path_row

    state = _state(name, edition)
    rows = [path_row(point) for point in state.cohort(cohort).path]
    lines = [
        f"{row['day']} 基数 {row['base']} 到期目标 {row['needed']} 下一目标 {row['next_needed']} 已化解 {row['accepted']} "
        f"扣除反弹 {row['net']} 待审 {row['queued']}"
        for row in rows
    ]
    say(rows, json_, "\n".join([*lines, state.source_line]))


@campaigns.command("cases")
@in_words
def cases(
    which: Annotated[
        str, typer.Argument(metavar="名单", help="accepted、net、left、queued、rebound、removed、members、undated")
    ],
    name: Name = "",
    cohort: CohortName = "",
    at: At = None,
    edition: EditionId = "",
    json_: AsJson = False,
) -> None:
    """一个数字背后的事项。"""
    from workbench.usecases.campaign_rows import case_row

    state = _state(name, edition)
    chosen = state.cohort(cohort)
    rows = [case_row(one) for one in chosen.rows(which, chosen.at(at.date()) if at else None)]
    lines = [f"{row['matter_id']} {row['title']} {row['unit']} {row['then']} → {row['now']}" for row in rows]
    say(rows, json_, "\n".join([*lines, f"共 {len(rows)} 件；{state.source_line}"]))


@campaigns.command("why")
@in_words
def why(
    name: Name = "",
    cohort: CohortName = "",
    before: Annotated[str, typer.Option(help="先前的版次；不填为上一版")] = "",
    after: Annotated[str, typer.Option(help="后来的版次；不填为现行版")] = "",
    json_: AsJson = False,
) -> None:
    """两个版次之间化解率为何变动：逐件列出，合计等于变动。"""
    from workbench.usecases.campaign_state import campaign_why
    from workbench.usecases.office import Office
    from workbench.usecases.why_moved import two_editions

    chosen = _state(name, after).cohort(cohort)
    found = campaign_why(*two_editions(Office(settings()), before, after), chosen.cohort)
    rows = [dict(one.row) for movement in found for one in movement.moved]
    lines = [f"{row['事项']} {row['标题']}：{row['变动']}。{row['原因']}" for row in rows]
    answer = {
        "sentences": [one.sentence for one in found],
        "explained": all(one.explained for one in found),
        "moved": rows,
    }
    say(answer, json_, "\n".join([*(one.sentence for one in found), *lines]))


@campaigns.command("example")
@in_words
def example(
    home: Annotated[Path, typer.Argument(help="空目录")],
    name: Annotated[str, typer.Argument(metavar="示例", help="s004（95 件三节点）或 s000（六件积案）")] = "s004",
) -> None:
    """造一个虚构的专项行动，走完全程；之后用 --home 指到该目录查看。"""
    from workbench.usecases.build_campaign_example import build_campaign_example

    with bars() as progress:
        edition = build_campaign_example(home, name, progress=progress)
    out.print(f"专项示例 {name} 已就绪：{home}，版次 {edition.id}", markup=False, highlight=False, soft_wrap=True)


def _state(name: str, edition: str) -> CampaignState:
    from workbench.usecases.campaign_state import campaign_state, edition_named
    from workbench.usecases.office import Office

    office = Office(settings())
    return campaign_state(office, name, edition=edition_named(office, edition))


def _told(state: CampaignState) -> list[str]:
    return [sentence for one in state.cohorts for sentence in one.told]


def _lines(state: CampaignState) -> list[str]:
    from workbench.usecases.campaign_rows import phase_row, stage_row

    lines = [state.campaign.name, *state.told]
    for one in state.cohorts:
        removed = len(one.now.removed)
        lines.append(f"{one.cohort.title}：交办 {one.now.handed_down} 件，核减 {removed} 件，基数 {one.now.base} 件")
        lines += [_stage_line(stage_row(one, stage)) for stage in one.stages]
        lines += [f"  核减 {item.matter_id} {item.title}：{item.day or '日期未登记'} {item.approver or '批准单位未登记'}"
                  for item in one.removals]  # fmt: skip
        lines += [f"  {sentence}" for sentence in one.told]
    phases = [phase_row(one) for one in state.phases]
    lines += [
        f"{row['state']}　{row['name']}（{row['first']} 至 {row['last']}）{row['left']}：{row['tasks']}"
        for row in phases
    ]
    tasks = state.tasks
    return [
        *lines,
        f"议定事项：按期完成 {tasks.in_time.full}，超期 {tasks.overdue.full}，需提交会议 {tasks.to_meeting.full}",
    ]


def _stage_line(row: dict[str, Any]) -> str:
    told = f"　{row['told']}" if row["told"] else ""
    return (
        f"  {row['day']} {row['percent']}：应化解 {row['need']}，报上级口径 {row['accepted']}，扣除反弹 {row['net']}，"
        f"待审 {row['queued']}，差 {row['gap']}（扣除反弹差 {row['gap_net']}），{row['pace']}，{row['state']}{told}"
    )
