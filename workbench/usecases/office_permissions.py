"""Who may open which file on the office server (文件权限): set and checked by `reference/tables/office_files.csv`.

Access lists carry what one group cannot: analysts write editions, leaders read them, and nobody else. A default list on
every shared folder gives the same to whatever is made in it later. Run as root, again after any change of accounts.
"""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from workbench.reference.office_files import FileRule, Kind, Place, office_files
from workbench.settings import unit_slug
from workbench.store import acl

_MADE: Final = {Kind.FOLDER, Kind.TREE, Kind.DROPBOX}
_TEMPORARY: Final = (".draft-", ".gone-", ".current-")
"""What an edition being written or pruned is called: there one moment and gone the next."""


def _group_number(name: str) -> int:
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        raise LookupError(f"没有系统组 {name}；请先运行 workbench office groups") from None


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the places of an office server are, and its units: short name (of the group) → name in the register."""

    places: Mapping[Place, Path]
    units: Mapping[str, str] = field(default_factory=dict)
    number_of: Callable[[str], int] = _group_number

    def rules(self) -> Iterator[tuple[Path, FileRule]]:
        """Every line with its place; a unit's once for each unit. Places that are not given are left out."""
        for rule in office_files():
            if rule.place not in self.places:
                continue
            for each in self._of_units(rule) if "{" in rule.path else (rule,):
                yield self.places[rule.place] / each.path, each

    def _of_units(self, rule: FileRule) -> Iterable[FileRule]:
        return (rule.of_unit(short, unit_slug(name)) for short, name in self.units.items())


@dataclass(frozen=True, slots=True)
class Wrong:
    """A path that is not as the table says (权限不符): what is wrong, in words."""

    path: Path
    what: str

    def __str__(self) -> str:
        return f"{self.path}：{self.what}"


def set_permissions(layout: Layout) -> list[str]:
    """Bring every path of the table to it, making folders that are missing; sentences of what was changed.

    LookupError where a system group is missing, StoreError where the file system knows no access lists.
    """
    changed = []
    for path, rule in layout.rules():
        if rule.kind in _MADE and not path.exists():
            path.mkdir(parents=True)
            changed.append(f"{path}：已建立")
        elif rule.kind is Kind.FILE and rule.readers and "*" not in path.name and not path.exists():
            path.touch(mode=0o600)  # whoever writes it later keeps its readers; a file made then would have none
            changed.append(f"{path}：已建立（空）")
        for found in sorted(_matching(path)):
            changed += _mended(found, rule, layout)
    return changed


def check_permissions(layout: Layout) -> list[Wrong]:
    """Every path that is not as the table says, and every entry of a home the table does not know."""
    wrong: list[Wrong] = []
    for path, rule in layout.rules():
        for found in sorted(_matching(path)):
            wrong += [Wrong(each, what) for each, what in _checked(found, rule, layout)]
        if rule.kind in _MADE and not path.exists() and rule.place is not Place.BACKUP:
            wrong.append(Wrong(path, f"没有这个文件夹（{rule.what}）；请运行 workbench office permissions --apply"))
    return wrong + list(_unknown(layout))


# --- setting ---------------------------------------------------------------------------------------------------------


def _mended(path: Path, rule: FileRule, layout: Layout) -> Iterator[str]:
    if rule.kind is Kind.ABSENT:
        return
    for each in _covered(path, rule, layout):
        if any(True for _ in _faults(each, rule, layout)):
            _set(each, rule, layout)
            yield f"{each}：已按权限表改正"


def _set(path: Path, rule: FileRule, layout: Layout) -> None:
    owner = pwd.getpwnam(rule.owner).pw_uid if rule.owner else -1
    os.chown(path, owner, layout.number_of(rule.group))
    path.chmod(_mode(path, rule))
    acl.write(path, _wanted(path, rule, layout))
    if path.is_dir():
        if rule.kind is Kind.TREE:
            acl.write(path, _wanted(path, rule, layout), acl.DEFAULT)
        else:
            acl.clear_default(path)


def _mode(path: Path, rule: FileRule) -> int:
    return rule.mode if path.is_dir() else rule.mode & 0o660 | (rule.mode & 0o004 if rule.kind is Kind.FILE else 0)


def _wanted(path: Path, rule: FileRule, layout: Layout) -> acl.AccessList:
    """As the table says; what lies in a tree and is narrower for its group, such as a published edition, stays so."""
    plain, folder = acl.of_mode(_mode(path, rule) & 0o777), path.is_dir()
    if rule.kind is Kind.TREE and path != layout.places[rule.place] / rule.path:
        kept = (acl.read(path) or acl.of_mode(path.stat().st_mode)).of_owning_group
        plain = replace(plain, group=plain.group & kept or plain.group)
    groups = {layout.number_of(name): acl.READ_PASS if folder else acl.READ for name in rule.readers}
    if folder:
        groups |= {layout.number_of(name): acl.PASS for name in rule.passers}
    return acl.AccessList(plain.owner, plain.group, plain.other, groups)


