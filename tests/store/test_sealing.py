"""What says who a person is lies sealed in the database: nowhere in its files, bound to its row, readable only by key."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa

from workbench.store import Store, StoreError, open_store, schema, sealing
from workbench.store.engine import writing
from workbench.store.hidden import secrets_of
from workbench.store.keyring import KeyMissing, KeyRing
from workbench.store.resealing import check, empty_free_space, in_use, reseal, seal_plain, usage
from workbench.store.snapshot import snapshot
from workbench.store.sources import unpack

AT = "2026-11-22T09:00:00+08:00"
COUNT = 40


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    """Keys of an office; the discipline contact's folder is elsewhere."""
    made = KeyRing(tmp_path / "private" / "keys", tmp_path / "masters")
    made.create(tmp_path / "discipline", AT)
    return made


@pytest.fixture
def sealed(database_url: str, keys: KeyRing) -> Iterator[Store]:
    with open_store(database_url, keys) as opened:
        yield opened


def _ledger(invented: ModuleType, count: int = COUNT) -> pd.DataFrame:
    """Invented rows, the first an accusation, some with aid."""
    frame = invented.rows(count)
    invented.lock(frame, 0)
    return frame


def _silent(_table: str, _done: int) -> None:
    return None


def _planted(invented: ModuleType) -> list[str]:
    """Words that must not be readable anywhere: names are left out of free text by what `_apart` imports."""
    numbers = range(2, COUNT + 1)
    told = [text for n in numbers for text in (invented.phone(n), invented.id_number(n))]
    return [*told, invented.ACCUSATION, invented.ACCUSED]


def _apart(frame: pd.DataFrame) -> pd.DataFrame:
    """The ledger without identity in its free texts: those are scrubbed at publishing, not sealed."""
    return frame.assign(summary=frame["summary"].where(frame["locked"], "反映征地补偿款未到位"))


def _dumped(store: Store, url: str) -> bytes:
    """All the database's files, or a dump of PostgreSQL with bytes as they are."""
    if store.engine.dialect.name == "sqlite":
        folder = Path(str(store.engine.url.database)).parent
        return b"".join(path.read_bytes() for path in sorted(folder.glob("*sqlite*")))
    plain = url.replace("+psycopg", "")
    return subprocess.run(["pg_dump", plain], check=True, capture_output=True).stdout


def _found(store: Store, url: str, words: list[str]) -> list[str]:
    dump = _dumped(store, url)
    forms = {word: {word.encode(), word.encode().hex().encode(), json.dumps(word)[1:-1].encode()} for word in words}
    return [word for word, each in forms.items() if any(form in dump for form in each)]


def test_layouts_hold_every_field() -> None:
    assert sorted(sealing.LAYOUTS["identity"][1]) == sorted(schema.SECRET_FIELDS)
    plain = {column.name for column in schema.restricted.columns} - {"record_id", "version", "sealed", "key_id"}
    assert sorted(sealing.LAYOUTS["restricted"][1]) == sorted(plain)


def test_sealed_rows_read_as_plain_ones(sealed: Store, tmp_path: Path, invented: ModuleType) -> None:
    frame = _ledger(invented)
    invented.put(sealed, frame)
    with open_store(f"sqlite:///{tmp_path / 'plain' / 'a.sqlite'}") as plain:
        invented.put(plain, frame)
        pd.testing.assert_frame_equal(sealed.identity(), plain.identity())
        pd.testing.assert_frame_equal(sealed.identity(["R000003"]), plain.identity(["R000003"]))
        ours, theirs = (snapshot(store, lambda _: None)["records"] for store in (sealed, plain))
        assert ours.equals(theirs)
        assert sealed.provenance("R000003") == plain.provenance("R000003")
        assert sealed.provenance("R000001") == plain.provenance("R000001")
        with sealed.reading() as one, plain.reading() as other:
            assert secrets_of(one, "R000003") == secrets_of(other, "R000003")
    with sealed.reading() as connection:
        rows = connection.execute(sa.select(schema.identity)).mappings().all()
        assert len(rows) == COUNT - 1 and all(row["name"] is None and row["sealed"] for row in rows)
        assert connection.execute(sa.select(schema.accusation.c.content)).scalars().all() == [""]


def test_earlier_spellings_are_hidden_though_sealed(sealed: Store, invented: ModuleType) -> None:
    frame = invented.rows(3)
    invented.put(sealed, frame.assign(name="旧名甲", summary="旧名甲反映"))
    invented.put(sealed, frame.assign(name="新名乙", summary="旧名甲反映"))
    told = snapshot(sealed, lambda _: None)["records"]["summary"].to_pylist()
    assert not any("旧名甲" in text for text in told)


def test_nothing_planted_is_in_the_files(sealed: Store, database_url: str, invented: ModuleType) -> None:
    invented.put(sealed, _apart(_ledger(invented)))
    names = [invented.name(number) for number in range(2, COUNT + 1)]
    assert _found(sealed, database_url, _planted(invented) + names) == []


