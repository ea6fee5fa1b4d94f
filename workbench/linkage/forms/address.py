"""Addresses (住址): free text cut into its parts by their suffixes, Chinese numerals made Arabic."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from workbench.linkage.normal import half_width

_DIGITS = {letter: number for number, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = re.compile(
    r"[零〇一二两三四五六七八九十百]+(?=(?:村民)?(?:小组|组|号|栋|幢|座|单元|室|楼|层|户|弄|巷|期|队|社(?!区)|区(?![^\d]*县)))"
)
_NOISE = re.compile(r"[\s,，。;；、\"“”'·|:]+|\([^()]*\)")
_LEADING = re.compile(r"^(?:中国|现住|现住址|家住|户籍地?|住址|地址|暂住|租住|住)[:为]?(?=.{4})")
_SAME_WORD = (
    (re.compile(r"号楼|[幢憧橦]|(?<=[\dA-Za-z])座"), "栋"),
    (re.compile(r"村民小组|居民小组|小组|生产队|(?<=\d)[队社](?!区)"), "组"),
    (re.compile(r"(?<=\d)[#＃](?=楼)|第(?=\d)"), ""),
    (re.compile(r"[#＃]"), "号"),
    (re.compile(r"(?<=\d)(?:房|户)(?!\w)"), "室"),
    (re.compile(r"街道办事处|街道办|(?<=街)道办"), "街道"),
    (re.compile(r"村民委员会|村委会|行政村"), "村"),
    (re.compile(r"社区居民委员会|社区居委会|居民委员会|居委会"), "社区"),
    (re.compile(r"[-—–~－]+"), "-"),
)
_PROVINCE = re.compile(
    r"([^市县区镇乡村路街号\d]{2,4}省|[^市县镇乡村路街号\d]{2,6}自治区"
    r"|(?:北京|上海|天津|重庆)市?(?=.*[区县])|内蒙古|宁夏|新疆|西藏|广西)"
)
_CITY = re.compile(
    r"([^省市县区镇乡村路街号\d]{2,6}市|[^省市县镇乡村路街号\d]{2,10}?(?:自治州|地区|盟(?=.{2,}旗)))(?!场)"
)
_COUNTY = re.compile(
    r"(?![东西南北中新]区)([^省县区镇乡村路街号栋\d]{1,7}?(?:自治县|县(?!道)"
    r"|(?<![小社园院库片景厂校地业])(?<![园苑院庭寓号][东西南北中新])区|旗(?!舰))|[^省市县区镇乡村路街号\d]{2,4}市(?!场))"
)
_TOWN = re.compile(
    r"([^省县区镇乡路号栋\d]{1,8}?街道(?!口)|[^省县区镇乡村路街号栋\d]{1,8}?(?:镇(?![政中卫小])|乡(?![村政])|苏木))"
)
_VILLAGE = re.compile(r"([^号栋路\d]{1,8}?(?:社区|(?<![新])村(?![口路委])|嘎查)|[^号栋路\d]{2,6}新村)")
_GROUP = re.compile(r"(\d{1,3}|[^\d号路村]{1,4})组")
_ROAD = re.compile(
    r"([^省市县区镇乡村号栋\d]{1,8}?[东南西北中]?\d{0,3}"
    r"(?:大道|大街|公路|国道|省道|路(?!口)|街(?!道)|巷|弄|胡同|里弄)(?:[东西南北中]段|\d+段)?)"
)
_NUMBER = re.compile(r"(?:(\d+)弄)?(\d+(?:-\d+)?)号(?:院)?(?:附(\d+)号?|之(\d+))?(?!线)")
_ESTATE = re.compile(
    r"([^号栋室层\d路街巷][^号栋室层\d]{0,11}?(?:小区|花园|家园|公寓|花苑|名苑|佳苑|雅苑|嘉园|新城|新苑|小镇|山庄|华庭|豪庭|大厦|广场|新居|安置房|家属院|宿舍|城(?=\d)"
    r"|[苑园庭府湾郡](?!.{0,3}(?:小区|花园|家园|公寓|[苑园])))(?:[一二三四五]期|\d+期|[A-Z东西南北]\d?区)?)"
)
_BUILDING = re.compile(r"([A-Za-z]?\d{1,3}[A-Za-z]?|[A-Za-z])(?:栋|楼(?!\d))")
_UNIT = re.compile(r"(\d{1,2}|[甲乙丙丁A-Z])单元")
_ROOM = re.compile(r"(?<![\d-])(\d{3,4})(?:室|号?$)|(?<=单元)(\d{3,4})|(\d{1,2})室")
_DASHED = re.compile(r"(?<![\d-])(\d{1,3})-(\d{1,2})-(\d{3,4})(?!\d)|(?<=栋)(\d{1,2})-(\d{3,4})(?!\d)")
_ADMIN_END = re.compile(r"(?:特别行政区|.{1,3}族自治[区州县旗]|自治[区州县旗]|地区|街道|省|市|县|区|旗|镇|乡|盟|苏木)$")
_PLACE_END = re.compile(r"(?:社区|村|嘎查|小区)$")


@dataclass(frozen=True)
class AddressForm:
    """An address taken apart; parts not written are "". Names keep their suffix, numbers do not (3栋 → 3)."""

    plain: str
    province: str
    city: str
    county: str
    town: str
    village: str
    group: str
    road: str
    number: str
    estate: str
    building: str
    unit: str
    room: str
    rest: str  # what no suffix explains: shops, landmarks
    code: str = ""  # division code, where a finder was given

    @cached_property
    def stems(self) -> tuple[str, str, str, str]:
        """Province, city, county, town without suffix, so that 双流县 and 双流区 agree."""
        return stem(self.province), stem(self.city), stem(self.county), stem(self.town)

    @cached_property
    def village_stem(self) -> str:
        return _PLACE_END.sub("", self.village)

    @cached_property
    def estate_stem(self) -> str:
        return re.sub(r"(?:小区|社区)$", "", self.estate)

    @property
    def door(self) -> tuple[str, ...]:
        """Building, unit, room."""
        return self.building, self.unit, self.room

    @property
    def telling(self) -> bool:
        """Whether it says more than the county."""
        return bool(self.town or self.village or self.road or self.estate or self.code[6:])


def stem(name: str) -> str:
    """A division's name without its suffix; names of one character keep it (城区)."""
    bare = _ADMIN_END.sub("", name)
    return bare if len(bare) > 1 else name


