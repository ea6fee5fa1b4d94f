"""Clean-up lists and comparisons on the invented county: what is counted is what is listed, and rulings move findings."""

from __future__ import annotations

import pytest

from workbench.domain.codes import StepKind
from workbench.domain.events import EventKind
from workbench.usecases.compare_case import case_conflicts, rule_conflict, since_meeting
from workbench.usecases.office import Office
from workbench.usecases.recording import record
from workbench.usecases.study_matter import study_matter
from workbench.usecases.sweep_cases import sweep_cases, sweep_counts


def test_counts_are_the_lists(demo_office: Office) -> None:
    edition = demo_office.edition()
    counts = sweep_counts(edition)
    assert sum(one.matters > 0 for one in counts) >= 10
    for one in counts:
        listed = sweep_cases(edition, one.sweep.id)
        assert (len(listed.rows), len({row["matter_id"] for row in listed.rows})) == (one.entries, one.matters)
        assert (
            f"{one.matters} 件事项" in listed.told and edition.id in listed.told and one.sweep.definition in listed.told
        )
        due = [row["due"] for row in listed.rows if row["due"]]
        assert due == sorted(due)


def test_a_unit_sees_what_it_owes(demo_office: Office) -> None:
    edition = demo_office.edition()
    units = sweep_cases(edition, "FIVE").units
    for unit in units[:3]:
        rows = sweep_cases(edition, "FIVE", unit=unit["unit"]).rows
        assert len({row["matter_id"] for row in rows}) == unit["matters"] and {row["unit"] for row in rows} == {
            unit["unit"]
        }
    with pytest.raises(KeyError, match="清查不能按“petitioner”筛选"):
        sweep_cases(edition, "FIVE", petitioner="张某某")
    with pytest.raises(KeyError, match="没有清查清单“X”"):
        sweep_cases(edition, "X")


def test_no_accusation_is_on_a_list(demo_office: Office) -> None:
    sql = "SELECT count(*) AS n FROM sweeps JOIN matters USING (matter_id) WHERE locked"
    assert demo_office.edition().query(sql)["n"][0] == 0


def test_what_changed_since_a_meeting(own_office: Office) -> None:
    sql = "SELECT matter_id FROM matters WHERE is_open AND NOT locked AND state_b LIKE '0%' LIMIT 1"
    matter = own_office.edition().query(sql)["matter_id"][0]
    dossier = study_matter(own_office, matter)
    assert since_meeting(own_office, dossier).meeting is None
    days = [row["start"] for row in dossier.steps if row["start"]]
    target = dossier.records[0]["record_id"]
    for kind, day in ((StepKind.MEETING, max(days)), (StepKind.VISIT, dossier.as_of)):
        record(own_office, EventKind.STEP, target, "", "", kind=kind.value, day=day.isoformat(), unit="联席办")
    found = since_meeting(own_office, study_matter(own_office, matter))
    told = [one.sentence for one in found.changes]
    assert found.meeting == max(days) and f"{dossier.as_of} 走访调查：联席办" in told
    assert "疑难标识 HF9：否 → 是" in told, "a year-end went by without a plan"


def test_a_ruled_day_moves_the_deadline(own_office: Office) -> None:
    edition = own_office.edition()
    sql = """SELECT c.matter_id, c.record_id, r.accept_date FROM clocks c JOIN records r USING (record_id)
             WHERE c.clock = 'C05' AND c.start = r.accept_date AND c.due IS NOT NULL LIMIT 1"""
    matter, target, day = edition.query(sql).iloc[0]
    other = day.replace(day=day.day - 1 if day.day > 1 else 2).isoformat()
    event = record(own_office, EventKind.STEP, target, "", "", kind="受理", day=other, unit="甲局")
    dossier = study_matter(own_office, matter)
    (found,) = [one for one in case_conflicts(own_office, dossier) if one.field == "accept_date"]
    assert {one.value for one in found.told} == {day.isoformat(), other} and found.told[-1].source.endswith(
        event.event_id
    )
    with pytest.raises(ValueError, match="须说明理由"):
        rule_conflict(own_office, dossier, target, "accept_date", other, why=" ")
    with pytest.raises(ValueError, match="出处里没有“2001-01-01”"):
        rule_conflict(own_office, dossier, target, "accept_date", "2001-01-01", why="核对")
    rule_conflict(own_office, dossier, target, "accept_date", other, why="以告知书为准")
    now = study_matter(own_office, matter)
    assert {row["start"].isoformat() for row in now.clocks if row["clock"] == "C05" and row["record_id"] == target} == {
        other
    }
    assert next(one for one in case_conflicts(own_office, now) if one.field == "accept_date").ruling
