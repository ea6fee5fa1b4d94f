"""Two records side by side for a clerk's word (成对比对): differences marked, grounds kept back until the clerk has spoken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

import traitlets

from workbench.domain.codes import Verdict
from workbench.domain.linking import FieldPair, LinkKind, PairView, Reason, by_weight, probability
from workbench.widgets.base import Part
from workbench.widgets.text import plain
from workbench.widgets.theme import asset, part_style

DEMANDED: Final = (Verdict.DIFFERENT.value, Verdict.RELATED.value)
"""Verdicts that need a reason at once; a change of an earlier word needs one always."""

QUESTIONS: Final = {
    LinkKind.PERSON: "是否同一人",
    LinkKind.MATTER: "是否同一事项",
    LinkKind.CAUSE: "是否同一事项",  # one question: that the machine takes it for 相关 is not for the clerk to see
    LinkKind.UNIT: "是否同一单位",
    LinkKind.PLACE: "是否同一地点",
}
"""What a clerk is asked about a pair of each kind."""

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the clerk asked of the card: `act` is judge, undo, next or back; the pair is the one that was on the screen."""

    act: str
    left: str = ""
    right: str = ""
    kind: str = ""
    verdict: str = ""
    why: str = ""
    seq: int = 0


class PairCard(Part, module="pair"):
    """Draws a `PairView`. Keys: 1–4 the verdicts, U undo, J and K next and back, / the reason box.

    Every request comes as a new `asked` (read it as `request`) and must be answered once by `answer`, else the card waits.
    `peek` (先看依据) and `auto_next` (判后直接下一对) are the clerk's switches. What may not be seen yet is not sent at all.
    """

    pair = traitlets.Dict().tag(sync=True)
    evidence = traitlets.Dict().tag(sync=True)
    place = traitlets.Unicode("").tag(sync=True)
    tally = traitlets.Unicode("").tag(sync=True)
    presets = traitlets.List(traitlets.Unicode()).tag(sync=True)
    demand = traitlets.List(traitlets.Unicode(), list(DEMANDED)).tag(sync=True)
    peek = traitlets.Bool(False).tag(sync=True)
    auto_next = traitlets.Bool(False).tag(sync=True)
    asked = traitlets.Dict().tag(sync=True)
    answered = traitlets.Dict().tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    tone = traitlets.Unicode("neutral").tag(sync=True)
    empty = traitlets.Unicode("没有待判的对子").tag(sync=True)
    address = traitlets.Unicode("").tag(sync=True)

    def show(
        self,
        view: PairView | None,
        *,
        evidence: bool = False,
        links: tuple[str, str] = ("", ""),
        place: str = "",
        presets: Iterable[str] = (),
    ) -> None:
        """Another pair, or the same after a word on it. `links` are addresses of the two records within the site."""
        with self.hold_sync():
            self.place, self.presets = plain(place), [plain(one) for one in presets]
            self.address = pair_query(view.left, view.right, view.kind) if view else ""
            self.evidence = evidence_of(view) if view and evidence else {}
            self.pair = _sent(view, links) if view else {}

    def say(self, text: str, *, tone: str = "neutral") -> None:
        """One sentence under the verdicts."""
        with self.hold_sync():
            self.said, self.tone = plain(text), tone

    @property
    def request(self) -> Asked:
        """The last request."""
        return Asked(**{name: value for name, value in self.asked.items() if name in Asked.__slots__})

    def is_about(self, view: PairView | None) -> bool:
        """Whether the last request was made with this pair on the screen."""
        asked = self.request
        return view is not None and (plain(view.left), plain(view.right), view.kind.value) == (
            asked.left,
            asked.right,
            asked.kind,
        )

    def answer(self, *, ok: bool) -> None:
        """The last request was dealt with; `ok` empties the reason box."""
        self.answered = {"seq": self.request.seq, "ok": ok}


PairCard._css = part_style() + asset("pair.css")


def pair_query(left: str, right: str, kind: LinkKind) -> str:
    """State of the page's address for one pair: `?pair=left|right&kind=…`."""
    return "?" + urlencode({"pair": f"{left}|{right}", "kind": kind.value})


def evidence_of(view: PairView) -> dict[str, Any]:
    """The waterfall (依据): each ground's bar from where the one before ended, in bits, from the numbers of the score."""
    rows, at = [], view.prior
    for reason in by_weight(view.reasons):
        rows.append(_ground(reason, at))
        at += reason.weight
    ends = [0.0, view.prior, *(row["to"] for row in rows)]
    return {
        "rows": rows,
        "prior": view.prior,
        "total": at,
        "score": probability(at),
        "low": min(ends),
        "high": max(ends),
        "others": [[plain(actor), plain(verdict)] for actor, verdict in view.others],
    }


def _ground(reason: Reason, at: float) -> dict[str, Any]:
    return {"word": plain(reason.word), "weight": reason.weight, "from": at, "to": at + reason.weight}


def _sent(view: PairView, links: tuple[str, str]) -> dict[str, Any]:
    filled = [field for field in view.fields if field.left or field.right]
    return {
        "left": plain(view.left),
        "right": plain(view.right),
        "left_href": links[0],
        "right_href": links[1],
        "kind": view.kind.value,
        "question": QUESTIONS[view.kind],
        "fields": [_field(field) for field in filled],
        "blank": [plain(field.title) for field in view.fields if not (field.left or field.right)],
        "verdict": plain(view.verdict),
        "why": plain(view.why),
    }


def _field(field: FieldPair) -> dict[str, Any]:
    return {
        "field": field.field,
        "title": plain(field.title),
        "mark": field.mark,
        "left": pieces(field.left, field.left_spans),
        "right": pieces(field.right, field.right_spans),
    }


def pieces(text: str, spans: Spans) -> list[list[Any]]:
    """Text cut at its spans: [piece, does it differ]. Cut here, because a browser counts 𠮷 as two characters.

    Spans may overlap or reach beyond the text.
    """
    differs = [False] * len(text)
    for start, end in spans:
        for place in range(max(0, start), min(end, len(text))):
            differs[place] = True
    runs = groupby(zip(text, differs, strict=True), key=lambda one: one[1])
    found = [[plain("".join(character for character, _ in run)), differing] for differing, run in runs]
    return [piece for piece in found if piece[0]]
