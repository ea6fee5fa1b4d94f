"""Find what petitions come from (源头治理): surges by topic, place and unit, the table behind them, causes, policy gaps.

Every number is of one edition and one query (`campaign.source_rows`, `campaign.source_causes`); `behind` opens its matters.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from workbench.campaign.ratio import Ratio
from workbench.campaign.source_causes import FOUND, Gap, causes_sql, gaps_of, signs_sql
from workbench.campaign.source_rows import (
    NOW,
    OUT,
    SourceAsked,
    begun_sql,
    behind_sql,
    counts_sql,
    months_sql,
)
from workbench.campaign.surges import Cell, Surge, Tested, cells_of, weighed
from workbench.domain.events import EventKind
from workbench.reference.parameters import parameter
from workbench.reference.unit_causes import unit_causes
from workbench.review.facts import Row, rows_of
from workbench.store.edition import Edition
from workbench.usecases.office import Office

__all__ = [
    "CauseCount", "Gap", "GapRuling", "Heat", "Sources", "asked_of", "behind", "common_causes", "count_causes", "find_gaps",
    "find_sources", "gap_rulings", "heat_of", "months", "rule_gap", "surge_rows",
]  # fmt: skip
MONTHS: Final = 24
Cellular = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Sources:
    """One edition looked at: every cell, the surges among them, what is in no cell and why.

    `problem` says why no surges were looked for (too short a time before); the counts stand all the same.
    """

    edition: str
    asked: SourceAsked
    cells: tuple[Cell, ...]
    tested: Tested
    out: Mapping[str, int]
    counted: int
    problem: str = ""

    @property
    def clusters(self) -> tuple[Cell, ...]:
        """同地同类 (T-09): cells with at least so many matters in the period."""
        return tuple(one for one in self.cells if one.observed >= self.least_cluster)

    @property
    def least_cluster(self) -> int:
        return int(parameter("hard_flags.HF12.matters", self.asked.as_of).value)

    @property
    def source_line(self) -> str:
        """What is printed beside the numbers: edition, day, period, cohort, what is left out."""
        left = "、".join(f"{reason}{many}件" for reason, many in self.out.items())
        return (
            f"版次 {self.edition}，统计截止 {self.asked.as_of}，本期 {self.asked.period.words}；按事项首次信访日归入，"
            f"计{self.counted}件{'；未列入：' + left if left else ''}。检举控告不计"
        )

    @property
    def method_line(self) -> str:
        """How surges were told from chance."""
        if self.problem:
            return self.problem
        scatter = f"，各期离散系数{self.tested.dispersion:.2f}" if self.tested.dispersion > 1 else ""
        share = int(parameter("source.surge.false_share", self.asked.as_of).value)
        return (
            f"共检验 {len(self.tested.surges)} 格，与此前 {self.tested.spans} 个 {self.asked.days} 日相比（{self.asked.base.words}）"
            f"{scatter}；所报突增中误报不超过 {share}%"
        )


def asked_of(
    edition: Edition, *, days: int = 0, topic: str = "二级", place: str = "乡", by_unit: bool = True, unit: str = ""
) -> SourceAsked:
    """What is asked, with the parameters in force and only as many earlier periods as the ledgers are whole for."""
    on = edition.as_of
    days = days or int(parameter("hard_flags.HF12.days", on).value)
    most = int(parameter("source.surge.windows", on).value)
    begun = edition.query(begun_sql())["day"][0]
    whole = (on - begun).days // days - 1 if isinstance(begun, date) else 0
    return SourceAsked(on, days, max(0, min(most, whole)), topic, place, by_unit, unit)


def find_sources(edition: Edition, asked: SourceAsked | None = None) -> Sources:
    """Cells of an edition with their surges, told apart from chance over all cells at once."""
    asked = asked or asked_of(edition)
    rows = rows_of(edition.query(counts_sql(asked)))
    cells = cells_of(rows, asked.spans)
    out: Counter[str] = Counter()
    for row in rows:
        if row["part"] == OUT and row["span"] <= 0:  # of the current period, or of no known one
            out[str(row["reason"])] += int(row["many"])
    least = int(parameter("source.surge.least", asked.as_of).value)
    counted = sum(one.observed for one in cells)
    if asked.spans < least:
        told = (
            f"台账完整的时间只够与 {asked.spans} 个 {asked.days} 日的期间相比，至少要 {least} 个，不判断突增；"
            f"请把期间改短，或补导更早的台账"
        )
        return Sources(edition.id, asked, cells, Tested((), 1.0, asked.spans), dict(out), counted, told)
    share = int(parameter("source.surge.false_share", asked.as_of).value) / 100
    return Sources(edition.id, asked, cells, weighed(cells, share), dict(out), counted)


def behind(edition: Edition, asked: SourceAsked, part: str = NOW, **focus: str) -> list[Row]:
    """The matters a number counts: of a cell (topic, place, unit), or month; `part` "" for any period."""
    return rows_of(edition.query(behind_sql(asked, focus, part)))


def months(edition: Edition, asked: SourceAsked, **focus: str) -> dict[str, int]:
    """Matters by month of their first day, the last two years to the as-of day, months of none included."""
    found = edition.query(months_sql(asked, focus, MONTHS))
    known = dict(zip(found["month"], found["many"], strict=True))
    span = pd.period_range(end=pd.Period(asked.as_of, "M"), periods=MONTHS, freq="M")
    return {str(month): int(known.get(str(month), 0)) for month in span}


# --- table --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heat:
    """Topic × place: matters of the current period, and how many of them are still open."""

    topics: tuple[str, ...]
    places: tuple[str, ...]
    many: Cellular
    still_open: Cellular

    def of_topic(self, topic: str, place: str) -> Ratio:
        """A cell as a fraction of its topic everywhere."""
        whole = sum(self.many.get((topic, one), 0) for one in self.places)
        return Ratio(self.many.get((topic, place), 0), whole, f"{topic}在此地 / 各地")


def heat_of(found: Sources) -> Heat:
    """The table; topics with the most matters first, places by their code (they are in no order of numbers)."""
    many: dict[tuple[str, str], int] = defaultdict(int)
    still_open: dict[tuple[str, str], int] = defaultdict(int)
    for cell in found.cells:
        if cell.observed:
            many[cell.topic, cell.place] += cell.observed
            still_open[cell.topic, cell.place] += cell.still_open
    sums: Counter[str] = Counter()
    for (topic, _), count in many.items():
        sums[topic] += count
    topics = tuple(sorted(sums, key=lambda one: (-sums[one], one)))
    return Heat(topics, tuple(sorted({place for _, place in many})), many, still_open)


# --- causes -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CauseCount:
    """One cause: where it is from (台账所记, 研究认定), its name, and its matters of all that have a cause from there."""

    origin: str
    cause: str
    means: str
    ratio: Ratio


def count_causes(edition: Edition, asked: SourceAsked | None = None) -> tuple[CauseCount, ...]:
    """Causes of the current period's matters; a matter with two causes counts for each, so shares may pass 100 % together."""
    asked = asked or asked_of(edition)
    rows = rows_of(edition.query(causes_sql(asked)))
    by_cause: dict[tuple[str, str], list[str]] = defaultdict(list)
    whole: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        by_cause[row["origin"], row["cause"]].append(row["matter_id"])
        whole[row["origin"]].add(row["matter_id"])
    counted = [
        CauseCount(origin, *_cause_name(origin, cause), Ratio.of(f"{origin}：有此成因 / 有成因", tuple(ids), tuple(sorted(whole[origin]))))
        for (origin, cause), ids in by_cause.items()
    ]  # fmt: skip
    return tuple(sorted(counted, key=lambda one: (one.origin, -one.ratio.numerator, one.cause)))


