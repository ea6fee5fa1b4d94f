"""Accounts of the office server (账户): one operating-system account a person, in the groups of exactly one post.

An account is four things that must agree: the system's account without a shell, its groups, the hub's entry with the
password, and the database role of the same name. They are made in that order, so that what is half made lets nobody in.
"""

from __future__ import annotations

import grp
import pwd
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from workbench.domain.roles import Role
from workbench.reference.database_grants import database_grants
from workbench.reference.office_files import FILE_GROUPS, groups_of
from workbench.usecases import office_database
from workbench.usecases.office_commands import Runner, need_root
from workbench.usecases.office_database import Cluster

SHELL: Final = "/usr/sbin/nologin"
HOMES: Final = Path("/srv/workbench/people")
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{1,30}")
_OURS: Final = re.compile(r"wb-(?!office$|edition$)[a-z0-9-]+")
"""Groups that say a post; `wb-office` and `wb-edition` only say which files are shared."""


class Users(Protocol):
    """The hub's users file, as `workbench.office_server.accounts` keeps it."""

    def read(self) -> Mapping[str, Any]: ...
    def add(self, name: str, password: str, group: str, unit: str) -> object: ...
    def set_password(self, name: str, password: str) -> None: ...
    def set_disabled(self, name: str, disabled: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Server:
    """The parts of one office server an account has something in; `cluster` None: no database here."""

    users: Users
    cluster: Cluster | None = None
    homes: Path = HOMES
    role_of: Callable[[str], Role | None] = lambda _group: None
    """Which post a group stands for; None for a group that stands for none."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One account as the four places have it (账户情况); `wrong` says in words where they differ."""

    name: str
    role: str
    unit: str
    disabled: bool
    wrong: tuple[str, ...]


def add_account(server: Server, name: str, password: str, role: Role, group: str, unit: str, run: Runner) -> None:
    """Make an account in this post. ValueError for a name that is taken or unfit; CommandFailed, StoreError.

    A system account that is there already and in no other post's group is taken over, so that a second try goes on.
    """
    if not run.dry:
        need_root("建立账户")
    _check_name(server, name, group)
    make_groups((group,), run)
    groups = (group, *groups_of(role))
    if not _is_there(name):
        if run.note(f"install -d -m 0755 {server.homes}"):
            server.homes.mkdir(mode=0o755, parents=True, exist_ok=True)
        home = str(server.homes / name)
        run("useradd", "--create-home", "--home-dir", home, "--shell", SHELL, "--key", "HOME_MODE=0700", name)
    run("usermod", "--append", "--groups", ",".join(groups), name)
    database_roles = database_grants().members[role]
    if server.cluster and database_roles and run.note(f"CREATE ROLE {name} IN ROLE {', '.join(database_roles)}"):
        office_database.add_role(server.cluster, name, database_roles)
    if run.note(f"登记到账户文件：{name}，组 {group}"):
        server.users.add(name, password, group, unit)


def disable_account(server: Server, name: str, run: Runner) -> None:
    """Let nobody in by this account any more and end what runs under it; what it recorded stays. LookupError."""
    if name not in server.users.read():
        raise LookupError(f"账户文件里没有“{name}”；用 workbench office account list 查看")
    if run.note(f"账户文件：停用 {name}"):
        server.users.set_disabled(name, True)
    if _is_there(name):
        run("usermod", "--lock", "--expiredate", "1", name)
    if server.cluster and run.note(f"ALTER ROLE {name} NOLOGIN"):
        office_database.close_role(server.cluster, name)


def enable_account(server: Server, name: str, role: Role, run: Runner) -> None:
    """Let a disabled account in again, in the post it had."""
    if name not in server.users.read():
        raise LookupError(f"账户文件里没有“{name}”；用 workbench office account list 查看")
    run("usermod", "--unlock", "--expiredate", "", name)
    if server.cluster and run.note(f"ALTER ROLE {name} LOGIN"):
        office_database.add_role(server.cluster, name, database_grants().members[role])
    if run.note(f"账户文件：启用 {name}"):
        server.users.set_disabled(name, False)


def make_groups(groups: Iterable[str], run: Runner) -> list[str]:
    """Make the system groups that are missing, the shared ones always; names of those made."""
    known = {entry.gr_name for entry in grp.getgrall()}
    missing = [name for name in dict.fromkeys((*FILE_GROUPS, *groups)) if name not in known]
    for name in missing:
        run("groupadd", "--system", name)
    return missing


def list_accounts(server: Server) -> list[Listed]:
    """Every account of the users file with where its four places differ."""
    roles = _database_roles(server.cluster)
    return [_listed(server, name, entry, roles) for name, entry in sorted(server.users.read().items())]


def posts_of(name: str) -> list[str]:
    """The groups of posts an account is in; exactly one is right."""
    return sorted(entry.gr_name for entry in grp.getgrall() if name in entry.gr_mem and _OURS.fullmatch(entry.gr_name))


def _listed(server: Server, name: str, entry: Any, roles: Mapping[str, set[str]] | None) -> Listed:
    role = server.role_of(entry.group)
    wrong = list(_system_faults(name, entry.group, role))
    if roles is not None and role is not None and not entry.disabled:
        wanted = set(database_grants().members[role])
        if roles.get(name, set()) != wanted:
            wrong.append(f"数据库角色应属于 {'、'.join(sorted(wanted)) or '无'}")
    if role is None:
        wrong.append(f"组 {entry.group} 不是任何角色")
    return Listed(name, role.label if role else "", entry.unit, entry.disabled, tuple(wrong))


def _system_faults(name: str, group: str, role: Role | None) -> Iterable[str]:
    if not _is_there(name):
        yield "没有同名的系统账户"
        return
    found = posts_of(name)
    if found != [group]:
        yield f"系统组应只有 {group}，现为 {'、'.join(found) or '无'}"
    for shared, posts in FILE_GROUPS.items():
        if role is not None and (name in grp_members(shared)) != (role in posts):
            yield f"{'应' if role in posts else '不应'}在组 {shared} 里"
    if pwd.getpwnam(name).pw_shell not in {SHELL, "/bin/false"}:
        yield f"登录外壳应为 {SHELL}"


def grp_members(group: str) -> list[str]:
    """Accounts in a system group; none where there is no such group."""
    try:
        return grp.getgrnam(group).gr_mem
    except KeyError:
        return []


def _database_roles(cluster: Cluster | None) -> dict[str, set[str]] | None:
    return office_database.memberships(cluster) if cluster else None


def _check_name(server: Server, name: str, group: str) -> None:
    if not _NAME.fullmatch(name) or name.startswith("wb-"):
        raise ValueError(f"账户名“{name}”不能用：以小写字母开头，只含小写字母、数字和 -，2 到 31 个字符，不以 wb- 开头")
    if _is_there(name) and pwd.getpwnam(name).pw_uid < 1000:
        raise ValueError(f"“{name}”是系统自己的账户，不能作为工作台账户；请另取名字")
    try:
        entries = server.users.read()
    except ValueError:  # the first account: there is no file yet, and whoever adds says so where it is broken
        entries = {}
    if name in entries:
        raise ValueError(f"已有账户“{name}”；改密码用 workbench office account password，换角色先停用再另建")
    others = [each for each in posts_of(name) if each != group] if _is_there(name) else []
    if others:
        raise ValueError(f"系统账户“{name}”已在组 {'、'.join(others)} 里；一个账户只能有一个角色")


def _is_there(name: str) -> bool:
    return any(entry.pw_name == name for entry in pwd.getpwall())
