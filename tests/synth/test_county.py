"""The invented county: the same again for the same seed, like the field, consistent with its truth, and of nobody real."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict
from datetime import date

import pytest

from workbench.domain.codes import StepKind
from workbench.domain.fields import FIELDS
from workbench.reference.divisions import load
from workbench.synth import County, make_county, table_path
from workbench.synth.identity import is_valid
from workbench.synth.places import counties, names

END = date(2024, 12, 31)


@pytest.fixture(scope="module")
def county() -> County:
    return make_county(seed=3, matters=600, end=END)


def test_same_seed_same_county() -> None:
    one, two, other = (make_county(seed=seed, matters=40, end=END) for seed in (1, 1, 2))
    assert asdict(one) == asdict(two)
    assert one.records != other.records


def test_size_must_be_sensible() -> None:
    with pytest.raises(ValueError, match="至少要有一个事项"):
        make_county(seed=1, matters=0, end=END)
    assert make_county(seed=1, matters=1, end=END).records


def test_no_invented_place_is_real() -> None:
    table = load(None)
    real = {row.name for spans in table._rows.values() for row in spans}
    assert not real & set(names().values())
    assert not any(code[:2] in ("98", "99") for code in table._rows)


def test_identity_numbers_meant_valid_are_valid_and_of_invented_counties(county: County) -> None:
    assert all(is_valid(person.id_no) and person.id_no[:2] in ("98", "99") for person in county.people)
    contacts = [contact for record in county.records for contact in record.contacts]
    whole = [contact for contact in contacts if not any("证件" in slip for slip in contact.slips)]
    wrong = [c for c in contacts if "证件错一位" in c.slips]
    assert whole and all(is_valid(contact.id_no) for contact in whole)
    assert wrong and not any(is_valid(contact.id_no) for contact in wrong)


def test_telephone_numbers_were_never_given_out(county: County) -> None:
    ungiven = ("142", "143", "154", "163", "164", "168", "179")
    assert all(phone.startswith(ungiven) for person in county.people for phone in person.phones)


def test_texts_hold_no_number_and_no_unfilled_slot(county: County) -> None:
    fields = ("title", "summary", "claim", "opinion", "plan", "progress", "prior", "remark")
    texts = [record.values.get(field, "") for record in county.records for field in fields]
    assert not [text for text in texts if re.search(r"\d{11}|[{}]", text)]


def test_records_use_canonical_fields_and_never_pass_the_last_day(county: County) -> None:
    for record in county.records:
        assert record.values.keys() <= FIELDS.keys()
        assert all(record.values.values())
        days = [record.values.get(name, "") for name in ("petition_date", "reg_time", "assign_time", "done_date")]
        assert max(days) <= END.isoformat()
    assert all(step.day and step.day.end <= END for step in county.steps)


def test_truth_covers_every_record_once(county: County) -> None:
    truth = county.truth
    numbers = [record.case_no for record in county.records]
    assert len(set(numbers)) == len(numbers)
    assert truth.matter_of.keys() == truth.people_of.keys() == set(numbers)
    for matter in truth.matters.values():
        assert all(truth.matter_of[number] == matter.matter_id for number in matter.case_nos)
    assert sum(len(matter.case_nos) for matter in truth.matters.values()) == len(numbers)
    assert {step.record_id for step in county.steps} <= set(numbers)


def test_places_of_the_truth_are_what_the_ledger_shows(county: County) -> None:
    """The address text of a first person leads to the township the truth names, moved county included."""
    divisions = load(table_path())
    people = {person.person_id: person for person in county.people}
    for record in county.records:
        for field, place in (("addr_now", "residence"), ("addr_hukou", "hukou")):
            if text := record.values.get(field):
                home = getattr(people[record.contacts[0].person_id], place)
                assert divisions.find(text) == home.town.code
    assert any(
        "北泉县" in record.values.get("addr_hukou", "") for record in make_county(seed=1, matters=1500, end=END).records
    )


def test_every_row_of_the_separation_table_occurs(county: County) -> None:
    labels = Counter(matter.separation for matter in county.truth.matters.values())
    wanted = {
        "不分离",
        "人事分离",
        "人户分离",
        "人事分离+人户分离",
        "人事户分离",
        "待核(缺户籍)",
        "待核(缺常住)",
        "待核(缺事发地)",
    }
    assert wanted <= labels.keys()
    assert labels.most_common(1)[0][0] == "不分离"


def test_it_looks_like_the_field(county: County) -> None:
    matters = county.truth.matters.values()
    repeated = sum(len(matter.case_nos) > 1 for matter in matters) / len(matters)
    assert 0.38 < repeated < 0.58
    assert 0.01 < sum(matter.locked for matter in matters) / len(matters) < 0.07
    groups = [int(record.values["headcount"]) for record in county.records if int(record.values["headcount"]) >= 5]
    assert max(groups) >= 48
    surnames = Counter(person.name[0] for person in county.people)
    assert sum(surnames[name] for name in "王李张刘陈") > 0.2 * len(county.people)
    kinds = {step.kind for step in county.steps}
    assert kinds >= {
        StepKind.OBJECT, StepKind.RETURN, StepKind.KEEP, StepKind.NEGOTIATE, StepKind.APPLY_CONFERENCE, StepKind.SUPERVISE,
        StepKind.VISIT, StepKind.PLAN, StepKind.EXTEND, StepKind.REVIEW_ANSWER, StepKind.SEND_BACK, StepKind.RESOLVE,
    }  # fmt: skip
    assert any(matter.rebound for matter in matters)


def test_some_extensions_come_too_late(county: County) -> None:
    records = {record.case_no: record.values for record in county.records}
    late = 0
    for step in county.steps:
        if step.kind is StepKind.EXTEND and (accepted := records[step.record_id].get("accept_date")):
            late += step.exact is not None and (step.exact - date.fromisoformat(accepted)).days > 60
    assert late > 0


def test_the_batch_is_of_95_matters_registered_in_its_window(county: County) -> None:
    batch = [record for record in county.records if record.book == "积案"]
    assert len(batch) == 95 == len({record.matter_id for record in batch})
    assert all(record.values["source_level"] in ("国家", "省") for record in batch)
    days = sorted(record.reg for record in batch)
    assert (days[-1] - days[0]).days <= 560
    solved = sum(record.values["resolve_state"] == "已化解" for record in batch)
    assert 0.45 < solved / 95 < 0.75
    early = make_county(seed=5, matters=400, end=date(2023, 6, 30))
    assert all(date(2019, 1, 1) <= r.reg <= date(2020, 6, 30) for r in early.records if r.book == "积案")


def test_duplicates_are_two_numbers_of_one_text(county: County) -> None:
    values = {record.case_no: record.values for record in county.records}
    assert county.truth.duplicates
    for first, second in county.truth.duplicates:
        assert values[first]["summary"] == values[second]["summary"]
        assert county.truth.matter_of[first] == county.truth.matter_of[second]


def test_hard_flags_follow_from_the_ledger(county: County) -> None:
    values = {record.case_no: record.values for record in county.records}
    for matter in county.truth.matters.values():
        rows = [values[number] for number in matter.case_nos]
        assert matter.flags["HF10"] == any(row["source_level"] not in ("县", "乡") for row in rows)
        assert matter.flags["HF1"] == (matter.first_day <= date(2021, 12, 31))
        if matter.flags["HF9"]:
            assert not any("plan" in row for row in rows) and matter.first_day.year < 2024
    assert {True, False} == {matter.flags["HF5"] for matter in county.truth.matters.values() if "HF5" in matter.flags}


def test_units_go_by_several_names(county: County) -> None:
    bureau = next(unit for unit in county.units if unit.name == "清澜县住房和城乡建设局")
    assert {"住建局", "县住建局", "住房和城乡建设局"} <= set(bureau.aliases)
    assert bureau.place == county.home == counties()[0]
    written = {record.values.get("lead_unit") for record in county.records}
    assert written & set(bureau.aliases)
