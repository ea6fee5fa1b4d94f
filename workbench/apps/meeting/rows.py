"""会议筹备, what tables and the board are fed with: rows of columns and cards, callings, conditions, versions; no widget here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from workbench.apps.frame import case_link
from workbench.apps.meeting.rounds import RoundModel
from workbench.meetings.schedule.placing import Placing
from workbench.meetings.schedule.problem import Matter, Problem, Sitting, clock
from workbench.usecases.keep_units import presence
from workbench.usecases.schedule_round import Version
from workbench.widgets import BoardCard, BoardSitting

_WEEK: Final = "一二三四五六日"


def when(sitting: Sitting) -> str:
    """11月24日 周二 09:00–11:00."""
    day = sitting.day
    return f"{day:%-m月%-d日} 周{_WEEK[day.weekday()]} {clock(sitting.start)}–{clock(sitting.end)}"


def board_sittings(model: RoundModel) -> list[BoardSitting]:
    """The round's sittings by time, each with its own limit."""
    problem = model.opened.problem
    placing = Placing(problem)
    ordered = sorted(problem.sittings, key=lambda one: (one.day, one.start, one.id))
    return [_sitting(model, one, placing.limit(one) or 0, problem) for one in ordered]


def _sitting(model: RoundModel, one: Sitting, limit: int, problem: Problem) -> BoardSitting:
    meeting = model.titles.get(one.id)
    closed = "会次已过，不能再排" if one.day < problem.today else ""
    return BoardSitting(
        one.id, meeting.title if meeting else one.id, when(one), one.place, one.chair, one.start, one.minutes, one.opening,
        one.room, limit, closed,
    )  # fmt: skip


def board_cards(model: RoundModel) -> list[BoardCard]:
    """The round's matters, the nearest deadline first."""
    state = model.opened
    ordered = sorted(state.problem.matters, key=lambda one: (one.deadline is None, str(one.deadline or ""), one.since, one.id))  # fmt: skip
    return [_card(one, state.papers) for one in ordered]


def _card(one: Matter, papers: Mapping[str, tuple[str, ...]]) -> BoardCard:
    due = one.deadline.isoformat() if one.deadline else ""
    href = case_link(one.id)["href"]
    return BoardCard(one.id, one.title or one.id, one.lead, one.minutes, due, papers.get(one.id, ()), one.pin, href)


def clash_rows(model: RoundModel) -> list[dict[str, str]]:
    """Clashes of the plan in hand as the board takes them."""
    return [
        {"level": one.level.value, "sentence": one.sentence, "todo": one.todo, "sitting": one.sitting, "matter": one.matter}
        for one in model.clashes()
    ]  # fmt: skip


def calling_rows(model: RoundModel) -> list[dict[str, Any]]:
    """Who comes when, by sitting and time."""
    problem = model.opened.problem
    at = {key: (one.day, one.start) for key, one in problem.sitting.items()}
    found = sorted(model.callings(), key=lambda one: (at[one.sitting], one.arrives, one.who))
    comes = presence(model.office, dict.fromkeys(one.who for one in found))
    return [
        {"id": str(number), "who": one.who, "sitting": when(problem.sitting[one.sitting]), "arrives": clock(one.arrives), "leaves": clock(one.leaves),
         "matters": [problem.matter[m].title or m for m in one.matters], "waiting": one.waiting,
         "presence": comes.get(one.who, "")}
        for number, one in enumerate(found)
    ]  # fmt: skip


def word_rows(model: RoundModel) -> list[dict[str, Any]]:
    """Conditions said for the round, the last first."""
    return [
        {"id": one.event_id, "kind": one.kind.value, "sentence": one.sentence, "actor": one.actor,
         "at": f"{one.at:%Y-%m-%d %H:%M}", "why": one.why}
        for one in reversed(model.opened.words)
    ]  # fmt: skip


def version_rows(model: RoundModel) -> list[dict[str, Any]]:
    """Versions of the plan, the newest first."""
    state = model.opened
    return [_version(one, state.released) for one in reversed(state.versions)]


def _version(one: Version, released: int | None) -> dict[str, Any]:
    gap = "—" if one.gap is None else f"{one.gap:.1%}"
    return {
        "id": str(one.number), "number": one.number, "how": one.how.value, "state": "已发布" if one.number == released else "",
        "heard": sum(map(len, one.plan.order.values())), "left_out": one.cost.left_out, "attendances": one.cost.attendances,
        "waiting": one.cost.waiting, "saved": one.saved, "gap": gap, "change": one.change, "by": f"{one.actor} {one.at:%m-%d %H:%M}",
        "why": one.why,
    }  # fmt: skip


def version_facts(one: Version) -> list[tuple[str, str]]:
    """What a version changed, sentence by sentence, and what it left out with why."""
    waits = f"{'少' if one.saved >= 0 else '多'} {abs(one.saved)} 分钟（共等候 {one.cost.waiting} 分钟）"
    facts = [("由来", one.change), ("等候比前一版", waits)]
    facts += [(f"变动 {number}", sentence) for number, sentence in enumerate(one.moves, 1)]
    for matter, why in one.left_out.items():
        name = one.names.get(matter, matter)
        facts.append(("未排入", f"{name}：{why.replace(name, '本件')}"))
    return facts
