"""What is wrong or missing in a step of the procedure (程序核对): each finding with its article and what would clear it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from workbench.domain.codes import Pathway, ProceduralState, Trilean
from workbench.domain.codes import StepKind as K
from workbench.domain.facts import RecordFacts, Step
from workbench.domain.finding import Finding
from workbench.rules.clock import ClockError, rule
from workbench.rules.clock_handling import handling_clock, read_extension
from workbench.rules.step_order import orders_redo

_T: Final = "《信访工作条例》第"
_ENDED: Final = frozenset({ProceduralState.ENDED, ProceduralState.REREVIEWED})
_BEGINNINGS: Final = frozenset({K.REGISTER, K.FORWARD, K.ACCEPT, K.OPINION, K.EXTEND, K.OBJECT})


@dataclass(slots=True)
class Progress:
    """The fold so far: where the record stands and the last acceptance, opinion, delivery and answer seen."""

    record: RecordFacts
    steps: Sequence[Step]
    state: ProceduralState = ProceduralState.UNREGISTERED
    since: date | None = None
    accepted: Step | None = None
    opinion: Step | None = None
    delivered: Step | None = None
    findings: list[Finding] = field(default_factory=list)

    def note(self, step: Step) -> None:
        """Remember what later checks ask for; an order to handle anew wipes the opinion."""
        if step.kind is K.ACCEPT or (step.kind in (K.REVIEW_ANSWER, K.REREVIEW_ANSWER) and orders_redo(step)):
            self.accepted, self.opinion, self.delivered = step, None, None
        elif step.kind is K.OPINION:
            self.opinion, self.delivered = step, None
        elif step.kind is K.REVIEW_ANSWER:
            self.delivered = None
        elif step.kind is K.DELIVER:
            self.delivered = step

    @property
    def petition_pathway(self) -> Trilean:
        """Is this a P6 matter, which must be accepted and answered by a written opinion?"""
        gate = handling_clock(self.record)
        if gate is None or gate[0] != "C05":
            return Trilean.NO
        return Trilean.YES if self.record.pathway is Pathway.PETITION else Trilean.UNKNOWN


def unregistered(progress: Progress, step: Step) -> Finding:
    """A step on a record that was never registered (T§22, T§23①)."""
    said = f"未见登记，却有“{step.kind.value}”{_on(step)}"
    return _finding(progress, "UNREGISTERED_STEP", f"{_T}二十二条、第二十三条", said, step, "补登登记日期后消除")


def misplaced(progress: Progress, step: Step) -> Iterator[Finding]:
    """A step that has no place in the state reached; those with a rule of their own are not told twice."""
    state = progress.state
    if state in _ENDED and step.kind in _BEGINNINGS:
        said = f"复核后程序已终结，又有“{step.kind.value}”{_on(step)}：同一事实和理由不再受理，有新事实的另立事项"
        yield _finding(progress, "STEP_AFTER_END", f"{_T}三十六条第三款", said, step, "如确有新事实，由人认定为新事项")
    elif step.kind is K.ACCEPT and progress.accepted is not None:
        said = f"已于{progress.accepted.day or '（日期不明）'}受理，又有受理{_on(step)}；60日仍自首次受理之日起算"
        yield _finding(progress, "ACCEPTED_TWICE", f"{_T}三十四条", said, step, "核对后撤销多余的一次受理")
    elif step.kind not in _OWN_RULE or state in (ProceduralState.CLOSED, ProceduralState.HANDED_OFF):
        said = f"程序状态为“{state.value}”时不应有“{step.kind.value}”{_on(step)}，次序不合"
        yield _finding(progress, "ILLEGAL_STEP", _clause(step.kind), said, step, "补登此前缺少的步骤或更正日期后消除")


def check(progress: Progress, index: int, step: Step) -> Iterable[Finding]:
    """Guards of one step in the state reached so far."""
    guard = _GUARDS.get(step.kind)
    return guard(progress, index, step) if guard else ()


def _object(progress: Progress, index: int, step: Step) -> Iterator[Finding]:
    if not (step.detail.get("reasons") or step.text):
        said = f"{step.unit or '承办单位'}提出异议{_on(step)}未说明理由"
        yield _finding(progress, "OBJECT_NO_REASON", f"{_T}二十三条第三款", said, step, "补登异议理由后消除")


def _refuse(progress: Progress, index: int, step: Step) -> Iterator[Finding]:
    if not (step.detail.get("reasons") or step.text):
        said = f"不予受理{_on(step)}未登记理由"
        yield _finding(
            progress, "REFUSE_NO_REASON", f"{_T}二十三条、第四十四条", said, step, "补登不予受理的理由后消除"
        )


def _no_longer(progress: Progress, index: int, step: Step) -> Iterator[Finding]:
    reviewed = any(other.kind is K.REREVIEW_ANSWER for other in progress.steps[:index])
    if not (reviewed or any(step.detail.get(name) for name in ("prior", "number", "reasons"))):
        said = f"不再受理{_on(step)}未见此前的复核意见或终结文书"
        yield _finding(
            progress, "NLA_NO_BASIS", f"{_T}三十六条第三款", said, step, "登记复核意见或终结文书的文号后消除"
        )


def _hand_off(progress: Progress, index: int, step: Step) -> Iterator[Finding]:
    if progress.record.pathway is Pathway.PETITION:
        said = f"途径定为信访程序（P6），却导入法定途径{_on(step)}"
        yield _finding(progress, "HANDOFF_P6", f"{_T}三十一条", said, step, "更正途径或撤销导入步骤后消除")
    if not step.target:
        said = f"导入法定途径{_on(step)}未登记接收机关"
        yield _finding(progress, "HANDOFF_NO_ORGAN", f"{_T}三十一条", said, step, "补登接收机关后消除")


def _extend(progress: Progress, index: int, step: Step) -> Iterator[Finding]:
    article = f"{_T}三十四条"
    if not step.detail.get("approver"):
        said = f"延期{_on(step)}未登记批准人（应经本机关、单位负责人批准）"
        yield _finding(progress, "EXT_NO_APPROVER", article, said, step, "补登批准人后消除")
    accepted = progress.accepted.exact if progress.accepted else None
    if accepted is None:
        return
    try:
        end = accepted + timedelta(days=int(rule("clock.C05.days", accepted).value))
        most = int(rule("clock.C05.extension", accepted).value)
    except ClockError:  # before the first regulation on record: the clock finding says so
        return
    read = read_extension((step,), end, most)
    if read and "EXT_LATE" in read.flags:
        said = f"延期于{step.day}批准，晚于60日届满日{end}，不计入期限"
        yield _finding(progress, "EXT_LATE", article, said, step, f"批准日在{end}以前的，更正日期后消除")
    if read and "EXT_OVER" in read.flags:
        said = f"延期{step.detail.get('days', '')}日，超过{most}日的上限，只按{most}日计"
        yield _finding(progress, "EXT_OVER", article, said, step, f"延期改为{most}日以内后消除")
    if any(other.kind is K.EXTEND for other in _since(progress.steps, index, progress.accepted)):
        yield _finding(progress, "EXT_AGAIN", article, f"再次延期{_on(step)}，只计第一次", step, "撤销多余的延期后消除")


def _since(steps: Sequence[Step], index: int, first: Step | None) -> Sequence[Step]:
    start = next((at for at, step in enumerate(steps) if step is first), 0)
    return steps[start:index]


def _opinion(progress: Progress, index: int, step: Step) -> Iterator[Finding]:
    if progress.accepted is None and progress.petition_pathway is not Trilean.NO:
        said = f"出具意见书{_on(step)}之前未见受理"
        yield _finding(progress, "OPINION_NO_ACCEPT", f"{_T}二十三条第三款、第三十四条", said, step, "补登受理日期后消除",
                       progress.petition_pathway)  # fmt: skip


def _deliver(progress: Progress, index: int, step: Step) -> Iterator[Finding]:
    article = f"{_T}三十五条"
    document = progress.opinion
    if document is None:
        if not any(other.kind in (K.REVIEW_ANSWER, K.REREVIEW_ANSWER) for other in progress.steps[:index]):
            later = next((other for other in progress.steps[index:] if other.kind is K.OPINION), None)
            said = f"送达{_on(step)}" + (f"早于意见书（{later.day}）" if later else "，但未见意见书")
            name = "DELIVER_EARLY" if later else "DELIVER_NO_OPINION"
            yield _finding(progress, name, article, said, step, "核对送达和意见书的日期后消除")
    elif step.day and document.day and step.day.end < document.day.start:
        said = f"送达日{step.day}早于意见书日期{document.day}"
        yield _finding(progress, "DELIVER_EARLY", article, said, step, "核对送达和意见书的日期后消除")
    if step.day is None:
        yield _finding(
            progress, "DELIVER_NO_DAY", article, "送达未登记日期，复查的30日无从起算", step, "补登送达日期后消除"
        )


def _close(progress: Progress, index: int, step: Step) -> Iterator[Finding]:
    if progress.state in (ProceduralState.REGISTERED, ProceduralState.HANDED_OFF, ProceduralState.CLOSED):
        return  # 直接回复、存、并案, or already told
    if progress.opinion is None:
        if progress.petition_pathway is not Trilean.NO:
            said = f"办结{_on(step)}而未见信访处理意见书"
            yield _finding(progress, "CLOSE_NO_OPINION", f"{_T}三十一条第六项、第三十二条", said, step,
                           "补登意见书文号和日期后消除", progress.petition_pathway)  # fmt: skip
    elif not any(other.kind is K.DELIVER for other in progress.steps):
        said = f"办结{_on(step)}而未见意见书送达"
        yield _finding(progress, "CLOSE_NO_DELIVERY", f"{_T}三十五条", said, step, "补登送达日期和签收后消除")


def _withdraw(progress: Progress, index: int, step: Step) -> Iterator[Finding]:
    if not (step.detail.get("number") or step.detail.get("file") or step.text):
        said = f"撤回（和解、调解）{_on(step)}未登记文书"
        yield _finding(progress, "END_NO_DOCUMENT", f"{_T}三十三条", said, step, "补登撤回申请或协议书后消除")


def _ask(progress: Progress, index: int, step: Step) -> Iterator[Finding]:
    """复查 or 复核 asked for without a document to contest, or later than 30 days after receiving it."""
    first = step.kind is K.REVIEW_ASK
    article, document = (f"{_T}三十五条", "处理意见书") if first else (f"{_T}三十六条", "复查意见")
    contested = {K.OPINION} if first else {K.REVIEW_ANSWER}
    if not any(other.kind in contested for other in progress.steps[:index]):
        said = f"{step.kind.value}{_on(step)}之前未见{document}"
        yield _finding(progress, "REVIEW_NO_OPINION", article, said, step, f"补登{document}后消除")
    received, asked = progress.delivered.exact if progress.delivered else None, step.exact
    if received is None or asked is None or step.detail.get("reasons") or received < date(2005, 5, 1):
        return
    last = received + timedelta(days=int(rule("clock.C07.days" if first else "clock.C09.days", received).value))
    if asked > last:
        said = f"{step.kind.value}{asked}，晚于收到{document}（{received}）后30日的届满日{last}，未登记正当理由"
        yield _finding(
            progress, "REVIEW_LATE", article, said, step, "登记逾期的正当理由后消除（届满日遇节假日的请核对）"
        )


_Guard = Callable[[Progress, int, Step], Iterator[Finding]]
_GUARDS: Final[Mapping[K, _Guard]] = MappingProxyType(
    {
        K.OBJECT: _object,
        K.REFUSE: _refuse,
        K.NO_LONGER_ACCEPT: _no_longer,
        K.HAND_OFF: _hand_off,
        K.EXTEND: _extend,
        K.OPINION: _opinion,
        K.DELIVER: _deliver,
        K.CLOSE: _close,
        K.WITHDRAW: _withdraw,
        K.REVIEW_ASK: _ask,
        K.REREVIEW_ASK: _ask,
    }
)
_OWN_RULE: Final = frozenset({K.OPINION, K.DELIVER, K.CLOSE, K.REVIEW_ASK, K.REREVIEW_ASK, K.REGISTER})
"""Steps whose guard already says what is wrong when they stand out of place."""

_CLAUSES: Final[Mapping[K, str]] = MappingProxyType(
    {
        K.FORWARD: "二十二条",
        K.OBJECT: "二十三条第三款",
        K.RETURN: "二十三条第三款",
        K.KEEP: "二十三条第三款",
        K.ACCEPT: "二十三条",
        K.EXTEND: "三十四条",
        K.OPINION: "三十一条第六项",
        K.DELIVER: "三十五条",
        K.REVIEW_ASK: "三十五条",
        K.REVIEW_ANSWER: "三十五条",
        K.REREVIEW_ASK: "三十六条",
        K.REREVIEW_ANSWER: "三十六条",
        K.NO_LONGER_ACCEPT: "三十六条第三款",
        K.HEARING_START: "三十一条第六项、第三十六条第二款",
        K.HEARING_END: "三十一条第六项、第三十六条第二款",
        K.WITHDRAW: "三十三条",
        K.REGISTER: "二十二条",
    }
)


HAPPENED: Final = "as_it_happened"
"""Detail of a step recorded as it really happened though the rules spoke against it: the rules' ids, joined by 、."""

