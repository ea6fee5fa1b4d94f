"""The hub's settings (服务器配置): what an office may not loosen by mistake, in one tested place.

`deploy/jupyterhub/jupyterhub_config.py` calls `configure` with the options of `hub.toml` and adds nothing.
"""

from __future__ import annotations

import os
import stat
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from workbench.office_server.authenticator import FileAuthenticator, one_post_only
from workbench.office_server.options import HubOptions
from workbench.office_server.spawner import DemoSpawner, OfficeSpawner, form_of, wish_of

USER_SCOPES: Final = (
    "access:servers!user",
    "servers!user",
    "read:users!user",
    "read:servers!user",
    "delete:servers!user",
)
"""What someone signed in may do at the hub: their own session and nothing else, tokens of their own included.
`read:users!user` must be there or signing in fails."""
TEMPLATES: Final = Path(str(files("workbench.office_server"))) / "templates"
_STYLE: Final = Path(str(files("workbench.serving"))) / "templates" / "workbench"
"""Serving's own pages, whose style ours begin with."""
POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Server": "workbench",
}


def configure(c: Any, options: HubOptions) -> None:
    """Fill a hub's configuration object. ValueError where the hub's own folder is open to others."""
    os.umask(0o077)  # hub.sqlite was readable by every account otherwise
    _own_folder(options.run)
    _addresses(c, options)
    _pages(c, options)
    _sign_in(c, options)
    _rights(c)
    _sessions(c, options)


def _own_folder(run: Path) -> None:
    """The hub's folder, made 0700; one that is there must be so already and be ours."""
    run.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = run.stat()
    if stat.S_IMODE(found.st_mode) & 0o077 or found.st_uid != os.geteuid():
        raise ValueError(
            f"服务器目录 {run} 须归运行服务的账户所有、权限 0700（现为 {stat.S_IMODE(found.st_mode):04o}）"
        )


def _addresses(c: Any, options: HubOptions) -> None:
    run = options.run.resolve()
    c.JupyterHub.bind_url = options.address
    c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{options.hub_port}"
    c.JupyterHub.db_url = f"sqlite:///{run / 'hub.sqlite'}"
    c.JupyterHub.cookie_secret_file = str(run / "cookie_secret")
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{options.proxy_api_port}"
    c.ConfigurableHTTPProxy.should_start = False  # a service of its own: it outlives the hub, and the hub it
    c.ConfigurableHTTPProxy.auth_token = _proxy_token(run / "proxy_token")
    c.JupyterHub.cleanup_servers = False  # a hub that is restarted leaves views served
    c.JupyterHub.cleanup_proxy = False
    c.JupyterHub.last_activity_interval = 5  # also how often a restarted proxy is told its routes again
    c.JupyterHub.init_spawners_timeout = 10
    c.JupyterHub.trusted_downstream_ips = ["127.0.0.1", "::1"] if options.behind_proxy else []


def _proxy_token(file: Path) -> str:
    """What hub and proxy know each other by; a file only the hub reads, handed to the proxy as a credential."""
    try:
        return file.read_text(encoding="ascii").strip()
    except OSError as error:
        make = f"umask 077; openssl rand -hex 32 > {file}"
        raise ValueError(f"读不了代理令牌 {file}（{error.strerror}）；请生成：{make}") from None


def _pages(c: Any, options: HubOptions) -> None:
    c.JupyterHub.template_paths = [str(TEMPLATES), str(_STYLE)]
    c.JupyterHub.tornado_settings = {
        "headers": dict(HEADERS),
        "slow_spawn_timeout": 1,
        "cookie_options": cookie_options(options),
    }
    c.JupyterHub.redirect_to_server = True
    c.JupyterHub.implicit_spawn_seconds = 1.0
    c.JupyterHub.authenticate_prometheus = True
    c.JupyterHub.default_server_name = ""


def _sign_in(c: Any, options: HubOptions) -> None:
    c.JupyterHub.authenticator_class = options.authenticator or FileAuthenticator
    c.FileAuthenticator.users_file = str(options.users_file)
    c.Authenticator.manage_groups = True
    c.Authenticator.allow_all = True  # whoever the authenticator knows; no role, no entry (`one_post_only`)
    c.Authenticator.admin_users = set()
    c.Authenticator.post_auth_hook = one_post_only(options.group_names)
    c.Authenticator.auth_refresh_age = options.refresh_seconds
    c.Authenticator.auth_refresh_strict = True  # or a disabled account's open pages would go on being answered
    c.Authenticator.refresh_pre_spawn = True
    c.Authenticator.enable_auth_state = False
    c.JupyterHub.cookie_max_age_days = options.signed_in_hours / 24
    c.JupyterHub.cookie_host_prefix_enabled = False


def _rights(c: Any) -> None:
    c.JupyterHub.load_roles = [{"name": "user", "description": "own session only", "scopes": list(USER_SCOPES)}]
    c.JupyterHub.allow_named_servers = False
    c.JupyterHub.services = []


def _sessions(c: Any, options: HubOptions) -> None:
    c.JupyterHub.spawner_class = OfficeSpawner if options.own_accounts else DemoSpawner
    c.OfficeSpawner.office = options
    c.Spawner.options_form = form_of
    c.Spawner.options_from_form = wish_of
    c.Spawner.disable_user_config = True
    c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL"]
    c.Spawner.ip = "127.0.0.1"
    c.Spawner.http_timeout = c.Spawner.start_timeout = 60
    c.Spawner.poll_interval = max(2, min(5, options.refresh_seconds))
    c.LocalProcessSpawner.interrupt_timeout = 5
    c.LocalProcessSpawner.term_timeout = 5


def cookie_options(options: HubOptions) -> dict[str, Any]:
    """Of the hub's and the sessions' cookies: not readable by scripts, not sent by other sites, gone with the sign-in."""
    secure = {"secure": True} if options.behind_proxy or urlsplit(options.address).scheme == "https" else {}
    return {"samesite": "Lax", "expires_days": options.signed_in_hours / 24, **secure}
