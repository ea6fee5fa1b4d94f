"""Identity numbers of a whole column (身份证号校验): the MOD 11-2 check of GB 11643 over the digits as a matrix."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.domain.identity_number import CHECKS, WEIGHTS
from workbench.ledger.arrays import Read, each_value
from workbench.ledger.notes import ID_CHECKSUM
from workbench.ledger.people import read_id

_EIGHTEEN: Final = r"^\d{17}[\dX]$"
_WEIGHTS: Final = np.array(WEIGHTS, np.int32)
_CHECKS: Final = np.frombuffer(CHECKS.encode(), np.uint8)


def read_ids(text: pa.Array) -> Read:
    """Numbers as compared; those that fail the check or are none are kept, with a note."""
    plain = pc.fill_null(pc.match_substring_regex(text, _EIGHTEEN), False)
    rest = each_value(pc.if_else(plain, pa.scalar(None, pa.large_string()), text), read_id, pa.large_string())
    rows = np.flatnonzero(np.asarray(plain))
    wrong = rows[~_valid(text.filter(plain))] if len(rows) else rows
    notes = [*rest.notes, (wrong, ID_CHECKSUM)] if len(wrong) else rest.notes
    return Read(pc.if_else(plain, text, rest.values), notes)


def _valid(numbers: pa.Array) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether each 18-character number's last character is its check digit."""
    joined = "".join(numbers.to_pylist()).encode("ascii")
    characters = np.frombuffer(joined, np.uint8).reshape(-1, 18)
    weighted = (characters[:, :17].astype(np.int32) - ord("0")) @ _WEIGHTS
    return np.asarray(_CHECKS[weighted % 11] == characters[:, 17])
