"""What each post's session is started with, and that no user says any of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from workbench.domain.roles import Role
from workbench.office_server.options import HubOptions
from workbench.office_server.posts import Post
from workbench.office_server.spawning import BOARDS, LAB, Launch, launch_of

OPTIONS = HubOptions(
    home=Path("/srv/office"),
    run=Path("/var/lib/hub"),
    dashboards=Path("/opt/dashboards"),
    notebooks=Path("/opt/notebooks"),
    research=Path("/srv/research"),
    database="postgresql://{account}@/workbench?host=/run/pg",
    hosts=("yanpan.example",),
    units={"zhujian": "住建局"},
)


def launched(role: Role, wish: str = BOARDS, unit: str = "") -> Launch:
    return launch_of("zhangsan", Post(role, unit), "", wish, OPTIONS)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.RESEARCHER])
def test_dashboards_are_the_narrowed_server(role: Role) -> None:
    launch = launched(role, BOARDS)
    assert launch.command == (sys.executable, "-m", "workbench.serving") and launch.arguments[0] == "--hub"
    assert "yanpan.example,127.0.0.1,localhost" in launch.arguments and launch.default_url == "/"


@pytest.mark.parametrize("role", Role)
def test_lab_is_for_those_whose_post_has_it(role: Role) -> None:
    lab = launched(role, LAB).default_url == "/lab"
    assert lab == (role in {Role.ANALYST, Role.DIRECTOR, Role.RESEARCHER})


def test_lab_runs_without_voila_and_terminals_and_encrypted() -> None:
    arguments = launched(Role.ANALYST, LAB).arguments
    assert "--ServerApp.jpserver_extensions={'voila.server_extension': False}" in arguments
    assert "--MappingKernelManager.transport_encryption=required" in arguments
    assert "--ServerApp.terminals_enabled=False" in arguments and "--ServerApp.root_dir=/opt/notebooks" in arguments


def test_environment_says_who_and_as_what() -> None:
    told = launched(Role.UNIT, unit="zhujian").environment
    assert (told["WORKBENCH_ACTOR"], json.loads(told["WORKBENCH_ROLES"])) == ("zhangsan", ["unit"])
    assert (told["WORKBENCH_UNIT"], told["WORKBENCH_HOME"]) == ("住建局", "/srv/office")
    assert told["WORKBENCH_DATABASE"] == "postgresql://zhangsan@/workbench?host=/run/pg"
    assert told["PYTHONSAFEPATH"] == told["PYTHONNOUSERSITE"] == "1"


def test_researcher_is_told_neither_database_nor_office() -> None:
    launch = launched(Role.RESEARCHER)
    assert "/srv/office" not in str(launch) and "WORKBENCH_DATABASE" not in launch.environment
    assert (
        launch.environment["WORKBENCH_HOME"] == "/srv/research"
        and "--ServerApp.root_dir=/srv/research" in launch.arguments
    )


def test_units_own_name_comes_before_the_short_one() -> None:
    told = launch_of("a", Post(Role.UNIT, "zhujian"), "住房和城乡建设局", BOARDS, OPTIONS).environment
    assert told["WORKBENCH_UNIT"] == "住房和城乡建设局"
