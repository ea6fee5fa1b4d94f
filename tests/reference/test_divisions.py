"""Divisions: what the national table holds, and which place a written address names."""

from __future__ import annotations

import gzip
import json
import time
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from workbench.reference.divisions import Divisions, How, load, trim
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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("成都市高新区桂溪街道", "510107064"),
        ("天津河北工业大学", "12"),
        ("南京江宁织造博物馆", "3201"),
        ("北京东路12号", None),
        ("文源街2号嘉华新城西区F7", None),
        ("江宁镇93号", None),  # 博白县江宁镇, or the 江宁街道 of Nanjing when it was 江宁镇
        ("苏州市场路5号", None),
        ("５１０１１６", "510116"),
        ("610200 四川省成都市双流区", "510116"),
        ("双流区（原双流县）东升街道", "510116001"),
        ("四川省/成都市/双流区", "510116"),
        ("深圳市深圳市龙华区", "440309"),
        ("户籍四川省成都市双流区，现住清澜县", None),
        ("南京市、苏州市", "32"),
        ("清澜县龙栖镇、云栖镇", "990121"),
        ("融水县", "450225"),
    ],
)
def test_how_people_write_places(divisions: Divisions, text: str, code: str | None) -> None:
    assert divisions.find(text) == code


def test_a_divided_place_is_narrowed_by_what_follows(divisions: Divisions) -> None:
    assert divisions.successor("330104") is None
    assert divisions.successors("330104") == ("330102", "330114")
    assert divisions.find("杭州市江干区") == "3301"
    assert divisions.find("杭州市江干区九堡街道") == "330102018"
    assert divisions.today("3414") == divisions.today("341400")


def test_on_a_day_the_code_then_in_force_is_found(divisions: Divisions) -> None:
    assert divisions.find("双流县", on=date(2010, 1, 1)) == "510122"
    assert divisions.find("双流区东升街道", on=date(2010, 1, 1)) == "510122"
    assert divisions.find("黄浦区", on=date(2005, 1, 1)) == "310101"
    assert divisions.find("卢湾区", on=date(2005, 1, 1)) == "310103"
    assert divisions.find("姑苏区", on=date(2010, 1, 1)) == "3205"
    assert divisions.find("岚州市北泉县", on=date(2021, 6, 30)) == "990223"


def test_villages_of_the_office_lead_to_their_town(tmp_path: Path) -> None:
    path = tmp_path / "villages.csv"
    path.write_text(
        "code,name\n990121100201,河东村委会\n990121101201,新田村民委员会\n990121101001,新华居民委员会\n",
        encoding="utf-8",
    )
    divisions = load(table_path(), path)
    assert divisions.find("清澜县河东村3组") == "990121100"
    assert divisions.find("河东村3组", within="990121") == "990121100"
    assert divisions.find("河东村3组") is None
    assert divisions.find("清澜县新田村") == divisions.find("清澜县新华社区12号") == "990121101"
    assert [step.how for step in divisions.read("清澜县河东村3组")[0].names] == [How.FULL, How.VILLAGE]
    bad = tmp_path / "short.csv"
    bad.write_text("code,name\n9901211,河东村\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"short\.csv”第 2 行"):
        load(table_path(), bad)


def test_every_table_is_stamped_with_its_source_and_size() -> None:
    tables = files("workbench.reference").joinpath("tables")
    stamp = json.loads(tables.joinpath("divisions.source.json").read_text(encoding="utf-8"))
    rows = tables.joinpath("divisions.csv").read_text(encoding="utf-8").splitlines()[1:]
    packed = gzip.decompress(tables.joinpath("divisions_towns_past.csv.gz").read_bytes()).decode().splitlines()[1:]
    assert all(part["source"] and part["as_of"] and part["package"] for part in stamp.values())
    assert len(rows) == stamp["current"]["rows"] + stamp["abolished"]["rows"]
    assert len(packed) == stamp["past_towns"]["rows"]
    assert sum(not line.endswith(",") for line in packed) == stamp["past_towns"]["with_successor"]
    zones = tables.joinpath("divisions_zones.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(zones) == stamp["zones"]["rows"]


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
    divisions.find("乡")
    start = time.process_time()
    found = [divisions.find(text) for text in texts]
    assert time.process_time() - start < 2.0  # 0.4 to 0.7 s on the busy machine it was written on
    assert sum(map(bool, found)) > 9_900  # a township of the past may be known by no other name
