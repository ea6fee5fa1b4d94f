"""What the office said about one matter beside its steps (事项卷宗): claims, closing items, rulings, files, worksheets.

Everything here comes from events; the latest word on a thing stands, earlier ones stay in the stream. Nothing in it is
about the petitioner's conduct.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workbench.domain.codes import DutyRole
from workbench.domain.dates import PartialDate


class ClaimResult(StrEnum):
    """What was decided on one claim (诉求办理结果), T§32①."""

    SUPPORTED = "支持"
    PARTLY = "部分支持"
    EXPLAINED = "解释说明"
    NOT_SUPPORTED = "不予支持"
    ROUTED = "导入法定途径"


class Legitimacy(StrEnum):
    """Whether a claim is reasonable (诉求合理性); 有理推定: undecided until a person says so with reasons."""

    UNDECIDED = "未判定"
    REASONABLE = "合理"
    PARTLY = "部分合理"
    UNREASONABLE = "不合理"


class Treatment(StrEnum):
    """分类施策四类: what kind of problem a claim is, and so what must come of it."""

    OVERDUE_DUTY = "责任不落实"  # → 限期落实
    UNREASONABLE = "诉求不合理"  # → 明确答复、疏导帮扶
    LITIGATION = "涉法涉诉"  # → 政法机关
    POLICY = "共性政策"  # → 政策建议


@dataclass(frozen=True, slots=True)
class Said:
    """Who said it, when and why (谁、何时、为何)."""

    event_id: str
    by: str
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of a matter (诉求). `said` is None for one only proposed from the text of a ledger."""

    number: str
    text: str
    result: ClaimResult | None = None
    legitimacy: Legitimacy = Legitimacy.UNDECIDED
    treatment: Treatment | None = None
    basis: str = ""
    outcome: tuple[str, ...] = ()  # 三到位: 解决, 解释答复, 帮扶
    due: PartialDate | None = None
    performed: PartialDate | None = None
    proof: str = ""  # a file's id, or a document's number
    record_id: str = ""
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class FileKept:
    """An attachment (附件), found again by its hash; `subject` is a record or the matter."""

    file_id: str
    sha256: str
    name: str
    kind: str
    size: int
    subject: str
    said: Said


@dataclass(frozen=True, slots=True)
class GateEntry:
    """Evidence, or a stated reason, for one item of the closing gate (销号要件)."""

    item: str
    evidence: str
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class ClosingReview:
    """The office's review of a reported closing (销号审核) with the five quality ticks of the reviewer."""

    passed: bool
    handler: str
    ticks: Mapping[str, str]
    said: Said


@dataclass(frozen=True, slots=True)
class FlagRuling:
    """A reviewer's word on a PD flag (程序性办结认定): it holds (成立) or not."""

    rule: str
    record_id: str
    holds: bool
    said: Said


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One version of the 三不限三重新 worksheet (重新研究)."""

    fields: Mapping[str, str]
    said: Said


@dataclass(frozen=True, slots=True)
class ConflictRuling:
    """Which of two ledgers' values stands (出处认定)."""

    record_id: str
    field: str
    value: str
    said: Said


@dataclass(frozen=True, slots=True)
class Recusal:
    """A unit or a post that stands aside on this matter (回避)."""

    who: str
    is_unit: bool
    decided_by: str
    said: Said


@dataclass(frozen=True, slots=True)
class DutyConfirmed:
    """A duty a person confirmed (责任确认)."""

    role: DutyRole
    place: str
    unit: str
    said: Said


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All of it for one matter; lists in the order the words were spoken, of one thing only the last."""

    matter_id: str = ""
    claims: tuple[Claim, ...] = ()
    files: tuple[FileKept, ...] = ()
    gate: tuple[GateEntry, ...] = ()
    reviews: tuple[ClosingReview, ...] = ()
    rulings: tuple[FlagRuling, ...] = ()
    worksheets: tuple[Worksheet, ...] = ()  # every version
    conflicts: tuple[ConflictRuling, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    duties: tuple[DutyConfirmed, ...] = ()

    def file(self, file_id: str) -> FileKept | None:
        return next((kept for kept in self.files if kept.file_id == file_id), None)


EMPTY = CaseFile()
"""Nothing said yet."""
