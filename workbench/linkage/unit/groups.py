"""Names put together (单位归并): the ledger's numbers, equal keys, and what persons judged; a NO always cuts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from workbench.domain.codes import Verdict
from workbench.linkage.unit.form import UnitForm, clean
from workbench.linkage.unit.settle import Key

Judged = tuple[str, str, str]
"""Two names (or unit keys) and a verdict (`Verdict` value): the judgements of kind 同一单位."""


def group_rows(forms: Mapping[Key, UnitForm], counts: Mapping[Key, int], judged: Iterable[Judged]) -> UnitGroups:
    """Rows by unit: a unit's number tells alone; without one, the key, joined to a number if only one number bears it."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for key, form in forms.items():
        if key[1]:
            numbers[_name_key(form)].add(key[1])
    rows = {key: _first_group(key, form, numbers) for key, form in forms.items()}
    groups = UnitGroups(rows, counts, forms)
    spoken = list(judged)
    for left, right, verdict in spoken:
        if verdict == Verdict.DIFFERENT:
            groups.cut(left, right)
    for left, right, verdict in spoken:
        if verdict == Verdict.SAME:
            groups.join(left, right)
    return groups


def _name_key(form: UnitForm) -> str:
    """The key of a name; an office any township may have, without its township, is only like itself."""
    return form.key if form.known_place else f"?/{form.text}"


def _first_group(key: Key, form: UnitForm, numbers: Mapping[str, set[str]]) -> str:
    name = _name_key(form)
    held = {key[1]} if key[1] else numbers.get(name, set())
    return f"编号{next(iter(held))}" if len(held) == 1 else name


class UnitGroups:
    """Group of every row; joined and cut by judgements."""

    def __init__(self, rows: Mapping[Key, str], counts: Mapping[Key, int], forms: Mapping[Key, UnitForm]) -> None:
        self._rows = dict(rows)
        self._counts = counts
        self._forms = forms
        self._apart: set[frozenset[str]] = set()
        self.quarrels: list[tuple[str, str]] = []
        self.judged: set[str] = set()

    def members(self) -> dict[str, list[Key]]:
        """Rows of each group, groups in order of their id."""
        found: dict[str, list[Key]] = defaultdict(list)
        for key, group in self._rows.items():
            found[group].append(key)
        return dict(sorted(found.items()))

    def cut(self, left: str, right: str) -> None:
        """Two names are two units: one of them leaves a group they share."""
        one, other = self._find(left), self._find(right)
        if not one or not other:
            return
        if one == other:
            leaving = min((clean(left), clean(right)), key=lambda name: self._rows_named(name, one))
            other = f"{one}~{leaving}"
            for key in [key for key, group in self._rows.items() if group == one and clean(key[0]) == leaving]:
                self._rows[key] = other
        self._apart.add(frozenset((one, other)))

    def join(self, left: str, right: str) -> None:
        """Two names are one unit, unless that would put two together that were judged different: then it is listed."""
        one, other = self._find(left), self._find(right)
        if not one or not other or one == other:
            return
        if frozenset((one, other)) in self._apart:
            self.quarrels.append((left, right))
            return
        for key, group in self._rows.items():
            if group == other:
                self._rows[key] = one
        self.judged.add(one)
        self._apart = {frozenset(one if side == other else side for side in pair) for pair in self._apart}

    def are_apart(self, one: str, other: str) -> bool:
        """Whether two groups were judged to be two units."""
        return frozenset((one, other)) in self._apart

    def _rows_named(self, name: str, group: str) -> int:
        return sum(self._counts[key] for key, held in self._rows.items() if held == group and clean(key[0]) == name)

    def _find(self, name: str) -> str:
        """The group a judgement names: by its id, a written name or a key that only one group bears; "" if none or several."""
        if name in self._rows.values():
            return name
        written = {group for key, group in self._rows.items() if clean(key[0]) == clean(name)}
        held = written or {group for key, group in self._rows.items() if self._forms[key].key == name}
        return next(iter(held)) if len(held) == 1 else ""


def names_to_use(
    groups: Mapping[str, Sequence[Key]], counts: Mapping[Key, int], forms: Mapping[Key, UnitForm]
) -> dict[str, str]:
    """The most used name of each unit that no other unit bears, an inner office's last; else with its number or place."""
    bearers = Counter(name for keys in groups.values() for name in {key[0] for key in keys})
    used = {group: _ranked(keys, counts, forms) for group, keys in groups.items()}
    return {group: _name(ranked, bearers, forms) for group, ranked in used.items()}


def _ranked(keys: Sequence[Key], counts: Mapping[Key, int], forms: Mapping[Key, UnitForm]) -> list[Key]:
    total = Counter[str]()
    for key in keys:
        total[key[0]] += counts[key]
    return sorted(keys, key=lambda key: (bool(forms[key].inner), -total[key[0]], key[0], key))


def _name(ranked: Sequence[Key], bearers: Mapping[str, int], forms: Mapping[Key, UnitForm]) -> str:
    own = [key[0] for key in ranked if bearers[key[0]] == 1]
    if own:
        return own[0]
    first = ranked[0]
    where = first[1] or first[2] or forms[first].town or forms[first].place or "属地不明"
    return f"{first[0]}（{where}）"
