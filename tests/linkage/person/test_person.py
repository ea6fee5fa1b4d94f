"""Same person: identity number or telephone and name; never a household, never an agent."""

from __future__ import annotations

import json
from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.identity_number import check_digit
from workbench.domain.linking import LinkKind
from workbench.linkage.limits import Limits
from workbench.linkage.normal import identity_key, person_name, phone_keys
from workbench.linkage.person import person_links, same_person

AREA, BORN = "431102", "750312"
TOWN = "清澜县苔溪乡柳塘村2组"

Rows = Callable[..., pd.DataFrame]


def old_form(order: int = 12, born: str = BORN) -> str:
    return f"{AREA}{born}{order:03d}"


def number(order: int = 12, born: str = BORN) -> str:
    """A valid identity number nobody has."""
    first = f"{AREA}19{born}{order:03d}"
    return first + check_digit(first)


def phone(order: int = 1) -> str:
    return "138" + f"{order:08d}"


def rows(*records: dict[str, object]) -> pd.DataFrame:
    blank = {"name": "", "id_no": "", "phone": "", "co_contacts": "", "proxy": None, "address": ""}
    return pd.DataFrame([{**blank, "record_id": f"R{order}", **record} for order, record in enumerate(records, 1)])


def pairs(frame: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    return {(link.left, link.right): {reason.code for reason in link.reasons} for link in same_person(frame)}


def test_old_and_new_identity_number_are_one() -> None:
    frame = rows({"name": "赵一山", "id_no": old_form()}, {"name": "赵一山", "id_no": f" {number().lower()} "})
    (link,) = same_person(frame)
    assert (link.left, link.right, link.kind) == ("R1", "R2", LinkKind.PERSON)
    assert link.words == ("证件一致", "同名")
    assert link.score > 0.999


def test_same_phone_needs_the_same_name() -> None:
    frame = rows(
        {"name": "钱二河", "phone": phone()},
        {"name": "钱 二河", "phone": "+86 " + phone()},
        {"name": "钱大方", "phone": phone()},
        {"name": "", "phone": phone()},
    )
    assert pairs(frame) == {("R1", "R2"): {"name_same", "phone_same"}}


def test_one_number_with_two_spellings_says_so() -> None:
    frame = rows({"name": "孙三江", "id_no": number()}, {"name": "孙三姜", "id_no": number()})
    assert pairs(frame) == {("R1", "R2"): {"id_same", "name_homophone"}}
    assert same_person(frame)[0].words == ("证件一致", "姓名同音")


def test_one_number_under_another_name_is_laid_before_a_clerk_but_joins_nobody() -> None:
    from workbench.linkage.person import link_persons

    run = link_persons(rows({"name": "孙三江", "id_no": number()}, {"name": "马大有", "id_no": number()}))
    (link,) = run.proposals
    assert {reason.code for reason in link.reasons} == {"id_same", "name_differs"}
    assert 0.5 < link.score < 0.99
    assert run.persons["person_id"].nunique() == 2


def test_masked_and_placeholder_values_say_nothing() -> None:
    frame = rows(
        *({"name": "李某某", "phone": phone()} for _ in range(2)),
        *({"name": "匿名", "phone": phone(2), "id_no": AREA + "*" * 8 + "0012"} for _ in range(2)),
    )
    assert pairs(frame) == {}


def test_number_cut_by_a_spreadsheet_never_joins_two_names() -> None:
    cut = number()[:15] + "000"
    assert pairs(rows({"name": "李一", "id_no": cut}, {"name": "王建设", "id_no": cut})) == {}
    assert pairs(rows({"name": "王建设", "id_no": number()}, {"name": "王建设", "id_no": cut})) == {
        ("R1", "R2"): {"id_tail_lost", "name_same"}
    }


def test_agent_is_not_the_person() -> None:
    agent = {"name": "周五湖", "id_no": number(33), "phone": phone(5)}
    for_other = {"name": "吴六海", "id_no": agent["id_no"], "phone": agent["phone"], "proxy": "周五湖（外甥）"}
    for_third = {**for_other, "name": "郑七泽"}
    assert pairs(rows(agent, for_other, for_third)) == {}
    again = {**for_other, "id_no": ""}
    assert pairs(rows(for_other, again)) == {("R1", "R2"): {"name_same", "phone_same"}}


def test_agent_listed_among_the_contacts_is_not_the_person() -> None:
    listed = json.dumps([{"name": "周五湖", "id_no": number(33), "phone": ""}], ensure_ascii=False)
    frame = rows({"name": "周五湖", "id_no": number(33)}, {"name": "吴六海", "co_contacts": listed, "proxy": "周五湖"})
    assert pairs(frame) == {}


def test_joint_petitioners_take_part() -> None:
    others = json.dumps([{"name": "冯八岭", "id_no": number(44), "phone": None}], ensure_ascii=False)
    frame = rows({"name": "陈九峰", "co_contacts": others}, {"name": "冯八岭", "id_no": number(44)})
    assert pairs(frame) == {("R1", "R2"): {"id_same", "name_same"}}


def test_broken_contacts_name_the_record() -> None:
    with pytest.raises(ValueError, match="R1 的联名人"):
        same_person(rows({"name": "陈九峰", "co_contacts": "[{"}))


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ({"name": "张晓峰", "id_no": number()}, {"name": "張曉峰", "id_no": number()}, "name_variant"),
        ({"name": "余光明", "id_no": number()}, {"name": "佘光明", "id_no": number()}, "name_shape"),
        ({"name": "李建国(曾用名:李小毛)", "phone": phone()}, {"name": "李小毛", "phone": phone()}, "name_former"),
        ({"name": "王莉", "phone": phone()}, {"name": "王丽", "phone": phone()}, "name_short_sound"),
        ({"name": "张某某", "id_no": number()}, {"name": "张建国", "id_no": number()}, "name_masked"),
        ({"name": "欧阳建国", "phone": phone()}, {"name": "欧阳建国", "phone": phone()}, "name_same"),
        ({"name": "阿力木·艾山", "phone": phone()}, {"name": "阿力木•艾山", "phone": phone()}, "name_same"),
        ({"name": "王建设", "phone": phone(10)}, {"name": "王建设", "phone": f"{phone(9)}、{phone(10)}"}, "phone_same"),
        ({"name": "王建设", "address": TOWN}, {"name": "王建设", "address": TOWN[3:]}, "village_same"),
    ],
)
def test_ledgers_ways_of_writing_are_seen(one: dict[str, object], other: dict[str, object], code: str) -> None:
    found = pairs(rows(one, other))
    assert list(found) == [("R1", "R2")]
    assert code in found["R1", "R2"]


