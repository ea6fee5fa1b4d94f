"""Flows between places: only where both are known and differ at the level."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.domain.codes import Level
from workbench.network.flows import place_flows, unknown_places

OWN, NEXT, FAR = "431102", "431103", "440305"


def _separations(*rows: tuple[str | None, str | None, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["hukou", "residence", "issue"])
    return frame.assign(matter_id=[f"M-{number}" for number in range(1, len(frame) + 1)])


def test_flows_name_the_matters() -> None:
    frame = _separations((OWN, FAR, OWN), (OWN + "001", FAR, NEXT), (OWN, OWN + "002", OWN), (OWN, None, FAR))
    flows = place_flows(frame, Level.COUNTY)
    assert [(flow.kind, flow.from_place, flow.to_place, flow.matters) for flow in flows] == [
        ("常住地→事发地", FAR, OWN, ("M-1",)),
        ("常住地→事发地", FAR, NEXT, ("M-2",)),
        ("户籍地→常住地", OWN, FAR, ("M-1", "M-2")),
    ]


def test_level_decides_what_differs() -> None:
    frame = _separations((OWN, NEXT, OWN + "001"))
    assert len(place_flows(frame, "县")) == 2
    assert place_flows(frame, "市") == []
    assert place_flows(frame, "乡") == []


def test_unknown_place_is_reported_and_never_filled() -> None:
    frame = _separations((OWN, None, NEXT), (OWN, "431100", NEXT), (OWN, OWN, OWN))
    assert place_flows(frame, "县") == []
    assert unknown_places(frame, "县") == {"M-1": ("常住地",), "M-2": ("常住地",)}


def test_city_without_counties_is_known_at_county_level() -> None:
    assert [flow.to_place for flow in place_flows(_separations((OWN, "441900", "441900003")), "县")] == ["441900"]


def test_malformed_code_and_level_are_refused() -> None:
    with pytest.raises(ValueError, match="常住地"):
        place_flows(_separations((OWN, "某县", OWN)))
    with pytest.raises(ValueError, match="层级"):
        place_flows(_separations((OWN, OWN, OWN)), "星球")


def test_no_matters() -> None:
    assert place_flows(_separations((OWN, OWN, OWN)).iloc[:0]) == []
