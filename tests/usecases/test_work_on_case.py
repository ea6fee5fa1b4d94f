"""Work on the record: what is refused leaves nothing behind, what is out of order is kept only as it happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from workbench.domain.codes import StepKind
from workbench.domain.events import Event, EventKind
from workbench.rules.procedure import procedural_state
from workbench.rules.procedure_checks import HAPPENED
from workbench.rules.transitions import is_hard
from workbench.settings import Settings
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases.decide import undo
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.keep_file import keep_file
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.record_now import record_now
from workbench.usecases.work_on_case import StepRefused, TransferRefused, next_steps, take_step

K = StepKind
TODAY = date(2026, 11, 22)
HEADER = "信访件编号,姓名,登记时间,信访目的,主要诉求,责任单位,被反映人或单位,法定途径,意见书文号,办结时间\n"
ROWS = (
    "甲1,赵一,2026-05-06,申诉求决,要求补发征地款,清澜县自然资源局,清澜县自然资源局,信访程序,,\n"
    "甲2,钱二,2026-05-07,检举控告,反映占用集体资金,清澜县纪委监委,桐澜镇人民政府,,,\n"
    "甲3,孙三,2026-05-08,申诉求决,要求办理不动产权证,清澜县自然资源局,,信访程序,,\n"
    "甲4,李四,2026-05-09,申诉求决,要求退还押金,清澜县住建局,,信访程序,清住建复〔2026〕7号,2026-06-20\n"
)
LAND = "清澜县自然资源局"


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Office:
    ledger = tmp_path / "台账.csv"
    ledger.write_text(HEADER + ROWS, encoding="utf-8")
    opened = Office(settings)
    assert import_ledger(opened, ledger).imported == 4
    return opened


@pytest.fixture
def number_of(office: Office) -> Callable[[str], str]:
    """Record id by case number."""
    ids = {str(office.store.versions(one).iloc[-1]["case_no"]): one for one in (f"R{at:06d}" for at in range(1, 5))}
    return ids.__getitem__


def _accepted(office: Office, record: str) -> None:
    take_step(office, record, K.FORWARD, "2026-05-10", unit="县信访局", target=LAND, mode="转送", why="职权在该局")
    take_step(office, record, K.ACCEPT, date(2026, 5, 12), unit=LAND, notice="清自然受告〔2026〕3号")


def _count(office: Office) -> int:
    return len(office.store.events(include_undone=True))


def test_a_step_is_kept_with_who_when_and_what(office: Office, number_of: Callable[[str], str]) -> None:
    event = take_step(
        office, number_of("甲3"), K.ACCEPT, date(2026, 5, 20), unit=LAND, notice="受告1号", why="", actor="王科员"
    )
    assert event.actor == "王科员" and event.event_id and event.seq
    assert dict(event.payload) == {"kind": "受理", "day": "2026-05-20", "unit": LAND, "target": "", "text": "",
                                   "notice": "受告1号"}  # fmt: skip
    assert procedural_state(record_now(office, number_of("甲3"), TODAY).record).state == "A4 已受理"


def test_a_whole_course_is_recorded_without_publishing(office: Office, number_of: Callable[[str], str]) -> None:
    record = number_of("甲3")
    _accepted(office, record)
    take_step(office, record, K.OPINION, "2026-07-01", unit=LAND, number="清自然复〔2026〕9号", result="支持")
    take_step(office, record, K.DELIVER, "2026-07-03", way="直接送达", signed="签收")
    take_step(office, record, K.REVIEW_ASK, "2026-07-20", target="清澜县人民政府")
    take_step(
        office, record, K.REVIEW_ANSWER, "2026-08-10", unit="清澜县人民政府", number="清复查〔2026〕1号", result="维持"
    )
    assert procedural_state(record_now(office, record, TODAY).record).state == "B2 复查办结"


@pytest.mark.parametrize(
    ("kind", "day", "given", "said"),
    [
        (K.ACCEPT, "2026-05-01", {"unit": LAND, "notice": "受告9号"}, "“受理”的日期2026-05-01早于登记日期2026-05-08"),
        (K.OPINION, "2026-05-11", {"unit": LAND, "number": "清自然复9号", "result": "支持"}, "早于“受理”的日期2026-05-12"),
        (K.DELIVER, "2026-06-01", {"way": "直接送达", "signed": "签收"}, "没有可以送达的文书"),
        (K.EXTEND, "2026-08-01", {"unit": LAND, "days": "30", "approver": "局长", "reasons": "需鉴定", "notice": "延1号"},
         "延期于2026-08-01批准，晚于60日届满日2026-07-11"),
        (K.EXTEND, "2026-06-01", {"unit": LAND, "days": "45", "approver": "局长", "reasons": "需鉴定", "notice": "延1号"},
         "超过30日的上限"),
        (K.OPINION, "2026-07-01", {"unit": LAND, "number": "清自然复9号"}, "未填“办理结果"),
        (K.OPINION, "2026-12-01", {"unit": LAND, "number": "清自然复9号", "result": "支持"}, "尚未发生"),
        (K.PROGRESS, "2026-06-01", {"unit": LAND, "text": "已落实稳控"}, "管人的内容"),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_nothing_is_stored(
    office: Office, number_of: Callable[[str], str], kind: StepKind, day: str, given: dict[str, str], said: str
) -> None:
    record = number_of("甲3")
    _accepted(office, record)
    before = _count(office)
    with pytest.raises(StepRefused) as refused:
        take_step(office, record, kind, day, **given)
    assert said in str(refused.value)
    assert "编号 甲3" in str(refused.value) and "依据：" in str(refused.value) and "怎么办：" in str(refused.value)
    assert refused.value.findings and _count(office) == before


def test_what_is_no_day_or_no_record_is_told(office: Office, number_of: Callable[[str], str]) -> None:
    before = _count(office)
    with pytest.raises(ValueError, match="不是可识别的日期"):
        take_step(office, number_of("甲3"), K.ACCEPT, "五月初")
    with pytest.raises(LookupError, match="没有编号为“R999999”的信访件"):
        take_step(office, "R999999", K.ACCEPT, "2026-05-20")
    assert _count(office) == before


def test_a_number_is_used_once(office: Office, number_of: Callable[[str], str]) -> None:
    record = number_of("甲3")
    _accepted(office, record)
    before = _count(office)
    with pytest.raises(StepRefused, match="文号“清住建复\\[2026\\]7号”已用于信访件 甲4 的意见书（台账）"):
        take_step(office, record, K.OPINION, "2026-06-20", unit=LAND, number="清住建复[2026]7号", result="支持")
    with pytest.raises(StepRefused, match="已用于信访件 甲3 的“受理”（2026-05-12）"):
        take_step(office, number_of("甲1"), K.ACCEPT, "2026-06-01", unit="清澜县财政局", notice="清自然受告（2026）3号")
    assert _count(office) == before
    own = number_of("甲4")
    take_step(office, own, K.ACCEPT, "2026-05-15", unit="清澜县住建局", notice="住建受告1号")
    again = {"unit": "清澜县住建局", "number": "清住建复〔2026〕7号", "result": "支持"}
    kept = take_step(office, own, K.OPINION, "2026-06-20", **again)
    undo(office, kept.event_id, why="日期有误")
    assert take_step(office, own, K.OPINION, "2026-06-20", **again).event_id


def test_what_happened_out_of_order_needs_saying_so_and_why(office: Office, number_of: Callable[[str], str]) -> None:
    record = number_of("甲3")
    _accepted(office, record)
    late = {"unit": LAND, "days": "30", "approver": "局长", "reasons": "需鉴定", "notice": "延1号"}
    with pytest.raises(StepRefused, match="如实补登") as refused:
        take_step(office, record, K.EXTEND, "2026-08-01", **late)
    assert not any(map(is_hard, refused.value.findings))
    with pytest.raises(StepRefused, match="如实补登须写明理由"):
        take_step(office, record, K.EXTEND, "2026-08-01", as_it_happened=True, **late)
    event = take_step(office, record, K.EXTEND, "2026-08-01", as_it_happened=True, why="档案记载当日才批准", **late)
    assert event.payload[HAPPENED] == "EXT_LATE" and event.why == "档案记载当日才批准"
    found = procedural_state(record_now(office, record, TODAY).record).findings
    assert "EXT_LATE" in {one.rule for one in found}


def test_what_cannot_be_is_refused_even_as_it_happened(office: Office, number_of: Callable[[str], str]) -> None:
    with pytest.raises(StepRefused, match="没有可以送达的文书"):
        take_step(office, number_of("甲3"), K.DELIVER, "2026-06-01", way="直接送达", signed="签收",
                  as_it_happened=True, why="确已送达")  # fmt: skip


def test_the_second_of_two_is_told_what_the_first_did(office: Office, number_of: Callable[[str], str]) -> None:
    record = number_of("甲3")
    seen = office.store.last_seq()
    take_step(office, record, K.FORWARD, "2026-05-10", target=LAND, mode="转送", actor="甲科员", seen=seen)
    before = _count(office)
    with pytest.raises(ChangedMeanwhile) as told:
        take_step(
            office, record, K.FORWARD, "2026-05-10", target="清澜县住建局", mode="转送", actor="乙科员", seen=seen
        )
    assert "甲科员" in str(told.value) and "转送交办" in str(told.value) and _count(office) == before
    seen = told.value.events[-1].seq
    take_step(office, record, K.ACCEPT, "2026-05-12", unit=LAND, notice="受告4号", actor="乙科员", seen=seen)


def test_a_recused_unit_neither_acts_nor_receives(office: Office, number_of: Callable[[str], str]) -> None:
    record = number_of("甲3")
    said = {"who": LAND, "is_unit": "是", "decided_by": "县信访局"}
    office.store.append(Event(EventKind.RECUSED, f"M-{record}", "主任", datetime.now().astimezone(), "利害关系", said))
    with pytest.raises(StepRefused, match=r"已经回避.*第二十八条第三款"):
        take_step(office, record, K.FORWARD, "2026-05-10", target=LAND, mode="转送")
    with pytest.raises(StepRefused, match="已经回避"):
        take_step(office, record, K.VISIT, "2026-05-12", unit=LAND, text="现场核实")
    assert take_step(office, record, K.FORWARD, "2026-05-10", target="清澜县住建局", mode="转送").event_id


def test_a_claim_goes_to_the_unit_complained_of_only_with_a_reason(
    office: Office, number_of: Callable[[str], str]
) -> None:
    record = number_of("甲1")
    before = _count(office)
    with pytest.raises(TransferRefused, match="确需转送的，请写明理由") as refused:
        take_step(office, record, K.FORWARD, date(2026, 5, 9), target=LAND, mode="转送")
    assert refused.value.findings[0].rule == "EXCLUSION_WARN" and _count(office) == before
    with pytest.raises(TransferRefused):
        take_step(office, record, K.OFFER, date(2026, 5, 9), unit="清澜县住建局", target=LAND)
    event = take_step(office, record, K.FORWARD, date(2026, 5, 9), target=LAND, mode="转送", why="局长批示由其复核")
    assert event.why == "局长批示由其复核"
    assert take_step(office, record, K.FORWARD, date(2026, 5, 9), target="清澜县财政局", mode="转送").event_id


def test_an_accusation_never_goes_to_the_accused_and_its_words_stay_away(
    office: Office, number_of: Callable[[str], str]
) -> None:
    record = number_of("甲2")
    with pytest.raises(TransferRefused, match="不得将投诉材料转给被反映单位"):
        take_step(office, record, K.FORWARD, date(2026, 5, 9), target="桐澜镇人民政府", mode="转送", why="坚持要转")
    with pytest.raises(StepRefused, match="检举控告由纪检监察机关办理"):
        take_step(office, record, K.VISIT, date(2026, 5, 9), unit="清澜县住建局", text="走访")
    with pytest.raises(StepRefused, match="只存于锁定表"):
        take_step(office, record, K.FORWARD, "2026-05-09", target="清澜县纪委监委", mode="转送", text="反映某人")
    with pytest.raises(TransferRefused, match="不是接收检举控告的机关"):
        take_step(office, record, K.FORWARD, "2026-05-09", target="清澜县住建局", mode="转送", why="请核查")
    assert not office.store.events([EventKind.STEP], subject=record)
    assert take_step(office, record, K.FORWARD, date(2026, 5, 9), target="清澜县纪委监委", mode="转送").event_id
    open_kinds = {one.kind for one in next_steps(office, record) if one.refusal is None}
    assert open_kinds <= {K.REGISTER, K.FORWARD, K.HAND_OFF, K.CLOSE, K.SUPERVISE} and K.FORWARD in open_kinds


def test_a_file_named_must_be_kept_for_the_case(
    office: Office, number_of: Callable[[str], str], tmp_path: Path
) -> None:
    record, paper = number_of("甲3"), tmp_path / "告知书.pdf"
    paper.write_bytes(b"%PDF invented")
    other = keep_file(office, number_of("甲4"), paper, "受理告知书").payload["file_id"]
    with pytest.raises(StepRefused, match="不在本信访件或其事项的卷宗内"):
        take_step(office, record, K.ACCEPT, "2026-05-20", unit=LAND, notice=other)
    keep_file(office, record, paper, "受理告知书")
    assert take_step(office, record, K.ACCEPT, "2026-05-20", unit=LAND, notice=other).payload["notice"] == other


def test_next_steps_say_what_is_needed_and_why_not(office: Office, number_of: Callable[[str], str]) -> None:
    record = number_of("甲3")
    steps = {one.kind: one for one in next_steps(office, record)}
    assert steps[K.ACCEPT].refusal is None
    needed = {need.name for need in steps[K.ACCEPT].fields if need.required}
    assert needed == {"day", "unit", "notice"}
    refusal = steps[K.DELIVER].refusal
    assert refusal is not None and is_hard(refusal) and "未见意见书" in refusal.sentence
    with pytest.raises(LookupError):
        next_steps(office, "R999999")


def test_a_late_request_is_open_with_a_reason_required(office: Office, number_of: Callable[[str], str]) -> None:
    record = number_of("甲3")
    _accepted(office, record)
    take_step(office, record, K.OPINION, "2026-07-01", unit=LAND, number="清自然复〔2026〕9号", result="支持")
    take_step(office, record, K.DELIVER, "2026-07-03", way="直接送达", signed="签收")
    ask = next(one for one in next_steps(office, record) if one.kind is K.REVIEW_ASK)
    assert ask.refusal is None and "reasons" in {need.name for need in ask.fields if need.required}


def test_the_matter_is_the_editions_and_the_facts_are_the_stores(
    office: Office, number_of: Callable[[str], str]
) -> None:
    record = number_of("甲3")
    publish_edition(office)
    _accepted(office, record)
    now = record_now(office, record, TODAY)
    assert [one.kind for one in now.record.steps] == [K.REGISTER, K.FORWARD, K.ACCEPT] or now.record.of(K.ACCEPT)
    assert now.record.reg_day is not None and now.record.reg_day.text == "2026-05-08"
    assert {one.record_id for one in now.matter.records} >= {record} and not now.locked


def test_an_undo_is_another_event_and_reopens_the_step(office: Office, number_of: Callable[[str], str]) -> None:
    record = number_of("甲3")
    event = take_step(office, record, K.ACCEPT, date(2026, 5, 20), unit=LAND, notice="受告1号")
    before = _count(office)
    undo(office, event.event_id, why="录错件")
    assert _count(office) == before + 1
    assert not record_now(office, record, TODAY).record.of(K.ACCEPT)
    assert take_step(office, record, K.ACCEPT, date(2026, 5, 21), unit=LAND, notice="受告1号").event_id
