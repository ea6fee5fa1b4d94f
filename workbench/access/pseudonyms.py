"""Keyed pseudonyms for research (研究代称): the same name in one project, nothing in common between two projects.

HMAC-SHA256 under a subkey of the office's key for the project and the kind of thing (HKDF, RFC 5869). A salted hash would
not do: an identity number falls in seconds. Without the key file a pseudonym says nothing; keep the file in the office.
"""

from __future__ import annotations

import base64
import hmac
import os
import re
import secrets
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

KEY_BYTES: Final = 32
_DIGITS: Final = 16  # of base32: 80 bits, so that a million names meet by chance once in 10^12 projects
_PROJECT: Final = re.compile(r"\w[\w \-—·（）()]{0,39}")


def office_key(file: Path) -> bytes:
    """The office's research key, made on first use, readable by its owner only.

    PermissionError if others may read it, ValueError if it is not a key: pseudonyms given before would never come back.
    """
    try:
        return _read(file)
    except FileNotFoundError:
        return _make(file)


def _read(file: Path) -> bytes:
    if file.stat().st_mode & 0o077:
        raise PermissionError(f"研究密钥 {file} 可被他人读取；请先执行 chmod 600，并查明是否已外泄")
    key = file.read_bytes()
    if len(key) != KEY_BYTES:
        raise ValueError(f"{file} 不是研究密钥（应为 {KEY_BYTES} 字节）；请从备份恢复，另造密钥会使以前的代称全部失效")
    return key


def _make(file: Path) -> bytes:
    """A new key, whole or not at all: two first exports at once end with the same one."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(secrets.token_bytes(KEY_BYTES))
        opened.flush()
        os.fsync(opened.fileno())
    try:
        os.link(aside, file)
    except FileExistsError:
        pass  # another process made it first: its key counts
    finally:
        aside.unlink()
    return _read(file)


def hkdf(key: bytes, info: bytes, *, salt: bytes = b"", length: int = 32) -> bytes:
    """HKDF with SHA-256 (RFC 5869, sections 2.2 and 2.3)."""
    secret = hmac.digest(salt or bytes(sha256().digest_size), key, sha256)
    made, block = b"", b""
    for number in range(1, -(-length // sha256().digest_size) + 1):
        block = hmac.digest(secret, block + info + bytes([number]), sha256)
        made += block
    return made[:length]


def project_name(name: str) -> str:
    """A project's name as typed, trimmed; ValueError for one that is empty, too long or has odd signs."""
    plain = name.strip()
    if not _PROJECT.fullmatch(plain):
        raise ValueError(f"项目名称“{name}”不可用：请用 1 至 40 个汉字、字母或数字，如“跨地区流向研究”")
    return plain


class Pseudonyms:
    """Pseudonyms of one project."""

    def __init__(self, key: bytes, project: str) -> None:
        self._project_key = hkdf(key, b"workbench research project\0" + project_name(project).encode())
        self._of = lru_cache(maxsize=1 << 20)(self._made)

    def of(self, letter: str, name: str, within: str = "") -> str:
        """The pseudonym of a name, `letter` saying what it is ("U" a unit); `within` binds it further, to an edition."""
        return self._of(letter, name, within)

    def _made(self, letter: str, name: str, within: str) -> str:
        said = hmac.digest(hkdf(self._project_key, f"{letter}\0{within}".encode()), name.encode(), sha256)
        return f"{letter}-{base64.b32encode(said).decode()[:_DIGITS].lower()}"
