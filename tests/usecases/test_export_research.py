"""A research edition holds no name, no text and no small number, and none can be worked out from what it holds."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from workbench.settings import Settings
from workbench.usecases.export_research import ResearchEdition, export_research, exports, open_research
from workbench.usecases.office import Office

K = 5
QUASI = ["period", "topic", "place", "label"]


@pytest.fixture
def exported(own_office: Office, tmp_path: Path) -> ResearchEdition:
    return open_research(export_research(own_office, "流向研究", tmp_path / "out").folder)


def pivoted(opened: ResearchEdition, kind: str) -> tuple[pd.DataFrame, dict[str, pd.Series], int]:
    """Published cells on all pairs of places (NaN: not published), line totals and the whole, from the files alone."""
    both = (opened.table(name) for name in ("place_flows", "place_flow_totals"))
    cells, totals = (table[table["kind"] == kind] for table in both)
    lines = {side: totals[totals["side"] == side].set_index("place")["matters_at_least"] for side in ("起点", "终点")}
    table = cells.pivot(index="from_place", columns="to_place", values="matters")
    whole = int(totals.loc[totals["side"] == "全部", "matters_at_least"].iloc[0])
    return table.reindex(index=lines["起点"].index, columns=lines["终点"].index), lines, whole


def feasible(opened: ResearchEdition, kind: str) -> Iterator[tuple[int, int]]:
    """Least and most of each cell not published, by an integer solver that knows only the files."""
    table, lines, whole = pivoted(opened, kind)
    level = opened.table("places").set_index("place")["level"]
    hidden = table.isna().to_numpy(copy=True)
    for place in table.index.intersection(table.columns):
        if level[place] == "县":
            hidden[table.index.get_loc(place), table.columns.get_loc(place)] = False
    at = np.argwhere(hidden)
    sums = np.vstack([at[:, 0] == np.arange(len(table))[:, None], at[:, 1] == np.arange(len(table.columns))[:, None],
                      np.ones(len(at), bool)]).astype(float)  # fmt: skip
    shown = table.fillna(0).to_numpy()
    least = np.concatenate([lines["起点"] - shown.sum(1), lines["终点"] - shown.sum(0), [whole - shown.sum()]])
    known = LinearConstraint(sums, least, least + K - 1)
    for cell in range(len(at)):
        wanted = np.eye(len(at))[cell]
        low, high = (milp(sign * wanted, constraints=known, integrality=np.ones(len(at)), bounds=Bounds(0, np.inf))
                     for sign in (1, -1))  # fmt: skip
        yield round(low.fun), round(-high.fun)


def test_no_count_below_k_can_be_worked_out(exported: ResearchEdition) -> None:
    seen = 0
    for kind in exported.table("place_flow_totals")["kind"].unique():
        for low, high in feasible(exported, kind):
            assert not (low == high and low > 0), (kind, low, high)
            seen += 1
    assert seen > 0


def test_every_number_is_k_or_more(exported: ResearchEdition) -> None:
    for name in exported.tables:
        numbers = exported.table(name).select_dtypes("number")
        assert (numbers >= K).all().all(), name
    for name in ("place_flow_totals", "unit_totals", "unit_links", "matter_links"):
        assert (exported.table(name).select_dtypes("number") % K == 0).all().all(), name


def test_matters_are_alike_in_classes_of_k(exported: ResearchEdition, own_office: Office) -> None:
    matters = exported.table("matters")
    assert matters.groupby(QUASI).size().min() >= K
    known = own_office.edition().table("matters", ["matter_id", "locked"])
    assert len(matters) == (~known["locked"].astype(bool)).sum() and matters["matter"].is_unique


def test_nothing_of_the_office_is_in_any_file(exported: ResearchEdition, own_office: Office) -> None:
    edition = own_office.edition()
    matters, records = edition.table("matters"), edition.table("records")
    secret = {str(word) for name in ("matter_id", "title", "petitioner", "lead_unit", "town", "issue_name")
              for word in matters[name].dropna() if len(str(word)) > 1}  # fmt: skip
    secret |= set(records["case_no"].dropna()) | set(records["record_id"]) | set(matters["issue"].dropna())
    secret.discard("")
    for file in exported.folder.iterdir():
        if file.suffix == ".parquet":  # compressed; what it holds is what its CSV holds
            assert (
                pd.read_parquet(file)
                .astype(str)
                .equals(pd.read_csv(file.with_suffix(".csv"), dtype=str, keep_default_na=False))
            )
            continue
        text = file.read_text(encoding="utf-8")
        assert [word for word in secret if word in text] == [], file.name
        assert not re.search(r"(?<!\d)9[89]\d{4}(?!\d)", text) or file.suffix != ".csv", file.name


def test_there_is_no_table_of_persons_and_no_free_text(exported: ResearchEdition) -> None:
    columns = {column for name in exported.tables for column in exported.table(name).columns}
    assert columns == {
        "place", "level", "nearness", "kind", "from_place", "to_place", "matters", "side", "matters_at_least", "unit",
        "state", "source", "target", "shared_at_least", "matter", *QUASI, "class_id", "pairs_at_least",
    }  # fmt: skip
    topics = set(exported.table("matters")["topic"])
    assert topics <= {"其他", "不分", *own_topics()}


def own_topics() -> set[str]:
    from workbench.reference.codes import code_list

    return set(code_list("内容分类-一级"))


def test_same_project_same_names_other_project_none(own_office: Office, tmp_path: Path) -> None:
    first, again, other = (
        open_research(export_research(own_office, project, tmp_path / folder).folder)
        for project, folder in (("甲", "1"), ("甲", "2"), ("乙", "3"))
    )
    for name in ("places", "unit_totals", "matters"):
        pd.testing.assert_frame_equal(first.table(name), again.table(name))
        assert not set(first.table(name).iloc[:, 0]) & set(other.table(name).iloc[:, 0]) - {"其他"}


def test_an_export_is_logged_and_told(own_office: Office, tmp_path: Path) -> None:
    told = export_research(own_office, "甲", tmp_path / "out", actor="某统计员")
    (line,) = exports(own_office)
    assert (line["actor"], line["project"], line["k"]) == ("某统计员", "甲", K)
    assert line["edition"] == own_office.edition().id == told.as_json()["edition"] and "研究版" in told.as_text()
    home = own_office.settings.home
    for file in (home / "keys" / "research.key", home / "research" / "exports.jsonl"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    key = (home / "keys" / "research.key").read_bytes()
    assert not any(key in file.read_bytes() or key.hex().encode() in file.read_bytes()
                   for file in told.folder.iterdir())  # fmt: skip


def test_a_project_keeps_its_k_and_a_folder_its_files(own_office: Office, tmp_path: Path) -> None:
    export_research(own_office, "甲", tmp_path / "out")
    with pytest.raises(FileExistsError, match="不覆盖"):
        export_research(own_office, "乙", tmp_path / "out")
    with pytest.raises(ValueError, match="k=5"):
        export_research(own_office, "甲", tmp_path / "more", k=6)
    with pytest.raises(ValueError, match="不得小于 5"):
        export_research(own_office, "乙", tmp_path / "more", k=3)
    assert len(exports(own_office)) == 1 and not (tmp_path / "more").exists()


def test_a_changed_file_and_a_strange_folder_are_refused(exported: ResearchEdition, tmp_path: Path) -> None:
    file = exported.folder / "units.parquet"
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(ValueError, match="与导出时不同"):
        exported.table("units")
    with pytest.raises(KeyError, match="place_flows"):
        exported.table("persons")
    with pytest.raises(FileNotFoundError, match=r"meta\.json"):
        open_research(tmp_path)


def test_networks_are_of_places_units_and_classes(exported: ResearchEdition) -> None:
    graph = exported.network("place_flows")
    assert graph.number_of_edges() == len(exported.table("place_flows")) > 0
    with pytest.raises(KeyError, match="unit_links"):
        exported.network("persons")


def test_readme_and_meta_say_what_was_withheld(exported: ResearchEdition) -> None:
    meta = json.loads((exported.folder / "meta.json").read_text(encoding="utf-8"))
    assert meta["k"] == K and meta["withheld"]["matters"]["smallest_class"] >= K
    assert "不等于零" in (exported.folder / "README.md").read_text(encoding="utf-8")


def test_no_edition_no_export(tmp_path: Path) -> None:
    from workbench.store.errors import NoEdition

    office = Office(Settings(home=tmp_path / "home"))
    with pytest.raises(NoEdition):
        export_research(office, "甲", tmp_path / "out")
