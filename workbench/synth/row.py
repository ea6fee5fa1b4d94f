"""One record as the ledger has it (台账行): canonical fields as text, blank where the clerk left them blank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.synth import names, texts
from workbench.synth.course import Course
from workbench.synth.draw import Draw, Urn
from workbench.synth.people import Contact, write_down
from workbench.synth.places import ABOLISHED
from workbench.synth.places import names as place_names
from workbench.synth.plan import MatterPlan
from workbench.synth.units import level_office, unit_at

LEVEL_FIRST: Urn[str] = Urn([("县", 62), ("乡", 14), ("市", 12), ("省", 7), ("国家", 5)])
LEVEL_AGAIN: Urn[str] = Urn([("县", 42), ("乡", 4), ("市", 24), ("省", 17), ("国家", 13)])
_CHANNELS: Urn[str] = Urn(
    [("来访", 36), ("网上信访", 34), ("来信", 14), ("来电", 6), ("12345转来", 6), ("领导信箱", 3), ("视频接访", 1)]
)
_POSTS: Urn[str] = Urn(
    [("副县长", 40), ("县委常委、政法委书记", 12), ("县委常委、常务副县长", 14), ("县人大常委会副主任", 14), ("县政协副主席", 14), ("县长", 6)]
)  # fmt: skip
_PATH_NAMES = {
    "P1": "诉讼", "P2": "仲裁", "P3": "党员申诉", "P4": "行政复议", "P5": "查处违法/履行法定职责",
    "P6": "信访程序(出具处理意见书)", "P7": "建议意见程序(29条)", "P8": "检举控告程序(30条)",
}  # fmt: skip
_PREFIX = {"国家": "GJ", "省": "YL", "市": "LJ", "县": "QL", "乡": "QX"}
_SATISFIED: Urn[str] = Urn([("满意", 45), ("基本满意", 30), ("不满意", 25)])

Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """Which record of the matter this is, and what the whole matter looks like by then."""

    index: int
    total: int
    level: str
    case_no: str
    first_case_no: str
    last_reg: date | None
    leader: str
    has_plan: bool

    @property
    def last(self) -> bool:
        return self.index == self.total - 1


def case_number(level: str, reg: date, serial: int) -> str:
    """A number that cannot be taken for an identity or telephone number."""
    return f"{_PREFIX[level]}{reg:%Y%m%d}-{serial:05d}"


def leader(draw: Draw) -> str:
    """包案领导 as written: name and post."""
    return f"{names.official(draw)}（{_POSTS.draw(draw)}）"


def contacts(draw: Draw, plan: MatterPlan) -> tuple[Contact, ...]:
    """The people on this record as written; a hidden place stays blank on all of them."""
    people = plan.people if plan.heads < 5 or draw.chance(0.35) else (draw.pick(plan.people),)
    return tuple(
        write_down(
            draw,
            person,
            hukou_seen=plan.hidden != "H" and draw.chance(0.93),
            residence_seen=plan.hidden != "R" and draw.chance(0.85),
        )
        for person in people
    )


def values(draw: Draw, plan: MatterPlan, course: Course, turn: Turn, found: tuple[Contact, ...]) -> Values:
    """All fields of the row; empty ones are left out."""
    row: Values = {"case_no": turn.case_no}
    row |= _who(draw, plan, found)
    row |= _how(draw, plan, course, turn)
    row |= _what(draw, plan, turn)
    row |= _where(draw, plan)
    row |= _handling(draw, plan, course, turn)
    row |= _outcome(draw, plan, course, turn)
    row |= _conference(draw, plan, course, turn)
    return {key: value for key, value in row.items() if value}


def _who(draw: Draw, plan: MatterPlan, found: tuple[Contact, ...]) -> Values:
    anonymous = plan.heads == 1 and draw.chance(0.25 if plan.topic.path == "P8" else 0.01)
    row = {
        "is_anon": "是" if anonymous else "否",
        "joint": "是" if len(found) > 1 else "",
        "headcount": str(plan.heads),
        "group_kind": "集体访" if plan.heads >= 5 else "个体访",
        "involved": plan.facts["户"] if plan.heads >= 15 and draw.chance(0.5) else "",
    }
    if anonymous:
        return row | {"name": "匿名"}
    first = found[0]
    row |= {"name": first.name, "id_no": first.id_no, "phone": first.phone, "addr_now": first.addr_now}
    hukou = first.addr_hukou
    if draw.chance(0.3):
        hukou = hukou.replace("岚城区", place_names()[ABOLISHED])
    row |= {"addr_hukou": hukou, "id_type": "居民身份证" if first.id_no else ""}
    if draw.chance(0.02):
        row["proxy"] = names.official(draw)
    return row


def _how(draw: Draw, plan: MatterPlan, course: Course, turn: Turn) -> Values:
    channel = "来访" if plan.heads >= 5 and draw.chance(0.8) else _CHANNELS.draw(draw)
    office = plan.issue.town.county_name + "信访局" if turn.level == "县" else level_office(turn.level)
    first = turn.index == 0
    return {
        "source_level": turn.level,
        "channel": channel,
        "reg_office": f"{plan.issue.town.name}信访接待室" if turn.level == "乡" else office,
        "petition_date": course.petition.isoformat(),
        "reg_time": course.reg.isoformat(),
        "first_date": plan.first_day.isoformat() if plan.first_day < plan.days[0] and draw.chance(0.7) else "",
        "first_nat": "是" if first and plan.first_day == plan.days[0] else "否",
        "repeat": "" if first else "是",
        "times": str(turn.index + 1) if draw.chance(0.6) else "",
        "dup_of_no": "" if first or draw.chance(0.6) else turn.first_case_no,
        "case_no_upper": f"转〔{course.reg.year}〕{draw.number(1, 9999)}号" if turn.level in ("国家", "省") else "",
        "batch": "第一批" if plan.in_batch else "",
        "visit_place": level_office(turn.level) if channel == "来访" and draw.chance(0.3) else "",
    }


def _what(draw: Draw, plan: MatterPlan, turn: Turn) -> Values:
    topic = plan.topic
    before = f"{turn.last_reg.year}年{turn.last_reg.month}月" if turn.last_reg else ""
    told = texts.summary(draw, topic, plan.facts, heads=plan.heads, times=turn.index + 1, before=before)
    return {
        "title": plan.title if draw.chance(0.7) else texts.title(draw, topic, plan.facts),
        "summary": told,
        "claim": texts.claim(draw, topic, plan.facts),
        "cause": draw.pick(topic.cause) if draw.chance(0.5) else "",
        "topic": f"{topic.l1}/{topic.l2}" if draw.chance(0.75) else topic.l2,
        "purpose": topic.purpose,
        "ssxt": topic.system if draw.chance(0.7) else "",
        "legal_path": _PATH_NAMES[topic.path] if draw.chance(0.85) else "",
        "legal_suit": "是" if topic.path == "P1" else "否" if draw.chance(0.5) else "",
        "accused": _accused(draw, plan) if topic.path == "P8" else "",
    }


def _accused(draw: Draw, plan: MatterPlan) -> str:
    village = plan.facts["镇"] + plan.facts["村"]
    return (
        f"{village}村民委员会"
        if draw.chance(0.3)
        else f"{village}{draw.pick(('原主任', '文书'))}{names.official(draw)}"
    )


def _where(draw: Draw, plan: MatterPlan) -> Values:
    if plan.hidden == "I":
        return {}
    town = plan.issue.town
    form = draw.pick(("全", "县", "县", "县"))
    return {"place_issue": town.written("", form) if draw.chance(0.97) else "", "town": town.name}


def _handling(draw: Draw, plan: MatterPlan, course: Course, turn: Turn) -> Values:
    lead = plan.lead
    helper = unit_at(plan.issue.town.code, "镇")
    assist = [helper.written(draw)] if helper is not lead and draw.chance(0.5) else []
    if draw.chance(0.12):
        assist.append(unit_at(plan.issue.town.county, draw.pick(("财政局", "司法局", "公安局"))).written(draw))
    times = 1 + turn.index if turn.index < 5 else 5
    return {
        "handle_way": draw.pick(("转送", "交办", "交办")) if course.assign else "",
        "to_office": lead.written(draw) if course.assign and draw.chance(0.6) else "",
        "assign_time": _text(course.assign),
        "assign_times": str(times) if draw.chance(0.7) else "",
        "lead_unit": lead.written(draw) if draw.chance(0.97) else "",
        "assist_units": "、".join(assist),
        "lead_office": draw.pick(("信访办", "办公室", "法规股", "业务股")) if draw.chance(0.3) else "",
        "accept_date": _text(course.accept),
        "due_date": _text(course.due),
        "extend": f"延期{course.extend_days}日（{course.extended.isoformat()}批准）" if course.extended else "",
        "done_date": _text(course.done),
    }


def _outcome(draw: Draw, plan: MatterPlan, course: Course, turn: Turn) -> Values:
    if course.done is None:
        state = "已受理" if course.accept else "已转交" if course.assign else "已登记"
        waiting = turn.last and plan.resolution in ("未启动", "核减")
        return {"petition_state": state, "resolve_state": plan.resolution if waiting else "化解中"}
    told = texts.opinion(
        draw, plan.topic, plan.facts, granted=plan.granted and turn.last, process_only=course.process_only
    )
    pleased = turn.last and plan.resolution == "已化解" and draw.chance(0.85)
    view = "同意" if pleased else draw.pick(("不同意", "不同意", "无明确意见", ""))
    rated = draw.chance(0.5)
    return {
        "opinion": told,
        "opinion_no": f"清信处〔{course.done.year}〕{draw.number(1, 400)}号" if not course.process_only else "",
        "delivered": _delivery(draw, course),
        "ptr_opinion": view,
        "petition_state": "已办结",
        "resolve_state": _resolution(plan, turn),
        "sat_state": "已评价" if rated else draw.pick(("未评价", "超期未评价", "")),
        "sat_unit": ("满意" if pleased else _SATISFIED.draw(draw)) if rated else "",
        "sat_dept": _SATISFIED.draw(draw) if rated else "",
        "visitback": f"{draw.after(course.done, 3, 30).isoformat()}电话回访" if draw.chance(0.25) else "",
    }


def _resolution(plan: MatterPlan, turn: Turn) -> str:
    """The state of a record that has its answer; a rebound matter was called resolved the time before."""
    if plan.resolution == "反弹" and turn.index == turn.total - 2:
        return "已化解"
    return plan.resolution if turn.last and plan.resolution != "未启动" else "化解中"


def _delivery(draw: Draw, course: Course) -> str:
    if course.delivered is None:
        return ""
    return f"{course.delivered.isoformat()}{draw.pick(('当面送达', '当面送达', '邮寄送达'))}，{'拒收' if draw.chance(0.06) else '签收'}"


def _conference(draw: Draw, plan: MatterPlan, course: Course, turn: Turn) -> Values:
    """What the conference office adds for cases led by a county leader, and repeats."""
    row: Values = {"case_leader": turn.leader, "backlog": "是" if plan.in_batch else ""}
    if turn.has_plan and turn.last:
        row["plan"] = draw.pick(
            (
                f"由{plan.lead.name}牵头，一周内与信访人见面，两个月内落实资金并兑付。",
                f"成立专班，核查原始档案，{course.reg.year}年底前拿出处理意见。",
                "分三步：核实面积和人数，研究政策依据，提交县联席会议审定。",
            )
        )
    if turn.index >= 1 and draw.chance(0.3):
        row["supervise"] = f"督办{draw.number(1, 3)}次"
    if turn.index >= 1 and draw.chance(0.5):
        row["prior"] = draw.pick(
            (f"{plan.lead.name}曾组织核查并口头答复。", "镇村调解过两次未达成一致。", "已出具过答复意见。")
        )
    if course.done is None and draw.chance(0.6):
        row["progress"] = draw.pick(
            ("已召开协调会，正在核实资金。", "已调取档案，待县级会商。", "信访人外出，待返回后面谈。", "无新进展。")
        )
    row["cross_flag"] = draw.pick(("人户分离", "人事分离", "否", "", "", "", ""))
    row["remark"] = draw.pick(("省厅关注", "年底前报结果", "与上月同一事项", "", "", "", "", "", "", ""))
    return row


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
