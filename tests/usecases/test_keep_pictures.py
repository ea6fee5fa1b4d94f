"""A picture kept by a name comes back with its layout; a newer edition says what is gone; a name cannot leave its folder."""

from __future__ import annotations

import json
import stat
from dataclasses import replace

import pytest

from workbench.settings import Settings
from workbench.usecases.explore_network import Network, network, start
from workbench.usecases.keep_pictures import (
    PICTURES,
    NoPicture,
    delete_picture,
    kept_pictures,
    open_picture,
    save_picture,
)
from workbench.usecases.office import Office


@pytest.fixture
def office(own_office: Office) -> Office:
    return Office(Settings(home=own_office.settings.home, actor="测试员"))


@pytest.fixture
def net(office: Office) -> Network:
    return network(office)


@pytest.fixture
def matter(net: Network) -> str:
    return f"matter:{net.edition.query('SELECT min(matter_id) AS id FROM matters WHERE NOT locked')['id'][0]}"


def test_kept_and_opened_again(office: Office, net: Network, matter: str) -> None:
    picture = start(net, matter)
    layout = {matter: (1.23456, -2.0), "matter:M-NOT-SHOWN": (0, 0)}
    kept = save_picture(
        office,
        picture,
        "桐澜镇 征地（一）",
        start=matter,
        edition=net.edition.id,
        layout=layout,
        look={"colour": "type"},
    )
    found = open_picture(office, net, "桐澜镇 征地（一）")
    assert found.kept == kept and found.kept.layout == {matter: (1.235, -2.0)} and found.kept.look == {"colour": "type"}
    assert set(found.picture.ids) == set(picture.ids)
    assert found.picture.links == net.index.picture(picture.ids).links
    assert "测试员" in found.told and "已不在" not in found.told


def test_a_newer_edition_says_what_is_gone(office: Office, net: Network, matter: str) -> None:
    picture = start(net, matter)
    gone = replace(picture.nodes[0], id="matter:M-R999999")
    save_picture(office, replace(picture, nodes=(*picture.nodes, gone)), "旧图", start=gone.id, edition="E20200101-01")
    found = open_picture(office, net, "旧图")
    assert "E20200101-01" in found.told and "1 个节点已不在" in found.told and "M-R999999" in found.told
    assert found.kept.start in found.picture.ids == start(net, matter).ids or set(found.picture.ids) == set(picture.ids)
    save_picture(office, replace(picture, nodes=(gone,), links=()), "全没了", start=gone.id, edition="E20200101-01")
    with pytest.raises(NoPicture, match="都已不在"):
        open_picture(office, net, "全没了")


def test_pictures_are_listed_the_last_first_and_thrown_away(office: Office, net: Network, matter: str) -> None:
    picture = start(net, matter)
    for name in ("甲", "乙", "甲"):
        save_picture(office, picture, name, start=matter, edition=net.edition.id)
    assert sorted(one.name for one in kept_pictures(office)) == ["乙", "甲"]
    delete_picture(office, "甲")
    assert [one.name for one in kept_pictures(office)] == ["乙"]
    with pytest.raises(NoPicture):
        delete_picture(office, "甲")


@pytest.mark.parametrize("name", ["", "  ", "../外", "a/b", ".隐", "名\x00", "x" * 41, "<b>", "a.json", "a\nb"])
def test_a_name_that_is_no_file_name_is_refused(office: Office, net: Network, matter: str, name: str) -> None:
    with pytest.raises(ValueError, match="请改名后再保存"):
        save_picture(office, start(net, matter), name, start=matter, edition=net.edition.id)
    with pytest.raises(ValueError, match="请改名后再保存"):
        open_picture(office, net, name)
    assert not (office.settings.home / PICTURES).exists()


def test_only_the_office_reads_what_is_kept_and_no_label_is_in_it(office: Office, net: Network, matter: str) -> None:
    picture = start(net, matter)
    save_picture(office, picture, "甲", start=matter, edition=net.edition.id)
    file = office.settings.home / PICTURES / "甲.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text(encoding="utf-8")
    title = next(node.label for node in picture.nodes if node.id == matter)
    assert title not in text and json.loads(text)["nodes"] == list(picture.ids)


@pytest.mark.parametrize("text", ["{", "[]", '{"nodes": 5}', '{"name": "坏", "nodes": ["a"], "layout": {"a": [1]}}'])
def test_a_broken_file_is_said_and_left_out_of_the_list(office: Office, net: Network, text: str) -> None:
    folder = office.settings.home / PICTURES
    folder.mkdir()
    (folder / "坏.json").write_text(text, encoding="utf-8")
    with pytest.raises(NoPicture, match="不完整"):
        open_picture(office, net, "坏")
    assert kept_pictures(office) == []


def test_a_kept_contact_is_never_the_start(office: Office, net: Network, matter: str) -> None:
    picture = start(net, matter)
    save_picture(office, picture, "甲", start="contact:P-R000001", edition=net.edition.id)
    found = open_picture(office, net, "甲")
    assert not found.kept.start.startswith("contact:")
