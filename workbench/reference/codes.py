"""Code lists as ledgers write them (代码与写法): 走访 → 来访, 揭发控告 → 检举控告, 国家信访局 → 1, 评价值 3 → 不满意.

Values are those of `domain.codes`; digits and letters are of `tables/codes.csv` (spec 4.2, 5.1–5.5). A word that is not
understood is answered with None, never with the nearest.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, TypeVar

from workbench.domain.codes import Channel, Level, Pathway, Purpose
from workbench.reference.headers import plain

_CHANNELS: Final = tuple(
    (re.compile(pattern), value)
    for pattern, value in (
        ("访前(人民|行政|司法|行业)?(调解|化解)|信访前调解", Channel.PRE_MEDIATION),
        ("视频", Channel.VIDEO),
        ("12345|热线", Channel.HOTLINE),
        ("人民网|网|app|微信|短信|邮件|邮箱|^邮$|贴吧|^帖$|微博|小程序|信息网络", Channel.NET),
        ("领导信箱|领导留言板|书记信箱|[省市县区]长信箱", Channel.LEADER_BOX),
        ("信箱", Channel.NET),
        ("传真", Channel.FAX),
        ("来访|走访|上访|到访|接访|集体访|个体?访|^访$", Channel.VISIT),
        ("来电|电话|固话|^电$", Channel.CALL),
        ("来信|书信|信件|信函|写信|^信$", Channel.LETTER),
        ("^其[他它]$", Channel.OTHER),
    )
)
_PURPOSES: Final = tuple(
    (re.compile(pattern), value)
    for pattern, value in (
        ("检举|控告|揭发|举报", Purpose.ACCUSATION),
        ("申诉|求决|投诉|求助", Purpose.CLAIM),
        ("意见|建议|批评", Purpose.SUGGESTION),
        ("咨询", Purpose.INQUIRY),
        ("感谢|表扬", Purpose.THANKS),
        ("^其[他它]$", Purpose.OTHER),
    )
)
_PATHWAYS: Final = tuple(
    (re.compile(pattern), value)
    for pattern, value in (
        ("检举|控告|举报|纪检", Pathway.ACCUSATION),
        ("建议|意见类", Pathway.SUGGESTION),
        ("党员申诉|申请复审|党纪", Pathway.PARTY_APPEAL),
        ("仲裁", Pathway.ARBITRATION),
        ("行政(复议|裁决|确认|许可|处罚)|复议|工伤认定|信息公开", Pathway.ADMINISTRATIVE),
        ("诉讼|法院|司法|立案|法律监督|国家赔偿", Pathway.JUDICIAL),
        ("查处|履行法定职责|履职|监察", Pathway.ENFORCEMENT),
        ("信访程序|信访途径|信访事项办理", Pathway.PETITION),
    )
)
_Value = TypeVar("_Value", bound=object)
_NOT_PLACES: Final = re.compile("城乡|农村|乡村|村镇|市场|城市|市政|市容|社区矫正|区域")
_MUNICIPALITY: Final = re.compile("^(北京|天津|上海|重庆)市?")
_LEVELS: Final = tuple(
    (re.compile(pattern), level)
    for pattern, level in (
        ("村|社区|居委会", Level.VILLAGE),
        ("[乡镇]|街道", Level.TOWN),
        ("[县旗]|(?<!地)(?<!自治)区", Level.COUNTY),
        ("(?<!县级)市|地区|自治州|盟", Level.CITY),
        ("省|自治区|兵团", Level.PROVINCE),
        ("国家|中央|全国|国务院|中办|国办|部委", Level.NATION),
    )
)
_REFUSED: Final = re.compile("不同意|不满意|不接受|不服|不认可")
YES_NO_PHRASES: Final[Mapping[str, tuple[str, str]]] = {
    "petition_state": ("已办结", "未办结"),
    "resolve_state": ("已化解", "未化解"),
    "end_flag": ("已终结", "未终结"),
    "review": ("已复查", "未复查"),
    "rereview": ("已复核", "未复核"),
    "hearing": ("已听证", "未听证"),
    "legit": ("合理", "不合理"),
    "group_kind": ("集体访", "个体访"),
    "sat_state": ("已评价", "未评价"),
    "ptr_opinion": ("同意", "不同意"),
    "supervise": ("已督办", "未督办"),
}
"""What 是 and 否 mean under a yes/no heading of these fields (是否办结: 是 → 已办结)."""

CLOSED: Final = (
    "channel",
    "purpose",
    "source_level",
    "legal_path",
    "sat_unit",
    "sat_dept",
    "ptr_opinion",
    "group_kind",
)
"""Fields whose unknown words are not kept as values (they stay in the raw text with a note)."""


def folded(text: str) -> str:
    """Value as compared: NFKC, lower case, no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).casefold())


@cache
def code_list(name: str) -> Mapping[str, str]:
    """Code → name of one list of `codes.csv`, the name without what stands in parentheses."""
    text = (files("workbench.reference") / "tables" / "codes.csv").read_text(encoding="utf-8-sig")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["list"] == name]
    return {row["code/parent"]: re.sub(r"\(.*\)", "", row["name"]) for row in rows}


