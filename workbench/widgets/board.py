"""The board of a round (排会板): sittings beside each other, matters as cards in them, and what clashes where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import traitlets

from workbench.widgets.base import Part, rows_of, sendable
from workbench.widgets.text import plain
from workbench.widgets.theme import asset, part_style

CLASH_LEVELS: Final[Mapping[str, str]] = {"不能排入": "placing", "不能发布": "release", "提示": "note"}
"""A clash's level → how the board marks it (red, amber, grey)."""


@dataclass(frozen=True, slots=True)
class BoardSitting:
    """One sitting as a column; minutes after midnight. `room` are minutes for matters, `limit` matters (0: none).

    `closed` says in words why nothing more can be put in (a sitting that is past).
    """

    id: str
    title: str
    when: str
    where: str = ""
    chair: str = ""
    start: int = 540
    minutes: int = 120
    opening: int = 15
    room: int = 105
    limit: int = 0
    closed: str = ""


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One matter as a card. `missing` are the papers that lack (none: 齐); `pin` the sitting it was fixed to."""

    id: str
    title: str
    unit: str = ""
    minutes: int = 20
    due: str = ""
    missing: Sequence[str] = ()
    pin: str = ""
    href: str = ""


class Board(Part, module="board"):
    """Draws `BoardSitting`s and `BoardCard`s; a card is put elsewhere by dragging, by keys, or by its menu.

    `order` (sitting → matters in order) changes with every move and is what the kernel answers with `answer`. `asked` is
    the matter about to be moved: answer with `block`. `selected` is the card chosen; `back` counts wishes to undo.
    `locked` is why nothing may be moved now.
    """

    sittings: traitlets.List[Any] = traitlets.List().tag(sync=True)
    cards: traitlets.List[Any] = traitlets.List().tag(sync=True)
    order = traitlets.Dict().tag(sync=True)
    reasons = traitlets.Dict().tag(sync=True)
    times = traitlets.Dict().tag(sync=True)
    clashes: traitlets.List[Any] = traitlets.List().tag(sync=True)
    blocked = traitlets.Dict().tag(sync=True)
    asked = traitlets.Unicode("").tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    back = traitlets.Int(0).tag(sync=True)
    can_undo = traitlets.Bool(False).tag(sync=True)
    locked = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("排会板").tag(sync=True)
    stamp = traitlets.Unicode("").tag(sync=True)
    height = traitlets.Int(360).tag(sync=True)

    def show(self, sittings: Iterable[Any], cards: Iterable[Any], order: Mapping[str, Sequence[str]]) -> None:
        """Another round in the same place; a card that is gone is no longer chosen. ValueError for an id given twice."""
        columns, matters = rows_of(sittings), rows_of(cards)
        _once(columns, "会次")
        _once(matters, "事项")
        with self.hold_sync():
            self.sittings, self.cards, self.order = columns, matters, _plain_order(order)
            self.blocked = {}
            if self.selected not in {card["id"] for card in matters}:
                self.selected = ""

    def answer(
        self,
        *,
        times: Mapping[str, tuple[int, int]],
        clashes: Iterable[Any],
        reasons: Mapping[str, str] | None = None,
        can_undo: bool = False,
    ) -> None:
        """What follows from `order`: when each matter is heard, what clashes, why the others are in no sitting.

        Clashes are dicts of level (不能排入, 不能发布, 提示), sentence, todo, sitting and matter; ValueError for another level.
        """
        with self.hold_sync():
            self.times = {matter: list(span) for matter, span in times.items()}
            self.clashes = [_clash(row) for row in rows_of(clashes)]
            self.reasons = {matter: plain(why) for matter, why in (reasons or {}).items()}
            self.can_undo = can_undo

    def block(self, matter: str, why: Mapping[str, str]) -> None:
        """Where a matter can't go, and why: sitting → sentence."""
        self.blocked = {"matter": matter, "why": {sitting: plain(text) for sitting, text in why.items()}}


Board._css = part_style() + asset("board.css")


def _plain_order(order: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {sitting: [str(one) for one in matters] for sitting, matters in order.items()}


def _once(rows: Sequence[Mapping[str, Any]], kind: str) -> None:
    ids = [row["id"] for row in rows]
    if twice := next((one for one in ids if ids.count(one) > 1), None):
        raise ValueError(f"排会板上的{kind}“{twice}”给了两次；请只给一次")


def _clash(row: Mapping[str, Any]) -> dict[str, Any]:
    if str(row.get("level")) not in CLASH_LEVELS:
        raise ValueError(f"冲突等级不认识：{row.get('level')}；可用：{'、'.join(CLASH_LEVELS)}")
    return {**{key: sendable(value) for key, value in row.items()}, "mark": CLASH_LEVELS[str(row["level"])]}
