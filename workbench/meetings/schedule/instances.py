"""Invented instances (虚构排会任务) for tests and benchmarks: a county with its towns, departments, leaders and sittings.

Towns' matters sit in their own town's sitting or the county's; a county matter only in the county's. Same seed, same
instance; no name is anybody's.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

from workbench.domain.codes import Level
from workbench.meetings.schedule.problem import (
    STANDARD_WISHES,
    Absence,
    Half,
    Matter,
    Problem,
    Recused,
    Sitting,
    Wish,
    WishKind,
)

_COUNTY: Final = "990101"  # a division code in use nowhere
_DEPARTMENTS: Final = (
    "自然资源局", "住房城乡建设局", "人力资源社会保障局", "农业农村局", "交通运输局", "生态环境局", "水利局", "教育局",
    "卫生健康局", "民政局", "城市管理局", "市场监管局", "退役军人事务局", "财政局", "司法局", "公安局", "林业局",
    "应急管理局", "医疗保障局", "文化旅游局", "工业信息化局", "商务局", "国资服务中心", "供销社",
)  # fmt: skip
_TOWN_WORDS: Final = (
    "青石", "白沙", "双桥", "柳林", "东河", "西岭", "南坪", "北塘", "金鸡", "银杏", "红枫", "清泉", "高岗", "长滩", "平安",
    "新集", "石门", "古渡", "荷花", "竹溪",
)  # fmt: skip
_LEADERS: Final = (
    "县委书记", "县长", "县委副书记", "常务副县长", "县委政法委书记", "副县长（农业）", "副县长（城建）",
    "副县长（社会事业）",
)  # fmt: skip
TODAY: Final = date(2026, 3, 2)


def instance(
    seed: int = 1,
    *,
    matters: int = 300,
    units: int = 40,
    sittings: int = 30,
    limit: int = 10,
    span: int = 60,
    wishes: tuple[Wish, ...] = STANDARD_WISHES,
) -> Problem:
    """A random problem. `limit` is every chair's own; two fifths of the units are towns; `span` days from TODAY."""
    draw = Random(seed)
    towns = [f"{name}镇" for name in _TOWN_WORDS[: max(1, units * 2 // 5)]]
    offices = [f"县{name}" for name in _DEPARTMENTS[: max(2, units - len(towns))]]
    held = _sittings(draw, sittings, towns, limit, span)
    heard = tuple(_matter(draw, number, towns, offices, span) for number in range(matters))
    absences = tuple(_absences(draw, [*towns, *offices, *_LEADERS], held))
    recusals = tuple(Recused(draw.choice(one.leaders), one.id) for one in heard if draw.random() < 0.02)
    return Problem(TODAY, held, heard, absences, recusals, (*wishes, *_together(draw, heard)))


def _sittings(draw: Random, many: int, towns: list[str], limit: int, span: int) -> tuple[Sitting, ...]:
    """Seven in ten are the county's; the rest go round the towns. Some days have two sittings."""
    found = []
    for number in range(many):
        day = TODAY + timedelta(days=1 + number * span // many + draw.randrange(2))
        start = draw.choice((9 * 60, 14 * 60 + 30))
        minutes = 15 + limit * 22
        if number % 10 < 7:
            chair = _LEADERS[2 + number % 4]
            found.append(
                Sitting(
                    f"S{number + 1:02d}", day, start, minutes, "县信访联席会议室", Level.COUNTY, chair, limit, _COUNTY
                )
            )
        else:
            town = (number * 7) % len(towns)
            place = f"{towns[town]}会议室"
            found.append(
                Sitting(
                    f"S{number + 1:02d}",
                    day,
                    start,
                    minutes,
                    place,
                    Level.TOWN,
                    f"{towns[town]}党委书记",
                    limit,
                    _area(town),
                )
            )
    return tuple(found)


def _area(town: int) -> str:
    return f"{_COUNTY}{town + 1:03d}"


def _matter(draw: Random, number: int, towns: list[str], offices: list[str], span: int) -> Matter:
    town = draw.randrange(len(towns))
    county = draw.random() < 0.6
    lead = offices[min(int(draw.expovariate(0.16)), len(offices) - 1)] if county else towns[town]
    assists = [towns[town]] if county and draw.random() < 0.4 else []
    if draw.random() < 0.35:
        assists.append(offices[(hash_of(lead) + draw.randrange(3)) % len(offices)])
    waited = timedelta(days=draw.randrange(5, 120))
    due = TODAY + timedelta(days=draw.randrange(-8, span + 40)) if draw.random() < 0.65 else None
    later = TODAY + timedelta(days=draw.randrange(1, span // 2)) if draw.random() < 0.15 else None
    return Matter(
        f"M-{number + 1:04d}", draw.choice((15, 20, 25)), Level.COUNTY if county else Level.TOWN, lead, TODAY - waited,
        tuple(one for one in dict.fromkeys(assists) if one != lead), (_leader(draw, lead, towns[town], county),),
        earliest=later, deadline=due, papers_ready=draw.random() < 0.9, area=_area(town),
    )  # fmt: skip


def _leader(draw: Random, lead: str, town: str, county: bool) -> str:
    """A unit's matters mostly have the leader in charge of it; a town's its own."""
    if not county:
        return f"{town}{draw.choice(('镇长', '党委副书记'))}"
    return _LEADERS[hash_of(lead) % len(_LEADERS)] if draw.random() < 0.85 else draw.choice(_LEADERS)


def hash_of(text: str) -> int:
    """A number of a text that is the same in every process."""
    return sum(ord(char) * (place + 1) for place, char in enumerate(text))


def _absences(draw: Random, everybody: list[str], held: tuple[Sitting, ...]) -> list[Absence]:
    """Everybody is away for about one half day in twenty that something sits."""
    halves = (Half.MORNING, Half.AFTERNOON, Half.DAY)
    return [Absence(who, one.day, draw.choice(halves)) for who in everybody for one in held if draw.random() < 0.04]


def _together(draw: Random, heard: tuple[Matter, ...]) -> list[Wish]:
    """A few pairs of one unit's matters that it asks to be heard at once."""
    found = []
    for one in heard[::40]:
        others = [
            two
            for two in heard
            if two.lead == one.lead and two.level == one.level and two.area == one.area and two != one
        ]
        if others:
            other = draw.choice(others)
            name = f"{one.lead}的{one.id}与{other.id}同会研究"
            found.append(Wish(WishKind.TOGETHER, name, weight=60, who=one.lead, matters=(one.id, other.id)))
    return found
