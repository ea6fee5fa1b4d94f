"""落实: every decided task, its state as fractions with their lists, a picture by unit, and what is done on one task."""

from __future__ import annotations

from typing import Any, Final

from workbench.apps.followup import acts, asks, rows
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.followup.parts import Given, Listing, Panel, button, buttons, records, show_if
from workbench.apps.followup.parts import rows as stacked
from workbench.apps.frame import case_link
from workbench.rules.decisions import ActKind, Task, task_of
from workbench.usecases.follow_up import abolished
from workbench.widgets import Field, Form, HeadLine, MetricRow, Notice, Stepper, Timeline, columns, section

COLUMNS: Final[list[dict[str, Any]]] = [
    {"key": "id", "title": "编号", "width": 112},
    {"key": "matter", "title": "事项", "kind": "link", "width": 180},
    {"key": "text", "title": "议定事项"},
    {"key": "unit", "title": "牵头单位", "width": 160},
    {"key": "due", "title": "期限", "kind": "date", "width": 96},
    {"key": "state", "title": "状态", "kind": "status", "width": 96},
    {"key": "sentence", "title": "情况", "width": 300},
]
ACTS: Final[list[dict[str, Any]]] = [
    {"key": "day", "title": "日期", "kind": "date", "width": 96},
    {"key": "kind", "title": "动态", "width": 80},
    {"key": "unit", "title": "单位", "width": 150},
    {"key": "text", "title": "内容"},
    {"key": "evidence", "title": "证据", "width": 150},
    {"key": "due", "title": "新期限", "kind": "date", "width": 96},
    {"key": "by", "title": "决定人", "width": 100},
    {"key": "actor", "title": "经办", "width": 90},
]
LANES: Final = 230
NUMERATORS: Final = {"in_time": "按期完成", "overdue": "超期未落实", "to_meeting": "需提交会议"}
NONE: Final = "还没有定稿的议定事项"


def panel(model: FollowUpModel) -> Panel:
    """Fractions, picture and list; the task chosen in either is worked on below."""
    states, settled = MetricRow(), {scope: MetricRow() for scope in asks.scopes(model)}
    gone, picture = Notice("", tone="warn"), Timeline(height=LANES, label="议定事项按单位和期限")
    listing = Listing(model, "议定事项", COLUMNS, height=280, empty=NONE, words=lambda: _words(model))
    work, read_work = _work(model)

    def focus(change: Any) -> None:
        key = str(change["new"].get("key", ""))
        model.focus = "" if key == model.focus else key

    def choose(change: Any) -> None:
        if change["new"]:
            model.task = change["new"]

    def read() -> None:
        found, ratios = asks.tasks(model), asks.fractions(model)
        gone.say("；".join(abolished(model.office, found).values()), tone="warn")
        states.show(rows.state_cards(found))
        states.selected = model.focus
        for scope, cards in settled.items():
            cards.show(asks.fraction_cards(ratios, scope))
            cards.selected = model.focus
        shown = rows.chosen(found, model.focus, ratios[model.focus].ids if model.focus in ratios else ())
        names = asks.titles(model, (task.decision.matter_id for task in found.tasks))
        picture.show(rows.task_items(shown), today=found.as_of)
        listing.title = f"议定事项{f'：{focus_words(model.focus)}' if model.focus else ''}（点击一行登记落实动态）"
        listing.show(_linked(rows.task_row(task, names)) for task in shown)
        listing.selected = model.task if any(row["id"] == model.task for row in listing.rows) else ""
        read_work()

    for cards in (states, *settled.values()):
        cards.observe(focus, "clicked")
    listing.observe(choose, "selected")
    picture.observe(choose, "selected")
    by_scope = stacked(*settled.values())
    by_scope.layout.grid_gap = "12px"  # as within a row of cards, so that both sides stand level
    head = section("各处什么状态", "点击一张卡片只看这些，再点一次看全部")
    rate = section("落实率", "全部议定事项，不分机构；专项批次只计该批次的事项")
    return stacked(
        gone, columns(stacked(head, states), stacked(rate, by_scope), weights=(1, 2)), picture, listing, work
    ), read


def focus_words(focus: str) -> str:
    """What the list is narrowed to, in words."""
    scope, _, name = focus.partition(":")
    return f"{scope}·{NUMERATORS[name]}" if name else focus


def _words(model: FollowUpModel) -> str:
    return model.filter_words + (f"；{focus_words(model.focus)}" if model.focus else "")


def _linked(row: dict[str, Any]) -> dict[str, Any]:
    text = row["matter"]
    return {**row, "matter": case_link(row["matter_id"], text) if row["matter_id"] else {"text": text, "href": ""}}


# --- one task -----------------------------------------------------------------------------------------------------------


