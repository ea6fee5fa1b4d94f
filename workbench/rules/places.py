"""Places by division code (区划代码): which place a code names at a level, and whether two are known to differ.

GB/T 2260 and 统计用区划代码: 2 digits 省, 4 市, 6 县, 9 乡, 12 村; shorter codes and trailing zeros name a higher place.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from workbench.domain.codes import Level, Trilean

_CUTS = (2, 4, 6, 9, 12)
_LEVELS = {level.code_digits: level for level in Level if level is not Level.NATION}


level_named = lru_cache(maxsize=64)(Level.from_label)


def any_of(answers: Iterable[Trilean]) -> Trilean:
    """Three-valued 或: 是 if any is, else 待核 if any is unknown, else 否 (also for none)."""
    return _first_of(Trilean.YES, Trilean.NO, answers)


def all_of(answers: Iterable[Trilean]) -> Trilean:
    """Three-valued 且: 否 if any is, else 待核 if any is unknown, else 是."""
    return _first_of(Trilean.NO, Trilean.YES, answers)


def _first_of(deciding: Trilean, otherwise: Trilean, answers: Iterable[Trilean]) -> Trilean:
    for answer in answers:
        if answer is deciding:
            return deciding
        if answer is Trilean.UNKNOWN:
            otherwise = Trilean.UNKNOWN
    return otherwise


def negation(answer: Trilean) -> Trilean:
    """Three-valued 非; the negation of 待核 is 待核."""
    if answer is Trilean.UNKNOWN:
        return answer
    return Trilean.NO if answer is Trilean.YES else Trilean.YES


def checked(code: str | None, what: str) -> str | None:
    """The code itself, None if empty; ValueError naming `what` (户籍地…) for anything but 2–12 digits."""
    if not code:
        return None
    if not (code.isascii() and code.isdigit() and 2 <= len(code) <= 12):
        raise ValueError(f"{what}的区划代码“{code}”不合规范：应为2至12位数字；请核对台账中的{what}后重新导入")
    return code


@lru_cache(maxsize=65536)
def significant(code: str) -> str:
    """The digits that name a place: cut to 2/4/6/9/12 and without trailing zero parts (640000 → 64)."""
    cuts = [cut for cut in _CUTS if cut <= len(code)]
    while len(cuts) > 1 and not code[cuts[-2] : cuts[-1]].strip("0"):
        cuts.pop()
    return code[: cuts[-1]]


@lru_cache(maxsize=65536)
def at_level(code: str | None, level: Level, whole_cities: frozenset[str] = frozenset()) -> str | None:
    """The place a code names at a level, or None where it is unknown there (no code, or one of a higher level).

    `whole_cities` are prefectures without counties (不设区县的地级市, first 4 digits): known at 县 by the city's code.
    """
    if code is None:
        return None
    known = significant(code)
    if len(known) < level.code_digits and known[:4] in whole_cities and level is Level.COUNTY:
        known = known[:4] + "00"
    return known[: level.code_digits] if len(known) >= level.code_digits else None


def known_level(code: str) -> Level:
    """The level of place a code names (64 → 省)."""
    return _LEVELS[len(significant(code))]


def differ_above(left: str | None, right: str | None) -> bool:
    """Whether two codes already part at a level both name, so that they must differ below it (41… and 64…)."""
    if left is None or right is None:
        return False
    known = min(len(significant(left)), len(significant(right)))
    return left[:known] != right[:known]


def lowest_common_level(codes: Iterable[str]) -> Level:
    """The lowest level whose one place holds all codes: which conference is common to them (两县 → 市, 两省 → 国家).

    Codes of 2–12 digits; ValueError for a malformed code or none at all. Source: 条例第二十四条 and spec 2.5(5).
    """
    known = [significant(code) for code in codes if checked(code, "地点")]
    if not known:
        raise ValueError("没有任何已知地点，无法确定共同上级；请先核实事发地、常住地或户籍地")
    for cut in reversed(_CUTS):
        if all(len(code) >= cut for code in known) and len({code[:cut] for code in known}) == 1:
            return _LEVELS[cut]
    return Level.NATION


def any_pair(answers: Iterable[str | None], level: Level, whole_cities: frozenset[str]) -> Trilean:
    """Whether any two of these places differ at the level."""
    known = [at_level(code, level, whole_cities) for code in answers]
    return any_of(
        Trilean.UNKNOWN if left is None or right is None else Trilean.of(left != right)
        for left, right in combinations(known, 2)
    )
