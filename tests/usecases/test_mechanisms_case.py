"""Mechanisms of the county plans (docs/mechanisms.csv) that no other test shows just so: each on the record of one case."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import pytest

from workbench.domain.case import EMPTY, Claim, Legitimacy
from workbench.domain.codes import Pathway, StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.rules.claims import required_outputs
from workbench.rules.closing_gate import QUALITY
from workbench.rules.leadership import LeaderRole
from workbench.rules.procedure import procedural_state
from workbench.rules.sweeps import month_of, week_of
from workbench.rules.transitions import refusals
from workbench.usecases.assign_leaders import Leaders, assign, leaders, missing_by_unit
from workbench.usecases.close_case import ClosingRefused, gate_of, review_closing, set_claim
from workbench.usecases.keep_file import keep_file
from workbench.usecases.office import Office
from workbench.usecases.print_case import print_case
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.record_now import record_now
from workbench.usecases.settle_duty import Wish, apply_to_conference, record_round
from workbench.usecases.study_anew import study_anew
from workbench.usecases.study_matter import study_matter
from workbench.usecases.sweep_cases import sweep_cases
from workbench.usecases.work_on_case import StepRefused, next_steps, take_step

K = StepKind
DAY, UNIT = "2026-11-20", "清澜县水务局"


@pytest.fixture
def matter(own_office: Office) -> str:
    """An open matter with a responsible unit, nobody in charge and no step but the ledger's."""
    sql = """SELECT matter_id FROM matters WHERE is_open AND NOT locked AND case_leader = '' AND plan = '' AND issue <> ''
        AND lead_unit <> '' AND state_b NOT LIKE '2%' ORDER BY 1"""
    return str(own_office.edition().query(sql)["matter_id"][0])


def _take(office: Office, matter: str, kind: StepKind, **said: str) -> None:
    unit = said.pop("unit", UNIT)
    take_step(office, study_matter(office, matter).records[-1]["record_id"], kind, DAY, unit=unit, **said)


def _logged(office: Office, matter: str, kind: StepKind) -> list[str]:
    """The matter's own steps of a kind as its page shows them, in one line each; those of the ledger left out."""
    steps = study_matter(office, matter).steps
    mine = (row for row in steps if row["kind"] == kind.value and "登记事件" in row["source"])
    return [f"{row['unit']}{row['target']}{row['text']}{row['detail']}" for row in mine if str(row["day_text"]) == DAY]


def _may(office: Office, record: str, kind: StepKind) -> bool:
    return any(step.kind is kind and step.refusal is None for step in next_steps(office, record))


def _listed(office: Office, matter: str) -> Leaders | None:
    """The matter on the list of what is missing, under its unit."""
    unit = study_matter(office, matter).matter["lead_unit"]
    return next((one for one in missing_by_unit(office).get(unit, ()) if one.sheet.matter_id == matter), None)


def _missing(told: Leaders, name: str) -> tuple[str, ...]:
    return next(check.missing for check in told.checks if check.name == name)


# --- studying anew


def test_three_compulsory_boxes_are_kept_and_printed(own_office: Office, matter: str, tmp_path: Path) -> None:
    boxes = {
        "gaps": "原认定少算附属物",
        "new_facts": "又找到当年的丈量表",
        "reasonable": "差额部分应当补足",
        "conclusion": "限期补足",
    }
    for name in ("gaps", "new_facts", "reasonable"):
        with pytest.raises(ValueError, match="三项都要逐一研究"):
            study_anew(own_office, matter, {**boxes, name: " "})
    study_anew(own_office, matter, boxes)
    paper = docx.Document(str(print_case(own_office, matter, tmp_path)))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    printed = "\n".join([*(one.text for one in paper.paragraphs), *cells])
    assert [text for text in boxes.values() if text not in printed] == []


