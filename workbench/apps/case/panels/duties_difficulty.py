"""责任 › 难易与层级: how hard the matter is and which level should handle it, proposed with its grounds, set by a person."""

from __future__ import annotations

from typing import Final

from workbench.apps.case import acts_duty
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import records
from workbench.apps.panel_parts import Panel, rows
from workbench.domain.codes import Level, Trilean
from workbench.rules.difficulty import Difficulty
from workbench.usecases.classify_difficulty import Classified
from workbench.widgets import FactList, Field, Form, Notice

_LEVELS: Final = (Level.VILLAGE, Level.TOWN, Level.COUNTY, Level.CITY, Level.PROVINCE)
FIELDS: Final = (
    Field("difficulty", "难易", "choice", True, [one.value for one in Difficulty]),
    Field("level", "应由哪一级办理", "choice", choices=[one.label for one in _LEVELS], hint="不填则按规则表"),
    Field("why", "理由", "text", wide=True, hint="与建议不同的，或改由更低一级办理的，写明理由"),
)


def panel(model: CaseModel) -> Panel:
    """What is proposed and why, what stands, how the lead compares, and the form that sets it."""
    state, facts = Notice(""), FactList([])
    form = Form(
        FIELDS, title="定难易与办理层级", submit="认定", note="建议按规则表提出，只看事项，不看信访人；认定由人签名留痕"
    )

    def read() -> None:
        found = acts_duty.difficulty(model)
        state.say(found.sentence, tone="warn" if found.below is Trilean.YES else "info")
        facts.show(facts_of(found), title="难易与办理层级")

    return rows(
        state, facts, records(model, form, lambda given, seen: acts_duty.set_difficulty(model, given, seen), _done)
    ), read


def _done(event: object) -> str:
    told = getattr(event, "payload", {})
    return f"已定为{told['difficulty']}，由{told['level']}级办理"


def facts_of(found: Classified) -> list[tuple[str, str]]:
    """Label and value of each fact, the proposal first."""
    said = found.said
    return [
        ("建议", f"{found.proposal.difficulty.value}，由{found.proposal.level.label}级办理"),
        ("理由", "、".join(found.proposal.grounds) or "未见复杂、疑难的情形"),
        ("待核", "、".join(found.proposal.unsure) or "无"),
        ("依据", found.proposal.clause),
        (
            "认定",
            f"{said.difficulty.value}，{said.level.label}级（{said.by} {said.at:%Y-%m-%d}）{said.why}"
            if said
            else "尚未认定",
        ),
        ("主办单位", f"{found.unit or '未登记'}（{f'{found.organ.label}级' if found.organ else '层级待核'}）"),
    ]
