"""Telling particulars a text names (要素): companies, estates, projects, roads, villages, policies, sums, areas, years.

They weigh more than other words: two templates alike in every word but the village and the sum are two matters. A name is
known by how it ends; where it begins cannot be told without a dictionary, so names are compared by the last characters
before their ending, generic words left out (…置业有限公司).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import Final, NamedTuple

import pandas as pd


class Kind(IntEnum):
    """What a particular is; the value is its number in files and columns."""

    COMPANY = 0
    ESTATE = 1
    PROJECT = 2
    SCHOOL = 3
    ROAD = 4
    VILLAGE = 5
    GROUP = 6
    POLICY = 7
    MONEY = 8
    AREA = 9
    YEAR = 10
    TOWN = 11


NAMES: Final = (Kind.COMPANY, Kind.ESTATE, Kind.PROJECT, Kind.SCHOOL)


class Fact(NamedTuple):
    """`key` is what two texts are compared by, `text` what a clerk reads ("" if it is not to be quoted)."""

    kind: Kind
    key: str
    text: str


_ENDINGS: Final = {
    Kind.COMPANY: "有限责任公司|有限公司|公司|合作社|煤矿|集团|纸业|置业|房地产|厂|健身|酒店|超市",
    Kind.ESTATE: "小区|花园|家园|新城|公寓|楼盘|广场|雅苑|名邸|庭院|豪庭|佳苑|嘉园|国际城|新村|之城|公馆|国际|府|苑|世家|山庄|别墅",
    Kind.PROJECT: (
        "项目|工程|水库|高速公路|工业园|开发区|变电站|污水处理厂|垃圾场|搅拌站|市场|专线|采石场|"
        "养猪场|养鸡场|养殖场|物流园|安置点|搬迁点|景区|古镇|夜市|水厂|火车站|客运站|棚改"
    ),
    Kind.SCHOOL: "小学|中学|幼儿园|学校|学院|医院|卫生院|敬老院|养老院|培训机构",
}
_KIND_OF: Final = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split("|")}
_NAME_END: Final = re.compile(
    "("
    + "|".join(sorted(_KIND_OF, key=len, reverse=True)).replace("府", "(?<![政县区市])府")
    + ")(?!有限|公司|股份|部|经理|款|师|队|质|量|移民|化|内部|生|家|区|房|里|商|址|方|门|长|村|上|市场|企业|行业)"
)
_BEFORE_END: Final = re.compile(r"[一-鿿0-9a-z]*$")
_GENERIC: Final = re.compile(
    r"(房地产|地产|置业|物业|开发|建设|建筑|管理|服务|投资|商贸|科技|工程|集团|股份|有限|责任|安置|改造|征收|征地|拆迁|项目|商品房|纸业"
    r"|棚改|棚户区|旧城|老旧|住宅|人防|土地|惠民|扶贫|专项|公共|基础|配套|附属|人民|中心|农民|专业|整个|一个|两个|多个|其他|所有|附近|周边"
    r"|一期|二期|三期|四期|小区|相关|有关|施工|承建|经营|公立|私立|民办|公办|农贸|高新|保障|民生|重点|各大|各个|部分|实验|第一|第二"
    r"|排入|影响|众多|城镇|城区|提质|非?营利性|普惠性?|大量|大型|特大型|特大|商品|混凝土|混泥土|豆腐渣|形象|虚列|预留|拓宽|通过|进入|开展|治理|居住|生活|部分"
    r"|委托|审计|认定|高档|高层|多层|新建|在建|拟建|违法|违规|违章|非法|涉案|上市|知名|正规|私营|国有|集体|当地|本地|外地|建筑施工|水利|道路|公路|市政"
    r"|附属|优质|适龄|幼儿|中心|九年制|寄宿制|农村|乡镇|村级|村办|镇办|县办|老年|妇幼|大学|民生|亮化|硬化|绿化|维修|修复|改扩建|扩建|整治|搬迁|复建"
    r"|运输|电梯|装饰|装修|劳务|水泥|食品|餐饮|旅游|文化|传媒|教育|培训|保险|医疗|医药|贸易|实业|控股|租赁|环保|园林|绿化|信息|网络|技术|驾驶员|机动车|课外|辅导|办成|建成|改成)+$"
)
_BEFORE_NAME: Final = re.compile(
    r"^.*(?:\d+[年月日米亩号栋个层楼户人元万]|施工方|承包方|建设方|开发商|甲方|乙方|业主|居民|村民|反映|投诉|关于|咨询"
    r"|[的在是于到从把由便了让此被给向对我你他她们这那该本不没有各某就也都还而及与住位为因])"
)
_BEFORE_PLACE: Final = re.compile(r"^(?:[a-z]?\d*[市县区]|.*(?:街道|大道|镇|路|县|区))(?=.{4,}$)")
_NO_NAME: Final = re.compile(
    r"(后|时|前|内|外|并|未|均|每|使|含|等|和|或|为|是|有|无|能|可|及|多|几|上|下|来|去|着|过|得|地|说|称|请|求|同|再|又|才|已)$"
)
_ROAD: Final = re.compile(r"([一-鿿]{2,3}?)(大道|高速|路|街|巷|桥)(?![线面况费政道基])")
_NO_ROAD: Final = re.compile(
    r"(道|公|马|泥|村|一|主|铁|线|思|出|网|半|土|水|修|条|的|大|小|老|断|辅|支|筑|青|便|让|走|过|上|下|问|车|砂|石|沙|电|管|柏油|环|该|本"
    r"|此|通|岔|弯|绕|占|逛|临|街|当|每|这|那|产业|各|销|套|绝|生|财|来|退|全|沿|在|到|天|高架|立交|人行|断头)$"
)
_VILLAGE: Final = re.compile(
    r"([一-鿿]{2})(行政村|村|社区|屯|寨)(?!委|民|干|支|里|上|镇|庄|集体|级|道|规|医|部|两委|组织|小|校|内|中)"
)
_NO_VILLAGE: Final = re.compile(
    r"(农|乡|新|各|全|我|本|该|邻|中|个|名|到|在|在本|山|的|进|回|出|整|同|有|条|们|一|城中|自然|贫困|行政|移民|所|小|大型)$"
)
_TOWN: Final = re.compile(r"([一-鿿]{2})(?:镇|乡|街道)(?!村|企业|道|政府所|亲|民|里|下)")
_NO_TOWN: Final = re.compile(
    r"(城|各|全|我|本|该|老|家|回|返|下|农|古|在|到|的|由|和|集|所|个|同|两)$|^(政府|我们|村里|县里)"
)
_LINE: Final = re.compile(r"(?<!\d)(\d{1,3})路(?!口|段)")
_SPOKEN: Final = re.compile(
    "([一二两三四五六七八九十]+)([万千])(?:([一二三四五六七八九])(千)?(?:([一二三四五六七八九])百?)?)?"
    "(?![人户亩个里平公斤头年岁册株棵名家米])"
)
_GROUP: Final = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,3})(?:村民小组|组|队)(?!长|织|成|建|合)")
_POLICY: Final = re.compile(r"《([^《》\n]{3,40})》")
_LAW: Final = re.compile(r"^中华人民共和国|((?<!办)法|条例|法典|宪法|司法解释|合同|协议书?|判决书|身份证|房产证)$")
_MONEY: Final = re.compile(r"(\d+(?:\.\d+)?)(?:余|多|几)?(千万|百万|万|亿|千|百)?(?:余|多)?元")
_AREA: Final = re.compile(r"(\d+(?:\.\d+)?)(?:余|多)?(亩|平方米|平方|平米|平|m2|公顷)(?!安|均|时|等|台)")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_TIMES: Final = {"": 1.0, "万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2, "千万": 1e7, "百万": 1e6}
_DIGITS: Final = {digit: str(number) for number, digit in enumerate("零一二三四五六七八九")}
_BLANK: Final = re.compile(r"\s+|(?<=\d),(?=\d{3})")
_SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹喻柏水窦章苏潘葛范彭鲁韦马苗方俞任袁柳史唐费薛雷贺倪汤"
    "罗毕郝安常乐于傅齐康伍余顾孟黄穆萧尹姚邵汪祁毛米贝戴宋庞熊纪舒项祝董梁杜阮蓝闵席季贾路江童郭林钟徐邱骆高夏蔡田樊胡凌霍"
    "万柯卢莫房缪丁邓洪包左石崔龚程邢裴陆荣翁曾刘叶白蒲赖谭温庄晏瞿阎向古易廖耿满匡欧龙师聂关荆游权阳肖涂岳"
)
_BY_OFFICE: Final = re.compile(
    "^.*(?:包工头|工头|老板|经理|法人|法定代表人|代表人|负责人|实际控制人|股东|主任|书记|局长|镇长|乡长|县长|村长|会计|组长|队长|校长|院长|厂长|董事长)"
    f"(?:[{''.join(sorted(_SURNAMES))}][一-鿿]{{1,2}})?"
)
_PAPER: Final = re.compile(
    "(方案|办法|细则|通知|规定|意见|规划|标准|公告|公示|决定|纪要|备忘录|规则|规范|指南|批复|函|目录|计划|说明|制度|规程)"
)
_KEY, _LONGEST, _WINDOW = 2, 8, 12


def facts_of(text: str) -> set[Fact]:
    """Every particular of one half-width (NFKC) text."""
    plain = _BLANK.sub("", text).lower()
    return {*_names(plain), *_places(plain), *_numbers(plain)}


def facts_frame(texts: Sequence[str]) -> pd.DataFrame:
    """Particulars of many half-width texts: columns row (number of the text), kind, key, text; each key once a row."""
    rows = [(row, fact.kind.value, fact.key, fact.text) for row, text in enumerate(texts) for fact in _sorted(text)]
    frame = pd.DataFrame(rows, columns=["row", "kind", "key", "text"])
    return frame.astype({"row": "int64", "kind": "int64", "key": "str", "text": "str"})


def _sorted(text: str) -> list[Fact]:
    """By key, one fact a key: the longest wording."""
    best: dict[tuple[int, str], Fact] = {}
    for fact in sorted(facts_of(text), key=lambda fact: (len(fact.text), fact.text)):
        best[fact.kind.value, fact.key] = fact
    return [best[key] for key in sorted(best)]


def _names(text: str) -> Iterator[Fact]:
    start = 0
    for end in _NAME_END.finditer(text):
        before = _BEFORE_END.search(text, max(start, end.start() - _WINDOW), end.start())
        stem = _BEFORE_NAME.sub("", before[0] if before else "")[-_LONGEST:]
        start = end.end()
        core = _GENERIC.sub("", stem)
        if len(core) >= _KEY and not _NO_NAME.search(core):
            kind = _KIND_OF[end[0]]
            yield Fact(
                kind, core[-_KEY:], "" if _may_be_person(core) else _quotable(before[0] if before else "", end[0])
            )


def _quotable(before: str, ending: str) -> str:
    """A name as it is quoted: without the place before it, and without a person named by office before it."""
    stem = _BEFORE_NAME.sub("", _BY_OFFICE.sub("", before))[-_LONGEST:]
    return _BEFORE_PLACE.sub("", stem + ending)


def _may_be_person(core: str) -> bool:
    """A natural person's name before 工程, 公司 … is not quoted, even if it may be a trade name."""
    return len(core) <= 3 and core[0] in _SURNAMES


