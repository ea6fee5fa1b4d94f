"""排会 (一轮会议怎么排): set a round, choose its matters, say conditions, draw up, arrange, change and release a plan.

A round's sittings (会次) are the planned meetings of its bodies between two days. Each act is an event; nothing is written
where it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from workbench.domain.events import Event, EventKind
from workbench.meetings.rounds import (
    Cancelled,
    Condition,
    How,
    Minutes,
    Pin,
    Version,
    Word,
    comings_of,
    moved,
    names_of,
    version_payload,
)
from workbench.meetings.schedule.changes import Change, still
from workbench.meetings.schedule.clashes import ClashLevel
from workbench.meetings.schedule.plan import Cost, Plan, cost_of
from workbench.meetings.schedule.problem import Absence, Matter, Problem, Recused, Wish, WishKind
from workbench.usecases.meeting_register import banned, masked, refuse_if, secrets_of_matters
from workbench.usecases.office import Office
from workbench.usecases.open_round import matters_named, open_round
from workbench.usecases.recording import event
from workbench.usecases.round_conditions import choose, rounds, say, say_all, set_round, unsay, word_event
from workbench.usecases.round_problem import Gathered, gather
from workbench.usecases.round_state import DECLINED, LISTED, RoundState

__all__ = [
    "Absence", "Cancelled", "Change", "Minutes", "Pin", "Recused", "RoundState", "Version", "Wish", "WishKind", "Word",
    "added", "arrange", "change", "choose", "draw_up", "open_round", "release", "rounds", "say", "say_all",
    "set_round", "unsay",
]  # fmt: skip


# --- plans ------------------------------------------------------------------------------------------------------------


def draw_up(
    office: Office, round_id: str, *, seconds: float = 10.0, why: str = "", actor: str = "", seen: int | None = None
) -> Version:
    """Reckon a plan with its proven bound (计算) and keep it as the next version.

    NoPlan says which conditions quarrel, MeetingRefused that there is nothing to plan, ChangedMeanwhile that somebody
    wrote on the round while it was reckoned: nothing is kept then.
    """
    from workbench.meetings.schedule.solve import Settings, solve

    state = open_round(office, round_id)
    refuse_if(f"{state.title}的方案", state.nothing_to_plan())
    found = solve(state.problem, Settings(seconds=seconds))
    version = _version(state, found.plan, How.SOLVED, found.cost, bound=found.bound, left_out=found.left_out)
    return _keep(office, state, version, why, actor, seen)


def arrange(
    office: Office,
    round_id: str,
    order: Mapping[str, Sequence[str]],
    *,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Version:
    """Keep a plan made by hand (手工): sitting → matters in order, all of them. Refused only for what can't be placed."""
    state = open_round(office, round_id)
    plan = state.ahead(Plan({one: tuple(matters) for one, matters in order.items()}))
    stops = [one for one in state.clashes(plan) if one.level is ClashLevel.PLACING]
    refuse_if(f"{state.title}的手工方案", [f"{one.sentence}；{one.todo}" for one in stops])
    version = _version(state, plan, How.BY_HAND, cost_of(state.problem, plan), left_out=_unplaced(state, plan))
    return _keep(office, state, version, why, actor, seen)


def _unplaced(state: RoundState, plan: Plan) -> dict[str, str]:
    before = state.latest.left_out if state.latest else {}
    waits = (one.id for one in state.problem.matters if one.id not in plan.place)
    return {one: before.get(one, "手工方案没有排入") for one in waits}


