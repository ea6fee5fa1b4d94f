"""PD2, PD6, PD7, PD11, PD12: what the steps of a unit show about how the matter came to be closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from workbench.domain.codes import Pathway, Purpose, StepKind, Trilean
from workbench.domain.facts import RecordFacts, Step
from workbench.domain.finding import Finding
from workbench.rules.pd_case import Closing, flag, passage, when
from workbench.rules.rebound import CLOSINGS, new_record, watch_days
from workbench.rules.step_order import orders_redo
from workbench.rules.unit_kinds import is_petition_office

_MET = (StepKind.VISIT, StepKind.RECEIVE, StepKind.MEDIATE, StepKind.HEARING_START)


def pd2(closing: Closing) -> Iterator[Finding]:
    """受理 that is only the notice of having passed the letter on (程序性受理而非实体性受理)."""
    if closing.petition is Trilean.NO or not closing.answered:
        return
    accepted = closing.of(StepKind.ACCEPT)
    notices = [
        (step, found) for step in closing.of(StepKind.ACCEPT, StepKind.FORWARD) if (found := _notice(closing, step))
    ]
    real = [step for step in accepted if not any(step is one for one, _ in notices)]
    if real or not notices:
        return
    step, word = notices[-1]
    at = step.text.find(word)
    span = passage(step.text, at, at + len(word)) if at >= 0 else {"原文": step.detail.get("notice", "") or step.unit}
    facts = {**span, "步骤": step.kind.value, "日期": when(step), "单位": step.unit, "出处": str(step.source)}
    told = f"受理只见{when(step)}{step.unit}的“{span['原文']}”，未见责任单位的受理告知"
    outcome = Trilean.YES if closing.petition is Trilean.YES else Trilean.UNKNOWN
    yield flag(closing, "PD2", outcome, "PD2.words", told, facts, "补登责任单位的受理日期和受理告知书后消除")


def _notice(closing: Closing, step: Step) -> str:
    """The word that makes a step a transfer notice only; an acceptance by an office that only forwards is one too."""
    words = closing.settings["PD2.words"].value
    told = step.text + step.detail.get("notice", "")
    if named := next((word for word in words if word in told), ""):
        return str(named)
    forwarding = step.kind is StepKind.ACCEPT and is_petition_office(step.unit)
    return step.unit if forwarding and not is_petition_office(closing.record.lead_unit) else ""


def pd6(closing: Closing) -> Iterator[Finding]:
    """No meeting with the petitioner and no look on the spot before the opinion; 待核 where only a ledger row speaks."""
    text, day = closing.opinion, _opinion_day(closing)
    if not closing.closed or day is None or any(word in text for word in closing.settings["PD6.words"].value):
        return
    before = [step for step in closing.history.steps if step.day is None or step.day.start <= day]
    if any(step.kind in _MET for step in before):
        return
    recorded = [step for step in before if step.source.event_id and step.day]
    if not recorded and closing.record is not closing.facts.records[-1]:
        return
    told = f"{day}出具意见前，未见接访、走访、实地调查、听证或调解的登记"
    facts = {"意见日期": str(day), "其前已登记步骤": "、".join(f"{when(s)}{s.kind}" for s in recorded) or "只有台账行"}
    outcome = Trilean.YES if recorded else Trilean.UNKNOWN
    yield flag(closing, "PD6", outcome, "PD6.words", told, facts, "补登出具意见前的见面或实地调查后消除")


def _opinion_day(closing: Closing) -> date | None:
    days = [step.day.end for step in closing.of(StepKind.OPINION) if step.day]
    return max(days, default=None)


def pd7(closing: Closing) -> Iterator[Finding]:
    """A new record of the matter within the watch after it was reported closed."""
    unsure: tuple[Step, RecordFacts] | None = None
    for step in closing.of(*CLOSINGS):
        found, maybe = new_record(closing.facts, step)
        if found:
            yield _came_back(closing, Trilean.YES, step, found)
            return
        unsure = unsure or ((step, maybe) if maybe else None)
    if unsure:
        yield _came_back(closing, Trilean.UNKNOWN, *unsure)


def _came_back(closing: Closing, outcome: Trilean, step: Step, found: RecordFacts) -> Finding:
    days = watch_days(closing.facts.as_of)
    name = found.case_no or found.record_id
    facts = {"报结": f"{when(step)}{step.kind}", "新信访件": name, "登记": str(found.reg_day), "观察": f"{days}日"}
    said = f"其后{days}日内又登记信访件{name}（{found.reg_day}）"
    told = (
        f"{when(step)}{step.kind}，{said}"
        if outcome is Trilean.YES
        else f"{when(step)}{step.kind}，{said}，日期不确切待核"
    )
    return flag(closing, "PD7", outcome, "PD7", told, facts, "新信访件经认定属不同事项，或日期更正后重算")


def pd11(closing: Closing) -> Iterator[Finding]:
    """不予受理 without a reason, or 不再受理 without a decision that came before (T§36③)."""
    for step in closing.of(StepKind.REFUSE, StepKind.NO_LONGER_ACCEPT):
        reasons = step.detail.get("reasons", "")
        if step.kind is StepKind.REFUSE and reasons:
            again = any(word in reasons for word in closing.settings["PD11.refusal"].value)
            if not again:
                continue
        elif step.kind is StepKind.REFUSE:
            told = f"{when(step)}不予受理，未登记理由，也未见依据的决定"
            yield _turned_away(closing, Trilean.YES, step, told, "未登记")
            continue
        outcome, prior = _prior(closing, step)
        if outcome is not Trilean.NO:
            yield _turned_away(closing, outcome, step, f"{when(step)}{step.kind}，{prior}", prior)


def _turned_away(closing: Closing, outcome: Trilean, step: Step, told: str, prior: str) -> Finding:
    facts = {"步骤": f"{when(step)}{step.kind}", "在先决定": prior, "出处": str(step.source),
             **passage(step.text, 0, len(step.text))}  # fmt: skip
    return flag(
        closing, "PD11", outcome, "PD11.refusal", told, facts, "登记在先的复核意见、终结文书，或不予受理的理由后消除"
    )


def _prior(closing: Closing, step: Step) -> tuple[Trilean, str]:
    """否 when a decision that ends the way of petition came before, or an earlier one was let stand past its time."""
    history, day = closing.history, step.day.start if step.day else closing.on
    if step.detail.get("prior") or any(
        not orders_redo(one) and _before(one, day) for one in history.of(StepKind.REREVIEW_ANSWER)
    ):
        return Trilean.NO, "有在先的复核意见或终结文书"
    served = [one for one in history.of(StepKind.DELIVER, StepKind.REVIEW_ANSWER) if _before(one, day)]
    appeal = timedelta(days=int(closing.settings["PD11.appeal_days"].value))
    if any(one.day and one.day.end + appeal < day for one in served):
        return Trilean.NO, "处理意见或复查意见送达后逾期未申请"
    earlier = [one for one in history.of(StepKind.OPINION)
               if one.record_id != step.record_id and (one.day is None or one.day.start < day)]  # fmt: skip
    if earlier:
        return Trilean.UNKNOWN, f"有{when(earlier[-1])}的处理意见而未见送达或逾期，是否可不再受理待核"
    return Trilean.YES, "案卷中没有在先的处理、复查或复核意见"


def _before(step: Step, day: date) -> bool:
    return step.day is None or step.day.start <= day


def pd12(closing: Closing) -> Iterator[Finding]:
    """Purpose or pathway changed after acceptance so that the 60-day clock no longer runs."""
    accepted = [step.day for step in closing.of(StepKind.ACCEPT) if step.day]
    for step in closing.of(StepKind.RECODE):
        if not _leaves_clock(step):
            continue
        if not accepted or step.day is None:
            outcome, known = Trilean.UNKNOWN, "受理或变更日期未登记，先后待核"
        elif step.day.start > min(day.end for day in accepted):
            outcome, known = Trilean.YES, f"在受理（{min(day.text for day in accepted)}）之后"
        elif step.day.end <= min(day.start for day in accepted):
            continue
        else:
            outcome, known = Trilean.UNKNOWN, "与受理日期的先后不确切，待核"
        yield _recoded(closing, outcome, step, known)


def _leaves_clock(step: Step) -> bool:
    """From 申诉求决 or P6 to anything that runs no 60-day clock."""
    old, new = step.detail.get("from", ""), step.detail.get("to", "")
    claim, petition = Purpose.CLAIM.value, Pathway.PETITION.value
    if step.detail.get("field", "") == "信访目的":
        return old in (claim, "") and not new.startswith(claim)
    return (old.startswith((petition, "信访程序")) or not old) and not new.startswith((petition, "信访程序"))


def _recoded(closing: Closing, outcome: Trilean, step: Step, known: str) -> Finding:
    detail = step.detail
    what = f"{detail.get('field', '途径')}由“{detail.get('from', '未登记')}”改为“{detail.get('to', '未登记')}”"
    facts = {"原文": step.text, "变更": what, "变更日期": when(step), "理由": detail.get("reasons", "") or "未登记",
             "出处": str(step.source)}  # fmt: skip
    told = f"{when(step)}{what}，{known}，变更后不再适用六十日办理期限"
    return flag(closing, "PD12", outcome, "PD12", told, facts, "变更的依据和时间核实后由审核人认定")
