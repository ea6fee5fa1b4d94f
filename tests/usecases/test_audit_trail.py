"""The office's audit trail: what use cases enter in it, that nothing personal is in it, and that a cut-off end is found."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from workbench.domain.events import EventKind
from workbench.domain.roles import AccessDenied, AuditAct, DataKind, Role
from workbench.settings import Settings
from workbench.store.engine import writing
from workbench.usecases.audit_trail import ANCHORS, anchor, entries, note, verify
from workbench.usecases.export_list import export_standard
from workbench.usecases.export_research import export_research
from workbench.usecases.office import Office
from workbench.usecases.print_case import print_case
from workbench.usecases.recording import record


def played(office: Office, *roles: Role, actor: str = "", unit: str = "") -> Office:
    """The same office as someone else sees it."""
    told = {"roles": roles, "actor": actor or office.settings.actor, "unit": unit}
    return Office(office.settings.model_copy(update=told))


@pytest.fixture
def office(settings: Settings) -> Office:
    """An office with nothing in it."""
    return Office(settings)


def claimed(office: Office, times: int = 1) -> None:
    for number in range(times):
        record(office, EventKind.CLAIM, "M-R000001", "", f"因由{number}", number=str(number))


def cut(office: Office, *statements: str) -> None:
    with writing(office.store.engine, "篡改") as connection:
        for table in ("audit", "event"):
            for act in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_an_entry_says_who_in_which_role_what_of_what_and_why(office: Office) -> None:
    note(office, AuditAct.EXPORT, DataKind.CASE, "时限清单", purpose="例会", detail={"rows": "12"})
    (kept,) = entries(office)
    assert (kept.actor, kept.role, kept.act, kept.object) == ("测试员", "analyst、director", "导出", "案情与期限")
    assert (kept.subject, kept.purpose, kept.told) == ("时限清单", "例会", {"rows": "12"})
    assert verify(office).is_whole


def test_a_number_that_names_someone_is_hidden_all_the_same(office: Office) -> None:
    phone, identity = "138" + "0001" + "2345", "110101" + "19800101" + "0011"
    note(office, AuditAct.EXPORT, DataKind.CASE, f"电话{phone}", purpose=identity, detail={"x": phone})
    (kept,) = entries(office)
    told = json.dumps([kept.subject, kept.purpose, kept.detail], ensure_ascii=False)
    assert phone not in told and identity not in told and "2345" in kept.subject


def test_entries_are_chosen_by_act_actor_and_day(office: Office) -> None:
    note(office, AuditAct.EXPORT, DataKind.CASE, "一")
    note(played(office, Role.ANALYST, actor="乙"), AuditAct.PRINT, DataKind.PAPER, "二")
    assert [one.subject for one in entries(office, act=AuditAct.PRINT)] == ["二"]
    assert [one.subject for one in entries(office, actor="测试员")] == ["一"]
    assert [one.subject for one in entries(office, day=date.today())] == ["一", "二"]
    assert entries(office, day=date(2020, 1, 1)) == []
    assert [one.subject for one in entries(office, last=1)] == ["二"]


def test_an_analyst_sees_only_the_own_entries(office: Office) -> None:
    note(office, AuditAct.EXPORT, DataKind.CASE, "一")
    other = played(office, Role.ANALYST, actor="乙")
    note(other, AuditAct.EXPORT, DataKind.CASE, "二")
    assert [one.subject for one in entries(other)] == ["二"]
    assert len(entries(played(office, Role.AUDITOR, actor="审计员"))) == 2


@pytest.mark.parametrize(
    "role", [Role.UNIT, Role.LEADER, Role.MEMBER, Role.STATISTICIAN, Role.RESEARCHER, Role.DISCIPLINE]
)
def test_others_have_no_access_and_the_trail_keeps_that(office: Office, role: Role) -> None:
    asking = played(office, role, actor="外人")
    for ask in (entries, verify):
        with pytest.raises(AccessDenied, match="无权查看“回避与访问日志”"):
            ask(asking)
    assert [(one.act, one.actor) for one in entries(office)] == [("拒绝访问", "外人")] * 2


def test_an_anchor_is_in_the_trail_and_in_a_private_file(office: Office) -> None:
    claimed(office, 3)
    entry = anchor(office)
    assert entry.act == AuditAct.ANCHOR.value and entry.told["events"] == "3"
    file = office.settings.home / ANCHORS
    assert file.stat().st_mode & 0o777 == 0o600
    line = json.loads(file.read_text())
    assert (line["seq"], line["hash"], line["events"]) == (entry.seq, entry.hash, 3)
    found = verify(office)
    assert found.is_whole and found.anchors == 1 and found.events == 3


def test_a_cut_off_end_is_found(office: Office) -> None:
    note(office, AuditAct.EXPORT, DataKind.CASE, "一")
    anchor(office)
    cut(office, "DELETE FROM audit WHERE seq = 2")
    assert "第 2 条至第 2 条已被截去" in verify(office).sentence
    note(office, AuditAct.EXPORT, DataKind.CASE, "另写的")
    assert "第 2 条与锚定文件所记不符" in verify(office).sentence


def test_the_whole_trail_or_its_file_thrown_away_is_found(office: Office) -> None:
    anchor(office)
    cut(office, "DELETE FROM audit")
    assert "第 1 条至第 1 条已被截去" in verify(office).sentence
    anchor(office)
    (office.settings.home / ANCHORS).unlink()
    assert "audit.anchors 不在" in verify(office).sentence


def test_an_event_changed_after_an_anchor_is_found_and_named(office: Office) -> None:
    claimed(office, 5)
    anchor(office)
    claimed(office, 5)
    anchor(office)
    cut(office, "UPDATE event SET why = '改过' WHERE seq = 7")
    found = verify(office)
    assert not found.is_whole and "第 7 号事件与第 2 条审计" in found.sentence


def test_anchors_follow_each_other_though_their_file_was_begun_anew(office: Office) -> None:
    claimed(office)
    anchor(office)
    (office.settings.home / ANCHORS).unlink()
    claimed(office)
    assert anchor(office).told["since"] == "0"
    assert verify(office).is_whole


def test_what_the_demo_did_is_in_its_trail(own_office: Office) -> None:
    """Import, linking and publishing of the invented county; publishing anchors what was judged."""
    acts = [one.act for one in entries(own_office)]
    assert {AuditAct.IMPORT, AuditAct.READ_IDENTITY, AuditAct.PUBLISH} <= set(acts)
    found = verify(own_office)
    assert found.is_whole and found.anchors >= 1 and found.events


def test_what_leaves_the_office_is_entered(own_office: Office, tmp_path: Path) -> None:
    matter = str(own_office.edition().query("SELECT min(matter_id) m FROM matters WHERE NOT locked")["m"][0])
    before = len(entries(own_office))
    print_case(own_office, matter, tmp_path)
    export_standard(own_office, "时限", tmp_path / "时限.xlsx", words=["农业"])
    export_research(own_office, "课题甲", tmp_path / "研究")
    fresh = entries(own_office)[before:]
    assert [(one.act, one.object) for one in fresh] == [
        ("调阅身份信息", "联系信息"), ("打印", "会议材料"), ("导出", "案情与期限"), ("导出", "研究版"),
    ]  # fmt: skip
    assert fresh[1].told["matter"] == matter and "农业" not in fresh[2].detail
    assert verify(own_office).is_whole


def test_nothing_personal_is_in_the_trail(own_office: Office, tmp_path: Path) -> None:
    matter = str(own_office.edition().query("SELECT min(matter_id) m FROM matters WHERE NOT locked")["m"][0])
    print_case(own_office, matter, tmp_path)
    with own_office.store.reading() as connection:
        rows = connection.execute(sa.text("SELECT * FROM audit")).all()
    told = "\n".join(str(value) for row in rows for value in row)
    people = own_office.store.identity()
    for column in ("name", "phone", "id_no", "addr_now"):
        found = [value for value in people[column].dropna() if len(value) > 1 and value in told]
        assert found == [], column


def test_who_may_not_take_out_takes_nothing_out(own_office: Office, tmp_path: Path) -> None:
    researcher = played(own_office, Role.RESEARCHER, actor="学者")
    with pytest.raises(AccessDenied):
        export_research(researcher, "课题乙", tmp_path / "研究")
    assert not (tmp_path / "研究").exists()
    assert entries(own_office, actor="学者")[-1].act == AuditAct.REFUSED
