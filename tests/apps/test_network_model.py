"""关联网络 without a widget: a picture grows and is undone, its address makes it again, and it leads to work."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl
from xml.etree import ElementTree

import pytest

from workbench.apps.network.model import ADDRESS_MOST, BESIDE, SELECTED, SHOWN, NetworkModel
from workbench.apps.network.rows import (
    find_link,
    link_facts,
    link_id,
    link_rows,
    node_rows,
    page_rows,
    result_rows,
)
from workbench.domain.events import EventKind
from workbench.domain.network import LEGEND, LinkType, NodeType
from workbench.network.picture import Picture, PictureLink, PictureNode
from workbench.settings import Settings
from workbench.usecases.explore_network import Act
from workbench.usecases.office import Office


@pytest.fixture
def office(own_office: Office) -> Office:
    return Office(Settings(home=own_office.settings.home, actor="测试员"))


@pytest.fixture
def model(office: Office) -> NetworkModel:
    return NetworkModel(office)


@pytest.fixture
def unit(model: NetworkModel) -> str:
    """The unit with the most matters."""
    sql = "SELECT lead_unit FROM matters WHERE NOT locked AND lead_unit <> '' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    return f"unit:{model.edition.query(sql)['lead_unit'][0]}"


@pytest.fixture
def drawn(model: NetworkModel, unit: str) -> NetworkModel:
    assert model.begin(unit)
    return model


def first(model: NetworkModel, kind: NodeType) -> str:
    return next(node.id for node in model.nodes.values() if node.type == kind)


# --- the picture --------------------------------------------------------------------------------------------------------


def test_it_begins_with_nothing_and_from_what_is_asked_for(model: NetworkModel, unit: str) -> None:
    assert (model.picture, model.address, model.nodes, model.can_undo) == (None, "?", {}, False)
    assert model.begin(unit.partition(":")[2])
    assert (model.state.start, model.selected, model.chosen) == (unit, [unit], model.nodes[unit])
    assert f"现有 {len(model.nodes)} 个节点" in model.said.text and not model.can_undo


def test_what_cannot_be_drawn_is_said_and_the_picture_stays(drawn: NetworkModel) -> None:
    before = drawn.state
    for wanted in ("nobody", "contact:P-R000001"):
        assert not drawn.begin(wanted) and drawn.said.tone == "error"
    assert not drawn.act(Act.DROP, drawn.state.start) and "起点不能移去" in drawn.said.text
    assert not drawn.act(Act.PATH, drawn.state.start, "matter:M-R999999") and "没有" in drawn.said.text
    assert not drawn.act(Act.EXPAND, drawn.state.start, "不是关系") and drawn.said.tone == "error"
    assert drawn.state is before and not drawn.can_undo


def test_acts_add_up_and_undo_takes_them_back_one_by_one(drawn: NetworkModel, unit: str) -> None:
    states = [drawn.state]
    matter = first(drawn, NodeType.MATTER)
    for act, node, other in ((Act.EXPAND, matter, "事发地"), (Act.EXPAND, matter, "内容分类"), (Act.FOLD, matter, "")):
        assert drawn.act(act, node, other), drawn.said
        states.append(drawn.state)
    for state in reversed(states[:-1]):
        assert drawn.undo() and drawn.state is state
        assert set(drawn.selected) <= set(drawn.nodes)
    assert not drawn.undo() and "没有可撤销" in drawn.said.text


def test_an_act_that_changes_nothing_is_no_step(drawn: NetworkModel) -> None:
    matter = first(drawn, NodeType.MATTER)
    record = next(link.source for link in drawn.state.picture.links if link.type == "归并" and link.target == matter)
    assert not drawn.act(Act.EXPAND, record, "归并") and "没有变化" in drawn.said.text
    assert drawn.state.steps == ()


def test_counts_come_before_adding_and_none_for_a_petitioner(drawn: NetworkModel, unit: str) -> None:
    more = drawn.more()
    for node, counts in more.items():
        assert counts == {link.value: new for link, (new, _all) in drawn.waiting(node).items() if new}
    record = first(drawn, NodeType.RECORD)
    left = more[record]["提出"]
    assert drawn.act(Act.EXPAND, record, "提出")
    contact = first(drawn, NodeType.CONTACT)
    assert sum(node.type == NodeType.CONTACT for node in drawn.nodes.values()) == left
    assert contact not in drawn.more() and drawn.waiting(contact) == {}
    assert not drawn.act(Act.EXPAND, contact, "提出") and "信访人只作" in drawn.said.text


def test_a_path_is_told_with_its_evidence(drawn: NetworkModel, unit: str) -> None:
    matters = [node.id for node in drawn.nodes.values() if node.type == NodeType.MATTER][:2]
    assert drawn.act(Act.PATH, *matters)
    assert (drawn.state.route[0], drawn.state.route[-1]) == tuple(matters) and drawn.selected == matters
    assert "相隔" in drawn.said.text and "依据：" in drawn.said.text
    assert drawn.act(Act.FOLD, unit) and drawn.state.route == ()


def test_search_finds_units_and_matters_never_petitioners(model: NetworkModel, unit: str) -> None:
    model.words = unit.partition(":")[2]
    assert unit in [node.id for node in model.results] and result_rows(model.results)[0]["type"] == "单位"
    model.words = "某某"
    assert all(node.type != NodeType.CONTACT for node in model.results)
    model.words = "  "
    assert model.results == []
    assert model.join(unit) and model.state.start == unit


# --- the address --------------------------------------------------------------------------------------------------------


def test_the_address_makes_the_picture_again(drawn: NetworkModel, office: Office) -> None:
    matter = first(drawn, NodeType.MATTER)
    assert drawn.act(Act.EXPAND, matter, "事发地") and drawn.act(Act.EXPAND, matter, "内容分类")
    again = NetworkModel(office, dict(parse_qsl(drawn.address.removeprefix("?"))))
    assert again.picture == drawn.picture and again.state.steps == drawn.state.steps and again.address == drawn.address
    assert not again.can_undo and drawn.is_in_address


def test_an_address_too_long_is_cut_to_its_start_and_said(drawn: NetworkModel) -> None:
    place = None
    for number in range(200):
        matter = first(drawn, NodeType.MATTER)
        place = place or (drawn.act(Act.EXPAND, matter, "事发地") and first(drawn, NodeType.PLACE))
        drawn.act(Act.DROP if number % 2 else Act.ADD, place or "")
        if not drawn.is_in_address:
            break
    assert parse_qs(drawn.address[1:]) == {"start": [drawn.state.start]}
    assert len(drawn.address) < ADDRESS_MOST and "请保存后再发链接" in drawn.said.text


@pytest.mark.parametrize("show", ["[", '{"a": 1}', '[["e"]]', '[["x","a",""]]', "7", '[["e","matter:M-R999999",""]]'])
def test_a_broken_address_still_draws_its_start(office: Office, unit: str, show: str) -> None:
    model = NetworkModel(office, {"start": unit, "show": show})
    assert model.picture and model.state.steps == () and "链接中" in model.said.text


def test_a_start_that_is_not_there_is_said(office: Office) -> None:
    model = NetworkModel(office, {"start": "M-NOBODY"})
    assert model.picture is None and "没有“M-NOBODY”" in model.said.text


# --- kept pictures ------------------------------------------------------------------------------------------------------


def test_a_picture_is_kept_with_layout_and_look_and_opened_by_its_address(drawn: NetworkModel, office: Office) -> None:
    drawn.layout, drawn.look = {drawn.state.start: [1.0, 2.0]}, {"color": "place"}
    assert drawn.save("一张图") and "picture=" in drawn.address
    again = NetworkModel(office, {"picture": "一张图"})
    assert set(again.nodes) == set(drawn.nodes) and again.state.start == drawn.state.start
    assert again.layout == {drawn.state.start: (1.0, 2.0)} and again.look == {"color": "place"}
    assert [row["id"] for row in again.kept_rows()] == ["一张图"] and "测试员" in again.said.text
    assert again.throw_away("一张图") and not again.throw_away("一张图")
    assert not again.reopen("一张图") and "没有名为" in again.said.text


@pytest.mark.parametrize("name", ["", "../x", "<img src=x>"])
def test_a_bad_name_is_refused(drawn: NetworkModel, name: str) -> None:
    assert not drawn.save(name) and drawn.said.tone == "error" and drawn.kept_names() == []


@pytest.mark.parametrize("form", ["gexf", "graphml", "json"])
def test_a_file_holds_no_petitioner(drawn: NetworkModel, form: str) -> None:
    assert drawn.act(Act.EXPAND, first(drawn, NodeType.RECORD), "提出")
    name, text = drawn.export(form)
    assert name.endswith(form) and drawn.edition.id in text
    assert "contact:" not in text and drawn.state.start in text and "信访人不导出" in text
    assert json.loads(text) if form == "json" else ElementTree.fromstring(text.encode()) is not None
    assert drawn.export("exe") == ("", "") and "不能导出" in drawn.said.text


# --- in words -----------------------------------------------------------------------------------------------------------


def test_rows_and_facts_of_nodes_and_links(drawn: NetworkModel, unit: str) -> None:
    picture = drawn.state.picture
    rows = {row["id"]: row for row in node_rows(picture, lambda number: f"?{number}")}
    matter = first(drawn, NodeType.MATTER)
    assert set(rows) == set(drawn.nodes)
    assert rows[matter]["label"]["href"] == f"?{matter.removeprefix('matter:')}" and rows[unit]["label"]["href"] == ""
    links = link_rows(picture, unit)
    assert len(links) == sum(unit in (link.source, link.target) for link in picture.links)
    link = find_link(picture, links[0]["id"])
    assert link_id(link) == links[0]["id"] and links[0]["other"].startswith("→ ")
    facts = dict(link_facts(link, picture))
    assert facts["关系"] == f"{link.type}：{LEGEND[LinkType(link.type)]}"
    pages = page_rows(drawn.nodes[matter], link, lambda number: f"?{number}")
    records = [one for one in link.evidence if one[0] == "R"]
    assert [row["what"] for row in pages] == ["所选", *["依据"] * len(records)]
    assert [row["record"]["text"] for row in pages[1:]] == records
    assert page_rows(drawn.nodes[unit], None, str) == page_rows(None, None, str) == []


def test_a_petitioner_has_no_page() -> None:
    contact = PictureNode("contact:P-R000001", "contact", "张某某")
    assert page_rows(contact, None, str) == []
    assert node_rows(Picture((contact,), ()), str)[0]["label"] == {"text": "张某某", "href": ""}


def test_a_link_nobody_judged_is_no_finding() -> None:
    nodes = [PictureNode(f"record:R00000{n}", "record", f"件{n}") for n in (1, 2)]
    link = PictureLink("record:R000001", "record:R000002", "相关", state="待认定", evidence=("文本相似", "R000001"))
    facts = dict(link_facts(link, Picture(tuple(nodes), (link,))))
    assert facts["认定"] == "待承办人认定（机器建议，不作结论）" and facts["依据"] == "文本相似"


def test_remarks_are_of_nodes_shown_and_of_no_petitioner(drawn: NetworkModel) -> None:
    assert drawn.act(Act.EXPAND, first(drawn, NodeType.RECORD), "提出")
    found = drawn.remarks()
    assert found[0].sort == "整体" and {"关键单位", "分组"} & {one.sort for one in found}
    named = {node for one in found for node in one.nodes}
    assert named <= set(drawn.nodes) and not any(node.startswith("contact:") for node in named)
    assert drawn.communities() == {}
    drawn.look = {"color": "community"}
    assert set(drawn.communities()) == {node.id for node in drawn.nodes.values() if node.type != NodeType.CONTACT}


# --- from the picture to work -------------------------------------------------------------------------------------------


def test_matters_of_a_scope(drawn: NetworkModel, unit: str) -> None:
    matter = first(drawn, NodeType.MATTER)
    shown = [node.id.removeprefix("matter:") for node in drawn.nodes.values() if node.type == NodeType.MATTER]
    assert drawn.matters(SHOWN) == shown and drawn.matters(SELECTED) == []
    assert set(drawn.matters(BESIDE)) == {
        link.target.removeprefix("matter:")
        for link in drawn.state.picture.links
        if link.source == unit and link.target.startswith("matter:")
    }
    drawn.selected = [unit, matter]
    assert drawn.matters(SELECTED) == [matter.removeprefix("matter:")]


def test_work_is_signed_once_with_a_reason(drawn: NetworkModel, office: Office) -> None:
    drawn.selected = [first(drawn, NodeType.MATTER)]
    assert not drawn.put_on_agenda(SELECTED, " ") and "须说明理由" in drawn.said.text
    assert drawn.put_on_agenda(SELECTED, "集中研究") and "已记录" in drawn.said.text
    said = office.store.events(kinds=[EventKind.AGENDA_DECIDED])[-1]
    assert (said.subject.partition("|")[2], said.why) == (drawn.selected[0].removeprefix("matter:"), "集中研究")
    assert not drawn.put_on_agenda(SELECTED, "再来") and "已列入" in drawn.said.text
    assert not drawn.propose_cause(SELECTED, "一件不成共性") and "至少要选 2 件" in drawn.said.text


def test_common_causes_are_a_place_to_start(model: NetworkModel, tmp_path: Path) -> None:
    rows = model.cause_rows()
    assert [row["matters"] for row in rows] == sorted((row["matters"] for row in rows), reverse=True)
    for row in rows[:3]:
        assert model.begin_cause(row["id"]) and model.nodes[model.state.start].type == NodeType.MATTER
    assert not model.begin_cause("C-NOBODY")
