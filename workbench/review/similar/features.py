"""What matters are compared by beside their words (对照要素): kind of problem, unit, pathway, size, where it stands.

Every value is a word a clerk can read; "" is 未载明 and is like nothing. None of it is about a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from workbench.domain.codes import Level, StepKind


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing two matters are compared by; `weight` is its share of the structured part of likeness, 0: only told."""

    name: str
    title: str
    weight: float


FEATURES: Final = (
    Feature("topic_l2", "内容分类", 0.30),
    Feature("topic_l1", "内容大类", 0.10),
    Feature("cause", "产生原因", 0.12),
    Feature("unit_kind", "责任单位类别", 0.14),
    Feature("pathway", "法定途径", 0.10),
    Feature("amount", "涉及金额", 0.07),
    Feature("people", "涉及人数", 0.05),
    Feature("place_kind", "地点类型", 0.04),
    Feature("level", "事发地层级", 0.0),
    Feature("label", "三跨三分离", 0.03),
    Feature("source_level", "来源层级", 0.0),
    Feature("years", "历时", 0.0),
    Feature("state_a", "办理程序状态", 0.0),
    Feature("state_b", "化解状态", 0.0),
    Feature("county", "事发县", 0.0),
)
FLAGS_WEIGHT: Final = 0.05
"""Of the hard flags two matters share, among all that either has."""
BY_NAME: Final[Mapping[str, Feature]] = {feature.name: feature for feature in FEATURES}

