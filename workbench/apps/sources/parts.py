"""What 源头治理 is built from: choices with a name, lists with an export, forms that record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import ipywidgets

from workbench.apps.panel_parts import Given, unreadable_days
from workbench.apps.sources.model import SourcesModel
from workbench.usecases.export_list import export_list
from workbench.usecases.kept_papers import PAPERS
from workbench.widgets import CaseTable, Form

Options = Sequence[tuple[str, Any]]


def choice(model: SourcesModel, name: str, title: str, options: Options, width: int = 130) -> ipywidgets.VBox:
    """A choice that is a trait of the model, both ways."""
    part = ipywidgets.Dropdown(
        options=list(options), value=getattr(model, name), layout=ipywidgets.Layout(width=f"{width}px")
    )
    part.observe(lambda change: setattr(model, name, change["new"]), "value")
    model.observe(lambda change: setattr(part, "value", change["new"]), name)
    name_of = ipywidgets.Label(title)
    name_of.add_class("wb-filter-name")
    box = ipywidgets.VBox([name_of, part])
    box.add_class("wb-filter")
    return box


class Listing(CaseTable):
    """A table with its export: what is in it goes to a workbook with the filter and the edition printed on it."""

    def __init__(
        self,
        model: SourcesModel,
        title: str,
        columns: Sequence[Mapping[str, Any]],
        *,
        words: Callable[[], str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(columns, title=title, exportable=True, **kwargs)
        self.model, self.words = model, words or (lambda: model.filter_words)
        self.observe(lambda _: self._export(), "exported")

    def show(self, found: Iterable[Any]) -> None:
        """Other rows in the same list."""
        super().show(found)
        self.told = ""

    def _export(self) -> None:
        office, edition = self.model.office, self.model.edition
        name = re.sub(r"[^\w\-]+", "-", self.title.partition("（")[0])
        path = office.settings.home / PAPERS / f"{name}_{office.settings.today}_{edition.id}.xlsx"
        try:
            self.told = f"已存为 {export_list(office, self.title, self.columns, self.rows, self.words(), path)}"
        except (LookupError, ValueError, OSError) as refused:
            self.told = str(refused.args[0] if refused.args else refused)


def records(model: SourcesModel, form: Form, act: Callable[[Given, int], Any], done: Callable[[Any], str]) -> Form:
    """A form whose submission is one act; refused, it keeps what was typed and says why."""

    def answer(_change: Any) -> None:
        given = form.given
        if problems := unreadable_days(form.fields, given):
            form.answer(ok=False, said="未登记：" + "；".join(problems.values()), problems=problems)
            return
        ok = model.do(lambda seen: act(given, seen), done)
        form.answer(ok=ok, said=model.said.text, tone=model.said.tone)

    form.observe(answer, "asked")
    return form
