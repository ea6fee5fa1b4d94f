"""Matter linking on the invented county and the labelled bench: quality, fitted weights, time, memory.

    .venv/bin/python benchmarks/link_matters.py quality [--matters 2000]     precision and recall by kind and score
    .venv/bin/python benchmarks/link_matters.py fit [--matters 3000]         weights fitted to truth and bench, to compare
    .venv/bin/python benchmarks/link_matters.py sample [--seed 20221122]     a hundred proposals of public messages to read
    .venv/bin/python benchmarks/link_matters.py time --records 100000 [--new 1000]   seconds and peak memory

Petitioners are taken from the county's truth here: what is measured is matter linking alone.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from workbench.domain.linking import LinkKind
from workbench.linkage.matter import link_matters, weigh_pairs
from workbench.linkage.matter.model import CODES, Model
from workbench.synth import County, make_county
from workbench.synth.places import names

BENCH = Path(__file__).resolve().parent.parent / "data" / "benches" / "matters.csv"
END = date(2026, 11, 20)
_KEPT = ("case_no", "case_no_upper", "dup_of_no", "title", "summary", "claim", "town", "lead_unit", "accused_unit",
         "purpose", "prior", "remark")  # fmt: skip
_LEVELS = ("同事", "相关", "不同")


def county_records(county: County) -> pd.DataFrame:
    """Records as an edition has them, with division codes and masked names."""
    codes = {f"{names()[code[:6]]}{name}": code for code, name in names().items() if len(code) == 9}
    rows = []
    for record in county.records:
        values = record.values
        first, _, second = values.get("topic", "").rpartition("/")
        name = values.get("name", "")
        rows.append(
            {"record_id": record.case_no, **{key: values.get(key, "") for key in _KEPT},
             "issue": codes.get(values.get("place_issue", ""), ""), "topic_l1": first, "topic_l2": second,
             "petitioner": f"{name[0]}{'某' * (len(name) - 1)}" if name else "", "is_anon": values.get("is_anon") == "是",
             "locked": values.get("purpose") == "检举控告", "reg_time": record.reg}
        )  # fmt: skip
    frame = pd.DataFrame(rows).sort_values(["reg_time", "record_id"], ignore_index=True)
    return frame.assign(reg_time=pd.to_datetime(frame["reg_time"]))


def county_persons(county: County) -> pd.DataFrame:
    """Every pair of records with a petitioner in common, by the county's truth."""
    records: dict[str, list[str]] = defaultdict(list)
    for record, people in county.truth.people_of.items():
        for person in people:
            records[person].append(record)
    pairs = {pair for held in records.values() for pair in combinations(sorted(set(held)), 2)}
    return pd.DataFrame(sorted(pairs), columns=["left", "right"]).assign(score=0.99)


def true_pairs(county: County, records: pd.DataFrame) -> set[tuple[str, str]]:
    held: dict[str, list[str]] = defaultdict(list)
    for record_id in records.loc[~records["locked"], "record_id"]:
        held[county.truth.matter_of[record_id]].append(record_id)
    return {pair for members in held.values() for pair in combinations(sorted(members), 2)}