def _places(text: str) -> Iterator[Fact]:
    for road in _ROAD.finditer(text):
        if not _NO_ROAD.search(road[1]):
            yield Fact(Kind.ROAD, road[1][-_KEY:] + road[2], road[1] + road[2])
    for village in _VILLAGE.finditer(text):
        if not _NO_VILLAGE.search(village[1]):
            yield Fact(Kind.VILLAGE, village[1][-_KEY:], village[1] + village[2])
    for town in _TOWN.finditer(text):
        if not _NO_TOWN.search(town[1]):
            yield Fact(Kind.TOWN, town[1], "")
    for line in _LINE.finditer(text):
        yield Fact(Kind.ROAD, line[1] + "路", line[1] + "路")
    for group in _GROUP.finditer(text):
        yield Fact(Kind.GROUP, _arabic(group[1]), "")
    for policy in _POLICY.finditer(text):
        if not _LAW.search(policy[1]):
            yield Fact(Kind.POLICY, policy[1][:20], policy[1] if _PAPER.search(policy[1]) else "")


def _arabic(number: str) -> str:
    """A group's number in digits: 七 → 7, 十二 → 12, 二十 → 20."""
    if number.isdigit():
        return str(int(number))
    tens, ten, ones = number.rpartition("十")
    head = _DIGITS.get(tens, "1" if ten else "")
    return head + (_DIGITS.get(ones, "0") if ten else "".join(_DIGITS.get(one, "") for one in ones))