def test_sealing_what_was_plain_leaves_nothing_behind(
    store: Store, keys: KeyRing, database_url: str, invented: ModuleType
) -> None:
    frame = _apart(_ledger(invented))
    invented.put(store, frame)
    invented.put(store, frame.assign(team="另一专班"))
    before = store.identity()
    assert len(_found(store, database_url, _planted(invented))) > COUNT
    assert seal_plain(store.engine, keys, _silent) == 2 * (COUNT - 1) * 2 + 2 + 2
    empty_free_space(store.engine)
    assert _found(store, database_url, _planted(invented)) == []
    with open_store(database_url, keys) as opened:
        pd.testing.assert_frame_equal(opened.identity(), before)
        assert opened.is_accused("R000001", "乙县某局") and seal_plain(opened.engine, keys, _silent) == 0
        assert check(opened.engine, keys) == {
            "identity": 2 * (COUNT - 1), "restricted": 2 * (COUNT - 1), "import_source": 2, "accusation": 0,
        }  # fmt: skip


def test_the_office_cannot_open_an_accusation_and_the_discipline_contact_can(
    sealed: Store, keys: KeyRing, tmp_path: Path, invented: ModuleType
) -> None:
    invented.put(sealed, _ledger(invented))
    with sealed.reading() as connection:
        row = connection.execute(sa.select(schema.accusation)).mappings().one()
        cells = connection.execute(sa.select(schema.import_source)).mappings().one()
    bound = sealing.accusation_binding(row["record_id"], row["version"])
    with pytest.raises(KeyMissing, match="只有纪检联络可以调阅"):
        sealing.open_for_discipline(keys, row["key_id"], bound, row["sealed"])
    contact = KeyRing(keys.folder, tmp_path / "discipline")
    assert invented.ACCUSATION in sealing.open_for_discipline(contact, row["key_id"], bound, row["sealed"]).decode()
    with pytest.raises(StoreError, match="打不开"):
        other = sealing.accusation_binding("R000002", 1)
        sealing.open_for_discipline(contact, row["key_id"], other, row["sealed"])
    place = (cells["batch_id"], cells["sheet"])
    office = unpack(sealing.open_cells(keys, cells["key_id"], *place, cells["sealed"]))
    assert invented.ACCUSATION not in str(office.to_pydict()) and invented.phone(2) in str(office.to_pydict())
    where = sealing.locked_cells_binding(*place)
    apart = unpack(sealing.open_for_discipline(contact, cells["locked_key_id"], where, cells["locked_sealed"]))
    assert apart.num_rows == 1 and invented.ACCUSATION in str(apart.to_pydict())


@pytest.mark.parametrize(
    ("unit", "accused"),
    [
        ("乙县某局", True),
        ("某局", True),
        ("甲市乙县某局机关", True),
        ("丙镇人民政府", False),
        ("", False),
        ("乙县", True),
    ],
)
def test_the_accused_is_known_without_reading(
    sealed: Store, sqlite_plain: Store, invented: ModuleType, unit: str, accused: bool
) -> None:
    frame = _ledger(invented, 2)
    for store in (sealed, sqlite_plain):
        invented.put(store, frame)
        assert store.is_accused("R000001", unit) is accused
        assert store.is_accused("R000002", unit) is False


@pytest.fixture
def sqlite_plain(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'beside' / 'a.sqlite'}") as opened:
        yield opened


def test_two_sealed_rows_swapped_are_refused(sealed: Store, keys: KeyRing, invented: ModuleType) -> None:
    invented.put(sealed, _ledger(invented, 5))
    with writing(sealed.engine, "试换") as connection:  # the triggers allow a seal to change: the seal itself must not
        rows = connection.execute(
            sa.select(schema.identity.c.record_id, schema.identity.c.sealed).order_by(schema.identity.c.record_id)
        ).all()
        for (record_id, _), (_, other) in zip(rows[:2], reversed(rows[:2]), strict=True):
            connection.execute(
                sa.update(schema.identity).where(schema.identity.c.record_id == record_id).values(sealed=other)
            )
    for ask in (lambda: sealed.identity(["R000002"]), lambda: check(sealed.engine, keys)):
        with pytest.raises(StoreError, match=r"identity 表 R000002 第 1 版的密文打不开（密钥 K0001）"):
            ask()
    assert sealed.identity(["R000004"])["name"].tolist() == [invented.name(4)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE identity SET name = 'x'",
        "UPDATE identity SET sealed = NULL, key_id = NULL",
        "UPDATE identity SET record_id = 'R000009', sealed = key_id",
        "UPDATE identity SET version = 7",
        "UPDATE identity SET key_id = 'K0009'",
        "UPDATE accusation SET content = 'x'",
        "DELETE FROM identity",
        "DELETE FROM accusation",
    ],
)
def test_of_a_sealed_row_only_the_seal_may_change(sealed: Store, invented: ModuleType, change: str) -> None:
    invented.put(sealed, _ledger(invented, 3))
    with pytest.raises(StoreError), writing(sealed.engine, "试改") as connection:
        connection.exec_driver_sql(change)
    assert sealed.identity()["name"].tolist() == [invented.name(2), invented.name(3)]


