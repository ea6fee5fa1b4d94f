"""What each kind of step needs (步骤要件): its fields in words, which are required, and the article that asks for them.

Sources: spec 5.6 and 5.7; 《信访工作条例》2022 (T§n), cited per kind in `CLAUSES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from workbench.domain.case import ClaimResult
from workbench.domain.codes import Channel, Pathway, ProceduralState
from workbench.domain.codes import StepKind as K
from workbench.domain.facts import RecordFacts, Step
from workbench.rules.procedure_pathway import recoded

FieldKind = Literal["text", "day", "unit", "choice", "number", "file"]
UNIT, TARGET, TEXT, DAY = "unit", "target", "text", "day"
OWN: Final = frozenset({UNIT, TARGET, TEXT, DAY})
"""Fields that are parts of a step itself; all others are its details."""


@dataclass(frozen=True, slots=True)
class FieldNeed:
    """One field of a step. `instead` names fields of which any one does as well; `only_if` (field, value) makes it needed.

    A "file" is a kept file's id or a document's number; a "number" is a whole number of days or items.
    """

    name: str
    label: str
    required: bool
    kind: FieldKind = "text"
    choices: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    only_if: tuple[str, str] | None = None


def _need(name: str, label: str, kind: FieldKind = "text", *choices: str, instead: tuple[str, ...] = (),
          only_if: tuple[str, str] | None = None) -> FieldNeed:  # fmt: skip
    return FieldNeed(name, label, True, kind, choices, instead, only_if)


def _may(name: str, label: str, kind: FieldKind = "text", *choices: str) -> FieldNeed:
    return FieldNeed(name, label, False, kind, choices)


PATHWAYS: Final = tuple(pathway.value for pathway in Pathway)
OTHER_PATHWAYS: Final = tuple(pathway.value for pathway in Pathway if pathway is not Pathway.PETITION)
CLAIM_RESULTS: Final = tuple(result.value for result in ClaimResult)
REFUSALS: Final = ("涉法涉诉（第二十条第二款、第三十一条第一项）", "不属于本级或上一级（第二十条第一款）",
                   "已经受理或者正在办理（第十九条第三款）", "不属于本机关职权范围（第二十三条）",
                   "检举控告（第三十条）")  # fmt: skip
REVIEW_REFUSALS: Final = ("不属于第三十一条第六项的事项", "逾期且无正当理由", "不是信访人本人或代理人", "同一请求正在复查复核",
                          "已选择其他救济途径", "没有书面处理意见")  # fmt: skip
REMOVALS: Final = ("重复", "不属于本地", "不在统计期内")
OBEYS, PERIOD_OVER = "书面表示服从处理意见", "期满未申请复查"
_ANSWERS: Final = ("维持", "变更", "撤销并责令重办", "不予受理")
_NOTICE: Final = _need("notice", "告知书（文号或附件）", "file", instead=("waiver",))
_WAIVER: Final = _may("waiver", "免予告知的理由（姓名、住址不清等）")
_ACTING: Final = _need(UNIT, "办理单位", "unit")
_SAID: Final = _need(TEXT, "内容")
_REASONS: Final = _need("reasons", "理由")

_NEEDS: Final[Mapping[K, tuple[FieldNeed, ...]]] = MappingProxyType(
    {
        K.PETITION: (_may(TEXT, "内容"),),
        K.REGISTER: (_may(UNIT, "登记机构", "unit"),
                     _need("channel", "信访形式", "choice", *(channel.value for channel in Channel)),
                     _need(TEXT, "信访内容"), _need("place", "事发地（不明的填“待核”）")),
        K.FORWARD: (_may(UNIT, "转出单位", "unit"), _need(TARGET, "去向单位", "unit"),
                    _need("mode", "方式", "choice", "转送", "交办"),
                    _need("due", "办理期限", "day", only_if=("mode", "交办")),
                    _need("demand", "反馈要求", only_if=("mode", "交办")), _may("number", "转办、交办单文号")),
        K.OBJECT: (_need(UNIT, "提出异议的单位", "unit"), _need("reasons", "详细理由"), _may("received", "收到之日", "day")),
        K.RETURN: (_may(UNIT, "转送、交办单位", "unit"), _need("sender_note", "转送单位核实意见")),
        K.KEEP: (_may(UNIT, "转送、交办单位", "unit"), _REASONS),
        K.ACCEPT: (_need(UNIT, "受理单位", "unit"), _need("pathway", "法定途径", "choice", *PATHWAYS), _NOTICE, _WAIVER),
        K.REFUSE: (_need(UNIT, "作出单位", "unit"), _need("reasons", "不予受理的理由", "choice", *REFUSALS), _NOTICE, _WAIVER),
        K.NO_LONGER_ACCEPT: (_need(UNIT, "作出单位", "unit"), _need("prior", "复核意见或终结文书（文号或附件）", "file"),
                             _may("notice", "告知书（文号或附件）", "file")),
        K.HAND_OFF: (_may(UNIT, "办理单位", "unit"), _need(TARGET, "接收机关", "unit"),
                     _need("pathway", "法定途径", "choice", *OTHER_PATHWAYS), _NOTICE, _WAIVER),
        K.EXTEND: (_ACTING, _need("days", "延长天数", "number"), _need("approver", "批准人（本机关、单位负责人）"),
                   _need("reasons", "延期理由"), _need("notice", "延期告知书（文号或附件）", "file", instead=("waiver",)), _WAIVER),
        K.WITHDRAW: (_may(UNIT, "办理单位", "unit"), _need("mode", "方式", "choice", "撤回", "和解", "调解", "主体终止"),
                     _need("number", "撤回申请、协议书或证明（文号）", instead=("file",)), _may("file", "附件", "file")),
        K.OPINION: (_need(UNIT, "出具单位", "unit"), _need("number", "意见书文号"),
                    _need("result", "办理结果（多项诉求逐项写：1=支持；2=解释说明）", "choice", *CLAIM_RESULTS),
                    _may(TEXT, "处理意见"), _may("basis", "法律法规依据"), _may("file", "意见书附件", "file")),
        K.DELIVER: (_may(UNIT, "送达单位", "unit"),
                    _need("way", "送达方式", "choice", "直接送达", "邮寄送达", "留置送达", "委托送达", "电子送达", "公告送达"),
                    _need("signed", "签收情况", "choice", "签收", "代收", "拒收", "公告期满"), _may("proof", "送达回证", "file")),
        K.CLOSE: (_may(UNIT, "办理单位", "unit"), _may(TEXT, "办结情况")),
        K.REVIEW_ASK: (_need(TARGET, "复查机关", "unit"), _may("reasons", "逾期的正当理由")),
        K.REVIEW_ANSWER: (_need(UNIT, "复查机关", "unit"), _need("number", "复查意见文号"),
                          _need("result", "复查结论", "choice", *_ANSWERS),
                          _need("reasons", "不予受理的理由", "choice", *REVIEW_REFUSALS, only_if=("result", "不予受理"))),
        K.REREVIEW_ASK: (_need(TARGET, "复核机关", "unit"), _may("reasons", "逾期的正当理由")),
        K.REREVIEW_ANSWER: (_need(UNIT, "复核机关", "unit"), _need("number", "复核意见文号"),
                            _need("result", "复核结论", "choice", *_ANSWERS),
                            _need("reasons", "不予受理的理由", "choice", *REVIEW_REFUSALS, only_if=("result", "不予受理"))),
        K.HEARING_START: (_need(UNIT, "主持单位", "unit"),),
        K.HEARING_END: (_need(UNIT, "主持单位", "unit"), _may(TEXT, "听证结论")),
        K.NEGOTIATE: (_ACTING, _may(TARGET, "协商对方", "unit"), _SAID, _may("result", "结果"), _may("positions", "各方意见")),
        K.APPLY_CONFERENCE: (_need(UNIT, "提请单位", "unit"), _need(TEXT, "提请事由")),
        K.PLAN: (_ACTING, _need(TEXT, "化解方案"), _may("due", "化解时限", "day")),
        K.ASSIGN_LEADER: (_need("post", "包案领导职务", instead=(TEXT,)), _may("level", "层级"), _may(TEXT, "说明")),
        K.VISIT: (_ACTING, _SAID),
        K.SUPERVISE: (_need(UNIT, "督办单位", "unit"), _may(TARGET, "被督办单位", "unit"), _need(TEXT, "督办要求"),
                      _may("number", "督办函文号"), _may("way", "方式")),
        K.PROGRESS: (_ACTING, _SAID),
        K.REPORT_DONE: (_need(UNIT, "报结单位", "unit"), _may("approver", "签批的包案领导"), _may(TEXT, "办结报告要点")),
        K.RESOLVE: (_need(UNIT, "审核单位", "unit"), _may("approver", "签批的包案领导"), _may(TEXT, "审核意见")),
        K.SEND_BACK: (_need(UNIT, "审核单位", "unit"), _need("reasons", "退回理由", instead=(TEXT,)), _may(TEXT, "说明")),
        K.REMOVE: (_need("approver", "批准核减的联席会议办公室", "unit"), _need("reasons", "核减理由", "choice", *REMOVALS),
                   _may(UNIT, "申请单位", "unit"), _may("dup_of_no", "重复的信访件编号")),
        K.VISIT_BACK: (_ACTING, _need("way", "回访方式", "choice", "上门", "电话", "约见", "视频", "书面"),
                       _may("ptr_opinion", "信访人意见", "choice", "同意", "不同意", "无明确"),
                       _may("signed", "签字情况"), _may("reasons", "未签字的原因"), _may(TEXT, "回访情况")),
        K.MEETING: (_may(UNIT, "会议", "unit"), _need(TEXT, "议题")),
        K.DECISION: (_may(UNIT, "会议", "unit"), _need(TEXT, "议定事项"), _may(TARGET, "落实单位", "unit"),
                     _may("due", "落实期限", "day")),
        K.RECODE: (_need("field", "变更什么", "choice", "法定途径", "信访目的"), _need("from", "变更前"),
                   _need("to", "变更后"), _REASONS),
        K.APPOINT: (_ACTING, _may("post", "约访领导职务"), _may(TEXT, "约访事项")),
        K.RECEIVE: (_ACTING, _need("post", "接访人职务"), _need("way", "方式", "choice", "接访", "下访", "视频接访", "联合接访"),
                    _need("result", "结果", "choice", "当场答复", "跟踪"), _may("participants", "参与人员")),
        K.STUDY: (_ACTING, _need("role", "环节", "choice", "调查", "初步论证", "共同研究", "协调"), _need("crux", "症结"),
                  _may(TEXT, "研究情况")),
        K.MEDIATE: (_need("body", "调解组织"), _need("type", "调解类型", "choice", "人民调解", "行政调解", "司法调解", "行业调解"),
                    _need("result", "结果", "choice", "达成协议", "未达成协议"),
                    _need("number", "调解协议书文号", only_if=("result", "达成协议")),
                    _need("check", "履行核查日", "day", only_if=("result", "达成协议")), _may("participants", "参与人员")),
        K.AID: (_ACTING,),
        K.LEGAL_OPINION: (_need(UNIT, "出具单位", "unit"), _need(TEXT, "法律意见", instead=("file",)), _may("file", "附件", "file")),
        K.CONSULT: (_ACTING, _need(TARGET, "征求意见的单位", "unit"), _need(TEXT, "征求的问题"), _may("due", "答复期限", "day"),
                    _may("answer", "答复")),
        K.INSTRUCT: (_need("post", "批示领导职务"), _need(TEXT, "批示内容")),
        K.BRIEF: (_ACTING, _may("post", "听取汇报的领导职务"), _need(TEXT, "汇报内容")),
        K.FEEDBACK: (_ACTING, _need("way", "告知方式", "choice", "电话", "书面", "当面", "网上"), _need(TEXT, "告知的进展")),
        K.PERFORM: (_ACTING, _need("claim", "诉求序号"), _need("proof", "履行凭证（文号或附件）", "file"), _may(TEXT, "履行情况")),
        K.LEADER_OPINION: (_need("post", "包案领导职务"), _need("number", "签批件文号", instead=("proof",)),
                           _may("proof", "签批件附件", "file"), _may(TEXT, "意见内容")),
        K.REOPEN: (_may(UNIT, "办理单位", "unit"), _REASONS),
        K.OFFER: (_need(UNIT, "提出移交的单位", "unit"), _need(TARGET, "拟接收单位", "unit"), _may("basis", "移交依据"),
                  _may("reasons", "移交理由")),
        K.TAKE: (_need(UNIT, "接收单位", "unit"), _may(TARGET, "移交单位", "unit")),
        K.DECLINE: (_need(UNIT, "不接收的单位", "unit"), _REASONS, _need("basis", "依据")),
    }
)  # fmt: skip

_CLOSE_AT: Final[Mapping[ProceduralState, tuple[FieldNeed, ...]]] = MappingProxyType(
    {
        ProceduralState.REGISTERED: (
            _need("mode", "方式", "choice", "直接回复", "存", "并案"),
            _need(TEXT, "回复或说明"),
            _need("dup_of_no", "并入的信访件编号", only_if=("mode", "并案")),
            _may(UNIT, "办理单位", "unit"),
        ),
        ProceduralState.DELIVERED: (
            _need("reasons", "办结依据", "choice", PERIOD_OVER, OBEYS),
            _may(UNIT, "办理单位", "unit"),
            _may(TEXT, "办结情况"),
        ),
    }
)
"""What 办结 needs depends on where the record stands (A1: 直接回复、存、并案; A6: 期满或服判)."""

_T: Final = "《信访工作条例》第"
_CLOSING: Final = "化解销号审核要求（《信访工作条例》第三十二条第二款）"
_ARTICLES: Final[Mapping[K, str]] = MappingProxyType(
    {
        K.PETITION: "十七条", K.REGISTER: "二十二条", K.FORWARD: "二十二条", K.OBJECT: "二十三条第三款", K.RETURN: "二十三条第三款",
        K.KEEP: "二十三条第三款", K.ACCEPT: "二十三条第三款", K.REFUSE: "二十三条、第十九条第三款", K.NO_LONGER_ACCEPT: "三十六条第三款",
        K.HAND_OFF: "三十一条", K.EXTEND: "三十四条", K.WITHDRAW: "三十三条", K.OPINION: "三十一条第六项、第三十二条",
        K.DELIVER: "三十五条", K.CLOSE: "三十四条", K.REVIEW_ASK: "三十五条", K.REVIEW_ANSWER: "三十五条",
        K.REREVIEW_ASK: "三十六条", K.REREVIEW_ANSWER: "三十六条", K.HEARING_START: "三十六条第二款", K.HEARING_END: "三十六条第二款",
        K.NEGOTIATE: "二十四条", K.APPLY_CONFERENCE: "二十四条", K.PLAN: "三十七条", K.ASSIGN_LEADER: "十八条第二款",
        K.VISIT: "二十八条", K.SUPERVISE: "四十条", K.PROGRESS: "二十八条", K.VISIT_BACK: "三十七条第三款", K.MEETING: "十三条",
        K.DECISION: "十三条", K.RECODE: "三十一条", K.APPOINT: "十八条第二款", K.RECEIVE: "十八条第二款", K.STUDY: "二十八条",
        K.MEDIATE: "三十三条", K.AID: "三十七条第二款", K.LEGAL_OPINION: "三十七条", K.CONSULT: "二十四条", K.INSTRUCT: "十八条第二款",
        K.BRIEF: "十八条第二款", K.FEEDBACK: "二十一条第二款", K.PERFORM: "三十二条第二款", K.LEADER_OPINION: "十八条第二款",
        K.REOPEN: "三十七条第三款", K.OFFER: "二十四条", K.TAKE: "二十四条", K.DECLINE: "二十四条",
    }
)  # fmt: skip
_RULES: Final = {
    K.REPORT_DONE: _CLOSING,
    K.RESOLVE: _CLOSING,
    K.SEND_BACK: _CLOSING,
    K.REMOVE: "联席会议办公室核减审批要求",
}


def clause_of(kind: K) -> str:
    """The article (or the office's own rule) a kind of step rests on."""
    return _RULES.get(kind) or f"{_T}{_ARTICLES[kind]}"


def needs_of(kind: K, record: RecordFacts | None = None, state: ProceduralState | None = None) -> tuple[FieldNeed, ...]:
    """The fields of a kind of step, the day first; with a record, what it already says is no longer required."""
    fields = (_CLOSE_AT.get(state) if kind is K.CLOSE and state else None) or _NEEDS[kind]
    known = _known(kind, record) if record else frozenset[str]()
    day = _need(DAY, f"{kind.value}日期", "day")
    return (day, *(replace(need, required=False) if need.name in known else need for need in fields))


def _known(kind: K, record: RecordFacts) -> frozenset[str]:
    """Fields the record itself answers: channel and content as registered, a pathway decided, a 复核 on file."""
    names: set[str] = set()
    if kind is K.REGISTER:
        names |= {"channel"} if record.channel else set()
        names |= {TEXT, "place"} if record.claim or record.summary else set()
    if kind in (K.ACCEPT, K.HAND_OFF) and recoded(record).pathway not in (None, _barred(kind)):
        names.add("pathway")
    if kind is K.NO_LONGER_ACCEPT and record.of(K.REREVIEW_ANSWER):
        names.add("prior")
    return frozenset(names)


def _barred(kind: K) -> Pathway | None:
    return Pathway.PETITION if kind is K.HAND_OFF else None


def value_of(step: Step, name: str) -> str:
    """What a step says in a field, "" for nothing."""
    if name == DAY:
        return str(step.day) if step.day else ""
    own = {UNIT: step.unit, TARGET: step.target, TEXT: step.text}
    return (own[name] if name in own else step.detail.get(name, "")).strip()


def is_needed(need: FieldNeed, step: Step) -> bool:
    """Is the field required of this very step?"""
    if not need.required:
        return False
    return need.only_if is None or value_of(step, need.only_if[0]) == need.only_if[1]


def is_missing(need: FieldNeed, step: Step) -> bool:
    """Is the field required of this step and neither it nor what does instead filled?"""
    return is_needed(need, step) and not any(value_of(step, name) for name in (need.name, *need.instead))
