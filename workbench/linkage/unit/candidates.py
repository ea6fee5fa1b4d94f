"""Which pairs of units are worth weighing (候选): organs the table relates, and names alike in letters; never all pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np

from workbench.linkage.unit.form import FormKind, UnitForm, squash
from workbench.linkage.unit.organs import organs

_LEVELS = frozenset({"", "国家", "省", "市", "县", "区", "州", "旗"})
_COMMON_FROM, _COMMON_SHARE = 200, 0.05
_AT_ONCE = 1_000


def candidate_pairs(forms: Sequence[UnitForm], top_n: int) -> set[tuple[int, int]]:
    """Positions of pairs to weigh, (smaller, larger)."""
    found = {*_related(forms), *_townships(forms), *_alike(forms, top_n)}
    return {pair for pair in found if _can_meet(forms[pair[0]], forms[pair[1]])}


def _can_meet(one: UnitForm, other: UnitForm) -> bool:
    """Whether places leave open that two names are one unit."""
    if one.place != other.place and not {one.place, other.place} & _LEVELS:
        return False
    return not one.scope or not other.scope or one.scope == other.scope


def _related(forms: Sequence[UnitForm]) -> Iterator[tuple[int, int]]:
    """Organs of one kind, one field of duty, or one after the other, in places that leave it open."""
    table = organs()
    held: dict[str, list[int]] = defaultdict(list)
    for at, form in enumerate(forms):
        for organ in filter(None, (form.organ, *form.signboards)):
            held[organ].append(at)
    families: dict[str, list[str]] = defaultdict(list)
    for organ in held:
        families[table.types[organ].family].append(organ)
    for organ, own in held.items():
        yield from _across_places(forms, own)
        kin = {*table.later(organ), *families[table.types[organ].family]} - {organ}
        for other in kin & held.keys():
            yield from (_order(a, b) for a, b in product(own, held[other]) if a != b)


def _across_places(forms: Sequence[UnitForm], own: Sequence[int]) -> Iterator[tuple[int, int]]:
    near = [at for at in own if forms[at].place in _LEVELS and not forms[at].town]
    yield from (_order(a, b) for a, b in product(near, own) if a != b)
    by_place: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at in own:
        by_place[forms[at].place, forms[at].scope].append(at)
    for members in by_place.values():
        yield from combinations(sorted(members), 2)


def _townships(forms: Sequence[UnitForm]) -> Iterator[tuple[int, int]]:
    by_town: dict[str, list[int]] = defaultdict(list)
    for at, form in enumerate(forms):
        if form.kind is FormKind.TOWN and form.scope:
            by_town[form.scope].append(at)
    for members in by_town.values():
        yield from combinations(members, 2)


def _alike(forms: Sequence[UnitForm], top_n: int) -> Iterator[tuple[int, int]]:
    """The `top_n` names nearest to each in letters and pairs of letters that are not common to many."""
    from scipy import sparse

    if len(forms) < 2:
        return
    grams = [Counter(_grams(squash(form.core))) for form in forms]
    spread = Counter(gram for held in grams for gram in held)
    most = max(_COMMON_SHARE * len(forms), 20) if len(forms) > _COMMON_FROM else len(forms)
    column = {gram: at for at, gram in enumerate(sorted(gram for gram, rows in spread.items() if 1 < rows <= most))}
    cells = [(row, column[gram], np.log1p(len(forms) / spread[gram])) for row, held in enumerate(grams)
             for gram in held if gram in column]  # fmt: skip
    if not cells:
        return
    rows, columns, weights = (np.array(part) for part in zip(*cells, strict=True))
    matrix = sparse.csr_matrix((weights.astype(np.float32), (rows, columns)), shape=(len(forms), len(column)))
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    unit = sparse.diags(1 / np.maximum(length, 1e-9)) @ matrix
    for start in range(0, len(forms), _AT_ONCE):
        yield from _nearest((unit[start : start + _AT_ONCE] @ unit.T).tocsr(), start, top_n)


def _nearest(likeness: Any, start: int, top_n: int) -> Iterator[tuple[int, int]]:
    indptr, indices, data = (getattr(likeness, part) for part in ("indptr", "indices", "data"))
    for row in range(len(indptr) - 1):
        others, near = indices[indptr[row] : indptr[row + 1]], data[indptr[row] : indptr[row + 1]]
        for at in others[np.argsort(-near, kind="stable")[: top_n + 1]]:
            if at != start + row:
                yield _order(start + row, int(at))


def _grams(text: str) -> list[str]:
    return [*text, *(text[at : at + 2] for at in range(len(text) - 1))]


def _order(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
