"""What the panels of 案件研判 are built from: lists with an export, forms that record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from workbench.apps.case import acts
from workbench.apps.case.model import CaseModel
from workbench.apps.panel_parts import Given, unreadable_days
from workbench.widgets import CaseTable, Form


class Listing(CaseTable):
    """A table with its export: what is in it goes to a workbook with the matter and the edition printed on it."""

    def __init__(self, model: CaseModel, title: str, columns: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(columns, title=title, exportable=True, **kwargs)
        self.model = model
        self.observe(lambda _: self._export(), "exported")

    def show(self, found: Iterable[Any]) -> None:
        """Other rows in the same list."""
        super().show(found)
        self.told = ""

    def _export(self) -> None:
        try:
            self.told = acts.export(self.model, self.title, self.columns, self.rows)
        except (LookupError, ValueError, OSError) as refused:
            self.told = str(refused.args[0] if refused.args else refused)


def records(model: CaseModel, form: Form, act: Callable[[Given, int], Any], done: str | Callable[[Any], str]) -> Form:
    """A form whose submission is one act of the model; refused, it keeps what was typed and says why."""

    def answer(_change: Any) -> None:
        given, ok = form.given, False
        if problems := unreadable_days(form.fields, given):
            form.answer(ok=False, said="未登记：" + "；".join(problems.values()), problems=problems)
            return
        try:
            ok = model.do(lambda seen: act(given, seen), done)
        finally:
            form.answer(ok=ok, said=model.said.text or "没有登记成功", tone=model.said.tone)

    form.observe(answer, "asked")
    return form
