"""A meeting's papers of the invented county: masked, logged, each unit its own, refused where they must be."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import docx
import pytest

from tests.reports.meeting_cases import body_text
from tests.reports.pages import assert_glyphs, pages_of_pdf
from workbench.domain.codes import Level
from workbench.domain.events import Event, EventKind
from workbench.domain.roles import Role
from workbench.meetings.kinds import MeetingKind, MemberRole
from workbench.reports.leaks import Forbidden, PaperRefused
from workbench.reports.pdf import office_program, outline
from workbench.review.paper import NotForMeetings
from workbench.settings import Settings, unit_slug
from workbench.store.view_papers import own_papers, papers_folder
from workbench.usecases import meeting_contents, print_meeting
from workbench.usecases.hold_meeting import cancel, decide, hold, plan
from workbench.usecases.keep_bodies import set_body, set_member
from workbench.usecases.keep_units import set_unit_card
from workbench.usecases.kept_papers import printed
from workbench.usecases.meeting_contents import open_meeting
from workbench.usecases.office import Office
from workbench.usecases.print_case import print_case
from workbench.usecases.print_meeting import print_agenda, print_minutes, print_pack, print_sign_in, readiness
from workbench.usecases.publish_views import add_unit
from workbench.usecases.settle_duty import recuse
from workbench.usecases.write_minutes import correct, draft, issue, sign, submit

NOW, TODAY, DAY, MET = datetime(2026, 11, 22, 16, 40), date(2026, 11, 22), date(2026, 11, 30), date(2026, 11, 9)
CONVENOR, UNIT = "县委副书记", "清澜县财政局"
needs_office = pytest.mark.skipif(not office_program(), reason="没有 LibreOffice")


@pytest.fixture
def office(own_office: Office) -> Office:
    """The county with a conference of its own: one meeting held with one late decision, one planned."""
    found = Office(Settings(home=own_office.settings.home, actor="测试员", as_of=TODAY))
    set_body(found, "TEST", "清澜县疑难事项联席会议", Level.COUNTY, since=date(2024, 1, 1))
    set_member(found, "TEST", CONVENOR, role=MemberRole.CONVENOR, since=date(2024, 1, 1))
    set_member(found, "TEST", "县财政局局长", unit=UNIT, since=date(2024, 1, 1))
    set_member(found, "TEST", "县法院院长", role=MemberRole.OBSERVER, since=date(2024, 1, 1))
    return found


@pytest.fixture
def met(office: Office) -> str:
    number = plan(office, "TEST", MeetingKind.SPECIAL, MET, as_it_happened=True, why="补登").meeting_id
    hold(office, number, present=[CONVENOR])
    decide(office, number, "修订补偿办法", unit=UNIT, due=date(2026, 11, 20))
    return number


@pytest.fixture
def planned(office: Office, met: str) -> str:
    return plan(office, "TEST", MeetingKind.SPECIAL, DAY, place="三楼会议室", minutes=180).meeting_id


def say(office: Office, kind: EventKind, subject: str, /, **payload: str) -> None:
    office.store.append(Event(kind, subject, "测试员", datetime.now().astimezone(), "测试", payload))


def text_of(path: Path) -> str:
    return body_text(docx.Document(str(path)))


def names_on_agenda(office: Office, meeting: str) -> list[str]:
    """Full names of everybody who petitions on this meeting's agenda."""
    ids = [one.matter_id for one in open_meeting(office, meeting).items]
    records = [row["record_id"] for row in office.edition().rows("groups", "matter_id", ids)]
    return [name for name in office.store.identity(records)["name"] if isinstance(name, str)]


# --- agenda and sign-in -----------------------------------------------------------------------------------------------------


def test_the_agenda_opens_with_what_became_of_the_last_decisions(office: Office, planned: str) -> None:
    told = text_of(print_agenda(office, planned, now=NOW))
    assert "超期1项" in told and "修订补偿办法〔超期〕清澜县财政局应于2026-11-20前落实" in told
    assert "|1|09:00–09:15|上次议定事项落实情况|15|—|" in told and "三楼会议室" in told
    items = open_meeting(office, planned).plan
    for item in items.agenda.listed[1:]:
        begins, ends = items.times[item.matter_id]
        assert (
            f"|{item.order}|{begins // 60:02}:{begins % 60:02}–{ends // 60:02}:{ends % 60:02}|{items.title(item)}|"
            in told
        )
    assert f"预计结束|{items.ends // 60:02}:{items.ends % 60:02}（{len(items.agenda.listed)}项" in told