def _numbers(text: str) -> Iterator[Fact]:
    for money in _MONEY.finditer(text):
        value = float(money[1]) * _TIMES[money[2] or ""]
        if value >= 100:
            yield Fact(Kind.MONEY, f"{value:.10g}", f"{value / 1e4:.6g}万元" if value >= 1e4 else f"{value:.6g}元")
    for spoken in _SPOKEN.finditer(text):
        value = _spoken(spoken)
        if value >= 1000:
            yield Fact(Kind.MONEY, f"{value:.10g}", f"{value / 1e4:.6g}万元" if value >= 1e4 else f"{value:.6g}元")
    for area in _AREA.finditer(text):
        unit = {"亩": "亩", "公顷": "公顷"}.get(area[2], "平方米")
        yield Fact(Kind.AREA, f"{float(area[1]):g}{unit}", f"{float(area[1]):g}{unit}")
    for year in _YEAR.finditer(text):
        yield Fact(Kind.YEAR, year[1], year[1] + "年")


def _spoken(found: re.Match[str]) -> float:
    """A sum as people say it: 八万六 is 86,000, 一万八千六 is 18,600, 五千二 is 5,200."""
    head, unit, second, thousand, third = found.groups()
    value = float(_arabic(head.replace("两", "二")) or 0) * (1e4 if unit == "万" else 1e3)
    below = 1e3 if unit == "万" else 1e2
    value += float(_DIGITS.get(second or "", "0")) * below
    return value + float(_DIGITS.get(third or "", "0")) * (100 if thousand else 10)
