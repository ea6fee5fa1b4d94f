"""Month after month is what one full run over all that stands would find: links of new records, and who is one person."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from workbench.domain.codes import Verdict
from workbench.linkage.person import PersonRun, Prepared, link_persons
from workbench.linkage.person.groups import Edges, Judged, grouped
from workbench.linkage.person.kept import open_folder
from workbench.linkage.person.parameters import PersonParameters
from workbench.linkage.person.people import People

County = tuple[pd.DataFrame, pd.DataFrame]
SEEN = ["left", "right", "score", "prior", "codes", "weights", "rule"]
CONTACT = ["record_id", "contact"]
COLUMNS = {"conta": ["uid", "rec", "contact", "number", "record_id"], "edges": ["uid_l", "uid_r", "score", "by_rule"]}


class _Office:
    """Records as they stand, and months that add, change, lock and forget some of them."""

    def __init__(self, pool: pd.DataFrame, seed: int, folder: Path) -> None:
        self.random = np.random.default_rng(seed)
        self.pool = pool.sample(frac=1, random_state=seed, ignore_index=True)
        self.standing = self._take(int(self.random.integers(60, 140)))
        self.words: list[Judged] = []
        self.run = link_persons(self.standing, folder=folder)

    def _take(self, count: int) -> pd.DataFrame:
        taken, self.pool = self.pool.iloc[:count], self.pool.iloc[count:]
        return taken

    def _some(self, share: float) -> pd.DataFrame:
        return self.standing[self.random.random(len(self.standing)) < share]

    def month(self) -> pd.DataFrame:
        """The records read this month, old ones among them with another name or without their number."""
        new = self._take(int(self.random.integers(0, 50)))
        changed = self._some(0.06)
        names = self.random.permutation(changed["name"].to_numpy()) if self.random.random() < 0.5 else changed["name"]
        changed = changed.assign(name=names, id_no=changed["id_no"].where(self.random.random(len(changed)) < 0.5, ""))
        read = pd.concat([new, changed], ignore_index=True)
        return read.assign(locked=self.random.random(len(read)) < 0.1)

    def judge(self) -> None:
        """Words on pairs proposed and on strangers; now and then one is taken back."""
        links, verdicts = self.run.links, [verdict.value for verdict in Verdict]
        proposed = links.sample(min(3, len(links)), random_state=int(self.random.integers(1 << 30)))
        pairs = list(zip(proposed["left"], proposed["right"], strict=True))
        pairs.append(tuple(self.random.choice(self.standing["record_id"], 2, replace=False)))
        self.words += [(str(left), str(right), str(self.random.choice(verdicts))) for left, right in pairs]
        self.words = [word for word in self.words if self.random.random() < 0.8]

    def forget(self) -> None:
        assert self.run.prepared is not None
        gone = set(self._some(0.03)["record_id"])
        self.run.prepared.forget(gone)
        self.standing = self.standing[~self.standing["record_id"].isin(gone)]

    def live_through(self) -> tuple[PersonRun, PersonRun, set[str]]:
        """One month, the full run over what stands then, and the records that were read."""
        if self.random.random() < 0.6:
            self.forget()
        self.judge()
        read = self.month()
        fresh = read[~read["locked"]]
        older = self.standing[~self.standing["record_id"].isin(fresh["record_id"])]
        self.standing = pd.concat([older, fresh.drop(columns="locked")], ignore_index=True)
        self.run = link_persons(read, known=self.run.prepared, judged=self.words)
        return self.run, link_persons(self.standing, judged=self.words), set(fresh["record_id"])


def _read(path: Path) -> pd.DataFrame:
    frame: pd.DataFrame = pa.ipc.open_file(path).read_all().select(COLUMNS[path.stem[:5]]).to_pandas()
    return frame


def _grouped_anew(folder: Path, words: list[Judged]) -> pd.DataFrame:
    """Persons by everything that is kept, as if nothing had been grouped before.

    Not those of a full run: there old pairs are weighed anew, and of two links of one strength now the other is laid first.
    """
    parts = [_read(path).assign(part=number) for number, path in enumerate(sorted(folder.glob("contacts-*")))]
    contacts = pd.concat([part for part in parts if len(part)], ignore_index=True)
    contacts = contacts[contacts["part"] == contacts.groupby("record_id")["part"].transform("max")]
    found = pd.concat([_read(path) for path in sorted(folder.glob("edges-*"))], ignore_index=True)
    found = found[found["uid_l"].isin(contacts["uid"]) & found["uid_r"].isin(contacts["uid"])]
    people = People.of(pa.Table.from_pandas(contacts, preserve_index=False))
    edges = Edges(**{name: found[name].to_numpy() for name in found.columns})
    return people.persons(people.place[grouped(people, edges, PersonParameters.on().join, words).person])


@pytest.mark.parametrize("seed", range(4))
def test_months_come_to_what_a_full_run_finds(county: County, tmp_path: Path, seed: int) -> None:
    office = _Office(county[0].iloc[:330], seed, tmp_path)
    for _ in range(2):
        month, full, read = office.live_through()
        touching = full.links[full.links["left"].isin(read) | full.links["right"].isin(read)].reset_index(drop=True)
        pd.testing.assert_frame_equal(month.links[SEEN], touching[SEEN], rtol=1e-12, check_dtype=len(touching) > 0)
        pd.testing.assert_frame_equal(month.persons[CONTACT], full.persons[CONTACT])
        pd.testing.assert_frame_equal(month.persons, _grouped_anew(tmp_path, office.words))


def test_word_taken_back_parts_again(county: County, tmp_path: Path) -> None:
    pair = pd.DataFrame({"record_id": ["A", "B", "C"], "name": ["甲一丁", "乙二丙", "丙三甲"]})
    run = link_persons(pair, folder=tmp_path, judged=[("A", "B", Verdict.SAME.value)])
    assert run.persons["person_id"].tolist() == ["P-A", "P-A", "P-C"]
    parted = link_persons(pair.iloc[:0], known=run.prepared)
    assert parted.persons["person_id"].tolist() == ["P-A", "P-B", "P-C"]


def test_who_is_forgotten_holds_nobody_together(tmp_path: Path) -> None:
    """The record between two others goes: they are two people again, and neither bears its number."""
    rows = pd.DataFrame({"record_id": ["A", "B", "C"], "name": ["甲一丁", "乙二丙", "丙三甲"]})
    words = [("A", "B", Verdict.SAME.value), ("A", "C", Verdict.SAME.value)]
    run = link_persons(rows, folder=tmp_path, judged=words)
    assert run.persons["person_id"].nunique() == 1 and run.prepared is not None
    run.prepared.forget(["A"])
    after = link_persons(rows.iloc[:0], known=run.prepared, judged=words)
    assert dict(zip(after.persons["record_id"], after.persons["person_id"], strict=True)) == {"B": "P-B", "C": "P-C"}


def test_record_read_anew_holds_nobody_together(tmp_path: Path) -> None:
    """B has the telephones of both A and C; read again it is somebody else's."""
    one, other = "0980-2222222", "0980-3333333"
    phones = [one, f"{one}、{other}", other]
    rows = pd.DataFrame({"record_id": ["A", "B", "C"], "name": "令狐冲虚", "phone": phones})
    run = link_persons(rows, folder=tmp_path)
    assert run.persons["person_id"].tolist() == ["P-A"] * 3
    read_again = rows.iloc[[1]].assign(name="东方不拜", phone="0980-4444444")
    after = link_persons(read_again, known=run.prepared)
    assert after.persons["record_id"].tolist() == ["A", "C", "B"]
    assert after.persons["person_id"].tolist() == ["P-A", "P-C", "P-B"]


