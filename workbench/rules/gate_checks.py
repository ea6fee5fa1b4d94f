"""What the file shows on each item of the closing gate (销号要件核对), before any person adds evidence or a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.domain.case import CaseFile, Claim
from workbench.domain.codes import StepKind, Trilean
from workbench.domain.facts import MatterFacts, Step
from workbench.rules.claims import is_supported
from workbench.rules.evidence import Ending
from workbench.rules.rebound import WatchState, rebound_watch

_T32 = "《信访工作条例》第三十二条"
_CLOSE = "化解销号审核要求（县级方案）"
_FIVE = "五到位：见面、实地调查、研究调度、回访签字、资料整理（县级做法）"
_AGREES, _DISAGREES, _OPEN = ("同意", "满意", "服判", "息诉"), ("不同意", "不满意", "不服"), ("无明确", "未表态")


@dataclass(frozen=True, slots=True)
class Gate:
    """The matter as the gate sees it; `petition` says whether it ran the procedure that ends in a written opinion."""

    facts: MatterFacts
    file: CaseFile
    steps: tuple[Step, ...]
    claims: Sequence[Claim]
    petition: Trilean
    ending: Ending
    satisfaction_required: bool
    on: date

    def of(self, *kinds: StepKind) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.kind in kinds)

    def files(self, *kinds: str) -> tuple[str, ...]:
        return tuple(f"{kept.kind}“{kept.name}”（{kept.file_id}）" for kept in self.file.files if kept.kind in kinds)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found for one item; `only_facts`: no mere statement makes it 是."""

    answer: Trilean
    clause: str
    evidence: str = ""
    missing: tuple[str, ...] = ()
    todo: str = ""
    block: str = ""
    only_facts: bool = False


def told(step: Step) -> str:
    """A step as evidence: day, kind, unit and where it was read."""
    number = step.detail.get("number", "")
    return f"{step.day or '日期未登记'}{step.kind}{'，' + number if number else ''}（{step.source}）"


def _listed(parts: Iterable[str]) -> str:
    return "；".join(parts)


def settled_claims(gate: Gate) -> Seen:
    """G1: every claim has a result; a supported one is carried out, with day and proof (T§32②)."""
    clause = f"{_T32}第二款"
    if not gate.claims:
        return Seen(Trilean.UNKNOWN, clause, missing=("诉求",), todo="请逐项登记诉求和办理结果", only_facts=True)
    missing = [f"诉求{claim.number}{lack}" for claim in gate.claims if (lack := _unsettled(gate, claim))]
    done = [f"诉求{claim.number}：{claim.result}" for claim in gate.claims if claim.result]
    decided = all(claim.result for claim in gate.claims)
    answer = Trilean.YES if not missing else Trilean.NO if decided else Trilean.UNKNOWN
    todo = "请逐项登记办理结果，支持的登记履行日期和凭证" if missing else ""
    return Seen(answer, clause, _listed(done), tuple(missing), todo, only_facts=True)


def _unsettled(gate: Gate, claim: Claim) -> str:
    if claim.result is None:
        return "的办理结果"
    if not is_supported(claim) or (claim.performed and claim.performed.start <= gate.on and claim.proof):
        return ""
    carried = [step for step in gate.of(StepKind.PERFORM) if step.detail.get("claim") in (claim.number, None, "")]
    if any(step.day and step.detail.get("proof") for step in carried):
        return ""
    return "的履行凭证" if claim.performed or carried else "的履行日期和凭证"


def written_opinion(gate: Gate) -> Seen:
    """G2: a written opinion with number, legal basis and the unit's seal, where the petition procedure was run."""
    clause = f"{_T32}、第三十一条第六项"
    if gate.petition is Trilean.NO:
        return Seen(Trilean.YES, clause, "不属出具处理意见书的程序，按法定途径办理")
    opinions, files = gate.of(StepKind.OPINION), gate.files("意见书")
    numbered = [step for step in opinions if step.detail.get("number")]
    evidence = _listed([*(told(step) for step in numbered or opinions), *files])
    lacks = {
        "处理意见书文号或文书": not (numbered or files),
        "法律政策依据": not any(claim.basis for claim in gate.claims)
        and not any(s.detail.get("basis") for s in opinions),
    }
    missing = tuple(name for name, lack in lacks.items() if lack)
    todo = "请登记意见书文号、附上盖章的意见书，并在诉求认定中写明依据" if missing else ""
    if not missing and not files:
        return Seen(Trilean.UNKNOWN, clause, evidence, ("盖章的意见书",), "请附上盖章的意见书，由审核人核对单位印章")
    return Seen(Trilean.of(not missing), clause, evidence, missing, todo)


