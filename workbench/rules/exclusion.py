"""被反映单位回避: may a petition go to this unit (spec 8.1 (2); 条例第三十条第三款、第二十二条（二）).

Material of an accusation must not reach the unit complained of or one under it. An ordinary claim against a unit's act
may lawfully go to it as the organ with power; then the tool warns and names the upper organ, and a head decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from workbench.domain.codes import Purpose, Trilean
from workbench.domain.finding import Finding
from workbench.rules.unit_kinds import UnitRelation, normal_unit, relation_with

BLOCK = "EXCLUSION_BLOCK"
WARN = "EXCLUSION_WARN"
CLEAR = "EXCLUSION"
_BLOCK_CLAUSE = "《信访工作条例》第三十条第三款"
_WARN_CLAUSE = "《信访工作条例》第二十二条（二）"
_BLOCKED = "不得将投诉材料转给被反映单位"
_SEVERAL: Final = re.compile("[、，,；;\n]")
_GRAVE: Final = (Trilean.NO, Trilean.UNKNOWN, Trilean.YES)
_HITS = (UnitRelation.SAME, UnitRelation.SUBORDINATE)


def check_transfer(
    to_unit: str, accused_unit: str, *, purpose: Purpose | None, parents: Mapping[str, str] | None = None
) -> Finding:
    """Whether the receiving unit is the unit complained of, or under it: 是 is a hit, 待核 must be looked at first.

    `rule` of a hit tells what follows: BLOCK stops the transfer, WARN asks a head for a reason. An unknown purpose is
    treated as an accusation until it is known. Of several units complained of (甲局、乙局) the gravest answer stands.
    `parents` maps unit → parent unit. ValueError for an empty `to_unit`.
    """
    if not to_unit.strip():
        raise ValueError("转送、交办没有填写去向单位；请先选定去向单位再核对")
    if not accused_unit.strip():
        return _unknown_accused(to_unit, purpose)
    accused = [one for one in map(str.strip, _SEVERAL.split(accused_unit)) if one]
    found = [_checked(to_unit, one, purpose, parents) for one in accused or [accused_unit]]
    return max(found, key=lambda one: _GRAVE.index(one.outcome))


def _checked(to_unit: str, accused_unit: str, purpose: Purpose | None, parents: Mapping[str, str] | None) -> Finding:
    """The same for one unit complained of."""
    strict = purpose in (Purpose.ACCUSATION, None)
    relation = relation_with(to_unit, accused_unit, parents)
    facts = {"去向单位": to_unit, "被反映单位": accused_unit, "两者关系": relation.value, "信访目的": purpose or "待核"}
    if relation in _HITS:
        return _blocked(facts, purpose) if strict else _warned(facts, parents or {})
    if relation is UnitRelation.POSSIBLE:
        return _possible(facts, strict)
    sentence = f"去向单位“{to_unit}”不是被反映单位“{accused_unit}”，也未见隶属于它（{relation.value}）。"
    clause = _BLOCK_CLAUSE if strict else _WARN_CLAUSE
    return Finding(CLEAR, Trilean.NO, clause, sentence, facts, change="若核实去向单位隶属于被反映单位，则须回避")


def is_blocked(finding: Finding) -> bool:
    """Whether this transfer must not be made, or not before the open question is answered (accusations)."""
    return finding.rule == BLOCK and finding.outcome is not Trilean.NO


def _unknown_accused(to_unit: str, purpose: Purpose | None) -> Finding:
    facts = {"去向单位": to_unit, "被反映单位": "未登记", "信访目的": purpose or "待核"}
    if purpose is Purpose.ACCUSATION:
        sentence = f"检举控告未登记被反映单位，转往“{to_unit}”前须先核实；{_BLOCKED}。"
        return Finding(BLOCK, Trilean.UNKNOWN, _BLOCK_CLAUSE, sentence, facts, change="登记被反映单位后重新核对")
    sentence = f"未登记被反映单位，不能核对去向单位“{to_unit}”是否应当回避。"
    return Finding(CLEAR, Trilean.UNKNOWN, _WARN_CLAUSE, sentence, facts, change="登记被反映单位后重新核对")


def _blocked(facts: Mapping[str, str], purpose: Purpose | None) -> Finding:
    what = "检举控告" if purpose else "信访目的未定，按检举控告对待"
    sentence = f"{_BLOCKED}：{_hit(facts)}（{what}）；应按管理权限转送纪检监察机关或其他有权处理的上级机关。"
    change = "核实信访目的不是检举控告，或两者并非同一单位、互不隶属"
    return Finding(BLOCK, Trilean.YES, _BLOCK_CLAUSE, sentence, facts, change=change)


def _warned(facts: Mapping[str, str], parents: Mapping[str, str]) -> Finding:
    known = {normal_unit(unit): parent for unit, parent in parents.items()}
    upper = known.get(normal_unit(facts["被反映单位"]), "")
    suggestion = f"上级或监督机关“{upper}”" if upper else "其上级或监督机关（待核）"
    sentence = f"请核对：{_hit(facts)}；建议改交{suggestion}，确需交其办理的，由负责人写明理由后决定。"
    change = "改交上级或监督机关，或由负责人写明理由"
    return Finding(WARN, Trilean.YES, _WARN_CLAUSE, sentence, {**facts, "建议去向": upper or "待核"}, change=change)


def _hit(facts: Mapping[str, str]) -> str:
    relation = facts["两者关系"]
    link = "为" if relation == UnitRelation.SAME else "的关系为："
    return f"去向单位“{facts['去向单位']}”与被反映单位“{facts['被反映单位']}”{link}{relation}"


def _possible(facts: Mapping[str, str], strict: bool) -> Finding:
    end = f"核实前不得转送；{_BLOCKED}。" if strict else "请核实后再转送。"
    sentence = (
        f"去向单位“{facts['去向单位']}”与被反映单位“{facts['被反映单位']}”可能是同一单位，名称过于笼统，不能认定；{end}"
    )
    rule, clause = (BLOCK, _BLOCK_CLAUSE) if strict else (WARN, _WARN_CLAUSE)
    return Finding(rule, Trilean.UNKNOWN, clause, sentence, facts, change="把两个单位的全称登记清楚")