def bench_frames() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The labelled bench: its pairs, its texts as records, and the pairs of one petitioner."""
    bench = pd.read_csv(BENCH, dtype="str", keep_default_na=False)
    sides = []
    for side in ("left", "right"):
        part = bench.filter(like=f"{side}_")
        part = part.set_axis([name.removeprefix(f"{side}_") for name in part.columns], axis=1)
        part = part.assign(record_id=[f"{row:04d}-{side[0]}" for row in bench.index], summary=bench[side])
        other = (bench["same_person"] == "0") & (side == "right")
        sides.append(part.assign(petitioner=np.where(bench["same_person"] == "", "", np.where(other, "乙", "甲"))))
    records = pd.concat(sides).rename(columns={"unit": "lead_unit", "day": "reg_time"})
    records = records.assign(reg_time=pd.to_datetime(records["reg_time"], errors="coerce"))
    pairs = pd.DataFrame(
        {"left": [f"{row:04d}-l" for row in bench.index], "right": [f"{row:04d}-r" for row in bench.index]}
    )
    persons = pairs[bench["same_person"] == "1"].assign(score=0.99)
    return (
        bench.assign(**{"left_id": pairs["left"], "right_id": pairs["right"]}),
        records.reset_index(drop=True),
        persons,
    )


def bench_answers() -> pd.DataFrame:
    """The bench with what the model suggests for each pair (answer) and its score."""
    bench, records, persons = bench_frames()
    weighed = weigh_pairs(records, zip(bench["left_id"], bench["right_id"], strict=True), persons)
    told = np.where(weighed["score"] < 0.5, "different", np.where(weighed["kind"] == "同事", "same", "related"))
    weighed = weighed.assign(answer=told).set_index("left")
    return bench.join(
        weighed[["answer", "score", "kind", "words", "weights", "codes"]].add_prefix("model_"), on="left_id"
    )


def quality(matters: int) -> None:
    county = make_county(seed=11, matters=matters, end=END)
    records = county_records(county)
    true = true_pairs(county, records)
    run = link_matters(records, county_persons(county))
    same = run.proposals[run.proposals["kind"] == LinkKind.MATTER.value]
    right = [pair in true for pair in zip(same["left"], same["right"], strict=True)]
    table = pd.DataFrame({"score": same["score"], "right": right})
    print(f"{len(records)} 件，{len(true)} 个真实同事对，{len(run.proposals)} 个建议，{len(run.causes)} 个共性问题")
    for floor in (0.3, 0.5, 0.7, 0.9, 0.97, 0.99):
        part = table[table["score"] >= floor]
        hits = int(part["right"].sum())
        print(
            f"同事 ≥ {floor:.2f}：{len(part)} 对，查准率 {hits / max(1, len(part)):.4f}，查全率 {hits / len(true):.4f}"
        )
    if BENCH.exists():
        answers = bench_answers()
        print(pd.crosstab(answers["label"], answers["model_answer"]))
        print(answers.groupby("kind_of_pair" if "kind_of_pair" in answers else "kind").apply(
            lambda part: pd.Series({"n": len(part), "right": (part["label"] == part["model_answer"]).sum()}),
            include_groups=False))  # fmt: skip


def messages(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The public messages as records (each user's name stands for a petitioner), and the pairs of one user."""
    found = pd.read_excel(path, engine="calamine")
    records = pd.DataFrame(
        {"record_id": found["留言编号"].astype(str), "title": found["留言主题"], "summary": found["留言详情"],
         "petitioner": found["留言用户"], "reg_time": pd.to_datetime(found["留言时间"], format="mixed")}
    )  # fmt: skip
    pairs = [pair for _, held in records.groupby("petitioner")["record_id"] for pair in combinations(held, 2)]
    return records, pd.DataFrame(pairs, columns=["left", "right"]).assign(score=0.99)


def sample(path: Path, seed: int) -> pd.DataFrame:
    """A hundred random proposals of the public messages from the auto-queue score up, for reading."""
    records, persons = messages(path)
    found = link_matters(records, persons).proposals
    queue = found[found["score"] >= Model.on().queue_score].sort_values(["left", "right"], ignore_index=True)
    drawn = queue.sample(100, random_state=seed)
    print(
        f"{len(records)} 条，{len(found)} 个建议，其中自动入列 {len(queue)} 个（{queue['kind'].value_counts().to_dict()}）"
    )
    print(drawn[["left", "right", "kind", "score"]].to_string(index=False))
    return drawn


