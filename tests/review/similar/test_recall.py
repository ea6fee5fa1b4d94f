"""The invented county knows siblings: of the five nearest, how many are of the same kind of problem."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from benchmarks.link_matters import county_records
from workbench.domain import tables
from workbench.review.similar import SimilarIndex, open_similar, write_similar
from workbench.synth import County, make_county
from workbench.synth.siblings import kinds, siblings

K = 5


@pytest.fixture(scope="module")
def county() -> County:
    return make_county(seed=20220501, matters=650, end=date(2026, 11, 20))


def _index(county: County, folder: Path, *, topics: bool) -> SimilarIndex:
    """The index over the county's true matters, from its ledger rows; half the rows lack the finer topic as it is."""
    records = county_records(county)
    records = records.reindex(columns=list(dict.fromkeys([*tables.RECORDS, *records.columns])))
    records["locked"] = records["case_no"].isin(county.truth.locked)
    records["matter_id"] = records["case_no"].map(county.truth.matter_of)
    first = records.dropna(subset=["matter_id"]).drop_duplicates("matter_id").reset_index(drop=True)
    matters = first.reindex(columns=list(tables.MATTERS))
    matters["locked"] = first["locked"]
    matters["is_open"], matters["state_b"], matters["flags"] = True, "1 化解中", [[] for _ in range(len(first))]
    if not topics:
        matters["topic_l1"] = matters["topic_l2"] = None
    groups = dict(zip(records["record_id"], records["matter_id"], strict=True))
    write_similar(folder, matters, records, groups, as_of=county.end)
    return open_similar(folder)


@pytest.mark.parametrize("topics", [True, False], ids=["with topics", "words alone"])
def test_recall_at_five(county: County, tmp_path: Path, topics: bool) -> None:
    index, alike = _index(county, tmp_path / "similar", topics=topics), siblings(county)
    share = []
    for matter, others in alike.items():
        if others:
            share.append(len(others.intersection(index.nearest(matter, K))) / min(K, len(others)))
    print(f"recall@{K} = {np.mean(share):.4f}，{len(share)} 件（{'有' if topics else '无'}内容分类）")
    assert len(share) >= 600 and np.mean(share) >= 0.9


def test_siblings_share_the_kind_and_no_petitioner(county: County) -> None:
    alike, kind = siblings(county), kinds(county)
    people = {one.matter_id: set(one.person_ids) for one in county.matters}
    locked = {matter for matter, truth in county.truth.matters.items() if truth.locked}
    assert not locked & alike.keys() and len(alike) + len(locked) == len(county.matters)
    assert all(kind[one] == kind[other] and not people[one] & people[other] for one in alike for other in alike[one])
    assert all(one in alike[other] for one in alike for other in alike[one])
    assert max(Counter(kind.values()).values()) > 50
