"""接访统计 in a report (S003-3-03, S003-4-01): what receptions of the period came to, and who took part by role.

Read from the edition's own events, so that a report made again says the same; numbers only, and only inside the office.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from workbench.campaign.report_outline import ATTENDEES, RECEPTIONS
from workbench.campaign.report_parts import Source, Table
from workbench.domain.events import Event
from workbench.meetings.receptions import ATTENDED, FIGURES, read_counts
from workbench.meetings.register import read_register
from workbench.usecases.count_receptions import NAMES, Statistics, statistics_of


def statistics(events: Sequence[Event], first: date, last: date) -> Statistics:
    """The sums of a period from events of the edition."""
    return statistics_of(read_register(events), read_counts(events), first, last)


def reception_table(found: Statistics, source: Source) -> Table:
    """R7: each body, station and kind with its receptions, batches, persons and what was resolved on the spot."""
    named = [(names, one.figures) for names, one in found.lines]
    named += [(("合计", "—", "—"), found.whole.figures)] if named else []
    return Table(
        RECEPTIONS, "接访统计（按机构、接待场所、种类）", (*NAMES, *FIGURES),
        tuple((*names, *map(str, figures)) for names, figures in named), source,
        "期间内登记为已接访的接访日、值班；联合接访一次只计一次；批次、人次、当场化解为登记的统计数，未登记统计的次数另列，不补",
        figures=tuple((None, None, None, *figures) for _, figures in named),
        opens=((),) * (len(NAMES) + len(FIGURES)), lines=tuple((names[0],) for names, _ in named),
    )  # fmt: skip


def attendee_table(found: Statistics, source: Source) -> Table:
    """R7A: who took part, by role."""
    return Table(
        ATTENDEES, "参加接访人员（按身份）", ("身份", *ATTENDED), tuple(tuple(map(str, row.values())) for row in found.role_rows), source,
        "同上；同一人参加两次计两名次；一次接访有几种身份参加的，各列一次，各行不能相加",
        figures=tuple((None, *one.figures) for one in found.roles), opens=((),) * (1 + len(ATTENDED)),
        lines=tuple((one.role.value,) for one in found.roles),
    )  # fmt: skip
