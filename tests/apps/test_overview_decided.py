"""总览: the line on decided tasks of the campaign gives each number with what it is a part of."""

from __future__ import annotations

from datetime import date

from workbench.apps.overview.model import OverviewModel
from workbench.apps.overview.view import decided
from workbench.meetings.kinds import MeetingKind
from workbench.rules.decisions import ActKind
from workbench.settings import Settings
from workbench.usecases.follow_up import act
from workbench.usecases.hold_meeting import decide, hold, plan
from workbench.usecases.keep_bodies import set_body
from workbench.usecases.office import Office

MET, DUE, UNIT = date(2026, 10, 12), date(2026, 10, 31), "清澜县财政局"


def line(office: Office) -> str:
    return decided(office, OverviewModel(office.edition(), office.settings.campaigns))


def test_decided_tasks_of_the_campaign_with_their_fractions(own_office: Office) -> None:
    office = Office(Settings(home=own_office.settings.home, actor="测试员"))
    assert line(office) == "尚无已定稿的议定事项"
    set_body(office, "XLX", "清澜县信访工作联席会议", "县")
    plan(office, "XLX", MeetingKind.WORKING, MET, as_it_happened=True, why="补登")
    hold(office, "H20261012", present=["县委副书记"], chair="县委副书记")
    decide(office, "H20261012", "修订补偿办法", unit=UNIT, due=DUE)  # of all: no matter of the campaign
    assert line(office) == "尚无已定稿的议定事项"
    sql = """SELECT matter_id FROM matters WHERE campaign = '第一批' AND is_open AND NOT locked AND state_b LIKE '1%'
             AND records = 1 ORDER BY 1 LIMIT 2"""
    first, second = office.edition().query(sql)["matter_id"]
    for matter in (first, second):
        decide(office, "H20261012", "制定化解方案", matter=matter, unit=UNIT, due=DUE)
    assert line(office) == "按期完成 0 / 2，超期 2 / 2，需提交会议 0 / 2"
    act(office, "H20261012-02", ActKind.REPORT, day=DUE, unit=UNIT, evidence="化解方案")
    act(office, "H20261012-02", ActKind.ACCEPT, by="联席办主任")
    assert line(office) == "按期完成 1 / 2，超期 1 / 1，需提交会议 0 / 1"
