"""会议筹备 › 条件与变动: the fields of each kind of condition, and what a clerk typed as conditions or a change; no widget here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from workbench.apps.meeting.rows import when
from workbench.apps.panel_parts import Given
from workbench.domain.codes import Level
from workbench.meetings.rounds import Cancelled, Condition, Minutes, Pin, WordKind
from workbench.meetings.schedule.changes import Change
from workbench.meetings.schedule.problem import Absence, Half, Matter, Recused, Wish, WishKind
from workbench.usecases.schedule_round import RoundState
from workbench.widgets import Field

MUST, RATHER = "必须", "尽量"
_LONGEST: Final = 60
"""Days one absence may span: longer is a slip of the pen."""


def matters(state: RoundState) -> list[tuple[str, str]]:
    """(id, name) of the round's matters."""
    return [(one.id, f"{one.id} {one.title}") for one in state.problem.matters]


def sittings(state: RoundState) -> list[tuple[str, str]]:
    """(id, name) of the round's sittings."""
    return [(one.id, f"{when(one)} {one.place}".strip()) for one in state.problem.sittings]


def _away(state: RoundState) -> list[Field]:
    return [
        Field("who", "谁（单位或职务）", "unit", True, state.names),
        Field("since", "哪一天起", "day", True),
        Field("until", "到哪一天（含，只一天的不填）", "day"),
        Field("half", "全天还是半天", "choice", choices=[one.value for one in Half]),
    ]


def _recused(state: RoundState) -> list[Field]:
    return [Field("who", "谁（单位或职务）", "unit", True, state.names), Field("matter", "哪一件", "choice", True, matters(state))]  # fmt: skip


def _pin(state: RoundState) -> list[Field]:
    return [Field("matter", "哪一件", "choice", True, matters(state)), Field("sitting", "在哪一次会", "choice", True, sittings(state))]  # fmt: skip


def _wish(state: RoundState) -> list[Field]:
    return [
        Field("wish", "意愿", "choice", True, [one.value for one in WishKind]),
        Field("hard", "必须还是尽量", "choice", True, [RATHER, MUST]),
        Field("name", "这一条怎么说", "text", True, placeholder="如：两件土地事项同一次会"),
        Field("matter", "事项", "choice", choices=matters(state)),
        Field("other", "另一件（同会）", "choice", choices=matters(state)),
        Field("who", "单位或职务（连排、同会、同日）", "unit", choices=state.names),
        Field("sitting", "会次（件数上限；不选为每次）", "choice", choices=sittings(state)),
        Field("value", "件数（件数上限）", "number"),
    ]


def _minutes(state: RoundState) -> list[Field]:
    return [Field("matter", "哪一件", "choice", True, matters(state)), Field("minutes", "需要几分钟", "number", True)]


def _cancelled(state: RoundState) -> list[Field]:
    return [Field("sitting", "不用哪一次会", "choice", True, sittings(state), hint="会议本身请在会议登记中取消或改期")]


_FIELDS: Final[Mapping[WordKind, Callable[[RoundState], list[Field]]]] = {
    WordKind.AWAY: _away, WordKind.RECUSED: _recused, WordKind.PIN: _pin, WordKind.WISH: _wish,
    WordKind.MINUTES: _minutes, WordKind.CANCELLED: _cancelled,
}  # fmt: skip


def fields(kind: WordKind, state: RoundState) -> list[Field]:
    """The fields of one kind of condition; the reason last."""
    return [*_FIELDS[kind](state), Field("why", "理由（回避必填）", "text", wide=True)]


def conditions(kind: WordKind, given: Given) -> list[Condition]:
    """What was typed, as conditions: a span of absence is one for each day. ValueError for a day or number that is none."""
    match kind:
        case WordKind.AWAY:
            return list(absences(given))
        case WordKind.RECUSED:
            return [Recused(given["who"], given["matter"])]
        case WordKind.PIN:
            return [Pin(given["matter"], given["sitting"])]
        case WordKind.MINUTES:
            return [Minutes(given["matter"], whole(given["minutes"], "需要几分钟"))]
        case WordKind.CANCELLED:
            return [Cancelled(given["sitting"])]
    return [_made_wish(given)]


def _made_wish(given: Given) -> Wish:
    named = tuple(dict.fromkeys(given[key] for key in ("matter", "other") if given.get(key)))
    value = whole(given["value"], "件数") if given.get("value") else 0
    kind = WishKind(given["wish"])
    if kind is WishKind.LIMIT and not value:
        raise ValueError("“件数上限”须填写件数")
    sitting = (given["sitting"],) if given.get("sitting") else ()
    return Wish(kind, given["name"], given["hard"] == MUST, 60, given.get("who", ""), named, sitting, value)


def absences(given: Given) -> tuple[Absence, ...]:
    """Each day of a span. ValueError for days turned round, or a span longer than two months."""
    if not given.get("who"):
        return ()
    since = day(given.get("since", ""), "哪一天起")
    until = day(given["until"], "到哪一天") if given.get("until") else since
    many = (until - since).days + 1
    if not 1 <= many <= _LONGEST:
        raise ValueError(f"不在的日期应为 1 至 {_LONGEST} 天，现为 {since} 至 {until}；请核对起止日")
    half = Half(given.get("half") or Half.DAY.value)
    return tuple(Absence(given["who"], since + timedelta(days=number), half) for number in range(many))


def change_fields(state: RoundState) -> list[Field]:
    """What may change once a plan stands: who can't come when, a matter withdrawn or added, a sitting gone."""
    return [
        *_away_optional(state),
        Field("withdrawn", "撤回哪一件", "choice", choices=matters(state)),
        Field("added", "新增哪一件（必须上会）", "choice", choices=[(one, f"{one} {state.titles.get(one, '')}") for one in state.waiting]),
        Field("cancelled", "取消哪一次会", "choice", choices=sittings(state)),
        Field("why", "理由", "text", wide=True),
    ]  # fmt: skip


def _away_optional(state: RoundState) -> list[Field]:
    return [Field(one.name, one.label, one.kind, False, one.choices) for one in _away(state)]


def change_of(given: Given, today: date) -> Change:
    """What was typed, as a change. ValueError when nothing was said to change."""
    added = tuple(Matter(one, 0, Level.COUNTY, "", today) for one in (given.get("added"),) if one)
    made = Change(
        absences(given),
        tuple(one for one in (given.get("withdrawn"),) if one),
        added,
        tuple(one for one in (given.get("cancelled"),) if one),
    )
    if made == Change():
        raise ValueError("请先填写变动：谁哪天不在、撤回或新增哪一件，或取消哪一次会")
    return made


def day(text: str, label: str) -> date:
    """A full day. ValueError in words."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{label}”填的“{text}”不是日期；请写成 2026-11-20") from None


def whole(text: str, label: str) -> int:
    """A whole number. ValueError in words."""
    if not text.isdecimal():
        raise ValueError(f"“{label}”填的“{text}”不是整数；请只写数字")
    return int(text)
