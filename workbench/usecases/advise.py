"""Write one of the three suggestions to a unit and keep its answer (三项建议, 《信访工作条例》第四十条).

A person says what is advised; numbers and matters are an edition's. The letter is one event and one file, or neither.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.campaign.advice import (
    Advice,
    AdviceKind,
    AdviceState,
    Outcome,
    adoption,
    by_state,
    feedback,
    letter_row,
    letters_of,
)
from workbench.campaign.measures import Period
from workbench.campaign.ratio import Ratio
from workbench.campaign.source_rows import PLACES
from workbench.domain.events import Event, EventKind
from workbench.review.facts import Row, rows_of
from workbench.rules.clock import due as due_of
from workbench.rules.transitions_hard import same_number
from workbench.rules.unit_kinds import UnitRelation, unit_relation
from workbench.store.edition import Edition
from workbench.usecases.close_case import OFFICE_UNIT
from workbench.usecases.kept_papers import keep_paper, own_templates, paper_file, stamp_of
from workbench.usecases.meeting_register import banned, masked, records_of, unit_gone
from workbench.usecases.office import Office
from workbench.usecases.recording import event

if TYPE_CHECKING:
    from workbench.reports.advice_letter import AdviceSource
    from workbench.reports.leaks import Forbidden

CLOCK: Final = "C12"
KINDS: Final = (EventKind.ADVICE, EventKind.ADVICE_ANSWER)
_SANCTIONS: Final = re.compile("处分|免职|撤职|降职|降级|停职|警告|记过|开除|诫勉|调离|引咎|辞退|一票否决|扣分|扣发")
_FREE: Final = frozenset({"text", "problem", "contact"})
"""Words a writer puts in his own way; units, numbers and posts stand as given."""
_MOST: Final = 2_000
"""Matters one letter rests on at the most."""


class AdviceRefused(ValueError):
    """A suggestion or answer that may not be kept; `reasons` say why, one sentence each. Nothing was written."""

    def __init__(self, what: str, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join([f"{what}未登记。", *(f"· {reason}" for reason in self.reasons)]))


@dataclass(frozen=True, slots=True)
class Advised:
    """A letter just made and where its document lies."""

    advice: Advice
    path: Path


def advise(
    office: Office,
    kind: AdviceKind,
    unit: str,
    *,
    text: str,
    number: str,
    signer: str,
    matters: Sequence[str] = (),
    topic: str = "",
    place: str = "",
    about: str = "",
    problem: str = "",
    contact: str = "",
    day: date | None = None,
    due: date | None = None,
    why: str = "",
    folder: Path | None = None,
    actor: str = "",
    now: datetime | None = None,
    seen: int | None = None,
) -> Advised:
    """Write a suggestion to `unit`, resting on `matters` of the edition in force, and print it.

    `text` holds the advice, one item a line; `about` is the unit an 追究责任 is on (its receiver is another). Without `due`
    the office's own 30 days count (clock C12). AdviceRefused says everything that stands in the way.
    """
    said = AdviceKind(kind)
    edition, known_until = office.edition(), office.store.last_seq() if seen is None else seen
    day = day or office.settings.today
    due = due or due_day(office, day)
    rows = _matters(edition, matters)
    sent = letters(office)
    words = {"unit": unit.strip(), "about": about.strip(), "text": text.strip(), "problem": problem.strip(),
             "number": number.strip(), "signer": signer.strip(), "topic": topic, "place": place, "contact": contact.strip()}  # fmt: skip
    if reasons := [*_gaps(office, said, words, rows, day, due), *_numbers(office, sent, words["number"])]:
        raise AdviceRefused("建议书", reasons)
    clean, forbidden = _clean(office, words, [row["matter_id"] for row in rows])
    source = _source(office, edition, said, clean, rows, day, due)
    advice_id = _next_id(sent, day)
    stamp = stamp_of(office, edition, actor=actor, now=now)
    path = paper_file(office, f"{said.value}建议书", f"{advice_id}_{clean['number']}", stamp, folder)
    made = _document(office, source, stamp, forbidden)
    told = {**{name: clean[name] for name in ("unit", "about", "topic", "place", "text", "number", "signer")},
            "matters": "；".join(row["matter_id"] for row in rows), "day": day.isoformat(), "due": due.isoformat(),
            "file": path.name, "sha256": hashlib.sha256(made).hexdigest(), "edition": edition.id}  # fmt: skip
    deed = event(office, EventKind.ADVICE, advice_id, actor, why, kind=said.value, **told)
    _keep(office, made, path, stamp, deed, known_until)
    return Advised(letters_of([_row(deed)])[0], path)


def answer(
    office: Office,
    advice_id: str,
    outcome: Outcome,
    *,
    text: str = "",
    number: str = "",
    day: date | None = None,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Advice:
    """Record a unit's written answer; a later one takes the place of an earlier, with a reason. LookupError for no such letter."""
    known = the_letter(office, advice_id)
    said, day = Outcome(outcome), day or office.settings.today
    until = office.store.last_seq() if seen is None else seen
    if reasons := list(_answer_gaps(office, known, said, text, day, why)):
        raise AdviceRefused(f"{advice_id}的答复", reasons)
    clean, _ = _clean(office, {"text": text.strip(), "number": number.strip()}, known.matters)
    deed = event(
        office, EventKind.ADVICE_ANSWER, advice_id, actor, why, day=day.isoformat(), outcome=said.value, **clean
    )
    office.store.append(deed, seen=until, about={advice_id})
    return the_letter(office, advice_id)


