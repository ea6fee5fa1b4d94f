"""会议筹备 › 排会, what it knows: a round, the plan in hand beside the one kept, what clashes; no widget here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Final

import traitlets

from workbench.apps.meeting.working import beside
from workbench.apps.said import Said, words_of
from workbench.meetings.bodies import Meeting
from workbench.meetings.rounds import Condition
from workbench.meetings.schedule.changes import Change
from workbench.meetings.schedule.clashes import Clash, placing_clashes
from workbench.meetings.schedule.plan import Attendance, Plan, attendances, timetable
from workbench.store.errors import ChangedMeanwhile, StoreError
from workbench.usecases import hold_meeting, schedule_round
from workbench.usecases.office import Office
from workbench.usecases.schedule_round import RoundState, Version
from workbench.usecases.together import Together

Order = dict[str, tuple[str, ...]]
SECONDS: Final = 10.0
"""Most a reckoning takes; a re-planning half of it."""
_REFUSALS: Final = (LookupError, ValueError, StoreError, OSError)


class RoundModel(traitlets.HasTraits):
    """Set `round_id`: `state` follows, and `order` becomes the newest version's. `order` is the plan in hand.

    `stamp` grows with every reading of the round. `busy` says what is being reckoned; nothing else is done meanwhile.
    `meanwhile` are sentences on what others recorded since this page last read the round; the plan in hand stays.
    """

    round_id = traitlets.Unicode("")
    state = traitlets.Instance(RoundState, allow_none=True)
    order: traitlets.Dict[str, Any] = traitlets.Dict()
    stamp = traitlets.Int(0)
    busy = traitlets.Unicode("")
    meanwhile: traitlets.List[str] = traitlets.List(traitlets.Unicode())
    said = traitlets.Instance(Said, args=())

    def __init__(self, office: Office, round_id: str = "") -> None:
        super().__init__()
        self.office = office
        self.titles: dict[str, Meeting] = {}
        self._undo: list[Order] = []
        self.round_id = round_id

    # --- reading ------------------------------------------------------------------------------------------------------

    def rounds(self) -> list[tuple[str, str]]:
        """(name, id) of the rounds, the latest first."""
        found = schedule_round.rounds(self.office)
        return [(f"{one.title}（{one.since:%m-%d} 至 {one.until:%m-%d}）", one.round_id) for one in reversed(found)]

    @traitlets.observe("round_id")
    def _opened(self, _change: Any) -> None:
        self.meanwhile, self._undo, self.order = [], [], {}
        self.reload(fresh=True)

    def reload(self, *, fresh: bool = False) -> None:
        """The round read again; a plan moved by hand and not kept stays in hand unless `fresh`."""
        keep = self.is_moved and not fresh
        try:
            self.state = schedule_round.open_round(self.office, self.round_id) if self.round_id else None
        except _REFUSALS as refused:
            self.state = None
            self.refuse(words_of(refused))
        self.titles = {one.meeting_id: one for one in hold_meeting.meetings(self.office)} if self.state else {}
        if not keep:
            self._undo = []
            self.order = _tuples(self.kept.order)
        self.stamp += 1

    @property
    def opened(self) -> RoundState:
        """The round; LookupError while none is open."""
        if self.state is None:
            raise LookupError("请先选择或新建一个轮次")
        return self.state

    @property
    def latest(self) -> Version | None:
        return self.state.versions[-1] if self.state and self.state.versions else None

    @property
    def kept(self) -> Plan:
        """The newest version's plan; an empty one before the first."""
        return self.latest.plan if self.latest else Plan({}, 0)

    @property
    def plan(self) -> Plan:
        """The plan in hand: known sittings and matters only, so that it can be timed."""
        if self.state is None:
            return Plan({}, 0)
        problem = self.state.problem
        known = {
            one.id: tuple(m for m in self.order.get(one.id, ()) if m in problem.matter) for one in problem.sittings
        }
        return Plan(known, self.kept.version)

    @property
    def is_moved(self) -> bool:
        """Whether the plan in hand differs from the one kept."""
        return self.state is not None and _filled(self.order) != _filled(self.kept.order)

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    def clashes(self) -> list[Clash]:
        """Every clash of the plan in hand, the gravest first; with what it holds that is no longer in the round."""
        return list(self.opened.clashes(Plan(self.order, self.kept.version))) if self.state else []

    def times(self) -> dict[str, tuple[int, int]]:
        """Matter → begin and end in minutes after midnight."""
        slots = timetable(self.state.problem, self.plan) if self.state else []
        return {slot.matter: (slot.begins, slot.ends) for slot in slots}

    def callings(self) -> list[Attendance]:
        """Who comes when by the plan in hand."""
        return attendances(self.state.problem, self.plan) if self.state else []

    def waits(self) -> dict[str, str]:
        """Matters in no sitting of the plan in hand, each with why."""
        known = dict(self.latest.left_out) if self.latest else {}
        told = {one: known.get(one) or _why_not(self, one) for one in self.out()}
        named = self.state.problem.matter if self.state else {}
        return {one: why.replace(named[one].name, "本件") for one, why in told.items()}

    def out(self) -> list[str]:
        """Matters of the round in no sitting."""
        place = self.plan.place
        return [one.id for one in self.state.problem.matters if one.id not in place] if self.state else []

    def barred(self, matter: str) -> dict[str, str]:
        """Sittings this matter can't go to now → why."""
        if self.state is None or matter not in self.state.problem.matter:
            return {}
        here = self.plan.place.get(matter)
        found = {}
        for sitting in self.state.problem.sittings:
            clash = placing_clashes(self.state.problem, self.plan, matter, sitting.id) if sitting.id != here else []
            if clash:
                found[sitting.id] = "；".join(one.sentence for one in clash)
        return found

    # --- the plan in hand ---------------------------------------------------------------------------------------------

    def arrange(self, order: Mapping[str, Sequence[str]]) -> None:
        """A card was put elsewhere; nothing is kept yet."""
        if _filled(order) == _filled(self.order):
            return
        self._undo.append(self.order)
        self.order = _tuples(order)

    def undo(self) -> None:
        """Take the last move back."""
        if self._undo:
            self.order = self._undo.pop()

    def restore(self) -> None:
        """Back to the version kept."""
        self.arrange(self.kept.order)

    def show_version(self, number: int) -> None:
        """Take an earlier version into hand, to look at it or to keep it anew."""
        found = next((one for one in self.opened.versions if one.number == number), None)
        if found is None:
            self.refuse(f"没有第{number}版")
            return
        self.arrange(found.plan.order)
        self.tell(f"板上现为第{number}版的排法；要用它请“保存手工方案”，要回到最新版请“还原”")

    # --- acting -------------------------------------------------------------------------------------------------------

    def do(self, act: Callable[[int], Any], done: str | Callable[[Any], str]) -> bool:
        """One act on the round with the number of the last event this page knows; False and `said` where refused."""
        future: Future[Any] = Future()
        try:
            self._free()
            future.set_result(act(self.state.seen if self.state else 0))
        except _REFUSALS as refused:
            future.set_exception(refused)
        return self._finish(future, done)

    def make_round(self, title: str, since: Any, until: Any, bodies: Sequence[str]) -> bool:
        """Set up a round from the planned meetings between two days, and open it."""

        def act(_seen: int) -> str:
            return schedule_round.set_round(self.office, title, since, until, bodies=bodies)

        return self.do(act, self._open)

    def _open(self, made: str) -> str:
        self.round_id = made
        return f"轮次 {made} 已建立，取其间已安排的会议 {len(self.opened.problem.sittings)} 次"

    def draw_up(self, why: str = "") -> None:
        """Reckon a plan; the page stays alive meanwhile."""
        self._reckon(
            "正在计算方案",
            SECONDS,
            lambda office, seen: schedule_round.draw_up(office, self.round_id, seconds=SECONDS, why=why, seen=seen),
        )

    def change(self, change: Change, why: str = "") -> None:
        """Plan anew after a change, with the fewest moved comings."""
        half = SECONDS / 2
        self._reckon(
            "正在重排",
            half,
            lambda office, seen: schedule_round.change(office, self.round_id, change, seconds=half, why=why, seen=seen),
        )

    def _reckon(self, doing: str, seconds: float, work: Callable[[Office, int], Version]) -> None:
        try:
            self._free()
            seen = self.opened.seen
        except _REFUSALS as refused:
            self.refuse(words_of(refused))
            return
        self.said = Said()
        self.busy = f"{doing}（最多约 {seconds:.0f} 秒）…"

        def tick(gone: int) -> None:
            self.busy = f"{doing}（最多约 {seconds:.0f} 秒）… 已 {gone} 秒"

        def finish(future: Future[Any]) -> None:
            self.busy = ""
            self._finish(future, told, fresh=True)

        own = Office(self.office.settings)  # a thread has connections of its own
        beside(lambda: work(own, seen), tick, finish)

    def keep(self, why: str = "") -> bool:
        """Keep the plan in hand as a version made by hand."""
        order = {one: list(matters) for one, matters in self.order.items() if matters}
        return self.do(
            lambda seen: schedule_round.arrange(self.office, self.round_id, order, why=why, seen=seen),
            told,
        )

    def release(self, why: str = "") -> bool:
        """Release the version kept last; not while the plan in hand differs from it."""
        if self.is_moved:
            return self.refuse("板上有未保存的移动；请先“保存手工方案”或“还原”，再发布")
        return self.do(
            lambda seen: schedule_round.release(self.office, self.round_id, why=why, seen=seen),
            lambda version: f"第{version.number}版已发布，各会次的议题已列入会议议程",
        )

    def choose(self, matter: str, listed: bool, why: str) -> bool:
        """Take a matter into the round or decline it."""
        return self.do(
            lambda _seen: schedule_round.choose(self.office, self.round_id, matter, listed, why=why),
            lambda event: f"已记录：{matter} {event.payload['choice']}（{event.actor}）",
        )

    def say(self, conditions: Sequence[Condition], why: str) -> bool:
        """Say conditions of the round, all of them or none."""

        def act(seen: int) -> Any:
            deed = Together(self.office)
            for one in conditions:
                schedule_round.say(deed.office, self.round_id, one, why=why, seen=seen)
            return deed.keep(about=[self.round_id])

        return self.do(act, f"{len(conditions)} 条条件已登记，重新计算时生效")

    def unsay(self, event_id: str, why: str) -> bool:
        """Take a condition back; the reason is owed."""
        if not why.strip():
            return self.refuse("撤回条件须写明理由")
        return self.do(
            lambda _seen: schedule_round.unsay(self.office, self.round_id, event_id, why=why),
            "条件已撤回，重新计算时生效",
        )

    def _free(self) -> None:
        if self.busy:
            raise ValueError("正在计算，请等它完成后再操作")

    def _finish(self, future: Future[Any], done: str | Callable[[Any], str], *, fresh: bool = False) -> bool:
        """Tell what came of an act, and read the round again; what was moved by hand and refused stays in hand."""
        try:
            outcome = future.result()
        except ChangedMeanwhile as changed:
            self.reload()
            self.meanwhile = [_told(event) for event in changed.events]
            return self.refuse("未保存：您打开之后，他人已在本轮登记（见页首）。板上的排法仍在，请看过后再次提交")
        except _REFUSALS as refused:
            return self.refuse(words_of(refused))
        self.meanwhile = []
        self.reload(fresh=fresh or isinstance(outcome, Version))
        self.tell(done if isinstance(done, str) else done(outcome))
        return True

    def tell(self, sentence: str, tone: str = "ok") -> None:
        """Say something to the analyst, the same sentence twice too."""
        self.said = Said()
        self.said = Said(sentence, tone)

    def refuse(self, sentence: str) -> bool:
        """Say why something was not done; always False."""
        self.tell(sentence, "overdue")
        return False


