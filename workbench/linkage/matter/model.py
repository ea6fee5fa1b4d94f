"""What each ground weighs (依据权重), in bits: read once from the dated parameters `linkage.matter_*`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from workbench.domain.linking import LinkKind
from workbench.linkage.matter.vectors import Floats
from workbench.reference.parameters import parameter

WORDS: Final[Mapping[str, str]] = {
    "stated": "台账注明重复件",
    "number": "同一编号",
    "cited": "引用编号",
    "text_same": "文本完全相同",
    "text": "文本相似",
    "person": "同人",
    "company": "同一单位",
    "estate": "同一小区",
    "project": "同一项目",
    "school": "同一学校或医院",
    "policy": "同一政策文件",
    "road": "同一道路",
    "village": "同一村社",
    "group": "同一村组",
    "money": "同一金额",
    "area": "同一面积",
    "year": "所述年份相同",
    "accused": "同一被反映单位",
    "unit": "同一主办单位",
    "town": "同一乡镇",
    "topic": "同一内容分类",
    "near": "登记日期相近",
    "swapped": "套话相同而要素不同",
    "person_other": "不是同一信访人",
    "name_differs": "项目不同",
    "village_differs": "地点不同（村社）",
    "group_differs": "地点不同（村组）",
    "road_differs": "地点不同（道路）",
    "town_differs": "地点不同（乡镇）",
    "county_differs": "地点不同（县区）",
    "money_differs": "诉求金额不同",
    "area_differs": "面积不同",
    "year_differs": "所述年份不同",
    "topic_differs": "内容分类不同",
    "apart": "间隔多年",
}
"""Every ground by its code, in the words a clerk reads; the order is that of a weights matrix's columns."""

CODES: Final = tuple(WORDS)
COLUMN: Final = {code: number for number, code in enumerate(CODES)}
AGAINST: Final = frozenset(code for code in CODES if code.endswith("differs")) | {"swapped", "person_other", "apart"}
KINDS: Final = (LinkKind.MATTER, LinkKind.CAUSE)
Points = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Weights:
    """Bits of one kind of proposal: before any ground, of each ground at full strength, and along text and person."""

    prior: float
    bits: Floats
    text: Points
    person: Points


@dataclass(frozen=True, slots=True)
class Model:
    """How pairs are weighed; each field but the first two is the parameter `linkage.matter_<field>`."""

    same: Weights
    cause: Weights
    ngrams: int
    work_per_record: float
    floor: float
    queue_score: float
    years_apart: float
    name_pairs_up_to: int
    cause_floor: int
    cause_score: float
    short_text_most: float

    @classmethod
    def on(cls, day: date = date.max) -> Model:
        """The model in force on a day; by default the latest."""
        rest = ("ngrams", "work_per_record", "floor", "queue_score", "years_apart", "name_pairs_up_to", "cause_floor", "cause_score",
                "short_text_most")  # fmt: skip
        same, cause = (_weights(kind, day) for kind in ("same", "cause"))
        return cls(same, cause, **{name: _value(name, day) for name in rest})

    def of(self, kind: LinkKind) -> Weights:
        return self.same if kind is LinkKind.MATTER else self.cause


def _value(name: str, day: date) -> Any:
    return parameter(f"linkage.matter_{name}", day).value


def _weights(kind: str, day: date) -> Weights:
    """ValueError if a ground is missing or weighs the wrong way: no ground for it may make a pair less likely."""
    table: dict[str, float] = dict(_value(f"{kind}_bits", day))
    prior = float(table.pop("prior"))
    wrong = [code for code, bits in table.items() if code not in COLUMN or (bits > 0 if code in AGAINST else bits < 0)]
    if wrong:
        raise ValueError(f"参数 linkage.matter_{kind}_bits 中 {'、'.join(wrong)} 不是已知依据或正负相反；请改正后重试")
    bits = np.array([table.get(code, 0.0) for code in CODES], dtype=np.float32)
    return Weights(prior, bits, _points(f"{kind}_text", day), _points(f"{kind}_person", day))


def _points(name: str, day: date) -> Points:
    """A rising curve given by points {at: bits}; ValueError if it falls anywhere."""
    table = sorted((float(at), float(bits)) for at, bits in _value(name, day).items())
    at, bits = (np.array(column, dtype=np.float32) for column in zip(*table, strict=True))
    if (np.diff(bits) < 0).any():
        raise ValueError(f"参数 linkage.matter_{name} 须随相似程度不减；请改正后重试")
    return at, bits
