"""Lists taken out of a dashboard (导出): into the office's own folder, with what was left out said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.usecases.export_list import export_list
from workbench.usecases.office import Office


def taken_out(
    office: Office, title: str, columns: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], words: str, name: str,
    total: int,
) -> str:  # fmt: skip
    """Write the rows as a workbook and say where it lies; `total` are all there are."""
    folder = office.settings.home / "exports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    cut = f"（全部 {total:,} 条，只导出前 {len(rows):,} 条；请先筛选再导出其余）" if total > len(rows) else ""
    plain = [
        {**column, "kind": "text" if column.get("kind") == "link" else column.get("kind", "text")} for column in columns
    ]
    flat = [{key: value["text"] if isinstance(value, dict) else value for key, value in row.items()} for row in rows]
    path = export_list(office, title, plain, flat, words + cut, folder / name)
    return f"已导出 {len(rows):,} 条，存到 {path}{cut}"
