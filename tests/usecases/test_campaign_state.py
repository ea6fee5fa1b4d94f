"""The worked campaigns through the whole job: 62 / 81 / 95 of 95, 核减 with approvals, rebounds, and what is said of gaps."""

from __future__ import annotations

import shutil
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tests.campaign_homes import office as example_office
from tests.campaign_homes import played
from workbench.campaign.milestones import milestone_point, needed
from workbench.campaign.moves import Move, MoveKind, history
from workbench.meetings.kinds import MeetingKind
from workbench.rules.decisions import ActKind
from workbench.settings import Campaign, Cohort, Settings, Target
from workbench.store.edition import Edition
from workbench.store.editions import list_editions
from workbench.usecases.build_campaign_example import build_campaign_example
from workbench.usecases.campaign_rows import SHORT, verdict
from workbench.usecases.campaign_state import (
    WHICH,
    CampaignState,
    NoCampaign,
    campaign_state,
    campaign_why,
    edition_named,
)
from workbench.usecases.follow_up import act
from workbench.usecases.hold_meeting import decide, hold, plan
from workbench.usecases.keep_bodies import set_body
from workbench.usecases.office import Office

FIRST, SECOND, LAST = date(2020, 12, 31), date(2021, 12, 31), date(2022, 12, 31)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return example_office("s004", tmp_path_factory)


@pytest.fixture(scope="module")
def states(office: Office) -> dict[date, CampaignState]:
    """The campaign as each of its editions has it."""
    return {one.as_of: campaign_state(office, edition=one) for one in list_editions(office.settings.editions)}


def with_campaign(office: Office, campaign: Campaign) -> Office:
    return Office(office.settings.model_copy(update={"campaigns": (campaign,)}))


# --- the 95 cases -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "day", "need", "accepted", "met"),
    [
        (date(2020, 12, 30), FIRST, 62, "61 / 95（64.21%）", False),
        (FIRST, FIRST, 62, "62 / 95（65.26%）", True),
        (SECOND, SECOND, 81, "81 / 95（85.26%）", True),
        (LAST, LAST, 95, "95 / 95（100.00%）", True),
    ],
)
def test_the_95_cases_reach_62_81_95(
    states: dict[date, CampaignState], on: date, day: date, need: int, accepted: str, met: bool
) -> None:
    point = states[on].cohort("C1").at(day).point
    assert (point.need, point.base, point.accepted.full, point.met) == (need, 95, accepted, met)
    assert point.need == (95 * point.milestone.pct + 99) // 100


def test_the_three_figures_stand_side_by_side(states: dict[date, CampaignState]) -> None:
    point = states[SECOND].cohort("C1").at(SECOND).point
    assert (point.accepted.text, point.net.text, len(point.queued)) == ("81 / 95", "79 / 95", 5)
    assert (point.gap, point.gap_net) == (0, 2)
    ahead = states[SECOND].cohort("C1").next
    assert ahead is not None and ahead.day == SECOND  # the day itself is not past yet
    before = states[date(2020, 12, 30)].cohort("C1").at(SECOND).point
    assert (before.gap, before.pace_text) == (20, "每周 0.38 件")  # 20 件 × 7 ÷ 366 天


def test_the_path_of_the_95_cases_passes_its_milestones(states: dict[date, CampaignState]) -> None:
    path = states[LAST].cohort("C1").path
    assert path[0].day == date(2020, 11, 1) and path[-1].day == LAST
    by_day = {point.day: point for point in path}
    assert (by_day[date(2021, 1, 3)].accepted, by_day[date(2021, 1, 3)].needed) == (62, 62)
    assert (by_day[date(2022, 1, 2)].accepted, by_day[date(2022, 1, 2)].net, by_day[date(2022, 1, 2)].needed) == (
        81,
        79,
        81,
    )
    assert (path[-1].accepted, path[-1].net, path[-1].needed, path[-1].base) == (95, 95, 95, 95)
    assert [point.accepted for point in path] == sorted(point.accepted for point in path)
    assert min(after.net - before.net for before, after in pairwise(path)) < 0  # 反弹


def test_cohorts_have_milestones_of_their_own(states: dict[date, CampaignState]) -> None:
    state = states[LAST]
    days = {one.cohort.id: [stage.day for stage in one.stages] for one in state.cohorts}
    assert days == {"C1": [FIRST, SECOND, LAST], "C2": [LAST]}
    second = state.cohort("其他交办和自办")
    assert {one.matter_id for one in second.found}.isdisjoint(one.matter_id for one in state.cohort("C1").found)


