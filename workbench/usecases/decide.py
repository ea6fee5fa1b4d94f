"""What a person decides (人工认定): each call is one event with who, when and why; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from workbench.domain.codes import DutyRole, Purpose, StepKind, Trilean, Verdict
from workbench.domain.dates import PartialDate
from workbench.domain.events import Event, EventKind
from workbench.domain.finding import Finding
from workbench.domain.linking import LinkKind
from workbench.rules.exclusion import WARN, check_transfer, is_blocked
from workbench.usecases.office import Office

_TRANSFERS = frozenset({StepKind.FORWARD, StepKind.HAND_OFF})


def judge_link(
    office: Office,
    left: str,
    right: str,
    verdict: Verdict,
    *,
    why: str,
    kind: LinkKind = LinkKind.MATTER,
    reasons: Sequence[str] = (),
    actor: str = "",
) -> Event:
    """Judge a pair (关联认定): two records, or for 同一单位 and 同一地点 two names, or a name and a division code.

    `reasons` are the grounds that were laid before the clerk, kept with the word. A later judgement by the same clerk
    replaces this one. ValueError for a pair of one thing with itself or with nothing, LookupError for an unknown record.
    """
    left, right = sorted((left, right))
    if left == right or not left.strip():
        raise ValueError(f"记录 {left} 不能与自身比较" if left else "关联认定须有两方，其中一方为空，未登记")
    if kind not in (LinkKind.UNIT, LinkKind.PLACE):
        _check_known(office, left, right)
    said = {"kind": kind.value, "left": left, "right": right, "verdict": verdict.value}
    shown = {"reasons": "、".join(reasons)} if reasons else {}
    return _append(office, EventKind.JUDGEMENT, f"{left}|{right}", actor, why, **said, **shown)


def record_step(
    office: Office,
    record_id: str,
    kind: StepKind,
    day: date | PartialDate | str,
    *,
    unit: str = "",
    target: str = "",
    text: str = "",
    why: str = "",
    actor: str = "",
    **detail: str,
) -> Event:
    """Record an act on a record (办理步骤).

    ValueError for a day that is no date; TransferRefused when material would go to the unit complained of.
    """
    _check_known(office, record_id)
    if kind in _TRANSFERS and target:
        guard_transfer(office, record_id, target, why)
    written = day.isoformat() if isinstance(day, date) else str(PartialDate.parse(str(day)))
    payload = {"kind": kind.value, "day": written, "unit": unit, "target": target, "text": text, **detail}
    return _append(office, EventKind.STEP, record_id, actor, why, **payload)


class TransferRefused(ValueError):
    """The receiving unit is, or may be, the one complained of (T§30③; T§22(二))."""


def guard_transfer(office: Office, record_id: str, target: str, why: str) -> Finding:
    """Check a transfer's target against the unit complained of (被反映单位回避); returns the finding when it may go.

    An accusation never goes there. For an ordinary claim against a unit's act a head decides, and says why.
    """
    current = office.store.versions(record_id).iloc[-1]
    if current["locked"] and office.store.is_accused(record_id, target):
        raise TransferRefused(
            f"信访件 {record_id}：不得将投诉材料转给被反映单位；请转纪检监察机关（《信访工作条例》第三十条）"
        )
    purpose = Purpose(current["purpose"]) if current["purpose"] in set(Purpose) else None
    accused = current["accused_unit"] or ""
    found = check_transfer(target, accused, purpose=purpose or (Purpose.CLAIM if not current["locked"] else None))
    if is_blocked(found) or (found.rule == WARN and found.outcome is not Trilean.NO and not why.strip()):
        raise TransferRefused(
            f"信访件 {record_id}：{found.sentence}{'' if is_blocked(found) else '确需转送的，请写明理由。'}"
        )
    return found


def confirm_duty(
    office: Office, matter_id: str, role: DutyRole, place: str, unit: str, *, why: str, actor: str = ""
) -> Event:
    """Confirm who owes what on a matter (责任确认); the proposal stays visible beside it."""
    return _append(office, EventKind.DUTY_CONFIRMED, matter_id, actor, why, role=role.value, place=place, unit=unit)


def decide_agenda(office: Office, meeting: str, matter_id: str, listed: bool, *, why: str, actor: str = "") -> Event:
    """Take a proposed matter on a meeting's agenda or decline it (议题取舍). ValueError when declined without a reason."""
    if not listed and not why.strip():
        raise ValueError("不列入议程须说明理由")
    choice = "列入" if listed else "不列入"
    return _append(office, EventKind.AGENDA_DECIDED, f"{meeting}|{matter_id}", actor, why, choice=choice)


def answer_header(office: Office, signature: str, header: str, field: str, *, actor: str = "") -> Event:
    """Say once what an ambiguous header means (表头确认); remembered for every ledger with the same headers."""
    return _append(office, EventKind.HEADER_ANSWERED, signature, actor, "", header=header, field=field)


def undo(office: Office, event_id: str, *, why: str, actor: str = "") -> Event:
    """Take an event back by another event (撤销); both stay on record."""
    return _append(office, EventKind.UNDO, event_id, actor, why)


def _check_known(office: Office, *record_ids: str) -> None:
    """LookupError for a record that is not there: its event would never be seen again."""
    for record_id in record_ids:
        if office.store.versions(record_id).empty:
            raise LookupError(f"没有编号为“{record_id}”的信访件，未登记；请用信访件的记录编号（如 R000123）")


def _append(office: Office, kind: EventKind, subject: str, actor: str, why: str, /, **payload: str) -> Event:
    who = actor or office.settings.actor
    return office.store.append(Event(kind, subject, who, datetime.now().astimezone(), why, payload))
