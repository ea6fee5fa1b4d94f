"""The tables of a research edition (研究版数据表): of places, units and matters; none of persons, none with a free text.

Each table speaks of its own things (flows of differing places; units by state; matters generalised), totals are rounded
down to multiples of k, and cells below k are withheld with complements, so that no count below k follows from the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd

from workbench.access.disclosure import OTHER, NotProtectable, Protected, floor_to, protect, rolled_up
from workbench.access.generalise import ANY, Rung, generalise, smallest_class
from workbench.access.pseudonyms import Pseudonyms
from workbench.domain.codes import Level
from workbench.domain.linking import LinkKind
from workbench.domain.network import LinkType
from workbench.network.flows import place_flows
from workbench.reference.parameters import parameter
from workbench.rules.places import at_level

UNKNOWN: Final = "不明"
WHOLE: Final = "全省"
"""Before a province's code where it means all of it, and not its other counties as among flows."""
SHARED: Final = 5
"""Fewest matters two units must share to be linked, whatever k (security.md)."""


@dataclass(eq=False)
class ResearchTables:
    """Tables by name, and for each what was withheld, in numbers."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    withheld: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Study:
    """What every table is made with."""

    names: Pseudonyms
    edition: str
    k: int
    home: str  # the county's own code, 6 digits, or ""


def research_tables(edition: Mapping[str, pd.DataFrame], study: Study, topics: frozenset[str]) -> ResearchTables:
    """All tables from matters, separations, groups, links and edges of an edition; accusations are left out.

    `topics` are the first-level words of the code list; any other word is 其他.
    """
    made = ResearchTables()
    matters = edition["matters"]
    matters = matters[~matters["locked"].astype(bool)].reset_index(drop=True)
    separations = edition["separations"]
    separations = separations[separations["matter_id"].isin(matters["matter_id"])]
    _flows(made, separations, study)
    _units(made, matters, study)
    _unit_links(made, matters, edition["edges"], study)
    classes = _matters(made, matters, separations, topics, study)
    _class_links(made, classes, edition["groups"], edition["links"], study)
    return made


# places


def _flows(made: ResearchTables, separations: pd.DataFrame, study: Study) -> None:
    """place_flows, place_flow_totals and places: differing places of matters, at county level."""
    flows = pd.DataFrame(
        [(flow.kind, flow.from_place, flow.to_place, len(flow.matters)) for flow in place_flows(separations)],
        columns=["kind", "from_place", "to_place", "matters"],
    )
    cells, totals, places = [], [], set[str]()
    for kind, counted in flows.groupby("kind", sort=True):
        one, other = (_rolled(counted, end, study.k) for end in ("from_place", "to_place"))
        if not one:
            made.withheld[f"place_flows/{kind}"] = {"whole_table": True}
            continue
        table = counted.assign(from_place=counted["from_place"].map(one), to_place=counted["to_place"].map(other))
        table = table.pivot_table(index="from_place", columns="to_place", values="matters", aggfunc="sum", fill_value=0)
        shown = _protected(made, f"place_flows/{kind}", table, study.k, _to_itself(table))
        cells += [(kind, *cell) for cell in _cells(shown, table)]
        totals += [(kind, "全部", "", floor_to(int(counted["matters"].sum()), study.k))]
        totals += [(kind, *total) for total in _totals(shown, table, ("起点", "终点"))]
        places |= set(table.index) | set(table.columns)
    said = partial(_place, study)
    made.tables["place_flows"] = pd.DataFrame(
        [(kind, said(one), said(other), count) for kind, one, other, count in cells],
        columns=["kind", "from_place", "to_place", "matters"],
    )
    made.tables["place_flow_totals"] = pd.DataFrame(
        [(kind, side, said(place) if place else "", count) for kind, side, place, count in totals],
        columns=["kind", "side", "place", "matters_at_least"],
    )
    made.tables["places"] = _places(places, study)


def _places(places: Iterable[str], study: Study) -> pd.DataFrame:
    rows = [(_place(study, place), _place_level(place), _nearness(place, study.home)) for place in sorted(places)]
    return pd.DataFrame(rows, columns=["place", "level", "nearness"])


def _rolled(counted: pd.DataFrame, end: str, k: int) -> dict[str, str]:
    sums = counted.groupby(end)["matters"].sum()
    return rolled_up({str(place): int(count) for place, count in sums.items()}, _parent, k)


def _parent(place: str) -> str:
    """The city, then the province, then 其他: the rest of it, without the places that stand for themselves."""
    return place[: len(place) - 2] if len(place) > 2 else OTHER


def _to_itself(table: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Cells known to be empty: a county to itself. A city's other counties may differ among themselves."""
    same = np.array(table.index)[:, None] == np.array(table.columns)[None, :]
    county = np.array([len(place) == Level.COUNTY.code_digits for place in table.index])
    return np.asarray(same & county[:, None], dtype=np.bool_)


def _place(study: Study, place: str) -> str:
    return study.names.of("P", place)


