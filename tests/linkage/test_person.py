"""Same person: identity number or telephone and name; never a household, never an agent."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.linkage.limits import Limits
from workbench.linkage.normal import identity_key, person_name, phone_keys
from workbench.linkage.person import person_links, same_person

AREA, BORN = "431102", "750312"


def _old(order: int = 12) -> str:
    return f"{AREA}{BORN}{order:03d}"


def _new(order: int = 12, last: str = "X") -> str:
    return f"{AREA}19{BORN}{order:03d}{last}"


def _phone(number: int = 1) -> str:
    return "138" + f"{number:08d}"


def _rows(*rows: dict[str, object]) -> pd.DataFrame:
    blank = {"name": "", "id_no": "", "phone": "", "co_contacts": "", "proxy": None}
    return pd.DataFrame([{**blank, "record_id": f"R{number}", **row} for number, row in enumerate(rows, 1)])


def _pairs(frame: pd.DataFrame) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(link.left, link.right): link.reasons for link in same_person(frame)}


def test_old_and_new_identity_number_are_one() -> None:
    frame = _rows({"name": "赵一山", "id_no": _old()}, {"name": "赵一山", "id_no": f" {_new(last='x')} "})
    assert _pairs(frame) == {("R1", "R2"): ("证件号一致",)}
    assert same_person(frame)[0].kind == "同人"


def test_same_phone_needs_the_same_name() -> None:
    frame = _rows(
        {"name": "钱二河", "phone": _phone()},
        {"name": "钱 二河", "phone": "+86 " + _phone()},
        {"name": "钱小河", "phone": _phone()},
        {"name": "", "phone": _phone()},
    )
    assert _pairs(frame) == {("R1", "R2"): ("同一电话且同名",)}


def test_one_number_with_two_spellings_says_so() -> None:
    frame = _rows({"name": "孙三江", "id_no": _new()}, {"name": "孙三姜", "id_no": _new()})
    assert _pairs(frame) == {("R1", "R2"): ("姓名写法不同", "证件号一致")}
    assert same_person(frame)[0].score < 1


def test_masked_cut_and_placeholder_values_say_nothing() -> None:
    cut = _new(12)[:15] + "000"
    frame = _rows(
        *({"name": "李某某", "phone": _phone(), "id_no": cut} for _ in range(2)),
        *({"name": "匿名", "phone": _phone(2), "id_no": AREA + "*" * 8 + "0012"} for _ in range(2)),
    )
    assert _pairs(frame) == {}


def test_agent_is_not_the_person() -> None:
    agent = {"name": "周五湖", "id_no": _new(33, "1"), "phone": _phone(5)}
    for_other = {"name": "吴六海", "id_no": agent["id_no"], "phone": agent["phone"], "proxy": "周五湖（外甥）"}
    for_third = {**for_other, "name": "郑七泽"}
    assert _pairs(_rows(agent, for_other, for_third)) == {}
    again = {**for_other, "id_no": ""}
    assert _pairs(_rows(for_other, again)) == {("R1", "R2"): ("同一电话且同名",)}


def test_agent_listed_among_the_contacts_is_not_the_person() -> None:
    listed = json.dumps([{"name": "周五湖", "id_no": _new(33, "1"), "phone": ""}], ensure_ascii=False)
    frame = _rows(
        {"name": "周五湖", "id_no": _new(33, "1")}, {"name": "吴六海", "co_contacts": listed, "proxy": "周五湖"}
    )
    assert _pairs(frame) == {}


def test_joint_petitioners_take_part() -> None:
    others = json.dumps([{"name": "冯八岭", "id_no": _new(44, "2"), "phone": None}], ensure_ascii=False)
    frame = _rows({"name": "陈九峰", "co_contacts": others}, {"name": "冯八岭", "id_no": _new(44, "2")})
    assert _pairs(frame) == {("R1", "R2"): ("证件号一致",)}


def test_broken_contacts_name_the_record() -> None:
    with pytest.raises(ValueError, match="R1 的联名人"):
        same_person(_rows({"name": "陈九峰", "co_contacts": "[{"}))


def test_number_of_too_many_names_is_set_aside() -> None:
    names = ("甲一", "乙二", "丙三", "丁四")
    links, notes = person_links(_rows(*({"name": name, "id_no": _new()} for name in names)))
    assert links == []
    assert notes.set_aside == ("有一个证件号对应 4 个不同姓名，不作为同人依据；请核对这 4 件的证件号",)


def test_hotline_is_set_aside() -> None:
    rows = [{"name": "卫十川", "phone": _phone(9)}] * Limits.on().shared_rows
    links, notes = person_links(_rows(*rows))
    assert links == []
    assert len(notes.set_aside) == 1 and "50 件" in notes.set_aside[0]
    assert _phone(9) not in notes.set_aside[0]


def test_value_in_nearly_every_row_is_set_aside() -> None:
    rows = [{"name": "卫十川", "id_no": _new()}] * 18 + [{"name": "蒋一舟"}, {"name": "沈二帆"}]
    assert person_links(_rows(*rows))[0] == []


def test_accusations_and_locked_rows_take_no_part() -> None:
    frame = _rows(*({"name": "韩三桥", "id_no": _new()} for _ in range(4)))
    frame["locked"] = [False, True, None, False]
    frame["purpose"] = ["申诉求决", "申诉求决", "申诉求决", "检举控告"]
    links, notes = person_links(frame)
    assert (links, notes.locked_rows) == ([], 3)


def test_reasons_carry_no_number() -> None:
    frame = _rows(*({"name": "杨四野", "id_no": _new(), "phone": _phone()} for _ in range(2)))
    (link,) = same_person(frame)
    assert link.reasons == ("同一电话且同名", "证件号一致")
    assert not any(char.isdigit() for reason in link.reasons for char in reason)


def test_normal_forms() -> None:
    assert person_name("张 三（女）") == "张三"
    assert person_name("李四等5人") == "李四"
    assert [person_name(name) for name in ("张**", "王XX", "群众", "某", "李x")] == [""] * 5
    assert phone_keys(f"0{_phone(3)}、{_phone(4)}") == (_phone(3), _phone(4))
    assert phone_keys("1" * 11) == ()


@given(st.integers(1, 999), st.sampled_from("0123456789X"))
def test_check_digit_never_matters_for_whole_numbers(order: int, last: str) -> None:
    number = _new(order, last)
    if not number.endswith("000"):
        assert identity_key(number) == identity_key(_old(order))


def test_empty_table() -> None:
    assert person_links(_rows({}).iloc[:0])[0] == []
