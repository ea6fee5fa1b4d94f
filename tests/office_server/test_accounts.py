"""The users file: who is in it, that it is private and whole, and what a password check tells."""

from __future__ import annotations

import json
import os
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytest.importorskip("argon2", reason="没有安装 argon2-cffi")

from workbench.office_server import accounts as a
from workbench.office_server.accounts import AccountError

GOOD = "a-good-long-password"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing that takes no time; one test looks at the real parameters."""
    from argon2 import PasswordHasher

    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(a, "hasher", lambda: cheap)
    a._nobodys_hash.cache_clear()


@pytest.fixture
def users(tmp_path: Path) -> Path:
    return tmp_path / "run" / "users.json"


def test_added_account_is_read_back_with_its_post(users: Path) -> None:
    a.add_account(users, "zhangsan", GOOD, "wb-unit-zhujian", "住建局")
    kept = a.read_accounts(users)["zhangsan"]
    assert (kept.group, kept.unit, kept.disabled) == ("wb-unit-zhujian", "住建局", False)
    assert a.is_right(kept, GOOD) and not a.is_right(kept, GOOD + "x") and not a.is_right(None, GOOD)


def test_file_is_private_and_holds_no_password(users: Path) -> None:
    a.add_account(users, "zhangsan", GOOD, "wb-leader")
    assert stat.S_IMODE(users.stat().st_mode) == 0o600 and GOOD not in users.read_text(encoding="utf-8")
    assert "$argon2id$" in users.read_text(encoding="utf-8") and stat.S_IMODE(users.parent.stat().st_mode) == 0o700


def test_file_others_can_read_is_not_used(users: Path) -> None:
    a.add_account(users, "zhangsan", GOOD, "wb-leader")
    users.chmod(0o640)
    with pytest.raises(AccountError, match="0600"):
        a.read_accounts(users)


@pytest.mark.parametrize("text", ["{", "[]", '{"x": {"no": 1}}', '{"x": 3}'])
def test_broken_file_is_named(users: Path, text: str) -> None:
    users.parent.mkdir()
    users.write_text(text, encoding="utf-8")
    users.chmod(0o600)
    with pytest.raises(AccountError, match="已损坏"):
        a.read_accounts(users)


def test_missing_file_says_what_to_do(users: Path) -> None:
    with pytest.raises(AccountError, match="workbench office account add"):
        a.read_accounts(users)


def test_disabled_account_is_never_right_and_comes_back(users: Path) -> None:
    a.add_account(users, "zhangsan", GOOD, "wb-leader")
    a.set_disabled(users, "zhangsan")
    assert not a.is_right(a.read_accounts(users)["zhangsan"], GOOD)
    a.set_disabled(users, "zhangsan", False)
    assert a.is_right(a.read_accounts(users)["zhangsan"], GOOD)


def test_password_group_and_removal(users: Path) -> None:
    a.add_account(users, "zhangsan", GOOD, "wb-leader")
    a.set_password(users, "zhangsan", "another-long-password")
    a.set_group(users, "zhangsan", "wb-audit")
    kept = a.read_accounts(users)["zhangsan"]
    assert kept.group == "wb-audit" and a.is_right(kept, "another-long-password") and not a.is_right(kept, GOOD)
    a.remove_account(users, "zhangsan")
    assert a.read_accounts(users) == {}


@pytest.mark.parametrize("name", ["", "Zhang", "1zhang", "张三", "a b", "a/b", "../x", "x" * 32])
def test_names_that_are_no_account(users: Path, name: str) -> None:
    with pytest.raises(AccountError, match="账户名"):
        a.add_account(users, name, GOOD, "wb-leader")


@pytest.mark.parametrize("password", ["", "short", "zhangsan-zhangsan", "x" * 201])
def test_weak_passwords(users: Path, password: str) -> None:
    with pytest.raises(AccountError, match="密码须有"):
        a.add_account(users, "zhangsan", password, "wb-leader")


def test_taken_and_unknown_names(users: Path) -> None:
    a.add_account(users, "zhangsan", GOOD, "wb-leader")
    with pytest.raises(AccountError, match="已有账户"):
        a.add_account(users, "zhangsan", GOOD, "wb-leader")
    with pytest.raises(AccountError, match="没有账户"):
        a.set_disabled(users, "lisi")


def test_writers_at_once_lose_nothing(users: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: a.add_account(users, f"user{number}", GOOD, "wb-leader"), range(24)))
    assert len(a.read_accounts(users)) == 24
    assert sorted(path.name for path in users.parent.iterdir()) == ["users.json", "users.lock"]


def test_failed_write_leaves_the_old_file(users: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a.add_account(users, "zhangsan", GOOD, "wb-leader")
    before = users.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        a.set_disabled(users, "zhangsan")
    assert users.read_bytes() == before and json.loads(before)


def test_passwords_made_are_different_and_strong_enough(users: Path) -> None:
    made = {a.new_password() for _ in range(50)}
    assert len(made) == 50 and all(len(one) == 19 and not set("l1o0i") & set(one) for one in made)


def test_unknown_name_takes_as_long_as_a_known_one(users: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    a._nobodys_hash.cache_clear()
    assert a.hasher().memory_cost >= 64 * 1024 and a.hasher().type.name == "ID"
    account = a.add_account(users, "zhangsan", GOOD, "wb-leader")
    a.is_right(None, GOOD)  # makes nobody's hash

    def spent(who: a.Account | None) -> float:
        began = time.process_time()
        a.is_right(who, "wrong-password-here")
        return time.process_time() - began

    known, unknown = min(spent(account) for _ in range(3)), min(spent(None) for _ in range(3))
    assert 0.5 < known / unknown < 2
