"""会议议题建议 (spec 3.4, 3.9): which proposed matters a session takes up, in which order, and which wait and why.

Order: statutory deadline, then waiting time since the proposal; never a score, and nothing about people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from workbench.domain.facts import NO_DETAIL
from workbench.domain.finding import ClockFinding, ClockStatus, Finding
from workbench.reference.parameters import parameter

FOLLOW_UP = "上次议定事项落实情况"
_UNMET: Final = (ClockStatus.RUNNING, ClockStatus.YELLOW, ClockStatus.ORANGE, ClockStatus.GRACE, ClockStatus.OVERDUE)


@dataclass(frozen=True, slots=True)
class AgendaProposal:
    """One reason to take up a matter; `due` is its earliest unmet statutory deadline, `since` when it was proposed."""

    matter_id: str
    trigger: str
    reason: str
    clause: str
    since: date
    due: date | None = None
    evidence: Mapping[str, str] = field(default_factory=lambda: NO_DETAIL)


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item: `matter_id` is empty for the follow-up of the last session. `why` says why it stands where it does."""

    order: int
    title: str
    matter_id: str
    proposals: tuple[AgendaProposal, ...]
    due: date | None
    since: date | None
    minutes: int
    why: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """列入建议 and 未列入, in order; `minutes` is the time the listed items need together."""

    listed: tuple[AgendaItem, ...]
    left_out: tuple[AgendaItem, ...]
    minutes: int


def proposal(matter_id: str, fired: Finding, *, since: date, clocks: Sequence[ClockFinding] = ()) -> AgendaProposal:
    """A trigger's finding as a proposal for the agenda, with the matter's earliest unmet deadline."""
    due = next_deadline(clocks)
    return AgendaProposal(matter_id, fired.rule, fired.sentence, fired.clause, since, due, fired.facts)


def next_deadline(clocks: Iterable[ClockFinding]) -> date | None:
    """The earliest deadline still unmet (overdue ones too); None if no clock runs."""
    return min((clock.due.due for clock in clocks if clock.due and clock.status in _UNMET), default=None)


def propose_agenda(proposals: Iterable[AgendaProposal], *, limit: int = 5, on: date | None = None) -> Agenda:
    """Order the proposals and split them at `limit` matters; proposals on one matter make one item.

    The first item is always the follow-up and does not count. `on` picks the durations' parameters (default: latest).
    ValueError for a limit below 1.
    """
    if limit < 1:
        raise ValueError(f"每次会议议题数应至少为1件，现为{limit}件；请改正会议设置")
    minutes, first = case_minutes(on), _follow_up(follow_up_minutes(on))
    ranked = sorted(_by_matter(proposals), key=_rank)
    listed = [_item(order, group, minutes, "") for order, group in enumerate(ranked[:limit], 2)]
    full = f"本次会议已满{limit}件"
    left_out = [_item(order, group, minutes, full) for order, group in enumerate(ranked[limit:], limit + 2)]
    return Agenda((first, *listed), tuple(left_out), first.minutes + minutes * len(listed))


def case_minutes(on: date | None = None) -> int:
    """Minutes a matter is given on a day (default: by the latest setting)."""
    return int(parameter("agenda.minutes.case", on or date.max).value)


def follow_up_minutes(on: date | None = None) -> int:
    """Minutes of the first item, 上次议定事项落实情况."""
    return int(parameter("agenda.minutes.followup", on or date.max).value)


def _by_matter(proposals: Iterable[AgendaProposal]) -> list[tuple[AgendaProposal, ...]]:
    """Proposals of each matter by trigger; the same reason and deadline given twice count once, from its earlier day."""
    groups: dict[str, dict[tuple[str, str, date | None], AgendaProposal]] = defaultdict(dict)
    for one in sorted(proposals, key=lambda proposal: (proposal.trigger, proposal.since, proposal.reason)):
        groups[one.matter_id].setdefault((one.trigger, one.reason, one.due), one)
    return [tuple(group.values()) for group in groups.values()]


def _rank(group: Sequence[AgendaProposal]) -> tuple[date, date, str]:
    return _due(group) or date.max, _since(group), group[0].matter_id


def _due(group: Sequence[AgendaProposal]) -> date | None:
    return min((proposal.due for proposal in group if proposal.due), default=None)


def _since(group: Sequence[AgendaProposal]) -> date:
    return min(proposal.since for proposal in group)


def _follow_up(minutes: int) -> AgendaItem:
    return AgendaItem(1, FOLLOW_UP, "", (), None, None, minutes, "每次会议的第一项")


def _item(order: int, group: tuple[AgendaProposal, ...], minutes: int, left_out: str) -> AgendaItem:
    due, since = _due(group), _since(group)
    deadline = f"法定期限{due}" if due else "没有未了的法定期限"
    place = f"{deadline}，{since}提出，排在议题第{order - 1}位"
    title = f"研究信访事项{group[0].matter_id}"
    return AgendaItem(
        order, title, group[0].matter_id, group, due, since, minutes, f"{left_out}；{place}" if left_out else place
    )
