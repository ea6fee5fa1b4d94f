"""A matter opened to be closed (待销号事项): as it stands now, who is at work on it, and how a refusal is put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain.case import CaseFile
from workbench.domain.facts import MatterFacts
from workbench.usecases.office import Office
from workbench.usecases.study_matter import Dossier, study_matter


class ClosingRefused(ValueError):
    """A claim, closing item, review or ruling that may not be kept; `reasons` say why, one sentence each."""

    def __init__(self, matter_id: str, what: str, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join([f"{matter_id}：{what}未登记。", *(f"· {reason}" for reason in self.reasons)]))


@dataclass(frozen=True, slots=True)
class Opened:
    """The matter as it stands now, with who is at work on it."""

    dossier: Dossier
    matter_id: str
    facts: MatterFacts
    actor: str
    seen: int

    @property
    def file(self) -> CaseFile:
        return self.dossier.file


def open_matter(office: Office, wanted: str, actor: str, seen: int | None) -> Opened:
    """The matter; ClosingRefused for an accusation, MatterNotFound as `study_matter`."""
    dossier = study_matter(office, wanted, office.settings.today)
    matter_id = str(dossier.matter["matter_id"])
    if dossier.facts is None:
        raise ClosingRefused(matter_id, "销号事项", ["属检举控告，内容不在这里办理（《信访工作条例》第三十条）"])
    who = actor.strip() or office.settings.actor
    return Opened(dossier, matter_id, dossier.facts, who, dossier.seen if seen is None else seen)


def names_file(text: str) -> bool:
    """Whether a text is meant as the id of a kept file (`keep_file.file_id`)."""
    return len(text) == 13 and text.startswith("F") and text.isalnum() and text.isupper()
