"""标识: hard flags with their evidence, PD flags with the words they rest on and the reviewer's ruling, what changed."""

from __future__ import annotations

from typing import Any

from workbench.apps.case import acts_close, acts_study
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing, records
from workbench.apps.panel_parts import Given, Panel, rows, show_if
from workbench.apps.words import flag_names
from workbench.domain.codes import Trilean
from workbench.review.facts import Row
from workbench.usecases.compare_case import SinceMeeting
from workbench.widgets import Field, FindingList, Form, MarkedText, Notice

COLUMNS: list[dict[str, Any]] = [
    {"key": "rule", "title": "编号", "width": 56},
    {"key": "record", "title": "信访件", "width": 120},
    {"key": "outcome", "title": "结果", "width": 56},
    {"key": "sentence", "title": "请核对"},
    {"key": "clause", "title": "依据", "width": 140},
    {"key": "ruled", "title": "审核认定", "width": 120},
]
RULING = (
    Field("verdict", "认定", "choice", True, ("成立", "不成立")),
    Field("why", "理由", "long", True, hint="认定为不成立的，写明核对了哪份材料"),
)
_ORDER = tuple(one.value for one in (Trilean.YES, Trilean.UNKNOWN, Trilean.NO))


def panel(model: CaseModel) -> Panel:
    """Hard flags beside what changed since the last meeting; below, signs of a merely procedural closing."""
    hard, absent, changed, rest = FindingList(), Notice(""), Notice(""), FindingList()
    procedural, read_procedural = _procedural(model)

    def read() -> None:
        flags = of(model.opened.findings, "HF")
        hard.show(
            [one for one in flags if one["outcome"] != Trilean.NO], title="疑难标识（只看事项与单位，不看信访人言行）"
        )
        absent.say("不成立：" + "、".join(flag_names(one["rule"] for one in flags if one["outcome"] == Trilean.NO)))
        changed.say(since(acts_study.since_meeting(model)))
        remarked = others(model.opened.findings)
        rest.show(remarked, title="程序核对")
        show_if(rest, remarked)
        read_procedural()

    return rows(changed, hard, absent, rest, procedural), read


def of(findings: Any, prefix: str) -> list[Row]:
    """Findings whose rule begins so: what holds first, then what is to be checked."""
    return sorted(
        (one for one in findings if one["rule"].startswith(prefix)), key=lambda one: _ORDER.index(one["outcome"])
    )


def others(findings: Any) -> list[Row]:
    """What the rules remarked beside hard flags and procedural closing, as far as it holds or is to be checked."""
    rest = [one for one in findings if not one["rule"].startswith(("HF", "PD")) and one["outcome"] != Trilean.NO]
    return sorted(rest, key=lambda one: _ORDER.index(one["outcome"]))


def since(found: SinceMeeting) -> str:
    """What changed since the last meeting, in one line."""
    if found.meeting is None:
        return "本事项没有上过会"
    told = "；".join(change.sentence for change in found.changes[:12]) or "没有变化"
    more = f"；等 {len(found.changes)} 项" if len(found.changes) > 12 else ""
    return f"上次会议（{found.meeting}）以来：{told}{more}"


def _procedural(model: CaseModel) -> Panel:
    """PD flags; a click shows the text with the place marked, and the form for a ruling."""
    listing = Listing(
        model, "程序性办结核对（点击一行看原文、认定）", COLUMNS, height=240, empty="没有程序性办结的迹象"
    )
    text, form = MarkedText(), Form(RULING, submit="认定")
    found: dict[str, Row] = {}
    show_if(form, False)

    def choose(change: Any) -> None:
        finding = found.get(change["new"])
        show_if(form, finding)
        text.show(*(acts_study.marked(model, finding) if finding else ("", ())))
        if finding:
            form.show(RULING, title=f"{finding['rule']} 审核认定（审核人不得是承办人）", submit="认定")

    def rule(given: Given, seen: int) -> Any:
        return acts_close.rule_on_flag(model, found[listing.selected], given, seen)

    def read() -> None:
        found.clear()
        found.update({f"{one['rule']}|{one['record_id']}": one for one in of(model.opened.findings, "PD")})
        listing.show(_row(name, one) for name, one in found.items())

    listing.observe(choose, "selected")
    return rows(listing, text, records(model, form, rule, "已认定，留痕备查")), read


def _row(name: str, one: Row) -> dict[str, Any]:
    ruled = f"{one['ruled']}（{one['ruled_by']}）" if one["ruled"] else ""
    return {
        "id": name,
        "record": one["record_id"],
        "ruled": ruled,
        **{key: one[key] for key in ("rule", "outcome", "sentence", "clause")},
    }
