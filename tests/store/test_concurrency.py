"""Several processes write at once and one is killed: nothing is lost, nothing is half there."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa

from workbench.domain.events import EventKind
from workbench.store import Store, open_store, schema

_WRITER = Path(__file__).with_name("writer.py")


def _start(what: str, url: str, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(_WRITER), what, url, name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _finish(process: subprocess.Popen[str]) -> None:
    said, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    assert said


def _kill_after(process: subprocess.Popen[str], word: str) -> None:
    """kill -9 once the process has said the word."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == word:
            break
    process.kill()
    process.communicate()


def _assert_whole(store: Store) -> None:
    """Every batch has its event, every record every version from 1 to the current one, each with its identity."""
    with store.reading() as connection:
        records = connection.execute(sa.select(schema.record.c.record_id, schema.record.c.current_version)).fetchall()
        versions = Counter(connection.execute(sa.select(schema.record_version.c.record_id)).scalars())
        identity = Counter(connection.execute(sa.select(schema.identity.c.record_id)).scalars())
    assert versions == identity == Counter(dict(map(tuple, records)))
    batches = store.batches()
    assert [event.subject for event in store.events([EventKind.IMPORT])] == batches["batch_id"].tolist()
    assert batches["imported"].sum() == sum(versions.values())
    changes = store.events([EventKind.RECORD_CHANGED])
    assert batches["updated"].sum() == len(changes) == sum(versions.values()) - len(records)


def test_four_writers_one_killed(database_url: str) -> None:
    with open_store(database_url) as store:
        events = [_start("events", database_url, f"写入者{number}", 50) for number in range(2)]
        imports = [_start("import", database_url, str(number), 5) for number in (1, 2)]
        victim = _start("events", database_url, "被杀者", 10_000)
        _kill_after(victim, "20")
        for process in (*events, *imports):
            _finish(process)
        kept = Counter(event.actor for event in store.events([EventKind.STEP]))
        assert kept["写入者0"] == kept["写入者1"] == 50 and kept["被杀者"] >= 21
        every = store.events()
        assert [event.seq for event in every] == list(range(1, len(every) + 1))
        assert len(store.batches()) == 20
        assert len(store.versions("R000001")) == 10
        _assert_whole(store)


def test_killed_in_the_middle_of_an_import(database_url: str, invented: ModuleType) -> None:
    with open_store(database_url) as store:
        invented.put(store, invented.rows(5))
        _kill_after(_start("hold", database_url, "", 0), "written")
        _assert_whole(store)
        assert len(store.identity()) == 5 and len(store.batches()) == 1
        assert invented.put(store, invented.rows(7)).imported == 2
        _assert_whole(store)


def test_two_processes_open_a_new_store_at_once(database_url: str) -> None:
    for process in [_start("events", database_url, str(number), 1) for number in range(3)]:
        _finish(process)
    with open_store(database_url) as store:
        assert len(store.events()) == 3
