"""Difficulty proposed, set with a reason where it departs, undone; what is handled too low is listed; who resolves where."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.campaign.measures import Period
from workbench.campaign.resolution_level import UNKNOWN
from workbench.domain.codes import Level, Trilean
from workbench.rules.difficulty import Difficulty
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases.classify_difficulty import Classified, difficulty_of, handled_below, said_of, set_difficulty
from workbench.usecases.decide import undo
from workbench.usecases.meeting_register import MeetingRefused
from workbench.usecases.office import Office
from workbench.usecases.organ_levels import organ_levels, resolution_levels


def of_proposal(office: Office, difficulty: Difficulty) -> Classified:
    """The first open matter the table proposes this for, nobody having said anything."""
    sql = "SELECT matter_id FROM matters WHERE is_open AND NOT locked AND lead_unit <> '' ORDER BY matter_id"
    said = said_of(office)
    found = (difficulty_of(office, one) for one in office.edition().query(sql)["matter_id"] if one not in said)
    return next(one for one in found if one.proposal.difficulty is difficulty)


def test_the_proposal_stands_until_a_person_sets_it(own_office: Office) -> None:
    before = of_proposal(own_office, Difficulty.HARD)
    assert (before.difficulty, before.level, before.said) == (Difficulty.HARD, Level.COUNTY, None)
    assert before.sentence.startswith("建议疑难，由县级办理：") and before.row["认定"] == "未认定"
    event = set_difficulty(own_office, before.matter_id, "疑难", level="市", actor="张主任")
    after = difficulty_of(own_office, before.matter_id)
    assert (
        (after.level, after.below) == (Level.CITY, Trilean.YES) and after.said is not None and after.said.by == "张主任"
    )
    assert "低于应办层级" in after.sentence and after.proposal == before.proposal
    undo(own_office, event.event_id, why="点错了")
    assert difficulty_of(own_office, before.matter_id).said is None


def test_another_word_than_proposed_or_a_lower_level_needs_a_reason(own_office: Office) -> None:
    matter = of_proposal(own_office, Difficulty.HARD).matter_id
    seq = own_office.store.last_seq()
    for given, says in (
        ({"difficulty": "简单"}, "改定为简单的须写明理由"),
        ({"difficulty": "疑难", "level": "乡"}, "应由县级办理.*改由乡级办理的须写明理由"),
        ({"difficulty": "疑难", "why": "对其稳控"}, "稳控"),
    ):
        with pytest.raises(MeetingRefused, match=says):
            set_difficulty(own_office, matter, **given)
    with pytest.raises(ValueError, match="可用：简单、复杂、疑难"):
        set_difficulty(own_office, matter, "难")
    with pytest.raises(ValueError, match="不认识的层级"):
        set_difficulty(own_office, matter, "疑难", level="上面")
    assert own_office.store.last_seq() == seq
    event = set_difficulty(own_office, matter, "简单", why="两地已经说清，只剩一次答复")
    assert event.payload["difficulty"] == "简单" and difficulty_of(own_office, matter).difficulty is Difficulty.SIMPLE


def test_another_writer_on_the_matter_is_told(own_office: Office) -> None:
    matter = of_proposal(own_office, Difficulty.HARD).matter_id
    seen = own_office.store.last_seq()
    set_difficulty(own_office, matter, "疑难", seen=seen)
    with pytest.raises(ChangedMeanwhile):
        set_difficulty(own_office, matter, "疑难", level="市", seen=seen)


def test_an_accusation_is_not_classed(own_office: Office) -> None:
    locked = own_office.edition().query("SELECT matter_id FROM matters WHERE locked")["matter_id"]
    with pytest.raises(ValueError, match="检举控告"):
        set_difficulty(own_office, str(locked[0]), "简单")


def test_what_is_handled_too_low_is_listed_and_the_rest_counted(own_office: Office) -> None:
    found = handled_below(own_office)
    assert found.found and all(one.organ is not None and one.organ > one.level for one in found.found)
    still_open = own_office.edition().query("SELECT count(*) AS n FROM matters WHERE is_open AND NOT locked")["n"][0]
    assert found.ratio.numerator == len(found.found) and found.ratio.denominator + found.unknown == still_open
    assert [one.unit for one in found.found] == sorted(one.unit for one in found.found)
    assert "两边都不计" in found.sentence
    first = found.found[0]
    set_difficulty(own_office, first.matter_id, first.difficulty, level=Level.VILLAGE, why="村里已经谈妥")
    assert first.matter_id not in {one.matter_id for one in handled_below(own_office).found}


def test_the_list_and_the_page_say_the_same(own_office: Office) -> None:
    for one in handled_below(own_office).found[:5]:
        page = difficulty_of(own_office, one.matter_id)
        assert (page.difficulty, page.level, page.organ, page.below) == (
            one.difficulty,
            one.level,
            one.organ,
            Trilean.YES,
        )


def test_the_levels_of_the_county_s_units(demo_office: Office) -> None:
    edition = demo_office.edition()
    units = [str(unit) for unit in edition.query("SELECT unit FROM units")["unit"]]
    levels = organ_levels(demo_office, edition, units)
    towns = {unit for unit in units if unit.endswith(("镇人民政府", "乡人民政府", "街道办事处"))}
    bureaus = {unit for unit in units if unit.startswith("清澜县") and unit.endswith("局")}
    assert towns and {levels[unit] for unit in towns} == {Level.TOWN}
    assert bureaus and {levels[unit] for unit in bureaus} == {Level.COUNTY}
    assert organ_levels(demo_office, edition, ["", "从未有过的中心"]) == {"从未有过的中心": None}


def test_who_resolved_at_what_level(demo_office: Office) -> None:
    found = resolution_levels(demo_office)
    resolved = demo_office.edition().query(
        "SELECT count(*) AS n FROM matters WHERE state_b = '4 已化解' AND NOT locked"
    )["n"][0]
    assert len(found.found) == resolved > 0
    assert sum(ratio.numerator for _, ratio in found.shares) == resolved
    assert {ratio.denominator for _, ratio in found.shares} == {resolved}
    assert dict(found.shares)["县"].numerator and dict(found.shares)["乡（镇、街道）"].numerator
    assert len(found.of(UNKNOWN)) == dict(found.shares)[UNKNOWN].numerator
    part = resolution_levels(demo_office, period=Period(date(2025, 1, 1), date(2025, 12, 31)))
    assert len(part.found) + part.undated <= resolved and all(one.day and one.day.year == 2025 for one in part.found)
