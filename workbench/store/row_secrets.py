"""Which rows' texts may say who the petitioner is (须隐去的行): every row is tried cheaply, `Secrets` made for few.

The trial errs on one side only: a row it passes over holds no secret of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.access.masking import Secrets, leads_of, person_names
from workbench.store.columnar import distinct, each
from workbench.store.hidden import PLAIN_NUMBER, merged, secrets_from

_NAMES: Final = ("name", "proxy")
_ADDRESSES: Final = ("addr_now", "addr_hukou")
_CODES: Final = ("id_no", "query_code", "email", "phone")
_ONE_NUMBER: Final = r"^[0-9+()-]*$"

Columns = Mapping[str, pa.Array]


class RowSecrets(Mapping[str, Secrets]):
    """Record id → what its texts must not say, made when asked for; `identity` has record_id and `SECRET_FIELDS`.

    `earlier` are the identities of earlier versions, in the same columns: an earlier spelling is hidden as well.
    """

    def __init__(self, identity: Columns, earlier: Columns, cut: Callable[[str], str]) -> None:
        self._identity, self._cut = identity, cut
        self._earlier: dict[str, list[Secrets]] = {}
        for row in pa.table(dict(earlier)).to_pylist():
            self._earlier.setdefault(row["record_id"], []).append(secrets_from(row, cut))

    def __getitem__(self, record_id: str) -> Secrets:
        return self.at(self._position[record_id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._position)

    def __len__(self) -> int:
        return len(self._position)

    @cached_property
    def _position(self) -> dict[str, int]:
        return {record_id: at for at, record_id in enumerate(self._identity["record_id"].to_pylist())}

    def at(self, position: int) -> Secrets:
        """Of the row at a position."""
        row: dict[str, Any] = {name: column[position].as_py() for name, column in self._identity.items()}
        own = secrets_from(row, self._cut)
        earlier = self._earlier.get(row["record_id"])
        return merged([own, *earlier]) if earlier else own

    def leads(self) -> frozenset[str]:
        """What everything secret begins with, see `masking.leads_of`."""
        words = [(word, "") for column in self._words.values() for word in distinct(column)]
        names = tuple(name for people in self._people.values() for name in people)
        return leads_of([Secrets(tuple(words), names), *(self.at(at) for at in self._involved)])

    def suspects(self, texts: Sequence[str]) -> list[int]:
        """Positions of rows whose text (one per row) may hold a secret of that row."""
        found = set(self._involved)
        for column in self._words.values():
            cells = column.to_pylist()
            found.update(at for at, (word, text) in enumerate(zip(cells, texts, strict=True)) if word and word in text)
        for name in _NAMES:
            people = map(self._people.get, self._identity[name].to_pylist())
            for at, (named, text) in enumerate(zip(people, texts, strict=True)):
                for person in named or ():
                    if person[0] in text and person[1] in text:
                        found.add(at)
        return sorted(found)

    @cached_property
    def _people(self) -> dict[str, tuple[str, ...]]:
        """Name cell → the persons it names, where it names any."""
        cells = {cell for name in _NAMES for cell in distinct(self._identity[name])}
        return {cell: people for cell in cells if (people := person_names([cell]))}

    @cached_property
    def _words(self) -> dict[str, pa.Array]:
        """Addresses that say more than their township, and numbers no general pattern finds; only columns that hold any."""
        columns = {name: each(self._identity[name], self._address, pa.string()) for name in _ADDRESSES}
        for name in _CODES:
            column = self._identity[name]
            plain = pc.match_substring_regex(column, PLAIN_NUMBER.pattern)
            columns[name] = pc.if_else(pc.fill_null(plain, False), pa.scalar(None, pa.string()), column)
        return {name: column for name, column in columns.items() if column.null_count < len(column)}

    def _address(self, text: str) -> str | None:
        return text if self._cut(text) != text else None

    @cached_property
    def _involved(self) -> list[int]:
        """Rows that no cheap trial settles: further contacts, several numbers in a cell, earlier versions."""
        one = pc.fill_null(pc.match_substring_regex(self._identity["phone"], _ONE_NUMBER), True)
        involved = pc.or_(pc.invert(one), pc.is_valid(self._identity["co_contacts"]))
        if self._earlier:
            known = pa.array(list(self._earlier), pa.string())
            involved = pc.or_(involved, pc.is_in(self._identity["record_id"], value_set=known))
        return [int(at) for at in np.flatnonzero(np.asarray(involved))]
