"""复查复核审查 on the invented county: sheets of records at review, answers, the flag, the list, the printed sheet."""

from __future__ import annotations

import pytest

from workbench.rules.review_sheet import ITEMS, Part, Round
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases.check_review import answer_item, review_sheet, review_sheets, unlooked_reviews
from workbench.usecases.decide import undo
from workbench.usecases.meeting_register import MeetingRefused
from workbench.usecases.office import Office
from workbench.usecases.study_matter import MatterNotFound

ANSWERED = """SELECT s.record_id FROM steps s JOIN matters m USING (matter_id) WHERE s.kind = '复查意见' AND NOT m.locked
    AND s.detail NOT LIKE '%不予受理%' AND s.detail NOT LIKE '%撤回%' AND s.detail NOT LIKE '%终止%' ORDER BY 1"""


@pytest.fixture
def record(own_office: Office) -> str:
    """A record whose review was answered."""
    return str(own_office.edition().query(ANSWERED)["record_id"][0])


def answer_all(office: Office, record: str, part: Part) -> None:
    for name, item in ITEMS.items():
        if item.part is part:
            answer_item(office, record, name, "是", turn=Round.REVIEW, basis="核对卷宗原件")


def test_an_answered_review_is_flagged_until_substance_was_looked_at(own_office: Office, record: str) -> None:
    before = review_sheet(own_office, record, Round.REVIEW)
    assert before.flag is not None and before.sheet.state == "未开始" and before.answered
    assert record in {one.record_id for one in unlooked_reviews(own_office)}
    answer_all(own_office, record, Part.PROCEDURE)
    procedural = review_sheet(own_office, record, Round.REVIEW)
    assert procedural.flag is not None and not procedural.sheet.whole and "实体审查 0 / 8 项" in procedural.sentence
    answer_all(own_office, record, Part.SUBSTANCE)
    done = review_sheet(own_office, record, Round.REVIEW)
    assert done.flag is None and done.sheet.whole and done.row["审查"] == "完整"
    assert (record, Round.REVIEW) not in {(one.record_id, one.turn) for one in unlooked_reviews(own_office)}


def test_records_stand_beside_and_the_last_word_counts(own_office: Office, record: str) -> None:
    shown = {line.item.id: line.shown for line in review_sheet(own_office, record, Round.REVIEW).sheet.lines}
    assert shown["P8"] and "送达" in shown["P6"] and shown["P7"] and shown["S1"] == ""
    answer_item(own_office, record, "S2", "否", turn="复查", basis="面积未核实")
    last = answer_item(own_office, record, "S2", "是", turn="复查", basis="已到现场丈量", actor="审查员")
    line = next(one for one in review_sheet(own_office, record, "复查").sheet.lines if one.item.id == "S2")
    assert line.answer is not None and (line.answer.verdict, line.answer.by) == ("是", "审查员")
    undo(own_office, last.event_id, why="改正")
    line = next(one for one in review_sheet(own_office, record, "复查").sheet.lines if one.item.id == "S2")
    assert line.answer is not None and line.answer.basis == "面积未核实"


def test_refused_with_what_is_missing_and_nothing_kept(own_office: Office, record: str) -> None:
    before = own_office.store.last_seq()
    for item, verdict, given, word in (
        ("S1", "是", {}, "实体审查"), ("P1", "否", {}, "须写明理由"), ("S1", "是", {"part": "程序", "basis": "x"}, "不能互相代替"),
        ("P1", "是", {"basis": "已落实稳控"}, "稳控"),
    ):  # fmt: skip
        with pytest.raises(MeetingRefused, match=word):
            answer_item(own_office, record, item, verdict, turn=Round.REVIEW, **given)
    never = own_office.edition().query("SELECT record_id FROM records WHERE NOT locked AND record_id NOT IN "
        "(SELECT record_id FROM steps WHERE kind IN ('申请复查', '复查意见', '申请复核', '复核意见')) ORDER BY 1")["record_id"][0]  # fmt: skip
    with pytest.raises(MatterNotFound, match="没有"):
        review_sheet(own_office, str(never))
    assert own_office.store.last_seq() == before


def test_the_second_reviewer_is_told_of_the_first(own_office: Office, record: str) -> None:
    seen = review_sheet(own_office, record, Round.REVIEW).seen
    answer_item(own_office, record, "P1", "是", turn=Round.REVIEW, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        answer_item(own_office, record, "P2", "是", turn=Round.REVIEW, seen=seen)


def test_an_accusation_has_no_sheet(own_office: Office) -> None:
    locked = own_office.edition().query("SELECT matter_id FROM matters WHERE locked ORDER BY 1")["matter_id"]
    assert review_sheets(own_office, str(locked[0])) == ()
