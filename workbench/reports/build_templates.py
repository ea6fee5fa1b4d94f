"""The shipped templates (模板), made from code: `tools/write_templates.py` writes them to `templates/`, a test compares.

A template is a Word document in the official layout with docxtpl tags (`{{ }}`, `{%p %}`, `{%tr %}`); a county may put one
of its own under the same name in `templates/` of its home.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from docx.document import Document

from workbench.reports.build_letter import letter
from workbench.reports.build_meeting import meeting_paper, minutes
from workbench.reports.layout import H1, SUBTITLE, TITLE, add_table, new_document
from workbench.reports.parts import TABLES
from workbench.reports.template_parts import Columns, annexes, lines, looped, rows_by_key, rows_by_place, tag

FOLDER: Final = Path(__file__).parent / "templates"
_CASE_SECTIONS: Final = (
    "brief", "claims", "focus", "pathway", "work", "problems", "restudy", "positions", "plan", "decisions",
)  # fmt: skip
"""Keys of the sections of 会商材料; those of `TABLES` have a table."""


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
    rows_by_place(document, "basics", TABLES["basics"])
    for key in _CASE_SECTIONS:
        _section(document, key, TABLES.get(key))
    annexes(document)
    return document


def form() -> Document:
    """A form of label/value sections (提请会商申请、倒查事实表 and their like), tables with up to four columns."""
    document = _headed()
    tag(document, "{%p for section in sections %}")
    document.add_paragraph("{{ section.title }}", style=H1)
    lines(document, "section.lines")
    for count, widths in _FORM_WIDTHS.items():
        tag(document, f"{{%p if section.head|length == {count} and section.cells %}}")
        table = add_table(document, [f"{{{{ section.head[{at}] }}}}" for at in range(count)], widths)
        cells = [f"{{{{ row[{at}] }}}}" for at in range(count)]
        looped(document, table, "section.cells", cells, Columns((), (), widths))
        tag(document, "{%p endif %}")
    lines(document, "section.notes")
    tag(document, "{%p endfor %}")
    annexes(document)
    return document


TEMPLATES: Final[Mapping[str, Callable[[], Document]]] = {
    "case_paper": case_paper, "form": form, "meeting_paper": meeting_paper, "minutes": minutes,
    "letter": letter,
}  # fmt: skip


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
    tag(document, "{%p for line in title_lines %}")
    document.add_paragraph("{{ line }}", style=TITLE)
    tag(document, "{%p endfor %}")
    document.add_paragraph("{{ subtitle }}", style=SUBTITLE)
    return document


def _section(document: Document, key: str, columns: Columns | None) -> None:
    document.add_paragraph(f"{{{{ {key}.title }}}}", style=H1)
    lines(document, f"{key}.lines")
    if columns:
        tag(document, f"{{%p if {key}.rows %}}")
        rows_by_key(document, f"{key}.rows", columns)
        tag(document, "{%p endif %}")
    lines(document, f"{key}.notes")
