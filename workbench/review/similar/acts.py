"""What units did until a matter was resolved (化解经过): effective acts in order, by what means, led by which post.

Facts of units with their source; no free text and no name of anyone: what an officer wrote is read in the matter itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from workbench.domain.codes import ResolutionState, StepKind

Row = Mapping[str, Any]

EFFECTIVE: Final = frozenset({
    StepKind.ASSIGN_LEADER, StepKind.PLAN, StepKind.VISIT, StepKind.RECEIVE, StepKind.STUDY, StepKind.MEDIATE, StepKind.NEGOTIATE,
    StepKind.APPLY_CONFERENCE, StepKind.MEETING, StepKind.DECISION, StepKind.HEARING_END, StepKind.HAND_OFF, StepKind.LEGAL_OPINION,
    StepKind.CONSULT, StepKind.AID, StepKind.PERFORM, StepKind.SUPERVISE, StepKind.INSTRUCT, StepKind.OPINION, StepKind.LEADER_OPINION,
    StepKind.TAKE, StepKind.RESOLVE,
})  # fmt: skip
"""Acts that move a matter; registering, forwarding, extending and the petitioner's own steps do not."""

_MEANS_OF_KIND: Final = {
    StepKind.MEDIATE: "调解", StepKind.HEARING_END: "听证", StepKind.HAND_OFF: "法律途径", StepKind.AID: "帮扶救助",
    StepKind.DECISION: "联席会议议定", StepKind.LEGAL_OPINION: "法律意见", StepKind.PERFORM: "履行兑现",
}  # fmt: skip
_MEANS: Final = (
    ("资金", re.compile("资金|拨付|财政|补发|发放|兑付|补缴|专户|付清|借款|赔偿|补偿款")),
    ("政策", re.compile("政策|标准|纳入|认定|核增")),
    ("调解", re.compile("调解|和解|达成协议|签订协议")),
    ("听证", re.compile("听证")),
    ("法律途径", re.compile("诉讼|仲裁|行政复议|法院|执行程序|移送审查")),
    ("鉴定核查", re.compile("鉴定|勘测|勘界|监测|审计|核对|查阅|清理|入户核查|调取")),
    ("更正办证", re.compile("更正|变更登记|换发|首次登记|转移登记|补办")),
    ("整改施工", re.compile("修复|清淤|复工|整改|整治|加固|验收|停产")),
    ("帮扶救助", re.compile("救助|帮扶|公益性岗位|低保")),
)  # fmt: skip
_SPOKEN: Final = frozenset(
    {StepKind.PLAN, StepKind.DECISION, StepKind.OPINION, StepKind.PERFORM, StepKind.MEDIATE, StepKind.STUDY}
)
"""Steps whose text tells by what means; a means an opinion refuses is none."""
_REFUSED: Final = re.compile("不予支持|缺乏(?:政策)?依据|不属实|不符合|不能认定|不予受理|不具备")
_POST: Final = re.compile(
    r"(?:[省市县区]委|[省市县区]人大(?:常委会)?|[省市县区]政协|[省市县区]政府|[镇乡]党委|[镇乡]政府|党工委|纪委)?(?:常委、)?"
    r"(?:常务|政法委|党委|党组)?(?:第一)?副?(?:书记|县长|区长|市长|省长|镇长|乡长|局长|主任|主席|院长|检察长|常委)"
)


@dataclass(frozen=True, slots=True)
class Act:
    """One effective act: what, when, by which unit, by what means, and where it is written."""

    kind: str
    day: date | None
    unit: str
    means: tuple[str, ...]
    version: str
    source: str

    @property
    def words(self) -> str:
        when = self.day.isoformat() if self.day else "日期未载明"
        how = f"（{'、'.join(self.means)}）" if self.means else ""
        return f"{when} {self.unit}{'：' if self.unit else ''}{self.kind}{self.version}{how}"


