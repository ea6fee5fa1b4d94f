"""Classify matters and see who handles what (分类分级办理): the table proposes, a person sets, and what is handled too low is listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from workbench.campaign.ratio import Ratio
from workbench.domain.codes import Level, Trilean
from workbench.domain.events import Event, EventKind
from workbench.rules.difficulty import Difficulty, Proposal, level_for, propose
from workbench.rules.flag_case import NAMES
from workbench.store.edition import Edition
from workbench.usecases.meeting_register import banned, current_matters, refuse_if
from workbench.usecases.office import Office
from workbench.usecases.organ_levels import organ_levels
from workbench.usecases.recording import record
from workbench.usecases.settle_duty import open_case
from workbench.usecases.study_matter import Dossier

ROW: Final = ("事项", "标题", "难易", "应由", "主办单位", "单位层级", "认定", "理由")
"""Columns of `Classified.row`."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of a matter's difficulty."""

    difficulty: Difficulty
    level: Level
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Classified:
    """A matter with what is proposed and what was said; `organ` is the level of the unit that leads it (None: 待核)."""

    matter_id: str
    title: str
    unit: str
    organ: Level | None
    proposal: Proposal
    said: Said | None

    @property
    def difficulty(self) -> Difficulty:
        return self.said.difficulty if self.said else self.proposal.difficulty

    @property
    def level(self) -> Level:
        """The level that should handle it: as said, else as proposed."""
        return self.said.level if self.said else self.proposal.level

    @property
    def below(self) -> Trilean:
        """Whether its lead stands below that level."""
        return Trilean.of(None if self.organ is None else self.organ > self.level)

    @property
    def sentence(self) -> str:
        """What stands, by whom, and how the lead compares."""
        who = f"{self.said.by} {self.said.at:%Y-%m-%d} 定为{self.difficulty.value}，由{self.level.label}级办理" if self.said else (
            self.proposal.sentence)  # fmt: skip
        told = {
            Trilean.YES: f"现由{self.unit}（{self.organ.label if self.organ else ''}级）主办，低于应办层级",
            Trilean.NO: f"现由{self.unit}主办，层级相当",
            Trilean.UNKNOWN: f"主办单位{f'“{self.unit}”' if self.unit else '未登记，'}层级待核",
        }[self.below]
        return f"{who}；{told}"

    @property
    def row(self) -> Mapping[str, str]:
        said = self.said
        told = (
            self.matter_id, self.title, self.difficulty.value, f"{self.level.label}级", self.unit or "待核",
            f"{self.organ.label}级" if self.organ else "待核", f"{said.by} {said.at:%Y-%m-%d}" if said else "未认定",
            (said.why if said else "") or "、".join(self.proposal.grounds) or "未见复杂、疑难的情形",
        )  # fmt: skip
        return dict(zip(ROW, told, strict=True))


def difficulty_of(office: Office, wanted: str) -> Classified:
    """A matter's difficulty as of now, by matter id, record id or case number; ValueError for an accusation."""
    return of_dossier(office, open_case(office, wanted).dossier)


def of_dossier(office: Office, dossier: Dossier) -> Classified:
    """The same of a dossier already read; ValueError for an accusation, which no table classes."""
    facts = dossier.facts
    if facts is None:
        raise ValueError("检举控告件不作难易分类；由纪检监察机关依规处理（《信访工作条例》第三十条）")
    answers = {row["rule"]: row["outcome"] for row in dossier.findings if row["rule"] in NAMES}
    flags, unknown = (
        [rule for rule, outcome in answers.items() if outcome == wanted] for wanted in (Trilean.YES, Trilean.UNKNOWN)
    )
    units = len({facts.lead_unit, *facts.assist_units} - {""})
    proposal = propose(flags, (facts.topic_l1, facts.topic_l2), units, facts.as_of, unknown=unknown)
    organ = organ_levels(office, office.edition(), [facts.lead_unit]).get(facts.lead_unit)
    said = said_of(office).get(facts.matter_id)
    return Classified(facts.matter_id, str(dossier.matter["title"]), facts.lead_unit, organ, proposal, said)


