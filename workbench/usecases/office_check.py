"""Is this office server set up as it should be? (部署检查): each finding says what is wrong, where, and how to mend it.

Nothing is changed. Every check stands alone: one that breaks is a finding and does not hide the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol

from workbench.domain.roles import Role
from workbench.reference.database_grants import OWNER
from workbench.reference.office_files import Place
from workbench.settings import Settings
from workbench.usecases.doctor import BROKE, Finding, Health, Level
from workbench.usecases.office_accounts import Server
from workbench.usecases.office_commands import CommandFailed, Runner
from workbench.usecases.office_database import Cluster
from workbench.usecases.office_permissions import Layout

UNITS: Final = (
    "workbench-postgres.service",
    "workbench-proxy.service",
    "workbench-hub.service",
    "workbench-backup.timer",
    "workbench-backup-verify.timer",
    "workbench-anchor.timer",
)
"""systemd units of `deploy/systemd` that must run."""


class HubOptions(Protocol):
    """What `hub.toml` says, as far as it is looked at (`workbench.office_server.options`)."""

    @property
    def home(self) -> Path: ...
    @property
    def run(self) -> Path: ...
    @property
    def dashboards(self) -> Path: ...
    @property
    def database(self) -> str: ...
    @property
    def hosts(self) -> tuple[str, ...]: ...
    @property
    def behind_proxy(self) -> bool: ...
    @property
    def units(self) -> dict[str, str]: ...


@dataclass(frozen=True)
class Deployment:
    """One office server, and whom to ask about it; tests hand in a made-up one."""

    program: Path
    hub_file: Path
    options: HubOptions
    hub: Mapping[str, Any]
    """The hub's settings as its configuration file makes them: class → name → value."""
    server: Server
    layout: Layout
    boards: Mapping[Role, tuple[str, ...]]
    """Dashboards each post gets, `*` for all."""
    nginx: Path = Path("/etc/nginx/sites-enabled/workbench.conf")
    certificate: Path = Path("/etc/workbench/tls/server.crt")
    ask: Callable[..., str] = field(default_factory=Runner)

    @property
    def cluster(self) -> Cluster | None:
        return self.server.cluster

    @property
    def backup(self) -> Path:
        return self.layout.places[Place.BACKUP]

    @cached_property
    def settings(self) -> Settings:
        """The office's settings, with the record of truth reached as its owner."""
        chosen: dict[str, Any] = {"database": self.cluster.url(OWNER)} if self.cluster else {}
        return Settings(home=self.options.home, **chosen)

    def hub_value(self, owner: str, name: str) -> Any:
        """A setting of the hub; None where it is not set."""
        return self.hub.get(owner, {}).get(name)

    def said(self, *words: str) -> str | None:
        """What a command of the system answers; None where there is no such command or it fails."""
        try:
            return self.ask(*words).strip()
        except CommandFailed:
            return None


Check = Callable[[Deployment, datetime], Iterable[Finding]]


def good(check: str, what: str, where: object = "") -> Finding:
    """Nothing to do."""
    return Finding(check, Level.GOOD, what, str(where))


def note(check: str, what: str, where: object, todo: str) -> Finding:
    """To be known; may be meant."""
    return Finding(check, Level.NOTE, what, str(where), todo)


def bad(check: str, what: str, where: object, todo: str) -> Finding:
    """To be mended."""
    return Finding(check, Level.BAD, what, str(where), todo)


def check_office(deployment: Deployment, *, now: datetime | None = None) -> Health:
    """Every check of hub, files, accounts, keys, database and machine."""
    from workbench.usecases import office_check_data, office_check_hub, office_check_machine

    moment = now or datetime.now().astimezone()
    checks = {**office_check_hub.CHECKS, **office_check_data.CHECKS, **office_check_machine.CHECKS}
    return Health(moment, tuple(one for name, check in checks.items() for one in _run(name, check, deployment, moment)))


def _run(name: str, check: Check, deployment: Deployment, now: datetime) -> list[Finding]:
    """A check's findings; one that finds nothing wrong and says nothing is in order."""
    try:
        return list(check(deployment, now)) or [good(name, "符合要求")]
    except Exception as error:
        from workbench.store.errors import StoreError

        told = isinstance(error, StoreError | ValueError | LookupError | OSError)
        return [Finding(name, Level.BAD, f"没有查成：{error if told else type(error).__name__}", todo=BROKE)]
