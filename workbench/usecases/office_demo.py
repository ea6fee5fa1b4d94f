"""The office server for real, on this machine, to try out (办公室演示): PostgreSQL, hub, proxy, and a few accounts.

Everything is made in one new folder and taken away at the end. All sessions run under the account that starts it, so
roles are presentation only here: on a real server each person has an account of their own (docs/office-server.md).
"""

from __future__ import annotations

import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from workbench.domain.roles import Role
from workbench.office_server.accounts import add_account, new_password
from workbench.office_server.posts import group_for
from workbench.office_server.supervise import Kept, Supervisor, end
from workbench.reference.database_grants import database_grants
from workbench.usecases import office_database
from workbench.usecases.office_commands import Runner
from workbench.usecases.office_database import Cluster

MATTERS = 150


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demonstration, its password known only here."""

    name: str
    role: Role
    unit: str = ""
    unit_name: str = ""
    password: str = field(default_factory=new_password, repr=False)


def three_accounts() -> tuple[DemoAccount, ...]:
    """Analyst, leader, researcher."""
    return (
        DemoAccount("fenxi", Role.ANALYST),
        DemoAccount("lingdao", Role.LEADER),
        DemoAccount("yanjiu", Role.RESEARCHER),
    )


@dataclass(slots=True)
class RunningOffice:
    """An office server that answers at `address` until `office_demo` is left."""

    address: str
    folder: Path
    accounts: tuple[DemoAccount, ...]
    supervisor: Supervisor
    cluster: Cluster

    @property
    def run(self) -> Path:
        return self.folder / "run"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def session_pid(self, account: str) -> int:
        """Process number of an account's session; 0 when none runs."""
        return sessions_of(self.folder).get(account, 0)


@contextmanager
def office_demo(
    accounts: Sequence[DemoAccount] = (),
    *,
    port: int = 0,
    matters: int = MATTERS,
    county: Path | None = None,
    options: Mapping[str, object] | None = None,
    python: str = sys.executable,
) -> Iterator[RunningOffice]:
    """A running office server; everything it started has ended when the block is left.

    Its county is an invented one of so many matters, in PostgreSQL; or editions only, copied from the home `county`.
    `options` are more lines of `hub.toml`, `python` is what runs the hub and its sessions.
    LookupError where PostgreSQL, node or the proxy is missing, with what to do.
    """
    people = tuple(accounts) or three_accounts()
    proxy = proxy_program()
    folder = Path(tempfile.mkdtemp(prefix="workbench-office-"))
    folder.chmod(0o711)  # PostgreSQL's account walks through it to its own part; nobody lists it
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        cluster = stack.enter_context(_database(folder, people))
        if county:
            (folder / "home").mkdir(mode=0o700)
            shutil.copytree(county / "editions", folder / "home" / "editions", symlinks=True)
        else:
            _county(folder / "home", cluster, people[0].name, matters)
        ports = [port or free_port(), free_port(), free_port()]
        _own_files(folder, people, cluster, ports, options or {})
        stack.callback(_end_sessions, folder)
        supervisor = stack.enter_context(Supervisor())
        _start(supervisor, folder / "run", proxy, ports, python)
        running = RunningOffice(f"http://127.0.0.1:{ports[0]}", folder, people, supervisor, cluster)
        wait_until_up(running.address)
        yield running


def as_text(office: RunningOffice) -> str:
    """What whoever started it reads: address and passwords, once."""
    lines = [f"  {one.role.label}\t{one.name}\t{one.password}" for one in office.accounts]
    return "\n".join(
        (
            f"办公室演示已启动：{office.address}",
            "账户与密码（只显示这一次）：",
            *lines,
            "注意：演示里所有会话都用当前系统账户运行，角色只管显示；正式部署须一人一个系统账户。",
            "按 Ctrl+C 停止并删除全部演示数据。",
        )
    )


def proxy_program() -> Path:
    """The proxy installed beside the programme; LookupError with what to run."""
    program = office_database.deploy_folder() / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy"
    if not program.exists() or not shutil.which("node"):
        raise LookupError("没有安装代理；请运行 npm ci --prefix deploy/proxy（须先有 Debian 的 nodejs、npm）")
    return program


def free_port() -> int:
    """A loopback port nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(address: str, seconds: float = 60) -> None:
    """Return when hub and proxy answer; TimeoutError when they do not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answers(address):
            return
        time.sleep(0.2)
    raise TimeoutError(f"办公室服务器 {seconds:.0f} 秒内没有启动；请看演示文件夹里 run/ 下的 hub.log、proxy.log")


def answers(address: str) -> bool:
    """Does the sign-in page come?"""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{address}/hub/login", timeout=5) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


# --- parts ------------------------------------------------------------------------------------------------------------


