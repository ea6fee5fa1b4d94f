"""The narrowed server as one person's session under JupyterHub (办公室服务器上的看板会话).

Everything `voila_app` closes stays closed; what differs: the hub says who is asking (OAuth), only the account the session
belongs to is let in, addresses start with `/user/<account>/`, the proxy's host names are known, and a session nobody uses ends.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlparse

from jupyter_server.utils import url_path_join
from jupyterhub import __version__ as hub_version  # type: ignore[import-untyped]
from jupyterhub.services.auth import HubOAuth  # type: ignore[import-untyped]
from jupyterhub.singleuser.extension import JupyterHubIdentityProvider  # type: ignore[import-untyped]
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.web import HTTPError

from workbench.serving.identity import cookie_secret
from workbench.serving.server import Options, configured
from workbench.serving.voila_app import LockedVoila
from workbench.settings import Settings

NOTED_AFTER: Final = 2.0  # seconds: the first page comes before the database's libraries are loaded
REMEMBERED: Final = 30
"""Seconds the hub's answer about who someone is holds: as long may an account still be served that was just shut out."""


def note_sign_in(settings: Settings) -> None:
    """Enter that the account's session began, as the account itself."""
    from workbench.domain.roles import AuditAct, DataKind
    from workbench.usecases.audit_trail import note
    from workbench.usecases.office import Office

    note(Office(settings), AuditAct.SIGN_IN, DataKind.ACCESS_LOG, "看板会话")


class HubIdentity(JupyterHubIdentityProvider):  # type: ignore[misc]
    """The hub's OAuth, at our own addresses, for the session's own account only."""

    def get_handlers(self) -> list[Any]:
        base = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
        return [(url_path_join(base, one[0]), *one[1:]) for one in super().get_handlers()]

    async def get_user(self, handler: Any) -> Any:
        """The account the session belongs to, or None; HTTPError 403 for a foreign Host header or another account.

        Another account has no scope for this session anyway; an administrator of the hub would.
        """
        if handler.request.host_name not in handler.settings["workbench_hosts"]:
            raise HTTPError(403)
        found = super().get_user(handler)
        user = await found if inspect.isawaitable(found) else found
        if user is not None and user.username != os.environ["JUPYTERHUB_USER"]:
            raise HTTPError(403)
        return user


class HubVoila(LockedVoila):
    """`LockedVoila` behind the hub."""

    hosts: frozenset[str] = frozenset()
    idle_seconds: float = 7200.0

    def choose_identity(self) -> None:
        address = urlparse(os.environ["JUPYTERHUB_SERVICE_URL"])
        self.port: int = address.port or 0
        self.base_url = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
        self.identity_provider_class, self.auto_token = HubIdentity, True
        self.cookie_secret = cookie_secret(os.environ["JUPYTERHUB_API_TOKEN"])
        self.config.HubOAuth.cache_max_age = REMEMBERED

    def init_settings(self) -> dict[str, Any]:
        settings = super().init_settings()
        self.last_asked = time.monotonic()
        told = settings["log_function"]

        def answered(handler: Any) -> None:
            self.last_asked = time.monotonic()
            told(handler)

        auth: HubOAuth = self.identity_provider.hub_auth
        settings.update(
            headers={**settings["headers"], "X-JupyterHub-Version": hub_version},
            allow_remote_access=True,  # `HubIdentity` knows the proxy's names; IP addresses among them too
            workbench_hosts=self.hosts,
            workbench_hub=auth.hub_host + auth.hub_prefix,
            xsrf_cookies=False,  # the hub's own check takes its place, in every handler
            log_function=answered,
        )
        return settings

    def listen(self) -> None:
        ticking = PeriodicCallback(self.end_if_idle, 1000 * max(1.0, min(60.0, self.idle_seconds / 4)))
        IOLoop.current().add_callback(ticking.start)
        IOLoop.current().call_later(NOTED_AFTER, self._note_start)
        super().listen()

    async def _note_start(self) -> None:
        """Enter the session's start in the audit trail; where that cannot be the session goes on, and the log says so."""
        try:
            await asyncio.to_thread(note_sign_in, Settings())
        except Exception as problem:  # whatever it is: the record of truth may be down, and dashboards read editions
            self.log.warning("未能把登录记入审计日志（%s）", type(problem).__name__)

    def end_if_idle(self) -> None:
        """End a session without open pages that was asked nothing for long; the hub starts it again when it is wanted."""
        connected = any(self.kernel_manager._kernel_connections.values())
        if not connected and time.monotonic() - self.last_asked > self.idle_seconds:
            self.log.warning("会话久无人用，已结束")
            IOLoop.current().stop()


def serve_for_hub(dashboards: Path, hosts: Iterable[str], options: Options, idle_minutes: float) -> None:
    """Run one account's session as the hub started it, until stopped. ValueError outside the hub or without the folder."""
    if not {"JUPYTERHUB_SERVICE_URL", "JUPYTERHUB_API_TOKEN", "JUPYTERHUB_USER"} <= os.environ.keys():
        raise ValueError("--hub 只能由办公室服务器（JupyterHub）启动；本机使用请去掉 --hub")
    if not dashboards.is_dir():
        raise ValueError(f"找不到看板文件夹“{dashboards}”；请用 --dashboards 指明")
    HubVoila.hosts, HubVoila.idle_seconds = frozenset({*hosts, "127.0.0.1"}), idle_minutes * 60
    configured(dashboards, 0, None, options, HubVoila).start()
