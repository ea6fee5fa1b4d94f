"""Views (视图): editions cut narrower, for those who may not read the office's own; written and published like any edition.

A view is cut by DuckDB from Parquet to Parquet with bounded memory; what is not granted is not read at all. What each
audience gets is data (`reference/view_columns`), which matters a view has is told by the caller.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from workbench import private
from workbench.reference.view_columns import LEAST, Audience
from workbench.settings import VIEWS, Settings
from workbench.store.edition import Edition, current_edition
from workbench.store.editions import draft_edition, prune
from workbench.store.errors import NoEdition
from workbench.store.view_sql import NUMBER, cut_sql, edges_sql, events_sql, payload_macro, tables_of

if TYPE_CHECKING:
    import duckdb

NUMBERS: Final = "view_numbers.parquet"
"""In home: which running number of the statistics view stands for which record and matter; only the office reads it."""
_MEMORY_MB: Final = 1_024
_PART: Final = 8_192
_ISSUE: Final = 6  # digits of a county's division code


@dataclass(frozen=True, slots=True)
class View:
    """One view: its folder's name, for whom, what it is called, and for a unit every way its name is written."""

    name: str
    audience: Audience
    title: str
    spelt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What an edition says of itself where it is a view: for whom, of whom, and which edition it was cut from."""

    audience: Audience
    title: str
    cut_from: str


def narrowed(edition: Edition) -> Narrowed | None:
    """Of a view, what it says of itself; None for an edition of everything."""
    told = edition.meta.get("view")
    return Narrowed(Audience(told["audience"]), str(told["title"]), str(edition.meta["cut_from"])) if told else None


def view_folder(settings: Settings) -> Path:
    """The editions folder that a session of these settings reads."""
    return settings.editions


def views_folder(settings: Settings, name: str) -> Path:
    """The folder of a view: its editions, and for a unit its papers beside them."""
    return settings.home / VIEWS / name


class Cutter:
    """Cuts views out of one edition; to be closed. Not safe for several threads."""

    def __init__(self, source: Edition, numbers: Path) -> None:
        self.source, self._numbers = source, numbers
        self._connection = _connect(source)
        self._has_numbers = False

    def close(self) -> None:
        self._connection.close()

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """A small question to the edition the views are cut from."""
        return self._connection.execute(sql).fetchall()

    def cut(self, view: View, matters: Collection[str], root: Path) -> Edition:
        """Write and publish the view with these matters (never an accusation, whatever is asked) under `root`/editions.

        Earlier editions of a view from which a matter was withdrawn since are removed at once, else three are kept.
        StoreError where it cannot be written: readers keep the view they have.
        """
        self._choose(view, matters)
        editions = root / "editions"
        before = _matters_of(editions)
        with draft_edition(editions, as_of=self.source.as_of) as draft:
            draft.told = {
                "view": {"name": view.name, "audience": view.audience.value, "title": view.title},
                "cut_from": self.source.id,
            }
            for name in tables_of(view.audience):
                if name in self.source.tables:
                    self._copy(cut_sql(view.audience, name), draft.path / f"{name}.parquet")
                    draft.written(name)
            made = draft.commit()
        withdrawn = before - _matters_of(editions)
        prune(editions, keep=1 if withdrawn else 3, days=0)
        return made

    def _copy(self, sql: str, file: Path) -> None:
        place = str(file).replace("'", "''")
        self._connection.execute(
            f"COPY ({sql}) TO '{place}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_PART})"
        )

    def _choose(self, view: View, matters: Collection[str]) -> None:
        """The temporary tables and variables the queries of this view read (see `view_sql`)."""
        run = self._connection.execute
        self._connection.register("wanted", pa.table({"matter_id": pa.array(sorted(matters), pa.string())}))
        run(
            "CREATE OR REPLACE TEMP TABLE shown AS SELECT m.matter_id FROM matters m JOIN wanted USING (matter_id) WHERE NOT m.locked"
        )
        self._connection.unregister("wanted")
        run("""CREATE OR REPLACE TEMP TABLE mine AS SELECT g.record_id FROM groups g JOIN shown USING (matter_id)
            JOIN records r ON r.record_id = g.record_id WHERE NOT r.locked""")
        run("""CREATE OR REPLACE TEMP TABLE own_nodes AS SELECT 'matter:' || matter_id AS id FROM shown
            UNION ALL SELECT 'record:' || record_id FROM mine""")
        self._connection.execute("SET VARIABLE spelt = $1::VARCHAR[]", [list(view.spelt)])
        run(payload_macro(view.audience))
        if "edges" in self.source.tables and "edges" in tables_of(view.audience):
            run(f"CREATE OR REPLACE TEMP TABLE kept_edges AS {edges_sql()}")
        if view.audience is Audience.STATISTICS:
            self._wide_places()
            self._number()
            run("SET VARIABLE own = []::VARCHAR[]")
        else:
            self._own_numbers()

    def _own_numbers(self) -> None:
        """Every number that a text of the view may name: of its own records, matters and decisions."""
        told = f"""SELECT record_id AS name FROM mine UNION ALL SELECT matter_id FROM shown
          UNION ALL SELECT r.case_no FROM records r JOIN mine USING (record_id) WHERE r.case_no IS NOT NULL
          UNION ALL SELECT r.case_no_upper FROM records r JOIN mine USING (record_id) WHERE r.case_no_upper IS NOT NULL
          {self._own_decisions()}"""
        self._connection.execute(
            f"SET VARIABLE own = (SELECT LIST(DISTINCT number) FROM (SELECT UNNEST(REGEXP_EXTRACT_ALL(name, '{NUMBER}')) AS number FROM ({told})))"
        )
        self._connection.execute("SET VARIABLE own = COALESCE(getvariable('own'), []::VARCHAR[])")

    def _own_decisions(self) -> str:
        if "tasks" not in self.source.tables:
            return ""
        return "UNION ALL SELECT UNNEST([d.decision_id, d.meeting]) FROM tasks d JOIN shown USING (matter_id)"

    def _wide_places(self) -> None:
        """Places with matters enough to be named."""
        self._connection.execute(f"""CREATE OR REPLACE TEMP TABLE wide_issue AS SELECT m.issue AS code FROM matters m JOIN shown USING (matter_id)
            WHERE m.issue <> '' GROUP BY 1 HAVING COUNT(*) >= {LEAST} OR LENGTH(ANY_VALUE(m.issue)) <= {_ISSUE}""")
        self._connection.execute(f"""CREATE OR REPLACE TEMP TABLE wide_name AS SELECT name FROM (
            SELECT m.issue_name AS name, m.issue, m.matter_id FROM matters m JOIN shown USING (matter_id)
            UNION ALL SELECT m.town, m.issue, m.matter_id FROM matters m JOIN shown USING (matter_id)) named
            WHERE name <> '' GROUP BY 1 HAVING COUNT(DISTINCT matter_id) >= {LEAST}""")

    def _number(self) -> None:
        """Running numbers in no order, kept so that one matter has the same number in every edition of the view."""
        if self._has_numbers:
            return
        held = str(self._numbers).replace("'", "''")
        known = (
            f"SELECT id, number, n FROM read_parquet('{held}')"
            if self._numbers.exists()
            else "SELECT '' AS id, '' AS number, 0 AS n WHERE FALSE"
        )
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE numbers AS {known}")
        self._connection.execute("""INSERT INTO numbers SELECT id, kind || LPAD(CAST(n AS VARCHAR), 6, '0'), n FROM (
            SELECT fresh.id, fresh.kind, ROW_NUMBER() OVER (ORDER BY fresh.lot) + (SELECT COALESCE(MAX(n), 0) FROM numbers) AS n FROM (
              SELECT matter_id AS id, 'M-S' AS kind, RANDOM() AS lot FROM shown UNION ALL SELECT record_id, 'S', RANDOM() FROM mine) fresh
            WHERE fresh.id NOT IN (SELECT id FROM numbers))""")
        with tempfile.TemporaryDirectory(dir=self._numbers.parent, prefix=".numbers-") as aside:  # nobody else looks in
            made = Path(aside) / self._numbers.name
            self._copy("SELECT id, number, n FROM numbers ORDER BY n", made)
            made.chmod(private.modes(self._numbers.parent)[1])
            made.replace(self._numbers)
        self._has_numbers = True


@contextmanager
def cutting(source: Edition, numbers: Path) -> Iterator[Cutter]:
    """A cutter for several views of one edition."""
    cutter = Cutter(source, numbers)
    try:
        yield cutter
    finally:
        cutter.close()


def _connect(source: Edition) -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute(f"SET memory_limit = '{_MEMORY_MB}MB'")
    connection.execute("SET threads = 2")
    connection.execute(f"SET temp_directory = '{str(source.path.parent).replace(chr(39), chr(39) * 2)}/.spill'")
    for name in source.tables:
        file = str(source.path / f"{name}.parquet").replace("'", "''")
        connection.execute(f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{file}')")
    for sql in events_sql():
        connection.execute(sql)
    return connection


def _matters_of(editions: Path) -> set[str]:
    """The matters of the view in force; none where there is no view yet."""
    try:
        edition = current_edition(editions)
    except NoEdition:
        return set()
    return set(edition.arrow("matters", ["matter_id"]).column("matter_id").to_pylist())


def list_views(settings: Settings) -> Sequence[tuple[str, Edition]]:
    """The views there are, by folder name, each with its edition in force."""
    folder = settings.home / VIEWS
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            found.append((path.name, current_edition(path / "editions")))
        except NoEdition:
            continue
    return found
