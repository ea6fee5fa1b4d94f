"""Similar matters in a large edition: our index against a full sparse product, rapidfuzz and DuckDB over the same texts.

    .venv/bin/python benchmarks/similar_matters.py --matters 100000 [--folder /tmp/similar]

Makes that many invented matters from the county's kinds of problem, writes the index (`write_similar`), then asks every contender
for the five nearest of the same matters, each in a process of its own. `same kind` is how many of the five are of the asked
matter's kind of problem: the texts come from templates, so nearly everyone can have them all; it shows that nobody is
quick by answering badly. Peers give ids only; ours gives ids, words in common and features in common.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

AS_OF, K = date(2026, 11, 20), 5
Answer = Callable[[int], list[int]]


def make_tables(matters: int, folder: Path) -> None:
    """Edition tables of invented matters with one record each; one in two is resolved."""
    from workbench.domain import tables
    from workbench.synth.draw import Draw
    from workbench.synth.siblings import invent, open_topics

    draw, topics = Draw(f"similar|{matters}"), open_topics()
    told = [invent(draw, draw.pick(topics)) for _ in range(matters)]
    ids = [f"M-R{number:07d}" for number in range(matters)]
    days = [draw.day(date(2019, 1, 1), AS_OF) for _ in told]
    states = ["4 已化解" if draw.chance(0.5) else "1 化解中" for _ in told]
    blank = {name: [None] * matters for name in (*tables.MATTERS, *tables.RECORDS)}
    made = {**blank, "matter_id": ids, "title": [one.title for one in told], "topic_l1": [one.topic_l1 for one in told],
            "topic_l2": [one.topic_l2 for one in told], "issue": ["990121003"] * matters, "town": ["云栖镇"] * matters,
            "lead_unit": [draw.pick(("清澜县自然资源局", "清澜县住房和城乡建设局", "云栖镇人民政府")) for _ in told],
            "state_b": states, "is_open": [state[0] != "4" for state in states], "locked": [False] * matters, "first_day": days,
            "last_day": days, "flags": [draw.some(("HF1", "HF3", "HF4", "HF10"), 2) for _ in told],
            "involved": [draw.number(1, 200) for _ in told],
            "record_id": [one.removeprefix("M-") for one in ids], "purpose": ["申诉求决"] * matters, "reg_time": days,
            "claim": [one.claim for one in told], "summary": [one.summary for one in told], "legal_path": ["P6"] * matters}  # fmt: skip
    frame = pd.DataFrame(made)
    folder.mkdir(parents=True, exist_ok=True)
    frame[list(tables.MATTERS)].to_parquet(folder / "matters.parquet")
    frame[list(tables.RECORDS)].to_parquet(folder / "records.parquet")
    (folder / "kinds.json").write_text(json.dumps([one.kind for one in told], ensure_ascii=False), encoding="utf-8")


def build(folder: Path) -> dict[str, Any]:
    """Seconds to write the index, its size, and the peak memory of the process that did."""
    from workbench.review.similar import write_similar

    matters, records = (pd.read_parquet(folder / f"{name}.parquet") for name in ("matters", "records"))
    before, start, busy = _peak(), time.perf_counter(), time.process_time()
    write_similar(folder / "similar", matters, records, dict(zip(records["record_id"], matters["matter_id"], strict=True)),
                  as_of=AS_OF)  # fmt: skip
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    size = sum(file.stat().st_size for file in (folder / "similar").iterdir()) / 1e6
    return {"seconds": seconds, "processor s": processor, "index MB": size, "peak MB": _peak(), "before MB": before}


def ours(folder: Path) -> Answer:
    from workbench.review.similar import open_similar

    index = open_similar(folder / "similar")
    return lambda row: [int(hit.matter_id[3:]) for hit in index.like(f"M-R{row:07d}", K)]


def sparse_product(folder: Path) -> Answer:
    """Character 2–3-gram tf-idf as `similar` counts it, plain idf, and the row times the whole matrix."""
    import numpy as np
    from scipy import sparse

    from workbench.review.similar.texts import BITS, grams, plain
    from workbench.review.similar.weights import gram_weights, weighted

    found = grams([plain(text) for text in _texts(folder)])
    weights = gram_weights(found, np.zeros(len(found), dtype=np.int64))
    indptr, columns, data = weighted(found, weights[found.columns], 10**6)
    matrix = sparse.csr_matrix((data, columns, indptr), shape=(len(found), 1 << BITS))

    def answer(row: int) -> list[int]:
        scores = (matrix @ matrix[row].T).toarray().ravel()
        scores[row] = 0
        return [int(at) for at in np.argsort(-scores, kind="stable")[:K]]

    return answer


def rapidfuzz_scan(folder: Path) -> Answer:
    from rapidfuzz import fuzz, process

    texts = _texts(folder)

    def answer(row: int) -> list[int]:
        found = process.extract(texts[row], texts, scorer=fuzz.ratio, limit=K + 1)
        return [at for _, _, at in found if at != row][:K]

    return answer


def duckdb_jaccard(folder: Path) -> Answer:
    import duckdb

    base = duckdb.connect()
    frame = pd.DataFrame({"row": range(len(_texts(folder))), "text": _texts(folder)})
    base.execute("CREATE TABLE told AS SELECT * FROM frame")
    del frame
    query = """SELECT t.row FROM told t, (SELECT text FROM told WHERE row = ?) q WHERE t.row <> ?
               ORDER BY jaccard(t.text, q.text) DESC, t.row LIMIT ?"""
    return lambda row: [int(at) for (at,) in base.execute(query, [row, row, K]).fetchall()]


CONTENDERS: dict[str, Callable[[Path], Answer]] = {
    "ours": ours, "sparse_product": sparse_product, "rapidfuzz": rapidfuzz_scan, "duckdb_jaccard": duckdb_jaccard,
}  # fmt: skip


def measure(name: str, folder: Path, asked: int) -> dict[str, Any]:
    """Seconds until ready, milliseconds of each answer (the first apart), share of the same kind, peak memory."""
    kinds = json.loads((folder / "kinds.json").read_text(encoding="utf-8"))
    start = time.perf_counter()
    answer = CONTENDERS[name](folder)
    ready = time.perf_counter() - start
    rows = [int(number * len(kinds) / asked) for number in range(asked)]
    took, right, busy = [], 0, time.process_time()
    for row in rows:
        begin = time.perf_counter()
        found = answer(row)
        took.append((time.perf_counter() - begin) * 1000)
        right += sum(kinds[other] == kinds[row] for other in found)
    processor = (
        (time.process_time() - busy) * 1000 / asked
    )  # of all threads; hardly moved by what else the machine does
    steady = sorted(took[1:])
    return {"ready s": ready, "first ms": took[0], "p50 ms": statistics.median(steady),
            "p95 ms": steady[int(0.95 * len(steady))], "processor ms": processor,
            "same kind": right / (K * asked), "peak MB": _peak(),
            "own MB": _memory("RssAnon")}  # fmt: skip


def _texts(folder: Path) -> list[str]:
    rows = pd.read_parquet(folder / "records.parquet", columns=["title", "claim", "summary"])
    return [f"{title}。{claim}{summary}" for title, claim, summary in rows.itertuples(index=False)]


def _peak() -> float:
    """Most memory this process held; ru_maxrss would be the parent's where that was more."""
    return _memory("VmHWM")


def _memory(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name + ":"))


def _apart(*args: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, __file__, *args], check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--matters", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--asked", type=int, default=200)
    parser.add_argument("--one", choices=[*CONTENDERS, "build"], help="one contender, in this process")
    args = parser.parse_args()
    folder = args.folder or Path(tempfile.mkdtemp(prefix="similar-"))
    if args.one:
        print(json.dumps(build(folder) if args.one == "build" else measure(args.one, folder, args.asked)))
        return
    if not (folder / "kinds.json").exists():
        make_tables(args.matters, folder)
    told = _apart("--one", "build", "--folder", str(folder))
    print("build:", ", ".join(f"{name} {value:.1f}" for name, value in told.items()))
    for name in CONTENDERS:
        asked = args.asked if name == "ours" else min(args.asked, 20)  # seconds an answer: 20 are enough to see it
        told = _apart("--one", name, "--folder", str(folder), "--asked", str(asked))
        print(f"{name:15}", ", ".join(f"{key} {value:.3g}" for key, value in told.items()))


if __name__ == "__main__":
    main()
