"""A whole run, a new month against all, and the same from Spark."""

from __future__ import annotations

import shutil
import stat
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from workbench.linkage.person import Prepared, link_persons
from workbench.linkage.person.run import STAGES

County = tuple[pd.DataFrame, pd.DataFrame]
SEEN = ["left", "right", "score", "codes", "weights", "rule"]


def _true_pairs(truth: pd.DataFrame) -> set[tuple[str, str]]:
    shared = truth.groupby("person")["record_id"].unique()
    return {pair for records in shared for pair in combinations(sorted(records), 2)}


def _pairs(links: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(links["left"], links["right"], strict=True))


def test_invented_county_is_linked(county: County) -> None:
    identity, truth = county
    found, true = _pairs(link_persons(identity).links), _true_pairs(truth)
    assert len(true) > 200
    assert len(found & true) / len(found) >= 0.99
    assert len(found & true) / len(true) >= 0.95


def test_persons_are_the_people(county: County) -> None:
    identity, truth = county
    merged = link_persons(identity).persons.merge(truth, on=["record_id", "contact"])
    assert len(merged) == len(truth)
    assert merged.groupby("person_id")["person"].nunique().max() == 1
    assert merged["person_id"].nunique() < 1.1 * merged["person"].nunique()
    first = merged.groupby("person_id")["record_id"].first()
    assert all(person_id.startswith(f"P-{record}") for person_id, record in first.items())


def test_new_month_finds_what_a_full_run_finds(county: County, tmp_path: Path) -> None:
    identity, _ = county
    before, after = identity.iloc[:300], identity.iloc[300:]
    earlier = link_persons(before, folder=tmp_path / "links")
    month = link_persons(after, known=earlier.prepared)
    full = link_persons(identity)
    new = set(after["record_id"])
    touching = full.links[full.links["left"].isin(new) | full.links["right"].isin(new)].reset_index(drop=True)
    assert len(touching) > 30
    pd.testing.assert_frame_equal(month.links[SEEN], touching[SEEN], rtol=1e-12)
    pd.testing.assert_frame_equal(month.persons, full.persons)


def test_month_without_new_records_changes_nothing(county: County, tmp_path: Path) -> None:
    identity = county[0].iloc[:60]
    earlier = link_persons(identity, folder=tmp_path)
    month = link_persons(identity.iloc[:0], known=earlier.prepared)
    assert month.links.empty
    pd.testing.assert_frame_equal(month.persons, earlier.persons)


def test_full_run_in_the_same_folder_starts_anew(county: County, tmp_path: Path) -> None:
    link_persons(county[0].iloc[:60], folder=tmp_path)
    again = link_persons(county[0].iloc[:40], folder=tmp_path)
    assert again.persons["record_id"].nunique() == 40
    assert sorted(path.name for path in tmp_path.glob("*.arrow")) == [
        f"{table}-0001.arrow" for table in ("contacts", "edges", "groups", "keys")
    ]


def test_changed_record_replaces_what_was_kept(tmp_path: Path, county: County) -> None:
    identity = county[0].iloc[:120]
    earlier = link_persons(identity, folder=tmp_path / "links")
    left = earlier.links.iloc[0]["left"]
    changed = identity[identity["record_id"] == left].assign(name="不是", id_no="", phone="", co_contacts="")
    month = link_persons(changed, known=earlier.prepared)
    assert left not in set(month.links["left"]) | set(month.links["right"])
    own = month.persons[month.persons["record_id"] == left]["person_id"]
    assert month.persons["person_id"].isin(own).sum() == 1
    assert len(month.persons["record_id"].unique()) == 120
    again = link_persons(identity[identity["record_id"] == left], known=month.prepared)
    assert left in set(again.links["left"]) | set(again.links["right"])


