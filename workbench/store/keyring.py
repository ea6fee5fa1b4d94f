"""The office's keys (密钥环): data keys wrapped by a master key kept elsewhere, and the key accusations are sealed for.

`<home>/keys/identity.keys` holds the data keys, each wrapped (AES-256-GCM) by the master key `<keys_dir>/master-M0001.key`;
`<home>/keys/accusation.pub` holds public keys (X25519). Whoever imports seals accusations for the public key and cannot
open them; only a folder that holds `accusation-J0001.key`, the discipline contact's, can.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.store.errors import StoreError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

RING: Final = "identity.keys"
PUBLIC: Final = "accusation.pub"
NONCE: Final = 12
"""Bytes of a nonce; random, so a data key should not seal more than 2³² rows: `keys rotate` long before."""
_KEY: Final = 32
_ASK: Final = "请向保管密钥的人（联席办主任或系统管理员）取回这个密钥文件，放回原处后重试；不要另建新密钥"


class KeyMissing(StoreError):
    """A key that is needed is not here or is not the right one (缺密钥); the sentence names it and whom to ask."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """One data key (数据密钥): `wrapped` is empty once it was destroyed; its number is never given again."""

    id: str
    made: str
    wrapped: str
    destroyed: str = ""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One key accusations are sealed for (检举控告公钥), base64 of 32 raw bytes; the last one is in use."""

    id: str
    made: str
    public: str


@dataclass(frozen=True, slots=True)
class Ring:
    """What `identity.keys` holds: which master wraps, the data keys oldest first, and the wrapped key of marks."""

    master: str
    keys: tuple[DataKey, ...]
    mark: str

    @property
    def current(self) -> str:
        return self.keys[-1].id


