"""What changed between two editions."""

from __future__ import annotations

import pytest

from tests.drawn_network import edge_row, node_row, tables
from workbench.network.changes import changes

OLD = "r1>m1:of r2>m2:of r3>m3:of c1>r1:by"


def test_nothing_changed() -> None:
    found = changes(tables(OLD), tables(OLD))
    assert not found and found.sentences == ("两个版次的关联网络没有变化",)


def test_merged_with_the_link_that_joined_them() -> None:
    link = edge_row("r1>r2:rel", state="待认定", evidence=["同一项目“清澜府”"])
    found = changes(tables(OLD), tables([*(edge_row(word) for word in OLD.split()), link]))
    (merged,) = found.merged
    assert merged.parts == (("record:r1",), ("record:r2",)) and not found.split
    assert merged.links[0].evidence == ("同一项目“清澜府”",)
    assert "原来分开的 2 组信访件（1 件、1 件，含 r1）现在连在一起，新出现的关联：相关" in found.sentences
    assert "新增关联：相关 1 条" in found.sentences
    (split,) = changes(tables([*(edge_row(word) for word in OLD.split()), link]), tables(OLD)).split
    assert split.links == merged.links and "分成了 2 组" in split.sentence


def test_matters_joined_into_one_are_followed_by_records() -> None:
    found = changes(tables("r1>m1:of r2>m2:of"), tables("r1>m1:of r2>m1:of"))
    assert found.removed["node"].tolist() == ["matter:m2"]
    assert len(found.merged) == 1 and "归并或项目" in found.merged[0].sentence


def test_facts_and_judgements() -> None:
    old = tables([edge_row("r1>m1:of"), edge_row("r1>r2:same", state="待认定")])
    new = tables(
        [edge_row("r1>m1:of"), edge_row("r1>r2:same", state="相同")], [node_row("m1", is_open=False, unit="u9")]
    )
    found = changes(old, new)
    assert found.changed[["node", "fact", "before", "after"]].values.tolist() == [
        ["matter:m1", "主办单位", "", "u9"],
        ["matter:m1", "是否未化解", "True", "False"],
    ]
    assert found.judged[["before", "after"]].values.tolist() == [["待认定", "相同"]]
    assert "相同关联由“待认定”变为“相同”：1 条" in found.sentences
    assert "是否未化解有变化：事项 1 个" in found.sentences


def test_petitioners_are_in_no_change() -> None:
    found = changes(tables(OLD), tables("r1>m1:of r2>m2:of r3>m3:of c2>r2:by"))
    assert not found


def test_added_and_empty() -> None:
    found = changes(tables(""), tables(OLD))
    assert found.sentences[0] == "新增：事项 3 个、信访件 3 个"
    assert len(changes(tables(OLD), tables("")).removed) == 6
    with pytest.raises(KeyError, match="较早的版次没有关联网络"):
        changes({}, tables(OLD))
