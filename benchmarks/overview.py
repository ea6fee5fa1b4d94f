"""总览 over large ledgers: our page against the same queries raw in DuckDB, a filter's redraw against pandas, memory.

The edition is an invented county's own Parquet files with every id renewed copy after copy, in the same order and the same
row groups (`meta.json` says whence), and the table 总览 looks up made of it as a publication does. Contenders run in processes of
their own, one after another:

- raw: the SQL texts that count the page, run by plain duckdb over the same files, results fetched;
- scan: `look_over` with nothing counted beforehand: what the page takes for three filters and more, or of an older edition;
- ours: `look_over` with its earlier edition, as the page calls it;
- pandas: `peers/overview_pandas.py`, the tables the page needs in the kernel whole, the same numbers by masks and groupby (up to
  `PANDAS_MOST` records: it holds 1.4 GB for each million);
- viewer: a Python with the page's modules loaded; what building the page, five filters and three lists add to its memory.

All figures of issue 7 in one command; the editions are made once and kept in the folder (10 M: 0.9 GB, about twelve minutes):

    .venv/bin/python benchmarks/overview.py --county /tmp/demo_office --records 10000,1000000,10000000 --folder /tmp/overview_bench
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
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[1]))
from workbench.domain import tables
from workbench.settings import OFFICE_FILE, Settings
from workbench.store.arrow import fit
from workbench.store.edition import Edition
from workbench.usecases.cube import counted_table
from workbench.usecases.listed import write_lists

TABLES = ("records", "groups", "matters", "clocks", "moves", "tasks", "units", "events")
"""What the page reads (events: only why a number moved)."""
ONCE = ("units", "tasks", "events")
PARTS = {"records": 2_048}
IDS = ("record_id", "matter_id", "case_no")
TOGETHER = 128
"""Copies written at once."""
RUNS = 5
PANDAS_MOST = 2_000_000


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
        _counted(done, meta)
        (home / "editions" / "current").symlink_to(small.id)
    return Edition(done)


def _copied(small: Edition, name: str, copies: int, to: Path) -> int:
    """One table, its ids carrying the number of the copy in front, so that the order of the file stays."""
    once = pq.read_table(small.path / f"{name}.parquet")
    ids = [column for column in IDS if column in once.column_names]
    told = [column for column, kind in tables.ALL[name].items() if kind in ("int", "bool", "day") or column in IDS]
    many = 1 if name in ONCE else copies
    rows = PARTS.get(name, 8_192)
    with pq.ParquetWriter(to, once.schema, compression="zstd", write_statistics=told) as writer:
        for first in range(0, many, TOGETHER):
            numbers = range(first, min(many, first + TOGETHER))
            if name in ONCE:
                writer.write_table(once, rows)
            else:
                writer.write_table(pa.concat_tables([_numbered(once, ids, number) for number in numbers]), rows)
    return int(pq.read_metadata(to).num_rows)


def _numbered(once: pa.Table, ids: list[str], number: int) -> pa.Table:
    for column in ids:
        place = once.column_names.index(column)
        named = pc.binary_join_element_wise(f"{number:05d}", once.column(column), "-")
        once = once.set_column(place, once.field(place), named)
    return once


def _week_before(done: Path, meta: dict[str, Any]) -> None:
    """The same files once more as the edition of a week before, so that changes are counted too."""
    day = date.fromisoformat(meta["as_of"]).fromordinal(date.fromisoformat(meta["as_of"]).toordinal() - 7)
    folder = done.parent / f"E{day:%Y%m%d}-01"
    folder.mkdir()
    for file in done.glob("*.parquet"):
        (folder / file.name).hardlink_to(file)
    told = {**meta, "id": folder.name, "as_of": day.isoformat(), "created_at": f"{day}T18:00:00+08:00"}
    _counted(folder, told)


def _counted(folder: Path, meta: dict[str, Any]) -> None:
    """The edition's `cube` and `listed` and what it is, as a publication writes them."""
    file = folder / "meta.json"
    file.write_text(json.dumps(meta, ensure_ascii=False))
    edition = Edition(folder)
    cube = fit("cube", counted_table(edition)).sort_by("face")
    told = write_lists(edition, folder / "listed.parquet")
    edition.close()
    pq.write_table(cube, folder / "cube.parquet", compression="zstd", row_group_size=8_192, write_statistics=["face"])
    many = {"cube": cube.num_rows, "listed": pq.read_metadata(folder / "listed.parquet").num_rows}
    file.write_text(json.dumps({**meta, "rows": {**meta["rows"], **many}, "listed": told}, ensure_ascii=False))


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
    return {"topic_l1": most_of(edition, "topic_l1")}