def told(version: Version) -> str:
    """What became of a version, in a sentence."""
    gap = "" if version.gap is None else f"，与可证最好的方案相差不超过 {version.gap:.1%}"
    waits = f"等候比上一版{'少' if version.saved >= 0 else '多'} {abs(version.saved)} 分钟"
    heard = sum(map(len, version.plan.order.values()))
    return (
        f"第{version.number}版（{version.how}）已保存：排入 {heard} 件，未排入 {version.cost.left_out} 件{gap}；{waits}"
    )


def _tuples(order: Mapping[str, Sequence[str]]) -> Order:
    return {one: tuple(matters) for one, matters in order.items()}


def _filled(order: Mapping[str, Sequence[str]]) -> Order:
    """An order without empty sittings: two that hold the same are the same."""
    return {one: tuple(matters) for one, matters in order.items() if matters}


def _why_not(model: RoundModel, matter: str) -> str:
    barred = model.barred(matter)
    if model.state and len(barred) == len(model.state.problem.sittings):
        return f"没有可排的会次：{next(iter(barred.values()), '本轮没有会次')}"
    return "还没有排入；可拖到会次或重新计算"


def _told(event: Any) -> str:
    """Who recorded what and when, without its words."""
    return f"{event.actor} 于 {event.at:%m-%d %H:%M} 登记“{event.payload.get('kind') or event.kind.value}”"
