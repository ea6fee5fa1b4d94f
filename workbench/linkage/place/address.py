"""Whether two addresses are one place, parts of one, or two (地址比对), with the grounds in words and bits.

A multinomial logistic regression on what the two have in common (`alikeness`), fitted by `tools/fit_addresses.py`; see
`tables/address_weights.source.json` for what on, when, and how well it did on the half it never saw.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files
from math import log

from workbench.domain.linking import Reason, by_weight
from workbench.linkage.forms.address import address_form
from workbench.linkage.place.alikeness import FEATURES, alikeness
from workbench.linkage.place.parts import settled

Find = Callable[[str], str | None]


class AddressClass(IntEnum):
    """What two addresses are to each other (地址关系)."""

    UNKNOWN = -1  # one of them says nothing
    DIFFERENT = 0
    PARTIAL = 1  # one within the other, or both in one estate, village or market
    SAME = 2


_WORDS: Mapping[str, tuple[str, str]] = {
    "text": ("文字重合", "文字不同"),
    "name": ("名称相合", "名称不合"),
    "number": ("门牌号相合", "门牌号不合"),
    "building": ("楼栋相合", "楼栋不合"),
    "unit": ("单元相合", "单元不合"),
    "room": ("室号相合", "室号不合"),
    "group": ("村民组相合", "村民组不合"),
    "road": ("路名相合", "路名不合"),
    "estate": ("小区相合", "小区不合"),
    "village": ("村社区相合", "村社区不合"),
    "town": ("乡镇街道相合", "乡镇街道不合"),
    "county": ("县区相合", "县区不合"),
    "city": ("市州相合", "市州不合"),
    "rest": ("其余文字相合", "其余文字不合"),
    "hint": ("写法提示相近", "写法提示不同"),
    "length": ("详略相近", "详略不同"),
}
_LEAST_BITS = 0.1
"""A ground of less says nothing to a clerk and is left in `prior`."""


def compare_addresses(one: str, other: str, find: Find | None = None) -> tuple[AddressClass, tuple[Reason, ...]]:
    """The class of two addresses and its grounds, the same in either order.

    Where parts say all there is, they settle it; else words are weighed, and the weights are bits for the class against
    DIFFERENT (for DIFFERENT: against PARTIAL), with `prior_bits` of the class the log odds but for grounds under a
    tenth of a bit. `find` (Divisions.find) sees that a renamed county is the same.
    """
    if not one.strip() or not other.strip():
        return AddressClass.UNKNOWN, ()
    left, right = address_form(one, find), address_form(other, find)
    if left.plain == right.plain:
        return AddressClass.SAME, (Reason("address_text", "写法一致", 10.0),)
    if verdict := settled(left, right):
        return AddressClass(verdict[0]), (verdict[1],)
    return _compare(*sorted((one, other)))


def prior_bits(answer: AddressClass) -> float:
    """The weight of a class before anything was seen, against the class its grounds speak against."""
    _, base = _weights()
    return (base[answer] - base[_against(answer)]) / log(2)


@lru_cache(maxsize=100_000)
def _compare(one: str, other: str) -> tuple[AddressClass, tuple[Reason, ...]]:
    weights, base = _weights()
    values = alikeness(one, other)
    scores = [base[c] + sum(value * row[c] for value, row in zip(values, weights, strict=True)) for c in range(3)]
    answer = AddressClass(max(range(3), key=scores.__getitem__))
    against = _against(answer)
    bits: dict[str, float] = defaultdict(float)
    for name, value, row in zip(FEATURES, values, weights, strict=True):
        bits[name.split("_")[0]] += value * (row[answer] - row[against]) / log(2)
    return answer, tuple(
        by_weight(_reason(part, weight, answer) for part, weight in bits.items() if abs(weight) >= _LEAST_BITS)
    )


def _against(answer: AddressClass) -> AddressClass:
    return AddressClass.PARTIAL if answer is AddressClass.DIFFERENT else AddressClass.DIFFERENT


def _reason(part: str, weight: float, answer: AddressClass) -> Reason:
    """A ground for DIFFERENT is what does not agree, a ground for the others what does."""
    agrees = (weight > 0) is (answer is not AddressClass.DIFFERENT)
    return Reason(f"address_{part}", _WORDS[part][0 if agrees else 1], round(weight, 2))


@cache
def _weights() -> tuple[list[tuple[float, float, float]], tuple[float, float, float]]:
    """A row of three weights for each feature, and the base of each class; ValueError if the table is of other features."""
    table = files("workbench.linkage.place").joinpath("tables", "address_weights.csv").read_text(encoding="utf-8")
    rows = {
        row["feature"]: (float(row["different"]), float(row["partial"]), float(row["same"]))
        for row in csv.DictReader(table.splitlines())
    }
    base = rows.pop("")
    if tuple(rows) != FEATURES:
        raise ValueError("address_weights.csv 的特征与程序不一致；请重新运行 tools/fit_addresses.py")
    return list(rows.values()), base
