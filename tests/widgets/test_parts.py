"""The drawn widgets as Python sees them: what they send, and what they refuse."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from workbench.domain.dates import PartialDate
from workbench.widgets import CLOCK_TONES, CaseTable, GraphView, Metric, MetricRow, Timeline, TimelineItem, flow_figure
from workbench.widgets.theme import SERIES, TONES

COLUMNS = [{"key": "no", "title": "编号"}, {"key": "days", "title": "天数", "kind": "number"}]


@dataclass(frozen=True)
class _Row:
    id: str
    no: str
    days: float | None


def test_table_sends_plain_rows_from_dataclasses_and_dicts() -> None:
    table = CaseTable(
        COLUMNS, [_Row("a", "M1", float("nan")), {"id": 2, "no": "M2", "days": np.int64(3), "on": date(2025, 3, 4)}]
    )
    assert table.rows == [{"id": "a", "no": "M1", "days": None}, {"id": 2, "no": "M2", "days": 3, "on": "2025-03-04"}]
    assert table.columns[0] == {"key": "no", "title": "编号", "kind": "text", "tones": {}}
    json.dumps(table.get_state())  # everything synced is JSON


def test_table_keeps_a_selection_only_while_its_row_is_there() -> None:
    table = CaseTable(COLUMNS, [{"id": 1, "no": "M1"}, {"id": 2, "no": "M2"}])
    assert table.selected_row is None
    table.selected = "2"
    assert table.selected_row == {"id": 2, "no": "M2"}
    table.show([{"id": 2, "no": "M2"}])
    assert table.selected == "2"
    table.show([{"id": 1, "no": "M1"}])
    assert table.selected == "" and table.selected_row is None


@pytest.mark.parametrize("column", [{"key": "a"}, {"title": "甲"}, {"key": "a", "title": "甲", "kind": "html"}])
def test_table_refuses_columns_it_cannot_draw(column: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="表的列"):
        CaseTable([column])


def test_metrics() -> None:
    row = MetricRow([Metric("超期", 37, "37 / 412 件", tone="overdue", key="late"), {"label": "在办", "value": 412}])
    assert row.metrics[0]["fraction"] == "37 / 412 件" and row.metrics[1] == {"label": "在办", "value": 412}
    assert row.get_state(["clicked", "selected"]) == {"clicked": {}, "selected": ""}


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2025-03-04", "2025-03-04", None, "day"),
        ("2025-02", "2025-02-01", "2025-02-28", "month"),
        ("2024", "2024-01-01", "2024-12-31", "year"),
        ("2025-08-01/2025-08-20", "2025-08-01", "2025-08-20", "range"),
    ],
)
def test_timeline_item_on_a_date_as_people_write_it(text: str, start: str, end: str | None, precision: str) -> None:
    line = Timeline([TimelineItem.on("办理", "受理", PartialDate.parse(text), id="a")], today=date(2025, 12, 31))
    sent = line.items[0]
    assert (sent["start"], sent.get("end"), sent["precision"]) == (start, end, precision)
    assert line.today == "2025-12-31" and line.tones == dict(TONES)


def test_graph_legend_follows_the_groups() -> None:
    graph = GraphView(
        [{"id": "M1", "label": "甲"}], [{"source": "M1", "target": "U1"}], groups={"m": "事项", "u": "单位"}
    )
    assert graph.groups == [
        {"key": "m", "label": "事项", "color": SERIES[0]},
        {"key": "u", "label": "单位", "color": SERIES[1]},
    ]
    graph.selected = "M1"
    graph.show([], [])
    assert (graph.nodes, graph.edges, graph.selected) == ([], [], "")


def test_flow_counts_every_case_once_at_every_step() -> None:
    figure = flow_figure([("甲", "乙", "乙"), ("甲", "乙", None), ("丙", "乙", "乙")])
    node, link = figure["data"][0]["node"], figure["data"][0]["link"]
    named = {(c["stage"], c["from"], c["to"]): v for c, v in zip(link["customdata"], link["value"], strict=True)}
    assert named == {
        ("户籍地", "甲", "乙"): 2,
        ("户籍地", "丙", "乙"): 1,
        ("常住地", "乙", "乙"): 2,
        ("常住地", "乙", "不详"): 1,
    }
    assert node["label"] == ["甲", "丙", "乙", "乙", "不详"]
    assert all(
        node["customdata"][s]["stage"] != node["customdata"][t]["stage"]
        for s, t in zip(link["source"], link["target"], strict=True)
    )


def test_flow_gathers_rare_places_and_checks_lengths() -> None:
    figure = flow_figure([("甲", "甲", "甲")] * 3 + [("乙", "甲", "甲"), ("丙", "甲", "甲")], top=1)
    assert figure["data"][0]["node"]["label"] == ["甲", "其他", "甲", "甲"]
    with pytest.raises(ValueError, match="流向要有 3 个地点"):
        flow_figure([("甲", "乙")])


def test_every_clock_status_has_a_tone_of_the_palette() -> None:
    assert set(CLOCK_TONES.values()) <= set(TONES)
