"""责任认定与争议 (谁来办): confirm a duty, keep rounds of talks, see what is contested, apply to the conference, recuse.

Every hand-over and confirmation asks first whether the unit is the one complained of or stands aside (回避).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.domain.codes import DutyRole, StepKind
from workbench.domain.events import Event, EventKind
from workbench.domain.facts import MatterFacts
from workbench.domain.finding import Finding
from workbench.review.case_file import matter_subjects
from workbench.rules.conference import ASKS, Application, Wish, application, common_place, decider
from workbench.rules.evidence import is_accusation
from workbench.rules.handover import check_receiver, needs_reason, stops
from workbench.rules.negotiation import AGREED, SPLIT, Contest, contest
from workbench.rules.places import checked
from workbench.usecases.derive import Study
from workbench.usecases.many_matters import changed_since, day_of_study, lean_facts, place_of_units
from workbench.usecases.office import Office
from workbench.usecases.recording import record
from workbench.usecases.study_matter import Dossier, study_for_list, study_matter
from workbench.usecases.work_on_case import take_step

_WORD_ENDS = re.compile("\\s*[；;\n]+\\s*")
_OPENING = (StepKind.OBJECT, StepKind.DECLINE, StepKind.NEGOTIATE, StepKind.APPLY_CONFERENCE)
_TOLD = (*_OPENING, StepKind.OFFER, StepKind.TAKE, StepKind.KEEP, StepKind.RETURN, StepKind.ACCEPT, StepKind.DECISION)


@dataclass(frozen=True, slots=True)
class Case:
    """A matter as duty work sees it: its dossier and the facts the rules read."""

    dossier: Dossier
    facts: MatterFacts

    @property
    def matter_id(self) -> str:
        return self.facts.matter_id

    @property
    def title(self) -> str:
        return str(self.dossier.matter["title"])

    @property
    def subjects(self) -> list[str]:
        return matter_subjects([row["record_id"] for row in self.dossier.records])

    def record_of(self, wanted: str) -> str:
        """The record an act is written on: the one asked for by its number, else the latest of the matter."""
        named = (row["record_id"] for row in self.dossier.records if wanted in (row["record_id"], row["case_no"]))
        return next(named, self.facts.records[-1].record_id)


def open_case(office: Office, wanted: str) -> Case:
    """A matter as of now by matter id, record id or case number; ValueError for an accusation (条例第三十条)."""
    dossier = study_matter(office, wanted, as_of=day_of_study(office, office.edition()))
    if dossier.facts is None or is_accusation(dossier.facts):
        raise ValueError(
            f"“{wanted}”是检举控告件，不在这里协商、移交或包案；由纪检监察机关依规处理（《信访工作条例》第三十条）"
        )
    return Case(dossier, dossier.facts)


# --- confirming, recusal ----------------------------------------------------------------------------------------------


def confirm_duty(
    office: Office,
    wanted: str,
    role: DutyRole,
    place: str,
    unit: str,
    *,
    basis: str = "",
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """Confirm who owes what (责任确认). ReceiverRefused where exclusion or recusal forbids it; ValueError for no reason."""
    case = open_case(office, wanted)
    if not unit.strip() and not place.strip():
        raise ValueError(f"事项 {case.matter_id}：责任确认须写明单位或地点")
    if not (why.strip() or basis.strip()):
        raise ValueError(f"事项 {case.matter_id}：确认{role.value}责任须写明依据或理由（《信访工作条例》第二十二条）")
    checked(place, "责任地点")
    if unit.strip():
        guard_receiver(case, unit, why)
    said = {"role": role.value, "place": place, "unit": unit, "basis": basis}
    return _said(office, EventKind.DUTY_CONFIRMED, case, actor, why, seen, said)


def recuse(
    office: Office,
    wanted: str,
    who: str,
    *,
    is_unit: bool,
    decided_by: str,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """A unit or a post stands aside on a matter (回避); who decided must be named (条例第二十八条第三款)."""
    case = open_case(office, wanted)
    if not who.strip() or not decided_by.strip() or not why.strip():
        raise ValueError(
            f"事项 {case.matter_id}：回避须写明回避的单位或职务、决定人（职务）和理由（《信访工作条例》第二十八条第三款）"
        )
    said = {"who": who.strip(), "is_unit": "是" if is_unit else "否", "decided_by": decided_by}
    return _said(office, EventKind.RECUSED, case, actor, why, seen, said)


def receiver_findings(office: Office, wanted: str, unit: str) -> tuple[Finding, ...]:
    """What exclusion and recusal say of a unit that is to receive this matter, for a page to show before the act."""
    case = open_case(office, wanted)
    return check_receiver(case.facts, unit, case.dossier.file.recusals)


class ReceiverRefused(ValueError):
    """The unit may not have this matter, or not without a reason (回避); `finding` says why."""

    def __init__(self, matter_id: str, found: Finding, then: str) -> None:
        self.finding = found
        super().__init__(f"事项 {matter_id}：{found.sentence}依据：{found.clause}。怎么办：{then}。")


def guard_receiver(case: Case, unit: str, why: str) -> tuple[Finding, ...]:
    """The same as a guard: ReceiverRefused where it is forbidden, or where a head must say why and did not."""
    found = check_receiver(case.facts, unit, case.dossier.file.recusals)
    for one in found:
        if stops(one):
            raise ReceiverRefused(case.matter_id, one, f"{one.change}，或改由其他单位")
        if needs_reason(one) and not why.strip():
            raise ReceiverRefused(case.matter_id, one, f"{one.change}；确需如此的，由负责人写明理由")
    return found


# --- talks and contested duties ---------------------------------------------------------------------------------------


def record_round(
    office: Office,
    wanted: str,
    day: date | str,
    positions: Mapping[str, str],
    *,
    basis: Mapping[str, str] | None = None,
    agreed: Sequence[str] = (),
    open_points: Sequence[str] = (),
    reached: bool | None = None,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """Keep a round of talks (协商): each unit's position and the clause it cites, points agreed and open.

    ValueError for fewer than two units, a unit that cites but says nothing, or agreement beside open points.
    """
    case = open_case(office, wanted)
    units = [unit.strip() for unit in positions]
    _check_round(case, units, basis or {}, open_points, reached)
    result = "" if reached is None else AGREED if reached else SPLIT
    detail = {
        "positions": _by_unit(positions), "basis": _by_unit(basis or {}), "agreed": "；".join(agreed),
        "open": "；".join(open_points), "result": result,
    }  # fmt: skip
    text = f"第{len(contest(case.facts).rounds) + 1}轮协商"
    return write_step(
        office, case, wanted, StepKind.NEGOTIATE, day, units[0], "、".join(units[1:]), text, why, actor, seen, detail
    )


def _check_round(
    case: Case, units: Sequence[str], basis: Mapping[str, str], still_open: Sequence[str], reached: bool | None
) -> None:
    where = f"事项 {case.matter_id} 协商记录"
    if len(set(units)) < 2 or not all(units):
        raise ValueError(f"{where}：须写明两个以上单位各自的意见（《信访工作条例》第二十四条第一款）")
    if strange := [unit for unit in basis if unit.strip() not in units]:
        raise ValueError(f"{where}：{'、'.join(strange)}写了依据却没有意见；请补写意见，或删去其依据")
    if reached and any(point.strip() for point in still_open):
        raise ValueError(f"{where}：既写“协商一致”又有分歧点“{'；'.join(still_open)}”；请改正其一")


def duty_contest(office: Office, wanted: str) -> Contest:
    """Where the units' quarrel over one matter stands now."""
    return contest(open_case(office, wanted).facts, office.calendar)


