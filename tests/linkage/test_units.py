"""Unit names: spellings and short forms together, one bare name under two numbers apart, successors only suggested."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbench.linkage.units import plain_unit, unit_names

PINGSHAN = Path(__file__).resolve().parents[3] / "shared" / "data" / "pingshan_12345.csv"
COUNTY = ("石桥县", "石桥")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("石桥县人社局", "人力资源和社会保障局"),
        ("县 人社局", "人力资源和社会保障局"),
        ("人力资源和社会保障局", "人力资源和社会保障局"),
        ("南岭县住建局", "南岭县住房和城乡建设局"),
        ("柳湾社区（东街街道办）", "柳湾社区(东街街道办)"),
        ("东街街道办", "东街街道办事处"),
        ("县人民法院", "人民法院"),
        ("石桥县人民政府", "石桥县人民政府"),
        ("市规划局", "市规划局"),
    ],
)
def test_plain_form(written: str, plain: str) -> None:
    assert plain_unit(written, COUNTY) == plain


def test_spellings_go_by_the_most_used_name() -> None:
    names = unit_names(
        pd.DataFrame({"unit": ["县人社局", "人社局", "人社局", "石桥县人力资源和社会保障局", "公安局", None]}), COUNTY
    )
    assert [(unit.name, unit.aliases) for unit in names.units] == [
        ("人社局", ("县人社局", "石桥县人力资源和社会保障局")),
        ("公安局", ()),
    ]
    assert names.canonical("县人社局") == "人社局"
    assert names.canonical("没见过的单位") == "没见过的单位"


def test_one_bare_name_under_two_numbers_is_two_units() -> None:
    frame = pd.DataFrame(
        {
            "unit": ["城建办", "城建办（东街街道）", "城建办", "城建办"],
            "unit_id": ["11", "11", "22", "22"],
            "place": ["东街", "东街", "西街", "西街"],
        }
    )
    names = unit_names(frame)
    assert names.ids_by_name == {"城建办": ("11", "22")}
    assert names.names_by_id == {"11": ("城建办", "城建办（东街街道）")}
    assert names.canonical("城建办", "11", "东街") == "城建办（东街街道）"
    assert names.canonical("城建办", "22", "西街") == "城建办（22）"
    assert names.canonical("城建办") == "城建办"


def test_without_numbers_the_place_tells_units_apart() -> None:
    names = unit_names(pd.DataFrame({"unit": ["城建办", "城建办"], "place": ["东街", "西街"]}))
    assert {unit.name for unit in names.units} == {"城建办（东街）", "城建办（西街）"}


def test_successors_are_suggested_not_merged() -> None:
    names = unit_names(pd.DataFrame({"unit": ["国土资源局", "县自然资源局", "工商局"]}), COUNTY)
    assert len(names.units) == 3
    assert names.suggestions == (
        ("国土资源局", "县自然资源局", "“国土资源局”可能是“县自然资源局”的前身，请按日期核对后认定"),
    )


@pytest.mark.realdata
@pytest.mark.skipif(not PINGSHAN.exists(), reason="没有 ../shared/data")
def test_public_orders_of_a_district() -> None:
    orders = pd.read_csv(PINGSHAN, dtype=str)
    frame = orders.rename(columns={"DISPOSE_UNIT_NAME": "unit", "DISPOSE_UNIT_ID": "unit_id", "STREET_NAME": "place"})
    names = unit_names(frame[["unit", "unit_id", "place"]])
    assert len(names.names_by_id) == 35
    assert names.ids_by_name == {"城建办": ("9444", "9466")}
    assert len(names.units) == orders["DISPOSE_UNIT_ID"].nunique()
    assert len({unit.name for unit in names.units}) == len(names.units)
    both = {names.canonical("城建办", unit, place) for unit, place in [("9444", "坑梓街道"), ("9466", "龙田街道")]}
    assert both == {"城建办（坑梓街道办事处）", "城建办（龙田街道办事处）"}
