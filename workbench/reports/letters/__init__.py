"""Letters to and of units (单位文书) as Word documents: contents by kind from the record, the official layout around them."""

from workbench.reports.letters.document import letter_docx
from workbench.reports.letters.kinds import letter_text
from workbench.reports.letters.parts import LetterSource, LetterText

__all__ = ["LetterSource", "LetterText", "letter_docx", "letter_text"]