def most_of(edition: Edition, column: str) -> str:
    """The value most matters have."""
    sql = f"SELECT {column} AS name FROM matters WHERE {column} <> '' GROUP BY 1 ORDER BY COUNT(*) DESC, 1 LIMIT 1"
    name: str = edition.query(sql)["name"][0]
    return name


def ours(home: Path) -> dict[str, Any]:
    """Of a redraw, what follows a filter chosen: the figures of this edition and of the earlier one."""
    from workbench.usecases.look_over import look_over

    office, edition, before = opened(home)
    campaigns, chosen = office.settings.campaigns, chosen_of(edition)
    two = {**chosen, "issue_name": most_of(edition, "issue_name")}
    whole = median_of(lambda: look_over(edition, campaigns, before=before))
    narrowed = median_of(lambda: look_over(edition, campaigns, before=before, **chosen))
    twice = median_of(lambda: look_over(edition, campaigns, before=before, **two))
    redraw = median_of(lambda: look_over(edition, campaigns, **chosen))
    shown = look_over(edition, campaigns, **chosen)
    numbers = {key: ratio.text for key, ratio in shown.counts.items()}
    return {"whole": whole, "filter": narrowed, "two filters": twice, "redraw": redraw, "numbers": numbers}


def scan(home: Path) -> dict[str, Any]:
    """The same with nothing counted beforehand; the figures must be the same."""
    from workbench.usecases.look_over import look_over

    office, edition, before = opened(home)
    campaigns, chosen = office.settings.campaigns, chosen_of(edition)
    looked_up = [look_over(edition, campaigns, before=before, **one) for one in ({}, chosen)]
    nothing_counted()
    counted = [look_over(edition, campaigns, before=before, **one) for one in ({}, chosen)]
    whole = median_of(lambda: look_over(edition, campaigns, before=before))
    redraw = median_of(lambda: look_over(edition, campaigns, **chosen))
    return {"whole": whole, "redraw": redraw, "same": looked_up == counted}


def nothing_counted() -> None:
    """From here on every figure of this process is scanned for."""
    from workbench.usecases import look_over

    look_over.counted = lambda *_: None  # type: ignore[assignment]


def raw(home: Path) -> dict[str, Any]:
    """The same SQL, asked of duckdb itself; the texts are noted while `look_over` runs once."""
    from workbench.usecases.look_over import look_over

    nothing_counted()
    office, edition, before = opened(home)
    asked: list[tuple[str, str, list[object]]] = []
    select = Edition.select

    def noted(self: Edition, sql: str, params: Any = ()) -> Any:
        asked.append((self.id, sql, list(params)))
        return select(self, sql, params)

    Edition.select = noted  # type: ignore[method-assign]
    look_over(edition, office.settings.campaigns, before=before)
    Edition.select = select  # type: ignore[method-assign]
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
    return {"load": loaded, "redraw": redraw, "numbers": kernel.count(**chosen)["numbers"], "memory": memory()["rss"]}


