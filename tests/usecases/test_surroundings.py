"""What a matter's rules need to know of all the others."""

from __future__ import annotations

from datetime import timedelta

from workbench.review.case_file import case_files
from workbench.review.facts import gather_matters, step_events
from workbench.settings import Campaign, Cohort, Target
from workbench.usecases.office import Office
from workbench.usecases.surroundings import surroundings


def test_every_cohort_has_its_next_target(demo_office: Office) -> None:
    edition, today = demo_office.edition(), demo_office.settings.today
    records, events = edition.table("records"), edition.table("events")
    groups = edition.table("groups")
    matter_of = dict(zip(groups["record_id"], groups["matter_id"], strict=True))
    files = case_files(events, matter_of)
    gathered = list(gather_matters(records, matter_of, step_events(events), files, today))
    soon = (Target(day=today + timedelta(days=20), percent=80),)
    single = Campaign(name="专项", batch="第一批", targets=soon)
    other = Cohort(id="C1", batches=("没有的批次",), targets=soon)
    second = Campaign(name="专项", cohorts=(other, Cohort(id="C2", batches=("没有的另一批", "第一批"), targets=soon)))

    def needs(campaign: Campaign) -> dict[str, object]:
        settings = demo_office.settings.model_copy(update={"campaigns": (campaign,)})
        found = surroundings(gathered, files, settings, {})
        return {matter: one.need for matter, one in found.items() if one.need}

    assert needs(second) == needs(single) != {}