# --- checking --------------------------------------------------------------------------------------------------------


def _checked(path: Path, rule: FileRule, layout: Layout) -> Iterator[tuple[Path, str]]:
    if rule.kind is Kind.ABSENT:
        yield path, f"不应在这里（{rule.what}）"
        return
    for each in _covered(path, rule, layout):
        for fault in _faults(each, rule, layout):
            yield each, fault


def _faults(path: Path, rule: FileRule, layout: Layout) -> Iterator[str]:
    """What is wrong with one path. Narrower than the table is right inside a tree: a published edition is not written."""
    try:
        found = path.lstat()
        kept = acl.read(path) or acl.of_mode(found.st_mode & 0o777)
    except FileNotFoundError:  # published or pruned meanwhile
        return
    if stat.S_ISLNK(found.st_mode):
        return
    yield from _owners(path, found, rule, layout)
    yield from _rights(kept, _wanted(path, rule, layout), rule, layout)
    if rule.kind is Kind.TREE and path.is_dir() and acl.read(path, acl.DEFAULT) is None:
        yield "没有默认访问控制列表，以后新建的文件别人读不到"


def _owners(path: Path, found: os.stat_result, rule: FileRule, layout: Layout) -> Iterator[str]:
    if found.st_gid != layout.number_of(rule.group):
        yield f"属组应为 {rule.group}"
    if rule.owner and found.st_uid != pwd.getpwnam(rule.owner).pw_uid:
        yield f"属主应为 {rule.owner}"
    if rule.kind is Kind.FOLDER and path.is_dir() and found.st_mode & 0o7000 != rule.mode & 0o7000:
        yield f"权限应为 {rule.mode:04o}"


def _rights(kept: acl.AccessList, wanted: acl.AccessList, rule: FileRule, layout: Layout) -> Iterator[str]:
    if kept.other & ~wanted.other or (rule.kind is not Kind.TREE and kept.other != wanted.other):
        yield f"其他账户的权限是 {kept.other}，应为 {wanted.other}（{rule.what}）"
    if kept.of_owning_group & ~wanted.group:
        yield f"属组 {rule.group} 的权限过宽：{kept.of_owning_group}，应为 {wanted.group}"
    elif kept.of_owning_group & acl.READ < wanted.group & acl.READ:
        yield f"属组 {rule.group} 读不到"
    if kept.users:
        yield "访问控制列表里有单独的账户；权限只按组给"
    for gid in kept.groups.keys() | wanted.groups.keys():
        may, should = kept.of_group(gid), wanted.groups.get(gid, 0)
        if may & ~should:
            yield f"组 {_name_of(gid, layout)} 不应有权限 {may & ~should}"
        elif should & ~may & acl.READ_PASS:
            yield f"组 {_name_of(gid, layout)} 应能读，现在不能"


def _name_of(gid: int, layout: Layout) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def _unknown(layout: Layout) -> Iterator[Wrong]:
    """Entries of the home the table has no line for: nobody said who may read them."""
    known = [path for path, _ in layout.rules()]
    for place in (Place.HOME, Place.KEYS):
        root = layout.places.get(place)
        folders = [root, root / "views"] if root and place is Place.HOME else [root] if root else []
        for folder in folders:
            for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
                if not any(entry == path or entry.match(str(path)) for path in known):
                    yield Wrong(entry, "权限表里没有这一项；请移走，或写进 office_files.csv")


def _matching(path: Path) -> list[Path]:
    """The path itself, or those a `*` in its name stands for."""
    if "*" in path.name:
        return list(path.parent.glob(path.name)) if path.parent.is_dir() else []
    return [path] if path.exists() else []


def _covered(path: Path, rule: FileRule, layout: Layout) -> Iterator[Path]:
    """The paths a line is about; what has a line of its own is not its tree's."""
    if rule.kind is not Kind.TREE:
        yield path
        return
    own = {other for other, each in layout.rules() if each != rule}
    yield from (each for each in _walk(path) if each == path or each not in own)


def _walk(top: Path) -> Iterator[Path]:
    """Everything below and including a folder; links are not followed, drafts are somebody's who is writing."""
    yield top
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(_TEMPORARY)]
        for name in (*folders, *names):
            if not name.startswith(_TEMPORARY):
                yield Path(folder, name)