def test_a_case_study_names_its_step_and_the_crux(own_office: Office, matter: str) -> None:
    with pytest.raises(StepRefused, match="未填“症结”"):
        _take(own_office, matter, K.STUDY, role="调查", text="到村核对")
    for role in ("调查", "初步论证", "共同研究", "协调"):
        _take(own_office, matter, K.STUDY, role=role, crux="两次丈量结果不一", text=f"{role}情况")
    kept = _logged(own_office, matter, K.STUDY)
    assert len(kept) == 4 and all("两次丈量结果不一" in one for one in kept)
    assert [role for role in ("调查", "初步论证", "共同研究", "协调") if not any(role in one for one in kept)] == []


# --- who answers for it


def test_leader_unit_and_plan_of_each_case_and_those_without_are_listed(own_office: Office, matter: str) -> None:
    before = _listed(own_office, matter)
    assert before is not None and {"一名领导", "一个方案"} <= set(_missing(before, "五个一"))
    assign(own_office, matter, "分管副县长", level="县", unit=UNIT, team="专班一", due="2027-03-01", day=DAY)
    for version in ("第一稿：核清面积", "第二稿：核清面积后补差额"):
        _take(own_office, matter, K.PLAN, text=version)
    told = leaders(own_office, matter)
    assert _missing(told, "五个一") == () == _missing(told, "四要素")
    assert told.sheet.plan.startswith("第二稿") and told.assignment_rows[0]["单位"] == UNIT
    assert len(_logged(own_office, matter, K.PLAN)) == 2  # both versions stay
    after = _listed(own_office, matter)
    assert after is None or not _missing(after, "五个一")


def test_a_missing_county_leader_is_listed_until_there_is_one(own_office: Office) -> None:
    owed = [one for found in missing_by_unit(own_office).values() for one in found if "县级领导包案" in one.missing]
    matter = owed[0].sheet.matter_id
    assert owed[0].row["应县级包案"] == owed[0].row["缺县级包案"] == "是"
    assign(own_office, matter, "局长", level="乡", day=DAY)
    listed = _listed(own_office, matter)
    assert listed is not None and "县级领导包案" in listed.missing
    assign(own_office, matter, "分管副县长", level="县", day=DAY)
    listed = _listed(own_office, matter)
    assert listed is None or "县级领导包案" not in listed.missing


def test_who_when_and_result_stand_in_three_columns(own_office: Office, matter: str) -> None:
    assign(own_office, matter, "分管副县长", level="县", due="2027-03-01", day="2026-11-18")
    assert _missing(leaders(own_office, matter), "三落实") == ("结果",)
    assign(own_office, matter, "分管副县长", level="县", due="2027-03-01", result="差额已补足", day=DAY)
    told = leaders(own_office, matter)
    (row,) = [row for row in told.assignment_rows if row["职责"] == "包案领导"]
    assert (row["人员（职务）"], row["时间"], row["结果"]) == ("分管副县长", "2027-03-01", "差额已补足")
    assert _missing(told, "三落实") == ()


def test_heads_liaison_and_team_stand_on_the_duty_sheet(own_office: Office, matter: str) -> None:
    assert _missing(leaders(own_office, matter), "责任人") == ("第一责任人", "直接责任人", "联系领导")
    posts = {LeaderRole.FIRST: "局长", LeaderRole.DIRECT: "分管副局长", LeaderRole.LIAISON: "联系副县长"}
    for role, post in posts.items():
        assign(own_office, matter, post, role=role, team="化解领导小组", day=DAY)
    told = leaders(own_office, matter)
    assert {role: told.sheet.post(role) for role in posts} == posts
    assert _missing(told, "责任人") == () and told.sheet.told("team") == "化解领导小组"


def test_lead_office_plan_and_day_are_asked_for_one_by_one(own_office: Office, matter: str) -> None:
    lacking = set(_missing(leaders(own_office, matter), "四明确"))
    assert "化解措施" in lacking and "责任主体" not in lacking
    assign(own_office, matter, "局长", level="乡", inner_office="水政股", due="2027-03-01", day=DAY)
    assert set(_missing(leaders(own_office, matter), "四明确")) == {"化解措施"}
    _take(own_office, matter, K.PLAN, text="核清面积后补差额")
    assert _missing(leaders(own_office, matter), "四明确") == ()


