"""会商材料 as a Word document: the paper's content put into its template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.reports.filling import Stamp, fill, find_template, printable
from workbench.review.paper_parts import Paper, day_words

NAME = "case_paper"


def case_paper_docx(paper: Paper, stamp: Stamp, own_templates: Path | None = None) -> bytes:
    """The paper in the office's own template or the shipped one. TemplateFault where the template does not do."""
    return fill(find_template(NAME, own_templates), paper_context(paper), stamp, title=printable(paper.title))


def paper_context(paper: Paper) -> Mapping[str, Any]:
    """What a template of 会商材料 may name: title, subtitle, basics (rows of two label/value pairs), each section by its
    key (title, lines, rows, notes) and annexes."""
    return {
        "subtitle": f"（{day_words(paper.as_of)}）",
        "basics": _in_pairs(paper.basics),
        "annexes": paper.annexes,
        **{section.key: section for section in paper.sections},
    }


def _in_pairs(values: Sequence[tuple[str, str]]) -> list[tuple[str, str, str, str]]:
    padded = [*values, ("", "")][: len(values) + len(values) % 2]
    return [(*left, *right) for left, right in zip(padded[::2], padded[1::2], strict=True)]
