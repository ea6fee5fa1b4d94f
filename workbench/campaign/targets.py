"""Targets (目标, 责任状): a metric, how far and by when, against what base; met or not by the office's one way of counting.

On cases and duties only: what counts visits, persons or where people went is refused with the reason, and what a
petitioner does or says (a rating, the form chosen) is no unit's target. Source: S000 目标, 区级五机制“责任状”, spec 6.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Final

from workbench.campaign.measures import Measure, NotCounted, Period
from workbench.campaign.ratio import EMPTY, half_up
from workbench.domain.events import Event
from workbench.reference.metrics import MetricKind, MetricTime, metric_of, metrics


class TargetRefused(NotCounted):
    """A target that is not set; the sentence says why and what may be set instead."""


class Direction(StrEnum):
    """Which way a target goes (方向): the first two name a number, the others a change from a base period."""

    AT_LEAST = "不低于"
    AT_MOST = "不高于"
    DOWN = "下降"
    UP = "上升"

    @property
    def from_base(self) -> bool:
        return self in (Direction.DOWN, Direction.UP)

    @property
    def wants_low(self) -> bool:
        return self in (Direction.AT_MOST, Direction.DOWN)


class TargetStand(StrEnum):
    """Where a target stands as of an edition (目标状态)."""

    MET = "已达标"
    MISSED = "未达标"
    RUNNING = "未到期"
    UNKNOWN = "无法计算"
    WITHDRAWN = "已撤下"


# --- what a target may be on --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offered:
    """A figure a target may be set on: `low` where less is better, `of_unit` whether a unit's 责任状 may have it.

    `part` names the flow of a balance (新增, 期末); `counts` says that it may be a number of cases and not only a rate.
    """

    key: str
    metric: str
    title: str
    low: bool = False
    of_unit: bool = True
    counts: bool = False
    part: str = ""

    @property
    def is_point(self) -> bool:
        """Whether it is a figure of a day and not of a period."""
        return metric_of(self.metric).time is MetricTime.POINT

    @property
    def is_flow(self) -> bool:
        """Whether it grows with the length of the period."""
        return self.part == "新增"


_RATES: Final = (
    "M-01",
    "M-02",
    "M-02B",
    "M-02C",
    "M-05",
    "M-06",
    "M-08",
    "M-11",
    "M-12",
    "M-13",
    "M-14",
    "M-15",
    "M-16",
)
_LOW: Final = ("M-07", "M-07B", "M-12", "M-13")
_WHOLE_ONLY: Final = ("M-07", "M-07B")
NEW, STOCK = "M-18·新增", "M-18·期末"
OFFERED: Final[Mapping[str, Offered]] = {
    **{key: Offered(key, key, metric_of(key).name, key in _LOW) for key in _RATES},
    **{key: Offered(key, key, metric_of(key).name, True, False) for key in _WHOLE_ONLY},
    "N-01": Offered("N-01", "N-01", "未化解事项", low=True, counts=True),
    "N-02": Offered("N-02", "N-02", "超期未完成事项", low=True, counts=True),
    NEW: Offered(NEW, "M-18", "新增事项", low=True, of_unit=False, counts=True, part="新增"),
    STOCK: Offered(STOCK, "M-18", "期末未化解事项", low=True, counts=True, part="期末"),
}  # fmt: skip
"""Figures by key, in the order they are offered."""

_RATED: Final = "评价由信访人自愿作出；对评价设目标会变成向信访人要评价"
_REFUSED: Final[Mapping[str, str]] = {
    "M-03": _RATED, "M-04A": _RATED, "M-04B": _RATED,
    "M-07C": "它数的是来访批次，属人员往来", "M-09": "信访形式由信访人选择，不是单位的职责",
    "M-10A": "天数不设目标，以免为压天数而草率受理；请用 M-01 及时受理率",
    "M-10B": "天数不设目标，以免为压天数而草率答复；请用 M-02 按期答复率",
    "M-17": "复查、复核依法独立作出结论，不设目标", "M-18": f"请写明是 {NEW}（新增事项）还是 {STOCK}（期末未化解事项）",
}  # fmt: skip
_TRAVEL: Final = re.compile(
    "[进赴到上]京|在京|非访|越级|[到来走上重]访|集体访|集访|[进赴到上](?:省|市|京)|人次|人数|批次"
)
_LINE: Final = "本系统只对案件（件、事项）和单位履职设目标，不设人员往来、信访人数的目标"


def offered(name: str) -> Offered:
    """The figure of a name or key. TargetRefused with the reason for one no target is set on, LookupError for an unknown one."""
    plain = name.strip()
    found = next((one for one in OFFERED.values() if plain in (one.key, one.title)), None)
    if found:
        return found
    known = next((one for one in metrics().values() if plain in (one.id, one.name)), None)
    if known and known.id in OFFERED:
        return OFFERED[known.id]
    if known:
        reason = _REFUSED.get(known.id, "它不是案件结果，也不是单位履职的指标")
        raise TargetRefused(f"不能对“{known.id} {known.name}”设目标：{reason}。{_LINE}")
    if _TRAVEL.search(plain):
        raise TargetRefused(f"不能对“{plain}”设目标：它数的是人员往来或信访人数。{_LINE}")
    raise LookupError(
        f"没有可设目标的指标“{plain}”；可用：{'、'.join(f'{one.key} {one.title}' for one in OFFERED.values())}"
    )


# --- amounts ------------------------------------------------------------------------------------------------------------

PERCENT, POINTS, CASES = "%", "个百分点", "件"
_AMOUNT: Final = re.compile(r"(\d{1,7}(?:\.\d{1,2})?)\s*(%|％|个?百分点|件|个|)")


@dataclass(frozen=True, slots=True)
class Amount:
    """How far (幅度): a share or a change in %, a change in percentage points, or a number of cases."""

    value: Fraction
    unit: str

    @property
    def text(self) -> str:
        return f"{decimal(self.value)}{self.unit}" if self.unit in (PERCENT, POINTS) else f"{decimal(self.value)} 件"


def amount_of(text: str) -> Amount | None:
    """An amount as written (95%, 5个百分点, 120件), None for none at all. TargetRefused for what is no amount."""
    plain = text.strip()
    if not plain:
        return None
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        raise TargetRefused(f"“{plain}”不是幅度；请写成 95%、5个百分点 或 120件")
    value, unit = Fraction(found[1]), found[2]
    return Amount(value, PERCENT if unit in ("%", "％") else POINTS if "点" in unit else CASES)


def decimal(value: Fraction) -> str:
    """A number that is not negative with at most two decimals, half up: 95, 4.5, 33.33."""
    hundredths = half_up(value.numerator * 100, value.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")


# --- one target ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """One target as set; `unit` is empty for the office as a whole, `source` the paper it comes from."""

    target_id: str
    offered: Offered
    unit: str
    direction: Direction
    amount: Amount | None
    base: Period | None
    period: Period
    source: str
    by: str = ""
    at: datetime | None = None
    why: str = ""
    withdrawn: bool = False

    @property
    def counts_cases(self) -> bool:
        """Whether a number of cases is meant and not a rate."""
        return bool(self.offered.part) or (self.amount is not None and self.amount.unit == CASES)

    @property
    def who(self) -> str:
        return self.unit or "全部"

    @property
    def words(self) -> str:
        """按期答复率不低于95%; 新增事项比2025-01-01 至 2025-12-31下降10%."""
        than = f"比 {self.base.words} " if self.base else ""
        return f"{self.offered.title}{than}{self.direction.value}{self.amount.text if self.amount else ''}"


def targets_of(events: Iterable[Event]) -> tuple[Target, ...]:
    """Targets from the events that stand, the last word on each; by first day, whole before units, then id."""
    found = {event.subject: _target(event) for event in events if "metric" in event.payload}
    return tuple(sorted(found.values(), key=lambda one: (one.period.first, one.unit, one.target_id)))


def _target(event: Event) -> Target:
    told = event.payload
    base = _period(told["base_first"], told["base_last"]) if told.get("base_first") else None
    return Target(
        event.subject, OFFERED[told["metric"]], told.get("unit", ""), Direction(told["direction"]),
        amount_of(told.get("amount", "")), base, _period(told["first"], told["last"]), told.get("source", ""),
        event.actor, event.at, event.why, told.get("withdrawn") == "是",
    )  # fmt: skip


def _period(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


# --- measured -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as measured: `value` is None where there is nothing to count, then `text` is "—"; `parts` what makes it up."""

    value: Fraction | None
    text: str
    parts: str = ""


