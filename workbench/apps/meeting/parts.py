"""What the tabs of 会议筹备 share: lists with an export, forms that act on the round, what is said in colour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import ipywidgets

from workbench.apps import panel_parts
from workbench.apps.exports import Rows, kept_list
from workbench.apps.meeting.rounds import RoundModel
from workbench.apps.panel_parts import Given, days_refused
from workbench.apps.said import REFUSALS, words_of
from workbench.usecases.office import Office
from workbench.widgets import Form, Notice

_TONES = {"ok": "info", "overdue": "error", "neutral": "info"}


class Listing(panel_parts.Listing):
    """A list of the meeting's; `words` says which rows these are."""

    def __init__(
        self,
        office: Office,
        title: str,
        columns: Sequence[Mapping[str, Any]],
        words: Callable[[], str],
        **kwargs: Any,
    ) -> None:
        def keep(title: str, columns: Rows, found: Rows) -> str:
            return kept_list(office, title, columns, found, words(), words(), office.edition().id)

        super().__init__(title, columns, keep, **kwargs)


def acts(model: RoundModel, form: Form, act: Callable[[Given], bool | None]) -> Form:
    """A form whose submission is one act on the round; refused, it keeps what was typed and says why."""

    def answer(_change: Any) -> None:
        if days_refused(form):
            return
        ok = False
        try:
            ok = act(form.given) is not False
        except REFUSALS as refused:
            model.refuse(words_of(refused))
        finally:
            form.answer(ok=ok, said=model.said.text, tone=model.said.tone)

    form.observe(answer, "asked")
    return form


def tell(model: RoundModel, notice: Notice) -> Notice:
    """A strip that says what became of the last act, or what is being reckoned."""

    def say(_change: Any = None) -> None:
        if model.busy:
            notice.say(model.busy, tone="warn")
        else:
            notice.say(model.said.text, tone=_TONES.get(model.said.tone, "info"))

    model.observe(say, ["busy", "said"])
    say()
    return notice


def set_shut(parts: Iterable[ipywidgets.Button], shut: object) -> None:
    """Buttons that can't be pressed while something is being made."""
    for one in parts:
        one.disabled = bool(shut)


def follow(part: ipywidgets.Widget, act: Callable[[Any], Any], name: str = "value") -> None:
    """Call `act` with what a part was set to, unless it was emptied."""

    def tell_it(change: Any) -> None:
        if change["new"]:
            act(change["new"])

    part.observe(tell_it, name)
