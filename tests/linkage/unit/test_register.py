"""The register: seeded by county, the office's own table over it, names and successors by date, aliases learnt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workbench.domain.codes import Verdict
from workbench.linkage.unit.register import UnitRegister

COUNTY = ("清澜县", "清澜")


@pytest.fixture(scope="module")
def register() -> UnitRegister:
    return UnitRegister.expand(COUNTY, place="990121", towns=("云栖镇", "东街街道"))


def own(tmp_path: Path, *lines: str) -> UnitRegister:
    path = tmp_path / "units.csv"
    path.write_text("\n".join(("unit,place,start,end,successor,aliases", *lines)), encoding="utf-8-sig")
    return UnitRegister.expand(COUNTY, own_file=path)


@pytest.mark.parametrize(
    ("unit", "day", "name"),
    [
        ("税务局", date(2017, 5, 1), "清澜县国家税务局、清澜县地方税务局"),
        ("税务局", date(2018, 7, 20), "清澜县税务局"),
        ("国家税务局", date(2018, 7, 19), "清澜县国家税务局"),
        ("国家税务局", date(2018, 7, 20), "清澜县税务局"),
        ("卫生健康局", date(2016, 1, 1), "清澜县卫生和计划生育局"),
        ("卫生健康局", date(2010, 1, 1), "清澜县卫生局、清澜县人口和计划生育局"),
        ("卫生局", date(2022, 1, 1), "清澜县卫生健康局"),
        ("扶贫开发办公室", date(2022, 1, 1), "清澜县乡村振兴局"),
        ("扶贫开发办公室", date(2026, 1, 1), "清澜县农业农村局"),
        ("公安局", date(2017, 5, 1), "清澜县公安局"),
        ("名册没有的单位", date(2017, 5, 1), "名册没有的单位"),
    ],
)
def test_the_name_of_a_day(register: UnitRegister, unit: str, day: date, name: str) -> None:
    assert register.name_on(unit, day) == name


def test_an_abolished_unit_is_told_with_who_took_over(register: UnitRegister) -> None:
    told = register.note("国土资源局", date(2024, 1, 1))
    assert told.startswith("“清澜县国土资源局”至2018-12-31止") and "“清澜县自然资源局”" in told
    assert register.note("国土资源局", date(2017, 1, 1)) == ""
    assert register.note("公安局", date(2024, 1, 1)) == ""


def test_a_duty_that_moved_between_units_that_go_on(register: UnitRegister) -> None:
    assert any(
        "医疗救助" in told and "民政局" in told for told in register.duties_received("医疗保障局", date(2020, 1, 1))
    )
    assert register.duties_received("医疗保障局", date(2018, 1, 1)) == ()


def test_units_are_found_by_any_name(register: UnitRegister) -> None:
    names = {"县人社局": "人力资源和社会保障局", "住建局房管股": "住房和城乡建设局", "云栖镇城建办": "云栖/城建办公室",
             "东街街道办": "东街/街道办事处", "县政府": "县人民政府"}  # fmt: skip
    for written, key in names.items():
        entry = register.find(written)
        assert entry is not None and entry.unit_key == key, written
    assert register.find("南岭县公安局") is None
    town = register.find("云栖镇城建办")
    assert town is not None and town.parent == "云栖/镇人民政府" and town.place == "990121"


def test_the_offices_own_table_goes_before_the_seeded(tmp_path: Path) -> None:
    found = own(
        tmp_path,
        "清澜县国土资源局,,,2019-03-20,清澜县自然资源和规划局,国土分局",
        "清澜县重点项目推进中心,990121,2020-05-01,2023-02-28,清澜县发展和改革局,重推中心",
    )
    assert found.name_on("国土资源局", date(2019, 3, 1)) == "清澜县国土资源局"
    assert found.entries["国土资源局"].source == "本单位名册"
    centre = found.find("县重推中心")
    assert centre is not None and centre.name == "清澜县重点项目推进中心"
    assert found.name_on(centre.unit_key, date(2024, 1, 1)) == "清澜县发展和改革局"


@pytest.mark.parametrize(
    ("line", "told"), [(",,,,,", "第 2 行没有单位名称"), ("清澜县某中心,,2020年,,,", "第 2 行 start 写作“2020年”")]
)
def test_a_row_that_cannot_be_read_is_named(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        own(tmp_path, line)


def test_a_table_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes("unit,place\n清澜县中心,\n".encode("gb18030"))
    with pytest.raises(ValueError, match="UTF-8"):
        UnitRegister.expand(COUNTY, own_file=path)


def test_aliases_are_learnt_and_forgotten_by_judgement(register: UnitRegister) -> None:
    learnt = register.learn([("住建局", "城建大委", Verdict.SAME.value), ("公安局", "保安公司", Verdict.UNSURE.value)])
    entry = learnt.find("城建大委")
    assert entry is not None and entry.unit_key == "住房和城乡建设局"
    assert entry.aliases[0].source == "关联认定"
    assert register.find("城建大委") is None and learnt.find("保安公司") is None
    forgotten = learnt.learn([("住建局", "城建大委", Verdict.DIFFERENT.value)])
    assert forgotten.find("城建大委") is None
