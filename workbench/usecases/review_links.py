"""Review links (关联审核): what to ask next, the pair, the word, and what follows from all words said until now.

The one face for dashboard, notebook and command line. `actor` is who asks; without it, the office's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from workbench.domain.codes import Verdict
from workbench.domain.events import Event, EventKind
from workbench.domain.linking import LinkKind, PairView, QueueItem
from workbench.linkage.judging import agreement as two_clerks
from workbench.linkage.judging import tally as own
from workbench.linkage.judging.agreement import Agreement, for_second_reading
from workbench.linkage.judging.bridges import Bridge, Ground, weak_bridges
from workbench.linkage.judging.changes import GroupChange, changes
from workbench.linkage.judging.groups import Groups, groups_of
from workbench.linkage.judging.quarrels import Contradiction
from workbench.linkage.judging.queue import Asking, rank
from workbench.linkage.judging.tally import Tally
from workbench.linkage.judging.without import WhatIf
from workbench.linkage.judging.without import what_if as without_link
from workbench.linkage.judging.words import Judgement, Standing, about, question, read_judgements, standings
from workbench.linkage.normal import ordered
from workbench.reference.parameters import parameter
from workbench.usecases.decide import judge_link
from workbench.usecases.decide import undo as undo_event
from workbench.usecases.office import Office
from workbench.usecases.review_pair import check_readable, fields_of, reasons_of
from workbench.usecases.review_state import (
    NAMED,
    Desk,
    desk,
    groups_by,
    judged_groups,
    judgements,
    live_groups,
    past_groups,
)

_QUESTIONS: Final = (LinkKind.MATTER, LinkKind.PERSON, LinkKind.UNIT, LinkKind.PLACE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What came of a word: its event, what other clerks said on the pair meanwhile, and quarrels in the groups it touches."""

    event: Event
    others: tuple[Judgement, ...]
    quarrels: tuple[Contradiction, ...]


# --- asking and answering ---------------------------------------------------------------------------------------------


def queue(
    office: Office, *, kind: LinkKind | None = None, limit: int = 50, actor: str = "", again: bool = False
) -> list[QueueItem]:
    """Pairs waiting for a word, the most valuable first, of one kind or of all; `again` offers judged ones too.

    A share of what another clerk judged (`linkage.judging_second_share`) is among them, to be read blind.
    """
    at = desk(office)
    share: float = parameter("linkage.judging_second_share", date.max).value
    asking = Asking(_who(office, actor), again, share)
    asked = _QUESTIONS if kind is None else (question(kind),)
    said = judgements(office)
    ranked = [_ranked(at, one, groups_by(at, said, one), asking, None if kind else limit) for one in asked]
    rows = pd.concat([rows for rows in ranked if len(rows)] or ranked[:1], ignore_index=True)
    if kind is not None:
        rows = rows[rows["kind"] == kind.value]
    return _items(office, at, rows.sort_values(["value", "left", "right"], ascending=[False, True, True]).head(limit))


def _ranked(at: Desk, kind: LinkKind, groups: Groups, asking: Asking, limit: int | None) -> pd.DataFrame:
    if kind in NAMED:
        return rank(at.links, kind, groups, asking, mass=at.mass, limit=limit)
    return rank(at.links, kind, groups, asking, stakes=at.stakes, locked=at.locked, limit=limit)


def _items(office: Office, at: Desk, rows: pd.DataFrame) -> list[QueueItem]:
    titles = _titles(at, {*rows["left"], *rows["right"]})
    found = []
    for left, right, kind, score, value in rows[["left", "right", "kind", "score", "value"]].itertuples(index=False):
        sides = [_title(office, LinkKind(kind), one, titles) for one in (left, right)]
        words = tuple(one.word for one in reasons_of(at, left, right, LinkKind(kind))[0])
        found.append(QueueItem(left, right, LinkKind(kind), sides[0], sides[1], words, float(score), float(value)))
    return found


def _titles(at: Desk, records: Iterable[str]) -> dict[str, str]:
    """What records are called: their title, else the beginning of the claim."""
    sql = "SELECT record_id, coalesce(nullif(title, ''), left(claim, 40), '') FROM records WHERE NOT locked AND list_contains(?, record_id)"
    return dict(at.edition.query(sql, [sorted(records)]).itertuples(index=False, name=None))


def _title(office: Office, kind: LinkKind, side: str, titles: Mapping[str, str]) -> str:
    if kind is LinkKind.UNIT:
        return desk(office).unit_names.get(side, (side,))[0]
    if kind is LinkKind.PLACE:
        return office.divisions.full_name(side) if side.isdigit() else side
    return titles.get(side) or side


def pair(
    office: Office,
    left: str,
    right: str,
    kind: LinkKind = LinkKind.MATTER,
    *,
    actor: str = "",
    blind: bool | None = None,
) -> PairView:
    """The pair laid side by side. LookupError for a record not in the edition, or an accusation.

    What others said is shown, but `blind` (by default: a pair drawn for this clerk's second reading, until answered).
    """
    left, right = ordered(left, right)
    at, who = desk(office), _who(office, actor)
    fields = fields_of(office, at, left, right, kind)
    reasons, prior = reasons_of(at, left, right, kind)
    said = _said(office, left, right, kind)
    mine = said.of(who) if said else None
    hidden = _is_second_reading(said, kind, who) if blind is None else blind
    others = tuple((word.actor, word.verdict.value) for word in said.words if word.actor != who) if said else ()
    return PairView(
        left,
        right,
        kind,
        fields,
        reasons,
        prior,
        mine.verdict.value if mine else "",
        mine.why if mine else "",
        () if hidden else others,
    )


