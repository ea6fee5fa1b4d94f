"""Units of the invented counties (单位): departments, townships, courts and companies, with the names people give them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from workbench.synth.draw import Draw
from workbench.synth.places import HOME, counties, names, towns

DEPARTMENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "自然资源局": ("自然资源", ("国土资源局", "国土局", "自规局")),
    "住房和城乡建设局": ("住房城乡建设", ("住建局", "住房城乡建设局", "建设局")),
    "人力资源和社会保障局": ("人力资源社会保障", ("人社局", "人力资源社会保障局", "劳动局")),
    "农业农村局": ("农业农村", ("农业局", "农委")),
    "民政局": ("民政", ()),
    "公安局": ("公安", ("县公安",)),
    "教育局": ("教育", ("教体局", "教育体育局")),
    "卫生健康局": ("卫生健康", ("卫健局", "卫健委", "卫计委")),
    "生态环境局": ("生态环境", ("环保局", "生态环境分局")),
    "交通运输局": ("交通运输", ("交通局",)),
    "水利局": ("水利", ("水务局",)),
    "林业局": ("林业", ("林草局",)),
    "城市管理局": ("住房城乡建设", ("城管局", "城市管理综合执法局")),
    "退役军人事务局": ("退役军人事务", ("退役军人局",)),
    "市场监督管理局": ("市场监管", ("市监局", "工商局")),
    "财政局": ("财政", ()),
    "信访局": ("信访", ()),
    "司法局": ("司法行政", ()),
    "纪委监委": ("纪检监察", ("纪委", "纪检委")),
}
_COURTS = ("人民法院", "人民检察院")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its full name, with other names it goes by, its kind and the division it sits in."""

    name: str
    aliases: tuple[str, ...]
    kind: str
    place: str
    system: str

    def written(self, draw: Draw) -> str:
        """The name as a ledger writes it: in full two times in three."""
        return self.name if not self.aliases or draw.chance(0.66) else draw.pick(self.aliases)


def _department(county: str, key: str) -> Unit:
    place, kind_word = names()[county], names()[county][-1]
    system, others = DEPARTMENTS[key]
    short = (key, f"{kind_word}{key}", *others, *(f"{kind_word}{other}" for other in others if other[0] != kind_word))
    return Unit(place + key, short, "党政部门", county, system)


def _court(county: str, key: str) -> Unit:
    place, kind_word = names()[county], names()[county][-1]
    return Unit(place + key, (f"{kind_word}{key[2:]}", f"{kind_word}{key}"), "政法机关", county, "政法")


def _town_units(county: str) -> list[Unit]:
    found = []
    for town in towns(county):
        street = town.name.endswith("街道")
        office = f"{town.name}办事处" if street else f"{town.name}人民政府"
        aliases = (town.name, f"{town.name}党工委" if street else f"{town.name}政府", town.county_name + office)
        found.append(Unit(office, aliases, "乡镇街道", town.code, "乡镇"))
    return found


def _companies(county: str) -> list[Unit]:
    place = names()[county]
    return [
        Unit(f"国网{place}供电公司", ("供电公司", "供电局", "电力公司"), "国有企业", county, "电力"),
        Unit(f"{place}农村商业银行", ("农商行", "信用社", "农村信用社"), "金融机构", county, "金融"),
        Unit(f"{place}城市建设投资有限公司", ("城投公司", "县城投"), "国有企业", county, "国有企业"),
    ]


@cache
def units() -> tuple[Unit, ...]:
    """All units of all invented counties, the home county's first."""
    found: list[Unit] = []
    for county in counties():
        found += [_department(county, key) for key in DEPARTMENTS]
        found += [_court(county, key) for key in _COURTS]
        found += _town_units(county) + _companies(county)
    return tuple(found)


@cache
def _index() -> dict[tuple[str, str], Unit]:
    found: dict[tuple[str, str], Unit] = {}
    for unit in units():
        key = unit.name.removeprefix(names()[unit.place]) if len(unit.place) == 6 else "镇"
        found[unit.place, key] = unit
    return found


def unit_at(place: str, key: str) -> Unit:
    """The unit of a kind (自然资源局, 人民法院; 镇: the township government) for a township code."""
    return _index()[place, "镇"] if key == "镇" else _index()[place[:6], key]


def level_office(level: str) -> str:
    """The petition office (信访机构) that registers at a level: 国家, 省, 市, 县 or 乡."""
    found = names()
    return {
        "国家": "国家信访局",
        "省": f"{found[HOME[:2]]}信访局",
        "市": f"{found[HOME[:4]]}信访局",
        "县": f"{found[HOME]}信访局",
    }.get(level, found[HOME] + "信访局")
