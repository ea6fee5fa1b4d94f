"""Each row is alike k − 1 others, and the rung it stands on tells nothing of a smaller class."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.access.generalise import ANY, Rung, generalise, smallest_class

NAMES = ["month", "topic"]
LADDER: tuple[Rung, ...] = (
    {"month": str, "topic": str},
    {"month": lambda month: month[:4], "topic": str},
    {"month": lambda _month: ANY, "topic": str},
)


def rows(*counted: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame([(month, topic) for month, topic, many in counted for _ in range(many)], columns=NAMES)


def test_a_row_stays_as_fine_as_it_may() -> None:
    months = [(f"2024-{month:02}", "土地", 2) for month in range(2, 9)]
    told = generalise(rows(("2024-01", "土地", 6), *months), LADDER, 5)
    assert (told.loc[:5, "month"] == "2024-01").all() and (told.loc[6:, "month"] == "2024").all()


def test_every_class_has_k() -> None:
    random = np.random.default_rng(3)
    given = pd.DataFrame({
        "month": [f"{year}-{month:02}" for year, month in zip(random.integers(2019, 2026, 400),
                                                              random.integers(1, 13, 400), strict=True)],
        "topic": random.choice(list("甲乙丙丁戊"), 400, p=[0.5, 0.3, 0.15, 0.04, 0.01]),
    })  # fmt: skip
    told = generalise(given, LADDER, 5)
    assert len(told) == 400 and smallest_class(told, NAMES) >= 5
    assert told["rung"].nunique() > 1


def test_a_class_so_full_that_its_months_follow_is_sent_down() -> None:
    """Two months of fewer than five each, eight together: each must be four."""
    told = generalise(rows(("2024-01", "土地", 4), ("2024-02", "土地", 4), ("2023-01", "住房", 9)), LADDER, 5)
    assert "2024" not in set(told["month"])


def test_a_lone_row_is_not_left_alone() -> None:
    told = generalise(rows(("2024-01", "土地", 6), ("2024-01", "罕见", 1), ("2024-02", "住房", 7)), LADDER, 5)
    assert smallest_class(told, NAMES) >= 5 and "罕见" not in set(told["topic"])
    assert (told["topic"] == "住房").sum() == 7


def test_fewer_rows_than_k_are_refused() -> None:
    with pytest.raises(ValueError, match="少于 5 件"):
        generalise(rows(("2024-01", "土地", 4)), LADDER, 5)
