"""Fit the weights by which two addresses are compared, from judged pairs (left, right, 0 | 1 | 2; tab-separated).

Half of the pairs, drawn by the left address, are fitted on; the other half is only measured. None of the rows is kept.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

TABLES = Path(__file__).parents[1] / "workbench" / "linkage" / "place" / "tables"
COMMON_FROM = 10
"""Pairs of characters in at least so many different addresses get a weight of their own."""
RIDGE = 5e-3
FOLDS = 5


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def held_out(left: str) -> bool:
    """Whether a left address belongs to the half that is only measured on."""
    return bool(digest(left)[0] & 1)


def read(path: Path) -> list[tuple[str, str, int]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(left, right, int(label)) for left, right, label in rows]


def write_common(pairs: list[tuple[str, str, int]]) -> None:
    """How rare each common pair of characters is (log of addresses per address that has it); "" stands for all others."""
    from workbench.linkage.forms.address import address_form
    from workbench.linkage.place import alikeness

    texts = {text for left, right, _ in pairs for text in (left, right)}
    seen: Counter[str] = Counter()
    for text in texts:
        form = address_form(text)
        below = form.plain
        for part in (form.province, form.city, form.county, form.town):
            below = below.removeprefix(part)
        seen.update(alikeness._pairs(alikeness._SIGNS.sub("", below)))
    rows = [
        (pair, round(math.log(len(texts) / (count + 1)), 2)) for pair, count in seen.items() if count >= COMMON_FROM
    ]
    with (TABLES / "address_common.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("pair", "weight"), ("", round(math.log(len(texts) / 2), 2)), *sorted(rows)])
    alikeness._commonness.cache_clear()
    alikeness._see.cache_clear()


def fit(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Weights (features + 1) × 3 of a multinomial logistic regression with a ridge."""
    count, size = values.shape
    told = np.eye(3)[labels]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(size, 3)
        scores = values @ weights
        scores -= scores.max(1, keepdims=True)
        shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
        slope = values.T @ (shares - told) / count
        slope[:-1] += RIDGE * weights[:-1]
        miss = -np.log(shares[np.arange(count), labels] + 1e-12).mean()
        return float(miss + RIDGE * (weights[:-1] ** 2).sum() / 2), slope.ravel()

    return minimize(loss, np.zeros(size * 3), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x.reshape(size, 3)


def macro_f1(labels: np.ndarray, told: np.ndarray) -> tuple[list[float], float]:
    each = [2 * ((labels == c) & (told == c)).sum() / max(1, (labels == c).sum() + (told == c).sum()) for c in range(3)]
    return [round(float(value), 4) for value in each], round(float(np.mean(each)), 4)


def offsets(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """What to add to each class so that the three classes' F1 are best together (classes differ much in size)."""
    grid = [np.array([0.0, one, two]) for one in np.arange(-1.5, 1.6, 0.1) for two in np.arange(-1.5, 2.1, 0.1)]
    return max(grid, key=lambda add: macro_f1(labels, (scores + add).argmax(1))[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--as-of", required=True, help="day the pairs were taken, for the source file")
    chosen = parser.parse_args()
    pairs = read(chosen.pairs)

    write_common([pair for pair in pairs if not held_out(pair[0])])

    from workbench.linkage.forms.relation import address_relation
    from workbench.linkage.place.alikeness import FEATURES, alikeness

    values = np.array([alikeness(left, right) for left, right, _ in pairs])
    labels = np.array([label for *_, label in pairs])
    out = np.array([held_out(left) for left, *_ in pairs])
    fold = np.array([digest(left)[1] % FOLDS for left, *_ in pairs])
    centre, spread = values[~out].mean(0), values[~out].std(0) + 1e-6
    scaled = np.c_[(values - centre) / spread, np.ones(len(values))]
    scores = np.zeros((len(values), 3))
    for each in range(FOLDS):
        rest, this = ~out & (fold != each), ~out & (fold == each)
        scores[this] = scaled[this] @ fit(scaled[rest], labels[rest])
    add = offsets(scores[~out], labels[~out])
    weights = fit(scaled[~out], labels[~out])
    # back to the features' own units, so that the table can be read
    plain = weights[:-1] / spread[:, None]
    base = weights[-1] - (centre[:, None] * plain).sum(0) + add
    told = (values[out] @ plain + base).argmax(1)
    rules = np.array([address_relation(left, right) for (left, right, _), use in zip(pairs, out, strict=True) if use])
    with (TABLES / "address_weights.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("feature", "different", "partial", "same"))
        for name, row in zip((*FEATURES, ""), (*plain, base), strict=True):
            writer.writerow((name, *(round(float(value), 4) for value in row)))
    stamp = {
        "source": "公开的中文地址对判别集（0 不同、1 部分相同、2 相同），19,286 对；只存拟合所得权重与字对频度，不存原文",
        "as_of": chosen.as_of,
        "fitted_on": int((~out).sum()),
        "measured_on": int(out.sum()),
        "macro_f1_held_out": macro_f1(labels[out], told),
        "macro_f1_rules": macro_f1(labels[out], rules),
        "made_by": "tools/fit_addresses.py",
    }
    (TABLES / "address_weights.source.json").write_text(
        json.dumps(stamp, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    print(json.dumps(stamp, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
