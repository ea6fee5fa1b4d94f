"""单位文书 (spec 3.8): the seven letters of a matter or task, and what each must have before it may be printed.

A letter states facts of the record and what a person signed; 约谈建议 names no sanction, whoever writes it (T§39).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from workbench.domain.codes import StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import NO_DETAIL, MatterFacts
from workbench.reference.parameters import parameter
from workbench.rules.supervision import Rung
from workbench.rules.transitions_hard import same_number
from workbench.rules.unit_kinds import UnitRelation, is_petition_office, normal_unit, unit_relation


class LetterKind(StrEnum):
    """Kinds of letter (文书种类), spec 3.8."""

    ORDER = "交办单"
    SUPERVISE = "督办函"
    LISTED = "挂牌督办通知"
    TALK = "约谈建议"
    OPINION = "处理意见书"
    REPORT = "办结报告"
    VISIT_BACK = "回访记录"


RUNGS: Final[Mapping[LetterKind, Rung]] = MappingProxyType(
    {LetterKind.SUPERVISE: Rung.LETTER, LetterKind.LISTED: Rung.LISTED, LetterKind.TALK: Rung.TALK}
)
"""Letters that print a rung of the ladder; of a decided task only after a person signed that rung."""
OF_MATTERS: Final = frozenset({LetterKind.OPINION, LetterKind.REPORT, LetterKind.VISIT_BACK})
"""Letters there are only of a matter, not of a task of all."""
FOR_HANDLERS: Final = frozenset(LetterKind) - {LetterKind.TALK, LetterKind.VISIT_BACK}
"""Letters a unit gets, or writes, as the one that handles the matter: not the unit complained of (T§22(二), §30③)."""
NUMBERED: Final = FOR_HANDLERS
SIGNED: Final = frozenset(LetterKind) - {LetterKind.OPINION, LetterKind.VISIT_BACK}
OWN_SEAL: Final = frozenset({LetterKind.OPINION, LetterKind.REPORT})
"""Letters in the unit's own name, under its own seal."""

REASONS: Final = (
    "无正当理由超期", "未反馈办理结果", "未按规定程序办理", "推诿、敷衍、拖延", "拒不执行处理意见", "拒不采纳改进建议又不说明理由",
)  # fmt: skip
"""督办事由 in use (T§40; local rules): a person chooses one, none is concluded from the record."""
_SUPERVISING: Final = MappingProxyType({"reason": "督办事由", "demand": "督办要求", "contact": "联系人职务"})
OWN_WORDS: Final[Mapping[LetterKind, Mapping[str, str]]] = MappingProxyType(
    {
        LetterKind.ORDER: {"demand": "其他办理要求", "feedback": "反馈对象与方式", "instruction": "领导批示"},
        LetterKind.SUPERVISE: _SUPERVISING,
        LetterKind.LISTED: {**_SUPERVISING, "list_number": "挂牌编号", "delisting": "摘牌条件"},
        LetterKind.TALK: {"post": "建议约谈的职务", "convenor": "建议召集人", "text": "说明"},
        LetterKind.OPINION: {"found": "查明的事实", "review_organ": "复查机关"},
        LetterKind.REPORT: {"to": "报送机关", "found": "调查情况", "contact": "联系人职务"},
        LetterKind.VISIT_BACK: {
            "visitor": "回访人职务", "received": "是否收到意见书", "performed": "意见是否落实", "reasons": "不满意的原因",
            "signature": "签字或未签字的原因",
        },
    }
)  # fmt: skip
"""What a writer may add to a letter in words, by its name; everything else comes from the record."""

