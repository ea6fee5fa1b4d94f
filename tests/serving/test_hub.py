"""The narrowed server as a session of the hub: whom it lets in, and when it ends by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("jupyterhub", reason="没有安装 JupyterHub")

from jupyterhub.singleuser.extension import JupyterHubIdentityProvider
from tornado.web import HTTPError

from workbench.serving import hub
from workbench.serving.hub import HubIdentity, HubVoila, serve_for_hub
from workbench.serving.server import Options


def asked(user: str | None, host: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the session of zhangsan answers to somebody the hub knows as `user`."""

    async def known(_self: Any, _handler: Any) -> Any:
        return SimpleNamespace(username=user) if user else None

    monkeypatch.setenv("JUPYTERHUB_USER", "zhangsan")
    monkeypatch.setattr(JupyterHubIdentityProvider, "get_user", known)
    handler = SimpleNamespace(request=SimpleNamespace(host_name=host), settings={"workbench_hosts": {"yanpan.example"}})
    provider = HubIdentity.__new__(HubIdentity)  # making one needs a hub
    return asyncio.run(provider.get_user(handler))


def test_own_account_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked("zhangsan", "yanpan.example", monkeypatch).username == "zhangsan"
    assert asked(None, "yanpan.example", monkeypatch) is None


@pytest.mark.parametrize("user", ["lisi", "admin", "Zhangsan"])
def test_anyone_else_is_refused_an_administrator_too(user: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(HTTPError, match="403"):
        asked(user, "yanpan.example", monkeypatch)


@pytest.mark.parametrize("host", ["evil.example", "10.0.0.9", ""])
def test_foreign_host_is_refused_before_anyone_is_asked(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(HTTPError, match="403"):
        asked("zhangsan", host, monkeypatch)


@pytest.mark.parametrize(("quiet", "pages", "ends"), [(10, {}, False), (200, {}, True), (200, {"k": 1}, False)])
def test_session_ends_when_nobody_uses_it(
    quiet: float, pages: dict[str, int], ends: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[bool] = []
    monkeypatch.setattr(hub.IOLoop, "current", lambda: SimpleNamespace(stop=lambda: stopped.append(True)))
    monkeypatch.setattr(hub.time, "monotonic", lambda: 1000.0)
    kernels, log = SimpleNamespace(_kernel_connections=pages), SimpleNamespace(warning=lambda _: None)
    app: Any = SimpleNamespace(kernel_manager=kernels, last_asked=1000.0 - quiet, idle_seconds=120.0, log=log)
    HubVoila.end_if_idle(app)
    assert stopped == ([True] if ends else [])


def test_outside_the_hub_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JUPYTERHUB_SERVICE_URL", raising=False)
    with pytest.raises(ValueError, match="去掉 --hub"):
        serve_for_hub(tmp_path, (), Options(), 60)
