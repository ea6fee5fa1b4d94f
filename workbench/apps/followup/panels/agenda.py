"""议题: what triggers propose for the day of the meeting, and what a person put on its agenda or left off, with reasons."""

from __future__ import annotations

from typing import Any, Final

from workbench.apps.followup import acts, asks
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.followup.parts import Listing, Panel, records
from workbench.apps.followup.parts import rows as stacked
from workbench.apps.frame import case_link
from workbench.meetings.kinds import MeetingState
from workbench.usecases.plan_meeting import MeetingPlan
from workbench.widgets import Field, Form, Notice

COLUMNS: Final[list[dict[str, Any]]] = [
    {"key": "matter_id", "title": "事项编号", "width": 104},
    {"key": "title", "title": "事项", "kind": "link", "width": 220},
    {"key": "time", "title": "时间", "width": 104},
    {"key": "triggers", "title": "触发", "kind": "tags", "width": 170},
    {"key": "reason", "title": "建议理由"},
    {"key": "due", "title": "期限", "kind": "date", "width": 96},
    {"key": "choice", "title": "取舍", "kind": "status", "width": 80},
    {"key": "why", "title": "何人、为何", "width": 170},
]
LEAD: Final = (
    "软件按触发条件提出议题并说明理由；列入与否由人决定并留痕。整轮排会（多次会议、时间与参会单位）在“会议筹备”页。"
)


def panel(model: FollowUpModel) -> Panel:
    """The list, and the choice about the matter of the row clicked or typed."""
    listing = Listing(model, "建议议题与取舍", COLUMNS, height=330, empty="没有建议的议题")
    form = records(
        model, Form(submit="登记取舍"), lambda given, seen: acts.choose(model, given, seen),
        lambda event: f"已登记：{event.subject.partition('|')[2]} {event.payload['choice']}",
    )  # fmt: skip

    def choose(_change: Any) -> None:
        if listing.selected:
            form.values = {**form.values, "matter": listing.selected}
            form.say("")

    def read() -> None:
        plan = asks.agenda(model)
        found = asks.agenda_rows(model, plan)
        listing.title = _title(plan)
        listing.show({**row, "title": case_link(row["matter_id"], row["title"])} for row in found)
        meeting, _ = model.opened
        offered = [(row["matter_id"], row["title"]) for row in found]
        form.show(_fields(offered), title=f"本次会议的议题：{meeting.meeting_id}", submit="登记取舍",
                  note="" if meeting.state is MeetingState.PLANNED else f"会议{meeting.state.value}；实际上会的事项在“召开”页登记",
                  closed=meeting.state is not MeetingState.PLANNED)  # fmt: skip

    listing.observe(choose, "selected")
    return stacked(Notice(LEAD), listing, form), read


def _title(plan: MeetingPlan) -> str:
    """How many items, when it ends by them, and whether that is later than planned."""
    ends = f"，预计 {plan.ends // 60:02d}:{plan.ends % 60:02d} 结束" if plan.ends else ""
    over = f"，超出安排 {plan.overrun} 分钟" if plan.overrun else ""
    return f"建议议题与取舍（{len(plan.agenda.listed) - 1} 件{ends}{over}）"


def _fields(offered: list[tuple[str, str]]) -> list[Field]:
    return [
        Field("matter", "事项编号", "unit", True, offered, hint="点击上表一行，或直接填写编号"),
        Field("choice", "取舍", "choice", True, ["列入", "不列入"]),
        Field("why", "理由", wide=True, hint="不列入时必填"),
    ]  # fmt: skip
