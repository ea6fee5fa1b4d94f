"""What each post's session is started with (按角色启动): command, arguments, environment. All of it from the hub."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workbench.domain.roles import Role
from workbench.office_server.options import HubOptions
from workbench.office_server.posts import Post

BOARDS, LAB = "boards", "lab"
CHOOSES: Final = frozenset({Role.ANALYST, Role.DIRECTOR})
"""Roles that say at the start whether they want dashboards or JupyterLab; others get what their post has."""
CALM: Final[Mapping[str, str]] = {
    "PYTHONNOUSERSITE": "1",
    "PYTHONSAFEPATH": "1",  # no module lying in a folder one stands in is imported in place of ours
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass(frozen=True, slots=True)
class Launch:
    """A session's start: what is run, with what, and where the browser is sent first."""

    command: tuple[str, ...]
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    default_url: str


def launch_of(account: str, post: Post, unit: str, wish: str, options: HubOptions) -> Launch:
    """The start of one account's session. `wish` (`boards` or `lab`) counts for those who may choose only."""
    environment = {**CALM, **environment_of(account, post, unit, options)}
    if gets_lab(post.role, wish):
        return Launch((_program("jupyterhub-singleuser"),), _lab_arguments(post, options), environment, "/lab")
    return Launch((sys.executable, "-m", "workbench.serving"), _board_arguments(options), environment, "/")


def gets_lab(role: Role, wish: str) -> bool:
    """JupyterLab runs code: for analysts and directors who ask for it, and for researchers, who have nothing else."""
    return role is Role.RESEARCHER or (role in CHOOSES and wish == LAB)


def environment_of(account: str, post: Post, unit: str, options: HubOptions) -> dict[str, str]:
    """WORKBENCH_* as the hub knows them; a researcher's session is told neither the database nor the office's folder."""
    told = {
        "WORKBENCH_ACTOR": account,
        "WORKBENCH_ROLES": json.dumps([post.role.value]),
        "WORKBENCH_UNIT": unit or options.units.get(post.unit, post.unit),
        "WORKBENCH_HOME": str(_home_of(post, options)),
    }
    if options.database and post.role is not Role.RESEARCHER:
        told["WORKBENCH_DATABASE"] = options.database.replace("{account}", account)
    return told


def _home_of(post: Post, options: HubOptions) -> Path:
    if post.role is not Role.RESEARCHER:
        return options.home.resolve()
    return options.research.resolve() if options.research else Path("/nonexistent")  # Debian's word for no folder


def _board_arguments(options: HubOptions) -> tuple[str, ...]:
    return (
        "--hub",
        "--dashboards",
        str(options.dashboards.resolve()),
        "--hosts",
        ",".join(options.every_host),
        "--max-kernels",
        str(options.kernels),
        "--idle-minutes",
        str(options.idle_minutes),
    )


def _lab_arguments(post: Post, options: HubOptions) -> tuple[str, ...]:
    top = options.research if post.role is Role.RESEARCHER else options.notebooks
    folder = (f"--ServerApp.root_dir={top.resolve()}",) if top else ()
    return (
        "--ServerApp.jpserver_extensions={'voila.server_extension': False}",  # it runs execute_request for whoever asks
        "--ServerApp.terminals_enabled=False",
        "--ServerApp.log_level=WARN",  # its own log names every file that is opened
        "--MappingKernelManager.transport_encryption=required",
        "--MappingKernelManager.cull_idle_timeout=14400",
        f"--ServerApp.shutdown_no_activity_timeout={options.idle_minutes * 60}",
        *folder,
    )


def _program(name: str) -> str:
    """A program beside the Python that runs the hub."""
    return str(Path(sys.executable).parent / name)
