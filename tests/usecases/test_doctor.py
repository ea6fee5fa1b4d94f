"""The doctor finds what is wrong, names the place and the way out, and touches nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from workbench.cli import app
from workbench.domain.events import Event, EventKind
from workbench.domain.roles import AuditAct, DataKind
from workbench.settings import Settings
from workbench.store import schema
from workbench.usecases import doctor_data, doctor_machine
from workbench.usecases.audit_trail import note
from workbench.usecases.doctor import Finding, Level, look_over_all
from workbench.usecases.office import Office

NOW = datetime(2026, 11, 22, 12).astimezone()


@pytest.fixture
def office(settings: Settings) -> Office:
    """An office with an empty record of truth."""
    made = Office(settings)
    assert made.store.last_seq() == 0
    return made


def found(office: Office, check: str, now: datetime = NOW) -> list[Finding]:
    return list({**doctor_machine.CHECKS, **doctor_data.CHECKS}[check](office, now))


def one(office: Office, check: str, now: datetime = NOW) -> Finding:
    (only,) = found(office, check, now)
    return only


def said_at(moment: datetime) -> Event:
    return Event(EventKind.STEP, "R000001", "测试员", moment, "", {})


def test_an_empty_home_is_well_and_stays_empty(settings: Settings) -> None:
    health = look_over_all(Office(settings))
    assert health.is_well, health.as_text()
    assert not settings.home.exists()
    assert {"记录库", "版次", "看板服务"} <= {each.check for each in health.findings}
    assert all(each.todo for each in health.findings if each.level is not Level.GOOD)


def test_a_check_that_breaks_is_a_finding_without_its_words(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_office: Office, _now: datetime) -> Iterator[Finding]:
        raise RuntimeError("张三 的案件")

    monkeypatch.setitem(doctor_machine.CHECKS, "磁盘", broken)
    health = look_over_all(office, now=NOW)
    (told,) = (each for each in health.findings if each.check == "磁盘")
    assert (told.level, told.what) == (Level.BAD, "没有查成：RuntimeError") and not health.is_well


def test_versions_are_held_against_the_lock(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert one(office, "版本").level is Level.GOOD
    lock = tmp_path / "uv.lock"
    project = '[[package]]\nname = "case-review-workbench"\ndependencies = [{ name = "not-there-at-all" }, { name = "pandas" }]\n'
    lock.write_text(project + '[[package]]\nname = "pandas"\nversion = "0.0.1"\n', encoding="utf-8")
    monkeypatch.setattr(doctor_machine, "LOCK", lock)
    missing, wrong = found(office, "版本")
    assert (missing.level, missing.what) == (Level.BAD, "缺软件包：not-there-at-all")
    assert wrong.level is Level.BAD and "pandas" in wrong.what and "应为 0.0.1" in wrong.what


def test_a_disk_nearly_full(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    usage = shutil.disk_usage(office.settings.home)
    for free, level in ((1 << 30, Level.BAD), (5 << 30, Level.NOTE), (50 << 30, Level.GOOD)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: usage._replace(free=free))
        assert one(office, "磁盘").level is level


def test_years_without_a_notice(office: Office) -> None:
    assert [each.level for each in found(office, "日历")] == [Level.NOTE]
    later = found(office, "日历", NOW.replace(year=2031))
    assert [each.level for each in later] == [Level.BAD, Level.NOTE] and "2031" in later[0].what


def test_a_shared_home_is_left_to_the_office_check(office: Office) -> None:
    office.settings.home.chmod(0o2771)
    shared = Office(Settings(home=office.settings.home, share_group="wb-office"))
    (told,) = found(shared, "权限")
    assert told.level is Level.GOOD and "office permissions" in told.what


def test_modes_wider_than_they_should_be(office: Office) -> None:
    home = office.settings.home
    assert one(office, "权限").level is Level.GOOD
    (home / "links").mkdir(mode=0o700)
    (home / "links" / "inside.parquet").touch(0o644)  # behind a closed door
    assert one(office, "权限").level is Level.GOOD
    (home / "links").chmod(0o755)
    (home / "workbench.sqlite").chmod(0o640)
    told = one(office, "权限")
    assert told.level is Level.BAD and "3 个" in told.what
    assert all(
        name in told.where for name in ("workbench.sqlite（0640）", "links（0755）", "links/inside.parquet（0644）")
    )
    home.chmod(0o755)
    assert [each.level for each in found(office, "权限")] == [Level.BAD, Level.BAD]


def test_a_database_of_another_form_is_told_and_left(office: Office) -> None:
    assert one(office, "记录库").level is Level.GOOD
    for form, level in (("r0001", Level.NOTE), ("r9999", Level.BAD)):
        with office.store.engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = :form"), {"form": form})
        fresh = Office(office.settings)
        assert one(fresh, "记录库").level is level
        assert look_over_all(fresh, now=NOW).findings  # no other check opens, and so migrates, it
        with office.store.engine.begin() as connection:
            assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == form


def test_a_database_that_is_none(settings: Settings) -> None:
    settings.home.mkdir(parents=True, mode=0o700)
    (settings.home / "workbench.sqlite").write_bytes(b"not a database, not at all" * 400)
    health = look_over_all(Office(settings), now=NOW)
    (told,) = (each for each in health.findings if each.check == "记录库")
    assert told.level is Level.BAD and "损坏" in told.what and not health.is_well


def test_a_clock_moved_back(office: Office) -> None:
    assert one(office, "时钟").level is Level.GOOD
    office.store.append(said_at(NOW))
    assert one(office, "时钟").level is Level.GOOD
    told = one(office, "时钟", NOW - timedelta(days=2))
    assert told.level is Level.BAD and "2026-11-22 12:00" in told.what


def test_backup_age_is_read_from_the_audit_trail(office: Office) -> None:
    assert one(office, "备份").level is Level.NOTE
    note(office, AuditAct.BACKUP, DataKind.LEDGER, "office.backup")
    now = datetime.now().astimezone()
    assert one(office, "备份", now).level is Level.GOOD
    assert one(office, "备份", now + timedelta(days=30)).level is Level.BAD


def test_a_broken_audit_chain(office: Office) -> None:
    for subject in ("第一", "第二", "第三"):
        note(office, AuditAct.EXPORT, DataKind.CASE, subject)
    assert one(office, "审计链").level is Level.GOOD
    with office.store.engine.begin() as connection:
        for trigger in connection.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars():
            connection.execute(sa.text(f'DROP TRIGGER "{trigger}"'))
        connection.execute(sa.update(schema.audit).where(schema.audit.c.seq == 2).values(subject="改过"))
    told = one(office, "审计链")
    assert told.level is Level.BAD and not look_over_all(office, now=NOW).is_well


def test_an_edition_behind_what_was_recorded(own_office: Office) -> None:
    made = datetime.fromisoformat(own_office.edition().meta["created_at"]).astimezone()
    assert one(own_office, "版次", made + timedelta(hours=1)).level is Level.GOOD
    assert "天前发布" in one(own_office, "版次", made + timedelta(days=9)).what
    own_office.store.append(said_at(made + timedelta(minutes=1)))
    told = one(own_office, "版次", made + timedelta(hours=1))
    assert told.level is Level.NOTE and "又有 1 条登记" in told.what and "publish" in told.todo


def test_the_server_by_its_own_table(office: Office) -> None:
    assert one(office, "看板服务").what == "没有在运行"
    file = office.settings.home / doctor_machine.SESSIONS
    file.parent.mkdir()
    kernel = {"kernel": "0a1b2c3d", "page": "case.ipynb", "pid": 1, "since": (NOW - timedelta(hours=30)).isoformat(), "last": "",
              "watched": 1, "rss_mb": 2000}  # fmt: skip
    told = {
        "at": NOW.isoformat(),
        "pid": os.getpid(),
        "port": 8866,
        "bound": 1,
        "used": 1,
        "left": 0,
        "kernels": [kernel],
    }
    file.write_text(json.dumps(told), encoding="utf-8")
    assert [each.check for each in found(office, "看板服务")] == ["看板服务", "看板服务", "长开页面", "内存"]
    assert "没有消息" in one(office, "看板服务", NOW + timedelta(minutes=5)).what


def test_errors_of_the_log_are_counted(office: Office) -> None:
    file = office.settings.home / doctor_machine.LOG
    file.parent.mkdir()
    lines = [{"event": "error", "at": NOW.isoformat(), "what": "ValueError @ view.py:3"}] * 3
    file.write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"event": "err', encoding="utf-8")
    assert "3 次，最多的是 ValueError @ view.py:3" in one(office, "运行日志").what
    assert one(office, "运行日志", NOW + timedelta(days=2)).level is Level.GOOD


def test_the_command_answers_with_its_exit_code(settings: Settings) -> None:
    run = CliRunner()
    good = run.invoke(app, ["--home", str(settings.home), "doctor", "--json"])
    assert good.exit_code == 0 and json.loads(good.stdout)["well"] is True
    settings.home.mkdir(parents=True)
    settings.home.chmod(0o755)
    bad = run.invoke(app, ["--home", str(settings.home), "doctor"])
    assert bad.exit_code == 1 and "须处理 1 项" in bad.stdout
    assert "没有在运行" in run.invoke(app, ["--home", str(settings.home), "sessions"]).stdout
