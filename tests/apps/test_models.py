"""What the dashboards know without a widget: filters, clicks and decisions change exactly what they should."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.apps.meeting.model import MeetingModel
from workbench.apps.separation.model import FLAGS, SeparationModel, finding_facts
from workbench.store.editions import Edition
from workbench.usecases.office import Office


@pytest.fixture(scope="module")
def edition(demo_office: Office) -> Edition:
    return demo_office.edition()


# --- 三跨三分离 -----------------------------------------------------------------------------------------------------


@pytest.fixture
def separation(demo_office: Office, edition: Edition) -> SeparationModel:
    return SeparationModel(edition, demo_office.divisions.name)


def test_separation_rows_follow_filters(separation: SeparationModel) -> None:
    everything = len(separation.rows)
    for flag in FLAGS:
        separation.chosen = {"flag": flag}
        assert len(separation.rows) == separation.counts()[flag][0] and {row[flag] for row in separation.rows} <= {"是"}
        separation.chosen = {}
        yes, unknown, asked = separation.counts()[flag]
        assert yes + unknown <= asked == everything
    label = separation.options()["label"][0]
    separation.chosen = {"label": label}
    assert 0 < len(separation.rows) < everything and {row["label"] for row in separation.rows} == {label}


def test_a_clicked_flow_narrows_the_rows(separation: SeparationModel) -> None:
    paths = separation.paths()
    hukou, residence, _ = next(path for path in paths if path[0] and path[1] and path[0] != path[1])
    separation.flow = {"stage": "户籍地", "place": hukou}
    assert len(separation.rows) == sum(path[0] == hukou for path in paths) > 0
    separation.flow = {"stage": "户籍地", "from": hukou, "to": residence}
    assert len(separation.rows) == sum(path[:2] == (hukou, residence) for path in paths) > 0
    separation.flow = {"stage": "常住地", "place": "不详"}
    assert len(separation.rows) == sum(not path[1] for path in paths) > 0
    assert all(row["residence"] is None for row in separation.rows)
    separation.flow = {}
    assert len(separation.rows) == len(paths)


def test_one_finding_in_full(demo_office: Office, separation: SeparationModel) -> None:
    row = next(row for row in separation.rows if row["label"] in ("人事户分离", "人事分离", "人事分离+人户分离"))
    separation.wanted = row["matter_id"]
    assert separation.opened and separation.opened.separation
    told = dict(finding_facts(separation.opened.separation, demo_office.divisions.name))
    assert told["认定"].startswith(f"{row['label']}（按县级") and told["主办"] == told["事发地"] and told["依据"]
    separation.wanted = ""
    assert separation.opened is None


# --- 会议筹备 -------------------------------------------------------------------------------------------------------


def test_declining_needs_a_reason_and_takes_the_matter_off(own_office: Office) -> None:
    model = MeetingModel(own_office)
    model.decide(False, "原因")
    assert model.said == "请先在议题清单中点选一件"
    model.wanted = str(model.rows(True)[1]["id"])
    reasons = model.reasons()
    assert reasons and all(reason["clause"] and reason["sentence"] for reason in reasons)
    model.decide(False, " ")
    assert model.said == "不列入议程须说明理由" and model.wanted in [row["id"] for row in model.rows(True)]
    model.decide(False, "下月再议")
    assert model.said == f"已记录：{model.wanted} 不列入（测试员）"
    assert model.wanted not in [row["id"] for row in model.rows(True)]
    (out,) = [row for row in model.rows(False) if row["id"] == model.wanted]
    assert out["why"] == "经 测试员 决定不列入：下月再议"
    model.decide(True, "")
    assert model.wanted in [row["id"] for row in model.rows(True)]


def test_choosing_what_was_left_out(own_office: Office) -> None:
    model = MeetingModel(own_office)
    model.wanted = str(model.rows(False)[-1]["id"])
    model.decide(True, "")
    (row,) = [row for row in model.rows(True) if row["id"] == model.wanted]
    assert row["choice"] == "列入（测试员）"


def test_another_day_is_another_meeting(own_office: Office) -> None:
    model = MeetingModel(own_office)
    assert model.day == date(2026, 11, 23)
    model.wanted = str(model.rows(True)[1]["id"])
    model.decide(False, "下月再议")
    model.day = date(2026, 11, 30)
    assert model.plan.day == model.day and model.wanted in [row["id"] for row in model.rows(True)]
    model.limit = 2
    assert len(model.rows(True)) == 3
    model.day = date(2026, 11, 23)
    assert model.wanted not in [row["id"] for row in model.rows(True)]
