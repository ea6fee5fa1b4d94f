"""Edition tables of told matters, for tests of the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.domain import tables
from workbench.review.similar import SimilarIndex, open_similar, write_similar
from workbench.synth.siblings import Told

Frames = tuple[pd.DataFrame, pd.DataFrame, dict[str, str]]


def name(number: int) -> str:
    return f"M-R{number:06d}"


def frames(told: Sequence[Told], **more: Sequence[Any]) -> Frames:
    """Matters, records and groups, one record a matter; `more` gives whole columns of either table."""
    many = len(told)
    blank: dict[str, list[Any]] = {name: [None] * many for name in (*tables.MATTERS, *tables.RECORDS)}
    given: Mapping[str, Sequence[Any]] = {
        "matter_id": [name(number) for number in range(many)],
        "record_id": [f"R{number:06d}" for number in range(many)],
        "title": [one.title for one in told],
        "claim": [one.claim for one in told],
        "summary": [one.summary for one in told],
        "topic_l1": [one.topic_l1 for one in told],
        "topic_l2": [one.topic_l2 for one in told],
        "locked": [False] * many,
        "is_open": [True] * many,
        "state_b": ["1 化解中"] * many,
        "flags": [[]] * many,
        "purpose": ["申诉求决"] * many,
    }
    frame = pd.DataFrame({**blank, **given, **more})
    groups = dict(zip(frame["record_id"], frame["matter_id"], strict=True))
    return frame[list(tables.MATTERS)], frame[list(tables.RECORDS)], groups


def index_of(folder: Path, told: Sequence[Told], **more: Sequence[Any]) -> SimilarIndex:
    matters, records, groups = frames(told, **more)
    write_similar(folder, matters, records, groups)
    return open_similar(folder)
