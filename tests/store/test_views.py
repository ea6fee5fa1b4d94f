"""Views (视图): what of an edition an audience gets, and that nothing of anybody else's is in any byte of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.domain.roles import Role
from workbench.domain.tables import ALL
from workbench.reference.view_columns import (
    Audience,
    Shown,
    ViewTableError,
    read_columns,
    read_events,
    shown_columns,
    shown_events,
)
from workbench.settings import Settings, unit_slug
from workbench.store.edition import Edition, current_edition
from workbench.store.view_sql import tables_of
from workbench.store.views import View, cutting, list_views, view_folder
from workbench.usecases.office import Office

_TEXTS = ("title", "summary", "claim", "progress", "opinion", "plan", "remark")


@pytest.fixture(scope="module")
def source(demo_office: Office) -> Edition:
    return demo_office.edition()


def _cut(source: Edition, view: View, matters: list[str], root: Path) -> Edition:
    with cutting(source, root / "numbers.parquet") as cutter:
        return cutter.cut(view, matters, root / view.name)


def _of_unit(source: Edition, unit: str) -> list[str]:
    sql = "SELECT matter_id FROM matters WHERE NOT locked AND (lead_unit = ? OR LIST_CONTAINS(assist_units, ?))"
    return list(source.query(sql, [unit, unit])["matter_id"])


def _values(edition: Edition) -> Iterator[str]:
    """Every text that stands anywhere in the view's files, list parts and file summaries too."""
    for file in edition.path.rglob("*.parquet"):
        table = pq.read_table(file)
        for column in table.columns:
            for value in column.to_pylist():
                yield from map(str, value) if isinstance(value, list) else [str(value)]
        footer = pq.read_metadata(file)
        for part in range(footer.num_row_groups):
            for place in range(footer.num_columns):
                told = footer.row_group(part).column(place).statistics
                if told is not None and told.has_min_max:
                    yield f"{told.min}\n{told.max}"
    yield (edition.path / "meta.json").read_text(encoding="utf-8")


def _foreign(source: Edition, matters: list[str]) -> set[str]:
    """Ids, numbers, titles and texts of all other matters that no text of the view's own matters holds."""
    rows = source.query("SELECT r.*, g.matter_id FROM records r JOIN groups g USING (record_id)").to_dict("records")
    words: dict[bool, set[str]] = {True: set(), False: set()}
    for row in rows:
        mine = row["matter_id"] in matters and not row["locked"]
        words[mine] |= {row["matter_id"], row["record_id"], row["case_no"]}
        words[mine] |= {str(row[name]) for name in _TEXTS if isinstance(row[name], str) and len(row[name]) >= 8}
    own = "\n".join(words[True])
    return {word for word in words[False] - words[True] if word and word not in own}


# --- what is granted ------------------------------------------------------------------------------------------------------


def test_every_column_of_an_edition_has_its_line() -> None:
    """A column added to an edition must be decided on: until it has a line, no view holds it and this fails."""
    from importlib.resources import files

    text = (files("workbench.reference") / "tables" / "view_columns.csv").read_text(encoding="utf-8")
    lines = [tuple(line.split(",")[:2]) for line in text.splitlines()[1:]]
    assert len(lines) == len(set(lines))
    missing = {(table, column) for table, columns in ALL.items() for column in columns} - set(lines)
    assert not missing, f"view_columns.csv 缺这些列，请逐列决定给谁（留空为不给）：{sorted(missing)}"


def test_what_is_not_listed_is_in_no_view() -> None:
    told = read_columns("table,column,unit,member,statistics\nmatters,title,原样,,\n", Audience.UNIT)
    assert told == {"matters": {"title": Shown.AS_IS}}
    assert read_columns("table,column,unit,member,statistics\nmatters,title,原样,,\n", Audience.STATISTICS) == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("matters,nobody,原样,,", "没有“matters.nobody”这一列"),
        ("matters,title,全部,,", "不认识“全部”"),
    ],
)
def test_a_line_that_is_not_understood_is_named(line: str, said: str) -> None:
    with pytest.raises(ViewTableError, match=said):
        read_columns(f"table,column,unit,member,statistics\n{line}\n", Audience.UNIT)


def test_the_event_table_knows_its_kinds() -> None:
    with pytest.raises(ViewTableError, match="没有“闲谈”这种事件"):
        read_events("kind,key,unit,member\n闲谈,text,给,\n", Audience.UNIT)
    with pytest.raises(ViewTableError, match="列应为"):
        read_events("kind,key\n", Audience.UNIT)
    assert shown_events(Audience.STATISTICS) == {}


