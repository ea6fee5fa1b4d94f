"""Two hops around a matter in a large edition: our index against DuckDB over the same Parquet and against pandas.

    .venv/bin/python benchmarks/network_hops.py --records 1000000 [--folder /tmp/hops]

Makes edition tables of that many invented records, the network from them (`network_tables`), the index (`write_index`), then
asks every contender for the same matters, each in a process of its own. Peers walk as ours does (a record is one with its matter,
no walking through what more than 30 share) and give only the set of nodes; ours gives nodes, links, evidence and counts.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

HOPS, MOST, UNLIMITED = 2, 30, 10**9
SHARED = ("unit:", "place:", "project:", "topic:")
_MAKE = {
    "records": """SELECT 'R' || lpad(i::VARCHAR, 8, '0') AS record_id, 'AB' || lpad(i::VARCHAR, 9, '0') AS case_no, '' AS case_no_upper,
        CASE WHEN i % 10 = 9 THEN 'AB' || lpad((i - 9)::VARCHAR, 9, '0') END AS dup_of_no, i % 200 = 199 AS locked,
        '申诉求决' AS purpose, '张某某' AS petitioner, false AS is_anon, u AS lead_unit, [v] AS assist_units, h AS hukou, w AS residence,
        p AS issue, t AS topic_l1, t || (i % 7)::VARCHAR AS topic_l2, d AS petition_date, d AS reg_time, d + 40 AS done_date,
        '反映问题' || i AS title, '来信反映道路积水多年未修' AS summary,
        NULL AS claim, NULL AS dispute_focus, NULL AS prior, NULL AS progress, NULL AS remark FROM base""",
    "matters": """SELECT 'M-' || m AS matter_id, '反映问题' || min(i) AS title, min(d) AS first_day, max(d) AS last_day, min(t) AS topic_l1,
        min(t || (i % 7)::VARCHAR) AS topic_l2, min(p) AS issue, min('地点' || p) AS issue_name, min(u) AS lead_unit, [min(v)] AS assist_units,
        min(i) % 3 = 0 AS is_open, false AS locked FROM base WHERE i % 200 <> 199 GROUP BY m""",
    "groups": "SELECT 'R' || lpad(i::VARCHAR, 8, '0') AS record_id, 'M-' || m AS matter_id FROM base",
    "persons": """SELECT 'R' || lpad(i::VARCHAR, 8, '0') AS record_id, c AS contact, 'P-' || (hash(m, c) % (n * 2 // 3))::VARCHAR AS person_id
        FROM base, range(2) c(c), size WHERE c = 0 OR i % 6 = 0""",
    "links": """SELECT 'R' || lpad(least(a, b)::VARCHAR, 8, '0') AS "left", 'R' || lpad(greatest(a, b)::VARCHAR, 8, '0') AS "right",
        kind, reasons, verdict FROM (SELECT i AS a, (i + 1 + hash(i, k) % 40)::BIGINT % n AS b, ['同事', '相关', '同人'][k + 1] AS kind,
                     ['文本相似（0.50）', '同一项目“工程' || (hash(i) % 20000) || '”'] AS reasons,
                     CASE WHEN i % 5 = 0 AND k = 0 THEN '相同' ELSE '' END AS verdict
              FROM base, range(3) k(k), size WHERE (i + k) % 2 = 0) WHERE a <> b""",
    "separations": "SELECT 'M-' || m AS matter_id, min(h) AS hukou, min(w) AS residence, min(p) AS issue FROM base WHERE i % 200 <> 199 GROUP BY m",
    "steps": """SELECT 'M-' || m AS matter_id, 'R' || lpad(i::VARCHAR, 8, '0') AS record_id, ['转送交办', '同意退回', '转送交办'][k + 1] AS kind,
        d + (k * 5)::INTEGER AS start, d + (k * 5)::INTEGER AS "end", '清澜县信访局' AS unit, CASE k WHEN 2 THEN v ELSE u END AS target
        FROM base, range(3) k(k) WHERE k = 0 OR i % 20 = 0""",
}  # fmt: skip


def make_tables(records: int, folder: Path) -> None:
    """Edition tables of invented records, three in ten of them of a matter already known; few units have most matters."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as base:
        base.execute(f"CREATE TABLE size AS SELECT {records}::BIGINT AS n")
        base.execute(f"""CREATE TABLE base AS SELECT i, lpad((CASE WHEN i % 10 < 7 THEN i ELSE i - 7 END)::VARCHAR, 8, '0') AS m,
            '单位' || (300 * pow(hash(i, 1) / 18446744073709551615.0, 3))::INTEGER AS u, '单位' || (hash(i, 2) % 300) AS v,
            (990000000 + hash(i, 3) % 2000)::VARCHAR AS p, (990000000 + hash(i, 4) % 2000)::VARCHAR AS h,
            (990000000 + hash(i, 5) % 2000)::VARCHAR AS w,
            '内容' || (hash(i, 6) % 20) AS t, DATE '2015-01-01' + (hash(i, 7) % 4000)::INTEGER AS d FROM range({records}) r(i)""")  # fmt: skip
        for name, query in _MAKE.items():
            base.execute(f"COPY ({query}) TO '{folder / name}.parquet' (FORMAT parquet)")


def build(folder: Path) -> dict[str, float]:
    """The network and its index, with the seconds of each."""
    from workbench.network.build import network_tables
    from workbench.network.index import write_index

    start = time.perf_counter()
    made = network_tables({name: pq.read_table(folder / f"{name}.parquet") for name in _MAKE})
    built = time.perf_counter()
    for name, table in made.items():
        pq.write_table(table, folder / f"{name}.parquet")
    written = time.perf_counter()
    write_index(folder / "network", made["nodes"], made["edges"])
    done = time.perf_counter()
    sizes = {"nodes": len(made["nodes"]), "edges": len(made["edges"])}
    return {"network_tables s": built - start, "parquet s": written - built, "write_index s": done - written, **sizes}


# --- contenders: matter → ids of the nodes in two hops ------------------------------------------------------------------


def ours(folder: Path) -> Callable[[str], set[str]]:
    from workbench.network.index import open_index

    index = open_index(folder / "network")
    return lambda matter: set(index.around(matter, HOPS, MOST, UNLIMITED).ids)


def over_parquet(folder: Path) -> Callable[[str], set[str]]:
    connection = duckdb.connect()
    edges = f"read_parquet('{folder / 'edges.parquet'}')"

    def beside(ids: list[str]) -> list[tuple[str, str, str]]:
        query = f"""SELECT source, target, type FROM {edges} WHERE type <> '提出' AND source IN (SELECT unnest($1)) UNION ALL
                    SELECT target, source, type FROM {edges} WHERE type <> '提出' AND target IN (SELECT unnest($1))"""
        return connection.execute(query, [ids]).fetchall()

    def degree(ids: list[str]) -> dict[str, int]:
        query = f"""SELECT id, count(DISTINCT other) FROM (
            SELECT source AS id, target AS other FROM {edges} WHERE source IN (SELECT unnest($1)) UNION ALL
            SELECT target, source FROM {edges} WHERE target IN (SELECT unnest($1))) GROUP BY id"""
        return dict(connection.execute(query, [ids]).fetchall())

    return lambda matter: walk(matter, beside, degree)


def with_pandas(folder: Path) -> Callable[[str], set[str]]:
    import pandas as pd

    edges = pd.read_parquet(folder / "edges.parquet", columns=["source", "target", "type"])

    def beside(ids: list[str]) -> list[tuple[str, str, str]]:
        out, back = edges[edges["source"].isin(ids)], edges[edges["target"].isin(ids)]
        found = [
            *zip(out["source"], out["target"], out["type"], strict=True),
            *zip(back["target"], back["source"], back["type"], strict=True),
        ]
        return [link for link in found if link[2] != "提出"]

    def degree(ids: list[str]) -> dict[str, int]:
        others: dict[str, set[str]] = {}
        for one, other, _ in beside(ids):
            others.setdefault(one, set()).add(other)
        return {one: len(found) for one, found in others.items()}

    return lambda matter: walk(matter, beside, degree)


def walk(
    start: str, beside: Callable[[list[str]], list[tuple[str, str, str]]], degree: Callable[[list[str]], dict[str, int]]
) -> set[str]:
    """The walk of `NetworkIndex.around`, a wave at a time."""
    reached, wave = {start: 0}, [start]
    while wave:
        nearer: dict[str, int] = {}
        for one, other, kind in beside(wave):
            step = reached[one] + (kind != "归并")
            if step <= HOPS and step < min(reached.get(other, 9), nearer.get(other, 9)):
                nearer[other] = step
        reached |= nearer
        shared = [node for node in nearer if node.startswith(SHARED) and nearer[node] < HOPS]
        many = degree(shared) if shared else {}
        wave = [node for node in nearer if not node.startswith(SHARED) or many.get(node, MOST + 1) <= MOST]
    return set(reached)


CONTENDERS = {"ours": ours, "DuckDB over Parquet": over_parquet, "pandas": with_pandas}


def measure(contender: str, folder: Path, asked: int) -> dict[str, object]:
    """Milliseconds of each call (after a first one), memory, and what was found."""
    matters = some_matters(folder, asked)
    start, empty = time.perf_counter(), memory()
    answer = CONTENDERS[contender](folder)
    opened, loaded = time.perf_counter() - start, memory()
    answer(matters[0])
    first = memory()
    found, wall, busy = [], [], []
    for matter in matters:
        begun, used = time.perf_counter(), time.process_time()
        found.append(sorted(answer(matter)))
        wall.append((time.perf_counter() - begun) * 1000)
        busy.append((time.process_time() - used) * 1000)
    sizes = {"open MB": sum(loaded) - sum(empty), "one MB": sum(first) - sum(loaded), "own MB": memory()[0] - loaded[0]}
    return {"open s": opened, **sizes, "ms": wall, "cpu": busy, "found": found}


def some_matters(folder: Path, asked: int) -> list[str]:
    query = f"SELECT node FROM read_parquet('{folder / 'nodes.parquet'}') WHERE type = 'matter' ORDER BY hash(node) LIMIT {asked}"
    return [node for (node,) in duckdb.sql(query).fetchall()]


def memory() -> tuple[float, float]:
    """Resident memory in MB: the process's own, and pages of mapped files (which the system takes back when it needs them)."""
    _, resident, mapped = Path("/proc/self/statm").read_text().split()[:3]
    page = resource.getpagesize() / 2**20
    return (int(resident) - int(mapped)) * page, int(mapped) * page


def in_process(*arguments: str) -> dict[str, object]:
    done = subprocess.run([sys.executable, __file__, *arguments], check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def compare(folder: Path, asked: dict[str, int]) -> None:
    said = {
        name: in_process("--folder", str(folder), "--one", name, "--asked", str(many)) for name, many in asked.items()
    }
    mine = said["ours"]["found"]
    print(
        f"load average {os.getloadavg()[0]:.1f}; own MB: kept by the process after all calls, mapped files not counted"
    )
    print(
        "| contender | open s | open MB | first call MB | own MB | calls | p50 ms | p95 ms | max ms | p95 CPU ms | same sets |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name, one in said.items():
        ms, cpu = sorted(one["ms"]), sorted(one["cpu"])
        same = sum(a == b for a, b in zip(mine, one["found"], strict=False))
        late = math.ceil(len(ms) * 0.95) - 1
        print(f"| {name} | {one['open s']:.2f} | {one['open MB']:.0f} | {one['one MB']:.0f} | {one['own MB']:.0f} | {len(ms)} "
              f"| {statistics.median(ms):.1f} | {ms[late]:.1f} | {ms[-1]:.1f} | {cpu[late]:.1f} | {same}/{len(ms)} |")  # fmt: skip
    sizes = [len(found) for found in mine]
    print(f"nodes in two hops: median {statistics.median(sizes):.0f}, most {max(sizes)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="kept and used again if it is there; by default made and removed")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--asked", type=int, default=500)
    chosen = parser.parse_args()
    if chosen.one == "build":
        print(json.dumps(build(chosen.folder) | {"peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
    elif chosen.one:
        print(json.dumps(measure(chosen.one, chosen.folder, chosen.asked)))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            folder = chosen.folder or Path(scratch)
            if not (folder / "network" / "index.json").exists():
                start = time.perf_counter()
                make_tables(chosen.records, folder)
                print(f"tables of {chosen.records} records made in {time.perf_counter() - start:.1f} s", flush=True)
                made = in_process("--folder", str(folder), "--one", "build")
                print("; ".join(f"{name} {value:,.1f}" for name, value in made.items()), flush=True)
            compare(folder, {"ours": chosen.asked, "DuckDB over Parquet": 20, "pandas": 5})


if __name__ == "__main__":
    main()