def _cause_name(origin: str, cause: str) -> tuple[str, str]:
    known = unit_causes().get(cause) if origin == FOUND else None
    if known:
        return str(known), known.means
    return cause, "不在单位一侧成因表中" if origin == FOUND else ""


def common_causes(edition: Edition) -> list[Row]:
    """Causes that several matters share (共性原因), proposed by linkage: sentence, matters, how many are still open."""
    sql = """WITH held AS (SELECT cause_id, UNNEST(matters) AS matter_id FROM causes)
SELECT c.cause_id, c.topic, c.place, c.about, c.sentence, LIST(m.matter_id ORDER BY m.matter_id) AS matters,
  COUNT(*) AS many, SUM(CASE WHEN m.is_open THEN 1 ELSE 0 END) AS still_open
FROM causes c JOIN held h USING (cause_id) JOIN matters m USING (matter_id)
WHERE COALESCE(m.locked, FALSE) = FALSE GROUP BY ALL ORDER BY many DESC, c.cause_id"""
    return rows_of(edition.query(sql)) if "causes" in edition.tables else []


# --- policy gaps --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GapRuling:
    """What a person said of a proposed gap: 成立 or 不成立, why, who and when."""

    holds: bool
    why: str
    by: str
    day: str


def find_gaps(office: Office, edition: Edition | None = None) -> tuple[tuple[Gap, GapRuling | None], ...]:
    """Gaps proposed from an edition (the one in force by default), each with a person's ruling as recorded until now."""
    edition = edition or office.edition()
    on = edition.as_of
    disputed = list(parameter("source.gap.disputed_tags", on).value)
    missing = [one for one in parameter("hard_flags.HF3.tags", on).value if one not in disputed]
    codes = list(parameter("source.gap.unit_causes", on).value)
    rows = rows_of(edition.query(signs_sql(disputed, missing, codes)))
    rulings = gap_rulings(office)
    found = gaps_of(rows, int(parameter("source.gap.matters", on).value))
    return tuple((gap, rulings.get(gap.gap_id)) for gap in found)