def test_removal_changes_the_base_and_names_its_approval(states: dict[date, CampaignState]) -> None:
    second = states[LAST].cohort("C2")
    point = second.at(LAST).point
    assert (point.handed_down, point.base, point.need, point.accepted.text) == (20, 18, needed(18, 100), "17 / 18")
    assert [(one.day, one.approver, one.reason, one.told) for one in second.removals] == [
        (date(2021, 6, 21), "岚溪区信访工作联席会议办公室", "重复", ""),
        (date(2021, 7, 12), "岚溪区信访工作联席会议办公室", "重复", ""),
    ]
    assert {one.matter_id for one in second.removals} == set(point.removed)


def test_every_number_has_its_rows(states: dict[date, CampaignState]) -> None:
    for state in states.values():
        for cohort in state.cohorts:
            for stage in (None, *cohort.stages):
                point = stage.point if stage else cohort.now
                told = {which: [one.matter_id for one in cohort.rows(which, stage)] for which in WHICH}
                assert (told["accepted"], told["net"]) == (list(point.accepted.ids), list(point.net.ids))
                assert len(told["left"]) == point.base - point.net.numerator
                assert (told["queued"], told["removed"]) == (list(point.queued), list(point.removed))
                assert len(told["rebound"]) == point.accepted.numerator - point.net.numerator
                assert len(told["members"]) == point.handed_down
            shares = [ratio for _, ratio in cohort.units]
            assert sum(one.denominator for one in shares) == cohort.now.base
            assert sum(one.numerator for one in shares) == cohort.now.net.numerator


def test_the_figures_are_those_of_the_moves_folded(office: Office) -> None:
    """Counted from the table's moves by `milestone_point`, another way than the query."""
    edition = office.edition()
    moves = edition.query("SELECT matter_id, day, kind FROM moves ORDER BY number").itertuples(index=False)
    past = history(Move(matter, day, MoveKind(kind)) for matter, day, kind in moves)
    for cohort in campaign_state(office).cohorts:
        ids = [one.matter_id for one in cohort.found]
        for stage in cohort.stages:
            assert milestone_point(stage.point.milestone, ids, past, edition.as_of) == stage.point


# --- what is said -------------------------------------------------------------------------------------------------------


def test_a_past_milestone_says_what_was_reported_on_its_day(states: dict[date, CampaignState]) -> None:
    first, second, last = states[LAST].cohort("C1").stages
    assert first.told == "当日版次 E20201231-01 所报 62 / 95（65.26%），与现在推算一致"
    assert second.then is not None and second.then.text == "81 / 95" and "E20211231-01" in second.told
    assert last.told == "" and not last.past


def test_a_past_milestone_without_an_edition_of_its_day_is_told(tmp_path: Path, office: Office) -> None:
    home = Path(shutil.copytree(office.settings.home, tmp_path / "home", symlinks=True))
    shutil.rmtree(home / "editions" / "E20201231-01")
    first = campaign_state(Office(Settings(home=home))).cohort("C1").stages[0]
    assert first.told == "2020-12-31 当日没有留存的版次；数字由版次 E20221231-01 的历史推算，当时所报可能不同"
    assert first.point.accepted.text == "62 / 95" and first.then is None


def test_a_campaign_without_cohort_is_told(office: Office) -> None:
    state = campaign_state(with_campaign(office, Campaign(name="没有批次的专项")))
    assert state.cohorts == () and "没有登记批次（cohort）" in state.told[0]
    with pytest.raises(NoCampaign, match="没有登记批次"):
        state.cohort()


def test_a_cohort_without_matters_or_milestones_is_told(office: Office) -> None:
    state = campaign_state(
        with_campaign(office, Campaign(name="专项", cohorts=(Cohort(id="C9", batches=("没有这一批",)),)))
    )
    empty = state.cohort()
    assert empty.now.accepted.full == "—" and empty.path == () and empty.next is None
    assert "请核对台账“批次”一栏是否写作：没有这一批" in empty.told[0] and "没有登记节点" in empty.told[1]


