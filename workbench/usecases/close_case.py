"""Claims, closing gate, review and rulings on one matter (诉求认定、销号要件、销号审核、程序性办结认定、重新研究).

报结 itself is a step (`work_on_case.take_step`). Every act here is one event, or two that are kept together or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.domain.case import Claim
from workbench.domain.codes import ResolutionState, StepKind
from workbench.domain.events import Event, EventKind
from workbench.domain.finding import Finding
from workbench.rules.claims import claim_findings, claims_of
from workbench.rules.closing_gate import (
    BEFORE_REVIEW,
    NAMES,
    NO_REASON_ENOUGH,
    QUALITY,
    GateAnswer,
    closing_gate,
    gate_refusals,
    handlers_of,
    last_report,
    reviewer_refusals,
)
from workbench.rules.pd_case import NAMES as PD_NAMES
from workbench.rules.rebound import Watch, rebound_watch
from workbench.rules.resolution import resolution_state
from workbench.usecases.closing_opened import ClosingRefused, Opened, names_file, open_matter
from workbench.usecases.keep_file import KINDS as FILE_KINDS
from workbench.usecases.office import Office
from workbench.usecases.recording import event, record
from workbench.usecases.set_claim import set_claim

__all__ = [
    "ClosingRefused", "claims_now", "fill_gate", "gate_of", "review_closing", "rule_flag", "set_claim", "watch_of",
]  # fmt: skip


def claims_now(office: Office, matter_id: str) -> tuple[tuple[Claim, ...], tuple[Finding, ...]]:
    """The matter's claims as they stand now, and what is owed of those already classed."""
    case = open_matter(office, matter_id, "", None)
    return claims_of(case.facts, case.file), claim_findings(case.facts, case.file, case.facts.as_of)


# --- the gate -----------------------------------------------------------------------------------------------------------


def gate_of(office: Office, matter_id: str) -> tuple[GateAnswer, ...]:
    """G1–G10 as they stand now."""
    return _gate(office, open_matter(office, matter_id, "", None))


def _gate(office: Office, case: Opened) -> tuple[GateAnswer, ...]:
    wanted = office.settings.satisfaction_required
    return closing_gate(case.facts, case.file, satisfaction_required=wanted, on=case.facts.as_of)


