"""The level of an organ by its name: what a name tells, what only looks like a level, and what stays unknown."""

from __future__ import annotations

import pytest

from workbench.domain.codes import Level
from workbench.rules.organ_level import organ_level


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("云栖镇河东村村民委员会", Level.VILLAGE), ("河东村村委会", Level.VILLAGE), ("东街街道花园社区居委会", Level.VILLAGE),
        ("花园社区", Level.VILLAGE), ("云栖镇人民政府", Level.TOWN), ("云岭乡政府", Level.TOWN), ("东街街道办事处", Level.TOWN),
        ("云栖镇", Level.TOWN), ("云栖镇综治中心", Level.TOWN), ("清澜县云栖镇人民政府", Level.TOWN),
        ("清澜县自然资源局", Level.COUNTY), ("县财政局", Level.COUNTY), ("区住房和城乡建设局", Level.COUNTY),
        ("国网清澜县供电公司", Level.COUNTY), ("汐城区自然资源局", Level.COUNTY), ("市自然资源局", Level.CITY), ("石岩市水利局", Level.CITY),
        ("石岩市清澜县水利局", Level.COUNTY), ("江海省水利厅", Level.PROVINCE), ("宁夏回族自治区信访局", Level.PROVINCE),
        ("国家信访局", Level.NATION),
    ],
)  # fmt: skip
def test_a_name_tells_its_level(name: str, level: Level) -> None:
    assert organ_level(name) is level


@pytest.mark.parametrize(
    "name",
    [
        "",
        "财政局",
        "城乡建设局",
        "市场监督管理局",
        "城市管理局",
        "城区环卫所",
        "乡镇企业局",
        "乡村振兴局",
        "社区卫生服务中心",
    ],
)
def test_what_only_looks_like_a_level_stays_unknown(name: str) -> None:
    assert organ_level(name) is None


def test_the_place_of_a_county_level_city_outweighs_its_name() -> None:
    assert organ_level("石桥市财政局", "990121") is Level.COUNTY
    assert organ_level("石桥市云栖镇人民政府", "990121") is Level.TOWN
    assert organ_level("景德镇市信访中心") is Level.CITY
