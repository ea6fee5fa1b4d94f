"""Lists taken out of a dashboard (导出): into the office's own folder, with what was left out said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from workbench.private import folder
from workbench.usecases.export_list import export_list
from workbench.usecases.office import Office

_NOT_IN_NAMES: Final = re.compile(r"[^\w\-]+")
_LONGEST_MARK: Final = 40
NOT_FROM_HERE: Final = "您的账户只能查看，不能从这里导出清单；如因工作需要，请向联席办索取（每次导出都有登记）"
Rows = Sequence[Mapping[str, Any]]


def kept_list(office: Office, title: str, columns: Rows, rows: Rows, words: str, *marks: object) -> str:
    """Write a list as a workbook named by its title and `marks` (matter, cohort, edition …) and say where it lies.

    `words` say which rows these are. Errors as `export_list`.
    """
    if office.reads_only:
        return NOT_FROM_HERE
    parts = (
        _NOT_IN_NAMES.sub("-", str(part)).strip("-")[:_LONGEST_MARK] for part in (title.partition("（")[0], *marks)
    )
    path = _folder(office) / f"{'_'.join(filter(None, parts))}.xlsx"
    return f"已存为 {export_list(office, title, columns, rows, words, path)}"


def taken_out(office: Office, title: str, columns: Rows, rows: Rows, words: str, name: str, total: int) -> str:
    """Write the rows of a long list and say where they lie; `total` are all there are, and what was cut is said."""
    if office.reads_only:
        return NOT_FROM_HERE
    cut = f"（全部 {total:,} 条，只导出前 {len(rows):,} 条；请先筛选再导出其余）" if total > len(rows) else ""
    plain = [
        {**column, "kind": "text" if column.get("kind") == "link" else column.get("kind", "text")} for column in columns
    ]
    flat = [{key: value["text"] if isinstance(value, dict) else value for key, value in row.items()} for row in rows]
    path = export_list(office, title, plain, flat, words + cut, _folder(office) / name)
    return f"已导出 {len(rows):,} 条，存到 {path}{cut}"


def _folder(office: Office) -> Path:
    """Where lists taken out of dashboards are put, closed to other accounts."""
    return folder(office.settings.home / "exports")
