"""Claims one by one (逐项诉求): split from the ledger's words, with what persons said standing over what is proposed.

有理推定: a claim is 未判定 until a person judges it; the ledger's own word on reasonableness judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from workbench.domain.case import CaseFile, Claim, ClaimResult, Legitimacy, Treatment
from workbench.domain.codes import StepKind, Trilean
from workbench.domain.facts import MatterFacts
from workbench.domain.finding import Finding
from workbench.rules.claim_text import asked_in, mention, similarity

__all__ = ["Required", "asked_in", "claim_findings", "claims_of", "mention", "required_outputs", "similarity"]

_SUPPORTED = (ClaimResult.SUPPORTED, ClaimResult.PARTLY)
_SAME_CLAIM = 0.6
_MONEY = re.compile(r"\d[\d,.]*\s*(?:万|亿|千|百)?余?元|资金|补助款|补偿款|救助金|补贴")


def claims_of(facts: MatterFacts, file: CaseFile) -> tuple[Claim, ...]:
    """The matter's claims by number: those persons spoke of, and those proposed from the records' text.

    Proposed numbers follow the order in which the claims first came up, so a later record moves none of them.
    """
    said = {claim.number: claim for claim in file.claims}
    proposed = {str(number): claim for number, claim in enumerate(_proposed(facts), 1)}
    merged = {number: _over(claim, proposed.get(number)) for number, claim in said.items()}
    spoken = [claim.text for claim in merged.values()]
    for number, (record_id, text) in proposed.items():
        if number not in merged and not any(similarity(text, other) >= _SAME_CLAIM for other in spoken):
            merged[number] = Claim(number, text, record_id=record_id)
    return tuple(sorted(merged.values(), key=lambda claim: (len(claim.number), claim.number)))


def _over(said: Claim, proposed: tuple[str, str] | None) -> Claim:
    """A person's word on a claim; what it does not name is taken from the ledger's text."""
    if proposed is None:
        return said
    return replace(said, text=said.text or proposed[1], record_id=said.record_id or proposed[0])


def _proposed(facts: MatterFacts) -> tuple[tuple[str, str], ...]:
    texts = tuple((record.record_id, record.claim) for record in facts.records if record.claim)
    return _distinct(texts) if texts else ()


@lru_cache(maxsize=4096)
def _distinct(texts: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Claims in the order they came up, each once: the same claim in other words is the same claim."""
    found: dict[str, str] = {}
    for record_id, text in texts:
        for asked in asked_in(text):
            if asked not in found and not any(similarity(asked, known) >= _SAME_CLAIM for known in found):
                found[asked] = record_id
    return tuple((record_id, asked) for asked, record_id in found.items())


@dataclass(frozen=True, slots=True)
class Required:
    """What must come of a claim of its class (分类应有的结果) and whether it is on file."""

    claim: str
    output: str
    there: Trilean
    sentence: str
    clause: str


def required_outputs(facts: MatterFacts, file: CaseFile, claims: Sequence[Claim]) -> tuple[Required, ...]:
    """By legitimacy (三分处理) and by treatment (分类施策); nothing is required of a claim nobody has classed."""
    return tuple(required for claim in claims for required in _required(facts, file, claim))


def _required(facts: MatterFacts, file: CaseFile, claim: Claim) -> Iterator[Required]:
    if claim.legitimacy in (Legitimacy.REASONABLE, Legitimacy.PARTLY) or claim.treatment is Treatment.OVERDUE_DUTY:
        there = claim.due is not None or claim.performed is not None
        yield _need(claim, "落实期限", there, "合理诉求限期解决", "登记落实期限（due）或履行日期")
    if claim.legitimacy is Legitimacy.UNREASONABLE or claim.treatment is Treatment.UNREASONABLE:
        yield _need(
            claim, "书面答复", _has_opinion(facts, file), "不合理诉求明确答复", "出具并登记处理意见书或答复意见书"
        )
    if claim.treatment is Treatment.UNREASONABLE:
        helped = bool(_kinds(facts) & {StepKind.AID, StepKind.FEEDBACK, StepKind.MEDIATE})
        yield _need(claim, "疏导帮扶", helped, "诉求不合理的疏导帮扶", "登记告知、调解或帮扶救助步骤")
    if claim.treatment is Treatment.LITIGATION:
        gone = StepKind.HAND_OFF in _kinds(facts)
        yield _need(claim, "移送政法机关", gone, "涉法涉诉事项导入司法程序", "登记导入法定途径和接收机关")
    if claim.treatment is Treatment.POLICY:
        asked = any(sheet.fields.get("policy_possible") for sheet in file.worksheets)
        asked = asked or any("政策" in step.text for step in facts.steps if step.kind is StepKind.DECISION)
        yield _need(
            claim, "政策建议", asked, "共性问题提政策建议", "在重新研究表写明政策上可行的办法，或登记会议议定的政策建议"
        )


def _need(claim: Claim, output: str, there: bool, why: str, todo: str) -> Required:
    state = "已有" if there else f"未见，请{todo}"
    sentence = f"诉求{claim.number}（{claim.text}）：{why}，应有{output}，{state}。"
    return Required(claim.number, output, Trilean.of(there), sentence, "化解攻坚“分类施策”要求（县级方案）")


def _has_opinion(facts: MatterFacts, file: CaseFile) -> bool:
    kept = any(one.kind == "意见书" for one in file.files)
    return kept or any(record.opinion_no for record in facts.records) or StepKind.OPINION in _kinds(facts)


def _kinds(facts: MatterFacts) -> frozenset[StepKind]:
    return frozenset(step.kind for record in facts.records for step in record.steps)


def claim_findings(facts: MatterFacts, file: CaseFile, on: date) -> tuple[Finding, ...]:
    """Outputs a classed claim still lacks (CLAIM_OUTPUT), and money paid on no legal basis on file (CLAIM_BASIS)."""
    claims = claims_of(facts, file)
    found = [
        Finding("CLAIM_OUTPUT", Trilean.YES, one.clause, one.sentence, {"诉求": one.claim, "应有": one.output},
                change=f"补登{one.output}后消除")
        for one in required_outputs(facts, file, claims) if one.there is not Trilean.YES
    ]  # fmt: skip
    paid = [step for step in facts.steps if step.kind is StepKind.PERFORM and _MONEY.search(step.text)]
    for step in paid if not any(claim.basis for claim in claims) else ():
        if step.day is None or step.day.start <= on:
            found.append(_no_basis(step.day.text if step.day else "日期未登记", step.text, step.record_id))
    return tuple(found)


def _no_basis(day: str, text: str, record_id: str) -> Finding:
    sentence = f"{day}履行涉及付款（{text}），案卷里没有写法律政策依据，请核对并在诉求认定中补登依据。"
    facts = {"履行日期": day, "履行内容": text}
    clause = "不搞法外开恩、不花钱买平安（县级方案）；《信访工作条例》第三十二条"
    return Finding("CLAIM_BASIS", Trilean.UNKNOWN, clause, sentence, facts, record_id, "补登依据后消除")


def is_supported(claim: Claim) -> bool:
    """Whether a person said the claim is supported, in whole or part: then it has to be carried out (T§32②)."""
    return claim.result in _SUPPORTED
