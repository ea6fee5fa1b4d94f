"""The shipped templates (模板), made from code: `tools/write_templates.py` writes them to `templates/`, a test compares.

A template is a Word document in the official layout with docxtpl tags (`{{ }}`, `{%p %}`, `{%tr %}`); a county may put one
of its own under the same name in `templates/` of its home.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from docx.document import Document
from docx.table import Table

from workbench.reports.layout import BODY, GAP, H1, H2, NOTE, SUBTITLE, TITLE, add_row, add_table, new_document

FOLDER: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Columns:
    """A table of a section: key of each row, title and width in millimetres (156 in all)."""

    keys: tuple[str, ...]
    titles: tuple[str, ...]
    widths: tuple[float, ...]


_CASE_SECTIONS: Final[Mapping[str, Columns | None]] = {
    "brief": Columns(("day", "what"), ("时间", "事项"), (40, 116)),
    "claims": None,
    "focus": None,
    "pathway": None,
    "work": Columns(("day", "unit", "what", "result"), ("时间", "单位", "工作", "结果"), (36, 36, 52, 32)),
    "problems": None,
    "restudy": None,
    "positions": Columns(("unit", "position", "basis"), ("单位", "意见", "依据"), (38, 70, 48)),
    "plan": Columns(("part", "main", "fallback"), ("内容", "主方案", "备选方案"), (30, 63, 63)),
    "decisions": None,
}


_FORM_WIDTHS: Final[Mapping[int, tuple[float, ...]]] = {
    2: (44, 112),
    3: (38, 70, 48),
    4: (20, 28, 44, 64),
    5: (26, 24, 32, 42, 32),
}
"""Widths of a form's tables by number of columns."""


def case_paper() -> Document:
    """会商材料: the ten parts of the paper for one case, and the annexes."""
    document = _headed()
    widths = (27, 51, 27, 51)
    cells = [f"{{{{ row[{at}] }}}}" for at in range(4)]
    _looped(document, add_table(document, (), widths), "basics", cells, widths, (0, 2))
    for key, columns in _CASE_SECTIONS.items():
        _section(document, key, columns)
    _annexes(document)
    return document


def form() -> Document:
    """A form of label/value sections (提请会商申请、倒查事实表 and their like), tables with up to four columns."""
    document = _headed()
    _tag(document, "{%p for section in sections %}")
    document.add_paragraph("{{ section.title }}", style=H1)
    _lines(document, "section.lines")
    for count, widths in _FORM_WIDTHS.items():
        _tag(document, f"{{%p if section.head|length == {count} and section.cells %}}")
        table = add_table(document, [f"{{{{ section.head[{at}] }}}}" for at in range(count)], widths)
        _looped(document, table, "section.cells", [f"{{{{ row[{at}] }}}}" for at in range(count)], widths)
        _tag(document, "{%p endif %}")
    _lines(document, "section.notes")
    _tag(document, "{%p endfor %}")
    _annexes(document)
    return document


TEMPLATES: Final[Mapping[str, Callable[[], Document]]] = {"case_paper": case_paper, "form": form}


def write_all(folder: Path = FOLDER) -> list[Path]:
    """Write every template; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, make in TEMPLATES.items():
        files.append(folder / f"{name}.docx")
        make().save(str(files[-1]))
    return files


def _headed() -> Document:
    document = new_document()
    _tag(document, "{%p for line in title_lines %}")
    document.add_paragraph("{{ line }}", style=TITLE)
    _tag(document, "{%p endfor %}")
    document.add_paragraph("{{ subtitle }}", style=SUBTITLE)
    return document


def _tag(document: Document, tag: str) -> None:
    document.add_paragraph(tag, style=BODY)


def _lines(document: Document, name: str) -> None:
    """A paragraph per line, in the style of its kind."""
    _tag(document, f"{{%p for line in {name} %}}")
    for word, kind, style in (("if", "小标题", H2), ("elif", "缺项", GAP), ("elif", "说明", NOTE)):
        _tag(document, f"{{%p {word} line.kind == '{kind}' %}}")
        document.add_paragraph("{{ line.text }}", style=style)
    _tag(document, "{%p else %}")
    document.add_paragraph("{{ line.text }}", style=BODY)
    _tag(document, "{%p endif %}")
    _tag(document, "{%p endfor %}")


def _section(document: Document, key: str, columns: Columns | None) -> None:
    document.add_paragraph(f"{{{{ {key}.title }}}}", style=H1)
    _lines(document, f"{key}.lines")
    if columns:
        _tag(document, f"{{%p if {key}.rows %}}")
        table = add_table(document, columns.titles, columns.widths)
        cells = [f"{{{{ row.{name} }}}}" for name in columns.keys]
        _looped(document, table, f"{key}.rows", cells, columns.widths)
        _tag(document, "{%p endif %}")
    _lines(document, f"{key}.notes")


def _looped(
    document: Document,
    table: Table,
    name: str,
    cells: Sequence[str],
    widths: Sequence[float],
    labels: Sequence[int] = (),
) -> None:
    """Rows of a table between its loop tags; docxtpl wants each tag in a row of its own."""
    blank = [""] * (len(cells) - 1)
    add_row(document, table, [f"{{%tr for row in {name} %}}", *blank], widths)
    add_row(document, table, cells, widths, labels)
    add_row(document, table, ["{%tr endfor %}", *blank], widths)


def _annexes(document: Document) -> None:
    document.add_paragraph("附件", style=H1)
    _tag(document, "{%p for annex in annexes %}")
    document.add_paragraph("{{ loop.index }}．{{ annex }}", style=BODY)
    _tag(document, "{%p else %}")
    document.add_paragraph("（未登记：附件）", style=GAP)
    _tag(document, "{%p endfor %}")
