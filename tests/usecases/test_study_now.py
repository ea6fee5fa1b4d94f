"""A matter as of this moment: what the edition says, plus what was recorded since; and as it stood on an earlier day."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from workbench.domain.codes import DutyRole, StepKind
from workbench.domain.events import EventKind
from workbench.review.case_file import matter_subjects
from workbench.store.current_events import events_about
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases import study_matter as module
from workbench.usecases.decide import confirm_duty, undo
from workbench.usecases.office import Office
from workbench.usecases.recording import record
from workbench.usecases.study_matter import Dossier, read_matter, study_matter

PARTS = ("matter", "steps", "clocks", "findings", "duties", "separation", "agenda", "claims", "gate", "sweeps")


def _plain(value: Any) -> str:
    return json.dumps(value, default=lambda one: list(one) if hasattr(one, "__iter__") else str(one), sort_keys=True)


def _open_matter(office: Office) -> Dossier:
    sql = "SELECT matter_id FROM matters WHERE is_open AND NOT locked AND records > 1 ORDER BY matter_id LIMIT 1"
    return study_matter(office, office.edition().query(sql)["matter_id"][0])


def _step(office: Office, record_id: str, kind: StepKind, day: str, **what: str) -> str:
    return record(office, EventKind.STEP, record_id, "", "", kind=kind.value, day=day, **what).event_id


def test_one_matter_studied_alone_is_what_the_whole_county_gave(demo_office: Office) -> None:
    edition = demo_office.edition()
    for matter_id in edition.query("SELECT matter_id FROM matters WHERE NOT locked ORDER BY 1")["matter_id"]:
        before = read_matter(edition, matter_id)
        records = [row["record_id"] for row in before.records]
        events, _ = events_about(demo_office.store, records, matter_subjects(records))
        alone = module._studied_anew(demo_office, edition, before, events, edition.as_of)
        for part in PARTS:
            assert _plain(getattr(alone, part)) == _plain(getattr(before, part)), (matter_id, part)
        assert alone.file == before.file


def test_a_step_of_this_moment_is_seen_and_an_undo_takes_it_back(own_office: Office) -> None:
    before = _open_matter(own_office)
    assert before.newer == ()
    day = own_office.edition().as_of.isoformat()
    target = before.records[0]["record_id"]
    step = _step(own_office, target, StepKind.VISIT, day, unit="清澜县自然资源局", text="到现场走访，查看地块")
    now = study_matter(own_office, before.matter["matter_id"])
    assert [row["text"] for row in now.steps if row["kind"] == "走访调查" and row["source"].endswith(step)]
    assert now.seen == before.seen + 1 and [row["event_id"] for row in now.newer] == [step]
    undo(own_office, step, why="记错了事项")
    again = study_matter(own_office, before.matter["matter_id"])
    assert _plain(again.steps) == _plain(before.steps) and len(again.newer) == 2


def test_what_is_typed_about_a_person_is_hidden_as_in_an_edition(own_office: Office) -> None:
    before = _open_matter(own_office)
    named = own_office.store.identity([row["record_id"] for row in before.records]).iloc[0]
    phone = "1" + "38" + "12345678"
    text = f"{named['name']}来电 {phone}，要求当面谈"
    _step(own_office, named["record_id"], StepKind.FEEDBACK, own_office.edition().as_of.isoformat(), text=text)
    (told,) = [
        row["text"] for row in study_matter(own_office, before.matter["matter_id"]).steps if "要求当面谈" in row["text"]
    ]
    assert named["name"] not in told and phone not in told


def test_a_matter_as_it_stood(own_office: Office) -> None:
    now = _open_matter(own_office)
    day = sorted(row["start"] for row in now.steps if row["start"])[len(now.steps) // 2]
    then = study_matter(own_office, now.matter["matter_id"], as_of=day)
    assert then.as_of == day and 0 < len(then.steps) < len(now.steps)
    assert all(row["start"] is None or row["start"] <= day for row in then.steps)
    assert then.records == now.records, "what the ledger holds is shown whatever the day"


def test_a_confirmed_duty_other_than_proposed_is_shown_beside_the_proposal(own_office: Office) -> None:
    matter_id = _open_matter(own_office).matter["matter_id"]
    confirm_duty(own_office, matter_id, DutyRole.LEAD, "", "清澜县财政局", why="资金在财政局")
    duties = study_matter(own_office, matter_id).duties
    leads = [row for row in duties if row["role"] == "主办"]
    assert ("清澜县财政局", "测试员") in {(row["unit"], row["confirmed_by"]) for row in leads}
    assert [row for row in leads if row["unit"] != "清澜县财政局"], "the proposal stays visible"


def test_two_at_one_case_the_second_is_told_and_nothing_is_stored(own_office: Office) -> None:
    seen = _open_matter(own_office)
    record_id, day = seen.records[0]["record_id"], own_office.edition().as_of.isoformat()
    first = record(own_office, EventKind.STEP, record_id, "甲", "", seen=seen.seen, kind="走访调查", day=day)
    with pytest.raises(ChangedMeanwhile, match=r"甲 于 .* 登记“走访调查”") as told:
        record(own_office, EventKind.STEP, record_id, "乙", "", seen=seen.seen, kind="进展", day=day)
    assert [event.event_id for event in told.value.events] == [first.event_id]
    assert own_office.store.last_seq() == first.seq
    with pytest.raises(ChangedMeanwhile):
        record(
            own_office, EventKind.GATE, seen.matter["matter_id"], "乙", "", seen=seen.seen, about=[record_id], item="G1"
        )
    assert (
        record(own_office, EventKind.STEP, record_id, "乙", "", seen=first.seq, kind="进展", day=day).seq
        == first.seq + 1
    )


def test_an_undo_of_what_was_seen_is_told_too(own_office: Office) -> None:
    record_id = _open_matter(own_office).records[0]["record_id"]
    day = own_office.edition().as_of.isoformat()
    step = record(own_office, EventKind.STEP, record_id, "甲", "", kind="走访调查", day=day)
    undo(own_office, step.event_id, why="重复", actor="甲")
    with pytest.raises(ChangedMeanwhile, match="撤销"):
        record(own_office, EventKind.STEP, record_id, "乙", "", seen=step.seq, kind="进展", day=day)


def test_an_accusation_has_no_facts_and_no_steps(demo_office: Office) -> None:
    locked = demo_office.edition().query("SELECT matter_id FROM matters WHERE locked LIMIT 1")["matter_id"][0]
    dossier = study_matter(demo_office, locked)
    assert dossier.facts is None and not dossier.steps and not dossier.claims and dossier.matter["locked"]


def test_as_of_a_day_of_which_nothing_is_known(own_office: Office) -> None:
    then = study_matter(own_office, _open_matter(own_office).matter["matter_id"], as_of=date(2019, 1, 1))
    assert not [row for row in then.steps if row["start"]]
