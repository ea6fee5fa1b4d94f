"""会商材料: the paper for one case, in the fixed order of its ten parts (spec 3.5), from a scrubbed dossier.

Nothing here invents: what is not on record is printed as “（未登记：…）”. The petitioner is only ever 张某某.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from workbench.review.paper_claims import claims, focus, problems, restudy
from workbench.review.paper_history import brief, pathway, work_done
from workbench.review.paper_parts import Paper, Section, day_words, listed, missing, state_words, text_of
from workbench.review.paper_plan import annexes, decisions, positions, proposal
from workbench.review.paper_source import PaperSource

ORDER: Final[tuple[Callable[[PaperSource], Section], ...]] = (
    brief, claims, focus, pathway, work_done, problems, restudy, positions, proposal, decisions,
)  # fmt: skip
"""The parts in the order they are always printed."""


class NotForMeetings(ValueError):
    """A matter that may not be in meeting papers: an accusation (T§30③)."""


def case_paper(source: PaperSource) -> Paper:
    """The paper's content. NotForMeetings for an accusation (检举控告)."""
    if source.matter.get("locked"):
        raise NotForMeetings(
            f"{source.matter['matter_id']} 属检举控告，其材料不得编入会商材料（《信访工作条例》第三十条第三款）；"
            "请转纪检监察联络人员办理"
        )
    return Paper(
        title=f"关于{text_of(source.matter, 'title') or missing('标题')}的会商材料",
        matter_id=text_of(source.matter, "matter_id"),
        edition=source.edition,
        as_of=source.as_of,
        basics=_basics(source),
        sections=tuple(part(source) for part in ORDER),
        annexes=annexes(source),
    )


def _basics(source: PaperSource) -> tuple[tuple[str, str], ...]:
    matter = source.matter
    values = (
        ("事项编号", text_of(matter, "matter_id")),
        ("信访人", text_of(matter, "petitioner")),
        ("首次信访", day_words(matter["first_day"]) if matter.get("first_day") else ""),
        ("信访件数", str(matter.get("records") or "")),
        ("主办单位", text_of(matter, "lead_unit")),
        ("协办单位", "、".join(listed(matter.get("assist_units")))),
        ("包案领导", text_of(matter, "case_leader")),
        ("三跨三分离", text_of(matter, "label")),
        ("程序状态", state_words(text_of(matter, "state_a"))),
        ("化解状态", state_words(text_of(matter, "state_b"))),
    )
    return tuple((name, value or "（未登记）") for name, value in values)