def viewer(home: Path) -> dict[str, Any]:
    """MB the page adds to a Python that has its modules loaded, after five filters, and after three lists; the most at any time.

    `rss` counts pages of libraries that all viewers share, `pss` shares them out, `peak` is the most `rss` was.
    """
    import workbench.apps.warm  # noqa: F401
    from workbench.apps.overview.model import OverviewModel
    from workbench.apps.overview.view import build
    from workbench.usecases.office import Office

    start = memory()
    office = Office(Settings(home=home))
    page = build(office)
    shown = memory()
    _, edition, earlier = opened(home)
    model = OverviewModel(edition, office.settings.campaigns, earlier)
    for topic in model.options()["topic_l1"][:5]:
        model.chosen = {"topic_l1": topic}
    filtered = memory()
    lists: dict[str, Any] = {}
    for focus in ("open", "accepted", f"registered:{model.shown.trend.months[-2].month}"):
        lists[focus] = timed(lambda focus=focus: model.look(focus)), model.listed.total  # type: ignore[misc]
    after, parts = memory(), len(page.children)
    added = {
        name: {unit: round(now[unit] - start[unit], 1) for unit in ("rss", "pss")}
        for name, now in (("page", shown), ("filters", filtered), ("lists", after))
    }
    return {"start": start, **added, "peak": round(after["peak"] - start["rss"], 1), "seconds": lists, "parts": parts}


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return round(time.perf_counter() - began, 2)


def memory() -> dict[str, float]:
    """MB of this process now (rss; pss: shared pages shared out) and at the most (peak)."""
    told = {
        line.split(":")[0]: int(line.split()[1]) * 1024 / 1e6
        for file in ("smaps_rollup", "status")
        for line in Path(f"/proc/self/{file}").read_text().splitlines()
        if line.startswith(("Rss:", "Pss:", "VmHWM:"))
    }
    return {"rss": round(told["Rss"], 1), "pss": round(told["Pss"], 1), "peak": round(told["VmHWM"], 1)}


CONTENDERS = {"raw": raw, "scan": scan, "ours": ours, "pandas": pandas, "viewer": viewer}


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
    told: dict[int, dict[str, Any]] = {}
    for many in map(int, given.records.split(",")):
        home = given.folder / f"r{many}"
        edition = large_edition(given.county, many, home)
        print(f"{edition.meta['rows']['records']:,} 件，{edition.meta['rows']['matters']:,} 事项", flush=True)
        told[many] = {}
        for name in given.only.split(","):
            if name == "pandas" and many > PANDAS_MOST:
                continue
            told[many][name] = apart(name, home)
            print(f"  {name}: {json.dumps(told[many][name], ensure_ascii=False)}", flush=True)
    for line in goals(told):
        print(line)


def goals(told: dict[int, dict[str, Any]]) -> list[str]:
    """The figures issue 7 asks for, as far as they were measured."""
    lines = []
    for many, found in told.items():
        if {"raw", "ours"} <= found.keys():
            share = found["ours"]["whole"][0] / found["raw"]["whole"][0]
            lines.append(f"{many:,}: whole page {share:.2f} × raw DuckDB (goal ≤ 1.3)")
        if {"raw", "scan"} <= found.keys():
            lines.append(f"{many:,}: scanned {found['scan']['whole'][0] / found['raw']['whole'][0]:.2f} × raw DuckDB")
            lines.append(f"{many:,}: looked up and scanned figures the same: {found['scan']['same']}")
        if {"ours", "pandas"} <= found.keys():
            for name in ("filter", "two filters"):
                times = found["pandas"]["redraw"][0] / found["ours"][name][0]
                lines.append(f"{many:,}: {name} → redraw {times:.0f} × as fast as pandas (goal ≥ 5)")
            same = found["pandas"]["numbers"] == found["ours"]["numbers"]
            lines.append(f"{many:,}: numbers the same as pandas: {same}")
        if "viewer" in found:
            page, lists = found["viewer"]["page"], found["viewer"]["lists"]
            lines.append(f"{many:,}: a viewer adds {page['rss']} MB, {lists['rss']} after lists (goal ≤ 100, flat)")
    return lines


if __name__ == "__main__":
    main()