def delivered(gate: Gate) -> Seen:
    """G3: delivered and signed for, or the refusal recorded."""
    if gate.petition is Trilean.NO:
        return Seen(Trilean.YES, _T32, "不属出具处理意见书的程序")
    steps, files = gate.of(StepKind.DELIVER), gate.files("送达回证")
    signed = [step for step in steps if step.detail.get("signed") in ("签收", "拒收") and "代签" not in step.text]
    if signed or files:
        return Seen(Trilean.YES, _T32, _listed([*(told(step) for step in signed), *files]))
    missing = ("签收或拒收的记载",) if steps else ("送达",)
    answer = Trilean.UNKNOWN if steps else Trilean.NO
    todo = "请登记送达方式、日期和签收或拒收情况，附送达回证"
    return Seen(answer, _T32, _listed(told(step) for step in steps), missing, todo)


_PLACES = {
    "见面": (StepKind.RECEIVE, StepKind.VISIT, StepKind.MEDIATE, StepKind.HEARING_START),
    "实地调查": (StepKind.VISIT,),
    "研究调度": (StepKind.STUDY, StepKind.MEETING, StepKind.DECISION, StepKind.BRIEF),
}


def five_in_place(gate: Gate) -> Seen:
    """G4 五到位: met, looked on the spot, studied, visited back with a signature, papers in order."""
    found = {name: gate.of(*kinds) for name, kinds in _PLACES.items()}
    back = [step for step in gate.of(StepKind.VISIT_BACK) if step.detail.get("signed") or step.detail.get("reasons")]
    signed = gate.files("回访记录")
    shown = {name: [told(steps[-1])] for name, steps in found.items() if steps}
    if back or signed:
        shown["回访签字"] = [*(told(step) for step in back[-1:]), *signed]
    if gate.file.files:
        shown["资料整理"] = [f"附件{len(gate.file.files)}份"]
    missing = tuple(name for name in (*_PLACES, "回访签字", "资料整理") if name not in shown)
    evidence = _listed(f"{name}：{_listed(parts)}" for name, parts in shown.items())
    todo = "请补登缺少的步骤或附件，确实没有的写明理由" if missing else ""
    return Seen(Trilean.of(not missing if shown or gate.steps else None), _FIVE, evidence, missing, todo)


def leader_signed(gate: Gate) -> Seen:
    """G5: the leader in charge (包案领导) signed a written opinion on the closing report, where there is one."""
    clause = "包案领导对办结报告签署书面意见（县级方案）"
    signed, files = gate.of(StepKind.LEADER_OPINION), gate.files("包案领导意见")
    proven = [step for step in signed if step.detail.get("number") or step.detail.get("proof")]
    evidence = _listed([*(told(step) for step in signed), *files])
    if proven or files:
        return Seen(Trilean.YES, clause, evidence)
    if not signed and not gate.facts.leader_post and not gate.of(StepKind.ASSIGN_LEADER):
        return Seen(Trilean.YES, clause, "本事项未安排包案领导")
    missing = ("签署的文件或文号",) if signed else ("包案领导签署的书面意见",)
    todo = "请登记“包案领导意见”（职务、日期、文号）或附上签署件"
    return Seen(Trilean.NO if not signed else Trilean.UNKNOWN, clause, evidence, missing, todo)


def petitioner_view(gate: Gate) -> Seen:
    """G6: what the petitioner thinks of the outcome is recorded. Disagreement at the procedure's end blocks for good."""
    view, source = _view(gate)
    clause = "《信访工作条例》第二十一条第二款" + ("；本地规定：群众满意方可销号" if gate.satisfaction_required else "")
    disagrees = any(word in view for word in _DISAGREES)
    if disagrees and gate.ending.answer is Trilean.YES:
        evidence = f"信访人意见“{view}”（{source}）；{gate.ending.shown_by}"
        return Seen(
            Trilean.NO, "《信访工作条例》第三十六条第三款、第三十七条第三款", evidence, (), "", "ENDED_UNRESOLVED"
        )
    if not view:
        todo = "请在回访或送达时记下信访人意见：同意、不同意或无明确意见"
        return Seen(Trilean.UNKNOWN, clause, missing=("信访人意见",), todo=todo, only_facts=gate.satisfaction_required)
    evidence = f"信访人意见“{view}”（{source}）"
    if not gate.satisfaction_required:
        return Seen(Trilean.YES, clause, evidence)
    agrees = not disagrees and any(word in view for word in _AGREES) and not any(word in view for word in _OPEN)
    todo = "" if agrees else "本地规定须群众满意：请继续化解，取得信访人同意的意见后再报结"
    return Seen(Trilean.of(agrees), clause, evidence, () if agrees else ("信访人同意",), todo, only_facts=True)


