"""A full disk, a clock set back, a file that may grow no more: what was there stays, and a sentence says what to do."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from workbench.domain.events import Event, EventKind
from workbench.store import Store, StoreError, current_edition, draft_edition, open_store
from workbench.store.audit import Deed, append
from workbench.store.audit_check import check
from workbench.store.current_events import events_about
from workbench.store.keyring import KeyRing
from workbench.store.resealing import reseal
from workbench.store.snapshot import snapshot

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB of its own; skipped where one cannot be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], check=False, capture_output=True
    ).returncode:
        pytest.skip("不能挂载小磁盘")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def _fill(disk: Path) -> Path:
    """Ballast until nothing more goes onto the disk."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as opened:
        while True:
            try:
                opened.write(b"0" * 4096)
            except OSError:
                return ballast


def _step(at: datetime, subject: str = "M-R000001", text: str = "") -> Event:
    return Event(EventKind.STEP, subject, "甲", at, payload={"kind": "进展", "text": text})


def test_an_event_on_a_full_disk(disk: Path) -> None:
    with open_store(f"sqlite:///{disk / 'a.sqlite'}") as store:
        kept = store.append(_step(NOON))
        ballast = _fill(disk)
        with pytest.raises(StoreError, match=r"登记事件：磁盘已满，本次写入已全部撤回"):
            store.append_many([_step(NOON, text="长" * 2_000) for _ in range(200)])
        assert store.events() == [kept]
        ballast.unlink()
        assert store.append(_step(NOON)).seq == 2


def test_an_edition_on_a_full_disk(disk: Path) -> None:
    frame = pd.DataFrame({"record_id": [f"R{n:06d}" for n in range(200_000)], "matter_id": "M1"})
    with draft_edition(disk / "e", as_of=date(2026, 11, 22)) as draft:
        draft.write("groups", frame[:10])
        kept = draft.commit()
    _fill(disk)
    with (
        pytest.raises(StoreError, match=r"写数据版本失败.*原有版本不受影响"),
        draft_edition(disk / "e", as_of=date(2026, 11, 22)) as draft,
    ):
        draft.write("groups", frame)
        draft.commit()
    assert current_edition(disk / "e").id == kept.id and len(kept.table("groups")) == 10
    assert sorted(path.name for path in (disk / "e").iterdir()) == [kept.id, "current"]


def test_keys_and_rows_on_a_full_disk(disk: Path, tmp_path: Path, invented: ModuleType) -> None:
    keys = KeyRing(disk / "keys", tmp_path / "masters")
    keys.create(tmp_path / "discipline", "2026-11-22")
    with open_store(f"sqlite:///{disk / 'a.sqlite'}", keys) as store:
        invented.put(store, invented.rows(300))
        before = store.identity()
        ballast = _fill(disk)
        with pytest.raises(StoreError, match="密钥没有改动"):
            keys.add("2026-11-22")
        assert keys.ring().current == "K0001"
        ballast.unlink()
        keys.add("2026-11-22")
        ballast = _fill(disk)
        with pytest.raises(StoreError, match="磁盘已满"):
            reseal(store.engine, keys, lambda _table, _done: None)
        assert store.identity().equals(before)
        ballast.unlink()
        assert reseal(store.engine, keys, lambda _table, _done: None) > 0
        assert store.identity().equals(before)


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """RLIMIT_FSIZE, which needs no root: an import in a process whose files may hold 1 MB."""
    code = (
        "import importlib.util, resource, signal, sys\n"
        "from workbench.store import StoreError, open_store\n"
        "spec = importlib.util.spec_from_file_location('invented', sys.argv[2])\n"
        "invented = importlib.util.module_from_spec(spec); spec.loader.exec_module(invented)\n"
        "store = open_store(sys.argv[1])\n"
        "invented.put(store, invented.rows(5))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))\n"
        "try:\n    invented.put(store, invented.rows(5_000))\n"
        "except StoreError as error:\n    print(error)\n"
    )
    url = f"sqlite:///{tmp_path / 'a.sqlite'}"
    told = subprocess.run(
        [sys.executable, "-c", code, url, str(Path(__file__).with_name("invented.py"))],
        capture_output=True, text=True, check=True, timeout=120, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ).stdout  # fmt: skip
    assert "已全部撤回" in told
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    with open_store(url) as store:
        assert len(store.identity()) == 5 and len(store.batches()) == 1


def test_a_clock_set_back_changes_no_order(store: Store, invented: ModuleType) -> None:
    invented.put(store, invented.rows(2))
    first = store.append(_step(NOON, "R000001", "先"))
    later = store.append(_step(NOON - timedelta(days=400), "R000001", "后"))  # the clock was set back in between
    invented.put(store, invented.rows(2).assign(team="另一专班"), at=datetime(2025, 1, 1))
    undo = store.append(Event(EventKind.UNDO, first.event_id, "甲", NOON - timedelta(days=401)))
    assert [event.seq for event in store.events(include_undone=True)] == list(range(1, undo.seq + 1))
    assert [event.event_id for event in store.events([EventKind.STEP])] == [later.event_id]
    rows = snapshot(store, lambda _: None)["events"].to_pylist()
    assert [row["seq"] for row in rows] == sorted(row["seq"] for row in rows)
    assert [row["undone"] for row in rows if row["kind"] == "办理步骤"] == [True, False]
    shown, last = events_about(store, ["R000001"], ["R000001"])
    assert last == undo.seq and shown["seq"].tolist() == sorted(shown["seq"])
    assert store.identity()["name"].tolist() == [invented.name(1), invented.name(2)]
    assert store.batches()["batch_id"].tolist() == ["B000001", "B000002"]


def test_the_audit_trail_is_whole_though_the_clock_went_back(store: Store) -> None:
    for day in (3, 2, 9, 1):
        append(store.engine, Deed(f"2026-11-0{day}T09:00:00+08:00", "甲", "analyst", "导出", "统计", "表", "", "{}"))
    with store.reading() as connection:
        found = check(connection, None, file_expected=False)
    assert found.is_whole and found.entries == 4


def test_an_edition_of_a_later_clock_does_not_stand_in_the_way(tmp_path: Path) -> None:
    frame = pd.DataFrame({"record_id": ["R000001"], "matter_id": ["M1"]})
    for moment in (NOON + timedelta(days=900), NOON):  # published, then the clock was put right
        with draft_edition(tmp_path, as_of=date(2026, 11, 22), created_at=moment) as draft:
            draft.write("groups", frame)
            last = draft.commit()
    assert current_edition(tmp_path).id == last.id == "E20261122-02"
