"""Sealing what says who a person is (加密保存): one AES-256-GCM seal a row, bound to its table, record and version.

A sealed row keeps its plain columns empty, the seal in `sealed`, and which key in `key_id`. The seal is 1 byte of layout,
12 of nonce, then the cipher text; table, record and version are authenticated with it, so that a row moved onto another
is refused. Accusations are sealed for the discipline contact's public key (HPKE, RFC 9180): who imports cannot open them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from workbench.store.errors import StoreError
from workbench.store.keyring import NONCE, KeyMissing, KeyRing

KEYS_OPTION: Final = "workbench_keys"
LAYOUTS: Final[Mapping[str, Mapping[int, tuple[str, ...]]]] = {
    "identity": {1: ("name", "id_type", "id_no", "phone", "email", "addr_now", "addr_hukou", "workplace", "proxy",
                     "query_code", "co_contacts")},
    "restricted": {1: ("accused", "aid")},
}  # fmt: skip
"""Columns inside a seal by its layout byte; a field that is added later makes a further layout, old rows keep theirs."""
SEALED_TABLES: Final = ("identity", "restricted", "accusation", "import_source")
_BORDER: Final = "\x1f"
_UNKNOWN: Final = "\x1e"  # neither sign stands in a stored text, see `rows.prepare`
_LAYOUT: Final = 1
_MARK: Final = 8
_LONGEST_NAME: Final = 60  # characters of an accused unit that are marked; a name is no longer


class Sealed(NamedTuple):
    """Sealed rows of one table, side by side."""

    records: Sequence[str]
    versions: Sequence[int]
    key_ids: Sequence[str]
    seals: Sequence[bytes]


def keys_of(connection: sa.Connection) -> KeyRing | None:
    """The keys the store was opened with."""
    found = connection.get_execution_options().get(KEYS_OPTION)
    return found if isinstance(found, KeyRing) else None


def sealing_keys(connection: sa.Connection) -> KeyRing | None:
    """The keys new rows are to be sealed with, None where the office seals nothing.

    KeyMissing where rows are sealed already but there is no key ring: a plain row must never slip in beside them.
    """
    keys = keys_of(connection)
    if keys is not None and keys.is_there:
        return keys
    if any(has_sealed(connection, table) for table in SEALED_TABLES):
        where = keys.folder if keys else "keys"
        raise KeyMissing(
            f"记录库里有加密的内容，但 {where} 里没有密钥环，不能写入；请核对设置 home、keys_dir，或从备份取回密钥"
        )
    return None


def has_sealed(connection: sa.Connection, table: str) -> bool:
    """Whether any row of the table is sealed; answered by a partial index."""
    return connection.exec_driver_sql(f"SELECT 1 FROM {table} WHERE key_id IS NOT NULL LIMIT 1").first() is not None


def needed(connection: sa.Connection) -> KeyRing:
    """The keys to open a row with; KeyMissing where the store was opened without any."""
    keys = keys_of(connection)
    if keys is None:
        raise KeyMissing("记录库里的身份信息已加密，这里没有密钥环，不能读取；请核对设置 home、keys_dir")
    return keys


# --- rows of identity and restricted --------------------------------------------------------------------------------


def seal_part(keys: KeyRing | None, table: str, part: pa.Table) -> pa.Table:
    """A side table's rows (record_id, version, its fields) as they are kept: sealed if there are keys."""
    if keys is None or not part.num_rows:
        return part
    key_id = keys.ring().current
    seals = seal_rows(keys, key_id, table, part)
    columns = {"record_id": part["record_id"], "version": part["version"], "sealed": pa.array(seals, pa.binary())}
    return pa.table({**columns, "key_id": pa.repeat(pa.scalar(key_id), part.num_rows)})


def seal_rows(keys: KeyRing, key_id: str, table: str, part: pa.Table) -> list[bytes]:
    """One seal a row over all its fields."""
    nothing = [pc.fill_null(part[name].cast(pa.string()), _UNKNOWN) for name in LAYOUTS[table][_LAYOUT]]
    texts = pc.binary_join_element_wise(*nothing, _BORDER).cast(pa.binary()).to_pylist()
    return _encrypt(keys, key_id, texts, _bindings(table, part["record_id"].to_pylist(), part["version"].to_pylist()))


