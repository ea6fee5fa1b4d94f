"""The table 总览 is looked up in equals the scan, whatever is chosen; without it, or counted otherwise, the page is scanned for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.campaign.cube import COLUMNS, MOST, face_of
from workbench.settings import Campaign, Target
from workbench.store.editions import Edition, draft_edition
from workbench.usecases import look_over as page
from workbench.usecases.cube import COUNTED, count_beforehand, counted
from workbench.usecases.look_over import Overview, look_over, options
from workbench.usecases.office import Office

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@contextmanager
def nothing_counted() -> Iterator[None]:
    """Every figure is scanned for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "counted", lambda *_: None)
        yield


def both(edition: Edition, campaigns: tuple[Campaign, ...], chosen: Mapping[str, str]) -> tuple[Overview, Overview]:
    looked_up = look_over(edition, campaigns, before=edition, **chosen)
    with nothing_counted():
        return looked_up, look_over(edition, campaigns, before=edition, **chosen)


@settings(CALM, max_examples=8)
@given(data=st.data())
def test_every_choice_gives_what_the_scan_gives(demo_office: Office, data: st.DataObject) -> None:
    edition = demo_office.edition()
    known = options(edition)
    columns = data.draw(st.lists(st.sampled_from(COLUMNS), unique=True, max_size=MOST + 1))
    chosen = {column: data.draw(st.sampled_from([*known[column], "没有这一个"]), column) for column in columns}
    looked_up, scanned = both(edition, demo_office.settings.campaigns, chosen)
    assert looked_up == scanned
    assert (counted(edition, chosen) is None) == (len(chosen) > MOST)


def test_options_are_those_of_the_matters(demo_office: Office) -> None:
    looked_up = options(demo_office.edition())
    with nothing_counted():
        assert options(demo_office.edition()) == looked_up
    assert all(looked_up.values())


# --- random small editions: rows a real ledger seldom has ----------------------------------------------------------------

AS_OF = date(2026, 11, 22)
NAMES = st.sampled_from(["", "甲", "乙'丙", "丁|戊=己", "\x1f庚"])
DAYS = st.none() | st.dates(date(2025, 3, 1), date(2026, 12, 31))
TARGETS = (Target(day=date(2026, 5, 1), percent=50), Target(day=date(2027, 5, 1), percent=100))
CAMPAIGNS = (Campaign(name="专项", batch="甲", targets=TARGETS),)


@st.composite
def editions(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    numbers = range(draw(st.integers(1, 9)))
    matters = [
        {
            "matter_id": f"M-{number}",
            **{column: draw(NAMES | st.none()) for column in COLUMNS},
            "is_open": draw(st.booleans()),
            "locked": draw(st.sampled_from([False, False, False, True])),
            "clock_status": draw(st.sampled_from(["在办", "超期未完成", "临期黄"])),
            "days_left": draw(st.none() | st.integers(-9, 9)),
            "state_a": draw(st.sampled_from(["A3 异议待核", "A1 待受理"])),
            "flags": draw(st.none() | st.lists(st.sampled_from(["HF1", "HF4", "HF8"]), unique=True)),
        }
        for number in numbers
    ]
    status = st.sampled_from(["按期完成", "超期完成", "超期未完成", "在办", "待核"])
    clocks = [
        {"matter_id": f"M-{draw(st.sampled_from(numbers))}", "record_id": str(number), "status": draw(status),
         "clock": draw(st.sampled_from(["C02", "C03", "C04", "C05", "C20"])), "unit": draw(NAMES | st.none())}
        for number in range(draw(st.integers(0, 12)))
    ]  # fmt: skip
    records = [
        {"record_id": str(number), "reg_time": draw(DAYS), "done_date": draw(DAYS), "locked": draw(st.booleans())}
        for number in range(draw(st.integers(0, 12)))
    ]
    kinds = st.sampled_from(["新增", "化解", "反弹", "报结", "核减"])
    moves = [
        {"matter_id": f"M-{draw(st.sampled_from(numbers))}", "number": number, "kind": draw(kinds),
         "day": draw(st.dates(date(2025, 3, 1), AS_OF))}
        for number in range(draw(st.integers(0, 12)))
    ]  # fmt: skip
    groups = [{"record_id": row["record_id"], "matter_id": f"M-{draw(st.sampled_from(numbers))}"} for row in records]
    return {"matters": matters, "clocks": clocks, "records": records, "moves": moves, "groups": groups}


def published(root: Path, rows: Mapping[str, list[dict[str, Any]]], *, cube: bool = True) -> Edition:
    import pyarrow as pa

    from workbench.domain.tables import ALL
    from workbench.store.arrow import schema_of

    with draft_edition(root, as_of=AS_OF) as draft:
        for name in sorted(COUNTED):
            plain = [{column: row.get(column) for column in ALL[name]} for row in rows[name]]
            draft.write(name, pa.Table.from_pylist(plain, schema_of(ALL[name])))
        if cube:
            draft.write("cube", count_beforehand(draft))
        return draft.commit()


@settings(CALM, max_examples=15)
@given(rows=editions(), data=st.data())
def test_random_editions_looked_up_equal_scanned(
    tmp_path: Path, rows: dict[str, list[dict[str, Any]]], data: st.DataObject
) -> None:
    edition = published(tmp_path / "editions", rows)
    try:
        with nothing_counted():
            wanted = options(edition)
        assert options(edition) == wanted
        for _ in range(4):
            columns = data.draw(st.lists(st.sampled_from(COLUMNS), unique=True, max_size=MOST))
            chosen = {column: data.draw(NAMES.filter(bool), column) for column in columns}
            looked_up, scanned = both(edition, CAMPAIGNS, chosen)
            assert looked_up == scanned
    finally:
        edition.close()
        shutil.rmtree(tmp_path / "editions")


# --- when it may not be used -----------------------------------------------------------------------------------------------


@pytest.fixture
def own(demo_office: Office, tmp_path: Path) -> Path:
    """A copy of the demo's edition to spoil."""
    found = demo_office.edition().path
    shutil.copytree(found, tmp_path / found.name)
    return tmp_path / found.name


def test_an_edition_without_the_table_is_scanned(own: Path, demo_office: Office) -> None:
    meta = json.loads((own / "meta.json").read_text(encoding="utf-8"))
    del meta["rows"]["cube"]
    (own / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    (own / "cube.parquet").unlink()
    assert counted(Edition(own), {}) is None
    assert look_over(Edition(own)) == look_over(demo_office.edition())


def test_a_table_counted_by_other_definitions_is_not_used(own: Path, demo_office: Office) -> None:
    """The stamp is of the query, and so of definitions, parameters and as-of day."""
    meta = json.loads((own / "meta.json").read_text(encoding="utf-8"))
    assert counted(Edition(own), {}) is not None
    (own / "meta.json").write_text(json.dumps({**meta, "as_of": "2026-11-21"}), encoding="utf-8")
    assert counted(Edition(own), {}) is None


def test_the_engine_is_not_even_asked(demo_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Edition, "select", lambda *_: pytest.fail("the engine was asked"))
    edition = Edition(demo_office.edition().path)
    shown = look_over(edition, demo_office.settings.campaigns, before=edition, topic_l1=options(edition)["topic_l1"][0])
    assert shown.counts["open"].denominator > 0


def test_faces_are_told_apart() -> None:
    assert face_of({}) == "" and face_of({"label": "a", "topic_l1": "b"}) == "topic_l1=b\x1flabel=a"
    assert face_of(dict.fromkeys(COLUMNS, "a")) is None and face_of({"label": "a\x1flabel=b"}) is None