def _work(model: FollowUpModel) -> Panel:
    """Where the task stands, the form of the act chosen, and what was recorded so far."""
    line, stepper, form = HeadLine(), Stepper(), Form()
    history = Listing(
        model, "落实动态", ACTS, height=170, empty="还没有落实动态", words=lambda: f"议定事项 {model.task}"
    )
    part = stacked(line, stepper, form, history, buttons(button("看这次会议", lambda: _meeting(model))))
    at = [""]

    def choose(_change: Any = None) -> None:
        task = _task(model)
        shut = any(choice["refusal"] for choice in stepper.choices if choice["kind"] == stepper.chosen)
        show_if(form, (stepper.chosen and not shut) or form.said)
        if task is None or not stepper.chosen or shut:
            form.show((), submit="先选一项", closed=True)
            return
        kind = ActKind(stepper.chosen)
        form.say("")
        form.show(fields(model, kind, task), title=f"登记“{kind.value}”", submit=f"登记{kind.value}")

    def read() -> None:
        task = _task(model)
        show_if(part, task)
        if task is None:
            return
        if at[0] != model.task:
            at[0], stepper.chosen, form.said = model.task, "", ""
            form.values = dict.fromkeys(form.values, "")
        before = model.register.acts.get(model.task, [])
        line.show(f"{model.task} {task.decision.text}", [])
        choices = rows.task_choices(task, before, task.as_of)
        stepper.show(rows.task_stages(task), choices, why=f"〔{task.label}〕{task.sentence}")
        history.show(rows.act_rows(before))

    def record(given: Given, seen: int) -> Task:
        return acts.act(model, ActKind(stepper.chosen), given, seen)

    def done() -> None:
        stepper.chosen = ""

    show_if(form, False)
    stepper.observe(choose, "chosen")
    records(model, form, record, lambda task: f"已登记；现为“{task.label}”：{task.sentence}", done)
    return part, read


def _task(model: FollowUpModel) -> Task | None:
    """The task looked at as of today; None for none, and for a draft."""
    known = model.register.decisions.get(model.task)
    if known is None or not known.final:
        return None
    return task_of(known, model.register.acts.get(known.decision_id, ()), model.office.settings.today)


def _meeting(model: FollowUpModel) -> None:
    known = model.register.decisions.get(model.task)
    if known and known.meeting in model.register.meetings:
        model.meeting, model.tab = known.meeting, "decided"


def fields(model: FollowUpModel, kind: ActKind, task: Task) -> list[Field]:
    """What each act asks for (落实动态的要件)."""
    today, decision = str(model.office.settings.today), task.decision
    day = Field("day", "日期", "day", hint=f"不填为今天 {today}")
    why = Field("why", "说明", hint="涉及被反映单位时必填" if kind is ActKind.REASSIGN else "")
    by = Field("by", {ActKind.ACCEPT: "采信人职务", ActKind.REJECT: "审核人职务", ActKind.EXTEND: "批准人职务"}.get(kind, "决定人职务"),
               "unit", True, asks.posts(model))  # fmt: skip
    own = [task.course.unit, *decision.assist]
    wanted = f"会议要求：{decision.evidence_required}" if decision.evidence_required else "附件编号或文号"
    evidence = Field("evidence", "证据（附件编号或文号）", "text", kind is ActKind.REPORT, hint=wanted)
    match kind:
        case ActKind.PROGRESS:
            return [
                Field("unit", "单位", "unit", choices=own, hint="不填为牵头单位"),
                day,
                Field("text", "进展", "long", True),
            ]
        case ActKind.REPORT:
            return [
                Field("unit", "报告单位", "unit", choices=own[:1], hint="不填为牵头单位"),
                day,
                evidence,
                Field("text", "落实情况", "long"),
            ]
        case ActKind.ACCEPT:
            return [
                by,
                day,
                Field("evidence", evidence.label, hint="不填为单位所报的证据"),
                Field("text", "采信意见", wide=True),
                why,
            ]
        case ActKind.REJECT:
            return [by, day, Field("text", "理由和要补的证据", "long", True)]
        case ActKind.EXTEND:
            return [
                by,
                day,
                Field("due", "新的期限", "day", True, hint=f"现期限 {task.course.due}"),
                Field("text", "延期理由", "long", True),
            ]
        case ActKind.REASSIGN:
            units = asks.units(model)
            return [
                Field("unit", "接办单位", "unit", True, units),
                by,
                day,
                Field("due", "新的期限", "day"),
                Field("text", "改办理由", "long", True),
                why,
            ]
        case ActKind.TO_MEETING:
            return [day, Field("text", "需要会议决定什么", "long", True)]
        case ActKind.REOPEN:
            return [by, day, Field("text", "证据何处有误", "long", True)]