def gap_rulings(office: Office) -> dict[str, GapRuling]:
    """The last word on each gap."""
    said = office.store.events([EventKind.GAP_RULED])
    return {
        one.subject: GapRuling(one.payload["ruling"] == "成立", one.why, one.actor, one.at.date().isoformat())
        for one in said
    }


def rule_gap(
    office: Office, gap_id: str, holds: bool, *, why: str, actor: str = "", seen: int | None = None
) -> GapRuling:
    """A person rules on a proposed gap. ValueError without a reason; LookupError for one that is not proposed."""
    from workbench.usecases.meeting_register import masked, secrets_of_matters
    from workbench.usecases.recording import record

    known = {gap.gap_id: gap for gap, _ in find_gaps(office)}
    if gap_id not in known:
        raise LookupError(f"没有提出过政策缺口“{gap_id}”；现有：{'、'.join(known) or '（没有）'}")
    if not why.strip():
        raise ValueError("请写明认定理由；政策缺口只由人认定")
    gap = known[gap_id]
    clean = masked(why.strip(), secrets_of_matters(office, gap.matters))
    told = {"topic": gap.topic, "basis": gap.basis, "matters": "；".join(gap.matters), "ruling": "成立" if holds else "不成立"}  # fmt: skip
    event = record(office, EventKind.GAP_RULED, gap_id, actor, clean, seen=seen, **told)
    return GapRuling(holds, clean, event.actor, event.at.date().isoformat())


def surge_rows(
    found: Sources, names: Mapping[str, str] | None = None, *, only: bool = True, most: int = 1_000
) -> list[dict[str, Any]]:
    """Surges as rows for a list, the surest first: id, 内容分类, 属地, 单位, numbers, what it rests on, whether T-09 is met.

    With `only` False every cell that has anything in the current period, at most `most`.
    """
    shown: Sequence[Surge] = found.tested.found if only else [one for one in found.tested.surges if one.cell.observed]
    return [_surge_row(one, found, names or {}) for one in shown[:most]]


def _surge_row(one: Surge, found: Sources, names: Mapping[str, str]) -> dict[str, Any]:
    cell = one.cell
    low, high = one.usual
    return {
        "id": "|".join(cell.key), "topic": cell.topic, "place": names.get(cell.place, cell.place), "unit": cell.unit or "—",
        "observed": cell.observed, "expected": one.expected, "usual": f"{low}–{high}",
        "open": Ratio(cell.still_open, cell.observed, "未化解").text, "q": one.q,
        "cluster": cell.observed >= found.least_cluster, "sentence": one.sentence(found.asked.days),
    }  # fmt: skip
