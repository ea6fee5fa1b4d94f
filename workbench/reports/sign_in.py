"""签到表: posts and units that are to come, with blank cells to sign in; no person is listed by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workbench.meetings.bodies import Meeting
from workbench.reports.agenda_paper import meeting_words
from workbench.reports.filling import Stamp
from workbench.reports.pack import part_docx
from workbench.reports.parts import Block, Part
from workbench.review.paper_parts import note

NAME: Final = "sign_in"
SPARE_ROWS: Final = 4


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is to sign: a post or unit, what it is in this meeting, and when it comes ("" for the whole meeting)."""

    who: str
    role: str
    arrives: str = ""


def sign_in_part(meeting: Meeting, seats: Iterable[Seat]) -> Part:
    """The sheet: chair first, members, then who is called for single items; some rows are left blank."""
    known = list(seats)
    rows = [(str(at), one.who, one.role, one.arrives or "全程", "") for at, one in enumerate(known, 1)]
    rows += [(str(at), "", "", "", "") for at in range(len(rows) + 1, len(rows) + 1 + SPARE_ROWS)]
    block = Block(table="sign", rows=tuple(rows), notes=(note("由到会人员本人签名；代会的，注明代谁参加。"),))
    return Part(f"{meeting.title}签到表", f"（{meeting_words(meeting)}）", (block,))


def sign_in_docx(meeting: Meeting, seats: Iterable[Seat], stamp: Stamp, own_templates: Path | None = None) -> bytes:
    """The sheet as a document; a county's own template is `sign_in.docx`."""
    return part_docx(sign_in_part(meeting, seats), stamp, own_templates, name=NAME)
