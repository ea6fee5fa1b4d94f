"""一轮会议排什么、有什么条件 (轮次、列入、条件): set a round up, choose its matters, say and take back its conditions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from workbench.domain.events import Event, EventKind
from workbench.meetings.register import joined
from workbench.meetings.rounds import Condition, Round, entry_of, kind_of, mentioned, next_round_id
from workbench.meetings.schedule.problem import Recused, Wish
from workbench.usecases.decide import decide_agenda, undo
from workbench.usecases.meeting_register import banned, masked, refuse_if, secrets_of_matters
from workbench.usecases.office import Office
from workbench.usecases.open_round import known_rounds, matters_named, open_round, the_round
from workbench.usecases.recording import event, record


def rounds(office: Office) -> tuple[Round, ...]:
    """All rounds with their words and versions, the earliest first; `open_round` tells the whole of one."""
    return tuple(sorted(known_rounds(office).values(), key=lambda one: (one.since, one.round_id)))


def set_round(
    office: Office,
    title: str,
    since: date,
    until: date,
    *,
    bodies: Sequence[str] = (),
    round_id: str = "",
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> str:
    """Set up a round (排会轮次), or change one by its id; returns the id. No bodies: the meetings of all.

    MeetingRefused without a title, for days turned round or past, or an unknown body; LookupError for an unknown round.
    """
    known = known_rounds(office)
    if round_id:
        the_round(known, round_id)
    reasons = [*_bad_days(office, since, until), *_bad_bodies(office, bodies), *banned(title + why)]
    reasons += [] if title.strip() else ["须写明轮次名称，如“十二月会商”"]
    refuse_if(f"排会轮次“{title}”", reasons)
    subject = round_id or next_round_id(since, known)
    days = {"since": since.isoformat(), "until": until.isoformat()}
    said = {"title": title.strip(), "bodies": joined(bodies), **days}
    record(office, EventKind.ROUND_SET, subject, actor, why, seen=seen, **said)
    return subject


def _bad_days(office: Office, since: date, until: date) -> Iterable[str]:
    if until < since:
        yield f"止日{until}早于起日{since}"
    elif until < office.settings.today:
        yield f"{since}至{until}已经过去（今天{office.settings.today}），过去的会议不能再排；请改为今后的日期"


def _bad_bodies(office: Office, bodies: Sequence[str]) -> Iterable[str]:
    from workbench.usecases.keep_bodies import bodies as all_bodies

    known = {one.body_id: one.name for one in all_bodies(office)}
    if strange := [one for one in bodies if one not in known]:
        there = "、".join(f"{key}（{name}）" for key, name in known.items()) or "尚无，请先设立"
        yield f"没有编号为“{'、'.join(strange)}”的会议机构；已有：{there}"


def choose(office: Office, round_id: str, matter: str, listed: bool, *, why: str, actor: str = "") -> Event:
    """Take a matter into the round or decline it (议题取舍); by matter id, record id or case number.

    ValueError for an accusation, or for declining without a reason; LookupError for an unknown round or matter.
    """
    the_round(known_rounds(office), round_id)
    matter_id = matters_named(office, [matter])[matter]
    refuse_if(f"{round_id}的{matter_id}", banned(why, "理由"))
    hidden = masked(why, secrets_of_matters(office, [matter_id])) if why else ""
    return decide_agenda(office, round_id, matter_id, listed, why=hidden, actor=actor)


# --- conditions -------------------------------------------------------------------------------------------------------


def say(
    office: Office, round_id: str, condition: Condition, *, why: str = "", actor: str = "", seen: int | None = None
) -> Event:
    """Say a condition of the round (排会条件): Absence, Recused, Pin, Wish, Minutes or Cancelled.

    MeetingRefused where it names a matter, sitting, unit or post this round does not have, or a recusal gives no reason.
    """
    return say_all(office, round_id, [condition], why=why, actor=actor, seen=seen)[0]


def say_all(
    office: Office,
    round_id: str,
    conditions: Sequence[Condition],
    *,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> list[Event]:
    """Say several conditions, all or none."""
    state = open_round(office, round_id)
    faults = [fault for one in conditions for fault in (*state.faults(one), *_unsaid(one, why))]
    refuse_if(f"{state.title}的条件", dict.fromkeys(faults))
    said = [word_event(office, round_id, one, why, actor) for one in conditions]
    return office.store.append_many(said, seen=seen, about=[round_id])


def _unsaid(condition: Condition, why: str) -> Iterable[str]:
    if isinstance(condition, Recused) and not why.strip():
        yield "回避须写明理由（《信访工作条例》第二十八条第三款）"
    name = condition.name if isinstance(condition, Wish) else ""
    yield from banned(name + getattr(condition, "who", "") + why)


def word_event(office: Office, round_id: str, condition: Condition, why: str, actor: str) -> Event:
    """A condition as an event, petitioners' names hidden in what was written."""
    secrets = secrets_of_matters(office, mentioned(condition)[0])
    if isinstance(condition, Wish):
        condition = replace(condition, name=masked(condition.name, secrets))
    kind, said = kind_of(condition).value, masked(why, secrets)
    return event(office, EventKind.ROUND_WORD, round_id, actor, said, kind=kind, entry=entry_of(condition))


def unsay(office: Office, round_id: str, event_id: str, *, why: str = "", actor: str = "") -> Event:
    """Take a condition of the round back. LookupError if the round has no such condition."""
    found = the_round(known_rounds(office), round_id)
    if event_id not in {word.event_id for word in found.words}:
        raise LookupError(f"{found.title}没有编号为“{event_id}”的条件，或已撤回；请用 round show 查看编号")
    return undo(office, event_id, why=why, actor=actor)
