"""Inspection of the hub (部署检查·登录服务器): its settings, its secrets, its addresses, the proxy and the accounts."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from workbench.domain.roles import Role
from workbench.reference.office_files import Kind, Place
from workbench.usecases.doctor import Finding
from workbench.usecases.office_accounts import grp_members, list_accounts
from workbench.usecases.office_check import Check, Deployment, bad, good, note
from workbench.usecases.office_permissions import check_permissions

SCOPES: Final = frozenset(
    {"access:servers!user", "servers!user", "read:users!user", "read:servers!user", "delete:servers!user"}
)
"""What a user may do at the hub: their own session and nothing else."""
LONGEST_HOURS: Final = 24
SLOWEST_REFRESH: Final = 300
_LOOPBACK: Final = {"127.0.0.1", "localhost", "::1"}
_CONFIG: Final = "deploy/jupyterhub/jupyterhub_config.py"
_RESET: Final = f"恢复 {_CONFIG} 的原样（它只调用 workbench.office_server.hub_config），不要另加设置"


def hub_file(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Only root writes the server's settings: they say where data are and who reads them."""
    found = d.hub_file.stat()
    if found.st_uid != 0 or found.st_mode & 0o022:
        told = f"权限 {stat.S_IMODE(found.st_mode):04o}、属主 {found.st_uid}"
        yield bad("服务器设置", f"{told}，别的账户能改", d.hub_file, f"chown root {d.hub_file}; chmod 600 {d.hub_file}")


def _fixed(name: str, owner: str, setting: str, wanted: Any, why: str) -> tuple[str, Check]:
    """A check that one setting of the hub is what it must be."""

    def check(d: Deployment, _now: datetime) -> Iterator[Finding]:
        found = d.hub_value(owner, setting)
        if found != wanted:
            yield bad(name, f"{owner}.{setting} 是 {found!r}，应为 {wanted!r}：{why}", _CONFIG, _RESET)

    return name, check