_NUMBER: Final = re.compile(r"^[^\d〔\[［(（]{1,12}[〔\[［(（](\d{4})[〕\]］)）]第?\d{1,5}号$")
_INNER: Final = re.compile(
    r"局.{1,10}(科|股|室|组|处)$|(政府|委员会|法院|检察院|办事处|中心|管理站).{1,10}(?<!办公)(科|股|室|组)$"
)
_SANCTIONS: Final = re.compile(
    "处分|问责|免职|撤职|降职|降级|停职|警告|记过|记大过|开除|诫勉|调离|引咎|辞退|一票否决|扣分|扣发|组织处理|追究.{0,4}责任"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A letter as asked for: by `recorded` its number and signer stand on the record already (signed rung, step)."""

    kind: LetterKind
    day: date
    unit: str = ""
    number: str = ""
    signer: str = ""
    due: date | None = None
    own: Mapping[str, str] = field(default_factory=lambda: NO_DETAIL)
    recorded: bool = False
    of_task: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was made (文书登记): to which unit or for which, under which number, who signs, kept as which file."""

    event_id: str
    kind: LetterKind
    matter_id: str
    decision_id: str
    unit: str
    number: str
    signer: str
    day: date
    due: date | None
    file: str
    list_number: str = ""
    delisting: str = ""
    actor: str = ""

    @property
    def subject(self) -> str:
        return f"{self.decision_id}|{self.matter_id}" if self.decision_id else self.matter_id

    @property
    def row(self) -> Mapping[str, str]:
        """One line of the register of letters."""
        return {
            "日期": str(self.day), "文书": self.kind.value, "文号": self.number or "无", "单位": self.unit or "未登记",
            "事项": self.matter_id or "会议全体", "议定事项": self.decision_id or "无", "签发人": self.signer or "无",
            "期限": str(self.due or "未另定"), "挂牌编号": self.list_number or "无", "文件": self.file,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listing:
    """A matter or task on the list (挂牌台账) until the day its condition was met, None while it stands (T§39)."""

    letter: Letter
    title: str
    taken_off: date | None = None

    @property
    def row(self) -> Mapping[str, str]:
        one = self.letter
        return {
            "挂牌编号": one.list_number, "单位": one.unit, "事项": one.matter_id or "会议全体", "标题": self.title or "未登记",
            "议定事项": one.decision_id or "无", "挂牌日期": str(one.day), "要求落实期限": str(one.due or "未另定"),
            "摘牌条件": one.delisting, "摘牌日期": str(self.taken_off or "未摘牌"), "文号": one.number,
        }  # fmt: skip


def letter_gaps(asked: Asked) -> tuple[str, ...]:
    """Everything that stands in the way of a letter, one sentence each; empty when it may be printed."""
    return (*_words(asked), *_who(asked), *_numbered(asked), *_until(asked), *_listing(asked), *_talk(asked))


def _words(asked: Asked) -> Iterator[str]:
    known = OWN_WORDS[asked.kind]
    for name in asked.own:
        if name not in known:
            can = "、".join(f"{one}（{what}）" for one, what in known.items())
            yield f"{asked.kind.value}没有“{name}”这一项；可以填写：{can}"
    reason = asked.own.get("reason", "")
    if reason and reason not in REASONS:
        yield f"督办事由“{reason}”不在可用之列：{'；'.join(REASONS)}"


def _who(asked: Asked) -> Iterator[str]:
    if not asked.unit.strip():
        yield "没有单位：记录里没有承办单位，请写明单位"
    if asked.kind in SIGNED and not asked.signer.strip():
        yield "须由负责人签发，请写明签发人职务"
    if asked.kind in OWN_SEAL and _INNER.search(normal_unit(asked.unit)):
        yield f"“{asked.unit}”是内设机构，{asked.kind.value}须以机关、单位本身的名义并加盖其印章（《信访工作条例》第三十二条）"


def _numbered(asked: Asked) -> Iterator[str]:
    if asked.kind not in NUMBERED or (asked.recorded and asked.number):
        return
    shape = _NUMBER.match(asked.number)
    if not asked.number:
        yield f"{asked.kind.value}须有文号，如“清联督〔{asked.day.year}〕3号”"
    elif shape is None:
        yield f"文号“{asked.number}”不合格式，应如“清联督〔{asked.day.year}〕3号”"
    elif int(shape[1]) != asked.day.year:
        yield f"文号“{asked.number}”的年份不是成文日期{asked.day}的年份"


def _until(asked: Asked) -> Iterator[str]:
    if asked.due is None or (asked.recorded and asked.of_task):
        return
    if asked.due < asked.day:
        yield f"期限{asked.due}早于成文日期{asked.day}，已经过去；请另定期限"
    if asked.kind in RUNGS:
        most = parameter("supervision.new_due", asked.day)
        if asked.due > asked.day + timedelta(days=most.value):
            yield f"另定的期限须在{asked.day}起{most.value}日以内，现为{asked.due}（{most.clause}）"


def _listing(asked: Asked) -> Iterator[str]:
    if asked.kind is LetterKind.LISTED and not asked.of_task and not asked.own.get("delisting", "").strip():
        yield "挂牌督办须写明摘牌条件"


def _talk(asked: Asked) -> Iterator[str]:
    """A sanction is never named by this tool: facts only, the conference decides (T§39)."""
    text = "".join(asked.own.values()) if asked.kind is LetterKind.TALK else ""
    if named := dict.fromkeys(_SANCTIONS.findall(text)):
        words = "、".join(named)
        yield f"约谈建议只列事实，不写处理措施，请删去“{words}”（《信访工作条例》第三十九条，由联席会议决定）"


# --- how often a matter was ordered to be handled -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Order:
    """One order to handle a matter (交办), from a step or an earlier 交办单."""

    unit: str
    number: str = ""
    day: PartialDate | None = None
    sender: str = ""
    due: str = ""
    demand: str = ""


def orders_of(facts: MatterFacts, sent: Sequence[Letter] = ()) -> tuple[Order, ...]:
    """Every 交办 to a unit that handles, oldest first; an earlier 交办单 counts once, with its step or without."""
    found = [
        Order(step.target, step.detail.get("number", ""), step.day, step.unit, step.detail.get("due", ""),
              step.detail.get("demand", ""))
        for step in facts.steps
        if step.kind is StepKind.FORWARD and step.target and not is_petition_office(step.target)
        and step.detail.get("mode", "") != "转送"
    ]  # fmt: skip
    for one in sent:
        if one.kind is LetterKind.ORDER and not any(_same(order, one) for order in found):
            found.append(Order(one.unit, one.number, PartialDate.parse(one.day.isoformat()), due=str(one.due or "")))
    return tuple(found)


def _same(order: Order, letter: Letter) -> bool:
    if order.number:
        return same_number(order.number) == same_number(letter.number)
    before = order.day is None or order.day.start <= letter.day
    return before and unit_relation(order.unit, letter.unit) is UnitRelation.SAME


def order_meant(orders: Sequence[Order], unit: str, number: str) -> int | None:
    """Place of the order a 交办单 prints: that of its number, else the unit's last one without a number; None if new."""
    for at in range(len(orders) - 1, -1, -1):
        if number and same_number(orders[at].number) == same_number(number):
            return at
    last = len(orders) - 1
    mine = last >= 0 and unit_relation(orders[last].unit, unit) is UnitRelation.SAME
    return last if mine and (not orders[last].number or not number) else None


def times_ordered(facts: MatterFacts, orders: Sequence[Order], at: int | None) -> int:
    """第几次交办: the place of this order; what the ledger counts (交办次数) stands where it is more."""
    stated = max((record.assign_times or 0 for record in facts.records), default=0)
    if at is None:
        return max(len(orders), stated) + 1
    return max(at + 1, stated) if at == len(orders) - 1 else at + 1
