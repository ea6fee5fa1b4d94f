"""What a report is made of (报表的组成): sections of facts, tables whose every figure can be opened, charts of those tables.

Plain values only: the same content gives the same text, byte for byte, and with it the same digest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from workbench.campaign.measures import Period

Number = int | float | None


class ReportKind(StrEnum):
    """Reports of the office (报表种类): spec 6.4, S001, S004."""

    WEEK = "周反馈"
    MONTH = "月通报"
    QUARTER = "季分析"
    HALF_YEAR = "半年报告"
    YEAR = "年度报告"
    CONGRESS = "人大政协通报"
    CLOSING = "专项行动总结"


@dataclass(frozen=True, slots=True)
class Source:
    """How a table's figures are opened: the query (of `report_queries`, or 指标) over which days, narrowed to what."""

    query: str
    first: str
    last: str
    campaign: str = ""

    @property
    def period(self) -> Period:
        return Period(date.fromisoformat(self.first), date.fromisoformat(self.last))


@dataclass(frozen=True, slots=True)
class Table:
    """One table (表): `figures` are the numbers behind `rows` (None where a cell is words).

    `opens[column]` are the parts a column counts, () for words and derived columns, ("*",) for everything; `lines[row]` the
    lines a row stands for, more than one where small ones were merged.
    """

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: Source
    cohort: str
    figures: tuple[tuple[Number, ...], ...] = ()
    opens: tuple[tuple[str, ...], ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()
    matters: tuple[str, ...] = ()  # of a list: the matter each row is about
    notes: tuple[str, ...] = ()

    def cell(self, line: str, column: str) -> str:
        """The text of a cell; LookupError naming the lines or columns there are."""
        return self.rows[self.row_of(line)][self.column_of(column)]

    def row_of(self, line: str) -> int:
        firsts = [row[0] for row in self.rows]
        if line not in firsts:
            raise LookupError(f"表 {self.id} 没有“{line}”一行；有：{'、'.join(firsts) or '（没有）'}")
        return firsts.index(line)

    def column_of(self, column: str) -> int:
        if column not in self.head:
            raise LookupError(f"表 {self.id} 没有“{column}”一列；有：{'、'.join(self.head)}")
        return self.head.index(column)


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns of a table as a picture (图): `lines` are its categories; kind bar or line."""

    title: str
    table: str
    kind: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[Number, ...]], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a report: facts in sentences, then tables and charts."""

    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """A whole report, as it is frozen: what it is, of which edition and days, compared with which, and its sections."""

    kind: str
    title: str
    first: str
    last: str
    edition: str
    as_of: str
    mark: str
    base: str = ""
    notes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = field(default=())

    @property
    def tables(self) -> Iterator[Table]:
        for section in self.sections:
            yield from section.tables

    def table(self, table_id: str) -> Table:
        """A table by id; LookupError naming those there are."""
        found = {one.id: one for one in self.tables}
        if table_id not in found:
            raise LookupError(f"报表里没有表“{table_id}”；有：{'、'.join(found)}")
        return found[table_id]

    @property
    def json(self) -> str:
        """The content as text: the same content, the same bytes."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @property
    def digest(self) -> str:
        return sha256(self.json.encode()).hexdigest()

    @property
    def text(self) -> str:
        """The whole report in words, one paragraph or row a line."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield from (self.title, f"统计期间 {self.first} 至 {self.last}，数据版次 {self.edition}，统计截止 {self.as_of}")
        yield from self.notes
        for section in self.sections:
            yield from ("", section.title, *section.lines)
            for table in section.tables:
                yield from ("", f"{table.id} {table.title}", "｜".join(table.head))
                yield from ("｜".join(row) for row in table.rows)
                yield from table_foot(table, self)


def table_foot(table: Table, content: Content) -> tuple[str, ...]:
    """What stands under every table: cohort, days, edition, as-of day and the query that opens it."""
    days = f"{table.source.first} 至 {table.source.last}"
    told = f"口径：{table.cohort}；期间 {days}；版次 {content.edition}，统计截止 {content.as_of}；查询 {table.id}/{table.source.query}"
    return (told, *table.notes)


def content_of(text: str) -> Content:
    """The content frozen as `text` (`Content.json`); ValueError where it is none."""
    try:
        told = json.loads(text)
        return Content(**{**told, "notes": tuple(told["notes"]), "sections": tuple(map(_section, told["sections"]))})
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"留存的报表内容读不出来（{error}）；请用同一版次重新生成") from error


def _section(told: Mapping[str, Any]) -> Section:
    charts = (
        Chart(
            **{**one, "categories": tuple(one["categories"]), "series": tuple((a, tuple(b)) for a, b in one["series"])}
        )
        for one in told["charts"]
    )
    return Section(told["title"], tuple(told["lines"]), tuple(map(_table, told["tables"])), tuple(charts))


def _table(told: Mapping[str, Any]) -> Table:
    nested = {name: _tuples(told[name]) for name in ("rows", "figures", "opens", "lines")}
    flat = {name: tuple(told[name]) for name in ("head", "matters", "notes")}
    return Table(**{**told, **nested, **flat, "source": Source(**told["source"])})


def _tuples(rows: Iterable[Iterable[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row) for row in rows)
