"""Measure linking (关联评测) on the invented county's truth and the labelled benches, and against the frozen results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.domain.linking import LinkKind
from workbench.domain.progress import Progress, silent
from workbench.linkage.evaluate import (
    Estimate,
    bench_scores,
    group_scores,
    groups_of_pairs,
    pair_scores,
    threshold_svg,
    threshold_table,
    wilson,
)
from workbench.linkage.normal import ordered
from workbench.reference.divisions import Divisions
from workbench.reference.divisions import load as load_divisions
from workbench.synth import make_county, table_path
from workbench.synth.contacts import Contacts, make_contacts
from workbench.usecases.evaluate_sets import (
    ANSWERED,
    BENCHES,
    END,
    Answers,
    CountyFrames,
    bench,
    county_frames,
    in_common,
)
from workbench.usecases.office import Office

FROZEN = "frozen.json"
AT = 0.5
"""A pair is proposed from this score on."""
_RECORDS_PER_MATTER = 1.86
_FALL = 0.0005
_SAME = "same"
_STAGES = ("虚构联系人", "虚构县", "同事", "题库")
Scored = list[tuple[str, str, float]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its interval; `before` is the frozen one, None where there is none to compare with."""

    name: str
    value: float
    low: float
    high: float
    count: int
    before: float | None = None

    @property
    def change(self) -> float | None:
        return None if self.before is None else self.value - self.before

    @property
    def worse(self) -> bool:
        return self.change is not None and self.change < -_FALL