def letters(office: Office) -> tuple[Advice, ...]:
    """Every suggestion with its answers as recorded until now, oldest first."""
    return letters_of(_row(one) for one in office.store.events(KINDS))


def the_letter(office: Office, advice_id: str) -> Advice:
    """One letter; LookupError naming the latest there are."""
    found = {one.advice_id: one for one in letters(office)}
    if advice_id not in found:
        raise LookupError(f"没有编号为“{advice_id}”的建议书；最近的有：{'、'.join(list(found)[-5:]) or '（还没有）'}")
    return found[advice_id]


def matters_meant(
    office: Office, matters: Sequence[str] = (), *, gap: str = "", topic: str = "", place: str = "", days: int = 365
) -> tuple[list[str], str]:
    """Matters a letter is to rest on, and their topic: those named, a gap's, or those of a topic and place by name.

    LookupError for a gap that is not proposed, and for a place that is not in the divisions.
    """
    from workbench.usecases.find_sources import asked_of, behind, find_gaps

    if gap:
        found = {one.gap_id: one for one, _ in find_gaps(office)}
        if gap not in found:
            raise LookupError(f"没有提出过政策缺口“{gap}”；现有：{'、'.join(found) or '（没有）'}")
        return [*matters, *found[gap].matters], topic or found[gap].topic
    if matters or not (topic or place):
        return list(matters), topic
    code = office.find_place(place) if place else ""
    if code is None:
        raise LookupError(f"没有找到地方“{place}”；请写全称，或写明事项编号")
    level = next((name for name, digits in PLACES.items() if len(code) <= digits), "乡")
    edition = office.edition()
    rows = behind(edition, asked_of(edition, days=days, place=level), **({"topic": topic} if topic else {}))
    return [row["matter_id"] for row in rows if not code or row["place"] == code], topic


def due_day(office: Office, day: date) -> date:
    """The last day for a written answer (C12: 30 days, the office's own; a day off rolls on)."""
    found = due_of(CLOCK, day, calendar=office.calendar)
    return found.rolled or found.due


