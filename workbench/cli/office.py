"""`workbench office`: accounts, file permissions, database and inspection of the office server; most as root."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.common import AsJson, in_words, out, say
from workbench.cli.office_demo import demo
from workbench.domain.roles import Role
from workbench.settings import Settings

if TYPE_CHECKING:
    from workbench.office_server.options import HubOptions
    from workbench.usecases.office_accounts import Server
    from workbench.usecases.office_check import Deployment
    from workbench.usecases.office_database import Cluster
    from workbench.usecases.office_permissions import Layout

office = typer.Typer(no_args_is_help=True, help="办公室服务器：账户、文件权限、记录库、检查")
account = typer.Typer(no_args_is_help=True, help="账户：一人一个，恰有一个角色")
database = typer.Typer(no_args_is_help=True, help="记录库服务器（PostgreSQL）")
office.add_typer(account, name="account")
office.add_typer(database, name="database")
office.command("demo")(demo)

HubFile = Annotated[Path, typer.Option("--hub", help="服务器设置", envvar="WORKBENCH_HUB")]
HUB = Path("/etc/workbench/hub.toml")
DryRun = Annotated[bool, typer.Option("--dry-run", help="只显示要做什么，不做")]
Data = Annotated[Path, typer.Option("--data", help="数据库集群的数据目录")]
Socket = Annotated[Path, typer.Option("--socket", help="数据库套接字所在文件夹")]
DATA, SOCKET = Path("/var/lib/workbench-postgres/data"), Path("/run/workbench-postgres")
Backup = Annotated[Path, typer.Option(help="备份文件夹")]
BACKUP = Path("/var/backups/workbench")
Research = Annotated[Path, typer.Option(help="交给研究人员的研究版")]
RESEARCH = Path("/srv/workbench/research")


@dataclass(frozen=True)
class _UsersFile:
    """The hub's users file, as `office_accounts.Users`."""

    file: Path

    def read(self) -> Any:
        from workbench.office_server.accounts import read_accounts

        return read_accounts(self.file)

    def add(self, name: str, password: str, group: str, unit: str) -> object:
        from workbench.office_server.accounts import add_account

        return add_account(self.file, name, password, group, unit)

    def set_password(self, name: str, password: str) -> None:
        from workbench.office_server.accounts import set_password

        set_password(self.file, name, password)

    def set_disabled(self, name: str, disabled: bool) -> None:
        from workbench.office_server.accounts import set_disabled

        set_disabled(self.file, name, disabled)


def _options(hub: Path) -> HubOptions:
    from workbench.office_server.options import read_options

    return read_options(hub)


def _cluster(options: HubOptions, data: Path = DATA) -> Cluster | None:
    """The cluster the hub's sessions connect to; None where the record of truth is no PostgreSQL behind a socket."""
    from sqlalchemy import make_url

    from workbench.usecases.office_database import Cluster

    if not options.database:
        return None
    url = make_url(options.database.replace("{account}", "x"))
    host = url.query.get("host")
    return Cluster(data, Path(str(host)), port=int(url.port or 5432)) if host else None


def _server(options: HubOptions) -> Server:
    from workbench.office_server.posts import PostError, post_of
    from workbench.usecases.office_accounts import Server

    def role_of(group: str) -> Role | None:
        try:
            return post_of("", [group]).role
        except PostError:
            return None

    return Server(_UsersFile(options.users_file), _cluster(options), role_of=role_of)


def _layout(options: HubOptions, backup: Path, research: Path) -> Layout:
    from workbench.reference.office_files import Place
    from workbench.usecases.office_permissions import Layout

    keys = Settings(home=options.home).keys_dir
    places = {Place.HOME: options.home, Place.HUB: options.run, Place.BACKUP: backup, Place.RESEARCH: research}
    return Layout({**places, Place.KEYS: keys} if keys else places, options.units)


# --- accounts --------------------------------------------------------------------------------------------------------


