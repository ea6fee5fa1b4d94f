"""From counts to printed tables (制表): columns with shares and comparison, totals, small lines merged where it leaves the office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from workbench.campaign.ratio import Ratio, half_up
from workbench.campaign.report_parts import Number, Source, Table
from workbench.campaign.report_period import Compared, change
from workbench.campaign.report_queries import ALL, Column, Tally

MERGED: Final = "其他（合并）"
_HIDDEN: Final = "不足{k}，不列"


@dataclass(slots=True)
class Counts:
    """What a query counted, by line and part: how many, and how many heads."""

    many: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    heads: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]], name_of: Mapping[str, str] | None = None) -> Counts:
        """From rows of line, part, many, heads; `name_of` puts the spellings of one unit together."""
        found = cls()
        for row in rows:
            line = (name_of or {}).get(row["line"], row["line"])
            found.many[line][row["part"]] += int(row["many"])
            found.heads[line][row["part"]] += int(row["heads"] or 0)
        return found

    def get(self, lines: Iterable[str], parts: Sequence[str], heads: bool) -> int:
        """How many of these parts in these lines."""
        held = self.heads if heads else self.many
        rows = [held.get(line, {}) for line in lines]
        return sum(count for row in rows for part, count in row.items() if parts == ALL or part in parts)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts of the period compared with, and what it is called."""

    counts: Counts
    compared: Compared


def tally_table(tally: Tally, now: Counts, source: Source, *, base: Comparison | None = None, small: int = 0) -> Table:
    """The printed table of a tally. With `small`, lines with a count of 1 … small − 1 are merged, and what stays small is not printed."""
    every = _ordered(tally, {*now.many, *(base.counts.many if base else ())})
    chosen, groups = _arranged(tally.columns, now, base, every, small)
    columns = _shown(chosen, base)
    lines = list(groups.items())
    if tally.total and every:
        lines.append((tally.total, tuple(every)))
    cells = [[_cell(column, now, base, group, every, small) for column in columns] for _, group in lines]
    plain = [column for column, _ in columns]
    return Table(
        tally.id, tally.title, (tally.first_column, *(title for _, title in columns)),
        tuple((name, *(text for text, _ in row)) for (name, _), row in zip(lines, cells, strict=True)),
        source, tally.cohort,
        figures=tuple((None, *(number for _, number in row)) for row in cells),
        opens=((), *(() if title.startswith(_derived(base)) else one.parts for one, title in zip(plain, [t for _, t in columns], strict=True))),
        lines=tuple(group for _, group in lines),
        notes=_notes(base, small, tally),
    )  # fmt: skip


def _derived(base: Comparison | None) -> tuple[str, ...]:
    """How the titles of columns begin that count another period or none."""
    return (base.compared.label, "同比") if base else ("同比",)


def _notes(base: Comparison | None, small: int, tally: Tally) -> tuple[str, ...]:
    told = []
    if base and any(column.compared for column in tally.columns):
        told.append(f"对比期 {base.compared.period.words}")
        told += [base.compared.note] if base.compared.note else []
    if small:
        told.append(f"少于 {small} 的格子已与相邻各行合并或不列")
    return tuple(told)


def _ordered(tally: Tally, lines: Iterable[str]) -> list[str]:
    """Lines in their own order, else by name; never by how many."""
    place = {name: at for at, name in enumerate(tally.order)}
    return sorted(lines, key=lambda line: (place.get(line, len(place)), _last(line), line))


def _last(line: str) -> bool:
    return line.startswith(("未", "（未"))


def _arranged(
    columns: Sequence[Column], now: Counts, base: Comparison | None, every: Sequence[str], small: int
) -> tuple[Sequence[Column], dict[str, tuple[str, ...]]]:
    """The columns printed, and the lines each printed line stands for.

    Of a table that leaves the office columns of parts stay only where they are small in no total and cost no line.
    """
    if not small:
        return columns, {line: (line,) for line in every}
    whole = [column for column in columns if column.parts == ALL]
    by_whole = merge_small({line: _vector(whole, now, base, (line,)) for line in every}, small)
    by_all = merge_small({line: _vector(columns, now, base, (line,)) for line in every}, small)
    if len(by_all) < len(by_whole) or any(_is_small(value, small) for value in _vector(columns, now, base, every)):
        return whole, by_whole
    return columns, by_all


