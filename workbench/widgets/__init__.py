"""The visible parts (控件), fed with plain data: no store, no files, no SQL here, and all text escaped by `escape`."""

from workbench.widgets.chart import Chart
from workbench.widgets.explorer import Explorer, ExplorerRequest
from workbench.widgets.facts import Fact, FactList, FindingList, Notice
from workbench.widgets.filters import Filter, FilterBar
from workbench.widgets.flow import flow_figure
from workbench.widgets.metric import Metric, MetricRow
from workbench.widgets.network import GraphView
from workbench.widgets.page import Link, columns, dashboard_link, page, query, section
from workbench.widgets.pair import Asked, PairCard, pair_query
from workbench.widgets.table import CaseTable
from workbench.widgets.text import escape
from workbench.widgets.theme import CLOCK_TONES, SERIES, STYLE, TONES, TRILEAN_TONES
from workbench.widgets.timeline import Timeline, TimelineItem

__all__ = [
    "CLOCK_TONES",
    "SERIES",
    "STYLE",
    "TONES",
    "TRILEAN_TONES",
    "Asked",
    "CaseTable",
    "Chart",
    "Explorer",
    "ExplorerRequest",
    "Fact",
    "FactList",
    "Filter",
    "FilterBar",
    "FindingList",
    "GraphView",
    "Link",
    "Metric",
    "MetricRow",
    "Notice",
    "PairCard",
    "Timeline",
    "TimelineItem",
    "columns",
    "dashboard_link",
    "escape",
    "flow_figure",
    "page",
    "pair_query",
    "query",
    "section",
]
