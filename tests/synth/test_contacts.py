"""Invented contacts: the same again for the same seed, as faulty as asked, households in them, and of nobody real."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date

import pytest

from workbench.synth.contact_faults import write_field
from workbench.synth.contacts import Contacts, make_contacts
from workbench.synth.draw import Draw
from workbench.synth.identity import identity_number, is_valid

ROWS = 3000


@pytest.fixture(scope="module")
def contacts() -> Contacts:
    return make_contacts(ROWS, seed=3)


def test_same_arguments_same_contacts() -> None:
    one, two, other = (make_contacts(60, seed=seed) for seed in (1, 1, 2))
    assert one.frame.equals(two.frame) and one.truth.equals(two.truth)
    assert not one.frame.equals(other.frame)


@pytest.mark.parametrize(("rows", "faulty"), [(0, 0.1), (10, -0.1), (10, 1.1)])
def test_size_and_share_must_be_sensible(rows: int, faulty: float) -> None:
    with pytest.raises(ValueError, match="至少一行"):
        make_contacts(rows, seed=1, faulty=faulty)


def test_every_record_and_contact_has_its_truth(contacts: Contacts) -> None:
    assert list(contacts.frame["record_id"]) == sorted(set(contacts.frame["record_id"]))
    named = contacts.truth[contacts.truth["position"] == 0]
    assert list(named["record_id"]) == list(contacts.frame["record_id"])
    others = contacts.frame.set_index("record_id")["co_contacts"]
    told = {record: len(json.loads(text)) if text else 0 for record, text in others.items()}
    assert (contacts.truth.groupby("record_id").size() - 1).to_dict() == told
    assert not contacts.truth.duplicated(["record_id", "person_id"]).any()


def test_nobody_real(contacts: Contacts) -> None:
    numbers = [re.sub(r"\s", "", text) for text in contacts.frame["id_no"] if text]
    assert all(number.startswith(("98", "99")) for number in numbers)
    digits = re.compile(r"1[0-9]{2}")
    phones = [re.sub(r"\D", "", part) for text in contacts.frame["phone"] for part in re.split("[、/；]", text) if part]
    starts = {digits.match(phone)[0] for phone in phones if len(phone) == 11 and digits.match(phone)}  # type: ignore[index]
    assert starts <= {"142", "143", "154", "163", "164", "168", "179"}


def test_twelve_in_a_hundred_fields_are_faulty(contacts: Contacts) -> None:
    named = contacts.truth[contacts.truth["position"] == 0]
    faults = Counter(
        fault.split("_")[0] for text in named["faults"] for fault in text.split() if fault != "phone_agent"
    )
    for field in ("name", "id", "phone", "address"):
        assert 0.10 < faults[field] / ROWS < 0.14


def test_no_faults_when_none_are_asked() -> None:
    clean = make_contacts(300, seed=5, faulty=0.0)
    assert set(" ".join(clean.truth["faults"]).split()) <= {"phone_agent"}
    assert all(map(is_valid, clean.frame["id_no"]))


def test_one_person_one_number_and_no_two_people_share_it() -> None:
    clean = make_contacts(2000, seed=6, faulty=0.0)
    named = clean.truth[clean.truth["position"] == 0].merge(clean.frame, on="record_id")
    assert (named.groupby("id_no")["person_id"].nunique() == 1).all()
    assert (named.groupby("person_id")["id_no"].nunique() == 1).all()


def test_households_share_telephone_and_siblings_a_character() -> None:
    clean = make_contacts(3000, seed=7, faulty=0.0)
    whole = clean.truth[clean.truth["position"] == 0].merge(clean.frame[clean.frame["proxy"] == ""], on="record_id")
    homes = whole.drop_duplicates("person_id")
    shared = homes.groupby("phone")["household"].nunique()
    assert (shared == 1).all()  # a telephone never belongs to two households
    assert (homes.groupby("phone")["person_id"].nunique() > 1).sum() > 50
    siblings = [
        set(names)
        for _, names in homes.groupby("household")["name"]
        if any(a != b and a[:2] == b[:2] and len(a) == len(b) == 3 for a in names for b in names)
    ]
    assert len(siblings) > 5
    assert not homes.duplicated(["household", "name"]).any()


def test_without_households_everyone_has_a_telephone_alone() -> None:
    lone = make_contacts(1000, seed=8, faulty=0.0, households=False)
    own = lone.truth[lone.truth["position"] == 0].merge(lone.frame[lone.frame["proxy"] == ""], on="record_id")
    assert (own.groupby("phone")["person_id"].nunique() == 1).all()
    assert own["household"].nunique() == own["person_id"].nunique()


def test_every_kind_of_fault_occurs_and_changes_its_field() -> None:
    draw = Draw("faults")
    born = date(1950, 5, 5)
    right = {
        "name": "张建国",
        "id_no": identity_number(draw, "990121", born, "男"),
        "phone": "142" + "5" * 8,
        "address": "清澜县龙栖镇河东村1组2号",
    }
    spare = {"name": "张晓东", "phone": "143" + "5" * 8, "address": "龙栖镇河东村|云岭省澜江市清澜县龙栖镇河东村1组2号"}
    seen = set()
    for field, text in right.items():
        for _ in range(300):
            written = write_field(draw, field, text, lambda field=field: spare.get(field, ""))  # type: ignore[misc]
            assert written.text != text
            seen.add(written.fault)
    assert len(seen) == 9 + 6 + 5 + 3
    assert {"name_homophone", "name_masked", "id_float", "id_old", "phone_several", "address_short"} <= seen
