"""Names of estates, companies and projects, and odd amounts, that two texts have in common (共同名称与金额)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_SUFFIX = "小区|花园|家园|新城|公寓|楼盘|广场|有限公司|有限责任公司|公司|合作社|项目|工程|水库|煤矿|学校|医院|市场"
_NAME_END = re.compile(_SUFFIX)
_BEFORE_END = re.compile(r"[一-鿿0-9a-z]*$")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)(万|亿)?元")
_GENERIC = re.compile(
    r"(房地产|置业|物业|开发|建设|建筑|管理|服务|投资|商贸|科技|工程|集团|有限|责任|安置|改造|征收|征地|拆迁|项目|商品房"
    r"|棚改|棚户区|旧城|老旧|住宅|人防|土地|惠民|扶贫|专项|公共|基础|配套|附属|人民|中心|农民|专业|整个|一个|两个|多个|其他|所有|附近|周边)+$"
)
_BEFORE_NAME = re.compile(
    r"^.*(?:\d+[年月日米亩号栋个层楼户人元万]|施工方|承包方|建设方|开发商|甲方|乙方|业主|[的在是于到从把由便了让此被给向对我你他她们这那该本不没有各某就也都还而及与住位])"
)
_Name = tuple[str, str]  # what stands before the suffix, and the suffix

_BLANK = re.compile(r"\s+|(?<=\d),(?=\d{3})")
_KEY = 2
_LONGEST = 8
_COMMON = 0.05


class Wording:
    """Names and amounts of each half-width (NFKC) text; a name or amount that many texts share is no reason and is left out."""

    def __init__(self, texts: Sequence[str]) -> None:
        found = [_names_and_amounts(text) for text in texts]
        self._names = [names for names, _ in found]
        self._amounts = [amounts for _, amounts in found]
        self._most = max(20, int(_COMMON * len(texts)))
        self._key_count = Counter(key for names in self._names for key in {_key(*name) for name in names})
        self._amount_count = Counter(amount for amounts in self._amounts for amount in amounts)

    def reasons(self, one: int, other: int) -> list[str]:
        """Sentences for what texts number `one` and `other` have in common, the rarest name."""
        names = sorted(self._common_names(one, other), key=lambda name: (self._count(name), -len(name), name))
        amounts = sorted(self._amounts[one] & self._amounts[other])
        usual = [amount for amount in amounts if self._amount_count[amount] <= self._most]
        return [f"{_kind(name[1])}“{name[0]}{name[1]}”" for name in names[:1]] + [
            f"同一金额“{amount}”" for amount in usual[:1]
        ]

    def share(self, one: int, other: int) -> bool:
        """Whether there is any such reason (quicker than wording it)."""
        return bool(self._names[one] and self._names[other] and self._common_names(one, other)) or any(
            self._amount_count[amount] <= self._most for amount in self._amounts[one] & self._amounts[other]
        )

    def _common_names(self, one: int, other: int) -> set[_Name]:
        found = set()
        for stem, suffix in self._names[one]:
            for stem2, suffix2 in self._names[other]:
                if suffix == suffix2 and self._count((stem, suffix)) <= self._most:
                    found.add((_common_name(stem, stem2), suffix))
        return {name for name in found if name[0]}

    def _count(self, name: _Name) -> int:
        """How many texts have a name that ends alike."""
        return self._key_count[_key(*name)]


def _names_and_amounts(text: str) -> tuple[set[_Name], set[str]]:
    plain = _BLANK.sub("", text).lower()
    return _names(plain), _amounts(plain)


def _names(text: str) -> set[_Name]:
    names, start = set(), 0
    for end in _NAME_END.finditer(text):
        stem = _BEFORE_END.search(text, max(start, end.start() - 12), end.start())
        names.add((_BEFORE_NAME.sub("", stem[0] if stem else "")[-_LONGEST:], end[0]))
        start = end.end()
    return {name for name in names if len(name[0]) >= _KEY}


def _key(stem: str, suffix: str) -> _Name:
    """What the rarity of a name is counted by: the last characters before generic words and the suffix."""
    return _GENERIC.sub("", stem)[-_KEY:], suffix


def _common_name(stem: str, other: str) -> str:
    """What two names before their suffix end in, or "" if only generic words agree (…房地产开发 of two companies)."""
    common = _common_end(stem, other)
    return common if len(_GENERIC.sub("", common)) >= _KEY else ""


def _common_end(one: str, other: str) -> str:
    same = 0
    while same < min(len(one), len(other)) and one[-1 - same] == other[-1 - same]:
        same += 1
    return one[len(one) - same :]


def _amounts(text: str) -> set[str]:
    """Amounts of money with at least three telling digits (12.6 万元 may be odd enough, 5000 元 is not)."""
    return {match[0] for match in _AMOUNT.finditer(text) if len(match[1].replace(".", "").strip("0")) >= 3}


def _kind(name: str) -> str:
    if name.endswith(("公司", "合作社", "煤矿", "市场", "学校", "医院")):
        return "同一单位"
    return "同一项目"
