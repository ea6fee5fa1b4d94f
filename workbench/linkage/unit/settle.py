"""Which township a bare name belongs to (同名异地的判定), from all rows together: 城建办 of two streets stays two units."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from workbench.linkage.unit.form import FormKind, UnitForm, squash

Key = tuple[str, str, str]  # name as written, unit number, place


def settle(forms: Mapping[Key, UnitForm], counts: Mapping[Key, int], main_share: float) -> dict[Key, UnitForm]:
    """Each row's name with the township it means, where the rows tell.

    A village without one takes the township written elsewhere with it, or the one where at least `main_share` of its rows
    stand (an event may happen next door). An unknown office borne by two townships is every township's: its row decides.
    """
    settled = dict(forms)
    for members in _alike(forms).values():
        hosts = {forms[key].town for key in members} - {""}
        bare = [key for key in members if not forms[key].town and not forms[key].local]
        kind = forms[members[0]].kind
        if kind is FormKind.VILLAGE:
            settled.update(_villages(forms, counts, bare, hosts, main_share))
        elif kind is FormKind.OTHER and hosts and bare:
            settled.update(_offices(forms, members, bare, hosts))
    return settled


def _alike(forms: Mapping[Key, UnitForm]) -> dict[tuple[str, str], list[Key]]:
    """Rows whose names differ in the township at most."""
    found: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key, form in forms.items():
        found[form.place, squash(form.core)].append(key)
    return found


def _villages(
    forms: Mapping[Key, UnitForm], counts: Mapping[Key, int], bare: Sequence[Key], hosts: set[str], main_share: float
) -> Iterable[tuple[Key, UnitForm]]:
    rows = Counter[str]()
    for key in bare:
        rows[forms[key].near] += counts[key]
    rows.pop("", None)
    home = _home(rows, hosts, main_share)
    for key in bare:
        town = home or forms[key].near
        yield key, replace(forms[key], town=town)


def _home(rows: Counter[str], hosts: set[str], main_share: float) -> str:
    """The one township a village's rows point to; "" if they point to several, and then each row keeps its own."""
    total = rows.total()
    if not total:
        return next(iter(hosts)) if len(hosts) == 1 else ""
    (town, most), *_ = rows.most_common(1)
    return town if most >= main_share * total and hosts <= {town} else ""


def _offices(
    forms: Mapping[Key, UnitForm], members: Sequence[Key], bare: Sequence[Key], hosts: set[str]
) -> Iterable[tuple[Key, UnitForm]]:
    if len(hosts) == 1 and forms[members[0]].core.endswith("公司"):
        for key in members:  # a company is one, whichever township is noted beside it
            yield key, replace(forms[key], town="", stated=True)
        return
    for key in bare:
        near = forms[key].near
        if near in hosts:
            yield key, replace(forms[key], town=near)
        elif len(hosts) > 1:
            yield key, replace(forms[key], local=True)
