"""Contacts of all records in columns (人次): a million of them are read, cut and joined on without a loop in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Fetch = Callable[[Ints, Sequence[str]], Any]
"""Answers an Arrow table of kept contacts, given their uids in order and the columns wanted (none: all of `nodes`)."""


@dataclass(frozen=True)
class People:
    """One entry a contact, in order of uid. `number`: its valid identity number as an integer, 0 where none is sure."""

    uid: Ints
    rec: Ints
    contact: Ints
    number: Ints
    record_id: Any  # pa.Array of large_string

    @classmethod
    def of(cls, contacts: Any) -> People:
        """Of an Arrow table with the columns of `nodes`, its rows in order of uid."""
        held = columns(contacts.select(["uid", "rec", "contact"]))
        number = contacts.column("number").fill_null(0).to_numpy()
        return cls(**held, number=number, record_id=_one_piece(contacts.column("record_id").cast(pa.large_string())))

    @classmethod
    def fresh(cls, connection: duckdb.DuckDBPyConnection) -> People:
        """The contacts of `fresh`."""
        return cls.of(
            connection.sql("select uid, rec, contact, number, record_id from fresh order by uid").to_arrow_table()
        )

    def __len__(self) -> int:
        return len(self.uid)

    @property
    def records(self) -> int:
        """How many records they are of."""
        return int(np.count_nonzero(np.bincount(self.rec)))

    @property
    def place(self) -> Ints:
        """Place of each uid up to the last one; -1 where no contact has it."""
        places = np.full(int(self.uid.max(initial=-1)) + 1, -1, dtype=np.int64)
        places[self.uid] = np.arange(len(self))
        return places

    def only(self, which: Bools | Ints) -> People:
        """Those marked, or those at the places given."""
        if which.dtype == np.bool_ and which.all():
            return self
        taken = (
            self.record_id.filter(pa.array(which)) if which.dtype == np.bool_ else self.record_id.take(pa.array(which))
        )
        return People(self.uid[which], self.rec[which], self.contact[which], self.number[which], taken)

    def __add__(self, later: People) -> People:
        joined = {field.name: np.concatenate([getattr(self, field.name), getattr(later, field.name)])
                  for field in fields(self) if field.name != "record_id"}  # fmt: skip
        return People(**joined, record_id=pa.concat_arrays([self.record_id, later.record_id]))

    def numbers(self) -> Any:
        """Arrow table uid, rec, number (missing where none is sure), for SQL."""
        unsure = pa.array(self.number, mask=self.number == 0)
        return pa.table({"uid": self.uid, "rec": self.rec, "number": unsure})

    def of_records(self, record_ids: Iterable[str]) -> Bools:
        """Which contacts are of these records."""
        wanted = pa.array(list(record_ids), type=pa.large_string())
        if not len(wanted):
            return np.zeros(len(self), dtype=np.bool_)
        return np.asarray(pc.is_in(self.record_id, value_set=wanted).to_numpy(zero_copy_only=False), dtype=np.bool_)

    def persons(self, leading: Ints) -> pd.DataFrame:
        """Frame record_id, contact, person_id, given the place of the contact that leads each one's person.

        A person's id is "P-" and the leading contact's record (with the contact's number where it is not the first):
        opaque, and the same while that record stands.
        """
        further = ["", *(f".{number}" for number in range(1, int(self.contact.max(initial=0)) + 1))]
        suffix = pa.array(further, type=pa.large_string()).take(pa.array(self.contact))
        named = pc.binary_join_element_wise(_text("P-"), self.record_id, suffix, _text(""))
        table: Any = pa.table(
            {"record_id": self.record_id, "contact": self.contact, "person_id": named.take(pa.array(leading))}
        )
        frame: pd.DataFrame = table.to_pandas()
        return frame


def uids(connection: duckdb.DuckDBPyConnection, table: str) -> Ints:
    """The uids in a table, in order."""
    found: Ints = connection.sql(f"select uid from {table} order by uid").to_arrow_table().column("uid").to_numpy()
    return found


def _text(value: str) -> Any:
    return pa.scalar(value, type=pa.large_string())


def columns(table: Any) -> dict[str, Any]:
    """An Arrow table of numbers and truth values as NumPy arrays."""
    return {name: table.column(name).to_numpy() for name in table.column_names}


def _one_piece(column: Any) -> Any:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
