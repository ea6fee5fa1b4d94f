"""Whole rows: types, codes, notes, keys, locks, and every reason for which a row is set aside."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from workbench.domain import fields
from workbench.ledger import ParsedLedger, parse

Write = Callable[..., Path]
REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def read(book: Write, head: list[str], *lines: list[object], name: str = "台账.xlsx") -> ParsedLedger:
    return parse(
        book(
            [["信访件编号", "信访人姓名", "主要诉求", *head], *[["XF1", "赵甲", "路灯", *line] for line in lines]],
            name=name,
        )
    )


def noted(ledger: ParsedLedger, at: int = 0) -> dict[str, str]:
    text = ledger.rows["notes"].iloc[at]
    return {} if pd.isna(text) else json.loads(text)


def test_types_of_the_columns(book: Write) -> None:
    ledger = read(book, ["信访人数", "是否匿名", "登记时间", "协办单位"], [3, "否", "2023.1.5", "甲局、乙局"])
    dtypes = {
        name: str(ledger.rows[name].dtype) for name in ("headcount", "is_anon", "locked", "reg_time", "claim", "title")
    }
    assert dtypes == {
        "headcount": "Int64",
        "is_anon": "boolean",
        "locked": "boolean",
        "reg_time": "str",
        "claim": "str",
        "title": "str",
    }
    assert ledger.rows["assist_units"].tolist() == [["甲局", "乙局"]]
    assert ledger.rows["title"].isna().all() and ledger.rows["times"].isna().all()
    assert {name for name in ledger.rows if ledger.rows[name].dtype == object} == {"assist_units"}


def test_codes_take_the_office_s_words(book: Write) -> None:
    head = [
        "信访形式",
        "信访目的",
        "交办单位",
        "对责任单位满意度",
        "信访人意见",
        "是否办结",
        "是否化解",
        "送达方式",
        "签收标志",
        "送达时间",
        "法定途径",
    ]
    row = read(
        book, head, ["走访", "求决", "国家信访局", 3, 9, "是", "否", 1, 0, "2023年1月5日", "信访程序"]
    ).rows.iloc[0]
    assert row[["channel", "purpose", "source_level", "sat_unit", "ptr_opinion"]].tolist() == [
        "来访",
        "申诉求决",
        "1",
        "不满意",
        "无明确意见",
    ]
    assert row[["petition_state", "resolve_state", "legal_path"]].tolist() == ["已办结", "未化解", "P6"]
    assert row["delivered"] == "送达方式：邮寄送达；签收标志：拒收；送达时间：2023-01-05"


def test_words_outside_a_closed_list_become_unknown_and_are_reported_once(book: Write) -> None:
    ledger = parse(
        book(
            [
                ["编号", "信访人", "诉求", "信访形式", "满意度"],
                *[[f"XF{n}", "赵甲", "路灯", "飞鸽", 2] for n in range(3)],
            ]
        )
    )
    assert ledger.rows["channel"].isna().all() and ledger.rows["sat_unit"].isna().all()
    assert [(problem.field, problem.row, problem.reason) for problem in ledger.problems] == [
        ("channel", 2, "“飞鸽”不在代码表里，按未知处理；请核对写法（共 3 行）"),
        ("sat_unit", 2, "“2”不在代码表里，按未知处理；请核对写法（共 3 行）"),
    ]
    assert noted(ledger, 2) == {"channel": "CODE_UNKNOWN", "sat_unit": "CODE_UNKNOWN"}


def test_numbers_that_lost_their_digits_are_flagged_never_guessed(book: Write, invented: Any) -> None:
    number = int(invented.id_number(12)[:17] + "0")
    ledger = parse(
        book(
            [
                ["信访件编号", "信访人", "诉求", "证件号码", "登记时间"],
                ["007", "赵甲", "路灯", number, 10.1],
                ["008", "钱乙", "路灯", f"{number:.5E}", 44130.0],
                [12345678901234567890, "孙丙", "路灯", "", "10.26"],
            ],
            name="2023台账.xlsx",
        )
    )
    assert ledger.rows["id_no"].isna().all()
    assert [noted(ledger, at) for at in range(3)] == [
        {"id_no": "ID_LOST", "reg_time": "DATE_AS_NUMBER"},
        {"id_no": "ID_LOST"},
        {"case_no": "CASE_NO_LOST"},
    ]
    assert ledger.rows["reg_time"].fillna("").tolist() == ["", "2020-10-26", "2023-10-26"]
    assert ledger.rows["case_no"].fillna("").tolist() == ["007", "008", ""] and ledger.rows["key"].iloc[2].startswith(
        "h:"
    )


def test_what_a_name_cell_says_fills_only_what_no_column_says(book: Write) -> None:
    lines = [
        ["XF1", "赵甲等15人", "路灯", ""],
        ["XF2", "钱乙等15人", "路灯", 20],
        ["XF3", "李某（代理人：王某）", "修路", 1],
        ["XF4", "匿名", "修路", ""],
        ["XF5", "孙丙、李丁", "修路", 2],
    ]
    ledger = parse(book([["编号", "信访人", "诉求", "信访人数"], *lines]))
    assert ledger.rows["headcount"].fillna(-1).tolist() == [15, 20, 1, -1, 2]
    assert ledger.rows["proxy"].fillna("").tolist() == ["", "", "王某", "", ""]
    assert ledger.rows["is_anon"].fillna(False).tolist() == [False, False, False, True, False]
    assert noted(ledger, 1) == {"headcount": "HEADCOUNT_DIFFERS"}
    assert json.loads(ledger.rows["co_contacts"].iloc[4]) == [{"name": "李丁"}]


def test_several_columns_of_one_field(book: Write, invented: Any) -> None:
    head = ["联系电话", "手机号码", "案情简介", "基本情况", "登记时间", "登记日期"]
    ledger = read(book, head, [invented.mobile(1), invented.mobile(2), "甲", "乙", "2023-01-05", "2023-01-06"])
    row = ledger.rows.iloc[0]
    assert (row["phone"], row["summary"], row["reg_time"]) == (
        f"{invented.mobile(1)}、{invented.mobile(2)}",
        "甲\n乙",
        "2023-01-05",
    )
    assert noted(ledger) == {"reg_time": "COLUMNS_DIFFER"}


def test_several_units_in_a_cell(book: Write) -> None:
    sure = read(book, ["责任单位", "协办单位"], ["甲局、乙局", "丙局，乙局"]).rows.iloc[0]
    assert (sure["lead_unit"], sure["assist_units"]) == ("甲局", ["乙局", "丙局"])
    unsure = read(book, ["办理单位"], ["甲局、乙局"])
    assert noted(unsure) == {"lead_unit": "LEAD_UNSURE"} and unsure.rows.iloc[0]["assist_units"] == ["乙局"]


def test_keys(book: Write) -> None:
    lines = [
        ["ｘｆ 1", "赵甲", "修 路！", "2023-01-05"],
        ["", "赵甲", "修 路！", "2023.1.5"],
        ["", "赵甲", "修路", "2023年1月5日"],
        ["", "赵甲", "修路", "2023-01-06"],
    ]
    keys = parse(book([["编号", "信访人", "诉求", "登记时间"], *lines])).rows["key"].tolist()
    assert keys[0] == "XF1" and keys[1] == keys[2] != keys[3] and len(keys[1]) == 66


def test_rows_that_are_set_aside(book: Write, invented: Any) -> None:
    number, phone = invented.id_number(5), invented.mobile(5)
    lines: list[list[object]] = [
        ["XF1", "赵甲", number, "路灯", "2023-01-05"],
        ["XF2", number, "2023-01-05", "路灯", ""],
        ["XF3", "赵甲", "2023-01-05", "路灯", ""],
        ["XF4", "赵甲", "", "路灯", number],
        ["XF5", phone, "", "路灯", ""],
        ["", "钱乙", "", "", "2023-01-05"],
        ["XF7", "孙丙", "", "修路", ""],
        ["xf7", "孙丙", "", "修桥", ""],
        ["XF8", "李丁", "", "停水", ""],
        ["XF8", "李丁", "", "停水", ""],
        ["XF9", "周戊", "", "长" * 32767, ""],
    ]
    ledger = parse(book([["编号", "信访人", "身份证号", "诉求", "登记时间"], *lines]))
    assert ledger.read == len(lines) == len(ledger.rows) + len(ledger.quarantined)
    assert ledger.rows["case_no"].tolist() == ["XF1", "XF8", "XF8"]
    assert {each.row: (each.field, each.reason) for each in ledger.quarantined} == {
        3: ("name", "“信访人”栏里是证件号码，疑似整行错位；请核对后重新导入"),
        4: ("id_no", "“身份证号”栏里是日期，疑似整行错位；请核对后重新导入"),
        5: ("reg_time", "“登记时间”栏里是证件号码，疑似整行错位；请核对后重新导入"),
        6: ("name", "“信访人”栏里是手机号，疑似整行错位；请核对后重新导入"),
        7: ("case_no", "没有编号，也没有“姓名加诉求”，无法认定是哪一件；请补上编号后重新导入"),
        8: ("case_no", "编号与“Sheet1”第 9 行相同而内容不同，分不清以哪一行为准；请核对后重新导入"),
        9: ("case_no", "编号与“Sheet1”第 8 行相同而内容不同，分不清以哪一行为准；请核对后重新导入"),
        12: ("claim", "“诉求”达到单元格 32767 字的上限，内容可能已被截断；请补全后重新导入"),
    }
    assert [problem.row for problem in ledger.problems if problem.severity == "quarantine"] == [3, 4, 5, 6, 7, 8, 9, 12]
    assert not any(number in problem.reason for problem in ledger.problems)


def test_a_csv_row_with_a_stray_comma_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_text(
        "编号,信访人,诉求,登记时间\nXF1,赵甲,路灯,坏了,2023-01-05\nXF2,钱乙,修路,2023-01-05\n", encoding="utf-8"
    )
    ledger = parse(path)
    assert ledger.rows["case_no"].tolist() == ["XF2"]
    assert [(each.row, each.reason) for each in ledger.quarantined] == [
        (2, "单元格数多于表头栏数，疑似整行错位（多半是未加引号的逗号）；请核对后重新导入")
    ]


def test_accusations_are_locked(book: Write) -> None:
    lines = [
        ["XF1", "赵甲", "要求查处", "检举控告", "周某"],
        ["XF2", "钱乙", "要求退款", "申诉求决", "周某"],
        ["XF3", "孙丙", "要求查处", "", "周某"],
        ["XF4", "李丁", "要求修路", "", "某县交通局"],
        ["XF5", "周戊", "举报村支书侵占集体资金", "", ""],
        ["XF6", "吴己", "不服处分", "", "某县交通局、郑某"],
    ]
    ledger = parse(book([["编号", "信访人", "诉求", "信访目的", "被反映人"], *lines]))
    assert ledger.rows["locked"].tolist() == [True, False, True, False, True, True]
    assert ledger.rows["accused_unit"].fillna("").tolist() == ["", "", "", "某县交通局", "", ""]
    assert noted(ledger, 4) == {"purpose": "ACCUSATION_SUSPECT"}


def test_every_stored_field_can_be_read_from_its_chinese_name(book: Write) -> None:
    """A workbook headed by the synonyms' own words fills each field (identity and class S included)."""
    from workbench.reference import headers

    words = {name: next(word.header for word in headers.words() if word.field == name) for name in fields.STORED}
    assert {headers.match(word).field for word in words.values()} == set(fields.STORED)


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.exists(), reason="../shared/data is not here")
def test_real_messages_are_all_read() -> None:
    ledger = parse(REAL / "tipdm_messages.xlsx")
    assert (ledger.read, len(ledger.rows), len(ledger.quarantined)) == (4326, 4326, 0)
    assert ledger.rows["petition_date"].notna().all() and ledger.rows["petition_date"].str.len().eq(10).all()
    assert ledger.rows["key"].is_unique and ledger.rows["name"].nunique() < 4326
    assert not ledger.rows["summary"].str.startswith(("\n", "\t", " ")).any()


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.exists(), reason="../shared/data is not here")
def test_real_hotline_orders_are_all_read() -> None:
    ledger = parse(REAL / "pingshan_12345.csv")
    assert (ledger.read, len(ledger.rows), len(ledger.quarantined)) == (10_000, 10_000, 0)
    assert ledger.rows["key"].is_unique and ledger.rows["lead_unit"].nunique() > 100
    assert ledger.rows["reg_time"].notna().all() and ledger.rows["town"].notna().sum() > 9_900
