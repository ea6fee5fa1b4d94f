"""Tables of docs/rules-reference.md on meetings (频次、纪要、议定落实、督办阶梯), made from the parameters and by running the rules.

Read by write_rules_reference.py. A task on which nothing is on record gives what each act still lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from workbench.meetings.schedule.clashes import ClashLevel
from workbench.rules.decisions import ActKind, Decision, TaskAct, task_of
from workbench.rules.minutes import MinutesState, allowed, next_state
from workbench.rules.supervision import LADDER, NUMBERED
from workbench.rules.task_acts import act_gaps

Body = Mapping[str, Any]
Table = Callable[[Sequence[str], Iterable[Sequence[str]]], str]
MET, DUE, NOW = date(2026, 1, 5), date(2026, 1, 20), date(2026, 1, 26)


def frequencies(table: Table, parameters: Mapping[str, Body], confidence: Mapping[str, str]) -> str:
    """How often which body meets or receives; the local ones are chosen by name."""
    rows = [_frequency(name, body, confidence) for name, body in parameters.items() if name.startswith("meetings.")]
    return table(("规则", "说明", "层级", "计入的会议", "每期至少", "默认", "依据", "把握"), rows)


def _frequency(name: str, body: Body, confidence: Mapping[str, str]) -> Sequence[str]:
    last = max(body["values"], key=lambda one: one["from"])
    value = last["value"]
    often = f"每{value['period']}{value['least']}次" + ("，应在星期一" if value.get("weekday") == 1 else "")
    return (f"`{name}`", body["description"], value["level"], "、".join(value["kinds"]), often,
            "是" if value["default"] else "否", last["clause"], confidence[last["confidence"]])  # fmt: skip


def acts(table: Table) -> str:
    """What each act on a decided task needs: the rule's own answer to an act that says nothing."""
    return table(
        ("落实动态", "一项只写了种类的登记缺什么"), ((kind.value, "；".join(_lacks(kind)) or "—") for kind in ActKind)
    )


def _lacks(kind: ActKind) -> Iterator[str]:
    """Of an open task six days late, or of an accepted one for what may only follow that."""
    decision = Decision("H20260105-01", "H20260105", MET, "制定化解方案", unit="甲县财政局", due=DUE)
    done = TaskAct(ActKind.ACCEPT, DUE, evidence="方案", by="联席办主任")
    before = [done] if kind is ActKind.REOPEN else []
    yield from act_gaps(task_of(decision, before, NOW), before, TaskAct(kind, NOW), NOW)


def ladder(table: Table, parameters: Mapping[str, Body]) -> str:
    """Rungs in order: overdue how long, how long after the one before."""
    return table(("层级", "超期满", "上一级之后满", "文号", "依据"), (_rung(rung, parameters) for rung in LADDER))


def _rung(rung: Any, parameters: Mapping[str, Body]) -> Sequence[str]:
    last = max(parameters[rung.parameter_name]["values"], key=lambda one: one["from"])
    wait = f"{last['value']['wait']} 日" if last["value"]["wait"] else "—"
    return rung.value, f"{last['value']['overdue']} 日", wait, "须有" if rung in NUMBERED else "不用", last["clause"]


def minutes(table: Table) -> str:
    """From each state of the minutes, what may be done and where it leads."""
    states: tuple[MinutesState | None, ...] = (None, *MinutesState)
    rows = ((state.value if state else "（尚无）", "；".join(f"{act.value}→{next_state(state, act)}" for act in allowed(state)))
            for state in states)  # fmt: skip
    return table(("纪要状态", "可以办的 → 到达的状态"), rows)


def levels() -> str:
    """Levels of a clash in a schedule."""
    return "、".join(f"“{one.value}”" for one in ClashLevel)
