"""What a run keeps for the next month (留存): contacts, keys, pairs in parts, and everybody's group; one private folder.

Arrow files, which the next run maps instead of reading: it looks at a few columns, and takes few rows. A run appends a part
and then lists it; what is not listed is of a run that did not finish and counts for nothing. The contacts are identity: the
folder belongs to the office's process alone (mode 0700), never to an edition.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench import private
from workbench.linkage.person.groups import Edges, Groups
from workbench.linkage.person.people import Bools, Ints, People, columns

FORM: Final = 2
PARTED: Final = ("contacts", "keys", "edges")
"""Tables to which every run adds a part; `groups` is written whole, the last one counts."""
_ROWS_AT_ONCE: Final = 65_536
_OTHER_FORM = (
    "同人关联的留存（{folder}）由旧版程序写成，不能与新的一批接着比对；请全部重新比对：workbench link run --full"
)
_TORN = "同人关联的留存（{folder}）不完整，不能与新的一批接着比对；请全部重新比对：workbench link run --full"


@dataclass(frozen=True)
class Earlier:
    """What stands of earlier runs, without the records that are replaced now.

    `touched`: contacts whose group lost one of its contacts, or must be looked at anew for another reason. `commonest`: no
    name is in more contacts. `next_uid` and `next_rec` are the next free numbers of a contact and of a record: never given
    twice, links name contacts by them.
    """

    people: People
    groups: Groups
    touched: Bools
    edges: Edges
    contacts: Any  # Arrow table of all contacts ever kept, mapped
    commonest: int
    next_uid: int
    next_rec: int

    def fetch(self, uids: Ints, wanted: Sequence[str] = ()) -> Any:
        """Arrow table of these contacts (uids in order, all kept), in the columns wanted or else in those of `nodes`."""
        at = np.searchsorted(self.contacts.column("uid").to_numpy(), uids)
        held = self.contacts.select(list(wanted)) if wanted else self.contacts
        batches = held.to_batches()
        starts = np.cumsum([0, *(batch.num_rows for batch in batches)])
        cuts = np.searchsorted(at, starts)
        taken = [
            batch.take(pa.array(at[begin:end] - start))
            for batch, start, begin, end in zip(batches, starts[:-1], cuts[:-1], cuts[1:], strict=True)
        ]
        return pa.Table.from_batches(taken, schema=held.schema)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The folder of earlier runs. A record read again replaces what was kept of it."""

    folder: Path

    def parts(self) -> list[int]:
        """Numbers of the finished runs, in order. ValueError if another version of the programme wrote them."""
        return [part["number"] for part in self._listed()]

    @property
    def unreadable(self) -> str:
        """Why a new month cannot be compared with what is here, in a sentence; "" if it can, or if nothing is here."""
        try:
            missing = [path for path in self._files(self.parts()) if not path.exists()]
        except ValueError as error:
            return str(error)
        return _TORN.format(folder=self.folder) if missing else ""

    def _listed(self) -> list[dict[str, int]]:
        listed = self.folder / "parts.json"
        if not listed.exists():
            return []
        told: Any = json.loads(listed.read_text(encoding="utf-8"))
        if not isinstance(told, dict) or told.get("form") != FORM:
            raise ValueError(_OTHER_FORM.format(folder=self.folder))
        return list(told["parts"])

    def path(self, table: str, part: int) -> Path:
        return self.folder / f"{table}-{part:04d}.arrow"

    def open(self, connection: duckdb.DuckDBPyConnection, replaced: Iterable[str] = ()) -> Earlier:
        """What stands without the records `replaced`; for SQL the views `kept_contacts`, `kept_keys`, `kept_people`.

        ValueError if the parts do not fit together.
        """
        if self.unreadable:
            raise ValueError(self.unreadable)
        contacts = self._whole("contacts")
        people = People.of(contacts)
        groups, placed = self._groups(people)
        leaving = placed & people.of_records(replaced)
        touched = groups.with_any(leaving[placed] | groups.again)
        standing, stays = placed & ~leaving, ~leaving[placed]
        there = people.only(standing)
        self._views(connection, contacts, there, people.uid[~standing])
        return Earlier(
            people=there,
            groups=groups.only(stays),
            touched=touched[stays],
            edges=self._edges(people, standing),
            contacts=contacts,
            commonest=sum(part["commonest"] for part in self._listed()),
            next_uid=int(people.uid.max(initial=-1)) + 1,
            next_rec=int(people.rec.max(initial=-1)) + 1,
        )

    def _groups(self, people: People) -> tuple[Groups, Bools]:
        """Groups of the last run, and which contacts they are of: a contact without a group was replaced before."""
        held = columns(_mapped(self.path("groups", self.parts()[-1])))
        placed: Bools = np.isin(people.uid, held.pop("uid"))
        if np.count_nonzero(placed) != len(held["person"]):
            raise ValueError(_TORN.format(folder=self.folder))
        return Groups(**held), placed

    def _edges(self, people: People, standing: Bools) -> Edges:
        edges = Edges(**columns(self._whole("edges")))
        if standing.all():
            return edges
        stands = np.zeros(int(people.uid.max(initial=-1)) + 1, dtype=np.bool_)
        stands[people.uid[standing]] = True
        return edges.only(stands[edges.uid_l] & stands[edges.uid_r])

    def _views(self, connection: duckdb.DuckDBPyConnection, contacts: Any, there: People, gone: Ints) -> None:
        rows = {"contacts": contacts, "keys": self._whole("keys"), "people": there.numbers()}
        connection.register("gone", pa.table({"uid": gone}))
        for table, held in rows.items():
            connection.register(f"rows_of_{table}", held)
            where = "where uid not in (from gone)" if len(gone) and table != "people" else ""
            connection.execute(f"create or replace temp view kept_{table} as from rows_of_{table} {where}")

    def next_part(self) -> int:
        """Number of the next part; no number is used twice, so that a run broken off touches nothing that counts."""
        try:
            return max(self.parts(), default=-1) + 1
        except ValueError:  # a full run over what another version left
            return max((int(path.stem[-4:]) for path in self.folder.glob("contacts-*")), default=-1) + 1

    def write(self, connection: duckdb.DuckDBPyConnection, table: str, query: str, part: int) -> None:
        """Keep a query's rows as a part, whole or not at all."""
        self._write(table, connection.sql(query).to_arrow_reader(_ROWS_AT_ONCE), part)

    def write_groups(self, people: People, groups: Groups, part: int) -> None:
        """Keep everybody's group: it takes the place of the last part's."""
        held = {"component": groups.component, "person": groups.person, "again": groups.again}
        self._write("groups", pa.table({"uid": people.uid, **held}).to_reader(), part)

    def _write(self, table: str, rows: Any, part: int) -> None:
        target = self.path(table, part)
        draft = target.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        draft.touch(private.ALONE_FILE)
        private.settle(draft)
        with pa.OSFile(str(draft), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
            for batch in rows:
                writer.write_batch(batch)
        draft.replace(target)

    def finish(self, part: int, commonest: int, *, on_top: bool) -> None:
        """List the finished part, alone or after the earlier ones; from now on it counts, and what is not listed is removed."""
        parts = [*(self._listed() if on_top else ()), {"number": part, "commonest": commonest}]
        draft = self.folder / "parts.draft"
        draft.write_text(json.dumps({"form": FORM, "parts": parts}), encoding="utf-8")
        draft.replace(self.folder / "parts.json")
        listed = set(self._files([part["number"] for part in parts]))
        for path in self.folder.glob("*-[0-9][0-9][0-9][0-9].*"):
            if path not in listed:
                path.unlink()

    def forget(self, record_ids: Iterable[str]) -> None:
        """Leave no trace of these records (became an accusation, was deleted): every part is written again without them.

        Those who were grouped with one of them are looked at anew by the next run.
        """
        people = People.of(self._whole("contacts"))
        gone = pa.array(people.uid[people.of_records(record_ids)])
        last = self.parts()[-1]
        groups = _mapped(self.path("groups", last))
        held = columns(groups)
        lost = pc.is_in(groups.column("uid"), value_set=gone).to_numpy()
        again = Groups(held["component"], held["person"], held["again"]).with_any(lost) | held["again"]
        self._write("groups", _without(groups.set_column(3, "again", pa.array(again)), ("uid",), gone), last)
        for table, sides in (("keys", ("uid",)), ("edges", ("uid_l", "uid_r")), ("contacts", ("uid",))):
            for part in self.parts():
                self._write(table, _without(_mapped(self.path(table, part)), sides, gone), part)

    def _whole(self, table: str) -> Any:
        """A table of all parts, mapped."""
        return pa.concat_tables([_mapped(self.path(table, part)) for part in self.parts()])

    def _files(self, parts: list[int]) -> list[Path]:
        whole = [self.path("groups", parts[-1])] if parts else []
        return whole + [self.path(table, part) for table in PARTED for part in parts]


def _mapped(path: Path) -> Any:
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


def _without(table: Any, sides: Iterable[str], gone: Any) -> Any:
    """Reader of a table's rows that name none of these contacts."""
    for side in sides:
        table = table.filter(pc.invert(pc.is_in(table.column(side), value_set=gone)))
    return table.to_reader()


def open_folder(folder: Path) -> Prepared:
    """The folder, made for this process alone if it is not there."""
    return Prepared(private.folder(folder))
