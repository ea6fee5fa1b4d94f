"""An office of 100,000 matters in two minutes: a small invented county, published as always, and copied under other ids.

Every record, person, event and finding of the county is there once per copy: in the SQLite record of truth (inserted by SQL) and
in one edition written through `draft_edition`, the network's index included. What publishing orders by record or matter comes
copy after copy; what it orders by time or score (events, links) comes with all copies mingled, so that one matter's rows lie
scattered as they would. Not there: links between copies, and the raw sheets of the copies' ledgers (provenance shows the first's).
"""

from __future__ import annotations

import json
import math
import shutil
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parents[1]))
from workbench.domain import tables
from workbench.domain.codes import StepKind
from workbench.domain.events import EventKind
from workbench.network.index_files import write_index
from workbench.settings import OFFICE_FILE, Settings
from workbench.store import schema
from workbench.store.editions import Edition, draft_edition
from workbench.store.store import open_store
from workbench.usecases.build_demo import build_demo
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.recording import event

DAY, SEED, COUNTY = date(2026, 11, 22), 20220501, 430
LONGEST = 200  # recorded steps of the matter to be opened
ONCE = ("units", "register", "import_batch", "import_source", "quarantine", "alembic_version")
WORDS = ("title", "summary", "claim", "prior", "progress", "opinion", "remark", "text", "sentence", "reason", "change")
"""Free texts differ from copy to copy, or the files would be far too easy to pack."""
MINGLED = ("events", "links", "event")
_KINDS = (StepKind.CONSULT, StepKind.BRIEF, StepKind.FEEDBACK, StepKind.MEDIATE, StepKind.STUDY, StepKind.INSTRUCT)


def large_office(home: Path, matters: int) -> tuple[Office, list[str]]:
    """The office at `home`, made if it is not there, and its matters with at least `LONGEST` recorded steps, one a copy."""
    note = home / "large.json"
    if note.exists():
        return Office(Settings(home=home, actor="测量员")), json.loads(note.read_text())
    shutil.rmtree(home, ignore_errors=True)
    small, longest = small_office(home.with_name(home.name + "_county"))
    edition = small.edition()
    copies = math.ceil(matters / edition.meta["rows"]["matters"])
    home.mkdir(parents=True, mode=0o700)
    for name in (OFFICE_FILE, "divisions.csv"):
        shutil.copyfile(small.settings.home / name, home / name)
    copy_store(small.settings.home / "workbench.sqlite", home, copies)
    office = Office(Settings(home=home, actor="测量员"))
    copy_edition(edition, office, copies)
    long = [longest.replace("R000", f"R{copy:03d}") for copy in range(copies)]
    note.write_text(json.dumps(long))
    return office, long


def small_office(home: Path) -> tuple[Office, str]:
    """The county, with `LONGEST` more steps recorded on the records of its matter of most records."""
    if not (home / "longest.json").exists():
        shutil.rmtree(home, ignore_errors=True)
        build_demo(home, matters=COUNTY, seed=SEED, end=DAY)
        office = Office(Settings(home=home, actor="测量员"))
        sql = "SELECT matter_id, list(record_id ORDER BY record_id) AS ids FROM groups GROUP BY 1 ORDER BY len(ids) DESC, 1 LIMIT 1"
        found = office.edition().query(sql)
        office.store.append_many(list(_long_story(office, list(found["ids"][0]))))
        publish_edition(office)
        (home / "longest.json").write_text(json.dumps(found["matter_id"][0]))
    return Office(Settings(home=home, actor="测量员")), json.loads((home / "longest.json").read_text())


def _long_story(office: Office, records: list[str]) -> Iterator[Any]:
    for number in range(LONGEST):
        kind, record_id = _KINDS[number % len(_KINDS)], records[number % len(records)]
        day = (DAY - timedelta(days=4 * (LONGEST - number))).isoformat()
        told = {"kind": kind.value, "day": day, "unit": "清澜县信访局", "target": "竹岭乡人民政府",
                "text": f"第{number + 1}次{kind.value}：听取责任单位进展，核对补偿台账与现场丈量结果，明确下一步由谁办、何时办结。"}  # fmt: skip
        yield event(office, EventKind.STEP, record_id, "测量员", "演示登记", **told)


