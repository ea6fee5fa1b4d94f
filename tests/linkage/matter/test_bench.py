"""The labelled bench: large, well formed, hard; what is got right today must not get worse."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarks.link_matters import BENCH, bench_answers
from workbench.domain.codes import Verdict
from workbench.domain.linking import LinkKind, LinkProposal, Reason
from workbench.linkage.matter import link_matters, suggest

from .conftest import CountyFrames


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    return bench_answers()


def test_bench_is_large_and_well_formed() -> None:
    bench = pd.read_csv(BENCH, dtype="str", keep_default_na=False)
    assert len(bench) >= 300 and set(bench["label"]) == {"same", "related", "different"}
    assert not bench.duplicated(["left", "right", "same_person"]).any()
    assert bench["note"].ne("").all() and set(bench["same_person"]) <= {"0", "1", ""}
    assert (bench["label"] == "same").sum() == ((bench["label"] == "same") & (bench["same_person"] == "1")).sum()


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("same_person_template_other_facts", 0.80),
        ("template_other_facts", 0.92),
        ("same_person_other_claim", 0.97),
        ("identical_other_person", 0.97),
        ("same_village_name_two_towns", 1.0),
        ("repeat_reworded", 0.80),
        ("other_person_same_cause", 0.25),  # short texts without a topic: most stay below; shown, not hidden
    ],
)
def test_what_is_got_right(answers: pd.DataFrame, kind: str, least: float) -> None:
    part = answers[answers["kind"] == kind]
    assert (part["label"] == part["model_answer"]).mean() >= least


def test_related_and_same_are_hardly_ever_mixed_up(answers: pd.DataFrame) -> None:
    mixed = answers[(answers["label"] == "related") & (answers["model_answer"] == "same")]
    mixed_too = answers[(answers["label"] == "same") & (answers["model_answer"] == "related")]
    assert len(mixed) + len(mixed_too) <= 3


def test_county_precision_and_recall(county_frames: CountyFrames) -> None:
    found = link_matters(county_frames.records, county_frames.persons).proposals
    same = found[(found["kind"] == LinkKind.MATTER.value) & (found["score"] >= 0.9)]
    right = [pair in county_frames.same for pair in zip(same["left"], same["right"], strict=True)]
    assert sum(right) / len(right) >= 0.995
    assert sum(right) / len(county_frames.same) >= 0.88


@pytest.mark.parametrize(
    ("kind", "weight", "verdict"),
    [
        (LinkKind.MATTER, 7.0, Verdict.SAME),
        (LinkKind.CAUSE, 7.0, Verdict.RELATED),
        (LinkKind.MATTER, 5.0, Verdict.DIFFERENT),
        (LinkKind.CAUSE, 5.0, Verdict.DIFFERENT),
    ],
)
def test_suggestion_follows_kind_and_score(kind: LinkKind, weight: float, verdict: Verdict) -> None:
    assert suggest(LinkProposal("R1", "R2", kind, (Reason("text", "文本相似（0.80）", weight),), -6.0)) is verdict
