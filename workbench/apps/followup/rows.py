"""议定落实, lines of its tables and items of its pictures: plain values from the register, no office and no widget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from workbench.meetings.bodies import Meeting, Reception
from workbench.meetings.follow_up import FollowUp
from workbench.meetings.frequency import Holding, PeriodHeld
from workbench.meetings.kinds import RosterKind
from workbench.meetings.minutes import Minutes
from workbench.meetings.receptions import Sitting
from workbench.meetings.register import Register
from workbench.rules.decisions import ActKind, Decision, Task, TaskAct, TaskState, gaps
from workbench.rules.minutes import MinutesAct, MinutesState
from workbench.rules.supervision import Proposal, Signed, TopicSupervisor
from workbench.rules.task_acts import act_gaps
from workbench.rules.unit_cards import CHANNELS, UnitCard
from workbench.usecases.count_receptions import Statistics
from workbench.usecases.keep_units import StationRoster

MEETING_TONES: Final = {"已安排": "info", "已召开": "ok", "已取消": "neutral"}
RECEPTION_TONES: Final = {"已安排": "info", "已接访": "ok", "已取消": "neutral"}
TASK_TONES: Final = {
    "按期完成": "done",
    "推进中": "ok",
    "超期": "overdue",
    "需提交会议": "orange",
    "超期完成": "yellow",
}
HOLDING_TONES: Final = {"已开": "ok", "缺": "overdue", "期内": "info", "不核对": "neutral"}
MINUTES_TONES: Final = {"草稿": "yellow", "送审": "info", "签发": "info", "印发": "ok", "未起草": "neutral"}
LATE_DONE: Final = "超期完成"
RULES: Final = {
    "town_monthly": "乡镇月会", "town_monthly_local": "乡镇例会（地方）", "monday": "周一碰头会",
    "supervision_monthly": "月督办会", "analysis_quarterly": "季度分析会",
    "with_congress": "人大联席会", "reception_province": "省级领导接访",
    "reception_city": "市级领导接访", "reception_county": "县级领导接访",
    "reception_town": "乡镇领导接访", "reception_town_local": "乡镇领导接访（地方）",
    "reception_unit_local": "单位领导接访（地方）",
}  # fmt: skip
"""What the rules of frequency are called on a page."""
_LONG: Final = 18


def status(text: str, tones: Mapping[str, str]) -> dict[str, str]:
    return {"text": text, "tone": tones.get(text, "neutral")}


def rule_name(rule: str) -> str:
    """A rule of frequency by its short name."""
    plain = rule.removeprefix("meetings.")
    return RULES.get(plain, plain)


# --- meetings -----------------------------------------------------------------------------------------------------------


def meeting_row(meeting: Meeting, body: str, decisions: Sequence[Decision], minutes: str) -> dict[str, Any]:
    """One meeting; `minutes` is where its minutes stand, "" for none."""
    drafts = sum(1 for one in decisions if not one.final)
    return {
        "id": meeting.meeting_id, "title": meeting.title, "body": body, "kind": meeting.kind.value, "day": meeting.day,
        "start": meeting.start, "place": meeting.place, "chair": meeting.chair,
        "state": status(meeting.state.value, MEETING_TONES),
        "decisions": f"{len(decisions)} 项" + (f"（草稿 {drafts}）" if drafts else "") if decisions else "",
        "minutes": status(minutes, MINUTES_TONES) if minutes else "",
    }  # fmt: skip


def decision_row(decision: Decision, titles: Mapping[str, str]) -> dict[str, Any]:
    """One decision; a draft says what it lacks."""
    lacking = gaps(decision)
    state = "定稿" if decision.final else f"草稿，缺{'、'.join(lacking)}" if lacking else "草稿，可定稿"
    return {
        "id": decision.decision_id, "matter": titles.get(decision.matter_id, decision.matter_id) or "会议全体",
        "kind": decision.kind.value, "text": decision.text, "unit": decision.unit, "assist": "、".join(decision.assist),
        "due": decision.due, "evidence": decision.evidence_required, "report_to": decision.report_to,
        "state": {"text": state, "tone": "ok" if decision.final else "orange"},
    }  # fmt: skip


# --- minutes ------------------------------------------------------------------------------------------------------------

_STATES: Final = tuple(MinutesState)
_BY: Final = {
    MinutesState.DRAFT: MinutesAct.WRITE,
    MinutesState.SUBMITTED: MinutesAct.SUBMIT,
    MinutesState.SIGNED: MinutesAct.SIGN,
    MinutesState.ISSUED: MinutesAct.ISSUE,
}


def minutes_stages(minutes: Minutes) -> list[dict[str, str]]:
    """草稿 → 送审 → 签发 → 印发 of the version at work, with the day and who for those passed."""
    now = _STATES.index(minutes.state) if minutes.state else -1
    return [_stage(minutes, place, state, now) for place, state in enumerate(_STATES)]


def _stage(minutes: Minutes, place: int, state: MinutesState, now: int) -> dict[str, str]:
    passed = [one for one in minutes.passed if one.act is _BY[state] and one.version == minutes.version]
    last = passed[-1] if passed and place <= now else None
    return {
        "key": state.name, "label": state.value, "state": "done" if place < now else "now" if place == now else "ahead",
        "day": f"{last.at:%Y-%m-%d}" if last else "", "note": f"{last.by or last.actor}" if last else "",
    }  # fmt: skip


def minutes_facts(minutes: Minutes) -> list[tuple[str, str]]:
    """The text as printed: heading once, then its paragraphs."""
    if minutes.text is None:
        return []
    found = [("期号", minutes.number or "待编"), ("编发", minutes.text.office)]
    for name, lines in minutes.text.sections:
        found += [(name if not place else "", line) for place, line in enumerate(lines)]
    return found


def passed_rows(minutes: Minutes) -> list[dict[str, Any]]:
    """What was done with the minutes, the last first."""
    return [
        {"id": f"{number}", "at": f"{one.at:%Y-%m-%d %H:%M}", "act": one.act.value, "version": f"第{one.version}版",
         "by": one.by, "note": one.note, "actor": one.actor}
        for number, one in reversed(list(enumerate(minutes.passed)))
    ]  # fmt: skip


# --- tasks --------------------------------------------------------------------------------------------------------------


def task_row(task: Task, titles: Mapping[str, str]) -> dict[str, Any]:
    """One task of the list."""
    decision = task.decision
    return {
        "id": decision.decision_id, "matter_id": decision.matter_id,
        "matter": titles.get(decision.matter_id, decision.matter_id) or "会议全体", "text": decision.text,
        "unit": task.course.unit, "assist": "、".join(decision.assist), "due": task.course.due,
        "state": status(task.label, TASK_TONES), "sentence": task.sentence, "kind": decision.kind.value,
    }  # fmt: skip


def task_items(tasks: Iterable[Task]) -> list[dict[str, Any]]:
    """Tasks as bars from the decision to the due day, one lane a unit; what ran over shows beyond it."""
    return [_item(task) for task in tasks]


def _item(task: Task) -> dict[str, Any]:
    decision, course = task.decision, task.course
    text = decision.text if len(decision.text) <= _LONG else f"{decision.text[:_LONG]}…"
    late = task.as_of if not task.closed and task.overdue_days else course.done if _late(task) else None
    return {
        "id": decision.decision_id, "lane": course.unit or "未明确单位", "label": text, "kind": "bar", "start": decision.day,
        "end": course.due or decision.day, "done": course.done, "late_to": late, "tone": TASK_TONES[task.label],
        "tooltip": f"{decision.decision_id} {decision.text}：{task.sentence}",
        "facts": [("编号", decision.decision_id), ("议定", decision.text), ("牵头单位", course.unit), ("期限", course.due),
                  ("状态", task.label), ("情况", task.sentence)],
    }  # fmt: skip


def _late(task: Task) -> bool:
    return task.closed and task.label == LATE_DONE


def task_stages(task: Task) -> list[dict[str, str]]:
    """议定 → 报落实 → 采信, with their days."""
    reported, accepted = task.course.reported, task.course.accepted
    now = 2 if accepted else 1 if reported else 0
    days = (task.decision.day, reported, accepted)
    names = ("议定，待落实" if not now else "议定", "单位报落实", "联席办采信")
    return [
        {"key": str(place), "label": name, "day": str(day or ""), "state": _place(place, now, day)}
        for place, (name, day) in enumerate(zip(names, days, strict=True))
    ]


def _place(place: int, now: int, day: date | None) -> str:
    if place == now:
        return "now"
    return "ahead" if place > now else "done" if day else "skipped"


def task_choices(task: Task, before: Sequence[TaskAct], today: date) -> list[dict[str, str]]:
    """What may be recorded of a task now; what may not carries its reason from the rules."""
    return [
        {
            "kind": kind.value,
            "group": "可办",
            "refusal": "；".join(act_gaps(task, before, _full(task, kind, today), today)),
        }
        for kind in ActKind
    ]


def _full(task: Task, kind: ActKind, today: date) -> TaskAct:
    """An act with everything a person still has to fill, so that only what stands in its way itself is left."""
    later = date.fromordinal(max(today, task.course.due or today).toordinal() + 1)
    unit = "（接办单位）" if kind is ActKind.REASSIGN else task.course.unit
    return TaskAct(kind, today, unit, "（待填）", "（待填）", later, "（待填）")


def act_rows(acts: Sequence[TaskAct]) -> list[dict[str, Any]]:
    """What was recorded on a task, the last first."""
    return [
        {"id": str(one.seq), "day": one.day, "kind": one.kind.value, "unit": one.unit, "text": one.text,
         "evidence": one.evidence, "due": one.due, "by": one.by, "actor": one.actor}
        for one in sorted(acts, key=lambda one: (one.day, one.seq), reverse=True)
    ]  # fmt: skip


def chosen(found: FollowUp, focus: str, ids: Sequence[str]) -> tuple[Task, ...]:
    """Tasks of a state (focus is its name) or of a fraction's numerator (`ids`); all without a focus."""
    if not focus:
        return found.tasks
    if focus in TASK_TONES:
        return tuple(task for task in found.tasks if task.label == focus)
    return tuple(task for task in found.tasks if task.decision.decision_id in ids)


