"""A form of typed fields (表单): what must be filled is marked, what was typed stays until it was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import traitlets

from workbench.widgets.base import Part, rows_of
from workbench.widgets.text import plain
from workbench.widgets.theme import asset, part_style

FIELD_KINDS: Final = frozenset({"text", "long", "number", "day", "unit", "choice", "ticks"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `choices` are texts or (value, label): offered for a unit, the only ones for a choice or ticks.

    A day may be written as its month where nobody knows more (2026-11). `wide` takes a whole line; None: a long text does.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    choices: Sequence[Any] = ()
    hint: str = ""
    placeholder: str = ""
    wide: bool | None = None


class Form(Part, module="form"):
    """Draws `Field`s; every submission comes as a new `asked` {seq, values} and must be answered once by `answer`.

    The browser asks for what is required; whoever records checks again. ValueError for a field of an unknown kind.
    """

    fields: traitlets.List[Any] = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    note = traitlets.Unicode("").tag(sync=True)
    submit = traitlets.Unicode("登记").tag(sync=True)
    closed = traitlets.Bool(False).tag(sync=True)
    asked = traitlets.Dict().tag(sync=True)
    answered = traitlets.Dict().tag(sync=True)
    problems = traitlets.Dict().tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    tone = traitlets.Unicode("neutral").tag(sync=True)

    @traitlets.validate("note")
    def _visible(self, proposal: Any) -> str:
        return plain(proposal["value"])

    def __init__(self, fields: Iterable[Field | Mapping[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(fields=[_checked(row) for row in rows_of(fields)], **kwargs)

    def show(
        self,
        fields: Iterable[Field | Mapping[str, Any]],
        *,
        title: str = "",
        note: str = "",
        submit: str = "登记",
        values: Mapping[str, Any] | None = None,
        closed: bool = False,
    ) -> None:
        """Other fields in the same place; what was typed in a field of the same name stays, unless `values` says else."""
        with self.hold_sync():
            self.title, self.note, self.submit, self.closed = plain(title), plain(note), submit, closed
            if values is not None:
                self.values = {**self.values, **{name: plain(value) for name, value in values.items()}}
            self.fields, self.problems = [_checked(row) for row in rows_of(fields)], {}

    @property
    def given(self) -> dict[str, str]:
        """What was submitted last, every value text without blanks around it."""
        return {str(name): plain(value).strip() for name, value in dict(self.asked.get("values", {})).items()}

    def answer(self, *, ok: bool, said: str = "", tone: str = "", problems: Mapping[str, str] | None = None) -> None:
        """The last submission was dealt with: `ok` empties the form, else what was typed stays; one sentence tells."""
        with self.hold_sync():
            if ok:
                self.values = dict.fromkeys(self.values, "")
            self.problems = {name: plain(text) for name, text in (problems or {}).items()}
            self.said, self.tone = plain(said), tone or ("ok" if ok else "overdue")
            self.answered = {"seq": int(self.asked.get("seq", 0)), "ok": ok}

    def say(self, text: str, *, tone: str = "neutral") -> None:
        """One sentence beside the button."""
        with self.hold_sync():
            self.said, self.tone = plain(text), tone


Form._css = part_style() + asset("form.css")


def _checked(field: dict[str, Any]) -> dict[str, Any]:
    kind = field.get("kind") or "text"
    if kind not in FIELD_KINDS:
        raise ValueError(f"表单项“{field.get('label')}”的 kind 不认识：{kind}；可用：{'、'.join(sorted(FIELD_KINDS))}")
    wide = field.get("wide")
    return {**field, "kind": kind, "wide": kind == "long" if wide is None else bool(wide)}