RECORDED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "OBJECT_LATE": ("异议超过5个工作日才提出", f"{_T}二十三条第三款"),
        "ACCEPT_NOT_P6": ("应导入其他法定途径而按信访程序受理", f"{_T}三十一条"),
        "EXT_NOT_P6": ("不适用60日期限而登记延期", f"{_T}三十四条"),
        "MATTER_ENDED": ("同一事项已经复核终结，又按新事项办理", f"{_T}三十六条第三款"),
        "CLOSE_EARLY": ("申请复查的30日尚未届满即办结", f"{_T}三十五条"),
        "REVIEW_NOT_DELIVERED": ("未见送达即申请复查、复核", f"{_T}三十五条、第三十六条"),
        "HEARING_ORDER": ("听证的开始与结束不成对", f"{_T}三十六条第二款"),
        "RECODE_AFTER_ACCEPT": ("受理后变更途径，脱离60日期限", f"{_T}三十一条、第三十四条"),
        "RECODE_FROM": ("变更前的途径或目的与已登记的不一致", f"{_T}三十一条"),
        "DAY_INEXACT": ("日期不确切，期限无从起算", f"{_T}三十四条"),
        "ENDED_UNRESOLVED": ("程序已终结、未见信访人同意而销号", f"{_T}三十六条第三款、第三十七条第三款"),
        "ILLEGAL_STEP": ("步骤次序不合", f"{_T}三十一条"),
    }
)
"""Rules that only the taking of a step asks for: the fold repeats them where a step says it was recorded against them."""