NOTHING: Final = Figure(None, EMPTY)


def figure_of(target: Target, measured: Measure | None) -> Figure:
    """What a measure gives for a target: a rate with its fraction, or a number of cases with what it is part of."""
    if measured is None:
        return NOTHING
    if measured.metric.kind is MetricKind.BALANCE:
        if not any(measured.flows.values()):
            return NOTHING
        many = measured.flows.get(target.offered.part, 0)
        return Figure(Fraction(many), f"{many} 件", measured.text)
    ratio = measured.ratio
    if not ratio.denominator:
        return NOTHING
    if target.counts_cases:
        return Figure(Fraction(ratio.numerator), f"{ratio.numerator} 件", ratio.full)
    return Figure(Fraction(ratio.numerator, ratio.denominator), ratio.full)


ROW: Final = ("编号", "单位", "目标", "期间", "现在", "基期", "应达到", "结果", "说明", "出处", "版次")
"""Columns of `TargetState.row`."""


@dataclass(frozen=True, slots=True)
class TargetState:
    """A target as of an edition: where it stands, the number now and of the base, what is needed, and why in a sentence."""

    target: Target
    stand: TargetStand
    now: Figure
    base: Figure | None
    need: str
    sentence: str
    edition: str
    as_of: date

    @property
    def row(self) -> Mapping[str, str]:
        """As a line of a list, for page, command and notebook."""
        one = self.target
        told = (
            one.target_id, one.who, one.words, one.period.words, self.now.text, self.base.text if self.base else "", self.need,
            self.stand.value, self.sentence, one.source, self.edition,
        )  # fmt: skip
        return dict(zip(ROW, told, strict=True))


