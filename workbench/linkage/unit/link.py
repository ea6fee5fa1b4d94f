"""Units among an office's rows (单位归一): names of one organ put together where certain, proposed where not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from workbench.domain.linking import LinkProposal, Reason
from workbench.linkage.normal import text_column
from workbench.linkage.unit.candidates import candidate_pairs
from workbench.linkage.unit.form import FormKind, UnitForm
from workbench.linkage.unit.groups import Judged, UnitGroups, group_rows, names_to_use
from workbench.linkage.unit.match import proposal
from workbench.linkage.unit.names import Namer, office_namer
from workbench.linkage.unit.organs import organs
from workbench.linkage.unit.prefixes import bare_place
from workbench.linkage.unit.register import UnitRegister
from workbench.linkage.unit.settle import Key, settle
from workbench.reference.parameters import parameter


@dataclass(frozen=True, slots=True)
class UnitAlias:
    """One unit: the name it goes by here and every way it was written.

    `unit_key` stands for it in proposals and judgements; `organ` is its name in full; `note` says if it was abolished.
    """

    name: str
    unit_id: str
    place: str
    aliases: tuple[str, ...]
    why: tuple[str, ...]
    unit_key: str = ""
    organ: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class UnitNames:
    """Units, and what a person should look at."""

    units: tuple[UnitAlias, ...]
    names_by_id: Mapping[str, tuple[str, ...]]  # unit numbers with two names or more
    ids_by_name: Mapping[str, tuple[str, ...]]  # names with two unit numbers or more
    suggestions: tuple[tuple[str, str, str], ...]  # earlier name, later name, sentence
    by_key: Mapping[Key, str]
    proposals: tuple[LinkProposal, ...] = ()  # by unit_key, most likely first
    quarrels: tuple[str, ...] = ()  # judgements that contradict each other, in sentences

    def canonical(self, name: str, unit_id: str = "", place: str = "") -> str:
        """The name a unit goes by; an ambiguous or unknown name stays as it is written."""
        return self.by_key.get((name, unit_id, place)) or self.by_key.get((name, "", ""), name)


def unit_names(
    frame: pd.DataFrame,
    office_names: Sequence[str] = (),
    on: date = date.max,
    judged: Iterable[Judged] = (),
    *,
    register: UnitRegister | None = None,
    upper_names: Sequence[str] = (),
) -> UnitNames:
    """Units among the rows of `frame`: columns unit, and where there are any unit_id and place (the row's township).

    `office_names` are names of the office's own county (坪山区, 坪山), `upper_names` of its city; `on` is the day names
    are read for; `judged` are judgements of kind 同一单位 as (name or unit_key, name or unit_key, verdict).
    """
    register = register or UnitRegister.expand(office_names, upper=upper_names)
    rows = _Rows(frame, office_names, on, register, upper_names)
    groups = group_rows(rows.forms, rows.counts, judged)
    members = groups.members()
    spoken = names_to_use(members, rows.counts, rows.forms)
    found = _proposals(members, rows, groups, register, on)
    units = tuple(_unit(group, keys, spoken[group], rows, register, on) for group, keys in members.items())
    by_key = {key: spoken[group] for group, keys in members.items() for key in keys}
    return UnitNames(
        units,
        rows.several(0),
        rows.several(1),
        _successions(found, members, spoken, rows, register),
        _with_bare_names(by_key),
        found,
        tuple(f"“{one}”与“{other}”既认定相同又认定不同，请复核" for one, other in groups.quarrels),
    )


def propose_units(
    frame: pd.DataFrame, office_names: Sequence[str] = (), on: date = date.max, judged: Iterable[Judged] = ()
) -> list[LinkProposal]:
    """Pairs of units a person should judge (同一单位): by `unit_key`, most likely first; certain ones are merged already."""
    return list(unit_names(frame, office_names, on, judged).proposals)


def plain_unit(name: str, office_names: Sequence[str] = (), on: date = date.max) -> str:
    """One unit name in full without the own county's name: 石桥县人社局 → 人力资源和社会保障局, 东街街道办 → 东街街道办事处."""
    form = Namer(office_names, on)(name)
    own = next((own for own in office_names if bare_place(own) != own), "")
    core = own[:-1] + form.core if own and form.core.startswith("县") and form.organ else form.core
    town = form.town if form.kind is FormKind.TOWN else _in_full(form.text, form.town, ("镇", "乡", "街道"))
    return _in_full(form.text, form.place, ("县", "区", "市", "旗")) + town + core


def _in_full(text: str, bare: str, endings: tuple[str, ...]) -> str:
    """A bare place name with the ending it was written with."""
    at = text.find(bare) if bare else -1
    following = text[at + len(bare) :] if at >= 0 else ""
    return bare + next((ending for ending in endings if following.startswith(ending)), "")


class _Rows:
    """The distinct (name, number, place) of a frame, counted and taken apart."""

    def __init__(
        self, frame: pd.DataFrame, own: Sequence[str], on: date, register: UnitRegister, upper: Sequence[str]
    ) -> None:
        columns = (text_column(frame, name) for name in ("unit", "unit_id", "place"))
        self.counts = Counter(key for key in zip(*columns, strict=True) if key[0])
        written = (part for key in self.counts for part in (key[0], key[2]))
        namer = office_namer(own, written, on, upper, register.aliases())
        parsed = {key: namer(key[0], key[2], key[1]) for key in self.counts}
        self.forms = settle(parsed, self.counts, parameter("linkage.unit_main_place", on).value)

    def several(self, side: int) -> dict[str, tuple[str, ...]]:
        """Numbers with several names (side 0), names with several numbers (side 1)."""
        found: dict[str, set[str]] = {}
        for name, number, _ in self.counts:
            if number:
                found.setdefault((number, name)[side], set()).add((name, number)[side])
        return {key: tuple(sorted(values)) for key, values in sorted(found.items()) if len(values) > 1}

    def main(self, keys: Sequence[Key]) -> Key:
        """The row that stands for a unit: the most used name, an inner office's last."""
        return min(keys, key=lambda key: (bool(self.forms[key].inner), -self.counts[key], key))


def _unit(group: str, keys: list[Key], name: str, rows: _Rows, register: UnitRegister, on: date) -> UnitAlias:
    form = rows.forms[rows.main(keys)]
    written = tuple(sorted({key[0] for key in keys} - {name}))
    places = sorted({key[2] for key in keys} - {""})
    numbers = sorted({key[1] for key in keys} - {""})
    why = _why(keys, written, rows)
    note = register.note(form.key, min(on, date.today()))
    return UnitAlias(name, "、".join(numbers), "、".join(places), written, why, _safe(group), form.core, note)


def _why(keys: Sequence[Key], written: Sequence[str], rows: _Rows) -> tuple[str, ...]:
    """Why the names of a unit were put together, in words."""
    if not written:
        return ()
    forms = [rows.forms[key] for key in keys]
    why = ["台账单位编号相同"] if any(key[1] for key in keys) else ["名称规范化后相同"]
    if len({form.alias for form in forms if form.organ and not form.inner}) > 1:
        why.append("简称或通行写法")
    if len({form.stated for form in forms}) > 1 or any(form.town and form.town not in form.text for form in forms):
        why.append("地名前缀省略")
    if any(form.inner for form in forms):
        why.append("内设机构归其机关")
    if len({form.key for form in forms}) > 1 and not any(key[1] for key in keys):
        why.append("经办人认定")
    return tuple(why)


def _safe(group: str) -> str:
    """A unit's id without the bar that parts a judged pair."""
    return group.replace("|", "丨")


def _proposals(
    members: Mapping[str, list[Key]], rows: _Rows, groups: UnitGroups, register: UnitRegister, on: date
) -> tuple[LinkProposal, ...]:
    least: float = parameter("linkage.unit_propose", on).value
    names = list(members)
    forms = [rows.forms[rows.main(members[name])] for name in names]
    day = None if on == date.max else on
    found = []
    pairs = candidate_pairs(forms, parameter("linkage.unit_top_n", on).value) | _own_pairs(forms, register)
    for left, right in sorted(pairs):
        if groups.are_apart(names[left], names[right]):
            continue
        made = proposal(forms[left], forms[right], _safe(names[left]), _safe(names[right]), day)
        made = _own_succession(made, forms[left], forms[right], register)
        if made.score >= least:
            found.append(made)
    return tuple(sorted(found, key=lambda one: (-one.weight, one.left, one.right)))


def _own_pairs(forms: Sequence[UnitForm], register: UnitRegister) -> set[tuple[int, int]]:
    """Positions of units that the office's own register joins in succession."""
    at = {form.key: position for position, form in enumerate(forms)}
    own = (key for key in at if key in register.entries and register.entries[key].source == "本单位名册")
    joined = ((at[key], at[after]) for key in own for after in register.later(key) if after in at)
    return {(min(pair), max(pair)) for pair in joined}


def _own_succession(found: LinkProposal, one: UnitForm, other: UnitForm, register: UnitRegister) -> LinkProposal:
    """A succession that the office's own register states goes before what names alone tell."""
    for before, after in ((one.key, other.key), (other.key, one.key)):
        entry = register.entries.get(before)
        if entry is not None and entry.source == "本单位名册" and after in register.later(before):
            return replace(found, reasons=(Reason("unit_renamed", "更名或并入（本单位名册）", 9.0),))
    return found


def _successions(
    found: Sequence[LinkProposal],
    members: Mapping[str, list[Key]],
    spoken: Mapping[str, str],
    rows: _Rows,
    register: UnitRegister,
) -> tuple[tuple[str, str, str], ...]:
    """Pairs of names here that institution reform joins, for a person to judge by date."""
    groups = {_safe(group): group for group in members}
    told = []
    for one in found:
        if any(reason.code == "unit_renamed" for reason in one.reasons):
            first, second = groups[one.left], groups[one.right]
            if _follows(rows.forms[rows.main(members[first])], rows.forms[rows.main(members[second])], register):
                first, second = second, first
            before, after = spoken[first], spoken[second]
            told.append((before, after, f"“{before}”可能是“{after}”的前身，请按日期核对后认定"))
    return tuple(sorted(told))


def _follows(one: UnitForm, other: UnitForm, register: UnitRegister) -> bool:
    """Whether the first took over from the second, by the register or by the table of kinds."""
    return one.key in register.later(other.key) or one.organ in organs().later(other.organ)


def _with_bare_names(by_key: dict[Key, str]) -> dict[Key, str]:
    """Also each name without number and place, where it can mean one unit only."""
    meant: dict[str, set[str]] = {}
    for (name, _, _), canonical in by_key.items():
        meant.setdefault(name, set()).add(canonical)
    bare = {(name, "", ""): found.pop() for name, found in meant.items() if len(found) == 1}
    return bare | by_key
