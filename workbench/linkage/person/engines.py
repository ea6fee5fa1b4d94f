"""Score pairs with Splink, on DuckDB or on Spark (比对引擎): the same model, the same SQL, the same prepared table.

Splink's tables stay in this connection or session; nothing is logged. Names' frequencies are counted over people as far
as number, telephone or place tell them apart, so that somebody who writes often does not make the own name common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

import duckdb

from workbench.linkage.person.blocking import pairs_sql
from workbench.linkage.person.model import COMPARISONS, settings
from workbench.linkage.person.parameters import PersonParameters
from workbench.linkage.person.sql import quoted, row

if TYPE_CHECKING:
    from splink import Linker

ENGINES = ("duckdb", "spark")
Scorer = Callable[[duckdb.DuckDBPyConnection, PersonParameters, float, float, int], None]
"""Makes the table `scored` from `nodes`, `keys`, `frequencies`: given the prior (probability), the least weight wanted (bits)
and the number of the first new contact (0: all are)."""

TABLES = ("nodes", "keys", "frequencies")
SCORED = (
    *("uid_l", "uid_r", "match_weight", "match_probability"),
    *(f"{part}_{comparison.name}" for part in ("gamma", "mw") for comparison in COMPARISONS),
    *(f"mw_tf_adj_{comparison.name}" for comparison in COMPARISONS if comparison.follows_frequency),
)
"""What is taken over of what Splink answers: the compared values are not."""

SPARE_BITS = 8.0  # pairs this far below the limit come back as well: an exact rule may still propose them


@contextmanager
def private_connection(folder: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB in memory that spills, if it must, into `folder` only; without a folder it does not spill."""
    spill = folder / "spill" if folder else None
    connection = duckdb.connect(":memory:", config={"temp_directory": str(spill or "")})
    try:
        connection.execute("set enable_progress_bar = false")
        connection.execute("create macro arrays_overlap(one, other) as list_has_any(one, other)")
        yield connection
    finally:
        connection.close()
        if spill:
            rmtree(spill, ignore_errors=True)


def count_names(connection: duckdb.DuckDBPyConnection, parameters: PersonParameters) -> None:
    """Make `frequencies` (name, tf_name) of the names in `fresh`, counted over `everyone`.

    No other name is needed: where two contacts have the same name, one of them is a fresh one. Bearers of a name are told
    apart by number, telephone or place. The frequency is drawn to the usual one where contacts are few, and kept within
    bounds.
    """
    usual = parameters.levels["name"]["name_same"][1]
    (named,) = row(connection, "select count(name) from everyone")
    connection.execute(
        f"""create or replace table frequencies as
        select name, least({parameters.name_cap}, greatest({parameters.name_floor},
            (count(*) + {usual} * {parameters.name_pseudo}) / ({named} + {parameters.name_pseudo}))) as tf_name
        from (select distinct name, coalesce(id17, phone_first, village, town, record_id) as who
            from everyone where name in (select name from fresh))
        group by name"""
    )


def scorer(engine: str, folder: Path | None, master: str) -> Scorer:
    """What scores on that engine; Spark reads its tables from `folder`."""
    if engine == "duckdb" or folder is None:
        return score
    return partial(score_on_spark, folder=folder, master=master)


def score(
    connection: duckdb.DuckDBPyConnection, parameters: PersonParameters, prior: float, least: float, first_new: int
) -> None:
    """Score on DuckDB, within the connection."""
    from splink.backends.duckdb import DuckDBAPI

    connection.execute(f"create or replace table pairs as {pairs_sql(first_new)}")
    api = DuckDBAPI(connection)
    found = linker_of(api, parameters, prior).inference.predict(threshold_match_weight=least, warning_mode="never")
    connection.execute(f"create or replace table scored as select {', '.join(SCORED)} from {found.physical_name}")
    api.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
    connection.execute("drop table pairs")


def score_on_spark(
    connection: duckdb.DuckDBPyConnection,
    parameters: PersonParameters,
    prior: float,
    least: float,
    first_new: int,
    *,
    folder: Path,
    master: str,
) -> None:
    """Score on Spark, which reads the tables as Parquet from the run's own folder; they are removed afterwards."""
    from splink.backends.spark import SparkAPI

    from workbench.linkage.person.spark import session

    with _handed_over(connection, folder) as paths, session(folder, master) as spark:
        for table, path in paths.items():
            spark.read.parquet(str(path)).createOrReplaceTempView(table)
        spark.sql(pairs_sql(first_new)).createOrReplaceTempView("pairs")
        api = SparkAPI(spark_session=spark, break_lineage_method="persist", register_udfs_automatically=False)  # type: ignore[no-untyped-call]
        found = linker_of(api, parameters, prior).inference.predict(threshold_match_weight=least, warning_mode="never")
        connection.register("from_spark", spark.table(found.physical_name).select(*SCORED).toArrow())
        connection.execute("create or replace table scored as select * from from_spark")
        connection.unregister("from_spark")


@contextmanager
def _handed_over(connection: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[dict[str, Path]]:
    paths = {table: folder / f"spark-{table}.parquet" for table in TABLES}
    try:
        for table, path in paths.items():
            connection.execute(f"copy {table} to '{quoted(path)}' (format parquet)")
        yield paths
    finally:
        for path in paths.values():
            path.unlink(missing_ok=True)


def linker_of(api: Any, parameters: PersonParameters, prior: float, *, pairs: bool = True) -> Linker:
    """Splink's linker over the tables `nodes`, `frequencies` and, unless it blocks itself, `pairs`. It logs nothing."""
    from splink import Linker

    linker = Linker(api.register("nodes"), settings(parameters, prior), log_level=None, validate_settings=False)
    linker.table_management.register_term_frequency_lookup(api.register("frequencies"), "name")
    if pairs:
        linker.table_management.register_blocked_pairs_for_predict(api.register("pairs"))
    return linker
