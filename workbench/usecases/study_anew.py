"""重新研究 (三不限三重新): one more version of the worksheet; earlier versions stay as they were written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.domain.events import Event, EventKind
from workbench.usecases.office import Office
from workbench.usecases.recording import record
from workbench.usecases.study_matter import study_matter

BOXES: Final[Mapping[str, str]] = {
    "gaps": "原认定与诉求的差距",
    "new_facts": "原处理之后的新事实、新突破口",
    "reasonable": "原结论之外诉求的合理部分",
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
_KNOWN: Final = frozenset({*BOXES, *(f"{way}_{part}" for way in PLANS for part in PLAN_PARTS)})
_NEEDED: Final = ("gaps", "new_facts", "reasonable")


def study_anew(
    office: Office, wanted: str, fields: Mapping[str, str], *, why: str = "", actor: str = "", seen: int | None = None
) -> Event:
    """Keep one more version of the worksheet.

    ValueError for a box there is not, for one of the three questions left empty (write 无 where there is nothing), or for
    an accusation; MatterNotFound as `study_matter`; ChangedMeanwhile if another wrote on the matter since `seen`.
    """
    dossier = study_matter(office, wanted)
    matter_id = str(dossier.matter["matter_id"])
    if dossier.matter["locked"]:
        raise ValueError(f"{matter_id} 属检举控告，不在这里重新研究（《信访工作条例》第三十条）")
    given = {name: text.strip() for name, text in fields.items() if text.strip()}
    if strange := sorted(set(given) - _KNOWN):
        raise ValueError(f"重新研究表没有这些栏目：{'、'.join(strange)}；可填：{'、'.join(BOXES)}")
    if missing := [BOXES[name] for name in _NEEDED if name not in given]:
        raise ValueError(f"{matter_id} 重新研究表缺：{'、'.join(missing)}；三项都要逐一研究，确实没有的写“无”")
    policy = {"policy": given["policy_possible"]} if "policy_possible" in given else {}  # the paper's name for the box
    known = dossier.seen if seen is None else seen
    return record(office, EventKind.WORKSHEET, matter_id, actor, why, seen=known, **given, **policy)
