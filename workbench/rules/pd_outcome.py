"""PD1, PD8–PD10: what is on file of the outcome. The opinion itself, its performance, its day, its delivery."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.domain.case import Claim, ClaimResult
from workbench.domain.codes import StepKind, Trilean
from workbench.domain.facts import Step
from workbench.domain.finding import Finding
from workbench.rules.claims import is_supported
from workbench.rules.pd_case import Closing, flag, passage, when

_SUPPORTED = frozenset({ClaimResult.SUPPORTED.value, ClaimResult.PARTLY.value})


def pd1(closing: Closing) -> Iterator[Finding]:
    """Closed in the petition procedure (P6) with neither number nor file of the written opinion."""
    closed = closing.closed
    if closed is None or closing.petition is Trilean.NO or closing.files("意见书"):
        return
    numbered = [step for step in closing.of(StepKind.OPINION) if step.detail.get("number")]
    if closing.record.opinion_no or numbered:
        return
    facts = {"办结": f"{when(closed)}{closed.text or closed.kind}", "意见书文号": "未登记", "意见书文书": "未见",
             "法定途径": closing.record.pathway.value if closing.record.pathway else "未登记", "出处": str(closed.source)}  # fmt: skip
    unsure = "；法定途径未登记，是否应出具意见书待核" if closing.petition is Trilean.UNKNOWN else ""
    told = f"{when(closed)}办结，未见意见书文号和文书{unsure}"
    outcome = Trilean.YES if closing.petition is Trilean.YES else Trilean.UNKNOWN
    yield flag(closing, "PD1", outcome, "PD1", told, facts, "补登意见书文号或附上意见书后消除")


def pd8(closing: Closing) -> Iterator[Finding]:
    """A claim said to be supported, the record closed, and no proof that it was carried out (T§32②, §42(四))."""
    if closing.closed is None:
        return
    performed = [step for step in closing.history.of(StepKind.PERFORM) if step.day and step.day.start <= closing.on]
    for what, claim in _supported(closing):
        carried = [step for step in performed if _is_of(step, claim)]
        if any(step.detail.get("proof") for step in carried) or (claim and claim.performed and claim.proof):
            continue
        seen = f"{when(carried[-1])}登记履行而无凭证" if carried else "未见履行登记"
        facts = {"支持的诉求": what, "履行": seen, "办结": when(closing.closed), **_said(closing)}
        told = f"意见支持{what}，{when(closing.closed)}已办结，{seen}"
        yield flag(closing, "PD8", Trilean.YES, "PD8", told, facts, "登记履行日期和凭证后消除")


def _supported(closing: Closing) -> Iterator[tuple[str, Claim | None]]:
    """Supported claims a person put down; before that, an opinion recorded as supporting."""
    last = closing.record is closing.facts.records[-1]
    mine = [
        claim
        for claim in closing.file.claims
        if claim.record_id == closing.record.record_id or (last and not claim.record_id)
    ]
    if closing.file.claims:
        yield from ((f"诉求{claim.number}“{claim.text}”", claim) for claim in mine if is_supported(claim))
        return
    results = [step.detail.get("result", "") for step in closing.of(StepKind.OPINION)]
    if results and results[-1] in _SUPPORTED:
        yield f"诉求“{closing.record.claim}”（{results[-1]}）", None


def _is_of(step: Step, claim: Claim | None) -> bool:
    return claim is None or step.detail.get("claim", "") in ("", claim.number)


def _said(closing: Closing) -> dict[str, str]:
    return passage(closing.opinion, 0, len(closing.opinion)) if closing.opinion else {}


def pd9(closing: Closing) -> Iterator[Finding]:
    """Closed among many of the unit's on one day, or at the deadline as most of the unit's are: a fact about the unit."""
    days = closing.context.units.get(closing.record.record_id)
    if days is None or closing.closed is None:
        return
    facts = {"单位": days.unit, "办结日期": str(days.day), "当日办结": f"{days.same_day}件", "平日办结": f"{days.usual:.1f}件",
             "卡点办结": f"{days.near}件／有限办日期的{days.dated}件"}  # fmt: skip
    crowd, least = closing.settings["PD9.batch"], closing.settings["PD9.near_least"]
    if days.same_day >= max(crowd.value, closing.settings["PD9.batch_times"].value * days.usual):
        told = f"{days.day}办结，{days.unit}当日共办结{days.same_day}件（平日{days.usual:.1f}件）"
        yield flag(closing, "PD9", Trilean.YES, "PD9.batch", told, facts, "办结日期核实更正后重算")
        return
    share = closing.settings["PD9.near_share"].value
    if days.is_near and days.near >= least.value and days.near >= share * days.dated:
        told = f"{days.day}卡在限办日期办结，{days.unit}有限办日期的{days.dated}件中{days.near}件如此"
        yield flag(closing, "PD9", Trilean.YES, "PD9.near_share", told, facts, "办结或限办日期核实更正后重算")


def pd10(closing: Closing) -> Iterator[Finding]:
    """No delivery on file, a signature by someone else, or one signed sheet kept on several matters."""
    shared = [(one, closing.context.signatures[one]) for one in closing.files("送达回证", "回访记录")
              if one in closing.context.signatures]  # fmt: skip
    for file_id, others in shared:
        facts = {"附件": file_id, "同一文件还在": "、".join(others)}
        told = f"签字文书{file_id}与{'、'.join(others)}的是同一文件"
        yield flag(closing, "PD10", Trilean.YES, "PD10.words", told, facts, "换成本件的签字原件后消除")
    if shared or closing.closed is None or closing.petition is Trilean.NO or not closing.opinion:
        return
    deliveries = closing.of(StepKind.DELIVER)
    proxies = [
        (step, word) for step in deliveries for word in closing.settings["PD10.words"].value if word in step.text
    ]
    if proxies:
        yield _signed_by_other(closing, *proxies[0])
    elif not deliveries and not closing.files("送达回证"):
        outcome = Trilean.YES if closing.petition is Trilean.YES else Trilean.UNKNOWN
        told = f"{when(closing.closed)}办结，未见意见书送达"
        facts = {"办结": when(closing.closed), "送达": "未登记", "出处": str(closing.closed.source)}
        yield flag(closing, "PD10", outcome, "PD10.words", told, facts, "补登送达日期、方式和签收情况后消除")


def _signed_by_other(closing: Closing, step: Step, word: str) -> Finding:
    at = step.text.find(word)
    facts = {**passage(step.text, at, at + len(word)), "送达": step.text, "出处": str(step.source)}
    told = f"送达写“{step.text}”，不是信访人本人签收"
    return flag(closing, "PD10", Trilean.YES, "PD10.words", told, facts, "补登本人签收或拒收的记载后消除")
