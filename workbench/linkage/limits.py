"""Thresholds of linking (关联界限): read once from the dated parameters `linkage.*`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from workbench.reference.parameters import parameter


@dataclass(frozen=True, slots=True)
class Limits:
    """What decides which pairs are laid before a clerk; each field is the parameter `linkage.<field>`."""

    person_max_names: int
    shared_rows: int
    shared_share: float
    candidate_floor: float
    top_n: int
    identical_min_chars: int
    identical_all_pairs: int
    near_days: int
    max_chars: int

    @classmethod
    def on(cls, day: date = date.max) -> Limits:
        """The limits in force on a day; by default the latest."""
        return cls(**{field.name: parameter(f"linkage.{field.name}", day).value for field in fields(cls)})

    def too_common(self, count: int, rows: int) -> bool:
        """Whether a value is shared by so many of the rows that it says nothing about any of them."""
        return count >= self.shared_rows or (count >= 10 and count >= self.shared_share * rows)


@dataclass(frozen=True, slots=True)
class LinkNotes:
    """What linking left aside, and why, in sentences that carry no name, number or address."""

    set_aside: tuple[str, ...] = ()
    locked_rows: int = 0

    def __add__(self, other: LinkNotes) -> LinkNotes:
        return LinkNotes(self.set_aside + other.set_aside, self.locked_rows + other.locked_rows)
