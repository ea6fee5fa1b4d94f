"""Which records changed since they were linked (内容摘要): one number for all that is known of a record."""

from __future__ import annotations

import duckdb
import pandas as pd
import pyarrow as pa


def digests_of(records: pd.DataFrame, identity: pd.DataFrame) -> pd.Series:
    """By record id, 64 bits of the MD5 of its row in `records` and its row in `identity`; another number, another content.

    The same number for the same content whatever the other rows are: an empty cell elsewhere, which makes whole numbers
    floating ones, changes nothing.
    """
    with duckdb.connect(":memory:", config={"temp_directory": ""}) as connection:
        for name, frame in (("told", records), ("who", identity)):
            connection.register(name, pa.Table.from_pandas(frame, preserve_index=False))
        found = connection.sql(
            f"""select record_id, md5_number_lower(concat_ws(chr(31), {_cells("told", records)}, {_cells("who", identity)})) as digest
            from told left join who using (record_id)"""
        ).df()
    digests: pd.Series = found.set_index("record_id")["digest"].astype("uint64")
    return digests.reindex(records["record_id"])


def _cells(table: str, frame: pd.DataFrame) -> str:
    """SQL: every cell as text, an empty one as something no ledger has, and numbers alike however they are kept."""
    texts = []
    for name in frame.columns:
        cell = f'{table}."{name}"'
        whole = pd.api.types.is_numeric_dtype(frame[name]) and not pd.api.types.is_bool_dtype(frame[name])
        texts.append(f"coalesce(cast({f'cast({cell} as double)' if whole else cell} as varchar), chr(30))")
    return ", ".join(texts)
