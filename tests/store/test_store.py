"""The record of truth keeps what a file says, once, and what it said before."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from conftest_rows import x  # placeholder
