"""What the dashboards know without a widget: filters, clicks and decisions change exactly what they should."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.apps.case.model import CaseModel, clock_rows, matter_facts
from workbench.apps.meeting.model import MeetingModel
from workbench.apps.overview.model import RATES, TITLES, OverviewModel
from workbench.apps.separation.model import FLAGS, SeparationModel, finding_facts
from workbench.store.editions import Edition
from workbench.usecases.office import Office
from workbench.usecases.study_matter import MatterNotFound


@pytest.fixture(scope="module")
def edition(demo_office: Office) -> Edition:
    return demo_office.edition()


def ids(rows: list[dict[str, object]]) -> list[object]:
    return [row["matter_id"] for row in rows]


# --- 总览 -----------------------------------------------------------------------------------------------------------


def test_overview_shows_the_list_behind_the_number_clicked(edition: Edition) -> None:
    model = OverviewModel(edition)
    for focus in TITLES:
        model.focus = focus
        ratio = model.shown.counts[focus]
        assert set(ids(model.rows)) == set(ratio.ids) and len(model.rows) == len(set(ratio.ids))
        assert model.focus_title.startswith("拉低" if focus in RATES else TITLES[focus])
        if focus not in RATES:
            assert len(model.rows) == ratio.numerator
    model.focus = "overdue"
    late = [row["overdue_days"] for row in model.rows]
    assert late and late == sorted(late, reverse=True)


def test_overview_filter_changes_counts_and_rows(edition: Edition) -> None:
    model = OverviewModel(edition)
    model.focus = "open"
    everything = len(model.rows)
    town = model.options()["topic_l1"][0]
    model.chosen = {"topic_l1": town, "unknown": "x"}
    assert 0 < len(model.rows) < everything and {row["topic_l1"] for row in model.rows} == {town}
    assert model.shown.counts["open"].numerator == len(model.rows)
    model.chosen = {"topic_l1": None}
    assert len(model.rows) == everything


def test_overview_of_one_unit(edition: Edition) -> None:
    model = OverviewModel(edition)
    unit = edition.query(
        "SELECT lead_unit FROM matters WHERE is_open AND lead_unit <> '' GROUP BY 1 ORDER BY count(*) DESC"
    )["lead_unit"][0]
    model.focus = f"unit:{unit}"
    assert {row["lead_unit"] for row in model.rows} == {unit} and all(row["is_open"] for row in model.rows)
    assert model.focus_title == f"{unit}未化解的事项"
    model.focus = "unit:没有这个单位"
    assert model.rows == []


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


# --- 案件研判 -------------------------------------------------------------------------------------------------------


def test_case_timeline(edition: Edition) -> None:
    sql = "SELECT matter_id FROM steps WHERE start IS NULL INTERSECT SELECT matter_id FROM clocks WHERE due IS NOT NULL ORDER BY 1"
    model = CaseModel(edition, edition.query(sql)["matter_id"][0])
    assert model.dossier and model.problem == ""
    items, steps = model.timeline(), model.dossier.steps
    assert len({item["id"] for item in items}) == len(items)
    assert sum("kind" not in item for item in items) == sum(step["start"] is not None for step in steps)
    assert len(model.undated()) == sum(step["start"] is None for step in steps) > 0
    assert sum(item.get("kind") == "deadline" for item in items) == sum(
        clock["due"] is not None for clock in model.dossier.clocks
    )
    assert {item["lane"] for item in items} >= {"信访部门", "责任单位", "期限"}
    assert len({row["id"] for row in clock_rows(model.dossier.clocks)}) == len(model.dossier.clocks)
    assert dict(matter_facts(model.dossier.matter))["信访件"] == f"{model.dossier.matter['records']} 件"
    nodes = {node.id.rpartition(":")[2] for node in model.network().nodes}
    assert nodes >= {record["record_id"] for record in model.dossier.records}


def test_an_unknown_matter_is_told(edition: Edition) -> None:
    model = CaseModel(edition)
    assert len(model.results) == 20
    with pytest.raises(MatterNotFound, match="尚未选定事项"):
        model.timeline()
    model.wanted = "XX-1"
    assert model.dossier is None and "没有编号为“XX-1”的事项" in model.problem
    model.wanted = f" {model.results[0]['matter_id']} "
    assert model.dossier and model.problem == ""
    model.words = "没有这个词"
    assert model.results == []


def test_matters_of_every_kind_can_be_opened(edition: Edition) -> None:
    model = CaseModel(edition)
    kinds = "SELECT min(matter_id) AS matter_id FROM matters GROUP BY locked, state_a, state_b, records > 1"
    for matter in edition.query(kinds)["matter_id"]:
        model.wanted = matter
        assert model.dossier and model.dossier.matter["matter_id"] == matter
        model.timeline()
        model.undated()
        matter_facts(model.dossier.matter)


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
