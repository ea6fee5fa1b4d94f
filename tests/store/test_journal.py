"""Events are kept in order for ever; an undo is another event."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workbench.domain.events import Event, EventKind
from workbench.store import Store

AT = datetime(2026, 11, 22, 9, 30, 15, 250, tzinfo=UTC)


def _step(subject: str = "R000001", **payload: str) -> Event:
    return Event(EventKind.STEP, subject, "王科员", AT, "电话核实", payload or {"kind": "进展", "day": "2026-11"})


def _undo(event: Event) -> Event:
    return Event(EventKind.UNDO, event.event_id, "王科员", AT, "登记错了", {"why": "登记错了"})


def test_an_event_comes_back_as_it_was_kept(store: Store) -> None:
    kept = store.append(_step())
    assert kept.seq == 1 and len(kept.event_id) == 36
    assert store.events() == [kept]
    assert (kept.kind, kept.at, kept.why, dict(kept.payload)) == (EventKind.STEP, AT, "电话核实", dict(_step().payload))


def test_events_are_asked_for_by_kind_subject_and_time(store: Store) -> None:
    first, second, third = store.append_many([_step("R000001"), _step("R000002"), _step("R000001")])
    plan = store.append(Event(EventKind.MEETING_PLANNED, "M1", "李科长", AT, payload={"title": "周例会"}))
    assert store.events(subject="R000001") == [first, third]
    assert store.events([EventKind.MEETING_PLANNED]) == [plan]
    assert store.events(as_of_seq=second.seq) == [first, second]
    assert store.events([]) == []


def test_an_undone_event_is_gone_from_then_on(store: Store) -> None:
    first, second = store.append_many([_step(), _step()])
    undo = store.append(_undo(first))
    assert store.events([EventKind.STEP]) == [second]
    assert store.events() == [second, undo]
    assert store.events(as_of_seq=2) == [first, second]
    assert store.events(include_undone=True) == [first, second, undo]


def test_an_undo_can_be_undone_and_done_again(store: Store) -> None:
    step = store.append(_step())
    store.append(_undo(store.append(_undo(step))))
    assert store.events([EventKind.STEP]) == [step]
    store.append(_undo(step))
    assert store.events([EventKind.STEP]) == []


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (Event(EventKind.STEP, "R000001", " ", AT), "缺少经办人"),
        (Event(EventKind.STEP, "", "王科员", AT), "缺少对象"),
        (Event(EventKind.STEP, "R000001", "王科员", AT, payload={"days": 3}), "“days”不是文字"),  # type: ignore[dict-item]
        (Event(EventKind.UNDO, "没有", "王科员", AT), "要撤销的事件 没有 不存在"),
    ],
)
def test_what_is_no_event_is_refused_with_all_beside_it(store: Store, event: Event, sentence: str) -> None:
    with pytest.raises((ValueError, LookupError), match=sentence):
        store.append_many([_step(), event])
    assert store.events() == []


def test_nothing_is_undone_twice(store: Store) -> None:
    step = store.append(_step())
    store.append(_undo(step))
    with pytest.raises(LookupError, match="已经撤销过"):
        store.append(_undo(step))
    other = store.append(_step())
    with pytest.raises(LookupError, match="已经撤销过"):
        store.append_many([_undo(other), _undo(other)])
    assert other in store.events()
