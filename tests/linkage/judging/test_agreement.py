"""Agreement of two clerks: worked examples, an interval that holds, and the sample read twice."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from workbench.domain.codes import Verdict
from workbench.domain.linking import LinkKind
from workbench.linkage.judging.agreement import agreement, cohen_kappa, for_second_reading
from workbench.linkage.judging.words import LEDGER, Judgement, standings

SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE


def word(number: int, actor: str, verdict: Verdict, kind: LinkKind = LinkKind.MATTER) -> Judgement:
    return Judgement(f"A{number:04d}", f"B{number:04d}", verdict, kind, actor)


def test_the_example_of_the_textbook() -> None:
    # Cohen's standard 2x2 example: 20, 5, 10, 15: seen 0.7, by chance 0.5, kappa 0.4
    table = np.array([[20.0, 5.0], [10.0, 15.0]])
    kappa, low, high = cohen_kappa(table)
    assert kappa == pytest.approx(0.4) and low is not None and high is not None
    assert (high - low) / 2 == pytest.approx(1.95996 * _delta_method(table), rel=1e-4)


def _delta_method(table: npt.NDArray[np.float64]) -> float:
    """Standard error of kappa from its slope in each cell, taken numerically."""
    share, step = table / table.sum(), 1e-6

    def kappa(at: npt.NDArray[np.float64]) -> float:
        chance = at.sum(axis=1) @ at.sum(axis=0)
        return float((np.trace(at) - chance) / (1 - chance))

    slopes = np.zeros_like(share)
    for cell in np.ndindex(*share.shape):
        more, less = share.copy(), share.copy()
        more[cell] += step
        less[cell] -= step
        slopes[cell] = (kappa(more) - kappa(less)) / (2 * step)
    variance = (share * slopes**2).sum() - (share * slopes).sum() ** 2
    return float(np.sqrt(variance / table.sum()))


def test_the_interval_holds_the_true_kappa_in_nineteen_of_twenty_draws() -> None:
    share = np.array([[0.35, 0.05, 0.02], [0.06, 0.25, 0.03], [0.04, 0.05, 0.15]])
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    true = (np.trace(share) - rows @ columns) / (1 - rows @ columns)
    draws = np.random.default_rng(5).multinomial(200, share.ravel(), size=2000)
    held = 0
    for draw in draws:
        _, low, high = cohen_kappa(draw.reshape(3, 3).astype(float))
        assert low is not None and high is not None
        held += low <= true <= high
    assert 0.93 <= held / len(draws) <= 0.97


def test_full_agreement_on_few_pairs_is_not_certain() -> None:
    kappa, low, high = cohen_kappa(np.diag([4.0, 4.0]))
    assert (kappa, high) == (1.0, 1.0) and low is not None and low < 0.5
    many = cohen_kappa(np.diag([400.0, 400.0]))[1]
    assert many is not None and many > 0.98
    assert cohen_kappa(np.diag([9.0, 0.0])) == (None, None, None)
    assert cohen_kappa(np.zeros((4, 4))) == (None, None, None)


def test_what_two_clerks_said() -> None:
    words = [word(n, "甲", SAME) for n in range(5)] + [word(n, "乙", SAME) for n in range(1, 4)]
    words += [word(4, "乙", DIFFERENT), word(9, "乙", SAME), word(3, "丙", DIFFERENT), word(1, LEDGER, DIFFERENT)]
    words += [word(2, "甲", DIFFERENT), word(2, "甲", SAME)]  # said again: the last counts
    found = agreement(words, "甲", "乙")
    assert (found.pairs, found.agreed, found.raw) == (4, 3, 0.75)
    assert found.table == {(SAME, SAME): 3, (SAME, DIFFERENT): 1}
    (apart,) = found.disagreeing
    assert (apart.left, apart.one.actor, apart.other.verdict) == ("A0004", "甲", DIFFERENT)
    assert found.kappa == pytest.approx(0.0)
    assert found.sentence.startswith("甲与乙同读 4 对，一致 3 对（75%）；κ=0.00") and "不足三十对" in found.sentence


def test_kinds_are_kept_apart() -> None:
    words = [word(1, "甲", SAME), word(1, "乙", DIFFERENT, LinkKind.PERSON), word(1, "乙", SAME, LinkKind.CAUSE)]
    assert agreement(words, "甲", "乙").agreed == 1
    assert agreement(words, "甲", "乙", LinkKind.PERSON).pairs == 0
    assert "没有认定过同一对" in agreement(words, "甲", "乙", LinkKind.PERSON).sentence
    assert "只用了一种结论" in agreement(words, "甲", "乙").sentence
    with pytest.raises(ValueError, match="不能与自己比较"):
        agreement(words, "甲", "甲")


def test_a_share_of_what_another_judged_is_read_twice() -> None:
    words = [word(n, "甲", SAME) for n in range(1000)] + [word(2000, "甲", UNSURE), word(2001, LEDGER, SAME)]
    said = standings(words)
    drawn = for_second_reading(said, LinkKind.MATTER, "乙", 0.2)
    assert 150 < len(drawn) < 250
    assert for_second_reading(said, LinkKind.MATTER, "乙", 0.2) == drawn
    assert for_second_reading(said, LinkKind.MATTER, "甲", 1.0) == []
    assert len(for_second_reading(said, LinkKind.MATTER, "乙", 1.0)) == 1000
    first = drawn[0]
    read = standings([*words, Judgement(*first, DIFFERENT, actor="乙")])
    assert first not in for_second_reading(read, LinkKind.MATTER, "丙", 0.2)