def scopes(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Users issue no tokens and see no other user; without `read:users!user` nobody can sign in."""
    roles = {role["name"]: set(role["scopes"]) for role in d.hub_value("JupyterHub", "load_roles") or []}
    found = roles.get("user")
    if found is None:
        yield bad("用户权限范围", "没有收窄 user 角色，用户可自发令牌", _CONFIG, _RESET)
    elif beyond := found - SCOPES:
        yield bad("用户权限范围", f"user 角色多出 {'、'.join(sorted(beyond))}", _CONFIG, _RESET)
    elif missing := SCOPES - found:
        yield bad("用户权限范围", f"user 角色缺 {'、'.join(sorted(missing))}，登录会失败", _CONFIG, _RESET)
    for name in sorted(set(roles) - {"user"}):
        yield bad("用户权限范围", f"另有角色 {name}", _CONFIG, "删去；本系统的角色由用户组决定，不在登录服务器里设")


def admins(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Nobody enters other people's sessions."""
    if found := d.hub_value("Authenticator", "admin_users"):
        yield bad("管理员", f"设了登录服务器的管理员：{'、'.join(sorted(found))}", _CONFIG, _RESET)


def addresses(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Everything listens on this machine only; the reverse proxy alone is reached from elsewhere."""
    urls = {
        "登录入口": d.hub_value("JupyterHub", "bind_url"),
        "登录服务器": d.hub_value("JupyterHub", "hub_bind_url"),
        "代理接口": d.hub_value("ConfigurableHTTPProxy", "api_url"),
    }
    for what, url in urls.items():
        if urlsplit(str(url or "")).hostname not in _LOOPBACK:
            yield bad(
                "监听地址",
                f"{what}监听 {url or '（未设）'}，网络上可直接访问",
                d.hub_file,
                "改为 http://127.0.0.1:端口",
            )
    if (ip := d.hub_value("Spawner", "ip")) not in _LOOPBACK:
        yield bad("监听地址", f"各人的服务监听 {ip or '（未设）'}", _CONFIG, _RESET)


def transport(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Passwords and cookies go over TLS."""
    entry = str(d.hub_value("JupyterHub", "bind_url") or "")
    if not d.options.behind_proxy and urlsplit(entry).scheme != "https":
        yield bad(
            "传输加密",
            "前面没有 nginx，也没有 HTTPS：口令会明文传送",
            d.hub_file,
            "装好 nginx 后写 behind_proxy = true",
        )


def hosts(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """The names browsers use, or pages are refused; no pattern."""
    if d.options.behind_proxy and not d.options.hosts:
        yield bad(
            "主机名",
            "没有写 hosts，经 nginx 的请求会被拒绝",
            d.hub_file,
            '写上浏览器里用的名字，如 hosts = ["yanpan.example"]',
        )
    for name in d.options.hosts:
        if "*" in name or "/" in name:
            yield bad("主机名", f"hosts 里的“{name}”不是一个主机名", d.hub_file, "逐个写出主机名，不用通配")


def signed_in(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """How long a sign-in lasts, and how soon a disabled account is out."""
    hours = 24 * float(d.hub_value("JupyterHub", "cookie_max_age_days") or 14)
    if hours > LONGEST_HOURS:
        yield bad("登录时长", f"登录 {hours:.0f} 小时有效", d.hub_file, "signed_in_hours 改为 12，不超过 24")
    refresh = d.hub_value("Authenticator", "auth_refresh_age")
    if not isinstance(refresh, int | float) or not 0 < refresh <= SLOWEST_REFRESH:
        yield bad("登录时长", f"停用的账户 {refresh} 秒后才被请出", d.hub_file, "refresh_seconds 改为 60，不超过 300")


def spawner(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Each session runs under its own account; the demonstration's runs all under one."""
    used = str(d.hub_value("JupyterHub", "spawner_class") or "")
    if "DemoSpawner" in used or "OfficeSpawner" not in used:
        yield bad(
            "系统账户",
            f"会话由 {used or '默认方式'} 启动，不是各用各的系统账户",
            d.hub_file,
            "删去 own_accounts = false",
        )


def secrets_of_hub(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """The hub's folder and each secret in it: root's alone."""
    for one in _files(d, Place.HUB):
        yield bad("服务器密钥文件", one[1], one[0], "workbench office permissions --apply")
    token = d.options.run / "proxy_token"
    if not token.exists() or len(token.read_text(encoding="ascii").strip()) < 32:
        yield bad(
            "服务器密钥文件",
            "代理令牌没有或太短（须 32 个字符以上）",
            token,
            f"openssl rand -hex 32 > {token}; chmod 600 {token}",
        )


def _files(d: Deployment, place: Place) -> list[tuple[Path, str]]:
    root = d.layout.places[place]
    return [(one.path, one.what) for one in check_permissions(d.layout) if one.path.is_relative_to(root)]


def users(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Every account has one post, the same in all four places."""
    listed = list_accounts(d.server)
    if not listed:
        yield bad("账户", "还没有账户", d.options.run / "users.json", "workbench office account add")
    for one in listed:
        for what in one.wrong:
            yield bad(
                "账户", f"{one.name}：{what}", "账户文件、系统组、数据库角色", "改正系统组；或停用后按正确的角色另建"
            )
    held = {one.role for one in listed if not one.disabled}
    for role in (Role.DIRECTOR, Role.DISCIPLINE, Role.AUDITOR):
        if listed and role.label not in held:
            yield note(
                "账户",
                f"没有{role.label}的账户",
                "账户文件",
                f"须有人担任的，workbench office account add --role {role}",
            )


def strays(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """System accounts in our groups that the users file does not know: they read files and are nobody's."""
    known = set(d.server.users.read())
    groups = {
        rule.group for _, rule in d.layout.rules() if rule.group.startswith("wb-") and rule.kind is not Kind.ABSENT
    }
    groups |= {name for _, rule in d.layout.rules() for name in (*rule.readers, *rule.passers)}
    for group in sorted(groups):
        if beyond := sorted(set(grp_members(group)) - known):
            yield bad(
                "系统组成员",
                f"组 {group} 里有账户文件没有的账户：{'、'.join(beyond)}",
                "/etc/group",
                f"gpasswd -d 账户 {group}",
            )


def proxy(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """configurable-http-proxy as the lock file pins it."""
    wanted = json.loads((d.program / "deploy/proxy/package.json").read_text())["dependencies"][
        "configurable-http-proxy"
    ]
    installed = d.program / "deploy/proxy/node_modules/configurable-http-proxy/package.json"
    if not installed.exists():
        yield bad(
            "代理",
            "没有安装 configurable-http-proxy",
            installed.parent,
            f"npm ci --prefix {d.program / 'deploy/proxy'}",
        )
        return
    found = json.loads(installed.read_text())["version"]
    if found != wanted:
        yield bad("代理", f"版本 {found}，应为 {wanted}", installed, f"npm ci --prefix {d.program / 'deploy/proxy'}")
    else:
        yield good("代理", f"configurable-http-proxy {found}", installed.parent)


CHECKS: Final[dict[str, Check]] = {
    "服务器设置": hub_file,
    **dict(
        (
            _fixed("服务保留", "JupyterHub", "cleanup_servers", False, "登录服务器重启时，各人打开的页面不应断"),
            _fixed("多服务", "JupyterHub", "allow_named_servers", False, "每人只有一个服务"),
            _fixed("用户配置", "Spawner", "disable_user_config", True, "用户主目录里的设置会改变服务"),
            _fixed("组来源", "Authenticator", "manage_groups", True, "角色由登录时的组决定"),
            _fixed("启动前核对", "Authenticator", "refresh_pre_spawn", True, "停用的账户不得再启动服务"),
        )
    ),
    "用户权限范围": scopes,
    "管理员": admins,
    "监听地址": addresses,
    "传输加密": transport,
    "主机名": hosts,
    "登录时长": signed_in,
    "系统账户": spawner,
    "服务器密钥文件": secrets_of_hub,
    "账户": users,
    "系统组成员": strays,
    "代理": proxy,
}