_UNIT_KINDS: Final = (
    ("法院", re.compile("法院")),
    ("检察院", re.compile("检察院")),
    ("企业", re.compile("公司|集团|厂$|银行")),
    ("村（社区）", re.compile("村委|居委|村民委员会|居民委员会|社区$|村$")),
    ("乡镇（街道）", re.compile("镇$|乡$|街道|(?:镇|乡)(?:人民)?政府|(?:镇|乡)党委")),
    ("自然资源", re.compile("自然资源|国土|规划局|不动产")),
    ("住房城乡建设", re.compile("住房|住建|城乡建设|房管|房产|征收")),
    ("人力资源社会保障", re.compile("人力资源|人社|社保|社会保险|劳动")),
    ("退役军人", re.compile("退役军人")),
    ("农业农村", re.compile("农业|农村|畜牧|乡村振兴|农经")),
    ("林业", re.compile("林业|林草")),
    ("水利", re.compile("水利|水务|移民")),
    ("生态环境", re.compile("环境|环保")),
    ("交通运输", re.compile("交通|公路|运输")),
    ("城市管理", re.compile("城市管理|城管|综合执法|市政|园林")),
    ("教育", re.compile("教育|教体|学校|中学|小学")),
    ("卫生健康", re.compile("卫生|卫健|医院|医保|医疗")),
    ("民政", re.compile("民政")),
    ("公安", re.compile("公安|派出所|交警")),
    ("司法行政", re.compile("司法局|司法所|法律援助")),
    ("财政金融", re.compile("财政|金融|审计|税务|国资")),
    ("市场监管", re.compile("市场监|工商|质监|药监")),
    ("应急管理", re.compile("应急|安监|消防")),
    ("发展改革与工信", re.compile("发展和?改革|发改|工业|经信|工信|商务|科技")),
    ("政府及办公室", re.compile("政府|办公室|指挥部|管委会|管理委员会")),
)
_SUM: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(亿|千万|百万|十万|万|千|百)?余?多?元")
_SIZE: Final = {"亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "千": 1e3, "百": 1e2, "": 1.0}
_PATHWAYS: Final = {
    "P1": "诉讼、复议等司法途径",
    "P2": "仲裁",
    "P3": "申诉申请（党政纪）",
    "P4": "行政程序",
    "P5": "查处或履行职责",
    "P6": "信访程序",
    "P7": "建议意见",
}  # fmt: skip
_PLACE_KINDS: Final = (("街道", "城区"), ("社区", "城区"), ("镇", "乡镇"), ("乡", "乡镇"), ("村", "乡镇"))


def unit_kind(unit: str) -> str:
    """Kind of a unit by its name (责任单位类别); "" where no word tells."""
    return next((kind for kind, pattern in _UNIT_KINDS if pattern.search(unit)), "其他单位" if unit else "")


def amount_band(text: str) -> str:
    """Band of the largest sum of money a text names, "" if it names none."""
    sums = [float(number) * _SIZE[unit or ""] for number, unit in _SUM.findall(text)]
    return _band(max(sums, default=None), (1e4, 1e5, 1e6), ("不足1万元", "1万—10万元", "10万—100万元", "100万元以上"))


def people_band(many: float | None) -> str:
    """Band of how many people a matter touches."""
    return _band(many, (5, 30, 100), ("不足5人", "5—29人", "30—99人", "100人以上"))


def years_band(days: float | None) -> str:
    """Band of how long a matter lasted or has lasted, from days."""
    return _band(days, (365, 3 * 365, 5 * 365), ("不满1年", "1—3年", "3—5年", "5年以上"))


def _band(value: float | None, limits: Sequence[float], words: Sequence[str]) -> str:
    return "" if value is None else words[sum(value >= limit for limit in limits)]


def pathway_words(code: str) -> str:
    """A pathway (P1 … P7) as it is said; "" for anything else, accusations (P8) too."""
    return _PATHWAYS.get(code[:2], "")


def place_kind(town: str) -> str:
    """Whether a place is of the town or of the country by the name of its township (地点类型)."""
    return next((kind for ending, kind in _PLACE_KINDS if town.endswith(ending)), "")


def level_of(code: str) -> str:
    """Level down to which the place of the matter is known."""
    return next((level.label for level in reversed(Level) if code and len(code) >= level.code_digits), "")


@dataclass(frozen=True, slots=True)
class Gathered:
    """Of each matter, in the order of its rows: latest pathway and commonest cause of its records, days it lasted."""

    pathway: Mapping[str, str]
    cause: Mapping[str, str]
    resolved: Mapping[str, date]


def gather(records: pd.DataFrame, steps: pd.DataFrame | None) -> Gathered:
    """From records with `matter_id`, oldest first, and the steps of an edition."""
    said = {name: records.loc[records[name].notna() & (records[name] != ""), ["matter_id", name]]
            for name in ("legal_path", "cause")}  # fmt: skip
    path = said["legal_path"].drop_duplicates("matter_id", keep="last")
    counts = said["cause"].groupby(["matter_id", "cause"]).size().rename("n").reset_index()
    counts = counts.sort_values(["matter_id", "n", "cause"], ascending=[True, False, True], kind="stable")
    cause = counts.drop_duplicates("matter_id")
    return Gathered(
        dict(zip(path["matter_id"], path["legal_path"], strict=True)),
        dict(zip(cause["matter_id"], cause["cause"], strict=True)),
        _resolved_days(steps),
    )


def _resolved_days(steps: pd.DataFrame | None) -> dict[str, date]:
    if steps is None:
        return {}
    closing = steps[(steps["kind"] == StepKind.RESOLVE.value) & steps["end"].notna()]
    return dict(closing.groupby("matter_id")["end"].max())


def feature_words(matters: pd.DataFrame, texts: Sequence[str], gathered: Gathered, as_of: date) -> dict[str, list[str]]:
    """The value of each feature of each matter in words; `matters` as `tables.MATTERS`, `texts` in the same order."""
    rows = {name: _texts(matters, name) for name in
            ("matter_id", "topic_l1", "topic_l2", "issue", "town", "lead_unit", "state_a", "state_b", "label")}  # fmt: skip
    ids = rows["matter_id"]
    units = {unit: unit_kind(unit) for unit in set(rows["lead_unit"])}
    towns = {town: place_kind(town) for town in set(rows["town"])}
    levels = {code: level_of(code) for code in set(rows["issue"])}
    return {
        "topic_l2": rows["topic_l2"],
        "topic_l1": rows["topic_l1"],
        "cause": [gathered.cause.get(matter, "") for matter in ids],
        "unit_kind": [units[unit] for unit in rows["lead_unit"]],
        "pathway": [pathway_words(gathered.pathway.get(matter, "")) for matter in ids],
        "amount": [amount_band(text) for text in texts],
        "people": [people_band(many) for many in _numbers(matters, "involved")],
        "place_kind": [towns[town] for town in rows["town"]],
        "level": [levels[code] for code in rows["issue"]],
        "label": rows["label"],
        "source_level": [Level(int(level)).label if level else "" for level in _numbers(matters, "source_level")],
        "years": [years_band(days) for days in _days(matters, gathered.resolved, as_of)],
        "state_a": rows["state_a"],
        "state_b": rows["state_b"],
        "county": [code[:6] if len(code) >= 6 else "" for code in rows["issue"]],
    }


def _texts(frame: pd.DataFrame, name: str) -> list[str]:
    return [value if isinstance(value, str) else "" for value in frame[name].astype(object).tolist()]


def _numbers(frame: pd.DataFrame, name: str) -> list[float | None]:
    values: list[Any] = pd.to_numeric(frame[name], errors="coerce").astype("float64").tolist()
    return [None if np.isnan(value) else value for value in values]


def _days(matters: pd.DataFrame, resolved: Mapping[str, date], as_of: date) -> list[float | None]:
    """Days from the first record to 销号, or to the day of the edition while it is open; a closed one without that day: unknown."""
    ends = [resolved.get(matter) or (as_of if is_open else None)
            for matter, is_open in zip(matters["matter_id"], matters["is_open"].astype(bool), strict=True)]  # fmt: skip
    spans = pd.to_datetime(pd.Series(ends, dtype=object)) - pd.to_datetime(matters["first_day"]).reset_index(drop=True)
    return [None if np.isnan(days) else max(days, 0.0) for days in (spans / pd.Timedelta(days=1)).tolist()]
