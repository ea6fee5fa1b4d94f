"""Nothing is due until the office sets a period; then closed matters only, counted and confirmed, gone without a trace."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from workbench.domain.events import Event, EventKind
from workbench.domain.roles import AuditAct
from workbench.settings import Settings
from workbench.store import StoreError, schema
from workbench.store.engine import writing
from workbench.store.snapshot import snapshot
from workbench.usecases.keep_file import file_path, keep_file
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.retention import apply_retention, periods, plan_retention
from workbench.usecases.rotate_keys import init_keys, seal_rows

LATER = date(2040, 1, 1)


@pytest.fixture
def later(own_office: Office) -> Office:
    """The invented office thirteen years on, with a schedule of its own and one attachment."""
    scan = own_office.settings.home.parent / "回证.txt"
    scan.write_text("已签收", encoding="utf-8")
    closed = own_office.edition().query("SELECT matter_id FROM matters WHERE NOT is_open AND NOT locked LIMIT 1")
    keep_file(own_office, str(closed["matter_id"][0]), scan, "送达回证")
    publish_edition(own_office)
    (own_office.settings.home / "retention.csv").write_text(
        "类别,年限,依据\n身份信息,10,某办〔2026〕1号\n附件,10,某办〔2026〕1号\n检举控告,10,某办〔2026〕1号\n",
        encoding="utf-8",
    )
    return Office(Settings(home=own_office.settings.home, actor="测试员", as_of=LATER))


def _audit(office: Office) -> list[str]:
    with office.store.reading() as connection:
        return list(
            connection.execute(
                sa.select(schema.audit.c.detail).where(schema.audit.c.act == AuditAct.RETENTION.value)
            ).scalars()
        )


def test_without_a_schedule_nothing_is_ever_due(own_office: Office) -> None:
    office = Office(Settings(home=own_office.settings.home, as_of=date(2090, 1, 1)))
    plan = plan_retention(office)
    assert plan.is_empty and all(period.years == 0 for period in periods(office))
    assert "身份信息：未定留存年限，不删除（建议 10 年" in plan.as_text()


@pytest.mark.parametrize("line", ["身份信息,0,某文", "身份信息,十,某文", "全部,3,某文", "附件,3,"])
def test_a_faulty_schedule_deletes_nothing(own_office: Office, line: str) -> None:
    (own_office.settings.home / "retention.csv").write_text(f"类别,年限,依据\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"第 2 行.*没有删除任何内容"):
        plan_retention(own_office)


def test_the_clock_decides_and_open_matters_stay(later: Office) -> None:
    plan = plan_retention(later)
    assert plan.records["身份信息"] and len(plan.files) == 1
    open_records = set(
        later.edition().query("SELECT record_id FROM groups JOIN matters USING (matter_id) WHERE is_open")["record_id"]
    )
    assert open_records and open_records.isdisjoint(plan.records["身份信息"])
    assert plan.kept["身份信息"]["未办结"] > 0
    soon = Office(Settings(home=later.settings.home, as_of=date(2030, 1, 1)))
    young = plan_retention(soon)
    assert young.is_empty and young.kept["身份信息"]["办结未满年限"] > 0
    names = later.store.identity()["name"].dropna()
    assert not any(name in plan.as_text() for name in names)


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "sealed"])
def test_what_is_due_goes_and_nothing_else(later: Office, sealed: bool) -> None:
    if sealed:
        init_keys(later)
        seal_rows(later)
    plan = plan_retention(later)
    due = set(plan.records["身份信息"])
    before, events = later.store.identity(), later.store.events(include_undone=True)
    gone = before[before["record_id"].isin(due)]
    words = [
        word
        for column in ("name", "id_no", "phone")
        for word in gone[column].dropna()
        if len(str(word)) > 2 and "某" not in word
    ]
    others = set(before[~before["record_id"].isin(due)][["name", "id_no", "phone"]].to_numpy().ravel())
    done = apply_retention(later, plan, "某主任")
    assert done.rows["身份信息"] >= len(due) and done.files == 1
    assert not file_path(later, plan.files[0]).exists()
    after = later.store.identity()
    assert after.equals(before[~before["record_id"].isin(due)].reset_index(drop=True))
    assert later.store.events(include_undone=True) == events
    stored = b"".join(path.read_bytes() for path in later.settings.home.glob("workbench.sqlite*"))
    assert [word for word in set(words) - others if str(word).encode() in stored and not sealed] == []
    told = str(snapshot(later.store, lambda _: None)["records"].to_pydict())
    assert [word for word in set(words) - others if word in told] == []
    assert done.key == ("K0002" if sealed else "")
    with pytest.raises(StoreError, match="只增不改"), writing(later.store.engine, "试删") as connection:
        connection.exec_driver_sql("DELETE FROM identity")
    assert plan_retention(later).is_empty
    details = "".join(_audit(later))
    assert details.count("某主任") == 2 and not any(str(word) in details for word in words)
    publish_edition(later)


def test_it_needs_a_name_and_a_fresh_plan(later: Office) -> None:
    plan = plan_retention(later)
    with pytest.raises(ValueError, match="没有写明由谁确认"):
        apply_retention(later, plan, " ")
    again = datetime(2039, 5, 4, tzinfo=UTC)  # somebody is at work on it again
    later.store.append(Event(EventKind.STEP, plan.records["身份信息"][0], "甲", again, payload={"kind": "进展"}))
    with pytest.raises(StoreError, match="又有新的登记"):
        apply_retention(later, plan, "某主任")
    publish_edition(later)
    fresh = plan_retention(later)
    assert plan.records["身份信息"][0] not in fresh.records["身份信息"]
    with pytest.raises(StoreError, match="请重新运行"):
        apply_retention(later, plan, "某主任")
    assert len(later.store.identity()) > len(fresh.records["身份信息"])
