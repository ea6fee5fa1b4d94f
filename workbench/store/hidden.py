"""What of a record's identity must not be read in texts that leave the store (须隐去的内容)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa

from workbench.access.masking import Secrets
from workbench.store import schema, sealing

PLAIN_NUMBER: Final = re.compile(r"^(\d{17}[\dXx]|\d{15}|1[3-9]\d{9})$")
_MOBILE_DIGITS: Final = 11


def secrets_from(row: Mapping[str, Any], cut: Callable[[str], str] | None = None) -> Secrets:
    """Secrets of one row of `identity`: names of all contacts, addresses, and numbers that no general pattern finds."""
    further = json.loads(row["co_contacts"]) if row["co_contacts"] else []
    contacts = [entry for entry in further if isinstance(entry, dict)]
    names = [row["name"], row["proxy"], *(str(entry.get("name") or "") for entry in contacts)]
    numbers = [row["id_no"], row["query_code"], row["email"], *_parts(row["phone"])]
    numbers += [str(entry.get(key) or "") for entry in contacts for key in ("id_no", "phone")]
    codes = [number for number in numbers if number and not PLAIN_NUMBER.match(number)]
    return Secrets.of(names, (row["addr_now"], row["addr_hukou"]), codes, cut)


def _parts(cell: str | None) -> list[str]:
    if not cell or len(cell) == _MOBILE_DIGITS:
        return [cell] if cell else []
    return [part for part in re.split(r"[、，,;；/\s]+", cell) if part]


def secrets_of(connection: sa.Connection, record_id: str) -> Secrets:
    """Secrets of a record's every version: a name corrected later must not show through an earlier spelling."""
    query = sa.select(schema.identity).where(schema.identity.c.record_id == record_id)
    rows = sealing.fill(connection, "identity", connection.execute(query).mappings().all())
    return merged(map(secrets_from, rows))


def merged(parts: Iterable[Secrets]) -> Secrets:
    words: dict[str, str] = {}
    names: set[str] = set()
    for part in parts:
        words.update(part.words)
        names.update(part.names)
    return Secrets(tuple(words.items()), tuple(sorted(names, key=lambda name: (-len(name), name))))
