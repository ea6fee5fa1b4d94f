"""The filter bar (筛选栏): several choices and a text, seen from outside as one `value`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import ipywidgets
import traitlets

from workbench.widgets.choice import Choice
from workbench.widgets.facts import Markup
from workbench.widgets.text import escape, plain

ALL: Final = "全部"
_ALL_VALUE: Final = "\0"  # a Dropdown whose value is None shows nothing, so 全部 is a value of its own inside
SEARCH: Final = "search"


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice: `options` are values, or (shown, value) pairs. `multiple` lets several be chosen."""

    key: str
    title: str
    options: Sequence[Any] = ()
    multiple: bool = False
    width: int = 150


class FilterBar(ipywidgets.HBox):  # type: ignore[misc]
    """Choices in a row. `value` maps each key to the chosen value (None: all), to a tuple of values where several may
    be chosen (empty: all), and "search" to the text. Observe `value`; set it, or single keys by `choose`.
    """

    value = traitlets.Dict()

    def __init__(
        self, filters: Iterable[Filter], *, search: str = "", initial: Mapping[str, Any] | None = None
    ) -> None:
        asked = tuple(filters)
        self._is_writing = False
        self._inputs: dict[str, Any] = {one.key: _input(one) for one in asked}
        if search:
            self._inputs[SEARCH] = _text(search)
        reset = ipywidgets.Button(description="清除筛选", layout=ipywidgets.Layout(width="88px"))
        reset.on_click(lambda _: self.reset())
        titles = {one.key: one.title for one in asked} | {SEARCH: "查找"}
        super().__init__([*(_titled(titles[key], part) for key, part in self._inputs.items()), reset])
        self.add_class("wb-filters")
        for part in self._inputs.values():
            part.observe(self._changed, "value")
        self.value = self._read()
        self.choose(**dict(initial or {}))

    def choose(self, **chosen: Any) -> None:
        """Set some of the choices; KeyError for an unknown key, TraitError for a value that is no option."""
        for key in chosen:
            if key not in self._inputs:
                raise KeyError(f"筛选栏没有“{key}”；有：{'、'.join(self._inputs)}")
        self.value = {**self.value, **chosen}

    def reset(self) -> None:
        """Everything back to 全部."""
        self.value = {key: _nothing(part) for key, part in self._inputs.items()}

    def offer(self, key: str, options: Sequence[Any]) -> None:
        """Other options for one choice; what is chosen stays where it is still offered."""
        part, before = self._inputs[key], self.value[key]
        offered = _options(options, isinstance(part, ipywidgets.Dropdown))
        values = {value for _, value in offered}
        self._is_writing = True
        part.options = offered
        self._is_writing = False
        if isinstance(part, ipywidgets.SelectMultiple):
            self._put(key, tuple(value for value in before if value in values))
        else:
            self._put(key, before if before in values else None)

    def _put(self, key: str, chosen: Any) -> None:
        """Choose, and show it even where the value is the same as before (new options forget what was chosen)."""
        self.value = {**self.value, key: chosen}
        self._is_writing = True
        _set(self._inputs[key], chosen)
        self._is_writing = False

    def _read(self) -> dict[str, Any]:
        return {key: None if part.value == _ALL_VALUE else part.value for key, part in self._inputs.items()}

    def _changed(self, _change: Any) -> None:
        if not self._is_writing:
            self.value = self._read()

    @traitlets.validate("value")
    def _whole(self, proposal: Any) -> dict[str, Any]:
        """Every key, several choices as a tuple, and only what is offered."""
        given = proposal["value"]
        return {key: _fitting(key, part, given.get(key, _nothing(part))) for key, part in self._inputs.items()}

    @traitlets.observe("value")
    def _write(self, change: Any) -> None:
        self._is_writing = True  # or every input would announce a half-changed value
        try:
            for key, part in self._inputs.items():
                _set(part, change["new"][key])
        finally:
            self._is_writing = False


def _fitting(key: str, part: Any, wanted: Any) -> Any:
    if isinstance(part, ipywidgets.Text):
        return plain(wanted)
    offered = {value for _, value in part.options}
    chosen = tuple(wanted) if isinstance(part, ipywidgets.SelectMultiple) else (wanted,) if wanted is not None else ()
    for value in chosen:
        if value not in offered:
            raise traitlets.TraitError(f"筛选“{key}”里没有“{plain(value)}”")
    return chosen if isinstance(part, ipywidgets.SelectMultiple) else wanted


def _set(part: Any, wanted: Any) -> None:
    if isinstance(part, ipywidgets.Dropdown) and wanted is None:
        wanted = _ALL_VALUE
    if part.value != wanted:
        part.value = wanted


def _input(one: Filter) -> Any:
    layout = ipywidgets.Layout(width=f"{one.width}px")
    if one.multiple:
        return ipywidgets.SelectMultiple(options=_options(one.options, False), rows=3, layout=layout)
    return Choice(options=_options(one.options, True), layout=layout)


def _text(placeholder: str) -> Any:
    return ipywidgets.Text(placeholder=placeholder, continuous_update=False, layout=ipywidgets.Layout(width="180px"))


def _options(options: Sequence[Any], with_all: bool) -> list[tuple[str, Any]]:
    pairs = [option if isinstance(option, tuple) else (plain(option), option) for option in options]
    return [(ALL, _ALL_VALUE), *pairs] if with_all else pairs


def _nothing(part: Any) -> Any:
    if isinstance(part, ipywidgets.SelectMultiple):
        return ()
    return None if isinstance(part, ipywidgets.Dropdown) else ""


def _titled(title: str, part: Any) -> Any:
    box = ipywidgets.VBox([Markup(f'<span class="wb-filter-name">{escape(title)}</span>'), part])
    box.add_class("wb-filter")
    return box