def _shown(columns: Sequence[Column], base: Comparison | None) -> list[tuple[Column, str]]:
    """Columns with their titles, each compared one followed by the base and the change."""
    found = []
    for column in columns:
        found.append((column, column.title))
        if column.compared and base:
            found += [(column, f"{base.compared.label}{column.title}"), (column, f"同比（{column.title}）")]
    return found


def _cell(
    shown: tuple[Column, str],
    now: Counts,
    base: Comparison | None,
    group: Sequence[str],
    every: Sequence[str],
    small: int,
) -> tuple[str, Number]:
    column, title = shown
    count = now.get(group, column.parts, column.heads)
    if column.of:
        whole = now.get(every if column.of_total else group, column.of, column.heads)
        return share(count, whole, small)
    if title != column.title:
        assert base is not None
        before = base.compared.factor * base.counts.get(group, column.parts, column.heads)
        if small and (_is_small(before, small) or _is_small(count, small)):
            return _HIDDEN.format(k=small), None
        return (
            (change(count, before), _rate(count, before))
            if title.startswith("同比")
            else (_number(before), float(before))
        )
    return (_HIDDEN.format(k=small), None) if small and _is_small(count, small) else (str(count), count)


def share(count: int, whole: int, small: int = 0) -> tuple[str, Number]:
    """A share with its fraction and its number in per cent; not printed where it would show a small count."""
    if small and (_is_small(count, small) or _is_small(whole - count, small)):
        return _HIDDEN.format(k=small), None
    return Ratio(count, whole, "").full, (round(100 * count / whole, 2) if whole else None)


def _rate(count: int, before: Fraction) -> Number:
    return round(float((count - before) / before) * 100, 2) if before else None


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    hundredths = half_up(value.numerator * 100, value.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


# --- small cells ------------------------------------------------------------------------------------------------------


def merge_small(cells: Mapping[str, Sequence[Fraction | int]], small: int) -> dict[str, tuple[str, ...]]:
    """Printed line → the lines it stands for: any line with a cell of 1 … small − 1 goes into one merged line.

    While the merged line itself is small the smallest line left joins it, so that no cell comes back by subtraction.
    """
    apart = [line for line in cells if not any(_is_small(value, small) for value in cells[line])]
    merged = [line for line in cells if line not in apart]
    while merged and apart and _too_small(cells, merged, small):
        least = min(apart, key=lambda line: (sum(cells[line]), line))
        apart.remove(least)
        merged.append(least)
    found = {line: (line,) for line in cells if line in apart}
    return {**found, **({MERGED: tuple(line for line in cells if line in merged)} if merged else {})}


def _too_small(cells: Mapping[str, Sequence[Fraction | int]], lines: Sequence[str], small: int) -> bool:
    return len(lines) < 2 or any(
        _is_small(sum(column), small) for column in zip(*(cells[line] for line in lines), strict=True)
    )


def _vector(
    columns: Sequence[Column], now: Counts, base: Comparison | None, lines: Sequence[str]
) -> list[Fraction | int]:
    """Every count a reader could learn of these lines: the columns, what shares leave over, the period compared with."""
    found: list[Fraction | int] = []
    for column in columns:
        count = now.get(lines, column.parts, column.heads)
        found.append(count)
        if column.of and not column.of_total:
            found.append(now.get(lines, column.of, column.heads) - count)
        if column.compared and base:
            found.append(base.counts.get(lines, column.parts, column.heads))
    return found


def _is_small(value: Fraction | int | float, small: int) -> bool:
    return 0 < value < small