def _encrypt(keys: KeyRing, key_id: str, texts: Iterable[bytes], bindings: Sequence[bytes]) -> list[bytes]:
    encrypt, head = keys.cipher(key_id).encrypt, bytes([_LAYOUT])
    noise = os.urandom(NONCE * len(bindings))
    nonces = (noise[at : at + NONCE] for at in range(0, len(noise), NONCE))
    return [
        head + nonce + encrypt(nonce, text, bound) for nonce, text, bound in zip(nonces, texts, bindings, strict=True)
    ]


def _bindings(table: str, records: Iterable[str], versions: Iterable[int]) -> list[bytes]:
    """What a seal is bound to; a seal opened under another binding is refused."""
    return [f"{_LAYOUT}|{table}|{record}|{number}".encode() for record, number in zip(records, versions, strict=True)]


def open_rows(keys: KeyRing, table: str, rows: Sealed) -> dict[str, pa.Array]:
    """The fields of sealed rows as text columns in the order of the rows; KeyMissing, or StoreError for a broken seal."""
    names = LAYOUTS[table][_LAYOUT]
    if not len(rows.records):
        return {name: pa.nulls(0, pa.string()) for name in names}
    texts = pa.array(_decrypt(keys, table, rows), pa.binary()).cast(pa.string())
    cells = pc.split_pattern(texts, _BORDER).flatten()
    if len(cells) != len(names) * len(rows.records):
        raise StoreError(f"{table} 表里加密的行列数不符，可能由更新的程序写入；请先升级程序")
    cells = pc.if_else(pc.equal(cells, _UNKNOWN), pa.scalar(None, pa.string()), cells)
    every = np.arange(len(rows.records)) * len(names)
    return {name: cells.take(pa.array(every + at)) for at, name in enumerate(names)}


def _decrypt(keys: KeyRing, table: str, rows: Sealed) -> list[bytes]:
    from cryptography.exceptions import InvalidTag

    ciphers = {key_id: keys.cipher(key_id).decrypt for key_id in set(rows.key_ids)}
    found, at = [], 0
    try:
        for bound, key_id, seal in zip(
            _bindings(table, rows.records, rows.versions), rows.key_ids, rows.seals, strict=True
        ):
            data = bytes(seal) if isinstance(seal, memoryview) else seal
            found.append(ciphers[key_id](data[1 : 1 + NONCE], data[1 + NONCE :], bound))
            at += 1
    except (InvalidTag, ValueError):
        raise _broken(table, f"{rows.records[at]} 第 {rows.versions[at]} 版", rows.key_ids[at]) from None
    return found


def _broken(table: str, where: str, key_id: str) -> StoreError:
    return StoreError(
        f"{table} 表 {where}的密文打不开（密钥 {key_id}）：这一行被改动过、被调换过，或密钥不是原来的；"
        "没有读出任何内容，请停止写入并与最近的备份核对"
    )


def fill(connection: sa.Connection, table: str, rows: Sequence[Mapping[Any, Any]]) -> list[dict[str, Any]]:
    """Rows of `identity` or `restricted` with the fields of those that are sealed; others as they are."""
    closed = [at for at, row in enumerate(rows) if row["key_id"] is not None]
    told = [{name: value for name, value in row.items() if name not in {"sealed", "key_id"}} for row in rows]
    if closed:
        picked = [rows[at] for at in closed]
        sealed = Sealed(*([row[name] for row in picked] for name in ("record_id", "version", "key_id", "sealed")))
        opened = {name: column.to_pylist() for name, column in open_rows(needed(connection), table, sealed).items()}
        for place, at in enumerate(closed):
            told[at] |= {name: column[place] for name, column in opened.items() if name in told[at]}
    return told


# --- raw cells ------------------------------------------------------------------------------------------------------


def seal_cells(keys: KeyRing, key_id: str, batch_id: str, sheet: str, cells: bytes) -> bytes:
    """One sheet's packed cells under one seal."""
    return _encrypt(keys, key_id, [cells], [_cells_binding(batch_id, sheet)])[0]


