"""Divisions: what the national table holds, and which place a written address names."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from workbench.reference.divisions import Divisions, load, trim
from workbench.synth import table_path


@pytest.fixture(scope="module")
def divisions() -> Divisions:
    return load(table_path())


def test_table_counts_match_the_list_of_2024() -> None:
    table = load(None)
    today = date(2024, 12, 31)
    codes = [code for code in table._rows if table.exists(code, today)]
    assert sum(len(code) == 2 for code in codes) == 34
    assert sum(len(code) == 6 for code in codes) > 2840
    assert sum(len(code) == 9 for code in codes) > 41_000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("云岭省澜江市清澜县龙栖镇河东村3组", "990121100"),
        ("清澜县龙栖镇河东村3组", "990121100"),
        ("龙栖镇河东村", "990121100"),
        ("澜江市龙栖镇", "990121100"),
        ("清澜", "990121"),
        ("现住 云岭省 澜江市清澜县", "990121"),
        ("清澜县大树村", "990121"),
        ("鼓楼区", None),
        ("江苏省鼓楼区", "32"),
        ("南京鼓楼区", "320106"),
        ("济南市中区", "370103"),
        ("北京市", "11"),
        ("北京朝阳区", "110105"),
        ("朝阳", None),
        ("吉林长春", "2201"),
        ("恩施州", "4228"),
        ("四川省阿坝州", "5132"),
        ("湖北仙桃市", "429004"),
        ("东莞市长安镇", "441900119"),
        ("海南三亚", "4602"),
        ("长沙村2组", None),
        ("石门村3组", None),
        ("朝阳门外", None),
        ("", None),
        ("不详", None),
    ],
)
def test_find_names_the_most_specific_unambiguous_place(divisions: Divisions, text: str, code: str | None) -> None:
    assert divisions.find(text) == code


def test_within_decides_between_places_of_one_name(divisions: Divisions) -> None:
    assert divisions.find("鼓楼区", within="3201") == "320106"
    assert divisions.find("鼓楼区", within="320100") == "320106"
    assert divisions.find("鼓楼区", within="990121") is None


def test_abolished_places_lead_to_their_successor(divisions: Divisions) -> None:
    assert divisions.successor("510122") == "510116"
    assert divisions.find("成都市双流县") == "510116"
    assert divisions.find("岚州市北泉县") == "990202"
    assert divisions.exists("990223", date(2021, 6, 30))
    assert not divisions.exists("990223", date(2021, 7, 1))
    assert divisions.successor("990121") is None


def test_names_and_padded_codes(divisions: Divisions) -> None:
    assert divisions.name("990121") == "清澜县"
    assert divisions.full_name("990121100") == "云岭省澜江市清澜县龙栖镇"
    assert divisions.full_name("110105") == "北京市朝阳区"
    assert divisions.full_name("429004") == "湖北省仙桃市"
    assert divisions.name("110000") == "北京市"
    assert divisions.name("000000") == "000000"
    assert [trim(code) for code in ("990000", "990100", "990121000", "990121100000")] == [
        "99",
        "9901",
        "990121",
        "990121100",
    ]


def test_a_bad_office_table_is_told_by_row(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("code,name,start,end\n990121,清澜县,,\n99A,某地,,\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"own\.csv”第 3 行"):
        load(path)


def test_find_is_fast_on_unique_addresses(divisions: Divisions) -> None:
    codes = [code for code in divisions._rows if len(code) >= 6]
    texts = [f"{divisions.full_name(codes[i * 7 % len(codes)])}幸福村{i}组" for i in range(10_000)]
    start = time.perf_counter()
    found = [divisions.find(text) for text in texts]
    assert time.perf_counter() - start < 2.0  # 0.25 s on the machine it was written on
    assert all(found)