def fill_gate(
    office: Office,
    matter_id: str,
    item: str,
    *,
    evidence: str = "",
    reason: str = "",
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """Evidence or a stated reason for one item of the gate (销号要件), G1–G7.

    `evidence` names a file of the case by its id, or says in words where it is. ClosingRefused where neither is given,
    the file is not there, or the item takes no reason.
    """
    case = open_matter(office, matter_id, actor, seen)
    evidence, reason = evidence.strip(), reason.strip()
    reasons = _item_gaps(case, item, evidence, reason)
    if reasons:
        raise ClosingRefused(case.matter_id, f"销号要件{item}", reasons)
    kept = case.file.file(evidence)
    told = f"{kept.kind}“{kept.name}”（{kept.file_id}）" if kept else evidence
    payload = {"item": item, "evidence": told, "reason": reason}
    return record(office, EventKind.GATE, case.matter_id, case.actor, why, seen=case.seen, **payload)


def _item_gaps(case: Opened, item: str, evidence: str, reason: str) -> list[str]:
    if item not in NAMES:
        return [f"没有编号为“{item}”的要件；可用：{'、'.join(f'{one} {NAMES[one]}' for one in BEFORE_REVIEW)}"]
    if item not in BEFORE_REVIEW:
        return [f"{item} {NAMES[item]}由审核或销号后观察得出，不在这里填写"]
    found = [] if evidence or reason else ["请写明依据（附件编号、文号或登记步骤）或理由"]
    if reason and item in NO_REASON_ENOUGH:
        found.append(f"{item} {NAMES[item]}不能以理由代替：支持的诉求须已履行（《信访工作条例》第三十二条第二款）")
    if names_file(evidence) and case.file.file(evidence) is None:
        found.append(f"案卷里没有编号为 {evidence} 的附件，请先附上（类别：{'、'.join(FILE_KINDS)}）")
    return found


# --- the review ---------------------------------------------------------------------------------------------------------


def review_closing(
    office: Office,
    matter_id: str,
    passed: bool,
    ticks: Mapping[str, bool],
    *,
    unit: str = "",
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> list[Event]:
    """Review a reported closing (销号审核): pass and resolve, or send back; both events are kept together.

    `ticks` are q1–q5 of `closing_gate.QUALITY`; `actor` reviews, `unit` is the reviewer's (the office, if empty). A pass
    is guarded by the gate, by all five ticks, by rulings on the flags of the record reported, and by a reviewer who is
    neither handler nor of a unit that handled. ClosingRefused says everything that stands in the way.
    """
    case = open_matter(office, matter_id, actor, seen)
    reasons = [*_who_may(office, case, unit), *(_against(office, case, ticks) if passed else _no_reason(why))]
    if resolution_state(case.facts).state is not ResolutionState.REPORTED:
        reasons.insert(0, "本事项没有待审的报结；请责任单位先登记“报结”")
    if reasons:
        raise ClosingRefused(case.matter_id, "销号审核", reasons)
    record_id, handler = _reported(case)
    told = {name: "是" if ticks.get(name) else "否" for name in QUALITY}
    outcome = "通过" if passed else "退回"
    review = event(
        office, EventKind.CLOSING_REVIEW, case.matter_id, case.actor, why, outcome=outcome, handler=handler, **told
    )
    kind, text = (StepKind.RESOLVE, "审核通过，予以销号") if passed else (StepKind.SEND_BACK, why)
    step = event(office, EventKind.STEP, record_id, case.actor, why, kind=kind.value,
                 day=office.settings.today.isoformat(), unit=unit or OFFICE_UNIT, target=handler, text=text)  # fmt: skip
    return office.store.append_many([review, step], seen=case.seen)


def _reported(case: Opened) -> tuple[str, str]:
    """The record reported as closed and who reported it; a ledger that only says 报结待审 means its last record."""
    report = last_report(case.facts)
    if report is None:
        return case.facts.records[-1].record_id, case.facts.lead_unit
    return report.record_id, report.unit or case.facts.lead_unit


OFFICE_UNIT: Final = "信访工作联席会议办公室"


def _who_may(office: Office, case: Opened, unit: str) -> tuple[str, ...]:
    """The reviewer against the units that handled and the persons who recorded the handling."""
    handlers = handlers_of(case.facts, case.file)
    by_person = reviewer_refusals(case.actor, [*handlers, *_persons(office, case)])
    by_unit = reviewer_refusals(unit, handlers) if unit else ()
    return (*by_person, *by_unit)


_HANDLED: Final = frozenset(
    kind.value for kind in (StepKind.ACCEPT, StepKind.OPINION, StepKind.DELIVER, StepKind.PERFORM, StepKind.REPORT_DONE)
)


def _persons(office: Office, case: Opened) -> list[str]:
    """Who recorded that the matter was handled: they do not review it."""
    found: list[str] = []
    for one in case.facts.records:
        spoken = office.store.events([EventKind.STEP], one.record_id)
        found += [step.actor for step in spoken if step.payload.get("kind") in _HANDLED]
    return list(dict.fromkeys(found))


def _against(office: Office, case: Opened, ticks: Mapping[str, bool]) -> list[str]:
    """What stands in the way of a pass beside the reviewer: the gate, the ticks, flags nobody ruled on."""
    gate = _gate(office, case)
    found = list(gate_refusals(gate))
    if lacking := [name for key, name in QUALITY.items() if not ticks.get(key)]:
        found.append(f"质量五项中未勾选：{'、'.join(lacking)}（G10）；不能确认的请退回补正")
    reported, _ = _reported(case)
    for row in case.dossier.findings:
        mine = row["record_id"] == reported
        if mine and row["rule"] in PD_NAMES and row["outcome"] == "是" and not row.get("ruled"):
            found.append(f"{row['rule']} {PD_NAMES[row['rule']]}尚未认定成立与否；请先逐条认定（{row['clause']}）")
    return found


def _no_reason(why: str) -> list[str]:
    return [] if why.strip() else ["退回须写明理由和要补正的内容"]


def watch_of(office: Office, matter_id: str) -> Watch | None:
    """The watch over the last 销号; None before one."""
    case = open_matter(office, matter_id, "", None)
    return rebound_watch(case.facts, case.facts.as_of)


# --- rulings and worksheet ----------------------------------------------------------------------------------------------


def rule_flag(
    office: Office,
    matter_id: str,
    rule: str,
    record_id: str,
    holds: bool,
    *,
    why: str,
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """A reviewer's word on a PD flag: 成立 or 不成立, with a reason.

    ClosingRefused for an unknown rule, a record of another matter, no reason, or a flag not raised on that record.
    """
    case = open_matter(office, matter_id, actor, seen)
    reasons = [] if why.strip() else ["认定须写明理由"]
    if rule not in PD_NAMES:
        reasons.append(f"没有编号为“{rule}”的程序性办结标志；可用：{'、'.join(PD_NAMES)}")
    elif record_id not in {one.record_id for one in case.facts.records}:
        reasons.append(f"本事项没有信访件 {record_id}")
    elif not any(row["rule"] == rule and row["record_id"] == record_id for row in case.dossier.findings):
        reasons.append(f"信访件 {record_id} 没有标出 {rule} {PD_NAMES[rule]}，无须认定")
    if reasons:
        raise ClosingRefused(case.matter_id, f"{rule}的认定", reasons)
    payload = {"rule": rule, "record": record_id, "verdict": "成立" if holds else "不成立"}
    return record(office, EventKind.FLAG_RULED, case.matter_id, case.actor, why, seen=case.seen, **payload)
