"""难案标志 from what a matter is (HF2–HF4, HF10–HF12): people and households, topic, places, source level, causes.

Each answer depends on a few values that many matters share, so answers are remembered by those values.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from workbench.domain.codes import Level, Trilean
from workbench.domain.finding import Finding
from workbench.reference.parameters import Parameter
from workbench.rules.dated import parameters_of
from workbench.rules.flag_case import Case, answer, shown
from workbench.rules.places import any_of, level_named

_ANSWERS = {"K1": "跨地区", "K2": "跨部门", "K3": "跨行业", "F1": "人事分离", "F2": "人户分离", "F3": "人事户分离"}
_remember = lru_cache(maxsize=16384)


def hf2(case: Case) -> Finding:
    present = max([record.headcount or 0 for record in case.history.records], default=0)
    return _hf2(case.facts.as_of, case.facts.involved, case.facts.households, present)


@_remember
def _hf2(on: date, involved: int | None, households: int | None, present: int) -> Finding:
    people, homes = _settings(on)["HF2.involved"], _settings(on)["HF2.households"]
    many = Trilean.of(None if involved is None else involved >= people.value)
    if present >= people.value:
        many = Trilean.YES
    # A household has at least one person, so fewer people than the limit of households settle that side too.
    few = involved is not None and involved < homes.value
    full = Trilean.of(households >= homes.value if households is not None else False if few else None)
    facts = {"涉及人数": shown(involved), "涉及户数": shown(households), "单次信访人数最多": shown(present or None)}
    told = f"{_listed(facts)}；标准为{people.value}人或{homes.value}户"
    return answer("HF2", any_of((many, full)), people, told, facts, f"涉及{people.value}人或{homes.value}户以上则为是")


def _settings(on: date) -> Mapping[str, Parameter]:
    return parameters_of("hard_flags", on)


def _listed(facts: Mapping[str, str]) -> str:
    return "，".join([f"{name}{value}" for name, value in facts.items()])


def hf3(case: Case) -> Finding:
    return _hf3(case.facts.as_of, case.facts.topic_l1, case.facts.topic_l2, case.facts.tags)


@_remember
def _hf3(on: date, topic_l1: str, topic_l2: str, tags: frozenset[str]) -> Finding:
    words, gaps = _settings(on)["HF3.words"], _settings(on)["HF3.tags"]
    topic, causes = topic_l2 or topic_l1, sorted(tags)
    hits = [text for text in (topic, *causes) if text in gaps.value or any(word in text for word in words.value)]
    strong = Trilean.of(True if hits else False if topic_l2 else None)
    facts = {"内容分类": shown(topic), "成因标签": "、".join(causes) or "无"}
    nothing = "不在政策性强的类别里" if topic_l2 else "二级分类未登记"
    told = f"{_listed(facts)}；{'符合的有：' + '、'.join(hits) if hits else nothing}"
    return answer("HF3", strong, words, told, facts, "改正二级内容分类，或登记、撤下政策缺失的成因")


def hf4(case: Case) -> Finding:
    found = case.separation
    return _hf4(case.facts.as_of, (*found.crossings.items(), *found.flags.items()), found.missing)


@_remember
def _hf4(on: date, answers: tuple[tuple[str, Trilean], ...], missing: tuple[str, ...]) -> Finding:
    facts = {_ANSWERS[code]: str(given) for code, given in answers}
    change = f"核实{'、'.join(missing)}后重算" if missing else "地点、部门或系统的登记改变后重算"
    outcome = any_of(given for _, given in answers)
    return answer("HF4", outcome, _settings(on)["HF4"], _listed(facts), facts, change)


def hf10(case: Case) -> Finding:
    levels = [record.source_level for record in case.history.records]
    known = [level for level in levels if level is not None]
    return _hf10(case.facts.as_of, min(known, default=None), len(known) < len(levels) or not levels)


@_remember
def _hf10(on: date, highest: Level | None, some_unknown: bool) -> Finding:
    setting = _settings(on)["HF10.level"]
    limit = level_named(str(setting.value))
    above = True if highest is not None and highest <= limit else None if some_unknown else False
    level = highest.label if highest is not None else "未登记"
    told = f"来源层级最高为{level}，标准为{limit.label}级以上"
    return answer("HF10", Trilean.of(above), setting, told, {"来源层级": level}, "来源层级登记或更正后重算")


def hf11(case: Case) -> Finding:
    return _hf11(case.facts.as_of, case.facts.tags)


@_remember
def _hf11(on: date, tags: frozenset[str]) -> Finding:
    setting = _settings(on)["HF11.tags"]
    hits = sorted(tag for tag in tags if tag in setting.value)
    found = Trilean.of(True if hits else False if tags else None)
    causes = "、".join(sorted(tags)) or "未登记"
    told = f"成因标签：{causes}" + (f"；符合的有：{'、'.join(hits)}" if hits else "")
    return answer("HF11", found, setting, told, {"成因标签": causes}, "登记或更正成因标签后重算")


def hf12(case: Case) -> Finding:
    return _hf12(case.facts.as_of, case.cluster_size)


@_remember
def _hf12(on: date, size: int | None) -> Finding:
    setting, days = _settings(on)["HF12.matters"], _settings(on)["HF12.days"].value
    common = Trilean.of(None if size is None else size >= setting.value)
    told = f"{days}日内同地同类事项{shown(size)}件（含本件），标准为{setting.value}件"
    facts = {"同地同类事项": shown(size), "窗口": f"{days}日", "标准": f"{setting.value}件"}
    return answer("HF12", common, setting, told, facts, "补齐二级分类、事发地和首次信访日期后重算")