def channel(text: str) -> Channel | None:
    """Form of petition (信访形式) of a code or word; None if not understood."""
    coded = code_list("信访形式").get(text.strip().upper(), "").partition("/")[0]
    return Channel(coded) if coded else _first(_CHANNELS, text)


def purpose(text: str) -> Purpose | None:
    """Purpose (信访目的). 举报 counts as 检举控告: locking too much can be undone, leaking cannot (T§30)."""
    coded = code_list("信访目的").get(text.strip().upper())
    return Purpose(coded) if coded else _first(_PURPOSES, text)


def pathway(text: str) -> Pathway | None:
    """Legal pathway (法定途径) P1–P8; None if the words fit no row of T§31."""
    code = folded(text).upper()[:2]
    return Pathway(code) if code in set(Pathway) else _first(_PATHWAYS, text)


def level(text: str) -> Level | None:
    """Level (层级) of a digit, a level's name or an organ's name: the lowest place named decides (某省某市信访局 → 3).

    北京、天津、上海、重庆 are provinces; a county-level city cannot be told from its name and reads as a city.
    """
    short = folded(text)
    if short in {str(int(each)) for each in Level}:
        return Level(int(short))
    rest = _NOT_PLACES.sub("", _MUNICIPALITY.sub("", short))
    found = _first(_LEVELS, rest)
    return Level.PROVINCE if found is None and _MUNICIPALITY.match(short) else found


def _first(rules: tuple[tuple[re.Pattern[str], _Value], ...], text: str) -> _Value | None:
    short = folded(text)
    return next((value for pattern, value in rules if pattern.search(short)), None)


def _petitioner_answer(text: str) -> str | None:
    """信访人意见: 0 同意, 1 不同意, 9 无明确意见, or words; "不同意" is looked for before "同意"."""
    if text in code_list("信访人意见"):
        return code_list("信访人意见")[text]
    if _REFUSED.search(text):
        return "不同意"
    if re.search("无明确意见|不表态|未表态", text):
        return "无明确意见"
    return "同意" if re.search("同意|接受|认可|服判|满意", text) else None


def _satisfaction(text: str) -> str | None:
    """评价值: 0 满意, 1 基本满意, 3 不满意 (2 means nothing in the national system), or words."""
    if text in code_list("评价值"):
        return code_list("评价值")[text]
    known = {"非常满意": "满意", "很满意": "满意", "较满意": "基本满意", "比较满意": "基本满意", "很不满意": "不满意"}
    return known.get(text, text) if known.get(text, text) in code_list("评价值").values() else None


def _group_kind(text: str, header: str) -> str | None:
    """个访/集访. Under a flag heading (集体访, crowd_flag) 1 and 是 mean 集体访; under a kind heading 1 is 个体访, 2 集体访."""
    flag = plain(header) in {"集体访", "crowdflag", "是否集体访", "是否集访"}
    codes = {"1": "集体访", "0": "个体访"} if flag else {"1": "个体访", "2": "集体访"}
    if text in codes:
        return codes[text]
    return "集体访" if "集" in text else "个体访" if "个" in text else None


def _timely(text: str, header: str) -> str | None:
    """按期/超期. Under a heading of its own (INTIME…, 是否超期) 1 and 是 mean what the heading says; 0 there says nothing

    for an order system's count, and the contrary for a 是否 question.
    """
    late = "超" in header or plain(header).startswith("overtime")
    if text in {"1", "是", "√"}:
        return "超期" if late else "按期"
    if text in {"否", "×"}:
        return "按期" if late else "超期"
    if re.search("未超|未逾|按期|按时|及时", text):
        return "按期"
    return "超期" if re.search("超期|超时|逾期", text) else None


_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "channel": channel,
    "purpose": purpose,
    "legal_path": pathway,
    "ptr_opinion": _petitioner_answer,
    "sat_unit": _satisfaction,
    "sat_dept": _satisfaction,
}
_LISTS: Final[Mapping[str, str]] = {"resolve_state": "化解状态", "sat_state": "评价状态", "legit": "诉求定性"}
_DELIVERY: Final[Mapping[str, str]] = {"送达方式": "送达方式", "签收标志": "签收标志"}


def read_code(field: str, text: str, header: str = "") -> str | None:
    """Value of a code field; None where a closed list does not hold the word, the word itself where the list is open.

    The heading decides what 是/否 mean (是否办结: 是 → 已办结) and which digits apply (送达方式 1 is 邮寄送达).
    """
    short = folded(text)
    if field in YES_NO_PHRASES and short in ("是", "否"):
        return YES_NO_PHRASES[field][short == "否"]
    if field == "timely":
        return _timely(short, header)
    if field == "group_kind":
        return _group_kind(short, header)
    if field in _READERS:
        value = _READERS[field](short)
        return None if value is None else str(value)
    names = code_list(_LISTS.get(field) or _DELIVERY.get(header.rpartition("/")[2].strip(), ""))
    return names.get(short, text.strip())
