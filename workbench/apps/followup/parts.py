"""What the panels of 议定落实 are built from: lists with an export, and forms that record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from workbench.apps.followup import acts
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.panel_parts import Given, Panel, Reader, button, buttons, rows, show_if, unreadable_days
from workbench.widgets import CaseTable, Form, Notice

__all__ = [
    "Given", "Listing", "Panel", "Reader", "button", "buttons", "printing", "records", "rows", "show_if",
]  # fmt: skip


class Listing(CaseTable):
    """A table with its export: what is in it goes to a workbook with the filter and the edition printed on it."""

    def __init__(
        self, model: FollowUpModel, title: str, columns: Sequence[Mapping[str, Any]], *,
        words: Callable[[], str] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(columns, title=title, exportable=True, **kwargs)
        self.model, self.words = model, words or (lambda: model.filter_words)
        self.observe(lambda _: self._export(), "exported")

    def show(self, found: Iterable[Any]) -> None:
        """Other rows in the same list."""
        super().show(found)
        self.told = ""

    def _export(self) -> None:
        try:
            self.told = acts.export(self.model, self.title, self.columns, self.rows, self.words())
        except (LookupError, ValueError, OSError) as refused:
            self.told = _words(refused)


def records(
    model: FollowUpModel,
    form: Form,
    act: Callable[[Given, int], Any],
    done: str | Callable[[Any], str],
    after: Callable[[], None] | None = None,
) -> Form:
    """A form whose submission is one act of the model; refused, it keeps what was typed and says why.

    `after` fills a form anew once its submission was recorded: it holds what then stands on record.
    """

    def answer(_change: Any) -> None:
        given, ok = form.given, False
        if problems := unreadable_days(form.fields, given):
            form.answer(ok=False, said="未登记：" + "；".join(problems.values()), problems=problems)
            return
        try:
            ok = model.do(lambda seen: act(given, seen), done)
        finally:
            form.answer(ok=ok, said=model.said.text or "没有登记成功", tone=model.said.tone)
        if ok and after:
            after()

    form.observe(answer, "asked")
    return form


def printing(told: Notice, make: Callable[[], str]) -> Callable[[], None]:
    """What a button that prints does: the page gives no file away, it says where it lies, or why there is none."""

    def press() -> None:
        try:
            told.say(make())
        except (LookupError, ValueError, OSError, RuntimeError) as refused:
            told.say(_words(refused), tone="error")

    return press


def _words(refused: BaseException) -> str:
    return str(refused.args[0] if refused.args else refused)
