"""The record of truth (记录库): ledgers' rows with every earlier version, where each was read, and what persons did."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import sqlalchemy as sa

from workbench.domain.events import Event, EventKind
from workbench.store import bulk, journal, migrate, schema, sealing, sources
from workbench.store.engine import make_engine, reading, writing
from workbench.store.errors import ChangedMeanwhile
from workbench.store.ingest import Batch, BatchResult, store_batch
from workbench.store.rows import prepare

if TYPE_CHECKING:
    import pandas as pd

    from workbench.store.keyring import KeyRing


def open_store(url: str, keys: KeyRing | None = None) -> Store:
    """The store at a SQLAlchemy URL (SQLite file or PostgreSQL), its tables brought to this version.

    `keys` open what is sealed in it and seal what is written (`sealing`). Raises StoreError in Chinese where
    it cannot be opened, is locked for 30 s, or belongs to a newer programme.
    """
    engine = make_engine(url)
    try:
        migrate.to_head(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, keys)


class Store:
    """One open record of truth; safe to use from several threads, and from several processes each with its own."""

    def __init__(self, engine: sa.Engine, keys: KeyRing | None = None) -> None:
        self.keys = keys
        self.engine = engine.execution_options(**{sealing.KEYS_OPTION: keys}) if keys else engine

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """A consistent view for several queries; holds no writer up."""
        return reading(self.engine)

    # --- ledgers ------------------------------------------------------------------------------------------------------

    def import_batch(
        self,
        *,
        file_name: str,
        sha256: str,
        signature: str,
        rows: pd.DataFrame | pa.Table,
        raw: Mapping[str, pa.Table],
        columns: list[dict[str, Any]],
        problems: list[dict[str, Any]],
        quarantined: list[tuple[Any, ...]],
        read: int,
        actor: str,
        at: datetime,
    ) -> BatchResult:
        """Keep one ledger file: all of it or, if anything fails, nothing.

        `rows` has `fields.STORED` and `tables.LEDGER_EXTRA` (absent columns are unknown), as a frame or as `ledger`
        hands it over. `raw` maps each sheet to its cells as text, columns named by letter, sheet row numbers in "row".
        `columns` says which column was read as what: dicts with sheet, letter, header, field. `quarantined` holds
        (sheet, row, field, reason). Raises StoreError; the store is then as before this file.
        """
        prepared = prepare(rows)
        batch = Batch(file_name, sha256, signature, columns, problems, quarantined, read, actor, at.isoformat())
        with writing(self.engine, f"导入“{file_name}”") as connection:
            return store_batch(connection, batch, prepared, raw)

    def batches(self) -> pd.DataFrame:
        """Imports in order: every column of `import_batch`; `columns` and `problems` as JSON text."""
        return self._frame(sa.select(schema.import_batch).order_by(schema.import_batch.c.batch_id))

    def quarantined(self, batch_id: str) -> pd.DataFrame:
        """What one import set aside: sheet, row, field, reason."""
        table = schema.quarantine.c
        query = sa.select(table.sheet, table.row, table.field, table.reason).where(table.batch_id == batch_id)
        return self._frame(query.order_by(table.number))

    def provenance(self, record_id: str) -> sources.Provenance:
        """Field → (file, sheet, cell such as "H17", raw text), see `sources.provenance`; KeyError for an unknown record."""
        with self.reading() as connection:
            return sources.provenance(connection, record_id)

    def cells_of(self, record_ids: Collection[str]) -> dict[str, dict[str, sources.Cell]]:
        """Record id → field → (file, sheet, cell) where it was read; many at once, without what stands there."""
        with self.reading() as connection:
            return sources.cells_of(connection, record_ids)

    def versions(self, record_id: str) -> pd.DataFrame:
        """Every version of a record, oldest first, without identity; of locked records without content."""
        table = schema.record_version
        return self._frame(sa.select(table).where(table.c.record_id == record_id).order_by(table.c.version))

    def imported_until(self, day: date) -> set[str]:
        """Records whose first version was imported by the end of a day."""
        version, batch = schema.record_version.c, schema.import_batch.c
        query = (
            sa.select(version.record_id)
            .join_from(schema.record_version, schema.import_batch, batch.batch_id == version.batch_id)
            .where(version.version == 1, sa.func.substr(batch.imported_at, 1, 10) <= day.isoformat())
        )
        with self.reading() as connection:
            return set(connection.execute(query).scalars())

    def identity(self, record_ids: Iterable[str] | None = None) -> pd.DataFrame:
        """Who the petitioners are: record_id, `fields.IDENTITY`, co_contacts (JSON text); None asks for all records.

        The only way to identity. May be called by: linkage of persons (inside the office's process, results carry record
        ids only) and the clerk handling the case, who needs a name and a phone; and what keeps names out of a text to be printed or put into the
        case library (compared in memory only). Never by a dashboard for leaders, by
        reports, by anything that writes an edition or an export. Accusations (locked records) have none here.
        """
        query = _current_identity()
        with self.reading() as connection:
            if record_ids is not None:
                query = query.where(bulk.among(connection, schema.identity.c.record_id, record_ids))
            return _identity_frame(connection, query)

    def is_accused(self, record_id: str, unit: str) -> bool:
        """Whether an accusation's material may not go to this unit because it is the accused (T§30③): yes or no only.

        Where the accusation is sealed it is answered by marks; an account of the office may then not even read the rest.
        """
        table = schema.accusation.c
        current = (
            table.version
            == sa.select(schema.record.c.current_version)
            .where(schema.record.c.record_id == record_id)
            .scalar_subquery()
        )
        with self.reading() as connection:
            found = connection.execute(
                sa.select(table.key_id, table.marks).where(table.record_id == record_id, current)
            ).first()
            if found is None or not unit:
                return False
            if found.key_id is not None:
                return sealing.is_marked(sealing.needed(connection), found.marks, unit)
            content = connection.execute(sa.select(table.content).where(table.record_id == record_id, current)).scalar()
        return any(unit in name or name in unit for name in sealing.accused_names(content))

    # --- events -------------------------------------------------------------------------------------------------------

    def append(self, event: Event, *, seen: int | None = None, about: Collection[str] = ()) -> Event:
        """Keep one event; gives it `event_id` and `seq`. ValueError or LookupError if it may not be (see `journal`).

        `seen` and `about` as in `append_many`.
        """
        return self.append_many([event], seen=seen, about=about)[0]

    def append_many(
        self, events: Sequence[Event], *, seen: int | None = None, about: Collection[str] = ()
    ) -> list[Event]:
        """Keep several events together or none of them.

        `seen` is the number of the last event their writer knew. If something was written since on one of the same
        subjects, or on one of `about`, nothing is kept and ChangedMeanwhile tells who wrote what.
        """
        with writing(self.engine, "登记事件") as connection:
            subjects = {event.subject for event in events}.union(about)
            if seen is not None and (newer := journal.since(connection, seen, subjects)):
                raise ChangedMeanwhile(newer)
            return journal.append(connection, events)

    def last_seq(self) -> int:
        """Number of the last event kept; 0 before the first."""
        with self.reading() as connection:
            return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(schema.event.c.seq), 0))).scalar_one())

    def events(
        self,
        kinds: Iterable[EventKind] | None = None,
        subject: str | None = None,
        as_of_seq: int | None = None,
        include_undone: bool = False,
    ) -> list[Event]:
        """Events in the order they were kept, as the stream stood at `as_of_seq`; undone ones only if asked for."""
        with self.reading() as connection:
            found = journal.read(connection, kinds, subject, as_of_seq)
        return [event for event, undone in found if include_undone or not undone]

    def _frame(self, query: sa.Select[Any]) -> pd.DataFrame:
        with self.reading() as connection:
            return _frame(connection, query)


def _frame(connection: sa.Connection, query: sa.Select[Any]) -> pd.DataFrame:
    import pandas as pd

    result = connection.execute(query)
    return pd.DataFrame(result.fetchall(), columns=list(result.keys()))


def _identity_frame(connection: sa.Connection, query: sa.Select[Any]) -> pd.DataFrame:
    import pandas as pd

    rows = sealing.fill(connection, "identity", connection.execute(query).mappings().all())
    names = ["record_id", *schema.SECRET_FIELDS]
    return pd.DataFrame([[row[name] for name in names] for row in rows], columns=names)


def _current_identity() -> sa.Select[Any]:
    record, identity = schema.record.c, schema.identity.c
    return (
        sa.select(schema.identity)
        .join(schema.record, record.record_id == identity.record_id)
        .where(identity.version == record.current_version)
        .order_by(identity.record_id)
    )
