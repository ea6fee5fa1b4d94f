"""What a page says after an act (页上的话): one sentence with its tone, and a refusal's own words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence to the user; `tone` is ok, yellow (recorded, but look), overdue (refused) or neutral."""

    text: str = ""
    tone: str = "neutral"


def words_of(refused: BaseException) -> str:
    """The sentence of an error a person can act on; a LookupError's own quotes are left out."""
    return str(refused.args[0] if refused.args else refused)