def test_reasons_and_what_was_left_out_are_printed(office: Office, planned: str) -> None:
    before = open_meeting(office, planned).plan
    declined = before.agenda.listed[1]
    say(office, EventKind.AGENDA_DECIDED, f"{planned}|{declined.matter_id}", choice="不列入")
    told = text_of(print_agenda(office, planned))
    assert f"|1|{before.title(declined)}|测试员决定不列入：测试|" in told
    waiting = [one for one in before.agenda.left_out if one.matter_id != declined.matter_id]
    assert "本次会议已满5件" in told and f"共{len(waiting)}件" in told  # one moved up, one was declined
    for one in before.agenda.listed[2].proposals:
        assert f"{one.trigger} {one.reason}" in told


def test_the_sign_in_sheet_has_posts_units_and_blank_cells(office: Office, planned: str) -> None:
    told = text_of(print_sign_in(office, planned))
    assert f"|1|{CONVENOR}|主持|全程||" in told and "|2|县财政局局长（清澜县财政局）|成员|全程||" in told
    assert "|3|县法院院长|列席|全程||" in told and "|汇报|09:15||" in told
    assert not any(name in told for name in names_on_agenda(office, planned))


# --- the pack ---------------------------------------------------------------------------------------------------------------


@needs_office
def test_the_pack_as_docx_and_pdf(office: Office, planned: str) -> None:
    made = print_pack(office, planned, now=NOW)
    assert made.pdf and not made.note and made.docx.parent == office.settings.home / "papers"
    items = open_meeting(office, planned).items
    marks = [one for one in outline(made.pdf.read_bytes()) if one.depth == 0]
    assert len(marks) == 3 + len(items) == 8
    pages = pages_of_pdf(made.pdf.read_bytes())
    told = text_of(made.docx)
    assert [line.rpartition("\t")[2] for line in told.splitlines() if "\t" in line] == [str(one.page) for one in marks]
    assert_glyphs(pages[:6])
    whole = told + "".join(page.text for page in pages)
    names = names_on_agenda(office, planned)
    assert len(names) >= 5 and not any(name in whole for name in names)
    log = [line for line in printed(office) if line.get("paper") == "会议材料"]
    assert [Path(line["file"]).suffix for line in log] == [".docx", ".pdf"]
    assert all(line["matters"] == [one.matter_id for one in items] and line["actor"] == "测试员" for line in log)


def test_each_paper_is_the_matters_own(office: Office, planned: str) -> None:
    told = text_of(print_pack(office, planned, pdf=False).docx)
    for item in open_meeting(office, planned).items:
        alone = text_of(print_case(office, item.matter_id))
        body = alone[alone.index("|事项编号|") :]
        assert body in told


def test_a_units_copy_holds_only_its_own(office: Office, planned: str) -> None:
    found = open_meeting(office, planned)
    mine = found.items[0]
    unit = found.lead(mine.matter_id)
    made = print_pack(office, planned, unit=unit, pdf=False)
    told = text_of(made.docx)
    own = [
        one
        for one in found.items
        if unit in (found.lead(one.matter_id), *found.gathered.matters[one.matter_id].assists)
    ]
    others = [one for one in found.items if one not in own]
    assert others and len(made.withheld) == len(others)
    assert found.plan.title(mine) in told and "签到表、未列入事项名单，不随本件分发" in told
    for one in others:
        assert found.plan.title(one) not in told and one.matter_id not in told
        assert f"第{one.order}项：非本单位主办、协办的议题，材料不随本件分发。" in told
    assert "约谈" not in told and "修订补偿办法" not in told and "未列入的事项及原因" not in told
    assert "用件，2026年11月30日）" in told and unit in made.docx.name
    assert printed(office)[-1]["unit"] == unit and printed(office)[-1]["matters"] == [one.matter_id for one in own]


def test_a_unit_that_owes_a_task_gets_its_line_and_one_without_any_gets_nothing(office: Office, planned: str) -> None:
    told = text_of(print_pack(office, planned, unit=UNIT, pdf=False).docx)
    assert "修订补偿办法〔超期〕" in told
    before = len(printed(office))
    with pytest.raises(ValueError, match=r"“清澜县气象局”不主办、不协办本次会议的任何议题.*有议题的单位："):
        print_pack(office, planned, unit="清澜县气象局", pdf=False)
    assert len(printed(office)) == before


