"""What moved a number between two editions (数字变动): the rows that came, went or changed side; pure, over rows of `measures`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Row = Mapping[str, Any]
ABSENT = "不在内"


@dataclass(frozen=True, slots=True)
class Shift:
    """One thing counted otherwise than before: `before` and `after` are 分子, 分母, 不计 or 不在内, with the reason of each."""

    id: str
    matter_id: str
    title: str
    unit: str
    before: str
    after: str
    was: str
    now: str

    @property
    def step(self) -> tuple[int, int]:
        """What it does to numerator and denominator."""
        return _in(self.after) - _in(self.before), _counted(self.after) - _counted(self.before)

    @property
    def words(self) -> str:
        was = f"{self.before}（{self.was}）" if self.was else self.before
        now = f"{self.after}（{self.now}）" if self.now else self.after
        return f"{was} → {now}"


PARTS: Final = ("分子", "分母", "不计")
_BOTH: Final = """(SELECT id, COALESCE(unit, '') AS unit, part, 1 AS step FROM now.counted
  UNION ALL SELECT id, COALESCE(unit, '') AS unit, part, -1 AS step FROM was.counted)"""
_SIDES: Final = " OR ".join(f"SUM(CASE WHEN part = '{part}' THEN step ELSE 0 END) <> 0" for part in PARTS)
KEYS_SQL: Final = f"SELECT HASH(id, unit) AS key FROM {_BOTH} counted GROUP BY key HAVING {_SIDES}"
"""Over two editions' rows (`was.counted`, `now.counted`): the things counted otherwise, by a number of eight bytes each."""
CHANGED_SQL: Final = f"""SELECT id, unit, SUM(CASE WHEN part = '分子' THEN step ELSE 0 END) AS upper,
  SUM(CASE WHEN part IN ('分子', '分母') THEN step ELSE 0 END) AS lower
FROM {_BOTH} counted WHERE HASH(id, unit) IN (SELECT key FROM keys) GROUP BY id, unit"""
"""The same things by name, with what each does to numerator and denominator."""


def rows_of_sql(side: str) -> str:
    """The rows of the things listed (table `listed`) of one edition, in the order they are met."""
    return f"""SELECT c.id, c.matter_id, c.title, c.unit, c.part, c.reason FROM {side}.counted c
JOIN listed l ON l.id = c.id AND l.unit = COALESCE(c.unit, '') ORDER BY c.day, c.id"""


def shifts(before: Iterable[Row], after: Iterable[Row]) -> tuple[Shift, ...]:
    """Rows that are counted otherwise, by id; a thing counted twice for one unit is met in its order."""
    old, new = _by_key(before), _by_key(after)
    return tuple(_shifts(old, new))


def _by_key(rows: Iterable[Row]) -> dict[tuple[str, str, int], Row]:
    seen: dict[tuple[str, str], int] = defaultdict(int)
    found = {}
    for row in rows:
        key = str(row["id"]), str(row["unit"] or "")
        found[(*key, seen[key])] = row
        seen[key] += 1
    return found


def _shifts(old: Mapping[tuple[str, str, int], Row], new: Mapping[tuple[str, str, int], Row]) -> Iterator[Shift]:
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        before, after = (str(row["part"]) if row else ABSENT for row in (was, now))
        if before != after:
            row = now or was
            assert row is not None
            told = [str(one["reason"] or "") if one else "" for one in (was, now)]
            yield Shift(key[0], str(row["matter_id"] or ""), str(row["title"] or ""), key[1], before, after, *told)


def _in(part: str) -> int:
    return int(part == "分子")


def _counted(part: str) -> int:
    return int(part in ("分子", "分母"))
