"""A backup's files sealed for one public key (备份加密): AES-256-GCM in pieces, the key itself by HPKE (X25519).

Whoever makes backups needs the public key only; the private key lies with whoever restores.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from workbench.store.errors import StoreError
from workbench.store.sealing import hpke

PIECE: Final = 1 << 20
_TAG: Final = 16
_WHAT: Final = b"workbench backup"


def make_pair(folder: Path) -> tuple[Path, Path]:
    """A new pair of files: backup.key (private, 0600) and backup.pub; StoreError where one is there already."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    private = X25519PrivateKey.generate()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = folder / "backup.key", folder / "backup.pub"
    for file, key in zip(files, (private.private_bytes_raw(), private.public_key().public_bytes_raw()), strict=True):
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise StoreError(f"{file} 已经存在，没有覆盖；它可能是以前备份的密钥，请妥善保存") from None
        with os.fdopen(handle, "wb") as opened:
            opened.write(base64.b64encode(key) + b"\n")
    return files


def new_key(public: Path) -> tuple[bytes, str]:
    """A key for one backup, and the same wrapped for the public key."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    key = os.urandom(32)
    return key, base64.b64encode(hpke().encrypt(key, X25519PublicKey.from_public_bytes(_raw(public)), _WHAT)).decode()


def unwrap(wrapped: str, private: Path | None) -> bytes:
    """The key of a backup again; StoreError where the private key is not there or is another."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    if private is None:
        raise StoreError("这份备份是加密的；请用 --key 给出备份私钥 backup.key（由保管人提供）")
    try:
        return bytes(
            hpke().decrypt(base64.b64decode(wrapped), X25519PrivateKey.from_private_bytes(_raw(private)), _WHAT)
        )
    except (InvalidTag, ValueError):
        raise StoreError(f"备份私钥 {private} 打不开这份备份；请核对是哪一对密钥，备份未恢复") from None


def seal_file(source: Path, target: BinaryIO, key: bytes, name: str) -> None:
    """Pieces of 1 MiB, each bound to the file's name, its place and whether it is the last."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher = AESGCM(_file_key(key, name))
    with source.open("rb") as opened:
        for number, (piece, last) in enumerate(_pieces(opened, PIECE)):
            target.write(cipher.encrypt(number.to_bytes(12, "big"), piece, b"last" if last else b"more"))


def open_file(source: Path, target: BinaryIO, key: bytes, name: str) -> None:
    """The file as it was; StoreError where a piece was changed, moved or is missing."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher = AESGCM(_file_key(key, name))
    try:
        with source.open("rb") as opened:
            for number, (piece, last) in enumerate(_pieces(opened, PIECE + _TAG)):
                target.write(cipher.decrypt(number.to_bytes(12, "big"), piece, b"last" if last else b"more"))
    except (InvalidTag, ValueError):
        raise StoreError(f"备份里的文件 {name} 解不开：已损坏或被改动，备份未恢复") from None


def _file_key(key: bytes, name: str) -> bytes:
    """A key for one file: a counter may then be its nonce."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, None, b"workbench backup file|" + name.encode()).derive(key)


def _pieces(opened: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    piece = opened.read(size)
    while True:
        following = opened.read(size)
        yield piece, not following
        if not following:
            return
        piece = following


def _raw(path: Path) -> bytes:
    try:
        return base64.b64decode(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise StoreError(f"读不了密钥文件 {path}（{type(error).__name__}）") from None