@dataclass(frozen=True)
class Evaluation:
    """What was measured. `kinds`: bench, kind, n, right, accuracy, low, high. `absent`: what could not be measured, and why."""

    figures: tuple[Figure, ...]
    kinds: pd.DataFrame
    confusions: Mapping[str, pd.DataFrame]
    thresholds: Mapping[str, pd.DataFrame]
    absent: tuple[str, ...] = ()
    setting: Mapping[str, int] = field(default_factory=dict)

    @property
    def worse(self) -> tuple[Figure, ...]:
        """Figures that fell below the frozen ones."""
        return tuple(figure for figure in self.figures if figure.worse)

    def frame(self) -> pd.DataFrame:
        """The figures as a table: name, value, low, high, count, before, change."""
        return pd.DataFrame([{**asdict(figure), "change": figure.change} for figure in self.figures])

    def as_json(self) -> dict[str, Any]:
        return {
            "setting": dict(self.setting),
            "figures": [asdict(figure) | {"change": figure.change} for figure in self.figures],
            "kinds": _rows(self.kinds),
            "thresholds": {name: _rows(table) for name, table in self.thresholds.items()},
            "absent": list(self.absent),
            "worse": [figure.name for figure in self.worse],
        }

    def as_text(self) -> str:
        """The figures, what was left out, and whether anything fell."""
        lines = [_line(figure) for figure in self.figures]
        lines += [f"未测：{why}" for why in self.absent]
        if self.worse:
            names = "、".join(figure.name for figure in self.worse)
            lines.append(f"比冻结的结果差：{names}。若是有意的改动，请加 --freeze 重新冻结；否则请查这次改动")
        return "\n".join(lines)

    def write_charts(self, folder: Path) -> list[Path]:
        """The threshold charts as SVG files in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for name, table in self.thresholds.items():
            path = folder / f"阈值-{name}.svg"
            path.write_text(threshold_svg(table, f"{name}：阈值与查准率、查全率"), encoding="utf-8")
            paths.append(path)
        return paths


def evaluate(
    office: Office | None,
    *,
    county_records: int = 10_000,
    seed: int = 7,
    benches: bool = True,
    freeze: bool = False,
    progress: Progress = silent,
    folder: Path = BENCHES,
) -> Evaluation:
    """Measure linking of persons and matters on an invented county, and all comparisons on the benches of `folder`.

    With an `office` the threshold charts are written to `evaluation` in its home. `freeze` writes the figures down as
    those later runs are compared with. Raises ValueError for a bench that cannot be read.
    """
    if county_records < 100:
        raise ValueError(f"评测的虚构县至少 100 件（要求 {county_records} 件），再少区间没有意义")
    collected = _Collected()
    progress(_STAGES[0], 0, len(_STAGES))
    _persons(collected, make_contacts(county_records, seed), seed)
    progress(_STAGES[1], 1, len(_STAGES))
    county = make_county(seed=seed, matters=max(1, round(county_records / _RECORDS_PER_MATTER)), end=END)
    _county(collected, county_frames(county), seed, progress)
    progress(_STAGES[3], 3, len(_STAGES))
    if benches:
        _benches(collected, folder, load_divisions(table_path()))
    progress(_STAGES[3], 4, len(_STAGES))
    setting = {"county_records": county_records, "seed": seed}
    told = _compared(collected.told(setting), folder / FROZEN)
    if freeze:
        _freeze(told, folder / FROZEN)
    if office:
        told.write_charts(office.settings.home / "evaluation")
    return told


class _Collected:
    """Figures and tables as they come."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.kinds: list[pd.DataFrame] = []
        self.confusions: dict[str, pd.DataFrame] = {}
        self.thresholds: dict[str, pd.DataFrame] = {}
        self.absent: list[str] = []

    def add(self, name: str, estimate: Estimate, count: int) -> None:
        if estimate.value == estimate.value:
            value, low, high = (round(part, 6) for part in (estimate.value, estimate.low, estimate.high))
            self.figures.append(Figure(name, value, low, high, count))
        else:
            self.absent.append(f"{name}（没有可数的）")

    def pairs(self, name: str, scored: Scored, true: Iterable[tuple[str, str]], seed: int) -> None:
        """Pair figures at the proposing score, and the threshold table."""
        true = set(true)
        found = pair_scores([(left, right) for left, right, score in scored if score >= AT], true, seed=seed)
        self.add(f"{name} 成对查准率", found.precision, found.tp + found.fp)
        self.add(f"{name} 成对查全率", found.recall, found.tp + found.fn)
        self.add(f"{name} 成对 F1", found.f1, found.tp + found.fn)
        self.thresholds[name] = threshold_table(scored, true)

    def groups(self, name: str, found: Mapping[str, str], true: Mapping[str, str], seed: int) -> None:
        scores = group_scores(found, true, seed=seed)
        self.add(f"{name} 成组查准率（B³）", scores.precision, scores.items)
        self.add(f"{name} 成组查全率（B³）", scores.recall, scores.items)
        self.add(f"{name} 成组 F1（B³）", scores.f1, scores.items)
        self.add(f"{name} 整组一致率", scores.exact, scores.groups)

    def told(self, setting: Mapping[str, int]) -> Evaluation:
        kinds = pd.concat(self.kinds, ignore_index=True) if self.kinds else pd.DataFrame()
        return Evaluation(
            tuple(self.figures), kinds, self.confusions, self.thresholds, tuple(self.absent), dict(setting)
        )


def _persons(collected: _Collected, contacts: Contacts, seed: int) -> None:
    """Persons among invented contacts: pairs, persons, and false links between two people of one household."""
    from workbench.linkage.person import link_persons

    run = link_persons(contacts.frame.rename(columns={"address": "addr_now"}))
    truth = contacts.truth
    true = in_common(truth.groupby("record_id")["person_id"].agg(list).to_dict())
    scored = _scored(run.links)
    collected.pairs("同人（虚构联系人）", scored, true, seed)
    collected.add("同户不误连率（虚构联系人）", *_households(scored, true, truth))
    items = truth["record_id"] + "#" + truth["position"].astype(str)
    who = run.persons
    named = dict(zip(who["record_id"] + "#" + who["contact"].astype(str), who["person_id"].astype(str), strict=True))
    found = {item: named.get(item, item) for item in items}
    collected.groups("同人（虚构联系人）", found, dict(zip(items, truth["person_id"], strict=True)), seed)


