"""专项行动 › 目标: targets and 责任状 with where they stand, the forms to set and withdraw, at which level matters are resolved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from workbench.access.gate import decide
from workbench.apps.campaign.model import CampaignModel
from workbench.apps.frame import case_link
from workbench.apps.panel_parts import FilteredListing as Listing
from workbench.apps.panel_parts import Given, Panel, folded, records, rows, show_if
from workbench.campaign.measures import NotCounted, Period
from workbench.campaign.resolution_level import ResolutionLevels
from workbench.campaign.targets import OFFERED, Direction, Target
from workbench.domain.roles import DataKind
from workbench.store.views import narrowed
from workbench.usecases.classify_difficulty import handled_below
from workbench.usecases.organ_levels import resolution_levels
from workbench.usecases.set_targets import set_target, target_states, withdraw_target, year_of
from workbench.widgets import CaseTable, Field, Form, Notice, columns

_TONES: Final = {"已达标": "ok", "未达标": "overdue", "未到期": "info", "无法计算": "neutral", "已撤下": "neutral"}


def _titled(*columns_: tuple[str, int] | tuple[str, int, str]) -> list[dict[str, Any]]:
    """Columns keyed by their title, with a width (0: what is left) and a kind."""
    return [
        {"key": one[0], "title": one[0], **({"width": one[1]} if one[1] else {}), **({"kind": one[2]} if len(one) > 2 else {})}
        for one in columns_
    ]  # fmt: skip


TARGETS: Final = [
    *_titled(("编号", 90), ("单位", 140), ("目标", 210), ("期间", 196), ("现在", 130), ("基期", 96), ("应达到", 112)),
    {"key": "结果", "title": "结果", "kind": "status", "width": 80, "tones": _TONES},
    *_titled(("说明", 0)),
]
PRINTED: Final = [*TARGETS, *_titled(("出处", 0), ("版次", 0))]
LEVELS: Final = _titled(("层级", 118), ("已化解的事项", 0))
RESOLVED: Final = _titled(("事项", 100), ("标题", 300, "link"), ("单位", 200), ("化解日", 96, "date"))
BELOW: Final = _titled(
    ("事项", 92),
    ("标题", 220, "link"),
    ("难易", 56),
    ("应由", 56),
    ("主办单位", 136),
    ("单位层级", 70),
    ("认定", 96),
    ("理由", 0),
)
_HINT: Final = "95%、5个百分点、120件；升降可不填，有变即可"
_NOTE: Final = "只对案件和单位履职设目标；进京、到访、人次一类不设，也不按信访数量考核单位"


def panel(model: CampaignModel) -> Panel:
    """The whole tab; in a view, which holds no events, only a sentence."""
    if narrowed(model.edition):
        return Notice("本视图不含目标设定和办理层级；请看联席办的报表"), lambda: None
    upper, read_targets = _targets(model)
    lower, read_levels = _levels(model)

    def read() -> None:
        read_targets()
        read_levels()

    return rows(upper, lower), read


# --- targets ------------------------------------------------------------------------------------------------------------


def _targets(model: CampaignModel) -> Panel:
    """Where targets stand; one chosen may be taken back, and another set by the form folded beneath."""
    told = Notice("")
    listing = Listing(model, "目标与责任状（点一行可撤下）", TARGETS, printed=PRINTED, id_field="编号", height=236,
                      empty="还没有设定目标", words=lambda: f"目标，版次 {model.edition.id}，统计截止 {model.edition.as_of}")  # fmt: skip
    off = Form([Field("why", "撤下的理由", "text", True, wide=True)], submit="撤下这个目标")
    may = decide(model.office.settings.viewer, DataKind.STATISTICS).may_write

    def read() -> None:
        found = target_states(model.office, model.edition)
        listing.show(dict(one.row) for one in found)
        told.say("" if found else "责任状写成一个个目标：指标、单位、幅度、期间、出处；每个目标都由同一套指标计数")
        choose()

    def choose(_change: Any = None) -> None:
        show_if(off, may and (listing.selected or off.said))
        off.closed = not listing.selected
        off.title = f"撤下 {listing.selected}" if listing.selected else "撤下目标"

    def withdraw(given: Given, seen: int) -> Target:
        return withdraw_target(model.office, listing.selected, why=given["why"], seen=seen)

    listing.observe(choose, "selected")
    records(model, off, withdraw, lambda one: f"已撤下 {one.target_id}；原目标仍留痕", read)
    return rows(told, listing, off, folded("设一个目标", lambda: _setting(model, read)) if may else None), read


def _setting(model: CampaignModel, after: Callable[[], None]) -> Form:
    """The form that sets a target, for the year at hand unless other days are written."""
    form = Form(_fields(model), title="设一个目标", submit="设定", note=_NOTE, values=_year(model))

    def again() -> None:
        form.values = {**form.values, **_year(model)}
        after()

    return records(model, form, lambda given, seen: _set(model, given, seen), _done, again)


def _fields(model: CampaignModel) -> list[Field]:
    units = model.edition.query("SELECT unit FROM units ORDER BY unit")["unit"]
    return [
        Field("metric", "指标", "choice", True, [(one.key, f"{one.key} {one.title}") for one in OFFERED.values()]),
        Field("direction", "方向", "choice", True, [one.value for one in Direction]),
        Field("amount", "幅度", "text", hint=_HINT),
        Field("unit", "单位（责任状）", "unit", choices=[str(unit) for unit in units], hint="不填为全体"),
        Field("first", "起日", "day", True), Field("last", "止日", "day", True),
        Field("base_first", "基期起日", "day", hint="下降、上升才填"), Field("base_last", "基期止日", "day"),
        Field("source", "出处（责任状、方案）", "text", True, wide=True), Field("why", "说明", "text", wide=True),
    ]  # fmt: skip


def _year(model: CampaignModel) -> dict[str, str]:
    whole = year_of(model.office.settings.today)
    return {"first": whole.first.isoformat(), "last": whole.last.isoformat()}


def _set(model: CampaignModel, given: Given, seen: int) -> Target:
    base = None
    if given["base_first"] or given["base_last"]:
        base = Period(_day(given["base_first"], "基期起日"), _day(given["base_last"], "基期止日"))
    return set_target(
        model.office, given["metric"], given["direction"], given["amount"],
        Period(_day(given["first"], "起日"), _day(given["last"], "止日")), source=given["source"], unit=given["unit"],
        base=base, why=given["why"], seen=seen,
    )  # fmt: skip


def _day(text: str, label: str) -> date:
    """A whole day: a target has no end that is only a month."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotCounted(f"“{label}”须写明年月日，如 2026-12-31") from None


