"""What a person did, kept for ever (事件): append-only, with who, when and why; an undo is another event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workbench.domain.facts import NO_DETAIL


class EventKind(StrEnum):
    """Kinds of event, and what their payload must hold (all values text)."""

    IMPORT = "导入台账"  # subject batch; payload read, imported, unchanged, quarantined
    RECORD_CHANGED = "台账更新"  # subject record; payload version
    STEP = (
        "办理步骤"  # subject record; payload kind (StepKind value), day (EDTF), unit, target, text + the step's detail
    )
    JUDGEMENT = (
        "关联认定"  # subject pair "left|right" in order; payload kind (LinkKind; none: 同事), left, right, verdict
    )
    DUTY_CONFIRMED = "责任确认"  # subject matter; payload role, place, unit, basis
    AGENDA_DECIDED = "议题取舍"  # subject meeting|matter; payload choice 列入|不列入, why
    MEETING_PLANNED = "会议安排"  # subject meeting; payload title, day, body, kind
    HEADER_ANSWERED = "表头确认"  # subject header signature; payload header, field
    CLAIM = "诉求认定"  # subject matter; payload claim (number), and fields of `case.Claim` as text
    GATE = "销号要件"  # subject matter; payload item (G1…), evidence or reason
    CLOSING_REVIEW = "销号审核"  # subject matter; payload outcome 通过|退回, handler, ticks as q1…q5 是|否
    FLAG_RULED = "程序性办结认定"  # subject matter; payload rule PD1…, record, verdict 成立|不成立
    WORKSHEET = "重新研究"  # subject matter; payload fields of the 三不限三重新 worksheet
    ATTACHED = "附件"  # subject record or matter; payload file_id, sha256, name, kind, size
    CONFLICT_RULED = "出处认定"  # subject matter; payload record, field, value, source
    RECUSED = "回避"  # subject matter; payload who, is_unit 是|否, decided_by
    LIAISON = "挂点联系"  # subject division code; payload post, department
    BODY_SET = "会议机构"  # subject body id; payload name, level (国家…村), place (division code), convenor (post), office, rules, since, until
    BODY_MEMBER = (
        "会议成员"  # subject body id; payload post, unit, role (召集人|副召集人|成员|列席), since, until (empty: still)
    )
    MEETING_HELD = "会议召开"  # subject meeting; payload outcome 已召开|已取消, chair, present, excused, observers (by ；), heard (matters by ；)
    DECIDED = "会议议定"  # subject meeting; payload fields of `rules.decisions.Decision` as text, matter (empty: of all), step (event id)
    TASK = "议定落实"  # subject decision|matter; payload act (ActKind), day, unit, text, evidence, due, by, step (event id)
    MINUTES = "会议纪要"  # subject meeting; payload act (MinutesAct), version, number, by (post), note, body (JSON of the text, masked)
    TASK_SUPERVISED = "议定督办"  # subject decision|matter; payload rung, day, unit, number, signer (post), due, text
    ROSTER = "接访安排"  # subject body id; payload day, post, place, hours, state 已安排|已接访|已取消, kind, station
    RECEPTION_COUNTED = "接访统计"  # subject "body|day|post"; payload batches, persons, resolved, present (JSON: 身份 → 人数); counts only
    UNIT_CARD = "单位登记"  # subject unit; payload station_mode, station, phone, email, reception_day, office, post
    TOPIC_SUPERVISOR = "对口督办"  # subject topic (一级分类); payload post, unit, since, until
    TARGET_SET = (
        "目标设定"  # subject target id; payload metric, unit (empty: all), direction, amount, base_first, base_last, first, last,
        # source (the paper it comes from), withdrawn 是|否
    )
    DIFFICULTY = "难易分类"  # subject matter; payload difficulty 简单|复杂|疑难, level (国家…村) that handles it
    ACCEPTANCE = "检查验收"  # subject "batch|unit"; payload item, verdict 合格|不合格|不适用, day, evidence, note
    REVIEW_SHEET = "复查复核审查"  # subject record; payload part 程序|实体, item, verdict 是|否|不适用, basis
    ROUND_SET = "排会轮次"  # subject round id; payload title, bodies (ids by ；), since, until
    ROUND_WORD = "排会条件"  # subject round id; payload kind (不在|回避|指定|意愿|时长|取消), entry (JSON of it)
    SCHEDULED = "排会方案"  # subject round id; payload version, how (计算|手工|重排), order (JSON sitting → matters), bound, told (JSON)
    SCHEDULE_RELEASED = "排会发布"  # subject round id; payload version
    LETTER = (
        "单位文书"  # subject matter or decision|matter; payload kind (交办单…), number, unit, day, signer (post), file
    )
    REPORT_ISSUED = "报表印发"  # subject report id; payload kind, first, last, edition, digest (of its content), files
    SUBMISSION = "报送登记"  # subject "report kind|period|unit"; payload day, state 已报|退回|免报, file, note
    ADVICE = "三项建议"  # subject advice id; payload kind (改进工作|完善政策|追究责任), unit, topic, place, matters, text, number, day, due
    ADVICE_ANSWER = "建议答复"  # subject advice id; payload day, outcome 采纳|部分采纳|不采纳|未反馈, text, number
    GAP_RULED = "政策缺口认定"  # subject "ZC|topic|basis"; payload ruling 成立|不成立 and what it rests on
    UNDO = "撤销"  # subject event id; payload why


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a person did. `subject` is an id whose kind the event kind fixes; `seq` is given by the store."""

    kind: EventKind
    subject: str
    actor: str
    at: datetime
    why: str = ""
    payload: Mapping[str, str] = field(default_factory=lambda: NO_DETAIL)
    event_id: str = ""
    seq: int = 0
