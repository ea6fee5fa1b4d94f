"""督办 without a browser: units in honest order, clocks by unit, one unit's page; no person and no volume anywhere."""

from __future__ import annotations

import pytest

from workbench.apps.supervision import rows
from workbench.apps.supervision.model import TABS, SupervisionModel
from workbench.apps.supervision.view import build, unit_page
from workbench.usecases.kept_papers import printed
from workbench.usecases.measure import measure
from workbench.usecases.office import Office
from workbench.usecases.supervise import DUE, MEASURES, OVERDUE, open_clocks, standings, unit_clocks, unit_duties
from workbench.widgets import CaseTable, Drawer


@pytest.fixture(scope="module")
def model(demo_office: Office) -> SupervisionModel:
    return SupervisionModel(demo_office)


def test_units_stand_in_order_of_their_drawn_fraction(model: SupervisionModel) -> None:
    for name in MEASURES:
        model.metric = name
        found = model.standing
        drawn = [one.drawn for one in found.order]
        assert drawn == sorted(drawn, reverse=found.whole.metric.better == "高")
        of = {one.group for one in measure(model.edition, name, by="unit").groups if one.group}
        assert {one.unit for one in found.order} | set(found.uncounted) == of
    model.metric = "M-01"
    told = rows.ranked_rows(model.standing)
    assert any("没有实质差别" in row.get("next", "") for row in told) and all(
        "/" in row["fraction"] or row["fraction"] == "—" for row in told
    )


def test_clocks_by_unit_add_up_to_the_lists(model: SupervisionModel) -> None:
    units = unit_clocks(model.edition)
    for state, name in ((DUE, "due"), (OVERDUE, "overdue")):
        assert open_clocks(model.edition, state, limit=10_000).total == sum(getattr(one, name) for one in units)
    most = max(units, key=lambda one: one.overdue)
    assert open_clocks(model.edition, OVERDUE, most.unit).total == most.overdue > 0
    late = [row["due"] for row in open_clocks(model.edition, OVERDUE).rows]
    assert late == sorted(late) and {row["status"] for row in open_clocks(model.edition, OVERDUE).rows} == {
        "超期未完成"
    }
    page = open_clocks(model.edition, OVERDUE, limit=2)
    assert len(page.rows) == 2 and page.total == sum(one.overdue for one in units)
    with pytest.raises(KeyError, match="没有“late”这份清单"):
        open_clocks(model.edition, "late")


def test_a_unit_opens_its_duties_and_no_person(model: SupervisionModel) -> None:
    unit = next(one.unit for one in unit_clocks(model.edition) if one.unit and one.overdue)
    model.unit = unit
    assert model.duties is not None and model.duties.unit == unit and model.duties.overdue.total
    assert [one.metric.id for one in model.duties.rates] == list(MEASURES)
    tables = [part for part in unit_page(model) if isinstance(part, CaseTable)]
    people = set(model.edition.query("SELECT DISTINCT petitioner FROM matters WHERE petitioner <> ''")["petitioner"])
    assert tables and people.isdisjoint(str(cell) for table in tables for row in table.rows for cell in row.values())
    assert not {"petitioner", "signer", "actor"} & {column["key"] for table in tables for column in table.columns}
    model.unit = ""
    assert model.duties is None


def test_what_the_link_names_and_is_gone_is_told(demo_office: Office) -> None:
    told = SupervisionModel(demo_office, {"unit": "没有这个单位"})
    assert "没有单位“没有这个单位”" in told.problem and told.unit == ""
    told = SupervisionModel(demo_office, {"metric": "M-09"})
    assert "没有指标“M-09”" in told.problem and told.metric in MEASURES
    with pytest.raises(LookupError, match="没有单位“张某某”"):
        unit_duties(demo_office, told.edition, "张某某")


def test_the_link_opens_the_same_again(demo_office: Office, model: SupervisionModel) -> None:
    unit = standings(model.edition, "M-02").order[0].unit
    told = SupervisionModel(demo_office, {"metric": "M-02", "unit": unit})
    assert (told.metric, told.unit, told.problem) == ("M-02", unit, "") and "metric=M-02&unit=" in told.address


def test_the_page_opens_a_unit_and_takes_a_list_out(own_office: Office) -> None:
    unit = next(one.unit for one in unit_clocks(own_office.edition()) if one.unit and one.overdue)
    page = build(own_office, {"unit": unit})
    drawer = next(part for part in page.children if isinstance(part, Drawer))
    assert drawer.is_open and unit in drawer.children[0].children[0].value
    table = next(part for part in drawer.children if isinstance(part, CaseTable))
    table.exported += 1
    assert table.told.startswith("已导出 ") and unit in printed(own_office)[-1]["filter"]
    assert list(TABS.values()) == ["即将到期", "超期时限", "督办建议", "督办文书"]