def test_a_lost_master_key_is_said_and_nothing_is_written(
    sealed: Store, keys: KeyRing, database_url: str, invented: ModuleType
) -> None:
    invented.put(sealed, _ledger(invented, 5))
    (keys.masters / "master-M0001.key").rename(keys.masters / "away")
    with open_store(database_url, KeyRing(keys.folder, keys.masters)) as again:
        for ask in (again.identity, lambda: snapshot(again, lambda _: None)):
            with pytest.raises(KeyMissing, match=r"缺密钥 M0001：.*请向保管密钥的人"):
                ask()
        with pytest.raises(KeyMissing, match="缺密钥 M0001"):
            invented.put(again, invented.rows(9))
        assert len(again.batches()) == 1 and again.last_seq() == sealed.last_seq()


def test_another_offices_master_key_is_said(sealed: Store, keys: KeyRing, tmp_path: Path, invented: ModuleType) -> None:
    invented.put(sealed, _ledger(invented, 3))
    other = KeyRing(tmp_path / "b", tmp_path / "b-masters")
    other.create(tmp_path / "b-discipline", AT)
    (keys.masters / "master-M0001.key").write_bytes((other.masters / "master-M0001.key").read_bytes())
    with pytest.raises(KeyMissing, match="不是这个单位的主密钥"):
        KeyRing(keys.folder, keys.masters).cipher("K0001")


def test_a_store_opened_without_the_ring_neither_reads_nor_mixes(
    sealed: Store, database_url: str, tmp_path: Path, invented: ModuleType
) -> None:
    invented.put(sealed, _ledger(invented, 3))
    for keys in (None, KeyRing(tmp_path / "nowhere", tmp_path / "nowhere")):
        with open_store(database_url, keys) as again:
            with pytest.raises(KeyMissing, match="不能写入"):
                invented.put(again, invented.rows(5))
            with pytest.raises(KeyMissing):
                again.identity()
            assert len(again.batches()) == 1


def test_rows_seal_anew_under_the_next_key(sealed: Store, keys: KeyRing, invented: ModuleType) -> None:
    invented.put(sealed, _ledger(invented))
    before = sealed.identity()
    assert keys.add(AT) == "K0002"
    pd.testing.assert_frame_equal(sealed.identity(), before)  # by the older key, still there
    reseal(sealed.engine, keys, _silent)
    with sealed.reading() as connection:
        assert {key for counts in usage(connection).values() for key in counts} == {"K0002", "J0001"}
        assert in_use(connection) == {"K0002", "J0001"}
    keys.destroy(frozenset({"K0001"}), AT)
    pd.testing.assert_frame_equal(sealed.identity(), before)
    with pytest.raises(KeyMissing, match="K0001，但它已销毁"):
        keys.cipher("K0001")


def test_a_new_master_wraps_the_same_keys(sealed: Store, keys: KeyRing, invented: ModuleType) -> None:
    invented.put(sealed, _ledger(invented, 4))
    assert keys.new_master() == "M0002" and not (keys.masters / "master-M0001.key").exists()
    fresh = KeyRing(keys.folder, keys.masters)
    assert fresh.cipher("K0001") and fresh.mark_key == keys.mark_key
    assert len(sealed.identity()) == 3


def test_key_files_are_private_and_never_overwritten(keys: KeyRing, tmp_path: Path) -> None:
    for path in (*keys.masters.iterdir(), *keys.folder.iterdir(), *(tmp_path / "discipline").iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path
    with pytest.raises(StoreError, match="已有密钥环"):
        keys.create(tmp_path / "discipline", AT)
    shutil.rmtree(keys.folder)
    with pytest.raises(StoreError, match="已经存在，没有覆盖"):
        keys.create(tmp_path / "discipline", AT)


def test_a_ring_file_keeps_the_mode_an_administrator_gave_it(keys: KeyRing) -> None:
    ring = keys.folder / "identity.keys"
    ring.chmod(0o640)
    keys.add(AT)
    assert ring.stat().st_mode & 0o777 == 0o640
    assert not [path for path in keys.folder.iterdir() if path.name.startswith(".")]


def test_another_process_rotates_and_this_one_hears_of_it(keys: KeyRing) -> None:
    other = KeyRing(keys.folder, keys.masters)
    assert other.ring().current == "K0001"
    keys.add(AT)
    os.utime(keys.folder / "identity.keys")
    assert other.ring().current == "K0002" and other.cipher("K0002")


def test_a_part_without_keys_is_kept_as_it_is() -> None:
    part = pa.table({"record_id": ["R000001"], "version": [1]})
    assert sealing.seal_part(None, "identity", part) is part
    assert sealing.seal_accusations(None, part) is part