def test_a_unit_that_stands_aside_gets_no_paper(office: Office, planned: str) -> None:
    found = open_meeting(office, planned)
    unit, matter = found.lead(found.items[0].matter_id), found.items[0].matter_id
    recuse(office, matter, unit, is_unit=True, decided_by="联席办主任", why="与本单位有直接利害关系")
    try:
        made = print_pack(office, planned, unit=unit, pdf=False)
    except ValueError as refused:
        assert "没有可分发的材料" in str(refused)
    else:
        assert f"关于{found.plan.title(found.items[0])}" not in text_of(made.docx)
        assert any("回避" in one for one in made.withheld)


# --- refusals ---------------------------------------------------------------------------------------------------------------


def test_an_accusation_is_on_no_paper(office: Office, planned: str) -> None:
    row = office.edition().query("SELECT matter_id, title FROM matters WHERE locked ORDER BY 1 LIMIT 1")
    locked, title = str(row["matter_id"][0]), str(row["title"][0])
    say(office, EventKind.AGENDA_DECIDED, f"{planned}|{locked}", choice="列入")
    made = print_pack(office, planned, pdf=False)
    assert any("检举控告不编入" in one for one in made.withheld)
    unit = open_meeting(office, planned).lead(open_meeting(office, planned).items[0].matter_id)
    copy = print_pack(office, planned, unit=unit, pdf=False)
    for path in (made.docx, copy.docx, print_agenda(office, planned), print_sign_in(office, planned)):
        told = text_of(path)
        assert locked not in told and "检举" not in told and (not title or title not in told)


def test_who_stands_aside_prints_no_pack(office: Office, planned: str) -> None:
    matter = open_meeting(office, planned).items[0].matter_id
    recuse(office, matter, "测试员", is_unit=False, decided_by="联席办主任", why="近亲属")
    with pytest.raises(NotForMeetings, match="已回避，不能打印"):
        print_pack(office, planned, pdf=False)
    assert not (office.settings.home / "papers").exists()
    assert print_pack(office, planned, actor="另一经办人", pdf=False).docx.exists()


