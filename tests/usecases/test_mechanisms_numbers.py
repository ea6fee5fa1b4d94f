"""Acts whose record the mechanisms name: aid without what it was, a leader's instruction with its day and post."""

from __future__ import annotations

import pytest

from workbench.domain.codes import StepKind
from workbench.usecases.office import Office
from workbench.usecases.study_matter import study_matter
from workbench.usecases.work_on_case import next_steps, take_step

DAY, UNIT = "2026-11-20", "清澜县民政局"


@pytest.fixture
def matter(own_office: Office) -> str:
    sql = "SELECT matter_id FROM matters WHERE is_open AND NOT locked AND lead_unit <> '' AND state_b NOT LIKE '2%' ORDER BY 1"
    return str(own_office.edition().query(sql)["matter_id"][0])


def logged(office: Office, matter: str, kind: StepKind) -> list[dict[str, object]]:
    return [
        dict(row)
        for row in study_matter(office, matter).steps
        if row["kind"] == kind.value and str(row["day_text"]) == DAY
    ]


def test_aid_is_logged_and_its_amount_stays_out_of_an_edition(own_office: Office, matter: str) -> None:
    record = study_matter(own_office, matter).records[-1]["record_id"]
    take_step(own_office, record, StepKind.AID, DAY, unit=UNIT)
    (step,) = logged(own_office, matter, StepKind.AID)
    assert step["unit"] == UNIT and not step["text"]
    asked = next(one for one in next_steps(own_office, record) if one.kind is StepKind.AID)
    assert [
        need.name for need in asked.fields if need.name not in ("unit", "day")
    ] == []  # what and how much is asked nowhere


def test_a_leaders_instruction_has_its_day_and_post(own_office: Office, matter: str) -> None:
    record = study_matter(own_office, matter).records[-1]["record_id"]
    take_step(own_office, record, StepKind.INSTRUCT, DAY, post="县委书记", text="请民政局牵头，十日内提出意见")
    (step,) = logged(own_office, matter, StepKind.INSTRUCT)
    assert "县委书记" in str(step["detail"]) and step["start"] is not None
