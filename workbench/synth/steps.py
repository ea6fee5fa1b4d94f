"""Steps a ledger row cannot hold (办理步骤): objections, returns, talks, extensions, reviews, hearings, supervision, visits."""

from __future__ import annotations

from datetime import date, timedelta

from workbench.domain.codes import StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import Step
from workbench.synth.course import Course
from workbench.synth.draw import Draw
from workbench.synth.names import official
from workbench.synth.places import OFFICE, names
from workbench.synth.plan import MatterPlan
from workbench.synth.units import unit_at


class StepWriter:
    """Collects the steps of one record up to the county's last day; later ones have not happened and are left out."""

    def __init__(self, case_no: str, end: date) -> None:
        self._case_no, self._end = case_no, end
        self.steps: list[Step] = []

    def add(self, kind: StepKind, day: date, unit: str, target: str = "", text: str = "", **detail: str) -> None:
        if day <= self._end:
            self.steps.append(Step(kind, PartialDate.parse(day.isoformat()), self._case_no, unit, target, text, detail))


def objection(draw: Draw, plan: MatterPlan, course: Course, out: StepWriter) -> None:
    """异议: a unit says it is not competent; returned to another, or kept. One in five goes round three units."""
    sender = names()[plan.issue.town.county] + "信访局"
    unit, day = plan.lead.name, course.assign or course.reg
    for other in _others(draw, plan)[: 3 if draw.chance(0.2) else 1]:
        day = draw.after(day, 2, 12)
        out.add(
            StepKind.OBJECT, day, unit, sender, "不属于本单位职权范围", reasons=f"该事项由{other}管理，本单位无审批权限"
        )
        day = draw.after(day, 1, 6)
        if draw.chance(0.35):
            out.add(StepKind.KEEP, day, sender, unit, "经核实仍由原单位办理", sender_note="职责清单列有该项")
            return
        out.add(StepKind.RETURN, day, sender, unit, "同意退回", sender_note="重新确定承办单位")
        out.add(StepKind.FORWARD, day, sender, other, "重新转送")
        unit = other


def _others(draw: Draw, plan: MatterPlan) -> list[str]:
    county = plan.issue.town.county
    found = [
        unit_at(county, key).name for key in ("住房和城乡建设局", "自然资源局", "农业农村局", "人力资源和社会保障局")
    ]
    found.append(unit_at(plan.issue.town.code, "镇").name)
    return [name for name in draw.some(found, len(found)) if name != plan.lead.name]


def negotiation(draw: Draw, plan: MatterPlan, course: Course, out: StepWriter) -> None:
    """协商: rounds between lead and assisting unit; without agreement the lead applies to the conference (提请会商)."""
    other, day = _others(draw, plan)[0], draw.after(course.assign or course.reg, 10, 40)
    for number in range(1, draw.number(1, 3) + 1):
        positions = (
            f"{plan.lead.name}：资金应由{other}承担；{other}：本单位无此项预算" if draw.chance(0.7) else "意见一致"
        )
        agreed = {"result": "达成一致"} if positions == "意见一致" else {}
        out.add(StepKind.NEGOTIATE, day, plan.lead.name, other, f"第{number}轮协商", positions=positions, **agreed)
        if agreed:
            return
        day = draw.after(day, 5, 20)
    if draw.chance(0.6):
        out.add(
            StepKind.APPLY_CONFERENCE, day, plan.lead.name, OFFICE, "主协办单位意见不一致，申请协调", reasons="资金渠道"
        )


def extension(course: Course, plan: MatterPlan, draw: Draw, out: StepWriter) -> None:
    """延期: with its approver; some are approved after the 60 days were over."""
    if course.extended:
        out.add(
            StepKind.EXTEND,
            course.extended,
            plan.lead.name,
            text="情况复杂，延长办理期限",
            days=str(course.extend_days),
            approver=f"{official(draw)}（单位负责人）",
            reasons="需调取历史档案",
        )


def delivery(draw: Draw, course: Course, plan: MatterPlan, out: StepWriter) -> None:
    """送达 of the written opinion, signed or refused."""
    if course.delivered:
        way = draw.pick(("当面送达", "当面送达", "邮寄送达"))
        out.add(
            StepKind.DELIVER,
            course.delivered,
            plan.lead.name,
            text="送达处理意见书",
            way=way,
            signed="签收" if draw.chance(0.95) else "拒收",
        )


