"""Runs contenders, each in a process of its own on the same files, and scores what they wrote. Project's Python."""

from __future__ import annotations

import csv
import json
import random
import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.linkage.evaluate import PairScores, pair_scores, threshold_table

HERE = Path(__file__).parent
Pair = tuple[str, str]
MEMORY = 16 << 30
"""Bytes of address space a contender may take, so that none takes the machine."""


@dataclass(frozen=True)
class Contender:
    name: str
    script: str
    peer: bool = False  # run by the peers' Python
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Outcome:
    """Pairs with their scores, and what the runs took (medians)."""

    scored: list[tuple[str, str, float]]
    seconds: float
    peak_mb: float
    told: dict[str, Any] = field(default_factory=dict)  # what else the contender printed


CONTENDERS = (
    Contender("ours", "ours_link.py"),
    Contender("Splink 5 stock", "splink_stock.py"),
    Contender("dedupe 3", "dedupe_link.py", peer=True),
    Contender("recordlinkage ECM", "recordlinkage_link.py", peer=True),
    Contender("recordlinkage logistic", "recordlinkage_link.py", peer=True, extra=(("classifier", "logistic"),)),
)


def run(contender: Contender, task: dict[str, str], folder: Path, peers: Path | None, runs: int = 1) -> Outcome:
    """Run it `runs` times; its own error text goes to stderr before the error is raised."""
    out = folder / f"{contender.script}-{len(contender.extra)}.csv"
    whole = {**task, **dict(contender.extra), "out": str(out)}
    named = folder / f"{contender.script}-{len(contender.extra)}.json"
    named.write_text(json.dumps(whole), encoding="utf-8")
    python = str(peers / "bin" / "python") if contender.peer and peers else sys.executable
    found: list[dict[str, Any]] = []
    for _ in range(runs):
        command = ["prlimit", f"--as={MEMORY}", python, str(HERE / contender.script), str(named)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.stderr.write(done.stderr)
            raise RuntimeError(f"{contender.name} ended with {done.returncode}")
        found.append(json.loads(done.stdout.splitlines()[-1]))
    with out.open(newline="", encoding="utf-8") as file:
        scored = [(row["left"], row["right"], float(row["score"])) for row in csv.DictReader(file)]
    return Outcome(
        scored, statistics.median(one["seconds"] for one in found), max(one["peak_mb"] for one in found), found[-1]
    )


def read_pairs(path: Path) -> list[Pair]:
    with path.open(newline="", encoding="utf-8") as file:
        return [(row["left"], row["right"]) for row in csv.DictReader(file)]


def at(scored: Iterable[tuple[str, str, float]], true: Sequence[Pair], threshold: float) -> PairScores:
    return pair_scores([(left, right) for left, right, score in scored if score >= threshold], true, replicas=300)


def best(scored: Iterable[tuple[str, str, float]], true: Sequence[Pair]) -> tuple[float, float]:
    """The highest F1 any threshold gives, chosen with the truth known, and that threshold."""
    table = threshold_table(scored, true)
    row = table.loc[table["f1"].idxmax()]
    return float(row["f1"]), float(row["threshold"])


def write_labels(
    path: Path, true: Sequence[Pair], rows: dict[str, dict[str, str]], count: int, left: set[str] | None = None
) -> Path:
    """What a user would have labelled: `count` true pairs, and as many false ones, most of them alike in some field.

    `left` are the ids of the first of two files: then every pair has its first id there and its second in the other.
    """
    draw = random.Random(7)
    right = {frozenset(pair) for pair in true}
    match = draw.sample(list(true), min(count, len(true)))
    distinct: set[Pair] = set()
    by_value: dict[tuple[str, str], list[str]] = {}
    for key, row in rows.items():
        for name, value in row.items():
            if value:
                by_value.setdefault((name, value), []).append(key)
    alike = [sorted(keys) for _, keys in sorted(by_value.items()) if len(keys) > 1]
    everyone = sorted(rows)
    while len(distinct) < count:
        pool = draw.choice(alike) if draw.random() < 0.7 else everyone
        one, other = draw.sample(pool, 2)
        if left is not None and one not in left:
            one, other = other, one
        across = left is None or (one in left and other not in left)
        if across and frozenset((one, other)) not in right:
            distinct.add((one, other))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["left", "right", "match"])
        writer.writerows([*pair, 1] for pair in match)
        writer.writerows([*pair, 0] for pair in sorted(distinct))
    return path


def line(name: str, outcome: Outcome, true: Sequence[Pair]) -> str:
    """A Markdown table row: name, F1 with interval, precision, recall, best F1 (threshold), seconds, MB."""
    found, (top, threshold) = at(outcome.scored, true, 0.5), best(outcome.scored, true)
    f1 = f"{found.f1.value:.4f} ({found.f1.low:.4f}–{found.f1.high:.4f})"
    return (
        f"| {name} | {f1} | {found.precision.value:.4f} | {found.recall.value:.4f} | {top:.4f} at {threshold} "
        f"| {outcome.seconds:.1f} | {outcome.peak_mb:.0f} |"
    )


HEAD = "| contender | pair F1 at 0.5 (95 %) | precision | recall | best F1, threshold chosen with the truth | s | MB |\n|---|---|---|---|---|---|---|"
