"""Write the index of likeness of an edition (写类案索引), once, when it is published."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.domain.codes import Purpose, StepKind
from workbench.review.similar import files
from workbench.review.similar.features import FEATURES, feature_words, gather
from workbench.review.similar.texts import BITS, Grams, grams, plain, whole_text
from workbench.review.similar.weights import Floats, gram_weights, weighted

MOST_GRAMS: Final = 160
"""n-grams kept of one matter, the weightiest; what falls off are the commonest of long texts."""
_TOLD: Final = ("dispute_focus", "claim", "summary")


def write_similar(
    folder: Path,
    matters: pd.DataFrame,
    records: pd.DataFrame,
    groups: pd.DataFrame | Mapping[str, str],
    *,
    steps: pd.DataFrame | None = None,
    as_of: date | None = None,
) -> int:
    """Write the index of all open-text matters into `folder`; returns how many there are.

    `matters`, `records`, `groups` (or record id → matter id) and `steps` have the columns of `domain.tables`; `as_of` is
    the edition's day. Accusations, and whatever is locked, are left out before a word of them is read (spec 8.1).
    """
    kept = matters[~matters["locked"].astype(bool)].sort_values("matter_id", kind="stable")
    told = _records_of(kept, records, groups)
    texts = _texts(kept, told, _cruxes(steps))
    words = feature_words(kept, texts, gather(told, steps), as_of or _last_day(kept))
    codes, vocabulary = _coded(words)
    flags, flag_names = _flags(kept["flags"])
    found = grams([plain(text) for text in texts])
    weights = gram_weights(found, _topics(words))
    arrays = {
        "ids": np.array([matter.encode() for matter in kept["matter_id"]], dtype=np.bytes_),
        **_postings(found, weights),
        "features": codes,
        "flags": flags,
    }
    meta = {"matters": len(kept), "vocabulary": vocabulary, "flags": flag_names}
    files.save(folder, arrays, files.texts_table(_titles(kept), texts), meta)
    return len(kept)


def _records_of(kept: pd.DataFrame, records: pd.DataFrame, groups: pd.DataFrame | Mapping[str, str]) -> pd.DataFrame:
    """Records of the matters kept with `matter_id`, oldest first; never a locked one, nor an accusation."""
    of = groups if isinstance(groups, Mapping) else dict(zip(groups["record_id"], groups["matter_id"], strict=True))
    readable = records["locked"].eq(False).fillna(False).astype(bool)
    readable &= ~records["purpose"].astype("string").eq(Purpose.ACCUSATION.value).fillna(False).astype(bool)
    rows = records[readable]
    rows = rows.assign(matter_id=rows["record_id"].map(of))
    rows = rows[rows["matter_id"].isin(kept["matter_id"])]
    return rows.assign(_day=pd.to_datetime(rows["reg_time"])).sort_values(["_day", "record_id"], kind="stable")


def _texts(kept: pd.DataFrame, told: pd.DataFrame, cruxes: Mapping[str, list[str]]) -> list[str]:
    """Each matter's text: its title, the crux found (症结), dispute, claims and tellings."""
    parts: dict[str, list[str]] = defaultdict(list)
    columns = [told[name].astype(object).where(told[name].notna(), "") for name in _TOLD]
    for matter, *cells in zip(told["matter_id"].tolist(), *(column.tolist() for column in columns), strict=True):
        parts[matter] += [cell for cell in cells if cell]
    return [whole_text(title, [*cruxes.get(matter, ()), *parts.get(matter, ())])
            for matter, title in zip(kept["matter_id"].tolist(), _titles(kept), strict=True)]  # fmt: skip


def _titles(matters: pd.DataFrame) -> list[str]:
    return [title if isinstance(title, str) else "" for title in matters["title"].astype(object).tolist()]


def _cruxes(steps: pd.DataFrame | None) -> dict[str, list[str]]:
    """症结 words that studies of a matter came to."""
    found: dict[str, list[str]] = defaultdict(list)
    if steps is not None:
        studies = steps[steps["kind"] == StepKind.STUDY.value]
        for matter, detail in zip(studies["matter_id"], studies["detail"], strict=True):
            if crux := json.loads(detail or "{}").get("crux"):
                found[matter].append(crux)
    return found


def _last_day(matters: pd.DataFrame) -> date:
    days = pd.to_datetime(matters["last_day"]).dropna()
    return days.max().date() if len(days) else date.today()


def _coded(words: Mapping[str, Sequence[str]]) -> tuple[npt.NDArray[np.int16], dict[str, list[str]]]:
    """Features × rows as codes, and the words of each feature by code; 0 is unknown."""
    rows, vocabulary = [], {}
    for feature in FEATURES:
        values = ["", *sorted(set(words[feature.name]) - {""})]
        code = {value: number for number, value in enumerate(values)}
        rows.append(np.array([code[value] for value in words[feature.name]], dtype=np.int16))
        vocabulary[feature.name] = values
    return np.stack(rows), vocabulary


def _flags(column: Iterable[Any]) -> tuple[npt.NDArray[np.uint32], list[str]]:
    """Hard flags of each matter as bits, and what each bit is."""
    lists = [list(flags) if flags is not None else [] for flags in column]
    names = sorted({flag for flags in lists for flag in flags}, key=lambda flag: (len(flag), flag))[:32]
    bit = {flag: 1 << number for number, flag in enumerate(names)}
    return np.array([sum(bit.get(flag, 0) for flag in set(flags)) for flags in lists], dtype=np.uint32), names


def _topics(words: Mapping[str, Sequence[str]]) -> npt.NDArray[np.int64]:
    """A number for each matter's topic, the finer one where there is one; 0 unknown."""
    topics = [fine or rough for fine, rough in zip(words["topic_l2"], words["topic_l1"], strict=True)]
    number = {topic: at for at, topic in enumerate(["", *sorted(set(topics) - {""})])}
    return np.array([number[topic] for topic in topics], dtype=np.int64)


def _postings(found: Grams, weights: Floats) -> dict[str, npt.NDArray[Any]]:
    """Forward and inverted lists over the n-grams in use, renumbered from 0."""
    from scipy import sparse

    indptr, columns, data = weighted(found, weights[found.columns], MOST_GRAMS)
    used = np.flatnonzero(np.bincount(columns, minlength=1 << BITS))
    place = np.zeros(1 << BITS, dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    forward = sparse.csr_matrix((data, place[columns], indptr), shape=(len(found), len(used)))
    inverted = forward.tocsc()
    return {
        "words": used.astype(np.int32),
        "weight": weights[used],
        "post_ptr": inverted.indptr.astype(np.int64),
        "post_row": inverted.indices.astype(np.int32),
        "post_value": inverted.data.astype(np.float16),
        "row_ptr": forward.indptr.astype(np.int64),
        "row_word": forward.indices.astype(np.int32),
        "row_value": forward.data.astype(np.float16),
    }
