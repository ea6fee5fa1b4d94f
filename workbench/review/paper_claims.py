"""What is asked and what is in question, for the paper (诉求、争议焦点、存在问题、重新研究结论)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from workbench.domain.case import Worksheet
from workbench.domain.codes import StepKind, Trilean
from workbench.domain.finding import ClockStatus
from workbench.review.paper_parts import (
    Line,
    LineKind,
    Row,
    Section,
    day_words,
    detail_of,
    distinct,
    ended,
    gap,
    listed,
    missing,
    note,
    text_of,
    told,
)
from workbench.review.paper_source import PaperSource
from workbench.rules.negotiation import contest

_RIGHTS: Final = frozenset({"C07", "C09"})
"""Clocks of a right that lapses: never a unit's problem, and nothing the petitioner is reproached with."""
_LATE: Final = frozenset({ClockStatus.OVERDUE.value, ClockStatus.DONE_LATE.value})
_UNIT_FLAGS: Final = frozenset({"HF5", "HF6", "HF8", "HF9", "HF11"})
"""Hard-case flags that speak of what units did or lack; the others describe the matter."""
_NOT_PROBLEMS: Final = ("HF", "T-", "REBOUND")
_CLAIM_PARTS: Final = (("result", "办理结果"), ("legitimacy", "合理性"), ("basis", "依据"))
_UNDECIDED: Final = "未判定"


def claims(source: PaperSource) -> Section:
    """二、信访人诉求: claim by claim with result, reasonableness, basis, performance; proposed ones say so."""
    if source.claims:
        lines = [line for row in source.claims for line in _claim(row)]
    else:
        texts = distinct(row.get("claim") for row in source.records)
        lines = [Line(f"诉求{number}：{ended(text)}（台账所载，尚未逐项认定）") for number, text in enumerate(texts, 1)]
        lines += [gap("逐项诉求的认定和办理结果")] if texts else [gap("信访人诉求")]
    return Section("claims", "二、信访人诉求", tuple(lines))


def _claim(row: Row) -> Iterator[Line]:
    number = text_of(row, "number")
    proposed = "" if text_of(row, "said_by") else "（据台账文字拟列，待确认）"
    yield Line(f"诉求{number}：{ended(text_of(row, 'claim') or missing('诉求内容'))}{proposed}")
    known = [f"{name}：{text_of(row, key)}" for key, name in _CLAIM_PARTS if _said(row, key)]
    known += [f"三到位：{'、'.join(listed(row.get('outcome')))}"] if listed(row.get("outcome")) else []
    known += [f"应于{day_words(row['due'])}前落实"] if row.get("due") else []
    known += [f"已于{day_words(row['performed'])}履行"] if row.get("performed") else []
    if known:
        yield Line(ended("；".join(known)))
    lacking = [name for key, name in _CLAIM_PARTS if not _said(row, key)]
    if lacking:
        yield gap(f"诉求{number}的{'、'.join(lacking)}")


def _said(row: Row, key: str) -> bool:
    return text_of(row, key) not in ("", _UNDECIDED)


# --- three: what is in dispute ------------------------------------------------------------------------------------------


def focus(source: PaperSource) -> Section:
    """三、争议焦点: facts, law and policy, money, who answers; from ledger, worksheet, findings and units' words."""
    sheet = latest(source.file.worksheets)
    crux = distinct(detail_of(step).get("crux") for step in source.steps if step["kind"] == StepKind.STUDY.value)
    focus = distinct(row.get("dispute_focus") for row in source.records)
    facts = "".join(map(ended, (*focus, *crux, *_words(sheet, "focus_facts"))))
    lines = (
        told("事实方面", facts),
        told("法律政策方面", sheet.get("focus_law", "")),
        told("资金方面", "".join(map(ended, _words(sheet, "focus_money", "money"))) or _money(source)),
        told("责任主体方面", sheet.get("focus_who", "") or _who(source)),
    )
    return Section("focus", "三、争议焦点", lines)


def _words(sheet: Mapping[str, str], *keys: str) -> list[str]:
    return [sheet[key] for key in keys if sheet.get(key)]