@contextmanager
def _database(folder: Path, people: Sequence[DemoAccount]) -> Iterator[Cluster]:
    """The record of truth's own server, with the tables, the grants and a role for each account."""
    me = pwd.getpwuid(os.geteuid()).pw_name
    server = "postgres" if me == "root" else me
    cluster, run = Cluster(data=folder / "pg" / "data", socket=folder / "pg" / "s", server=server), Runner()
    cluster.data.parent.mkdir(mode=0o755)
    office_database.initialise(cluster, run)
    office_database.write_configuration(cluster, run)
    with (cluster.data / "pg_ident.conf").open("a", encoding="ascii") as map_:
        played = ["wb_owner", *(one.name for one in people)]  # one account plays all of them here
        map_.writelines(f"office {me} {name}\n" for name in played)
    with (cluster.data / "conf.d" / "demo.conf").open("w", encoding="ascii") as small:
        small.write("shared_buffers = 32MB\nfsync = off\n")
    with office_database.running(cluster, run):
        office_database.set_up(cluster)
        for one in people:
            if groups := database_grants().members[one.role]:
                office_database.add_role(cluster, one.name, groups)
        yield cluster


def _county(home: Path, cluster: Cluster, account: str, matters: int) -> None:
    """An invented county, imported and published by the first account, in a process of its own."""
    command = [sys.executable, "-m", "workbench.cli", "demo", "--home", str(home), "--matters", str(matters)]
    told = {**os.environ, "WORKBENCH_DATABASE": cluster.url(account), "WORKBENCH_ACTOR": account}
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"演示数据没有做成：{done.stderr.strip()[-2000:]}")


def _own_files(
    folder: Path, people: Sequence[DemoAccount], cluster: Cluster, ports: Sequence[int], more: Mapping[str, object]
) -> None:
    """Users file, the proxy's secret and `hub.toml`."""
    run = folder / "run"
    run.mkdir(mode=0o700)
    for one in people:
        add_account(run / "users.json", one.name, one.password, group_for(one.role, one.unit), one.unit_name)
    _write_private(run / "proxy_token", secrets.token_hex(32))
    top = office_database.deploy_folder().parent
    said: dict[str, object] = {
        "home": str(folder / "home"),
        "run": str(run),
        "dashboards": str(top / "dashboards"),
        "notebooks": str(top / "notebooks"),
        "database": cluster.url("{account}").replace("%7Baccount%7D", "{account}"),
        "address": f"http://127.0.0.1:{ports[0]}",
        "hub_port": ports[1],
        "proxy_api_port": ports[2],
        "own_accounts": False,
        **more,
    }
    lines = (
        f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in said.items()
    )  # plain values: also TOML
    _write_private(run / "hub.toml", "\n".join(lines) + "\n")


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)


def _end_sessions(folder: Path) -> None:
    """End every session the hub started: it leaves them served when it ends itself."""
    for pid in sessions_of(folder).values():
        end(pid)


def _start(supervisor: Supervisor, run: Path, proxy: Path, ports: Sequence[int], python: str) -> None:
    plain = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "HOME") if name in os.environ}
    token = (run / "proxy_token").read_text(encoding="ascii")
    words = ["--ip", "127.0.0.1", "--port", str(ports[0]), "--api-ip", "127.0.0.1", "--api-port", str(ports[2])]
    words += ["--error-target", f"http://127.0.0.1:{ports[1]}/hub/error", "--log-level", "warn"]
    supervisor.keep("proxy", Kept((str(proxy), *words), {**plain, "CONFIGPROXY_AUTH_TOKEN": token}, run / "proxy.log"))
    config = office_database.deploy_folder() / "jupyterhub" / "jupyterhub_config.py"
    hub = (python, "-m", "jupyterhub", "-f", str(config), "--log-level", "WARN")
    told = {**plain, "WORKBENCH_HUB": str(run / "hub.toml"), "PYTHONDONTWRITEBYTECODE": "1"}
    supervisor.keep("hub", Kept(hub, told, run / "hub.log"))


def sessions_of(folder: Path) -> dict[str, int]:
    """Sessions that run now below an office's folder: account → process number, by what /proc says of each process."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        told = _words(entry / "environ")
        account = next(
            (word.removeprefix("JUPYTERHUB_USER=") for word in told if word.startswith("JUPYTERHUB_USER=")), ""
        )
        is_session = {"workbench.serving", "--hub"} <= (words := _words(entry / "cmdline")) or any(
            word.endswith("jupyterhub-singleuser") for word in words
        )
        if account and is_session and any(str(folder) in word for word in told):
            found[account] = int(entry.name)
    return found


def _words(file: Path) -> set[str]:
    try:
        return set(file.read_bytes().decode("utf-8", "replace").split("\0"))
    except OSError:  # gone, or another account's
        return set()
