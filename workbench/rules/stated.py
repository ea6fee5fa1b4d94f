"""What a ledger's own 三跨三分离 cell claims, against what was computed; a difference is a matter of data quality.

The cell is never overwritten. With unknown flags the answer is given only if it holds however they turn out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import product

from workbench.domain.codes import Trilean

Claim = Callable[[frozenset[str]], bool]
_CROSSINGS = frozenset({"K1", "K2", "K3"})
_FLAGS = frozenset({"F1", "F2", "F3"})
_WORDS = {
    "三跨三分离": _CROSSINGS | _FLAGS,
    "三分离": _FLAGS,
    "三跨": _CROSSINGS,
    "人事户分离": frozenset({"F3"}),
    "人户事分离": frozenset({"F3"}),
    "人事分离": frozenset({"F1"}),
    "人户分离": frozenset({"F2"}),
    "跨地区": frozenset({"K1"}),
    "跨区域": frozenset({"K1"}),
    "跨部门": frozenset({"K2"}),
    "跨行业": frozenset({"K3"}),
    "跨系统": frozenset({"K3"}),
    "分离": _FLAGS,
}
_FIND = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
_YES = frozenset({"是", "有", "属于", "1", "y", "yes", "true", "√"})
_NO = frozenset({"否", "无", "不是", "没有", "不属于", "不涉及", "0", "n", "no", "false", "×"})


def agreement(stated: str, answers: Mapping[str, Trilean]) -> Trilean:
    """Whether the stated words agree with the computed K1–K3 and F1–F3; 待核 if nothing is stated or it is unreadable."""
    if not stated.strip():
        return Trilean.UNKNOWN
    return _agreement(stated, tuple(sorted(answers.items())))


@lru_cache(maxsize=8192)
def _agreement(stated: str, answers: tuple[tuple[str, Trilean], ...]) -> Trilean:
    claim = _claim(re.sub(r"[\s()（）\[\]【】]", "", unicodedata.normalize("NFKC", stated)).lower())
    if claim is None:
        return Trilean.UNKNOWN
    options = [(True, False) if answer is Trilean.UNKNOWN else (answer is Trilean.YES,) for _, answer in answers]
    verdicts = {
        claim(frozenset(code for (code, _), holds in zip(answers, world, strict=True) if holds))
        for world in product(*options)
    }
    return Trilean.of(verdicts.pop() if len(verdicts) == 1 else None)


def _claim(text: str) -> Claim | None:
    if text in _YES:
        return bool
    if text in _NO:
        return lambda found: not found
    named = _FIND.findall(text)
    if not named:
        return None
    if text[0] in "非否无不未":
        denied = frozenset[str]().union(*(_WORDS[word] for word in named))
        return lambda found: not found & denied
    if re.search("[非否无不未]", text):
        return None
    return _affirmed(named)


def _affirmed(named: list[str]) -> Claim:
    """Groups (三跨, 三分离) claim that one of theirs holds; single labels claim just themselves, or the one shown."""
    groups = [_WORDS[word] for word in named if len(_WORDS[word]) > 1]
    single = frozenset[str]().union(*(_WORDS[word] for word in named if len(_WORDS[word]) == 1))

    def holds(found: frozenset[str]) -> bool:
        crossings = (single & _CROSSINGS) <= found
        return all(found & group for group in groups) and crossings and _same_flags(single & _FLAGS, found & _FLAGS)

    return holds


def _same_flags(named: frozenset[str], found: frozenset[str]) -> bool:
    """F3 implies F1 and F2; a cell with room for one label shows F3, else F1, else F2."""
    if not named:
        return True
    shown = next((frozenset({code}) for code in ("F3", "F1", "F2") if code in found), frozenset[str]())
    implied = _FLAGS if "F3" in found else found
    return named in (found, shown, implied)
