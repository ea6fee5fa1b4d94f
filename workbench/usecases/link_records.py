"""Link the records (关联): who may be one petitioner, which records one matter or one cause; a new month against all.

Only proposals come out of it: a clerk judges. Accusations (检举控告) take no part, and one that becomes known as such later
is taken out of everything kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from workbench.domain.progress import Progress, silent
from workbench.domain.roles import Allowed, AuditAct, DataKind
from workbench.linkage.normal import open_rows
from workbench.usecases.audit_trail import note
from workbench.usecases.gate import require
from workbench.usecases.link_digests import digests_of
from workbench.usecases.link_runs import LinkRun, draft_run, finish, last_run
from workbench.usecases.office import Office

if TYPE_CHECKING:
    from workbench.linkage.judging.words import Judgement
    from workbench.linkage.matter.link import MatterRun
    from workbench.linkage.person.run import PersonRun

_MOST_CHANGED: Final = 0.3
"""Above this share of new and changed records everything is compared anew: words are rare or common by other counts then."""


@dataclass(frozen=True)
class _Work:
    """What there is to compare: readable records, their identity, and which are new or changed since the earlier run."""

    records: pd.DataFrame
    identity: pd.DataFrame
    digests: pd.Series
    fresh: frozenset[str]
    gone: frozenset[str]
    """Records of the earlier run that may not be compared any more, or are not there."""

    @property
    def touched(self) -> frozenset[str]:
        """Records of which no earlier link stands."""
        return self.fresh | self.gone


def link_records(
    office: Office,
    records: pd.DataFrame,
    *,
    full: bool = False,
    engine: str = "duckdb",
    judged: Iterable[Judgement] = (),
    progress: Progress = silent,
) -> LinkRun:
    """Bring linking up to date with `records` (the edition table RECORDS) and keep it in `home/links`.

    New and changed records are compared with all; `full`, other parameters, or very many changes compare everything anew.
    `judged` are the words on 同人. Returns the finished run, or the last one where nothing changed. Raises ValueError
    for an unknown engine.
    """
    require(office, DataKind.LINKS, Allowed.WRITE)
    root = office.settings.home / "links"
    earlier, why = _earlier(root, full)
    work = _work(office, records, earlier)
    if earlier is not None and len(work.fresh) > _MOST_CHANGED * max(1, len(work.records)):
        earlier, why = None, f"新增和变动的有 {len(work.fresh)} 件，占 {len(work.fresh) / len(work.records):.0%}"
    if earlier is not None and not work.fresh and not work.gone:
        return earlier
    with draft_run(root, earlier) as draft:
        persons = _persons(draft, earlier, work, engine, judged, progress)
        matters = _matters(draft, earlier, work, persons, progress)
        notes = [*persons.notes.set_aside, *matters.notes.set_aside]
        fresh = len(work.fresh) if earlier else len(work.records)
        meta = {"engine": engine, "full": earlier is None, "why": why, "records": len(work.records), "fresh": fresh}
        return finish(draft, {**meta, "notes": notes}, keep_earlier=not work.gone)


def link_now(office: Office, *, full: bool = False, engine: str = "duckdb", progress: Progress = silent) -> LinkRun:
    """`link_records` over the record of truth as it stands; nothing is published."""
    from workbench.domain.linking import LinkKind
    from workbench.linkage.judging.words import about, judgements_in
    from workbench.store.snapshot import snapshot

    progress("取快照", 0, 1)
    snap = snapshot(office.store, office.find_place)
    said = about(judgements_in(snap["events"].to_pandas()), LinkKind.PERSON)
    return link_records(office, snap["records"].to_pandas(), full=full, engine=engine, judged=said, progress=progress)


def _earlier(root: Path, full: bool) -> tuple[LinkRun | None, str]:
    """The run a new month is compared with; without one, why everything is compared anew (unless it was asked for)."""
    earlier = last_run(root)
    if earlier is None or full:
        return None, ""
    return (None, earlier.unusable) if earlier.unusable else (earlier, "")


def _work(office: Office, records: pd.DataFrame, earlier: LinkRun | None) -> _Work:
    readable = open_rows(records)
    told = {"records": str(len(readable))}
    note(office, AuditAct.READ_IDENTITY, DataKind.LINKS, "关联比对", purpose="判断是否同一信访人", detail=told)
    identity = office.store.identity(readable["record_id"].tolist())
    digests = digests_of(readable, identity)
    if earlier is None:
        return _Work(readable, identity, digests, frozenset(digests.index), frozenset())
    seen = earlier.frame("seen").set_index("record_id")["digest"]
    fresh = digests.index[digests.ne(seen.reindex(digests.index)).to_numpy()]
    return _Work(readable, identity, digests, frozenset(fresh), frozenset(seen.index) - frozenset(digests.index))


def _persons(
    draft: LinkRun, earlier: LinkRun | None, work: _Work, engine: str, judged: Iterable[Judgement], progress: Progress
) -> PersonRun:
    from workbench.linkage.person import link_persons
    from workbench.linkage.person.kept import open_folder

    known = open_folder(draft.persons_folder) if earlier else None
    if known and work.gone:
        known.forget(work.gone)
    identity = work.identity
    if known:
        identity = identity[identity["record_id"].isin(work.fresh)]
    words = [(word.left, word.right, word.verdict.value) for word in judged]
    given = {"known": known} if known else {"folder": draft.persons_folder}
    run = link_persons(identity, engine=engine, judged=words, progress=progress, **given)
    draft.write_links("person_links", run.links, earlier, work.touched)
    draft.write("persons", run.persons)
    draft.write("seen", work.digests.rename("digest").rename_axis("record_id").reset_index())
    return run


def _matters(draft: LinkRun, earlier: LinkRun | None, work: _Work, persons: PersonRun, progress: Progress) -> MatterRun:
    from workbench.linkage.matter.known import Known
    from workbench.linkage.matter.link import link_matters

    known = Known.read(earlier.matters_folder) if earlier else None
    if known is not None:
        known = known.without(set(work.touched))
    run = link_matters(work.records, persons.links[["left", "right", "score"]], known=known, progress=progress)
    run.known.write(draft.matters_folder)
    draft.write_links("matter_links", run.proposals, earlier if known is not None else None, work.touched)
    return run
