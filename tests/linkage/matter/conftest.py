"""A small invented county as matter linking reads it, shared by the tests of this room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
import pytest

from benchmarks.link_matters import county_persons, county_records, true_pairs
from workbench.synth import make_county


@dataclass(frozen=True)
class CountyFrames:
    records: pd.DataFrame
    persons: pd.DataFrame
    same: set[tuple[str, str]]


@pytest.fixture(scope="session")
def county_frames() -> CountyFrames:
    """350 matters: records in order of registration, pairs of one person, pairs of one matter."""
    county = make_county(seed=4, matters=350, end=date(2026, 11, 20))
    records = county_records(county)
    return CountyFrames(records, county_persons(county), true_pairs(county, records))
