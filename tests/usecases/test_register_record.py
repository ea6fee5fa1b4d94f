"""One letter or visit registered by hand is a ledger of one row: same provenance, same locks, same steps after it."""

from __future__ import annotations

import pytest

from workbench.domain.codes import Channel, StepKind
from workbench.settings import Settings
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.register_record import FILE, RegisterRefused, register_record
from workbench.usecases.work_on_case import next_steps, take_step

PHONE = "138" + "0000" + "1234"
LETTER = {"channel": "来信", "day": "2026-11-02", "content": "要求补发征地补偿款"}


@pytest.fixture
def office(settings: Settings) -> Office:
    return Office(settings)


def test_a_letter_is_kept_with_where_each_field_was_written(office: Office) -> None:
    record = register_record(office, **LETTER, name="赵一等3人", phone=PHONE, purpose="申诉求决", lead_unit="县住建局")
    kept = office.store.versions(record).iloc[-1]
    assert (kept["channel"], kept["reg_time"], kept["claim"]) == ("来信", "2026-11-02", "要求补发征地补偿款")
    assert kept["headcount"] == 3 and kept["place_issue"] is None and not kept["locked"]
    places = office.store.provenance(record)
    assert places["claim"][:2] == (FILE, FILE) and places["claim"][3] == "要求补发征地补偿款"
    assert places["name"][3] == "（不显示）"
    identity = office.store.identity([record]).iloc[0]
    assert (identity["name"], identity["phone"]) == ("赵一", PHONE)


def test_steps_are_taken_on_it_without_publishing_and_studied_after(office: Office) -> None:
    record = register_record(office, **LETTER, name="赵一", legal_path="信访程序")
    assert StepKind.FORWARD in {one.kind for one in next_steps(office, record) if one.refusal is None}
    take_step(office, record, StepKind.FORWARD, "2026-11-03", target="县住建局", mode="转送")
    matters = publish_edition(office).table("matters").set_index("matter_id")
    assert matters.loc[f"M-{record}", "state_a"] == "A2 已转交"


def test_an_accusation_goes_to_the_locked_table(office: Office) -> None:
    told = "反映该镇镇长挪用公款"
    record = register_record(office, channel=Channel.LETTER, day="2026-11-02", content=told, purpose="检举控告")
    kept = office.store.versions(record).iloc[-1]
    assert kept["locked"] and kept["claim"] is None
    assert office.store.provenance(record)["claim"][3] == "（不显示）"
    suspected = register_record(office, channel=Channel.LETTER, day="2026-11-03", content=told)
    assert office.store.versions(suspected).iloc[-1]["locked"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"channel": ""}, "未填“信访形式”"),
        ({"channel": "托人带话"}, "可填：来信、来访"),
        ({"content": " "}, "未填“信访内容”"),
        ({"place": ""}, "事发地不明的填“待核”"),
        ({"place": "子虚乌有之乡"}, "不在区划表内"),
        ({"day": "十一月初"}, "不是日期"),
        ({"day": "2026-12-24"}, "在今天（"),
        ({"remark": "已安排包保民警盯防"}, "管人的内容"),
        ({"content": "要求补偿；已落实稳控"}, "管人的内容"),
        ({"headcount": "若干"}, "请填一个数"),
        ({"sex_birth": "男"}, "不登记的栏目"),
        ({"mood": "激动"}, "不登记的栏目"),
    ],
)
def test_what_cannot_be_registered_is_told_and_nothing_is_kept(
    office: Office, changed: dict[str, str], said: str
) -> None:
    with pytest.raises(RegisterRefused, match=said):
        register_record(office, **{**LETTER, "name": "赵一", **changed})
    assert office.store.batches().empty and not office.store.events()


def test_a_claim_may_be_about_what_a_person_suffered(office: Office) -> None:
    assert register_record(office, channel="来访", day="2026-11-02", content="不服县公安局的拘留决定", name="周五")


def test_the_same_letter_is_not_registered_twice(office: Office) -> None:
    record = register_record(office, **LETTER, name="赵一")
    with pytest.raises(RegisterRefused, match=f"已经登记为 {record}"):
        register_record(office, **LETTER, name="赵一")
    numbered = register_record(office, **LETTER, name="赵一", case_no="XF-0007")
    with pytest.raises(RegisterRefused, match=f"已经登记为 {numbered}"):
        register_record(office, channel="来访", day="2026-11-09", content="另一诉求", name="钱二", case_no="xf-0007")
    assert len(office.store.batches()) == 2


def test_unsigned_letters_of_one_day_are_told_apart_by_content(office: Office) -> None:
    first = register_record(office, **LETTER)
    assert register_record(office, **{**LETTER, "content": "反映道路积水"}) != first


def test_a_record_registered_after_an_edition_is_worked_on_at_once(own_office: Office) -> None:
    own_office.edition()
    record_id = register_record(
        own_office, channel=Channel.VISIT, day="2026-11-19", content="请求解决饮水困难", place="待核", name="方某来"
    )
    assert any(one.refusal is None for one in next_steps(own_office, record_id))
    step = take_step(
        own_office, record_id, StepKind.FORWARD, "2026-11-20", unit="清澜县信访局", target="清澜县水利局", mode="转送"
    )
    assert step.subject == record_id
