"""What the hard flags share (难案标志): the matter as they see it, their names, and how an answer is put."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.domain.codes import Trilean
from workbench.domain.facts import MatterFacts
from workbench.domain.finding import ClockFinding, Finding, SeparationFinding
from workbench.reference.parameters import Parameter
from workbench.rules.evidence import History

NAMES = {
    "HF1": "时间跨度长",
    "HF2": "涉及人数多",
    "HF3": "政策性强",
    "HF4": "三跨三分离",
    "HF5": "多次交办仍不满意",
    "HF6": "多次督办无进展",
    "HF7": "已复核仍反复",
    "HF8": "单位意见不一致",
    "HF9": "跨年未化解无方案",
    "HF10": "上级交办",
    "HF11": "主体灭失、证据缺失或资金缺口",
    "HF12": "群体性共性问题",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One matter as the flags see it; `settings` are the hard_flags parameters of its day."""

    facts: MatterFacts
    history: History
    clocks: Sequence[ClockFinding]
    separation: SeparationFinding
    cluster_size: int | None
    settings: Mapping[str, Parameter]

    def setting(self, name: str) -> Parameter:
        return self.settings[name]


def answer(
    rule: str, outcome: Trilean, setting: Parameter, told: str, facts: Mapping[str, str], change: str
) -> Finding:
    """A flag's finding: its name, the answer, the evidence in words, and what would turn it."""
    return Finding(rule, outcome, setting.clause, f"{NAMES[rule]}：{outcome}。{told}。", facts, change=change)


def shown(value: object) -> str:
    """A value as text; 未登记 where there is none."""
    return "未登记" if value in (None, "") else str(value)
