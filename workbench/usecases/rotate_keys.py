"""The office's keys (密钥): made, rows sealed with them, exchanged for newer ones, checked; each act goes into the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workbench.domain.progress import Progress, silent
from workbench.domain.roles import AuditAct, DataKind
from workbench.store import resealing
from workbench.store.engine import reading, writing
from workbench.store.errors import StoreError
from workbench.usecases.office import Office


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key as `keys list` shows it (密钥一览): never the key itself."""

    id: str
    purpose: str
    made: str
    state: str
    rows: int


@dataclass(frozen=True, slots=True)
class Rotated:
    """What an exchange of keys did: the key now in use, rows sealed anew, and keys destroyed because no row needs them."""

    current: str
    rows: int
    destroyed: tuple[str, ...]

    def as_text(self) -> str:
        gone = f"；已销毁不再需要的旧密钥 {'、'.join(self.destroyed)}" if self.destroyed else ""
        return f"现用密钥 {self.current}；重新加密 {self.rows} 行{gone}"


def init_keys(office: Office, discipline: Path | None = None) -> str:
    """Make the office's keys; new rows are sealed from now on, existing ones by `seal_rows`.

    StoreError where there are keys, or where rows are sealed by keys that are not here (a lost ring is never replaced).
    """
    keys = office.keys
    with office.store.reading() as connection:
        used = resealing.in_use(connection)
    if used:
        raise StoreError(
            f"记录库里已有用密钥 {'、'.join(sorted(used))} 加密的内容，而密钥环不在；请从备份取回，不能另建：另建后旧内容打不开"
        )
    keys.create(discipline or keys.masters / "discipline", _now())
    _note(office, keys.ring().current, act="init")
    return keys.ring().current


def seal_rows(office: Office, progress: Progress = silent) -> int:
    """Seal every row that is still plain, then empty the database's free space of what was plain. Can be run again."""
    _needs_keys(office)
    done = resealing.seal_plain(office.store.engine, office.keys, _bar(progress))
    resealing.empty_free_space(office.store.engine)
    if done:
        _note(office, office.keys.ring().current, act="seal", rows=str(done))
    return done


def rotate(office: Office, *, reseal: bool = False, progress: Progress = silent) -> Rotated:
    """A new data key for new rows. With `reseal` all rows are sealed by it and keys no row needs are destroyed.

    A run killed in the middle is finished by `finish_reseal` (or by another `rotate`); every row stays readable meanwhile.
    """
    _needs_keys(office)
    with writing(office.store.engine, "更换密钥"):  # alone among writers: none seals with the ring as it was
        current = office.keys.add(_now())
    _note(office, current, act="rotate")
    return finish_reseal(office, progress) if reseal else Rotated(current, 0, ())


def finish_reseal(office: Office, progress: Progress = silent) -> Rotated:
    """Bring every row under the current data key, then destroy the older keys; takes up where a killed run stopped."""
    _needs_keys(office)
    rows = resealing.reseal(office.store.engine, office.keys, _bar(progress))
    destroyed = _destroy_unneeded(office)
    current = office.keys.ring().current
    _note(office, current, act="reseal", rows=str(rows), destroyed=" ".join(destroyed))
    return Rotated(current, rows, destroyed)


def rotate_master(office: Office) -> str:
    """A new master key around the same data keys; no row changes."""
    _needs_keys(office)
    with writing(office.store.engine, "更换密钥"):
        number = office.keys.new_master()
    _note(office, number, act="master")
    return number


def rotate_accusation_key(office: Office, discipline: Path, progress: Progress = silent) -> Rotated:
    """A new pair for accusations; older ones are sealed anew where the folder holds the older private keys."""
    _needs_keys(office)
    keys = office.keys
    current = keys.new_accusation_key(discipline, _now())
    held = all(keys.can_open_accusations(key.id) for key in keys.public_keys()[:-1])
    rows = resealing.reseal_accusations(office.store.engine, keys, _bar(progress)) if held else 0
    _note(office, current, act="accusation", rows=str(rows))
    return Rotated(current, rows, ())


def list_keys(office: Office) -> list[KeyLine]:
    """Every key the office ever had, with how many rows need it now."""
    _needs_keys(office)
    with office.store.reading() as connection:
        used = resealing.usage(connection)
    rows = {key: sum(counts[key] for counts in used.values()) for counts in used.values() for key in counts}
    ring = office.keys.ring()
    data = [
        KeyLine(
            key.id, "身份信息、原始单元格", key.made, _state(key.destroyed, key.id == ring.current), rows.get(key.id, 0)
        )
        for key in ring.keys
    ]
    public = office.keys.public_keys()
    return data + [
        KeyLine(key.id, "检举控告", key.made, _state("", key is public[-1]), rows.get(key.id, 0)) for key in public
    ]


def check_keys(office: Office) -> dict[str, int]:
    """Open every sealed row the account has keys for, table → rows; StoreError names the first that is broken."""
    _needs_keys(office)
    return resealing.check(office.store.engine, office.keys)


def _state(destroyed: str, current: bool) -> str:
    if destroyed:
        return f"已销毁（{destroyed[:10]}）"
    return "现用" if current else "旧"


def _destroy_unneeded(office: Office) -> tuple[str, ...]:
    """Counted and destroyed in one writer's turn: no row can come to need a key in between."""
    with writing(office.store.engine, "销毁旧密钥") as connection:
        ring, needed = office.keys.ring(), resealing.in_use(connection)
        gone = [key.id for key in ring.keys[:-1] if key.wrapped and key.id not in needed]
        if gone:
            office.keys.destroy(frozenset(gone), _now())
    return tuple(gone)


def _needs_keys(office: Office) -> None:
    if not office.keys.is_there:
        with reading(office.store.engine) as connection:
            office_seals = bool(resealing.in_use(connection))
        if office_seals:
            office.keys.ring()  # says which file is missing and whom to ask
        raise StoreError("本单位还没有密钥；请先运行 workbench keys init")


def _note(office: Office, key_id: str, **detail: str) -> None:
    from workbench.usecases.audit_trail import note

    note(office, AuditAct.KEY_ROTATION, DataKind.CONTACT, key_id, detail=detail)


def _bar(progress: Progress) -> Callable[[str, int], None]:
    return lambda table, done: progress(f"加密 {table}", done, done)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
