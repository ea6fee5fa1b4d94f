"""检查验收 of a campaign, unit by unit (S000 第三阶段): five items, what the records show of each, and where a unit stands.

The records only stand beside an item; whether it is met is decided by a person, with evidence. Nothing here is about a
petitioner: 帮扶救助 counts matters in which help was recorded, never who got what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SOURCE: Final = "专项方案“检查验收”（台账、组织机构、方案、化解情况、帮扶救助）"
"""Where the five items come from; the regulation names none of them."""


class Verdict(StrEnum):
    """What the checker says of one item (检查结论)."""

    PASSED = "合格"
    FAILED = "不合格"
    NOT_APPLICABLE = "不适用"


class State(StrEnum):
    """Where a unit's acceptance stands (验收状态)."""

    NOT_STARTED = "未开始"
    UNDER_WAY = "进行中"
    PASSED = "通过"
    FAILED = "未通过"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the checklist and what is looked at; `always` ones can't be set aside as not applicable."""

    id: str
    name: str
    asks: str
    always: bool = False


ITEMS: Final[Mapping[str, Item]] = {
    one.id: one
    for one in (
        Item("A1", "台账", "交办事项逐件建账，登记要素齐全，与交办数一致", always=True),
        Item("A2", "组织机构", "有专项工作机构或专班，逐件明确包案领导、责任人岗位"),
        Item("A3", "方案", "未化解和已化解的事项都有化解方案，一案一策"),
        Item("A4", "化解情况", "按目标化解，化解有依据，反弹的重新办理", always=True),
        Item("A5", "帮扶救助", "符合条件的已依法帮扶救助，有登记"),
    )
}
"""The five items of S000, in its order."""

ESSENTIAL: Final[Mapping[str, str]] = {
    "case_no": "信访件编号", "reg_time": "登记时间", "lead_unit": "责任单位", "channel": "信访形式", "claim": "诉求",
}  # fmt: skip
"""What a row of the ledger must hold to count as whole, by the edition's column."""


@dataclass(frozen=True, slots=True)
class UnitRecords:
    """What the edition holds of one unit's matters in a cohort; every field lists ids, `lacking` record id → what is missing."""

    matters: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    lacking: tuple[tuple[str, tuple[str, ...]], ...] = ()
    led: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    aided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person decided on one item: with what evidence, on which day, by whom."""

    item: str
    verdict: Verdict
    day: str = ""
    evidence: str = ""
    note: str = ""
    by: str = ""
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One item on a unit's sheet: what the records show, and the answer if there is one."""

    item: Item
    shown: str
    answer: Answer | None = None

    @property
    def verdict(self) -> str:
        return self.answer.verdict.value if self.answer else "待查"


def shown(found: UnitRecords) -> Mapping[str, str]:
    """What the records show of each item, in a sentence with its fraction; by item id."""
    return {
        "A1": _ledger(found),
        "A2": f"有包案领导或专班登记的 {_part(found.led, found.matters)} 件。",
        "A3": f"有化解方案的 {_part(found.planned, found.matters)} 件。",
        "A4": f"已化解（扣除反弹）{_part(found.resolved, found.matters)} 件，"
              f"尚未化解 {len(found.matters) - len(found.resolved)} 件。",
        "A5": f"登记过帮扶救助的 {_part(found.aided, found.matters)} 件；内容和金额不在本表。",
    }  # fmt: skip


def _ledger(found: UnitRecords) -> str:
    whole = tuple(one for one in found.records if one not in dict(found.lacking))
    told = f"事项 {len(found.matters)} 件、信访件 {len(found.records)} 件，要素齐全的 {_part(whole, found.records)} 件"
    many: dict[str, int] = {}
    for _record, names in found.lacking:
        for name in names:
            many[name] = many.get(name, 0) + 1
    lacks = "、".join(f"{name} {many[name]} 件" for name in ESSENTIAL.values() if name in many)
    return f"{told}；缺{lacks}。" if lacks else f"{told}。"


def _part(ids: Sequence[str], base: Sequence[str]) -> str:
    """ "3 / 7"; "—" of nothing."""
    return f"{len(ids)} / {len(base)}" if base else "—"


def state_of(answers: Mapping[str, Answer]) -> State:
    """未开始 without any answer, 进行中 until every item has one, then 通过, or 未通过 if any is 不合格."""
    if not answers:
        return State.NOT_STARTED
    if set(ITEMS) - set(answers):
        return State.UNDER_WAY
    failed = any(one.verdict is Verdict.FAILED for one in answers.values())
    return State.FAILED if failed else State.PASSED


def sentence(unit: str, answers: Mapping[str, Answer]) -> str:
    """Where a unit stands, in words: how many items were decided, which failed, which are still open."""
    failed = [ITEMS[one].name for one in ITEMS if one in answers and answers[one].verdict is Verdict.FAILED]
    left = [item.name for name, item in ITEMS.items() if name not in answers]
    parts = [f"已查 {len(ITEMS) - len(left)} / {len(ITEMS)} 项"]
    parts += [f"不合格：{'、'.join(failed)}"] if failed else []
    parts += [f"待查：{'、'.join(left)}"] if left else []
    return f"{unit}：{state_of(answers).value}，{'；'.join(parts)}。"


def gaps(item: str, verdict: str, evidence: str, note: str) -> tuple[str, ...]:
    """Why an answer may not be kept, one sentence each; nothing where it may."""
    if item not in ITEMS:
        return (f"检查验收没有“{item}”这一项；可用：{'、'.join(f'{one.id} {one.name}' for one in ITEMS.values())}",)
    if verdict not in set(Verdict):
        return (f"检查结论“{verdict}”不认识；可用：{'、'.join(Verdict)}",)
    name = ITEMS[item].name
    found = []
    if verdict == Verdict.PASSED and not evidence.strip():
        found.append(f"“{name}”判为合格须写明依据（附件编号、文号或查看了什么）")
    if verdict == Verdict.FAILED and not note.strip():
        found.append(f"“{name}”判为不合格须在说明里写明缺什么、限期怎么改")
    if verdict == Verdict.NOT_APPLICABLE and not note.strip():
        found.append(f"“{name}”判为不适用须在说明里写明理由")
    if verdict == Verdict.NOT_APPLICABLE and ITEMS[item].always:
        found.append(f"“{name}”对每个单位都适用，不能判为不适用")
    return tuple(found)


def latest(answers: Iterable[Answer]) -> dict[str, Answer]:
    """Of each item the last word, in the order of the list; a word on an item there is not is left out."""
    last = {one.item: one for one in answers}
    return {name: last[name] for name in ITEMS if name in last}