# --- claims and closing


def test_what_must_come_of_a_claim_by_how_reasonable_it_is(own_office: Office) -> None:
    facts = MatterFacts("M-R1", date(2026, 11, 20), (RecordFacts("R1"),))
    due = PartialDate.parse("2027-03-01")
    asked = {word: Claim("1", "补足差额", legitimacy=word) for word in Legitimacy}
    outputs = {word: [one.output for one in required_outputs(facts, EMPTY, [claim])] for word, claim in asked.items()}
    assert outputs == {
        Legitimacy.UNDECIDED: [],
        Legitimacy.REASONABLE: ["落实期限"],
        Legitimacy.PARTLY: ["落实期限"],
        Legitimacy.UNREASONABLE: ["书面答复"],
    }
    settled = Claim("1", "补足差额", legitimacy=Legitimacy.REASONABLE, due=due)
    (there,) = required_outputs(facts, EMPTY, [settled])
    (missing,) = required_outputs(facts, EMPTY, [asked[Legitimacy.UNREASONABLE]])
    assert there.there == "是" and missing.there == "否" and "未见，请" in missing.sentence
    sql = """SELECT g.matter_id FROM groups g JOIN records r USING (record_id) WHERE NOT r.locked GROUP BY 1
             HAVING bool_and(coalesce(r.opinion, '') = '' AND coalesce(r.opinion_no, '') = '') ORDER BY 1 LIMIT 1"""
    silent = own_office.edition().query(sql)["matter_id"][0]  # an old problem nobody ever gave an opinion on
    with pytest.raises(ClosingRefused, match="综合性结论"):
        study_anew(own_office, silent, {"gaps": "无", "new_facts": "无", "reasonable": "无"})


def test_an_outcome_is_resolved_explained_or_helped(own_office: Office, matter: str) -> None:
    set_claim(own_office, matter, "1", outcome="解决、帮扶")
    with pytest.raises(ClosingRefused, match="三到位只有解决、解释答复、帮扶"):
        set_claim(own_office, matter, "1", outcome="依法处理")
    (tagged,) = [answer for answer in gate_of(own_office, matter) if answer.item == "G7"]
    assert "诉求1：解决、帮扶" in tagged.evidence


def test_five_quality_items_are_the_reviewers_of_another_office(own_office: Office) -> None:
    sql = "SELECT matter_id, lead_unit FROM matters WHERE state_b = '2 报结待审' AND NOT locked AND lead_unit <> '' ORDER BY 1"
    reported, lead = own_office.edition().query(sql).iloc[0]
    ticks = {**dict.fromkeys(QUALITY, True), "q3": False}
    with pytest.raises(ClosingRefused, match="质量五项中未勾选：程序合法"):
        review_closing(own_office, reported, True, ticks, actor="审核人乙")
    with pytest.raises(ClosingRefused, match="不能自办自审"):
        review_closing(own_office, reported, False, ticks, unit=lead, actor="审核人乙", why="程序有误")
    review, _ = review_closing(own_office, reported, False, ticks, actor="审核人乙", why="程序有误，补正后再报")
    assert [review.payload[item] for item in QUALITY] == ["是", "是", "否", "是", "是"]
    (quality,) = [answer for answer in gate_of(own_office, reported) if answer.item == "G10"]
    assert quality.missing == ("程序合法",) and "事实清楚、证据确凿" in quality.evidence


# --- acts of units, each with what its record needs


