"""A fraction with what it counts (分数): printed with both numbers, never a bare percentage, never 100 % of nothing."""

from __future__ import annotations

from dataclasses import dataclass

EMPTY = "—"


@dataclass(frozen=True, slots=True)
class Ratio:
    """`numerator` of `denominator`; `ids` are those the numerator counts, `base_ids` those the denominator counts."""

    numerator: int
    denominator: int
    label: str
    ids: tuple[str, ...] = ()
    base_ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, label: str, ids: tuple[str, ...], base_ids: tuple[str, ...]) -> Ratio:
        """How many of `base_ids` are `ids`, both as lists to drill down to."""
        return cls(len(ids), len(base_ids), label, ids, base_ids)

    @property
    def percent(self) -> str:
        """Two decimals, half up: "65.26%"; "—" for an empty denominator."""
        if not self.denominator:
            return EMPTY
        hundredths = half_up(self.numerator * 10_000, self.denominator)
        return f"{hundredths // 100}.{hundredths % 100:02d}%"

    @property
    def text(self) -> str:
        """ "37 / 412"; "—" for an empty denominator."""
        return f"{self.numerator} / {self.denominator}" if self.denominator else EMPTY

    @property
    def full(self) -> str:
        """ "37 / 412（8.98%）"."""
        return f"{self.text}（{self.percent}）" if self.denominator else EMPTY

    def __str__(self) -> str:
        return self.text


def half_up(numerator: int, denominator: int) -> int:
    """Whole number nearest to a fraction that is not negative, halves upwards, in integers only."""
    return (2 * numerator + denominator) // (2 * denominator)
