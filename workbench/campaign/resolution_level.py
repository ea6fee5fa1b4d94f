"""At which level matters were resolved (在哪一级化解, 小事不出村、大事不出镇): by the organ that reported them resolved.

Counts resolved matters and organs, nothing of where anybody went. The organ is the unit of the last 报结, else the lead;
one whose level its name does not tell stays 层级待核 and in the base. Accusations are in no figure. Source: S001, spec 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from workbench.campaign.measures import Period
from workbench.campaign.moves import MoveKind
from workbench.campaign.ratio import Ratio
from workbench.domain.codes import Level, ResolutionState, StepKind

UNKNOWN: Final = "层级待核"
LABELS: Final[Mapping[str, tuple[Level, ...]]] = {
    "村（社区）": (Level.VILLAGE,), "乡（镇、街道）": (Level.TOWN,), "县": (Level.COUNTY,),
    "市以上": (Level.CITY, Level.PROVINCE, Level.NATION), UNKNOWN: (),
}  # fmt: skip
"""Lines of the statistic and the levels each holds."""


@dataclass(frozen=True, slots=True)
class ResolvedMatter:
    """One resolved matter, the organ that resolved it and its level; `day` is None where the ledger gives none."""

    matter_id: str
    title: str
    unit: str
    level: Level | None
    day: date | None

    @property
    def label(self) -> str:
        return next((label for label, levels in LABELS.items() if self.level in levels), UNKNOWN)


@dataclass(frozen=True, slots=True)
class ResolutionLevels:
    """The statistic of one edition: each line with its fraction, and what is resolved within the township (不出镇).

    `undated` are resolved on no known day, so in no period; they are in the figures where no period is asked for.
    """

    edition: str
    as_of: date
    period: Period | None
    found: tuple[ResolvedMatter, ...]
    shares: tuple[tuple[str, Ratio], ...]
    within_village: Ratio
    within_town: Ratio
    undated: int

    @property
    def source_line(self) -> str:
        """What is printed beside it: edition, day, period, what is counted, what is not known."""
        when = f"，化解日在 {self.period.words}" if self.period else ""
        left = f"；另有 {self.undated} 件化解日期不明，不在期间内" if self.period and self.undated else ""
        return f"版次 {self.edition}，统计截止 {self.as_of}{when}；已化解的事项，按报结单位（没有报结登记的按主办单位）的层级{left}"

    def of(self, label: str) -> tuple[ResolvedMatter, ...]:
        """The matters of one line. KeyError for a line there is not."""
        if label not in LABELS:
            raise KeyError(f"没有层级“{label}”；可用：{'、'.join(LABELS)}")
        return tuple(one for one in self.found if one.label == label)


def resolved_sql(reports: bool = True) -> str:
    """The query: each matter that stands resolved, the organ that resolved it, and the day of its last resolution.

    `reports` says whether the edition has the table of steps at all (a narrow view may not): else the lead stands.
    """
    told = (
        f"""LEFT JOIN (SELECT matter_id, ARG_MAX(unit, start) AS unit FROM steps
  WHERE kind = '{StepKind.REPORT_DONE}' AND COALESCE(unit, '') <> '' AND start IS NOT NULL GROUP BY matter_id) r
  ON r.matter_id = m.matter_id"""
        if reports
        else ""
    )
    unit = "COALESCE(r.unit, m.lead_unit, '')" if reports else "COALESCE(m.lead_unit, '')"
    return f"""SELECT m.matter_id, m.title, {unit} AS unit, v.day FROM matters m {told}
LEFT JOIN (SELECT matter_id, MAX(day) AS day FROM moves WHERE kind = '{MoveKind.RESOLVED}' GROUP BY matter_id) v
  ON v.matter_id = m.matter_id
WHERE COALESCE(m.locked, FALSE) = FALSE AND m.state_b = '{ResolutionState.RESOLVED}' ORDER BY m.matter_id"""


def resolution_levels(
    rows: Iterable[Mapping[str, Any]],
    level_of: Mapping[str, Level | None],
    edition: str,
    as_of: date,
    period: Period | None = None,
) -> ResolutionLevels:
    """Rows of `resolved_sql` (unknown is None) counted by the level of their organ; `level_of` unit → level."""
    every = [_matter(row, level_of) for row in rows]
    found = tuple(one for one in every if period is None or (one.day and period.first <= one.day <= period.last))
    shares = tuple((label, _share(label, found, (label,))) for label in LABELS)
    village, town = list(LABELS)[:2]
    return ResolutionLevels(
        edition, as_of, period, found, shares, _share("不出村", found, (village,)),
        _share("不出镇", found, (village, town)), sum(one.day is None for one in every),
    )  # fmt: skip


def _matter(row: Mapping[str, Any], level_of: Mapping[str, Level | None]) -> ResolvedMatter:
    unit = str(row["unit"] or "")
    return ResolvedMatter(str(row["matter_id"]), str(row["title"] or ""), unit, level_of.get(unit), row["day"] or None)


def _share(name: str, found: Sequence[ResolvedMatter], labels: Sequence[str]) -> Ratio:
    ids = tuple(one.matter_id for one in found if one.label in labels)
    return Ratio.of(f"{name} / 已化解的事项", ids, tuple(one.matter_id for one in found))
