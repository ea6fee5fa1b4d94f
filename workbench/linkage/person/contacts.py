"""From records to contacts (信访人): petitioner and co-petitioners, one row each; agents taken out.

Source: 同人 of the national rule of 重复信访: at least one petitioner of both records is exactly the same person; of an
agent and a principal the principal is the person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from workbench.linkage.normal import person_name, split_names, text_column

COLUMNS = ("record_id", "contact", "name", "id_no", "phone", "address", "agent")
ADDRESSES = ("addr_now", "addr_hukou", "address")
_Row = tuple[str, int, str, str, str, str, bool]


def contacts_of(identity: pd.DataFrame) -> pd.DataFrame:
    """A row for each petitioner of each record: record_id, contact (0 = first), name, id_no, phone, address, agent.

    `identity` has record_id, name, id_no, phone, co_contacts (JSON list of {name, id_no, phone}), proxy and an address
    (addr_now, else addr_hukou, else address). `agent` says that somebody acted for the record's petitioners: its number
    and telephone may be the agent's. Raises ValueError for broken JSON.
    """
    frame = pd.DataFrame(list(_rows(identity.astype(object))), columns=list(COLUMNS), dtype=object)
    return frame.astype({"contact": "int64", "agent": "bool"})


def _rows(identity: pd.DataFrame) -> Iterator[_Row]:
    names = ("record_id", "name", "id_no", "phone", "co_contacts", "proxy")
    columns = [text_column(identity, name) for name in names]
    for record_id, name, id_no, phone, others, proxy, address in zip(*columns, _addresses(identity), strict=True):
        if others or proxy:
            first = {"name": name, "id_no": id_no, "phone": phone, "address": address}
            yield from _petitioners(record_id, [first, *_others(record_id, others)], split_names(proxy))
        else:
            yield record_id, 0, name, id_no, phone, address, False


def _petitioners(record_id: str, people: list[Mapping[str, Any]], agents: tuple[str, ...]) -> Iterator[_Row]:
    for number, person in enumerate(people):
        name, id_no, phone, address = (str(person.get(key) or "") for key in ("name", "id_no", "phone", "address"))
        if not (agents and person_name(name) in agents):
            yield record_id, number, name, id_no, phone, address, bool(agents)


def _others(record_id: str, text: str) -> list[Mapping[str, Any]]:
    if not text:
        return []
    try:
        return [person for person in json.loads(text) if isinstance(person, Mapping)]
    except (json.JSONDecodeError, TypeError) as error:
        raise ValueError(f"信访件 {record_id} 的联名人（co_contacts）不是合法的 JSON，请重新导入该台账") from error


def _addresses(identity: pd.DataFrame) -> list[str]:
    written = [text_column(identity, name) for name in ADDRESSES]
    return [next(filter(None, found), "") for found in zip(*written, strict=True)]