def test_a_hand_off_names_pathway_organ_and_notice(own_office: Office) -> None:
    sql = """SELECT g.record_id FROM matters m JOIN groups g USING (matter_id)
        WHERE m.state_a = 'A2 已转交' AND m.records = 1 AND NOT m.locked ORDER BY 1"""
    waiting = own_office.edition().query(sql)["record_id"]
    record = next(one for one in waiting if _may(own_office, one, K.HAND_OFF))
    organ = "清澜县劳动人事争议仲裁委员会"
    said = {"pathway": "P2", "notice": "清水告〔2026〕1号"}
    with pytest.raises(StepRefused, match="未填“接收机关”"):
        take_step(own_office, record, K.HAND_OFF, DAY, unit=UNIT, **said)
    event = take_step(own_office, record, K.HAND_OFF, DAY, unit=UNIT, target=organ, why="劳动争议", **said)
    assert {**event.payload, **said, "target": organ} == dict(event.payload)
    state = procedural_state(record_now(own_office, record, date(2026, 11, 22)).record)
    assert state.state.value == "A8 已移送"


def test_pathway_first_then_acceptance_and_no_withdrawing_to_route_again() -> None:
    on, day = date(2026, 11, 22), PartialDate.parse
    record = RecordFacts("R1", reg_day=day("2026-05-06"), lead_unit=UNIT)
    accept = Step(K.ACCEPT, day("2026-05-10"), "R1", UNIT, detail={"notice": "受告1号"})
    assert "“受理”未填“法定途径”" in refusals(record, None, accept, on)[0].sentence
    decided = RecordFacts("R1", reg_day=record.reg_day, lead_unit=UNIT, pathway=Pathway.PETITION, steps=(accept,))
    recode = Step(
        K.RECODE,
        day("2026-06-20"),
        "R1",
        UNIT,
        detail={"field": "法定途径", "from": "P6", "to": "P4", "reasons": "改走行政程序"},
    )
    assert "RECODE_AFTER_ACCEPT" in {one.rule for one in refusals(decided, None, recode, on)}
    withdrawn = Step(K.WITHDRAW, day("2026-06-20"), "R1", UNIT, detail={"mode": "撤回", "number": "撤1号"})
    again = RecordFacts(
        "R1", reg_day=record.reg_day, lead_unit=UNIT, pathway=Pathway.PETITION, steps=(accept, withdrawn)
    )
    forward = Step(K.FORWARD, day("2026-06-25"), "R1", "县信访局", "清澜县林业局", detail={"mode": "转送"})
    assert "ILLEGAL_STEP" in {one.rule for one in refusals(again, None, forward, on)}


def test_a_mediation_names_body_agreement_and_the_day_performance_is_checked(own_office: Office, matter: str) -> None:
    said = {"body": "桐澜镇人民调解委员会", "type": "人民调解", "result": "达成协议", "number": "桐调〔2026〕8号"}
    with pytest.raises(StepRefused, match="未填“履行核查日”"):
        _take(own_office, matter, K.MEDIATE, unit="", **said)
    _take(own_office, matter, K.MEDIATE, unit="", **said, check="2027-02-01")
    (kept,) = _logged(own_office, matter, K.MEDIATE)
    assert [word for word in (*said.values(), "2027-02-01") if word not in kept] == []


def test_an_order_to_handle_names_day_and_demand() -> None:
    on, day = date(2026, 11, 22), PartialDate.parse("2026-05-10")
    record = RecordFacts("R1", reg_day=PartialDate.parse("2026-05-06"))
    bare = Step(K.FORWARD, day, "R1", "县信访局", UNIT, detail={"mode": "交办"})
    lacking = {one.sentence for one in refusals(record, None, bare, on)}
    assert lacking == {"“转送交办”未填“办理期限”。", "“转送交办”未填“反馈要求”。"}
    whole = Step(
        K.FORWARD, day, "R1", "县信访局", UNIT, detail={"mode": "交办", "due": "2026-07-01", "demand": "报处理意见书"}
    )
    assert refusals(record, None, whole, on) == ()


