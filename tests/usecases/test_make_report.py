"""Reports of the invented county: frozen, opened figure by figure, made again, issued, and refused in sentences."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from workbench.campaign.measures import Period
from workbench.campaign.report_parts import ReportKind, content_of
from workbench.campaign.report_period import ReportRefused
from workbench.domain.codes import Level
from workbench.domain.events import EventKind
from workbench.meetings.kinds import Attendee, MeetingKind, MemberRole
from workbench.settings import Settings
from workbench.store.editions import list_editions, prune
from workbench.usecases.count_receptions import record_count
from workbench.usecases.hold_meeting import hold, plan
from workbench.usecases.keep_bodies import mark_reception, plan_receptions, set_body, set_member
from workbench.usecases.kept_papers import printed
from workbench.usecases.make_report import (
    CONTENT,
    issue_report,
    issued,
    make_report,
    open_cases,
    open_report,
    remake,
    reports,
)
from workbench.usecases.measure import measure
from workbench.usecases.office import Office
from workbench.usecases.report_content import open_figure
from workbench.usecases.snapshot_edition import write_edition

DAY, NOW = date(2026, 11, 20), datetime(2026, 11, 20, 9, 30)
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize("kind", list(ReportKind))
def test_every_report_is_made_again_byte_for_byte(own_office: Office, kind: ReportKind) -> None:
    made = make_report(own_office, kind, DAY, now=NOW)
    assert remake(own_office, made.id).same
    assert content_of(made.content.json) == made.content
    assert {file.name for file in made.folder.iterdir()} == {"content.json", "meta.json", "report.docx", "report.xlsx"}


def test_the_same_question_to_the_same_edition_is_the_same_report(own_office: Office) -> None:
    made = make_report(own_office, ReportKind.WEEK, DAY, now=NOW)
    again = make_report(own_office, ReportKind.WEEK, DAY, now=datetime(2026, 12, 1, 8, 0), actor="另一人")
    assert again.id == made.id and again.meta == made.meta


def test_every_count_of_a_table_opens_exactly_its_cases(own_office: Office) -> None:
    made = make_report(own_office, ReportKind.YEAR, YEAR, now=NOW)
    edition, checked = own_office.edition(), 0
    for table in made.content.tables:
        if not table.figures or table.id in ("M1", "M2"):
            continue
        for row, figures in zip(table.rows, table.figures, strict=True):
            for name, number, parts in zip(table.head, figures, table.opens, strict=True):
                if parts and "人次" not in name and isinstance(number, int):
                    assert len(open_figure(edition, made.content, table.id, row[0], name)) == number, (
                        table.id,
                        row[0],
                        name,
                    )
                    checked += 1
    assert checked > 80


def test_persons_are_the_heads_of_the_cases_opened(own_office: Office) -> None:
    made = make_report(own_office, ReportKind.HALF_YEAR, YEAR, now=NOW)
    table = made.content.table("R1")
    found = open_cases(own_office, made.id, "R1", "合计", "人次")
    assert str(int(found["heads"].fillna(0).sum())) == table.cell("合计", "人次") != "0"


def test_metrics_are_the_one_definition_and_open_too(own_office: Office) -> None:
    made = make_report(own_office, ReportKind.MONTH, YEAR, now=NOW)
    table, edition = made.content.table("M1"), own_office.edition()
    assert table.cell("M-02 按期答复率", "本期") == measure(edition, "M-02", YEAR).whole.text
    opened = open_cases(own_office, made.id, "M1", "M-02 按期答复率", "本期")
    assert len(opened) == measure(edition, "M-02", YEAR).whole.ratio.numerator
    with pytest.raises(LookupError, match="没有“M-99”一行"):
        open_cases(own_office, made.id, "M1", "M-99")


def test_flows_balance_and_open(own_office: Office) -> None:
    made = make_report(own_office, ReportKind.MONTH, YEAR, now=NOW)
    table = made.content.table("M2")
    assert all(row[-1] == "平衡" for row in table.rows)
    assert str(len(open_cases(own_office, made.id, "M2", "合计", "化解"))) == table.cell("合计", "化解") != "0"


def test_every_table_says_cohort_days_edition_and_query(own_office: Office) -> None:
    made = make_report(own_office, ReportKind.QUARTER, DAY, now=NOW)
    text, edition = made.content.text, own_office.edition()
    for table in made.content.tables:
        assert (
            f"口径：{table.cohort}；期间 {made.content.first} 至 {made.content.last}；版次 {edition.id}，统计截止 {edition.as_of}；查询 {table.id}"
            in text
        )


def test_a_week_is_the_last_whole_one_and_lists_what_is_due_next(own_office: Office) -> None:
    made = make_report(own_office, ReportKind.WEEK, date(2026, 11, 16), now=NOW)
    assert (made.content.first, made.content.last) == ("2026-11-09", "2026-11-15")
    for row in made.content.table("W4").rows:
        assert "2026-11-16" <= row[3] <= "2026-11-22"


def test_the_closing_report_holds_targets_and_what_is_left(own_office: Office) -> None:
    made = make_report(own_office, ReportKind.CLOSING, DAY, now=NOW)
    every, resolved = (int(made.content.table("K1").cell("合计", name)) for name in ("交办数", "已化解"))
    removed, back = (int(made.content.table("K1").cell("合计", name)) for name in ("核减", "其中反弹"))
    assert len(made.content.table("K5").rows) == every - removed - resolved + back
    assert len(made.content.table("K4").rows) == back
    assert {row[1] for row in made.content.table("K0").rows} == {str(every)}
    assert len(open_cases(own_office, made.id, "K5")) == len(made.content.table("K5").rows)


def test_what_goes_to_the_congress_names_no_unit_and_no_case_and_nothing_small(own_office: Office) -> None:
    made = make_report(own_office, ReportKind.CONGRESS, YEAR, now=NOW)
    text, edition = made.content.text, own_office.edition()
    units = [unit for unit in edition.table("units")["unit"] if unit and len(unit) > 2]
    titles = list(edition.table("matters")["title"])
    assert not [word for word in (*units, *titles) if word and word in text]
    assert made.content.mark == "对外通报" and not any(table.matters for table in made.content.tables)
    for table in made.content.tables:
        for row, figures in zip(table.rows, table.figures, strict=True):
            assert not any(isinstance(one, int) and 0 < one < 3 for one in figures), (table.id, row)
    with pytest.raises(ReportRefused, match="一律合并小数"):
        make_report(own_office, ReportKind.CONGRESS, YEAR, redacted=False)


@pytest.mark.parametrize("kind", [ReportKind.MONTH, ReportKind.HALF_YEAR, ReportKind.CLOSING])
def test_any_report_can_be_redacted(own_office: Office, kind: ReportKind) -> None:
    made = make_report(own_office, kind, DAY, redacted=True, now=NOW)
    assert not {"W1", "M3", "K1", "K5", "M4", "M2"} & {table.id for table in made.content.tables}
    assert remake(own_office, made.id).same


def test_bad_questions_are_answered_in_a_sentence_and_leave_nothing(own_office: Office) -> None:
    before = reports(own_office)
    late = Period(date(2026, 12, 1), date(2026, 12, 31))
    with pytest.raises(ReportRefused, match=r"2026-12-01 至 2026-12-31 在版次的统计截止日 .* 之后.*请先发布新的版次"):
        make_report(own_office, ReportKind.MONTH, late)
    with pytest.raises(ReportRefused, match=r"没有 2001-11-01 至 .* 的登记，不能作为对比期"):
        make_report(own_office, ReportKind.MONTH, DAY, base_year=2001)
    with pytest.raises(ReportRefused, match="长短不一"):
        make_report(own_office, ReportKind.HALF_YEAR, YEAR, base=Period(date(2024, 1, 1), date(2024, 6, 16)))
    with pytest.raises(LookupError, match="没有版次“E19990101-01”；留存的有"):
        make_report(own_office, ReportKind.MONTH, DAY, edition="E19990101-01")
    with pytest.raises(LookupError, match="没有批次“第九批”；设置里有"):
        make_report(own_office, ReportKind.CLOSING, DAY, campaign="第九批")
    with pytest.raises(ReportRefused, match="请先发布新的版次"):
        make_report(own_office, ReportKind.MONTH, date(2027, 3, 1))
    assert reports(own_office) == before == ()


def test_a_scaled_base_is_said_so(own_office: Office) -> None:
    base = Period(date(2024, 1, 1), date(2024, 6, 16))
    made = make_report(own_office, ReportKind.HALF_YEAR, YEAR, base=base, scaled=True, now=NOW)
    assert "×365/168" in made.content.text and "（折算）批次" in made.content.table("R1").head[2]
    assert remake(own_office, made.id).same


def test_an_issued_report_keeps_its_edition_and_is_issued_once(own_office: Office) -> None:
    made = make_report(own_office, ReportKind.MONTH, YEAR, now=NOW)
    event = issue_report(own_office, made.id, why="局长审定")
    assert event.kind is EventKind.REPORT_ISSUED and event.payload["digest"] == made.content.digest
    assert set(issued(own_office)) == {made.id}
    with pytest.raises(ReportRefused, match="已印发，不能重复印发"):
        issue_report(own_office, made.id)
    root, first = own_office.settings.editions, own_office.edition()
    tables = {name: first.arrow(name) for name in ("records", "events")}
    for _ in range(4):
        write_edition(own_office, tables)
    later = datetime.now().astimezone() + timedelta(days=30)
    gone = prune(root, now=later)
    assert gone and first.id not in gone and first.id in {one.id for one in list_editions(root)}
    assert remake(own_office, made.id).same


def test_a_report_whose_edition_went_says_so(own_office: Office) -> None:
    made = make_report(own_office, ReportKind.MONTH, YEAR, now=NOW)
    first = own_office.edition()
    write_edition(own_office, {name: first.arrow(name) for name in ("records", "events")})
    shutil.rmtree(own_office.settings.editions / first.id)
    with pytest.raises(LookupError, match=f"没有版次“{first.id}”"):
        remake(own_office, made.id)
    with pytest.raises(LookupError, match="已不在，不能留存"):
        issue_report(own_office, made.id)
    assert not issued(own_office)


def test_a_content_changed_by_hand_is_noticed(own_office: Office) -> None:
    made = make_report(own_office, ReportKind.MONTH, YEAR, now=NOW)
    file = made.folder / CONTENT
    told = json.loads(file.read_text(encoding="utf-8"))
    told["title"] += "（改）"
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(ValueError, match="与生成时不符"):
        open_report(own_office, made.id)
    with pytest.raises(LookupError, match=r"没有编号为“\.\./x”的报表"):
        open_report(own_office, "../x")


def test_taking_a_report_out_is_logged(own_office: Office, tmp_path: Path) -> None:
    made = make_report(own_office, ReportKind.WEEK, DAY, folder=tmp_path / "out", actor="张经办", now=NOW)
    lines = [line for line in printed(own_office) if line.get("report") == made.id]
    assert {line["actor"] for line in lines} == {"张经办"} and len(lines) == 4
    assert {file.suffix for file in (tmp_path / "out").iterdir()} == {".docx", ".xlsx"}


def test_township_conferences_held_or_not_stand_in_the_month(own_office: Office) -> None:
    office = Office(Settings(home=own_office.settings.home, actor="测试员", as_of=DAY))
    for town in ("甲镇", "乙镇"):
        set_body(office, town, f"{town}联席会议", Level.TOWN, since=date(2024, 1, 1))
        set_member(office, town, f"{town}党委书记", role=MemberRole.CONVENOR, since=date(2024, 1, 1))
    met = plan(office, "甲镇", MeetingKind("乡镇月会"), date(2026, 10, 12), as_it_happened=True, why="补登")
    hold(office, met.meeting_id, present=["甲镇党委书记"])
    from workbench.store.snapshot import snapshot

    old = office.edition()
    snap = snapshot(office.store, office.find_place)
    studied = {
        name: old.table(name) if name in ("matters", "steps", "groups") else old.arrow(name)
        for name in old.tables
        if name != "cube"  # counted again from these
    }
    write_edition(office, {**studied, **snap})
    made = make_report(office, ReportKind.MONTH, date(2026, 10, 1), now=NOW)
    rows = {row[0]: row[-1] for row in made.content.table("M5").rows if row[1] == "2026年10月"}
    assert rows["甲镇联席会议"] == "已开" and rows["乙镇联席会议"] == "缺"


def renewed(office: Office) -> None:
    """A new edition of the same studies with the events since."""
    from workbench.store.snapshot import snapshot

    old = office.edition()
    snap = snapshot(office.store, office.find_place)
    studied = {
        name: old.table(name) if name in ("matters", "steps", "groups") else old.arrow(name)
        for name in old.tables
        if name != "cube"
    }
    write_edition(office, {**studied, **snap})


def test_what_receptions_came_to_stands_in_the_half_year(own_office: Office) -> None:
    """S003-3-03, S003-4-01: by body, station and kind, and by who took part; the same when it is made again."""
    office = Office(Settings(home=own_office.settings.home, actor="测试员", as_of=DAY))
    bare = make_report(office, ReportKind.HALF_YEAR, DAY, now=NOW)
    assert "R7" not in {table.id for table in bare.content.tables}  # an edition without any numbers has no such table
    set_body(office, "甲镇", "甲镇联席会议", Level.TOWN, since=date(2024, 1, 1))
    days = date(2026, 10, 12), date(2026, 10, 13), date(2026, 3, 2)
    for day in days:
        plan_receptions(
            office, "甲镇", "每天", day, day, posts=["镇长"], station="甲镇群众工作站", as_it_happened=True, why="补登"
        )
        mark_reception(office, "甲镇", day, "镇长", "已接访")
    for day in (days[0], days[2]):
        record_count(office, "甲镇", day, "镇长", batches=3, persons=5, resolved=1, present={Attendee.CONGRESS: 2})
    renewed(office)
    made = make_report(office, ReportKind.HALF_YEAR, DAY, now=NOW)
    table, roles = made.content.table("R7"), made.content.table("R7A")
    assert [row[1:] for row in table.rows] == [
        ("甲镇群众工作站", "领导接访日", "2", "3", "5", "1", "1"), ("—", "—", "2", "3", "5", "1", "1"),
    ]  # fmt: skip
    assert roles.rows == (("人大代表", "1", "2", "3", "5", "1"),)
    assert "接访 2 次，其中 1 次没有登记统计，接待 3 批 5 人次，当场化解 1 批。" in made.content.text
    record_count(office, "甲镇", days[1], "镇长", batches=9, persons=9)  # said after the edition
    assert remake(office, made.id).same and remake(office, bare.id).same
    with pytest.raises(ValueError, match="出自接访统计，只有数"):
        open_cases(office, made.id, "R7")
    outside = make_report(office, ReportKind.HALF_YEAR, DAY, redacted=True, now=NOW)
    assert "R7" not in {one.id for one in outside.content.tables} and "群众工作站" not in outside.content.text