def test_one_digit_slip_is_a_ground_only_where_a_check_digit_fails() -> None:
    slipped = number()[:9] + ("5" if number()[9] != "5" else "6") + number()[10:]
    near = {"name": "王建设", "phone": phone()}
    assert "id_slip" in pairs(rows({**near, "id_no": number()}, {**near, "id_no": slipped}))["R1", "R2"]
    swapped = number(21)[:14] + number(21)[15] + number(21)[14] + number(21)[16:]
    assert "id_slip" in pairs(rows({**near, "id_no": number(21)}, {**near, "id_no": swapped}))["R1", "R2"]


def test_two_valid_numbers_are_two_people() -> None:
    same = {"name": "王建设", "phone": phone(), "address": TOWN}
    assert pairs(rows({**same, "id_no": number(12)}, {**same, "id_no": number(345)})) == {}
    assert pairs(rows({**same, "id_no": number(12)}, {**same, "id_no": number(12, "620101")})) == {}


def test_same_name_and_village_with_another_birthday_is_another_person() -> None:
    same = {"name": "王建设", "address": TOWN}
    cut = number(12, "620101")[:15] + "000"
    assert pairs(rows({**same, "id_no": number()}, {**same, "id_no": cut})) == {}
    assert pairs(rows(same, same)) != {}


