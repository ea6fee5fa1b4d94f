"""Accounts made for real: the system's, the hub's and the database's agree, and each connects as itself and no other."""

from __future__ import annotations

import pwd
import secrets
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.as_account import as_account
from workbench.domain.roles import Role
from workbench.office_server import accounts as users_file
from workbench.office_server.posts import PostError, group_for, post_of
from workbench.usecases import office_accounts, office_database
from workbench.usecases.office_accounts import Server, add_account, disable_account, enable_account, list_accounts
from workbench.usecases.office_commands import CommandFailed, Runner
from workbench.usecases.office_database import Cluster, create_database

pytestmark = pytest.mark.postgres
PASSWORD = "一段足够长的测试用密码，不登录任何地方"


class Users:
    """The hub's file, as the command line wires it."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def read(self) -> Any:
        return users_file.read_accounts(self.file)

    def add(self, name: str, password: str, group: str, unit: str) -> object:
        return users_file.add_account(self.file, name, password, group, unit)

    def set_password(self, name: str, password: str) -> None:
        users_file.set_password(self.file, name, password)

    def set_disabled(self, name: str, disabled: bool) -> None:
        users_file.set_disabled(self.file, name, disabled)


def _role_of(group: str) -> Role | None:
    try:
        return post_of("", [group]).role
    except PostError:
        return None


def _names() -> set[str]:
    return {entry.pw_name for entry in pwd.getpwall()}


@pytest.fixture(scope="module")
def cluster(office_cluster: Cluster) -> Cluster:
    return office_cluster


@pytest.fixture(scope="module")
def server(cluster: Cluster) -> Iterator[Server]:
    """An office server with an analyst, a leader, a discipline contact and a researcher."""
    there = set(_groups())
    mark = secrets.token_hex(3)
    root = cluster.data.parent
    made = Server(Users(root / "hub" / "users.json"), cluster, root / "people", _role_of)
    named = {role: f"wbt-{role}-{mark}" for role in (Role.ANALYST, Role.LEADER, Role.DISCIPLINE, Role.RESEARCHER)}
    try:
        for role, name in named.items():
            add_account(made, name, PASSWORD, role, group_for(role), "", Runner())
        yield made
    finally:
        for name in named.values():
            subprocess.run(["userdel", "--remove", name], capture_output=True, check=False)
        for group in set(_groups()) - there:
            subprocess.run(["groupdel", group], capture_output=True, check=False)


def _groups() -> list[str]:
    import grp

    return [entry.gr_name for entry in grp.getgrall()]


def _named(server: Server, role: Role) -> str:
    return next(name for name, entry in server.users.read().items() if entry.group == group_for(role))


def _asked(cluster: Cluster, statement: str, role: str = "") -> Callable[[], Any]:
    def ask() -> Any:
        import psycopg

        who = {"user": role} if role else {}
        with psycopg.connect(host=str(cluster.socket), dbname="workbench", **who) as connection:
            answer = connection.execute(statement).fetchone()
            return [str(value) for value in answer] if answer else []

    return ask


def test_each_account_is_itself_in_the_database_and_nobody_else(server: Server, cluster: Cluster) -> None:
    analyst, leader = _named(server, Role.ANALYST), _named(server, Role.LEADER)
    assert as_account(analyst, _asked(cluster, "SELECT session_user")) == [analyst]
    for role in ("postgres", "wb_owner", analyst, "wb_office"):
        assert "FATAL" in as_account(leader, _asked(cluster, "SELECT 1", role)), role
    assert "permission denied" in as_account(leader, _asked(cluster, "SELECT count(*) FROM event"))
    for words in ("SET ROLE wb_owner", "SET SESSION AUTHORIZATION postgres", "SET ROLE wb_office"):
        assert "permission denied" in as_account(leader, _asked(cluster, words)), words
    assert "permission denied" in as_account(analyst, _asked(cluster, "SELECT content FROM accusation"))
    assert as_account(_named(server, Role.DISCIPLINE), _asked(cluster, "SELECT count(content) FROM accusation")) == [
        "0"
    ]
    assert "FATAL" in as_account(_named(server, Role.RESEARCHER), _asked(cluster, "SELECT 1"))
    assert "FATAL" in as_account("daemon", _asked(cluster, "SELECT 1"))


def test_a_leader_enters_the_audit_trail_as_themselves(server: Server, cluster: Cluster) -> None:
    leader = _named(server, Role.LEADER)
    entered = as_account(
        leader, _asked(cluster, "SELECT actor, seq FROM append_audit('登录','统计','x','','{}','leader')")
    )
    assert entered[0] == leader


def test_the_store_opens_for_an_analyst_over_the_socket(server: Server, cluster: Cluster) -> None:
    def work() -> int:
        from workbench.store import open_store

        with open_store(cluster.url()) as store:
            return store.last_seq()

    assert as_account(_named(server, Role.ANALYST), work) == 0


def test_the_server_answers_on_no_network_and_is_set_as_written(cluster: Cluster) -> None:
    def shown(name: str) -> str:
        return str(_asked(cluster, f"SHOW {name}", "postgres")()[0])

    assert shown("listen_addresses") == "" and shown("data_checksums") == "on"
    assert (shown("fsync"), shown("synchronous_commit"), shown("full_page_writes")) == ("on", "on", "on")
    assert (shown("log_statement"), shown("log_min_error_statement")) == ("none", "panic")


def test_making_it_again_changes_nothing(cluster: Cluster) -> None:
    told = create_database(cluster, Runner())
    assert not any("已建立" in line for line in told)


def test_every_account_agrees_in_all_four_places(server: Server) -> None:
    listed = list_accounts(server)
    assert len(listed) == 4 and [one.wrong for one in listed] == [()] * 4
    assert {one.role for one in listed} == {"联席办承办", "包案领导", "纪检联络", "研究人员"}


def test_a_second_post_by_hand_is_named(server: Server) -> None:
    name = _named(server, Role.LEADER)
    subprocess.run(["usermod", "-aG", "wb-analyst,wb-office", name], check=True)
    office_database.add_role(server.cluster, name, ["wb_office"])  # type: ignore[arg-type]
    try:
        wrong = next(one.wrong for one in list_accounts(server) if one.name == name)
        assert any("系统组应只有 wb-leader，现为 wb-analyst、wb-leader" in text for text in wrong)
        assert any("不应在组 wb-office" in text for text in wrong)
        assert any("数据库角色应属于 wb_viewer" in text for text in wrong)
    finally:
        subprocess.run(["usermod", "-G", "wb-leader,wb-edition", name], check=True)
        office_database.add_role(server.cluster, name, ["wb_viewer"])  # type: ignore[arg-type]
    assert next(one.wrong for one in list_accounts(server) if one.name == name) == ()


def test_a_disabled_account_connects_nowhere_until_enabled(server: Server, cluster: Cluster) -> None:
    name = _named(server, Role.DISCIPLINE)
    disable_account(server, name, Runner())
    try:
        assert server.users.read()[name].disabled
        assert "FATAL" in as_account(name, _asked(cluster, "SELECT 1"))
        assert (
            subprocess.run(["passwd", "-S", name], capture_output=True, text=True, check=True).stdout.split()[1] == "L"
        )
    finally:
        enable_account(server, name, Role.DISCIPLINE, Runner())
    assert as_account(name, _asked(cluster, "SELECT 1")) == ["1"] and not server.users.read()[name].disabled


@pytest.mark.parametrize(
    ("name", "said"),
    [("root", "系统自己的账户"), ("wb-x", "不能用"), ("Zhang", "不能用"), ("a b", "不能用"), ("wb_owner", "不能用")],
)
def test_an_unfit_name_is_refused(server: Server, name: str, said: str) -> None:
    before = _names()
    with pytest.raises(ValueError, match=said):
        add_account(server, name, PASSWORD, Role.LEADER, "wb-leader", "", Runner())
    assert _names() == before


def test_a_name_twice_or_a_second_post_is_refused(server: Server) -> None:
    leader = _named(server, Role.LEADER)
    with pytest.raises(ValueError, match="已有账户"):
        add_account(server, leader, PASSWORD, Role.LEADER, "wb-leader", "", Runner())
    elsewhere = replace(server, users=Users(server.homes.parent / "other" / "users.json"))
    with pytest.raises(ValueError, match="只能有一个角色"):
        add_account(elsewhere, leader, PASSWORD, Role.ANALYST, "wb-analyst", "", Runner())


def test_a_dry_run_shows_the_commands_and_does_nothing(tmp_path: Path) -> None:
    run, users = Runner(dry=True), Users(tmp_path / "users.json")
    add_account(
        Server(users, Cluster(tmp_path), role_of=_role_of), "shiyan", PASSWORD, Role.LEADER, "wb-leader", "", run
    )
    assert any(line.startswith("useradd") and "nologin" in line for line in run.told)
    assert "usermod --append --groups wb-leader,wb-edition shiyan" in run.told
    assert "shiyan" not in _names() and not users.file.exists() and PASSWORD not in "".join(run.told)


def test_a_command_that_fails_is_said_in_its_own_words() -> None:
    with pytest.raises(CommandFailed, match=r"ls /nirgends 失败：.*nirgends"):
        Runner()("ls", "/nirgends")
    with pytest.raises(CommandFailed, match="找不到命令"):
        Runner()("no-such-command-here")
    assert isinstance(CommandFailed("x"), OSError)  # the command line shows such as a sentence


def test_only_root_makes_accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(PermissionError, match="sudo"):
        add_account(Server(Users(tmp_path / "u")), "shiyan", PASSWORD, Role.LEADER, "wb-leader", "", Runner())
    with pytest.raises(PermissionError, match="sudo"):
        create_database(Cluster(tmp_path / "data", tmp_path), Runner())
    assert office_accounts.posts_of("root") == []
