"""源头治理 of an edition: every number opens its matters, what is in no cell is told, causes and gaps rest on what was said."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.campaign.measures import NotCounted
from workbench.domain.events import EventKind
from workbench.store.edition import Edition
from workbench.synth import County, write_surge
from workbench.synth.surge import HOUSEHOLDS, UNIT
from workbench.usecases.find_sources import (
    asked_of,
    behind,
    common_causes,
    count_causes,
    find_gaps,
    find_sources,
    heat_of,
    months,
    rule_gap,
    surge_rows,
)
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition


@pytest.fixture(scope="module")
def edition(demo_office: Office) -> Edition:
    return demo_office.edition()


def test_every_cell_opens_as_many_matters_as_it_counts(edition: Edition) -> None:
    asked = asked_of(edition, days=365)
    found = find_sources(edition, asked)
    for cell in found.cells:
        rows = behind(edition, asked, topic=cell.topic, place=cell.place, unit=cell.unit)
        assert len(rows) == cell.observed and sum(bool(row["is_open"]) for row in rows) == cell.still_open
    assert sum(cell.observed for cell in found.cells) == found.counted == len(behind(edition, asked)) > 0


def test_cells_and_what_is_in_none_are_all_matters_of_the_period(edition: Edition) -> None:
    found = find_sources(edition, asked_of(edition, days=365))
    sql = "SELECT COUNT(*) AS n FROM matters WHERE NOT locked AND (first_day IS NULL OR first_day > ?)"
    begun = "SELECT COUNT(*) AS n FROM matters WHERE NOT locked AND first_day BETWEEN ? AND ?"
    period = found.asked.period
    whole = int(edition.query(sql, [edition.as_of])["n"][0]) + int(edition.query(begun, [period.first, period.last])["n"][0])  # fmt: skip
    assert found.counted + sum(found.out.values()) == whole
    assert edition.id in found.source_line and str(edition.as_of) in found.source_line
    assert "检举控告不计" in found.source_line


def test_the_table_adds_up_at_every_level(edition: Edition) -> None:
    for topic, place in (("一级", "县"), ("二级", "乡"), ("一级", "市")):
        found = find_sources(edition, asked_of(edition, days=365, topic=topic, place=place, by_unit=False))
        table = heat_of(found)
        assert sum(table.many.values()) == found.counted
        assert list(table.places) == sorted(table.places)  # by code: places are in no order of numbers
        first = table.topics[0]
        shares = [table.of_topic(first, place_) for place_ in table.places]
        assert sum(one.numerator for one in shares) == shares[0].denominator


def test_months_are_whole_and_open_their_matters(edition: Edition) -> None:
    asked = asked_of(edition)
    told = months(edition, asked)
    assert len(told) == 24 and list(told)[-1] == f"{edition.as_of:%Y-%m}"
    month = max(told, key=lambda one: told[one])
    assert len(behind(edition, asked, "", month=month)) >= told[month] > 0


def test_narrowed_to_a_unit_by_any_of_its_names(edition: Edition) -> None:
    unit = str(edition.query("SELECT unit FROM units ORDER BY matters DESC, unit LIMIT 1")["unit"][0])
    asked = asked_of(edition, days=3000, unit=unit)
    assert {row["lead_unit"] for row in behind(edition, asked)} == {unit}


def test_a_quiet_county_has_rows_to_look_at_but_says_no_surge_it_cannot_stand_for(edition: Edition) -> None:
    found = find_sources(edition, asked_of(edition, days=365))
    assert all(one.q <= 0.05 for one in found.tested.found)
    rows = surge_rows(found, only=False, most=5)
    assert len(rows) == 5 and all("平均每期" in row["sentence"] for row in rows)
    assert "所报突增中误报不超过 5%" in found.method_line


def test_too_short_a_time_before_is_said_and_the_counts_stand(edition: Edition) -> None:
    found = find_sources(edition, asked_of(edition, days=3650))
    assert "不判断突增" in found.problem and found.method_line == found.problem
    assert found.counted > 0 and not found.tested.surges


def test_causes_are_fractions_of_those_that_have_one(edition: Edition) -> None:
    found = count_causes(edition, asked_of(edition, days=3000))
    assert {one.origin for one in found} >= {"台账所记"}
    for one in found:
        assert 0 < one.ratio.numerator <= one.ratio.denominator and set(one.ratio.ids) <= set(one.ratio.base_ids)
    locked = set(edition.query("SELECT matter_id FROM matters WHERE locked")["matter_id"])
    assert locked and not any(locked & set(one.ratio.ids) for one in found)


def test_common_causes_hold_several_matters(edition: Edition) -> None:
    assert all(int(row["many"]) == len(row["matters"]) > 1 for row in common_causes(edition))


def test_a_person_rules_on_a_gap_with_a_reason(own_office: Office) -> None:
    (gap, ruling), *_ = find_gaps(own_office)
    assert ruling is None and len(gap.matters) >= 3 and f"/{len(gap.matters)}" in gap.sentence
    with pytest.raises(ValueError, match="请写明认定理由"):
        rule_gap(own_office, gap.gap_id, True, why=" ")
    with pytest.raises(LookupError, match="没有提出过政策缺口"):
        rule_gap(own_office, "ZC|无此|", True, why="多件同类")
    rule_gap(own_office, gap.gap_id, True, why="新旧标准不衔接")
    rule_gap(own_office, gap.gap_id, False, why="已有补充规定")
    said = next(said for one, said in find_gaps(own_office) if one.gap_id == gap.gap_id)
    assert said is not None and (said.holds, said.why) == (False, "已有补充规定")
    assert len(own_office.store.events([EventKind.GAP_RULED])) == 2


def test_a_wrong_level_is_refused(edition: Edition) -> None:
    with pytest.raises(NotCounted, match="不按信访人分组"):
        asked_of(edition, place="户")


def test_the_surge_a_township_sends_in_is_found_and_nothing_else(
    own_office: Office, demo_county: County, tmp_path: Path
) -> None:
    import_ledger(own_office, write_surge(demo_county, tmp_path), actor="测试员")
    publish_edition(own_office)
    found = find_sources(own_office.edition())
    (one,) = found.tested.found
    assert (one.cell.topic, one.cell.unit, one.cell.observed) == ("交通管理", UNIT, HOUSEHOLDS)
    assert one.q < 0.001 and one.cell.base <= 2
    rows = behind(own_office.edition(), found.asked, topic=one.cell.topic, place=one.cell.place, unit=one.cell.unit)
    assert len(rows) == HOUSEHOLDS and all("县道拓宽" in row["title"] for row in rows)
