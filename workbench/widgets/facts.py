"""What is known and what the rules answered (事实与认定), as text a clerk reads: built from escaped text only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import ipywidgets

from workbench.domain.codes import Trilean
from workbench.widgets.base import as_mapping
from workbench.widgets.text import NOT_KNOWN, escape
from workbench.widgets.theme import TONES, page_style

_CHIPS: Final = {Trilean.YES.value: "yes", Trilean.NO.value: "no", Trilean.UNKNOWN.value: "unknown"}
_NOTICES: Final = ("info", "warn", "error")


class Markup(ipywidgets.HTML):  # type: ignore[misc]
    """HTML made in this room. Whoever makes one escapes what goes in; nothing outside the room should."""

    def __init__(self, markup: str, **kwargs: Any) -> None:
        super().__init__(markup, layout=ipywidgets.Layout(width="auto", overflow="visible"), **kwargs)


@dataclass(frozen=True, slots=True)
class Fact:
    """A label, what is known, and where it was read (出处)."""

    label: str
    value: Any
    source: str = ""


class FactList(Markup):
    """Label and value in a grid, the source beneath in small grey; — where nothing is known.

    `narrow` is one column for the side of a page, where what is missing is said in a word (缺).
    """

    def __init__(
        self,
        facts: Iterable[Fact | tuple[str, Any] | tuple[str, Any, str]] = (),
        *,
        title: str = "",
        narrow: bool = False,
    ) -> None:
        self._narrow = narrow
        super().__init__(_facts(facts, title, narrow))

    def show(self, facts: Iterable[Fact | tuple[str, Any] | tuple[str, Any, str]], *, title: str = "") -> None:
        """Other facts in the same place."""
        self.value = _facts(facts, title, self._narrow)


class FindingList(Markup):
    """Rules' answers (`Finding`s, or dicts of the same names): id, 是/否/待核, sentence, clause, and the facts behind."""

    def __init__(self, findings: Iterable[Any] = (), *, title: str = "") -> None:
        super().__init__(_findings(findings, title))

    def show(self, findings: Iterable[Any], *, title: str = "") -> None:
        """Other findings in the same place."""
        self.value = _findings(findings, title)


@dataclass(frozen=True, slots=True)
class Chip:
    """A word in a frame; `tone` is one of the palette's, `hint` shows on hover."""

    text: str
    tone: str = "neutral"
    hint: str = ""


class HeadLine(Markup):
    """What a page is about: title, number and states as chips, in one line."""

    def __init__(self, title: str = "", chips: Iterable[Chip] = ()) -> None:
        super().__init__(_head(title, chips))

    def show(self, title: str, chips: Iterable[Chip]) -> None:
        """Another thing in the same place."""
        self.value = _head(title, chips)


@dataclass(frozen=True, slots=True)
class Side:
    """One column of `SideBySide`: what it is, a word under it, and its facts."""

    title: str
    note: str = ""
    facts: Sequence[Fact | tuple[str, Any] | tuple[str, Any, str]] = ()


class SideBySide(Markup):
    """Versions, claims of units or matters beside each other, line by line; lines that differ are marked."""

    def __init__(self, sides: Iterable[Side] = (), *, title: str = "", empty: str = "没有可比较的内容") -> None:
        self._empty = empty
        super().__init__(_sides(tuple(sides), title, empty))

    def show(self, sides: Iterable[Side], *, title: str = "") -> None:
        """Other columns in the same place."""
        self.value = _sides(tuple(sides), title, self._empty)


class MarkedText(Markup):
    """A text with the places marked that a finding rests on: spans are (start, end) in characters."""

    def __init__(self, text: str = "", spans: Iterable[tuple[int, int]] = (), *, title: str = "") -> None:
        super().__init__("")
        self.show(text, spans, title=title)

    def show(self, text: str, spans: Iterable[tuple[int, int]] = (), *, title: str = "") -> None:
        """Another text in the same place; an empty one shows nothing."""
        self.value = _card(f'<p class="wb-quote">{_marked(text, spans)}</p>', title) if text else ""
        self.layout.display = "" if text else "none"


class Notice(Markup):
    """A strip that says one thing: info, warn or error. An empty text shows nothing."""

    def __init__(self, text: str = "", *, tone: str = "info") -> None:
        super().__init__("")
        self.say(text, tone=tone)

    def say(self, text: str, *, tone: str = "info") -> None:
        """Say something else; ValueError for an unknown tone."""
        if tone not in _NOTICES:
            raise ValueError(f"提示的种类不认识：{tone}；可用：{'、'.join(_NOTICES)}")
        role = "alert" if tone == "error" else "status"
        self.value = f'{_STYLE}<div class="wb-notice wb-tone-{tone}" role="{role}">{escape(text)}</div>' if text else ""
        self.layout.display = "" if text else "none"


_STYLE: Final = f"<style>{page_style()}</style>"  # each part looks right alone in a notebook too


