"""Is this workbench well? (体检): every finding says what was found, where, and what to do.

Works in an empty home: what is not there yet is said and is no fault. Nothing is written, migrated or opened for writing,
and no finding holds a name or a text: paths, counts, days and versions only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from workbench.usecases.office import Office


class Level(StrEnum):
    """How grave a finding is (程度)."""

    GOOD = "正常"
    NOTE = "提示"
    BAD = "须处理"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was found, where, and what to do ("" where nothing is)."""

    check: str
    level: Level
    what: str
    where: str = ""
    todo: str = ""

    def as_text(self) -> str:
        parts = [f"[{self.level}] {self.check}：{self.what}"]
        parts += [f"　　在：{self.where}"] if self.where else []
        return "\n".join(parts + ([f"　　办法：{self.todo}"] if self.todo else []))


Check = Callable[[Office, datetime], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Health:
    """All findings; `is_well` when none must be acted on."""

    at: datetime
    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        return not any(one.level is Level.BAD for one in self.findings)

    def as_json(self) -> dict[str, Any]:
        found = [asdict(one) for one in self.findings]
        return {"at": self.at.isoformat(timespec="seconds"), "well": self.is_well, "findings": found}

    def as_text(self) -> str:
        """What must be acted on first."""
        order = {level: place for place, level in enumerate((Level.BAD, Level.NOTE, Level.GOOD))}
        lines = [one.as_text() for one in sorted(self.findings, key=lambda one: order[one.level])]
        bad = sum(one.level is Level.BAD for one in self.findings)
        return "\n".join([*lines, f"共查 {len(self.findings)} 项，须处理 {bad} 项"])


BROKE: Final = "请把这一行连同时间告诉管理员；其余各项不受影响"


def look_over_all(office: Office, *, now: datetime | None = None) -> Health:
    """Every check, each by itself: one that breaks is a finding and does not hide the others."""
    from workbench.usecases import doctor_data, doctor_machine

    moment = now or datetime.now().astimezone()
    checks = {**doctor_machine.CHECKS, **doctor_data.CHECKS}
    return Health(moment, tuple(one for name, check in checks.items() for one in _run(name, check, office, moment)))


def _run(name: str, check: Check, office: Office, now: datetime) -> list[Finding]:
    try:
        return list(check(office, now))
    except Exception as error:  # whatever it is, the person who asked must hear of it, but not what it was about
        from workbench.store.errors import StoreError

        said = str(error) if isinstance(error, StoreError) else type(error).__name__
        return [Finding(name, Level.BAD, f"没有查成：{said}", todo=BROKE)]
