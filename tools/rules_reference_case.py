"""Tables of docs/rules-reference.md on working at one case (办理、责任、销号、清查、法定途径), made by running the rules.

Read by write_rules_reference.py. A matter on which nothing is on record gives each check's article and what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.domain.case import EMPTY, Claim, Legitimacy, Treatment
from workbench.domain.codes import StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, RecordFacts
from workbench.reference.pathways import pathway_rules
from workbench.review.conflicts import COMPARED
from workbench.rules.claims import required_outputs
from workbench.rules.closing_gate import BEFORE_REVIEW, NO_REASON_ENOUGH, closing_gate
from workbench.rules.first_handler import first_handler
from workbench.rules.handover import ping_pong
from workbench.rules.leadership import Check, DutySheet, completeness, county_leader, silent_to_leader
from workbench.rules.negotiation import ContestState
from workbench.rules.pd_case import NAMES as PD_NAMES
from workbench.rules.sweeps import SWEEPS
from workbench.rules.transitions_needs import FieldNeed, clause_of, needs_of

Body = Mapping[str, Any]
Table = Callable[[Sequence[str], Iterable[Sequence[str]]], str]


@dataclass(frozen=True)
class Maker:
    """How the calling tool writes a table, and reads the thresholds and articles of a family of parameters."""

    table: Table
    thresholds: Callable[[str], str]
    clauses: Callable[[str], str]
    confidence: Mapping[str, str]
    fields: Mapping[str, str]
    day: date

    @property
    def empty(self) -> MatterFacts:
        """A matter of one registered record of which nothing else is known."""
        record = RecordFacts("R1", reg_day=PartialDate.parse("2024-01-10"))
        return MatterFacts("M-R1", self.day, (record,))


def needs(make: Maker) -> str:
    """What each step needs, and under which article."""
    rows = [(kind.value, "、".join(_required(needs_of(kind))) or "—", "、".join(_optional(needs_of(kind))) or "—", clause_of(kind))
            for kind in StepKind if kind is not StepKind.PETITION]  # fmt: skip
    return make.table(("步骤", "必填", "可填", "依据"), rows)


def _required(fields: Sequence[FieldNeed]) -> Iterator[str]:
    labels = {need.name: need.label for need in fields}
    for need in (one for one in fields if one.required):
        others = "".join(f"，或{labels[name]}" for name in need.instead if name in labels)
        only = f"（{need.only_if[1]}的）" if need.only_if else ""
        yield f"{need.label}{others}{only}"


def _optional(fields: Sequence[FieldNeed]) -> list[str]:
    stands_in = {name for need in fields for name in need.instead}
    return [need.label for need in fields if not need.required and need.name not in stands_in]


def duties(make: Maker) -> str:
    """Findings on 首办、流转、包案 as they are put for a matter on which nothing is on record."""
    sheet, facts = DutySheet("M-R1", make.day), make.empty
    checks = [_duty_row(check) for check in completeness(sheet)]
    single = ((county_leader(sheet, True), "县级领导包案"), (silent_to_leader(sheet), "向包案领导汇报"),
              (first_handler(facts).finding, "首办反馈"), (ping_pong(facts), "多次流转"))  # fmt: skip
    rows = [(f"`{one.rule}`", name, one.sentence, one.clause, one.change) for one, name in single]
    return make.table(("代号", "名称", "核对什么", "依据", "怎样消除"), [*checks, *rows])


def _duty_row(check: Check) -> Sequence[str]:
    parts = "、".join(one.name for one in check.elements)
    return f"`{check.rule}`", check.name, f"{parts}，缺项按责任单位列出", check.finding.clause, check.finding.change


def contest_states() -> str:
    return "、".join(f"`{state}`" for state in ContestState)


def outputs(make: Maker) -> str:
    """What must come of a claim of each class, asked of the rule one class at a time."""
    claims = [Claim("1", "…", legitimacy=one) for one in Legitimacy]
    classes = [
        *zip(claims, Legitimacy, strict=True),
        *((Claim("1", "…", treatment=one), one) for one in Treatment),
    ]
    rows = []
    for claim, name in classes:
        found = required_outputs(make.empty, EMPTY, [claim])
        rows.append((name.value, "、".join(one.output for one in found) or "—", found[0].clause if found else "—"))
    return make.table(("合理性或分类", "应有的结果", "依据"), rows)


def gate(make: Maker) -> str:
    """G1–G10 of a matter on which nothing is on record: article, what is missing, whether a reason may stand in."""
    answers = closing_gate(make.empty, EMPTY, satisfaction_required=False, on=make.day)
    rows = [
        (one.item, one.name, one.answer.value, "、".join(one.missing) or "—", one.clause, _reason(one.item))
        for one in answers
    ]
    return make.table(("编号", "要件", "什么都没有登记时", "缺什么", "依据", "能否以理由代替"), rows)


def _reason(item: str) -> str:
    if item not in BEFORE_REVIEW:
        return "由审核或销号后观察得出"
    return "否" if item in NO_REASON_ENOUGH else "可以，理由与答案并列"


def closing_flags(make: Maker) -> str:
    rows = [
        (rule, name, make.thresholds(f"closing.{rule}"), make.clauses(f"closing.{rule}"))
        for rule, name in PD_NAMES.items()
    ]
    return make.table(("编号", "名称", "标准", "依据"), rows)


def sweep_lists(make: Maker) -> str:
    rows = [(one.id, one.group, one.name, one.definition, make.thresholds(f"sweeps.{one.id}") or "—", make.clauses(f"sweeps.{one.id}") or "—")
            for one in SWEEPS.values()]  # fmt: skip
    return make.table(("编号", "类别", "清单", "口径", "参数", "参数依据"), rows)


def pathways(make: Maker) -> str:
    rows = [(rule.pathway.value, rule.name, "、".join(rule.words) or "（其余事项）",
             f"{rule.limit}{'个月' if rule.unit == '月' else rule.unit}" if rule.limit else "无固定时效", rule.decision, rule.clause,
             make.confidence[rule.confidence]) for rule in pathway_rules()]  # fmt: skip
    return make.table(("途径", "名称", "事项中出现的词", "时效", "办理", "依据", "把握"), rows)


def compared(make: Maker) -> str:
    return "、".join(make.fields[name] for name in COMPARED)