def change(
    office: Office,
    round_id: str,
    change: Change,
    *,
    seconds: float = 5.0,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Version:
    """Something changed: plan anew from the latest version with the fewest moved comings (重排), and keep the change too.

    Added matters are read from the record by their ids. MeetingRefused where there is no plan yet or the change names
    what the round does not have; NoPlan and ChangedMeanwhile as `draw_up`.
    """
    from workbench.meetings.schedule.replan import replan
    from workbench.meetings.schedule.solve import Settings

    state = open_round(office, round_id)
    refuse_if(f"{state.title}的重排", [*_no_plan(state), *_bad_change(state, change), *banned(why)])
    extra = _added(office, state, change.added)
    known = replace(change, added=tuple(extra.matters.values()))
    why = masked(why, secrets_of_matters(office, [*known.withdrawn, *extra.matters])) if why else ""
    problem = replace(state.problem, recusals=(*state.problem.recusals, *extra.recusals))
    found = replan(problem, Plan(still(state.plan, problem), state.plan.version), known, Settings(seconds=seconds))
    version = _version(
        state, found.plan, How.CHANGED, found.cost, problem=found.problem, left_out=found.left_out, told=found.sentence
    )
    return _keep(office, state, version, why, actor, seen, _change_words(office, state, known, why, actor))


def _no_plan(state: RoundState) -> list[str]:
    return [] if state.latest else ["还没有方案，请先计算或手工排出第一版"]


def _bad_change(state: RoundState, change: Change) -> Iterable[str]:
    for absence in change.absences:
        yield from state.faults(absence)
    for sitting in change.cancelled:
        yield from state.faults(Cancelled(sitting))
    strange = [one for one in change.withdrawn if one not in state.problem.matter]
    yield from (f"要撤回的事项“{one}”不在本轮，请核对编号" for one in strange)
    yield from (f"事项“{one.id}”已在本轮，不必新增" for one in change.added if one.id in state.problem.matter)


def added(office: Office, wanted: Iterable[str]) -> tuple[Matter, ...]:
    """Matters to add by a change, as the record has them; by matter id, record id or case number.

    MeetingRefused says why one can't be scheduled; ValueError for an accusation, LookupError for an unknown matter.
    """
    return tuple(_gathered(office, wanted).matters.values())


def _gathered(office: Office, wanted: Iterable[str], posts: Sequence[str] = ()) -> Gathered:
    found = gather(office, matters_named(office, wanted).values(), posts=posts)
    refuse_if("新增的事项", [f"{one}：{reason}" for one, reason in found.missing.items()])
    return found


def _added(office: Office, state: RoundState, wanted: Sequence[Matter]) -> Gathered:
    """Added matters read from the record anew, with the minutes asked for."""
    found = _gathered(office, [one.id for one in wanted], state.chairs)
    minutes = {one.id: one.minutes for one in wanted}
    made = {one: replace(matter, minutes=minutes.get(one, matter.minutes)) for one, matter in found.matters.items()}
    return replace(found, matters=made)


def _change_words(office: Office, state: RoundState, change: Change, why: str, actor: str) -> list[Event]:
    """The change as events, so that the next plan keeps to it."""
    said: list[Condition] = [*change.absences, *(Cancelled(one) for one in change.cancelled)]
    if change.added and change.urgent:
        ids = tuple(one.id for one in change.added)
        said.append(Wish(WishKind.HEARD, f"新增的{'、'.join(ids)}必须上会", hard=True, matters=ids))
    told = why or change.words(state.problem)
    choices = [(one.id, LISTED) for one in change.added] + [(one, DECLINED) for one in change.withdrawn]
    return [
        *(word_event(office, state.round_id, one, told, actor) for one in said),
        *(
            event(office, EventKind.AGENDA_DECIDED, f"{state.round_id}|{matter}", actor, told, choice=choice)
            for matter, choice in choices
        ),
    ]


def _version(
    state: RoundState,
    plan: Plan,
    how: How,
    cost: Cost,
    *,
    problem: Problem | None = None,
    bound: int | None = None,
    left_out: Mapping[str, str],
    told: str = "",
) -> Version:
    """A plan as the next version, compared with the one before; the first with the clerk's way."""
    from workbench.meetings.schedule.greedy import greedy_plan

    problem, before = problem or state.problem, state.latest
    number = len(state.versions) + 1
    plan = replace(plan, order={**_over(state, plan), **plan.order}, version=number)
    comings, names = comings_of(problem, state.ahead(plan)), names_of(problem)
    made = Version(
        number, plan, how, "", datetime.now().astimezone(), cost, bound, left_out=left_out,
        comings=comings, names=names,
    )  # fmt: skip
    waited = before.cost.waiting if before else cost_of(problem, greedy_plan(problem)).waiting
    moves = moved(before, made) if before else ()
    return replace(made, change=told or _summary(moves, before), moves=moves, saved=waited - cost.waiting)


def _over(state: RoundState, plan: Plan) -> dict[str, tuple[str, ...]]:
    """What sittings over already were to hear, kept with the next version, but for what is heard again."""
    before = state.latest.plan.order if state.latest else {}
    again = set(plan.place)
    return {one: tuple(m for m in before[one] if m not in again) for one in state.held if one in before}


def _summary(moves: Sequence[str], before: Version | None) -> str:
    if before is None:
        return "第一版"
    return f"与第{before.number}版相比{len(moves)}处变动" if moves else f"与第{before.number}版相同"


def _keep(
    office: Office,
    state: RoundState,
    version: Version,
    why: str,
    actor: str,
    seen: int | None,
    also: Sequence[Event] = (),
) -> Version:
    refuse_if(f"{state.title}第{version.number}版", banned(why))
    hidden = _hidden(office, state, why)
    said = event(office, EventKind.SCHEDULED, state.round_id, actor, hidden, **version_payload(version))
    kept = office.store.append_many([*also, said], seen=state.known(seen), about=state.subjects)[-1]
    return replace(version, actor=kept.actor, at=kept.at, why=kept.why, event_id=kept.event_id)


def _hidden(office: Office, state: RoundState, why: str) -> str:
    """A reason without the names of the round's petitioners."""
    return masked(why, secrets_of_matters(office, list(state.problem.matter))) if why else ""


# --- release ----------------------------------------------------------------------------------------------------------


def release(office: Office, round_id: str, *, why: str = "", actor: str = "", seen: int | None = None) -> Version:
    """Release the latest version (发布): each sitting's matters become choices (列入) of its meeting, all or nothing.

    MeetingRefused while a clash stands that blocks release, or if this version is released already.
    """
    state = open_round(office, round_id)
    refuse_if(f"{state.title}的发布", [*_no_plan(state), *banned(why)])
    version = state.latest
    assert version is not None
    stops = [one for one in state.clashes(state.plan) if one.level is not ClashLevel.NOTE]
    reasons = [f"〔{one.level}〕{one.sentence}；{one.todo}" for one in stops]
    reasons += [f"第{version.number}版已经发布"] if state.released == version.number else []
    refuse_if(f"{state.title}第{version.number}版的发布", reasons)
    hidden = _hidden(office, state, why)
    out = event(office, EventKind.SCHEDULE_RELEASED, round_id, actor, hidden, version=str(version.number))
    said = [*_choices(office, state, version, actor), out]
    office.store.append_many(said, seen=state.known(seen), about=state.subjects)
    return version


def _choices(office: Office, state: RoundState, version: Version, actor: str) -> Iterable[Event]:
    """What each meeting hears by this version; and off a meeting what a release put there, or is heard elsewhere now."""
    told, place = f"{state.title}第{version.number}版排会方案", state.plan.place
    wanted = {(sitting, matter) for matter, sitting in place.items()}
    listed = {
        (one.where, one.matter): one for one in state.choices if one.listed and one.where in state.problem.sitting
    }
    for sitting, matter in sorted(wanted - set(listed)):
        yield _choice(office, state, (sitting, matter), LISTED, told, actor)
    for at, one in listed.items():
        if at not in wanted and (one.round_id or one.matter in place):
            yield _choice(office, state, at, DECLINED, f"{told}改排", actor)


def _choice(office: Office, state: RoundState, at: tuple[str, str], choice: str, why: str, actor: str) -> Event:
    subject = "|".join(at)
    return event(office, EventKind.AGENDA_DECIDED, subject, actor, why, choice=choice, round=state.round_id)
