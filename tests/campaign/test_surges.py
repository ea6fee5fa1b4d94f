"""Surges: a planted one is found, noise gives none beyond the stated rate, counts and intervals by hand, one query to its matters."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from scipy.stats import binom

from workbench.campaign.measures import NotCounted
from workbench.campaign.source_causes import gaps_of
from workbench.campaign.source_rows import FOCUS, SourceAsked, behind_sql
from workbench.campaign.surges import Cell, cells_of, dispersion, upper, usual, weighed

SEEDS, CELLS, SPANS, SHARE = 200, 60, 8, 0.05
DAY = date(2026, 11, 22)


def noise(seed: int, size: float = 0) -> list[Cell]:
    """Cells whose rate never changes; `size`: negative binomial with that dispersion instead of Poisson."""
    drawn = np.random.default_rng(seed)
    rates = drawn.gamma(2.0, 1.0, (CELLS, 1))
    shape = (CELLS, SPANS + 1)
    counts = drawn.negative_binomial(rates / (size - 1), 1 / size, shape) if size else drawn.poisson(rates, shape)
    return [
        Cell(f"类{at}", "地", "", int(row[0]), tuple(map(int, row[1:]))) for at, row in enumerate(counts) if row.sum()
    ]


def test_noise_gives_no_surge_beyond_the_stated_rate_over_200_seeds() -> None:
    hits = sum(bool(weighed(noise(seed), SHARE).found) for seed in range(SEEDS))
    assert hits <= binom.ppf(0.999, SEEDS, SHARE)  # each seed alone is a false one with at most 5 %


def test_noise_that_scatters_more_is_seen_to_and_kept_too() -> None:
    found = [weighed(noise(seed, 3.0), SHARE) for seed in range(40)]
    assert np.mean([one.dispersion for one in found]) > 1.8
    assert sum(bool(one.found) for one in found) <= binom.ppf(0.999, 40, SHARE)


def test_a_planted_surge_is_found_in_noise() -> None:
    planted = Cell("土地征收", "990121105", "清澜县自然资源局", 14, (1, 2, 1, 0, 3, 1, 2, 2))
    for seed in range(20):
        found = weighed([*noise(seed), planted], SHARE).found
        assert planted in [one.cell for one in found] and found[0].cell == planted
    told = found[0].sentence(90)
    assert told.startswith("近90日14件；此前8个90日共12件，平均每期1.5件，通常0至") and "误报比例（q）" in told


def test_the_chance_is_the_exact_conditional_one() -> None:
    by_hand = sum(Fraction(comb(8, k)) * Fraction(1, 5) ** k * Fraction(4, 5) ** (8 - k) for k in range(5, 9))
    assert upper([5], [3], 4, 1.0)[0] == pytest.approx(float(by_hand), rel=1e-9)
    assert upper([0], [3], 4, 1.0)[0] == 1.0
    assert upper([5], [3], 4, 3.0)[0] > upper([5], [3], 4, 1.0)[0]


def test_usual_counts_are_those_the_test_does_not_call_unusual() -> None:
    low, high = usual(80, 8, 1.0)
    assert low < 10 < high and upper([high], [80], 8, 1.0)[0] > 0.025 >= upper([high + 1], [80], 8, 1.0)[0]
    assert usual(0, 8, 1.0)[0] == 0 and usual(80, 8, 3.0)[1] > high


def test_dispersion_of_poisson_is_about_one_however_small_the_counts() -> None:
    assert dispersion([cell for seed in range(20) for cell in noise(seed)]) == pytest.approx(1.0, abs=0.05)
    assert dispersion([Cell("类", "地", "", 9, (0, 0, 0))]) == 1.0


def test_nothing_to_test_is_no_surge_and_an_empty_cell_is_none() -> None:
    assert weighed([], SHARE).surges == ()
    assert not weighed([Cell("类", "地", "", 0, (0, 1, 0))], SHARE).found


def test_counts_become_cells() -> None:
    row = {"topic": "土地征收", "place": "990121105", "unit": "局", "still_open": 1}
    given = [
        {**row, "span": 0, "part": "本期", "many": 3},
        {**row, "span": 2, "part": "基期", "many": 4},
        {**row, "span": -1, "part": "更早", "many": 9},
    ]
    assert cells_of(given, 3) == (Cell("土地征收", "990121105", "局", 3, (0, 4, 0), 1),)


def test_nothing_is_counted_by_petitioner() -> None:
    with pytest.raises(NotCounted, match="不按信访人分组"):
        SourceAsked(DAY, place="信访人")
    with pytest.raises(NotCounted, match="不能按“petitioner”列出事项"):
        behind_sql(SourceAsked(DAY), {"petitioner": "张某某"})
    assert "petitioner" not in FOCUS and "petitioner" not in behind_sql(SourceAsked(DAY), {})


@pytest.mark.parametrize(("wrong", "said"), [({"topic": "三级"}, "没有“三级”"), ({"days": 0}, "正整数")])
def test_bad_questions_are_said(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(NotCounted, match=said):
        SourceAsked(DAY, **wrong)  # type: ignore[arg-type]


def test_a_gap_needs_several_matters_of_one_topic_and_basis() -> None:
    sign = {
        "topic": "土地征收",
        "basis": "《办法》",
        "sign": "没有依据",
        "ground": "诉求认定为共性政策",
        "is_open": True,
    }
    given = [{**sign, "matter_id": f"M-{at}"} for at in "123"] + [{**sign, "basis": "", "matter_id": "M-9"}]
    (gap,) = gaps_of(given, 3)
    assert (gap.basis, gap.matters, gap.still_open) == ("《办法》", ("M-1", "M-2", "M-3"), 3)
    assert "3个事项没有依据（《办法》），其中未化解3/3" in gap.sentence
