"""案件研判 without a widget: what is read, the link, acts that record, refusals that lose nothing, others told of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from workbench.apps.case import acts, acts_close, acts_duty, acts_study, path
from workbench.apps.case.heads import chips, matter_facts, next_clock
from workbench.apps.case.model import TABS, CaseModel
from workbench.apps.case.story import LANES, hearings, story
from workbench.domain.codes import StepKind
from workbench.domain.events import EventKind
from workbench.usecases import work_on_case
from workbench.usecases.office import Office
from workbench.usecases.study_matter import MatterNotFound
from workbench.widgets import CLOCK_TONES

BUSY = (
    "SELECT matter_id FROM steps JOIN matters USING (matter_id) WHERE NOT locked GROUP BY 1 ORDER BY count(*) DESC, 1"
)


def busiest(office: Office) -> str:
    return str(office.edition().query(BUSY)["matter_id"][0])


@pytest.fixture
def model(own_office: Office) -> CaseModel:
    return CaseModel(own_office, busiest(own_office))


def visit(model: CaseModel, text: str = "上门核实房屋现状") -> bool:
    """A step any record can take."""
    given = {"day": "2026-11-19", "unit": "清澜县住房和城乡建设局", "text": text}
    return model.do(lambda seen: acts.take_step(model, StepKind.VISIT, given, seen), "已登记")


# --- reading --------------------------------------------------------------------------------------------------------------


def test_timeline_has_every_step_and_clock(demo_office: Office) -> None:
    sql = "SELECT matter_id FROM steps WHERE start IS NULL INTERSECT SELECT matter_id FROM clocks WHERE due IS NOT NULL ORDER BY 1"
    model = CaseModel(demo_office, str(demo_office.edition().query(sql)["matter_id"][0]))
    items, dossier = story(model.opened, acts.spoken(model), acts.step_cells(model)), model.opened
    assert len({item["id"] for item in items}) == len(items) and {item["lane"] for item in items} <= set(LANES)
    steps = [item for item in items if item["id"].startswith("step")]
    told_again = sum(step["text"] == "首次信访" for step in dossier.steps) - sum(
        one["label"] == "首次信访" for one in steps
    )
    assert len(steps) == len(dossier.steps) - told_again
    assert any(item["start"] is None for item in steps)
    bars = [item for item in items if item["lane"] == "期限"]
    assert len(bars) == sum(clock["due"] is not None for clock in dossier.clocks)
    assert all(item["end"] and item["start"] <= item["end"] for item in bars if item["kind"] == "bar")


def test_a_step_of_a_ledger_names_its_cell_and_a_recorded_one_its_clerk(model: CaseModel) -> None:
    assert visit(model)
    items = story(model.opened, acts.spoken(model), acts.step_cells(model))
    sources = {item["label"]: dict(item["facts"]).get("出处", "") for item in items if item["id"].startswith("step")}
    assert sources["登记"].startswith("清澜县") and sources["登记"].partition("〕")[2][:1].isalpha()
    newest = [
        dict(item["facts"]) for item in items if item["label"] == "走访调查" and item["start"] == date(2026, 11, 19)
    ]
    assert [one["出处"][:6] for one in newest] == ["测试员 于 "]


def test_hearings_are_pauses() -> None:
    def step(kind: str, start: date) -> dict[str, Any]:
        return {"kind": kind, "start": start, "record_id": "R1"}

    steps = [step("听证开始", date(2026, 3, 1)), step("受理", date(2026, 3, 2)), step("听证结束", date(2026, 3, 9))]
    assert hearings(steps) == {"R1": ((date(2026, 3, 1), date(2026, 3, 9)),)}
    assert hearings(steps[:1]) == {}


def test_head_facts_say_what_is_missing(model: CaseModel) -> None:
    told = dict(matter_facts({**model.opened.matter, "case_leader": "", "lead_unit": None}))
    assert told["包案领导"] is None and told["责任单位"] is None
    assert told["信访件"] == f"{model.opened.matter['records']} 件"


def test_the_next_deadline_is_the_nearest_open_one() -> None:
    rows = [
        {"status": "按期完成", "due": date(2026, 1, 1)},
        {"status": "在办", "due": date(2026, 5, 1)},
        {"status": "超期未完成", "due": date(2026, 3, 1)},
        {"status": "待核", "due": None},
    ]
    assert next_clock(rows) is rows[2] and next_clock(rows[:1]) is None


def test_an_unknown_matter_is_told(demo_office: Office) -> None:
    model = CaseModel(demo_office)
    assert len(model.results) == 20 and model.address == ""
    with pytest.raises(MatterNotFound, match="尚未选定事项"):
        model.opened  # noqa: B018
    model.wanted = "XX-1"
    assert model.dossier is None and "没有编号为“XX-1”的事项" in model.problem
    model.wanted = f" {model.results[0]['matter_id']} "
    assert model.dossier and model.problem == ""
    model.words = "没有这个词"
    assert model.results == []


def test_matters_of_every_kind_can_be_opened(demo_office: Office) -> None:
    kinds = "SELECT min(matter_id) AS matter_id FROM matters GROUP BY locked, state_a, state_b, records > 1"
    model = CaseModel(demo_office)
    for matter in demo_office.edition().query(kinds)["matter_id"]:
        model.wanted = matter
        assert model.matter_id == matter
        story(model.opened, acts.spoken(model), acts.step_cells(model))
        assert chips(model.opened, CLOCK_TONES, None)[0][0] == matter


# --- the link -------------------------------------------------------------------------------------------------------------


def test_the_link_holds_matter_tab_and_day(demo_office: Office) -> None:
    matter = busiest(demo_office)
    model = CaseModel(demo_office, {"matter": matter, "tab": "clocks", "asof": "2025-06-30"})
    assert model.address == f"?matter={matter}&tab=clocks&asof=2025-06-30" and model.opened.as_of == date(2025, 6, 30)
    assert "正在看 2025-06-30 的情形" in [word for word, _, _ in chips(model.opened, CLOCK_TONES, model.as_of)]
    model.as_of = None
    assert model.opened.as_of == model.edition.as_of and "asof" not in model.address


@pytest.mark.parametrize("asked", [{"tab": "nonsense"}, {"tab": ""}, {}])
def test_an_unknown_tab_is_the_first(demo_office: Office, asked: dict[str, str]) -> None:
    assert CaseModel(demo_office, asked).tab == next(iter(TABS))


def test_a_day_that_is_none_is_told(demo_office: Office) -> None:
    model = CaseModel(demo_office, {"matter": busiest(demo_office), "asof": "昨天"})
    assert model.as_of is None and model.dossier and "链接中的日期“昨天”读不出来" in model.said.text


def test_on_another_day_nothing_can_be_recorded(own_office: Office) -> None:
    model = CaseModel(own_office, {"matter": busiest(own_office), "asof": "2025-06-30"})
    before = own_office.store.last_seq()
    assert not visit(model) and "不能登记" in model.said.text and own_office.store.last_seq() == before
    steps = [step["start"] for step in model.opened.steps if step["start"]]
    assert max(steps) <= date(2025, 6, 30)


# --- acting ---------------------------------------------------------------------------------------------------------------


def test_a_step_recorded_stands_in_the_case_at_once(model: CaseModel) -> None:
    steps, stamp = len(model.opened.steps), model.stamp
    assert visit(model) and model.said.tone == "ok" and model.stamp > stamp
    assert len(model.opened.steps) == steps + 1 and len(model.opened.newer) == 1
    assert any("之后另有 1 条登记" in word for word, _, _ in chips(model.opened, CLOCK_TONES, None))
    (first, *_) = acts.journal(model)
    assert (first["actor"], first["what"], first["day"]) == ("测试员", "走访调查", "2026-11-19")
    assert not model.do(lambda seen: acts.undo(model, first["id"], " ", seen), "已撤销") and "理由" in model.said.text
    assert model.do(lambda seen: acts.undo(model, first["id"], "日期写错", seen), "已撤销")
    assert len(model.opened.steps) == steps and acts.journal(model)[0]["state"] == "已撤销"


def test_a_refused_step_says_why_and_keeps_nothing(model: CaseModel) -> None:
    before = model.office.store.last_seq()
    given = {"day": "2026-02-30", "unit": "县住建局", "text": "核实"}
    assert not model.do(lambda seen: acts.take_step(model, StepKind.VISIT, given, seen), "已登记")
    assert model.said.tone == "overdue" and model.said.text and model.office.store.last_seq() == before
    assert not model.do(
        lambda seen: acts.take_step(model, StepKind.VISIT, {**given, "day": "2026-11-19", "text": ""}, seen), ""
    )
    assert "走访调查" in model.said.text and model.office.store.last_seq() == before


def test_who_writes_second_is_told_and_may_write_again(model: CaseModel) -> None:
    work_on_case.take_step(
        model.office, model.record, StepKind.PROGRESS, "2026-11-18", unit="县自然资源局", text="已踏勘", actor="乙"
    )
    before = model.office.store.last_seq()
    assert not visit(model) and model.office.store.last_seq() == before
    assert len(model.meanwhile) == 1 and model.meanwhile[0].startswith("乙 于 ") and "“进展”" in model.meanwhile[0]
    assert "所填内容仍在" in model.said.text
    assert any(step["text"] == "已踏勘" for step in model.opened.steps)  # the page shows it already
    assert visit(model) and model.meanwhile == []


def test_every_step_offered_has_its_form_and_every_refusal_a_sentence(model: CaseModel) -> None:
    record, found, steps = acts.standing(model, model.record)
    stages = path.stages(record, found)
    assert sum(stage.state == "now" for stage in stages) == 1
    assert len({stage.key for stage in stages}) == len(stages) >= 9
    offered = path.choices(steps)
    assert (
        len(offered) == len(StepKind) - 1
        and any(one.refusal for one in offered)
        and any(not one.refusal for one in offered)
    )
    assert all(one.group for one in offered)
    for step in steps:
        names = [field.name for field in path.fields(step, acts.units(model), [])]
        assert names[0] == "day" and len(set(names)) == len(names)
        assert not step.refusal or "依据：" in path.choices([step])[0].refusal


def test_a_claim_a_gate_item_and_a_worksheet_are_kept(model: CaseModel) -> None:
    claims = len(acts_close.claims(model))
    empty = dict.fromkeys(
        (
            "text",
            "result",
            "legitimacy",
            "treatment",
            "basis",
            "due",
            "performed",
            "proof",
            "outcome",
            "reviewer",
            "why",
        ),
        "",
    )
    assert model.do(
        lambda seen: acts_close.set_claim(model, "", {**empty, "text": "请求公开账目", "result": "支持"}, seen), "ok"
    )
    assert len(acts_close.claims(model)) == claims + 1
    refused = {**empty, "text": "请求公开账目", "legitimacy": "不合理"}
    assert (
        not model.do(lambda seen: acts_close.set_claim(model, "", refused, seen), "") and "有理推定" in model.said.text
    )
    told = {"evidence": "", "reason": "", "why": ""}
    assert not model.do(lambda seen: acts_close.fill_gate(model, "G4", told, seen), "")
    assert model.do(lambda seen: acts_close.fill_gate(model, "G4", {**told, "evidence": "走访笔录第 3 页"}, seen), "ok")
    assert "走访笔录第 3 页" in {one.item: one for one in acts_close.gate(model)}["G4"].evidence
    boxes = {"gaps": "面积相差", "new_facts": "新测绘", "reasonable": "过渡费", "conclusion": "补足差额", "why": ""}
    assert not model.do(lambda seen: acts_close.save_worksheet(model, {**boxes, "gaps": ""}, seen), "")
    assert model.do(lambda seen: acts_close.save_worksheet(model, boxes, seen), "ok")
    assert model.opened.file.worksheets[-1].fields["gaps"] == "面积相差"


def test_duty_talks_and_leaders_are_recorded(model: CaseModel) -> None:
    duty = {"role": "协办", "unit": "清澜县财政局", "place": "", "basis": "《信访工作条例》第二十二条", "why": ""}
    assert model.do(lambda seen: acts_duty.confirm_duty(model, duty, seen), "ok")
    assert model.opened.file.duties[-1].unit == "清澜县财政局"
    talk = {"day": "2026-11-18", "reached": "否", "one": "清澜县住房和城乡建设局", "one_says": "应由乡镇兑付", "one_basis": "",
            "other": "棠溪乡人民政府", "other_says": "应由主管部门兑付", "other_basis": "安置协议",
            "agreed": "面积无异议", "open": "由谁兑付", "why": ""}  # fmt: skip
    assert model.do(lambda seen: acts_duty.record_round(model, talk, seen), "ok")
    found = acts_duty.contest(model)
    assert found.state.is_open and {claim.unit for claim in found.claims} >= {talk["one"], talk["other"]}
    leader = dict.fromkeys(("level", "unit", "inner_office", "team", "due", "result", "day", "why"), "")
    given = {**leader, "post": "分管副县长", "role": "包案领导", "level": "县"}
    assert not model.do(lambda seen: acts_duty.assign(model, {**given, "result": "稳控在当地"}, seen), "")
    assert model.do(lambda seen: acts_duty.assign(model, given, seen), "ok")
    assert acts_duty.leaders(model).sheet.assignments


def test_a_plan_is_a_step_with_its_parts(model: CaseModel) -> None:
    given = {
        "unit": "清澜县住房和城乡建设局",
        "day": "2026-11-19",
        "text": "分两批安置",
        "money": "县级财政",
        "why": "",
        "due": "2027-03-31",
    }
    assert model.do(lambda seen: acts_study.plan(model, given, seen), "ok")
    spoken = model.office.store.events(kinds=[EventKind.STEP])[-1]
    assert (spoken.payload["kind"], spoken.payload["money"], spoken.payload["due"]) == (
        "化解方案",
        "县级财政",
        "2027-03-31",
    )


def test_lists_and_papers_lie_in_the_office_s_own_folder(model: CaseModel) -> None:
    told = acts.export(model, "期限（点击）", [{"key": "name", "title": "期限"}], [{"name": "=1+1"}])
    (kept,) = (model.office.settings.home / "exports").glob("期限_*.xlsx")
    assert told == f"已存为 {kept}" and kept.stat().st_size > 1000
    assert acts.PAPERS["会商材料"](model).endswith(".docx")
