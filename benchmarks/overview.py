"""总览 over large ledgers: our counting against the same queries raw in DuckDB, a filter's redraw against pandas, memory.

The edition is an invented county's own Parquet files with every id renewed copy after copy, in the same order and the same
row groups (`meta.json` says whence). Contenders run in processes of their own, one after another:

- raw: the SQL texts of the page, run by plain duckdb over the same files, results fetched;
- ours: `look_over` with its earlier edition, as the page calls it;
- pandas: `peers/overview_pandas.py`, the tables the page needs in the kernel whole, the same numbers by masks and groupby;
- viewer: a Python with the page's modules loaded; what building the page and five filters add to its memory.

    .venv/bin/python benchmarks/overview.py --county /tmp/demo_office --records 10000,1000000 --folder /tmp/overview_bench
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1]))
from workbench.domain import tables
from workbench.settings import OFFICE_FILE, Settings
from workbench.store.edition import Edition

TABLES = ("records", "groups", "matters", "clocks", "moves", "tasks", "units", "events")
"""What the page reads (events: only why a number moved)."""
ONCE = ("units", "tasks", "events")
PARTS = {"records": 2_048}
RUNS = 5


def large_edition(county: Path, records: int, home: Path) -> Edition:
    """An office whose edition holds the county's files `copies` times under other ids, and one the same as the week before."""
    small = Edition((county / "editions" / (county / "editions" / "current").readlink()).resolve())
    copies = max(1, round(records / small.meta["rows"]["records"]))
    done = home / "editions" / small.id
    if not (done / "meta.json").exists():
        shutil.rmtree(home, ignore_errors=True)
        done.mkdir(parents=True)
        for name in (OFFICE_FILE, "divisions.csv"):
            if (county / name).exists():
                shutil.copyfile(county / name, home / name)
        counts = {name: _copied(small, name, copies, done / f"{name}.parquet") for name in TABLES}
        meta = {**small.meta, "rows": counts, "sha256": {}}
        _week_before(done, meta)
        (done / "meta.json").write_text(json.dumps(meta, ensure_ascii=False))
        (home / "editions" / "current").symlink_to(small.id)
    return Edition(done)


def _copied(small: Edition, name: str, copies: int, to: Path) -> int:
    """One table, its ids carrying the number of the copy in front, so that the order of the file stays."""
    moved = {"record_id": "record_id", "matter_id": "matter_id", "case_no": "case_no"}
    chosen = ", ".join(
        f"format('{{:05d}}-', k) || {column} AS {column}" if column in moved and kind == "text" else f'"{column}"'
        for column, kind in tables.ALL[name].items()
    )
    many = 1 if name in ONCE else copies
    source = small.path / f"{name}.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "SET preserve_insertion_order = true; SET enable_progress_bar = false; SET memory_limit = '3GB'"
        )
        connection.execute(f"CREATE TABLE small AS SELECT * FROM read_parquet('{source}')")
        connection.execute(
            f"COPY (SELECT {chosen} FROM (SELECT range AS k FROM range({many})), small) "
            f"TO '{to}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {PARTS.get(name, 8_192)})"
        )
        return int(connection.sql(f"SELECT COUNT(*) FROM read_parquet('{to}')").fetchall()[0][0])


def _week_before(done: Path, meta: dict[str, Any]) -> None:
    """The same files once more as the edition of a week before, so that changes are counted too."""
    day = date.fromisoformat(meta["as_of"]).fromordinal(date.fromisoformat(meta["as_of"]).toordinal() - 7)
    folder = done.parent / f"E{day:%Y%m%d}-01"
    folder.mkdir()
    for file in done.glob("*.parquet"):
        (folder / file.name).hardlink_to(file)
    told = {**meta, "id": folder.name, "as_of": day.isoformat(), "created_at": f"{day}T18:00:00+08:00"}
    (folder / "meta.json").write_text(json.dumps(told, ensure_ascii=False))


# --- contenders, each in a process of its own ---------------------------------------------------------------------------


