"""The hub's own accounts (账户文件): name, argon2id hash, group and unit in one JSON file, 0600, written whole or not at all.

One file says who may sign in and what their post is; the hub reads it at every sign-in and refresh, so that a change
counts at once. Passwords are never kept, printed again or logged.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST_PASSWORD: Final = 12
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,30}")
_WORDS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # without l, 1, o, 0, i: a password is read from paper


class AccountError(ValueError):
    """The users file or a wish about it is not as it must be (账户有误): the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """One person's account; `group` is the post's group (`wb-leader`, `wb-unit-住建局`), `unit` the unit's name if any."""

    name: str
    hash: str
    group: str
    unit: str = ""
    disabled: bool = False


def read_accounts(users_file: Path) -> dict[str, Account]:
    """Every account by name; AccountError where the file is missing, readable by others or broken."""
    try:
        mode = users_file.stat().st_mode
        if mode & 0o077:
            raise AccountError(f"账户文件 {users_file} 的权限是 {mode & 0o777:04o}，别的账户能读；请改为 0600")
        kept = json.loads(users_file.read_text(encoding="utf-8"))
        return {name: Account(name=name, **fields) for name, fields in kept.items()}
    except FileNotFoundError:
        raise AccountError(f"没有账户文件 {users_file}；请先用 workbench office account add 建账户") from None
    except (ValueError, TypeError, AttributeError) as error:
        if isinstance(error, AccountError):
            raise
        raise AccountError(f"账户文件 {users_file} 已损坏；请从备份恢复") from None


def add_account(users_file: Path, name: str, password: str, group: str, unit: str = "") -> Account:
    """A new account; AccountError when the name is taken or unfit or the password too weak."""
    if not _NAME.fullmatch(name):
        raise AccountError(f"账户名“{name}”不能用：须以小写字母开头，只含小写字母、数字、- 和 _，不超过 31 个字符")
    _check_password(name, password)
    with _changing(users_file) as accounts:
        if name in accounts:
            raise AccountError(f"已有账户“{name}”；改密码用 workbench office account password")
        accounts[name] = Account(name, hasher().hash(password), group, unit)
        return accounts[name]


def set_password(users_file: Path, name: str, password: str) -> None:
    """Another password for an account that is there."""
    _check_password(name, password)
    with _changing(users_file) as accounts:
        accounts[name] = replace(_known(accounts, name), hash=hasher().hash(password))


def set_disabled(users_file: Path, name: str, disabled: bool = True) -> None:
    """Shut an account out (its session ends within the hub's refresh age), or let it in again."""
    with _changing(users_file) as accounts:
        accounts[name] = replace(_known(accounts, name), disabled=disabled)


def set_group(users_file: Path, name: str, group: str, unit: str = "") -> None:
    """Another post for an account; its running session ends, for it was started for the old one."""
    with _changing(users_file) as accounts:
        accounts[name] = replace(_known(accounts, name), group=group, unit=unit)


def remove_account(users_file: Path, name: str) -> None:
    """Take an account out of the file. What it recorded stays with its name."""
    with _changing(users_file) as accounts:
        del accounts[_known(accounts, name).name]


def is_right(account: Account | None, password: str) -> bool:
    """Is this the account's password? An unknown or disabled account takes as long as a known one with a wrong password."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        matches = hasher().verify(account.hash if account else _nobodys_hash(), password)
    except (Argon2Error, InvalidHashError):
        return False
    return matches and account is not None and not account.disabled


def new_password(length: int = 16) -> str:
    """A random password that can be read out and typed: four groups."""
    drawn = "".join(secrets.choice(_WORDS) for _ in range(length))
    return "-".join(drawn[start : start + 4] for start in range(0, length, 4))


@cache
def hasher() -> PasswordHasher:
    """argon2id with the library's parameters (RFC 9106, low memory: 64 MiB, 3 rounds)."""
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return hasher().hash(secrets.token_hex(16))


def _check_password(name: str, password: str) -> None:
    if len(password) < SHORTEST_PASSWORD or len(password) > 200 or name in password.casefold():
        raise AccountError(f"密码须有 {SHORTEST_PASSWORD} 到 200 个字符，且不含账户名")


def _known(accounts: Mapping[str, Account], name: str) -> Account:
    if name not in accounts:
        raise AccountError(f"没有账户“{name}”；workbench office account list 可列出全部账户")
    return accounts[name]


@contextmanager
def _changing(users_file: Path) -> Iterator[dict[str, Account]]:
    """The accounts to change, alone among writers; written when the block ends without an error."""
    users_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(users_file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        accounts = read_accounts(users_file) if users_file.exists() else {}
        yield accounts
        _write(users_file, accounts)
    finally:
        os.close(lock)


def _write(users_file: Path, accounts: Mapping[str, Account]) -> None:
    """A new file beside the old one, on the disk, then in its place."""
    plain = {
        name: {key: value for key, value in asdict(one).items() if key != "name"} for name, one in accounts.items()
    }
    fresh = users_file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(plain, out, ensure_ascii=False, indent=1, sort_keys=True)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(users_file)
    folder = os.open(users_file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
