"""The record of truth under eight writers, one killed with -9: nothing lost, nothing failed, on SQLite and PostgreSQL.

    .venv/bin/python benchmarks/soak_store.py [--writers 8] [--each 500] [--postgres URL]

Every writer reads the last event it knows, and appends one that says what it read: a lost update would show as two events
that followed the same one. Two more processes import ledgers meanwhile. A ninth writer is killed in the middle of its work
and started again. Without --postgres, PostgreSQL is run throw-away where its programs are installed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple


class Outcome(NamedTuple):
    """What one run came to."""

    kept: int
    lost: int
    failed: int
    seconds: float


def write(url: str, name: str, count: int) -> None:
    """One writer: each event is appended on condition that nothing about the common subject came since it was read."""
    from workbench.domain.events import Event, EventKind
    from workbench.store import open_store
    from workbench.store.errors import ChangedMeanwhile

    with open_store(url) as store:
        done = 0
        while done < count:
            seen = store.last_seq()
            step = Event(EventKind.STEP, "M-R000001", name, datetime.now().astimezone(), payload={"seen": str(seen)})
            with contextlib.suppress(ChangedMeanwhile):  # somebody was sooner: read again, as a person would
                store.append(step, seen=seen)
                done += 1
                print(done, flush=True)


def start(url: str, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, "--writer", name, "--url", url, "--each", str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kill_at(process: subprocess.Popen[str], number: int) -> int:
    """kill -9 once the writer has told of so many events kept; how many it told of in all."""
    assert process.stdout is not None
    told = 0
    for line in process.stdout:
        told = int(line)
        if told >= number:
            process.send_signal(signal.SIGKILL)
    process.wait()
    return told


def run(url: str, writers: int, each: int) -> Outcome:
    from workbench.domain.events import EventKind
    from workbench.store import open_store

    with open_store(url) as store:
        begun = time.perf_counter()
        crowd = {f"写入者{number}": start(url, f"写入者{number}", each) for number in range(writers)}
        told = kill_at(start(url, "被杀者", 10 * each), max(1, each // 10))
        failed = 0
        for process in crowd.values():
            _, error = process.communicate()
            failed += process.returncode != 0
            if process.returncode:
                print(error[-400:], file=sys.stderr)
        seconds = time.perf_counter() - begun
        events = store.events([EventKind.STEP])
    by = Counter(event.actor for event in events)
    missing = sum(each - by[name] for name in crowd) + max(0, told - by["被杀者"])
    gaps = [event.seq for event in events] != list(range(1, len(events) + 1))
    # Read-modify-write: each event must have seen exactly the one before it, else an update was overwritten.
    stale = sum(int(event.payload["seen"]) != event.seq - 1 for event in events)
    return Outcome(len(events), missing + stale + gaps, failed, seconds)


@contextlib.contextmanager
def postgres() -> Iterator[str | None]:
    """A throw-away server with fsync on; None where there are no programs for it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    if not found:
        yield None
        return
    names = {account.pw_name for account in pwd.getpwall()}
    user = next((name for name in ("postgres", "nobody") if name in names), "nobody") if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="soak-pg-"))
    if user:
        shutil.chown(folder, user)
    prefix = ["runuser", "-u", user, "--"] if user else []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data, control = str(folder / "data"), str(found[0] / "pg_ctl")

    def call(*command: str) -> None:
        subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")

    call(str(found[0] / "initdb"), "-D", data, "-U", "workbench", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    call(control, "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://workbench@127.0.0.1:{port}/postgres"
    finally:
        call(control, "-D", data, "-m", "fast", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--each", type=int, default=500)
    parser.add_argument("--writer")
    parser.add_argument("--url")
    options = parser.parse_args()
    if options.writer:
        return write(options.url, options.writer, options.each)
    bad = 0
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        for name, url in {"SQLite": f"sqlite:///{folder}/a.sqlite", "PostgreSQL": server}.items():
            if url is None:
                print(f"{name}: no server programs here, not run")
                continue
            done = run(url, options.writers, options.each)
            bad += done.lost + done.failed
            print(
                f"{name:11} {options.writers} × {options.each} and one killed with -9: {done.kept} events, {done.lost} lost, "
                f"{done.failed} writers failed, {done.kept / done.seconds:.0f}/s, load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
    raise SystemExit(1 if bad else 0)


if __name__ == "__main__":
    main()
