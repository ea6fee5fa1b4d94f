"""Exact rules beside the scores (硬规则): what is the same person whatever the sum, and what never is.

A number that is valid, the same, and under a compatible name is the person; so are one telephone and one whole name.
Two valid numbers that differ are two people; a name that differs is another person unless the whole number is the same
(a household shares telephone, surname and address), and so is a name only alike under a number that does not fit (twins);
what a masked name hides may be anybody of the household, and of two who live at one door and whose names only look or nearly
sound alike nothing but a number says that they are one: so siblings are named.
"""

from __future__ import annotations

from collections.abc import Iterable

from workbench.linkage.person.model import COMPARISONS, IDENTITY, Comparison

CERTAIN, STRONG, SCORED = "certain", "strong", "scored"

_WHOLE_NAME = ("name_same", "name_variant", "name_former")
_COMPATIBLE = (
    *_WHOLE_NAME, "name_homophone", "name_shape", "name_near_sound", "name_short_sound", "name_masked",
)  # fmt: skip
_NEARLY = ("name_shape", "name_near_sound", "name_short_sound")
_OTHER_NAME = ("name_given_differs", "name_differs")
_OTHER_NUMBER = ("id_differs", "birth_differs")
_NUMBER_SPEAKS = ("id_same", "id_same_unchecked", "id_tail_lost", "id_slip", "id_masked")


def is_level(comparison: Comparison, codes: Iterable[str]) -> str:
    """SQL: Splink's value of the comparison is one of these levels."""
    order = [level.code for level in comparison.levels]
    wanted = ", ".join(str(len(order) - 1 - order.index(code)) for code in codes)
    return f"gamma_{comparison.name} in ({wanted})"


def never_sql() -> str:
    """SQL over `scored` joined with nodes one and other: the pair is not proposed, whatever it weighs."""
    name, identity = _named("name"), IDENTITY
    number_speaks = is_level(identity, _NUMBER_SPEAKS)
    whole, alike = is_level(name, _WHOLE_NAME), is_level(name, _COMPATIBLE[:-1])
    return " or ".join(
        f"({condition})"
        for condition in (
            is_level(identity, _OTHER_NUMBER),
            f"{is_level(name, _OTHER_NAME)} and not {is_level(identity, ('id_same',))}",
            f"{is_level(identity, ('birth_same', 'id_unlike'))} and not {whole}",
            f"gamma_name = -1 and not {is_level(identity, ('id_same',))}",
            f"{is_level(name, ('name_masked',))} and not {number_speaks}",
            f"{is_level(name, _NEARLY)} and {is_level(_named('address'), ('address_same',))} and not {number_speaks}",
            f"(one.agent or other.agent) and not {whole} and not ({is_level(identity, ('id_same',))} and {alike})",
        )
    )


def rule_sql() -> str:
    """SQL: by which rule the pair stands: certain, strong, or by its score."""
    name, phone = _named("name"), _named("phone")
    certain = f"{is_level(IDENTITY, ('id_same',))} and {is_level(name, _COMPATIBLE)}"
    contrary = is_level(IDENTITY, ("id_unlike",))
    strong = (
        f"{is_level(phone, ('phone_same',))} and {is_level(name, ('name_same', 'name_variant'))} and not {contrary}"
    )
    return f"case when {certain} then '{CERTAIN}' when {strong} then '{STRONG}' else '{SCORED}' end"


def _named(name: str) -> Comparison:
    return next(comparison for comparison in COMPARISONS if comparison.name == name)
