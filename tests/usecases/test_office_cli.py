"""`workbench office` at the command line: what it shows, what it refuses, in a sentence."""

from __future__ import annotations

import json
import os
import pwd
from pathlib import Path

import pytest
from typer.testing import CliRunner

from workbench.cli import app
from workbench.office_server.accounts import add_account, read_accounts

TOML = 'home = "{root}/home"\nrun = "{root}/hub"\ndashboards = "dashboards"\n[units]\nzhujian = "住建局"\n'
PASSWORD = "一段足够长的测试用密码，不登录任何地方"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="须由 root 运行")


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    (tmp_path / "hub").mkdir(mode=0o700)
    (tmp_path / "hub" / "proxy_token").write_text("a" * 64)
    file = tmp_path / "hub.toml"
    file.write_text(TOML.format(root=tmp_path), encoding="utf-8")
    return file


def _run(*words: str) -> tuple[int, str]:
    told = CliRunner().invoke(app, ["office", *words])
    return told.exit_code, told.output


def test_a_dry_run_shows_what_an_account_takes(hub: Path) -> None:
    code, told = _run("account", "add", "lisi-x", "--role", "unit", "--unit", "zhujian", "--hub", str(hub), "--dry-run")
    assert code == 0 and "--groups wb-unit-zhujian lisi-x" in told and "useradd" in told
    assert "lisi-x" not in {entry.pw_name for entry in pwd.getpwall()}


def test_a_unit_that_is_not_in_the_settings_is_refused(hub: Path) -> None:
    code, told = _run("account", "add", "lisi-x", "--role", "unit", "--unit", "gongan", "--hub", str(hub), "--dry-run")
    assert code == 2 and "[units] 里没有单位“gongan”" in told


def test_settings_that_are_not_there_are_said(tmp_path: Path) -> None:
    code, told = _run("account", "list", "--hub", str(tmp_path / "no.toml"))
    assert code == 2 and "读不了服务器设置" in told


def test_the_list_says_what_does_not_agree(hub: Path) -> None:
    add_account(hub.parent / "hub" / "users.json", "nobody-here", PASSWORD, "wb-leader")
    code, told = _run("account", "list", "--hub", str(hub), "--json")
    (found,) = json.loads(told)
    assert code == 0 and found["role"] == "包案领导" and found["wrong"] == ["没有同名的系统账户"]


def test_another_password_is_shown_once_and_kept_as_a_digest(hub: Path) -> None:
    file = hub.parent / "hub" / "users.json"
    add_account(file, "zhang", PASSWORD, "wb-leader")
    before = read_accounts(file)["zhang"].hash
    code, told = _run("account", "password", "zhang", "--hub", str(hub))
    shown = told.strip().rsplit("：", 1)[1]
    assert code == 0 and len(shown) >= 16 and shown not in file.read_text(encoding="utf-8")
    assert read_accounts(file)["zhang"].hash != before


def test_only_root_checks_and_sets(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    for words in (("permissions",), ("check",), ("groups",)):
        code, told = _run(*words, "--hub", str(hub))
        assert code == 2 and "sudo" in told, words


def test_the_database_is_shown_step_by_step(tmp_path: Path) -> None:
    code, told = _run("database", "create", "--data", str(tmp_path / "d"), "--socket", str(tmp_path / "s"), "--dry-run")
    if code == 2 and "apt-get install postgresql" in told:
        pytest.skip("没有 PostgreSQL 服务器程序")
    assert code == 0 and "--data-checksums" in told and "pg_hba.conf" in told and not (tmp_path / "d").exists()


@needs_root
def test_the_inspection_answers_in_json_and_by_its_exit_code(hub: Path, tmp_path: Path) -> None:
    options = ("--backup", str(tmp_path / "backup"), "--research", str(tmp_path / "research"))
    code, told = _run("check", "--hub", str(hub), "--json", *options)
    answer = json.loads(told)
    assert code == 1 and answer["well"] is False
    bad = {one["check"] for one in answer["findings"] if one["level"] == "须处理"}
    assert {"记录库", "密钥", "备份", "传输加密"} <= bad
    assert all(one["todo"] for one in answer["findings"] if one["level"] == "须处理")
