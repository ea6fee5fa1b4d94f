"""A unit's own copy: what it leads or assists, never what complains of it, and no reason that would tell."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from workbench.access.unit_copy import Topic, not_a_party, unit_copy
from workbench.domain.case import Recusal, Said
from workbench.domain.codes import Purpose
from workbench.domain.facts import MatterFacts, RecordFacts

UNIT, OTHER = "清澜县水利局", "云栖镇人民政府"
SAID = Said("e1", "测试员", datetime(2026, 11, 2, tzinfo=UTC))


def topic(
    number: int, lead: str, *assists: str, accused: str = "", aside: str = "", purpose: Purpose = Purpose.CLAIM
) -> Topic:
    record = RecordFacts("R1", purpose=purpose)
    facts = MatterFacts(f"M-R{number}", date(2026, 11, 20), (record,), accused_unit=accused)
    recusals = (Recusal(aside, True, "联席办主任", SAID),) if aside else ()
    return Topic(number, lead, assists, facts, recusals)


def test_only_what_it_leads_or_assists() -> None:
    copy = unit_copy(UNIT, [topic(2, UNIT), topic(3, OTHER), topic(4, OTHER, UNIT), topic(5, "")])
    assert copy.shown == (2, 4)
    assert [one.told for one in copy.withheld] == [
        "第3项：非本单位主办、协办的议题，材料不随本件分发", "第5项：非本单位主办、协办的议题，材料不随本件分发",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "shown"), [("水利局", (2,)), ("清澜县水利局", (2,)), ("县政府", ()), ("农业局", ())]
)
def test_a_unit_by_its_short_name_but_never_by_a_general_one(wanted: str, shown: tuple[int, ...]) -> None:
    copy = unit_copy(wanted, [topic(2, UNIT), topic(3, "清澜县人民政府办公室")])
    assert copy.shown == shown
    assert copy.unit == (UNIT if shown else wanted)


@pytest.mark.parametrize("accused", [UNIT, "水利局", "县财政局、水利局"])
def test_a_matter_that_complains_of_the_unit_is_withheld_even_where_it_leads(accused: str) -> None:
    copy = unit_copy(UNIT, [topic(2, UNIT, accused=accused), topic(3, UNIT)])
    assert copy.shown == (3,)
    assert "被反映" not in copy.withheld[0].told and "被反映单位" in copy.withheld[0].reason


def test_an_office_under_the_unit_complained_of_gets_nothing_of_it() -> None:
    copy = unit_copy(f"{UNIT}灌区管理站", [topic(2, f"{UNIT}灌区管理站", accused=UNIT)])
    assert copy.shown == () and "回避" not in copy.withheld[0].told


def test_a_unit_that_stands_aside() -> None:
    copy = unit_copy(UNIT, [topic(2, UNIT, aside=UNIT), topic(3, UNIT, aside=OTHER)])
    assert copy.shown == (3,)
    assert "回避" in copy.withheld[0].reason and "回避" not in copy.withheld[0].told


def test_no_unit_and_no_topic_are_said() -> None:
    with pytest.raises(ValueError, match="没有写明单位"):
        unit_copy(" ", [])
    assert "有议题的单位：清澜县水利局、云栖镇人民政府" in not_a_party("农业局", [topic(2, UNIT, OTHER)])
