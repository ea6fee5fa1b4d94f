"""Fixtures every room may use: settings of an invented office, and the two databases the store runs on."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from workbench.settings import Settings

if TYPE_CHECKING:
    from workbench.synth import County
    from workbench.usecases.office import Office

_PROGRAMS = ("initdb", "pg_ctl")

# how long an example takes says what else the machine does, not whether it is right
hypothesis.settings.register_profile(
    "busy machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy machine")


_REAL_ACCOUNTS = {"test_own_accounts.py", "test_office_accounts.py", "test_office_cli.py", "test_office_permissions.py"}
"""Tests that make the machine's accounts and groups: one after the other."""

_ONE_PROCESS = {"attacks", "office"}
"""Rooms whose files share what takes long to start: a crawl, a hub."""


def _group(path: Path) -> str:
    """What goes to one process of the two whole: a file, a room that shares its server, or what makes accounts."""
    if path.name in _REAL_ACCOUNTS:
        return "accounts"
    return path.parent.name if path.parent.name in _ONE_PROCESS else str(path)


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in this hook too
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name each test's group for `make test`. A real browser on a busy machine gets a second try.

    The summary counts it as a rerun, so that it is seen.
    """
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item.path)), append=False)
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An office with its own folder, as of a fixed day."""
    return Settings(home=tmp_path / "private", actor="测试员", as_of=date(2026, 11, 22))


def _binaries() -> Path | None:
    """Folder of the newest PostgreSQL server programs, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    folders += [Path(on_path).parent] if on_path else []
    return next((path for path in folders if all((path / name).exists() for name in _PROGRAMS)), None)


def _unprivileged() -> str | None:
    """Account the server runs as when we are root, which initdb refuses; None when there is none."""
    accounts = {account.pw_name for account in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in accounts), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: list[str], user: str | None) -> None:
    prefix = ["runuser", "-u", user, "--"] if user else []
    done = subprocess.run(prefix + command, capture_output=True, text=True, cwd="/", timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}\n{done.stderr}")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL (without database) of a throw-away PostgreSQL on a free loopback port; skips where it cannot run."""
    pytest.importorskip("psycopg", reason="没有安装 psycopg")
    binaries = _binaries()
    if binaries is None:
        pytest.skip("没有 PostgreSQL 服务器程序（initdb、pg_ctl）")
    user = _unprivileged() if os.geteuid() == 0 else None
    if os.geteuid() == 0 and user is None:
        pytest.skip("root 不能运行 PostgreSQL，又没有 postgres 或 nobody 账户")
    folder = Path(tempfile.mkdtemp(prefix="workbench-pg-"))
    try:
        yield from _serve(binaries, folder, user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serve(binaries: Path, folder: Path, user: str | None) -> Iterator[str]:
    password, data, port = secrets.token_hex(16), folder / "data", _free_port()
    secret = folder / "password"
    secret.write_text(password, encoding="ascii")
    if user:
        shutil.chown(folder, user)
        shutil.chown(secret, user)
    init = ["-D", str(data), "-U", "workbench", "-A", "scram-sha-256", "--pwfile", str(secret), "-E", "UTF8"]
    _run([str(binaries / "initdb"), *init, "--locale", "C.UTF-8", "--no-sync"], user)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=32MB"
    control = [str(binaries / "pg_ctl"), "-D", str(data), "-w"]
    _run([*control, "-o", options, "-l", str(folder / "log"), "start"], user)
    try:
        yield f"postgresql+psycopg://workbench:{password}@127.0.0.1:{port}"
    finally:
        _run([*control, "-m", "immediate", "stop"], user)


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """URL of an empty database on the throw-away server; one test at a time has it."""
    import psycopg

    url = f"{postgres_server}/postgres"
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SET client_min_messages = warning")
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database, once for SQLite and once for PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'private' / 'workbench.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


DEMO_MATTERS, DEMO_END = 150, date(2026, 11, 20)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home folder of a small invented county, imported, judged and published once; copy it before writing to it.

    Nobody has met in it: a test of meetings holds its own (`tests/usecases/test_demo_meetings.py` plays the invented ones).
    """
    from workbench.usecases.build_demo import SEED, build_demo

    home = tmp_path_factory.mktemp("demo") / "home"
    build_demo(home, matters=DEMO_MATTERS, seed=SEED, end=DEMO_END, meetings=False)
    return home


@pytest.fixture(scope="session")
def demo_county() -> County:
    """The invented county `demo_home` was built from, with its truth."""
    from workbench.synth import make_county
    from workbench.usecases.build_demo import SEED

    return make_county(seed=SEED, matters=DEMO_MATTERS, end=DEMO_END)


@pytest.fixture(scope="session")
def demo_office(demo_home: Path) -> Office:
    """The invented county's office; for reading only."""
    from workbench.usecases.office import Office

    return Office(Settings(home=demo_home, actor="测试员"))


@pytest.fixture
def own_office(demo_home: Path, tmp_path: Path) -> Office:
    """A copy of the invented county's office that a test may write to."""
    from workbench.usecases.office import Office

    home = Path(shutil.copytree(demo_home, tmp_path / "home", symlinks=True))
    return Office(Settings(home=home, actor="测试员"))