def median_of(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Median seconds by the clock and of the processor, the first run (cold) left out."""
    work()
    walls, processor = [], []
    for _ in range(runs):
        began, used = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    return statistics.median(walls), statistics.median(processor)


def opened(home: Path) -> Any:
    from workbench.usecases.look_over import edition_before
    from workbench.usecases.office import Office

    office = Office(Settings(home=home))
    edition = office.edition()
    return office, edition, edition_before(office, edition)


def chosen_of(edition: Edition) -> dict[str, Any]:
    """The topic most matters have."""
    sql = "SELECT topic_l1 AS name FROM matters WHERE topic_l1 <> '' GROUP BY 1 ORDER BY COUNT(*) DESC, 1 LIMIT 1"
    return {"topic_l1": edition.query(sql)["name"][0]}


def ours(home: Path) -> dict[str, Any]:
    from workbench.usecases.look_over import look_over

    office, edition, before = opened(home)
    campaigns, chosen = office.settings.campaigns, chosen_of(edition)
    whole = median_of(lambda: look_over(edition, campaigns, before=before))
    narrowed = median_of(lambda: look_over(edition, campaigns, before=before, **chosen))
    redraw = median_of(lambda: look_over(edition, campaigns, **chosen))
    shown = look_over(edition, campaigns, **chosen)
    numbers = {key: ratio.text for key, ratio in shown.counts.items()}
    return {"whole": whole, "filter": narrowed, "redraw": redraw, "numbers": numbers}


def raw(home: Path) -> dict[str, Any]:
    """The same SQL, asked of duckdb itself; the texts are noted while `look_over` runs once."""
    from workbench.usecases.look_over import look_over

    office, edition, before = opened(home)
    asked: list[tuple[str, str, list[object]]] = []
    query = Edition.query

    def noted(self: Edition, sql: str, params: Any = ()) -> Any:
        asked.append((self.id, sql, list(params)))
        return query(self, sql, params)

    Edition.query = noted  # type: ignore[method-assign]
    look_over(edition, office.settings.campaigns, before=before)
    Edition.query = query  # type: ignore[method-assign]
    connections = {one.id: _plain(one) for one in (edition, before)}
    return {
        "whole": median_of(lambda: [connections[name].execute(sql, params).fetchall() for name, sql, params in asked])
    }


def _plain(edition: Edition) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name in edition.tables:
        connection.execute(f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{edition.path / name}.parquet')")
    return connection


def pandas(home: Path) -> dict[str, Any]:
    sys.path.insert(0, str(Path(__file__).parent))
    from peers.overview_pandas import Kernel

    office, edition, _ = opened(home)
    began = time.perf_counter()
    kernel = Kernel(edition.path, edition.as_of, office.settings.campaigns)
    loaded, chosen = time.perf_counter() - began, chosen_of(edition)
    redraw = median_of(lambda: kernel.count(**chosen), runs=3)
    return {"load": loaded, "redraw": redraw, "numbers": kernel.count(**chosen)["numbers"], "memory": resident()}


def viewer(home: Path) -> dict[str, Any]:
    """MB the page adds to a Python that has its modules loaded, and after five filters and two lists."""
    import workbench.apps.warm  # noqa: F401
    from workbench.apps.overview.model import OverviewModel
    from workbench.apps.overview.view import build
    from workbench.usecases.office import Office

    before = resident()
    office = Office(Settings(home=home))
    page = build(office)
    first = resident()
    _, edition, earlier = opened(home)
    model = OverviewModel(edition, office.settings.campaigns, earlier)
    for topic in model.options()["topic_l1"][:5]:
        model.chosen = {"topic_l1": topic}
    model.look("open")
    model.look("accepted")
    return {"start": before, "page": first - before, "used": resident() - before, "parts": len(page.children)}


def resident() -> float:
    """MB of this process in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * 4096 / 1e6, 1)


CONTENDERS = {"raw": raw, "ours": ours, "pandas": pandas, "viewer": viewer}


def apart(name: str, home: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", name, "--folder", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--county", type=Path, default=Path("data/private"))
    asked.add_argument("--folder", type=Path, default=Path("/tmp/overview_bench"))
    asked.add_argument("--records", default="10000,1000000")
    asked.add_argument("--only", default=",".join(CONTENDERS))
    asked.add_argument("--one", choices=list(CONTENDERS))
    given = asked.parse_args()
    if given.one:
        print(json.dumps(CONTENDERS[given.one](given.folder), ensure_ascii=False))
        return
    for many in map(int, given.records.split(",")):
        home = given.folder / f"r{many}"
        edition = large_edition(given.county, many, home)
        print(f"{edition.meta['rows']['records']:,} 件，{edition.meta['rows']['matters']:,} 事项", flush=True)
        for name in given.only.split(","):
            print(f"  {name}: {json.dumps(apart(name, home), ensure_ascii=False)}", flush=True)


if __name__ == "__main__":
    main()
