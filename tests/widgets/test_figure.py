"""Figures on their way to the page."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from workbench.widgets.chart import Chart
from workbench.widgets.figure import plain_figure
from workbench.widgets.theme import FONT


def test_values_become_plain_and_unknown_numbers_none() -> None:
    drawn = plain_figure({"data": [{"x": np.array([1, 2]), "y": [1.5, float("nan")], "text": (date(2025, 3, 4),)}]})
    assert drawn["data"] == [{"x": [1, 2], "y": [1.5, None], "text": ["2025-03-04"]}]


def test_house_look_lies_under_the_figures_own() -> None:
    layout = plain_figure({"layout": {"title": "甲", "xaxis": {"title": "月", "dtick": 1}, "template": {"a": 1}}})[
        "layout"
    ]
    assert layout["title"]["text"] == "甲" and layout["title"]["xanchor"] == "left"
    assert layout["xaxis"]["title"]["text"] == "月" and layout["xaxis"]["dtick"] == 1 and layout["xaxis"]["automargin"]
    assert layout["font"]["family"] == FONT and "template" not in layout


def test_one_figure_does_not_change_the_next() -> None:
    plain_figure({"layout": {"xaxis": {"dtick": 7}}})
    assert "dtick" not in plain_figure({})["layout"]["xaxis"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<img src=x onerror=a>", "&lt;img src=x onerror=a>"),
        ("<a href='http://evil.example'>看</a>", "&lt;a href='http://evil.example'>看&lt;/a>"),
        ("<b style='x'>甲</b>", "&lt;b style='x'>甲</b>"),
        ("甲<br>乙<b>丙</b><extra></extra>", "甲<br>乙<b>丙</b><extra></extra>"),
        ("A&B", "A&B"),
    ],
)
def test_markup_of_data_is_text(text: str, kept: str) -> None:
    assert plain_figure({"data": [{"text": [text]}]})["data"][0]["text"] == [kept]


def test_customdata_is_written_so_that_it_can_come_back_exactly() -> None:
    written = plain_figure({"data": [{"customdata": [{"place": "<甲>&amp;"}]}]})["data"][0]["customdata"]
    assert written == [{"place": "&lt;甲>&amp;amp;"}]


def test_a_plotly_figure_is_taken_too() -> None:
    go = pytest.importorskip("plotly.graph_objects")
    drawn = plain_figure(go.Figure(go.Bar(x=["甲"], y=np.array([3])), layout={"title": {"text": "件数"}}))
    assert drawn["data"][0]["type"] == "bar" and drawn["data"][0]["x"] == ["甲"]
    assert drawn["layout"]["title"]["text"] == "件数"


def test_anything_else_is_refused() -> None:
    with pytest.raises(TypeError, match="不是图：int"):
        plain_figure(3)


def test_chart_state_and_label() -> None:
    chart = Chart({"data": [{"type": "bar", "x": ["甲"], "y": [1]}], "layout": {"title": "各单位"}}, height=200)
    state = chart.get_state(["figure", "height", "label", "clicked"])
    assert (state["height"], state["label"], state["clicked"]) == (200, "各单位", {})
    chart.show({"data": [{"type": "bar", "x": ["乙"], "y": [2]}]})
    assert chart.figure["data"][0]["x"] == ["乙"]


def test_chart_answers_who_asks_for_plotly_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    chart, sent = Chart({}), []
    monkeypatch.setattr(chart, "send", lambda content, buffers: sent.append((content, len(buffers[0]))))
    chart._handle_custom_msg({"kind": "other"}, [])
    assert sent == []
    chart._handle_custom_msg({"kind": "plotly"}, [])
    assert sent[0][0] == {"kind": "plotly"} and sent[0][1] > 1_000_000