def open_cells(keys: KeyRing, key_id: str, batch_id: str, sheet: str, seal: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag

    data = bytes(seal)
    try:
        bound = _cells_binding(batch_id, sheet)
        return keys.cipher(key_id).decrypt(data[1 : 1 + NONCE], data[1 + NONCE :], bound)
    except (InvalidTag, ValueError):
        raise _broken("import_source", f"{batch_id} 〔{sheet}〕", key_id) from None


def _cells_binding(batch_id: str, sheet: str) -> bytes:
    return f"{_LAYOUT}|import_source|{batch_id}|{sheet}".encode()


# --- accusations ----------------------------------------------------------------------------------------------------


def seal_for_discipline(keys: KeyRing, what: str, content: bytes) -> tuple[str, bytes]:
    """The number of the key it is sealed for, and the content sealed for the discipline contact; bound to `what`."""
    key_id, public = keys.sealing_for()
    return key_id, hpke().encrypt(content, public, what.encode())


def open_for_discipline(keys: KeyRing, key_id: str, what: str, seal: bytes) -> bytes:
    """The content again; KeyMissing for everybody but the discipline contact."""
    from cryptography.exceptions import InvalidTag

    private = keys.accusation_key(key_id)
    try:
        return bytes(hpke().decrypt(bytes(seal), private, what.encode()))
    except (InvalidTag, ValueError):
        table, where = what.split("|", 1)
        raise _broken(table, where.replace("|", " "), key_id) from None


def accusation_binding(record_id: str, version: int) -> str:
    return f"accusation|{record_id}|{version}"


def locked_cells_binding(batch_id: str, sheet: str) -> str:
    return f"import_source.locked|{batch_id}|{sheet}"


def hpke() -> Any:
    """The way public keys seal here: HPKE (RFC 9180) of X25519, HKDF-SHA256 and AES-256-GCM."""
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def seal_accusations(keys: KeyRing | None, part: pa.Table) -> pa.Table:
    """Rows of `accusation` (record_id, version, content) as they are kept: sealed, with the marks of whom they accuse."""
    if keys is None or not part.num_rows:
        return part
    seals, marks = [], []
    key_id, public = keys.sealing_for()
    suite = hpke()
    for row in part.to_pylist():
        bound = accusation_binding(row["record_id"], row["version"]).encode()
        seals.append(suite.encrypt(row["content"].encode(), public, bound))
        marks.append(marks_of(keys, accused_names(row["content"])))
    return pa.table(
        {
            "record_id": part["record_id"],
            "version": part["version"],
            "content": pa.repeat(pa.scalar(""), part.num_rows),
            "sealed": pa.array(seals, pa.binary()),
            "key_id": pa.repeat(pa.scalar(key_id), part.num_rows),
            "marks": pa.array(marks, pa.binary()),
        }
    )


def accused_names(content: str | None) -> list[str]:
    """Whom an accusation's content names as accused."""
    named = json.loads(content or "{}")
    return [named[key] for key in ("accused_unit", "accused") if named.get(key)]


def marks_of(keys: KeyRing, names: Iterable[str]) -> bytes:
    """Keyed digests, 8 bytes each, of the accused's names and of every part of them, in no telling order.

    By them `is_marked` answers "is this unit the accused?" (T§30③) for whoever hands a matter on, without the text.
    """
    found: set[bytes] = set()
    for name in (name[:_LONGEST_NAME] for name in names):
        found.add(_mark(keys, "whole", name))
        found.update(_mark(keys, "part", part) for part in _parts(name))
    return b"".join(sorted(found))


def is_marked(keys: KeyRing, marks: bytes, unit: str) -> bool:
    """Whether the unit's name is part of an accused's name, or an accused's name part of the unit's."""
    if len(unit) < 2:
        return bool(unit)  # of one sign nothing was marked; refusing is the safe answer
    told = bytes(marks)
    known = {told[at : at + _MARK] for at in range(0, len(told), _MARK)}
    asked = {_mark(keys, "whole", part) for part in (*_parts(unit), *unit)}
    return _mark(keys, "part", unit[:_LONGEST_NAME]) in known or not known.isdisjoint(asked)


def _parts(name: str) -> set[str]:
    return {name[start:end] for start in range(len(name)) for end in range(start + 2, len(name) + 1)}


def _mark(keys: KeyRing, kind: str, text: str) -> bytes:
    return hashlib.blake2b(f"{kind}|{text}".encode(), key=keys.mark_key, digest_size=_MARK).digest()