def measured_time(size: int, new: int) -> None:
    began = time.monotonic()
    county = make_county(seed=5, matters=int(size / 1.86), end=END)
    records, persons = county_records(county).iloc[:size], county_persons(county)
    print(f"造数 {time.monotonic() - began:.0f} 秒：{len(records)} 件，{len(persons)} 个同人对", flush=True)
    stage: dict[str, float] = {}

    def progress(name: str, _done: int, _total: int) -> None:
        stage.setdefault(name, time.monotonic())

    began = time.monotonic()
    run = link_matters(records, persons, progress=progress)
    seconds = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    marks = [*stage.values(), time.monotonic()]
    parts = "、".join(f"{name} {end - start:.1f}" for name, start, end in zip(stage, marks, marks[1:], strict=False))
    print(
        f"全量 {seconds:.1f} 秒（{parts}），峰值内存 {peak:.2f} GB（含造数），{len(run.proposals)} 个建议", flush=True
    )
    if new:
        known = link_matters(records.iloc[:-new], persons).known
        began = time.monotonic()
        run = link_matters(records.iloc[-new:], persons, known=known)
        print(f"新增 {new} 件 {time.monotonic() - began:.1f} 秒，{len(run.proposals)} 个建议", flush=True)


def fit(matters: int) -> None:
    """Logistic weights of county and bench, held to the model's signs and drawn towards the weights in use."""
    from scipy.optimize import minimize

    features, target, weight = _training(matters)
    model = Model.on()
    start = np.ones(features.shape[1])
    bounds = [(0.0, 4.0)] * len(start)

    def loss(scale: np.ndarray) -> tuple[float, np.ndarray]:
        bits = model.same.prior + features @ scale
        chance = 1 / (1 + np.exp2(-np.clip(bits, -60, 60)))
        error = (chance - target) * weight
        likelihood = -np.log(np.where(target, chance, 1 - chance) + 1e-12) @ weight
        return likelihood + 4 * ((scale - 1) ** 2).sum(), np.log(2) * (features.T @ error) + 8 * (scale - 1)

    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B")
    print(f"拟合用 {len(target)} 对；损失 {loss(start)[0]:.0f} → {found.fun:.0f}；每项依据现用权重应乘以：")
    print(" ".join(f"{code}×{scale:.2f}" for code, scale in zip(CODES, found.x, strict=True) if abs(scale - 1) > 0.05))


def _training(matters: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    county = make_county(seed=12, matters=matters, end=END)
    records = county_records(county)
    true = true_pairs(county, records)
    run = link_matters(records, county_persons(county), model=_unfloored())
    same = run.proposals[run.proposals["kind"] == LinkKind.MATTER.value]
    target = [pair in true for pair in zip(same["left"], same["right"], strict=True)]
    parts = [(same, target, 1.0)]
    if BENCH.exists():
        answers = bench_answers()
        answers = answers[answers["model_kind"] == LinkKind.MATTER.value]
        held = answers[["model_codes", "model_weights"]].set_axis(["codes", "weights"], axis=1)
        parts.append((held, (answers["label"] == "same").tolist(), max(1.0, len(same) / max(1, len(held)) / 4)))
    return (np.vstack([_matrix(part) for part, _, _ in parts]),
            np.concatenate([np.array(right, dtype=bool) for _, right, _ in parts]),
            np.concatenate([np.full(len(right), share) for _, right, share in parts]))  # fmt: skip


def _unfloored() -> Model:
    from dataclasses import replace

    return replace(Model.on(), floor=0.0)


def _matrix(proposals: pd.DataFrame) -> np.ndarray:
    out = np.zeros((len(proposals), len(CODES)))
    at = {code: number for number, code in enumerate(CODES)}
    for row, (codes, weights) in enumerate(zip(proposals["codes"], proposals["weights"], strict=True)):
        for code, bits in zip(codes, weights, strict=True):
            out[row, at[code]] = bits
    return out


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("quality", "fit", "time", "sample"))
    parser.add_argument("--matters", type=int, default=2000)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--new", type=int, default=1000)
    parser.add_argument("--messages", type=Path, default=Path("../shared/data/tipdm_messages.xlsx"))
    parser.add_argument("--seed", type=int, default=20221122)
    asked = parser.parse_args(arguments)
    if asked.what == "time":
        measured_time(asked.records, asked.new)
    elif asked.what == "sample":
        sample(asked.messages, asked.seed)
    else:
        {"quality": quality, "fit": fit}[asked.what](asked.matters)


if __name__ == "__main__":
    main()
