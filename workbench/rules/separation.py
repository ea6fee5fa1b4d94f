"""三跨三分离: whether person, household and matter are in different places, and whose duty follows from it.

No statute defines the words; 《信访工作条例》第二十二条（二） gives the principle, a 国家信访局 work norm the split of duties.
H 户籍地, R 常住地, I 事发地, U 有权处理机关所在地. An unknown place makes an unknown answer (待核); none is filled from another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from workbench.domain.codes import Level, Trilean
from workbench.domain.facts import Places
from workbench.domain.finding import SeparationFinding
from workbench.reference.parameters import parameter
from workbench.rules.places import (
    all_of,
    any_of,
    any_pair,
    at_level,
    checked,
    differ_above,
    known_level,
    lowest_common_level,
    negation,
)
from workbench.rules.stated import agreement
from workbench.rules.unit_kinds import distinct_units

__all__ = ["lowest_common_level", "same_place", "separation"]

Definition = Literal["R≠I", "H≠I"]
NAMES = {"F1": "人事分离", "F2": "人户分离", "F3": "人事户分离", "K1": "跨地区", "K2": "跨部门", "K3": "跨行业"}
_PLACES = {"H": ("户籍地", "户籍"), "R": ("常住地", "常住"), "I": ("事发地", "事发地"), "U": ("有权处理机关所在地", "")}

_PAIRS = ("HR", "RI", "HI", "IU")
_COMPARED = {Trilean.YES: "不同", Trilean.NO: "相同", Trilean.UNKNOWN: "不能比较"}


@dataclass(frozen=True, slots=True)
class _Setting:
    """How the office counts (口径)."""

    level: Level
    definition: Definition
    any_two: bool
    exclusive: bool
    by_upper: bool
    whole: frozenset[str]
    clause: str


@lru_cache(maxsize=256)
def _setting(level: Level, definition: Definition, on: date) -> _Setting:
    if level is Level.NATION:
        raise ValueError("三跨三分离的比较层级应为省、市、县、乡或村，不能是国家；请在设置里改正比较层级")
    if definition not in ("R≠I", "H≠I"):
        raise ValueError(f"不认识的人事分离口径“{definition}”；可用：R≠I（常住地）、H≠I（户籍地）")

    def value(name: str) -> object:
        return parameter(f"separation.{name}", on).value

    whole = frozenset(str(code) for code in parameter("separation.whole_cities", on).value)
    any_two, by_upper = value("F3") == "任两地不同", value("short_code") == "上级不同即不同"
    return _Setting(level, definition, any_two, bool(value("exclusive")), by_upper, whole, str(value("clause")))


@dataclass(frozen=True, slots=True)
class _Where:
    """The four places, checked, and how they compare."""

    codes: dict[str, str | None]
    setting: _Setting
    known: dict[str, bool]
    apart: dict[str, Trilean]


def separation(
    places: Places,
    *,
    level: Level = Level.COUNTY,
    definition: Definition = "R≠I",
    departments: Sequence[str] = (),
    systems: Sequence[str] = (),
    lead_place: str | None = None,
    assist_places: Sequence[str] = (),
    stated: str = "",
    on: date | None = None,
) -> SeparationFinding:
    """K1–K3 and F1–F3 of one matter, its label, and the duties by place (spec 2.1–2.4), without opening anything.

    Codes are 2–12 digits, compared by prefix at `level`; a code that ends above the level is unknown there. `on` picks
    the parameters' day (default: the latest). ValueError for a malformed code or an unusable level.
    """
    setting = _setting(level, definition, on or date.max)
    where, others = _where(places, setting)
    flags = _flags(where)
    counts = len(distinct_units(departments)), len(distinct_units(systems))
    crossings = _crossings(where, others, *counts, lead_place, assist_places)
    lead, assist, support = _allocate(where, (*others, *assist_places))
    label = _label(where, flags)
    return SeparationFinding(
        level=level.label,
        crossings=crossings,
        flags=flags,
        label=label,
        short_label=_short_label(flags, label, level),
        lead=lead,
        assist=assist,
        support=support,
        missing=_missing(where, crossings),
        clause=setting.clause,
        why=_why(where, flags, crossings, *counts),
        stated=stated,
        agrees_with_stated=agreement(stated, {**crossings, **flags}),
    )


@lru_cache(maxsize=65536)
def same_place(left: str | None, right: str | None, level: Level, on: date | None = None) -> Trilean:
    """Whether two codes name one place at the level; 待核 if either is unknown there."""
    return negation(_differ(left, right, _setting(level, "R≠I", on or date.max)))


@lru_cache(maxsize=65536)
def _where(places: Places, setting: _Setting) -> tuple[_Where, tuple[str, ...]]:
    given = {"H": places.hukou, "R": places.residence, "I": places.issue, "U": places.organ}
    codes = {letter: checked(code, _PLACES[letter][0]) for letter, code in given.items()}
    others = tuple(code for code in places.other_issues if checked(code, "其他事发地"))
    known = {letter: at_level(code, setting.level, setting.whole) is not None for letter, code in codes.items()}
    apart = {pair: _differ(codes[pair[0]], codes[pair[1]], setting) for pair in _PAIRS}
    return _Where(codes, setting, known, apart), others


def _differ(left: str | None, right: str | None, setting: _Setting) -> Trilean:
    known_left = at_level(left, setting.level, setting.whole)
    known_right = at_level(right, setting.level, setting.whole)
    if known_left is not None and known_right is not None:
        return Trilean.of(known_left != known_right)
    if setting.by_upper and differ_above(left, right):
        return Trilean.YES
    return Trilean.UNKNOWN


def _flags(where: _Where) -> dict[str, Trilean]:
    pairs = (where.apart["HR"], where.apart["RI"], where.apart["HI"])
    first = pairs[1] if where.setting.definition == "R≠I" else pairs[2]
    second = pairs[0]
    third = any_of(pairs) if where.setting.any_two else all_of(pairs)
    if where.setting.exclusive:
        first, second = all_of((first, negation(third))), all_of((second, negation(third)))
    return {"F1": first, "F2": second, "F3": third}


def _crossings(
    where: _Where,
    others: Sequence[str],
    departments: int,
    systems: int,
    lead_place: str | None,
    assist_places: Sequence[str],
) -> dict[str, Trilean]:
    level, whole = where.setting.level, where.setting.whole
    issues = any_pair((where.codes["I"], *others), level, whole)
    units = [checked(lead_place, "主办单位所在地"), *(checked(code, "协办单位所在地") for code in assist_places)]
    crossing = any_of((where.apart["IU"], issues, any_pair(units, level, whole)))
    return {"K1": crossing, "K2": _several(departments), "K3": _several(systems)}


def _several(count: int) -> Trilean:
    return Trilean.of(count > 1 if count else None)


def _allocate(where: _Where, concerned: Sequence[str]) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    """Lead, assist and support places (decision table 2.3); with a lead known, a place holds its strongest role only."""
    codes = where.codes
    lead = codes["U"] or codes["I"]
    issue = codes["I"] if codes["U"] else None
    assist = [code for code in (issue, codes["R"], *concerned) if code]
    support = [code for code in (codes["H"],) if code]
    if lead is None:
        return None, tuple(dict.fromkeys(assist)), tuple(support)
    taken = [lead]
    kept = _fresh(assist, taken, where.setting)
    return lead, kept, _fresh(support, taken, where.setting)


def _fresh(codes: Sequence[str], taken: list[str], setting: _Setting) -> tuple[str, ...]:
    kept = []
    for code in codes:
        if all(code != held and _differ(code, held, setting) is not Trilean.NO for held in taken):
            kept.append(code)
            taken.append(code)
    return tuple(kept)


def _label(where: _Where, flags: dict[str, Trilean]) -> str:
    if Trilean.UNKNOWN in flags.values():
        return f"待核(缺{'、'.join(_PLACES[letter][1] for letter in 'HRI' if not where.known[letter])})"
    if flags["F3"] is Trilean.YES:
        return NAMES["F3"]
    return "+".join(NAMES[code] for code in ("F1", "F2") if flags[code] is Trilean.YES) or "不分离"


def _short_label(flags: dict[str, Trilean], label: str, level: Level) -> str:
    for code in ("F3", "F1", "F2"):
        if flags[code] is Trilean.YES:
            return f"{NAMES[code]}(跨{level.label})"
    return label


def _missing(where: _Where, crossings: dict[str, Trilean]) -> tuple[str, ...]:
    """Facts that some 待核 waits for: unknown places first, then what K1–K3 lack."""
    places = [_PLACES[letter][0] for letter in "HRI" if not where.known[letter]]
    lacking = {
        "有权处理机关所在地": crossings["K1"] is Trilean.UNKNOWN and not where.known["U"],
        "涉及部门": crossings["K2"] is Trilean.UNKNOWN,
        "所属系统": crossings["K3"] is Trilean.UNKNOWN,
    }
    return (*places, *(name for name, lacks in lacking.items() if lacks))


def _why(
    where: _Where, flags: dict[str, Trilean], crossings: dict[str, Trilean], departments: int, systems: int
) -> str:
    setting = where.setting
    pairs = "，".join([_comparison(where, pair) for pair in _PAIRS[:3]])
    basis = "常住地与事发地" if setting.definition == "R≠I" else "户籍地与事发地"
    separated = f"人事分离（按{basis}比较）{flags['F1']}，人户分离{flags['F2']}，人事户分离{flags['F3']}"
    counted = f"涉及部门{departments or '未登记'}，跨部门{crossings['K2']}；所属系统{systems or '未登记'}，跨行业{crossings['K3']}"
    return (
        f"在{setting.level.label}级按区划代码前{setting.level.code_digits}位比较：{pairs}；因此{separated}。"
        f"{_comparison(where, 'IU')}，跨地区{crossings['K1']}；{counted}。"
    )


def _comparison(where: _Where, pair: str) -> str:
    return f"{_named(where, pair[0])}与{_named(where, pair[1])}{_COMPARED[where.apart[pair]]}"


def _named(where: _Where, letter: str) -> str:
    name, code = _PLACES[letter][0], where.codes[letter]
    if code is None:
        return f"{name}（未登记）"
    return f"{name}{code}" if where.known[letter] else f"{name}{code}（只到{known_level(code).label}级）"