def state_cards(found: FollowUp) -> list[dict[str, Any]]:
    """Every state with its fraction of all tasks; a click lists them."""
    counts, total = found.counts(), len(found.tasks)
    names = [*(state.value for state in TaskState), *([LATE_DONE] if counts.get(LATE_DONE) else [])]
    return [
        {"label": name, "value": counts[name], "fraction": f"{counts[name]} / {total} 项", "tone": TASK_TONES[name] if counts[name] else "neutral",
         "key": name, "hint": f"点击只看“{name}”"}
        for name in names
    ]  # fmt: skip


# --- the ladder ---------------------------------------------------------------------------------------------------------


def proposal_row(proposed: Proposal, titles: Mapping[str, str]) -> dict[str, Any]:
    facts = proposed.finding.facts
    return {
        "id": proposed.decision_id, "matter": titles.get(proposed.matter_id, proposed.matter_id) or "会议全体",
        "text": facts["议定事项"], "unit": proposed.unit, "rung": proposed.rung.value, "due": facts["期限"],
        "late": facts["超期"], "before": facts["此前督办"],
    }  # fmt: skip


def signed_rows(signed: Mapping[str, Sequence[Signed]]) -> list[dict[str, Any]]:
    """Rungs signed, the last first."""
    found = [(one, key, place) for key, list_ in signed.items() for place, one in enumerate(list_)]
    ordered = sorted(found, key=lambda row: (row[0].day, row[1], row[2]), reverse=True)
    return [
        {"id": f"{key}|{place}", "decision": key, "day": one.day, "rung": one.rung.value, "unit": one.unit,
         "number": one.number, "signer": one.signer, "due": one.due, "text": one.text}
        for one, key, place in ordered
    ]  # fmt: skip