def test_unknown_names_are_told(office: Office) -> None:
    state = campaign_state(office)
    with pytest.raises(NoCampaign, match="没有名为“别的”的专项行动；有：集中治理重复信访专项"):
        campaign_state(office, "别的")
    with pytest.raises(NoCampaign, match="没有批次“C9”；有：C1、C2"):
        state.cohort("C9")
    with pytest.raises(NoCampaign, match="没有 2021-01-01 的节点；有：2020-12-31"):
        state.cohort().at(date(2021, 1, 1))
    with pytest.raises(KeyError, match="可用：accepted"):
        state.cohort().rows("people")
    with pytest.raises(NoCampaign, match=r"请在 office.toml 里写 \[\[campaigns\]\]"):
        campaign_state(Office(office.settings.model_copy(update={"campaigns": ()})))
    with pytest.raises(LookupError, match="没有版次“E1”；留存的有：E20201230-01"):
        edition_named(office, "E1")


def test_an_edition_of_an_earlier_programme_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Edition, "tables", ("matters", "steps"))
    with pytest.raises(LookupError, match=r"由较早的程序发布.*请重新发布"):
        campaign_state(office)


# --- phases, tasks, why -------------------------------------------------------------------------------------------------


def test_phases_stand_as_of_the_day_with_the_milestones_in_them(states: dict[date, CampaignState]) -> None:
    assert [(one.phase.name, one.state) for one in states[SECOND].phases] == [
        ("安排部署", "已结束"), ("攻坚化解", "进行中"), ("巩固提升", "未开始"),
    ]  # fmt: skip
    middle = states[SECOND].phases[1]
    assert middle.days_left == 365 and len(middle.due) == 4
    assert middle.due[1] == "2021-12-31 交办 95 件须化解 81/95，扣除反弹 79 / 95"


def test_why_the_share_moved_adds_up(office: Office, states: dict[date, CampaignState]) -> None:
    every = {one.as_of: one for one in list_editions(office.settings.editions)}
    (found,) = campaign_why(every[date(2020, 12, 30)], every[FIRST], states[FIRST].cohort("C1").cohort)
    assert found.explained and (found.was.ratio.text, found.now.ratio.text) == ("61 / 95", "62 / 95")
    (moved,) = found.moved
    assert "示例经办人 办理步骤销号" in moved.reasons[0]
    both = campaign_why(every[FIRST], every[SECOND], states[SECOND].cohort("C2").cohort)
    assert len(both) == 2 and all(one.explained for one in both)  # one for each of its batches


def test_what_meetings_decided_on_the_campaign_is_counted_once(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = Path(shutil.copytree(played("s000", tmp_path_factory), tmp_path / "home", symlinks=True))
    office = Office(Settings(home=home, actor="测试员"))
    assert campaign_state(office).tasks.in_time.full == "—"
    set_body(office, "XLX", "青岩县信访工作联席会议", "县")
    plan(office, "XLX", MeetingKind.WORKING, date(2024, 8, 12), as_it_happened=True, why="补登")
    hold(office, "H20240812", present=["县委副书记"], chair="县委副书记")
    for matter in ("M-R000005", "M-R000006"):
        decide(office, "H20240812", "制定化解方案", matter=matter, unit="青岩县国土资源局", due=date(2024, 8, 20))
    act(office, "H20240812-01", ActKind.REPORT, day=date(2024, 8, 19), unit="青岩县国土资源局", evidence="方案")
    act(office, "H20240812-01", ActKind.ACCEPT, by="联席办主任")
    tasks = campaign_state(office).tasks
    assert (tasks.in_time.text, tasks.overdue.text) == ("1 / 2", "1 / 1")


def test_the_six_cases_of_s000(tmp_path_factory: pytest.TempPathFactory) -> None:
    state = campaign_state(example_office("s000", tmp_path_factory))
    (stage,) = state.cohort().stages
    point = stage.point
    assert (point.need, point.accepted.text, point.net.text, len(point.queued)) == (6, "5 / 6", "4 / 6", 1)
    assert (point.gap, point.gap_net, point.pace) == (1, 2, None)
    assert [one.state for one in state.phases] == ["已结束", "已结束", "进行中"]
    missed = campaign_state(
        with_campaign(
            example_office("s000", tmp_path_factory),
            Campaign(name="x", batch="重点积案", targets=(Target(day=date(2024, 8, 25), percent=100),)),
        )
    )
    assert verdict(missed.cohort().stages[0]) == SHORT


def test_an_example_is_not_played_over_an_office(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(FileExistsError, match="请放在空目录"):
        build_campaign_example(played("s000", tmp_path_factory), "s000")