def test_a_legal_opinion_is_logged_with_its_file(own_office: Office, matter: str, tmp_path: Path) -> None:
    with pytest.raises(StepRefused, match="未填“法律意见”"):
        _take(own_office, matter, K.LEGAL_OPINION)
    paper = tmp_path / "律师意见.pdf"
    paper.write_bytes(b"%PDF-1.7 opinion of a lawyer")
    kept = keep_file(own_office, matter, paper, "法律意见").payload["file_id"]
    _take(own_office, matter, K.LEGAL_OPINION, unit="县法律顾问室", file=kept)
    (logged,) = _logged(own_office, matter, K.LEGAL_OPINION)
    file = study_matter(own_office, matter).file.file(kept)
    assert kept in logged and file is not None and file.kind == "法律意见"


def test_a_consultation_is_asked_and_answered(own_office: Office, matter: str) -> None:
    asked = {"target": "清澜县财政局", "text": "差额资金可否列入预算", "due": "2026-12-01"}
    _take(own_office, matter, K.CONSULT, **asked)
    _take(own_office, matter, K.CONSULT, **asked, answer="可列入明年预算")
    request, answer = _logged(own_office, matter, K.CONSULT)
    assert "2026-12-01" in request and "可列入明年预算" not in request and "可列入明年预算" in answer


def test_visits_and_receptions_are_logged_with_who_and_what(own_office: Office, matter: str) -> None:
    with pytest.raises(StepRefused, match="未填“内容”"):
        _take(own_office, matter, K.VISIT)
    _take(own_office, matter, K.VISIT, text="到村实地丈量，四至与图纸不符")
    _take(own_office, matter, K.RECEIVE, post="分管副县长", way="下访", result="跟踪")
    assert "到村实地丈量" in _logged(own_office, matter, K.VISIT)[0]
    (met,) = _logged(own_office, matter, K.RECEIVE)
    assert [word for word in ("分管副县长", "下访", "跟踪") if word not in met] == []


# --- lists and agenda


def test_telling_the_petitioner_takes_a_matter_off_the_list_of_silence(own_office: Office) -> None:
    silent = sweep_cases(own_office.edition(), "FB").rows
    matter = silent[0]["matter_id"]
    assert "未向信访人告知进展" in silent[0]["sentence"]
    _take(own_office, matter, K.FEEDBACK, way="电话", text="已核清面积，正在筹措资金")
    assert any("已核清面积" in one for one in _logged(own_office, matter, K.FEEDBACK))
    assert "FB" not in {row["sweep"] for row in study_matter(own_office, matter).sweeps}
    publish_edition(own_office)
    assert matter not in {row["matter_id"] for row in sweep_cases(own_office.edition(), "FB").rows}


def test_today_this_week_and_this_month_hold_what_falls_due_then(demo_office: Office) -> None:
    edition = demo_office.edition()
    spans = {"DAY": (edition.as_of, edition.as_of), "WEEK": week_of(edition.as_of), "MONTH": month_of(edition.as_of)}
    due = {
        name: {(row["matter_id"], row["due"]) for row in sweep_cases(edition, name).rows} for name in (*spans, "LATE")
    }
    assert due["DAY"] <= due["WEEK"] and due["MONTH"] and due["LATE"]
    for name, (first, last) in spans.items():
        assert all(max(first, edition.as_of) <= date.fromisoformat(str(day)[:10]) <= last for _, day in due[name])


def test_an_application_to_the_conference_is_a_matter_for_the_agenda(own_office: Office, matter: str) -> None:
    before = {row["trigger"] for row in study_matter(own_office, matter).agenda}
    record_round(
        own_office, matter, DAY, {UNIT: "应由财政出资", "清澜县财政局": "无预算科目"}, open_points=["资金渠道"]
    )
    applied = apply_to_conference(own_office, matter, Wish(asks=("定资金渠道",)), day=DAY)
    assert dict(applied.application.fields)["提请决定的事项"] == "定资金渠道"
    after = study_matter(own_office, matter).agenda
    (why,) = [row["reason"] for row in after if row["trigger"] == "T-02"]
    assert "T-02" not in before and "提请会商，尚未议定" in why
