"""The table of kinds: whole, dated, without rings."""

from __future__ import annotations

from datetime import date

from workbench.linkage.unit.organs import organs, transfers


def test_every_kind_has_days_in_order_and_a_source() -> None:
    for kind in organs().types.values():
        assert kind.end is None or kind.start < kind.end, kind.name
        assert kind.source and kind.confidence in {"certain", "likely", "approx"}, kind.name
        assert kind.name not in organs().later(kind.name), f"{kind.name} 的沿革成环"
        assert kind.end is None or kind.successors or kind.level == "乡", f"{kind.name} 已撤并而无承继"


def test_tax_bureaus_merged_at_county_level_on_their_day() -> None:
    types = organs().types
    for name in ("国家税务局", "地方税务局"):
        assert types[name].valid(date(2018, 7, 19)) and not types[name].valid(date(2018, 7, 20))
    assert types["税务局"].start == date(2018, 7, 20)


def test_a_line_of_successors_is_followed() -> None:
    assert organs().later("扶贫开发办公室") == ("乡村振兴局", "农业农村局")
    assert set(organs().predecessors["税务局"]) == {"国家税务局", "地方税务局"}


def test_one_alias_means_one_kind_but_for_the_listed() -> None:
    several = {alias for alias, kinds in organs().by_alias.items() if len(kinds) > 1}
    assert several == {"交通局", "政务服务中心", "社会治安综合治理办公室", "综治办"}


def test_transfers_name_kinds_of_the_table() -> None:
    for move in transfers():
        assert {move.from_unit, move.to_unit} <= set(organs().types), move
