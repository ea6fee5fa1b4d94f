"""What petitions say (概况、诉求): topic patterns of `tables/topics.yaml` filled with one matter's invented particulars."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from workbench.synth.draw import Draw, Urn, words
from workbench.synth.people import Home

_ROOTS = words("恒筑 澜鑫 岚泰 云沧 汇屿 鼎汐 诚岭 瑞桐 宏棠 远澜 众砚 安梧")
_ESTATES = words("澜江雅苑 桐澜新城 岚庭花园 望江名邸 清澜府 云栖里 棠溪小区 学府家园 水岸豪庭 滨河佳苑")
_PROJECTS = words(
    "澜岚高速公路 清望二级公路 县工业园二期 澜江防洪堤 城北新区 棚户区改造 污水处理厂 变电站 物流园 滨江大道"
)
_MILLS = words("县氮肥厂 县丝绸厂 县农机厂 县酒厂 县水泥厂 县粮油公司 县五金厂")
_ROADS = words("滨江路 迎宾大道 建设路 文昌街 老车站路 环城南路")
_RIVERS = words("小澜河 柏溪沟 石漫河 桐水")
_HILLS = words("黄狮岭 大竹坡 笔架山 鹰嘴岩")
_RESERVOIRS = words("云门水库 鹤坪水库 双桐水库")


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of matter with its share, competent department and ways of being told."""

    key: str
    l1: str
    l2: str
    weight: float
    unit: str
    system: str
    path: str
    group: float
    cause: tuple[str, ...]
    title: tuple[str, ...]
    open: tuple[str, ...]
    more: tuple[str, ...]
    claim: tuple[str, ...]
    granted: tuple[str, ...]
    refused: tuple[str, ...]
    trade: str = "商贸有限公司"
    purpose: str = "申诉求决"


@cache
def topics() -> tuple[Topic, ...]:
    """The topics in the order of the table."""
    text = files("workbench.synth").joinpath("tables", "topics.yaml").read_text(encoding="utf-8")
    return tuple(_topic(entry) for entry in yaml.safe_load(text))


def _topic(entry: dict[str, Any]) -> Topic:
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Topic(**fields)


@cache
def topic_urn() -> Urn[Topic]:
    return Urn((topic, topic.weight) for topic in topics())


def particulars(draw: Draw, topic: Topic, place: Home, year: int, *, group: bool) -> dict[str, str]:
    """The facts one matter keeps through all its records: place, project, sums, areas, years."""
    town = place.town
    return {
        "县": town.county_name,
        "镇": town.name,
        "村": place.village.split("村")[0] + "村" if "村" in place.village else place.village.split("社区")[0] + "社区",
        "组": f"{draw.number(1, 12)}组",
        "年": str(year - draw.number(0, 6)),
        "月": str(draw.number(1, 12)),
        "亩": f"{draw.number(3, 120) / 10:g}",
        "差": f"{draw.number(2, 25) / 10:g}",
        "平米": str(draw.number(60, 320)),
        "元": _money(draw, topic, group),
        "户": str(draw.number(11, 420)),
        "次": str(draw.number(2, 6)),
        "月数": str(draw.number(3, 40)),
        "项目": draw.pick(_PROJECTS),
        "小区": draw.pick(_ESTATES),
        "公司": town.province_name[:2] + draw.pick(_ROOTS) + topic.trade,
        "厂": draw.pick(_MILLS),
        "路": draw.pick(_ROADS),
        "河": draw.pick(_RIVERS),
        "山": draw.pick(_HILLS),
        "水库": draw.pick(_RESERVOIRS),
        "校": f"{town.name}中心小学",
        "院": draw.pick((f"{town.county_name}人民医院", f"{town.county_name}中医院", f"{town.name}卫生院")),
    }


def title(draw: Draw, topic: Topic, facts: Mapping[str, str]) -> str:
    return draw.pick(topic.title).format_map(facts)


def claim(draw: Draw, topic: Topic, facts: Mapping[str, str]) -> str:
    return draw.pick(topic.claim).format_map(facts)


def summary(draw: Draw, topic: Topic, facts: Mapping[str, str], *, heads: int, times: int, before: str) -> str:
    """What is told this time: the cause, one or two turns of the story, and for a repeat that it was told before."""
    parts = [draw.pick(topic.open), *draw.some(topic.more, draw.pick((1, 1, 2)))]
    told = "".join(part.format_map(facts) for part in parts)
    if heads >= 5 and draw.chance(0.6):
        told = f"{facts['镇']}{facts['村']}群众{heads}人共同反映：" + _LEAD_IN.sub("", told)
    if times > 1 and topic.path != "P7" and draw.chance(0.65):
        told += _again(draw, before, times)
    return told


def _again(draw: Draw, before: str, times: int) -> str:
    return draw.pick(
        (
            f"信访人曾于{before}反映过，对答复不满意，现再次反映。",
            f"此前已反映{times - 1}次，问题至今没有解决。",
            f"{before}登记后交办至今未见书面答复。",
            "信访人对原处理意见不服。",
        )
    )


def _money(draw: Draw, topic: Topic, group: bool) -> str:
    """A sum as people say it; a flat, or what a group asks together, is more than one household's arrears."""
    if group or topic.l2 in ("住房保障与房地产", "金融财税", "诉讼", "医患纠纷"):
        return f"{draw.number(8, 65)}万元"
    low, high, unit = draw.pick(
        ((2, 19, "万元"), (12, 99, "00元"), (105, 986, "0元"), (1, 6, "万余元"), (31, 480, "00元"))
    )
    return f"{draw.number(low, high)}{unit}"


_LEAD_IN = re.compile(r"^(?:信访人反映|来信称，|来电称，|反映)")
"""How a single petitioner's text begins; dropped where a group is named in front of it."""

PROCESS_ONLY = (
    "正在办理中。",
    "已转{镇}调查处理，待有结果后答复信访人。",
    "已与信访人见面沟通，将进一步做好解释工作。",
    "目前正在协调有关部门研究，持续关注。",
    "已约谈有关负责人，正积极协调推进。",
)
"""Opinions that tell a process and no result (将办理过程作为办结意见上报)."""


def opinion(draw: Draw, topic: Topic, facts: Mapping[str, str], *, granted: bool, process_only: bool) -> str:
    patterns = PROCESS_ONLY if process_only else topic.granted if granted else topic.refused
    return draw.pick(patterns).format_map(facts)
