"""A letter as a Word document, in the shipped template `letter` (see `build_letter`) or the county's own `letter.docx`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from workbench.reports.build_letter import NAME
from workbench.reports.filling import INSIDE, Stamp, fill, find_template, printable
from workbench.reports.letters.parts import LetterText


def letter_docx(letter: LetterText, stamp: Stamp, own_templates: Path | None = None) -> bytes:
    """The letter as a docx; a unit's own letter bears 代拟稿 for a mark, one with number and signer no watermark.

    TemplateFault as `filling.fill`.
    """
    issued = bool(letter.number.strip() and letter.signer.strip()) and letter.mark == INSIDE
    marked = replace(stamp, mark=letter.mark, official=issued)
    return fill(find_template(NAME, own_templates), letter.context, marked, title=printable(letter.title))
