"""The steps a ledger row speaks of (台账行里的办理步骤): registration, forwarding, acceptance, opinion, delivery, review.

A row says little and says it loosely; only what stands in a cell becomes a step, and a day that is not exact stays so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from workbench.domain.codes import Channel, ResolutionState, StepKind
from workbench.domain.codes import ProceduralState as State
from workbench.domain.dates import PartialDate
from workbench.domain.facts import Source, Step
from workbench.rules.procedure_stated import meant_by
from workbench.rules.resolution_stated import read_word

Row = Mapping[str, Any]

_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_UNTIL = re.compile(r"[至到][：:\s]*$")
_LABEL = re.compile(r"^[^：\d]{2,8}：")
_DENIED = re.compile("^(?:否|无|没|尚未|暂未|暂无|未|不(?!服|予))")
_DAYS = re.compile(r"(\d{1,3})\s*[天日]")
_TIMES = re.compile(r"(\d{1,2})\s*次")
_REVIEW_RESULTS = ("责令重办", "退回重办", "撤销", "变更", "维持", "不予受理", "终止", "撤回")
_NO = frozenset({"", "0", "N", "n", "×", "/", "-", "—"})
_CLOSED_WORDS = ("办结", "已结", "办毕", "结案")
_UNFINISHED = frozenset(
    {State.UNREGISTERED, State.REGISTERED, State.FORWARDED, State.OBJECTED, State.ACCEPTED, State.OPINION}
)
_REFUSALS = {"不予受理": StepKind.REFUSE, "不再受理": StepKind.NO_LONGER_ACCEPT}


def ledger_steps(row: Row) -> tuple[Step, ...]:
    """Steps written in one row of the edition's `records` table, in the order the procedure runs."""
    return tuple(_steps(row, _inexact(row)))


def _steps(row: Row, inexact: Mapping[str, str]) -> Iterator[Step]:
    source = Source(row["file"] or "", row["sheet"] or "", int(row["row"] or 0))

    def step(kind: StepKind, day: PartialDate | None, unit: str = "", text: str = "", **more: Any) -> Step:
        return Step(kind, day, row["record_id"], unit or "", more.pop("target", "") or "", text, more, source)

    def day(field: str) -> PartialDate | None:
        return _known_day(row[field], inexact.get(field, ""))

    lead = row["lead_unit"] or ""
    if row["channel"] == Channel.PRE_MEDIATION:
        yield from _mediated(row, day("petition_date") or day("reg_time"), day("done_date"), step)
        return
    petition, first = day("petition_date"), day("first_date")
    if first and (petition is None or first.start < petition.start):
        yield step(StepKind.PETITION, first, text="首次信访", first="是")
    if petition:
        yield step(StepKind.PETITION, petition, text=row["channel"] or "")
    if registered := day("reg_time"):
        yield step(StepKind.REGISTER, registered, row["reg_office"])
    if (forwarded := day("assign_time")) or _handed_on(row):
        yield step(StepKind.FORWARD, forwarded, row["reg_office"], target=row["to_office"] or lead)
    if accepted := day("accept_date"):
        yield step(StepKind.ACCEPT, accepted, lead)
    yield from _extension(row["extend"], lead, step)
    yield from _conclusion(row, lead, day("done_date"), step)
    yield from _reviews(row, step)
    yield from _support(row, lead, step)


def _mediated(row: Row, asked: PartialDate | None, done: PartialDate | None, step: Any) -> Iterator[Step]:
    """访前调解: nobody has petitioned yet, so nothing was registered, handed on or accepted; who mediated, when, what came of it."""
    who, way = row["reg_office"] or row["lead_unit"], Channel.PRE_MEDIATION.value
    yield step(StepKind.MEDIATE, asked, who, "" if done else row["opinion"] or "", way=way)
    if done:
        yield step(
            StepKind.MEDIATE, done, who, row["opinion"] or row["petition_state"] or "", way=way, result="调解结束"
        )


def _handed_on(row: Row) -> bool:
    """Another unit than the registering one has it, and no word says it still waits: handed on, on a day not written."""
    target, meant = row["to_office"] or row["lead_unit"], meant_by(row["petition_state"] or "")
    waiting = meant is not None and meant <= {State.UNREGISTERED, State.REGISTERED}
    return bool(target) and target != row["reg_office"] and not waiting


def _conclusion(row: Row, lead: str, done: PartialDate | None, step: Any) -> Iterator[Step]:
    if row["opinion_no"] or (row["opinion"] and done):
        yield step(StepKind.OPINION, done, lead, row["opinion"] or "", number=row["opinion_no"] or "")
    if delivered := affirmed(row["delivered"]):
        signed = "拒收" if "拒" in delivered else "签收" if "签收" in delivered else ""
        yield step(StepKind.DELIVER, _written_day(delivered), lead, delivered, signed=signed)
    if kind := _ending(row["petition_state"] or "", done):
        yield step(kind, done, lead, row["petition_state"] or "")
    word = read_word(row["resolve_state"] or "")
    if done and word and word.state is ResolutionState.RESOLVED:
        yield step(StepKind.RESOLVE, done, lead, row["resolve_state"])


