"""The server's log says what happened and never what it was about; the meter says what is open."""

from __future__ import annotations

import json
import logging
import os
import signal
import stat
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Served
from workbench.serving import logs

DASHBOARDS = Path(__file__).parent / "dashboards"
SECRET = "张" + "三丰" + "110" + "101" + "19900101" + "0017"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[logs.ServerLog]:
    made = logs.ServerLog(tmp_path / "logs", role="leader", dashboards=["case.ipynb"])
    yield made
    made.close()


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class Finished:
    """A request that was answered."""

    def __init__(self, path: str, status: int, **more: Any) -> None:
        self.request = self
        self.path, self.status, self.method = path, status, "GET"
        self.__dict__.update(more)

    def get_status(self) -> int:
        return self.status

    def request_time(self) -> float:
        return 0.25


def test_pages_and_refusals_without_what_was_asked(log: logs.ServerLog) -> None:
    log.answered(Finished("/voila/render/case.ipynb", 200, kernel_shown="0123456789abcdef", first_byte=0.1))
    log.answered(Finished(f"/voila/render/{SECRET}", 404))
    log.answered(Finished("/voila/render/case.ipynb", 503, method=SECRET))
    log.answered(Finished("/workbench/static/page.css", 200))
    page, missing, full = lines(log.path)
    assert (page["event"], page["page"], page["kernel"], page["first_ms"], page["whole_ms"], page["role"]) == (
        "page", "case.ipynb", "01234567", 100, 250, "leader",
    )  # fmt: skip
    assert (missing["event"], missing["status"]) == ("refused", 404) and "page" not in missing
    assert (full["page"], full["status"]) == ("case.ipynb", 503)
    assert SECRET not in log.path.read_text(encoding="utf-8")


def test_nothing_but_known_fields_is_written(log: logs.ServerLog) -> None:
    log.say("start", bound=8, title=SECRET, name=SECRET)
    (line,) = lines(log.path)
    assert set(line) == {"event", "at", "pid", "role", "bound"}
    assert datetime.fromisoformat(line["at"]).tzinfo is not None


def test_errors_keep_class_and_place_only(log: logs.ServerLog) -> None:
    heard = logging.Logger("any library")
    heard.addHandler(logs.ErrorLines(log))
    try:
        raise ValueError(SECRET)
    except ValueError:
        heard.exception("could not read %s", SECRET)
    heard.error("plain words of %s", SECRET)
    heard.error("x", extra={"where": f"KeyError @ view.py:7 {SECRET[:3]}"})
    heard.warning("no error: %s", SECRET)
    kinds = [line["what"] for line in lines(log.path)]
    assert kinds[0].startswith("ValueError @ test_logs.py:") and kinds[1].startswith("test_logs.py:")
    assert kinds[2] == "KeyError @ view.py:7 " and len(kinds) == 3
    assert SECRET[:3] not in log.path.read_text(encoding="utf-8")


def test_only_this_account_reads_it_and_old_files_are_kept_few(
    log: logs.ServerLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log._file, "maxBytes", 300)
    for number in range(100):
        log.say("cull", live=number)
    files = sorted(log.path.parent.iterdir())
    assert len(files) == logs.KEPT and {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(log.path.parent.stat().st_mode) == 0o700


def test_a_real_server_tells_its_life(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Served(DASHBOARDS, home, ("--cull-seconds", "8", "--cull-interval", "1", "--max-kernels", "2")) as server:
        server.get(f"/voila/render/probe.ipynb?name={SECRET[3:]}")
        server.get(f"/voila/render/broken.ipynb?other={server.token}")
        server.get("/voila/render/" + SECRET[3:])
        sessions = home / "run" / "sessions.json"
        assert _until(lambda: sessions.exists() and json.loads(sessions.read_text())["used"] == 2)
        told = json.loads(sessions.read_text())
        assert stat.S_IMODE(sessions.stat().st_mode) == 0o600
        assert (told["bound"], told["left"]) == (2, 0)
        assert {one["page"] for one in told["kernels"]} == {"probe.ipynb", "broken.ipynb"}
        assert all(one["since"] for one in told["kernels"])
        assert _until(lambda: all(one["rss_mb"] > 20 for one in json.loads(sessions.read_text())["kernels"]))
        assert _until(lambda: json.loads(sessions.read_text())["used"] == 0)
        os.kill(server.process.pid, signal.SIGTERM)
        server.process.wait(20)
        found = lines(home / "logs" / "server.jsonl")
    kinds = [line["event"] for line in found]
    assert kinds[0] == "start" and kinds[-1] == "stop" and kinds.count("page") == 2 and kinds.count("cull") == 2
    assert {line.get("status") for line in found if line["event"] == "refused"} == {404}
    assert any(line["event"] == "error" and "ValueError @ cell" in line["what"] for line in found)
    assert not sessions.exists()
    text = (home / "logs" / "server.jsonl").read_text(encoding="utf-8")
    assert not any(word in text for word in (SECRET[3:], server.token, "Sanfeng", "name="))


def _until(holds: Any, seconds: float = 40) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.3)
    return False
