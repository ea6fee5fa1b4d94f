"""Files and folders of the office's own (私有文件的权限): for one account alone, or for the group that shares its home."""

from __future__ import annotations

import grp
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench import private
from workbench.settings import Settings
from workbench.usecases.office import Office

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="须以 root 运行才能改换属组")


def _mode(path: Path) -> str:
    return f"{path.stat().st_mode & 0o7777:04o}"


@pytest.fixture
def loose() -> Iterator[None]:
    """A umask that would leave everything open."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A home of a group, as `private.home` makes one."""
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o2770)
    return home


@pytest.mark.usefixtures("loose")
def test_alone_nobody_else_looks_in(tmp_path: Path) -> None:
    made = private.folder(tmp_path / "home" / "papers" / "deep")
    kept = private.keep(made / "a.docx", b"x")
    private.add_text(made / "log.jsonl", "line\n")
    assert [_mode(path) for path in (tmp_path / "home", made.parent, made)] == ["0700"] * 3
    assert [_mode(path) for path in (kept, made / "log.jsonl")] == ["0600"] * 2


@pytest.mark.parametrize("umask", [0, 0o077])
def test_in_a_shared_home_the_group_has_all_and_others_nothing(shared: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        made = private.folder(shared / "papers" / "deep")
        private.keep_text(made / "a.txt", "甲")
        private.add_text(made / "log.jsonl", "line\n")
        (made / "b").write_text("x")
        private.settle(made / "b")
    finally:
        os.umask(before)
    assert [_mode(path) for path in (made.parent, made)] == ["2770"] * 2
    assert [_mode(made / name) for name in ("a.txt", "log.jsonl", "b")] == ["0660"] * 3


@pytest.mark.parametrize(
    ("mode", "is_shared"), [(0o2770, True), (0o2771, True), (0o2775, False), (0o770, False), (0o2750, False)]
)
def test_a_folder_is_shared_only_when_it_says_so(tmp_path: Path, mode: int, is_shared: bool) -> None:
    tmp_path.chmod(mode)
    assert private.is_shared(tmp_path) is is_shared
    assert private.is_shared(tmp_path / "not" / "there") is is_shared
    assert private.modes(tmp_path / "new", file=0o640, folder=0o750) == (
        (0o2770, 0o660) if is_shared else (0o750, 0o640)
    )


@needs_root
def test_a_home_is_given_to_the_group_of_the_settings(tmp_path: Path) -> None:
    group = next(one for one in grp.getgrall() if one.gr_gid not in (0, os.getegid()))
    office = Office(Settings(home=tmp_path / "home", share_group=group.gr_name))
    office.store.close()
    home = tmp_path / "home"
    assert (_mode(home), home.stat().st_gid) == ("2770", group.gr_gid)
    database = home / "workbench.sqlite"
    assert (_mode(database), database.stat().st_gid) == ("0660", group.gr_gid)
    assert private.folder(home / "papers").stat().st_gid == group.gr_gid


def test_without_a_group_the_home_is_one_accounts(tmp_path: Path) -> None:
    Office(Settings(home=tmp_path / "home")).store.close()
    assert _mode(tmp_path / "home") == "0700" and _mode(tmp_path / "home" / "workbench.sqlite") == "0600"


def test_a_group_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="没有系统用户组“没有这个组”"):
        private.home(tmp_path / "home", "没有这个组")


def test_what_is_not_written_whole_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = private.keep_text(tmp_path / "a.txt", "旧")

    def full(_handle: int) -> None:
        raise OSError(28, "磁盘已满")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="磁盘已满"):
        private.keep_text(file, "新")
    assert file.read_text() == "旧" and [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_editions_of_a_shared_home_can_be_pruned_by_the_next_analyst(demo_home: Path, shared: Path) -> None:
    from workbench.store.editions import draft_edition
    from workbench.usecases.office import Office as Opened

    source = Opened(Settings(home=demo_home)).edition()
    with draft_edition(shared / "editions", as_of=source.as_of) as draft:
        draft.write("units", source.arrow("units"))
        made = draft.commit()
    assert [_mode(path) for path in (made.path.parent, made.path)] == ["2770"] * 2
    assert {_mode(path) for path in made.path.iterdir()} == {"0660"}
    shutil.rmtree(made.path)
