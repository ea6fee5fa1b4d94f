"""An invented surge (突增): one road, one township, a dozen households within weeks, as a list the township sends in.

Its rows stand in a file of their own beside the county's, whose truth knows nothing of them: the county's figures stay.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from workbench.synth.draw import Draw
from workbench.synth.model import County
from workbench.synth.people import Home, Person, make_person
from workbench.synth.places import HOME, Town, towns
from workbench.synth.row import case_number

HOUSEHOLDS: Final = 12
UNIT: Final = "清澜县交通运输局"
TOPIC: Final = "交通运输/交通管理"
TOWN: Final = "柏岭镇"
FILE: Final = "柏岭镇县道拓宽反映问题登记.csv"
_DAYS: Final = 75
_HEAD: Final = (
    "信访件编号", "姓名", "身份证号", "联系电话", "户籍地", "现住址", "信访人数", "信访形式", "登记机构", "登记时间",
    "信访日期", "首次信访日期", "是否全国初次信访", "标题", "案情简介", "主要诉求", "产生原因", "内容分类", "信访目的",
    "问题属地", "乡镇(街道)", "责任单位", "转交办时间", "受理日期", "工作进展", "化解状态",
)  # fmt: skip
_HARMS: Final = (
    ("自留地被占用", "占用自留地{n}分没有丈量", "请求现场丈量并按标准补偿"),
    ("院墙基脚开裂", "压路机震动后院墙开裂{n}处", "请求鉴定损害并修复"),
    ("青苗补偿未付", "挖除果树{n}十株，只付了一半", "请求付清青苗补偿余款"),
    ("排水沟被填", "边沟填埋后雨水倒灌，已{n}次进屋", "请求恢复排水沟"),
    ("临时占地未复垦", "堆料场占耕地{n}亩，到期没有复垦", "请求按期复垦并支付占用费"),
    ("出行道口未留", "路基抬高{n}十厘米，门前没有道口", "请求补修进户道口"),
)


def write_surge(county: County, folder: Path) -> Path:
    """The township's list of what the widening of one road brought in the last weeks; same county, same bytes."""
    draw = Draw(f"{county.seed}|{county.end.isoformat()}|突增")
    town = next((one for one in towns(HOME) if one.name == TOWN), towns(HOME)[0])
    path = folder / FILE
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(_HEAD)
        out.writerows(_row(draw, town, number, county.end) for number in range(HOUSEHOLDS))
    return path


def _row(draw: Draw, town: Town, number: int, end: date) -> list[str]:
    village = town.villages[number % len(town.villages)]
    home = Home(town, f"{village}{number + 1}组")
    person: Person = make_person(draw, 800_000 + number, home, home)
    reg = end - timedelta(days=_DAYS - number * 6)
    what, told, asked = _HARMS[number % len(_HARMS)]
    summary = (
        f"{home.village}村民反映，今年县道拓宽施工后，{told.format(n=draw.number(2, 9))}。多次找施工方，答复互相推。"
    )
    given = reg + timedelta(days=3)
    return [
        case_number("县", reg, 98_000 + number), person.name, person.id_no, person.phones[0], home.written("县"), home.written("县"), "1",
        draw.pick(("来访", "网上信访", "来信")), "清澜县信访局", reg.isoformat(), reg.isoformat(), reg.isoformat(), "是",
        f"{village}县道拓宽{what}", summary, f"{asked}。", "责任不落实", TOPIC, "申诉求决", f"清澜县{TOWN}{village}", TOWN, UNIT,
        given.isoformat(), (given + timedelta(days=5)).isoformat(), "已到现场查看", "化解中",
    ]  # fmt: skip