def _view(gate: Gate) -> tuple[str, str]:
    """The latest recorded view and where: a visit back first, else the ledger's column of the latest record."""
    for step in reversed(gate.of(StepKind.VISIT_BACK)):
        if word := step.detail.get("ptr_opinion", "") or step.detail.get("result", ""):
            return word, told(step)
    for record in sorted(gate.facts.records, key=lambda one: one.reg_day.start if one.reg_day else date.min)[::-1]:
        if record.ptr_opinion:
            return record.ptr_opinion, f"信访件{record.case_no or record.record_id}"
    return "", ""


def outcomes_tagged(gate: Gate) -> Seen:
    """G7 三到位: each claim is said to be resolved, explained or helped (T§27)."""
    clause = "《信访工作条例》第二十七条；三到位：解决、解释答复、帮扶（县级方案）"
    if not gate.claims:
        return Seen(Trilean.UNKNOWN, clause, missing=("诉求",), todo="请逐项登记诉求")
    missing = tuple(f"诉求{claim.number}的三到位" for claim in gate.claims if not claim.outcome)
    evidence = _listed(f"诉求{claim.number}：{'、'.join(claim.outcome)}" for claim in gate.claims if claim.outcome)
    todo = "请在诉求认定中注明解决、解释答复或帮扶" if missing else ""
    return Seen(Trilean.of(not missing), clause, evidence, missing, todo)


def reviewed(gate: Gate) -> Seen:
    """G8: the office reviewed the report, by somebody other than the handler; the last review stands."""
    if not gate.file.reviews:
        return Seen(Trilean.NO, _CLOSE, missing=("审核",), todo="请由经办以外的人审核", only_facts=True)
    last = gate.file.reviews[-1]
    word = "通过" if last.passed else "退回"
    evidence = f"{last.said.at:%Y-%m-%d}{last.said.by}审核{word}，经办{last.handler or '未登记'}"
    if last.said.by == last.handler:
        return Seen(Trilean.NO, _CLOSE, evidence, ("经办以外的审核人",), "请换人审核", only_facts=True)
    return Seen(Trilean.of(last.passed), _CLOSE, evidence, () if last.passed else ("审核通过",), only_facts=True)


def watched(gate: Gate) -> Seen:
    """G9: no new record of the matter in the watch after 销号 (it runs only then)."""
    clause = "不再重复信访（县级方案）；观察的是本事项新的信访件"
    watch = rebound_watch(gate.facts, gate.on)
    if watch is None:
        return Seen(Trilean.UNKNOWN, clause, "销号后起算", only_facts=True)
    answers = {WatchState.QUIET: Trilean.YES, WatchState.CAME_BACK: Trilean.NO}
    todo = "请回访核实并登记“重新化解”" if watch.state is WatchState.CAME_BACK else ""
    return Seen(
        answers.get(watch.state, Trilean.UNKNOWN), clause, watch.sentence.rstrip("。"), (), todo, only_facts=True
    )


def ticked(gate: Gate) -> Seen:
    """G10: the reviewer's five quality items."""
    clause = "事实清楚、证据确凿、程序合法、处理适当、成果真实有效（市级方案）"
    names = {"q1": "事实清楚", "q2": "证据确凿", "q3": "程序合法", "q4": "处理适当", "q5": "成果真实有效"}
    ticks = gate.file.reviews[-1].ticks if gate.file.reviews else {}
    missing = tuple(name for key, name in names.items() if ticks.get(key) != "是")
    evidence = "、".join(name for key, name in names.items() if ticks.get(key) == "是")
    answer = Trilean.of(not missing) if ticks else Trilean.UNKNOWN
    return Seen(
        answer, clause, evidence, missing if ticks else (), "" if not missing else "由审核人逐项勾选", only_facts=True
    )
