"""Take a list out as a workbook (导出清单): any dashboard's table with its filter in words, or one of the edition's own lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, overload

from workbench.review.facts import Row, rows_of
from workbench.usecases.kept_papers import keep_paper, stamp_of
from workbench.usecases.office import Office

Columns = Sequence[Mapping[str, Any]]


@overload
def export_list(
    office: Office, title: str, columns: Columns, rows: Iterable[Any], filter_words: str = "", path: None = None,
    *, actor: str = "", now: datetime | None = None,
) -> bytes: ...  # fmt: skip
@overload
def export_list(
    office: Office, title: str, columns: Columns, rows: Iterable[Any], filter_words: str, path: Path,
    *, actor: str = "", now: datetime | None = None,
) -> Path: ...  # fmt: skip
def export_list(
    office: Office,
    title: str,
    columns: Columns,
    rows: Iterable[Any],
    filter_words: str = "",
    path: Path | None = None,
    *,
    actor: str = "",
    now: datetime | None = None,
) -> bytes | Path:
    """The list as xlsx: its bytes, or the file it was written to. Columns as a dashboard's table: key, title, kind.

    `filter_words` says in words which rows these are. Logged: who, when, what list, how many. Rows with `locked` are left
    out. ValueError for columns without key or title; NoEdition before the first publication.
    """
    from workbench.reports.lists import list_xlsx

    held = list(rows)
    stamp = stamp_of(office, office.edition(), actor=actor, now=now)
    made = list_xlsx(title, columns, held, filter_words, stamp)
    what = {"list": title, "filter": filter_words, "rows": len(held)}
    return keep_paper(office, made, path, stamp, what) if path else keep_paper(office, made, None, stamp, what)


@dataclass(frozen=True, slots=True)
class Standard:
    """One of the edition's own lists: its table, the order of its rows, and columns."""

    title: str
    table: str
    order: str
    columns: tuple[Mapping[str, str], ...]


def _columns(words: str) -> tuple[Mapping[str, str], ...]:
    """Columns written key=标题 or key=标题|kind, with blanks between."""
    parts = (word.partition("=") for word in words.split())
    return tuple({"key": key, "title": name.partition("|")[0], "kind": name.partition("|")[2] or "text"}
                 for key, _, name in parts)  # fmt: skip


LISTS: Final[Mapping[str, Standard]] = {
    "事项": Standard("信访事项清单", "matters", "matter_id", _columns(
        "matter_id=事项编号 title=标题 petitioner=信访人 records=信访件数|number first_day=首次信访|date last_day=最近信访|date "
        "lead_unit=主办单位 topic_l1=内容分类 issue_name=问题属地 label=三跨三分离 state_a=程序状态 state_b=化解状态 "
        "due=到期日|date clock_status=时限状态 overdue_days=超期日数|number plan=化解方案")),
    "时限": Standard("时限清单", "clocks", "due, matter_id, clock", _columns(
        "matter_id=事项编号 name=时限 unit=单位 status=状态 start=起算|date due=到期|date rolled=顺延到期|date done=完成|date "
        "days_left=剩余日数|number sentence=说明 clause=依据")),
    "责任": Standard("责任建议清单", "duties", "matter_id, role, unit", _columns(
        "matter_id=事项编号 role=角色 unit=单位 reason=理由 clause=依据 turning_fact=变化条件 confirmed_by=确认人")),
    "议题": Standard("建议议题清单", "agenda", "matter_id, trigger", _columns(
        "matter_id=事项编号 trigger=触发 reason=理由 clause=依据 since=自|date due=到期|date")),
    "清理": Standard("清理清单", "sweeps", "sweep, due, matter_id", _columns(
        "sweep=清单 matter_id=事项编号 unit=单位 since=自|date due=到期|date missing=缺少|tags sentence=说明 clause=依据")),
}  # fmt: skip
"""Lists the command line offers, by name."""


def export_standard(
    office: Office, name: str, path: Path, *, words: Sequence[str] = (), open_only: bool = False, actor: str = ""
) -> Path:
    """One of `LISTS` of the edition in force with rows that hold all the words. LookupError for a name not in it."""
    if name not in LISTS:
        raise LookupError(f"没有名为“{name}”的清单；可用：{'、'.join(LISTS)}")
    chosen = LISTS[name]
    found = [row for row in _rows(office, chosen, open_only) if _holds(row, chosen, words)]
    said = [f"含“{word}”" for word in words] + (["未化解"] if open_only else [])
    return export_list(office, chosen.title, chosen.columns, found, "，".join(said), path, actor=actor)


def _rows(office: Office, chosen: Standard, open_only: bool) -> list[Row]:
    """Rows of matters that are no accusations."""
    state = " AND m.is_open" if open_only else ""
    sql = (
        f"SELECT t.* FROM {chosen.table} t WHERE t.matter_id IN "
        f"(SELECT m.matter_id FROM matters m WHERE NOT m.locked{state}) ORDER BY {chosen.order}"
    )
    return rows_of(office.edition().query(sql))


def _holds(row: Row, chosen: Standard, words: Sequence[str]) -> bool:
    text = " ".join(str(row[column["key"]]) for column in chosen.columns)
    return all(word in text for word in words)
