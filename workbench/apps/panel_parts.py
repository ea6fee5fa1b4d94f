"""What panels of every dashboard are built from (面板零件): rows, buttons, lists with an export, forms that record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import ipywidgets

from workbench.apps.exports import Rows, kept_list
from workbench.apps.said import Said, words_of
from workbench.domain.dates import PartialDate
from workbench.widgets import CaseTable, Form, section

Reader = Callable[[], None]
"""Draws a panel again, with what is known now."""
Panel = tuple[ipywidgets.Widget, Reader]
Given = Mapping[str, str]
"""What was typed in a form."""
Keep = Callable[[str, Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]], str]
"""Writes a list (title, columns, rows) to a file of the office and says where it lies."""


class Records(Protocol):
    """A model whose acts are recorded (登记): `do` tries one, `said` is what became of it."""

    said: Any  # a trait that holds a Said

    def do(self, act: Callable[[int], Any], done: Any) -> bool:
        """Whether the act, given the number of the last event seen, was recorded."""


class Listing(CaseTable):
    """A table with its export: what is in it goes to a workbook with the filter and the edition printed on it.

    `printed` are the columns of the export where they are more than the page has room for.
    """

    def __init__(
        self, title: str, columns: Sequence[Mapping[str, Any]], keep: Keep, *,
        printed: Sequence[Mapping[str, Any]] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(columns, title=title, exportable=True, **kwargs)
        self.keep, self.printed = keep, printed or columns
        self.observe(lambda _: self._export(), "exported")

    def show(self, found: Iterable[Any]) -> None:
        """Other rows in the same list."""
        super().show(found)
        self.told = ""

    def _export(self) -> None:
        try:
            self.told = self.keep(self.title, self.printed, self.rows)
        except (LookupError, ValueError, OSError) as refused:
            self.told = words_of(refused)


class Filtered(Protocol):
    """A model whose rows answer to a filter said in words."""

    office: Any
    edition: Any

    @property
    def filter_words(self) -> str: ...


class FilteredListing(Listing):
    """A list with the filter printed on its export; `words` says otherwise which rows these are."""

    def __init__(
        self, model: Filtered, title: str, columns: Sequence[Mapping[str, Any]], *,
        words: Callable[[], str] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        def keep(title: str, columns: Rows, found: Rows) -> str:
            said = words() if words else model.filter_words
            return kept_list(model.office, title, columns, found, said, model.office.settings.today, model.edition.id)

        super().__init__(title, columns, keep, **kwargs)


def records(
    model: Records,
    form: Form,
    act: Callable[[Given, int], Any],
    done: str | Callable[[Any], str],
    after: Callable[[], None] | None = None,
) -> Form:
    """A form whose submission is one act of the model; refused, it keeps what was typed and says why.

    `after` fills a form anew once its submission was recorded: it holds what then stands on record.
    """

    def answer(_change: Any) -> None:
        if days_refused(form):
            return
        given, ok = form.given, False
        try:
            ok = model.do(lambda seen: act(given, seen), done)
        finally:
            said: Said = model.said
            form.answer(ok=ok, said=said.text or "没有登记成功", tone=said.tone)
        if ok and after:
            after()

    form.observe(answer, "asked")
    return form


def rows(*children: Any) -> ipywidgets.VBox:
    """Parts under each other."""
    box = ipywidgets.VBox([child for child in children if child is not None])
    box.add_class("wb-rows")
    return box


def buttons(*children: Any) -> ipywidgets.HBox:
    """Parts in a line."""
    box = ipywidgets.HBox(list(children))
    box.add_class("wb-buttons")
    return box


def button(title: str, act: Callable[[], Any], style: str = "", hint: str = "") -> ipywidgets.Button:
    made = ipywidgets.Button(
        description=title, button_style=style, tooltip=hint or title, layout=ipywidgets.Layout(width="auto")
    )
    made.on_click(lambda _: act())
    return made


def show_if(part: ipywidgets.Widget, shown: object) -> None:
    part.layout.display = "" if shown else "none"


def unreadable_days(fields: Iterable[Mapping[str, Any]], given: Given) -> dict[str, str]:
    """Of each field for a day whose text is none: what to write instead."""
    found = {}
    for field in fields:
        text = given.get(field["name"], "") if field["kind"] == "day" else ""
        try:
            PartialDate.parse(text or "2000")
        except ValueError:
            found[field["name"]] = f"“{field['label']}”填的“{text}”不是日期；请写成 2026-11-20，只知月份的写 2026-11"
    return found


def days_refused(form: Form) -> bool:
    """Whether a day in the form is none; then the form says so, and nothing was recorded."""
    problems = unreadable_days(form.fields, form.given)
    if problems:
        form.answer(ok=False, said="未登记：" + "；".join(problems.values()), problems=problems)
    return bool(problems)


def titled(title: str, *children: Any, note: str = "") -> ipywidgets.VBox:
    """Parts under a heading."""
    return rows(section(title, note), *children)


def folded(title: str, make: Callable[[], ipywidgets.Widget]) -> ipywidgets.VBox:
    """A part that is made when its button is first pressed, and folded away again by the next press."""
    holder = ipywidgets.VBox([])

    def toggle() -> None:
        if not holder.children:
            holder.children = [make()]
        else:
            show_if(holder, holder.layout.display == "none")
            return
        show_if(holder, True)

    return rows(buttons(button(title, toggle)), holder)
