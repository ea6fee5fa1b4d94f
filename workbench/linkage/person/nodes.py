"""The table the model reads (比对表): one row a petitioner, unknown is NULL, made once and kept as Parquet.

`prepare` of `linkage.forms` brings values to one form; here they become plain columns, so that every comparison is SQL
that both engines run. The table holds identity: it stays in memory or in the run's own folder.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from workbench.linkage.forms.columns import prepare
from workbench.linkage.normal import person_name, text_column

CHUNK = 100_000  # contacts brought to form at a time: bounds memory, not results

# A number ending in 000 may have been cut to 15 digits even where its check digit fits by chance (one time in eleven).
_DOUBTED = "(select * replace (id_lost or (length(id_plain) = 18 and id_plain like '%000') as id_lost) from prepared)"
_PLAIN = r"""
    uid,
    rec,
    record_id,
    contact,
    agent,
    nullif(name_plain, '') as name_any,
    case when not name_masked then nullif(name_plain, '') end as name,
    case when not name_masked then coalesce(nullif(written, ''), nullif(name_plain, '')) end as written,
    name_masked as masked,
    nullif(surname, '') as surname,
    nullif(given, '') as given,
    nullif(pinyin, '') as pinyin,
    nullif(near_sound, '') as near_sound,
    nullif(shape, '') as shape,
    former,
    case when regexp_full_match(id_plain, '\d{17}[\dX]') and not id_lost then left(id_plain, 17)
         when regexp_full_match(id_plain, '\d{15}') and not id_lost then left(id_plain, 6) || '19' || substr(id_plain, 7)
    end as id17,
    case when regexp_full_match(id_plain, '\d{17}[\dX]') and not id_lost then id_plain end as id_whole,
    case when length(id_plain) = 18 and contains(id_plain, '*') then replace(id_plain, '*', '_') end as id_mask,
    id_ok,
    id_lost,
    nullif(id15, '') as id15,
    nullif(birth, '') as birth,
    phones,
    nullif(address_plain, '') as address,
    nullif(address_key_town, '') as town,
    nullif(address_key_village, '') as village
"""
_DERIVED = """
    * exclude (id15, phones),
    coalesce(left(id17, 15), id15) as id_head,
    id_ok and id_whole is not null as id_sure,
    case when id_ok and id_whole is not null then id17::bigint end as number,
    array_to_string(list_sort(string_split(id17, '')), '') as id_bag,
    nullif(list_sort(list_distinct(list_filter(phones, lambda phone: not contains(phone, '*')))), []) as phones,
    nullif(list_transform(phones, lambda phone: left(phone, 3) || right(phone, 4)), []) as phone_ends,
    list_bool_or(list_transform(phones, lambda phone: contains(phone, '*'))) is true as phone_hidden,
    list_filter(phones, lambda phone: not contains(phone, '*'))[1] as phone_first
"""


_TYPES = {
    **dict.fromkeys(("uid", "rec", "contact"), pa.int64()),
    **dict.fromkeys(("agent", "name_masked", "id_ok", "id_lost"), pa.bool_()),
    **dict.fromkeys(("former", "phones"), pa.list_(pa.string())),
}


def load(connection: duckdb.DuckDBPyConnection, contacts: pd.DataFrame, *, first_uid: int, first_rec: int) -> None:
    """Append contacts to the table `fresh`, numbered in order from `first_uid`, their records from `first_rec`."""
    numbered = contacts.assign(
        uid=range(first_uid, first_uid + len(contacts)), rec=pd.factorize(contacts["record_id"])[0] + first_rec
    )
    for chunk in _chunks(numbered):
        with without_collecting():
            prepared = _arrow(chunk)
        connection.register("prepared", prepared)
        query = f"select {_DERIVED} from (select {_PLAIN} from {_DOUBTED})"
        connection.execute(f"create table if not exists fresh as {query} limit 0")
        connection.execute(f"insert into fresh {query}")
        connection.unregister("prepared")


def take_up(connection: duckdb.DuckDBPyConnection, *, with_kept: bool = False) -> None:
    """Make `everyone`, the contacts `fresh` and kept, as they were read; and `nodes`, to be compared: the fresh ones."""
    before = "from kept_contacts union all " if with_kept else ""
    connection.execute(f"create view everyone as {before}from fresh")
    connection.execute("create table nodes as from fresh")


@contextmanager
def without_collecting() -> Iterator[None]:
    """Millions of short texts make Python look for cycles again and again, a third of the time; there are hardly any."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _chunks(contacts: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for start in range(0, max(1, len(contacts)), CHUNK):
        yield contacts.iloc[start : start + CHUNK]


def _arrow(contacts: pd.DataFrame) -> pa.Table:
    """Prepared columns beside what only this room needs: uid, rec, agent, and the name as written (繁 kept)."""
    prepared = prepare(contacts[["record_id", "contact", "name", "id_no", "phone", "address"]])
    given: dict[str, Any] = {
        **{name: prepared[name] for name in prepared.columns},
        **{name: contacts[name] for name in ("uid", "rec", "agent")},
        "written": _written(text_column(contacts, "name"), prepared["name_plain"].tolist()),
    }
    return pa.table({name: pa.array(values, type=_TYPES.get(name, pa.string())) for name, values in given.items()})


_DOTS = str.maketrans(dict.fromkeys("•・‧∙●.", "·"))


def _written(names: list[str], plain: list[str]) -> list[str]:
    """Names as written, where they differ from the plain form in characters only (not in titles, dots or former names)."""
    whole = {name: person_name(name.translate(_DOTS)) for name in set(names)}
    return [whole[name] if len(whole[name]) == len(form) else form for name, form in zip(names, plain, strict=True)]