def state_of(
    target: Target, now: Figure, base: Figure | None, *, edition: str, as_of: date, note: str = ""
) -> TargetState:
    """Judge a target by its figures as of a day: 未到期 until its last day, 无法计算 where either number is missing.

    `note` says what a reader must know of the figures (an edition of another day, a base not over).
    """
    limit = needed(target, base)
    stand, why = _stand(target, now, base, limit, as_of)
    need = f"{target.direction.value if not target.direction.from_base else _BOUND[target.direction]} {_shown(target, limit)}"
    told = "；".join(filter(None, (why, now.parts, note)))
    return TargetState(target, stand, now, base, need if limit is not None else EMPTY, told, edition, as_of)


_BOUND: Final = {Direction.DOWN: "不高于", Direction.UP: "不低于"}


def needed(target: Target, base: Figure | None) -> Fraction | None:
    """The number that must be reached; None where it hangs on a base that cannot be counted."""
    amount = target.amount
    if not target.direction.from_base:
        return None if amount is None else amount.value / 100 if amount.unit == PERCENT else amount.value
    if base is None or base.value is None or (not base.value and (amount is None or amount.unit != POINTS)):
        return None
    if amount is None:
        return base.value
    far = (
        base.value * amount.value / 100
        if amount.unit == PERCENT
        else amount.value / (100 if amount.unit == POINTS else 1)
    )
    return max(Fraction(0), base.value - far) if target.direction is Direction.DOWN else base.value + far


def reached(target: Target, value: Fraction, limit: Fraction) -> bool:
    """Whether a number is as the target wants it; a change without an amount must be a change."""
    if target.direction.from_base and target.amount is None:
        return value < limit if target.direction.wants_low else value > limit
    return value <= limit if target.direction.wants_low else value >= limit


def _stand(
    target: Target, now: Figure, base: Figure | None, limit: Fraction | None, as_of: date
) -> tuple[TargetStand, str]:
    if target.withdrawn:
        return TargetStand.WITHDRAWN, target.why or "已撤下"
    if as_of < target.period.last:
        return TargetStand.RUNNING, _so_far(target, now, limit, as_of)
    if now.value is None:
        return TargetStand.UNKNOWN, "期间内没有可计的件，无法计算"
    if limit is None:
        return TargetStand.UNKNOWN, _no_base(base)
    if reached(target, now.value, limit):
        return TargetStand.MET, ""
    return TargetStand.MISSED, _gap(target, now.value, limit)


def _so_far(target: Target, now: Figure, limit: Fraction | None, as_of: date) -> str:
    """How it looks before its last day; a number that still grows says nothing yet."""
    left = f"还有 {(target.period.last - as_of).days} 天"
    if as_of < target.period.first:
        return "期间还没有开始"
    if now.value is None or limit is None or target.offered.is_flow:
        return left
    return f"{left}，目前{'合于' if reached(target, now.value, limit) else '不合于'}目标"


def _gap(target: Target, value: Fraction, limit: Fraction) -> str:
    """What is still wanting: cases, or points between two rates."""
    gap = abs(value - limit)
    if not gap:
        return f"没有{target.direction.value}"
    return f"差 {decimal(gap)} 件" if target.counts_cases else f"差 {decimal(gap * 100)} 个百分点"


def _no_base(base: Figure | None) -> str:
    return "基期没有可计的件，无法计算" if base is None or base.value is None else "基期为 0，升降无从计算"


def _shown(target: Target, value: Fraction | None) -> str:
    if value is None:
        return EMPTY
    return f"{decimal(value)} 件" if target.counts_cases else f"{decimal(value * 100)}%"
