"""Closing one matter: claims said one by one, the gate filled, reviewed by another, both events together or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workbench.domain.events import EventKind
from workbench.rules.closing_gate import BEFORE_REVIEW, QUALITY
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases.close_case import (
    ClosingRefused,
    claims_now,
    fill_gate,
    gate_of,
    review_closing,
    rule_flag,
    set_claim,
    watch_of,
)
from workbench.usecases.keep_file import keep_file
from workbench.usecases.office import Office
from workbench.usecases.study_anew import study_anew
from workbench.usecases.study_matter import study_matter

ALL = dict.fromkeys(QUALITY, True)
SETTLED = {"result": "不予支持", "basis": "征地补偿办法第八条", "outcome": "解释答复"}


@pytest.fixture
def matter(own_office: Office) -> str:
    """A matter reported as closed and waiting for review, by somebody who is not the tester."""
    sql = "SELECT matter_id FROM matters WHERE state_b = '2 报结待审' AND NOT locked ORDER BY matter_id"
    found = own_office.edition().query(sql)["matter_id"]
    sure = (one for one in found if any(row["kind"] == "报结" for row in study_matter(own_office, one).steps))
    return str(next(sure))


@pytest.fixture
def ready(own_office: Office, matter: str, tmp_path: Path) -> str:
    """The same with everything the gate asks for, and every flag of the reported record ruled on."""
    for claim in claims_now(own_office, matter)[0]:
        set_claim(own_office, matter, claim.number, **SETTLED)
    scan = tmp_path / "意见书.pdf"
    scan.write_bytes(b"%PDF-1.7 opinion")
    file_id = keep_file(own_office, matter, scan, "意见书").payload["file_id"]
    fill_gate(own_office, matter, "G2", evidence=file_id)
    fill_gate(own_office, matter, "G3", evidence="送达回证在卷第12页")
    fill_gate(own_office, matter, "G4", reason="信访人在外地，电话联系")
    fill_gate(own_office, matter, "G5", evidence="包案领导批示件在卷第15页")
    fill_gate(own_office, matter, "G6", evidence="2026-11-18回访笔录：同意")
    for row in study_matter(own_office, matter).findings:
        if row["rule"].startswith("PD") and row["outcome"] == "是":
            rule_flag(own_office, matter, row["rule"], row["record_id"], False, why="已核对原件", actor="审核人乙")
    return matter


def events(office: Office) -> int:
    return len(office.store.events())


def test_claims_are_said_one_by_one_and_the_rest_stays(own_office: Office, matter: str) -> None:
    before = claims_now(own_office, matter)[0]
    assert before and all(claim.said is None for claim in before)
    set_claim(own_office, matter, "1", result="支持", basis="土地管理法第四十八条", due="2026-12-31", legitimacy="合理")
    set_claim(own_office, matter, "1", performed="2026-11-10", proof="兑付〔2026〕8号")
    one = claims_now(own_office, matter)[0][0]
    assert (one.text, one.result, str(one.due), str(one.performed), one.proof) == (
        before[0].text, "支持", "2026-12-31", "2026-11-10", "兑付〔2026〕8号")  # fmt: skip
    added = set_claim(own_office, matter, "", text="请求修复门前排水沟")
    assert added.payload["claim"] == str(len(before) + 1)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"legitimacy": "不合理"}, "理由（why）、法律政策依据（basis）、复核的第二人"),
        ({"legitimacy": "不合理", "basis": "某法第一条", "reviewer": "测试员", "why": "不符规定"}, "同一人"),
        ({"performed": "2026-11-01"}, "凭证"),
        ({"performed": "2026-12-01", "proof": "一号"}, "之后"),
        ({"performed": "去年", "proof": "一号"}, "不是可识别的日期"),
        ({"result": "成功"}, "不在代码表里"),
        ({"outcome": "行为违法依法处理"}, "三到位只有"),
        ({"proof": "F" + "A" * 12}, "没有编号为"),
        ({"record": "R999999"}, "本事项没有信访件"),
        ({"态度": "恶劣"}, "没有“态度”这一栏"),
    ],
)  # fmt: skip
def test_a_claim_that_may_not_be_kept(own_office: Office, matter: str, said: dict[str, Any], word: str) -> None:
    count = events(own_office)
    with pytest.raises(ClosingRefused, match=word):
        set_claim(own_office, matter, "1", **said)
    with pytest.raises(ClosingRefused, match="没有这一项诉求"):
        set_claim(own_office, matter, "88", result="支持")
    assert events(own_office) == count


def test_unreasonable_takes_a_second_person(own_office: Office, matter: str) -> None:
    kept = set_claim(
        own_office, matter, "1", legitimacy="不合理", basis="征地补偿办法第八条", reviewer="审核人乙", why="已足额补偿"
    )
    assert kept.payload["reviewer"] == "审核人乙"
    claims, owed = claims_now(own_office, matter)
    assert claims[0].legitimacy == "不合理" and all(one.rule == "CLAIM_OUTPUT" for one in owed)


@pytest.mark.parametrize(
    ("item", "given", "word"),
    [
        ("G2", {}, "请写明依据"),
        ("G1", {"reason": "资金未到"}, "不能以理由代替"),
        ("G8", {"evidence": "已审"}, "由审核或销号后观察得出"),
        ("G11", {"evidence": "卷内"}, "没有编号为“G11”的要件"),
        ("G3", {"evidence": "F" + "B" * 12}, "没有编号为 F"),
    ],
)
def test_an_item_that_may_not_be_filled(
    own_office: Office, matter: str, item: str, given: dict[str, str], word: str
) -> None:
    count = events(own_office)
    with pytest.raises(ClosingRefused, match=word):
        fill_gate(own_office, matter, item, **given)
    assert events(own_office) == count


def test_the_gate_names_all_that_is_missing(own_office: Office, matter: str) -> None:
    open_items = {answer.item for answer in gate_of(own_office, matter) if not answer.stands}
    assert {"G1", "G2", "G7", "G8"} <= open_items
    with pytest.raises(ClosingRefused) as refused:
        review_closing(own_office, matter, True, {"q1": True}, actor="审核人乙")
    told = str(refused.value)
    assert all(f"{item} " in told for item in open_items & set(BEFORE_REVIEW)) and "证据确凿" in told


def test_pass_writes_review_and_resolution_together(own_office: Office, ready: str) -> None:
    review, step = review_closing(own_office, ready, True, ALL, actor="审核人乙", why="逐项核对无误")
    assert (review.kind, step.kind, step.payload["kind"]) == (EventKind.CLOSING_REVIEW, EventKind.STEP, "销号")
    assert step.seq == review.seq + 1
    dossier = study_matter(own_office, ready)
    assert dossier.matter["state_b"] == "4 已化解" and not dossier.matter["is_open"]
    gate = {answer.item: answer.answer.value for answer in gate_of(own_office, ready)}
    assert gate["G8"] == gate["G10"] == "是" and gate["G9"] == "待核"
    watch = watch_of(own_office, ready)
    assert watch and str(watch.until) == "2027-02-18"
    with pytest.raises(ClosingRefused, match="没有待审的报结"):
        review_closing(own_office, ready, True, ALL, actor="审核人乙")


def test_sent_back_with_a_reason(own_office: Office, matter: str) -> None:
    with pytest.raises(ClosingRefused, match="退回须写明理由"):
        review_closing(own_office, matter, False, {}, actor="审核人乙")
    review, step = review_closing(own_office, matter, False, {}, actor="审核人乙", why="缺送达回证，补正后再报")
    assert (review.payload["outcome"], step.payload["kind"]) == ("退回", "审核退回")
    assert study_matter(own_office, matter).matter["state_b"] == "3 审核退回"


def test_nobody_reviews_their_own(own_office: Office, ready: str) -> None:
    count, lead = events(own_office), study_matter(own_office, ready).matter["lead_unit"]
    with pytest.raises(ClosingRefused, match="不能自办自审"):
        review_closing(own_office, ready, True, ALL, actor="演示承办人")  # recorded the report
    with pytest.raises(ClosingRefused, match="不能自办自审"):
        review_closing(own_office, ready, True, ALL, actor="审核人乙", unit=lead)
    assert events(own_office) == count


def test_a_flag_nobody_ruled_on_holds_the_review_up(own_office: Office, ready: str) -> None:
    dossier = study_matter(own_office, ready)
    ruled = [row for row in dossier.findings if row["rule"].startswith("PD") and row["outcome"] == "是"]
    if ruled:
        assert {row["ruled"] for row in ruled} == {"不成立"}
    with pytest.raises(ClosingRefused, match="没有标出 PD"):
        rule_flag(own_office, ready, "PD12", dossier.records[-1]["record_id"], True, why="看似变更")
    with pytest.raises(ClosingRefused, match="没有编号为“PD13”"):
        rule_flag(own_office, ready, "PD13", dossier.records[-1]["record_id"], True, why="x")
    with pytest.raises(ClosingRefused, match="认定须写明理由"):
        rule_flag(own_office, ready, "PD12", dossier.records[-1]["record_id"], True, why=" ")


def test_an_accusation_is_not_closed_here(own_office: Office) -> None:
    locked = own_office.edition().query("SELECT matter_id FROM matters WHERE locked ORDER BY 1 LIMIT 1")["matter_id"][0]
    for act in (lambda: set_claim(own_office, locked, "1", text="x"), lambda: gate_of(own_office, locked),
                lambda: review_closing(own_office, locked, True, ALL), lambda: study_anew(own_office, locked, {})):  # fmt: skip
        with pytest.raises(ClosingRefused, match="检举控告"):
            act()


def test_two_people_at_one_matter(own_office: Office, ready: str) -> None:
    seen = study_matter(own_office, ready).seen
    set_claim(own_office, ready, "1", basis="另一依据", actor="承办人甲")
    count = events(own_office)
    with pytest.raises(ChangedMeanwhile, match="承办人甲"):
        review_closing(own_office, ready, True, ALL, actor="审核人乙", seen=seen)
    assert events(own_office) == count


def test_worksheet_names_the_units_causes(own_office: Office, matter: str) -> None:
    boxes = {"gaps": "面积少算0.3亩", "new_facts": "无", "reasonable": "差额应补", "conclusion": "补发差额"}
    kept = study_anew(own_office, matter, {**boxes, "cause": "U6、释法说理不足"})
    assert kept.payload["cause"] == "U6 责任不落实、U5 释法说理不足"
    with pytest.raises(ValueError, match="不在单位一侧成因表里"):
        study_anew(own_office, matter, {**boxes, "cause": "信访人偏执"})
    with pytest.raises(ValueError, match="原处理之后的新事实"):
        study_anew(own_office, matter, {"gaps": "无", "conclusion": "无"})


def test_a_matter_never_answered_needs_a_whole_conclusion(own_office: Office) -> None:
    sql = """SELECT g.matter_id FROM groups g JOIN records r USING (record_id) WHERE NOT r.locked GROUP BY 1
             HAVING bool_and(coalesce(r.opinion, '') = '' AND coalesce(r.opinion_no, '') = '') ORDER BY 1 LIMIT 1"""
    silent = own_office.edition().query(sql)["matter_id"][0]
    boxes = {"gaps": "未作认定", "new_facts": "无", "reasonable": "须核实"}
    with pytest.raises(ClosingRefused, match="综合性结论"):
        study_anew(own_office, silent, boxes)
    assert study_anew(own_office, silent, {**boxes, "conclusion": "限期核实后书面答复"}).kind is EventKind.WORKSHEET
