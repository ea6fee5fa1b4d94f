"""What every dashboard needs, loaded ahead of the page (预先载入): modules and empty parts only, no office and no data.

What is slow once in a Python is done here: modules that the first question would load, the product's own tables of parameters and
metrics, and the first widget of each kind.
"""

from __future__ import annotations

import tomllib  # noqa: F401
from contextlib import suppress
from datetime import date
from importlib import import_module

import ipywidgets
import pyarrow.pandas_compat  # noqa: F401
import sqlalchemy

import workbench.apps.case.panels.overview
import workbench.store.store
import workbench.usecases.derive  # noqa: F401
from workbench.apps.frame import PAGES
from workbench.reference.metrics import metrics
from workbench.reference.parameters import parameter
from workbench.widgets import (
    CaseTable,
    Chart,
    Chip,
    Drawer,
    FactList,
    Filter,
    FilterBar,
    FindingList,
    HeadLine,
    Metric,
    MetricRow,
    Notice,
    SideBySide,
    Timeline,
    TimelineItem,
    columns,
    one_screen,
    page,
    section,
)


def draw_and_forget() -> None:
    """One empty part of each kind, closed again: traits are set up when a widget of a kind is first made."""
    line, facts, picture = HeadLine(), FactList(narrow=True), Timeline(lanes=[""], height=1)
    line.show("", [Chip("")])
    facts.show([("", None)])
    picture.show([TimelineItem("", "", date(2026, 1, 1))], today=date(2026, 1, 1))
    table = CaseTable([{"key": "a", "title": "a", "kind": "link"}], [{"id": "", "a": {"text": "", "href": "#"}}])
    control = ipywidgets.HBox([ipywidgets.Button(), ipywidgets.Text()], layout=ipywidgets.Layout(width="auto"))
    tab = ipywidgets.Tab([ipywidgets.VBox([table, FindingList(), SideBySide(), Notice(""), section("")])], titles=[""])
    numbers = [FilterBar([Filter("a", "a", [])]), MetricRow([Metric("", 0, "")]), Chart({"data": []}, light=True)]
    one_screen(page("", "", [line, columns(facts, picture), control, tab, *numbers]), Drawer())
    ipywidgets.Widget.close_all()


def ask_and_forget() -> None:
    """One question to an empty database in memory: the first in a Python builds SQLAlchemy's own tables."""
    engine = sqlalchemy.create_engine("sqlite://")
    table = sqlalchemy.Table("a", sqlalchemy.MetaData(), sqlalchemy.Column("b", sqlalchemy.String))
    with engine.begin() as connection:
        table.metadata.create_all(connection)
        asked = sqlalchemy.select(table.c.b).where(table.c.b.in_(["c"])).order_by(table.c.b)
        connection.execute(asked).all()
    engine.dispose()


for _, _name in PAGES:
    with suppress(ImportError):  # a page that cannot be loaded says so itself, and must not make the others slow
        import_module(f"workbench.apps.{_name}.view")
metrics()
parameter("count.due_soon", date(2026, 1, 1))
draw_and_forget()
ask_and_forget()
