"""Texts of the case library without anyone in them (案例去标识): what is taken out, what stands instead, what still remains.

Masks when in doubt. Below the county no place, company, estate or road is named; sums and sizes become bands; days become
years. The analyst sees every change before anything is published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from workbench.access.masking import mask_name, person_names, scrub
from workbench.review.similar.features import amount_band, people_band


@dataclass(frozen=True, slots=True)
class TakenOut:
    """One thing taken out of a text: its sort, what stood there, what stands there now. `what` is never kept on file."""

    sort: str
    what: str
    put: str


Rule = tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]]

_SURNAMES: Final = (
    "王李张刘陈杨赵黄吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
    "石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎武乔贺赖龚"
)
_POSTS: Final = "书记|县长|区长|局长|镇长|乡长|主任|主席|科长|股长|所长|站长|院长|校长|支书|会计|组长|文书|同志|先生|女士|法官|律师|老师|医生|警官"
_KIN: Final = (
    "村民|职工|业主|其子|其女|其妻|丈夫|妻子|儿子|女儿|父亲|母亲|哥哥|弟弟|姐姐|妹妹|亲属|信访人|当事人|申请人|被申请人|负责人|"
    "法定代表人|包工头|老板|原告|被告|名叫|姓名[:：]?|户主|代耕人|邻居"
)
_WORDS: Final = frozenset(
    {"许可", "任务", "程序", "余下", "江水", "石料", "田地", "田里", "武装", "任何", "何时", "夏季"}
)
_NOT_VILLAGE: Final = frozenset("本该全各邻农乡镇到两在驻进外同某此原一每通我")
_VERBS: Final = re.compile(
    r".*(?:经查|查阅|反映|来信称|要求|请求|由于|由|与|和|向|对|督促|责令|责成|发现|已|将|系|在|因|给|把|被|为|是|称|从|及|原|于|到|的|年|月|日|"
    r"施工|征用|占用|修建|附近|某镇|某乡|某街道|某村)"
)
_COMMON_BEFORE: Final = frozenset("农乡镇邻本该同全各两")  # 农村, 镇村, 比邻村
_LONGEST: Final = 6
"""Characters of a name where nothing tells where it begins."""
_LAW_NUMBER: Final = re.compile(
    r"(?:^|依据|根据|按照|按|、|和|与|及)(?:国|中办|中发|法释|财|发改|建|自然资|农|民|.{1,4}部)[^和与及]*$"
)
_HAN: Final = r"[\u4e00-\u9fff]"


def _fixed(word: str) -> Callable[[re.Match[str]], str]:
    return lambda _match: word


def _own_name(*stands: tuple[str, str]) -> Callable[[re.Match[str]], str]:
    """What stands before the name stays: 经查某公司, not 某公司. `stands`: (endings, word), the first that fits."""

    def put(match: re.Match[str]) -> str:
        before, name = _split(match[1])
        ending = match[0][len(match[1]) :]
        return before + next(word for endings, word in stands if re.search(endings, ending)) if name else match[0]

    return put


def _village(match: re.Match[str]) -> str:
    before, name = _split(match[1])
    if not name or name in _NOT_VILLAGE or name[-1] in _COMMON_BEFORE:
        return match[0]
    if len(name) == 1 and before:  # 和平村: the particle belongs to the name
        before = before[:-1]
    return f"{before}某{match[2]}"


def _split(text: str) -> tuple[str, str]:
    """What leads up to a name, and the name: it begins after the last verb or particle."""
    lead = _VERBS.match(text)
    before = lead[0] if lead else ""
    name = text[len(before) :]
    return (before + name[:-_LONGEST], name[-_LONGEST:]) if len(name) > 2 * _LONGEST else (before, name)


def _person(match: re.Match[str]) -> str:
    return match[0] if match[1] in _WORDS else match[0].replace(match[1], mask_name(match[1]))


def _document(match: re.Match[str]) -> str:
    return match[0] if _LAW_NUMBER.match(match[0]) else "（文号略）"


def _people(match: re.Match[str]) -> str:
    return f"（{people_band(float(match[1]))}）".replace("人", match[2])


_ROAD: Final = re.compile(
    rf"({_HAN}{{2,8}}?)(?:高速公路|二级公路|大道|(?<![道公铁马通思出村水])路|河|(?<!上)街|大桥|隧道)(?![水道面口上头边])"
)
_RULES: Final[tuple[Rule, ...]] = (
    ("文号", re.compile(rf"{_HAN}{{0,8}}[〔\[（(]\d{{4}}[〕\]）)]第?\d+号(?:第\d+次)?"), _document),
    ("日期", re.compile(r"(\d{4})(?:年\d{1,2}月(?:\d{1,2}日)?|[-./]\d{1,2}[-./]\d{1,2}日?)"), lambda found: f"{found[1]}年"),
    ("金额", re.compile(r"(?<![（—足\d.])\d+(?:\.\d+)?\s*(?:亿|千万|百万|十万|万|千|百)?余?多?元"), lambda found: f"（{amount_band(found[0])}）"),
    ("人数户数", re.compile(r"(?<![（—足\d])(\d+)余?(户|人)"), _people),
    ("面积数量", re.compile(r"\d+(?:\.\d+)?余?(亩|平方米|平米|公里|套|间|栋|棵)"), lambda found: f"若干{found[1]}"),
    ("组别", re.compile(r"(?:第?\d+|第?[一二三四五六七八九十]+)(?:村民小)?组"), _fixed("某组")),
    ("学校医院", re.compile(rf"({_HAN}{{2,8}}?)(?:中心小学|小学|中学|卫生院|人民医院|中医院|教学点)"), _own_name(("院$", "某医院"), ("", "某学校"))),
    ("企业", re.compile(rf"({_HAN}{{2,14}}?)(?:有限责任公司|有限公司|股份公司|集团|公司)"), _own_name(("", "某公司"))),
    ("厂矿", re.compile(rf"({_HAN}{{2,8}}?)(?:(?<![建工进原该本同出办])厂|采石场|矿山)(?![里长房方界])"), _own_name(("", "某厂"))),
    ("小区项目", re.compile(rf"({_HAN}{{1,8}}?)(?:小区|花园|家园|雅苑|豪庭|佳苑|名邸|府邸|公寓|工业园|物流园|新区|水库)"), _own_name(("", "某项目"))),
    ("村居", re.compile(rf"({_HAN}{{1,8}}?)(村民委员会|村委会|居委会|社区|村)(?![民务级干里路道])"), _village),
    ("道路河流", _ROAD, _own_name(("河$", "某河"), ("", "某路"))),
    ("姓名", re.compile(rf"(?<!{_HAN}某)([{_SURNAMES}]{_HAN}{{1,2}}?)(?=副?(?:{_POSTS}))"), _person),
    ("姓名", re.compile(rf"(?:{_KIN})([{_SURNAMES}]{_HAN}{{1,2}})(?=[，。；、（(：:的与和在于因反称]|$)"), _person),
)  # fmt: skip
_REMAINING: Final = (
    ("较长的数字串（证件、电话、账号一类）", re.compile(r"\d(?:[ \-－—]?\d){6,}")),
    ("邮箱或网名", re.compile(r"[A-Za-z0-9._%+\-]+@|微信号|QQ号")),
    ("门牌或房号", re.compile(r"\d+(?:栋|幢|单元|室|号楼|号院)")),
    ("没有隐去的姓名", re.compile(rf"(?:姓名[:：]?|名叫|(?:{_KIN})[:：])([{_SURNAMES}]{_HAN}{{1,2}})(?!某)")),
)  # fmt: skip


def deidentified(text: str, names: Iterable[str] = (), places: Sequence[str] = ()) -> tuple[str, tuple[TakenOut, ...]]:
    """A text without persons, numbers and exact places, and all that was taken out, in order of the rules.

    `names`: cells naming people known of the matter; `places`: names of townships and villages of the county.
    """
    taken: list[TakenOut] = []
    for name in person_names(names):
        text = _replaced("姓名", text, re.compile(re.escape(name)), _fixed(mask_name(name)), taken)
    scrubbed = scrub(text, names)
    taken += _changes(text, scrubbed)
    text = scrubbed
    for place in sorted({place for place in places if len(place) > 2}, key=len, reverse=True):
        text = _replaced("乡镇村居", text, re.compile(re.escape(place)), _fixed(_some(place)), taken)
    for sort, pattern, put in _RULES:
        text = _replaced(sort, text, pattern, put, taken)
    return text, tuple(taken)


def remaining(text: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """Sorts of identity a text still shows; a text with any is not published."""
    found = [sort for sort, pattern in _REMAINING if pattern.search(text)]
    if scrub(text, names) != text:
        found.append("证件号、电话或已知的姓名")
    return tuple(found)


def _replaced(
    sort: str, text: str, pattern: re.Pattern[str], put: Callable[[re.Match[str]], str], taken: list[TakenOut]
) -> str:
    def swap(match: re.Match[str]) -> str:
        word = put(match)
        if word != match[0]:
            taken.append(TakenOut(sort, match[0], word))
        return word

    return pattern.sub(swap, text)


def _changes(before: str, after: str) -> list[TakenOut]:
    """What a scrub changed, run by run."""
    if before == after:
        return []
    parts = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [TakenOut("号码", before[a:b], after[c:d]) for tag, a, b, c, d in parts if tag != "equal"]


def _some(place: str) -> str:
    """A place below the county by its kind only."""
    endings = ("街道", "镇", "乡", "社区", "村")
    return "某" + next((ending for ending in endings if place.endswith(ending)), "地")
