"""Sessions under accounts of their own (setuid): what a leader's kernel, whatever it may be made to do, cannot open.

Needs root, useradd, and a Python every account may run (Debian's, of the same version as ours); skipped elsewhere.
"""

from __future__ import annotations

import json
import os
import pwd
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office.client import Person
from tests.office.conftest import TOP
from workbench.domain.roles import Role
from workbench.usecases.office_demo import DemoAccount, RunningOffice, office_demo, proxy_program

SYSTEM = Path(f"/usr/bin/python3.{sys.version_info.minor}")
NAMES = tuple(f"wbt{secrets.token_hex(3)}{letter}" for letter in "ab")
PROBE = """import os, pathlib, ipywidgets
def opens(path):
    try:
        return bool(os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(1) + b"x")
    except OSError:
        return False
print("UID", os.getuid(), "END")
files = [line for line in pathlib.Path(PLACE).read_text().splitlines() if line]
print("OPENED", *[path for path in files if opens(path)], "END")
ipywidgets.Label("probe")"""


@pytest.fixture(scope="module")
def python() -> Iterator[str]:
    """A Python with our libraries that other accounts may run, or a skip."""
    if os.geteuid() != 0 or not shutil.which("useradd"):
        pytest.skip("须以 root 运行，并有 useradd")
    if not SYSTEM.exists():
        pytest.skip(f"没有各账户都能运行的 {SYSTEM}")
    folder = Path(tempfile.mkdtemp(prefix="workbench-python-"))
    folder.chmod(0o755)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(SYSTEM)
    (folder / "lib" / SYSTEM.name).mkdir(parents=True)
    (folder / "lib" / SYSTEM.name / "site-packages").symlink_to(
        next(Path(sys.prefix).glob("lib/python*/site-packages"))
    )
    (folder / "share").symlink_to(Path(sys.prefix) / "share")
    (folder / "pyvenv.cfg").write_text("home = /usr/bin\ninclude-system-site-packages = false\n", encoding="ascii")
    yield str(folder / "bin" / "python")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def accounts() -> Iterator[tuple[str, ...]]:
    """Two accounts of the operating system, taken away at the end."""
    for name in NAMES:
        subprocess.run(["useradd", "--create-home", "--shell", "/usr/sbin/nologin", name], check=True)
    yield NAMES
    for name in NAMES:
        subprocess.run(["userdel", "--remove", name], check=True, capture_output=True)


@pytest.fixture(scope="module")
def own(python: str, accounts: tuple[str, ...], demo_home: Path) -> Iterator[RunningOffice]:
    try:
        proxy_program()
    except LookupError as missing:
        pytest.skip(str(missing))
    place = Path(tempfile.mkdtemp(prefix="workbench-boards-"))
    place.chmod(0o755)
    boards = Path(shutil.copytree(TOP / "dashboards", place / "dashboards"))
    path = boards / "supervision.ipynb"
    kept = json.loads(path.read_text(encoding="utf-8"))
    source = PROBE.replace("PLACE", repr(str(place / "files")))
    cell = {"cell_type": "code", "execution_count": None, "id": "0", "metadata": {}, "outputs": [], "source": source}
    path.write_text(json.dumps({**kept, "cells": [cell]}), encoding="utf-8")
    people = tuple(DemoAccount(name, Role.LEADER) for name in accounts)
    options = {"dashboards": str(boards), "own_accounts": True}
    with office_demo(people, county=demo_home, options=options, python=python) as running:
        running.home.chmod(0o711)  # as `workbench office permissions` sets it: through, to the editions, and no further
        for path in [running.home / "editions", *(running.home / "editions").rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() else 0o644)
        (running.home / "keys").mkdir(mode=0o700)
        _told(place / "files", running)
        yield running
    shutil.rmtree(place)


def _told(file: Path, office: RunningOffice) -> None:
    """The files the probe tries: secrets of hub and office, other accounts' homes and processes; last one it may open."""
    other = pwd.getpwnam(NAMES[1]).pw_dir
    Path(other, "own").write_text("x", encoding="ascii")
    Path(other).chmod(0o700)
    secret = [
        *office.run.iterdir(),
        office.run,
        office.home,
        office.home / "keys",
        office.cluster.data,
        Path(other, "own"),
    ]
    secret += [Path(f"/proc/{office.supervisor.pid(name)}/environ") for name in ("hub", "proxy")]
    file.write_text("\n".join(map(str, [*secret, TOP / "pyproject.toml"])), encoding="utf-8")


def test_each_session_and_kernel_is_its_own_account_and_opens_no_secret(own: RunningOffice) -> None:
    for one in own.accounts:
        person = Person(own.address, one.name, one.password)
        person.start()
        text = person.page("supervision").text
        uid = pwd.getpwnam(one.name).pw_uid
        assert f"UID {uid} END" in text
        assert Path(f"/proc/{own.session_pid(one.name)}").stat().st_uid == uid
        opened = re.search(r"OPENED (.*?) END", text)
        assert opened is not None
        allowed = {str(TOP / "pyproject.toml")}
        if one.name == NAMES[1]:
            allowed.add(str(Path(pwd.getpwnam(NAMES[1]).pw_dir, "own")))
        assert set(opened[1].split()) <= allowed and str(TOP / "pyproject.toml") in opened[1]


def test_leaders_page_works_from_the_editions_alone(own: RunningOffice) -> None:
    one = own.accounts[0]
    person = Person(own.address, one.name, one.password)
    person.start()
    answer = person.page("overview")
    assert answer.status == 200 and "没能做出来" not in answer.text
