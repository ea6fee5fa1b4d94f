"""A choice from a list (下拉选择) whose labels may be petition text: what cannot be seen in them is taken out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets
import traitlets

from workbench.widgets.text import plain


class Choice(ipywidgets.Dropdown):  # type: ignore[misc]
    """As ipywidgets' Dropdown; labels show as `plain` leaves them, so that no mark turns the writing of the list.

    An option's value stays as it was given.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if "options" in kwargs:  # before the first of them is chosen
            kwargs["options"] = _visible(kwargs["options"])
        super().__init__(*args, **kwargs)

    @traitlets.validate("options")
    def _validate_options(self, proposal: Any) -> Any:
        proposal.value = _visible(proposal.value)
        return super()._validate_options(proposal)


def _visible(options: Any) -> Any:
    if isinstance(options, Mapping):
        return {plain(label): value for label, value in options.items()}
    return tuple(map(_option, options)) if isinstance(options, Iterable) else options


def _option(option: Any) -> Any:
    """A label and its value; a text by itself is both."""
    if isinstance(option, str):
        return option if plain(option) == option else (plain(option), option)
    if isinstance(option, tuple | list) and len(option) == 2:
        return (plain(option[0]), option[1])
    return option
