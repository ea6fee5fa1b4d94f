"""Answers on labelled pairs (成对题库): how many are right, by kind, and what was mistaken for what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.linkage.evaluate.intervals import Estimate, wilson

ALL = "全部"


@dataclass(frozen=True, slots=True)
class BenchScores:
    """`by_kind`: kind, n, right, accuracy, low, high; the last row is all of them. `confusion`: labels × answers, counts.

    `by_label`: label, precision, recall, f1 of each label. `macro_f1`: their mean, labels weighing alike.
    """

    total: Estimate
    macro_f1: float
    by_kind: pd.DataFrame
    by_label: pd.DataFrame
    confusion: pd.DataFrame


def bench_scores(labels: Sequence[str], answers: Sequence[str], kinds: Sequence[str]) -> BenchScores:
    """Scores of `answers` against `labels`, row by row; ValueError where there are none or the lengths differ."""
    if not labels or not len(labels) == len(answers) == len(kinds):
        raise ValueError(f"题库的标注、回答与类别须一样多且不为空（{len(labels)}、{len(answers)}、{len(kinds)}）")
    rows = pd.DataFrame({"label": labels, "answer": answers, "kind": kinds}, dtype="str")
    rows["right"] = rows["label"] == rows["answer"]
    counts = [(str(kind), len(part), int(part["right"].sum())) for kind, part in rows.groupby("kind", sort=True)]
    counts.append((ALL, len(rows), int(rows["right"].sum())))
    by_label = _by_label(rows)
    return BenchScores(
        wilson(*reversed(counts[-1][1:])),
        float(by_label["f1"].mean()),
        pd.DataFrame([_line(*count) for count in counts]),
        by_label,
        pd.crosstab(rows["label"], rows["answer"]),
    )


def _line(kind: str, total: int, right: int) -> dict[str, str | int | float]:
    share = wilson(right, total)
    return {
        "kind": kind,
        "n": total,
        "right": right,
        "accuracy": share.value,
        "low": share.low,
        "high": share.high,
    }


def _by_label(rows: pd.DataFrame) -> pd.DataFrame:
    lines = []
    for label in sorted(rows["label"].unique()):
        meant, told = rows["label"] == label, rows["answer"] == label
        hit, either = int((meant & told).sum()), int(meant.sum() + told.sum())
        precision = hit / int(told.sum()) if told.any() else float("nan")
        lines.append({"label": label, "precision": precision, "recall": hit / meant.sum(), "f1": 2 * hit / either})
    return pd.DataFrame(lines)
