"""Several acts are written together or not at all, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from workbench.domain.events import EventKind
from workbench.settings import Settings
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases.office import Office
from workbench.usecases.recording import event, record
from workbench.usecases.together import Together


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    found = Office(Settings(home=tmp_path / "private", database=database_url, actor="测试员", as_of=date(2026, 11, 22)))
    yield found
    found.store.close()


def test_kept_together(office: Office) -> None:
    deed = Together(office)
    first = record(deed.office, EventKind.LIAISON, "甲", "", "")
    deed.add(event(office, EventKind.LIAISON, "乙", "", "", post=first.event_id))
    assert office.store.last_seq() == 0
    kept = deed.keep()
    assert [one.subject for one in office.store.events()] == ["甲", "乙"] and kept[0].event_id == first.event_id


def test_none_is_kept_if_one_may_not_be(office: Office) -> None:
    deed = Together(office)
    deed.add(event(office, EventKind.LIAISON, "甲", "", ""), event(office, EventKind.LIAISON, " ", "", ""))
    with pytest.raises(ValueError, match="缺少对象"):
        deed.keep()
    assert office.store.last_seq() == 0


def test_another_word_on_anything_it_is_about_stops_it(office: Office) -> None:
    deed = Together(office)
    record(deed.office, EventKind.LIAISON, "甲", "", "", seen=office.store.last_seq(), about=["丙"])
    record(office, EventKind.LIAISON, "丙", "别人", "")
    with pytest.raises(ChangedMeanwhile, match="别人"):
        deed.keep(seen=office.store.last_seq())
    assert office.store.last_seq() == 1
