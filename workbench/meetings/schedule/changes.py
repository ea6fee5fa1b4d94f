"""One thing changes (变动): somebody can't come, a matter is withdrawn or added, a sitting is cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from workbench.meetings.schedule.plan import Plan
from workbench.meetings.schedule.problem import Absence, Half, Matter, Problem, Wish, WishKind, listed


@dataclass(frozen=True, slots=True)
class Change:
    """What changed; several at once are allowed. `urgent`: added matters must be heard."""

    absences: tuple[Absence, ...] = ()
    withdrawn: tuple[str, ...] = ()
    added: tuple[Matter, ...] = ()
    cancelled: tuple[str, ...] = ()
    urgent: bool = True

    def words(self, problem: Problem) -> str:
        """The change as a sentence."""
        said = list(_away(self.absences))
        said += [f"撤回{listed(self.withdrawn)}"] if self.withdrawn else []
        said += [f"新增{listed(one.name for one in self.added)}"] if self.added else []
        titles = [problem.sitting[one].title for one in self.cancelled if one in problem.sitting]
        said += [f"取消{listed(titles)}"] if titles else []
        return "；".join(said) or "没有变动"


def _away(absences: tuple[Absence, ...]) -> Iterator[str]:
    """Absences as people say them: days on end of one unit or post as a span."""
    runs: list[list[Absence]] = []
    for one in sorted(absences, key=lambda one: (one.who, one.day)):
        last = runs[-1][-1] if runs else None
        on = last and last.who == one.who and last.half is one.half is Half.DAY and (one.day - last.day).days == 1
        runs[-1].append(one) if on else runs.append([one])
    for run in runs:
        first, end = run[0], run[-1]
        yield f"{first.who} {first.day:%-m月%-d日}至{end.day:%-m月%-d日}不在" if len(run) > 1 else first.words


def changed(problem: Problem, change: Change) -> Problem:
    """The conditions after a change. ValueError for a matter or sitting that isn't there, or an id already taken.

    Pins to a cancelled sitting fall away; wishes and recusals on what is gone too.
    """
    _refuse_strangers(problem, change)
    gone, off = set(change.withdrawn), set(change.cancelled)
    kept = [one for one in problem.matters if one.id not in gone]
    matters = tuple(replace(one, pin="") if one.pin in off else one for one in kept) + change.added
    wishes = [left for one in problem.wishes if (left := _left(one, gone, off))]
    if change.added and change.urgent:
        ids = tuple(one.id for one in change.added)
        wishes.append(Wish(WishKind.HEARD, f"新增的{listed(ids)}必须上会", hard=True, matters=ids))
    return replace(
        problem,
        sittings=tuple(one for one in problem.sittings if one.id not in off),
        matters=matters,
        absences=(*problem.absences, *change.absences),
        recusals=tuple(one for one in problem.recusals if one.matter not in gone),
        wishes=tuple(wishes),
    )


def _refuse_strangers(problem: Problem, change: Change) -> None:
    for one in change.withdrawn:
        if one not in problem.matter:
            raise ValueError(f"要撤回的事项“{one}”不在本轮，请核对编号")
    for one in change.cancelled:
        if one not in problem.sitting:
            raise ValueError(f"要取消的会次“{one}”不在本轮，请核对编号")
    for matter in change.added:
        if matter.id in problem.matter:
            raise ValueError(f"新增的事项“{matter.id}”已在本轮，请改正编号")


def _left(wish: Wish, gone: set[str], off: set[str]) -> Wish | None:
    """A wish without what is gone; None when nothing of it is left."""
    matters = tuple(one for one in wish.matters if one not in gone)
    sittings = tuple(one for one in wish.sittings if one not in off)
    empty = (bool(wish.matters) and not matters) or (bool(wish.sittings) and not sittings)
    if empty or (wish.kind is WishKind.TOGETHER and len(matters) < 2):
        return None
    return replace(wish, matters=matters, sittings=sittings)


def still(plan: Plan, problem: Problem) -> dict[str, tuple[str, ...]]:
    """What of an earlier plan still exists in changed conditions."""
    return {
        one.id: tuple(matter for matter in plan.order.get(one.id, ()) if matter in problem.matter)
        for one in problem.sittings
    }