# --- 年度报告 -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AdviceReport:
    """The part of a report on suggestions (T§41③): of letters of a period, by kind, with states and the adoption rate."""

    edition: str
    as_of: date
    period: Period
    letters: tuple[Advice, ...]
    states: Mapping[AdviceState, Ratio]
    adopted: Ratio
    in_time: Ratio
    by_kind: tuple[tuple[AdviceKind, int, Ratio], ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Facts only, each with its fraction."""
        many = "、".join(f"{kind.value}{count}件（采纳 {ratio.full}）" for kind, count, ratio in self.by_kind)
        late = self.states[AdviceState.OVERDUE]
        return (
            f"{self.period.words}提出三项建议{len(self.letters)}件：{many}。",
            f"采纳率 {self.adopted.full}，按期反馈 {self.in_time.full}，逾期未反馈 {late.text}；尚在反馈期限内的不计入采纳率。",
        )

    @property
    def rows(self) -> tuple[Mapping[str, str], ...]:
        return tuple(letter_row(one, self.as_of) for one in self.letters)

    @property
    def source_line(self) -> str:
        return f"版次 {self.edition}，统计截止 {self.as_of}，建议书日期在 {self.period.words}"


def report_part(edition: Edition, period: Period) -> AdviceReport:
    """Suggestions of a period as an edition knows them, answers until its as-of day."""
    import json

    sql = "SELECT kind, subject, actor, payload FROM events WHERE kind IN (?, ?) AND NOT undone ORDER BY seq"
    rows = rows_of(edition.query(sql, [one.value for one in KINDS]))
    every = letters_of({**row, "payload": json.loads(row["payload"])} for row in rows)
    held = tuple(one for one in every if period.first <= one.day <= period.last)
    on = edition.as_of
    kinds = tuple(
        (kind, len(of_kind), adoption(of_kind, on, f"{kind.value}建议采纳率"))
        for kind in AdviceKind
        for of_kind in [[one for one in held if one.kind is kind]]
    )
    return AdviceReport(edition.id, on, period, held, by_state(held, on), adoption(held, on), feedback(held, on), kinds)


# --- what stands in the way ---------------------------------------------------------------------------------------------


def _gaps(
    office: Office, kind: AdviceKind, words: Mapping[str, str], rows: Sequence[Row], day: date, due: date
) -> Iterator[str]:  # fmt: skip
    for name, label in (("unit", "收文单位"), ("text", "建议内容"), ("number", "文号"), ("signer", "签发人职务")):
        if not words[name]:
            yield f"没有写明{label}"
    if not rows:
        yield "没有所依据的事项；请从热表或政策缺口中选取，或写明事项编号"
    if day > office.settings.today:
        yield f"建议日期{day}还没有到"
    if due <= day:
        yield f"反馈期限{due}应在建议日期{day}之后"
    if words["unit"]:
        yield from filter(None, [unit_gone(office, words["unit"], day)])
    yield from banned("".join(words.values()))
    if found := sorted(set(_SANCTIONS.findall("".join((words["text"], words["problem"]))))):
        yield f"建议中有“{'、'.join(found)}”：处理由有管理权限的机关决定，建议书不写处理措施"
    yield from _duty_gaps(words) if kind is AdviceKind.DUTY else ()


def _duty_gaps(words: Mapping[str, str]) -> Iterator[str]:
    """追究责任 goes to who may manage the unit, never to the unit itself (T§40③)."""
    if not words["about"]:
        yield "追究责任的建议要写明所涉单位（about）；只写单位，不写个人"
    elif unit_relation(words["unit"], words["about"]) in (UnitRelation.SAME, UnitRelation.SUBORDINATE):
        yield f"追究责任的建议应发给有管理权限的机关，不发给所涉单位{words['about']}及其下级（《信访工作条例》第四十条第三款）"


def _numbers(office: Office, sent: Sequence[Advice], number: str) -> Iterator[str]:
    from workbench.usecases.letter_facts import letters_sent

    plain = same_number(number)
    used = [(one.number, f"{one.day}给{one.unit}的{one.kind.value}建议书") for one in sent]
    used += [(one.number, f"{one.day}给{one.unit}的{one.kind.value}") for one in letters_sent(office)]
    yield from (f"文号{number}已用于{where}" for taken, where in used if plain and same_number(taken) == plain)


def _answer_gaps(office: Office, known: Advice, outcome: Outcome, text: str, day: date, why: str) -> Iterator[str]:
    if day < known.day or day > office.settings.today:
        yield f"答复日期{day}应在建议日期{known.day}之后、今天{office.settings.today}之前"
    if outcome in (Outcome.PARTLY, Outcome.REFUSED) and not text.strip():
        yield f"{outcome.value}的，须写明单位说明的理由"
    if outcome is Outcome.SILENT and day <= known.due:
        yield f"反馈期限{known.due}还没有过，不能登记为未反馈"
    if known.answers and not why.strip():
        yield f"{known.answers[-1].day}已登记“{known.answers[-1].outcome.value}”，改登的须写明理由"
    yield from banned(text)


# --- making and keeping -------------------------------------------------------------------------------------------------


def _matters(edition: Edition, wanted: Sequence[str]) -> list[Row]:
    """The matters a letter rests on; LookupError for one that is not in the edition, AdviceRefused for an accusation."""
    ids = list(dict.fromkeys(one.strip() for one in wanted if one.strip()))
    if len(ids) > _MOST:
        raise AdviceRefused("建议书", [f"所依据的事项{len(ids)}件过多，一份最多{_MOST}件；请缩小分类、属地或期间"])
    rows = {row["matter_id"]: row for row in edition.rows("matters", "matter_id", ids)}
    if missing := [one for one in ids if one not in rows]:
        raise LookupError(f"版次 {edition.id} 中没有事项{'、'.join(missing[:5])}；请核对编号")
    if any(row["locked"] for row in rows.values()):
        raise AdviceRefused("建议书", ["所选事项中有检举控告，不得列入；请转纪检监察联络人员"])
    return [rows[one] for one in sorted(ids)]


def _clean(office: Office, words: Mapping[str, str], matters: Sequence[str]) -> tuple[dict[str, str], Forbidden]:
    """Words without the petitioners of the matters, and what the finished document is looked through for."""
    from workbench.usecases.who_may_print import whom_not_to_name

    secrets, forbidden = whom_not_to_name(office, records_of(office, matters))
    return {name: masked(text, secrets) if name in _FREE else text for name, text in words.items()}, forbidden


def _source(
    office: Office, edition: Edition, kind: AdviceKind, words: Mapping[str, str], rows: Sequence[Row], day: date, due: date
) -> AdviceSource:  # fmt: skip
    from workbench.reports.advice_letter import AdviceSource

    named = _may_be_named(edition, words["unit"], rows) if kind is AdviceKind.WORK else []
    return AdviceSource(
        kind, words["unit"], OFFICE_UNIT, words["number"], words["signer"], day,
        due, _facts(edition, words, rows), _causes(edition, rows),
        tuple((row["matter_id"], str(row["title"])) for row in named), len(rows) - len(named),
        tuple(filter(None, (line.strip() for line in words["text"].splitlines()))), words["problem"], words["contact"],
    )  # fmt: skip


def _facts(edition: Edition, words: Mapping[str, str], rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    days = sorted(row["first_day"] for row in rows if row["first_day"])
    still_open = Ratio(sum(bool(row["is_open"]) for row in rows), len(rows), "未化解")
    late = Ratio(sum(bool(row["overdue_days"]) for row in rows), len(rows), "超期")
    told = [
        ("所涉单位", words["about"]), ("内容分类", words["topic"]), ("问题属地", words["place"]),
        ("信访事项", f"{len(rows)}件，信访件{sum(int(row['records'] or 0) for row in rows)}件次"),
        ("首次信访", f"{days[0]}至{days[-1]}" if days else ""), ("未化解", still_open.full), ("超期未完成", late.full),
        ("统计口径", f"数据版次{edition.id}，截止{edition.as_of}"),
    ]  # fmt: skip
    return tuple((name, text) for name, text in told if text)


def _causes(edition: Edition, rows: Sequence[Row]) -> tuple[tuple[str, int], ...]:
    from workbench.campaign.source_rows import SourceAsked
    from workbench.usecases.find_sources import count_causes

    ids = {row["matter_id"] for row in rows}
    whole = SourceAsked(edition.as_of, 100 * 366)
    found = [(one.cause, len(ids.intersection(one.ratio.ids))) for one in count_causes(edition, whole)]
    return tuple((name, many) for name, many in found if many)


def _may_be_named(edition: Edition, unit: str, rows: Sequence[Row]) -> list[Row]:
    """Matters the receiver leads, save those that complain of it (T§22(二), §30③)."""
    ids = [row["matter_id"] for row in rows]
    marks = ", ".join("?" for _ in ids)
    sql = f"SELECT DISTINCT matter_id, accused_unit FROM records JOIN groups USING (record_id) WHERE accused_unit <> '' AND matter_id IN ({marks})"
    accused = rows_of(edition.query(sql, ids)) if ids else []
    own = (UnitRelation.SAME, UnitRelation.SUBORDINATE, UnitRelation.SUPERIOR, UnitRelation.POSSIBLE)
    against = {row["matter_id"] for row in accused if unit_relation(unit, row["accused_unit"]) in own}
    return [
        row
        for row in rows
        if row["matter_id"] not in against and unit_relation(unit, row["lead_unit"] or "") is UnitRelation.SAME
    ]


def _document(office: Office, source: AdviceSource, stamp: Any, forbidden: Forbidden) -> bytes:
    from workbench.reports.advice_letter import advice_docx
    from workbench.reports.build_letter import NAME
    from workbench.reports.filling import find_template
    from workbench.reports.leaks import check_document, texts_by_part

    made, text = advice_docx(source, stamp, own_templates(office))
    template = find_template(NAME, own_templates(office)).read_bytes()
    check_document(made, forbidden, "\n".join((text.ours, *(words for _part, words in texts_by_part(template)))))
    return made


def _next_id(sent: Sequence[Advice], day: date) -> str:
    """JY20261122-01: the next of its day."""
    head = f"JY{day:%Y%m%d}-"
    used = [int(one.advice_id.removeprefix(head)) for one in sent if one.advice_id.startswith(head)]
    return f"{head}{max(used, default=0) + 1:02d}"


def _keep(office: Office, made: bytes, path: Path, stamp: Any, deed: Event, seen: int) -> None:
    """File and event, or neither: a file just made goes again when another has written meanwhile."""
    there = path.exists()
    keep_paper(office, made, path, stamp, {"paper": "三项建议", "subject": deed.subject})
    try:
        office.store.append(deed, seen=seen, about={deed.subject})
    except BaseException:
        if not there:
            path.unlink(missing_ok=True)
        raise


def _row(one: Event) -> Mapping[str, Any]:
    return {"kind": one.kind.value, "subject": one.subject, "actor": one.actor, "payload": one.payload}
