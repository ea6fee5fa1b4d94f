"""What came of one claim (诉求认定): result, reasonableness, basis, performance; a later word changes what it names.

有理推定: a claim is 未判定 until somebody judges it, and 不合理 takes reasons, a legal basis and a second person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from workbench.domain.case import ClaimResult, Legitimacy, Treatment
from workbench.domain.events import Event, EventKind
from workbench.review.case_file import claim_of
from workbench.rules.claims import claims_of
from workbench.usecases.closing_opened import ClosingRefused, Opened, names_file, open_matter
from workbench.usecases.office import Office
from workbench.usecases.recording import record

OUTCOMES: Final = ("解决", "解释答复", "帮扶")


def set_claim(
    office: Office,
    matter_id: str,
    claim: str,
    *,
    reviewer: str = "",
    why: str = "",
    actor: str = "",
    seen: int | None = None,
    **said: str,
) -> Event:
    """Say of one claim what came of it (诉求认定); only what is named changes.

    `claim` is its number; "" adds one. `said` holds text, result, legitimacy, treatment, basis, outcome (parts joined
    by 、), due, performed, proof, record, as text. 不合理 needs reasons, a legal basis and a second person as `reviewer`
    (有理推定). ClosingRefused says what is missing; nothing is kept then.
    """
    case = open_matter(office, matter_id, actor, seen)
    known = claims_of(case.facts, case.file)
    number = claim.strip() or str(max((int(one.number) for one in known if one.number.isdecimal()), default=0) + 1)
    given = {name: text.strip() for name, text in said.items() if text.strip()}
    before = next((one for one in known if one.number == number), None)
    reasons = [*_strange(given), *_claim_gaps(case, given, before is not None, reviewer.strip(), why, case.actor)]
    if before is not None and not before.said:
        given = {"text": before.text, "record": before.record_id, **given}
    if not reasons:
        reasons += _unreadable({**given, "claim": number}, office.settings.today)
    if reasons:
        raise ClosingRefused(case.matter_id, f"诉求{number}的认定", reasons)
    second = {"reviewer": reviewer.strip()} if reviewer.strip() else {}
    payload = {"claim": number, **given, **second}
    return record(office, EventKind.CLAIM, case.matter_id, case.actor, why, seen=case.seen, **payload)


_CLAIM_FIELDS: Final = (
    "text",
    "result",
    "legitimacy",
    "treatment",
    "basis",
    "outcome",
    "due",
    "performed",
    "proof",
    "record",
)


def _strange(given: Mapping[str, str]) -> list[str]:
    return [
        f"诉求认定没有“{name}”这一栏；可填：{'、'.join(_CLAIM_FIELDS)}" for name in given if name not in _CLAIM_FIELDS
    ]


def _claim_gaps(case: Opened, given: Mapping[str, str], known: bool, reviewer: str, why: str, actor: str) -> list[str]:
    reasons = [] if known or given.get("text") else ["案卷里没有这一项诉求；新增诉求请写诉求内容（text）"]
    if given.get("legitimacy") == Legitimacy.UNREASONABLE.value:
        lacks = [name for name, there in (("理由（why）", why.strip()), ("法律政策依据（basis）", given.get("basis")),
                                          ("复核的第二人（reviewer）", reviewer)) if not there]  # fmt: skip
        if lacks:
            reasons.append(f"有理推定：判定“不合理”须有{'、'.join(lacks)}，未判定前按“未判定”办理")
        if reviewer and reviewer == actor:
            reasons.append(f"判定“不合理”须由第二人复核，复核人“{reviewer}”与认定人是同一人")
    if given.get("performed") and not (given.get("proof") or _proof_known(case, given)):
        reasons.append("登记履行须有凭证（proof：附件编号或文号，《信访工作条例》第三十二条第二款）")
    if wrong := [part for part in given.get("outcome", "").split("、") if part and part not in OUTCOMES]:
        reasons.append(f"三到位只有{'、'.join(OUTCOMES)}，“{'、'.join(wrong)}”不是")
    if (proof := given.get("proof", "")) and names_file(proof) and case.file.file(proof) is None:
        reasons.append(f"案卷里没有编号为 {proof} 的附件，请先附上凭证")
    if (own := given.get("record", "")) and own not in {one.record_id for one in case.facts.records}:
        reasons.append(f"本事项没有信访件 {own}")
    return reasons


def _proof_known(case: Opened, given: Mapping[str, str]) -> bool:
    return any(one.proof for one in case.file.claims if one.text == given.get("text", one.text))


def _unreadable(given: Mapping[str, str], today: date) -> list[str]:
    """Why the words given make no claim: outside the code lists, no date, or carried out on a day still to come."""
    lists = (("result", ClaimResult), ("legitimacy", Legitimacy), ("treatment", Treatment))
    wrong = [
        f"“{given[name]}”不在代码表里；可用：{'、'.join(one.value for one in words)}"
        for name, words in lists
        if given.get(name) and given[name] not in {one.value for one in words}
    ]
    if wrong:
        return wrong
    try:
        claim = claim_of(given, None)
    except ValueError as problem:
        return [f"{problem}；请写成 2026-05-06 这样的日期"]
    if claim.performed and claim.performed.start > today:
        return [f"履行日期 {claim.performed} 在今天（{today}）之后，不能登记为已履行"]
    return []
