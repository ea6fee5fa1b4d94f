"""What was said about each matter (事项卷宗), folded from the events: of one thing the latest word stands."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workbench.domain.case import (
    CaseFile,
    Claim,
    ClaimResult,
    ClosingReview,
    ConflictRuling,
    DutyConfirmed,
    FileKept,
    FlagRuling,
    GateEntry,
    Legitimacy,
    Recusal,
    Said,
    Treatment,
    Worksheet,
)
from workbench.domain.codes import DutyRole
from workbench.domain.dates import PartialDate
from workbench.domain.events import EventKind

if TYPE_CHECKING:
    import pandas as pd

Payload = Mapping[str, str]
MATTER = "M-"
"""A matter goes by this and its first record; what was said of it follows that record when matters are joined."""


def matter_subjects(record_ids: list[str]) -> list[str]:
    """Every subject under which something may have been said about a matter of these records."""
    return [*record_ids, *(MATTER + record_id for record_id in record_ids)]


def case_files(events: pd.DataFrame, groups: Mapping[str, str]) -> dict[str, CaseFile]:
    """Matter id → its file; `events` as `tables.EVENTS`, `groups` record id → matter id. Only matters with a word on them."""
    folds: dict[str, _Fold] = defaultdict(_Fold)
    chosen = events[events["kind"].isin([kind.value for kind in _READ]) & ~events["undone"].astype(bool)]
    columns = (chosen[name] for name in ("event_id", "kind", "subject", "actor", "at", "why", "payload"))
    for event_id, kind, subject, actor, at, why, payload in zip(*columns, strict=True):
        matter_id = groups.get(subject.removeprefix(MATTER))
        if matter_id is not None:
            said = Said(event_id, actor, datetime.fromisoformat(at), why or "")
            _READ[EventKind(kind)](folds[matter_id], subject, json.loads(payload), said)
    return {matter_id: fold.file(matter_id) for matter_id, fold in folds.items()}


class _Fold:
    """The latest word on each thing, by what it is about; worksheets and reviews are all kept."""

    def __init__(self) -> None:
        self.latest: dict[str, dict[Any, Any]] = defaultdict(dict)

    def put(self, part: str, key: Any, value: Any) -> None:
        self.latest[part].pop(key, None)  # said anew: last in order
        self.latest[part][key] = value

    def file(self, matter_id: str) -> CaseFile:
        parts = {part: tuple(found.values()) for part, found in self.latest.items()}
        if "claims" in parts:
            parts["claims"] = tuple(sorted(parts["claims"], key=lambda claim: (len(claim.number), claim.number)))
        return CaseFile(matter_id, **parts)


def _claim(fold: _Fold, _subject: str, told: Payload, said: Said) -> None:
    """A later word on a claim changes what it names and keeps the rest."""
    number = told["claim"]
    before = fold.latest["claims"].get(number)
    fold.put("claims", number, claim_of({**(_told(before) if before else {}), **told}, said))


def claim_of(told: Payload, said: Said | None) -> Claim:
    """A claim from its fields as text; ValueError for a word outside the code lists."""
    return Claim(
        number=told["claim"],
        text=told.get("text", ""),
        result=ClaimResult(told["result"]) if told.get("result") else None,
        legitimacy=Legitimacy(told.get("legitimacy") or Legitimacy.UNDECIDED),
        treatment=Treatment(told["treatment"]) if told.get("treatment") else None,
        basis=told.get("basis", ""),
        outcome=tuple(part for part in told.get("outcome", "").split("、") if part),
        due=_day(told.get("due")),
        performed=_day(told.get("performed")),
        proof=told.get("proof", ""),
        record_id=told.get("record", ""),
        said=said,
    )


def _told(claim: Claim) -> dict[str, str]:
    """The fields of a claim as an event's payload has them; `claim_of` reads them back."""
    return {
        "claim": claim.number,
        "text": claim.text,
        "result": claim.result.value if claim.result else "",
        "legitimacy": claim.legitimacy.value,
        "treatment": claim.treatment.value if claim.treatment else "",
        "basis": claim.basis,
        "outcome": "、".join(claim.outcome),
        "due": claim.due.text if claim.due else "",
        "performed": claim.performed.text if claim.performed else "",
        "proof": claim.proof,
        "record": claim.record_id,
    }


def _gate(fold: _Fold, _subject: str, told: Payload, said: Said) -> None:
    fold.put("gate", told["item"], GateEntry(told["item"], told.get("evidence", ""), told.get("reason", ""), said))


def _review(fold: _Fold, _subject: str, told: Payload, said: Said) -> None:
    ticks = {name: value for name, value in told.items() if name.startswith("q")}
    fold.put("reviews", said.event_id, ClosingReview(told["outcome"] == "通过", told.get("handler", ""), ticks, said))


def _ruling(fold: _Fold, _subject: str, told: Payload, said: Said) -> None:
    record_id = told.get("record", "")
    ruling = FlagRuling(told["rule"], record_id, told["verdict"] == "成立", said)
    fold.put("rulings", (ruling.rule, record_id), ruling)


def _worksheet(fold: _Fold, _subject: str, told: Payload, said: Said) -> None:
    fold.put("worksheets", said.event_id, Worksheet(dict(told), said))


def _attached(fold: _Fold, subject: str, told: Payload, said: Said) -> None:
    kept = FileKept(told["file_id"], told["sha256"], told["name"], told["kind"], int(told["size"]), subject, said)
    fold.put("files", (kept.file_id, subject), kept)


def _conflict(fold: _Fold, _subject: str, told: Payload, said: Said) -> None:
    ruling = ConflictRuling(told["record"], told["field"], told["value"], said)
    fold.put("conflicts", (ruling.record_id, ruling.field), ruling)


def _recused(fold: _Fold, _subject: str, told: Payload, said: Said) -> None:
    fold.put(
        "recusals", told["who"], Recusal(told["who"], told.get("is_unit") == "是", told.get("decided_by", ""), said)
    )


def _duty(fold: _Fold, _subject: str, told: Payload, said: Said) -> None:
    duty = DutyConfirmed(DutyRole(told["role"]), told.get("place", ""), told.get("unit", ""), said)
    single = duty.role is DutyRole.LEAD
    fold.put("duties", duty.role if single else (duty.role, duty.place, duty.unit), duty)


_READ: dict[EventKind, Callable[[_Fold, str, Payload, Said], None]] = {
    EventKind.CLAIM: _claim,
    EventKind.GATE: _gate,
    EventKind.CLOSING_REVIEW: _review,
    EventKind.FLAG_RULED: _ruling,
    EventKind.WORKSHEET: _worksheet,
    EventKind.ATTACHED: _attached,
    EventKind.CONFLICT_RULED: _conflict,
    EventKind.RECUSED: _recused,
    EventKind.DUTY_CONFIRMED: _duty,
}


def _day(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None
