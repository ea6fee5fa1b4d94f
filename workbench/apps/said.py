"""What a page says after an act (页上的话): one sentence with its tone, and a refusal's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workbench.domain.roles import AccessDenied

REFUSALS: Final = (LookupError, ValueError, AccessDenied)
"""What a use case raises to say no to a person: not there, not so, not for this user."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence to the user; `tone` is ok, yellow (recorded, but look), overdue (refused) or neutral."""

    text: str = ""
    tone: str = "neutral"


def words_of(refused: BaseException) -> str:
    """The sentence of an error a person can act on; a LookupError's own quotes are left out."""
    return str(refused.args[0] if refused.args else refused)
