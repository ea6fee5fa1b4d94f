"""Where the chances come from: counted on labelled pairs, estimated from the ledger's own, always in order."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.linkage.person import engines, nodes, training
from workbench.linkage.person.contacts import contacts_of
from workbench.linkage.person.parameters import PersonParameters, check_order, weight

County = tuple[pd.DataFrame, pd.DataFrame]


def test_counted_on_labelled_pairs(county: County) -> None:
    identity, truth = county
    with engines.private_connection(None) as connection:
        nodes.load(connection, contacts_of(identity), first_uid=0, first_rec=0)
        nodes.take_up(connection)
        connection.register("truth", truth)
        connection.execute(
            "create table who as select uid, person, rec from nodes join truth using (record_id, contact)"
        )
        pairs = "select one.uid as uid_l, other.uid as uid_r from who as one join who as other on one.rec < other.rec"
        connection.execute(f"create table same as {pairs} and one.person = other.person")
        connection.execute(
            f"create table apart as {pairs} and one.person <> other.person using sample 50000 (reservoir, 1)"
        )
        levels = training.counted(connection, "same", "apart")
    for table in levels.values():
        assert sum(m for m, _ in table.values()) == pytest.approx(1)
        assert sum(u for _, u in table.values()) == pytest.approx(1)
    assert levels["identity"]["id_same"][0] > 0.7 > 0.01 > levels["identity"]["id_same"][1]
    assert weight(levels["name"]["name_differs"]) < -6
    check_order(training.levelled(levels))


def test_levels_out_of_order_get_their_common_weight() -> None:
    levels = training.levelled({"phone": {"a": (0.5, 0.01), "b": (0.25, 0.001), "c": (0.25, 0.989)}})
    first, second, third = (weight(chance) for chance in levels["phone"].values())
    assert first == pytest.approx(second) and third < second
    assert [m for m, _ in levels["phone"].values()] == [0.5, 0.25, 0.25]
    kept = {"phone": {"a": (0.5, 0.01), "b": (0.25, 0.1)}}
    assert training.levelled(kept)["phone"]["a"] == pytest.approx(kept["phone"]["a"])


def test_too_few_contacts_are_not_enough() -> None:
    with engines.private_connection(None) as connection:
        nodes.load(
            connection, contacts_of(pd.DataFrame({"record_id": ["A"], "name": ["甲一丁"]})), first_uid=0, first_rec=0
        )
        nodes.take_up(connection)
        with pytest.raises(ValueError, match="请使用内置参数"):
            training.estimated(connection, PersonParameters.on())


def test_estimated_by_em_is_in_order(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "ENOUGH", 500)
    shipped = PersonParameters.on()
    with engines.private_connection(None) as connection:
        nodes.load(connection, contacts_of(county[0]), first_uid=0, first_rec=0)
        nodes.take_up(connection)
        engines.count_names(connection, shipped)
        found = training.estimated(connection, shipped)
    check_order(found.levels)
    assert found.levels != shipped.levels
    assert weight(found.levels["phone"]["phone_same"]) > 5
