"""The invented places (虚构地名): two provinces under code prefixes no real place has, with their counties and towns."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from workbench.synth.draw import words

HOME = "990121"
"""清澜县, the county whose office the workbench serves in samples."""
ABOLISHED = "990223"
"""北泉县, merged into 岚城区 in 2021: the moved county."""
OFFICE = "清澜县信访工作联席会议办公室"

_VILLAGES = words(
    "河东 河西 桥头 石湾 大树 新田 油榨 枣树 柳塘 上坝 下坝 青龙 双井 中心 团结 前进 和平 丰收 清泉 松林 枫树 杨柳 "
    "红星 五星 塘坊 李家湾 王家坪 张家冲 陈家院 刘家沟 周家坝 莲花 梅花 鱼塘 龙井 土桥 长岭 高坎 白岩 三元"
)


@dataclass(frozen=True, slots=True)
class Town:
    """One township (乡镇) with the names above it."""

    code: str
    name: str
    county: str
    county_name: str
    city_name: str
    province_name: str
    villages: tuple[str, ...]

    def written(self, village: str, form: str) -> str:
        """An address as people write it: 全 with province and city, 市, 县, or 镇 alone."""
        above = {
            "全": self.province_name + self.city_name + self.county_name,
            "市": self.city_name + self.county_name,
            "县": self.county_name,
            "镇": "",
        }
        return f"{above[form]}{self.name}{village}"


def table_path() -> Path:
    """The table as a file, fit for `settings.divisions_extra`."""
    with as_file(files("workbench.synth").joinpath("tables", "divisions_invented.csv")) as path:
        return Path(path)


@cache
def names() -> dict[str, str]:
    """Every invented code with its name, the abolished county included."""
    with table_path().open(encoding="utf-8") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@cache
def towns(county: str) -> tuple[Town, ...]:
    """The townships of a county; empty for the abolished one."""
    found = names()
    return tuple(_town(code, found) for code in sorted(found) if len(code) == 9 and code.startswith(county))


@cache
def counties() -> tuple[str, ...]:
    """The counties in use, home first."""
    rest = [code for code in sorted(names()) if len(code) == 6 and code not in (HOME, ABOLISHED)]
    return (HOME, *rest)


def _town(code: str, found: dict[str, str]) -> Town:
    return Town(code, found[code], code[:6], found[code[:6]], found[code[:4]], found[code[:2]], _villages(code))


def _villages(code: str) -> tuple[str, ...]:
    """Ten villages of a town, the same in every run."""
    start = int(code[3:]) * 7 % len(_VILLAGES)
    suffix = "社区" if code[6] == "0" else "村"
    return tuple(_VILLAGES[(start + 3 * index) % len(_VILLAGES)] + suffix for index in range(10))
