"""From a plan to what is on file (事项的全部信访件和步骤), with the truth kept beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from workbench.domain.facts import Step
from workbench.synth import row, steps
from workbench.synth.course import Course, run
from workbench.synth.draw import Draw
from workbench.synth.model import LedgerRecord
from workbench.synth.plan import MatterPlan

_SETTLED = ("已化解", "反弹", "报结待审", "审核退回")


@dataclass(slots=True)
class Filed:
    """A matter on file."""

    plan: MatterPlan
    records: list[LedgerRecord] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    rebound: bool = False
    resolution: str = ""


class Clerk:
    """Registers the records of one matter after another; numbers run through the county."""

    def __init__(self, draw: Draw, end: date) -> None:
        self._draw, self._end, self._serial = draw, end, 0

    def file(self, plan: MatterPlan) -> Filed:
        """All records of the matter, the courses they ran and the steps taken on them."""
        draw, filed = self._draw, Filed(plan)
        led = plan.in_batch or (len(plan.days) > 2 and draw.chance(0.6)) or draw.chance(0.04)
        leader = row.leader(draw) if led and draw.chance(0.93) else ""
        has_plan = led and draw.chance(0.75)
        levels = self._levels(plan)
        for index, (day, level) in enumerate(zip(plan.days, levels, strict=True)):
            course = run(draw, day, self._end, gated=plan.topic.path == "P6", answered=plan.resolution in _SETTLED)
            turn = row.Turn(
                index,
                len(plan.days),
                level,
                self._number(level, day),
                filed.records[0].case_no if filed.records else "",
                plan.days[index - 1] if index else None,
                leader,
                has_plan,
            )
            self._register(filed, course, turn)
        filed.resolution = filed.records[-1].values["resolve_state"]
        return filed

    def _levels(self, plan: MatterPlan) -> list[str]:
        """Where each record is registered; a campaign matter was brought to the nation or the province at least once."""
        draw = self._draw
        levels = [(row.LEVEL_FIRST if index == 0 else row.LEVEL_AGAIN).draw(draw) for index in range(len(plan.days))]
        if plan.in_batch:
            levels[min(1, len(levels) - 1)] = draw.pick(("国家", "国家", "省"))
        return levels

    def _number(self, level: str, day: date) -> str:
        self._serial += 1
        return row.case_number(level, day, self._serial)

    def _register(self, filed: Filed, course: Course, turn: row.Turn) -> None:
        draw, plan = self._draw, filed.plan
        found = row.contacts(draw, plan)
        values = row.values(draw, plan, course, turn, found)
        seen = () if values.get("is_anon") == "是" else found
        out = steps.StepWriter(turn.case_no, self._end)
        self._steps(filed, course, turn, out)
        self._review_words(values, out)
        filed.steps += out.steps
        filed.records.append(LedgerRecord(turn.case_no, plan.matter_id, course.reg, "台账", values, seen))

    def _steps(self, filed: Filed, course: Course, turn: row.Turn, out: steps.StepWriter) -> None:
        """Whatever happened to this record; accusations are handed to discipline inspection and have no steps here."""
        draw, plan = self._draw, filed.plan
        if plan.topic.path == "P8":
            return
        if course.assign and draw.chance(0.06):
            steps.objection(draw, plan, course, out)
        if draw.chance(0.03):
            steps.negotiation(draw, plan, course, out)
        steps.extension(course, plan, draw, out)
        if draw.chance(0.3):
            steps.delivery(draw, course, plan, out)
        if turn.index >= 1 and draw.chance(0.2):
            steps.supervision(draw, plan, course, out)
        if turn.leader and turn.last:
            steps.working(draw, plan, course, turn.has_plan, out)
        if course.done and plan.resolution == "反弹" and turn.index == turn.total - 2:
            resolved = steps.closing(draw, plan, course.delivered or course.done, out)
            filed.rebound = resolved is not None and resolved < plan.days[-1]
        elif course.done and turn.last:
            self._end_of(plan, course, turn, out)

    def _end_of(self, plan: MatterPlan, course: Course, turn: row.Turn, out: steps.StepWriter) -> None:
        draw = self._draw
        day = course.delivered or course.done or course.reg
        if plan.topic.path == "P6" and plan.resolution in ("化解中", "程序终结未化解") and draw.chance(0.35):
            steps.review(draw, plan, day, out)
        elif plan.resolution != "反弹" and (turn.leader or draw.chance(0.1)):
            steps.closing(draw, plan, day, out)

    def _review_words(self, values: row.Values, out: steps.StepWriter) -> None:
        """What the ledger says of a review or hearing that the steps tell in full."""
        kinds = {step.kind.name: step for step in out.steps}
        if "REVIEW_ANSWER" in kinds:
            values["review"] = kinds["REVIEW_ANSWER"].detail["result"]
        elif "REVIEW_ASK" in kinds:
            values["review"] = "复查中"
        if "REREVIEW_ANSWER" in kinds:
            values["rereview"] = kinds["REREVIEW_ANSWER"].detail["result"]
            values["end_flag"] = "复核终结" if values["rereview"] == "维持" else ""
        if "HEARING_START" in kinds:
            values["hearing"] = "是"
        for key in [key for key, value in values.items() if not value]:
            del values[key]
