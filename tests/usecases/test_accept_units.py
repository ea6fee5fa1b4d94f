"""检查验收 on the worked campaign of six: states by unit, what the records show, refusals, undo, papers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.campaign_homes import played
from workbench.domain.events import EventKind
from workbench.rules.acceptance import ITEMS, State
from workbench.settings import Settings
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases.accept_units import accept, acceptance, files_of, subject_of
from workbench.usecases.campaign_state import NoCampaign
from workbench.usecases.decide import undo
from workbench.usecases.keep_file import keep_file
from workbench.usecases.meeting_register import MeetingRefused
from workbench.usecases.office import Office

UNIT = "云岭乡人民政府"


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    home = Path(shutil.copytree(played("s000", tmp_path_factory), tmp_path / "home", symlinks=True))
    return Office(Settings(home=home, actor="检查组"))


def pass_all(office: Office, unit: str, **other: str) -> None:
    for item in ITEMS:
        accept(office, unit, item, other.get(item, "合格"), evidence="查看原件", note="限期补齐")


def test_units_stand_by_their_items_and_the_rate_stands_beside(office: Office) -> None:
    found = acceptance(office)
    assert [one.unit for one in found.units] == sorted(one.unit for one in found.units) and len(found.units) == 3
    assert {one.state for one in found.units} == {State.NOT_STARTED} and found.nobody == 0
    assert (
        sum(one.share.denominator for one in found.units) == 6 and sum(one.share.numerator for one in found.units) == 4
    )
    sheet = found.unit(UNIT)
    shown = {line.item.name: line.shown for line in sheet.lines}
    assert (
        sheet.share.text in shown["化解情况"]
        and "缺信访形式" in shown["台账"]
        and "登记过帮扶救助的 0 /" in shown["帮扶救助"]
    )
    accept(office, UNIT, "A1", "合格", evidence="台账原件")
    assert acceptance(office).unit(UNIT).state is State.UNDER_WAY
    pass_all(office, UNIT)
    pass_all(office, found.units[1].unit, A3="不合格")
    now = acceptance(office)
    assert now.unit(UNIT).state is State.PASSED and now.units[1].state is State.FAILED
    assert "未开始 1，进行中 0，通过 1，未通过 1" in now.sentence and f"版次 {now.edition}" in now.sentence


def test_the_last_word_stands_and_an_undo_brings_the_one_before(office: Office) -> None:
    accept(office, UNIT, "A3", "不合格", note="两件没有方案，9月5日前补")
    last = accept(office, UNIT, "A3", "合格", evidence="方案三份", day="2024-08-29", actor="检查员乙")
    answer = acceptance(office).unit(UNIT).answers["A3"]
    assert (answer.verdict, answer.by, answer.day, answer.evidence) == ("合格", "检查员乙", "2024-08-29", "方案三份")
    undo(office, last.event_id, why="看错单位")
    assert acceptance(office).unit(UNIT).answers["A3"].verdict == "不合格"


def test_nothing_is_kept_where_something_stands_in_the_way(office: Office) -> None:
    before = office.store.last_seq()
    for given, word in (
        ({"item": "A1", "verdict": "合格"}, "须写明依据"),
        ({"item": "A4", "verdict": "不适用", "note": "x"}, "对每个单位都适用"),
        ({"item": "A1", "verdict": "合格", "evidence": "F" + "A" * 12}, "没有编号为"),
        ({"item": "A1", "verdict": "合格", "evidence": "x", "day": "昨天"}, "不是日期"),
        ({"item": "A1", "verdict": "合格", "evidence": "x", "day": "2024-09-30"}, "在今天（2024-08-30）之后"),
        ({"item": "A2", "verdict": "不合格", "note": "稳控力量不足"}, "稳控"),
    ):
        with pytest.raises(MeetingRefused, match=word):
            accept(office, UNIT, **given)
    with pytest.raises(LookupError, match="没有主办单位“某局”"):
        accept(office, "某局", "A1", "合格", evidence="x")
    with pytest.raises(NoCampaign, match="没有批次“C9”"):
        acceptance(office, cohort="C9")
    assert office.store.last_seq() == before


def test_the_second_checker_is_told_of_the_first(office: Office) -> None:
    seen = acceptance(office).seen
    accept(office, UNIT, "A1", "合格", evidence="x", seen=seen)
    with pytest.raises(ChangedMeanwhile):
        accept(office, UNIT, "A2", "合格", evidence="x", seen=seen)
    accept(
        office, acceptance(office).units[1].unit, "A2", "合格", evidence="x", seen=seen
    )  # another unit: nobody wrote


def test_a_kept_file_of_the_units_matters_is_offered_and_taken_as_evidence(office: Office, tmp_path: Path) -> None:
    sheet = acceptance(office).unit(UNIT)
    assert files_of(office, sheet) == []
    (tmp_path / "方案.pdf").write_bytes(b"%PDF-1.4 x")
    kept = keep_file(office, sheet.share.base_ids[0], tmp_path / "方案.pdf", "会议材料").payload["file_id"]
    assert files_of(office, sheet) == [(kept, "会议材料：方案.pdf")]
    accept(office, UNIT, "A3", "合格", evidence=kept)
    assert acceptance(office).unit(UNIT).answers["A3"].evidence == kept
    other = next(one for one in acceptance(office).units if one.unit != UNIT)
    assert files_of(office, other) == []


def test_what_is_kept_is_of_campaign_cohort_and_unit(office: Office) -> None:
    found = acceptance(office)
    kept = accept(office, UNIT, "A5", "不适用", note="没有符合条件的事项")
    assert kept.subject == subject_of(found.campaign, found.cohort, UNIT) == f"积案久拖不决整治·市级以上交办|{UNIT}"
    assert (kept.kind, dict(kept.payload)["verdict"], kept.payload["item"]) == (EventKind.ACCEPTANCE, "不适用", "A5")
