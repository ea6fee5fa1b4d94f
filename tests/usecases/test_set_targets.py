"""Targets set and seen: refused with every reason, counted by the one way of counting, a unit's 责任状, taken back, undone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.campaign_homes import office as example_office
from workbench.campaign.measures import Period
from workbench.campaign.targets import NEW, STOCK, TargetRefused, TargetStand
from workbench.domain.events import EventKind
from workbench.domain.roles import AccessDenied, Role
from workbench.settings import Settings
from workbench.store.editions import list_editions
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases.decide import undo
from workbench.usecases.measure import measure
from workbench.usecases.meeting_register import MeetingRefused
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.set_targets import set_target, target_states, targets, the_target, withdraw_target, year_of

PAPER = "2025年信访工作目标责任书"
Y24, Y25, Y26 = (year_of(date(year, 6, 1)) for year in (2024, 2025, 2026))


@pytest.fixture
def office(own_office: Office) -> Office:
    """The invented county without the targets it comes with."""
    for one in targets(own_office):
        withdraw_target(own_office, one.target_id, why="另设")
    return own_office


@pytest.fixture
def unit(office: Office) -> str:
    return str(office.edition().query("SELECT unit FROM units ORDER BY matters DESC, unit LIMIT 1")["unit"][0])


def test_the_invented_county_has_targets_of_its_own(demo_office: Office) -> None:
    found = target_states(demo_office)
    assert [one.target.offered.key for one in found] == ["M-02", NEW, "M-02C"]
    assert {one.stand for one in found} == {TargetStand.RUNNING} and all(one.now.text for one in found)
    assert found[0].now.value is not None and found[1].base is not None and found[1].base.value


def test_a_target_is_counted_as_every_number_is(office: Office) -> None:
    edition = office.edition()
    set_target(office, "M-02", "不低于", "100%", Y25, source=PAPER)
    set_target(office, NEW, "下降", "", Y25, base=Y24, source=PAPER)
    share, new = target_states(office)
    expected = measure(edition, "M-02", Y25).whole.ratio
    assert (share.now.text, share.edition) == (expected.full, edition.id)
    assert share.stand is (TargetStand.MET if expected.numerator == expected.denominator else TargetStand.MISSED)
    flows = [measure(edition, "M-18", year).whole.flows["新增"] for year in (Y24, Y25)]
    assert new.base is not None and [new.base.value, new.now.value] == flows and flows[0] > 0
    assert new.stand is (TargetStand.MET if flows[1] < flows[0] else TargetStand.MISSED)
    assert new.row["出处"] == PAPER and new.row["版次"] == edition.id


def test_a_unit_s_commitment_is_its_targets_of_the_year(office: Office, unit: str) -> None:
    for metric, amount in (("M-01", "90%"), ("M-02C", "0%")):
        set_target(office, metric, "不低于", amount, Y25, unit=unit, source=PAPER)
    set_target(office, "M-01", "不低于", "90%", Y25, source=PAPER)
    own = target_states(office, unit=unit, year=2025)
    assert [one.target.unit for one in own] == [unit, unit] and len(target_states(office)) == 3
    by_unit = {one.group: one for one in measure(office.edition(), "M-02C", Y25, by="unit").groups}
    kept = next(one for one in own if one.target.offered.key == "M-02C")
    assert kept.now.text == by_unit[unit].ratio.full and kept.stand is TargetStand.MET
    assert target_states(office, unit=unit, year=2024) == ()


def test_a_unit_without_anything_due_cannot_be_judged(office: Office) -> None:
    none = office.edition().query("SELECT unit FROM units ORDER BY matters, unit")["unit"]
    idle = next(
        str(one)
        for one in none
        if not any(each.group == one for each in measure(office.edition(), "M-15", Y25, by="unit").groups)
    )
    set_target(office, "M-15", "不低于", "90%", Y25, unit=idle, source=PAPER)
    (found,) = target_states(office)
    assert (found.now.text, found.stand) == ("—", TargetStand.UNKNOWN)


def test_travel_and_head_counts_are_no_target(office: Office, unit: str) -> None:
    before = office.store.last_seq()
    for name in ("进京非访", "集体访", "M-07C", "来访人次"):
        with pytest.raises(TargetRefused, match="不设人员往来、信访人数的目标"):
            set_target(office, name, "下降", "50%", Y26, base=Y25, source=PAPER)
    with pytest.raises(MeetingRefused, match="不按信访数量考核单位"):
        set_target(office, NEW, "下降", "10%", Y26, base=Y25, unit=unit, source=PAPER)
    assert office.store.last_seq() == before


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"source": " "}, "须写明出自哪份"),
        ({"source": "稳控责任书"}, "稳控"),
        ({"direction": "不高于"}, "以高为好"),
        ({"amount": ""}, "须写明数"),
        ({"amount": "20件"}, "不写件数"),
        ({"amount": "120%"}, "超过 100"),
        ({"amount": "5个百分点"}, "百分点只用于比例的升降"),
        ({"base": Y24}, "不需要基期"),
        ({"direction": "上升", "amount": "5%", "base": Y24}, "升降写百分点"),
        ({"direction": "上升", "amount": "5个百分点"}, "须写明基期"),
        ({"direction": "上升", "amount": "5个百分点", "base": Y26}, "应在目标期间"),
        ({"metric": "M-06", "direction": "上升", "amount": "5个百分点", "base": Y24}, "时点数"),
        ({"metric": NEW, "direction": "下降", "amount": "5%", "base": Period(date(2024, 1, 1), date(2024, 6, 30))}, "长短不一"),
        ({"metric": NEW, "direction": "不高于", "amount": "5%"}, "写件数"),
        ({"metric": NEW, "direction": "下降", "amount": "0%", "base": Y24}, "不能是 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_target_is_refused_and_not_kept(office: Office, given: dict[str, object], says: str) -> None:
    before = office.store.last_seq()
    told = {"metric": "M-02", "direction": "不低于", "amount": "95%", "source": PAPER, "base": None, **given}
    with pytest.raises(MeetingRefused, match=says):
        set_target(
            office, told["metric"], told["direction"], told["amount"], Y25, source=told["source"], base=told["base"]
        )
    assert office.store.last_seq() == before


def test_unknown_words_and_units_are_said(office: Office) -> None:
    with pytest.raises(ValueError, match="可用：不低于、不高于、下降、上升"):
        set_target(office, "M-02", "大约", "95%", Y25, source=PAPER)
    with pytest.raises(LookupError, match="没有单位“从未有过的局”"):
        set_target(office, "M-02", "不低于", "95%", Y25, unit="从未有过的局", source=PAPER)
    with pytest.raises(LookupError, match="没有编号为“MB2099-01”"):
        withdraw_target(office, "MB2099-01", why="x")


def test_a_second_target_on_the_same_days_waits_until_the_first_is_taken_back(office: Office) -> None:
    first = set_target(office, "M-02", "不低于", "95%", Y25, source=PAPER)
    with pytest.raises(MeetingRefused, match=f"已有全部“按期答复率”的目标 {first.target_id}"):
        set_target(office, "M-02", "不低于", "90%", Y25, source=PAPER)
    with pytest.raises(MeetingRefused, match="须写明理由"):
        withdraw_target(office, first.target_id, why=" ")
    withdraw_target(office, first.target_id, why="责任书已修订")
    with pytest.raises(MeetingRefused, match="已经撤下"):
        withdraw_target(office, first.target_id, why="再撤")
    second = set_target(office, "M-02", "不低于", "90%", Y25, source=PAPER)
    assert (first.target_id, second.target_id) == ("MB2025-01", "MB2025-02")
    assert [one.target_id for one in targets(office)] == ["MB2025-02"]
    gone = next(one for one in target_states(office, withdrawn=True) if one.target.target_id == "MB2025-01")
    assert (gone.stand, gone.sentence) == (TargetStand.WITHDRAWN, "责任书已修订")


def test_an_undo_takes_a_target_or_its_withdrawal_back(office: Office) -> None:
    one = set_target(office, "M-02", "不低于", "95%", Y25, source=PAPER)
    withdraw_target(office, one.target_id, why="点错了")
    said = office.store.events([EventKind.TARGET_SET], one.target_id)
    undo(office, said[-1].event_id, why="不撤了")
    assert the_target(office, one.target_id).withdrawn is False
    undo(office, said[0].event_id, why="不设了")
    assert targets(office) == ()


def test_another_writer_is_told(office: Office) -> None:
    one = set_target(office, "M-02", "不低于", "95%", Y25, source=PAPER)
    seen = office.store.last_seq()
    withdraw_target(office, one.target_id, why="先撤", seen=seen)
    with pytest.raises((ChangedMeanwhile, MeetingRefused)):
        withdraw_target(office, one.target_id, why="再撤", seen=seen)


def test_only_who_keeps_statistics_sets_targets(office: Office) -> None:
    leader = Office(Settings(home=office.settings.home, actor="某领导", roles=(Role.LEADER,)))
    with pytest.raises(AccessDenied):
        set_target(leader, "M-02", "不低于", "95%", Y25, source=PAPER)
    assert target_states(leader) == ()


def test_a_figure_of_a_day_past_is_that_of_the_last_edition_up_to_it(
    tmp_path_factory: pytest.TempPathFactory, tmp_path
) -> None:
    import shutil

    home = shutil.copytree(example_office("s000", tmp_path_factory).settings.home, tmp_path / "home", symlinks=True)
    office = Office(Settings(home=home, actor="测试员"))
    first, last = list_editions(office.settings.editions)
    august = Period(date(2024, 8, 1), date(2024, 8, 30))
    set_target(office, "M-06", "不低于", "80%", august, source="工作实施方案")
    set_target(office, STOCK, "不高于", "3件", august, source="工作实施方案")
    now, stock = target_states(office)
    assert (now.edition, now.stand, now.now.text) == (last.id, TargetStand.MISSED, "4 / 6（66.67%）")
    assert stock.now.text.startswith("2 件") and stock.stand is TargetStand.MET
    withdraw_target(office, now.target.target_id, why="改期")
    set_target(office, "M-06", "不低于", "60%", Period(date(2024, 8, 1), date(2024, 8, 27)), source="工作实施方案")
    set_target(office, "M-16", "不低于", "60%", Period(date(2024, 8, 1), date(2024, 8, 10)), source="工作实施方案")
    found = {one.target.offered.key: one for one in target_states(office)}
    assert (found["M-06"].edition, found["M-06"].now.text) == (first.id, "4 / 6（66.67%）")
    assert f"最近的版次 {first.id}（截至 2024-08-25）" in found["M-06"].sentence
    assert found["M-16"].stand is TargetStand.UNKNOWN and "没有留存的版次" in found["M-16"].sentence


def test_a_target_survives_a_new_edition(office: Office) -> None:
    one = set_target(office, "M-02", "不低于", "95%", Y25, source=PAPER)
    edition = publish_edition(office)
    assert [state.edition for state in target_states(office)] == [edition.id] and the_target(
        office, one.target_id
    ).period == Y25
