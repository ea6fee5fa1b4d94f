"""Clusters of one cause: from CAUSES, from projects, and judged links that lead on."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tests.drawn_network import edge_row, graph, node_row
from workbench.domain.tables import CAUSES
from workbench.network.clusters import clusters

NONE = pd.DataFrame(columns=list(CAUSES))


def causes(*matters: str) -> pd.DataFrame:
    row = {"cause_id": "C-r1", "topic": "住房", "place": "桐澜镇", "about": "清澜府", "records": [], "matters": list(matters),
           "sentence": ""}  # fmt: skip
    return pd.DataFrame([row])


def network(judged: str, *, topic: str = "住房") -> Any:
    links = [edge_row(f"r{n}>m{n}:of") for n in range(1, 6)] + [edge_row(f"m{n}>j1:j") for n in range(1, 4)]
    links += [
        edge_row("r1>r4:rel", state=judged),
        edge_row("r2>r4:rel", state=judged),
        edge_row("r1>r5:rel", state=judged),
    ]
    links += [edge_row("r1>r2:rel", state="待认定"), edge_row("m1>p1:at")]
    more = [node_row(f"m{n}", topic=topic, place="P1", unit="u1" if n < 3 else "u2") for n in range(1, 4)]
    return graph(links, [*more, node_row("m5", is_open=False), node_row("p1", place="P1", label="桐澜镇")])


def test_cause_takes_in_what_judged_links_lead_to() -> None:
    (found,) = clusters(network("相关"), causes("m1", "m2", "m3", "gone"))
    assert found.matters == ("m1", "m2", "m3", "m4")  # m5 is joined to one of them only
    assert (found.cause_id, found.confirmed, found.proposed, found.open) == ("C-r1", 2, 1, 4)
    assert found.units == (("u1", 2), ("u2", 1)) and found.records == ("r1", "r2", "r3", "r4")
    assert (
        "桐澜镇“清澜府”住房：4 个事项、4 件信访" in found.sentence and "已认定关联 2 条、待认定 1 条" in found.sentence
    )


def test_links_nobody_judged_lead_nowhere() -> None:
    (found,) = clusters(network("待认定"), causes("m1", "m2", "m3"))
    assert found.matters == ("m1", "m2", "m3")


def test_project_of_one_topic_and_place_without_a_cause() -> None:
    (found,) = clusters(network("待认定"), NONE)
    assert (found.cause_id, found.project, found.place, found.topic) == ("", "j1", "桐澜镇", "住房")
    assert found.matters == ("m1", "m2", "m3")
    assert clusters(network("待认定"), NONE, least=4) == []


def test_nothing() -> None:
    assert clusters(graph(""), NONE) == []
