"""Which legal pathways may fit a matter and whether their time to ask runs out (法定途径提示), spec 5.4, T§31.

A reminder with the arithmetic, for the legal officer to check; never advice to refuse. The day the petitioner knew of the
act is rarely in a ledger; it cannot be later than the first petition, so the limit counted from there is the latest it may end.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from workbench.domain.codes import Pathway
from workbench.domain.facts import MatterFacts
from workbench.reference.pathways import PathwayRule

NEAR: Final = 30
"""Days before the end of a limit from which it is called near."""


class LimitState(StrEnum):
    """Where the time to ask for a pathway stands (时效)."""

    NONE = "无固定时效"
    AHEAD = "未到"
    NEAR = "临近"
    PERHAPS_PAST = "可能已过"
    UNKNOWN = "待核"


@dataclass(frozen=True, slots=True)
class PathwayOption:
    """One pathway that may fit: the words that speak for it, its limit as of the matter's day, and a sentence."""

    rule: PathwayRule
    chosen: bool
    words: tuple[str, ...]
    known_by: date | None
    ends: date | None
    state: LimitState
    sentence: str


def pathway_options(facts: MatterFacts, rules: Sequence[PathwayRule]) -> tuple[PathwayOption, ...]:
    """Pathways some word of the matter speaks for, and those already chosen; 信访程序, the remainder (T§31(6)), last."""
    text = _text(facts)
    chosen = {record.pathway for record in facts.records if record.pathway}
    found = [(rule, tuple(word for word in rule.words if word in text)) for rule in rules]
    options = [_option(facts, rule, words, chosen) for rule, words in found if words or not rule.words]
    return tuple(sorted(options, key=lambda one: (one.rule.pathway is Pathway.PETITION, -len(one.words))))


def _text(facts: MatterFacts) -> str:
    parts = [facts.topic_l1, facts.topic_l2]
    parts += [text for record in facts.records for text in (record.claim, record.summary)]
    return "\n".join(parts)


def _option(facts: MatterFacts, rule: PathwayRule, words: tuple[str, ...], chosen: set[Pathway]) -> PathwayOption:
    known, picked = facts.first_day, rule.pathway in chosen
    if rule.limit is None:
        return PathwayOption(rule, picked, words, known, None, LimitState.NONE, _sentence(rule, words, _no_limit(rule)))
    if known is None:
        told = f"时效{rule.limit}{_unit(rule)}，首次反映的日期未登记，无法推算，请法制机构核对"
        return PathwayOption(rule, picked, words, None, None, LimitState.UNKNOWN, _sentence(rule, words, told))
    ends = after(known, rule.limit, rule.unit)
    state = _state(ends, facts.as_of)
    told = (
        f"时效{rule.limit}{_unit(rule)}：最迟自首次反映之日{known}起算（知道之日不会更晚），至{ends}届满，"
        f"截至{facts.as_of}{_said(state, ends, facts.as_of)}；有中止、中断或特别规定的另计，请法制机构核对"
    )
    return PathwayOption(rule, picked, words, known, ends, state, _sentence(rule, words, told))


def after(day: date, count: int, unit: str) -> date:
    """The last day of a period of days, months or years that begins after `day` (民法典第二百零一条、第二百零二条)."""
    if unit == "日":
        return day + timedelta(days=count)
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "年" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _unit(rule: PathwayRule) -> str:
    return "个月" if rule.unit == "月" else rule.unit


def _state(ends: date, on: date) -> LimitState:
    if on > ends:
        return LimitState.PERHAPS_PAST
    return LimitState.NEAR if (ends - on).days <= NEAR else LimitState.AHEAD


def _said(state: LimitState, ends: date, on: date) -> str:
    days = abs((ends - on).days)
    return f"可能已过{days}日" if state is LimitState.PERHAPS_PAST else f"尚余{days}日"


def _no_limit(rule: PathwayRule) -> str:
    return "没有固定的申请时效" if rule.confidence == "certain" else "申请时效请法制机构核对"


def _sentence(rule: PathwayRule, words: tuple[str, ...], told: str) -> str:
    why = f"内容提到“{'”“'.join(words[:4])}”；" if words else ""
    return f"{rule.name}（{rule.pathway}）：{why}{told}。办理：{rule.decision}。"
