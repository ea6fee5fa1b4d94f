"""Every kind of value as clerks write it, one cell at a time."""

from __future__ import annotations

import pytest

from workbench.ledger.dates import read_date, title_year
from workbench.ledger.people import NameReading, read_id, read_leader, read_name, read_phones
from workbench.ledger.plain import read_bool, read_int, split_units

DATES = {
    "2020-10-26": "2020-10-26",
    "2020.10.26": "2020-10-26",
    "2020/10/26": "2020-10-26",
    "2020/1/7 11:29:00": "2020-01-07",
    "2020-10-26T08:00:00Z": "2020-10-26",
    "20201026": "2020-10-26",
    "2020年10月26日": "2020-10-26",
    "2020年10月26日上午": "2020-10-26",
    "２０２０年１０月２６日": "2020-10-26",
    "二〇二〇年十月二十六日": "2020-10-26",
    "2020年10月": "2020-10",
    "2020年": "2020",
    "44130": "2020-10-26",
    "10/26/2020": "2020-10-26",
    "10.26": "2020-10-26",
    "10月26日": "2020-10-26",
    "10月26日至30日": "2020-10-26/2020-10-30",
    "2020.10.26-10.30": "2020-10-26/2020-10-30",
    "2020.10.26—2020.11.2": "2020-10-26/2020-11-02",
    "2020年3-5月": "2020-03/2020-05",
    "2020年12月30日至2021年1月3日": "2020-12-30/2021-01-03",
}
NO_DATES = {
    "2020年底前": "DATE_TEXT",
    "长期": "DATE_TEXT",
    "已超期": "DATE_TEXT",
    "3/4/2020": "DATE_AMBIGUOUS",
    "20.10.26": "DATE_AMBIGUOUS",
    "2020-13-45": "DATE_UNREADABLE",
    "2021-02-29": "DATE_UNREADABLE",
    "1720-01-01": "DATE_UNREADABLE",
    "甲乙": "DATE_UNREADABLE",
    "2020-10-30至2020-10-26": "DATE_UNREADABLE",
}


@pytest.mark.parametrize(("text", "edtf"), DATES.items())
def test_dates_are_read(text: str, edtf: str) -> None:
    assert read_date(text, 2020) == (edtf, "")


@pytest.mark.parametrize(("text", "note"), NO_DATES.items())
def test_what_is_no_date_is_left_out_with_a_note(text: str, note: str) -> None:
    assert read_date(text, 2020) == (None, note)


def test_a_day_without_year_needs_the_title() -> None:
    assert read_date("10.26") == (None, "DATE_NO_YEAR")
    assert title_year("附件1 某县2023年积案台账") == 2023
    assert title_year("2020—2023年台账", "第三批", "2021台账") == 2021
    assert title_year("某县", "第3批") is None


NAMES = {
    "赵甲": NameReading("赵甲"),
    "赵 甲": NameReading("赵甲"),
    "赵甲等15人": NameReading("赵甲", headcount=15),
    "赵甲 等": NameReading("赵甲"),
    "赵甲等30余人": NameReading("赵甲"),
    "李某（代表：王某）": NameReading("李某", representative="王某"),
    "匿名": NameReading("匿名", anonymous=True),
    "阳光小区业主": NameReading("阳光小区业主"),
    "赵甲、钱乙，孙丙": NameReading("赵甲", others=("钱乙", "孙丙")),
    "买买提·阿不都": NameReading("买买提·阿不都"),
    "赵甲（男，45岁）": NameReading("赵甲", note="NAME_EXTRA"),
}


@pytest.mark.parametrize(("text", "reading"), NAMES.items())
def test_names(text: str, reading: NameReading) -> None:
    assert read_name(text) == reading


def test_phones_several_in_a_cell() -> None:
    first, second = "1" + "30" + "0" * 7 + "1", "1" + "30" + "0" * 7 + "2"
    spaced = f"{first[:3]} {first[3:7]} {first[7:]}"
    assert read_phones(first) == (first, "")
    assert read_phones(f"{spaced}/{second}") == (f"{first}、{second}", "")
    assert read_phones("0000-1234" + "567")[0] == "0000-1234567"
    assert read_phones("无法接通") == ("无法接通", "PHONE_ODD")


def test_identity_numbers_are_checked_not_corrected() -> None:
    body = "320999" + "19650412" + "001"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]
    wrong = "0" if check != "0" else "1"
    assert read_id(f"'{body} {check.lower()}") == (body + check, "")
    assert read_id(body + wrong) == (body + wrong, "ID_CHECKSUM")
    assert read_id("3209996504" + "12001") == ("3209996504" + "12001", "")
    assert read_id("H1234") == ("H1234", "ID_FORMAT")


@pytest.mark.parametrize(
    ("text", "leader"),
    [
        ("王强（副县长）", "副县长 王强"),
        ("王强（副县长）" + "1" + "30" + "0" * 8, "副县长 王强"),
        ("副县长王强", "副县长王强"),
        ("李敏（县委常委、政法委书记）", "县委常委、政法委书记 李敏"),
        ("王强，联系电话：" + "1" + "30" + "0" * 8, "王强"),
        ("王强（副县长）；李敏（局长）", "副县长 王强；局长 李敏"),
    ],
)
def test_leaders_lose_their_telephone_and_keep_their_post(text: str, leader: str) -> None:
    assert read_leader(text) == leader


@pytest.mark.parametrize(
    ("text", "number"), [("15人", 15), ("15", 15), ("3次", 3), ("第3次", 3), ("1,200", 1200), ("无", 0)]
)
def test_numbers(text: str, number: int) -> None:
    assert read_int(text) == (number, "")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("约15人", "INT_APPROXIMATE"),
        ("10余人", "INT_APPROXIMATE"),
        ("5-10", "INT_APPROXIMATE"),
        ("若干", "INT_UNREADABLE"),
    ],
)
def test_numbers_that_are_none(text: str, note: str) -> None:
    assert read_int(text) == (None, note)


@pytest.mark.parametrize("text", ["是", "√", "有", "Y", "1", "已", "已解决", "TRUE"])
def test_yes(text: str) -> None:
    assert read_bool(text, "backlog") == (True, "")


@pytest.mark.parametrize("text", ["否", "×", "无", "N", "0", "未", "未解决", "不是"])
def test_no(text: str) -> None:
    assert read_bool(text, "backlog") == (False, "")


def test_yes_no_depends_on_the_heading_and_unknown_stays_unknown() -> None:
    assert read_bool("是", "skip_level", "是否越级") == (False, "")
    assert read_bool("是", "skip_level", "是否依法逐级走访") == (True, "")
    assert read_bool("是", "is_anon", "是否实名") == (False, "")
    assert read_bool("重件", "first_nat", "初件重件") == (False, "")
    assert read_bool("特急", "urgent", "紧急程度") == (True, "")
    assert read_bool("不详", "backlog") == (None, "")
    assert read_bool("甲", "backlog") == (None, "BOOL_UNREADABLE")


def test_units_are_split_and_the_marked_lead_comes_first() -> None:
    assert split_units("某县住建局（配合）、某县城管局（牵头）；某镇政府\n甲公司") == [
        "某县城管局",
        "某县住建局",
        "某镇政府",
        "甲公司",
    ]
    assert split_units("城管办（某街道办事处）") == ["城管办（某街道办事处）"]
