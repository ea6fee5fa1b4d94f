"""Who is one person: what quarrels is parted, and a new month groups as if everything were grouped anew."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from workbench.domain.codes import Verdict
from workbench.linkage.person.groups import Edges, Groups, Judged, grouped, regrouped
from workbench.linkage.person.people import Bools, People

JOIN = 0.9
COLUMNS = ("component", "person", "again")


def _people(random: np.random.Generator, count: int) -> People:
    rec = np.sort(random.integers(0, max(1, count // 2), count))
    contact = np.arange(count) - np.searchsorted(rec, rec)
    number = random.choice([0, 0, 0, 1, 2, 3], count)
    records = pa.array([f"R{one:03d}" for one in rec], type=pa.large_string())
    return People(np.arange(count), rec, contact, number, records)


def _edges(random: np.random.Generator, people: People, count: int) -> Edges:
    ends = np.sort(random.choice(people.uid, (2, count)), axis=0)
    ends = np.unique(ends[:, people.rec[ends[0]] != people.rec[ends[1]]], axis=1)
    score = random.choice([0.5, 0.8, 0.92, 0.95, 0.99], ends.shape[1])
    return Edges(ends[0], ends[1], score, random.random(ends.shape[1]) < 0.1)


def _words(random: np.random.Generator, people: People, count: int) -> list[Judged]:
    records = [f"R{one:03d}" for one in random.integers(0, int(people.rec.max()) + 2, 2 * count)]
    verdicts = random.choice([verdict.value for verdict in Verdict], count)
    return [(left, right, str(word)) for left, right, word in zip(records[::2], records[1::2], verdicts, strict=True)]


def _kept(edges: Edges, which: Bools) -> Edges:
    return edges.only(which[edges.uid_l] & which[edges.uid_r])


def _same(one: Groups, other: Groups) -> None:
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


@pytest.mark.parametrize("seed", range(150))
def test_a_month_groups_as_if_all_were_grouped_anew(seed: int) -> None:
    random = np.random.default_rng(seed)
    everybody = _people(random, int(random.integers(4, 90)))
    edges = _edges(random, everybody, int(random.uniform(0.2, 1.2) * len(everybody)))
    words = _words(random, everybody, int(random.integers(0, 12)))
    first_new = int(np.searchsorted(everybody.rec, random.integers(0, everybody.records + 1)))
    known = everybody.uid < first_new
    before = everybody.only(known)
    groups = grouped(before, _kept(edges, known), JOIN, words[: len(words) * 2 // 3] if seed % 3 else words)

    leaving = random.random(len(everybody)) < random.choice([0, 0.1])
    touched = groups.with_any(leaving[known] | groups.again)
    standing = ~(known & leaving)
    people, later = everybody.only(standing), words[len(words) // 3 :]
    present = standing[known]
    month = regrouped(people, groups.only(present), touched[present], _kept(edges, standing), JOIN, later)
    _same(month, grouped(people, _kept(edges, standing), JOIN, later))


def test_groups_are_named_by_their_first_contact() -> None:
    records = pa.array(["B", "A", "A", "C"], type=pa.large_string())
    people = People(np.array([3, 5, 6, 9]), np.array([0, 1, 1, 2]), np.array([0, 0, 1, 0]), np.zeros(4, int), records)
    edges = Edges(np.array([6]), np.array([9]), np.array([0.95]), np.array([False]))
    groups = grouped(people, edges, JOIN)
    assert groups.person.tolist() == [3, 5, 6, 6]
    frame = people.persons(people.place[groups.person])
    assert frame["person_id"].tolist() == ["P-B", "P-A", "P-A.1", "P-A.1"]
    assert frame["record_id"].tolist() == ["B", "A", "A", "C"]
    pd.testing.assert_series_equal(frame["contact"], pd.Series([0, 0, 1, 0], name="contact"))


def test_two_numbers_are_parted_at_the_weakest_link() -> None:
    records = pa.array(["A", "B", "C"], type=pa.large_string())
    people = People(np.arange(3), np.arange(3), np.zeros(3, int), np.array([7, 0, 8]), records)
    edges = Edges(np.array([0, 1]), np.array([1, 2]), np.array([0.91, 0.99]), np.array([False, False]))
    groups = grouped(people, edges, JOIN)
    assert groups.component.tolist() == [0, 0, 0]
    assert groups.person.tolist() == [0, 1, 1]


def test_nobody_is_grouped() -> None:
    nothing = np.array([], dtype=np.int64)
    nobody = People(nothing, nothing, nothing, nothing, pa.array([], type=pa.large_string()))
    edges = Edges(*(np.array([], dtype=kind) for kind in (np.int64, np.int64, np.float64, np.bool_)))
    groups = grouped(nobody, edges, JOIN, [("A", "B", Verdict.SAME.value)])
    assert len(groups.person) == 0
    assert nobody.persons(nobody.place[groups.person]).empty and nobody.records == 0
