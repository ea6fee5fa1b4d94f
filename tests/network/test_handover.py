"""Matters that go to and fro between units, and where separated matters lie."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tests.drawn_network import edge_row, tables
from workbench.domain.tables import STEPS
from workbench.network.handover import handover_sentence, handovers, ping_pong, place_handovers

ON = date(2026, 11, 22)
OFFICE, HOUSING, LAND, LABOUR = (
    "清澜县信访局",
    "清澜县住房和城乡建设局",
    "清澜县自然资源局",
    "清澜县人力资源和社会保障局",
)


def steps(*rows: tuple[str, str, str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["matter_id", "record_id", "kind", "start", "unit", "target"])
    frame["start"] = pd.to_datetime(frame["start"]).dt.date
    return frame.reindex(columns=list(STEPS))


def test_three_units_is_to_and_fro() -> None:
    found = ping_pong(
        steps(
            ("M-1", "R1", "转送交办", "2026-03-01", OFFICE, HOUSING),
            ("M-1", "R1", "转送交办", "2026-01-05", OFFICE, LAND),
            ("M-1", "R2", "转送交办", "2026-05-01", OFFICE, LABOUR),
            ("M-2", "R3", "转送交办", "2026-01-05", OFFICE, LAND),
            ("M-2", "R3", "转送交办", "2026-01-06", OFFICE, "自然资源局"),
            ("M-2", "R3", "转送交办", "2026-01-07", OFFICE, "某市信访局"),
        ),
        ON,
    )
    (only,) = found  # one organ under two names and a petition office make no three units
    assert (only.matter, only.units, only.returns, only.records) == ("M-1", (LAND, HOUSING, LABOUR), 0, ("R1", "R2"))
    assert only.steps[0] == f"2026-01-05 转送交办 {OFFICE}→{LAND}（R1）"
    assert "宜明确主办" in only.sentence


def test_two_returns_is_to_and_fro() -> None:
    rows = [("M-1", "R1", "同意退回", "2026-03-01", HOUSING, OFFICE)]
    assert ping_pong(steps(*rows), ON) == []
    rows.append(("M-1", "R1", "同意退回", "2026-04-01", LAND, OFFICE))
    (found,) = ping_pong(steps(*rows), ON)
    assert found.returns == 2 and len(found.steps) == 2
    assert ping_pong(steps(*rows), ON, matters=["M-2"]) == []


def test_undated_step_comes_last_and_says_so() -> None:
    rows = [("M-1", "R1", "同意退回", day, HOUSING, OFFICE) for day in (None, "2026-03-01")]
    (found,) = ping_pong(steps(*rows), ON)
    assert found.steps[-1].startswith("日期未登记")


def test_days_as_duckdb_gives_them() -> None:
    rows = [("M-1", "R1", "同意退回", day, HOUSING, OFFICE) for day in ("2026-02-01", "2026-03-01")]
    frame = steps(*rows)
    (found,) = ping_pong(frame.assign(start=pd.to_datetime(frame["start"])), ON)
    assert found.steps[0] == f"2026-02-01 同意退回 {HOUSING}→{OFFICE}（R1）"


def test_handovers_between_units() -> None:
    links = [
        edge_row("u1>u2:ret", matter_id="M-1", state="转送交办", evidence=["转送交办", "R1"]),
        edge_row("u1>u2:ret", matter_id="M-2", state="同意退回", evidence=["同意退回", "R2"], day_to=date(2026, 6, 1)),
        edge_row("u2>u1:ret", matter_id="M-1", state="转送交办", evidence=["转送交办", "R1"]),
        edge_row("u1>m1:led"),
    ]
    table = handovers(tables(links)["edges"])
    first = table.iloc[0].to_dict()
    assert (first["source"], first["matters"], first["times"], first["returns"], first["back"]) == (
        "unit:u1",
        2,
        2,
        1,
        1,
    )
    assert (first["matter_ids"], first["records"], first["day_to"]) == (("M-1", "M-2"), ("R1", "R2"), date(2026, 6, 1))
    assert handover_sentence(first) == "u1向u2移交或退回 2 次（其中同意退回 1 次），涉及 2 个事项，反方向 1 次"
    assert len(table) == 2
    assert handovers(tables("u1>m1:led")["edges"]).empty


def test_places_of_separated_matters() -> None:
    frame = pd.DataFrame({"matter_id": ["M-1", "M-2"], "hukou": ["431102", "431102"], "residence": ["440305", None],
                          "issue": ["431102", "431103"]})  # fmt: skip
    table = place_handovers(frame)
    assert table[["source", "target", "matters"]].values.tolist() == [
        ["place:440305", "place:431102", 1],
        ["place:431102", "place:440305", 1],
    ]
    with pytest.raises(ValueError, match="层级"):
        place_handovers(frame, "州")
