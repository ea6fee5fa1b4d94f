"""What stands in which report (报表纲目): sections, their tables, and which of them leave the office. Spec 6.4; S001; S004."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from workbench.campaign.report_parts import ReportKind
from workbench.campaign.report_queries import listings, tallies

METRICS, BALANCE, MEETINGS, TARGETS, PATH = "M1", "M2", "M5", "K0", "K6"
RECEPTIONS, ATTENDEES = "R7", "R7A"
COUNTED_IF_ANY: Final = frozenset({RECEPTIONS, ATTENDEES})
"""Tables left out where an edition has no such counts at all: reports made before they were kept stay as they were."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A section as planned: its tables in order, and which columns of which of them are drawn as charts.

    "{base}" in a column's name stands for what the period is compared with.
    """

    title: str
    tables: tuple[str, ...]
    charts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_MONTHLY: Final = ("M-01", "M-02", "M-03", "M-04A", "M-04B", "M-05", "M-06", "M-07", "M-07B", "M-07C", "M-08")
MEASURES: Final[Mapping[ReportKind, tuple[str, ...]]] = {
    ReportKind.WEEK: ("M-01", "M-02", "M-14", "M-15"),
    ReportKind.MONTH: (*_MONTHLY, "M-14", "M-15", "M-16"),
    ReportKind.QUARTER: (*_MONTHLY, "M-12", "M-13", "M-17"),
    ReportKind.HALF_YEAR: ("M-01", "M-02", "M-05", "M-07", "M-07B", "M-07C", "M-08", "M-09", "M-17"),
    ReportKind.YEAR: (*_MONTHLY, "M-09", "M-13", "M-14", "M-15", "M-17"),
    ReportKind.CONGRESS: ("M-01", "M-02", "M-04B", "M-06", "M-09", "M-17"),
    ReportKind.CLOSING: ("M-13", "M-14", "M-15"),
}
"""Metrics each report prints, by id."""

_VISITS = Planned("群众来访", ("R1", "R2"), {"R1": ("批次", "{base}批次"), "R2": ("个访批次", "集访批次")})
_REVIEW = Planned("复查复核", ("R3",), {"R3": ("申请", "办结")})
_CAMPAIGNS = Planned("上级交办、专项行动化解", ("R6",), {"R6": ("交办数", "已化解", "报结待审")})
_RATES = Planned("主要指标", (METRICS,))
_STOCK = Planned("存量与增量", (BALANCE,), {BALANCE: ("期初", "期末")})
_SUGGESTED = {"Q5": ("提出", "采纳或部分采纳")}
OUTLINES: Final[Mapping[ReportKind, tuple[Planned, ...]]] = {
    ReportKind.WEEK: (
        Planned("受理办理", ("W1",), {"W1": ("办结", "超期未完成")}), _RATES, Planned("议定事项落实", ("W2",)), Planned("新反弹", ("W3",)),
        Planned("未来到期", ("W4",)), Planned("星期一会议可研究的事项", ("W5", "W6"), {"W5": ("事项", "其中期间内新符合")}),
    ),
    ReportKind.MONTH: (
        _RATES, _STOCK, _CAMPAIGNS, Planned("包案和方案", ("M3",)), Planned("督办", ("M4",)),
        Planned("乡镇（街道）联席会议召开情况", (MEETINGS,)), Planned("登记质量", ("D1",)),
    ),
    ReportKind.QUARTER: (
        Planned("新增事项", ("Q1", "Q6"), {"Q1": ("新增事项", "{base}新增事项")}), Planned("形成原因", ("Q2",), {"Q2": ("件次",)}),
        Planned("重复信访事项", ("Q3",), {"Q3": ("两件", "三至四件", "五件以上")}), Planned("疑难事项增减", ("Q4",), {"Q4": ("新增", "化解")}),
        Planned("三项建议及反馈", ("Q5",), _SUGGESTED), _REVIEW, _RATES,
    ),
    ReportKind.HALF_YEAR: (
        _VISITS, _REVIEW, Planned("网信办理", ("R4", "R4A", "R4B"), {"R4": ("登记", "{base}登记")}),
        Planned("领导留言和批示件", ("R5",), {"R5": ("登记", "已答复办结")}),
        Planned("领导接访和接待场所", (RECEPTIONS, ATTENDEES)), _CAMPAIGNS, _STOCK, _RATES,
    ),
    ReportKind.YEAR: (
        Planned("信访事项数据、领域和被反映较多的机关、单位", ("Y1", "Y2", "R1", "R2", "Y3"),
                {"Y1": ("件次", "{base}件次"), "Y2": ("件次", "{base}件次"), "R1": ("批次", "{base}批次")}),
        Planned("转送、交办、督办", ("Y4",)), Planned("改进工作、完善政策、追究责任的建议及采纳", ("Q5",), _SUGGESTED),
        Planned("其他情况", ("R3", "R6", BALANCE, METRICS, MEETINGS), {BALANCE: ("期初", "期末")}),
    ),
    ReportKind.CONGRESS: (
        Planned("信访总体情况", ("Y1", "Y2"), {"Y2": ("件次", "{base}件次")}), Planned("复查复核", ("R3",)), Planned("化解情况", ("R6",)),
        Planned("改进工作、完善政策的建议", ("Q5",)), _RATES,
    ),
    ReportKind.CLOSING: (
        Planned("目标完成", (TARGETS, PATH), {PATH: ("节点要求", "已化解（扣除反弹）", "已化解（报上级口径）", "报结待审")}),
        Planned("各单位", ("K1",), {"K1": ("交办数", "已化解")}), Planned("各领域", ("K2",), {"K2": ("交办数", "已化解")}),
        Planned("核减、反弹和未化解", ("K3", "K4", "K5")), _RATES,
    ),
}  # fmt: skip
"""The sections of each report, in order."""


def leaves_the_office(table: str) -> bool:
    """Whether a table may stand in a report that leaves the office: no lists of cases, nothing by unit."""
    if table in listings() or table in (MEETINGS, TARGETS, PATH, BALANCE, *COUNTED_IF_ANY):
        return False
    return not tallies()[table].by_unit if table in tallies() else True
