"""Difficulty and level of a matter: what the table proposes and why, what is not known, what a topic asks for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Level
from workbench.rules.difficulty import Difficulty, level_for, propose
from workbench.rules.flag_case import NAMES

DAY = date(2026, 11, 20)
VILLAGE = ("农村农业(农业农村)", "农资农技")


@pytest.mark.parametrize(
    ("flags", "units", "difficulty", "level", "ground"),
    [
        ((), 1, Difficulty.SIMPLE, Level.VILLAGE, ""),
        (("HF9",), 1, Difficulty.COMPLEX, Level.TOWN, "跨年未化解无方案"),
        ((), 2, Difficulty.COMPLEX, Level.TOWN, "涉及2个单位"),
        (("HF4",), 1, Difficulty.HARD, Level.COUNTY, "三跨三分离"),
        (("HF11", "HF9"), 3, Difficulty.HARD, Level.COUNTY, "主体灭失、证据缺失或资金缺口"),
        (("HF1", "HF2"), 1, Difficulty.COMPLEX, Level.TOWN, "时间跨度长、涉及人数多"),
        (("HF1", "HF2", "HF3"), 1, Difficulty.HARD, Level.COUNTY, "时间跨度长、涉及人数多、政策性强"),
    ],
)
def test_the_table_proposes_with_its_grounds(
    flags: tuple[str, ...], units: int, difficulty: Difficulty, level: Level, ground: str
) -> None:
    found = propose(flags, VILLAGE, units, DAY)
    assert (found.difficulty, found.level, "、".join(found.grounds)) == (difficulty, level, ground)
    assert "简单村、复杂乡、疑难县" in found.clause and found.level.label in found.sentence


def test_a_topic_may_ask_for_a_higher_level_than_the_difficulty() -> None:
    found = propose((), ("劳动和社会保障", "工资福利"), 1, DAY)
    assert (found.difficulty, found.level) == (Difficulty.SIMPLE, Level.COUNTY)
    assert found.grounds == ("内容分类“工资福利”由县级以上办理",) and "第二十二条" in found.clause
    assert propose((), ("农村农业(农业农村)", "村务管理"), 1, DAY).level is Level.TOWN  # not by the village itself
    hard = propose(("HF4",), ("农村农业(农业农村)", "村务管理"), 1, DAY)
    assert hard.level is Level.COUNTY and hard.grounds == ("三跨三分离",)  # a topic never lowers it
    assert level_for(Difficulty.SIMPLE, ("劳动和社会保障", ""), DAY) is Level.COUNTY
    assert level_for(Difficulty.SIMPLE, (), DAY) is Level.VILLAGE


def test_what_is_not_known_is_named_and_not_guessed() -> None:
    found = propose((), VILLAGE, 1, DAY, unknown=("HF2", "HF11"))
    assert found.difficulty is Difficulty.SIMPLE
    assert found.unsure == ("涉及人数多", "主体灭失、证据缺失或资金缺口") and "待核，成立的须重新分类" in found.sentence
    assert propose(("HF9",), VILLAGE, 1, DAY, unknown=("HF2", "HF11")).unsure == ("主体灭失、证据缺失或资金缺口",)
    assert propose(("HF4",), VILLAGE, 1, DAY, unknown=("HF2",)).unsure == ()
    assert propose((), (), 1, DAY).unsure == ("内容分类",)


@given(st.sets(st.sampled_from(sorted(NAMES))), st.sets(st.sampled_from(sorted(NAMES))), st.integers(0, 5))
def test_one_more_flag_never_makes_a_matter_easier(flags: set[str], more: set[str], units: int) -> None:
    order = list(Difficulty)
    fewer, all_ = propose(flags, VILLAGE, units, DAY), propose(flags | more, VILLAGE, units, DAY)
    assert order.index(all_.difficulty) >= order.index(fewer.difficulty) and all_.level <= fewer.level
