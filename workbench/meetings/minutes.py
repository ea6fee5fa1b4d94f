"""会议纪要 (spec 3.7): the text from agenda, attendance and decisions, in the order of GB/T 9704 纪要格式, and its versions.

The decided items are always generated from the decisions on record; people write what was heard, held and demanded. No
seal and no 主送机关; 分送 stands at the end. Petitioners are masked before the text comes here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Final

from workbench.domain.events import Event
from workbench.meetings.bodies import Body, Meeting
from workbench.rules.decisions import Decision
from workbench.rules.minutes import MinutesAct, MinutesState, next_state

_LISTS: Final = ("heard", "views", "decided", "requires", "present", "excused", "observers", "distribution")


@dataclass(frozen=True, slots=True)
class MinutesText:
    """The words of the minutes; `decided` are whole numbered sentences."""

    mark: str
    office: str
    lead: str
    heard: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    distribution: tuple[str, ...] = ()

    @property
    def sections(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Headings and paragraphs in the order printed; empty parts are left out, 出席/请假/列席 never."""
        who = (("出席", self.present), ("请假", self.excused), ("列席", self.observers))
        parts = (
            ("", (self.lead,)), ("会议听取了", self.heard), ("会议认为", self.views), ("会议议定", self.decided),
            ("会议要求", self.requires), *((name, ("、".join(posts) or "无",)) for name, posts in who),
            ("分送", ("、".join(self.distribution),) if self.distribution else ()),
        )  # fmt: skip
        return tuple((name, lines) for name, lines in parts if lines)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> MinutesText:
        told = json.loads(text)
        return cls(**{**told, **{name: tuple(told[name]) for name in _LISTS}})

    def words(self) -> str:
        """All of it as plain text."""
        return "\n".join(f"{name}：{line}" if name else line for name, lines in self.sections for line in lines)


@dataclass(frozen=True, slots=True)
class Written:
    """What people write into minutes (撰写部分); None keeps what stands."""

    heard: tuple[str, ...] | None = None
    views: tuple[str, ...] | None = None
    requires: tuple[str, ...] | None = None
    distribution: tuple[str, ...] | None = None
    lead: str | None = None


def draft_text(
    meeting: Meeting,
    body: Body,
    agenda: Sequence[str],
    decisions: Iterable[Decision],
    titles: Mapping[str, str],
    written: Written,
    before: MinutesText | None = None,
) -> MinutesText:
    """The text from what is on record and what people wrote; `agenda` are the topics, `titles` names matters by id."""
    heard = before.heard if before else tuple(f"关于{topic}的汇报" for topic in agenda)
    base = before or MinutesText("", "", "")
    return MinutesText(
        mark=f"{body.name}纪要",
        office=body.office or f"{body.name}办公室",
        lead=written.lead or _lead(meeting, body, agenda),
        heard=heard if written.heard is None else written.heard,
        views=base.views if written.views is None else written.views,
        decided=decided_lines(decisions, titles),
        requires=base.requires if written.requires is None else written.requires,
        present=meeting.present,
        excused=meeting.excused,
        observers=meeting.observers,
        distribution=_distribution(meeting, base) if written.distribution is None else written.distribution,
    )


def _lead(meeting: Meeting, body: Body, agenda: Sequence[str]) -> str:
    topics = f"，研究{'、'.join(agenda)}" if agenda else ""
    where = f"在{meeting.place}" if meeting.place else ""
    chair = f"{meeting.chair}主持" if meeting.chair else "主持人未登记"
    return f"{chinese_day(meeting.day)}{meeting.start}，{chair}{where}召开{body.name}{meeting.kind.value}{topics}。"


def _distribution(meeting: Meeting, before: MinutesText) -> tuple[str, ...]:
    return before.distribution or (*meeting.present, *meeting.excused)


def decided_lines(decisions: Iterable[Decision], titles: Mapping[str, str]) -> tuple[str, ...]:
    """Numbered items: who leads, who helps, by when, what is reported to whom with which proof."""
    return tuple(f"{number}．{_decided(one, titles)}" for number, one in enumerate(decisions, 1))


def _decided(one: Decision, titles: Mapping[str, str]) -> str:
    about = f"关于{titles.get(one.matter_id, one.matter_id)}：" if one.matter_id else ""
    unit = f"由{one.unit}牵头" if one.unit else "（牵头单位未明确）"
    helped = f"，{'、'.join(one.assist)}配合" if one.assist else ""
    due = f"，于{chinese_day(one.due)}前落实" if one.due else "，（期限未明确）"
    told = f"，报{one.report_to}" if one.report_to else ""
    proof = f"，以{one.evidence_required}为落实凭证" if one.evidence_required else ""
    return f"{about}{one.text.rstrip('。')}。{unit}{helped}{due}{told}{proof}。"


def chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class Passed:
    """One thing done with the minutes (办文记录)."""

    act: MinutesAct
    version: int
    actor: str
    at: datetime
    by: str = ""
    note: str = ""
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """A version as printed; it never changes."""

    version: int
    number: str
    text: MinutesText
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """A meeting's minutes: the version at work, the versions printed, what was done with them; `seen` the last event known."""

    meeting_id: str
    state: MinutesState | None = None
    version: int = 0
    text: MinutesText | None = None
    note: str = ""
    number: str = ""
    signer: str = ""
    passed: tuple[Passed, ...] = ()
    issued: tuple[Issued, ...] = ()
    seen: int = 0

    @property
    def is_frozen(self) -> bool:
        return self.state is MinutesState.ISSUED

    def as_text(self) -> str:
        """The minutes as a person reads them."""
        if self.text is None:
            return f"{self.meeting_id}：尚无纪要"
        note = f"（第{self.version}版，更正说明：{self.note}）" if self.note else f"（第{self.version}版）"
        head = [self.text.mark, self.number or "（期号待编）", f"{self.text.office}　{self.state}{note}"]
        return "\n".join([*head, "", self.text.words()])


def minutes_of(meeting_id: str, events: Sequence[Event], standing: Iterable[str]) -> Minutes:
    """Fold the events of one meeting's minutes, in order; `standing` are the ids of those not taken back.

    What was printed cannot be taken back: everything up to the last 印发 stands even if an undo was recorded of it.
    """
    kept = set(standing)
    last = max((at for at, one in enumerate(events) if one.payload["act"] == MinutesAct.ISSUE), default=-1)
    minutes = Minutes(meeting_id)
    for at, event in enumerate(events):
        if at <= last or event.event_id in kept:
            minutes = _after(minutes, event)
    return minutes


def _after(minutes: Minutes, event: Event) -> Minutes:
    told, act = event.payload, MinutesAct(event.payload["act"])
    version = int(told.get("version") or minutes.version or 1)
    done = Passed(act, version, event.actor, event.at, told.get("by", ""), told.get("note", ""), event.event_id)
    text = MinutesText.from_json(told["body"]) if told.get("body") else minutes.text
    new = replace(
        minutes, state=next_state(minutes.state, act) or minutes.state, version=version, text=text,
        passed=(*minutes.passed, done), number=told.get("number") or minutes.number, seen=event.seq,
    )  # fmt: skip
    if act is MinutesAct.CORRECT:
        return replace(new, note=told.get("note", ""), signer="")
    if act is MinutesAct.SIGN:
        return replace(new, signer=told.get("by", ""))
    if act is MinutesAct.ISSUE and text is not None:
        return replace(new, issued=(*new.issued, Issued(version, new.number, text, event.at, new.note)))
    return new