@pytest.mark.parametrize("audience", Audience)
def test_no_view_says_who_petitions_of_others_or_compares_persons(audience: Audience) -> None:
    assert not {"persons", "context", "cube", "listed"} & set(tables_of(audience))
    if audience is not Audience.UNIT:
        told = shown_columns(audience)
        assert not [table for table, columns in told.items() if "petitioner" in columns]
    assert not {"hukou", "residence", "hukou_text", "residence_text", "accused_unit", "file", "sheet"} & set(
        shown_columns(audience)["records"]
    )


# --- what is in it --------------------------------------------------------------------------------------------------------


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_of_another_matter_is_in_any_byte(
    data: st.DataObject, source: Edition, tmp_path_factory: pytest.TempPathFactory
) -> None:
    units = sorted(set(source.query("SELECT DISTINCT lead_unit FROM matters WHERE lead_unit <> ''")["lead_unit"]))
    unit = data.draw(st.sampled_from(units))
    matters = _of_unit(source, unit)
    view = View("unit-x", Audience.UNIT, unit, (unit,))
    made = _cut(source, view, matters, tmp_path_factory.mktemp("views"))
    foreign = _foreign(source, matters)
    everything = "\n".join(_values(made))
    raw = b"\n".join(path.read_bytes() for path in made.path.rglob("*") if path.is_file())
    assert set(made.table("matters")["matter_id"]) == set(matters)
    assert not [word for word in foreign if word in everything]
    assert not [word for word in foreign if word.encode() in raw]


def test_an_accusation_is_in_no_view_even_when_asked_for(source: Edition, tmp_path: Path) -> None:
    locked = list(source.query("SELECT matter_id FROM matters WHERE locked")["matter_id"])
    assert locked
    made = _cut(source, View("unit-x", Audience.UNIT, "甲局", ("甲局",)), locked, tmp_path)
    assert {name: rows for name, rows in made.meta["rows"].items() if rows} == {}


def test_a_view_is_an_edition_that_says_what_it_was_cut_from(source: Edition, tmp_path: Path) -> None:
    unit = "清澜县自然资源局"
    made = _cut(source, View("unit-x", Audience.UNIT, unit, (unit,)), _of_unit(source, unit), tmp_path)
    assert made.meta["cut_from"] == source.id
    assert made.meta["view"] == {"name": "unit-x", "audience": "unit", "title": unit}
    assert made.as_of == source.as_of
    assert current_edition(tmp_path / "unit-x" / "editions").id == made.id
    for name in made.tables:
        assert made.arrow(name).schema.names == source.arrow(name).schema.names
    assert list(made.table("units")["unit"]) == [unit]


def test_withheld_columns_are_empty_and_granted_ones_as_they_were(source: Edition, tmp_path: Path) -> None:
    unit = "清澜县自然资源局"
    made = _cut(source, View("unit-x", Audience.UNIT, unit, (unit,)), _of_unit(source, unit), tmp_path)
    told = shown_columns(Audience.UNIT)
    for name in made.tables:
        for column in set(ALL[name]) - set(told[name]):
            assert not any(_something(value) for value in made.arrow(name, [column]).column(0).to_pylist()), (
                name,
                column,
            )
    kept = [column for column, how in told["matters"].items() if how is Shown.AS_IS]
    mine = source.table("matters", kept)
    mine = mine[mine["matter_id"].isin(made.table("matters")["matter_id"])]
    assert made.arrow("matters", kept).to_pylist() == [
        row for row in source.arrow("matters", kept).to_pylist() if row["matter_id"] in set(mine["matter_id"])
    ]


def _something(value: Any) -> bool:
    return value is not None and value != [] and value != ""


def test_statistics_have_no_text_no_petitioner_and_no_office_number(source: Edition, tmp_path: Path) -> None:
    matters = list(source.query("SELECT matter_id FROM matters WHERE NOT locked")["matter_id"])
    made = _cut(source, View("statistics", Audience.STATISTICS, "统计"), matters, tmp_path)
    everything = "\n".join(_values(made))
    rows = source.query("SELECT * FROM records").to_dict("records")
    told = {str(row[name]) for row in rows for name in ("record_id", "case_no", *_TEXTS) if isinstance(row[name], str)}
    assert not [word for word in told if len(word) >= 6 and word in everything]
    assert not [
        row["petitioner"]
        for row in rows
        if isinstance(row["petitioner"], str) and row["petitioner"] in everything.split("\n")
    ]
    assert made.meta["rows"]["matters"] == len(matters)