def _done(one: Target) -> str:
    return f"已设目标 {one.target_id}：{one.who} {one.words}"


# --- levels -------------------------------------------------------------------------------------------------------------


def _levels(model: CampaignModel) -> Panel:
    """At which level resolved matters were resolved, and open ones whose lead stands too low for them."""
    source, below = Notice(""), Notice("")
    table = CaseTable(
        LEVELS, id_field="层级", height=252, title="在哪一级化解（点一行看事项）", empty="没有已化解的事项"
    )
    words = f"版次 {model.edition.id}，统计截止 {model.edition.as_of}"
    low = Listing(model, "应由上级办理", BELOW, id_field="事项", height=252, empty="没有低于应办层级的事项",
                  words=lambda: f"未化解、主办单位低于应办层级的事项，{words}")  # fmt: skip
    opened = Listing(
        model, "事项", RESOLVED, id_field="事项", height=260, empty="没有事项", words=lambda: f"{opened.title}，{words}"
    )
    found: list[ResolutionLevels] = []

    def choose(_change: Any = None) -> None:
        show_if(opened, table.selected)
        if table.selected and found:
            opened.title = f"在{table.selected}化解的事项"
            opened.show(_resolved(one) for one in found[0].of(table.selected))

    def read() -> None:
        if found:
            return  # both are of the edition, which does not change while the page stands
        found.append(resolution_levels(model.office, model.edition))
        table.show({"层级": label, "已化解的事项": ratio.full} for label, ratio in found[0].shares)
        source.say(f"不出村 {found[0].within_village.full}，不出镇 {found[0].within_town.full}；{found[0].source_line}")
        one = handled_below(model.office, model.edition)
        low.show({**each.row, "标题": case_link(each.matter_id, each.title)} for each in one.found)
        below.say(one.sentence)
        choose()

    table.observe(choose, "selected")
    both = columns(rows(table, source), rows(low, below), weights=(1, 3))
    return rows(both, opened), read


def _resolved(one: Any) -> dict[str, Any]:
    return {
        "事项": one.matter_id,
        "标题": case_link(one.matter_id, one.title),
        "单位": one.unit or "待核",
        "化解日": one.day,
    }
