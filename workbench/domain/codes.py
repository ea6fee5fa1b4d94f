"""Code lists of the field (代码表): the closed ones as enums, each member's value is what is stored and shown.

Sources: 《信访工作条例》2022 (cited T§n); national 信访 export codes. Open lists (内容分类 and the like) are data,
see `workbench.reference`.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Trilean(StrEnum):
    """Three-valued answer (三值): an unknown side makes an unknown answer, never a guess."""

    YES = "是"
    NO = "否"
    UNKNOWN = "待核"

    @classmethod
    def of(cls, value: bool | None) -> Trilean:
        return cls.UNKNOWN if value is None else cls.YES if value else cls.NO


class Level(IntEnum):
    """Administrative level (层级), 1 国家 … 6 村; a smaller number is a higher level."""

    NATION = 1
    PROVINCE = 2
    CITY = 3
    COUNTY = 4
    TOWN = 5
    VILLAGE = 6

    @property
    def label(self) -> str:
        return {1: "国家", 2: "省", 3: "市", 4: "县", 5: "乡", 6: "村"}[self.value]

    @property
    def code_digits(self) -> int:
        """Digits of a division code that name a place at this level (GB/T 2260, 统计用区划代码)."""
        return {1: 0, 2: 2, 3: 4, 4: 6, 5: 9, 6: 12}[self.value]

    @classmethod
    def from_label(cls, text: str) -> Level:
        """Level named by 国家/省/市/县/乡/村 (省级, 区县, 乡镇, 街道 and 社区 too); ValueError for any other word."""
        words = {
            "国": 1,
            "中央": 1,
            "省": 2,
            "自治区": 2,
            "市": 3,
            "县": 4,
            "区": 4,
            "乡": 5,
            "镇": 5,
            "街道": 5,
            "村": 6,
            "社区": 6,
        }
        for word in sorted(words, key=len, reverse=True):
            if text.strip().startswith(word):
                return cls(words[word])
        raise ValueError(f"不认识的层级“{text}”；可用：国家、省、市、县、乡、村")


class Channel(StrEnum):
    """Form of petition (信访形式)."""

    LETTER = "来信"
    VISIT = "来访"
    NET = "网上信访"
    CALL = "来电"
    FAX = "传真"
    LEADER_BOX = "领导信箱"
    VIDEO = "视频接访"
    HOTLINE = "12345转来"
    PRE_MEDIATION = (
        "访前调解"  # mediated before anyone petitioned: kept and linked, but no petition and no clock of one
    )
    OTHER = "其他"


class Purpose(StrEnum):
    """Purpose of petition (信访目的): T§29 suggestion, T§30 accusation, T§31 claim; the last three stand apart."""

    CLAIM = "申诉求决"
    SUGGESTION = "意见建议"
    ACCUSATION = "检举控告"
    INQUIRY = "咨询"
    THANKS = "感谢"
    OTHER = "其他"


class Pathway(StrEnum):
    """Legal pathway (法定途径): P1–P6 are T§31(1)–(6), P7 is T§29, P8 is T§30. Only P6 runs the 60-day clock."""

    JUDICIAL = "P1"
    ARBITRATION = "P2"
    PARTY_APPEAL = "P3"
    ADMINISTRATIVE = "P4"
    ENFORCEMENT = "P5"
    PETITION = "P6"
    SUGGESTION = "P7"
    ACCUSATION = "P8"


class DutyRole(StrEnum):
    """Role of a unit or place on a matter (责任角色). 稳控 is not a role here and never will be."""

    LEAD = "主办"
    ASSIST = "协办"
    SUPPORT = "配合"
    AFTERCARE = "终结后帮扶解释"


class ProceduralState(StrEnum):
    """Axis A, procedure in law (办理程序状态)."""

    UNREGISTERED = "A0 未登记"
    REGISTERED = "A1 已登记"
    FORWARDED = "A2 已转交"
    OBJECTED = "A3 异议待核"
    ACCEPTED = "A4 已受理"
    OPINION = "A5 已出意见"
    DELIVERED = "A6 已送达"
    HANDED_OFF = "A8 已移送"
    CLOSED = "A9 办结"
    ENDED = "A10 程序终结"
    REVIEWING = "B1 复查中"
    REVIEWED = "B2 复查办结"
    REREVIEWING = "C1 复核中"
    REREVIEWED = "C2 复核办结"


class ResolutionState(StrEnum):
    """Axis B, whether the matter is resolved (化解状态); never inferred from axis A."""

    NOT_STARTED = "0 未启动"
    WORKING = "1 化解中"
    REPORTED = "2 报结待审"
    RETURNED = "3 审核退回"
    RESOLVED = "4 已化解"
    REBOUND = "5 反弹"
    ENDED_UNRESOLVED = "6 程序终结未化解"
    REMOVED = "7 核减"

    @property
    def is_open(self) -> bool:
        """Still on the table: not resolved and not removed. An ended procedure without resolution stays open."""
        return self not in (ResolutionState.RESOLVED, ResolutionState.REMOVED)


class Verdict(StrEnum):
    """A clerk's judgement on a pair (关联认定)."""

    SAME = "相同"
    RELATED = "相关"
    DIFFERENT = "不同"
    UNSURE = "存疑"