def test_statistics_name_no_town_with_fewer_than_five_matters(source: Edition, tmp_path: Path) -> None:
    matters = list(source.query("SELECT matter_id FROM matters WHERE NOT locked")["matter_id"])
    made = _cut(source, View("statistics", Audience.STATISTICS, "统计"), matters, tmp_path)
    for column in ("town", "issue_name"):
        counted = made.query(f"SELECT {column}, COUNT(*) AS n FROM matters WHERE {column} <> '' GROUP BY 1")
        assert counted["n"].min() >= 5
        few = source.query(
            f"SELECT COUNT(*) AS n FROM (SELECT {column} FROM matters WHERE NOT locked AND {column} <> '' GROUP BY 1 HAVING COUNT(*) < 5)"
        )
        assert few["n"][0] > 0, "the county has no small town: the test would prove nothing"
    codes = made.query("SELECT issue, COUNT(*) AS n FROM matters WHERE LENGTH(issue) > 6 GROUP BY 1")
    assert codes["n"].min() >= 5


def test_a_matter_keeps_its_running_number_and_numbers_are_in_no_order(source: Edition, tmp_path: Path) -> None:
    matters = list(source.query("SELECT matter_id FROM matters WHERE NOT locked")["matter_id"])
    view = View("statistics", Audience.STATISTICS, "统计")
    some, every = _cut(source, view, matters[:20], tmp_path), _cut(source, view, matters, tmp_path)
    first, second = (set(one.table("matters")["matter_id"]) for one in (some, every))
    assert first < second
    found = pq.read_table(tmp_path / "numbers.parquet").to_pydict()
    assert found["id"] != sorted(found["id"])
    assert (tmp_path / "numbers.parquet").stat().st_mode & 0o077 == 0


def test_what_is_withdrawn_leaves_no_earlier_edition_behind(source: Edition, tmp_path: Path) -> None:
    unit = "清澜县自然资源局"
    matters, view = _of_unit(source, unit), View("unit-x", Audience.UNIT, unit, (unit,))
    for _ in range(4):
        _cut(source, view, matters, tmp_path)
    editions = tmp_path / "unit-x" / "editions"
    assert len(list(editions.glob("E*"))) == 3
    _cut(source, view, matters[1:], tmp_path)
    assert len(list(editions.glob("E*"))) == 1


# --- who reads which ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "unit", "folder"),
    [
        ((Role.ANALYST, Role.DIRECTOR), "", "editions"),
        ((Role.LEADER,), "", "editions"),
        ((Role.DISCIPLINE,), "", "editions"),
        ((Role.AUDITOR,), "", "editions"),
        ((Role.UNIT,), "甲局", f"views/unit-{unit_slug('甲局')}/editions"),
        ((Role.UNIT,), "zrzyj", "views/unit-zrzyj/editions"),
        ((Role.MEMBER,), "甲局", "views/member/editions"),
        ((Role.STATISTICIAN,), "", "views/statistics/editions"),
        ((Role.RESEARCHER,), "", "views/researcher/editions"),
        ((), "", "views/researcher/editions"),
        ((Role.UNIT, Role.ANALYST), "甲局", "editions"),
    ],
)
def test_a_session_reads_its_own_folder(tmp_path: Path, roles: tuple[Role, ...], unit: str, folder: str) -> None:
    told = Settings(home=tmp_path, roles=roles, unit=unit)
    assert view_folder(told) == tmp_path / folder


def test_a_unit_name_is_no_path() -> None:
    assert "/" not in unit_slug("../../editions") and unit_slug("../../editions") != unit_slug("../editions")
    assert unit_slug(" 甲局 ") == unit_slug("甲局")


def test_views_are_listed(source: Edition, tmp_path: Path) -> None:
    told = Settings(home=tmp_path)
    assert list_views(told) == []
    with cutting(source, tmp_path / "numbers.parquet") as cutter:
        cutter.cut(View("member", Audience.MEMBER, "成员单位"), [], tmp_path / "views" / "member")
    shutil.copytree(
        tmp_path / "views" / "member", tmp_path / "views" / "left", ignore=shutil.ignore_patterns("current")
    )
    assert [name for name, _ in list_views(told)] == ["member"]
