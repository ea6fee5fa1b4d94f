"""Which pair to ask next (待审次序): by what an answer is worth (信息价值), never by who the petitioner is.

value = doubt × change × kind, where

- doubt = (H(p) + p) / 2 with H the entropy of the score p in bits: pairs nobody can foresee come first (most at p = 2/3),
  then the sure ones, which still wait for a word because nothing is joined without one. Pairs in dispute have doubt 1.
- change = 1 + log2(n · m) + what hangs on the two matters: n and m are the sizes of the groups an answer would join; a
  running deadline, a campaign, a hard flag and a repeat count add their weight each, a quarrel it could settle most.
- an answer that follows from others already (both in one group, or the groups told apart) joins nothing and is worth a
  quarter of the rest.

Weights: `parameters/linkage.yaml`, `linkage.judging_weights`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.domain.codes import Verdict
from workbench.domain.finding import ClockStatus
from workbench.domain.linking import LinkKind
from workbench.linkage.judging.agreement import for_second_reading
from workbench.linkage.judging.groups import Groups
from workbench.linkage.judging.words import Pair, Standing, question
from workbench.reference.parameters import parameter

Numbers = npt.NDArray[np.float64]
COLUMNS = ("left", "right", "kind", "score", "value", "again")
_UNKNOWN = 0.5
_AGAIN = ("disputed", "unsure", "stated", "judged")
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_RUNNING = frozenset({ClockStatus.RUNNING, ClockStatus.YELLOW, ClockStatus.ORANGE, ClockStatus.GRACE,
                      ClockStatus.OVERDUE})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is asked and what for: `again` offers judged pairs too; `second_share` of the judged ones is read twice."""

    actor: str = ""
    again: bool = False
    second_share: float = 0.0


def weights() -> Mapping[str, float]:
    """The parts of a pair's value, by the latest parameters."""
    found: Mapping[str, float] = parameter("linkage.judging_weights", date.max).value
    return found


def rank(
    links: pd.DataFrame,
    kind: LinkKind,
    groups: Groups,
    asking: Asking | None = None,
    *,
    stakes: Mapping[str, float] = _NOTHING,
    mass: Mapping[str, int] = _NOTHING,
    locked: Collection[str] = (),
    limit: int | None = None,
) -> pd.DataFrame:
    """The `limit` pairs of one question most worth asking, the most valuable first; columns left, right, kind, score, value, again.

    `links` has left, right, kind and score. `stakes` says what hangs on each record (`stakes_of`), `mass` how many records
    stand behind a name (1 unless given). A pair with a locked record or one not in `groups` is left out. Judged pairs are
    left out too, but those that two clerks dispute, that another left unsure, or a ledger's word in a quarrel; such a row
    has `again`. Pairs drawn for a second reading have not: they are to be read like any other.
    """
    asking = asking or Asking()
    places = _Places(groups)
    rows = _candidates(links, kind, places, groups, locked)
    rows["state"] = _states(rows, places, groups, asking, kind)
    rows = rows[rows["state"].ne("")].reset_index(drop=True)
    value = (
        _doubt(rows) * _change(rows, places, groups, stakes, mass) * rows["kind"].map(dict(weights())).to_numpy(float)
    )
    first = np.lexsort((places.order[rows["right"]], places.order[rows["left"]], -value))[:limit]
    best = rows.iloc[first]
    return pd.DataFrame(
        {
            "left": [places.ids[at] for at in best["left"]],
            "right": [places.ids[at] for at in best["right"]],
            "kind": best["kind"].tolist(),
            "score": best["score"].to_numpy(float),
            "value": value[first],
            "again": best["state"].isin(_AGAIN).tolist(),
        }
    )