class KeyRing:
    """The keys of one office as this account can use them; read again whenever the files change. Safe for threads."""

    def __init__(self, folder: Path, masters: Path) -> None:
        self.folder, self.masters = folder, masters
        self._lock = threading.Lock()
        self._seen: tuple[Any, ...] = ()
        self._ring: Ring | None = None
        self._ciphers: dict[str, AESGCM] = {}
        self._opening: dict[str, X25519PrivateKey] = {}

    # --- what is there ------------------------------------------------------------------------------------------------

    @property
    def is_there(self) -> bool:
        """Whether this office has keys at all; new rows are then sealed. KeyMissing where this account may not even look:
        taking that for "no keys" would write plain rows."""
        try:
            return (self.folder / RING).exists()
        except OSError as error:
            raise KeyMissing(
                f"看不到密钥环 {self.folder / RING}（{error.strerror}）；请核对文件夹权限。{_ASK}"
            ) from None

    def ring(self) -> Ring:
        """The data keys as the file lists them now; KeyMissing where there is no file."""
        with self._lock:
            stamp = _stamp(self.folder / RING)
            if self._ring is None or stamp != self._seen:
                self._ring, self._seen, self._ciphers = self._read_ring(), stamp, {}
            return self._ring

    def public_keys(self) -> tuple[PublicKey, ...]:
        """Keys accusations are or were sealed for, oldest first."""
        return tuple(PublicKey(**one) for one in _read_json(self.folder / PUBLIC)["keys"])

    def can_open_accusations(self, key_id: str) -> bool:
        """Whether this account's folder holds that private key."""
        return any(path.exists() for path in self._private_files(key_id))

    # --- using them ---------------------------------------------------------------------------------------------------

    def cipher(self, key_id: str) -> AESGCM:
        """The data key by its number; KeyMissing where it, or the master that wraps it, is not here."""
        ring = self.ring()
        if key_id not in self._ciphers:
            found = next((key for key in ring.keys if key.id == key_id), None)
            if found is None or not found.wrapped:
                told = "已销毁" if found else "不在密钥环里"
                raise KeyMissing(f"需要数据密钥 {key_id}，但它{told}（{self.folder / RING}）；{_ASK}")
            self._ciphers[key_id] = _aes(self._unwrap(ring, key_id, found.wrapped))
        return self._ciphers[key_id]

    @cached_property
    def mark_key(self) -> bytes:
        """Key of the marks by which an accused unit is recognised without being read (`sealing.marks_of`)."""
        ring = self.ring()
        return self._unwrap(ring, "mark", ring.mark)

    def sealing_for(self) -> tuple[str, X25519PublicKey]:
        """The public key accusations are sealed for now."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

        newest = self.public_keys()[-1]
        return newest.id, X25519PublicKey.from_public_bytes(base64.b64decode(newest.public))

    def accusation_key(self, key_id: str) -> X25519PrivateKey:
        """The private key by its number; KeyMissing for everybody but the discipline contact (T§30③)."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        if key_id not in self._opening:
            found = next((path for path in self._private_files(key_id) if path.exists()), None)
            if found is None:
                raise KeyMissing(
                    f"检举控告内容用密钥 {key_id} 加密，本账户没有它（应在 {self.masters}）；只有纪检联络可以调阅，"
                    "请由纪检联络用本人账户打开"
                )
            self._opening[key_id] = X25519PrivateKey.from_private_bytes(_read_key(found, key_id))
        return self._opening[key_id]

    def _private_files(self, key_id: str) -> tuple[Path, Path]:
        name = f"accusation-{key_id}.key"
        return self.masters / name, self.masters / "discipline" / name

    def _unwrap(self, ring: Ring, name: str, wrapped: str) -> bytes:
        from cryptography.exceptions import InvalidTag

        path = self.masters / f"master-{ring.master}.key"
        master = _aes(_read_key(path, ring.master))
        data = base64.b64decode(wrapped)
        try:
            return master.decrypt(data[:NONCE], data[NONCE:], _bound(ring.master, name))
        except InvalidTag:
            raise KeyMissing(
                f"主密钥 {ring.master}（{path}）打不开数据密钥 {name}：不是这个单位的主密钥；{_ASK}"
            ) from None

    def _read_ring(self) -> Ring:
        told = _read_json(self.folder / RING)
        return Ring(told["master"], tuple(DataKey(**one) for one in told["keys"]), told["mark"])

    # --- making and changing them -------------------------------------------------------------------------------------

    def create(self, discipline: Path, at: str) -> None:
        """A new office's keys; `discipline` is the folder of the discipline contact. StoreError where there are some."""
        if self.is_there:
            raise StoreError(f"本单位已有密钥环 {self.folder / RING}；要换密钥请用 workbench keys rotate")
        self.new_accusation_key(discipline, at)
        master = secrets.token_bytes(_KEY)
        _write_key(self.masters / "master-M0001.key", master)
        mark = _wrapped(master, "M0001", "mark", secrets.token_bytes(_KEY))
        self._write_ring(Ring("M0001", (self._fresh("M0001", master, 1, at),), mark))

    def add(self, at: str) -> str:
        """One more data key, in use for new rows from now on; its number."""
        ring = self.ring()
        master = _read_key(self.masters / f"master-{ring.master}.key", ring.master)
        self.cipher(ring.current)  # a master that opens nothing must not wrap a new key
        key = self._fresh(ring.master, master, len(ring.keys) + 1, at)
        self._write_ring(replace(ring, keys=(*ring.keys, key)))
        return key.id

    def destroy(self, key_ids: frozenset[str], at: str) -> None:
        """Forget data keys for good; the caller has made sure, alone among writers, that no row needs them."""
        ring = self.ring()
        kept = tuple(replace(key, wrapped="", destroyed=at) if key.id in key_ids else key for key in ring.keys)
        self._write_ring(replace(ring, keys=kept))

    def new_master(self) -> str:
        """Wrap every data key by a new master key; the old master's file goes once the new ring is on the disk."""
        ring = self.ring()
        number = f"M{int(ring.master[1:]) + 1:04d}"
        open_keys = {key.id: self._unwrap(ring, key.id, key.wrapped) for key in ring.keys if key.wrapped}
        mark, master = self._unwrap(ring, "mark", ring.mark), secrets.token_bytes(_KEY)
        _write_key(self.masters / f"master-{number}.key", master)
        keys = tuple(
            replace(key, wrapped=_wrapped(master, number, key.id, open_keys[key.id])) if key.wrapped else key
            for key in ring.keys
        )
        self._write_ring(Ring(number, keys, _wrapped(master, number, "mark", mark)))
        (self.masters / f"master-{ring.master}.key").unlink()
        return number

    def new_accusation_key(self, discipline: Path, at: str) -> str:
        """A new pair: the private half into the discipline contact's folder, the public half beside the data keys."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        known = self.public_keys() if (self.folder / PUBLIC).exists() else ()
        key_id, private = f"J{len(known) + 1:04d}", X25519PrivateKey.generate()
        _write_key(discipline / f"accusation-{key_id}.key", private.private_bytes_raw())
        public = base64.b64encode(private.public_key().public_bytes_raw()).decode()
        listed = [asdict(one) for one in (*known, PublicKey(key_id, at, public))]
        _replace_file(self.folder / PUBLIC, {"format": 1, "keys": listed})
        return key_id

    def _fresh(self, master_id: str, master: bytes, number: int, at: str) -> DataKey:
        key_id = f"K{number:04d}"
        return DataKey(key_id, at, _wrapped(master, master_id, key_id, secrets.token_bytes(_KEY)))

    def _write_ring(self, ring: Ring) -> None:
        keys = [asdict(key) for key in ring.keys]
        _replace_file(self.folder / RING, {"format": 1, "master": ring.master, "mark": ring.mark, "keys": keys})


def fingerprint(path: Path) -> str:
    """Eight signs by which two people compare a key file over the telephone; they tell nothing of the key."""
    return hashlib.sha256(b"workbench key file" + path.read_bytes()).hexdigest()[:8]


def _aes(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _bound(master: str, name: str) -> bytes:
    return f"workbench|{master}|{name}".encode()


def _wrapped(master: bytes, master_id: str, name: str, key: bytes) -> str:
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + _aes(master).encrypt(nonce, key, _bound(master_id, name))).decode()


def _stamp(path: Path) -> tuple[Any, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


def _read_json(path: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        raise KeyMissing(f"没有密钥环 {path}，而记录库里有加密的内容；{_ASK}") from None
    except (OSError, ValueError) as error:
        raise KeyMissing(f"读不了密钥环 {path}（{type(error).__name__}）；{_ASK}") from None
    return told


def _read_key(path: Path, key_id: str) -> bytes:
    try:
        key = base64.b64decode(path.read_text(encoding="ascii"), validate=False)
    except FileNotFoundError:
        raise KeyMissing(f"缺密钥 {key_id}：{path} 不在；已加密的内容没有它不能读写。{_ASK}") from None
    except (OSError, ValueError) as error:
        raise KeyMissing(
            f"读不了密钥 {key_id}：{path}（{type(error).__name__}）；请核对文件权限与内容。{_ASK}"
        ) from None
    if len(key) != _KEY:
        raise KeyMissing(f"密钥 {key_id} 的文件 {path} 不完整；{_ASK}")
    return key


def _write_key(path: Path, key: bytes) -> None:
    """A new key file (0600), on the disk before anything is sealed with it; an existing one is never overwritten."""
    _folder(path.parent)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise StoreError(f"密钥文件 {path} 已经存在，没有覆盖；请先核对它是哪个单位的密钥") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(key) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink()
        raise StoreError(f"写不了密钥文件 {path}：{error.strerror}；密钥没有改动，请检查磁盘空间与权限后重做") from None
    _flush(path.parent)


def _replace_file(path: Path, told: Mapping[str, Any]) -> None:
    """The file whole or as it was; its mode and group, which an administrator may have set, stay."""
    _folder(path.parent)
    mode, group = (path.stat().st_mode & 0o777, path.stat().st_gid) if path.exists() else (0o600, -1)
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            json.dump(told, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        with suppress(PermissionError):
            os.chown(draft, -1, group)
        draft.chmod(mode)
        draft.replace(path)
    except OSError as error:
        raise StoreError(f"写不了密钥环 {path}：{error.strerror}；密钥没有改动，请检查磁盘空间与权限后重做") from None
    finally:
        draft.unlink(missing_ok=True)
    _flush(path.parent)


def _folder(path: Path) -> None:
    if not path.exists():
        path.mkdir(mode=0o700, parents=True)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
