"""The lists of 总览 looked up equal the lists looked for, of random editions and of the demo's; else they are looked for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.usecases.test_cube import AS_OF, CALM, NAMES, editions
from workbench.campaign.cube import COLUMNS
from workbench.domain.tables import ALL
from workbench.store.arrow import schema_of
from workbench.store.editions import Edition, draft_edition
from workbench.usecases import look_over as page
from workbench.usecases.cube import NUMBERS
from workbench.usecases.listed import LISTED_FROM, is_listed, list_beforehand
from workbench.usecases.look_over import Listed, behind, look_over, options
from workbench.usecases.office import Office

MONTHS = [f"2025-{month:02d}" for month in range(3, 13)] + [f"2026-{month:02d}" for month in range(1, 13)]
FOCUS = (
    st.sampled_from(list(NUMBERS))
    | st.builds("unit:{}".format, NAMES.filter(bool))
    | st.builds("campaign:{}".format, NAMES.filter(bool))
    | st.builds("{}:{}".format, st.sampled_from(["registered", "closed"]), st.sampled_from(MONTHS))
)


def both(edition: Edition, focus: str, chosen: Mapping[str, str], limit: int) -> tuple[Listed, Listed]:
    """A list looked up, and looked for."""
    looked_up = behind(edition, focus, chosen, limit=limit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "is_listed", lambda _: False)
        return looked_up, behind(edition, focus, chosen, limit=limit)


def published(root: Path, rows: Mapping[str, list[dict[str, Any]]]) -> Edition:
    with draft_edition(root, as_of=AS_OF) as draft:
        for name in sorted(LISTED_FROM):
            plain = [{column: row.get(column) for column in ALL[name]} for row in rows[name]]
            draft.write(name, pa.Table.from_pylist(plain, schema_of(ALL[name])))
        list_beforehand(draft)
        return draft.commit()


@settings(CALM, max_examples=12)
@given(rows=editions(), data=st.data())
def test_random_editions_looked_up_equal_looked_for(
    tmp_path: Path, rows: dict[str, list[dict[str, Any]]], data: st.DataObject
) -> None:
    late = st.none() | st.integers(0, 3)
    days = st.none() | st.dates(AS_OF.replace(day=1), AS_OF)
    rows["matters"] = [{**one, "overdue_days": data.draw(late), "due": data.draw(days)} for one in rows["matters"]]
    rows["units"] = [{"unit": "甲", "aliases": ["乙'丙"]}, {"unit": "丁|戊=己", "aliases": []}]
    edition = published(tmp_path / "editions", rows)
    try:
        assert is_listed(edition)
        for _ in range(12):
            columns = data.draw(st.lists(st.sampled_from(COLUMNS), unique=True, max_size=3))
            chosen = {column: data.draw(NAMES.filter(bool), column) for column in columns}
            looked_up, looked_for = both(edition, data.draw(FOCUS), chosen, data.draw(st.sampled_from([1, 2, 200])))
            assert looked_up == looked_for
    finally:
        edition.close()
        shutil.rmtree(tmp_path / "editions")


def test_every_list_of_the_demo(demo_office: Office) -> None:
    edition = demo_office.edition()
    units = [one.group for one in look_over(edition).units]
    campaigns = options(edition)["campaign"]
    months = {f"{kind}:{month}" for kind in ("registered", "closed") for month in MONTHS}
    wanted = [*NUMBERS, *(f"unit:{one}" for one in units), *(f"campaign:{one}" for one in campaigns), *sorted(months)]
    found = 0
    for focus in wanted:
        looked_up, looked_for = both(edition, focus, {}, 50)
        assert looked_up == looked_for, focus
        found += looked_up.total
    assert found > 100 and len(units) > 3


@pytest.fixture
def own(demo_office: Office, tmp_path: Path) -> Path:
    """A copy of the demo's edition to spoil."""
    found = demo_office.edition().path
    shutil.copytree(found, tmp_path / found.name)
    return tmp_path / found.name


def test_lists_made_by_other_definitions_are_not_used(own: Path, demo_office: Office) -> None:
    meta = json.loads((own / "meta.json").read_text(encoding="utf-8"))
    assert is_listed(Edition(own))
    (own / "meta.json").write_text(json.dumps({**meta, "listed": "0" * 16}), encoding="utf-8")
    assert not is_listed(Edition(own))
    assert behind(Edition(own), "open") == behind(demo_office.edition(), "open")


def test_what_is_no_list_is_refused(demo_office: Office) -> None:
    for focus in ("", "unit", "campaign:", "petitioner:张某某", "open:x"):
        with pytest.raises(KeyError, match="总览没有"):
            behind(demo_office.edition(), focus)
