"""Link petitioners (同人关联): all of them, or a new month against all that were linked before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2
from pathlib import Path

import duckdb
import pandas as pd

from workbench.domain.linking import LinkProposal
from workbench.domain.progress import Progress, silent
from workbench.linkage.limits import Limits, LinkNotes
from workbench.linkage.normal import open_rows
from workbench.linkage.person import aside, blocking, engines, nodes, words
from workbench.linkage.person.contacts import contacts_of
from workbench.linkage.person.groups import Edges, Groups, Judged, grouped, regrouped
from workbench.linkage.person.kept import Earlier, Prepared, open_folder
from workbench.linkage.person.parameters import PersonParameters
from workbench.linkage.person.people import People, columns

STAGES = ("整理信访人", "粗筛", "剔除无效依据", "比对", "归并")


@dataclass(frozen=True)
class PersonRun:
    """What a run found. `links` has the columns of `words.LINKS`; with `known`, only pairs that touch a new record."""

    links: pd.DataFrame
    persons: pd.DataFrame  # record_id, contact, person_id: of all records, known ones too
    notes: LinkNotes
    prepared: Prepared | None = None

    @property
    def proposals(self) -> list[LinkProposal]:
        """The links as proposals, in order of their records; made on demand, a large run has very many."""
        return words.proposals_of(self.links)


@nodes.without_collecting()
def link_persons(
    identity: pd.DataFrame,
    *,
    limits: Limits | None = None,
    parameters: PersonParameters | None = None,
    engine: str = "duckdb",
    known: Prepared | None = None,
    folder: Path | None = None,
    judged: Iterable[Judged] = (),
    progress: Progress = silent,
    master: str = "local[1]",
) -> PersonRun:
    """Pairs of records with a petitioner in common, and who is one person.

    `identity` is what `Store.identity` gives (record_id, name, id_no, phone, co_contacts, proxy, addresses); locked rows
    and accusations are left out. With `known`, `identity` holds the new and changed records only; they are compared with
    each other and with all that is kept there, and kept there as well. `folder` is where a first run keeps its contacts
    (needed by Spark too); without it nothing is written anywhere. `judged` are verdicts on pairs of records, in order.
    Raises ValueError for broken co_contacts, an unknown engine, Spark without a folder, or what another version kept.
    """
    _check(engine, known, folder)
    kept = known or (open_folder(folder) if folder else None)
    rows = open_rows(identity)
    contacts = contacts_of(rows)
    with engines.private_connection(kept.folder if kept else None) as connection:
        run = _Run(connection, limits or Limits.on(), parameters or PersonParameters.on(), progress)
        earlier = run.load(contacts, known)
        large = run.candidates(earlier)
        people = run.people(earlier)
        part = _keep_contacts(connection, kept) if kept else 0
        commonest = aside.commonest_name(connection)
        told = run.find(people, earlier, commonest, engines.scorer(engine, kept.folder if kept else None, master))
        links, groups = run.conclude(people, earlier, judged)
        if kept:
            kept.write(connection, "edges", words.EDGES, part)
            kept.write_groups(people, groups, part)
            kept.finish(part, commonest, on_top=known is not None)
    progress(STAGES[-1], len(STAGES), len(STAGES))
    persons = people.persons(people.place[groups.person])
    return PersonRun(links, persons, LinkNotes((*told, *large), len(identity) - len(rows)), kept)


def _check(engine: str, known: Prepared | None, folder: Path | None) -> None:
    if engine not in engines.ENGINES:
        raise ValueError(f"不认识的引擎“{engine}”；可用：{'、'.join(engines.ENGINES)}")
    if known and folder and known.folder != folder:
        raise ValueError("已有留存（known）时新的一批存入同一文件夹，请不要另给 folder")
    if engine == "spark" and not (known or folder):
        raise ValueError("用 Spark 时须指定留存文件夹（folder）：比对表只写在那里")


def _keep_contacts(connection: duckdb.DuckDBPyConnection, kept: Prepared) -> int:
    """Before anything is set aside; answers the number of the part, which counts once the run is finished."""
    part = kept.next_part()
    kept.write(connection, "contacts", "select * from fresh", part)
    kept.write(connection, "keys", "select * from fresh_keys", part)
    return part


@dataclass(frozen=True)
class _Run:
    """The steps of one run on its connection.

    `fresh` are the new contacts, `everyone` they and all kept, `nodes` those that are compared: all, or with what is kept
    the new ones and whoever is a candidate for one of them. `fresh` and `everyone` stay as they were read, `nodes` loses
    what is set aside. `earlier` is None where nothing is kept.
    """

    connection: duckdb.DuckDBPyConnection
    limits: Limits
    parameters: PersonParameters
    progress: Progress

    def load(self, contacts: pd.DataFrame, known: Prepared | None) -> Earlier | None:
        """Make `fresh`, `everyone`, and `nodes` of the new; answers what is kept."""
        self._say(0)
        earlier = None
        if known and known.parts():
            earlier = known.open(self.connection, contacts["record_id"].unique())
        first_uid, first_rec = (earlier.next_uid, earlier.next_rec) if earlier else (0, 0)
        nodes.load(self.connection, contacts, first_uid=first_uid, first_rec=first_rec)
        nodes.take_up(self.connection, with_kept=first_uid > 0)
        return earlier

    def candidates(self, earlier: Earlier | None) -> tuple[str, ...]:
        """Make `keys` and `frequencies`; answers what was too large to be paired."""
        self._say(1)
        first_new, fetch = _first_new(earlier), earlier.fetch if earlier else None
        large = blocking.make_keys(self.connection, self.parameters, first_new=first_new, fetch=fetch)
        engines.count_names(self.connection, self.parameters)
        return tuple(block.sentence for block in large)

    def people(self, earlier: Earlier | None) -> People:
        """All contacts in order, as `groups` wants them."""
        fresh = People.fresh(self.connection)
        return earlier.people + fresh if earlier else fresh

    def find(self, people: People, earlier: Earlier | None, commonest: int, score: engines.Scorer) -> tuple[str, ...]:
        """Make `scored`; answers what was set aside."""
        self._say(2)
        first_new, fetch = _first_new(earlier), earlier.fetch if earlier else None
        at_most = commonest + (earlier.commonest if earlier else 0)
        counted = aside.Counted(people.records, at_most, first_new, fetch)
        told = aside.set_aside(self.connection, self.limits, self.parameters, counted)
        self._say(3)
        least = _bits(self.parameters.propose) - engines.SPARE_BITS
        score(self.connection, self.parameters, self._prior(people), least, first_new)
        return told

    def conclude(
        self, people: People, earlier: Earlier | None, judged: Iterable[Judged]
    ) -> tuple[pd.DataFrame, Groups]:
        """The links found, and the groups of all contacts."""
        self._say(4)
        words.ground(self.connection, self.parameters, _bits(self._prior(people)))
        found, join = Edges(**columns(self.connection.sql(words.EDGES).to_arrow_table())), self.parameters.join
        if earlier:
            groups = regrouped(people, earlier.groups, earlier.touched, earlier.edges + found, join, judged)
        else:
            groups = grouped(people, found, join, judged)
        return words.links_of(self.connection), groups

    def _prior(self, people: People) -> float:
        """Probability that two of the contacts are one person."""
        return self.parameters.prior(len(people))

    def _say(self, stage: int) -> None:
        self.progress(STAGES[stage], stage, len(STAGES))


def _first_new(earlier: Earlier | None) -> int:
    """Number of the first new contact; 0 where all are new."""
    return earlier.next_uid if earlier else 0


def _bits(chance: float) -> float:
    return log2(chance / (1 - chance))