class StepKind(StrEnum):
    """What a unit or office did on a record (办理步骤); spec of axis A and B transitions."""

    PETITION = "信访"
    REGISTER = "登记"
    FORWARD = "转送交办"
    OBJECT = "异议"
    RETURN = "同意退回"
    KEEP = "不同意退回"
    ACCEPT = "受理"
    REFUSE = "不予受理"
    NO_LONGER_ACCEPT = "不再受理"
    HAND_OFF = "导入法定途径"
    EXTEND = "延期"
    WITHDRAW = "撤回"
    OPINION = "出具意见书"
    DELIVER = "送达"
    CLOSE = "办结"
    REVIEW_ASK = "申请复查"
    REVIEW_ANSWER = "复查意见"
    REREVIEW_ASK = "申请复核"
    REREVIEW_ANSWER = "复核意见"
    HEARING_START = "听证开始"
    HEARING_END = "听证结束"
    NEGOTIATE = "协商"
    APPLY_CONFERENCE = "提请会商"
    PLAN = "化解方案"
    ASSIGN_LEADER = "包案"
    VISIT = "走访调查"
    SUPERVISE = "督办"
    PROGRESS = "进展"
    REPORT_DONE = "报结"
    RESOLVE = "销号"
    SEND_BACK = "审核退回"
    REMOVE = "核减"
    VISIT_BACK = "回访"
    MEETING = "上会"
    DECISION = "议定"
    RECODE = "途径变更"  # detail field (信访目的|法定途径), from, to, reasons
    APPOINT = "约访"
    RECEIVE = "接访"  # met the petitioner; detail post, way, result (当场答复|跟踪), participants
    STUDY = "研究调度"  # detail role (调查|初步论证|共同研究|协调), crux (症结)
    MEDIATE = "调解"  # detail type (人民|行政|司法|行业), body, number, check (履行核查日), participants
    AID = "帮扶救助"  # that it was given; what and how much is class S and stays out of editions
    LEGAL_OPINION = "法律意见"
    CONSULT = "征求意见"  # target asked; detail due, answer
    INSTRUCT = "领导批示"  # detail post
    BRIEF = "汇报"  # unit to 包案领导
    FEEDBACK = "告知进展"  # to the petitioner; detail way
    PERFORM = "履行"  # a supported claim carried out; detail claim, proof
    LEADER_OPINION = "包案领导意见"  # signed, on the closing report; detail post, number or proof
    REOPEN = "重新化解"  # a resolved or ended matter taken up again; detail reasons
    OFFER = "移交提出"  # hand-over between units; unit offers, target is to take
    TAKE = "移交接收"
    DECLINE = "移交不接收"  # detail reasons, basis
