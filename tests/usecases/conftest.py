"""The office server's own PostgreSQL, made once by the command's own code and shared by the tests that need one."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.usecases import office_database
from workbench.usecases.office_commands import Runner
from workbench.usecases.office_database import Cluster, create_database


@pytest.fixture(scope="session")
def office_cluster() -> Iterator[Cluster]:
    """A running cluster; skips where we are not root or PostgreSQL is not there."""
    if os.geteuid() != 0 or "postgres" not in {entry.pw_name for entry in pwd.getpwall()}:
        pytest.skip("须由 root 运行，并有 postgres 账户")
    try:
        office_database.binaries()
    except LookupError as missing:
        pytest.skip(str(missing))
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/var/tmp"
    root = Path(tempfile.mkdtemp(prefix="workbench-pg-", dir=memory))
    root.chmod(0o755)
    made = Cluster(root / "data", root / "socket")
    create_database(made, Runner())
    with office_database.running(made, Runner()):
        yield made
    shutil.rmtree(root)
