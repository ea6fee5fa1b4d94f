"""Duties settled on the record: confirmation and recusal guarded, rounds kept, contested duties found, conference applied to."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.domain.codes import DutyRole, StepKind
from workbench.rules.conference import Wish
from workbench.rules.negotiation import ContestState
from workbench.settings import Settings
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases.decide import undo
from workbench.usecases.hand_over import offer
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.settle_duty import (
    ReceiverRefused,
    apply_to_conference,
    confirm_duty,
    contested,
    draft_application,
    duty_contest,
    open_case,
    receiver_findings,
    record_round,
    recuse,
)

LEFT, RIGHT = "清澜县水务局", "清澜县财政局"


@pytest.fixture
def matter(own_office: Office) -> str:
    """An open matter without any quarrel, whose steps can go on today."""
    quarrels = {one.matter_id for one in contested(own_office)}
    sql = "SELECT matter_id FROM matters WHERE is_open AND NOT locked AND lead_unit <> '' ORDER BY matter_id"
    found = [row for row in own_office.edition().query(sql)["matter_id"] if row not in quarrels]
    return next(one for one in found if duty_contest(own_office, one).state is ContestState.NONE)


def _round(office: Office, matter: str, **more: object):
    said = {"day": "2026-11-20", "positions": {LEFT: "应由财政出资；尽快", RIGHT: "无预算科目"}, **more}
    return record_round(office, matter, said.pop("day"), said.pop("positions"), **said)


def test_a_round_makes_a_contested_duty_with_both_claims_and_clauses(own_office: Office, matter: str) -> None:
    before = {one.matter_id for one in contested(own_office)}
    basis = {LEFT: "水法第五条", RIGHT: "预算法第十三条"}
    event = _round(own_office, matter, basis=basis, agreed=["事实清楚"], open_points=["资金渠道"], reached=False)
    assert event.payload["result"] == "有分歧" and event.payload["text"] == "第1轮协商"
    (found,) = [one for one in contested(own_office) if one.matter_id == matter]
    assert before | {matter} == {one.matter_id for one in contested(own_office)}
    claims = {claim.unit: (claim.says, claim.basis) for claim in found.contest.claims}
    assert claims == {LEFT: ("应由财政出资，尽快", "水法第五条"), RIGHT: ("无预算科目", "预算法第十三条")}
    assert found.row["争议起始"] == "2026-11-20" and found.title in found.row["标题"]
    undo(own_office, event.event_id, why="点错了")
    assert matter not in {one.matter_id for one in contested(own_office)}


def test_a_published_quarrel_and_one_since_are_listed_longest_first(own_office: Office, matter: str) -> None:
    _round(own_office, matter, reached=False)
    days = [one.contest.days for one in contested(own_office)]
    assert len(days) > 1 and days == sorted(days, key=lambda day: (day is None, -(day or 0)))
    assert all(one.contest.state.is_open for one in contested(own_office))


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"positions": {LEFT: "不属我局"}}, "两个以上单位"),
        ({"basis": {"清澜县司法局": "第一条"}}, "清澜县司法局写了依据却没有意见"),
        ({"reached": True, "open_points": ["资金渠道"]}, "又有分歧点“资金渠道”"),
        ({"day": "五月初"}, "不是可识别的日期"),
    ],
)
def test_a_round_that_cannot_be_is_refused_and_not_kept(own_office: Office, matter: str, more: dict, says: str) -> None:
    before = own_office.store.last_seq()
    with pytest.raises(ValueError, match=says):
        _round(own_office, matter, **more)
    assert own_office.store.last_seq() == before


def test_the_second_writer_is_told_and_nothing_is_lost(own_office: Office, matter: str) -> None:
    seen = open_case(own_office, matter).dossier.seen
    _round(own_office, matter, actor="甲经办")
    with pytest.raises(ChangedMeanwhile, match="甲经办"):
        _round(own_office, matter, actor="乙经办", seen=seen)
    assert len(duty_contest(own_office, matter).rounds) == 1


def test_an_application_needs_what_it_asks_and_is_then_kept(own_office: Office, matter: str) -> None:
    _round(own_office, matter, open_points=["资金渠道"])
    with pytest.raises(ValueError, match="提请会商申请缺：提请决定的事项"):
        apply_to_conference(own_office, matter, Wish())
    drafted = draft_application(own_office, matter, Wish(asks=("定资金渠道",)))
    applied = apply_to_conference(own_office, matter, Wish(asks=("定资金渠道",)), day="2026-11-21")
    assert applied.application.fields == drafted.fields and not applied.application.blocking
    assert applied.event.payload["kind"] == StepKind.APPLY_CONFERENCE.value
    assert applied.event.payload["ask"] == "定资金渠道" and applied.event.payload["open"] == "资金渠道"
    fields = dict(applied.application.fields)
    assert fields["提请"].endswith("信访工作联席会议") and LEFT in fields["各单位意见"]
    found = duty_contest(own_office, matter)
    assert found.state is ContestState.APPLIED and found.applied is not None


def test_a_recused_unit_may_not_be_made_responsible(own_office: Office, matter: str) -> None:
    recuse(own_office, matter, LEFT, is_unit=True, decided_by="县长", why="与本事项有直接利害关系")
    before = own_office.store.last_seq()
    for unit in (LEFT, f"{LEFT}执法大队"):
        with pytest.raises(ReceiverRefused, match="第二十八条第三款"):
            confirm_duty(own_office, matter, DutyRole.ASSIST, "", unit, basis="三定规定", why="坚持")
    assert [one.outcome.value for one in receiver_findings(own_office, matter, LEFT) if one.rule == "RECUSAL"] == ["是"]
    assert own_office.store.last_seq() == before
    with pytest.raises(ValueError, match="决定人"):
        recuse(own_office, matter, RIGHT, is_unit=True, decided_by="", why="x")


def test_a_confirmed_duty_is_seen_with_its_basis(own_office: Office, matter: str) -> None:
    with pytest.raises(ValueError, match="依据或理由"):
        confirm_duty(own_office, matter, DutyRole.LEAD, "", LEFT)
    with pytest.raises(ValueError, match="单位或地点"):
        confirm_duty(own_office, matter, DutyRole.LEAD, "", "", why="x")
    event = confirm_duty(own_office, matter, DutyRole.LEAD, "990121", LEFT, basis="三定规定第五条")
    assert event.payload["basis"] == "三定规定第五条"
    (said,) = [one for one in open_case(own_office, matter).dossier.file.duties if one.role is DutyRole.LEAD]
    assert (said.unit, said.place) == (LEFT, "990121")


def test_the_unit_complained_of_needs_a_reason_of_a_head(settings: Settings, tmp_path: Path) -> None:
    ledger = tmp_path / "台账.csv"
    head = "信访件编号,姓名,登记时间,信访目的,主要诉求,责任单位,被反映人或单位"
    ledger.write_text(f"{head}\n甲1,赵一,2026-05-06,申诉求决,要求补发征地款,{LEFT},{LEFT}\n", encoding="utf-8")
    office = Office(settings)
    import_ledger(office, ledger)
    publish_edition(office)
    with pytest.raises(ReceiverRefused, match="负责人写明理由"):
        confirm_duty(office, "甲1", DutyRole.LEAD, "", LEFT, basis="三定规定第五条")
    with pytest.raises(ReceiverRefused, match="负责人写明理由"):
        offer(office, "甲1", RIGHT, LEFT, "2026-11-20", reasons="属其职权")
    assert confirm_duty(office, "甲1", DutyRole.LEAD, "", LEFT, why="局长批示由其复核").why == "局长批示由其复核"


def test_an_accusation_is_no_matter_of_talks(own_office: Office) -> None:
    locked = own_office.edition().query("SELECT matter_id FROM matters WHERE locked ORDER BY 1 LIMIT 1")["matter_id"][0]
    with pytest.raises(ValueError, match="第三十条"):
        _round(own_office, locked)