def told_when_recorded(progress: Progress) -> Iterator[Finding]:
    """What was told when a step was recorded as it happened, unless the fold finds it by itself."""
    found = {(one.rule, one.facts.get("步骤"), one.facts.get("日期")) for one in progress.findings}
    for step in progress.steps:
        for name in step.detail.get(HAPPENED, "").split("、"):
            if name in RECORDED and (name, step.kind.value, str(step.day or "不明")) not in found:
                what, clause = RECORDED[name]
                said = f"“{step.kind.value}”{_on(step)}系如实补登：{what}"
                yield _finding(progress, name, clause, said, step, "更正或撤销该步骤后消除")


def _clause(kind: K) -> str:
    return _T + _CLAUSES.get(kind, "三十一条")


def _on(step: Step) -> str:
    return f"（{step.day}）" if step.day else "（日期不明）"


def _finding(
    progress: Progress, name: str, clause: str, said: str, step: Step, change: str, outcome: Trilean = Trilean.YES
) -> Finding:
    suffix = "；途径未定，待核" if outcome is Trilean.UNKNOWN else ""
    facts = {"步骤": step.kind.value, "日期": str(step.day or "不明"), "出处": str(step.source)}
    return Finding(name, outcome, clause, f"{said}{suffix}。", facts, progress.record.record_id, change)
