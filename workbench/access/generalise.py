"""One row per matter for research (事项级泛化): each row alike k − 1 others in all that is said of it.

Rows go down a ladder of coarser and coarser descriptions and stay on the first rung where at least k are alike.
That a class stands on a rung tells that each finer class in it has fewer than k: a class so full that its finer ones
could be told from that is sent down too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pandas as pd

ANY: Final = "不分"
Rung = Mapping[str, Callable[[str], str]]
"""For each column how a value is said on this rung; each rung coarser than the one before in every column."""


def generalise(rows: pd.DataFrame, ladder: Sequence[Rung], k: int) -> pd.DataFrame:
    """The rows, generalised, in the same order, with `rung` (0 the finest) added; ValueError if they are fewer than k."""
    if len(rows) < k:
        raise ValueError(f"只有 {len(rows)} 件，少于 {k} 件，不能作事项级导出")
    steps = [_said(rows, rung) for rung in ladder] + [_nothing(rows)]
    told = steps[-1].assign(rung=len(ladder))
    left = pd.Series(True, index=rows.index)
    for number, step in enumerate(steps[:-1]):
        stays = left & _alike(step, left, k)
        if number:
            stays &= ~_too_full(steps[number - 1], step, told["rung"] == number - 1, stays, k)
        told.loc[stays, list(rows.columns)] = step[stays]
        told.loc[stays, "rung"] = number
        left &= ~stays
    return _last_class(told, list(rows.columns), len(ladder), k)


def _said(rows: pd.DataFrame, rung: Rung) -> pd.DataFrame:
    return pd.DataFrame({name: rows[name].map(rung[name]) for name in rows.columns}, index=rows.index)


def _nothing(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(ANY, index=rows.index, columns=rows.columns)


def _alike(step: pd.DataFrame, left: pd.Series[bool], k: int) -> pd.Series[bool]:
    sizes = step[left].groupby(list(step.columns))[step.columns[0]].transform("size")
    return (sizes >= k).reindex(step.index, fill_value=False)


def _too_full(
    finer: pd.DataFrame, step: pd.DataFrame, published: pd.Series[bool], stays: pd.Series[bool], k: int
) -> pd.Series[bool]:
    """Rows of classes where a finer class, of fewer than k each, could be known not to be empty."""
    names = list(step.columns)
    kinds = pd.Series(1, index=step.index)
    for name in names:
        values = finer.groupby(step[name])[name].nunique()
        kinds *= step[name].map(values)
    shown = pd.concat([finer.add_prefix("finer "), step], axis=1)[published].drop_duplicates().groupby(names).size()
    size = step[stays].groupby(names)[names[0]].transform("size").reindex(step.index, fill_value=0)
    keys = pd.MultiIndex.from_frame(step)
    others = kinds - pd.Series(shown.reindex(keys, fill_value=0).to_numpy(), index=step.index) - 1
    full: pd.Series[bool] = (size > others * (k - 1)) & _coarser(finer, step) & stays
    return full


def _coarser(finer: pd.DataFrame, step: pd.DataFrame) -> pd.Series[bool]:
    """Rows said differently on this rung than on the one before."""
    changed: pd.Series[bool] = (finer != step).any(axis=1)
    return changed


def _last_class(told: pd.DataFrame, names: list[str], last: int, k: int) -> pd.DataFrame:
    """If fewer than k are left undescribed, the smallest class joins them."""
    undescribed = told["rung"] == last
    while 0 < undescribed.sum() < k:
        sizes = told[~undescribed].groupby(names).size()
        smallest = sizes.index[int(sizes.argmin())]
        joins = (told[names] == list(smallest)).all(axis=1)
        told.loc[joins, names] = ANY
        told.loc[joins, "rung"] = last
        undescribed |= joins
    return told


def smallest_class(told: pd.DataFrame, names: Sequence[str]) -> int:
    """How many rows the smallest class has."""
    return int(told.groupby(list(names)).size().min())
