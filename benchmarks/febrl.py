"""FEBRL 1–4: pair F1 of ours (generic profile) against stock Splink 5, dedupe and recordlinkage in the same run.

    .venv/bin/python benchmarks/febrl.py --peers /tmp/peers [--only 1,3] [--runs 1] [--labels 300]

FEBRL is English and not what the workbench is made for: ours is the generic profile (`peers/generic_profile.py`), which
uses no label. dedupe and the logistic regression get `--labels` true pairs and as many false ones; nobody else gets any.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

from peers.common import read
from peers.harness import CONTENDERS, HEAD, at, line, read_pairs, run, write_labels


def measure(number: int, folder: Path, options: argparse.Namespace) -> None:
    left, right = folder / f"febrl{number}.csv", folder / f"febrl{number}.right.csv"
    files = [left, right] if right.exists() else [left]
    rows = {row["rec_id"]: row for file in files for row in read(file)}
    true = read_pairs(folder / f"febrl{number}.true.csv")
    first = {row["rec_id"] for row in read(left)} if len(files) > 1 else None
    compared = {key: {name: value for name, value in row.items() if name != "rec_id"} for key, row in rows.items()}
    labels = write_labels(folder / "labels.csv", true, compared, options.labels, first)
    task = {"kind": "febrl", "left": str(left), "right": str(right) if len(files) > 1 else "", "labels": str(labels)}
    print(f"\nFEBRL {number}: {len(rows)} records, {len(true)} true pairs\n\n{HEAD}")
    scores = {}
    for contender in CONTENDERS:
        outcome = run(contender, task, folder, options.peers, options.runs)
        print(line(contender.name, outcome, true), flush=True)
        scores[contender.name] = at(outcome.scored, true, 0.5).f1.value
    most = max(score for name, score in scores.items() if name != "ours")
    print(f"\nours {scores['ours']:.4f}, best peer {most:.4f}: {'met' if scores['ours'] >= most else 'NOT MET'}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", type=Path, required=True, help="virtual environment with dedupe and recordlinkage")
    parser.add_argument("--only", default="1,2,3,4")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--labels", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [str(options.peers / "bin" / "python"), str(Path(__file__).parent / "peers" / "febrl_data.py"), name]
        subprocess.run(command, check=True)
        for number in map(int, options.only.split(",")):
            measure(number, folder, options)


if __name__ == "__main__":
    main()