def _place_level(place: str) -> str:
    if place == OTHER:
        return OTHER
    if place.startswith(WHOLE):
        return "省"
    return {6: "县", 4: "市内其余各县", 2: "省内其余各县"}[len(place)]


def _nearness(place: str, home: str) -> str:
    """How far from the county, by its code; "" where the office has named no county of its own."""
    if not home or place == OTHER:
        return ""
    if place.startswith(WHOLE):
        return "本省" if place.removeprefix(WHOLE) == home[:2] else "外省"
    steps = ((6, "本县"), (4, "本市外县"), (2, "本省外市"))
    return next((word for digits, word in steps if place[:digits] == home[:digits] and len(place) >= digits), "外省")


# units


def _units(made: ResearchTables, matters: pd.DataFrame, study: Study) -> None:
    """units: matters a unit leads, by whether they are open."""
    led = matters[matters["lead_unit"].fillna("") != ""]
    under = rolled_up({str(unit): int(count) for unit, count in led["lead_unit"].value_counts().items()},
                      lambda _unit: OTHER, study.k)  # fmt: skip
    columns = ["unit", "state", "matters"]
    if not under:
        made.withheld["units"] = {"whole_table": True}
        made.tables["units"] = pd.DataFrame([], columns=columns)
        made.tables["unit_totals"] = pd.DataFrame([], columns=["unit", "matters_at_least"])
        return
    state = led["is_open"].astype(bool).map({True: "未办结", False: "已办结"})
    table = pd.crosstab(led["lead_unit"].map(under), state)
    shown = _protected(made, "units", table, study.k)
    said = partial(_unit, study)
    cells = [(said(unit), word, count) for unit, word, count in _cells(shown, table)]
    made.tables["units"] = pd.DataFrame(cells, columns=columns)
    totals = [(said(unit), count) for side, unit, count in _totals(shown, table, ("单位", "状态")) if side == "单位"]
    made.tables["unit_totals"] = pd.DataFrame(totals, columns=["unit", "matters_at_least"])


def _unit(study: Study, unit: str) -> str:
    return OTHER if unit == OTHER else study.names.of("U", unit)


def _unit_links(made: ResearchTables, matters: pd.DataFrame, edges: pd.DataFrame, study: Study) -> None:
    """unit_links: pairs of units with enough matters in common; numbers rounded down."""
    least = max(SHARED, study.k)
    helping = matters[["matter_id", "lead_unit", "assist_units"]].explode("assist_units").dropna()
    helping = helping.set_axis(["matter_id", "source", "target"], axis=1).assign(kind="主办—协办")
    back = edges.loc[edges["type"] == LinkType.RETURNED.value, ["matter_id", "source", "target"]]
    back = back[back["matter_id"].isin(matters["matter_id"])].assign(kind=LinkType.RETURNED.value)
    back[["source", "target"]] = back[["source", "target"]].map(lambda unit: str(unit).removeprefix("unit:"))
    pairs = pd.concat([helping, back]).query("source != target and source != '' and target != ''")
    sums = pairs.groupby(["kind", "source", "target"])["matter_id"].nunique()
    shown = sums[sums >= least].reset_index()
    said = partial(study.names.of, "U")
    made.tables["unit_links"] = pd.DataFrame({
        "kind": shown["kind"], "source": shown["source"].map(said), "target": shown["target"].map(said),
        "shared_at_least": shown["matter_id"].map(lambda count: floor_to(int(count), study.k)),
    })  # fmt: skip
    made.withheld["unit_links"] = {"links_withheld": floor_to(int((sums < least).sum()), study.k), "least": least}


# matters


def _matters(
    made: ResearchTables, matters: pd.DataFrame, separations: pd.DataFrame, topics: frozenset[str], study: Study
) -> pd.Series[str]:
    """matters: one generalised row each; returns the class of each matter by its id."""
    told = generalise(_described(matters, separations, topics), LADDER, study.k)
    names = ["period", "topic", "place", "label"]
    within = partial(study.names.of, within=study.edition)
    known = set(told["place"]) - {UNKNOWN, ANY}
    both = pd.concat([made.tables["places"], _places(known, study)])
    made.tables["places"] = both.drop_duplicates(ignore_index=True)
    places = told["place"].map(lambda place: _place(study, place) if place in known else place)
    classes = pd.Series([within("C", "|".join(row)) for row in told[names].itertuples(index=False)], index=told.index)
    made.tables["matters"] = told[names].assign(
        place=places, matter=[within("M", matter) for matter in matters["matter_id"]], class_id=classes
    )[["matter", *names, "class_id"]]
    made.withheld["matters"] = {
        "rows": len(told), "classes": int(classes.nunique()), "smallest_class": smallest_class(told, names),
        "rows_by_rung": {str(rung): floor_to(int(count), study.k) for rung, count in told["rung"].value_counts().items()},
    }  # fmt: skip
    return pd.Series(classes.to_numpy(), index=matters["matter_id"])


