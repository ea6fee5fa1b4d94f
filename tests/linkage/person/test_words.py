"""One computation feeds words, chart and score; stronger levels never weigh less."""

from __future__ import annotations

from dataclasses import replace
from math import log2

import duckdb
import pandas as pd
import pytest

from workbench.linkage.person import engines, link_persons, nodes, words
from workbench.linkage.person.blocking import make_keys
from workbench.linkage.person.contacts import contacts_of
from workbench.linkage.person.model import COMPARISONS, WORDS
from workbench.linkage.person.parameters import PersonParameters, check_order, weight

County = tuple[pd.DataFrame, pd.DataFrame]


def test_prior_and_grounds_are_splinks_match_weight(county: County) -> None:
    parameters = PersonParameters.on()
    prior = parameters.prior(400)
    with engines.private_connection(None) as connection:
        nodes.load(connection, contacts_of(county[0].iloc[:300]), first_uid=0, first_rec=0)
        nodes.take_up(connection)
        make_keys(connection, parameters)
        engines.count_names(connection, parameters)
        engines.score(connection, parameters, prior, -5.0, 0)
        words.ground(connection, parameters, log2(prior / (1 - prior)))
        links = words.links_of(connection)
        splink = connection.execute("select uid_l, uid_r, match_weight, match_probability from scored").df()
    both = links.merge(splink, on=["uid_l", "uid_r"])
    assert len(both) == len(links) > 50
    for proposal, bits, chance in zip(
        words.proposals_of(links), both["match_weight"], both["match_probability"], strict=True
    ):
        assert proposal.weight == pytest.approx(bits, abs=1e-9)
        assert proposal.score == pytest.approx(chance, abs=1e-9)
        bars = words.waterfall(proposal)
        assert bars[0]["word"] == "先验" and bars[-1]["end"] == pytest.approx(bits, abs=1e-9)
        assert [bar["word"] for bar in bars[1:-1]] == [reason.word for reason in proposal.reasons]
    assert links["score"].to_list() == pytest.approx(both["match_probability"].to_list(), abs=1e-9)


def test_rare_names_weigh_more_than_common_ones() -> None:
    home = {"phone": "0980-2345678"}
    names = ["王伟"] * 60 + [f"{one}{other}" for one in "赵钱孙李周" for other in "一二三四五六"]
    rows = [{"record_id": f"C{n}", "name": name, "phone": f"0980-{n}{n}{n}66"} for n, name in enumerate(names, 111)]
    rows += [{"record_id": f"A{n}", "name": "王伟", **home} for n in range(2)]
    rows += [{"record_id": f"B{n}", "name": "令狐冲虚", "phone": "0980-3456789"} for n in range(2)]
    by_pair = {proposal.left: proposal for proposal in link_persons(pd.DataFrame(rows)).proposals}
    common, rare = (
        next(reason.weight for reason in by_pair[left].reasons if reason.code == "name_same") for left in ("A0", "B0")
    )
    assert rare > common >= weight(PersonParameters.on().levels["name"]["name_former"])


def test_levels_are_in_order_and_complete() -> None:
    levels = PersonParameters.on().levels
    check_order(levels)
    for comparison in COMPARISONS:
        assert [level.code for level in comparison.levels] == list(levels[comparison.name])
    assert len(set(WORDS.values())) == len(WORDS)


def test_stronger_level_that_weighs_less_is_refused() -> None:
    parameters = PersonParameters.on()
    phone = {**parameters.levels["phone"], "phone_same": (0.5, 0.5)}
    with pytest.raises(ValueError, match=r"phone_same（0\.00）轻于 phone_masked"):
        replace(parameters, levels={**parameters.levels, "phone": phone})
    with pytest.raises(ValueError, match="person_name_cap 过大"):
        replace(parameters, name_cap=0.5)


def test_prior_follows_the_size_within_bounds() -> None:
    parameters = PersonParameters.on()
    assert parameters.prior(2) == parameters.prior(2000) > parameters.prior(50_000) > parameters.prior(10**6)
    assert parameters.prior(10**6) == parameters.prior(10**7)


def test_connection_does_not_spill_outside_the_folder(tmp_path: pytest.TempPathFactory) -> None:
    with engines.private_connection(None) as connection:
        assert connection.execute("select current_setting('temp_directory')").fetchone() == ("",)
    with pytest.raises(duckdb.ConnectionException):
        connection.execute("select 1")
