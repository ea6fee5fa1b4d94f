"""Editions that stay (留存版次): an edition an issued report was made of is never pruned, so that every figure can be opened."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from workbench import private

PINS: Final = ".pins"
"""Folder beside the editions: one file per edition that stays, naming what holds it, one a line."""


def pin(root: Path, edition: str, holder: str) -> None:
    """Keep an edition for `holder` (a report's id); LookupError where it is not there any more."""
    if not (root / edition).is_dir():
        raise LookupError(f"版次 {edition} 已不在，不能留存；请用现行版次重新生成报表后再印发")
    private.folder(root / PINS)
    held = pinned(root).get(edition, ())
    if holder in held:
        return
    with (root / PINS / edition).open("a", encoding="utf-8") as opened:
        opened.write(f"{holder}\n")
        opened.flush()
        os.fsync(opened.fileno())


def pinned(root: Path) -> Mapping[str, tuple[str, ...]]:
    """Editions that stay, and what holds each."""
    folder = root / PINS
    if not folder.is_dir():
        return {}
    return {file.name: tuple(file.read_text(encoding="utf-8").split()) for file in sorted(folder.iterdir())}
