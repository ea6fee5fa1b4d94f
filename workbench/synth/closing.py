"""How the county's units close what they have (办结情形): sound closings, and the paper ones a reviewer must find.

Runs after all matters are filed and draws its own lots, so the rest of the county stays as it was. What was planted is
read off the records again by `closing_truth`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from workbench.domain.codes import StepKind
from workbench.synth.closing_days import crowd_days
from workbench.synth.draw import Draw
from workbench.synth.matters import Filed
from workbench.synth.model import LedgerRecord
from workbench.synth.steps import StepWriter
from workbench.synth.units import level_office

TEMPLATES = (
    "您反映的情况已收悉。经调查核实，责任单位已依法依规作出处理，有关情况已妥善解决，感谢您对我们工作的理解。",
    "来件收悉。经责任单位调查，所反映情况部分属实，已责成相关部门依规处理到位，特此回复。",
)
"""Answers that fit any matter and say nothing of this one (模板化答复)."""

ASIDE = (
    "请求给予临时救助",
    "要求退还多收的水电费",
    "请求修复门前排水沟",
    "请求解决子女就近入学",
    "要求赔偿鱼塘进水受损的鱼苗",
)
"""Second claims that have nothing to do with the first."""

_NUMBERED: tuple[Callable[[str, str], str], ...] = (
    lambda one, two: f"1.{one}；2.{two}。",
    lambda one, two: f"一是{one}；二是{two}。",
    lambda one, two: f"（一）{one}。（二）{two}。",
    lambda one, two: f"{one}；{two}。",
)
_AFTER = frozenset(
    {StepKind.REPORT_DONE, StepKind.SEND_BACK, StepKind.RESOLVE, StepKind.VISIT_BACK, StepKind.REVIEW_ASK}
)


def plant_closings(draw: Draw, filed: Sequence[Filed], end: date) -> None:
    """Write opinions that answer their claims, and plant what PD1–PD12 look for; changes `filed` in place."""
    open_ones = [item for item in filed if item.plan.topic.path not in ("P7", "P8")]
    crowd_days(draw, open_ones, end)
    for item in open_ones:
        two = draw.pick(ASIDE) if draw.chance(0.12) else ""
        style = draw.pick(_NUMBERED)
        for index, record in enumerate(item.records):
            values = dict(record.values)
            if two:
                values["claim"] = style(values["claim"].rstrip("。"), two)
            out = StepWriter(record.case_no, end)
            if "done_date" in values and values["petition_state"] == "已办结":
                _close(draw, item, index, values, out, two)
            item.records[index] = replace(record, values=values)
            item.steps += out.steps


def _close(draw: Draw, item: Filed, index: int, values: dict[str, str], out: StepWriter, two: str) -> None:
    """One closed record: its opinion, meetings, acceptance and delivery, or one of the ways they go wrong."""
    record, done = item.records[index], date.fromisoformat(values["done_date"])
    granted = item.plan.granted and index == len(item.records) - 1
    acted = {step.kind for step in item.steps if step.record_id == record.case_no}
    if draw.chance(0.025) and not acted & (_AFTER | {StepKind.DELIVER}):
        _turn_away(draw, item, values, done, out)
        return
    _met(draw, item, record, done, out)
    _transfer_notice(draw, item, values, done, out)
    _recoded(draw, item, values, done, out)
    if "opinion_no" not in values:  # drawn as process only
        if draw.chance(0.4):
            values["opinion_no"] = f"清信处〔{done.year}〕{draw.number(401, 600)}号"
    elif draw.chance(0.05):
        _template(draw, values, done, acted)
    else:
        _answer(draw, values, two, granted)
        if draw.chance(0.03):
            del values["opinion_no"]
        if granted and draw.chance(0.5):
            _perform(draw, item, values, done, out)
    if "delivered" in values and draw.chance(0.03):
        values["delivered"] = values["delivered"][:10] + "由单位工作人员代签"
        item.steps[:] = [s for s in item.steps if s.record_id != record.case_no or s.kind is not StepKind.DELIVER]


def _turn_away(draw: Draw, item: Filed, values: dict[str, str], done: date, out: StepWriter) -> None:
    """不再受理, or 不予受理 with its reason and notice."""
    for gone in ("opinion_no", "delivered", "ptr_opinion", "sat_unit", "sat_state", "sat_dept"):
        values.pop(gone, None)
    if draw.chance(0.6):
        values |= {"petition_state": "不再受理", "opinion": "告知信访人该事项不再受理。"}
        return
    values |= {"petition_state": "不予受理", "opinion": "告知信访人该事项不予受理。"}
    reasons = draw.pick(("属人民法院、人民检察院职权范围", "越级反映，告知向有权处理的机关提出"))
    out.add(StepKind.REFUSE, done, item.plan.lead.name, text="出具不予受理告知书", reasons=reasons,
            number=f"清信不〔{done.year}〕{draw.number(1, 90)}号")  # fmt: skip


def _met(draw: Draw, item: Filed, record: LedgerRecord, done: date, out: StepWriter) -> None:
    """见面、实地调查 before the opinion; in one of nine only papers went back and forth."""
    day = draw.day(record.reg, done - timedelta(days=1))
    lot, unit = draw.random(), item.plan.lead.name
    if lot < 0.4:
        out.add(StepKind.VISIT, day, unit, text="到现场核查，与信访人见面")
    elif lot < 0.65:
        out.add(StepKind.RECEIVE, day, unit, text="接访信访人，当面听取诉求", way="约访")
    elif lot < 0.76:
        out.add(StepKind.CONSULT, day, unit, "清澜县司法局", "书面征求法律意见", due=draw.after(day, 7, 15).isoformat())


def _transfer_notice(draw: Draw, item: Filed, values: dict[str, str], done: date, out: StepWriter) -> None:
    """A notice that the letter was passed on, filed as if it were the notice of acceptance (程序性受理)."""
    if item.plan.topic.path == "P6" and "assign_time" in values and draw.chance(0.03):
        values.pop("accept_date", None)
        day = date.fromisoformat(values["assign_time"])
        out.add(
            StepKind.ACCEPT, day, level_office("县"), item.plan.lead.name, "向信访人出具转送告知书", notice="转送告知书"
        )


def _recoded(draw: Draw, item: Filed, values: dict[str, str], done: date, out: StepWriter) -> None:
    """途径变更, some after acceptance (which takes the matter off the 60-day clock), some before."""
    if item.plan.topic.path != "P6" or "accept_date" not in values or not draw.chance(0.04):
        return
    accepted = date.fromisoformat(values["accept_date"])
    late = draw.chance(0.6)
    day = draw.day(accepted + timedelta(days=1), done) if late else accepted - timedelta(days=1)
    change = {"field": "信访目的", "from": "申诉求决", "to": "意见建议"} if draw.chance(0.5) else {
        "field": "法定途径", "from": "P6", "to": draw.pick(("P4", "P5", "P7"))}  # fmt: skip
    out.add(StepKind.RECODE, day, level_office("县"), text="系统内更正类别", reasons="原类别选择有误", **change)


def _template(draw: Draw, values: dict[str, str], done: date, acted: set[StepKind]) -> None:
    values["opinion"] = draw.pick(TEMPLATES)
    if "accept_date" in values and "extend" not in values and not acted and draw.chance(0.5):
        values |= {"accept_date": done.isoformat(), "due_date": (done + timedelta(days=60)).isoformat()}


def _answer(draw: Draw, values: dict[str, str], two: str, granted: bool) -> None:
    """The opinion says of each claim what became of it; now and then it is silent on the second."""
    asked = values["claim"].rstrip("。")
    first = next((part for part in _first_of(asked, two)), asked) if two else asked
    values["opinion"] += f"信访人{first}，{'予以支持' if granted else '不予支持'}。"
    if two and not draw.chance(0.35):
        values["opinion"] += f"信访人{two}，经核实不符合规定条件，已书面说明理由。"


def _first_of(claim: str, two: str) -> Iterator[str]:
    head = claim.split(two)[0]
    for mark in ("1.", "一是", "（一）"):
        head = head.removeprefix(mark)
    for mark in ("2.", "二是", "（二）", "；", "。"):
        head = head.removesuffix(mark)
    yield head.rstrip("；。")


def _perform(draw: Draw, item: Filed, values: dict[str, str], done: date, out: StepWriter) -> None:
    """A recorded opinion that supports the claim; carried out with proof in four of five."""
    unit = item.plan.lead.name
    number = {"number": values["opinion_no"]} if "opinion_no" in values else {}
    out.add(StepKind.OPINION, done, unit, text=values["opinion"], result="支持", **number)
    if draw.chance(0.8):
        out.add(StepKind.PERFORM, draw.after(done, 3, 50), unit, text="处理意见落实到位", claim="1",
                proof=f"清信履〔{done.year}〕{draw.number(1, 300)}号")  # fmt: skip
