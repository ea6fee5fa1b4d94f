"""重新研究 (三不限三重新): one more version of the worksheet; earlier versions stay as they were written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from workbench.domain.codes import StepKind
from workbench.domain.events import Event, EventKind
from workbench.reference.unit_causes import read_causes
from workbench.usecases.closing_opened import ClosingRefused, Opened, open_matter
from workbench.usecases.office import Office
from workbench.usecases.recording import record

BOXES: Final[Mapping[str, str]] = {
    "gaps": "原认定与诉求的差距",
    "new_facts": "原处理之后的新事实、新突破口",
    "reasonable": "原结论之外诉求的合理部分",
    "focus_facts": "争议焦点：事实",
    "focus_law": "争议焦点：法律政策",
    "focus_money": "争议焦点：资金",
    "focus_who": "争议焦点：由谁负责",
    "cause": "成因（单位一侧）",
    "legal": "法律上可行",
    "policy_possible": "政策上可行",
    "impossible": "不可行",
    "money": "所需资金与渠道",
    "precedent": "先例与连带影响",
    "conclusion": "综合性结论",
}
"""Boxes of the worksheet (S000; spec 7.4), by the payload's key."""
PLANS: Final[Mapping[str, str]] = {"main": "主方案", "fallback": "备选方案"}
PLAN_PARTS: Final[Mapping[str, str]] = {
    "what": "内容",
    "who": "责任单位",
    "money": "资金渠道",
    "basis": "依据",
    "due": "完成时限",
}
"""Parts of each plan, keyed main_what, fallback_due…"""
MEANS: Final = ("法律", "政策", "经济", "行政", "疏导", "救助")
"""综合运用的手段: 法律、政策、经济、行政等手段，教育、协商、疏导，依法救助 (T§37①②; S002). What a plan rests on, never a rating."""
_KNOWN: Final = frozenset({*BOXES, "means", *(f"{way}_{part}" for way in PLANS for part in PLAN_PARTS)})
_NEEDED: Final = ("gaps", "new_facts", "reasonable")


def study_anew(
    office: Office, wanted: str, fields: Mapping[str, str], *, why: str = "", actor: str = "", seen: int | None = None
) -> Event:
    """Keep one more version of the worksheet. Causes are those of the units' side only.

    `means` are tags of `MEANS` joined by 、. ClosingRefused for a box there is not, for one of the three questions left
    empty (write 无 where there is nothing), for a matter that never had a clear opinion without a 综合性结论, and for an
    accusation; ValueError for a cause not in the table or a means there is not; ChangedMeanwhile if another wrote on
    the matter since `seen`.
    """
    case = open_matter(office, wanted, actor, seen)
    given = {name: text.strip() for name, text in fields.items() if text.strip()}
    if reasons := _gaps(case, given):
        raise ClosingRefused(case.matter_id, "重新研究表", reasons)
    if "means" in given:
        given["means"] = "、".join(read_means(given["means"]))
    if "cause" in given:
        given["cause"] = "、".join(map(str, read_causes(given["cause"])))
    return record(office, EventKind.WORKSHEET, case.matter_id, case.actor, why, seen=case.seen, **given)


def read_means(text: str) -> tuple[str, ...]:
    """The means a text names, in the order of the list, each once; ValueError for a word that is none of them."""
    named = {part for part in re.split("[、，,；;\\s]+", text) if part}
    if strange := sorted(named - set(MEANS)):
        raise ValueError(f"“{'、'.join(strange)}”不是综合运用的手段；可用：{'、'.join(MEANS)}")
    return tuple(one for one in MEANS if one in named)


def _gaps(case: Opened, given: Mapping[str, str]) -> list[str]:
    reasons = []
    if strange := sorted(set(given) - _KNOWN):
        reasons.append(f"重新研究表没有这些栏目：{'、'.join(strange)}；可填：{'、'.join(BOXES)}")
    if missing := [BOXES[name] for name in _NEEDED if name not in given]:
        reasons.append(f"缺：{'、'.join(missing)}；三项都要逐一研究，确实没有的写“无”")
    answered = any(one.opinion or one.opinion_no or one.of(StepKind.OPINION) for one in case.facts.records)
    if not answered and "conclusion" not in given:
        reasons.append("没有明确处理意见的老问题，须写综合性结论（conclusion）")
    return reasons
