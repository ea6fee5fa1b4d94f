from __future__ import annotations

import time

import duckdb
import pandas as pd
import pytest

from workbench.linkage.forms import columns
from workbench.linkage.forms.levels import AddressLevel, IdLevel, NameLevel, PhoneLevel


@pytest.fixture
def contacts(number: str, mobile: str) -> pd.DataFrame:
    rows = [
        ("R1", 0, "單國慶（曾用名單二娃）", number, f"{mobile}、0980-2123456", "清澜县大河镇河东村三组"),
        ("R1", 1, "张某某", number[:15] + "000", "", "大河镇河东村3组"),
        ("R2", 0, None, None, None, None),
    ]
    frame = pd.DataFrame(rows, columns=["record_id", "contact", "name", "id_no", "phone", "address"])
    return frame.set_index(pd.Index([7, 8, 9]))


def test_prepared_columns(contacts: pd.DataFrame, number: str, mobile: str) -> None:
    found = columns.prepare(contacts)
    first, second, third = (found.iloc[at].to_dict() for at in range(3))
    assert list(found["record_id"]) == ["R1", "R1", "R2"]
    assert (first["name_plain"], first["surname"], first["given"]) == ("单国庆", "单", "国庆")
    assert (first["pinyin"], first["near_sound"]) == ("shan guo qing", "san guo qin")
    assert first["former"] == ["单二娃"]
    assert (first["id17"], first["id_ok"], first["birth"]) == (number[:17], True, "1966-05-04")
    assert first["phones"] == [mobile, "0980" + "2123456"]
    assert (first["address_key_town"], first["address_key_village"]) == ("大河", "河东")
    assert (second["name_masked"], second["pinyin"], second["shape"]) == (True, "", "")
    assert (second["id_lost"], second["id17"], second["id15"]) == (True, "", number[:15])
    assert (third["name_key"], third["id_plain"], third["phones"], third["address_plain"]) == ("", "", [], "")


def test_the_docstring_names_every_column(contacts: pd.DataFrame) -> None:
    assert columns.__doc__ is not None
    for name in columns.prepare(contacts).columns:
        assert name in columns.__doc__


def test_no_rows_and_missing_columns() -> None:
    empty = columns.prepare(pd.DataFrame({"record_id": [], "contact": []}))
    assert len(empty) == 0
    assert {"name_key", "id17", "phones", "address_plain"} <= set(empty.columns)


def test_sql_functions_give_the_levels(contacts: pd.DataFrame, number: str) -> None:
    prepared = columns.prepare(contacts)
    with duckdb.connect() as connection:
        columns.register_udfs(connection)
        connection.register("prepared", prepared)
        rows = connection.sql(
            "select name_level(a.name_key, b.name_key), id_level(a.id_plain, b.id_plain), phone_level(a.phones, b.phones),"
            " address_level(a.address_plain, b.address_plain), name_level(a.name_key, '单二娃'), name_level(null, a.name_key),"
            " phone_level(null, a.phones), phone_level(a.phones, a.phones)"
            " from prepared a join prepared b on a.contact = 0 and b.contact = 1 and a.record_id = 'R1'"
        ).fetchall()
    assert rows == [
        (
            NameLevel.DIFFERENT.value,
            IdLevel.LOST_TAIL.value,
            PhoneLevel.UNKNOWN.value,
            AddressLevel.SAME.value,
            NameLevel.FORMER.value,
            NameLevel.UNKNOWN.value,
            PhoneLevel.UNKNOWN.value,
            PhoneLevel.SAME.value,
        )
    ]


def test_sql_functions_over_several_blocks_of_rows() -> None:
    with duckdb.connect() as connection:
        columns.register_udfs(connection)
        rows = connection.sql(
            "select l, count(*) from (select name_level(if(i % 2 = 0, '张建国', '李秀英'), '张健国') l from range(10000) t(i))"
            " group by 1 order by 1"
        ).fetchall()
    assert rows == [(NameLevel.HOMOPHONE.value, 5000), (NameLevel.DIFFERENT.value, 5000)]


def test_each_distinct_value_is_read_once() -> None:
    """A hundred thousand rows of few distinct values take the time of the few (loose bound for a shared machine)."""
    frame = pd.DataFrame({"record_id": range(100_000), "contact": 0, "name": ["张建国", "李秀英"] * 50_000})
    started = time.process_time()
    columns.prepare(frame)
    assert time.process_time() - started < 10