@account.command("add")
@in_words
def account_add(
    name: str,
    role: Annotated[Role, typer.Option(help="角色")],
    unit: Annotated[str, typer.Option(help="责任单位的简称（hub.toml 的 [units]）")] = "",
    ask: Annotated[bool, typer.Option("--ask", help="自己输入密码；不写则随机生成并显示一次")] = False,
    hub: HubFile = HUB,
    dry_run: DryRun = False,
) -> None:
    """建账户：系统账户（不能登录外壳）、用户组、账户文件、数据库角色。"""
    from workbench.office_server.accounts import new_password
    from workbench.office_server.posts import group_for
    from workbench.usecases.office_accounts import add_account
    from workbench.usecases.office_commands import Runner

    options, run = _options(hub), Runner(dry_run)
    if role is Role.UNIT and unit not in options.units:
        raise ValueError(f"{hub} 的 [units] 里没有单位“{unit}”；请先写上简称和单位登记里的名称")
    named = options.units.get(unit, unit)
    password = _asked() if ask and not dry_run else new_password()
    add_account(_server(options), name, password, role, group_for(role, unit), named, run)
    if dry_run:
        _tell(run.told)
        return
    out.print(f"已建账户 {name}（{role.label}{f'，{named}' if named else ''}）", highlight=False)
    if not ask:
        out.print(f"密码（只显示这一次）：{password}", highlight=False, markup=False)


@account.command("disable")
@in_words
def account_disable(name: str, hub: HubFile = HUB, dry_run: DryRun = False) -> None:
    """停用账户：不能再登录，数据库连接中断；登记过的内容保留。"""
    from workbench.usecases.office_accounts import disable_account
    from workbench.usecases.office_commands import Runner

    run = Runner(dry_run)
    disable_account(_server(_options(hub)), name, run)
    _tell(run.told if dry_run else [f"已停用 {name}；其页面在核对间隔内关闭"])


@account.command("enable")
@in_words
def account_enable(name: str, hub: HubFile = HUB, dry_run: DryRun = False) -> None:
    """重新启用停用的账户，角色不变。"""
    from workbench.usecases.office_accounts import enable_account
    from workbench.usecases.office_commands import Runner

    server, run = _server(_options(hub)), Runner(dry_run)
    entry = server.users.read().get(name)
    role = server.role_of(entry.group) if entry else None
    if role is None:
        raise LookupError(f"账户文件里没有“{name}”，或它的组不是任何角色")
    enable_account(server, name, role, run)
    _tell(run.told if dry_run else [f"已启用 {name}（{role.label}）"])


@account.command("password")
@in_words
def account_password(
    name: str,
    ask: Annotated[bool, typer.Option("--ask", help="自己输入；不写则随机生成并显示一次")] = False,
    hub: HubFile = HUB,
) -> None:
    """另设密码。"""
    from workbench.office_server.accounts import new_password, set_password

    password = _asked() if ask else new_password()
    set_password(_options(hub).users_file, name, password)
    _tell([f"已另设 {name} 的密码" + ("" if ask else f"（只显示这一次）：{password}")])


@account.command("list")
@in_words
def account_list(hub: HubFile = HUB, json_: AsJson = False) -> None:
    """全部账户：角色、单位、是否停用，以及系统组、数据库角色与账户文件不一致之处。"""
    from dataclasses import asdict

    from workbench.usecases.office_accounts import list_accounts

    found = list_accounts(_server(_options(hub)))
    lines = [
        f"{one.name}\t{one.role}\t{one.unit}\t{'停用' if one.disabled else ''}\t{'；'.join(one.wrong)}" for one in found
    ]
    say([asdict(one) for one in found], json_, "\n".join(lines) or "还没有账户")


# --- files -----------------------------------------------------------------------------------------------------------


@office.command()
@in_words
def permissions(
    apply: Annotated[bool, typer.Option("--apply", help="按权限表改正；不写只核对")] = False,
    hub: HubFile = HUB,
    backup: Backup = BACKUP,
    research: Research = RESEARCH,
    json_: AsJson = False,
) -> None:
    """核对或设定数据目录的属组和权限（权限表：office_files.csv）；有不符时返回 1。"""
    from workbench.usecases.office_accounts import make_groups
    from workbench.usecases.office_commands import Runner, need_root
    from workbench.usecases.office_permissions import check_permissions, set_permissions

    options = _options(hub)
    layout = _layout(options, backup, research)
    need_root("设定或核对文件权限")
    if apply:
        make_groups(_post_groups(options), Runner())
        for line in set_permissions(layout):
            out.print(line, highlight=False, markup=False, soft_wrap=True)
    wrong = check_permissions(layout)
    say(
        [{"path": str(one.path), "what": one.what} for one in wrong],
        json_,
        "\n".join(map(str, wrong)) or "权限与表一致",
    )
    if wrong:
        raise typer.Exit(1)