def test_number_that_becomes_too_common_is_set_aside_in_a_month(county: County, tmp_path: Path) -> None:
    """Neither the month nor what is kept has it too often; together they have."""
    hotline, identity = "0980-2222222", county[0].iloc[:200]
    strangers = identity.drop_duplicates("name").iloc[:24].assign(id_no="", co_contacts="", proxy="", phone=hotline)
    others = identity[~identity["record_id"].isin(strangers["record_id"])]
    few = 3
    before = link_persons(pd.concat([others, strangers.iloc[:few]]), folder=tmp_path)
    assert not any("电话对应" in note for note in before.notes.set_aside)
    month = link_persons(strangers.iloc[few:], known=before.prepared)
    full = link_persons(pd.concat([others, strangers]))
    told = [note for note in full.notes.set_aside if "电话对应" in note]
    assert told and [note for note in month.notes.set_aside if "电话对应" in note] == told


def test_name_is_counted_only_where_it_may_be_too_common(county: County, tmp_path: Path) -> None:
    people = pd.DataFrame({"record_id": [f"R{n}" for n in range(40)], "name": "卫十川",
                           "address": [f"清澜县苔溪乡柳塘村{n}号" for n in range(40)]})  # fmt: skip
    before = link_persons(people.iloc[:20], folder=tmp_path)
    month = link_persons(people.iloc[20:], known=before.prepared)
    assert any(note.startswith("有一个姓名出现在 40 件上（共 40 件）") for note in month.notes.set_aside)
    assert month.links.empty


def _old_list(folder: Path) -> None:
    (folder / "parts.json").write_text("[0]", encoding="utf-8")


def _other_form(folder: Path) -> None:
    (folder / "parts.json").write_text(json.dumps({"form": 99, "parts": [{"number": 0}]}), encoding="utf-8")


def _torn(folder: Path) -> None:
    (folder / "groups-0000.arrow").unlink()


@pytest.mark.parametrize(("spoil", "why"), [(_old_list, "旧版"), (_other_form, "旧版"), (_torn, "不完整")])
def test_what_another_version_kept_is_refused_and_made_anew(
    county: County, tmp_path: Path, spoil: Callable[[Path], None], why: str
) -> None:
    identity = county[0].iloc[:40]
    kept = link_persons(identity, folder=tmp_path).prepared
    assert kept is not None and not kept.unreadable
    spoil(tmp_path)
    assert why in kept.unreadable and str(tmp_path) in kept.unreadable and "--full" in kept.unreadable
    with pytest.raises(ValueError, match=why):
        link_persons(identity, known=kept)
    again = link_persons(identity, folder=tmp_path)
    assert again.prepared is not None and not again.prepared.unreadable
    assert sorted(path.stem for path in tmp_path.glob("*.arrow")) == [
        f"{table}-0001" for table in ("contacts", "edges", "groups", "keys")
    ]


def test_an_empty_folder_is_no_earlier_run(tmp_path: Path) -> None:
    assert open_folder(tmp_path / "new").unreadable == "" and Prepared(tmp_path / "new").parts() == []