def test_folder_is_private_and_unfinished_runs_count_for_nothing(tmp_path: Path, county: County) -> None:
    identity = county[0].iloc[:60]
    folder = tmp_path / "links"
    run = link_persons(identity.iloc[:40], folder=folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.glob("*.arrow"))
    shutil.copy(folder / "contacts-0000.arrow", folder / "contacts-0001.arrow")  # a run that was broken off
    assert run.prepared is not None and run.prepared.parts() == [0]
    month = link_persons(identity.iloc[40:], known=run.prepared)
    assert month.prepared == Prepared(folder)
    assert month.prepared.parts() == [0, 1]
    assert month.persons["record_id"].nunique() == 60


def test_interrupted_run_leaves_the_last_one(tmp_path: Path, county: County) -> None:
    identity = county[0].iloc[:60]
    run = link_persons(identity.iloc[:40], folder=tmp_path)
    assert run.prepared is not None

    def interrupt(stage: str, _done: int, _total: int) -> None:
        if stage == STAGES[3]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        link_persons(identity.iloc[40:], known=run.prepared, progress=interrupt)
    assert run.prepared.parts() == [0]
    assert link_persons(identity.iloc[40:], known=run.prepared).persons["record_id"].nunique() == 60


def test_forgotten_records_leave_no_trace(tmp_path: Path, county: County) -> None:
    run = link_persons(county[0].iloc[:80], folder=tmp_path)
    assert run.prepared is not None
    gone = run.links.iloc[0]["left"]
    run.prepared.forget([gone])
    for path in tmp_path.iterdir():
        assert gone.encode() not in path.read_bytes()


def test_without_a_folder_nothing_is_written(
    tmp_path: Path, county: County, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    link_persons(county[0].iloc[:80])
    assert list(tmp_path.rglob("*")) == []
    assert capfd.readouterr() == ("", "")


def test_progress_names_every_stage(county: County) -> None:
    told: list[tuple[str, int, int]] = []
    link_persons(county[0].iloc[:20], progress=lambda *step: told.append(step))
    assert [stage for stage, _, _ in told] == [*STAGES, STAGES[-1]]
    assert told[-1][1:] == (5, 5)


def test_judged_pairs_join_and_part(county: County) -> None:
    identity = county[0]
    run = link_persons(identity)
    strong = run.links[run.links["rule"] == "certain"].iloc[0]
    apart = link_persons(identity, judged=[(strong["left"], strong["right"], "不同")]).persons
    together = apart.groupby("person_id")["record_id"].agg(set)
    assert not any({strong["left"], strong["right"]} <= records for records in together)
    strangers = ("A", "B")
    pair = pd.DataFrame({"record_id": strangers, "name": ["甲一丁", "乙二丙"]})
    persons = link_persons(pair, judged=[(*strangers, "不同"), (*strangers, "相同")]).persons
    assert list(persons["person_id"]) == ["P-A", "P-A"]


def test_wrong_requests_say_what_to_do(tmp_path: Path, county: County) -> None:
    identity = county[0].iloc[:5]
    with pytest.raises(ValueError, match="可用：duckdb、spark"):
        link_persons(identity, engine="sqlite")
    with pytest.raises(ValueError, match="须指定留存文件夹"):
        link_persons(identity, engine="spark")
    with pytest.raises(ValueError, match="同一文件夹"):
        link_persons(identity, known=Prepared(tmp_path / "a"), folder=tmp_path / "b")


@pytest.mark.skipif(shutil.which("java") is None, reason="no Java on this machine")
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_spark_finds_the_same(tmp_path: Path, county: County) -> None:
    pytest.importorskip("pyspark")
    identity = county[0].iloc[:100]
    here = link_persons(identity)
    there = link_persons(identity, engine="spark", folder=tmp_path)
    assert len(here.links) > 30
    pd.testing.assert_frame_equal(here.links, there.links, rtol=1e-12)
    pd.testing.assert_frame_equal(here.persons, there.persons)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "contacts-0000.arrow",
        "edges-0000.arrow",
        "groups-0000.arrow",
        "keys-0000.arrow",
        "parts.json",
    ]
