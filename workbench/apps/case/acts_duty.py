"""案件研判 and duty: what the panels of 责任 ask and do, each a call of one use case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.apps.case.model import CaseModel
from workbench.domain.codes import DutyRole
from workbench.domain.events import Event
from workbench.rules.conference import Application, Wish
from workbench.rules.leadership import LeaderRole
from workbench.rules.negotiation import Contest
from workbench.rules.trace import FactSheet
from workbench.usecases import assign_leaders, classify_difficulty, hand_over, settle_duty, trace_duty
from workbench.usecases.assign_leaders import Leaders
from workbench.usecases.classify_difficulty import Classified
from workbench.usecases.hand_over import HandOverBook


def confirm_duty(model: CaseModel, given: Mapping[str, str], seen: int) -> Event:
    """A person confirms who owes what."""
    role = DutyRole(given["role"])
    return settle_duty.confirm_duty(
        model.office, model.matter_id, role, given["place"], given["unit"], basis=given["basis"], why=given["why"], seen=seen
    )  # fmt: skip


def contest(model: CaseModel) -> Contest:
    """Where the units' quarrel stands."""
    return settle_duty.duty_contest(model.office, model.matter_id)


def application(model: CaseModel) -> Application:
    """The application to the conference as far as it can be filled in now."""
    return settle_duty.draft_application(model.office, model.matter_id)


def record_round(model: CaseModel, given: Mapping[str, str], seen: int) -> Event:
    """One round of talks between two units."""
    says = {given[side]: given[f"{side}_says"] for side in ("one", "other")}
    basis = {given[side]: given[f"{side}_basis"] for side in ("one", "other") if given[f"{side}_basis"]}
    reached = {"是": True, "否": False}.get(given["reached"])
    return settle_duty.record_round(
        model.office, model.matter_id, given["day"], says, basis=basis, agreed=parts_of(given["agreed"]),
        open_points=parts_of(given["open"]), reached=reached, why=given["why"], seen=seen,
    )  # fmt: skip


def apply_to_conference(model: CaseModel, given: Mapping[str, str], seen: int) -> Any:
    """Put the application in."""
    wish = Wish(given["applicant"], tuple(given["asks"].split("、")), parts_of(given["open"]))
    return settle_duty.apply_to_conference(
        model.office, model.matter_id, wish, day=given["day"], why=given["why"], seen=seen
    )


def parts_of(text: str) -> tuple[str, ...]:
    """Points written one after the other with ； or on lines of their own."""
    return tuple(part.strip() for part in text.replace("\n", "；").split("；") if part.strip())


def hand_over_book(model: CaseModel) -> HandOverBook:
    """Hand-overs of the matter, how often it moved, and both units' clocks."""
    return hand_over.hand_over_book(model.office, model.matter_id)


def offer(model: CaseModel, given: Mapping[str, str], seen: int) -> Event:
    """One unit offers the matter to another."""
    return hand_over.offer(
        model.office, model.matter_id, given["giver"], given["receiver"], given["day"],
        reasons=given["reasons"], basis=given["basis"], why=given["why"], seen=seen,
    )  # fmt: skip


def answer_offer(model: CaseModel, given: Mapping[str, str], seen: int) -> Event:
    """The receiver takes it, or does not and says why."""
    who, day = given["receiver"], given["day"]
    if given["take"] == "接收":
        return hand_over.take(
            model.office, model.matter_id, who, day, receipt=given["receipt"], why=given["reasons"], seen=seen
        )
    return hand_over.decline(
        model.office, model.matter_id, who, day, reasons=given["reasons"], basis=given["basis"], seen=seen
    )


def recuse(model: CaseModel, given: Mapping[str, str], seen: int) -> Event:
    """A unit or a post stands aside."""
    return settle_duty.recuse(
        model.office, model.matter_id, given["who"], is_unit=given["is_unit"] == "单位", decided_by=given["decided_by"],
        why=given["why"], seen=seen,
    )  # fmt: skip


def recusal_rows(model: CaseModel) -> list[dict[str, str]]:
    """Who stands aside on the matter."""
    return [
        {"回避": one.who, "种类": "单位" if one.is_unit else "职务", "决定人": one.decided_by,
         "登记": f"{one.said.by} {one.said.at:%Y-%m-%d}", "理由": one.said.why}
        for one in model.opened.file.recusals
    ]  # fmt: skip


def leaders(model: CaseModel) -> Leaders:
    """Who answers for the matter and what is missing."""
    return assign_leaders.leaders(model.office, model.matter_id)


def assign(model: CaseModel, given: Mapping[str, str], seen: int) -> Event:
    """Make a post answerable for the matter."""
    told = {name: given[name] for name in ("level", "unit", "inner_office", "team", "due", "result", "day", "why")}
    return assign_leaders.assign(
        model.office, model.matter_id, given["post"], role=LeaderRole(given["role"]), seen=seen, **told
    )


def brief(model: CaseModel, given: Mapping[str, str], seen: int) -> Event:
    """A unit briefed its leader."""
    return assign_leaders.brief(
        model.office, model.matter_id, given["unit"], given["content"], day=given["day"], to=given["to"], seen=seen
    )


def trace(model: CaseModel) -> FactSheet:
    """The course of the units' acts with gaps and missed clocks."""
    return trace_duty.trace_duty(model.office, model.matter_id)


def difficulty(model: CaseModel) -> Classified:
    """How hard the matter is and who should handle it, as proposed and as said."""
    return classify_difficulty.of_dossier(model.office, model.opened)


def set_difficulty(model: CaseModel, given: Mapping[str, str], seen: int) -> Event:
    """A person sets it."""
    return classify_difficulty.set_difficulty(
        model.office, model.matter_id, given["difficulty"], level=given["level"], why=given["why"], seen=seen
    )
