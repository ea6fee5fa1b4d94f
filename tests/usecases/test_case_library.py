"""The case library: only resolved matters, previewed, without anyone in them, with a reason, withdrawn and never overwritten."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from workbench.synth import County
from workbench.usecases.case_library import (
    ALIKE,
    find_in_library,
    library,
    preview,
    publish_case,
    show_case,
    withdraw_case,
)
from workbench.usecases.library_file import FILE
from workbench.usecases.office import Office


@pytest.fixture
def resolved(own_office: Office) -> list[str]:
    sql = "SELECT matter_id FROM matters WHERE state_b = '4 已化解' AND NOT locked ORDER BY records DESC, 1 LIMIT 12"
    return list(own_office.edition().query(sql)["matter_id"])


def _lines(office: Office) -> list[str]:
    path = office.settings.home / FILE
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def test_a_preview_shows_what_goes_and_keeps_nothing(own_office: Office, resolved: list[str]) -> None:
    shown = preview(own_office, resolved[0])
    assert shown.texts["problem"] and shown.texts["result"] and shown.taken and not shown.refused
    assert "已隐去" in shown.as_text() and _lines(own_office) == []


def test_published_withdrawn_and_published_again(own_office: Office, resolved: list[str]) -> None:
    first = publish_case(own_office, resolved[0], why="做法可推广", actor="研判员")
    assert (first.entry, first.by, first.why) == ("AL-0001", "研判员", "做法可推广")
    assert library(own_office) == [first] == [show_case(own_office, "AL-0001")]
    with pytest.raises(ValueError, match="已在案例库（AL-0001）"):
        publish_case(own_office, resolved[0], why="再发一次")
    before = _lines(own_office)
    gone = withdraw_case(own_office, "AL-0001", why="细节过多")
    assert gone.withdrawn["why"] == "细节过多" and library(own_office) == []
    assert [one.entry for one in library(own_office, withdrawn=True)] == ["AL-0001"]
    assert publish_case(own_office, resolved[0], why="改写后再发", method="县领导包案，财政专项解决").entry == "AL-0002"
    assert _lines(own_office)[: len(before)] == before and len(_lines(own_office)) == 3
    with pytest.raises(ValueError, match="已经撤回"):
        withdraw_case(own_office, "AL-0001", why="再撤")


def test_what_may_not_be_published(own_office: Office, resolved: list[str], demo_county: County) -> None:
    open_one = own_office.edition().query("SELECT matter_id FROM matters WHERE is_open AND NOT locked ORDER BY 1")[
        "matter_id"
    ][0]
    with pytest.raises(ValueError, match="尚未化解"):
        publish_case(own_office, open_one, why="推广")
    with pytest.raises(ValueError, match="检举控告"):
        publish_case(own_office, sorted(demo_county.truth.locked)[0], why="推广")
    with pytest.raises(ValueError, match="写明理由"):
        publish_case(own_office, resolved[0], why=" ")
    with pytest.raises(ValueError, match="较长的数字串"):
        publish_case(own_office, resolved[0], why="推广", result="已结，编号" + "1234567" * 2)
    with pytest.raises(ValueError, match="是空的"):
        publish_case(own_office, resolved[0], why="推广", result="")
    with pytest.raises(ValueError, match="没有“who”这一栏"):
        preview(own_office, resolved[0], who="某某")
    with pytest.raises(LookupError, match="library list"):
        withdraw_case(own_office, "AL-0009", why="错")
    assert _lines(own_office) == []


def test_nobody_is_in_the_file(own_office: Office, resolved: list[str], demo_county: County) -> None:
    """Names, numbers and villages of the county's people; an analyst's own words are cleaned too."""
    record = own_office.edition().query(
        "SELECT record_id FROM groups JOIN records USING (record_id) WHERE matter_id = ? AND NOT is_anon", [resolved[0]]
    )["record_id"][0]
    name = own_office.store.identity([record])["name"][0]
    published = [publish_case(own_office, resolved[0], why="推广", method=f"与{name}面谈后由财政解决")]
    published += [publish_case(own_office, matter, why="推广") for matter in resolved[1:5]]
    contacts = [contact for one in demo_county.records for contact in one.contacts]
    secret = {
        value for one in contacts for value in (one.name, one.id_no, one.phone) if len(value) > 1 and "某" not in value
    }
    told = "\n".join(_lines(own_office))
    assert len(secret) > 100 and [value for value in secret if value in told] == []
    assert all(one.source not in json.dumps(one.as_row(), ensure_ascii=False) for one in published)


def test_descriptors_are_shared_with_others(own_office: Office, resolved: list[str]) -> None:
    edition = own_office.edition()
    for matter in resolved[:5]:
        told = preview(own_office, matter).told
        if told["topic"] != "不分" and told["period"] != "不分":
            first, _, second = told["topic"].partition("/")
            many = edition.query(
                "SELECT count(*) AS n FROM matters WHERE NOT locked AND topic_l1 = ? AND (topic_l2 = ? OR ? = '') AND year(first_day) = ?",
                [first, second, second, int(told["period"])],
            )["n"][0]
            assert many >= ALIKE


def test_found_by_likeness(own_office: Office, resolved: list[str]) -> None:
    entries = [publish_case(own_office, matter, why="推广") for matter in resolved[:4]]
    for entry in entries:
        hits = find_in_library(own_office, text=entry.problem)
        assert hits[0].entry == entry and hits[0].words
    assert find_in_library(own_office, matter_id=resolved[0], k=1)[0].entry == entries[0]
    withdraw_case(own_office, entries[0].entry, why="错")
    assert entries[0].entry not in {hit.entry.entry for hit in find_in_library(own_office, text=entries[0].problem)}


def test_two_analysts_at_once(own_office: Office, resolved: list[str]) -> None:
    with ThreadPoolExecutor(4) as pool:
        entries = list(pool.map(lambda matter: publish_case(own_office, matter, why="推广").entry, resolved[:5]))
    assert sorted(entries) == [f"AL-{number:04d}" for number in range(1, 6)]
    assert len(library(own_office)) == 5


def test_a_damaged_file_is_told_and_nothing_added(own_office: Office, resolved: list[str]) -> None:
    publish_case(own_office, resolved[0], why="推广")
    path: Path = own_office.settings.home / FILE
    path.write_text(path.read_text(encoding="utf-8") + '{"act": "加入", "entr', encoding="utf-8")
    damaged = path.read_bytes()
    with pytest.raises(ValueError, match="第 2 行读不出来"):
        publish_case(own_office, resolved[1], why="推广")
    assert path.read_bytes() == damaged and path.stat().st_mode & 0o077 == 0
