"""Where a record stands and what may come next (办理进度): and in a sentence why something may not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import traitlets

from workbench.widgets.base import Part, rows_of
from workbench.widgets.text import plain
from workbench.widgets.theme import asset, part_style


@dataclass(frozen=True, slots=True)
class Stage:
    """One state on the path: done, now, ahead, skipped (never passed) or side (another way)."""

    key: str
    label: str
    state: str = "ahead"
    day: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One step that may come next; with a `refusal` it may not, and the refusal says why and what to do first.

    Choices of one `group` stand in one line under its name.
    """

    kind: str
    label: str = ""
    refusal: str = ""
    group: str = ""


class Stepper(Part, module="stepper"):
    """Draws `Stage`s in order and `Choice`s under them; `chosen` is the kind picked, "" for none."""

    stages: traitlets.List[Any] = traitlets.List().tag(sync=True)
    choices: traitlets.List[Any] = traitlets.List().tag(sync=True)
    chosen = traitlets.Unicode("").tag(sync=True)
    why = traitlets.Unicode("").tag(sync=True)

    def show(self, stages: Iterable[Any], choices: Iterable[Any], *, why: str = "") -> None:
        """Another place on the path; a choice that is no longer there is dropped."""
        with self.hold_sync():
            self.stages, self.choices, self.why = rows_of(stages), rows_of(choices), plain(why)
            if self.chosen not in {str(choice["kind"]) for choice in self.choices}:
                self.chosen = ""


Stepper._css = part_style() + asset("form.css")
