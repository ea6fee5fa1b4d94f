"""Weights come from dated parameters; wrong signs and falling curves are refused; more evidence never makes less likely."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from workbench.domain.linking import LinkKind
from workbench.linkage.matter import model as module
from workbench.linkage.matter.grounds import _discount, telling
from workbench.linkage.matter.model import AGAINST, CODES, COLUMN, Model
from workbench.linkage.matter.swaps import swap_strength
from workbench.reference.parameters import Parameter, parameter


def _with(monkeypatch: pytest.MonkeyPatch, name: str, change: dict[Any, float]) -> None:
    real = parameter

    def changed(asked: str, day: date) -> Parameter:
        found = real(asked, day)
        return replace(found, value={**found.value, **change}) if asked == name else found

    monkeypatch.setattr(module, "parameter", changed)


def test_every_ground_weighs_its_own_way() -> None:
    model = Model.on()
    for kind in (LinkKind.MATTER, LinkKind.CAUSE):
        bits = model.of(kind).bits
        assert all(bits[COLUMN[code]] <= 0 for code in AGAINST)
        assert all(bits[COLUMN[code]] >= 0 for code in CODES if code not in AGAINST)
        assert (np.diff(model.of(kind).text[1]) >= 0).all() and (np.diff(model.of(kind).person[1]) >= 0).all()


def test_a_ground_that_weighs_the_wrong_way_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _with(monkeypatch, "linkage.matter_same_bits", {"money": -1.0})
    with pytest.raises(ValueError, match="money"):
        Model.on()


def test_an_unknown_ground_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _with(monkeypatch, "linkage.matter_cause_bits", {"mood": 1.0})
    with pytest.raises(ValueError, match="mood"):
        Model.on()


def test_a_falling_curve_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _with(monkeypatch, "linkage.matter_same_text", {0.9: -5.0})
    with pytest.raises(ValueError, match="matter_same_text"):
        Model.on()


def test_rare_values_tell_more_and_common_ones_nothing() -> None:
    strength = telling(np.array([1, 2, 20, 200, 6000]), 100_000)
    assert (np.diff(strength) <= 0).all()
    assert strength[0] == 1 and strength[-1] == 0
    assert telling(40, 40) == 0


def test_a_further_name_never_makes_less_likely() -> None:
    bits = np.zeros((3, len(CODES)), dtype=np.float32)
    bits[:, COLUMN["school"]] = 3
    bits[1:, COLUMN["road"]] = 2
    bits[2, COLUMN["estate"]] = 4.5
    _discount(bits)
    sums = bits.sum(axis=1)
    assert (np.diff(sums) > 0).all() and sums[2] == pytest.approx(4.5 + 0.4 * 5)


@pytest.mark.parametrize(
    ("one", "other", "strong"),
    [
        (
            "2018年清望公路征用枣树村三组水田我家2.4亩只按1.9亩补偿",
            "2016年澜岚公路征用石门村七组水田我家3.1亩只按2.2亩补偿",
            True,
        ),
        ("恒筑建设承建的物流园工地欠我工资18600元请求追讨", "诚岭建设承建的学府家园工地欠我工资9300元请求追讨", True),
        ("外墙瓷砖脱落请求维修", "再次反映外墙瓷砖脱落至今没有人来看过请求维修并赔偿车损", False),
        ("外墙瓷砖脱落请求维修", "外墙瓷砖脱落请求维休", False),
        ("外墙瓷砖脱落", "外墙瓷砖脱落", False),
        ("", "外墙瓷砖脱落", False),
    ],
)
def test_swapped_particulars_are_told_from_rewording(one: str, other: str, strong: bool) -> None:
    assert (swap_strength(one, other) > 0.6) is strong
    assert swap_strength(one, other) == pytest.approx(swap_strength(other, one), abs=0.2)
    assert strong or swap_strength(one, other) < 0.2
