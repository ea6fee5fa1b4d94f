"""案件研判, the timeline (办理经过): steps, clocks and meetings as items of a picture, each with its card; no widget here."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from workbench.domain.codes import Channel, StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.finding import ClockStatus
from workbench.review.facts import Row
from workbench.usecases.study_matter import Dossier

LANES: Final = ("信访人", "信访部门", "责任单位", "联席会议", "期限")
MEETINGS: Final = frozenset({StepKind.MEETING.value, StepKind.DECISION.value})
_TONES: Final = {"信访人": "info", "信访部门": "neutral", "责任单位": "ok", "联席会议": "unknown"}
DETAILS: Final[Mapping[str, str]] = {
    "days": "天数", "number": "文号", "approver": "批准人", "result": "结果", "way": "方式", "signed": "签收", "reasons": "理由",
    "level": "层级", "post": "职务", "due": "办结期限", "sender_note": "转送部门意见", "positions": "各方意见", "basis": "依据",
    "participants": "参加人员", "type": "种类", "body": "机构", "check": "履行核查日", "role": "内容", "crux": "症结", "answer": "答复",
    "claim": "诉求", "proof": "证明材料", "field": "项目", "from": "原为", "to": "改为", "legal_basis": "法律依据",
    "pathway": "法定途径", "mode": "方式", "dup_of_no": "并入", "notice": "告知书", "file": "附件",
}  # fmt: skip
"""What the details of a step are called on a page."""

SHORT: Final[Mapping[str, str]] = {
    "C01": "转办", "C03": "受理", "C04": "异议", "C05": "办结", "C07": "请求复查", "C08": "复查", "C09": "请求复核", "C10": "复核",
}  # fmt: skip
"""What the clocks met most are called where there is little room."""

Cells = Mapping[tuple[str, str], str]
"""(record, step kind) → the cell it was read from, as file, sheet and cell."""


def story(dossier: Dossier, spoken: Mapping[str, str], cells: Cells) -> list[dict[str, Any]]:
    """Items of the timeline: every step, dated or not, and every clock whose start is known.

    `spoken` says of an event who recorded it and when.
    """
    names = {row["record_id"]: row["case_no"] or row["record_id"] for row in dossier.records}
    steps = [_step(number, step, names, spoken, cells) for number, step in _told_once(dossier.steps)]
    pauses = hearings(dossier.steps)
    clocks = [
        _clock(number, clock, names, pauses.get(clock["record_id"], ()), dossier.as_of)
        for number, clock in enumerate(dossier.clocks)
        if clock["due"]
    ]
    return steps + clocks


def _told_once(steps: Sequence[Row]) -> list[tuple[int, Row]]:
    """Steps by number; the first petition, which every later record tells again, only once."""
    seen: set[Any] = set()
    kept = []
    for number, step in enumerate(steps):
        key = step["day_text"] if "首次信访" in (step["text"] or "") and step["kind"] == StepKind.PETITION else number
        if key not in seen:
            kept.append((number, step))
        seen.add(key)
    return kept


def _step(number: int, step: Row, names: Mapping[str, str], spoken: Mapping[str, str], cells: Cells) -> dict[str, Any]:
    day = PartialDate(step["day_text"], step["start"], step["end"]) if step["start"] else None
    who = " → ".join(part for part in (step["unit"], step["target"]) if part)
    return {
        "id": f"step-{number}",
        "lane": step["lane"],
        "label": _label(step),
        "start": day and day.start,
        "end": day.end if day and not day.exact else None,
        "precision": _precision(day),
        "kind": "meeting" if step["kind"] in MEETINGS else "",
        "tone": _TONES.get(step["lane"], "neutral"),
        "record": names.get(step["record_id"], step["record_id"]),
        "unit": step["unit"] or "",
        "target": step["target"] or "",
        "tooltip": "\n".join(part for part in (who, (step["text"] or "")[:80]) if part),
        "facts": _card(step, day, who, names, _source(step, spoken, cells)),
    }


def _label(step: Row) -> str:
    """What stands on the lane: the step's kind, or what it is called: 首次信访, and 访前调解 for what was before any petition."""
    if step["text"] == "首次信访":
        return "首次信访"
    before = step["kind"] == StepKind.MEDIATE.value and Channel.PRE_MEDIATION.value in (step["detail"] or "")
    return Channel.PRE_MEDIATION.value if before else str(step["kind"])


def _precision(day: PartialDate | None) -> str:
    if day is None or day.exact:
        return "day"
    return {4: "year", 7: "month"}.get(len(day.text), "range")


def _card(step: Row, day: PartialDate | None, who: str, names: Mapping[str, str], source: str) -> list[tuple[str, str]]:
    detail = [(DETAILS.get(key, key), value) for key, value in json.loads(step["detail"] or "{}").items() if value]
    facts = [
        ("日期", str(day) if day else "未写明"),
        ("信访件", names.get(step["record_id"], step["record_id"])),
        ("单位", who),
        *detail,
        ("内容", step["text"] or ""),
        ("出处", source),
    ]
    return [(label, value) for label, value in facts if value]


def _source(step: Row, spoken: Mapping[str, str], cells: Cells) -> str:
    event = str(step["source"] or "").removeprefix("登记事件 ")
    if event in spoken:
        return spoken[event]
    return cells.get((step["record_id"], step["kind"]), str(step["source"] or ""))


def hearings(steps: Iterable[Row]) -> dict[str, tuple[tuple[date, date], ...]]:
    """By record: from the start of each hearing to its end; a clock stands still meanwhile (T§36)."""
    starts: dict[str, list[date]] = defaultdict(list)
    found: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for step in steps:
        if step["kind"] == StepKind.HEARING_START and step["start"]:
            starts[step["record_id"]].append(step["start"])
        elif step["kind"] == StepKind.HEARING_END and step["start"] and starts[step["record_id"]]:
            found[step["record_id"]].append((starts[step["record_id"]].pop(), step["start"]))
    return {record: tuple(pairs) for record, pairs in found.items()}


def _clock(
    number: int, clock: Row, names: Mapping[str, str], pauses: Sequence[tuple[date, date]], as_of: date
) -> dict[str, Any]:
    start, due, done = clock["start"], clock["due"], clock["done"]
    late = as_of if clock["status"] == ClockStatus.OVERDUE else done if done and done > due else None
    return {
        "id": f"clock-{number}",
        "lane": "期限",
        "label": SHORT.get(clock["clock"], clock["name"]),
        "start": start or due,
        "end": due if start else None,
        "kind": "bar" if start else "deadline",
        "status": clock["status"],
        "done": done,
        "late_to": late,
        "pauses": [pair for pair in pauses if start and pair[0] <= due and pair[1] >= start],
        "record": names.get(clock["record_id"], clock["record_id"]),
        "unit": clock["unit"] or "",
        "tooltip": f"{clock['name']} {clock['status']}：{clock['sentence']}",
        "facts": [
            ("期限", clock["name"]), ("状态", clock["status"]), ("信访件", names.get(clock["record_id"], clock["record_id"])),
            ("责任单位", clock["unit"] or ""),
            ("起算", start), ("届满", f"{due}（严格）" + (f"，{clock['rolled']}（顺延）" if clock["rolled"] else "")),
            ("完成", done or "未见"), ("算法", clock["sentence"]), ("依据", clock["clause"]),
        ],
    }  # fmt: skip
