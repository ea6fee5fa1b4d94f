"""Files and folders of the office's own (私有文件的权限): for one account alone, or for the group that shares its home.

Alone: folders 0700, files 0600. On an office server whose analysts share a home (`Settings.share_group`), the home belongs to
their group with mode 2770, and what is made below takes over group and mode (2770, 0660): a folder says by its own mode that it
is shared, so nothing needs to be handed down. Access lists set on a shared folder for further groups stay in force below it.
"""

from __future__ import annotations

import grp
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

ALONE_FOLDER, ALONE_FILE = 0o700, 0o600
SHARED_FOLDER, SHARED_FILE = 0o2770, 0o660
_SHARED: Final = stat.S_ISGID | stat.S_IRWXG
_OPEN: Final = stat.S_IROTH | stat.S_IWOTH


def is_shared(folder: Path) -> bool:
    """Whether a folder is one that a group shares: its group may do all, keeps the group below, and others may not look in.

    Of a folder that is not there yet, what the nearest one above it is.
    """
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    mode = folder.stat().st_mode
    return mode & _SHARED == _SHARED and not mode & _OPEN


def modes(near: Path, *, folder: int = ALONE_FOLDER, file: int = ALONE_FILE) -> tuple[int, int]:
    """Modes of a folder and a file made in `near`: these, or the group's where it is shared."""
    return (SHARED_FOLDER, SHARED_FILE) if is_shared(near) else (folder, file)


def home(path: Path, group: str = "") -> Path:
    """The office's home, made if it is not there: for one account, or for `group`. A home that is there alone keeps its mode.

    LookupError for a group this machine does not have.
    """
    made = not path.exists()
    folder(path)
    if group and not is_shared(path) and (made or path.stat().st_uid == os.geteuid()):
        try:
            grp.getgrnam(group)
        except KeyError:
            raise LookupError(
                f"没有系统用户组“{group}”（share_group）；请先建立该组，或在 office.toml 里改正"
            ) from None
        shutil.chown(path, group=group)
        path.chmod(SHARED_FOLDER)
    return path


def folder(path: Path) -> Path:
    """The folder, made with those above it where they are not there; one that is there keeps its mode."""
    if path.is_dir():
        return path
    if not path.parent.is_dir():
        folder(path.parent)
    mode, _ = modes(path.parent)
    with suppress(FileExistsError):  # another process made it first
        path.mkdir(mode=mode)
        path.chmod(mode)  # whatever the umask left
    return path


def settle(path: Path) -> Path:
    """Give a file or folder made otherwise the mode it has to have where it lies."""
    as_folder, as_file = modes(path.parent)
    path.chmod(as_folder if path.is_dir() else as_file)
    return path


def opened(path: Path, flags: int) -> int:
    """A descriptor of a file, which if it is made is never open to others, not even for a moment."""
    there = path.exists()
    handle = os.open(path, flags | os.O_CREAT, ALONE_FILE)
    if not there and is_shared(path.parent):
        os.fchmod(handle, SHARED_FILE)
    return handle


def add_text(path: Path, text: str) -> None:
    """Put text at a file's end and bring it to the disk; the file and its folder are made where they are not there."""
    folder(path.parent)
    with os.fdopen(opened(path, os.O_WRONLY | os.O_APPEND), "a", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def keep(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all, in the place of any that is there."""
    folder(path.parent)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".draft")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        settle(Path(draft)).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return path


def keep_text(path: Path, text: str) -> Path:
    """The same for text."""
    return keep(path, text.encode())