def set_difficulty(
    office: Office,
    wanted: str,
    difficulty: Difficulty | str,
    *,
    level: Level | str = "",
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """A person sets a matter's difficulty (难易分类); without `level` the table's level for it stands.

    A reason is owed for another difficulty than proposed, and for a lower level than the table's. MeetingRefused (a
    ValueError) says what is missing; ValueError for an accusation or an unknown word.
    """
    case = open_case(office, wanted)
    found = of_dossier(office, case.dossier)
    chosen = _difficulty(difficulty)
    usual = level_for(chosen, (case.facts.topic_l1, case.facts.topic_l2), case.facts.as_of)
    at = level if isinstance(level, Level) else Level.from_label(level) if level else usual
    reasons = banned(why, "理由")
    if chosen is not found.proposal.difficulty and not why.strip():
        reasons.append(
            f"建议为{found.proposal.difficulty.value}（{found.proposal.sentence}），改定为{chosen.value}的须写明理由"
        )
    if at > usual and not why.strip():
        reasons.append(
            f"{chosen.value}事项应由{usual.label}级办理（{found.proposal.clause}），改由{at.label}级办理的须写明理由"
        )
    refuse_if(f"事项 {case.matter_id} 的难易分类", reasons)
    known = case.dossier.seen if seen is None else seen
    return record(
        office, EventKind.DIFFICULTY, case.matter_id, actor, why, seen=known, about=case.subjects,
        difficulty=chosen.value, level=at.label,
    )  # fmt: skip


def _difficulty(text: Difficulty | str) -> Difficulty:
    known = [one.value for one in Difficulty]
    if str(text) not in known:
        raise ValueError(f"难易“{text}”不认识；可用：{'、'.join(known)}")
    return Difficulty(str(text))


def said_of(office: Office) -> dict[str, Said]:
    """What was said last of each matter, by the name it goes by in the edition in force."""
    events = [one for one in office.store.events([EventKind.DIFFICULTY]) if "difficulty" in one.payload]
    now = current_matters(office, {one.subject for one in events})
    return {now.get(one.subject, one.subject): _said(one) for one in events}


def _said(one: Event) -> Said:
    told = one.payload
    return Said(Difficulty(told["difficulty"]), Level.from_label(told["level"]), one.actor, one.at, one.why)


# --- handled too low ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HandledBelow:
    """Open matters whose lead stands below the level that should handle them, of those whose lead's level is known."""

    edition: str
    found: tuple[Classified, ...]
    ratio: Ratio
    unknown: int

    @property
    def sentence(self) -> str:
        return f"低于应办层级办理的 {self.ratio.full}；另有 {self.unknown} 件主办单位层级待核，两边都不计"


def handled_below(office: Office, edition: Edition | None = None) -> HandledBelow:
    """The list of an edition, default the one in force: as said, else as proposed; by unit, then matter."""
    held = edition or office.edition()
    every = _open_matters(office, held)
    known = [one for one in every if one.below is not Trilean.UNKNOWN]
    below = sorted((one for one in known if one.below is Trilean.YES), key=lambda one: (one.unit, one.matter_id))
    ratio = Ratio.of(
        "低于应办层级 / 未化解且主办单位层级已知",
        tuple(one.matter_id for one in below),
        tuple(one.matter_id for one in known),
    )
    return HandledBelow(held.id, tuple(below), ratio, len(every) - len(known))


def _open_matters(office: Office, edition: Edition) -> list[Classified]:
    sql = """SELECT matter_id, title, topic_l1, topic_l2, lead_unit, assist_units, flags FROM matters
        WHERE is_open AND COALESCE(locked, FALSE) = FALSE ORDER BY matter_id"""
    rows, said = edition.select(sql).to_pylist(), said_of(office)
    levels = organ_levels(office, edition, {str(row["lead_unit"] or "") for row in rows})
    return [_open_matter(edition, row, levels, said) for row in rows]


def _open_matter(
    edition: Edition, row: Mapping[str, Any], levels: Mapping[str, Level | None], said: Mapping[str, Said]
) -> Classified:
    unit = str(row["lead_unit"] or "")
    units = len({unit, *(row["assist_units"] or ())} - {""})
    topics = (str(row["topic_l1"] or ""), str(row["topic_l2"] or ""))
    proposal = propose(row["flags"] or (), topics, units, edition.as_of)
    matter_id = str(row["matter_id"])
    return Classified(matter_id, str(row["title"] or ""), unit, levels.get(unit), proposal, said.get(matter_id))