@dataclass(frozen=True, slots=True)
class ContestedMatter:
    """One line of the page of contested duties (争议责任一览)."""

    matter_id: str
    title: str
    lead_unit: str
    contest: Contest
    level: str
    decider: str
    clause: str

    @property
    def row(self) -> Mapping[str, str]:
        told = dict(self.contest.row)
        told.pop("依据条款")
        return {
            "事项": self.matter_id, "标题": self.title, "主办单位": self.lead_unit or "未登记", **told,
            "共同层级": self.level, "协调主体": self.decider, "依据条款": self.clause,
        }  # fmt: skip


def contested(office: Office) -> tuple[ContestedMatter, ...]:
    """Every open matter whose duty is contested or talked about now, longest in dispute first, unknown days last."""
    edition = office.edition()
    on = day_of_study(office, edition)
    newer = set(changed_since(office, edition, (EventKind.STEP,)))
    found = [
        _line(office, row["title"], facts)
        for row, facts in lean_facts(edition, _TOLD, on, having=_OPENING)
        if row["matter_id"] not in newer
    ]
    for matter_id in sorted(newer):
        dossier = study_for_list(office, matter_id, as_of=on)
        if dossier.facts is not None and not is_accusation(dossier.facts) and dossier.matter["is_open"]:
            found.append(_line(office, str(dossier.matter["title"]), dossier.facts))
    return tuple(sorted((one for one in found if one.contest.state.is_open), key=_longest_first))