def _said(office: Office, left: str, right: str, kind: LinkKind) -> Standing | None:
    """The words on one pair, the ledger's first."""
    stated = [word for word in desk(office).stated if word.pair == (left, right)]
    words = about([*stated, *_clerks_on(office, left, right)], kind)
    return standings(words).get((left, right))


def _clerks_on(office: Office, left: str, right: str) -> list[Judgement]:
    return read_judgements(office.store.events(kinds=[EventKind.JUDGEMENT], subject=f"{left}|{right}"))


def _is_second_reading(said: Standing | None, kind: LinkKind, actor: str) -> bool:
    share: float = parameter("linkage.judging_second_share", date.max).value
    return said is not None and bool(for_second_reading({said.stands.pair: said}, kind, actor, share))


def seen(office: Office, left: str, right: str) -> int:
    """Up to which event the pair is known now; give it to `judge` to hear what others said since."""
    return max((word.seq for word in _clerks_on(office, *ordered(left, right))), default=0)


def judge(
    office: Office,
    left: str,
    right: str,
    verdict: Verdict,
    *,
    kind: LinkKind = LinkKind.MATTER,
    why: str = "",
    actor: str = "",
    seen_seq: int = 0,
) -> Spoken:
    """Say a word on a pair: kept with the grounds that were shown, beside whatever others say; nothing is lost.

    LookupError for a record not known or an accusation; ValueError for a pair of one thing with itself.
    """
    left, right = ordered(left, right)
    at, who = desk(office), _who(office, actor)
    if kind not in NAMED:
        check_readable(at, left, right)
    shown = [ground.word for ground in reasons_of(at, left, right, kind)[0]]
    event = judge_link(office, left, right, verdict, why=why, kind=kind, reasons=shown, actor=who)
    words = about(_clerks_on(office, left, right), kind)
    others = tuple(word for word in words if word.actor != who and word.seq > seen_seq)
    return Spoken(event, others, _quarrels_near(judged_groups(office, kind), left, right))


def _quarrels_near(groups: Groups, left: str, right: str) -> tuple[Contradiction, ...]:
    touched = {groups.matter_of.get(left), groups.matter_of.get(right)}
    return tuple(one for one in groups.contradictions if groups.matter_of[one.left] in touched)


def undo_last(office: Office, actor: str = "", *, why: str = "撤回上一条认定") -> Judgement:
    """Take back one's own latest word that stands; returns it, so that the pair can be asked again.

    LookupError if there is none.
    """
    who = _who(office, actor)
    mine = [word for word in read_judgements(office.store.events(kinds=[EventKind.JUDGEMENT])) if word.actor == who]
    if not mine:
        raise LookupError(f"{who} 没有可撤回的关联认定")
    undo_event(office, mine[-1].event_id, why=why, actor=who)
    return mine[-1]


# --- what follows -----------------------------------------------------------------------------------------------------


def tally(office: Office, actor: str = "", *, day: date | None = None) -> Tally:
    """One's own work, today and in all: for oneself, no list of staff."""
    said = read_judgements(office.store.events(kinds=[EventKind.JUDGEMENT]))
    return own.tally(said, _who(office, actor), day or date.today())


def agreement(office: Office, one: str, other: str, *, kind: LinkKind | None = None) -> Agreement:
    """Two clerks on the pairs both judged; ValueError for one clerk twice."""
    return two_clerks.agreement(judgements(office), one, other, kind)


def groups(office: Office, kind: LinkKind = LinkKind.MATTER) -> Groups:
    """Groups by every word said until now."""
    return live_groups(office, kind)


def groups_on(office: Office, day: date) -> Groups:
    """Matters as they stood at the end of a past day, undos made later not counted."""
    return past_groups(office, day)


def quarrels(office: Office, *, kind: LinkKind = LinkKind.MATTER) -> tuple[Contradiction, ...]:
    """Judgements that contradict each other, each with the shortest chain that quarrels."""
    return judged_groups(office, kind).contradictions


def bridges(office: Office, *, smallest: int = 2) -> tuple[Bridge, ...]:
    """Links a matter hangs on, weakest first; parts of fewer than `smallest` records are left out."""
    links = desk(office).links
    found = judged_groups(office, LinkKind.MATTER)
    wanted = pd.DataFrame(list(found.links), columns=["left", "right"], dtype="str")
    rows = links[links["kind"] == LinkKind.MATTER.value].merge(wanted, on=["left", "right"])
    cells = zip(rows["left"], rows["right"], rows["reasons"], rows["score"], strict=True)
    grounds = {(left, right): Ground(tuple(words if words is not None else ()), float(score))
               for left, right, words, score in cells}  # fmt: skip
    return weak_bridges(found, grounds, smallest=smallest)


def what_if(office: Office, left: str, right: str) -> WhatIf:
    """The matters as they would be without anything said on that pair; LookupError for an unknown record."""
    return without_link(live_groups(office), (left, right))


def changed(office: Office) -> list[GroupChange]:
    """What the words said since the edition change in its matters: what the next edition will show, and why."""
    return changes(groups_of(desk(office).matter_of), live_groups(office), judgements(office, LinkKind.MATTER))


def _who(office: Office, actor: str) -> str:
    return actor or office.settings.actor
