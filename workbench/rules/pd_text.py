"""PD3–PD5: what the opinion says. A process told as a result, an answer fit for any matter, claims it is silent on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from workbench.domain.codes import StepKind, Trilean
from workbench.domain.finding import Finding
from workbench.rules.claim_text import Mention, asked_in, clauses, mention
from workbench.rules.dated import parameters_of
from workbench.rules.pd_case import Closing, flag, passage

_remember = lru_cache(maxsize=16384)


def pd3(closing: Closing) -> Iterator[Finding]:
    """Process words and no conclusion (将办理过程作为办结意见上报)."""
    if not closing.answered or not (found := process_span(closing.opinion, closing.on)):
        return
    span = passage(closing.opinion, *found)
    told = f"办结意见写“{span['原文']}”，只说明正在办，没有结论"
    facts = {**span, "意见全文": closing.opinion}
    yield flag(closing, "PD3", Trilean.YES, "PD3.process", told, facts, "意见写明支持、不予支持或已解决等结论后消除")


@_remember
def process_span(text: str, on: date) -> tuple[int, int] | None:
    """Where the first process word stands, if the text has no clause with a conclusion; None otherwise."""
    settings = parameters_of("closing", on)
    spans = [(at, at + len(word)) for word in settings["PD3.process"].value if (at := text.find(word)) >= 0]
    if not spans or any(_concludes(clause, on) for _, clause in clauses(text)):
        return None
    return min(spans)


def _concludes(clause: str, on: date) -> bool:
    """Whether a clause says what came of it, and not what is still to come."""
    settings = parameters_of("closing", on)
    decided = any(word in clause for word in settings["PD3.conclusion"].value)
    return decided and not any(word in clause for word in settings["PD3.future"].value)


def pd4(closing: Closing) -> Iterator[Finding]:
    """The same answer on another matter with another claim; the same day of 受理 and 办结 is told beside it."""
    twin = closing.context.twins.get(closing.record.record_id)
    if twin is None or not closing.answered:
        return
    text = closing.opinion
    facts = {**passage(text, 0, len(text)), "雷同信访件": twin.case_no, "雷同事项": twin.matter_id,
             "相似度": f"{twin.similarity:.2f}", "对方诉求": twin.claim, "本件诉求": closing.record.claim}  # fmt: skip
    told = f"意见与信访件{twin.case_no}（诉求不同）文字相似度{twin.similarity:.2f}"
    accepted = {str(step.day) for step in closing.of(StepKind.ACCEPT) if step.exact}
    closed = str(closing.closed.day) if closing.closed else ""
    if closed in accepted:
        facts["同日受理办结"] = closed
        told += f"，且{closed}当日受理当日办结"
    yield flag(closing, "PD4", Trilean.YES, "PD4.similarity", told, facts, "意见针对本件事实和诉求重写后消除")


def pd5(closing: Closing) -> Iterator[Finding]:
    """Claims the opinion does not write of; nothing is said where the opinion gives no conclusion at all (PD3)."""
    text = closing.opinion
    if not closing.closed or not text or process_span(text, closing.on):
        return
    asked = _asked(closing)
    seen = {claim: _mention(claim, text, closing.on) for claim in asked}
    for outcome, answer in ((Trilean.YES, Trilean.NO), (Trilean.UNKNOWN, Trilean.UNKNOWN)):
        silent = [claim for claim, found in seen.items() if found.answer is answer]
        if silent:
            yield _unanswered(closing, outcome, silent, seen)
            return


def _unanswered(closing: Closing, outcome: Trilean, silent: list[str], seen: Mapping[str, Mention]) -> Finding:
    shares = "；".join(f"{claim}：{seen[claim].share:.0%}" for claim in silent)
    facts = {"未回应的诉求": "；".join(silent), "字词出现比例": shares,
             **passage(closing.opinion, 0, len(closing.opinion)), **_amounts(silent, seen)}  # fmt: skip
    said = "意见书未写到" if outcome is Trilean.YES else "意见书是否回应待核"
    told = f"诉求{len(seen)}项，其中“{'”“'.join(silent)}”{said}"
    return flag(closing, "PD5", outcome, "PD5", told, facts, "意见书逐项回应，或由审核人认定已回应后消除")


def _amounts(silent: list[str], seen: Mapping[str, Mention]) -> dict[str, str]:
    missing = [amount for claim in silent for amount in seen[claim].missing]
    return {"未写到的数额": "、".join(missing)} if missing else {}


def _asked(closing: Closing) -> tuple[str, ...]:
    """The record's own claims, and those a person put down for it."""
    said = [claim.text for claim in closing.file.claims if claim.record_id == closing.record.record_id and claim.text]
    return tuple(dict.fromkeys([*asked_in(closing.record.claim), *said]))


@_remember
def _mention(claim: str, text: str, on: date) -> Mention:
    return mention(claim, text, on)
