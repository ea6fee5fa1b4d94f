"""The network by index: counted before added, a page at a time, two hops, and what is said when there is nothing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from workbench.domain.network import LinkType, NodeType
from workbench.network.index import NetworkIndex, NoIndex, open_index, write_index

DAY = date(2024, 1, 1)
NODE = {
    "topic": pa.string(),
    "place": pa.string(),
    "unit": pa.string(),
    "is_open": pa.bool_(),
    "day": pa.date32(),
    "day_to": pa.date32(),
}
NODES = pa.schema([("node", pa.string()), ("type", pa.string()), ("label", pa.string()), *NODE.items()])
EDGES = pa.schema([("source", pa.string()), ("target", pa.string()), ("type", pa.string()), ("day", pa.date32()), ("day_to", pa.date32()),
                   ("state", pa.string()), ("matter_id", pa.string()), ("evidence", pa.list_(pa.string()))])  # fmt: skip


def index(
    folder: Path, labels: dict[str, str], *links: tuple[Any, ...], days: dict[str, date] | None = None
) -> NetworkIndex:
    """`labels` by node id; links are (source, target, type[, day])."""
    days = days or {}
    rows = [
        {"node": one, "type": one.partition(":")[0], "label": label, "day": days.get(one)}
        for one, label in labels.items()
    ]
    ends = [
        {"source": link[0], "target": link[1], "type": link[2], "day": link[3] if len(link) > 3 else None, "day_to": None,
         "state": "", "matter_id": "", "evidence": [f"依据{number}"]}
        for number, link in enumerate(links)
    ]  # fmt: skip
    write_index(folder, pa.Table.from_pylist(rows, NODES), pa.Table.from_pylist(ends, EDGES))
    return open_index(folder)


def matters(many: int) -> dict[str, str]:
    return {f"matter:M{number:05}": f"事项{number}" for number in range(many)}


def small(folder: Path) -> NetworkIndex:
    """M0 has two records; R0 is like R2 of M2; M0, M1 are led by one unit; R0 and R1 come from one contact."""
    labels = (
        matters(3)
        | {f"record:R{number}": f"AB-{number}" for number in range(4)}
        | {"unit:甲局": "甲局", "contact:P1": "张某某"}
    )
    return index(
        folder, labels,
        ("record:R0", "matter:M00000", "归并"), ("record:R3", "matter:M00000", "归并"),
        ("record:R1", "matter:M00001", "归并"), ("record:R2", "matter:M00002", "归并"),
        ("unit:甲局", "matter:M00000", "主办"), ("unit:甲局", "matter:M00001", "协办"), ("unit:甲局", "matter:M00001", "主办"),
        ("record:R0", "record:R2", "相同", DAY), ("contact:P1", "record:R0", "提出"), ("contact:P1", "record:R1", "提出"),
    )  # fmt: skip


def test_two_hops_where_a_record_is_one_with_its_matter(tmp_path: Path) -> None:
    picture = small(tmp_path).around("matter:M00000")
    assert {node.id: node.hops for node in picture.nodes} == {
        "matter:M00000": 0, "record:R0": 0, "record:R3": 0, "unit:甲局": 1, "record:R2": 1, "matter:M00002": 1,
        "matter:M00001": 2, "record:R1": 2,
    }  # fmt: skip
    assert len(picture.links) == 8
    (same,) = [link for link in picture.links if link.type == LinkType.SAME]
    assert (same.source, same.target, same.day, same.evidence) == ("record:R0", "record:R2", DAY, ("依据7",))
    assert {node.id: node.beyond for node in picture.nodes if node.beyond} == {"record:R0": 1, "record:R1": 1}
    assert picture.notes == ()


def test_a_contact_comes_in_only_when_asked_for_and_counts_nothing(tmp_path: Path) -> None:
    net = small(tmp_path)
    assert not any(node.type == NodeType.CONTACT for node in net.around("matter:M00000", hops=5).nodes)
    picture = net.around("record:R3", 1, types=list(LinkType))
    (contact,) = [node for node in picture.nodes if node.type == NodeType.CONTACT]
    assert (contact.label, contact.beyond, net.node("contact:P1").beyond) == ("张某某", 0, 0)
    with pytest.raises(ValueError, match="信访人不作检索对象"):
        net.find("张", [NodeType.CONTACT])
    assert net.find("张某某") == []


def test_neighbours_are_counted_by_type_each_once(tmp_path: Path) -> None:
    net = small(tmp_path)
    assert net.count("unit:甲局") == {LinkType.LEADS: 2, LinkType.ASSISTS: 1}
    assert net.node("unit:甲局").beyond == 2
    with pytest.raises(KeyError, match="没有“unit:丙局”"):
        net.count("unit:丙局")


def test_pages_newest_first_each_neighbour_once_with_all_its_links(tmp_path: Path) -> None:
    labels = matters(7) | {"unit:甲局": "甲局"}
    days = {one: DAY + timedelta(number % 5) for number, one in enumerate(matters(6))}  # the seventh has no day
    led = [("unit:甲局", one, "主办") for one in matters(7)]
    net = index(tmp_path, labels, *led, ("unit:甲局", "matter:M00004", "协办"), days=days)
    seen, after = [], ""
    for _ in range(3):
        page = net.neighbours("unit:甲局", after=after, limit=3)
        seen += [node.id[-1] for node in page.nodes]
        after = page.next
    assert (seen, after, page.total) == (["4", "3", "2", "1", "0", "5", "6"], "", 7)
    first = net.neighbours("unit:甲局", limit=1)
    assert [(link.target, link.type) for link in first.links] == [("matter:M00004", "主办"), ("matter:M00004", "协办")]
    assert net.neighbours("unit:甲局", [LinkType.ASSISTS]).total == 1
    assert net.neighbours("unit:甲局", [LinkType.CITES]).nodes == ()
    with pytest.raises(KeyError, match="不是“unit:甲局”的相邻节点"):
        net.neighbours("unit:甲局", after="unit:甲局")


def test_a_unit_of_fifty_thousand_matters(tmp_path: Path) -> None:
    labels = matters(50_000) | {"unit:甲局": "甲局", "unit:乙局": "乙局"}
    led = [("unit:甲局", one, "主办") for one in matters(50_000)]
    handed = [("unit:甲局", "unit:乙局", "退回移交", DAY + timedelta(number % 100)) for number in range(3_000)]
    net = index(tmp_path, labels, *led, *handed)
    assert net.count("unit:甲局") == {LinkType.LEADS: 50_000, LinkType.RETURNED: 1}
    beside = net.around("matter:M00007", most=30)
    assert [(node.id, node.beyond) for node in beside.nodes] == [("matter:M00007", 0), ("unit:甲局", 50_000)]
    start = net.around("unit:甲局", most=30)
    assert len(start.nodes) == 32
    (line,) = [link for link in start.links if link.type == LinkType.RETURNED]
    assert (line.count, len(line.evidence), line.day, line.day_to) == (3_000, 20, DAY, DAY + timedelta(99))
    page = net.neighbours("unit:甲局", [LinkType.LEADS], after="matter:M49998", limit=50)
    assert ([node.id for node in page.nodes], page.next) == (["matter:M49999"], "")
    both = net.picture(["unit:甲局", "unit:乙局", "matter:M00001"])
    assert [(link.type, link.count) for link in both.links] == [("主办", 1), ("退回移交", 3_000)]


def test_no_more_nodes_than_asked_and_the_rest_is_told(tmp_path: Path) -> None:
    labels = matters(9) | {"place:990121": "石桥县"}
    net = index(tmp_path, labels, *[(one, "place:990121", "事发地") for one in matters(9)])
    picture = net.around("matter:M00000", limit=4)
    assert len(picture.nodes) == 4
    assert picture.notes == ("已显示 4 个节点，2 步之内至少还有 6 个未显示；请按类型逐页展开",)
    (place,) = [node for node in picture.nodes if node.type == NodeType.PLACE]
    assert place.beyond == 6


def test_what_very_many_share_by_a_link_not_walked_is_walked_through(tmp_path: Path) -> None:
    labels = matters(9) | {"place:990121": "石桥县"}
    home = [(one, "place:990121", "户籍地") for one in list(matters(9))[2:]]
    net = index(tmp_path, labels, *home, *[(one, "place:990121", "事发地") for one in matters(2)])
    assert len(net.around("matter:M00000", most=5).nodes) == 2
    there = net.around("matter:M00000", most=5, types=[LinkType.AT])
    assert [node.id for node in there.nodes] == ["matter:M00000", "place:990121", "matter:M00001"]


def test_a_picture_kept_from_another_edition(tmp_path: Path) -> None:
    picture = small(tmp_path).picture(["matter:M00001", "unit:甲局", "matter:M-gone"])
    assert [node.id for node in picture.nodes] == ["matter:M00001", "unit:甲局"]
    assert [link.type for link in picture.links] == ["主办", "协办"]
    assert picture.notes == ("1 个节点不在本版次：matter:M-gone",)


def test_found_by_every_word_units_first(tmp_path: Path) -> None:
    labels = {
        "matter:M1": "石桥镇 道路积水",
        "matter:M2": "石桥镇 噪声",
        "unit:石桥镇政府": "石桥镇政府",
        "record:R1": "AB2024-0001",
    }
    net = index(tmp_path, labels, ("unit:石桥镇政府", "matter:M1", "主办"))
    assert [node.id for node in net.find("石桥镇")] == ["unit:石桥镇政府", "matter:M1", "matter:M2"]
    assert [node.id for node in net.find("石桥 积水")] == ["matter:M1"]
    assert [node.id for node in net.find("ab2024")] == ["record:R1"]
    assert [node.id for node in net.find("石桥镇", [NodeType.MATTER], limit=1)] == ["matter:M1"]
    assert net.find(" ") == net.find("无此物") == []
    assert "unit:石桥镇政府" in net
    assert "unit:石桥镇政" not in net


def test_one_node_none_and_no_index_say_so(tmp_path: Path) -> None:
    one = index(tmp_path / "one", {"matter:M1": "孤件"}).around("matter:M1")
    assert (one.ids, one.links, one.notes) == (("matter:M1",), (), ("关联网络里只有这一个节点",))
    two = index(tmp_path / "two", matters(2)).around("matter:M00001")
    assert two.notes == ("这个节点没有与它相连的节点",)
    empty = index(tmp_path / "empty", {})
    assert (len(empty), empty.find("x"), empty.picture([]).nodes) == (0, [], ())
    with pytest.raises(KeyError, match="没有“matter:M1”"):
        empty.around("matter:M1")
    with pytest.raises(NoIndex, match="请重新发布版次"):
        open_index(tmp_path / "nowhere")
    (tmp_path / "one" / "index.json").write_text('{"format": 0, "notes": []}')
    with pytest.raises(NoIndex, match="第 0 版格式"):
        open_index(tmp_path / "one")


def test_a_link_whose_end_is_missing_is_told_in_every_picture(tmp_path: Path) -> None:
    net = index(
        tmp_path, matters(2), ("unit:甲局", "matter:M00000", "主办"), ("matter:M00000", "matter:M00000", "相同")
    )
    assert net.notes == ("有 1 条关联的一端不在节点表中（如“unit:甲局”），未计入；请重新生成版次",)
    assert net.around("matter:M00000").notes == (*net.notes, "这个节点没有与它相连的节点")
    assert net.count("matter:M00000") == {}
