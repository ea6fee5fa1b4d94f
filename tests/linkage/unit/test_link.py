"""Unit names: spellings and short forms together, one bare name under two numbers apart, successors only suggested."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from workbench.domain.codes import Verdict
from workbench.domain.linking import LinkKind
from workbench.linkage.unit.link import plain_unit, propose_units, unit_names
from workbench.linkage.unit.register import UnitRegister

COUNTY = ("石桥县", "石桥")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("石桥县人社局", "人力资源和社会保障局"),
        ("县 人社局", "人力资源和社会保障局"),
        ("人力资源和社会保障局", "人力资源和社会保障局"),
        ("南岭县住建局", "南岭县住房和城乡建设局"),
        ("柳湾社区（东街街道办）", "东街街道柳湾社区"),
        ("东街街道办", "东街街道办事处"),
        ("县人民法院", "人民法院"),
        ("石桥县人民政府", "石桥县人民政府"),
        ("市规划局", "市城乡规划局"),
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


def test_places_in_brackets_and_rows_together_tell_units_apart() -> None:
    frame = pd.DataFrame(
        {
            "unit": ["城建办", "城建办（东街街道办事处）", "城建办", "西街街道城建办公室", "住建局", "住建局"],
            "place": ["东街街道", "东街街道", "西街街道", "西街街道", "东街街道", "西街街道"],
        }
    )
    names = unit_names(frame, COUNTY)
    assert len(names.units) == 3
    assert names.canonical("城建办", "", "东街街道") == "城建办（东街街道办事处）"
    assert names.canonical("城建办", "", "西街街道") == "西街街道城建办公室"


def test_a_village_is_one_though_a_row_stands_next_door_but_two_of_a_name_stay_two() -> None:
    def found(places: list[str]) -> int:
        return len(unit_names(pd.DataFrame({"unit": ["柳湾村"] * len(places), "place": places}), COUNTY).units)

    assert found(["云栖镇"] * 9 + ["石坝镇"]) == 1
    assert found(["云栖镇"] * 5 + ["石坝镇"] * 5) == 2


def test_an_inner_office_goes_by_its_organs_name() -> None:
    names = unit_names(pd.DataFrame({"unit": ["县住建局房管股"] * 5 + ["住建局"]}), COUNTY)
    assert [(unit.name, unit.aliases) for unit in names.units] == [("住建局", ("县住建局房管股",))]
    assert "内设机构归其机关" in names.units[0].why


def test_what_is_not_certain_is_proposed_with_its_grounds() -> None:
    frame = pd.DataFrame({"unit": ["河长制办公室", "河长办", "公安局", "国土局", "自然资源局"]})
    found = propose_units(frame, COUNTY, date(2020, 1, 1))
    assert {(one.left, one.right): one.words[0][:4] for one in found} == {
        ("国土资源局", "自然资源局"): "更名或并",
        ("河长制办公室", "河长办公室"): "疑似简称",
    }
    assert all(one.kind is LinkKind.UNIT and 0.5 <= one.score < 0.98 for one in found)


def test_an_abolished_unit_is_noted() -> None:
    names = unit_names(pd.DataFrame({"unit": ["国土局", "公安局"]}), COUNTY, date(2020, 1, 1))
    notes = {unit.name: unit.note for unit in names.units}
    assert notes["公安局"] == "" and "“石桥县自然资源局”承继" in notes["国土局"]


def test_judgements_join_and_cut() -> None:
    frame = pd.DataFrame({"unit": ["河长制办公室", "河长办", "教育局", "教体局"]})
    judged = [("河长制办公室", "河长办", Verdict.SAME.value), ("教育局", "教体局", Verdict.DIFFERENT.value)]
    names = unit_names(frame, COUNTY, judged=judged)
    assert names.canonical("河长办") == names.canonical("河长制办公室")
    assert names.canonical("教育局") != names.canonical("教体局")
    assert names.proposals == ()
    joined = next(unit for unit in names.units if unit.aliases)
    assert "经办人认定" in joined.why


def test_judgements_that_quarrel_are_told_and_the_no_stands() -> None:
    frame = pd.DataFrame({"unit": ["甲中心", "乙中心"]})
    judged = [("甲中心", "乙中心", Verdict.SAME.value), ("乙中心", "甲中心", Verdict.DIFFERENT.value)]
    names = unit_names(frame, COUNTY, judged=judged)
    assert len(names.units) == 2
    assert names.quarrels == ("“甲中心”与“乙中心”既认定相同又认定不同，请复核",)


def test_judgements_by_the_ids_of_proposals() -> None:
    frame = pd.DataFrame({"unit": ["河长制办公室", "河长办"]})
    (one,) = unit_names(frame, COUNTY).proposals
    assert "|" not in one.left + one.right
    assert len(unit_names(frame, COUNTY, judged=[(one.left, one.right, Verdict.SAME.value)]).units) == 1


def test_the_register_names_what_the_table_does_not_know(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text(
        "unit,place,start,end,successor,aliases\n石桥县重点项目中心,,2020-01-01,2023-01-01,石桥县发展和改革局,重推办\n",
        encoding="utf-8",
    )
    register = UnitRegister.expand(COUNTY, own_file=path)
    names = unit_names(pd.DataFrame({"unit": ["重推办", "县重点项目中心", "发改局"]}), COUNTY, register=register)
    assert names.canonical("重推办") == names.canonical("县重点项目中心")
    (one,) = names.proposals
    assert one.words == ("更名或并入（本单位名册）",)
    assert len(names.suggestions) == 1 and names.suggestions[0][1] == "发改局"


def test_nothing_written_is_no_unit() -> None:
    assert unit_names(pd.DataFrame({"unit": [None, ""]}), COUNTY).units == ()
    assert unit_names(pd.DataFrame({"other": [1]}), COUNTY).units == ()