def _ending(state: str, done: PartialDate | None) -> StepKind | None:
    """How the cells say handling ended: a day of 办结 beside no word that it goes on, or a word of ending alone."""
    if refusal := next((kind for word, kind in _REFUSALS.items() if word in state), None):
        return refusal
    meant = meant_by(state)
    if meant is not None and meant <= _UNFINISHED:
        return None
    return StepKind.CLOSE if done or any(word in state for word in _CLOSED_WORDS) else None


def _extension(cell: str | None, lead: str, step: Any) -> Iterator[Step]:
    """延期: days or the new last day, and the day it was approved, as far as the cell tells them."""
    text = affirmed(cell)
    if not text:
        return
    approved, until = _approved_until(text)
    days = extension_days(text)
    detail = {"days": str(days)} if days else {"due": until.isoformat()} if until else {}
    yield step(StepKind.EXTEND, approved, lead, text, **detail)


def _approved_until(text: str) -> tuple[PartialDate | None, date | None]:
    """The day written for the approval, and the day the period is extended to (延期至…, or a day alone in the cell)."""
    approved, until = None, None
    for match in _DAY.finditer(text):
        day = _iso(match.groups())
        if _UNTIL.search(text[: match.start()]) or match.group() == text.strip():
            until = day.exact if day else None
        else:
            approved = approved or day
    return approved, until


def _reviews(row: Row, step: Any) -> Iterator[Step]:
    kinds = {
        "review": (StepKind.REVIEW_ASK, StepKind.REVIEW_ANSWER),
        "rereview": (StepKind.REREVIEW_ASK, StepKind.REREVIEW_ANSWER),
    }
    for field, (asked, answered) in kinds.items():
        text = affirmed(row[field])
        if not text:
            continue
        days = [day for parts in _DAY.findall(text) if (day := _iso(parts))]
        result = _result(text)
        yield step(asked, days[0] if len(days) > 1 or (days and not result) else None, text=text)
        if result:
            yield step(answered, days[-1] if days else None, text=text, result=result)


def _support(row: Row, lead: str, step: Any) -> Iterator[Step]:
    for number in range(supervise_count(row["supervise"])):
        days = _DAY.findall(row["supervise"] or "")
        day = _iso(days[number]) if number < len(days) else None
        yield step(StepKind.SUPERVISE, day, "", row["supervise"] or "", target=lead)
    if row["plan"]:
        yield step(StepKind.PLAN, None, lead, row["plan"])
    if row["case_leader"]:
        yield step(StepKind.ASSIGN_LEADER, None, "", row["case_leader"])
    if visit := affirmed(row["visitback"]):
        yield step(StepKind.VISIT_BACK, _written_day(visit), lead, visit)


def affirmed(cell: str | None) -> str:
    """What of a cell says that something was done: "未送达" and "是否送达：否" say nothing was, and give ""."""
    parts = (part.strip() for part in re.split("[；;]", cell or ""))
    said = ((part, _LABEL.sub("", part).strip()) for part in parts)
    return "；".join(part for part, value in said if value not in _NO and not _DENIED.match(value))


def extension_days(text: str | None) -> int:
    """Days of extension a cell names ("延期30天", "30"); 0 when it names none."""
    values = [_LABEL.sub("", _DAY.sub("", part)).strip() for part in affirmed(text).split("；")]
    named = [match.group(1) for value in values if (match := _DAYS.search(value))]
    plain = [value for value in values if value.isdecimal() and len(value) <= 3]
    return int((*named, *plain, "0")[0])


def supervise_count(text: str | None) -> int:
    """How often a cell says the matter was supervised: "督办3次", one per dated entry, or 1 for a bare yes."""
    text = affirmed(text)
    if not text:
        return 0
    if match := _TIMES.search(text):
        return int(match.group(1))
    if text.isdecimal() and len(text) <= 2:
        return int(text)
    return max(1, len(_DAY.findall(text)))


def _result(text: str) -> str:
    return next((word for word in _REVIEW_RESULTS if word in text), "")


def _iso(parts: Sequence[str]) -> PartialDate | None:
    try:
        return PartialDate.parse(f"{parts[0]}-{int(parts[1]):02}-{int(parts[2]):02}")
    except ValueError:  # 2月30日 and the like: the text stays, the day is not known
        return None


def _written_day(text: str | None) -> PartialDate | None:
    match = _DAY.search(text or "")
    return _iso(match.groups()) if match else None


def _known_day(exact: date | None, inexact: str) -> PartialDate | None:
    if exact is not None:
        return PartialDate(exact.isoformat(), exact, exact)
    return PartialDate.parse(inexact) if inexact else None


def _inexact(row: Row) -> Mapping[str, str]:
    text = row["inexact_days"]
    return json.loads(text) if text and text != "{}" else {}
