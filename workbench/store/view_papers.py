"""A unit's own papers (单位用件) beside its view: put there when a meeting's papers are made, read by nobody else's account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from workbench.settings import VIEWS, Settings, view_name

PAPERS: Final = "papers"
SUFFIXES: Final = (".docx", ".pdf")


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """One paper: its file name and when it was put there."""

    name: str
    at: datetime


def papers_folder(settings: Settings, view: str = "") -> Path | None:
    """The folder of a view's papers, by default the session's own; None for a session that has no view."""
    name = view or view_name(settings.viewer)
    return settings.home / VIEWS / name / PAPERS if name else None


def own_papers(settings: Settings) -> tuple[OwnPaper, ...]:
    """The session's papers, the newest first."""
    folder = papers_folder(settings)
    if folder is None or not folder.is_dir():
        return ()
    found = [
        path
        for path in folder.iterdir()
        if path.suffix in SUFFIXES and path.is_file() and not path.name.startswith(".")
    ]
    told = (OwnPaper(path.name, datetime.fromtimestamp(path.stat().st_mtime).astimezone()) for path in found)
    return tuple(sorted(told, key=lambda one: (one.at, one.name), reverse=True))
