"""复查复核审查表: what a review looks at, procedure (程序) apart from substance (实体), each item with its article (S001).

A review that only sees to its own deadlines and papers is 空转: substance counts as looked at only where each of its items has
an answer with the words it rests on. Nothing here says what the answer must be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from workbench.domain.codes import StepKind, Trilean
from workbench.domain.facts import RecordFacts, Step
from workbench.domain.finding import Finding

_T: Final = "《信访工作条例》第"
_SHANDONG: Final = "《山东省信访条例》第四十五条（地方规定，审查事项供参考）"
_NO_OPINION: Final = re.compile("不予受理|终止|撤回")
FLAG: Final = "RS1"
"""Rule id: a review was answered though its substance was not looked at."""


class Part(StrEnum):
    """Half of a review (审查部分)."""

    PROCEDURE = "程序"
    SUBSTANCE = "实体"


class Answered(StrEnum):
    """What the reviewer found of one item (审查结论)."""

    YES = "是"
    NO = "否"
    NOT_APPLICABLE = "不适用"


class Round(StrEnum):
    """Which review (审查环节)."""

    REVIEW = "复查"
    REREVIEW = "复核"


PARTS: Final = tuple(Part)
ASKED: Final[Mapping[Round, StepKind]] = {Round.REVIEW: StepKind.REVIEW_ASK, Round.REREVIEW: StepKind.REREVIEW_ASK}
ANSWERED: Final[Mapping[Round, StepKind]] = {
    Round.REVIEW: StepKind.REVIEW_ANSWER,
    Round.REREVIEW: StepKind.REREVIEW_ANSWER,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the sheet; `clocks` are the ids of the statutory clocks whose findings speak to it."""

    id: str
    part: Part
    asks: str
    clause: str
    clocks: tuple[str, ...] = ()


ITEMS: Final[Mapping[str, Item]] = {
    one.id: one
    for one in (
        Item("P1", Part.PROCEDURE, "请求在收到书面答复之日起30日内提出，逾期的有正当理由", f"{_T}三十五条、第三十六条第一款", ("C07", "C09")),
        Item("P2", Part.PROCEDURE, "向原办理（复查）机关、单位的上一级提出，本机关有权受理", f"{_T}三十五条、第三十六条第一款"),
        Item("P3", Part.PROCEDURE, "属于信访程序事项，没有把应导入其他法定途径的混入", f"{_T}三十一条"),
        Item("P4", Part.PROCEDURE, "原办理单位按期受理并书面告知", f"{_T}二十三条", ("C02", "C03")),
        Item("P5", Part.PROCEDURE, "原办理在60日内办结，延期经负责人批准并告知理由", f"{_T}三十四条", ("C05",)),
        Item("P6", Part.PROCEDURE, "处理（复查）意见有书面答复并送达信访人", f"{_T}三十五条、第三十六条第一款"),
        Item("P7", Part.PROCEDURE, "有直接利害关系的工作人员已经回避", f"{_T}二十八条第三款"),
        Item("P8", Part.PROCEDURE, "自收到请求之日起30日内提出复查（复核）意见，复核听证时间不计", f"{_T}三十五条、第三十六条", ("C08", "C10")),
        Item("S1", Part.SUBSTANCE, "意见写明全部投诉请求，逐项作出回应", f"{_T}三十二条第一款"),
        Item("S2", Part.SUBSTANCE, "事实查明，责任分清，与信访人陈述不一致的说明理由", f"{_T}二十八条第一款、第三十二条第一款"),
        Item("S3", Part.SUBSTANCE, "证据足以支持认定的事实，复查复核时核实过", _SHANDONG),
        Item("S4", Part.SUBSTANCE, "适用的法律、法规、规章、政策现行有效，条款正确", f"{_T}三十二条第一款"),
        Item("S5", Part.SUBSTANCE, "支持、解释说明或不予支持的意见与事实和依据相符", f"{_T}三十二条第一款第一至三项"),
        Item("S6", Part.SUBSTANCE, "支持的请求有执行安排并已督促，不予支持的做了疏导教育", f"{_T}三十二条第二款"),
        Item("S7", Part.SUBSTANCE, "请求复查复核时提出的新理由、新证据已经核实回应", _SHANDONG),
        Item("S8", Part.SUBSTANCE, "维持、变更、撤销或责令重办的结论与以上审查一致", _SHANDONG),
    )
}  # fmt: skip
"""Every question in the order it is asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reviewer recorded on one item, with the words it rests on."""

    item: str
    verdict: Answered
    basis: str = ""
    by: str = ""
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One item with what the records show of it, and the answer if there is one."""

    item: Item
    shown: str = ""
    answer: Answer | None = None

    @property
    def row(self) -> Mapping[str, str]:
        """The line in the words of its columns."""
        told = self.answer
        return {
            "序号": self.item.id, "部分": self.item.part.value, "审查内容": self.item.asks, "结论": told.verdict.value if told else "未审查",
            "认定理由": told.basis if told else "", "记录显示": self.shown, "条款": self.item.clause, "审查人": told.by if told else "",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """One review's items in order."""

    lines: tuple[SheetLine, ...]

    def of(self, part: Part) -> tuple[SheetLine, ...]:
        return tuple(line for line in self.lines if line.item.part is part)

    def open(self, part: Part) -> tuple[SheetLine, ...]:
        """Items of a part without an answer."""
        return tuple(line for line in self.of(part) if line.answer is None)

    @property
    def begun(self) -> bool:
        return any(line.answer for line in self.lines)

    @property
    def whole(self) -> bool:
        """Whether both parts are answered to the last item."""
        return not any(self.open(part) for part in PARTS)

    @property
    def state(self) -> str:
        """未开始, 审查中 or 完整."""
        return "完整" if self.whole else "审查中" if self.begun else "未开始"


