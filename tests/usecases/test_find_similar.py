"""Similar matters of a published edition: reasons, differences, what worked, and nothing of accusations or persons."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from workbench.domain.codes import StepKind
from workbench.domain.events import Event, EventKind
from workbench.settings import Settings
from workbench.store.edition import Edition
from workbench.synth import County
from workbench.synth.siblings import kinds
from workbench.usecases.find_similar import find_like_text, find_similar, similar_index
from workbench.usecases.office import Office
from workbench.usecases.study_matter import MatterNotFound, study_matter


@pytest.fixture(scope="module")
def office(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The invented county's office, in a folder of its own."""
    home = Path(shutil.copytree(demo_home, tmp_path_factory.mktemp("similar") / "home", symlinks=True))
    return Office(Settings(home=home, actor="测试员"))


@pytest.fixture(scope="module")
def edition(office: Office) -> Edition:
    return office.edition()


def _kinds(edition: Edition, county: County) -> dict[str, str]:
    """Kind of problem of each matter of the edition all of whose records are of one."""
    rows = edition.query(
        "SELECT g.matter_id, r.case_no FROM groups g JOIN records r USING (record_id) WHERE NOT r.locked"
    )
    kind, found = kinds(county), dict[str, set[str]]()
    for matter, number in rows.itertuples(index=False):
        found.setdefault(matter, set()).add(kind.get(county.truth.matter_of.get(number, ""), ""))
    return {matter: kind for matter, (kind, *rest) in found.items() if kind and not rest}


def test_recall_of_resolved_siblings(edition: Edition, demo_county: County) -> None:
    """Through import, linking and study; matters with a resolved sibling in the edition."""
    kind, index = _kinds(edition, demo_county), similar_index(edition)
    resolved = set(edition.query("SELECT matter_id FROM matters WHERE state_b = '4 已化解'")["matter_id"])
    share = []
    for matter in kind:
        alike = sum(kind.get(other) == kind[matter] for other in resolved - {matter})
        if alike and matter in index:
            hits = index.like(matter, 5, only_resolved=True)
            assert {hit.matter_id for hit in hits} <= resolved - {matter}
            share.append(sum(kind.get(hit.matter_id) == kind[matter] for hit in hits) / min(5, alike))
    print(f"已化解类案 recall@5 = {np.mean(share):.3f}，{len(share)} 件")
    assert len(share) >= 100 and np.mean(share) >= 0.9


def test_a_matter_and_those_like_it(office: Office, edition: Edition) -> None:
    wanted = edition.query("SELECT matter_id FROM matters WHERE is_open AND topic_l2 = '土地征收' ORDER BY 1")[
        "matter_id"
    ][0]
    told = find_similar(office, wanted, 3)
    assert told.matter_id == wanted and len(told.rows) == 3
    for row in told.rows:
        assert row.state == "4 已化解" and row.matter_id != wanted
        assert row.words and row.features and row.differences.alike
        assert any(one.title == "化解状态" for one in row.differences.differing)
        assert all(act.source for act in row.worked.acts)
    assert "化解经过" in told.as_text() and json.dumps(told.as_json(), ensure_ascii=False, default=str)
    dossier = study_matter(office, wanted)
    assert find_similar(edition, dossier, 3).rows == told.rows == find_similar(edition, wanted, 3).rows


def test_what_is_recorded_now_counts_as_had(office: Office, edition: Edition) -> None:
    """The matter studied is as of this moment: an act recorded since the edition is no longer missing."""
    sql = "SELECT m.matter_id FROM matters m WHERE is_open AND NOT locked AND 调 = 0 ORDER BY 1"
    sql = sql.replace("调", "(SELECT count(*) FROM steps s WHERE s.matter_id = m.matter_id AND kind = '走访调查')")
    for wanted in edition.query(sql)["matter_id"]:
        told = find_similar(office, wanted)
        if any("尚无“走访调查”" in row.not_had for row in told.rows):
            break
    else:
        pytest.fail("虚构县里没有可比的事项")
    record = study_matter(office, wanted).records[-1]["record_id"]
    payload = {
        "kind": StepKind.VISIT.value,
        "day": edition.as_of.isoformat(),
        "unit": "清澜县水利局",
        "target": "",
        "text": "到现场查看",
    }
    office.store.append(Event(EventKind.STEP, record, "测试员", datetime.now().astimezone(), "补记", payload))
    again = find_similar(office, wanted)
    assert not any("尚无“走访调查”" in row.not_had for row in again.rows)


def test_by_text(edition: Edition) -> None:
    told = find_like_text(edition, "工地拖欠工资，老板只打了欠条", 4)
    assert len(told.rows) == 4 and all("工资" in one.words[0].word or "欠条" in one.words[0].word for one in told.rows)
    assert told.rows[0].differences.alike == () and told.matter_id == ""
    with pytest.raises(ValueError, match="至少两个字"):
        find_like_text(edition, " 钱 ")


def test_an_accusation_is_neither_asked_about_nor_found(office: Office, edition: Edition, demo_county: County) -> None:
    number = sorted(demo_county.truth.locked)[0]
    with pytest.raises(LookupError, match="检举控告"):
        find_similar(office, number)
    locked = set(edition.query("SELECT matter_id FROM matters WHERE locked")["matter_id"])
    words = next(record.values["summary"] for record in demo_county.records if record.case_no == number)
    assert locked and not locked & {row.matter_id for row in find_like_text(edition, words, 50).rows}


def test_the_files_name_nobody(edition: Edition, demo_county: County) -> None:
    held = b"".join(file.read_bytes() for file in (edition.similar_folder).iterdir()).decode("utf-8", "ignore")
    contacts = [contact for record in demo_county.records for contact in record.contacts]
    secret = {value for one in contacts for value in (one.id_no, one.phone) if len(value) >= 7}
    secret |= {one.name for one in contacts if len(one.name) > 1 and "某" not in one.name}
    assert len(secret) > 200 and [value for value in secret if value in held] == []


def test_an_unknown_number(office: Office) -> None:
    with pytest.raises(MatterNotFound):
        find_similar(office, "没有这个编号")


def test_a_proposed_pair_is_warned_of(office: Office, edition: Edition) -> None:
    """A resolved matter that may be the very same one is no precedent until a clerk has spoken."""
    sql = """SELECT a.matter_id AS one, b.matter_id AS other FROM links l JOIN groups a ON a.record_id = l."left"
             JOIN groups b ON b.record_id = l."right" JOIN matters m ON m.matter_id = b.matter_id
             WHERE l.kind = '同事' AND l.verdict = '' AND one <> other AND NOT m.locked ORDER BY l.score DESC, 1, 2 LIMIT 1"""
    one, other = edition.query(sql).iloc[0]
    rows = {row.matter_id: row.note for row in find_similar(office, one, 200, only_resolved=False).rows}
    assert "待认定" in rows[other] and sum(bool(note) for note in rows.values()) < len(rows)
