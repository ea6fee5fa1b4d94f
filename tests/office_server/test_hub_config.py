"""What the hub is set to: the lines an attack found missing once (security.md), held here."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("jupyterhub", reason="没有安装 JupyterHub")

from jupyterhub.auth import Authenticator
from tornado.web import HTTPError
from traitlets.config import Config

from workbench.office_server.authenticator import FileAuthenticator, one_post_only
from workbench.office_server.hub_config import TEMPLATES, configure
from workbench.office_server.options import HubOptions
from workbench.office_server.spawner import DemoSpawner, OfficeSpawner, form_of, wish_of


@pytest.fixture
def options(tmp_path: Path) -> Iterator[HubOptions]:
    run = tmp_path / "run"
    run.mkdir(mode=0o700)
    (run / "proxy_token").write_text("t" * 64, encoding="ascii")
    before = os.umask(0o022)
    yield HubOptions(home=tmp_path / "home", run=run, dashboards=tmp_path / "boards")
    os.umask(before)


def configured(options: HubOptions, **changed: Any) -> Any:
    c = Config()
    configure(c, options.model_copy(update=changed))
    return c


def test_hardening(options: HubOptions) -> None:
    c = configured(options)
    assert os.umask(0o077) == 0o077
    assert c.JupyterHub.cleanup_servers is False and c.JupyterHub.allow_named_servers is False
    assert c.Spawner.disable_user_config is True and c.Spawner.env_keep == ["PATH", "LANG", "LC_ALL"]
    assert c.Authenticator.admin_users == set() and c.Authenticator.auth_refresh_strict is True
    assert c.Authenticator.refresh_pre_spawn is True and 0 < c.Authenticator.auth_refresh_age <= 300
    assert c.JupyterHub.cookie_max_age_days == 0.5 and c.Spawner.ip == "127.0.0.1"
    (role,) = c.JupyterHub.load_roles
    assert role["name"] == "user" and "read:users!user" in role["scopes"]
    assert all(scope.endswith("!user") and "token" not in scope for scope in role["scopes"])


def test_each_has_an_account_of_the_system_unless_it_is_the_demonstration(options: HubOptions) -> None:
    assert configured(options).JupyterHub.spawner_class is OfficeSpawner
    assert configured(options, own_accounts=False).JupyterHub.spawner_class is DemoSpawner


def test_cookies_go_by_https_only_behind_a_proxy(options: HubOptions) -> None:
    assert "secure" not in configured(options).JupyterHub.tornado_settings["cookie_options"]
    behind = configured(options, behind_proxy=True)
    assert behind.JupyterHub.tornado_settings["cookie_options"]["secure"] is True
    assert behind.JupyterHub.trusted_downstream_ips == ["127.0.0.1", "::1"]


def test_folder_others_may_enter_is_refused(options: HubOptions) -> None:
    options.run.chmod(0o755)
    with pytest.raises(ValueError, match="0700"):
        configured(options)


def test_missing_proxy_token_says_how_to_make_one(options: HubOptions) -> None:
    (options.run / "proxy_token").unlink()
    with pytest.raises(ValueError, match="openssl rand"):
        configured(options)


def test_every_page_the_hub_shows_a_user_is_ours_and_chinese() -> None:
    import jupyterhub

    stock = Path(jupyterhub.__file__).parents[4] / "share" / "jupyterhub" / "templates"
    missing = {path.name for path in stock.glob("*.html")} - {path.name for path in TEMPLATES.glob("*.html")}
    assert missing <= {"admin.html", "accept-share.html"}  # nobody may open these
    for page in TEMPLATES.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "//" not in text.replace("://", "//").split("https:")[0] or "cdn" not in text.casefold()
        assert "JupyterHub" not in text.replace("jupyterhub-", "")


class SignOn(Authenticator):  # type: ignore[misc]
    """A sign-on service that hands out groups in its own words."""

    async def authenticate(self, handler: Any, data: dict[str, str]) -> dict[str, Any]:
        return {"name": data["username"], "groups": data["groups"].split(",")}


@pytest.mark.parametrize(("groups", "in_"), [("局领导,全体", True), ("全体", False), ("局领导,经办", False)])
def test_any_authenticator_with_groups(options: HubOptions, groups: str, in_: bool) -> None:
    names = {"局领导": "wb-leader", "经办": "wb-analyst"}
    signing = SignOn(manage_groups=True, allow_all=True, post_auth_hook=one_post_only(names))
    asked = signing.get_authenticated_user(None, {"username": "lisi", "groups": groups})
    if in_:
        assert asyncio.run(asked)["name"] == "lisi"
    else:
        with pytest.raises(HTTPError, match="须恰有一个角色"):
            asyncio.run(asked)


def test_authenticator_is_a_matter_of_configuration(options: HubOptions) -> None:
    assert configured(options).JupyterHub.authenticator_class is FileAuthenticator
    other = configured(options, authenticator="oauthenticator.generic.GenericOAuthenticator")
    assert other.JupyterHub.authenticator_class == "oauthenticator.generic.GenericOAuthenticator"


def spawner_of(groups: list[str], options: HubOptions) -> OfficeSpawner:
    user = SimpleNamespace(name="lisi", authenticator=SignOn(), groups=[SimpleNamespace(name=one) for one in groups])
    spawner = OfficeSpawner(office=options)
    spawner.user = user
    return spawner


def test_choice_is_for_analysts_and_says_nothing_else(options: HubOptions) -> None:
    assert 'value="lab"' in form_of(spawner_of(["wb-analyst"], options))
    assert form_of(spawner_of(["wb-leader"], options)) == form_of(spawner_of([], options)) == ""
    assert wish_of({"open": ["lab"], "cmd": ["sh"], "env": ["X"]}) == {"open": "lab"}
    assert wish_of({"open": ["../sh"]}) == wish_of({}) == {"open": "boards"}


def test_shipped_configuration_is_only_that(options: HubOptions) -> None:
    text = (Path(__file__).parents[2] / "deploy" / "jupyterhub" / "jupyterhub_config.py").read_text(encoding="utf-8")
    assert "configure(get_config()" in text and "c." not in text.replace("hub_config", "").split('"""')[2]
