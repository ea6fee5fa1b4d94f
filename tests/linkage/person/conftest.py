"""A small invented county as `Store.identity` gives it, with who is who."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest

from workbench.synth import make_county
from workbench.synth.model import LedgerRecord


def _identity(record: LedgerRecord) -> dict[str, str]:
    others = [{"name": one.name, "id_no": one.id_no, "phone": one.phone} for one in record.contacts[1:]]
    taken = ("name", "id_no", "phone", "addr_now", "addr_hukou", "proxy")
    return {
        "record_id": record.case_no,
        **{field: record.values.get(field, "") for field in taken},
        "co_contacts": json.dumps(others, ensure_ascii=False) if others else "",
    }


@pytest.fixture(scope="session")
def county() -> tuple[pd.DataFrame, pd.DataFrame]:
    """(identity, truth): truth has record_id, contact, person."""
    records = {record.case_no: record for record in make_county(seed=11, matters=250, end=date(2025, 6, 30)).records}
    truth = [
        (case_no, number, contact.person_id)
        for case_no, record in records.items()
        for number, contact in enumerate(record.contacts)
    ]
    identity = pd.DataFrame([_identity(record) for record in records.values()])
    return identity, pd.DataFrame(truth, columns=["record_id", "contact", "person"])
