"""Every account of the office server tries to open every file: what the matrix grants opens, nothing else does."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.as_account import as_account
from workbench.domain.roles import Role
from workbench.reference.office_files import Kind, Place, groups_of, office_files
from workbench.settings import unit_slug
from workbench.store import acl
from workbench.usecases.office_accounts import make_groups
from workbench.usecases.office_commands import Runner
from workbench.usecases.office_permissions import Layout, check_permissions, set_permissions

MATRIX: dict[str, dict[str, str]] = yaml.safe_load(
    Path(__file__).with_name("office_files_matrix.yaml").read_text(encoding="utf-8")
)
UNITS = {"test-jia": "甲县住建局", "test-yi": "乙镇政府"}
POSTS = {
    "a": (Role.ANALYST, "wb-analyst"),
    "d": (Role.DIRECTOR, "wb-director"),
    "l": (Role.LEADER, "wb-leader"),
    "u": (Role.UNIT, "wb-unit-test-jia"),
    "v": (Role.UNIT, "wb-unit-test-yi"),
    "m": (Role.MEMBER, "wb-member"),
    "s": (Role.STATISTICIAN, "wb-statistics"),
    "x": (Role.RESEARCHER, "wb-research"),
    "j": (Role.DISCIPLINE, "wb-discipline"),
    "t": (Role.AUDITOR, "wb-audit"),
    "o": (None, ""),
}
needs_root = pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("useradd"), reason="须由 root 建立系统账户")


@pytest.fixture(scope="module")
def accounts() -> Iterator[dict[str, str]]:
    """A real system account of each post, by its letter; taken away again with the groups that were made for it."""
    run, mark = Runner(), secrets.token_hex(3)
    made = make_groups([group for _, group in POSTS.values() if group], run)
    named = {letter: f"wbtest-{letter}-{mark}" for letter in POSTS}
    try:
        for letter, (role, group) in POSTS.items():
            groups = ",".join((group, *groups_of(role))) if role else ""
            run("useradd", "--no-create-home", "--shell", "/usr/sbin/nologin", "--groups", groups, named[letter])
        yield named
    finally:
        for name in named.values():
            subprocess.run(["userdel", name], capture_output=True, check=False)
        for group in made:
            subprocess.run(["groupdel", group], capture_output=True, check=False)


@pytest.fixture
def layout(accounts: dict[str, str]) -> Iterator[Layout]:
    """The places of an office server with every file of the matrix, made by the analyst as `umask 077` makes them."""
    root = Path(tempfile.mkdtemp(prefix="workbench-office-", dir="/var/tmp"))
    root.chmod(0o755)
    places = {place: root / place.value for place in Place}
    analyst = pwd.getpwnam(accounts["a"])
    for path in MATRIX:
        _make(_real(root, path), analyst.pw_uid if path.startswith(("home", "research")) else 0)
    (places[Place.HOME] / "editions" / "current").rename(places[Place.HOME] / "editions" / "E1")
    (places[Place.HOME] / "editions" / "current").symlink_to("E1")
    yield Layout(places, UNITS)
    shutil.rmtree(root)


def _real(root: Path, path: str) -> Path:
    first, second = (unit_slug(name) for name in UNITS.values())
    return root / path.replace("unit-A", f"unit-{first}").replace("unit-B", f"unit-{second}")


def _make(path: Path, owner: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("内容", encoding="utf-8")
    path.chmod(0o600)
    for folder in (path, *path.parents):
        if folder.parent == Path("/var/tmp") or folder.parent.parent == Path("/var/tmp"):
            break
        os.chown(folder, owner, owner)
        if folder.is_dir():
            folder.chmod(0o700)


def _may(name: str, paths: list[Path]) -> dict[str, str]:
    """What an account may with each path: "w", "r" or ""."""
    told: dict[str, str] = as_account(name, lambda: {str(path): _tried(path) for path in paths})
    return told


def _tried(path: Path) -> str:
    for flags, letter in ((os.O_RDWR, "w"), (os.O_RDONLY, "r")):
        try:
            os.close(os.open(path, flags))
            return letter
        except OSError:
            continue
    return ""


@needs_root
def test_each_account_opens_what_the_matrix_says_and_nothing_else(accounts: dict[str, str], layout: Layout) -> None:
    set_permissions(layout)
    root = layout.places[Place.HOME].parent
    paths = {_real(root, path): told for path, told in MATRIX.items()}
    wrong = []
    for letter, name in accounts.items():
        found = _may(name, list(paths))
        for path, told in paths.items():
            wanted = "w" if letter in told.get("w", "") else "r" if letter in told.get("r", "") else ""
            # a published edition's files belong to whoever published: only that analyst's own programme replaces them
            may = found[str(path)]
            if may != wanted and not (wanted == "r" and may == "w" and letter == "d" and "/editions/" in str(path)):
                wrong.append((POSTS[letter][0], str(path.relative_to(root)), may, wanted))
    assert wrong == []
    assert len(accounts) == 11 and len(paths) == len(MATRIX) >= 30


@needs_root
def test_nobody_but_the_office_lists_the_home_or_puts_files_there(accounts: dict[str, str], layout: Layout) -> None:
    set_permissions(layout)
    home = layout.places[Place.HOME]
    folders = [home, home / "links", home / "keys", home / "editions"]
    for letter, name in accounts.items():
        outside = as_account(name, lambda: [path.name for path in folders if _lists(path)])
        inside = {"a": 4, "d": 4}.get(letter, 1 if letter in "ljt" else 0)
        assert len(outside) == inside, (letter, outside)
        made = as_account(name, lambda: [path.name for path in folders if _creates(path)])
        assert len(made) == (4 if letter in "ad" else 0), (letter, made)


def _lists(path: Path) -> bool:
    try:
        next(path.iterdir(), None)
        return True
    except OSError:
        return False


def _creates(path: Path) -> bool:
    try:
        file = path / f"x{os.getpid()}"
        file.touch()
        file.unlink()
        return True
    except OSError:
        return False


@needs_root
def test_what_is_published_later_is_readable_by_leaders_at_once(accounts: dict[str, str], layout: Layout) -> None:
    """As `store.editions` writes it: folders 0750, files 0640, under umask 077; no root in between."""
    set_permissions(layout)
    editions = layout.places[Place.HOME] / "editions"

    def publish() -> list[str]:
        os.umask(0o077)
        (editions / "E2").mkdir(mode=0o750)
        file = editions / "E2" / "records.parquet"
        file.write_text("x")
        file.chmod(0o640)
        (editions / "E2").chmod(0o750)
        return []

    as_account(accounts["a"], publish)
    file = editions / "E2" / "records.parquet"
    may = {letter: _may(name, [file])[str(file)] for letter, name in accounts.items()}
    assert {letter for letter, what in may.items() if what} == set("adljt") and may["l"] == "r"
    assert check_permissions(layout) == []


@needs_root
def test_setting_twice_changes_nothing_more(layout: Layout) -> None:
    assert check_permissions(layout)
    assert set_permissions(layout)
    assert check_permissions(layout) == [] and set_permissions(layout) == []


def _open_wide(home: Path) -> None:
    (home / "links" / "run1" / "contacts.parquet").chmod(0o666)


def _of_another_group(home: Path) -> None:
    os.chown(home / "papers", -1, 0)


def _one_reader_more(home: Path) -> None:
    acl.write(home / "files", acl.AccessList(7, 7, 0, {1: 5}))


def _no_default(home: Path) -> None:
    acl.clear_default(home / "exports")


def _sqlite(home: Path) -> None:
    (home / "workbench.sqlite").touch()


def _unknown(home: Path) -> None:
    (home / "notes").mkdir()


def _reader_gone(home: Path) -> None:
    acl.write(home / "editions", acl.AccessList(7, 7, 0, {}))


def _writable_settings(home: Path) -> None:
    (home / "office.toml").chmod(0o666)


@needs_root
@pytest.mark.parametrize(
    ("broken", "path", "said"),
    [
        (_open_wide, "links/run1/contacts.parquet", "其他账户的权限是 6"),
        (_of_another_group, "papers", "属组应为 wb-office"),
        (_one_reader_more, "files", "不应有权限"),
        (_no_default, "exports", "没有默认访问控制列表"),
        (_sqlite, "workbench.sqlite", "不应在这里"),
        (_unknown, "notes", "权限表里没有这一项"),
        (_reader_gone, "editions", "wb-edition 应能读"),
        (_writable_settings, "office.toml", "其他账户的权限是 6"),
    ],
)
def test_each_thing_that_is_wrong_is_named(layout: Layout, broken: object, path: str, said: str) -> None:
    set_permissions(layout)
    home = layout.places[Place.HOME]
    broken(home)  # type: ignore[operator]
    found = check_permissions(layout)
    assert any(one.path == home / path and said in one.what for one in found), found
    if path not in {"workbench.sqlite", "notes"}:
        set_permissions(layout)
        assert check_permissions(layout) == []


def test_the_table_covers_what_the_data_protection_page_lists() -> None:
    """Every entry of the home that docs/data-protection.md names has a line."""
    page = (Path(__file__).parents[2] / "docs" / "data-protection.md").read_text(encoding="utf-8")
    listed = page.split("## What lies in the office's folder")[1].split("\n| in `home`")[1]
    known = {rule.path.split("/")[0] for rule in office_files() if rule.place is Place.HOME}
    cells = [line.split("|")[1] for line in listed.splitlines() if line.startswith("| `")]
    names = [name.strip("`, ").split("/")[0] for cell in cells for name in cell.split("`, `")]
    assert names and [name for name in names if name not in known] == []


def test_no_line_opens_identity_to_another_post() -> None:
    closed = {"links", "files", "papers", "keys", "ledgers", "exports"}
    for rule in office_files():
        if rule.place is Place.HOME and rule.path.split("/")[0] in closed:
            assert rule.group == "wb-office" and not rule.readers and not rule.mode & 0o006, rule.path
        if rule.kind is Kind.TREE and rule.place is Place.HOME:
            assert not rule.mode & 0o006


def test_an_access_list_is_read_as_it_was_written(tmp_path: Path) -> None:
    wanted = acl.AccessList(7, 7, 0, {12345: 5, 12346: 1})
    acl.write(tmp_path, wanted)
    found = acl.read(tmp_path)
    assert found is not None and dict(found.groups) == dict(wanted.groups) and found.mask == 7
    tmp_path.chmod(0o750)  # narrows what all groups may
    found = acl.read(tmp_path)
    assert found is not None and found.of_group(12345) == 5 and found.of_owning_group == 5
    acl.write(tmp_path, acl.AccessList(7, 5, 0))
    assert acl.read(tmp_path) is None and tmp_path.stat().st_mode & 0o777 == 0o750
