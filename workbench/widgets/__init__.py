"""The visible parts (控件), fed with plain data: no store, no files, no SQL here, and all text escaped by `escape`."""

from workbench.widgets.address import Address
from workbench.widgets.board import Board, BoardCard, BoardSitting
from workbench.widgets.chart import Chart
from workbench.widgets.drawer import Drawer, one_screen
from workbench.widgets.explorer import Explorer, ExplorerRequest
from workbench.widgets.facts import (
    Chip,
    Fact,
    FactList,
    FindingList,
    HeadLine,
    MarkedText,
    Notice,
    Side,
    SideBySide,
)
from workbench.widgets.filters import Filter, FilterBar
from workbench.widgets.flow import flow_figure
from workbench.widgets.form import Field, Form
from workbench.widgets.metric import Metric, MetricRow
from workbench.widgets.network import GraphView
from workbench.widgets.page import Link, columns, dashboard_link, page, query, section
from workbench.widgets.pair import Asked, PairCard, pair_query
from workbench.widgets.stepper import Choice, Stage, Stepper
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
    "Address",
    "Asked",
    "Board",
    "BoardCard",
    "BoardSitting",
    "CaseTable",
    "Chart",
    "Chip",
    "Choice",
    "Drawer",
    "Explorer",
    "ExplorerRequest",
    "Fact",
    "FactList",
    "Field",
    "Filter",
    "FilterBar",
    "FindingList",
    "Form",
    "GraphView",
    "HeadLine",
    "Link",
    "MarkedText",
    "Metric",
    "MetricRow",
    "Notice",
    "PairCard",
    "Side",
    "SideBySide",
    "Stage",
    "Stepper",
    "Timeline",
    "TimelineItem",
    "columns",
    "dashboard_link",
    "escape",
    "flow_figure",
    "one_screen",
    "page",
    "pair_query",
    "query",
    "section",
]