def _who(source: PaperSource) -> str:
    """Where a quarrel of units over the matter stands, or that places and organ leave open who leads."""
    quarrel = contest(source.facts) if source.facts else None
    if quarrel and quarrel.state.is_open:
        return quarrel.sentence
    return _sentence_of(source.findings, "HF8") or _sentence_of(source.findings, "HF4")


def _money(source: PaperSource) -> str:
    causes = distinct(row.get("cause") for row in source.records if "资金" in text_of(row, "cause"))
    return f"台账成因标签为{'、'.join(causes)}" if causes else ""


def _sentence_of(findings: Iterable[Row], rule: str) -> str:
    found = (row for row in findings if row["rule"] == rule and row["outcome"] == Trilean.YES.value)
    return next((text_of(row, "sentence") for row in found), "")


# --- six: problems and causes, of units only --------------------------------------------------------------------------------


def problems(source: PaperSource) -> Section:
    """六、存在问题及原因（单位方面）: limits not kept, rule findings that hold, what is missing, causes on record."""
    found = distinct((*_late_clocks(source.clocks), *_findings(source.findings), *_transfers(source.records)))
    causes = distinct((*(row.get("cause") for row in source.records), latest(source.file.worksheets).get("cause")))
    lines = [Line(f"（{number}）{ended(text)}") for number, text in enumerate(found, 1)]
    lines = [Line("存在问题", LineKind.HEAD), *(lines or [Line("据登记情况未见超期、程序缺漏。")])]
    lines += [Line("原因", LineKind.HEAD), told("成因（单位方面）", "、".join(causes))]
    return Section(
        "problems", "六、存在问题及原因", tuple(lines), notes=(note("只列单位办理方面的情况，不作责任认定。"),)
    )


def _late_clocks(clocks: Iterable[Row]) -> Iterator[str]:
    for row in clocks:
        if row["status"] in _LATE and row["clock"] not in _RIGHTS:
            yield f"{text_of(row, 'unit')}{'：' if row.get('unit') else ''}{text_of(row, 'sentence')}（{text_of(row, 'clause')}）"


def _findings(findings: Iterable[Row]) -> Iterator[str]:
    for row in findings:
        rule, ruled = text_of(row, "rule"), text_of(row, "ruled")
        if row["outcome"] != Trilean.YES.value or ruled == "不成立" or not _of_units(rule):
            continue
        state = "审核认定成立：" if ruled else "待审核人核对：" if rule.startswith("PD") else ""
        yield f"{state}{text_of(row, 'sentence')}{f'（{clause}）' if (clause := text_of(row, 'clause')) else ''}"


def _of_units(rule: str) -> bool:
    return rule in _UNIT_FLAGS or not rule.startswith(_NOT_PROBLEMS)


def _transfers(records: Iterable[Row]) -> Iterator[str]:
    times = max((int(row["assign_times"]) for row in records if row.get("assign_times") is not None), default=0)
    if times > 1:
        yield f"先后交办{times}次"


# --- seven: the worksheet ---------------------------------------------------------------------------------------------------

WORKSHEET: Final = (
    ("gaps", "原认定与诉求的差距"),
    ("new_facts", "原处理之后的新事实、新突破口"),
    ("reasonable", "原结论之外诉求的合理部分"),
    ("legal", "法律上可行"),
    ("policy_possible", "政策上可行"),
    ("impossible", "不可行"),
    ("precedent", "先例与连带影响"),
    ("conclusion", "综合性结论"),
)
"""Boxes of the 三不限三重新 worksheet printed in part seven, by key of the event's payload."""


def restudy(source: PaperSource) -> Section:
    """七、三不限三重新重新研究结论: the latest version of the worksheet, box by box."""
    title = "七、三不限三重新重新研究结论"
    if not source.file.worksheets:
        return Section("restudy", title, (gap("三不限三重新重新研究结论"),))
    sheet = source.file.worksheets[-1]
    lines = tuple(told(name, sheet.fields.get(key, "")) for key, name in WORKSHEET)
    said = f"第{len(source.file.worksheets)}次重新研究，{day_words(sheet.said.at.date())}登记。"
    return Section("restudy", title, lines, notes=(note(said),))


def latest(worksheets: tuple[Worksheet, ...]) -> Mapping[str, str]:
    """Fields of the last worksheet; empty before the first."""
    return worksheets[-1].fields if worksheets else {}