class _Places:
    """Records (or names) of the groups as positions, so that pairs are whole numbers and whole columns are worked at once."""

    def __init__(self, groups: Groups) -> None:
        self.ids = list(groups.matter_of)
        self.at = {record: place for place, record in enumerate(self.ids)}
        self.order = np.empty(len(self.ids), dtype=np.int64)
        self.order[np.array(sorted(range(len(self.ids)), key=self.ids.__getitem__), dtype=np.int64)] = np.arange(
            len(self.ids)
        )
        matters = {matter: place for place, matter in enumerate(groups.members)}
        self.group = np.array([matters[matter] for matter in groups.matter_of.values()], dtype=np.int64)

    def code(self, left: Any, right: Any) -> Any:
        """One number for a pair of positions."""
        return left * len(self.ids) + right

    def codes(self, pairs: Iterable[Pair]) -> npt.NDArray[np.int64]:
        """The numbers of pairs whose both sides are here."""
        return np.array([self.code(self.at[left], self.at[right]) for left, right in pairs], dtype=np.int64)

    def find(self, names: Iterable[str]) -> npt.NDArray[np.int64]:
        """Positions; -1 for what is not here."""
        return np.array([self.at.get(name, -1) for name in names], dtype=np.int64)


def _candidates(
    links: pd.DataFrame, kind: LinkKind, places: _Places, groups: Groups, locked: Collection[str]
) -> pd.DataFrame:
    """Each pair of the question once with its best score, by positions; judged pairs to be asked again too, if nobody
    proposed them.
    """
    rows = links[links["kind"].isin([one.value for one in LinkKind if question(one) is question(kind)])]
    left, right = (places.find(rows[side].tolist()) for side in ("left", "right"))
    score = rows["score"].astype(float).fillna(_UNKNOWN).clip(0.0, 1.0).to_numpy(float)
    found = pd.DataFrame({"left": left, "right": right, "score": score, "kind": rows["kind"].tolist()})
    settle = sorted(_to_settle(groups))
    asked = pd.DataFrame(
        {
            "left": places.find(one for one, _ in settle),
            "right": places.find(other for _, other in settle),
            "score": _UNKNOWN,
            "kind": question(kind).value,
        }
    )
    found = found.sort_values(["score", "kind"], ascending=[False, True], kind="stable") if len(found) else found
    found = pd.concat([part for part in (found, asked) if len(part)] or [asked], ignore_index=True)
    found = found[(found["left"] >= 0) & (found["right"] >= 0)].drop_duplicates(["left", "right"])
    shut = places.find(name for name in locked if name in places.at)
    return found[~found["left"].isin(shut) & ~found["right"].isin(shut)].copy()


def _to_settle(groups: Groups) -> set[Pair]:
    """Pairs in dispute, and the links of quarrels that only a ledger states."""
    disputed = {pair for pair, one in groups.standing.items() if one.disputed}
    return disputed | {link for quarrel in groups.contradictions for link in quarrel.stated}


