"""A new month against all: the same pairs as a full run would have, and what is kept can be written and read."""

from __future__ import annotations

import stat
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.linkage.matter import Known, link_matters
from workbench.linkage.matter.known import admitted
from workbench.linkage.matter.near import Hits

from .conftest import CountyFrames

NEW = 60


@pytest.fixture(scope="module")
def before(county_frames: CountyFrames) -> Known:
    return link_matters(county_frames.records.iloc[:-NEW], county_frames.persons).known


def _told(proposals: pd.DataFrame) -> list[tuple[object, ...]]:
    return [(left, right, kind, round(score, 6), tuple(words)) for left, right, kind, score, words in
            proposals[["left", "right", "kind", "score", "words"]].itertuples(index=False)]  # fmt: skip


def test_new_against_all_is_the_full_run_restricted_to_pairs_with_new_records(
    county_frames: CountyFrames, before: Known
) -> None:
    records, persons = county_frames.records, county_frames.persons
    full = link_matters(records, persons, known=before.emptied()).proposals
    new = set(records["record_id"].iloc[-NEW:])
    touching = full[full["left"].isin(new) | full["right"].isin(new)]
    only_new = link_matters(records.iloc[-NEW:], persons, known=before)
    everything = link_matters(records, persons, known=before)
    assert len(touching) > 40
    assert _told(only_new.proposals) == _told(touching) == _told(everything.proposals)


def test_a_second_month_finds_what_the_first_left(county_frames: CountyFrames, before: Known, tmp_path: Path) -> None:
    records, persons = county_frames.records, county_frames.persons
    at_once = link_matters(records, persons, known=before)
    first = link_matters(records.iloc[: -NEW // 2], persons, known=before)
    first.known.write(tmp_path / "known")
    known = Known.read(tmp_path / "known")
    assert known is not None
    second = link_matters(records, persons, known=known)
    assert second.known.nearest == pytest.approx(at_once.known.nearest, abs=1e-6)
    late = set(records["record_id"].iloc[-NEW // 2 :])
    touching = at_once.proposals[at_once.proposals["left"].isin(late) | at_once.proposals["right"].isin(late)]
    assert _told(second.proposals) == _told(touching)


def test_frozen_weights_hardly_change_what_is_found(county_frames: CountyFrames, before: Known) -> None:
    """The one difference from a full run with everything learnt anew: how rare words count."""
    records, persons = county_frames.records, county_frames.persons
    new = set(records["record_id"].iloc[-NEW:])
    pairs = [
        {(left, right) for left, right in found.loc[found["score"] >= 0.9, ["left", "right"]].itertuples(index=False)
         if left in new or right in new}
        for found in (link_matters(records, persons).proposals, link_matters(records, persons, known=before).proposals)
    ]  # fmt: skip
    assert len(pairs[0] & pairs[1]) >= 0.9 * len(pairs[0] | pairs[1])


def test_a_changed_record_is_new_again(county_frames: CountyFrames, before: Known) -> None:
    records = county_frames.records.iloc[:-NEW].copy()
    changed = records.index[~records["locked"]][3]
    records.loc[changed, "summary"] = "新的内容：望云里小区北门长期上锁，居民出行不便，请求物业打开"
    run = link_matters(records, county_frames.persons, known=before)
    record_id = records.loc[changed, "record_id"]
    assert len(run.known) == len(before)
    assert run.known.corpus.at[record_id] == len(before) - 1
    assert all(record_id in pair for pair in zip(run.proposals["left"], run.proposals["right"], strict=True))
    assert link_matters(records, county_frames.persons, known=run.known).proposals.empty


def test_the_folder_is_private_and_replaced_as_a_whole(before: Known, tmp_path: Path) -> None:
    folder = tmp_path / "known"
    before.write(folder)
    (folder / "stray").write_text("x")
    before.write(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not (folder / "stray").exists() and sorted(path.name for path in tmp_path.iterdir()) == ["known"]
    again = Known.read(folder)
    assert again is not None
    assert (again.corpus.matrix != before.corpus.matrix).nnz == 0
    assert (again.scale.frequency == before.scale.frequency).all()
    assert again.corpus.table.equals(before.corpus.table)


def test_none_or_another_form_is_a_full_run(before: Known, tmp_path: Path) -> None:
    assert Known.read(tmp_path / "absent") is None
    before.write(tmp_path / "known")
    (tmp_path / "known" / "known.json").write_text('{"form": 0}')
    assert Known.read(tmp_path / "known") is None


def test_a_new_hit_must_beat_what_a_known_row_has() -> None:
    nearest = np.array([[0.9, 0.5], [0.4, -np.inf], [-np.inf, -np.inf]], dtype=np.float32)
    hits = Hits(np.array([0, 1, 2, 2]), np.array([2, 2, 0, 1]), np.array([0.5, 0.3, 0.5, 0.3], np.float32))
    kept, after = admitted(hits, nearest, first_new=2)
    assert list(zip(kept.one.tolist(), kept.other.tolist(), strict=True)) == [(1, 2), (2, 0), (2, 1)]
    assert after == pytest.approx(np.array([[0.9, 0.5], [0.4, 0.3], [0.5, 0.3]]))
