"""Which content a kind of letter has (文书种类 → 内容)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from workbench.reports.letters.opinion import opinion_text
from workbench.reports.letters.order import order_text
from workbench.reports.letters.parts import LetterSource, LetterText
from workbench.reports.letters.reporting import report_text, visit_back_text
from workbench.reports.letters.supervising import supervising_text, talk_text
from workbench.rules.letters import LetterKind

_TEXTS: Final[Mapping[LetterKind, Callable[[LetterSource], LetterText]]] = MappingProxyType(
    {
        LetterKind.ORDER: order_text,
        LetterKind.SUPERVISE: supervising_text,
        LetterKind.LISTED: supervising_text,
        LetterKind.TALK: talk_text,
        LetterKind.OPINION: opinion_text,
        LetterKind.REPORT: report_text,
        LetterKind.VISIT_BACK: visit_back_text,
    }
)


def letter_text(source: LetterSource) -> LetterText:
    """The letter's content, by its kind."""
    return _TEXTS[source.kind](source)