def sheet_of(answers: Iterable[Answer], shown: Mapping[str, str] | None = None) -> Sheet:
    """The sheet with the last answer of each item; `shown` is what the records show, by item."""
    last, told = {one.item: one for one in answers}, shown or {}
    return Sheet(tuple(SheetLine(item, told.get(name, ""), last.get(name)) for name, item in ITEMS.items()))


def shown_by(clocks: Sequence[Mapping[str, str]], delivered: Sequence[str], recused: Sequence[str]) -> dict[str, str]:
    """What the records show of items: findings of their clocks (`clock` and `sentence`), deliveries, who stands aside."""
    said = {
        name: "".join(row["sentence"] for row in clocks if row["clock"] in item.clocks)
        for name, item in ITEMS.items()
        if item.clocks
    }
    said["P6"] = f"登记送达：{'、'.join(delivered)}。" if delivered else "没有送达登记。"
    said["P7"] = f"登记回避：{'、'.join(recused)}。" if recused else "没有回避登记。"
    return {name: text or "没有可据以核对的登记。" for name, text in said.items()}


def gaps(part: str, item: str, verdict: str, basis: str) -> tuple[str, ...]:
    """Why an answer may not be kept, one sentence each. On substance every answer says what it rests on."""
    known = ITEMS.get(item)
    if known is None:
        return (f"审查表没有“{item}”这一项；可用：{'、'.join(ITEMS)}",)
    found = []
    if part and part != known.part:
        found.append(f"{item} 属于{known.part.value}审查，不属于“{part}”审查；两部分不能互相代替")
    if verdict not in set(Answered):
        found.append(f"审查结论“{verdict}”不认识；可用：{'、'.join(Answered)}")
    elif not basis.strip() and known.part is Part.SUBSTANCE:
        found.append(f"{item}（{known.asks}）是实体审查，无论结论如何都要写明认定理由（看了什么材料、为什么）")
    elif not basis.strip() and verdict != Answered.YES:
        found.append(f"{item} 结论为“{verdict}”，须写明理由")
    return tuple(found)


def whole_words(sheet: Sheet) -> str:
    """How much of each part was answered, and whether the sheet is whole."""
    told = [_part_words(sheet, part) for part in PARTS]
    end = "两部分都已审查，审查表完整" if sheet.whole else "审查表不完整"
    return f"{'；'.join(told)}。{end}。"


def _part_words(sheet: Sheet, part: Part) -> str:
    lines, left = sheet.of(part), sheet.open(part)
    against = [line.item.id for line in lines if line.answer and line.answer.verdict is Answered.NO]
    told = f"{part.value}审查 {len(lines) - len(left)} / {len(lines)} 项"
    told += f"，结论为否：{'、'.join(against)}" if against else ""
    return told + (f"，未审查：{'、'.join(line.item.id for line in left)}" if left else "")


def rounds_of(record: RecordFacts) -> tuple[Round, ...]:
    """The reviews a record was at: asked for or answered."""
    return tuple(one for one in Round if record.of(ASKED[one], ANSWERED[one]))


def unlooked(record_id: str, answers: Sequence[Step], turn: Round, sheet: Sheet) -> Finding | None:
    """A flag where an opinion was issued though substance was not looked at to the last item; None otherwise.

    Not where the review ended without an opinion on the matter (不予受理, 终止, 撤回).
    """
    issued = [step for step in answers if not _NO_OPINION.search(step.detail.get("result", "") or step.text)]
    left = sheet.open(Part.SUBSTANCE)
    if not issued or not left:
        return None
    lines = sheet.of(Part.SUBSTANCE)
    day = str(issued[-1].day or "日期未登记")
    told = (
        "没有实体审查的登记"
        if len(left) == len(lines)
        else f"实体审查只答了 {len(lines) - len(left)} / {len(lines)} 项"
    )
    said = f"{turn.value}意见已于{day}出具，{told}；请核对是否只审查了程序。"
    facts = {"环节": turn.value, "意见日期": day, "未审查": "、".join(line.item.id for line in left)}
    clause = f"{_T}{'三十五条' if turn is Round.REVIEW else '三十六条'}、第三十二条"
    return Finding(FLAG, Trilean.YES, clause, said, facts, record_id, "补登实体审查各项后消除")