# --- frequency ----------------------------------------------------------------------------------------------------------


def period_rows(found: Iterable[PeriodHeld]) -> list[dict[str, Any]]:
    """Rules by period, what is missing first."""
    order = [Holding.MISSING, Holding.RUNNING, Holding.HELD, Holding.NOT_JUDGED]
    ranked = sorted(found, key=lambda one: (order.index(one.result), one.rule, one.start))
    return [
        {**one.row, "id": f"{one.rule}|{one.start}", "规则": rule_name(one.rule),
         "结果": status(one.result.value, HOLDING_TONES)}
        for one in ranked
    ]  # fmt: skip


def rule_cards(found: Iterable[PeriodHeld]) -> list[dict[str, Any]]:
    """Of each rule: periods held of those judged; what is missing makes the card red."""
    by_rule: dict[str, list[PeriodHeld]] = {}
    for one in found:
        by_rule.setdefault(one.rule, []).append(one)
    return [_rule_card(rule, periods) for rule, periods in by_rule.items()]


def _rule_card(rule: str, periods: Sequence[PeriodHeld]) -> dict[str, Any]:
    held = sum(one.result is Holding.HELD for one in periods)
    missing = sum(one.result is Holding.MISSING for one in periods)
    judged = held + missing
    return {
        "label": rule_name(rule), "value": f"{held} / {judged}" if judged else "—",
        "fraction": f"缺 {missing} 期" if missing else "没有缺的" if judged else "还没有可核对的期间",
        "tone": "overdue" if missing else "ok" if judged else "neutral",
        "hint": "已开的期数 / 可核对的期数；期内和不核对的不计",
    }  # fmt: skip


