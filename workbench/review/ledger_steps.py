"""The steps a ledger row speaks of (台账行里的办理步骤): registration, forwarding, acceptance, opinion, delivery, review.

A row says little and says it loosely; only what stands in a cell becomes a step, and a day that is not exact stays so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from workbench.domain.codes import StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import Source, Step

Row = Mapping[str, Any]

_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})")
_DAYS = re.compile(r"(\d{1,3})\s*[天日]")
_TIMES = re.compile(r"(\d{1,2})\s*次")
_REVIEW_RESULTS = ("责令重办", "退回重办", "撤销", "变更", "维持", "不予受理", "终止", "撤回")
_NO = frozenset({"", "否", "无", "未", "0", "N", "n", "×", "/", "-", "—"})
RESOLVED_WORDS = ("已化解", "已销号", "销号", "已息访", "息诉罢访", "已办结化解")


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
    if petition := day("petition_date"):
        yield step(StepKind.PETITION, petition, text=row["channel"] or "")
    if registered := day("reg_time"):
        yield step(StepKind.REGISTER, registered, row["reg_office"])
    if forwarded := day("assign_time"):
        yield step(StepKind.FORWARD, forwarded, row["reg_office"], target=row["to_office"] or lead)
    if accepted := day("accept_date"):
        yield step(StepKind.ACCEPT, accepted, lead)
    if days := extension_days(row["extend"]):
        yield step(StepKind.EXTEND, _written_day(row["extend"]), lead, days=str(days))
    yield from _conclusion(row, lead, day("done_date"), step)
    yield from _reviews(row, step)
    yield from _support(row, lead, step)


def _conclusion(row: Row, lead: str, done: PartialDate | None, step: Any) -> Iterator[Step]:
    if row["opinion_no"] or (row["opinion"] and done):
        yield step(StepKind.OPINION, done, lead, row["opinion"] or "", number=row["opinion_no"] or "")
    if (delivered := row["delivered"]) and delivered not in _NO:
        signed = "拒收" if "拒" in delivered or delivered == "0" else "签收"
        yield step(StepKind.DELIVER, _written_day(delivered), lead, delivered, signed=signed)
    if done and "办结" in (row["petition_state"] or ""):
        yield step(StepKind.CLOSE, done, lead, row["petition_state"])
    if done and any(word in (row["resolve_state"] or "") for word in RESOLVED_WORDS):
        yield step(StepKind.RESOLVE, done, lead, row["resolve_state"])


def _reviews(row: Row, step: Any) -> Iterator[Step]:
    kinds = {
        "review": (StepKind.REVIEW_ASK, StepKind.REVIEW_ANSWER),
        "rereview": (StepKind.REREVIEW_ASK, StepKind.REREVIEW_ANSWER),
    }
    for field, (asked, answered) in kinds.items():
        text = row[field] or ""
        if text in _NO:
            continue
        days = [PartialDate.parse(f"{y}-{int(m):02}-{int(d):02}") for y, m, d in _DAY.findall(text)]
        yield step(asked, days[0] if len(days) > 1 or _result(text) == "" else None, text=text)
        if result := _result(text):
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
    if (visit := row["visitback"]) and visit not in _NO:
        yield step(StepKind.VISIT_BACK, _written_day(visit), lead, visit)


def extension_days(text: str | None) -> int:
    """Days of extension a cell names ("延期30天", "30"); 0 when it names none."""
    if not text or text in _NO:
        return 0
    match = _DAYS.search(text)
    if match:
        return int(match.group(1))
    return int(text) if text.isdecimal() and len(text) <= 3 else 0


def supervise_count(text: str | None) -> int:
    """How often a cell says the matter was supervised: "督办3次", one per dated entry, or 1 for a bare yes."""
    if not text or text.strip() in _NO:
        return 0
    if match := _TIMES.search(text):
        return int(match.group(1))
    if text.strip().isdecimal() and len(text.strip()) == 1:
        return int(text)
    return max(1, len(_DAY.findall(text)))


def _result(text: str) -> str:
    return next((word for word in _REVIEW_RESULTS if word in text), "")


def _iso(parts: tuple[str, str, str]) -> PartialDate | None:
    try:
        return PartialDate.parse(f"{parts[0]}-{int(parts[1]):02}-{int(parts[2]):02}")
    except ValueError:  # 2月30日 and the like: the text stays, the day is not known
        return None


def _written_day(text: str | None) -> PartialDate | None:
    match = _DAY.search(text or "")
    return _iso((match.group(1), match.group(2), match.group(3))) if match else None


def _known_day(exact: date | None, inexact: str) -> PartialDate | None:
    if exact is not None:
        return PartialDate(exact.isoformat(), exact, exact)
    return PartialDate.parse(inexact) if inexact else None


def _inexact(row: Row) -> Mapping[str, str]:
    text = row["inexact_days"]
    return json.loads(text) if text and text != "{}" else {}
