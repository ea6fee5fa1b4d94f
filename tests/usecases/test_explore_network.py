"""From a matter, unit or place outwards: counted before added, never from a petitioner, and back again by the acts alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest

from workbench.domain.network import LinkType, NodeType
from workbench.network.index import open_index, write_index
from workbench.settings import Settings
from workbench.usecases.explore_network import (
    PAGE,
    Act,
    CannotDraw,
    Network,
    Step,
    add,
    drop,
    expand,
    fold,
    network,
    path,
    replay,
    resolve,
    search,
    start,
    waiting,
)
from workbench.usecases.office import Office

CASES = 50_000
HUB = "unit:清澜县某局"


@pytest.fixture(scope="module")
def office(demo_home: Path) -> Office:
    return Office(Settings(home=demo_home, actor="测试员"))


@pytest.fixture(scope="module")
def net(office: Office) -> Network:
    return network(office)


@pytest.fixture(scope="module")
def busiest(net: Network) -> str:
    """The matter with the most records."""
    sql = "SELECT matter_id FROM matters WHERE NOT locked ORDER BY records DESC, matter_id LIMIT 1"
    return f"matter:{net.edition.query(sql)['matter_id'][0]}"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """A unit with 50,000 cases, one of them with a link to a node that is missing."""
    ids = [f"matter:M-R{number:06d}" for number in range(CASES)]
    none = [None] * CASES
    nodes = {
        "node": [HUB, *ids], "type": ["unit", *["matter"] * CASES], "label": ["清澜县某局", *["反映某事"] * CASES],
        "topic": [None, *["土地" if n % 3 else "社保" for n in range(CASES)]], "place": [None, *none],
        "unit": [None, *["清澜县某局"] * CASES], "is_open": [None, *[True] * CASES],
        "day": [None, *[date(2024, 1, 1 + n % 28) for n in range(CASES)]], "day_to": [None, *none],
    }  # fmt: skip
    edges = {
        "source": [HUB] * (CASES + 1), "target": [*ids, "matter:M-GONE"], "type": ["主办"] * (CASES + 1),
        "day": [None] * (CASES + 1), "day_to": [None] * (CASES + 1), "state": [""] * (CASES + 1),
        "matter_id": [""] * (CASES + 1), "evidence": [["R000001"]] * (CASES + 1),
    }  # fmt: skip
    day = {name: pa.date32() for name in ("day", "day_to")}
    text = dict.fromkeys(("topic", "place", "unit"), pa.string())
    folder = tmp_path_factory.mktemp("hub") / "network"
    write_index(folder, _table(nodes, day | text), _table(edges, day | {"evidence": pa.list_(pa.string())}))
    return Network(SimpleNamespace(id="E1"), open_index(folder))  # type: ignore[arg-type]


def _table(columns: dict[str, list[object]], types: dict[str, pa.DataType]) -> pa.Table:
    return pa.table({name: pa.array(values, types.get(name)) for name, values in columns.items()})


# --- where to start -----------------------------------------------------------------------------------------------------


def test_a_start_is_named_in_several_ways(net: Network, busiest: str) -> None:
    matter = busiest.partition(":")[2]
    row = net.edition.query(
        "SELECT r.case_no, m.lead_unit FROM matters m JOIN groups g USING (matter_id) JOIN records r USING (record_id) "
        "WHERE m.matter_id = ? AND r.case_no <> '' LIMIT 1",
        [matter],
    )
    assert resolve(net, matter) == resolve(net, f" {busiest} ") == resolve(net, row["case_no"][0]) == busiest
    assert resolve(net, f"record:{matter[2:]}") == f"record:{matter[2:]}"
    assert resolve(net, row["lead_unit"][0]) == f"unit:{row['lead_unit'][0]}"


@pytest.mark.parametrize("wanted", ["", "nobody", "M-R999999", "matter:M-R999999"])
def test_what_is_not_there_is_said(net: Network, wanted: str) -> None:
    with pytest.raises(CannotDraw, match="请核对编号或名称"):
        start(net, wanted)


def test_an_accusation_is_no_start(net: Network) -> None:
    locked = net.edition.query("SELECT matter_id FROM matters WHERE locked ORDER BY 1 LIMIT 1")["matter_id"]
    assert len(locked), "虚拟县里须有检举控告件"
    with pytest.raises(CannotDraw, match="检举控告件不进入关联网络"):
        start(net, locked[0])


def test_nothing_starts_from_or_goes_on_from_a_petitioner(net: Network, busiest: str) -> None:
    record = f"record:{busiest.removeprefix('matter:M-')}"
    picture = expand(net, start(net, busiest), record, LinkType.BROUGHT)
    contact = next(node for node in picture.nodes if node.type == NodeType.CONTACT)
    assert contact.beyond == 0 and ("某" in contact.label or "信访人" in contact.label)
    for act in (start, lambda net, node: expand(net, picture, node), lambda net, node: waiting(net, picture, node),
                lambda net, node: add(net, picture, node)):  # fmt: skip
        with pytest.raises(CannotDraw, match="信访人只作信访件之间的联系"):
            act(net, contact.id)
    with pytest.raises(ValueError, match="信访人不作检索对象"):
        search(net, "某某", [NodeType.CONTACT])


def test_contacts_come_only_when_asked_for(net: Network, busiest: str) -> None:
    picture = start(net, busiest)
    assert {node.type for node in expand(net, picture, busiest).nodes}.isdisjoint({NodeType.CONTACT})
    assert {busiest, f"record:{busiest.removeprefix('matter:M-')}"} <= set(picture.ids)


# --- acts ---------------------------------------------------------------------------------------------------------------


def test_counts_before_adding_are_what_expanding_adds(net: Network) -> None:
    units = net.edition.query(
        "SELECT lead_unit FROM matters WHERE lead_unit <> '' GROUP BY 1 HAVING count(*) > 5 ORDER BY 1"
    )["lead_unit"]
    picture = start(net, units[0])
    unit = f"unit:{units[0]}"
    for _ in range(50):
        left, total = waiting(net, picture, unit)[LinkType.LEADS]
        if not left:
            break
        bigger = expand(net, picture, unit, LinkType.LEADS, limit=4)
        assert len(bigger.nodes) == len(picture.nodes) + min(left, 4)
        picture = bigger
    assert left == 0 and total == sum(link.type == "主办" and link.source == unit for link in picture.links)


def test_every_link_has_both_ends_and_acts_make_the_picture_again(net: Network, busiest: str) -> None:
    topic = next(node.id for node in start(net, busiest).nodes if node.type == NodeType.TOPIC)
    steps = [
        Step(Act.EXPAND, topic, "内容分类"),
        Step(Act.FOLD, topic),
        Step(Act.EXPAND, busiest),
        Step(Act.DROP, topic),
    ]
    one, again = replay(net, busiest, steps), replay(net, busiest, steps)
    assert one == again and topic not in one.ids
    assert {end for link in one.links for end in (link.source, link.target)} <= set(one.ids)
    picture = start(net, busiest)
    assert add(net, drop(net, picture, topic), topic).ids == net.index.picture(picture.ids).ids


def test_folding_takes_what_hangs_by_that_node_alone(net: Network, busiest: str) -> None:
    picture = start(net, busiest)
    unit = next(node.id for node in picture.nodes if node.type == NodeType.UNIT)
    bigger = expand(net, picture, unit, LinkType.LEADS)
    folded = fold(net, bigger, unit, busiest)
    assert {busiest, unit} <= set(folded.ids) < set(bigger.ids)
    assert fold(net, bigger, busiest, busiest).ids == (busiest,)


def test_a_unit_with_fifty_thousand_cases_opens_a_page_at_a_time(hub: Network) -> None:
    picture = start(hub, HUB)
    assert len(picture.nodes) == PAGE + 1
    assert waiting(hub, picture, HUB) == {LinkType.LEADS: (CASES - PAGE, CASES)}
    assert len(expand(hub, picture, HUB, LinkType.LEADS).nodes) == 2 * PAGE + 1
    assert hub.index.notes and "M-GONE" in hub.index.notes[0]


# --- paths --------------------------------------------------------------------------------------------------------------


def test_a_path_tells_its_evidence_and_runs_over_no_petitioner(net: Network) -> None:
    pairs = net.edition.query(
        "SELECT a.matter_id AS one, b.matter_id AS other FROM matters a JOIN matters b ON a.lead_unit = b.lead_unit "
        "AND a.matter_id < b.matter_id WHERE NOT a.locked AND NOT b.locked AND a.lead_unit <> '' ORDER BY 1, 2 LIMIT 5"
    )
    for one, other in pairs.itertuples(index=False, name=None):
        one, other = f"matter:{one}", f"matter:{other}"
        found = path(net, one, other)
        assert (found.nodes[0], found.nodes[-1]) == (one, other)
        assert not any(node.startswith("contact:") for node in found.nodes)
        assert all(step.links and "（依据：" in step.sentence for step in found.steps)
        drawn = replay(net, one, [Step(Act.PATH, one, other)])
        assert set(found.nodes) <= set(drawn.ids)


def test_no_path_is_said(net: Network, busiest: str) -> None:
    with pytest.raises(CannotDraw, match="关联网络里没有"):
        path(net, busiest, "matter:M-R999999")
    with pytest.raises(ValueError, match="两个不同的节点"):
        path(net, busiest, busiest)
    with pytest.raises(ValueError, match="不能是信访人"):
        path(net, busiest, "contact:P-R000001")
