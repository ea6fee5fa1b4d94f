"""清查清单, its tab 排查报告: what units reported of a period's sweep of problems, 零报告 and contradictions, and both checks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import ipywidgets
import traitlets

from workbench.apps.frame import case_link
from workbench.apps.panel_parts import FilteredListing, Given, Panel, records, rows, show_if
from workbench.apps.said import Said, words_of
from workbench.campaign.measures import Period
from workbench.domain.codes import Trilean
from workbench.domain.roles import AccessDenied
from workbench.rules.sweeps import month_of
from workbench.store.edition import Edition
from workbench.store.errors import ChangedMeanwhile, StoreError
from workbench.usecases.office import Office
from workbench.usecases.report_sweeps import (
    NOTHING,
    Sweeps,
    SweepState,
    UnitSweep,
    last_week,
    report_sweep,
    sweep_reports,
)
from workbench.widgets import Field, Form, Metric, MetricRow, Notice, columns, section
from workbench.widgets.choice import Choice

_CHECKS: Final = {
    Trilean.YES.value: "ok",
    Trilean.NO.value: "overdue",
    Trilean.UNKNOWN.value: "unknown",
    NOTHING: "neutral",
}
_REPORTS: Final = {"已报": "ok", "零报告": "info", "退回": "yellow", "未报": "overdue"}
UNITS: Final[list[dict[str, Any]]] = [
    {"key": "单位", "title": "单位"},
    {"key": "报告", "title": "报告", "kind": "status", "width": 76, "tones": _REPORTS},
    {"key": "台账新事项", "title": "新事项", "width": 62},
    {"key": "排查到位", "title": "排查到位", "kind": "status", "width": 78, "tones": _CHECKS},
    {"key": "排查说明", "title": "说明", "width": 250},
    {"key": "调处到位", "title": "调处到位", "kind": "status", "width": 78, "tones": _CHECKS},
    {"key": "调处说明", "title": "说明", "width": 250},
]
PRINTED: Final = [
    {"key": key, "title": key}
    for key in ("单位", "报告", "报送日", "台账新事项", "排查到位", "排查说明", "调处到位", "调处说明", "备注")
]
MATTERS: Final[list[dict[str, Any]]] = [
    {"key": "title", "title": "事项", "kind": "link"},
    {"key": "answer", "title": "调处到位", "kind": "status", "width": 78, "tones": _CHECKS},
    {"key": "told", "title": "情况", "width": 220},
]
_PICK: Final = "点上面一个单位看它本期的新事项"
WEEKS: Final = 8
"""Whole weeks before this one that are offered."""


class ReportsModel(traitlets.HasTraits):
    """The period looked at (`period` is its key among `periods`), what is on record of it, and the unit chosen."""

    period = traitlets.Unicode("")
    unit = traitlets.Unicode("")
    stamp = traitlets.Int(0)
    said = traitlets.Instance(Said, args=())

    def __init__(self, office: Office, edition: Edition) -> None:
        super().__init__()
        self.office, self.edition = office, edition
        self.periods = periods(office.settings.today)
        self.found: Sweeps | None = None
        self.problem = ""
        self.period = next(iter(self.periods))

    @property
    def chosen(self) -> Period:
        return self.periods[self.period]

    @traitlets.observe("period")
    def _other(self, _change: Any) -> None:
        self.reload()

    def reload(self) -> None:
        """The period read again; `problem` says why there is nothing to show."""
        try:
            self.found, self.problem = sweep_reports(self.office, self.chosen), ""
        except AccessDenied as refused:
            self.found, self.problem = None, words_of(refused)
        self.stamp += 1

    @property
    def units(self) -> tuple[UnitSweep, ...]:
        return self.found.units if self.found else ()

    @property
    def opened(self) -> UnitSweep | None:
        return next((one for one in self.units if one.unit == self.unit), None)

    @property
    def filter_words(self) -> str:
        """What is printed on an exported list."""
        return self.found.head if self.found else self.chosen.words

    def report(self, given: Given, seen: int) -> Any:
        """Record a unit's report of the period."""
        day = date.fromisoformat(given["day"]) if given["day"] else None
        return report_sweep(
            self.office, given["unit"], self.chosen, given["state"], day=day, file=given["file"], note=given["note"], seen=seen
        )  # fmt: skip

    def do(self, act: Callable[[int], Any], done: str | Callable[[Any], str]) -> bool:
        """One act of the clerk; refused, `said` says why and what was typed stays."""
        try:
            outcome = act(self.found.seen if self.found else 0)
        except ChangedMeanwhile:
            self.reload()
            return self._say("未登记：您打开之后，他人已登记过这个单位的报告。清单已重读，所填内容仍在", "overdue")
        except (LookupError, ValueError, StoreError, OSError) as refused:
            return self._say(words_of(refused), "overdue")
        self.reload()
        return self._say(done if isinstance(done, str) else done(outcome), "ok")

    def _say(self, text: str, tone: str) -> bool:
        self.said = Said(text, tone)
        return tone == "ok"

    def told(self, event: Any) -> str:
        """What was recorded, and whether the ledger contradicts it."""
        unit = event.subject.rpartition("|")[2]
        found = next((one for one in self.units if one.unit == unit), None)
        return f"已登记：{unit} {event.payload['state']}" + (
            f"。{found.swept_told}" if found and found.contradicts else ""
        )