def plain_address(text: str) -> str:
    """Half-width, no blanks and remarks, numerals Arabic, words for one thing made one (幢, 座, 号楼 → 栋)."""
    plain = _LEADING.sub("", _NOISE.sub("", half_width(text)))
    plain = _NUMERAL.sub(lambda match: str(arabic(match[0])), plain)
    for pattern, word in _SAME_WORD:
        plain = pattern.sub(word, plain)
    return plain.upper()


def arabic(numeral: str) -> int:
    """十二 → 12, 二〇三 → 203, 一百零五 → 105."""
    if not set(numeral) & set("十百"):
        return int("".join(str(_DIGITS[letter]) for letter in numeral))
    total = digit = 0
    for letter in numeral:
        if letter in "十百":
            total += (digit or 1) * (10 if letter == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[letter]
    return total + digit


class _Text:
    """What is left of an address while parts are taken off."""

    def __init__(self, text: str) -> None:
        self.left = text

    def lead(self, pattern: re.Pattern[str]) -> str:
        """The part at the very beginning."""
        match = pattern.match(self.left)
        if not match:
            return ""
        self.left = self.left[match.end() :]
        return match[1]

    def take(self, pattern: re.Pattern[str]) -> str:
        """The part wherever it stands; its groups joined by "-"."""
        match = pattern.search(self.left)
        if not match:
            return ""
        self.left = f"{self.left[: match.start()]} {self.left[match.end() :]}"
        return "-".join(filter(None, match.groups()))


@lru_cache(maxsize=300_000)
def address_form(text: str, find: Callable[[str], str | None] | None = None) -> AddressForm:
    """The parts of an address. `find` may give the division code of a text (reference.divisions), to see renamed places."""
    plain = plain_address(text)
    left = _Text(plain)
    province, city = left.lead(_PROVINCE), left.lead(_CITY)
    county = left.lead(_COUNTY)
    if county and county == city:  # 清江浦区清江浦区
        county = left.lead(_COUNTY) or county
    town, village = left.lead(_TOWN), left.lead(_VILLAGE)
    group = left.take(_GROUP)
    building, unit, room = _door(left)
    road = left.lead(_ROAD) or left.take(_ROAD)
    number = left.take(_NUMBER)
    estate = left.take(_ESTATE).strip()
    rest = left.left.replace(" ", "")
    code = (find(text) or "") if find else ""
    return AddressForm(
        plain,
        province,
        city,
        county,
        town,
        village,
        group,
        road.strip(),
        number,
        estate,
        building,
        unit,
        room,
        rest,
        code,
    )


def _door(left: _Text) -> tuple[str, str, str]:
    """Building, unit and room, also as 3-2-501."""
    dashed = left.take(_DASHED).split("-")
    if len(dashed) == 3:
        return dashed[0], dashed[1], dashed[2]
    building, unit, room = left.take(_BUILDING), left.take(_UNIT), left.take(_ROOM)
    return (building, *dashed) if len(dashed) == 2 else (building, unit, room)  # type: ignore[return-value]
