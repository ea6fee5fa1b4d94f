"""Two ledgers say different things: both are shown with their place, and a person's word stands in every finding."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from workbench.domain.case import CaseFile, ConflictRuling, Said
from workbench.review.conflicts import COMPARED, conflicts, with_rulings

FILES = {"B1": "县台账.xlsx", "B2": "专项台账.xlsx", "B3": "县台账.xlsx"}
SAID = Said("e1", "王主任", datetime(2026, 5, 1, 9), "以受理告知书为准")


def _version(batch: str, row: int, **values: Any) -> dict[str, Any]:
    return {**dict.fromkeys(COMPARED), "batch_id": batch, "sheet": "2025年", "row": row, **values}


def test_two_ledgers_with_two_days() -> None:
    versions = [_version("B1", 7, accept_date="2025-03-01"), _version("B2", 12, accept_date="2025-03-09")]
    (found,) = conflicts("R000001", versions, FILES, [], CaseFile())
    assert (found.field, found.name) == ("accept_date", "受理日期")
    assert (
        found.sentence
        == "受理日期各处不一：县台账.xlsx〔2025年〕第7行写“2025-03-01”；专项台账.xlsx〔2025年〕第12行写“2025-03-09”。请核对后认定以哪一处为准。"
    )


def test_a_new_issue_of_the_same_ledger_is_no_conflict_and_an_empty_cell_contradicts_nothing() -> None:
    versions = [_version("B1", 7, accept_date="2025-03-01"), _version("B3", 7, accept_date="2025-03-09")]
    assert conflicts("R000001", versions, FILES, [], CaseFile()) == ()
    versions = [_version("B1", 7, lead_unit="甲局"), _version("B2", 3, lead_unit=None)]
    assert conflicts("R000001", versions, FILES, [], CaseFile()) == ()


def test_a_recorded_step_of_another_day() -> None:
    step = {"record_id": "R000001", "kind": "受理", "day_text": "2025-03-09", "source": "登记事件 e7"}
    other = {**step, "record_id": "R000002"}
    versions = [_version("B1", 7, accept_date="2025-03-01")]
    assert [one.told[-1].source for one in conflicts("R000001", versions, FILES, [step], CaseFile())] == ["登记事件 e7"]
    assert conflicts("R000001", versions, FILES, [other], CaseFile()) == ()


def test_a_ruling_is_shown_and_stands_in_the_facts() -> None:
    ruling = ConflictRuling("R000001", "accept_date", "2025-03-09", SAID)
    versions = [_version("B1", 7, accept_date="2025-03-01"), _version("B2", 12, accept_date="2025-03-09")]
    (found,) = conflicts("R000001", versions, FILES, [], CaseFile(conflicts=(ruling,)))
    assert found.sentence.endswith("王主任认定为“2025-03-09”。")
    rows = [{"record_id": "R000001", "accept_date": date(2025, 3, 1)}, {"record_id": "R000002", "accept_date": None}]
    assert [row["accept_date"] for row in with_rulings(rows, [ruling])] == [date(2025, 3, 9), None]
    many = ConflictRuling("R000001", "involved", "35", SAID)
    assert with_rulings([{"record_id": "R000001", "involved": 30}], [many])[0]["involved"] == 35
