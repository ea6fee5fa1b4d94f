"""The whole network in columns: ends by number, parts of it, as networkx and as NetworKit."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from workbench.domain.network import LinkType, NodeType
from workbench.network.graph import CaseGraph

NODES = pa.schema([("node", pa.string()), ("type", pa.string()), ("label", pa.string()), ("topic", pa.string()), ("place", pa.string()),
                   ("unit", pa.string()), ("is_open", pa.bool_()), ("day", pa.date32()), ("day_to", pa.date32())])  # fmt: skip
EDGES = pa.schema([("source", pa.string()), ("target", pa.string()), ("type", pa.string()), ("day", pa.date32()), ("day_to", pa.date32()),
                   ("state", pa.string()), ("matter_id", pa.string()), ("evidence", pa.list_(pa.string()))])  # fmt: skip


def nodes(*ids: str, **more: Any) -> pa.Table:
    rows = [{"node": one, "type": one.partition(":")[0], "label": one.partition(":")[2], **more} for one in ids]
    return pa.Table.from_pylist(rows, NODES)


def edges(*rows: tuple[str, str, str, date | None]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {"source": one, "target": other, "type": kind, "day": day, "day_to": day, "evidence": ["R1"]}
            for one, other, kind, day in rows
        ],
        EDGES,
    )


EARLY, LATE = date(2024, 1, 1), date(2024, 9, 1)


@pytest.fixture
def graph() -> CaseGraph:
    return CaseGraph.of(
        nodes("matter:M1", "matter:M2", "record:R1", "unit:甲局", "unit:乙局"),
        edges(
            ("record:R1", "matter:M1", "归并", EARLY),
            ("unit:甲局", "matter:M1", "主办", EARLY),
            ("unit:甲局", "matter:M2", "主办", None),
            ("unit:甲局", "unit:乙局", "退回移交", LATE),
            ("unit:甲局", "unit:乙局", "退回移交", EARLY),
            ("unit:乙局", "unit:甲局", "退回移交", LATE),
        ),
    )


def test_ends_and_types_by_number(graph: CaseGraph) -> None:
    assert (graph.source.tolist(), graph.target.tolist()) == ([2, 3, 3, 3, 3, 4], [0, 0, 1, 4, 4, 3])
    assert graph.number("unit:乙局") == 4
    assert graph.numbers(["unit:乙局", "matter:M1"]).tolist() == [4, 0]
    with pytest.raises(KeyError, match="没有“matter:M9”"):
        graph.numbers(["matter:M1", "matter:M9"])


def test_networkx_has_every_link_with_its_attributes(graph: CaseGraph) -> None:
    made = graph.to_networkx()
    assert (made.number_of_nodes(), made.number_of_edges("unit:甲局", "unit:乙局")) == (5, 2)
    assert made.nodes["unit:甲局"]["label"] == "甲局"
    assert made.edges["record:R1", "matter:M1", 0]["evidence"] == ["R1"]


def test_networkit_joins_two_nodes_once(graph: CaseGraph) -> None:
    assert (graph.to_networkit().numberOfNodes(), graph.to_networkit().numberOfEdges()) == (5, 4)
    assert graph.to_networkit(directed=True).numberOfEdges() == 5
    assert graph.to_networkit(simple=False).numberOfEdges() == 6
    assert [ends.tolist() for ends in graph.simple_ends()] == [[0, 0, 1, 3], [2, 3, 3, 4]]


def test_parts_by_type_by_kind_and_by_nodes(graph: CaseGraph) -> None:
    handed = graph.subgraph([LinkType.RETURNED], kinds=[NodeType.UNIT])
    assert (len(handed), handed.source.tolist(), handed.target.tolist()) == (2, [0, 0, 1], [1, 1, 0])
    part = graph.subgraph(nodes=["unit:甲局", "matter:M2"])
    assert (part.ids.to_pylist(), part.edges.column("type").to_pylist()) == (["matter:M2", "unit:甲局"], ["主办"])
    assert len(graph.subgraph(nodes=np.zeros(5, np.bool_))) == 0
    with pytest.raises(KeyError, match="matter:M9"):
        graph.subgraph(nodes=["matter:M9"])


def test_parts_by_day_keep_what_has_no_day_unless_told(graph: CaseGraph) -> None:
    late = graph.subgraph(days=(date(2024, 6, 1), None))
    assert (len(late), late.edges.column("type").to_pylist()) == (5, ["主办", "退回移交", "退回移交"])
    assert len(graph.subgraph(days=(date(2024, 6, 1), None), undated=False).edges) == 2
    assert len(graph.subgraph(days=(None, EARLY), undated=False).edges) == 3
    assert len(graph.subgraph(days=(None, None)).edges) == 6


def test_a_link_whose_end_is_missing_is_left_out_and_told() -> None:
    graph = CaseGraph.of(
        nodes("matter:M1", "record:R1"),
        edges(("record:R1", "matter:M1", "归并", None), ("record:R9", "matter:M1", "归并", None)),
    )
    assert len(graph.edges) == len(graph.source) == 1
    assert graph.notes == ("有 1 条关联的一端不在节点表中（如“record:R9”），未计入；请重新生成版次",)


def test_empty_and_one_node() -> None:
    empty = CaseGraph.of(nodes(), edges())
    assert (len(empty), empty.to_networkx().number_of_nodes(), empty.to_networkit().numberOfNodes()) == (0, 0, 0)
    assert len(empty.subgraph([LinkType.SAME], (EARLY, LATE))) == 0
    one = CaseGraph.of(nodes("matter:M1"), edges())
    assert (one.to_networkit().numberOfEdges(), one.subgraph(nodes=["matter:M1"]).ids.to_pylist()) == (0, ["matter:M1"])


def test_frames_are_taken_too_and_faults_are_told() -> None:
    given = nodes("matter:M1").to_pandas(), edges().to_pandas()
    assert CaseGraph.of(*given).ids.to_pylist() == ["matter:M1"]
    with pytest.raises(ValueError, match="“matter:M1”出现多次"):
        CaseGraph.of(nodes("matter:M1", "matter:M1"), edges())
    with pytest.raises(ValueError, match="不认识的类型“朋友”"):
        CaseGraph.of(nodes("matter:M1", "matter:M2"), edges(("matter:M1", "matter:M2", "朋友", None)))
