"""处理意见书 (T§32; spec 3.8): five parts, claim by claim 支持、解释、不支持 with its basis, and the way to a review.

A draft for the unit that handles the matter: it is issued in that unit's own name under its own seal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from workbench.domain.case import ClaimResult
from workbench.domain.codes import StepKind
from workbench.reference.parameters import parameter
from workbench.reports.forms import FormSection
from workbench.reports.letters.parts import (
    LetterSource,
    LetterText,
    claims,
    detail,
    lines_or_gap,
    origin,
    step_day,
    value,
)
from workbench.review.paper_parts import Line, LineKind, Row, day_words, distinct, ended, gap, missing, note, text_of
from workbench.rules.transitions_hard import same_number

DRAFT: Final = "代拟稿"
ANSWERS: Final[Mapping[ClaimResult, str]] = MappingProxyType(
    {
        ClaimResult.SUPPORTED: "请求事实清楚，符合法律法规和政策规定，予以支持",
        ClaimResult.PARTLY: "请求中合理的部分，予以支持；其余部分，予以解释说明",
        ClaimResult.EXPLAINED: "请求合理但缺乏法律法规或政策依据，予以解释说明",
        ClaimResult.NOT_SUPPORTED: "请求缺乏事实根据或不符合规定，不予支持",
        ClaimResult.ROUTED: "应当通过其他法定途径解决，告知并导入相应程序",
    }
)
"""The words of T§32①: 支持, 解释, 不支持; a claim of another legal pathway is said to go there (T§31)."""
_FOUND: Final = (StepKind.STUDY, StepKind.VISIT, StepKind.LEGAL_OPINION, StepKind.HEARING_END)


def opinion_text(source: LetterSource) -> LetterText:
    """The opinion's five parts; a claim nobody decided stands as a gap, never as an answer."""
    sections = (
        FormSection("受理情况", tuple(_accepted(source))),
        FormSection("信访请求、事实和理由", tuple(_asked(source))),
        FormSection("查明的事实", _found(source)),
        FormSection("处理意见和依据", tuple(_answers(source))),
        FormSection("救济途径", _remedy(source)),
    )
    tail = (note(f"加盖{source.unit}印章，不以内设机构名义出具；信访人姓名由出具单位在送达时填写。"),)
    to = value(text_of(source.matter, "petitioner"), "信访人")
    closing = (source.unit, day_words(source.day))
    return LetterText(
        "信访事项处理意见书", sections, source.number, "", to, closing=closing, tail=tail, mark=DRAFT
    )  # fmt: skip


def _accepted(source: LetterSource) -> Iterator[Line]:
    told = origin(source.records)
    yield Line(f"来源：{ended(told)}") if told else gap("来源")
    taken = source.steps(StepKind.ACCEPT)
    for step in taken:
        yield Line(f"{text_of(step, 'unit') or source.unit}于{step_day(step)}受理。")
    if not taken:
        yield gap("受理日期")


def _asked(source: LetterSource) -> Iterator[Line]:
    yield from lines_or_gap([claim for _number, claim in claims(source)], "信访请求")
    reasons = "".join(map(ended, distinct(row.get("summary") for row in source.records)))
    yield Line(f"事实和理由：{reasons}") if reasons else gap("信访人提出的事实和理由")


def _found(source: LetterSource) -> tuple[Line, ...]:
    texts = [source.word("found")] if source.word("found") else []
    for step in source.steps(*_FOUND):
        said = detail(step, "crux") or text_of(step, "text")
        if said and said != step["kind"]:
            texts.append(f"{step_day(step)}{text_of(step, 'unit')}{step['kind']}：{said}")
    return lines_or_gap(texts, "查明的事实")


def _answers(source: LetterSource) -> Iterator[Line]:
    rows = source.case.claims if source.case else ()
    for row in rows:
        yield from _answer(row)
    written = [step for step in source.steps(StepKind.OPINION) if text_of(step, "text")]
    own = [step for step in written if same_number(detail(step, "number")) == same_number(source.number)]
    if own:
        yield Line(f"意见书所载：{ended(text_of(own[-1], 'text'))}")
    elif written:
        number = detail(written[-1], "number") or missing("文号")
        yield Line(f"此前{step_day(written[-1])}意见书{number}所载：{ended(text_of(written[-1], 'text'))}")
    if not rows and not written:
        yield gap("逐项处理意见和依据")


def _answer(row: Row) -> Iterator[Line]:
    number = text_of(row, "number")
    yield Line(f"{number}．{text_of(row, 'claim') or missing('诉求内容')}", LineKind.HEAD)
    result = text_of(row, "result")
    if not result:
        yield gap(f"诉求{number}的处理意见")
        return
    until = f"，限{day_words(row['due'])}前落实" if row.get("due") else ""
    yield Line(f"{result}：{ANSWERS[ClaimResult(result)]}{until}。")
    basis = text_of(row, "basis")
    yield Line(f"依据：{ended(basis)}") if basis else gap(f"诉求{number}处理意见的依据")


def _remedy(source: LetterSource) -> tuple[Line, ...]:
    """Review within 30 days at the organ above (T§35); which organ that is must be on record or be named."""
    days = parameter("clock.C07.days", source.day)
    asked = distinct(text_of(step, "target") for step in source.steps(StepKind.REVIEW_ASK))
    organ = source.word("review_organ") or (asked[-1] if asked else "")
    routed = any(row.get("result") == ClaimResult.ROUTED for row in (source.case.claims if source.case else ()))
    line = (
        f"对本处理意见不服的，可以自收到本意见书之日起{days.value}日内，请求{organ or missing('复查机关')}复查"
        f"（{days.clause}）；期满不请求复查的，不再受理。"
    )
    lines = [Line(line, LineKind.TEXT if organ else LineKind.GAP)]
    if routed:
        lines.append(Line("应当通过其他法定途径解决的请求，按该途径的规定寻求救济，不适用上述复查程序。"))
    return tuple(lines)
