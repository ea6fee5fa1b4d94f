"""The network around a matter: units, places, topics and judged links; no petitioner, nothing locked."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.domain.tables import LINKS
from workbench.network.cases import GROUPS, CaseNetwork, case_network


def _records(*rows: dict[str, object]) -> pd.DataFrame:
    blank = {
        "title": "",
        "case_no": "",
        "lead_unit": None,
        "issue": None,
        "issue_text": "",
        "topic_l1": None,
        "topic_l2": None,
        "purpose": "申诉求决",
        "locked": False,
        "petitioner": "张某某",
    }
    frame = pd.DataFrame([{**blank, **row} for row in rows])
    return frame.assign(times=pd.array([None] * len(frame), dtype="Int64"), reg_time=pd.NaT)


def _links(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(left, right, kind, 0.5, ["文本相似（0.50）"], verdict, "") for left, right, kind, verdict in rows],
        columns=list(LINKS),
    )


def _ids(network: CaseNetwork) -> set[str]:
    return {node.id for node in network.nodes}


def test_two_steps_around_a_matter() -> None:
    records = _records(
        {"record_id": "R1", "title": "道路积水", "lead_unit": "交通局", "issue": "431102", "issue_text": "石桥县"},
        {"record_id": "R2", "lead_unit": "交通局", "topic_l1": "交通运输"},
        {"record_id": "R3", "topic_l1": "交通运输"},
        {"record_id": "R4", "title": "同村道路", "lead_unit": "水利局"},
    )
    groups = {"R1": "M-R1", "R2": "M-R2", "R3": "M-R3", "R4": "M-R4"}
    network = case_network(records, _links(("R1", "R4", "同事", "")), groups, "M-R1")
    assert {node.id: node.hops for node in network.nodes} == {
        "M-R1": 0, "R1": 0, "unit:交通局": 1, "place:431102": 1, "R4": 1, "M-R4": 1,
        "M-R2": 2, "R2": 2, "unit:水利局": 2,
    }  # fmt: skip
    edges = {(edge.source, edge.target): (edge.label, edge.evidence) for edge in network.edges}
    assert edges["R1", "R4"] == ("待认定", ("文本相似（0.50）",))
    assert edges["M-R1", "unit:交通局"] == ("主办", ("R1",))
    assert all({edge.source, edge.target} <= _ids(network) for edge in network.edges)


def test_no_petitioner_is_a_node_and_same_person_alone_joins_nothing() -> None:
    records = _records({"record_id": "R1"}, {"record_id": "R2"}, {"record_id": "R3"})
    groups = pd.DataFrame({"record_id": ["R1", "R2", "R3"], "matter_id": ["M-R1", "M-R2", "M-R3"]})
    network = case_network(records, _links(("R1", "R2", "同人", ""), ("R1", "R3", "同事", "不同")), groups, "M-R1")
    assert _ids(network) == {"M-R1", "R1"}
    assert {node.group for node in network.nodes} <= GROUPS.keys()
    assert not any("张某某" in node.label for node in network.nodes)


def test_related_matters_are_joined_by_the_judgement() -> None:
    records = _records({"record_id": "R1"}, {"record_id": "R2"})
    network = case_network(records, _links(("R1", "R2", "同人", "相关")), {"R1": "M-R1", "R2": "M-R2"}, "M-R1")
    assert [edge.label for edge in network.edges if {edge.source, edge.target} == {"R1", "R2"}] == ["相关"]


@pytest.mark.parametrize("hidden", [{"locked": True}, {"locked": None}, {"purpose": "检举控告"}])
def test_accusations_are_never_in_it(hidden: dict[str, object]) -> None:
    records = _records({"record_id": "R1", "lead_unit": "交通局"}, {"record_id": "R2", "lead_unit": "交通局", **hidden})
    groups = {"R1": "M-R1", "R2": "M-R2"}
    links = _links(("R1", "R2", "同事", "相同"))
    assert _ids(case_network(records, links, groups, "M-R1")) == {"M-R1", "R1", "unit:交通局"}
    with pytest.raises(KeyError, match="没有可显示的信访件"):
        case_network(records, links, groups, "M-R2")


def test_a_unit_of_very_many_matters_is_not_walked_through() -> None:
    records = _records(*({"record_id": f"R{number}", "lead_unit": "公安局"} for number in range(40)))
    network = case_network(records, _links(), {f"R{number}": f"M-R{number}" for number in range(40)}, "M-R0")
    (unit,) = [node for node in network.nodes if node.group == "unit"]
    assert (len(network.nodes), unit.beyond) == (3, 39)