def _longest_first(one: ContestedMatter) -> tuple[bool, int, str]:
    days = one.contest.days
    return days is None, -(days or 0), one.matter_id


def _line(office: Office, title: str, facts: MatterFacts) -> ContestedMatter:
    found = contest(facts, office.calendar)
    common = common_place(
        {"户籍地": facts.places.hukou, "常住地": facts.places.residence, "事发地": facts.places.issue}
    )
    who = decider(found, common, None, office.divisions.name)
    level = common.level.label if common.level else "待核"
    return ContestedMatter(facts.matter_id, title, facts.lead_unit, found, level, who.name, who.clause)


# --- the conference ---------------------------------------------------------------------------------------------------


def draft_application(office: Office, wanted: str, wish: Wish | None = None) -> Application:
    """The application to the conference (提请会商申请) as it can be filled in now; nothing is kept."""
    return _drafted(office, open_case(office, wanted), wish)


def _drafted(office: Office, case: Case, wish: Wish | None) -> Application:
    facts = case.facts
    found = contest(facts, office.calendar)
    places = dict(place_of_units(office, office.edition(), [claim.unit for claim in found.claims]))
    places |= {duty.unit: duty.place for duty in case.dossier.file.duties if duty.unit and duty.place}
    apart = Study(office.settings, office.calendar, office.divisions.name).apart(facts)
    names = office.divisions
    return application(
        facts, found, apart, title=case.title, place_name=names.full_name, body_place=names.name, unit_places=places,
        wish=wish,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Applied:
    """An application that was put in, and its event."""

    application: Application
    event: Event


def apply_to_conference(
    office: Office,
    wanted: str,
    wish: Wish,
    *,
    day: date | str = "",
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Applied:
    """Put the application in (提请会商). ValueError names what it still lacks; parts that may follow do not hold it up."""
    case = open_case(office, wanted)
    drafted = _drafted(office, case, wish)
    if drafted.blocking:
        raise ValueError(
            f"事项 {case.matter_id} 提请会商申请缺：{'、'.join(drafted.blocking)}；请先补登协商意见或填写申请内容"
            f"（可提请决定的有：{'、'.join(ASKS)}），依据{drafted.decider.clause}"
        )
    detail = {
        "ask": "；".join(drafted.asks), "open": "；".join(drafted.open), "reasons": "；".join(drafted.open),
        "level": drafted.common.level.label if drafted.common.level else "", "basis": drafted.decider.clause,
        "attachments": "；".join(drafted.attachments),
    }  # fmt: skip
    event = write_step(
        office, case, wanted, StepKind.APPLY_CONFERENCE, day or case.facts.as_of, drafted.applicant,
        drafted.decider.name, "；".join(drafted.asks), why, actor, seen, detail,
    )  # fmt: skip
    return Applied(drafted, event)


# --- writing ----------------------------------------------------------------------------------------------------------


def write_step(
    office: Office,
    case: Case,
    wanted: str,
    kind: StepKind,
    day: date | str,
    unit: str,
    target: str,
    text: str,
    why: str,
    actor: str,
    seen: int | None,
    detail: Mapping[str, str],
) -> Event:
    """Keep an act on the record asked for, or on the matter's latest; the procedure's guard has the last word."""
    said = {key: value for key, value in detail.items() if value.strip()}
    return take_step(
        office,
        case.record_of(wanted),
        kind,
        day,
        unit=unit,
        target=target,
        text=text,
        why=why,
        actor=actor,
        seen=_known(case, seen),
        as_it_happened=False,
        **said,
    )


def _known(case: Case, seen: int | None) -> int:
    """What the writer had seen: as given, or what was read just now."""
    return case.dossier.seen if seen is None else seen


def _said(
    office: Office, kind: EventKind, case: Case, actor: str, why: str, seen: int | None, payload: Mapping[str, str]
) -> Event:
    known, about = _known(case, seen), case.subjects
    return record(office, kind, case.matter_id, actor, why, seen=known, about=about, **payload)


def _by_unit(words: Mapping[str, str]) -> str:
    """甲局：……；乙局：……, so that `negotiation.by_unit` reads each unit's words back whole."""
    plain = {unit.strip(): _WORD_ENDS.sub("，", said.strip()) for unit, said in words.items()}
    return "；".join(f"{unit}：{said}" for unit, said in plain.items() if said)