def test_a_leak_stops_the_pack(office: Office, planned: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = names_on_agenda(office, planned)[0]
    monkeypatch.setattr(meeting_contents, "scrub_with", lambda text, secrets: text)
    say(office, EventKind.MEETING_PLANNED, planned, title=f"{name}一事会商", day=str(DAY), body="TEST", kind="专题会商")
    for make in (print_agenda, print_sign_in, lambda *to: print_pack(*to, pdf=False)):
        with pytest.raises(PaperRefused, match="信访人姓名") as refused:
            make(office, planned)
        assert name not in str(refused.value)
    assert not (office.settings.home / "papers").exists()


def test_an_unknown_or_cancelled_meeting_is_said(office: Office, planned: str) -> None:
    with pytest.raises(LookupError, match="没有编号为“H1”的会议"):
        print_pack(office, "H1")
    cancel(office, planned, why="另有安排")
    with pytest.raises(ValueError, match="会议已取消，不再印发材料"):
        print_agenda(office, planned)


# --- readiness and minutes ----------------------------------------------------------------------------------------------------


def test_readiness_says_what_is_missing_and_when_it_was_printed(office: Office, planned: str) -> None:
    before = readiness(office, planned)
    assert [one.matter_id for one in before] == [one.matter_id for one in open_meeting(office, planned).items]
    assert not any(one.printed_at for one in before)
    assert any("建议方案" in one.gaps for one in before) and all("案情简介" not in one.gaps for one in before)
    print_case(office, before[0].matter_id, now=NOW)
    after = readiness(office, planned)
    assert [one.printed_at for one in after] == ["2026-11-22T16:40:00", *[""] * (len(after) - 1)]


def test_a_clerk_who_stands_aside_sees_only_that(office: Office, planned: str) -> None:
    matter = open_meeting(office, planned).items[1].matter_id
    recuse(office, matter, "测试员", is_unit=False, decided_by="联席办主任", why="近亲属")
    first, second, *_others = readiness(office, planned)
    assert "已回避" in second.missing[0] and second.gaps == () and "已回避" not in "".join(first.missing)


def test_minutes_as_draft_as_issued_and_corrected(office: Office, met: str) -> None:
    with pytest.raises(ValueError, match="还没有纪要草稿"):
        print_minutes(office, met)
    draft(office, met)
    first = print_minutes(office, met, now=NOW)
    assert "（草稿，第1版，未印发，不作为执行依据）" in text_of(first)
    submit(office, met)
    assert "（送审，第1版" in text_of(print_minutes(office, met))
    sign(office, met, CONVENOR)
    issue(office, met)
    issued = text_of(print_minutes(office, met))
    assert "〔2026〕第" in issued and "未印发" not in issued and "由清澜县财政局牵头，于2026年11月20日前落实" in issued
    correct(office, met, note="期限误写")
    assert "（草稿，第2版，未印发" in text_of(print_minutes(office, met))
    assert text_of(print_minutes(office, met, version=1)) == issued
    with pytest.raises(LookupError, match="没有第3版纪要；已印发：第1版，现为第2版"):
        print_minutes(office, met, version=3)
    states = [line["state"] for line in printed(office) if line.get("paper") == "会议纪要"]
    assert states == ["草稿", "送审", "印发", "草稿", "印发"]
    assert json.dumps(printed(office), ensure_ascii=False).count(CONVENOR) == 0


def test_minutes_that_name_a_petitioner_are_refused(office: Office, met: str, monkeypatch: pytest.MonkeyPatch) -> None:
    draft(office, met)
    monkeypatch.setattr(print_meeting, "whom_not_to_name", lambda office, ids: (None, Forbidden(("修订补偿",))))
    with pytest.raises(PaperRefused, match="信访人姓名"):
        print_minutes(office, met)
    assert not (office.settings.home / "papers").exists()


# --- handed to units ----------------------------------------------------------------------------------------------------


def test_units_with_a_view_find_their_own_copies_beside_it(office: Office, planned: str) -> None:
    found = open_meeting(office, planned)
    units = list(dict.fromkeys(found.lead(one.matter_id) for one in found.items))
    add_unit(office, units[0])
    add_unit(office, "县外事办")  # party to nothing
    made = print_pack(office, planned, pdf=False, now=NOW)
    assert made.handed == (units[0],)
    own = Office(office.settings.model_copy(update={"roles": (Role.UNIT,), "unit": units[0]}))
    (paper,) = own_papers(own.settings)
    folder = papers_folder(own.settings)
    assert folder is not None and folder.parent.name == f"unit-{unit_slug(units[0])}"
    assert text_of(folder / paper.name) == text_of(print_pack(office, planned, unit=units[0], pdf=False, now=NOW).docx)
    other = office.settings.model_copy(update={"roles": (Role.UNIT,), "unit": "县外事办"})
    assert own_papers(other) == () and own_papers(office.settings) == ()
    log = [line for line in printed(office) if line.get("unit") == units[0]]
    assert log and all(len(line["trace"]) == 8 for line in log)


def test_without_views_no_copy_is_handed_to_anybody(office: Office, planned: str) -> None:
    assert print_pack(office, planned, pdf=False).handed == ()
    assert not (office.settings.home / "views").exists()


def test_a_special_report_has_its_pack_with_the_matters_chosen(office: Office, met: str) -> None:
    """S003-1/2-20: the pack of 专题听取 holds the chosen matters; its agenda says how a unit called comes."""
    number = plan(office, "TEST", MeetingKind.SPECIAL_REPORT, DAY, title="县长办公会专题听取", minutes=90).meeting_id
    chosen = open_meeting(office, number).plan.agenda.left_out[0]
    say(office, EventKind.AGENDA_DECIDED, f"{number}|{chosen.matter_id}", choice="列入")
    found = open_meeting(office, number)
    assert [one.matter_id for one in found.items] == [chosen.matter_id]
    lead = found.lead(chosen.matter_id)
    set_unit_card(office, lead, {"station_mode": "按需入驻"})
    told = text_of(print_pack(office, number, pdf=False, now=NOW).docx)
    assert "县长办公会专题听取" in told and f"{lead} 按时到（按需入驻）" in told
    assert "专题听取只听取选定的事项" in told and not any(name in told for name in names_on_agenda(office, number))
