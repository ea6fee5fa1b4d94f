"""三项建议的建议书 (《信访工作条例》第四十条): findings with their fractions, the advice, its basis and the feedback asked for.

In the template of letters; numbers come from an edition, the advice is a person's. No petitioner is named, no sanction proposed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from workbench.campaign.advice import FEEDBACK, AdviceKind
from workbench.reports.filling import Stamp
from workbench.reports.forms import FormSection, fields_section
from workbench.reports.letters.document import letter_docx
from workbench.reports.letters.parts import LetterText
from workbench.review.paper_parts import Line, day_words, ended

SMALL: Final = 3
MERGED: Final = "其他（不足3件的合并）"
_TITLES: Final[Mapping[AdviceKind, str]] = MappingProxyType(
    {
        AdviceKind.WORK: "关于改进工作的建议书",
        AdviceKind.POLICY: "关于完善政策的建议书",
        AdviceKind.DUTY: "关于追究责任的建议书",
    }
)
_BASES: Final[Mapping[AdviceKind, str]] = MappingProxyType(
    {
        AdviceKind.WORK: "《信访工作条例》第四十条第一款：不按规定受理、办理信访事项，推诿、敷衍、拖延等情形，"
        "应当及时督办，并提出改进工作的建议。",
        AdviceKind.POLICY: "《信访工作条例》第四十条第二款：对工作中发现的有关政策性问题，应当及时向本级党委和政府报告，并提出完善政策的建议。",
        AdviceKind.DUTY: "《信访工作条例》第四十条第三款：造成严重后果的，应当向有管理权限的机关、单位提出追究责任的建议。",
    }
)


@dataclass(frozen=True, slots=True)
class AdviceSource:
    """What one letter may say: whom to, its number, facts by label, causes with their matters, listed matters, the advice."""

    kind: AdviceKind
    unit: str
    sender: str
    number: str
    signer: str
    day: date
    due: date
    facts: tuple[tuple[str, str], ...]
    causes: tuple[tuple[str, int], ...]
    listed: tuple[tuple[str, str], ...]
    others: int
    advice: tuple[str, ...]
    problem: str = ""
    contact: str = ""


def advice_text(source: AdviceSource) -> LetterText:
    """The letter's content: 发现的问题, 涉及的事项 (where there are any to name), 建议, 依据, 反馈要求."""
    problem = (Line(ended(source.problem)),) if source.problem else ()
    found = fields_section("发现的问题", [*source.facts, *_causes(source)])
    sections = [
        FormSection(found.title, problem, found.head, found.cells),
        *_listed(source),
        FormSection("建议", tuple(Line(f"{at}．{ended(text)}") for at, text in enumerate(source.advice, 1))),
        FormSection("依据", (Line(_BASES[source.kind]),)),
        FormSection("反馈要求", (Line(_feedback(source)),)),
    ]
    tail = (Line(f"联系人：{source.contact}"),) if source.contact else ()
    return LetterText(
        _TITLES[source.kind], tuple(sections), source.number, source.signer, source.unit,
        closing=(source.sender, day_words(source.day)), tail=tail,
    )  # fmt: skip


def _causes(source: AdviceSource) -> tuple[tuple[str, str], ...]:
    """Causes with their matters; what has fewer than three is put together, so that no single matter shows."""
    large = [(name, many) for name, many in source.causes if many >= SMALL]
    small = sum(many for _, many in source.causes if many < SMALL)
    told = [f"{name}{many}件" for name, many in large] + ([f"{MERGED}{small}件"] if small else [])
    return (("单位一侧成因", "、".join(told)),) if told else ()


def _listed(source: AdviceSource) -> tuple[FormSection, ...]:
    """The matters the receiver handles itself; others are only counted."""
    if not source.listed:
        return ()
    notes = (Line(f"另有{source.others}件由其他单位承办或反映本单位，不列明。"),) if source.others else ()
    return (FormSection("涉及的事项", (), ("事项编号", "事项"), source.listed, notes),)


def _feedback(source: AdviceSource) -> str:
    return (
        f"请于{day_words(source.due)}前书面反馈采纳情况；不采纳或部分采纳的，说明理由（{FEEDBACK}；"
        "条例未定日数，期限为内部要求）。"
    )


def advice_docx(source: AdviceSource, stamp: Stamp, own_templates: Path | None = None) -> tuple[bytes, LetterText]:
    """The letter as a docx, and its content. TemplateFault as `filling.fill`."""
    text = advice_text(source)
    return letter_docx(text, stamp, own_templates), text
