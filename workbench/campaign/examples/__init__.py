"""Two worked campaigns on invented cases (专项示例): office settings as TOML, what happened as YAML; nobody in them is real.

`s004` has the milestones of seed document 004 (95 cases: 62 / 81 / 95), `s000` the phases and the day of seed document 000.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, Final

import yaml

from workbench.campaign.moves import MoveKind
from workbench.settings import Campaign

NAMES: Final = ("s004", "s000")


@dataclass(frozen=True, slots=True)
class Registered:
    """One record of the invented ledger; `of` is the number of the record whose matter it is again (反弹), else empty."""

    number: str
    day: date
    level: str
    claim: str
    unit: str
    batch: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Acted:
    """One step on a record: 报结, 化解, 退回 or 核减, with its approver and reason where it has them."""

    number: str
    day: date
    kind: MoveKind
    unit: str
    approver: str = ""
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """An invented campaign: the office's settings as text, its campaign, records and acts in order of day, editions' days."""

    name: str
    office_file: str
    campaign: Campaign
    records: tuple[Registered, ...]
    acts: tuple[Acted, ...]
    editions: tuple[date, ...]


def example(name: str) -> Example:
    """An example by name; LookupError naming those there are."""
    if name not in NAMES:
        raise LookupError(f"没有名为“{name}”的专项示例；可用：{'、'.join(NAMES)}")
    toml = (files(__name__) / f"{name}.toml").read_text(encoding="utf-8")
    told = yaml.safe_load((files(__name__) / f"{name}.yaml").read_text(encoding="utf-8"))
    campaign = Campaign.model_validate(tomllib.loads(toml)["campaigns"][0])
    records = {one.number: one for batch in told["batches"] for one in _registered(told, batch)}
    acts, back = _happened(told["moves"], records)
    return Example(
        name, toml, campaign, tuple(sorted([*records.values(), *back], key=lambda one: one.day)),
        tuple(sorted(acts, key=lambda one: one.day)), tuple(told["editions"]),
    )  # fmt: skip


def _registered(told: Mapping[str, Any], batch: Mapping[str, Any]) -> Iterator[Registered]:
    for place, day in enumerate(_spread(batch["first"], batch["last"], batch["count"])):
        level, unit = batch["level"][place % len(batch["level"])], told["units"][place % len(told["units"])]
        claim = f"{told['claims'][place % len(told['claims'])]}（{told['place']}{batch['batch']}第 {place + 1} 号）"
        yield Registered(_number(batch["batch"], place + 1), day, level, claim, unit, batch["batch"])


def _happened(
    moves: list[Mapping[str, Any]], records: Mapping[str, Registered]
) -> tuple[list[Acted], list[Registered]]:
    """Acts by offices, and petitions that come again (反弹)."""
    acts: list[Acted] = []
    back: list[Registered] = []
    for move in moves:
        first, last = move["numbers"]
        days = _spread(move["first"], move["last"], last - first + 1)
        for number, day in zip(range(first, last + 1), days, strict=True):
            record, kind = records[_number(move["batch"], number)], MoveKind(move["kind"])
            if kind is MoveKind.REBOUND:
                again = f"{record.number}再{day:%y%m}"
                back.append(Registered(again, day, record.level, record.claim, record.unit, "", record.number))
            else:
                told = {name: move[name] for name in ("approver", "reasons") if name in move}
                acts.append(Acted(record.number, day, kind, record.unit, **told))
    return acts, back


def _number(batch: str, number: int) -> str:
    return f"{batch}{number:03d}"


def _spread(first: date, last: date, many: int) -> list[date]:
    """Days from first to last, evenly; both ends are among them where there are two or more."""
    step = (last - first).days
    return [first + timedelta(days=step * place // max(1, many - 1)) for place in range(many)]
