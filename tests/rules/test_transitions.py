"""Every transition and guard of spec 5.6 and 5.7 as situations a jurist can read, and what must hold for any steps at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Pathway, ProceduralState, ResolutionState, StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.rules.procedure import ProcedureFinding, next_state, procedural_state
from workbench.rules.procedure_checks import HAPPENED
from workbench.rules.procedure_pathway import left_the_clock, pathway_on
from workbench.rules.resolution import resolution_state
from workbench.rules.transitions import HARD, is_hard, needs_of, next_steps, refusals, told
from workbench.rules.transitions_hard import same_number

HERE = Path(__file__).parent / "situations"
FILES = sorted(path for path in HERE.glob("procedure_*.yaml") if path.stem != "procedure_common")
COMMON: dict[str, list[str]] = yaml.safe_load((HERE / "procedure_common.yaml").read_text(encoding="utf-8"))
CASES: list[Any] = [
    pytest.param(one, id=f"{path.stem.removeprefix('procedure_')}-{one['名称']}")
    for path in FILES
    for one in yaml.safe_load(path.read_text(encoding="utf-8"))
]
FIELDS = {
    "单位": "unit", "去向": "target", "内容": "text", "期限": "due", "反馈": "demand", "文号": "number", "告知": "notice",
    "免告": "waiver", "理由": "reasons", "途径": "pathway", "天数": "days", "批准": "approver", "结果": "result",
    "签收": "signed", "依据文书": "prior", "收到": "received", "核实意见": "sender_note", "件号": "dup_of_no",
    "形式": "channel", "事发地": "place", "变更项": "field", "原为": "from", "改为": "to", "职务": "post", "环节": "role",
    "症结": "crux", "组织": "body", "类型": "type", "核查": "check", "诉求": "claim", "凭证": "proof",
    "信访人意见": "ptr_opinion", "附件": "file", "依据": "basis",
}  # fmt: skip
MODES = (StepKind.FORWARD, StepKind.CLOSE, StepKind.WITHDRAW)
TODAY = date(2026, 11, 22)


def day(value: object) -> PartialDate | None:
    return None if value in (None, "无", "不明") else PartialDate.parse(str(value))


def step(text: str, record_id: str = "R1") -> Step:
    """ "2026-03-02 转送交办 单位=县信访局 去向=县住建局": day, kind, and fields by their Chinese names."""
    when, kind, *fields = text.split()
    told_ = dict(field.split("=", 1) for field in fields)
    mode = "mode" if StepKind(kind) in MODES else "way"
    named = {mode if name == "方式" else FIELDS[name]: value for name, value in told_.items()}
    own = {name: named.pop(name, "") for name in ("unit", "target", "text")}
    return Step(StepKind(kind), day(when), record_id, own["unit"], own["target"], own["text"], named)


def steps(given_: list[str], record_id: str = "R1") -> Iterator[Step]:
    for one in given_:
        if one in COMMON:
            yield from steps(COMMON[one], record_id)
        else:
            yield step(one, record_id)


def record(case: dict[str, Any], record_id: str = "R1") -> RecordFacts:
    return RecordFacts(
        record_id,
        case_no=case.get("编号", ""),
        pathway=Pathway(case["途径"]) if case.get("途径", "P6") != "未定" and "途径" in case else None,
        reg_day=day(case.get("登记", "2026-03-01")),
        lead_unit="县住建局",
        steps=tuple(steps(case["已有步骤"], record_id)),
    )


def matter(case: dict[str, Any], own: RecordFacts) -> MatterFacts:
    others = [record({"途径": "P6", **one}, f"R{at}") for at, one in enumerate(case.get("同一事项另件", ()), 2)]
    return MatterFacts("M-R1", TODAY, (own, *others), lead_unit=own.lead_unit)


def state_after(case: dict[str, Any], own: RecordFacts, taken: Step) -> str:
    after = replace(own, steps=(*own.steps, taken))
    if case["新状态"][0].isdecimal():
        return resolution_state(matter(case, after)).state.value
    return procedural_state(after, taken.day.end if taken.day else None).state.value


@pytest.mark.parametrize("case", CASES)
def test_situations(case: dict[str, Any]) -> None:
    own, taken = record({"途径": "P6", **case}), step(case["拟办"])
    numbers = {same_number(number): where for number, where in case.get("已用文号", {}).items()}
    found = refusals(own, matter(case, own), taken, TODAY, numbers=numbers)
    answer = "准许" if not found else "拒绝" if any(map(is_hard, found)) else "如实补登"
    assert answer == case["结果"], [told(one) for one in found]
    sentences = "\n".join(told(one) for one in found)
    assert case.get("理由含", "") in sentences, sentences
    for one in found:
        assert one.clause and one.change and one.sentence.endswith("。") and one.record_id == "R1"
    if "新状态" in case:
        assert state_after(case, own, taken) == case["新状态"]


def test_there_are_enough_situations_and_each_name_is_used_once() -> None:
    names = [case.values[0]["名称"] for case in CASES]
    assert len(names) == len(set(names)) >= 150


def test_every_state_every_hard_rule_and_every_kind_stands_in_some_situation() -> None:
    states = {case.values[0].get("新状态") for case in CASES if case.values[0]["结果"] != "拒绝"}
    assert states >= {state.value for state in ProceduralState if state is not ProceduralState.UNREGISTERED}
    assert states >= {state.value for state in ResolutionState} - {"0 未启动", "3 审核退回", "5 反弹"} | {"3 审核退回"}
    kinds = {case.values[0]["拟办"].split()[1] for case in CASES}
    assert kinds == {kind.value for kind in StepKind} - {"信访"}


def test_refusals_name_the_article() -> None:
    for case in (one.values[0] for one in CASES if one.values[0]["结果"] != "准许"):
        own = record({"途径": "P6", **case})
        numbers = {same_number(number): where for number, where in case.get("已用文号", {}).items()}
        for found in refusals(own, matter(case, own), step(case["拟办"]), TODAY, numbers=numbers):
            assert "第" in found.clause or "要求" in found.clause


# --- for any steps at all -------------------------------------------------------------------------------------------

_DAYS = st.dates(date(2026, 3, 2), date(2026, 11, 20))
_STEPS = st.lists(
    st.builds(
        lambda kind, when, result: Step(
            kind, day(when.isoformat()), "R1", "县住建局", "县政府", detail={"result": result}
        ),
        st.sampled_from(StepKind),
        _DAYS,
        st.sampled_from(["", "维持", "撤销并责令重办"]),
    ),
    max_size=14,
)


def _of(taken: list[Step]) -> RecordFacts:
    ordered = sorted(taken, key=lambda one: one.day.start if one.day else date.max)
    return RecordFacts("R1", pathway=Pathway.PETITION, reg_day=day("2026-03-01"), steps=tuple(ordered))


@given(_STEPS)
def test_replaying_the_steps_in_order_gives_the_same_states(taken: list[Step]) -> None:
    whole = _of(taken)
    grown = RecordFacts("R1", pathway=Pathway.PETITION, reg_day=day("2026-03-01"))
    for one in whole.steps:
        grown = replace(grown, steps=(*grown.steps, one))
    assert procedural_state(grown) == procedural_state(whole)
    assert resolution_state(MatterFacts("M", TODAY, (grown,))) == resolution_state(MatterFacts("M", TODAY, (whole,)))


@given(_STEPS, _DAYS)
def test_the_state_as_of_a_day_is_the_replay_up_to_that_day(taken: list[Step], until: date) -> None:
    whole = _of(taken)
    known = replace(whole, steps=tuple(one for one in whole.steps if one.day and one.day.start <= until))
    assert procedural_state(whole, until) == procedural_state(known, until)
    then, replayed = (resolution_state(MatterFacts("M", until, (one,))) for one in (whole, known))
    assert then.state is replayed.state and then.since == replayed.since


@given(_STEPS, st.sampled_from(StepKind), _DAYS)
def test_what_is_allowed_adds_no_finding_to_what_was_in_order(taken: list[Step], kind: StepKind, when: date) -> None:
    """With a step that is allowed, the fold finds fault with no step it found none with before, the new one included."""
    own = _of(taken)
    tried = Step(kind, day(when.isoformat()), "R1", "县住建局", "县政府", "内容", _filled(kind))
    if refusals(own, None, tried, TODAY):
        return
    before, after = (_faulty(procedural_state(one)) for one in (own, replace(own, steps=(*own.steps, tried))))
    assert after <= before


def _faulty(found: ProcedureFinding) -> set[tuple[str | None, str | None]]:
    return {(one.facts.get("步骤"), one.facts.get("日期")) for one in found.findings}


def _filled(kind: StepKind) -> dict[str, str]:
    values = {"number": "5", "day": "2026-11-30"}
    named = {
        need.name: need.choices[0] if need.choices else values.get(need.kind, "有")
        for need in needs_of(kind)
        if need.required
    }
    return {name: value for name, value in named.items() if name not in ("day", "unit", "target", "text")}


@given(_STEPS, st.sampled_from(StepKind), _DAYS)
def test_a_step_recorded_against_the_rules_stays_told(taken: list[Step], kind: StepKind, when: date) -> None:
    own = _of(taken)
    tried = Step(kind, day(when.isoformat()), "R1", "县住建局", "县政府", "内容", _filled(kind))
    found = refusals(own, None, tried, TODAY)
    rules = {one.rule for one in found}
    if not rules or rules & HARD:
        return
    kept = replace(tried, detail={**tried.detail, HAPPENED: "、".join(sorted(rules))})
    after = replace(own, steps=(*own.steps, kept))
    still = {one.rule for one in procedural_state(after).findings}
    still |= {one.rule for one in resolution_state(MatterFacts("M", TODAY, (after,))).findings}
    assert rules <= still


@given(_STEPS)
def test_next_steps_agree_with_the_guard(taken: list[Step]) -> None:
    """What `next_steps` calls open is never refused for its place; what the table bars is never called open."""
    own = _of(taken)
    state = procedural_state(own, TODAY).state
    for one in next_steps(own, None, TODAY):
        trial = Step(one.kind, day(TODAY.isoformat()), "R1", detail={"result": "维持"})
        barred = one.kind in (StepKind.RETURN, StepKind.KEEP, StepKind.EXTEND) and next_state(state, trial) is None
        assert not barred or one.refusal is not None
        assert one.fields[0].name == "day" and (one.refusal is None or told(one.refusal).endswith("。"))


def test_coding_follows_acceptance_and_recoding() -> None:
    own = record({"已有步骤": ["已受理"], "途径": "P6"})
    moved = replace(own, steps=(*own.steps, step("2026-04-01 途径变更 变更项=法定途径 原为=P6 改为=P1 理由=属仲裁")))
    assert pathway_on(own) is Pathway.PETITION and pathway_on(moved) is Pathway.JUDICIAL
    assert pathway_on(moved, date(2026, 3, 31)) is Pathway.PETITION
    assert left_the_clock(own) is None and left_the_clock(moved) == moved.steps[-1]


def test_the_record_already_says_what_registration_needs() -> None:
    plain = {need.name for need in needs_of(StepKind.ACCEPT) if need.required}
    known = {need.name for need in needs_of(StepKind.ACCEPT, record({"已有步骤": [], "途径": "P6"})) if need.required}
    assert plain - known == {"pathway"}
