"""A round as the command line tells it (排会的文字): timetable, who comes when, clashes, conditions, versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from workbench.meetings.schedule.changes import still
from workbench.meetings.schedule.plan import Plan, attendances, timetable
from workbench.meetings.schedule.problem import clock

if TYPE_CHECKING:
    from workbench.meetings.rounds import Version
    from workbench.usecases.schedule_round import RoundState


def timed(state: RoundState) -> Plan:
    """The latest plan as far as its sittings and matters are still there."""
    return Plan(still(state.plan, state.problem), state.plan.version)


def as_text(state: RoundState) -> str:
    """The round as a person reads it."""
    return "\n".join([*_head(state), *_sittings(state), *_clashes(state), *_left(state), *_words(state), *state.notes])


def _head(state: RoundState) -> Iterator[str]:
    told = f"第{state.latest.number}版（{state.latest.how}）" if state.latest else "尚无方案"
    out = f"，已发布第{state.released}版" if state.released else "，未发布"
    yield f"{state.round_id} {state.title}（{state.since} 至 {state.until}）：{told}{out}"
    problem = state.problem
    yield f"会次 {len(problem.sittings)} 次，列入 {len(problem.matters)} 件，待定 {len(state.waiting)} 件；事件号 {state.seen}"
    if state.latest:
        yield version_text(state.latest, state.released)


def _sittings(state: RoundState) -> Iterator[str]:
    plan, problem = timed(state), state.problem
    slots, came = timetable(problem, plan), attendances(problem, plan)
    for one in problem.sittings:
        mine = [slot for slot in slots if slot.sitting == one.id]
        ends = mine[-1].ends if mine else one.start + one.opening
        yield f"\n{one.id} {one.title}，主持 {one.chair or '未登记'}，{len(mine)} 件，预计 {clock(ends)} 结束"
        yield f"   {clock(one.start)}–{clock(one.start + one.opening)} 上次议定事项落实情况"
        for slot in mine:
            matter = problem.matter[slot.matter]
            lacks = f"〔缺{'、'.join(state.papers.get(matter.id, ()))}〕" if state.papers.get(matter.id) else ""
            yield f"   {clock(slot.begins)}–{clock(slot.ends)} {matter.name} 主办 {matter.lead}{lacks}"
        for who in sorted((row for row in came if row.sitting == one.id), key=lambda row: (row.arrives, row.who)):
            waits = f"，中间等 {who.waiting} 分钟" if who.waiting else ""
            yield f"      {clock(who.arrives)}–{clock(who.leaves)} {who.who}{waits}"


def _clashes(state: RoundState) -> Iterator[str]:
    found = state.clashes() if state.latest else []
    if found:
        yield f"\n冲突和提示 {len(found)} 条："
    yield from (f"   〔{one.level}〕{one.sentence}；{one.todo}" for one in found)


def _left(state: RoundState) -> Iterator[str]:
    place = timed(state).place
    left = [one for one in state.problem.matters if one.id not in place] if state.latest else []
    known = state.latest.left_out if state.latest else {}
    if left:
        yield f"\n未排入 {len(left)} 件："
    yield from (f"   {one.name}：{known.get(one.id, '本版之后列入')}" for one in left)


def _words(state: RoundState) -> Iterator[str]:
    if state.words:
        yield "\n条件："
    for word in state.words:
        yield f"   {word.sentence}（{word.actor}，{word.at:%Y-%m-%d %H:%M}；编号 {word.event_id}）"


def version_text(version: Version, released: int | None) -> str:
    """One version in a few lines."""
    waits = f"少等{version.saved}分钟" if version.saved >= 0 else f"多等{-version.saved}分钟"
    against = f"比第{version.number - 1}版{waits}" if version.number > 1 else f"比人工排法{waits}"
    gap = "" if version.gap is None else f"，与可证最好的方案相差不超过{version.gap:.1%}"
    mark = "，已发布" if released == version.number else ""
    heard = sum(map(len, version.plan.order.values()))
    head = (
        f"第{version.number}版（{version.how}，{version.actor}，{version.at:%Y-%m-%d %H:%M}{mark}）："
        f"排入{heard}件，未排入{version.cost.left_out}件，到会{version.cost.attendances}人次，等候{version.cost.waiting}分钟，"
        f"{against}{gap}；{version.change}"
    )
    return "\n".join([head, *(f"   {line}" for line in version.moves)])


def version_json(version: Version, released: int | None) -> dict[str, Any]:
    """One version as plain values."""
    return {
        "version": version.number, "how": version.how.value, "actor": version.actor, "at": version.at.isoformat(),
        "released": released == version.number, "order": {one: list(found) for one, found in version.plan.order.items()},
        "waiting": version.cost.waiting, "attendances": version.cost.attendances, "total": version.cost.total,
        "bound": version.bound, "gap": version.gap, "saved": version.saved, "change": version.change,
        "moves": list(version.moves), "left_out": dict(version.left_out),
    }  # fmt: skip


def as_json(state: RoundState) -> dict[str, Any]:
    """The round as plain values."""
    plan = timed(state)
    return {
        "round": state.round_id, "title": state.title, "since": state.since, "until": state.until, "seen": state.seen,
        "released": state.released, "version": version_json(state.latest, state.released) if state.latest else None,
        "timetable": [slot.row for slot in timetable(state.problem, plan)],
        "attendances": [one.row for one in attendances(state.problem, plan)],
        "clashes": [one.row for one in state.clashes()] if state.latest else [],
        "conditions": [{"id": one.event_id, "kind": one.kind.value, "sentence": one.sentence} for one in state.words],
        "papers": {one: list(lacks) for one, lacks in state.papers.items() if lacks},
        "waiting": [{"matter": one, "why": state.reasons[one]} for one in state.waiting], "notes": list(state.notes),
    }  # fmt: skip