@pytest.mark.parametrize(
    "names", [("王建国", "王建军"), ("王建国", "王伟"), ("王建国", "李秀英"), ("王建国", "王某某")]
)
def test_household_with_one_phone_is_never_linked(names: tuple[str, str]) -> None:
    home = {"phone": phone(), "address": TOWN}
    one, other = names
    assert pairs(rows({**home, "name": one}, {**home, "name": other})) == {}
    assert pairs(rows({**home, "name": one, "id_no": number(12)}, {**home, "name": other, "id_no": number(14)})) == {}
    assert pairs(rows({**home, "name": one, "id_no": number(12)}, {**home, "name": other})) == {}


def test_twins_are_two_people_even_with_a_slip() -> None:
    home = {"phone": phone(), "address": TOWN}
    elder, younger = number(12), number(14)
    slipped = younger[:-1] + ("0" if younger[-1] != "0" else "1")
    for names in (("程永强", "程水强"), ("程永强", "程勇强")):
        one, other = (
            {**home, "name": name, "id_no": written} for name, written in zip(names, (elder, slipped), strict=True)
        )
        assert pairs(rows(one, other)) == {}


def test_number_of_too_many_names_is_set_aside() -> None:
    names = ("甲一", "乙二", "丙三", "丁四")
    links, notes = person_links(rows(*({"name": name, "id_no": number()} for name in names)))
    assert links == []
    assert "有一个证件号对应 4 个不同姓名，不作为同人依据；请核对这 4 件的证件号" in notes.set_aside


def test_hotline_is_set_aside() -> None:
    records = [{"name": "卫十川", "phone": phone(9)}] * Limits.on().shared_rows
    links, notes = person_links(rows(*records))
    assert links == []
    assert any("有一个电话" in note and "50 件" in note for note in notes.set_aside)
    assert not any(phone(9) in note or "卫十川" in note for note in notes.set_aside)


def test_value_in_nearly_every_row_is_set_aside() -> None:
    records = [{"name": "卫十川", "id_no": number()}] * 18 + [{"name": "蒋一舟"}, {"name": "沈二帆"}]
    assert person_links(rows(*records))[0] == []


def test_accusations_and_locked_rows_take_no_part() -> None:
    frame = rows(*({"name": "韩三桥", "id_no": number()} for _ in range(4)))
    frame["locked"] = [False, True, None, False]
    frame["purpose"] = ["申诉求决", "申诉求决", "申诉求决", "检举控告"]
    links, notes = person_links(frame)
    assert (links, notes.locked_rows) == ([], 3)


def test_reasons_carry_no_number() -> None:
    frame = rows(*({"name": "杨四野", "id_no": number(), "phone": phone()} for _ in range(2)))
    (link,) = same_person(frame)
    assert set(link.words) == {"电话一致", "证件一致", "同名"}
    assert not any(char.isdigit() for word in link.words for char in word)


def test_normal_forms() -> None:
    assert person_name("张 三（女）") == "张三"
    assert person_name("李四等5人") == "李四"
    assert [person_name(name) for name in ("张**", "王XX", "群众", "某", "李x")] == [""] * 5
    assert phone_keys(f"0{phone(3)}、{phone(4)}") == (phone(3), phone(4))
    assert phone_keys("1" * 11) == ()


@given(st.integers(1, 999), st.sampled_from("0123456789X"))
def test_check_digit_never_matters_for_whole_numbers(order: int, last: str) -> None:
    whole = number(order)[:17] + last
    if not whole.endswith("000"):
        assert identity_key(whole) == identity_key(old_form(order))


def test_empty_table() -> None:
    assert person_links(rows({}).iloc[:0])[0] == []
