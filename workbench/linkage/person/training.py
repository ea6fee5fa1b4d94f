"""Where the model's chances come from (参数测定): counted on labelled pairs, or estimated from a ledger's own pairs by EM.

The shipped table `linkage.person_levels` is counted on the invented county. A county with enough records may estimate its
own; what comes out of order (a stronger level lighter than a weaker one) is levelled before use, never used as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp2, log2

import duckdb

from workbench.linkage.person.engines import linker_of
from workbench.linkage.person.model import COMPARISONS, Comparison
from workbench.linkage.person.parameters import Chances, PersonParameters, weight
from workbench.linkage.person.sql import row

ENOUGH = 5_000  # contacts below which a ledger's own pairs do not suffice for an estimate
_HALF = 0.5  # added to every count: a level not seen is rare, not impossible


def counted(connection: duckdb.DuckDBPyConnection, same: str, different: str) -> Chances:
    """Chances of each level counted over two tables of pairs (uid_l, uid_r) of `nodes`: one person's, and two people's."""
    m, u = _shares(connection, same), _shares(connection, different)
    return {
        comparison.name: {level.code: (m[comparison.name][level.code], u[comparison.name][level.code]) for level in comparison.levels}
        for comparison in COMPARISONS
    }  # fmt: skip


def estimated(connection: duckdb.DuckDBPyConnection, parameters: PersonParameters) -> PersonParameters:
    """Parameters with chances m estimated by Splink's EM from the pairs of `nodes` itself, u from random pairs.

    Two rounds with a rule each, so that every comparison is free in one. Needs `frequencies` and `keys`, see `engines`.
    Raises ValueError if the contacts are fewer than `ENOUGH`.
    """
    from splink import block_on
    from splink.backends.duckdb import DuckDBAPI

    (contacts,) = row(connection, "select count(*) from nodes")
    if contacts < ENOUGH:
        raise ValueError(f"信访人不足 {ENOUGH} 人次，不足以估计参数；请使用内置参数")
    api = DuckDBAPI(connection)
    linker = linker_of(api, parameters, parameters.prior(int(contacts)), pairs=False)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("name", "town"), block_on("id_head")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    table = {
        entry["output_column_name"]: _read(entry, parameters) for entry in linker.misc.save_model_to_json()["comparisons"]
    }  # fmt: skip
    api.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
    return parameters.with_levels(levelled(table))


def levelled(levels: Chances) -> Chances:
    """The same chances with every level at least as heavy as the next: runs out of order get their common weight.

    Pool-adjacent-violators over the weights, each counting by its m: the m stay, the u follow.
    """
    return {name: _pooled(table) for name, table in levels.items()}


def _pooled(table: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    runs: list[tuple[float, float, int]] = []  # mean weight, mass, levels
    for chance in table.values():
        runs.append((weight(chance), chance[0], 1))
        while len(runs) > 1 and runs[-2][0] < runs[-1][0]:
            (above, mass, count), (below, other, more) = runs[-2], runs[-1]
            runs[-2:] = [((above * mass + below * other) / (mass + other), mass + other, count + more)]
    weights = [mean for mean, _, count in runs for _ in range(count)]
    return {code: (m, m / exp2(bits)) for (code, (m, _)), bits in zip(table.items(), weights, strict=True)}


def _shares(connection: duckdb.DuckDBPyConnection, pairs: str) -> dict[str, dict[str, float]]:
    return {comparison.name: _share(connection, pairs, comparison) for comparison in COMPARISONS}


def _share(connection: duckdb.DuckDBPyConnection, pairs: str, comparison: Comparison) -> dict[str, float]:
    cases = " ".join(_when(level.sql, f"'{level.code}'") for level in comparison.levels)
    columns = sorted(row[0] for row in connection.execute("describe nodes").fetchall())
    sides = ", ".join(
        f"{side}.{column} as {column}_{mark}" for column in columns for side, mark in (("one", "l"), ("other", "r"))
    )
    found = dict(
        connection.execute(
            f"""select code, count(*) from (
                select case when {comparison.unknown} then null {cases} end as code from (
                    select {sides} from {pairs} as pairs
                    join nodes as one on one.uid = pairs.uid_l join nodes as other on other.uid = pairs.uid_r))
            where code is not null group by code"""
        ).fetchall()
    )
    total = sum(found.values()) + _HALF * len(comparison.levels)
    return {level.code: (found.get(level.code, 0) + _HALF) / total for level in comparison.levels}


def _when(condition: str, value: str) -> str:
    return f"else {value}" if condition == "ELSE" else f"when {condition} then {value}"


def _read(entry: Mapping[str, object], parameters: PersonParameters) -> dict[str, tuple[float, float]]:
    """Chances of one comparison as Splink has them; a level it saw no pair of keeps the shipped chance."""
    comparison = next(found for found in COMPARISONS if found.name == entry["output_column_name"])
    given = entry["comparison_levels"]
    assert isinstance(given, list)
    shipped = parameters.levels[comparison.name]
    found = [level for level in given if not level.get("is_null_level")]
    return {
        level.code: (
            float(read.get("m_probability") or shipped[level.code][0]),
            float(read.get("u_probability") or shipped[level.code][1]),
        )
        for level, read in zip(comparison.levels, found, strict=True)
    }


def bits(levels: Chances) -> dict[str, float]:
    """Weight of every level in bits."""
    return {code: log2(m / u) for table in levels.values() for code, (m, u) in table.items()}
