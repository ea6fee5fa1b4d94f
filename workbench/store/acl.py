"""POSIX access lists (访问控制列表): more than one group on a path, kept by Linux itself in extended attributes.

An access list of a folder has a default one beside it, which the kernel gives to whatever is made in it, whatever the maker's
umask. Layout: include/uapi/linux/posix_acl_xattr.h, version 2.
"""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from workbench.store.errors import StoreError

ACCESS: Final = "system.posix_acl_access"
DEFAULT: Final = "system.posix_acl_default"
_VERSION: Final = 2
_OWNER, _GROUP_OWNER, _GROUP, _MASK, _OTHER = 0x01, 0x04, 0x08, 0x10, 0x20
_USER: Final = 0x02
_NOBODY: Final = 0xFFFFFFFF
READ_PASS, PASS, READ = 5, 1, 4


@dataclass(frozen=True, slots=True)
class AccessList:
    """Who may what: bits rwx (4, 2, 1) of owner, owning group, everyone else, and of further groups by number."""

    owner: int
    group: int
    other: int
    groups: Mapping[int, int] = field(default_factory=dict)
    mask: int | None = None
    users: Mapping[int, int] = field(default_factory=dict)

    def of_group(self, gid: int) -> int:
        """What a further group may, after the mask."""
        return self.groups.get(gid, 0) & (7 if self.mask is None else self.mask)

    @property
    def of_owning_group(self) -> int:
        return self.group & (7 if self.mask is None else self.mask)


def read(path: Path, which: str = ACCESS) -> AccessList | None:
    """The list kept on a path; None where there is none beyond the mode."""
    try:
        raw = os.getxattr(path, which, follow_symlinks=False)
    except OSError as error:
        if error.errno in {errno.ENODATA, errno.ENOTSUP}:
            return None
        raise
    return _parsed(raw)


def of_mode(mode: int) -> AccessList:
    """What a mode alone says."""
    return AccessList(mode >> 6 & 7, mode >> 3 & 7, mode & 7)


def write(path: Path, wanted: AccessList, which: str = ACCESS) -> None:
    """Keep the list; StoreError where the file system knows none."""
    try:
        if not wanted.groups and which == ACCESS:
            _without(path, which)
            path.chmod(path.stat().st_mode & 0o7000 | wanted.owner << 6 | wanted.group << 3 | wanted.other)
            return
        os.setxattr(path, which, _packed(wanted))
    except OSError as error:
        if error.errno == errno.ENOTSUP:
            raise StoreError(f"{path} 所在的文件系统不支持访问控制列表；请用 ext4 或 xfs（默认即支持）") from None
        raise


def clear_default(path: Path) -> None:
    """Take a folder's default list away."""
    _without(path, DEFAULT)


def _without(path: Path, which: str) -> None:
    try:
        os.removexattr(path, which)
    except OSError as error:
        if error.errno not in {errno.ENODATA, errno.ENOTSUP}:
            raise


def _packed(wanted: AccessList) -> bytes:
    """Entries in the order the kernel wants; the mask lets everything through that is written."""
    mask = wanted.group
    for bits in wanted.groups.values():
        mask |= bits
    entries = [(_OWNER, wanted.owner, _NOBODY), (_GROUP_OWNER, wanted.group, _NOBODY)]
    entries += [(_GROUP, bits, gid) for gid, bits in sorted(wanted.groups.items())]
    entries += [(_MASK, mask, _NOBODY), (_OTHER, wanted.other, _NOBODY)]
    return struct.pack("<I", _VERSION) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def _parsed(raw: bytes) -> AccessList:
    entries = list(struct.iter_unpack("<HHI", raw[4:]))
    alone = {tag: bits for tag, bits, _ in entries}
    return AccessList(
        alone.get(_OWNER, 0),
        alone.get(_GROUP_OWNER, 0),
        alone.get(_OTHER, 0),
        _named(entries, _GROUP),
        alone.get(_MASK),
        _named(entries, _USER),
    )


def _named(entries: Iterable[tuple[int, ...]], tag: int) -> dict[int, int]:
    return {number: bits for found, bits, number in entries if found == tag}
