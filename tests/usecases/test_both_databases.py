"""The whole job gives the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbench.domain.codes import Verdict
from workbench.settings import Settings
from workbench.usecases.decide import judge_link
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "data" / "samples").glob("*.[xc]*[xv]"))
COMPARED = ("records", "matters", "clocks", "findings", "duties", "separations", "links", "groups", "agenda", "units")


def _job(settings: Settings) -> dict[str, pd.DataFrame]:
    office = Office(settings)
    for file in SAMPLES:
        import_ledger(office, file)
    links = publish_edition(office).table("links")
    first = (
        links[links["kind"] == "同事"].sort_values(["score", "left", "right"], ascending=[False, True, True]).iloc[0]
    )
    judge_link(office, first["left"], first["right"], Verdict.SAME, why="同一诉求")
    edition = publish_edition(office)
    office.store.close()
    return {name: edition.table(name) for name in COMPARED}


@pytest.mark.postgres
def test_the_job_gives_the_same_on_both(settings: Settings, postgres_url: str, tmp_path: Path) -> None:
    assert len(SAMPLES) == 4
    on_sqlite = _job(settings)
    on_postgres = _job(settings.model_copy(update={"home": tmp_path / "other", "database": postgres_url}))
    assert len(on_sqlite["matters"]) > 20
    for name in COMPARED:
        pd.testing.assert_frame_equal(on_sqlite[name], on_postgres[name], obj=name)
