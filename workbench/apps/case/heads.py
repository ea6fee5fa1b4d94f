"""案件研判, the head of the page (页首与基本情况): chips, head facts, and what is missing; no widget here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from workbench.apps.words import state
from workbench.domain.codes import ResolutionState
from workbench.domain.finding import ClockStatus
from workbench.review.facts import Row
from workbench.usecases.study_matter import Dossier

Word = tuple[str, str, str]
"""A chip: text, tone, what it says on hover."""

_B_TONES: Final[Mapping[str, str]] = {
    ResolutionState.RESOLVED.value: "ok",
    ResolutionState.REBOUND.value: "overdue",
    ResolutionState.RETURNED.value: "orange",
    ResolutionState.REPORTED.value: "yellow",
    ResolutionState.REMOVED.value: "done",
    ResolutionState.ENDED_UNRESOLVED.value: "orange",
}
RUNNING: Final = frozenset(
    {ClockStatus.RUNNING, ClockStatus.YELLOW, ClockStatus.ORANGE, ClockStatus.GRACE, ClockStatus.OVERDUE}
)


def next_clock(clocks: Sequence[Row]) -> Row | None:
    """The open clock that runs out, or ran out, first."""
    open_ones = [row for row in clocks if row["status"] in RUNNING and row["due"]]
    return min(open_ones, key=lambda row: row["due"], default=None)


def chips(dossier: Dossier, tones: Mapping[str, str], asked: date | None) -> list[Word]:
    """Number, states A and B, the next deadline, and whether something came since the edition."""
    matter = dossier.matter
    found = [
        (matter["matter_id"], "neutral", "事项编号"),
        (f"办理 {state(matter['state_a'])}", "info", f"办理程序状态 {matter['state_a']}"),
        (f"化解 {state(matter['state_b'])}", _B_TONES.get(matter["state_b"], "info"), f"化解状态 {matter['state_b']}；办理办结不等于已化解"),
        _deadline(next_clock(dossier.clocks), tones),
    ]  # fmt: skip
    if asked is not None:
        found.append((f"正在看 {asked} 的情形", "orange", "只能看，不能登记"))
    elif dossier.newer:
        told = f"版次 {dossier.edition} 之后另有 {len(dossier.newer)} 条登记"
        found.append((told, "yellow", f"已计入本页，截至 {dossier.as_of}；下一版次计入各看板"))
    else:
        found.append((f"与版次 {dossier.edition} 一致", "done", "版次之后没有新的登记"))
    return found


def _deadline(clock: Row | None, tones: Mapping[str, str]) -> Word:
    if clock is None:
        return "没有在走的期限", "done", "没有在走的法定期限"
    days = clock["days_left"]
    left = "" if days is None else f"（超 {-days} 天）" if days < 0 else f"（剩 {days} 天）"
    return f"{clock['name']} {clock['due']}{left}", tones.get(clock["status"], "neutral"), clock["sentence"]


def matter_facts(matter: Row) -> list[tuple[str, Any]]:
    """The matter's head facts as label and value; None where the ledgers say nothing."""
    return [
        ("信访人", matter["petitioner"] or None),
        ("首次反映", matter["first_day"]),
        ("最近反映", matter["last_day"]),
        ("信访件", f"{matter['records']} 件"),
        ("涉及人数", matter["involved"]),
        ("内容分类", " / ".join(part for part in (matter["topic_l1"], matter["topic_l2"]) if part) or None),
        ("事发地", matter["issue_name"] or None),
        ("责任单位", matter["lead_unit"] or None),
        ("协办单位", "、".join(list_of(matter["assist_units"])) or None),
        ("包案领导", matter["case_leader"] or None),
        ("专项批次", matter["campaign"] or "不在专项内"),
        ("三跨三分离", matter["label"] or None),
    ]


def list_of(value: Sequence[str] | None) -> list[str]:
    return list(value) if value is not None else []