# --- the record of truth ------------------------------------------------------------------------------------------------


def copy_store(small: Path, home: Path, copies: int) -> None:
    """Every record and event of the small database once per copy."""
    with open_store(f"sqlite:///{home / 'workbench.sqlite'}") as store:
        connection = store.engine.raw_connection()
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("ATTACH DATABASE ? AS small", (str(small),))
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TEMP TABLE copy (k INTEGER PRIMARY KEY)")
        connection.executemany("INSERT INTO copy VALUES (?)", [(k,) for k in range(copies)])
        for table in schema.metadata.sorted_tables:
            connection.execute(_copied_rows(table.name, list(table.c.keys()), copies))
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
        connection.close()


def _copied_rows(table: str, columns: list[str], copies: int) -> str:
    told = """replace(payload, '"text": "', '"text": "' || k || '·')"""
    own = {"seq": f"(seq - 1) * {copies} + k + 1", "event_id": "event_id || iif(k, '-' || k, '')",
           "key": "key || iif(k, '#' || k, '')", "case_no": "case_no || iif(k, '-' || k, '')",
           "payload": f"replace({told}, 'R000', printf('R%03d', k))"}  # fmt: skip
    same = {"version", "current_version", "row", "locked", "number", "batch_id", "first_batch", "at", "actor"}
    asked = [
        own.get(name) or (name if name in same else f"""replace("{name}", 'R000', printf('R%03d', k))""")
        for name in columns
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    if table in ONCE:
        return f"INSERT INTO main.{table} ({names}) SELECT {names} FROM small.{table}"
    order = "seq, k" if table in MINGLED else "k, t.rowid"
    return f"INSERT INTO main.{table} ({names}) SELECT {', '.join(asked)} FROM small.{table} t CROSS JOIN copy ORDER BY {order}"


# --- the edition --------------------------------------------------------------------------------------------------------


def copy_edition(small: Edition, office: Office, copies: int) -> Edition:
    """Every table of the small edition once per copy, as one edition with its network."""
    with draft_edition(office.settings.editions, as_of=small.as_of) as draft:
        graph = {}
        for name in small.tables:
            made = copied_table(small.path / f"{name}.parquet", name, copies)
            draft.write(name, made)
            if name in ("nodes", "edges"):
                graph[name] = made
        write_index(draft.network_folder, graph["nodes"], graph["edges"])
        return draft.commit()


def copied_table(file: Path, name: str, copies: int) -> pa.Table:
    """One table, its ids moved on by copy; what names no record (a unit, a place) is there once."""
    chosen = ", ".join(_moved(column, kind, name, copies) for column, kind in tables.ALL[name].items())
    order = "n, k" if name in MINGLED else "k, n"
    keys = {"nodes": "node", "edges": "concat(source, target, evidence::VARCHAR)"}
    once = "k = 0" if name in ONCE else f"k = 0 OR contains({keys[name]}, 'R000')" if name in keys else "true"
    sql = f"""SELECT {chosen} FROM (SELECT *, row_number() OVER () AS n FROM read_parquet('{file}')) CROSS JOIN
              (SELECT range AS k FROM range({copies})) WHERE {once} ORDER BY {order}"""
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        return connection.sql(sql).to_arrow_table()


def _moved(column: str, kind: str, table: str, copies: int) -> str:
    name = f'"{column}"'
    if table == "events" and column == "seq":
        return f"(seq - 1) * {copies} + k + 1 AS seq"
    if column in ("event_id", "case_no"):
        return f"{name} || CASE WHEN k > 0 THEN '-' || k ELSE '' END AS {name}"
    moved = "replace({}, 'R000', format('R{{:03d}}', k))"
    if column in WORDS and kind == "text":
        return f"{moved.format(name)} || '·' || k AS {name}"
    if column == "payload":
        moved = f"replace({moved}, '\"text\": \"', concat('\"text\": \"', k, '·'))"
    if kind in ("text", "json"):
        return f"{moved.format(name)} AS {name}"
    return f"list_transform({name}, lambda part: {moved.format('part')}) AS {name}" if kind == "texts" else name
