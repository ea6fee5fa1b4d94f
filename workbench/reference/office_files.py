"""Which account may open which file on the office server (文件权限表), from `tables/office_files.csv`.

Modes alone know one group; `readers` are further groups that may read, `passers` groups that may only pass through a folder
to a name they know, both by POSIX access lists. Source: spec 8.2, docs/deployment.md.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from workbench.domain.roles import Role


class Kind(StrEnum):
    """How a line of the table is meant: a folder alone or with all that is in it, a file (or several, by `*`), a folder
    anyone may put a file of their own into, or something that must not be there."""

    FOLDER = "folder"
    TREE = "tree"
    FILE = "file"
    DROPBOX = "dropbox"
    ABSENT = "absent"


class Place(StrEnum):
    """What a path is below: the office's home, the research editions, the keys, the hub's own folder, the backups."""

    HOME = "home"
    RESEARCH = "research"
    KEYS = "keys"
    HUB = "hub"
    BACKUP = "backup"


FILE_GROUPS: Final[Mapping[str, tuple[Role, ...]]] = {
    "wb-office": (Role.ANALYST, Role.DIRECTOR),
    "wb-edition": (Role.ANALYST, Role.DIRECTOR, Role.LEADER, Role.DISCIPLINE, Role.AUDITOR),
}
"""System groups beside the posts' own: whoever shares files, and the posts in each."""


@dataclass(frozen=True, slots=True)
class FileRule:
    """One line: a path below a place, and how it must be. `owner` empty: whoever made it."""

    place: Place
    path: str
    kind: Kind
    owner: str
    group: str
    mode: int
    readers: tuple[str, ...]
    passers: tuple[str, ...]
    what: str

    def of_unit(self, short: str, slug: str) -> FileRule:
        """The line for one unit: its group is named by `short`, its view's folder by `slug`."""
        told = {"short": short, "slug": slug}
        readers = tuple(name.format(**told) for name in self.readers)
        return replace(self, path=self.path.format(**told), readers=readers)


@cache
def office_files() -> tuple[FileRule, ...]:
    """Every line in order; ValueError for an unknown kind or place."""
    source = files("workbench.reference") / "tables" / "office_files.csv"
    return tuple(map(_rule, csv.DictReader(source.read_text(encoding="utf-8").splitlines())))


def groups_of(role: Role) -> tuple[str, ...]:
    """The groups an account of this post is in beside the post's own."""
    return tuple(name for name, posts in FILE_GROUPS.items() if role in posts)


def _rule(row: dict[str, str]) -> FileRule:
    return FileRule(
        Place(row["place"]),
        row["path"],
        Kind(row["kind"]),
        row["owner"],
        row["group"],
        int(row["mode"] or "0", 8),
        tuple(row["readers"].split()),
        tuple(row["passers"].split()),
        row["what"],
    )
