"""What is known and what the rules answered (事实与认定), as text a clerk reads: built from escaped text only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import ipywidgets

from workbench.domain.codes import Trilean
from workbench.widgets.base import as_mapping
from workbench.widgets.text import NOT_KNOWN, escape
from workbench.widgets.theme import page_style

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
    """Label and value in a grid, the source beneath in small grey; — where nothing is known."""

    def __init__(self, facts: Iterable[Fact | tuple[str, Any] | tuple[str, Any, str]] = (), *, title: str = "") -> None:
        super().__init__(_facts(facts, title))

    def show(self, facts: Iterable[Fact | tuple[str, Any] | tuple[str, Any, str]], *, title: str = "") -> None:
        """Other facts in the same place."""
        self.value = _facts(facts, title)


class FindingList(Markup):
    """Rules' answers (`Finding`s, or dicts of the same names): id, 是/否/待核, sentence, clause, and the facts behind."""

    def __init__(self, findings: Iterable[Any] = (), *, title: str = "") -> None:
        super().__init__(_findings(findings, title))

    def show(self, findings: Iterable[Any], *, title: str = "") -> None:
        """Other findings in the same place."""
        self.value = _findings(findings, title)


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


def _facts(facts: Iterable[Any], title: str) -> str:
    rows = "".join(_fact(fact if isinstance(fact, Fact) else Fact(*fact)) for fact in facts)
    return _card(f'<dl class="wb-facts">{rows}</dl>', title)


def _fact(fact: Fact) -> str:
    value = escape(fact.value) or f'<span class="wb-none">{NOT_KNOWN}</span>'
    source = f"<small>{escape(fact.source)}</small>" if fact.source else ""
    return f"<div><dt>{escape(fact.label)}</dt><dd>{value}{source}</dd></div>"


def _findings(findings: Iterable[Any], title: str) -> str:
    rows = "".join(_finding(as_mapping(finding)) for finding in findings)
    return _card(f'<ul class="wb wb-findings">{rows}</ul>' if rows else '<span class="wb-none">没有认定</span>', title)


def _finding(finding: Mapping[str, Any]) -> str:
    outcome = str(finding.get("outcome", Trilean.UNKNOWN.value))
    chip = f'<span class="wb-chip wb-chip-{_CHIPS.get(outcome, "unknown")}">{escape(outcome)}</span>'
    clause = f'<div class="wb-clause">{escape(finding.get("clause"))}</div>' if finding.get("clause") else ""
    return (
        f'<li><span class="wb-rule">{escape(finding.get("rule"))}</span><span>{chip}</span>'
        f"<div>{escape(finding.get('sentence'))}{clause}{_behind(finding)}</div></li>"
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
