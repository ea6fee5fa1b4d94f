"""The grounds on which a text is taken to name a division, each with its weight in bits.

Before anything is read, each of the N divisions of a level is as likely (prior −log2 N). A name borne by n places, of
which people misuse a share e (shorter, older and looser forms more often), multiplies the odds of each by
N / (n − 1 + e): log2(N / e) bits for the name and −log2((n − 1 + e) / e) for its namesakes. Nearness to the office adds
what its own county, city and province are favoured by in its letters, and a favoured namesake counts as so many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from math import exp2, log2

from workbench.domain.linking import Reason
from workbench.reference.divisions import How
from workbench.reference.parameters import parameter

_WORDS = {
    How.FULL: ("place_full", "全称一致"),
    How.SHORT: ("place_short", "简称"),
    How.PAST: ("place_past", "曾用名"),
    How.ZONE: ("place_zone", "开发区"),
    How.VILLAGE: ("place_village", "村属乡镇"),
    How.CODE: ("place_code", "代码一致"),
    How.KIN: ("place_kin", "乡镇专名相同"),
}


@dataclass(frozen=True, slots=True)
class Grounds:
    """Weights in force on a day: misuse by form of name, bits by nearness, and what a judgement is worth."""

    misuse: dict[str, float]
    near: dict[str, float]
    judged: float
    omitted: float
    show_from: float
    show_at_most: int

    @classmethod
    def on(cls, day: date = date.max) -> Grounds:
        return _grounds(day)

    def named(self, how: How, size: int, rivals: float, change: str = "") -> Iterator[Reason]:
        """The name itself, and against it the other places that bear it.

        `size` is the number of divisions there are, `rivals` the namesakes, each counted as often as it is favoured.
        """
        misuse = self.misuse[how.value]
        code, word = _WORDS[how]
        yield Reason(code, change or word, round(log2(size / misuse), 2))
        if rivals:
            yield Reason("place_namesakes", "同名待核", round(-log2((rivals + misuse) / misuse), 2))

    def nearness(self, code: str, home: str) -> Iterator[Reason]:
        """What the code has in common with the office's own."""
        for digits, word in ((6, "本县区"), (4, "本市州"), (2, "本省")):
            if len(home) >= digits and len(code) >= digits and code[:digits] == home[:digits]:
                yield Reason(f"place_near_{digits}", word, self.near[word])
                return

    def favour(self, code: str, home: str) -> float:
        """How many times likelier than a far place it is that this one is written to the office."""
        return exp2(sum(reason.weight for reason in self.nearness(code, home)))

    def left_out(self) -> Reason:
        return Reason("place_omitted", "省市省略", self.omitted)

    def said(self, same: bool) -> Reason:
        word = "经办人认定" if same else "经办人否定"
        return Reason("place_judged" if same else "place_judged_not", word, self.judged if same else -self.judged)


@cache
def _grounds(day: date) -> Grounds:
    return Grounds(**{field.name: parameter(f"linkage.place_{field.name}", day).value for field in fields(Grounds)})


_CHANGES = (
    ("县", "区", "撤县设区"),
    ("县", "市", "撤县设市"),
    ("市", "区", "撤市设区"),
    ("地区", "市", "撤地设市"),
    ("盟", "市", "撤盟设市"),
    ("旗", "区", "撤旗设区"),
    ("乡", "镇", "乡改镇"),
    ("乡", "街道", "乡改街道"),
    ("镇", "街道", "镇改街道"),
    ("区", "区", "区划调整"),
)


def change_word(before: str, after: str) -> str:
    """What happened to a place, by its names: 双流县 → 双流区 is 撤县设区, 襄樊市 → 襄阳市 更名; "" if it cannot be told."""
    for old, new, word in _CHANGES:
        if before.endswith(old) and after.endswith(new):
            return word
    return "更名" if before[-1:] == after[-1:] else ""