def _card(body: str, title: str) -> str:
    heading = f"<h2>{escape(title)}</h2>" if title else ""
    return f'{_STYLE}<div class="wb wb-card">{heading}{body}</div>'


def _facts(facts: Iterable[Any], title: str, narrow: bool = False) -> str:
    none = '<span class="wb-lacking">缺</span>' if narrow else f'<span class="wb-none">{NOT_KNOWN}</span>'
    rows = "".join(_fact(fact if isinstance(fact, Fact) else Fact(*fact), none) for fact in facts)
    return _card(f'<dl class="wb-facts{" wb-narrow" if narrow else ""}">{rows}</dl>', title)


def _fact(fact: Fact, none: str) -> str:
    value = escape(fact.value) or none
    source = f"<small>{escape(fact.source)}</small>" if fact.source else ""
    return f"<div><dt>{escape(fact.label)}</dt><dd>{value}{source}</dd></div>"


def _head(title: str, chips: Iterable[Chip]) -> str:
    return f'{_STYLE}<div class="wb wb-headline"><h1>{escape(title)}</h1>{"".join(map(_chip, chips))}</div>'


def _chip(chip: Chip) -> str:
    tone = chip.tone if chip.tone in TONES else "neutral"
    return f'<span class="wb-word wb-word-{tone}" title="{escape(chip.hint)}">{escape(chip.text)}</span>'


def _sides(sides: Sequence[Side], title: str, empty: str) -> str:
    if not sides:
        return _card(f'<span class="wb-none">{escape(empty)}</span>', title)
    facts = [{fact.label: fact for fact in map(_as_fact, side.facts)} for side in sides]
    labels = dict.fromkeys(label for side in facts for label in side)
    heads = "".join(f"<th>{escape(side.title)}<small>{escape(side.note)}</small></th>" for side in sides)
    rows = "".join(_line(label, [side.get(label) for side in facts]) for label in labels)
    return _card(f'<table class="wb-sides"><tr><td></td>{heads}</tr>{rows}</table>', title)


def _as_fact(fact: Any) -> Fact:
    return fact if isinstance(fact, Fact) else Fact(*fact)


def _line(label: str, facts: Sequence[Fact | None]) -> str:
    texts = [escape(fact.value) if fact else "" for fact in facts]
    differs = len(set(texts)) > 1
    cells = "".join(
        f"<td>{text or NOT_KNOWN}{f'<small>{escape(fact.source)}</small>' if fact and fact.source else ''}</td>"
        for fact, text in zip(facts, texts, strict=True)
    )
    return f'<tr{" class=wb-differs" if differs else ""}><th scope="row">{escape(label)}</th>{cells}</tr>'


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Text with its spans in <mark>; they may overlap or reach beyond it."""
    inside = [False] * len(text)
    for start, end in spans:
        for place in range(max(0, start), min(end, len(text))):
            inside[place] = True
    runs = groupby(zip(text, inside, strict=True), key=lambda one: one[1])
    pieces = ((escape("".join(character for character, _ in run)), marked) for marked, run in runs)
    return "".join(f"<mark>{piece}</mark>" if marked else piece for piece, marked in pieces)


def _findings(findings: Iterable[Any], title: str) -> str:
    rows = "".join(_finding(as_mapping(finding)) for finding in findings)
    return _card(f'<ul class="wb wb-findings">{rows}</ul>' if rows else '<span class="wb-none">没有认定</span>', title)


def _finding(finding: Mapping[str, Any]) -> str:
    outcome = str(finding.get("outcome", Trilean.UNKNOWN.value))
    chip = f'<span class="wb-chip wb-chip-{_CHIPS.get(outcome, "unknown")}">{escape(outcome)}</span>'
    clause = f'<div class="wb-clause">{escape(finding.get("clause"))}</div>' if finding.get("clause") else ""
    clause += _ruled(finding)
    return (
        f'<li><span class="wb-rule">{escape(finding.get("rule"))}</span><span>{chip}</span>'
        f"<div>{escape(finding.get('sentence'))}{clause}{_behind(finding)}</div></li>"
    )


def _ruled(finding: Mapping[str, Any]) -> str:
    """A reviewer's word on it, if one was spoken."""
    if not finding.get("ruled"):
        return ""
    return (
        f'<div class="wb-clause"><b>审核认定：{escape(finding["ruled"])}</b>（{escape(finding.get("ruled_by"))}）</div>'
    )


def _behind(finding: Mapping[str, Any]) -> str:
    """What the answer rests on and what would turn it, folded away until asked for."""
    facts = dict(finding.get("facts") or {})
    if finding.get("change"):
        facts["结论改变的条件"] = finding["change"]
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{escape(value) or NOT_KNOWN}</td></tr>" for name, value in facts.items()
    )
    return f"<details><summary>依据的事实</summary><table>{rows}</table></details>" if rows else ""
