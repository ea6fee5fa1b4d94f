"""From contacts to the columns a linking model blocks on and compares, and the comparisons as SQL functions (比对列).

Contract (pass the prepared columns to the SQL functions as they stand; missing text is "", missing list is []):

| column | holds | passed to |
|---|---|---|
| record_id, contact | which record, and which of its petitioners (0 = first); as given | |
| name_plain | name: half-width, no titles, simplified, 曾用名 taken out; masks as 张某某; "" unknown | block, term frequency |
| name_key | the name still as spelt (繁 kept) with former names and mask: 张三(曾用名张四) | name_level(a, b) |
| name_masked | True: part of the name is hidden (张某某, 张*三, 张女士): never block on pinyin, shape | |
| surname, given | 欧阳 | 建国; an ethnic name has no surname and is all `given` without ·; of a masked name what is known | |
| pinyin | toneless, surname-aware, blank between: "shan guo qing"; "" if masked | block |
| near_sound | pinyin with sounds often confused made one (zh/z, ng/n, n/l, h/f): for blocking; "" if masked | block |
| shape | name with each character replaced by the first of its look-alikes: for blocking; "" if masked | block |
| former | list of former names (曾用名), simplified | block after unnest |
| id_plain | identity number half-width, no blanks; "" if nothing like a number | id_level(a, b) |
| id17 | the 17 digits a 15- and an 18-digit number share; "" unless whole and plausible (lost tails are "") | block |
| id_ok | True: 18 digits with right check digit and a real birthday (15 digits: real birthday) | |
| id_lost | True: digits lost to a float (…000, 9.9E+17): only the first 15 digits count | |
| id15 | the first 15 digits of an 18-character form, also of lost ones; "" unknown | block |
| birth | birthday as ISO text from a plausible identity number, else "" | block |
| phones | list of telephone numbers, masked ones (138****1234) included | phone_level(a, b), block after unnest |
| address_plain | address half-width, numerals Arabic, no blanks | address_level(a, b) |
| address_key_town | the town (乡镇、街道) without suffix or divisions above, which are often left out; "" unknown | block |
| address_key_village | the village, else the estate, else road and number; "" unknown | block |

Levels are the integers of `levels.NameLevel`, `IdLevel`, `PhoneLevel`, `AddressLevel` (0 = strongest; UNKNOWN is the last);
`NameLevel(3).word` is what a clerk reads. Null counts as missing. Close the connection after `register_udfs`, or
the interpreter complains of leaked functions when it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from duckdb.func import ARROW, SPECIAL

from workbench.linkage.forms import characters
from workbench.linkage.forms.address import AddressForm, address_form
from workbench.linkage.forms.identity import IdentityForm, compare_identity, identity_form
from workbench.linkage.forms.name import NameForm, compare_names, name_form
from workbench.linkage.forms.phone import compare_phones, phone_numbers
from workbench.linkage.forms.same_address import compare_addresses
from workbench.linkage.normal import text_column

_REMEMBERED = 2_000_000


_Row = tuple[object, ...]
_NAME = ("name_plain", "name_key", "name_masked", "surname", "given", "pinyin", "near_sound", "shape", "former")
_ID = ("id_plain", "id17", "id_ok", "id_lost", "id15", "birth")
_ADDRESS = ("address_plain", "address_key_town", "address_key_village")
_FLAGS = frozenset(("name_masked", "id_ok", "id_lost"))
_LISTS = frozenset(("former", "phones"))


def prepare(contacts: pd.DataFrame) -> pd.DataFrame:
    """The columns of this module's table from record_id, contact, name, id_no, phone, address; a column may be missing.

    Same rows in the same order, index reset. Each distinct value is read once.
    """
    columns = {name: contacts[name].reset_index(drop=True) for name in ("record_id", "contact")}
    for source, names, read in (
        ("name", _NAME, _name),
        ("id_no", _ID, _identity),
        ("phone", ("phones",), _phone),
        ("address", _ADDRESS, _address),
    ):
        columns |= _read_column(contacts, source, names, read)
    return pd.DataFrame(columns)


def _read_column(
    contacts: pd.DataFrame, source: str, names: tuple[str, ...], read: Callable[[str], _Row]
) -> dict[str, pd.Series[Any]]:
    codes, values = pd.factorize(np.array(text_column(contacts, source), dtype=object))
    by_column = zip(*map(read, values), strict=True) if len(values) else ((),) * len(names)
    return {name: _series(name, values_of, codes) for name, values_of in zip(names, by_column, strict=True)}


def _series(name: str, values: Sequence[object], codes: npt.NDArray[np.intp]) -> pd.Series[Any]:
    held = np.empty(len(values), dtype=object)
    held[:] = values
    kind: Any = "bool" if name in _FLAGS else "object" if name in _LISTS else "str"
    series: pd.Series[Any] = pd.Series(held[codes], dtype=kind)
    return series


def _name(text: str) -> _Row:
    form = name_form(text)
    near, shape = map(characters.near, form.pinyin), "" if form.masked else characters.shape(form.folded)
    former = [characters.simplified(name) for name in form.former]
    told = (form.plain, form.key, form.masked, form.surname, form.given)
    return *told, " ".join(form.pinyin), " ".join(near), shape, former


def _identity(text: str) -> _Row:
    form = identity_form(text)
    return form.plain, form.id17, form.ok, form.lost, form.id15, form.birth


def _phone(text: str) -> _Row:
    return (list(phone_numbers(text)),)


def _address(text: str) -> _Row:
    form = address_form(text)
    return form.plain, form.stems[3], _village_key(form)


def _village_key(form: AddressForm) -> str:
    return form.village_stem or form.estate_stem or (f"{form.road}{form.number}" if form.road and form.number else "")


def name_level(one: str | None, other: str | None) -> int:
    """Level of two values of `name_key`."""
    return compare_names(_name_form(one or ""), _name_form(other or "")).value


@lru_cache(maxsize=_REMEMBERED)
def _name_form(key: str) -> NameForm:
    return name_form(key)


def id_level(one: str | None, other: str | None) -> int:
    """Level of two values of `id_plain`."""
    return compare_identity(_identity_form(one or ""), _identity_form(other or "")).value


@lru_cache(maxsize=_REMEMBERED)
def _identity_form(plain: str) -> IdentityForm:
    return identity_form(plain)


def phone_level(one: list[str] | None, other: list[str] | None) -> int:
    """Level of two values of `phones`."""
    return compare_phones(one or (), other or ()).value


def address_level(one: str | None, other: str | None) -> int:
    """Level of two values of `address_plain`."""
    return compare_addresses(one or "", other or "").value


def _vectorised(level: Callable[[Any, Any], int]) -> Callable[[pa.ChunkedArray, pa.ChunkedArray], pa.Array]:
    """A function of two Arrow columns, as DuckDB calls it (some two thousand rows at a time)."""

    def levels(ones: pa.ChunkedArray, others: pa.ChunkedArray) -> pa.Array:
        return pa.array(map(level, _values(ones), _values(others)), pa.int32(), size=len(ones))

    return levels


def _values(column: pa.ChunkedArray) -> list[Any]:
    """Python values; lists are cut from one flat list, which is several times quicker than `to_pylist`."""
    if not pa.types.is_list(column.type) or column.null_count:
        return list(column.to_pylist())
    found: list[Any] = []
    for chunk in column.chunks:
        flat, ends = chunk.values.to_pylist(), chunk.offsets.to_pylist()
        found += [flat[start:end] for start, end in pairwise(ends)]
    return found


def register_udfs(connection: duckdb.DuckDBPyConnection) -> None:
    """SQL functions name_level(text, text), id_level(text, text), phone_level(text[], text[]), address_level(text, text)."""
    kinds: Iterable[tuple[str, Callable[[Any, Any], int], str]] = (
        ("name_level", name_level, "VARCHAR"),
        ("id_level", id_level, "VARCHAR"),
        ("phone_level", phone_level, "VARCHAR[]"),
        ("address_level", address_level, "VARCHAR"),
    )
    for name, level, kind in kinds:
        connection.create_function(name, _vectorised(level), [kind, kind], "INTEGER", type=ARROW, null_handling=SPECIAL)