def _households(scored: Scored, true: frozenset[tuple[str, str]], truth: pd.DataFrame) -> tuple[Estimate, int]:
    """Share of proposed pairs that do not join two people of one household, and how many pairs were proposed."""
    homes = truth.groupby("record_id")["household"].agg(set).to_dict()
    told = {ordered(left, right) for left, right, score in scored if score >= AT}
    wrong = sum(1 for left, right in told - true if homes[left] & homes[right])
    return wilson(len(told) - wrong, len(told)), len(told)


def _county(collected: _Collected, county: CountyFrames, seed: int, progress: Progress) -> None:
    """Persons of the county's ledgers, then its matters with the persons so found."""
    from workbench.linkage.matter import link_matters
    from workbench.linkage.person import link_persons

    persons = link_persons(county.identity).links
    collected.pairs("同人（虚构县）", _scored(persons), county.same_person, seed)
    progress(_STAGES[2], 2, len(_STAGES))
    proposals = link_matters(county.records, persons[["left", "right", "score"]]).proposals
    same = _scored(proposals[proposals["kind"] == LinkKind.MATTER.value])
    collected.pairs("同事（虚构县）", same, county.same_matter, seed)
    sure = [(left, right) for left, right, score in same if score >= AT]
    collected.groups("同事（虚构县）", groups_of_pairs(county.matter_of, sure), county.matter_of, seed)


def _scored(links: pd.DataFrame) -> Scored:
    return list(zip(links["left"], links["right"], links["score"].astype(float), strict=True))


def _benches(collected: _Collected, folder: Path, divisions: Divisions) -> None:
    for name, (title, answer) in ANSWERED.items():
        rows = bench(name, folder)
        if rows is None:
            collected.absent.append(f"题库“{title}”（{folder / name}.csv 不在）")
            continue
        told = answer(rows, divisions)
        scores = bench_scores(told.labels, told.answers, told.kinds)
        collected.add(f"题库·{title} 正确率", scores.total, len(rows))
        _same(collected, title, told)
        collected.kinds.append(scores.by_kind.assign(bench=title))
        collected.confusions[title] = scores.confusion


def _same(collected: _Collected, title: str, told: Answers) -> None:
    """Of a bench that asks what is the same: how many answers “same” are right, how many that are the same are found."""
    said, meant = told.answers.count(_SAME), told.labels.count(_SAME)
    if meant:
        right = sum(1 for pair in zip(told.labels, told.answers, strict=True) if pair == (_SAME, _SAME))
        collected.add(f"题库·{title} “相同”查准率", wilson(right, said), said)
        collected.add(f"题库·{title} “相同”查全率", wilson(right, meant), meant)


def _compared(told: Evaluation, path: Path) -> Evaluation:
    """With the frozen figures beside; those of an invented county of another size or seed say nothing and are left out."""
    if not path.exists():
        return told
    frozen = json.loads(path.read_text(encoding="utf-8"))
    alike = frozen["setting"] == dict(told.setting)
    before: dict[str, float] = {
        name: figure["value"] for name, figure in frozen["figures"].items() if alike or name.startswith("题库")
    }
    return replace(told, figures=tuple(replace(one, before=before.get(one.name)) for one in told.figures))


def _freeze(told: Evaluation, path: Path) -> None:
    figures = {
        figure.name: {"value": figure.value, "low": figure.low, "high": figure.high, "count": figure.count}
        for figure in told.figures
    }
    whole = {"setting": dict(told.setting), "figures": figures}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table fit for JSON: what cannot be counted is null."""
    whole = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in whole.to_dict("records")]


def _line(figure: Figure) -> str:
    text = f"{figure.name}：{figure.value:.4f}（{figure.low:.4f}–{figure.high:.4f}，{figure.count}）"
    if figure.change is None:
        return text
    return f"{text}，冻结值 {figure.before:.4f}，差 {figure.change:+.4f}"
