"""Two matters side by side (异同): what is alike, what differs, what cannot be compared; each in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from workbench.review.similar.features import BY_NAME
from workbench.review.similar.index import Profile
from workbench.review.similar.phrases import Weigh, own_sentences
from workbench.rules.flag_case import NAMES

COMPARED: Final = ("topic_l1", "topic_l2", "cause", "unit_kind", "level", "place_kind", "people", "amount", "pathway", "label",
                   "source_level", "years", "state_a", "state_b")  # fmt: skip
"""Features told side by side, in the order a clerk reads them."""
UNSAID: Final = "未载明"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison: `left` is the matter studied, `right` the other one."""

    field: str
    title: str
    left: str
    right: str

    @property
    def words(self) -> str:
        if self.left == self.right:
            return f"{self.title}相同：{self.left}"
        return f"{self.title}不同：本件{self.left}，对方{self.right}"


@dataclass(frozen=True, slots=True)
class Differences:
    """`unclear`: one side does not say; such a line is neither alike nor different."""

    alike: tuple[Row, ...]
    differing: tuple[Row, ...]
    unclear: tuple[Row, ...]
    only_here: tuple[str, ...] = ()  # sentences of the matter studied that the other has nothing of
    only_there: tuple[str, ...] = ()


def differences(one: Profile, other: Profile, weigh: Weigh | None = None) -> Differences:
    """Compare two profiles line by line; with `weigh` (see `SimilarIndex.weigh`) their texts too."""
    rows = [_row(name, one.values, other.values) for name in COMPARED] + [_flag_row(one.flags, other.flags)]
    known = [row for row in rows if UNSAID not in (row.left, row.right)]
    return Differences(
        tuple(row for row in known if row.left == row.right),
        tuple(row for row in known if row.left != row.right),
        tuple(row for row in rows if row not in known and row.left != row.right),
        own_sentences(one.text, other.text, weigh) if weigh else (),
        own_sentences(other.text, one.text, weigh) if weigh else (),
    )


def _row(name: str, one: Mapping[str, str], other: Mapping[str, str]) -> Row:
    return Row(name, BY_NAME[name].title, one.get(name) or UNSAID, other.get(name) or UNSAID)


def _flag_row(one: frozenset[str], other: frozenset[str]) -> Row:
    return Row("flags", "疑难标志", _flag_words(one), _flag_words(other))


def _flag_words(flags: frozenset[str]) -> str:
    """Flags by name in their order (HF2 before HF10); 无 is an answer, not a blank."""
    return "、".join(NAMES.get(flag, flag) for flag in sorted(flags, key=lambda flag: (len(flag), flag))) or "无"
