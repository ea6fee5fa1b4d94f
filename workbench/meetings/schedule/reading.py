"""Reading a schedule's conditions from JSON (读入排会条件); every fault said with the entry and the field it is in."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any, Final, TypeVar

from workbench.domain.codes import Level
from workbench.meetings.schedule.problem import (
    STANDARD_WISHES,
    Absence,
    Half,
    Matter,
    Problem,
    Recused,
    Sitting,
    Weights,
    Wish,
    WishKind,
)

_T = TypeVar("_T")
_LISTS: Final = {"sittings": "会次", "matters": "事项", "absences": "不在", "recusals": "回避", "wishes": "意愿"}


class ProblemFault(ValueError):
    """The conditions can't be used as they are; the sentence says which entry and what to do."""


def read_problem(given: str | bytes | Mapping[str, Any]) -> Problem:
    """The problem in JSON text or plain values as `Problem.as_dict` writes them. ProblemFault names what is wrong."""
    plain = _parsed(given)
    today = _day(plain.get("today"), "规划日期")
    kinds: dict[str, type[Any]] = {
        "sittings": Sitting, "matters": Matter, "absences": Absence, "recusals": Recused, "wishes": Wish,
    }  # fmt: skip
    found = {name: tuple(_many(kinds[name], plain.get(name) or (), _LISTS[name])) for name in kinds}
    if "wishes" not in plain:
        found["wishes"] = STANDARD_WISHES
    weights = _one(Weights, plain.get("weights") or {}, "权重")
    problem = Problem(today, weights=weights, **found)
    faults = list(faults_of(problem))
    if faults:
        raise ProblemFault("；".join(faults[:5]))
    return problem


def faults_of(problem: Problem) -> Iterator[str]:
    """What contradicts itself before any planning: ids given twice, names nothing has, times that can't be."""
    for title, ids in (("会次", [s.id for s in problem.sittings]), ("事项", [m.id for m in problem.matters])):
        yield from (f"{title}编号“{one}”出现{n}次，请改为唯一" for one, n in Counter(ids).items() if n > 1)
    for one in problem.sittings:
        if one.room <= 0 or not 0 <= one.start < 24 * 60:
            yield f"会次“{one.id}”的时间不对（开始{one.start}分，时长{one.minutes}分），请改正"
    for matter in problem.matters:
        yield from _matter_faults(problem, matter)
    for recused in problem.recusals:
        if recused.matter not in problem.matter:
            yield f"“{recused.who}”回避的事项“{recused.matter}”不在本轮，请删除或补入事项"
    for wish in problem.wishes:
        yield from _wish_faults(problem, wish)


def _matter_faults(problem: Problem, matter: Matter) -> Iterator[str]:
    if matter.minutes <= 0:
        yield f"事项“{matter.id}”的时长是{matter.minutes}分钟，请填写大于0的分钟数"
    if not matter.lead.strip():
        yield f"事项“{matter.id}”没有主办单位，请先确定主办单位"
    if matter.pin and matter.pin not in problem.sitting:
        yield f"事项“{matter.id}”指定的会次“{matter.pin}”不存在，请重新指定或取消指定"


def _wish_faults(problem: Problem, wish: Wish) -> Iterator[str]:
    lost = [one for one in wish.matters if one not in problem.matter]
    lost += [one for one in wish.sittings if one not in problem.sitting]
    if lost:
        yield f"意愿“{wish.name}”提到的“{'、'.join(lost)}”不在本轮，请改正"
    if wish.kind is WishKind.LIMIT and wish.value < 1:
        yield f"意愿“{wish.name}”的件数上限应至少为1，现为{wish.value}"
    if wish.kind is WishKind.LEADER_DAY and not wish.who:
        yield f"意愿“{wish.name}”没有写明是哪位领导（职务）"
    if wish.weight < 0:
        yield f"意愿“{wish.name}”的权重不能是负数"


def _parsed(given: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(given, Mapping):
        return given
    try:
        plain = json.loads(given)
    except json.JSONDecodeError as fault:
        raise ProblemFault(f"排会条件不是有效的 JSON（第{fault.lineno}行第{fault.colno}列），请重新导出") from fault
    if not isinstance(plain, Mapping):
        raise ProblemFault("排会条件应是一个对象（含 today、sittings、matters），请重新导出")
    return plain


def _many(kind: type[_T], entries: Iterable[Mapping[str, Any]], title: str) -> Iterator[_T]:
    for number, entry in enumerate(entries, 1):
        yield _one(kind, entry, f"第{number}个{title}")


def _one(kind: type[_T], entry: Mapping[str, Any], where: str) -> _T:
    known = {one.name: one for one in fields(kind)}  # type: ignore[arg-type]
    strange = sorted(set(entry) - set(known))
    if strange:
        raise ProblemFault(f"{where}有不认识的字段“{'、'.join(strange)}”，请改正")
    lost = [
        n for n, one in known.items() if n not in entry and one.default is MISSING and one.default_factory is MISSING
    ]
    if lost:
        raise ProblemFault(f"{where}缺字段“{'、'.join(lost)}”，请补齐")
    return kind(**{name: _value(known[name].type, value, f"{where}的“{name}”") for name, value in entry.items()})


def _value(kind: Any, value: Any, where: str) -> Any:
    """A plain value as the field's type, which dataclasses of these modules keep as text."""
    reader = _READERS[str(kind)]
    try:
        return reader(value, where)
    except (ValueError, TypeError, AttributeError) as fault:
        raise fault if isinstance(fault, ProblemFault) else ProblemFault(f"{where}不能是“{value}”，请改正") from fault


def _day(value: Any, where: str) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError) as fault:
        raise ProblemFault(f"{where}应写成 2026-03-02 这样的日期，现为“{value}”") from fault


def _whole(value: Any, where: str) -> int:
    if isinstance(value, bool) or int(value) != value:
        raise ProblemFault(f"{where}应是整数，现为“{value}”")
    return int(value)


def _truth(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise ProblemFault(f"{where}应是 true 或 false，现为“{value}”")
    return value


def _words(value: Any, where: str) -> tuple[str, ...]:
    if isinstance(value, str):
        raise ProblemFault(f"{where}应是一列名称，现为“{value}”")
    return tuple(str(one) for one in value)


_READERS: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "str": lambda value, _: str(value),
    "int": _whole,
    "bool": _truth,
    "date": _day,
    "date | None": lambda value, where: None if value is None else _day(value, where),
    "tuple[str, ...]": _words,
    "Level": lambda value, _: value if isinstance(value, Level) else Level.from_label(value),
    "Half": lambda value, _: Half(value),
    "WishKind": lambda value, _: WishKind(value),
}