def _states(rows: pd.DataFrame, places: _Places, groups: Groups, asking: Asking, kind: LinkKind) -> list[str]:
    """Why each pair is asked (new, disputed, unsure, stated, second, judged), or "" if it is not."""
    second = set(for_second_reading(groups.standing, kind, asking.actor, asking.second_share) if asking.actor else ())
    stated = {link for quarrel in groups.contradictions for link in quarrel.stated}
    codes = places.code(rows["left"].to_numpy(), rows["right"].to_numpy())
    states = ["new"] * len(rows)
    for at in np.flatnonzero(np.isin(codes, places.codes(groups.standing))).tolist():
        pair = places.ids[codes[at] // len(places.ids)], places.ids[codes[at] % len(places.ids)]
        states[at] = _state(groups.standing[pair], asking, is_stated=pair in stated, is_second=pair in second)
    return states


def _state(said: Standing, asking: Asking, *, is_stated: bool, is_second: bool) -> str:
    if said.disputed:
        return "disputed"
    if said.verdict is Verdict.UNSURE and said.of(asking.actor) is None:
        return "unsure"
    if is_stated or is_second:
        return "stated" if is_stated else "second"
    return "judged" if asking.again else ""


def _doubt(rows: pd.DataFrame) -> Numbers:
    score = rows["score"].to_numpy(float)
    sure = np.clip(score, 1e-12, 1 - 1e-12)
    entropy = -(sure * np.log2(sure) + (1 - sure) * np.log2(1 - sure))
    open_question = rows["state"].isin(("disputed", "stated")).to_numpy(bool)
    doubt: Numbers = np.where(open_question, 1.0, (entropy + score) / 2)
    return doubt


def _change(
    rows: pd.DataFrame, places: _Places, groups: Groups, stakes: Mapping[str, float], mass: Mapping[str, int]
) -> Numbers:
    part = weights()
    left, right = rows["left"].to_numpy(), rows["right"].to_numpy()
    weight = np.array([mass.get(record, 1) for record in places.ids], dtype=float)
    sizes = np.bincount(places.group, weights=weight)[places.group] if len(weight) else weight
    stake = np.array([stakes.get(record, 0.0) for record in places.ids], dtype=float)
    settles = np.isin(places.code(left, right), places.codes(_quarrelling(groups)))
    known = _determined(left, right, places, groups) & ~settles & rows["state"].ne("disputed").to_numpy(bool)
    joined = np.where(known, 0.0, np.log2(sizes[left] * sizes[right]))
    change = 1.0 + joined + stake[left] + stake[right] + part["quarrel"] * settles
    counted: Numbers = np.where(known, part["determined"] * change, change)
    return counted


def _quarrelling(groups: Groups) -> set[Pair]:
    """Pairs that are an end or a link of a quarrel."""
    return {pair for one in groups.contradictions for pair in ((one.left, one.right), *one.links)}


def _determined(left: Any, right: Any, places: _Places, groups: Groups) -> npt.NDArray[np.bool_]:
    """Pairs whose answer follows already: both in one group, or some records of the two groups told apart."""
    one, other = places.group[left], places.group[right]
    apart = places.codes(pair for pair, said in groups.standing.items() if _tells_apart(said))
    told = places.group[apart // len(places.ids)], places.group[apart % len(places.ids)]
    known: npt.NDArray[np.bool_] = np.isin(_either_way(places, one, other), _either_way(places, *told)) | (one == other)
    return known


def _either_way(places: _Places, one: Any, other: Any) -> Any:
    return places.code(np.minimum(one, other), np.maximum(one, other))


def _tells_apart(said: Standing) -> bool:
    return said.verdict in (Verdict.DIFFERENT, Verdict.RELATED) and not said.disputed


def stakes_of(records: pd.DataFrame, matters: pd.DataFrame, matter_of: Mapping[str, str]) -> dict[str, float]:
    """What hangs on each record: its matter's running deadline, campaign and hard flags, and a repeat count that its ledger
    claims but no other record bears out. Closed matters have nothing at stake.

    `records` has record_id, repeat, times; `matters` has matter_id, is_open, clock_status, campaign, flags; `matter_of` is
    the edition's.
    """
    part = weights()
    live = matters[matters["is_open"].fillna(False).astype(bool)]
    by_matter = (
        part["deadline"] * live["clock_status"].isin([status.value for status in _RUNNING]).to_numpy(dtype=float)
        + part["campaign"] * live["campaign"].fillna("").ne("").to_numpy(dtype=float)
        + part["flag"] * live["flags"].map(lambda flags: flags is not None and len(flags) > 0).to_numpy(dtype=float)
    )
    stake = dict(zip(live["matter_id"], by_matter.tolist(), strict=True))
    sizes = Counter(matter_of.values())
    again = records["repeat"].fillna(False).astype(bool) | records["times"].fillna(0).gt(1).astype(bool)
    return {
        record: stake[matter] + (part["repeat"] if repeated and sizes[matter] == 1 else 0.0)
        for record, repeated in zip(records["record_id"], again, strict=True)
        if (matter := matter_of.get(record, "")) in stake
    }