def periods(today: date) -> dict[str, Period]:
    """Periods offered, the last whole week first: weeks, this month and the last, single days of this week."""
    week, first = last_week(today), today.replace(day=1)
    spans = [Period(*(day - timedelta(days=7 * back) for day in (week.first, week.last))) for back in range(WEEKS)]
    spans[1:1] = [Period(week.last + timedelta(days=1), week.last + timedelta(days=7))]
    spans += [Period(*month_of(first)), Period(*month_of(first - timedelta(days=1)))]
    spans += [Period(today - timedelta(days=back), today - timedelta(days=back)) for back in range(7)]
    return {_name(one, today): one for one in spans}


def _name(span: Period, today: date) -> str:
    """The period in words: 周、月 or 日, and which one is running."""
    kind = (
        "日"
        if span.first == span.last
        else "月"
        if span.first.day == 1 and (span.last - span.first).days > 26
        else "周"
    )
    now = "（未满）" if span.first <= today < span.last else ""
    return f"{kind} {span.words if span.first != span.last else span.first}{now}"


def panel(office: Office, edition: Edition) -> Panel:
    """Figures on top, units with their report and both checks below, the unit's new matters beside the form."""
    model = ReportsModel(office, edition)
    period = Choice(options=list(model.periods), tooltip="期间", layout=ipywidgets.Layout(width="300px"))
    head, cards = Notice(""), MetricRow(())
    table = FilteredListing(model, "矛盾纠纷排查报告", UNITS, printed=PRINTED, height=330, empty="没有单位")
    matters = FilteredListing(model, "本期新事项", MATTERS, height=230, empty=_PICK)
    form = _form(model)
    body = rows(cards, table, columns(matters, form, weights=(6, 5)))

    def open_unit(_change: Any = None) -> None:
        opened = model.opened
        matters.empty = "本期没有新事项" if opened else _PICK
        matters.title = f"{opened.unit}本期新事项" if opened else "本期新事项"
        matters.show(map(_matter_row, opened.found if opened else ()))
        if opened:
            form.show(_fields(model), title="登记排查报告", values={"unit": opened.unit})

    def draw(_change: Any = None) -> None:
        head.say(model.problem or (model.found.head if model.found else ""), tone="warn" if model.problem else "info")
        show_if(body, model.found)
        table.show({"id": one.unit, **one.row} for one in model.units)
        cards.show(_cards(model.found)) if model.found else None
        open_unit()

    table.observe(lambda change: setattr(model, "unit", change["new"]), "selected")
    period.observe(lambda change: setattr(model, "period", change["new"]), "value")
    model.observe(draw, "stamp")
    model.observe(open_unit, "unit")
    note = section("矛盾纠纷排查报告", "排查的是矛盾和问题；没有新问题的报“零报告”。与台账不符的如实提示")
    return rows(note, period, head, body), model.reload


def _form(model: ReportsModel) -> Form:
    form = Form(_fields(model), title="登记排查报告", note="期间用上面选定的；退回须写原因")
    return records(model, form, model.report, model.told)


def _fields(model: ReportsModel) -> list[Field]:
    units = [one.unit for one in model.units]
    return [
        Field("unit", "单位", "unit", True, units), Field("state", "报告", "choice", True, list(SweepState)),
        Field("day", "报送日（不填为今天）", "day"), Field("file", "文件名或文号"), Field("note", "说明", "text", wide=True),
    ]  # fmt: skip


def _cards(found: Sweeps) -> list[Metric]:
    swept, settled = found.ratio("swept"), found.ratio("settled")
    many = len(found.units)
    return [
        Metric("未报单位", len(found.missing), f"{len(found.missing)} / {many}",
               tone="overdue" if found.missing else "ok", hint="没有报告或退回未补"),
        Metric("零报告与台账矛盾", len(found.contradictions), f"{len(found.contradictions)} / {many}",
               tone="yellow" if found.contradictions else "ok", hint="报了零报告而台账在本期内有新事项"),
        Metric("排查到位", swept.percent, swept.text, tone="info", hint="本期排查报告已报且与台账不矛盾的单位；期未满的不计"),
        Metric("调处到位", settled.percent, settled.text, tone="info", hint="有新事项的单位中，新事项都有办理步骤、没有超期的；期限未到的不计"),
    ]  # fmt: skip


def _matter_row(one: Any) -> dict[str, Any]:
    answer: Trilean = one.answer
    return {"id": one.matter_id, "title": case_link(one.matter_id, one.title), "answer": answer.value, "told": one.told}