def reception_rows(found: Iterable[Reception]) -> list[dict[str, Any]]:
    return [
        {"id": f"{one.day}|{one.post}", "day": one.day, "post": one.post, "place": one.where, "hours": one.hours,
         "kind": one.kind.value, "state": status(one.state, RECEPTION_TONES)}
        for one in sorted(found, key=lambda one: (one.day, one.post), reverse=True)
    ]  # fmt: skip


def body_names(register: Register) -> list[tuple[str, str]]:
    """(name, id) of the bodies, the higher level first."""
    found = sorted(register.bodies.values(), key=lambda body: (body.level, body.body_id))
    return [(body.name, body.body_id) for body in found]


# --- units and what receptions came to ------------------------------------------------------------------------------------


def card_rows(cards: Iterable[UnitCard]) -> list[dict[str, Any]]:
    """Units with how they are present and their channels; what is not registered is empty, and named in the last column."""
    return [
        {"id": one.unit, "unit": one.unit, "mode": one.station_mode, "station": one.station, "phone": one.phone,
         "email": one.email, "reception_day": one.reception_day, "office": one.office, "post": one.post,
         "missing": _missing(one)}
        for one in cards
    ]  # fmt: skip


def _missing(one: UnitCard) -> dict[str, str]:
    if not one.missing:
        return {"text": "齐全", "tone": "ok"}
    whole = len(one.missing) == len(CHANNELS)
    return {"text": "五种都未登记" if whole else f"缺{'、'.join(one.missing)}", "tone": "orange"}


def statistic_cards(found: Statistics) -> list[dict[str, Any]]:
    """The sums of a period; a number of receptions never without how many of them have numbers."""
    whole = found.whole
    counted = f"{whole.sittings - whole.uncounted} / {whole.sittings} 次已登记统计"
    return [
        {"label": "接访", "value": whole.sittings, "unit": "次", "fraction": counted, "tone": "yellow" if whole.uncounted else "neutral"},
        {"label": "接待批次", "value": whole.batches, "unit": "批", "fraction": f"{whole.persons} 人次"},
        {"label": "当场化解", "value": whole.resolved, "unit": "批", "fraction": f"{whole.resolved} / {whole.batches} 批"},
    ]  # fmt: skip


def statistic_rows(found: Statistics) -> list[dict[str, Any]]:
    """Bodies, stations and kinds with their numbers, the total last."""
    return [{**row, "id": str(number)} for number, row in enumerate(found.rows)] if found.found else []


def role_rows(found: Statistics) -> list[dict[str, Any]]:
    return [{**row, "id": row["身份"]} for row in found.role_rows]


def supervisor_rows(found: Iterable[TopicSupervisor]) -> list[dict[str, Any]]:
    """Terms of 对口督办, by topic, the latest first."""
    ordered = sorted(found, key=lambda one: (one.topic, -(one.since or date.min).toordinal()))
    return [{**one.row, "id": f"{one.topic}|{one.post}|{one.since or ''}"} for one in ordered]


def sitting_name(one: Sitting, names: Mapping[str, str]) -> tuple[str, str]:
    """(value, label) of a reception as a form offers it; under the post its numbers stand with, if they are there."""
    entry, counted = one.first, one.counted
    post = counted.post if counted else entry.post
    kind = "" if entry.kind is RosterKind.LEADER else f" {entry.kind.value}"
    again = f"，已登记 {counted.batches} 批，更正须写说明" if counted else ""
    return (
        f"{entry.body_id}|{entry.day}|{post}",
        f"{entry.day} {post}{kind}（{names.get(entry.body_id, entry.body_id)}{again}）",
    )


def station_rows(found: StationRoster) -> list[dict[str, Any]]:
    """Who is at a station on a day: units that sit there first, then the roster."""
    units = [
        {"id": one.unit, "who": f"{one.unit} {one.post}".strip(), "as": one.station_mode, "hours": "工作时间",
         "state": {"text": "常驻", "tone": "ok"}}
        for one in found.units
    ]  # fmt: skip
    posts = [
        {"id": f"{one.body_id}|{one.post}", "who": one.post, "as": one.kind.value, "hours": one.hours,
         "state": status(one.state, RECEPTION_TONES)}
        for one in found.entries
    ]  # fmt: skip
    return [*units, *posts]
