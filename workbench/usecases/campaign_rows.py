"""A campaign as lines of tables (专项台账): the same plain rows for the page, the command line, a notebook and an export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from workbench.campaign.milestones import PathPoint
from workbench.campaign.ratio import Ratio
from workbench.campaign.standing import Standing
from workbench.usecases.campaign_state import CampaignState, CohortState, PhaseState, Removal, Stage

Row = dict[str, Any]
MET, SHORT, TODAY, AHEAD = "已达标", "未达标", "今日到期", "未到期"


def verdict(stage: Stage) -> str:
    """已达标 as accepted; 未达标 only once its day is past."""
    if stage.point.met:
        return MET
    return SHORT if stage.past else AHEAD if stage.point.days_left else TODAY


def stage_row(cohort: CohortState, stage: Stage) -> Row:
    """One milestone: what is needed, the three figures with their fractions, the gap and the pace."""
    point = stage.point
    return {
        "id": f"{cohort.cohort.id}|{stage.day}", "cohort": cohort.cohort.title, "day": stage.day,
        "percent": f"{point.milestone.pct}%", "need": f"{point.need} / {point.base}", "accepted": point.accepted.full,
        "net": point.net.full, "queued": len(point.queued), "gap": point.gap, "gap_net": point.gap_net, "pace": point.pace_text,
        "state": verdict(stage), "told": stage.told,
    }  # fmt: skip


def stage_rows(state: CampaignState) -> list[Row]:
    return [stage_row(cohort, stage) for cohort in state.cohorts for stage in cohort.stages]


def case_row(one: Standing) -> Row:
    """One matter behind a figure."""
    return {
        "matter_id": one.matter_id, "title": one.title, "unit": one.unit or "待核", "then": one.then.value, "now": one.now.value,
        "came": one.came, "resolved_on": one.resolved_on, "back_on": one.back_on, "removed_on": one.removed_on,
    }  # fmt: skip


def removal_row(one: Removal) -> Row:
    return {
        "matter_id": one.matter_id, "title": one.title, "unit": one.unit or "待核", "day": one.day,
        "approver": one.approver or "未登记", "reason": one.reason, "told": one.told,
    }  # fmt: skip


def phase_row(one: PhaseState) -> Row:
    days = f"剩 {one.days_left} 天" if one.state == "进行中" else ""
    return {
        "id": one.phase.name, "name": one.phase.name, "first": one.phase.first, "last": one.phase.last,
        "state": one.state, "left": days, "tasks": "；".join(one.phase.tasks), "due": "；".join(one.due),
    }  # fmt: skip


def unit_rows(cohort: CohortState) -> list[Row]:
    """Each unit's fraction by name; units are not put in order by it."""
    return [{"id": unit, "unit": unit, "share": ratio.full, "left": _left(ratio)} for unit, ratio in cohort.units]


def _left(ratio: Ratio) -> str:
    return f"{ratio.denominator - ratio.numerator} / {ratio.denominator}"


def path_row(point: PathPoint) -> Row:
    return {
        "day": point.day, "base": point.base, "needed": point.needed, "next_needed": point.next_needed,
        "accepted": point.accepted, "net": point.net, "queued": point.queued,
    }  # fmt: skip


def columns(words: str) -> list[Row]:
    """Columns written key=标题, key=标题|kind or key=标题|kind|width, with blanks between."""
    return [_column(word) for word in words.split()]


def _column(word: str) -> Row:
    key, _, rest = word.partition("=")
    title, kind, width = (*rest.split("|"), "", "")[:3]
    return {"key": key, "title": title, "kind": kind or "text", **({"width": int(width)} if width else {})}


CASES: Final = columns(
    "matter_id=事项编号 title=事项 unit=主办单位 then=当时状态 now=现在状态 came=列入日|date resolved_on=化解日|date "
    "back_on=反弹日|date removed_on=核减日|date"
)
STAGES: Final = columns(
    "cohort=批次 day=节点|date percent=目标 need=应化解 accepted=报上级口径 net=扣除反弹 queued=报结待审|number "
    "gap=差额（报上级）|number gap_net=差额（扣反弹）|number pace=需要进度 state=结果 told=说明"
)
REMOVALS: Final = columns(
    "matter_id=事项编号 title=事项 unit=主办单位 day=核减日|date approver=批准单位 reason=理由 told=缺项"
)
PHASES: Final = columns("name=阶段 first=起|date last=止|date state=状态 left=余期 tasks=任务 due=期内节点")
UNITS: Final = columns("unit=主办单位 share=已化解（扣除反弹）|text|190 left=尚未化解|text|90")
PATH: Final = columns(
    "day=日期|date base=基数|number needed=到期目标|number next_needed=下一目标|number accepted=报上级口径|number "
    "net=扣除反弹|number queued=报结待审|number"
)


def in_words(rows: Iterable[Mapping[str, Any]], titled: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows under their columns' titles (for a notebook's frame)."""
    named = {column["key"]: column["title"] for column in titled}
    return [{title: row[key] for key, title in named.items()} for row in rows]