def _described(matters: pd.DataFrame, separations: pd.DataFrame, topics: frozenset[str]) -> pd.DataFrame:
    label = matters["matter_id"].map(separations.set_index("matter_id")["short_label"])
    return pd.DataFrame({
        "period": [day.strftime("%Y-%m") if isinstance(day, date) else UNKNOWN for day in matters["first_day"]],
        "topic": [topic if topic in topics else OTHER for topic in matters["topic_l1"]],
        "place": _counties(matters["issue"]),
        "label": [_label(word) for word in label],
    })  # fmt: skip


def _counties(codes: pd.Series[str]) -> list[str]:
    whole = frozenset(str(code) for code in parameter("separation.whole_cities", date.max).value)
    return [at_level(code if isinstance(code, str) else None, Level.COUNTY, whole) or UNKNOWN for code in codes]


def _label(short: object) -> str:
    """What the three places come to, as coarse as flows allow beside it: 有分离, 不分离 or 待核."""
    if not isinstance(short, str) or not short or short.startswith("待核"):
        return "待核"
    return "不分离" if short.startswith("不分离") else "有分离"


def _same(value: str) -> str:
    return value


def _year(period: str) -> str:
    return period[:4] if period != UNKNOWN else UNKNOWN


def _province(place: str) -> str:
    return WHOLE + place[:2] if place != UNKNOWN else UNKNOWN


def _any(_value: str) -> str:
    return ANY


LADDER: Final[tuple[Rung, ...]] = (
    {"period": _same, "topic": _same, "place": _same, "label": _same},
    {"period": _year, "topic": _same, "place": _same, "label": _same},
    {"period": _year, "topic": _same, "place": _province, "label": _same},
    {"period": _year, "topic": _any, "place": _province, "label": _same},
    {"period": _any, "topic": _any, "place": _province, "label": _same},
    {"period": _any, "topic": _any, "place": _any, "label": _same},
)


def _class_links(
    made: ResearchTables, classes: pd.Series[str], groups: pd.DataFrame, links: pd.DataFrame, study: Study
) -> None:
    """matter_links: pairs of matters linked as 相关 or 同事, counted between classes; never between single matters."""
    matter = groups.set_index("record_id")["matter_id"]
    found = links[links["kind"].isin([LinkKind.CAUSE.value, LinkKind.MATTER.value]) & (links["verdict"] != "不同")]
    ends = pd.DataFrame({"kind": found["kind"], "one": found["left"].map(matter), "other": found["right"].map(matter)})
    ends = ends[(ends["one"] != ends["other"]) & ends["one"].isin(classes.index) & ends["other"].isin(classes.index)]
    ends[["one", "other"]] = np.sort(ends[["one", "other"]].astype(str), axis=1)
    ends = ends.drop_duplicates()
    both = pd.concat([ends, ends.rename(columns={"one": "other", "other": "one"})])
    both = both.assign(source=both["one"].map(classes), target=both["other"].map(classes))
    sums = both.groupby(["kind", "source", "target"]).agg(pairs=("one", "size"), left=("one", "nunique"),
                                                          right=("other", "nunique")).reset_index()  # fmt: skip
    sums.loc[sums["source"] == sums["target"], "pairs"] //= 2
    sums = sums[sums["source"] <= sums["target"]]
    shown = sums[(sums[["pairs", "left", "right"]] >= study.k).all(axis=1)]
    made.tables["matter_links"] = shown[["kind", "source", "target"]].assign(
        pairs_at_least=[floor_to(int(count), study.k) for count in shown["pairs"]]
    )
    made.withheld["matter_links"] = {"links_withheld": floor_to(len(sums) - len(shown), study.k)}


# tables of two ways


def _protected(
    made: ResearchTables, name: str, table: pd.DataFrame, k: int, impossible: Any = None
) -> Protected | None:
    """The table protected; None, and only its total published, where nothing protects it."""
    try:
        shown = protect(table.to_numpy(dtype=np.int64), k, impossible)
    except NotProtectable:
        made.withheld[name] = {"whole_table": True}
        return None
    made.withheld[name] = {
        "cells_published": int((~shown.withheld & (shown.counts > 0)).sum()),
        "complements": shown.complements,
        "fewest_values_left": shown.narrowest,
        "recoverable": shown.recoverable,
    }
    return shown


def _cells(shown: Protected | None, table: pd.DataFrame) -> list[tuple[str, str, int]]:
    if shown is None:
        return []
    at = zip(*np.nonzero(~shown.withheld & (shown.counts >= shown.k)), strict=True)
    return [(table.index[row], table.columns[column], int(shown.counts[row, column])) for row, column in at]


def _totals(shown: Protected | None, table: pd.DataFrame, sides: tuple[str, str]) -> list[tuple[str, str, int]]:
    if shown is None:
        return []
    lines = ((sides[0], table.index, shown.totals(1)), (sides[1], table.columns, shown.totals(0)))
    return [
        (side, str(name), total) for side, names, totals in lines for name, total in zip(names, totals, strict=True)
    ]
