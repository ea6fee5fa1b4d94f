"""Which word on a pair stands, and what was said by a past day."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone

import pandas as pd
import pytest

from workbench.domain.codes import Verdict
from workbench.domain.events import Event, EventKind
from workbench.domain.linking import LinkKind
from workbench.domain.tables import EVENTS
from workbench.linkage.judging.words import LEDGER, Judgement, about, judgements_in, read_judgements, standings

SAME, DIFFERENT, RELATED, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.RELATED, Verdict.UNSURE
ZONE = timezone(timedelta(hours=8))


def said(actor: str, verdict: Verdict) -> Judgement:
    return Judgement("A", "B", verdict, actor=actor)


def event(seq: int, day: int, what: EventKind, subject: str, **payload: str) -> Event:
    return Event(what, subject, "甲", datetime(2026, 5, day, 23, 30, tzinfo=ZONE), "", payload, f"E{seq}", seq)


@pytest.mark.parametrize(
    ("words", "verdict", "disputed"),
    [
        ([said("甲", SAME), said("甲", DIFFERENT)], DIFFERENT, False),
        ([said("甲", SAME), said("乙", DIFFERENT)], DIFFERENT, True),
        ([said("甲", SAME), said("乙", UNSURE)], SAME, False),
        ([said("甲", SAME), said("甲", UNSURE)], UNSURE, False),
        ([said("甲", SAME), said("乙", DIFFERENT), said("甲", DIFFERENT)], DIFFERENT, False),
        ([said("乙", DIFFERENT), said("甲", SAME), said("乙", UNSURE)], SAME, False),
        ([said(LEDGER, SAME), said("甲", UNSURE)], UNSURE, False),
        ([said(LEDGER, SAME), said("甲", DIFFERENT)], DIFFERENT, False),
        ([said("甲", DIFFERENT), said(LEDGER, SAME)], DIFFERENT, False),
    ],
)
def test_which_word_stands(words: list[Judgement], verdict: Verdict, disputed: bool) -> None:
    one = standings(words)["A", "B"]
    assert (one.verdict, one.disputed) == (verdict, disputed)


def test_every_clerks_latest_word_is_kept() -> None:
    one = standings([said("甲", SAME), said("乙", DIFFERENT), said("甲", UNSURE)])["A", "B"]
    assert [(word.actor, word.verdict) for word in one.words] == [("乙", DIFFERENT), ("甲", UNSURE)]
    found = one.of("甲")
    assert found is not None and found.verdict is UNSURE and one.of("丙") is None


def test_a_past_day_knows_neither_later_words_nor_later_undos() -> None:
    events = [
        event(1, 1, EventKind.JUDGEMENT, "A|B", verdict="相同"),
        event(2, 2, EventKind.UNDO, "E1"),
        event(3, 3, EventKind.UNDO, "E2"),
        event(4, 4, EventKind.JUDGEMENT, "B|C", kind="同人", left="C", right="B", verdict="不同"),
    ]
    heard = [[word.pair for word in read_judgements(events, until=date(2026, 5, day))] for day in range(5) if day]
    assert heard == [[("A", "B")], [], [("A", "B")], [("A", "B"), ("B", "C")]]
    assert [word.kind for word in read_judgements(events)] == [LinkKind.MATTER, LinkKind.PERSON]


def test_an_editions_table_is_read_like_the_events() -> None:
    events = [event(2, 4, EventKind.JUDGEMENT, "B|C", kind="同人", verdict="不同"),
              event(1, 1, EventKind.JUDGEMENT, "A|B", verdict="相同")]  # fmt: skip
    rows = [(one.seq, one.event_id, one.kind.value, one.subject, one.actor, one.at.isoformat(), one.why,
             json.dumps(dict(one.payload)), False) for one in events]  # fmt: skip
    rows.append((*rows[1][:3], "C|D", *rows[1][4:8], True))
    rows.append((9, "E9", EventKind.IMPORT.value, "B1", *rows[1][4:]))
    assert judgements_in(pd.DataFrame(rows, columns=list(EVENTS))) == read_judgements(events[::-1])
    assert judgements_in(pd.DataFrame(rows[:0], columns=list(EVENTS))) == []


def test_names_may_hold_the_sign_between_them() -> None:
    name = "住建局|城建办"
    (word,) = read_judgements(
        [event(1, 1, EventKind.JUDGEMENT, f"{name}|城建办", kind="同一单位", left=name, right="城建办", verdict="相同")]
    )
    assert set(word.pair) == {name, "城建办"}


@pytest.mark.parametrize("payload", [{}, {"verdict": "也许"}, {"verdict": "相同", "kind": "同姓"}])
def test_a_broken_event_is_named(payload: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="关联认定事件 E7（第 7 号）内容不完整"):
        read_judgements([event(7, 1, EventKind.JUDGEMENT, "A|B", **payload)])


def test_same_and_related_are_one_question() -> None:
    words = [Judgement("A", "B", SAME), Judgement("A", "B", RELATED, LinkKind.CAUSE),
             Judgement("A", "B", SAME, LinkKind.PERSON)]  # fmt: skip
    assert about(words, LinkKind.CAUSE) == words[:2] == about(words, LinkKind.MATTER)
    assert about(words, LinkKind.PERSON) == words[2:]


def test_a_word_is_told_with_who_when_and_why() -> None:
    word = Judgement("A", "B", SAME, actor="甲", at=datetime(2026, 5, 6, tzinfo=ZONE), why="同一诉求")
    assert word.said == "甲 2026-05-06 认定“相同”（同一诉求）"
    assert said(LEDGER, SAME).said == "台账注明重复件"