@dataclass(frozen=True, slots=True)
class Worked:
    """How a matter was resolved: acts in order, posts that led, versions of the plan, days, means, outcome of claims."""

    matter_id: str
    acts: tuple[Act, ...]
    led_by: tuple[str, ...]
    plans: int
    days_plan_to_end: int | None
    days_in_all: int | None
    means: tuple[str, ...]
    claims: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The course in short sentences."""
        lines = [act.words for act in self.acts]
        if self.led_by:
            lines.append(f"包案领导：{'、'.join(self.led_by)}")
        if self.days_plan_to_end is not None:
            lines.append(f"从首份化解方案到销号 {self.days_plan_to_end} 天（方案共 {self.plans} 版）")
        if self.days_in_all is not None:
            lines.append(f"从首次登记到销号 {self.days_in_all} 天")
        return (*lines, *self.claims)


def what_worked(matter: Row, steps: Sequence[Row], claims: Sequence[Row] = ()) -> Worked:
    """From one matter's row and its rows of `tables.STEPS` and `tables.CLAIMS`; acts after 销号 are left out.

    A matter not resolved has a course too, up to now, and no days to its end.
    """
    ordered = _dated_before_told(sorted(steps, key=_order))
    end = _end(matter, ordered)
    acts = tuple(
        _act(step)
        for step in ordered
        if _kind(step) in EFFECTIVE and not (end and step["start"] and step["start"] > end)
    )
    plans = [act for act in acts if act.kind == StepKind.PLAN.value]
    first_plan = min((act.day for act in plans if act.day), default=None)
    return Worked(
        str(matter["matter_id"]),
        acts,
        _posts(matter, ordered),
        len(plans),
        (end - first_plan).days if end and first_plan and end >= first_plan else None,
        (end - matter["first_day"]).days if end and matter["first_day"] else None,
        tuple(dict.fromkeys(means for act in acts for means in act.means)),
        tuple(_claim_words(claims)),
    )


def not_had(mine: Worked, theirs: Worked) -> tuple[str, ...]:
    """Acts and means the other matter had before it was resolved and this one has not had, in words; each is a fact, not an advice."""
    kinds = {act.kind for act in mine.acts}
    acts = dict.fromkeys(
        act.kind for act in theirs.acts if act.kind not in kinds and act.kind != StepKind.RESOLVE.value
    )
    means = [word for word in theirs.means if word not in mine.means]
    return (*(f"尚无“{kind}”" for kind in acts), *(f"尚未用到：{word}" for word in means))


def posts_in(text: str) -> tuple[str, ...]:
    """Posts a text names, without the names of who holds them."""
    return tuple(dict.fromkeys(_POST.findall(text)))


def _kind(step: Row) -> StepKind:
    return StepKind(step["kind"])


def _order(step: Row) -> tuple[date, str]:
    return (step["start"] or date.max, str(step["kind"]))


def _dated_before_told(steps: Sequence[Row]) -> list[Row]:
    """Without undated lines of a ledger cell that tells once more what a dated step of the same kind tells."""
    dated = {step["kind"] for step in steps if step["start"]}
    seen: set[str] = set()
    kept = []
    for step in steps:
        if step["start"] or (step["kind"] not in dated and step["kind"] not in seen):
            kept.append(step)
            seen.add(step["kind"])
    return kept


def _end(matter: Row, steps: Iterable[Row]) -> date | None:
    """Day of the last 销号, if the matter is resolved."""
    if matter["state_b"] != ResolutionState.RESOLVED.value:
        return None
    return max((step["end"] for step in steps if _kind(step) is StepKind.RESOLVE and step["end"]), default=None)


def _act(step: Row) -> Act:
    detail = _detail(step)
    version = detail.get("number", "") if _kind(step) is StepKind.PLAN else ""
    return Act(
        str(step["kind"]),
        step["start"],
        step["unit"] or "",
        _means(step),
        f"（{version}）" if version else "",
        step["source"] or "",
    )


def _means(step: Row) -> tuple[str, ...]:
    """Means by the kind of step, and by the words of those that tell what is done; none where the text refuses."""
    kind = _kind(step)
    own = [_MEANS_OF_KIND[kind]] if kind in _MEANS_OF_KIND else []
    text = step["text"] or ""
    told = kind in _SPOKEN and not _REFUSED.search(text)
    return tuple(dict.fromkeys([*own, *(word for word, pattern in _MEANS if told and pattern.search(text))]))


def _posts(matter: Row, steps: Iterable[Row]) -> tuple[str, ...]:
    led = [step for step in steps if _kind(step) is StepKind.ASSIGN_LEADER]
    texts = [_detail(step).get("post", "") or step["text"] or "" for step in led] + [matter["case_leader"] or ""]
    return tuple(dict.fromkeys(post for text in texts for post in posts_in(text)))


def _detail(step: Row) -> dict[str, str]:
    found: dict[str, str] = json.loads(step["detail"] or "{}")
    return found


def _claim_words(claims: Iterable[Row]) -> Iterable[str]:
    """Each claim's result; its text stays in the matter."""
    for claim in claims:
        if claim["result"]:
            done = f"，{claim['performed'].isoformat()}履行" if claim["performed"] else ""
            yield f"诉求{claim['number']}：{claim['result']}{done}"