def review(draw: Draw, plan: MatterPlan, day: date, out: StepWriter) -> date:
    """复查 and, for some, 复核 with a hearing; returns the day of the last step."""
    county, city = names()[plan.issue.town.county] + "人民政府", names()[plan.issue.town.code[:4]] + "人民政府"
    asked = draw.after(day, 5, 29) if draw.chance(0.85) else draw.after(day, 31, 60)
    out.add(StepKind.REVIEW_ASK, asked, "", county, "不服处理意见，申请复查")
    answered = draw.after(asked, 15, 30) if draw.chance(0.8) else draw.after(asked, 31, 50)
    result = draw.pick(("维持", "维持", "维持", "变更", "撤销", "责令重办", "不予受理"))
    out.add(StepKind.REVIEW_ANSWER, answered, county, plan.lead.name, f"复查意见：{result}", result=result)
    if result != "维持" or not draw.chance(0.5):
        return answered
    asked = draw.after(answered, 5, 29)
    out.add(StepKind.REREVIEW_ASK, asked, "", city, "不服复查意见，申请复核")
    if draw.chance(0.4):
        opened = draw.after(asked, 8, 15)
        out.add(StepKind.HEARING_START, opened, city, text="举行听证")
        out.add(StepKind.HEARING_END, opened + timedelta(days=draw.number(1, 10)), city, text="听证结束")
    answered = draw.after(asked, 18, 40)
    result = draw.pick(("维持", "维持", "维持", "变更", "撤销"))
    out.add(StepKind.REREVIEW_ANSWER, answered, city, plan.lead.name, f"复核意见：{result}", result=result)
    return answered


def supervision(draw: Draw, plan: MatterPlan, course: Course, out: StepWriter) -> None:
    """督办 once to three times, with the day by which the unit must answer."""
    day = draw.after(course.reg, 30, 90)
    for number in range(1, draw.number(1, 3) + 1):
        out.add(
            StepKind.SUPERVISE,
            day,
            OFFICE,
            plan.lead.name,
            draw.pick(("电话督办", "发函督办", "现场督办", "挂牌督办")),
            number=f"清信督〔{day.year}〕{draw.number(1, 90)}号第{number}次",
            due=draw.after(day, 7, 15).isoformat(),
        )
        day = draw.after(day, 20, 60)


def working(draw: Draw, plan: MatterPlan, course: Course, has_plan: bool, out: StepWriter) -> None:
    """What a unit under a county leader does: assignment, visit, one or two versions of the plan, progress."""
    day = draw.after(course.reg, 5, 30)
    out.add(StepKind.ASSIGN_LEADER, day, OFFICE, text="落实县级领导包案", post="副县长", level="县")
    out.add(StepKind.VISIT, draw.after(day, 3, 20), plan.lead.name, text="到事发地走访调查，与信访人见面")
    if has_plan:
        day = draw.after(day, 10, 40)
        out.add(
            StepKind.PLAN,
            day,
            plan.lead.name,
            text="化解方案：核清事实，落实资金，书面答复",
            number="第1版",
            due=draw.after(day, 60, 180).isoformat(),
        )
        if draw.chance(0.3):
            out.add(
                StepKind.PLAN,
                draw.after(day, 30, 90),
                plan.lead.name,
                text="化解方案：改由财政专项解决",
                number="第2版",
            )
    if draw.chance(0.5):
        out.add(StepKind.PROGRESS, draw.after(day, 20, 60), plan.lead.name, text="资金申请已报县政府研究")


def closing(draw: Draw, plan: MatterPlan, day: date, out: StepWriter) -> date | None:
    """报结、审核、销号、回访 as the resolution asks for; returns the day of 销号, if it came to that."""
    unit, state = plan.lead.name, plan.resolution
    if state not in ("报结待审", "审核退回", "已化解", "反弹"):
        return None
    day = draw.after(day, 2, 25)
    out.add(StepKind.REPORT_DONE, day, unit, OFFICE, "报送办结报告")
    if state == "报结待审":
        return None
    day = draw.after(day, 3, 20)
    if state == "审核退回" or draw.chance(0.12):
        out.add(StepKind.SEND_BACK, day, OFFICE, unit, "缺少送达回证和信访人意见，退回补充")
        if state == "审核退回":
            return None
        day = draw.after(day, 10, 30)
        out.add(StepKind.REPORT_DONE, day, unit, OFFICE, "补充材料后再次报结")
        day = draw.after(day, 3, 15)
    out.add(StepKind.RESOLVE, day, OFFICE, unit, "审核通过，予以销号")
    if draw.chance(0.7):
        back = draw.after(day, 5, 40)
        out.add(StepKind.VISIT_BACK, back, OFFICE, text="电话回访，信访人收到意见书", way="电话", result="基本满意")
    return day