@office.command()
@in_words
def groups(hub: HubFile = HUB, dry_run: DryRun = False) -> None:
    """建立各角色和共享文件的系统组；已有的不动。"""
    from workbench.usecases.office_accounts import make_groups
    from workbench.usecases.office_commands import Runner, need_root

    run = Runner(dry_run)
    if not dry_run:
        need_root("建立系统组")
    made = make_groups(_post_groups(_options(hub)), run)
    _tell(run.told if dry_run else [f"已建立 {'、'.join(made)}" if made else "各系统组已有"])


@office.command()
@in_words
def check(
    hub: HubFile = HUB,
    backup: Backup = BACKUP,
    research: Research = RESEARCH,
    nginx: Annotated[Path, typer.Option(help="nginx 的站点设置")] = Path("/etc/nginx/sites-enabled/workbench.conf"),
    certificate: Annotated[Path, typer.Option(help="TLS 证书")] = Path("/etc/workbench/tls/server.crt"),
    json_: AsJson = False,
) -> None:
    """检查这台服务器的部署：哪里不对、在哪里、怎么改；有须处理的返回 1。"""
    from workbench.usecases.office_check import check_office
    from workbench.usecases.office_commands import need_root

    need_root("检查部署")
    health = check_office(_deployment(hub, _options(hub), _layout(_options(hub), backup, research), nginx, certificate))
    say(health.as_json(), json_, health.as_text())
    if not health.is_well:
        raise typer.Exit(1)


def _deployment(hub: Path, options: HubOptions, layout: Layout, nginx: Path, certificate: Path) -> Deployment:
    from workbench.reference.dashboards_by_role import may_open
    from workbench.usecases.office_check import Deployment
    from workbench.usecases.office_database import deploy_folder

    deploy = deploy_folder()
    there = sorted(path.stem for path in options.dashboards.glob("*.ipynb"))
    boards = {role: tuple(name for name in there if may_open([role], name)) for role in Role}
    made = _hub_settings(deploy / "jupyterhub" / "jupyterhub_config.py", hub)
    return Deployment(deploy.parent, hub, options, made, _server(options), layout, boards, nginx, certificate)


def _hub_settings(file: Path, hub: Path) -> dict[str, Any]:
    """The hub's settings as its configuration file makes them, without starting it."""
    import os

    from traitlets.config.loader import PyFileConfigLoader

    before, umask = os.environ.get("WORKBENCH_HUB"), os.umask(0o077)
    os.environ["WORKBENCH_HUB"] = str(hub)
    try:
        return dict(PyFileConfigLoader(file.name, path=str(file.parent)).load_config())
    finally:
        os.umask(umask)
        os.environ.pop("WORKBENCH_HUB")
        if before is not None:
            os.environ["WORKBENCH_HUB"] = before


def _post_groups(options: HubOptions) -> list[str]:
    from workbench.office_server.posts import GROUP_OF, UNIT_PREFIX

    return [*GROUP_OF.values(), *(UNIT_PREFIX + short for short in options.units)]


# --- database --------------------------------------------------------------------------------------------------------


@database.command("create")
@in_words
def database_create(data: Data = DATA, socket: Socket = SOCKET, dry_run: DryRun = False) -> None:
    """建立记录库的 PostgreSQL 集群、角色、表和权限；已有的不动，设置和权限重新写入。"""
    from workbench.usecases.office_commands import Runner
    from workbench.usecases.office_database import Cluster, create_database

    run = Runner(dry_run)
    told = create_database(Cluster(data, socket), run)
    _tell(run.told if dry_run else told)


@database.command("upgrade")
@in_words
def database_upgrade(data: Data = DATA, socket: Socket = SOCKET) -> None:
    """升级程序之后：把表结构升到本程序，重新授权。"""
    from workbench.usecases.office_database import Cluster, upgrade

    _tell([upgrade(Cluster(data, socket))])


def _asked() -> str:
    return str(typer.prompt("密码", hide_input=True, confirmation_prompt="再输一次"))


def _tell(lines: list[str]) -> None:
    for line in lines:
        out.print(line, highlight=False, markup=False, soft_wrap=True)
