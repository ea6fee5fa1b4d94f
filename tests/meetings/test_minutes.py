"""The text of the minutes in the order of 纪要格式, and versions folded from events: what was printed stands for ever."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Level
from workbench.domain.events import Event, EventKind
from workbench.meetings.bodies import Body, Meeting
from workbench.meetings.kinds import MeetingKind
from workbench.meetings.minutes import MinutesText, Written, draft_text, minutes_of
from workbench.rules.decisions import Decision
from workbench.rules.minutes import MinutesAct, MinutesState

BODY = Body("XLX", "清澜县信访工作联席会议", Level.COUNTY)
MEETING = Meeting("H1", "XLX", MeetingKind.WORKING, "会", date(2026, 11, 16), place="三楼", chair="县委副书记",
                  present=("县委副书记",), excused=("甲局局长",))  # fmt: skip
DECISION = Decision(
    "H1-01", "H1", MEETING.day, "补发安置费", "M-R1", unit="甲局", due=date(2026, 12, 20), report_to="县联席办"
)


def drafted(written: Written | None = None, before: MinutesText | None = None) -> MinutesText:
    return draft_text(MEETING, BODY, ["某安置事项"], [DECISION], {"M-R1": "某安置事项"}, written or Written(), before)


def test_the_parts_in_their_order() -> None:
    text = drafted(Written(requires=("按期报告。",)))
    assert text.words() == "\n".join(
        [
            "2026年11月16日09:00，县委副书记主持在三楼召开清澜县信访工作联席会议工作会议，研究某安置事项。",
            "会议听取了：关于某安置事项的汇报",
            "会议议定：1．关于某安置事项：补发安置费。由甲局牵头，于2026年12月20日前落实，报县联席办。",
            "会议要求：按期报告。",
            "出席：县委副书记",
            "请假：甲局局长",
            "列席：无",
            "分送：县委副书记、甲局局长",
        ]
    )
    assert (text.mark, text.office) == ("清澜县信访工作联席会议纪要", "清澜县信访工作联席会议办公室")
    assert MinutesText.from_json(text.as_json()) == text


def test_a_second_draft_keeps_what_is_not_written_anew() -> None:
    first = drafted(Written(views=("甲",), requires=("乙",), distribution=("丙局",)))
    second = drafted(Written(views=()), first)
    assert (second.views, second.requires, second.distribution) == ((), ("乙",), ("丙局",))


def event(seq: int, act: MinutesAct, **more: str) -> Event:
    payload = {"act": act.value, **({"body": drafted().as_json()} if act is MinutesAct.WRITE else {}), **more}
    return Event(EventKind.MINUTES, "H1", "甲", datetime(2026, 11, 17, tzinfo=UTC), "", payload, f"e{seq}", seq)


ROUND = (MinutesAct.WRITE, MinutesAct.SUBMIT, MinutesAct.SIGN, MinutesAct.ISSUE)


def test_versions_and_what_was_done() -> None:
    deeds = [*ROUND, MinutesAct.CORRECT, *ROUND]
    events = [event(n, act, version="1" if n < 5 else "2", number="〔2026〕第1期" if act is MinutesAct.ISSUE else "",
                    by="县委副书记" if act is MinutesAct.SIGN else "", note="错字" if act is MinutesAct.CORRECT else "")
              for n, act in enumerate(deeds, 1)]  # fmt: skip
    minutes = minutes_of("H1", events, [one.event_id for one in events])
    assert [one.version for one in minutes.issued] == [1, 2] and minutes.issued[1].note == "错字"
    assert (minutes.number, minutes.signer, minutes.version) == ("〔2026〕第1期", "县委副书记", 2)
    assert [one.act for one in minutes.passed] == deeds


@given(st.lists(st.sampled_from(range(1, 10))))
def test_no_undo_reaches_behind_the_last_print(undone: list[int]) -> None:
    deeds = [*ROUND, MinutesAct.CORRECT, MinutesAct.WRITE]
    events = [event(n, act) for n, act in enumerate(deeds, 1)]
    standing = [one.event_id for one in events if one.seq not in undone]
    minutes = minutes_of("H1", events, standing)
    assert len(minutes.issued) == 1 and minutes.state in (MinutesState.ISSUED, MinutesState.DRAFT)
    assert minutes.is_frozen or 5 not in undone
