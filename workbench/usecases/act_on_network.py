"""From a picture to work (由图到办): a cluster of matters onto the agenda, or proposed as one cause, by a person who signs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from workbench.domain.codes import Verdict
from workbench.domain.events import Event, EventKind
from workbench.domain.linking import LinkKind
from workbench.linkage.judging.words import about, question, read_judgements
from workbench.linkage.normal import ordered
from workbench.store.edition import Edition
from workbench.usecases.decide import decide_agenda, judge_link
from workbench.usecases.office import Office
from workbench.usecases.plan_meeting import CHOSEN, meeting_id, next_monday, spoken_choices

AGENDA_MOST: Final = 20
CAUSE_MOST: Final = 100
"""Matters one act takes: an agenda holds twenty, and a cause of more is for source governance by its own list."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was recorded, and what was left out and why: (matter, reason)."""

    events: tuple[Event, ...]
    left_out: tuple[tuple[str, str], ...]
    what: str

    @property
    def sentence(self) -> str:
        said = f"已记录：{self.what} {len(self.events)} 项" if self.events else f"没有新的{self.what}可记录"
        if not self.left_out:
            return said
        reasons: dict[str, list[str]] = defaultdict(list)
        for matter, reason in self.left_out:
            reasons[reason].append(matter)
        return f"{said}；" + "；".join(f"{'、'.join(held)} {reason}" for reason, held in reasons.items())


def put_on_agenda(
    office: Office, matters: Sequence[str], why: str, *, day: date | None = None, actor: str = ""
) -> Done:
    """Take each matter on the agenda of a meeting (by default the next one), with one reason for all.

    ValueError without a reason, without matters or for more than AGENDA_MOST; LookupError for one not in the edition.
    """
    matters = _checked(office.edition(), matters, why, least=1, most=AGENDA_MOST, what="列入议程")
    meeting = meeting_id(day or next_monday(office.edition().as_of))
    chosen = {matter for matter, (choice, *_) in spoken_choices(office, meeting).items() if choice == CHOSEN}
    fresh = [matter for matter in matters if matter not in chosen]
    events = tuple(decide_agenda(office, meeting, matter, True, why=why, actor=actor) for matter in fresh)
    left_out = tuple((matter, "已列入这次会议") for matter in matters if matter in chosen)
    return Done(events, left_out, f"列入 {meeting[1:5]}-{meeting[5:7]}-{meeting[7:]} 会议议程")


def propose_cause(office: Office, matters: Sequence[str], why: str, *, actor: str = "") -> Done:
    """Say that matters of different petitioners have one cause (共性问题): 相关 between the first and each other.

    A matter with a petitioner of the first is left out (that is 重复信访, not a common cause), and so is one on which this
    clerk has spoken before. ValueError for a missing reason or fewer than two matters; LookupError for one not in the edition.
    """
    edition = office.edition()
    matters = _checked(edition, matters, why, least=2, most=CAUSE_MOST, what="提为共性问题")
    records, persons = _first_records(edition, matters), _persons(edition, matters)
    matters = sorted(matters, key=lambda matter: records[matter])
    first, spoken = matters[0], _spoken(office, actor or office.settings.actor)
    events, left_out = [], []
    for other in matters[1:]:
        pair = ordered(records[first], records[other])
        if persons[first] & persons[other]:
            left_out.append((other, f"与 {first} 有同一信访人，属重复信访，请在“关联审核”中认定"))
        elif pair in spoken:
            left_out.append((other, f"您此前已对它与 {first} 作过认定，未改动"))
        else:
            events.append(judge_link(office, *pair, Verdict.RELATED, why=why, kind=LinkKind.CAUSE, actor=actor))
    return Done(tuple(events), tuple(left_out), "共性问题关联（相关）")


def _checked(edition: Edition, matters: Sequence[str], why: str, *, least: int, most: int, what: str) -> list[str]:
    matters = list(dict.fromkeys(matters))
    if not why.strip():
        raise ValueError(f"{what}须说明理由")
    if len(matters) < least:
        raise ValueError(f"{what}至少要选 {least} 件事项，现选 {len(matters)} 件；请在图中或清单里选取")
    if len(matters) > most:
        raise ValueError(f"{what}一次最多 {most} 件事项，现选 {len(matters)} 件；请缩小范围")
    found = edition.query("SELECT matter_id FROM matters WHERE NOT locked AND list_contains(?, matter_id)", [matters])
    missing = [matter for matter in matters if matter not in set(found["matter_id"])]
    if missing:
        raise LookupError(f"版次 {edition.id} 中没有可研判的事项“{missing[0]}”，未作登记；请核对编号")
    return matters


def _first_records(edition: Edition, matters: Sequence[str]) -> dict[str, str]:
    """The record registered first of each matter."""
    sql = (
        "SELECT g.matter_id, arg_min(r.record_id, (coalesce(r.reg_time, DATE '9999-12-31'), r.record_id)) "
        "FROM groups g JOIN records r USING (record_id) WHERE NOT r.locked AND list_contains(?, g.matter_id) GROUP BY 1"
    )
    return dict(edition.query(sql, [list(matters)]).itertuples(index=False, name=None))


def _persons(edition: Edition, matters: Sequence[str]) -> dict[str, set[str]]:
    """Petitioners of each matter by their pseudonyms; empty where the edition has not sought them."""
    held: dict[str, set[str]] = defaultdict(set)
    if "persons" in edition.tables:
        sql = "SELECT g.matter_id, p.person_id FROM groups g JOIN persons p USING (record_id) WHERE list_contains(?, g.matter_id)"
        for matter, person in edition.query(sql, [list(matters)]).itertuples(index=False, name=None):
            held[matter].add(person)
    return held


def _spoken(office: Office, actor: str) -> set[tuple[str, str]]:
    """Pairs this clerk has spoken on, as one matter or one cause."""
    said = read_judgements(office.store.events(kinds=[EventKind.JUDGEMENT]))
    return {word.pair for word in about(said, question(LinkKind.CAUSE)) if word.actor == actor}
