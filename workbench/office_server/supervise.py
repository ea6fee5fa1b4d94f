"""Processes kept running (看护进程), as systemd does on a real office server: started again a second after they die."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

PAUSE = 1.0


@dataclass(slots=True)
class Kept:
    """One process: what is run, with which environment, and where its output goes."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as out:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,  # Ctrl-C at the terminal is for whoever keeps them, who ends them in order
            )


@dataclass(slots=True)
class Supervisor:
    """Starts processes by name in order, starts again what dies, and ends all of them, last first."""

    kept: dict[str, Kept] = field(default_factory=dict)
    restarts: dict[str, int] = field(default_factory=dict)
    _ending: threading.Event = field(default_factory=threading.Event)
    _watch: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._watch = threading.Thread(target=self._keep, name="supervisor", daemon=True)
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        if self._watch:
            self._watch.join()
        for one in reversed(self.kept.values()):
            if one.process:
                end(one.process.pid, one.process)

    def keep(self, name: str, one: Kept) -> None:
        """Start it and keep it running from now on."""
        one.start()
        self.kept[name], self.restarts[name] = one, 0

    def pid(self, name: str) -> int:
        """Process number of what runs under this name now."""
        process = self.kept[name].process
        return process.pid if process else 0

    def _keep(self) -> None:
        while not self._ending.wait(PAUSE):
            for name, one in list(self.kept.items()):
                if one.process and one.process.poll() is not None:
                    self.restarts[name] += 1
                    one.start()


def end(pid: int, process: subprocess.Popen[bytes] | None = None, patience: float = 8.0) -> None:
    """Ask a process to end, and end it when it does not within `patience` seconds. One that is gone is no error."""
    if not _signal(pid, signal.SIGTERM):
        if process:
            process.wait(patience)
        return
    if process:
        try:
            process.wait(patience)
            return
        except subprocess.TimeoutExpired:
            pass
    elif _is_gone(pid, patience):
        return
    _signal(pid, signal.SIGKILL)
    if process:
        process.wait(patience)


def _signal(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def _is_gone(pid: int, patience: float) -> bool:
    """Wait for a process that is not our child."""
    waited = threading.Event()
    for _ in range(int(patience * 10)):
        if not _signal(pid, 0):
            return True
        waited.wait(0.1)
    return False
