"""One matter by any of its numbers, with everything about it; words find what stands on a page and nothing locked."""

from __future__ import annotations

import pytest

from workbench.store.editions import Edition
from workbench.usecases.office import Office
from workbench.usecases.study_matter import MatterNotFound, read_matter, search_matters


@pytest.fixture(scope="module")
def edition(demo_office: Office) -> Edition:
    return demo_office.edition()


def test_by_matter_record_or_case_number(edition: Edition) -> None:
    sql = "SELECT matter_id, record_id, case_no FROM records JOIN groups USING (record_id) JOIN matters m USING (matter_id) WHERE m.records > 2"
    matter, record, number = edition.query(f"{sql} LIMIT 1").iloc[0]
    dossiers = [read_matter(edition, wanted) for wanted in (matter, record, number)]
    assert {one.matter["matter_id"] for one in dossiers} == {matter}
    one = dossiers[0]
    assert len(one.records) == one.matter["records"] > 2
    assert {finding["rule"] for finding in one.findings} >= {f"HF{n}" for n in range(1, 13)}
    assert all(isinstance(finding["facts"], dict) for finding in one.findings)
    assert one.separation and one.steps and one.clocks
    starts = [step["start"] for step in one.steps if step["start"]]
    assert starts == sorted(starts)


def test_links_name_the_other_matter(edition: Edition) -> None:
    waiting = edition.query("SELECT \"left\" FROM links WHERE kind = '同事' AND verdict = '' LIMIT 1")["left"][0]
    dossier = read_matter(edition, waiting)
    own = {record["record_id"] for record in dossier.records}
    assert dossier.links and all(link["other"] not in own or link["left"] in own for link in dossier.links)
    assert all(link["other_title"] and link["other_no"] for link in dossier.links)


def test_unknown_numbers(edition: Edition) -> None:
    with pytest.raises(MatterNotFound, match="没有编号为“XX-1”的事项；请核对编号"):
        read_matter(edition, "XX-1")


def test_all_words_must_be_there(edition: Edition) -> None:
    matter = edition.query(
        "SELECT * FROM matters WHERE NOT locked AND lead_unit <> '' AND issue_name <> '' LIMIT 1"
    ).iloc[0]
    found = search_matters(edition, f"{matter['lead_unit']} {matter['title'][:6]}")
    assert matter["matter_id"] in [row["matter_id"] for row in found]
    assert all(matter["lead_unit"] in row["lead_unit"] for row in found)
    assert search_matters(edition, f"{matter['lead_unit']} 没有这个词") == []
    assert len(search_matters(edition, "", limit=7)) == 7


@pytest.mark.parametrize("words", ["%", "_", "' OR 1=1 --", "!", "\\"])
def test_signs_mean_themselves(edition: Edition, words: str) -> None:
    assert search_matters(edition, words) == []


def test_a_case_number_is_found_and_never_a_locked_one(edition: Edition) -> None:
    rows = edition.query("SELECT case_no, locked FROM records WHERE case_no <> '' ORDER BY case_no")
    open_one, locked = (rows.loc[rows["locked"] == wanted, "case_no"].iloc[0] for wanted in (False, True))
    assert len(search_matters(edition, open_one)) == 1 and search_matters(edition, locked) == []
    assert not [row for row in search_matters(edition, "", limit=10_000) if row["locked"]]
    assert search_matters(edition, "检举") == []
