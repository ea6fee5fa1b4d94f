"""责任建议: who leads, assists and supports a matter, and who helps on after the procedure has ended (spec 2.4).

Proposals only: a person confirms them. 稳控 is no duty here. Sources: 条例第二十二条、第二十四条、第三十七条第三款; the work
norm of 国家信访局; county plans on 三跨三分离 (S004).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from workbench.domain.codes import DutyRole, Pathway, Trilean
from workbench.domain.facts import MatterFacts
from workbench.domain.finding import DutyProposal, SeparationFinding
from workbench.rules.evidence import history_of, is_accusation
from workbench.rules.places import level_named
from workbench.rules.separation import same_place
from workbench.rules.unit_kinds import UnitRelation, distinct_units, unit_relation

_NORM = "国家信访局《协调“三跨三分离”信访事项工作规范》(工作规范，非法规)"
_COORDINATE = "《信访工作条例》第二十四条第一款"
_AFTERCARE = "《信访工作条例》第三十七条第三款；县级化解工作方案“已依法终结的由常住地政府解释疏导救助”(方案，非法规)"


def propose_duties(facts: MatterFacts, finding: SeparationFinding) -> tuple[DutyProposal, ...]:
    """Duties the law and the work norm suggest for a matter, lead first, each with its reason and what would turn it.

    `finding` is the separation of the same facts. Accusations get one proposal, to the 纪检监察 organ, and nobody else.
    """
    if is_accusation(facts):
        return (_discipline(),)
    return (_lead(facts, finding), *_assist(facts, finding), *map(_support_place, finding.support), *_aftercare(facts))


def _discipline() -> DutyProposal:
    return DutyProposal(
        DutyRole.LEAD,
        "",
        "（有管理权限的纪检监察机关，待核）",
        "《信访工作条例》第二十二条第二款、第三十条",
        "检举控告类事项按管理权限转送纪检监察机关，不另列协办、配合，不得转给被反映的人员或单位。",
        turning_fact="若核实不属检举控告，则按事发地和有权处理机关重新确定",
    )


def _lead(facts: MatterFacts, finding: SeparationFinding) -> DutyProposal:
    if finding.lead is None:
        return _to_coordination(facts, finding)
    runner_up, turning = _turn(facts, finding)
    return DutyProposal(
        DutyRole.LEAD,
        finding.lead,
        _lead_unit(facts, finding.lead),
        finding.clause,
        _lead_reason(facts, finding.lead),
        runner_up,
        turning,
        _also(facts, finding, finding.lead, (DutyRole.ASSIST, DutyRole.SUPPORT)),
    )


def _to_coordination(facts: MatterFacts, finding: SeparationFinding) -> DutyProposal:
    other = next(iter((*finding.assist, *finding.support)), "")
    return DutyProposal(
        DutyRole.LEAD,
        "",
        facts.organ_unit or "（主办待协调确定）",
        _COORDINATE,
        "事发地和有权处理机关所在地均未登记，不能确定主办地；先核实，协商不成的提请共同的上一级或联席会议协调。",
        runner_up=other,
        turning_fact=f"若事发地核实为{other or '某地'}，则主办为{other or '该地'}；若核实有权处理机关，则主办为其所在地",
    )


def _lead_unit(facts: MatterFacts, place: str) -> str:
    if facts.organ_unit or facts.lead_unit:
        return facts.organ_unit or facts.lead_unit
    return f"（{place} {'同级政法机关' if _judicial(facts) else '有权处理机关'}，待核）"


def _judicial(facts: MatterFacts) -> bool:
    known = [record.pathway for record in facts.records if record.pathway]
    return bool(known) and all(pathway is Pathway.JUDICIAL for pathway in known)


def _lead_reason(facts: MatterFacts, place: str) -> str:
    """The organ-with-power test in its order: 三定 or statute, who acted, who holds file or money, the place itself."""
    if facts.organ_unit or facts.places.organ:
        where = f"所在地{facts.places.organ}" if facts.places.organ else f"所在地未登记，暂按事发地{place}"
        found = f"①三定或法定职权：已登记有权处理机关{facts.organ_unit}（{where}），据此确定主办。"
    else:
        acted = facts.accused_unit or "未登记"
        found = (
            f"①三定或法定职权：有权处理机关未登记；②作出争议行为的单位：{acted}；"
            f"③持有案卷或资金的单位：未登记；④据此按事发地{place}确定主办。"
        )
    return f"有权处理机关按次序认定：{found}{_registered(facts)}{_caution(facts)}"


def _registered(facts: MatterFacts) -> str:
    if not facts.lead_unit:
        return ""
    if facts.organ_unit and unit_relation(facts.lead_unit, facts.organ_unit) is not UnitRelation.SAME:
        return f"台账登记的责任单位为{facts.lead_unit}，与有权处理机关不一致，请核对。"
    return f"台账登记的责任单位为{facts.lead_unit}。"


def _caution(facts: MatterFacts) -> str:
    unit = facts.organ_unit or facts.lead_unit
    hit = (UnitRelation.SAME, UnitRelation.SUBORDINATE, UnitRelation.POSSIBLE)
    if unit and facts.accused_unit and unit_relation(unit, facts.accused_unit) in hit:
        return f"{unit}是或可能是被反映单位{facts.accused_unit}，交其办理须由负责人写明理由，或改交其上级、监督机关。"
    return "属涉法涉诉，转送同级政法部门依法处理（第二十二条第二款）。" if _judicial(facts) else ""


def _turn(facts: MatterFacts, finding: SeparationFinding) -> tuple[str, str]:
    """Who would lead otherwise, and the fact that would make it so."""
    places, lead = facts.places, finding.lead
    if places.organ:
        other = places.issue or ""
        named = facts.organ_unit or f"{lead}的机关"
        return other, f"若核实{named}对该事项无权处理，则主办改为事发地{other or '（待核）'}的有权处理机关"
    others = (places.residence, places.hukou, *places.other_issues)
    other = next((code for code in others if code and _apart(finding, code)), "")
    organ = f"若核实有权处理机关在别处，则主办改为其所在地，{lead}改为协办"
    return other, f"若事发地核实为{other}，则主办改为{other}；{organ}" if other else organ


def _apart(finding: SeparationFinding, code: str) -> bool:
    return code != finding.lead and _same(finding, code, finding.lead) is not Trilean.YES


def _same(finding: SeparationFinding, left: str | None, right: str | None) -> Trilean:
    return same_place(left, right, level_named(finding.level))


def _also(
    facts: MatterFacts, finding: SeparationFinding, place: str, roles: tuple[DutyRole, ...]
) -> tuple[DutyRole, ...]:
    """Weaker roles the same place holds besides (one place, one entry); none where nothing is separated."""
    if finding.label == "不分离":
        return ()
    holders = {DutyRole.ASSIST: facts.places.residence, DutyRole.SUPPORT: facts.places.hukou}
    return tuple([role for role in roles if _same(finding, holders[role], place) is Trilean.YES])


def _assist(facts: MatterFacts, finding: SeparationFinding) -> Iterator[DutyProposal]:
    for place in finding.assist:
        merged = finding.lead and place not in finding.support
        also = _also(facts, finding, place, (DutyRole.SUPPORT,)) if merged else ()
        yield _assist_place(place, _place_role(facts, place), also)
    lead = facts.organ_unit or facts.lead_unit
    for unit in distinct_units((*facts.assist_units, facts.lead_unit, *facts.departments)):
        if not lead or unit_relation(unit, lead) is not UnitRelation.SAME:
            yield _assist_unit(unit, "协办单位" if unit in facts.assist_units else "涉及部门")


@lru_cache(maxsize=16384)
def _assist_place(place: str, role: str, also: tuple[DutyRole, ...]) -> DutyProposal:
    return DutyProposal(
        DutyRole.ASSIST,
        place,
        f"（{place} 有关单位，待核）",
        _NORM,
        f"{place}是{role}：跟随主办、按时参加会商并提出意见、确定联络人、报送进展、共同答复。",
        turning_fact=f"若核实{role}不是{place}，则其协办责任随之改变",
        also=also,
    )


@lru_cache(maxsize=16384)
def _assist_unit(unit: str, known_as: str) -> DutyProposal:
    return DutyProposal(
        DutyRole.ASSIST,
        "",
        unit,
        _NORM,
        f"{unit}是台账登记的{known_as}，跟随主办、按时参加会商并提出意见（所在地未登记）。",
        turning_fact=f"若核实{unit}对该事项有处理职权，则可改为主办；若与事项无关，则不列",
    )


def _place_role(facts: MatterFacts, place: str) -> str:
    places = facts.places
    if places.organ and place == places.issue:
        return "事发地（主办为有权处理机关所在地）"
    if place == places.residence:
        return "常住地"
    return "另一事发地" if place in places.other_issues else "协办单位所在地"


@lru_cache(maxsize=16384)
def _support_place(place: str) -> DutyProposal:
    return DutyProposal(
        DutyRole.SUPPORT,
        place,
        f"（{place} 政府及有关单位，待核）",
        _NORM,
        f"{place}是户籍地：提供档案资料、协助救助和解释、帮助联系。",
        turning_fact=f"若户籍地核实不是{place}，则配合责任随之改变",
    )


def _aftercare(facts: MatterFacts) -> Iterator[DutyProposal]:
    ending = history_of(facts).ending
    if ending.answer is Trilean.NO or (ending.answer is Trilean.UNKNOWN and ending.day is None):
        return
    place = facts.places.residence or ""
    yield DutyProposal(
        DutyRole.AFTERCARE,
        place,
        f"（{place} 政府，待核）" if place else "（常住地政府，常住地待核）",
        _AFTERCARE,
        f"{ending.shown_by}：程序终结不等于化解，由常住地政府继续解释疏导、化解矛盾、帮扶救助。",
        turning_fact="若终结结论被撤销、责令重办，或有新的事实，则回到办理程序" + ("" if place else "；先核实常住地"),
    )
